"""Network diagram of all records, or of those that fit a few filters."""

from django import forms
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations.filters import YearField, countries, focus_areas, kinds
from organisations.models import SearchDocument, record_models
from organisations.pictures import graph
from organisations.sorting import sort_key


class CountryField(forms.ChoiceField):
    """Takes an ISO 3166-1 code in either case: se is SE."""

    def to_python(self, value):
        return super().to_python(value).upper()


class ConnectionsForm(forms.Form):
    """The filters of the network diagram; no kind chosen means all kinds."""

    kind = forms.MultipleChoiceField(
        label=_("kind of record"), required=False, widget=forms.CheckboxSelectMultiple
    )
    country = CountryField(label=_("country"), required=False)
    focus = forms.ChoiceField(label=_("focus area"), required=False)
    year = YearField(label=_("as of year"), required=False)

    def __init__(self, data):
        every_kind = kinds()
        data = data.copy()
        if "kind" not in data:
            data.setlist("kind", [kind for kind, _name in every_kind])
        super().__init__(data)
        self.fields["kind"].choices = every_kind
        counts = SearchDocument.objects.counts()
        by_name = sorted(countries(), key=lambda choice: sort_key(choice[1], get_language()))
        self.set_choices("country", by_name, counts["country"], _("all countries"))
        held = [(slug, name) for slug, name in focus_areas() if slug in counts["focus"]]
        self.set_choices("focus", held, counts["focus"], _("all focus areas"))

    def set_choices(self, name, choices, counts, nothing):
        """Accept every choice of a field, but show only those that some record has, or that is chosen."""
        field, nothing = self.fields[name], ("", capfirst(nothing))
        field.choices = [nothing, *choices]
        chosen = field.to_python(self.data.get(name, ""))
        field.widget.choices = [
            nothing,
            *((value, capfirst(label)) for value, label in choices if value in counts or value == chosen),
        ]

    @cached_property
    def in_force(self):
        """The filters that leave anything out: {name: value}."""
        filters = {name: value for name, value in self.cleaned_data.items() if value}
        if len(filters.get("kind", ())) == len(record_models()):
            del filters["kind"]
        return filters

    def matching_keys(self):
        """Return the ``Key`` of each record that fits, or None if all do."""
        if not self.in_force:
            return None
        found = set()
        for model in record_models():
            kind = model._meta.model_name
            if kind in self.cleaned_data["kind"]:
                numbers = self.matching(model).order_by().values_list("pk", flat=True)
                found.update(graph.Key(kind, number) for number in numbers)
        return found

    def matching(self, model):
        records = model.objects.published()
        if country := self.in_force.get("country"):
            records = records.in_country(country)
        if focus := self.in_force.get("focus"):
            records = records.about(focus)
        if year := self.in_force.get("year"):
            records = records.as_of(year)
        return records


def connections(request):
    form = ConnectionsForm(request.GET)
    picture = None
    if form.is_valid():
        picture = graph.picture(graph.edges(form.matching_keys(), form.in_force.get("year")))
    context = {"kind": "connections", "form": form, "picture": picture, "noindex": bool(request.GET)}
    return render(request, "orgdirectory/connections.html", context, status=400 if form.errors else 200)
