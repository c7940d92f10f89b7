"""The filters of the lists: OR within a filter, AND between filters.

A facet is a filter whose choices carry counts. The count beside a choice says
how many records one would see with it, under all the other filters.
"""

from typing import NamedTuple

import django_filters
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .languages import country_codes, country_name, language_name
from .models import FocusArea, Language, Organisation, Person, Role
from .sorting import sort_key


class Choice(NamedTuple):
    """One choice of a facet, with the number of records that it would show."""

    value: str
    label: str
    count: int
    chosen: bool


class Chip(NamedTuple):
    """A filter in force, and the query string of the page without it."""

    label: str
    value: str
    query: str


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Matches records that have any of the chosen values, along ``Record.facet_paths``."""

    def __init__(self, facet, label, choices):
        super().__init__(label=label, choices=choices)
        self.facet = facet

    def filter(self, queryset, values):
        if not values:
            return queryset
        return queryset.filter(queryset.model.any_path(self.facet, values)).distinct()


class CountryField(django_filters.fields.MultipleChoiceField):
    """Takes a country's code in capitals or not: se is SE."""

    def to_python(self, value):
        return [code.upper() for code in super().to_python(value)]


class CountryFilter(FacetFilter):
    field_class = CountryField


class YearFilter(django_filters.NumberFilter):
    """A year of four digits at most."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=9999, **kwargs)


def countries():
    return [(code, country_name(code)) for code in country_codes()]


def languages():
    codes = Language.objects.values_list("code", flat=True)
    return sorted(((code, language_name(code)) for code in codes), key=lambda choice: choice[1])


def focus_areas():
    return [(area.slug, str(area)) for area in FocusArea.objects.all()]


def roles():
    return [(role.slug, str(role)) for role in Role.objects.all()]


def networks():
    """Return the published networks, reached by relation: this app does not import networks."""
    membership = Organisation._meta.get_field("memberships").related_model
    network = membership._meta.get_field("network").related_model
    return [(one.slug, str(one)) for one in network.objects.published()]


class RecordFilter(django_filters.FilterSet):
    """What every list can be filtered by; each kind adds or takes away."""

    name = django_filters.CharFilter(label=_("text in the name"), max_length=100, method="with_name")
    country = CountryFilter("country", _("country"), countries)
    focus = FacetFilter("focus", _("focus area"), focus_areas)
    network = FacetFilter("network", _("network"), networks)
    since = YearFilter(label=_("active from year"), method="with_period")
    until = YearFilter(label=_("active to year"), method="with_period")

    def with_name(self, queryset, _name, text):
        return queryset.named_like(text)

    def with_period(self, queryset, name, _year):
        """Filter by both years at once: a role, say, was held in some year between them."""
        first, last = self.in_force.get("since"), self.in_force.get("until")
        if name == "until" and first:
            return queryset  # "since" has done it for both
        return queryset.active_between(first, last)

    @property
    def in_force(self):
        """The valid filters that the visitor set: {name: value or list of values}."""
        data = getattr(self.form, "cleaned_data", {}) if self.is_bound else {}
        return {name: value for name, value in data.items() if value not in (None, "", [])}

    def without(self, name):
        """Return the records that the filters in force leave, one filter put aside."""
        queryset = self.queryset.all()
        for other, value in self.in_force.items():
            if other != name:
                queryset = self.filters[other].filter(queryset, value)
        return queryset

    def facets(self):
        """Return (name, label, choices) of each facet that has any choice, ready for the form."""
        found = []
        for name, facet in self.filters.items():
            if not isinstance(facet, FacetFilter):
                continue
            chosen = self.in_force.get(name, [])
            offered = self.queryset.count_by(facet.facet)
            counts = self.without(name).count_by(facet.facet) if self.in_force else offered
            labels = dict(facet.field.choices)
            choices = [
                Choice(value, labels[value], counts.get(value, 0), value in chosen)
                for value in labels
                if value in offered or value in chosen
            ]
            if name in ("country", "network"):
                choices.sort(key=lambda choice: sort_key(choice.label, get_language()))
            if choices:
                found.append((name, facet.label, choices))
        return found

    def chips(self):
        """Return the filters in force, each with the address that takes it off."""
        found = []
        for name, value in self.in_force.items():
            for one in value if isinstance(value, list) else [value]:
                rest = [other for other in value if other != one] if isinstance(value, list) else []
                query = self.data.copy()
                query.pop("page", None)
                query.setlist(name, rest)
                choices = dict(getattr(self.filters[name].field, "choices", []))
                found.append(Chip(self.filters[name].label, str(choices.get(one, one)), query.urlencode()))
        return found


class OrganisationFilter(RecordFilter):
    kind = FacetFilter("kind", _("kind"), Organisation.Kind.choices)
    language = FacetFilter("language", _("language of support"), languages)

    class Meta:
        model = Organisation
        fields = ["name", "country", "focus", "kind", "network", "language", "since", "until"]


class PersonFilter(RecordFilter):
    role = FacetFilter("role", _("role"), roles)

    class Meta:
        model = Person
        fields = ["name", "country", "focus", "role", "network", "since", "until"]
