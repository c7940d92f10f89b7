"""Facets and other filters of the lists: OR within a filter, AND between filters.

A facet is a filter whose choices carry counts. The count beside a choice says
how many records one would see with it, under all the other filters.
"""

import re
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import django_filters
from django import forms
from django.db.models import F, Value
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .languages import country_codes, country_name, language_name, site_languages
from .lexemes import NOTHING, Lexeme, all_of, any_of
from .models import (
    AbstractContactPoint,
    FocusArea,
    Language,
    Need,
    Organisation,
    Person,
    Place,
    Role,
    SearchDocument,
    record_models,
)
from .parameters import NamedChoice, NamedChoices, as_read, left_out
from .search.results import Matched, any_match, search
from .sorting import sort_key
from .subdivisions import NAMES
from .text import digits, tidy

MOST_CHIPS = 12
CHOICES_OPEN = 5


class Choice(NamedTuple):
    """One choice of a facet, with the number of records that it would show."""

    value: str
    label: str
    count: int
    chosen: bool


class Facet(NamedTuple):
    """A filter with the choices that it offers; the most frequent ones, and those chosen, stand open."""

    name: str
    label: str
    choices: list

    @property
    def is_offered(self):
        """Whether it tells anything apart: one choice that is not made does not."""
        return len(self.choices) > 1 or any(choice.chosen for choice in self.choices)

    @property
    def open(self):
        best = sorted(self.choices, key=lambda choice: (not choice.chosen, -choice.count))[:CHOICES_OPEN]
        return [choice for choice in self.choices if choice.chosen or choice in best]

    @property
    def folded(self):
        shown = self.open
        return [choice for choice in self.choices if choice not in shown]


class Chip(NamedTuple):
    """A filter in force, and the query string of the page without it."""

    label: str
    value: str
    query: str


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Matches records that have any of the chosen values of a facet."""

    field_class = NamedChoices

    def __init__(self, facet, label, choices):
        super().__init__(label=label, choices=choices, facet=facet)
        self.facet = facet

    def filter(self, queryset, values):
        return queryset.with_facet(self.facet, values) if values else queryset


class VocabularyField(NamedChoices):
    """Takes the terms that some public record has.

    One that only hidden records have is left out like one that there is not:
    whoever tries the names of towns learns nothing of who was entered there.
    """

    def valid_value(self, value):
        return super().valid_value(value) and any_match(Lexeme(f"{self.facet}/{value}"))


class VocabularyFilter(FacetFilter):
    """A facet whose terms editors write."""

    field_class = VocabularyField


class OneOf(django_filters.ChoiceFilter):
    """One of a few choices; what is none of them is left out."""

    field_class = NamedChoice


class TextField(forms.CharField):
    """Takes whatever was typed, NUL included: the query parser passes over what is no word."""

    def to_python(self, value):
        return tidy(super().to_python(value))


class TextFilter(django_filters.CharFilter):
    """The words of a search (see ``organisations.search``)."""

    field_class = TextField


class YearField(forms.CharField):
    """Takes a year in the digits of any keyboard; a field of type number would drop ١٩٩٤ in silence."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 6})

    def to_python(self, value):
        text = digits(tidy(super().to_python(value)))
        if text and not (re.fullmatch("[0-9]{1,4}", text) and int(text)):
            raise forms.ValidationError(_("Write the year in digits: 1994."))
        return int(text) if text else None


class YearFilter(django_filters.Filter):
    """A year; ``within`` asks for those of a filter set together."""

    field_class = YearField

    def filter(self, queryset, _year):
        return queryset


def within(records, years):
    """Return those of some records that were active, or begun, between years: {name of a filter: year}."""
    if years.keys() & {"since", "until"}:
        records = records.active_between(years.get("since"), years.get("until"))
    if years.keys() & {"founded_since", "founded_until"}:
        records = records.begun_between(years.get("founded_since"), years.get("founded_until"))
    return records


