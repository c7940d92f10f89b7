"""The table of ties, for whoever wants to count, sort and copy them."""

from typing import NamedTuple

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView

from organisations.filters import YearField, kinds
from organisations.models import Role, record_models, tie_models
from organisations.parameters import NamedChoice, NamedChoices
from organisations.pictures import graph, ties
from organisations.sorting import sort_key
from organisations.views import NearestPage

from .connections import TiesForm

TITLES = {
    "who": pgettext_lazy("a tie", "Who"),
    "role": pgettext_lazy("a tie", "Role"),
    "what": pgettext_lazy("a tie", "In what"),
    "start": pgettext_lazy("year", "from"),
    "end": pgettext_lazy("year", "to"),
    "as_of": _("as of"),
}


class Column(NamedTuple):
    """A column's heading, what its link asks for, and how the table is sorted by it now, if it is."""

    title: str
    sort: str
    sorted: str


class TableForm(TiesForm):
    """The filters of the table; ``sort`` is a column, with a minus before it for the other way."""

    role = NamedChoices(label=_("role"), required=False, widget=forms.CheckboxSelectMultiple, facet="role")
    kind = NamedChoices(label=TITLES["who"], required=False, widget=forms.CheckboxSelectMultiple)
    target = NamedChoices(label=TITLES["what"], required=False, widget=forms.CheckboxSelectMultiple)
    since = YearField(label=_("from year"), required=False)
    until = YearField(label=_("to year"), required=False)
    sort = NamedChoice(
        label=_("order"),
        required=False,
        widget=forms.HiddenInput,
        choices=[(f"{sign}{column}", column) for column in ties.COLUMNS for sign in ("", "-")],
    )

    def __init__(self, data):
        super().__init__(data)
        self.fields["role"].choices = roles()
        self.fields["kind"].choices = kinds()
        self.fields["target"].choices = kinds([one for one in record_models() if is_target(one)])

    @property
    def row(self):
        return [self[name] for name in ("since", "until", "country")]

    @property
    def boxes(self):
        return [self[name] for name in ("kind", "role", "target")]

    @property
    def more_in_force(self):
        return self.in_force.keys() & {"kind", "role", "target", "undated"}

    @property
    def wanted(self):
        given = self.cleaned_data
        return ties.Wanted(
            about=graph.key_of(self.record) if self.record else None,
            who=tuple(given["kind"]),
            what=tuple(given["target"]),
            roles=tuple(given["role"]),
            country=given["country"],
            first=given["since"],
            last=given["until"],
            dated=given["undated"],
        )

    @property
    def order(self):
        """(column, whether the other way)."""
        sort = self.in_force.get("sort", "who") if self.is_valid() else "who"
        return sort.removeprefix("-"), sort.startswith("-")

    @property
    def columns(self):
        column, backwards = self.order
        for name, title in TITLES.items():
            is_sorted = name == column
            way = ("descending" if backwards else "ascending") if is_sorted else ""
            yield Column(title, f"-{name}" if is_sorted and not backwards else name, way)


def roles():
    """Return the choices of roles by name, that of parts among them.

    A role that only hidden records have is left out like one that there is not.
    """
    known = ties.any_of(Exists(tie.objects.published().filter(role=OuterRef("pk"))) for tie in tie_models())
    named = [(role.slug, str(role)) for role in Role.objects.filter(known)]
    if ties.PART not in dict(named):
        named += [(ties.PART, ties.part_label(model)) for model in record_models() if model.parent_field]
    return sorted(named, key=lambda choice: sort_key(choice[1], get_language()))


def is_target(model):
    kind = model._meta.model_name
    return model.parent_field or any(graph.kind_of(tie, tie.target_field) == kind for tie in tie_models())


class Ties(NearestPage, ListView):
    """Published ties, fifty on a page; 400 for an invalid filter."""

    template_name = "orgdirectory/ties.html"
    context_object_name = "numbers"
    paginate_by = 50

    def get_queryset(self):
        self.form = TableForm(self.request.GET).follow(self.request)
        return ties.numbers(self.form.wanted, *self.form.order) if self.form.is_valid() else []

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        return context | {
            "form": self.form,
            "columns": self.form.columns,
            "rows": ties.rows(list(page.object_list)),
            "kind": "ties",
            "noindex": True,  # it names those who did not choose to be found, too
        }

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=400 if self.form.errors else 200, **kwargs)
