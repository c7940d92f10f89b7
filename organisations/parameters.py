"""Values of parameters that name one of several things: those known today, and what was meant by others.

Addresses are printed, sent and kept. A slug that something had once is read as its present
one, as are capitals and what chats glue to it; what is not known is left out, and told.
"""

from itertools import islice

from django import forms

from .models import FocusArea, FormerSlug, Language, Need, Place, Role, TargetGroup, record_models
from .text import unglued

MOST_TOLD = 5
OF_FACETS = {model.facet: model for model in (FocusArea, Language, Need, Place, Role, TargetGroup)}


def model_of(facet):
    """Return what the values of a facet are slugs of, or None."""
    named = OF_FACETS | {"answers": Language}
    return named.get(facet) or next((m for m in record_models() if m._meta.model_name == facet), None)


class Named:
    """A form field that takes its choices, and leaves out other values: no error.

    What only hidden records have is no choice either, and is left out in the same words.
    """

    left_out = ()

    def __init__(self, *args, facet="", **kwargs):
        super().__init__(*args, **kwargs)
        self.facet = facet

    def read(self, values):
        """Return those of some values that are choices, or mean one; note the others."""
        known = {value: value for value in values if self.valid_value(value)}
        known |= self.meant([value for value in values if value not in known])
        self.left_out = [value for value in dict.fromkeys(values) if value and value not in known]
        return list(dict.fromkeys(known[value] for value in values if value in known))

    def meant(self, values):
        """Return {value: the choice it stands for}; a right address never comes here with any."""
        if not values:
            return {}
        spelled = {str(choice).casefold(): str(choice) for choice, _label in self.choices}
        plain = {value: unglued(value).casefold() for value in values}
        former, model = {}, model_of(self.facet)
        if model:
            former = FormerSlug.objects.follow(model, {one for one in plain.values() if one not in spelled})
        found = {value: spelled.get(former.get(one, one)) for value, one in plain.items()}
        return {value: one for value, one in found.items() if one and self.valid_value(one)}


class NamedChoices(Named, forms.MultipleChoiceField):
    def to_python(self, value):
        return self.read(super().to_python(value))

    def validate(self, value):
        """Ask nothing again of what was read."""


class NamedChoice(Named, forms.ChoiceField):
    def to_python(self, value):
        return next(iter(self.read([super().to_python(value)])), "")

    def validate(self, value):
        """Ask nothing again of what was read."""


def left_out(form):
    """Return (label, value) of the first values that a form left out."""
    found = (
        (field.label, value) for field in form.fields.values() for value in getattr(field, "left_out", ())
    )
    return list(islice(found, MOST_TOLD))


def as_read(form):
    """Return the query of a form with what was read of it: the links of its page name nothing as it was."""
    query = form.data.copy()
    for name, field in form.fields.items():
        if isinstance(field, Named) and name in form.cleaned_data:
            value = form.cleaned_data[name]
            query.setlist(name, value if isinstance(value, list) else [value] if value else [])
            if not query.getlist(name):
                query.pop(name)
    return query


def show_as(request, query):
    """Let a page make its links of this query, and not of the one in its address."""
    if query != request.GET:
        query._mutable = False
        request.GET, request.META["QUERY_STRING"] = query, query.urlencode(safe="/")