class FilterForm(forms.Form):
    """Says in words when no year can be both after the one and before the other."""

    periods = (("since", "until"), ("founded_since", "founded_until"), ("founded_since", "until"))

    def clean(self):
        for names in self.periods:
            first, last = map(self.cleaned_data.get, names)
            if first and last and first > last:
                words = _("From %(first)s to %(last)s: the first year is after the last.")
                self.add_error(names[0], words % {"first": first, "last": last})
                return


def countries():
    return [(code, country_name(code)) for code in country_codes()]


def languages():
    codes = Language.objects.values_list("code", flat=True)
    return sorted(((code, language_name(code)) for code in codes), key=lambda choice: choice[1])


def needs():
    return [(need.slug, str(need)) for need in Need.objects.all()]


def subdivisions():
    return [(code, str(name)) for code, name in NAMES.items()]


def channels():
    """Leave out visits: where an address is guarded, the page itself decides what of it is shown."""
    return [choice for choice in AbstractContactPoint.Channel.choices if choice[0] != "visit"]


def focus_areas():
    return [(area.slug, str(area)) for area in FocusArea.objects.all()]


def places():
    """Leave out places that are confidential, and whole countries, which have a filter of their own.

    A place is named when it is shown: most of them no record has.
    """
    names = (f"name_{language}" for language in site_languages())
    rows = Place.objects.published().values("slug", "country", "subdivision", *names)
    return [(row["slug"], _name_of(row)) for row in rows if row["slug"] != row["country"].lower()]


_name_of = lazy(lambda place: str(Place(**place)), str)


def roles():
    """Return the roles as the list of people calls them."""
    somebody = Person()
    return [(role.slug, role.said_of(somebody)) for role in Role.objects.all()]


def networks():
    """Reach the published networks by relation: this app does not import networks."""
    membership = Organisation._meta.get_field("memberships").related_model
    network = membership._meta.get_field("network").related_model
    return [(one.slug, str(one)) for one in network.objects.published()]


class FacetedFilter(django_filters.FilterSet):
    """Words, and facets whose choices carry counts; for records and for search documents alike.

    ``exact=1`` in the query string turns the correction of typos off.
    """

    q = TextFilter(label=_("words"), method="with_words")
    without_chips = ()

    class Meta:
        form = FilterForm

    @cached_property
    def answer(self):
        words = self.in_force.get("q")
        return search(words, exact=self.data.get("exact") == "1") if words else None

    def with_words(self, queryset, _name, _words):
        return queryset.holding(self.answer.query.widest if self.answer.query else NOTHING)

    @property
    def left_out(self):
        """What of the address is not known: (label, value)."""
        return left_out(self.form) if self.is_bound and self.form.errors is not None else []

    def as_read(self):
        """Return the query with what was read of it, and go on from there."""
        if self.is_bound and self.form.errors is not None:
            self.data = as_read(self.form)
        return self.data

    @property
    def words(self):
        """The parameters that are no filter: the words, and whether they are meant exactly."""
        return {name: self.data[name] for name in ("q", "exact") if self.data.get(name)}

    @property
    def in_force(self):
        """The valid filters that the visitor set: {name: value or list of values}."""
        data = getattr(self.form, "cleaned_data", {}) if self.is_bound else {}
        return {name: value for name, value in data.items() if value not in (None, "", [])}

    def years(self, names=None):
        """Return the years in force, those of the filters of these names: {name: year}."""
        return {
            name: value
            for name, value in self.in_force.items()
            if isinstance(self.filters[name], YearFilter) and (names is None or name in names)
        }

    def filter_queryset(self, queryset):
        return within(super().filter_queryset(queryset), self.years())

    def matched(self, names=None):
        """Return the ``search.results.Matched`` of the filters of these names, by default of all."""
        names = self.in_force.keys() if names is None else names
        demands = []
        for name, value in self.in_force.items():
            facet = getattr(self.filters[name], "facet", None)
            if facet and name in names:
                demands.append(any_of(f"{facet}/{one}" for one in value))
        if "q" in self.in_force and "q" in names:
            demands.append(self.answer.query.widest if self.answer.query else NOTHING)
        return Matched(all_of(demands))

    def facets(self):
        """Return the ``Facet`` of each filter that has any choice.

        A choice is offered if the words alone leave any record with it. Facets that are
        not in force share one count; each facet in force is counted under the others.
        """
        counted = {}

        def counts(names):
            matched = self.matched(names)
            if matched not in counted:
                counted[matched] = matched.counts()
            return counted[matched]

        names, found = set(self.in_force), []
        offered = counts({"q"})
        for name, facet in self.filters.items():
            if not isinstance(facet, FacetFilter):
                continue
            chosen = self.in_force.get(name, [])
            numbers = counts(names - {name})[facet.facet]
            labels = dict(facet.field.choices)
            choices = [
                Choice(value, str(labels[value]), numbers[value], value in chosen)
                for value in labels
                if value in offered[facet.facet] or value in chosen
            ]
            if name in ("country", "place", "network"):
                choices.sort(key=lambda choice: sort_key(choice.label, get_language()))
            if choices:
                found.append(Facet(name, facet.label, choices))
        return found

    def chips(self):
        """Return a ``Chip`` for the first filters in force: each holds the whole query."""
        return list(islice(self._chips(), MOST_CHIPS))

    def _chips(self):
        for name, value in self.in_force.items():
            if name in self.without_chips:
                continue
            for one in value if isinstance(value, list) else [value]:
                rest = [other for other in value if other != one] if isinstance(value, list) else []
                query = self.data.copy()
                query.pop("page", None)
                if name == "q":
                    query.pop("exact", None)
                query.setlist(name, rest)
                choices = dict(getattr(self.filters[name].field, "choices", []))
                yield Chip(self.filters[name].label, str(choices.get(one, one)), query.urlencode())


