"""Network diagrams: around a record, of those that fit a few filters, or of what joins groups of records."""

from django import forms
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations.disclosure import public_view
from organisations.filters import YearField, countries, focus_areas, kinds
from organisations.models import SearchDocument, record_models
from organisations.parameters import NamedChoice, NamedChoices, as_read, left_out, show_as
from organisations.pictures import graph
from organisations.search.hits import records
from organisations.search.results import ranked, search
from organisations.sorting import sort_key
from organisations.text import tidy

from .record_paths import record_at

MOST_FOUND = 10


class UndatedField(forms.BooleanField):
    """A box that leaves out what has no known year: ``undated=no``."""

    widget = forms.CheckboxInput(attrs={"value": "no"})

    def __init__(self):
        super().__init__(label=_("leave out ties of no known year"), required=False)


class TiesForm(forms.Form):
    """What diagrams and tables of ties are narrowed by; ``about`` is the path of a record."""

    about = forms.CharField(required=False, widget=forms.HiddenInput)
    country = NamedChoice(label=_("country"), required=False)
    undated = UndatedField()

    def __init__(self, data):
        super().__init__(data)
        self.counts = SearchDocument.objects.counts()
        by_name = sorted(countries(), key=lambda choice: sort_key(choice[1], get_language()))
        self.set_choices("country", by_name, self.counts["country"], _("all countries"))

    def set_choices(self, name, choices, counts, nothing):
        """Accept every choice of a field, but show only those that some record has, or that is chosen."""
        field, nothing = self.fields[name], ("", capfirst(nothing))
        field.choices = [nothing, *choices]
        chosen = field.to_python(self.data.get(name, ""))
        field.widget.choices = [
            nothing,
            *((value, capfirst(label)) for value, label in choices if value in counts or value == chosen),
        ]

    def follow(self, request):
        """Go on from what was read of the address, and let the links of the page name that; return itself."""
        if self.errors is not None:
            self.data = as_read(self)
        shown = self.data.copy()
        if "kind" not in request.GET:
            shown.pop("kind", None)
        show_as(request, shown)
        return self

    @property
    def left_out(self):
        return left_out(self)

    @cached_property
    def in_force(self):
        """The filters that are set: {name: value}."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @cached_property
    def record(self):
        """The published record that it is about, or None."""
        path = self.in_force.get("about")
        return public_view(record_at(path)) if path else None

    @property
    def is_lost(self):
        """Whether it is about a record that is not there."""
        return bool(self.in_force.get("about")) and not self.record


class ConnectionsForm(TiesForm):
    """The filters of the network diagram; no kind chosen means all kinds."""

    q = forms.CharField(
        label=_("start from"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    year = YearField(label=_("in the year"), required=False)
    focus = NamedChoice(label=_("focus area"), required=False, facet="focus")
    kind = NamedChoices(label=_("kind of record"), required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("about", "q", "year", "country", "focus", "kind", "undated")

    def __init__(self, data):
        every_kind = kinds()
        data = data.copy()
        if "kind" not in data:
            data.setlist("kind", [kind for kind, _name in every_kind])
        super().__init__(data)
        self.fields["kind"].choices = every_kind
        held = [(slug, name) for slug, name in focus_areas() if slug in self.counts["focus"]]
        self.set_choices("focus", held, self.counts["focus"], _("all focus areas"))

    def clean_kind(self):
        """Take all kinds where none of those asked for is one."""
        return self.cleaned_data["kind"] or [kind for kind, _name in kinds()]

    @property
    def row(self):
        return [self[name] for name in ("q", "year", "country", "focus")]

    @property
    def boxes(self):
        return [self["kind"]]

    @property
    def more_in_force(self):
        return self.in_force.keys() & {"kind", "undated"}

    @cached_property
    def in_force(self):
        filters = {name: value for name, value in self.cleaned_data.items() if value}
        if len(filters.get("kind", ())) == len(record_models()):
            del filters["kind"]
        return filters

    @property
    def words(self):
        return tidy(self.in_force.get("q", ""))

    @cached_property
    def found(self):
        """The records that the words find, the best first."""
        return records(ranked(search(self.words).query)[:MOST_FOUND])

    @cached_property
    def record(self):
        """The record at the path, or the one that the words name or find alone."""
        if not self.words:
            return super().record
        named = [one for one in self.found if str(one).casefold() == self.words.casefold()]
        meant = named or self.found
        return meant[0] if len(meant) == 1 else None

    @property
    def choice(self):
        return graph.Choice(self.records, self.ties, parts="undated" not in self.in_force)

    def records(self, model):
        found = model.objects.published()
        if model._meta.model_name not in self.cleaned_data["kind"]:
            return found.none()
        if country := self.in_force.get("country"):
            found = found.in_country(country)
        if focus := self.in_force.get("focus"):
            found = found.about(focus)
        if year := self.in_force.get("year"):
            found = found.as_of(year)
        return found

    def ties(self, ties):
        year = self.in_force.get("year")
        ties = ties.not_outside(year, year)
        return ties.dated() if "undated" in self.in_force else ties


def connections(request):
    asked = bool(request.GET)  # an empty filter asks for the whole picture, and no link keeps it
    form = ConnectionsForm(request.GET).follow(request)
    context = {"kind": "connections", "form": form, "noindex": asked}
    if form.is_valid():
        context |= drawn(form, asked)
    return render(request, "orgdirectory/connections.html", context, status=400 if form.errors else 200)


def drawn(form, asked):
    """Return what the page shows: around one record, of those that fit, or what joins groups of records."""
    if record := form.record:
        centre = graph.key_of(record)
        found = graph.two_steps(centre, form.choice)
        return {"record": record, "picture": graph.picture(found, centre=centre)}
    if form.words:
        return {"found": form.found}
    if asked and not form.is_lost:
        return {"picture": graph.picture(graph.edges(form.choice))}
    return {"is_start": True} | bridges()


def bridges():
    """Return the bridges between groups, each as (record, the heads of its groups), and a picture of them."""
    found = graph.bridges()
    records = graph.fetch_records({key for one in found for key in (one.record, *one.heads)})
    shown = [
        (records[one.record], [records[head] for head in one.heads if head in records])
        for one in found
        if one.record in records
    ]
    near = [one.record for one in found if one.record in records]
    picture = graph.picture(graph.edges(near=near), limit=graph.LIMIT // 2) if near else None
    return {"bridges": shown, "picture": picture}