class RecordFilter(FacetedFilter):
    """What every list can be filtered by; each kind adds or takes away."""

    country = FacetFilter("country", _("country"), countries)
    focus = VocabularyFilter("focus", _("focus area"), focus_areas)
    network = FacetFilter("network", _("network"), networks)
    since = YearFilter(label=_("active from year"))
    until = YearFilter(label=_("active to year"))
    founded_since = YearFilter(label=_("founded from year"))
    founded_until = YearFilter(label=_("founded to year"))
    begun = _("Founded in the years")

    def matched(self, names=None):
        kind, years = f"is/{self.queryset.model._meta.model_name}", self.years(names)
        among = (within(self.queryset, years),) if years else None
        return Matched(all_of([kind, super().matched(names).expression]), among)


class OrganisationFilter(RecordFilter):
    """Organisations of one of two groups: the movement, unless the others are asked for."""

    without_chips = ("group",)
    group = OneOf(label=_("group in lists"), choices=Organisation.Group.choices)
    kind = FacetFilter("kind", _("kind"), Organisation.Kind.choices)
    language = VocabularyFilter("language", _("language of support"), languages)
    answers = VocabularyFilter("answers", _("answers in"), languages)
    channel = FacetFilter("channel", _("how to reach them"), channels)

    class Meta(FacetedFilter.Meta):
        model = Organisation
        fields = ["q", "group", "kind", "country", "focus", "network", "language", "answers", "channel"]
        fields += ["founded_since", "founded_until", "since", "until"]

    @property
    def group_in_force(self):
        return self.in_force.get("group", Organisation.Group.MOVEMENT)

    @property
    def qs(self):
        return super().qs.filter(group=self.group_in_force)

    def matched(self, names=None):
        matched = super().matched(names)
        return replace(matched, expression=all_of([matched.expression, f"group/{self.group_in_force}"]))

    @cached_property
    def groups(self):
        """Return a ``Choice`` for each group, counted under the filters in force."""
        numbers = super().matched().counts()["group"]
        return [
            Choice(value, capfirst(label), numbers[value], value == self.group_in_force)
            for value, label in Organisation.Group.choices
        ]


class PersonFilter(RecordFilter):
    role = VocabularyFilter("role", _("role"), roles)
    founded_since = founded_until = None

    class Meta(FacetedFilter.Meta):
        model = Person
        fields = ["q", "role", "country", "focus", "network", "since", "until"]


def kinds(models=None):
    models = record_models() if models is None else models
    return [(model._meta.model_name, capfirst(model._meta.verbose_name_plural)) for model in models]


class SearchFilter(FacetedFilter):
    """Search among records of all kinds; the words stand in the field above and need no chip."""

    without_chips = ("q",)
    kind = FacetFilter("is", _("kind of record"), kinds)
    need = FacetFilter("need", _("need"), needs)
    country = FacetFilter("country", _("country"), countries)
    area = FacetFilter("subdivision", _("county or governorate"), subdivisions)
    place = VocabularyFilter("place", _("place"), places)
    focus = VocabularyFilter("focus", _("focus area"), focus_areas)
    language = VocabularyFilter("language", _("language of support"), languages)
    answers = VocabularyFilter("answers", _("answers in"), languages)
    channel = FacetFilter("channel", _("how to reach them"), channels)

    class Meta(FacetedFilter.Meta):
        model = SearchDocument
        fields = ["q", "kind", "need", "country", "area", "place", "focus", "language", "answers", "channel"]


class HelpFilter(FacetedFilter):
    """Narrows those who may meet a need (the lexeme ``subject``) by where and how they help."""

    q = None
    country = FacetFilter("country", _("country"), countries)
    area = FacetFilter("subdivision", _("county or governorate"), subdivisions)
    language = VocabularyFilter("language", _("language of support"), languages)
    answers = VocabularyFilter("answers", _("answers in"), languages)
    channel = FacetFilter("channel", _("how to reach them"), channels)

    class Meta(FacetedFilter.Meta):
        model = SearchDocument
        fields = ["country", "area", "language", "answers", "channel"]

    def __init__(self, data, subject):
        super().__init__(data, SearchDocument.objects.all())
        self.subject = subject

    def matched(self, names=None):
        return Matched(all_of([self.subject, super().matched(names).expression]))


def dated_models():
    """Leave out people: their years are those of their roles."""
    return [model for model in record_models() if hasattr(model, "period_display")]


def dated_kinds():
    return kinds(dated_models())


class TimelineFilter(SearchFilter):
    """Records of every kind that has a period, by date; with ``undated=1`` those of no known year."""

    without_chips = ()
    kind = FacetFilter("is", _("kind of record"), dated_kinds)
    since = YearFilter(label=_("active from year"))
    until = YearFilter(label=_("active to year"))
    founded_since = YearFilter(label=_("begun from year"))
    founded_until = YearFilter(label=_("begun to year"))
    begun = _("Begun in the years")
    undated = OneOf(label=_("year"), choices=[("1", _("not stated"))])

    @property
    def qs(self):
        """Rows of (first known date, sort key, kind, pk): one UNION sorts and cuts all kinds of record."""
        return self.rows()

    def rows(self, **narrower):
        matched = self.matched()
        rows = [
            records.holding(matched.expression)
            .filter(**narrower)
            .annotate(key=F("sort_key"), kind_of_record=Value(records.model._meta.model_name))
            .order_by()
            .values_list("first_date", "key", "kind_of_record", "pk")
            for records in matched.among
        ]
        return rows[0].union(*rows[1:]).order_by("first_date", "key", "pk")

    def first_year(self, earliest):
        """Return the first year of all pages that is no earlier than this one, or None."""
        row = self.rows(first_date__gte=str(earliest)).first()
        return row and int(row[0][:4])

    def matched(self, names=None):
        among = []
        for model in dated_models():
            records = model.objects.published()
            records = records.undated() if self.in_force.get("undated") else records.dated()
            among.append(within(records, self.years(names)))
        return Matched(super().matched(names).expression, tuple(among))

    def undated_count(self):
        """Count the records of no known year under all filters but those by year."""
        among = tuple(model.objects.published().undated() for model in dated_models())
        return Matched(super().matched().expression, among).count()
