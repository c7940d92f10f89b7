"""Pages for somebody who looks for help: what she needs, where she is, who answers.

The place is chosen by links and stands in the URL; nothing asks a device where it is.
"""

import logging
from functools import cached_property
from typing import NamedTuple

from django.db import Error
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.models import Project
from organisations.filters import HelpFilter, languages
from organisations.languages import country_name
from organisations.lexemes import all_of, any_of
from organisations.models import FocusArea, Helpline, Need, Organisation, SearchDocument
from organisations.search.hits import records
from organisations.search.results import Matched
from organisations.sorting import sort_key
from organisations.subdivisions import subdivision_name

from ..helplines import known_helplines, read_helplines
from .views import KINDS

logger = logging.getLogger(__name__)

SHOWN, SHOWN_ELSEWHERE, SHOWN_ALSO = 24, 6, 6
# Who helps is shown in this order: services, shelters, associations, others.
HELPING = [[f"kind/{kind}"] for model in (Project, Organisation) for kind in model.helping_kinds] + [[]]


def need(request, slug):
    return help_page(request, lambda: get_object_or_404(Need, slug=slug))


def needs(request):
    return help_page(request, lambda: None)


def help_page(request, chosen):
    """Show who may help; the helplines alone while the database does not answer."""
    try:
        context = Finder(request.GET, chosen()).context()
    except Error:
        logger.exception("records_not_read")
        context = helplines_only(request.GET.get("country", ""))
    return render(request, "orgdirectory/need.html", context)


def helplines_only(country):
    lines = known_helplines()
    near = [line for line in lines if line.country == country]
    return {
        "title": _("Find help"),
        "country": near and country_name(country),
        "lines": near or lines,
        "kind": "help",
        "noindex": True,
        "unreachable": True,
    }


def on_offer():
    """Return what home offers: needs, languages and countries, with the number of those who may help."""
    counts = SearchDocument.objects.with_facet("offers", ["help"]).counts()
    names, url = dict(languages()), reverse("help")
    return {
        "needs": counted_needs(counts),
        "spoken": [
            (names[code], f"{url}?language={code}", number)
            for code, number in counts["language"].items()
            if code in names
        ],
        "countries": [
            Link(name, f"country={code}", number) for code, name, number in with_helplines(counts["country"])
        ],
    }


def counted_needs(counts):
    return [(need, number) for need in Need.objects.all() if (number := counts["need"][need.slug])]


def with_helplines(numbers):
    """Return (code, name, number) of countries by name, with those too that have a helpline only."""
    codes = {*numbers, *Helpline.objects.order_by().values_list("country", flat=True)}
    named = [(code, country_name(code), numbers.get(code, 0)) for code in codes]
    return sorted(named, key=lambda country: sort_key(country[1], get_language()))


class Group(NamedTuple):
    """Records under one heading, how many there are, and the URL of the list of them all."""

    title: str
    records: list
    number: int
    url: str


class Link(NamedTuple):
    """A link to the same page with one choice made otherwise."""

    label: str
    query: str
    number: int
    is_chosen: bool = False


class Finder:
    """Who may meet a need, or any need, nearest to where she is first."""

    def __init__(self, data, chosen=None):
        self.need = chosen
        self.subject = f"need/{chosen.slug}" if chosen else "offers/help"
        self.filter = HelpFilter(data, self.subject)
        self.left_out = self.filter.left_out
        self.chosen = {name: values[-1] for name, values in self.filter.in_force.items()}
        self.country, self.area = self.chosen.get("country", ""), self.chosen.get("area", "")
        if not (self.country and self.area.startswith(f"{self.country}-")):
            self.area = ""
            self.chosen.pop("area", None)

    def context(self):
        links = self.links()
        return {
            "need": self.need,
            "title": str(self.need) if self.need else _("Find help"),
            "country": self.country and country_name(self.country),
            "code": self.country,
            "query": urlencode(self.chosen),
            "lines": self.helplines,
            "countries": links.pop("country"),
            "areas": links.pop("area"),
            "other_choices": [(self.filter.filters[name].label, links[name]) for name in links],
            "is_narrowed": any(link.is_chosen for some in links.values() for link in some),
            "needs": None if self.need else counted_needs(self.filter.matched().counts()),
            "groups": self.groups(),
            "also": self.also(),
            "left_out": self.left_out,
            "kind": "help",
            "noindex": bool(self.filter.data),
        }

    @cached_property
    def helplines(self):
        """The helplines of her country; of all, where she has not said where she is."""
        return [line for line in read_helplines() if self.country in ("", line.country)]

    def links(self):
        """Return {name of a filter: links to its choices}; of counties those of her country only."""
        found = {name: choices for name, _label, choices in self.filter.facets()}
        countries = with_helplines({one.value: one.count for one in found.pop("country", [])})
        areas = [one for one in found.pop("area", []) if one.value.startswith(f"{self.country or '-'}-")]
        links = {"country": [self.link("country", *country) for country in countries]}
        for name, choices in {"area": areas, **found}.items():
            links[name] = [self.link(name, one.value, one.label, one.count) for one in choices]
        return links

    def link(self, name, value, label, number):
        chosen = self.chosen.get(name) == value
        query = {one: self.chosen[one] for one in self.chosen if one != name}
        if name == "country":
            query.pop("area", None)
        if not chosen:
            query[name] = value
        return Link(label, urlencode(query), number, chosen)

    def groups(self):
        """Return those who may help, the nearest first; of the place that she chose even none."""
        before, groups = 0, []
        nearest = self.nearest()
        for place, (title, query) in enumerate(self.parts):
            number = self.matched(query).count()
            most = SHOWN_ELSEWHERE if before else SHOWN
            pks = [pk for pk, part in nearest.items() if part == place][:most]
            if number > before or not place:
                groups.append(Group(title, records(pks), number - before, self.list_url(query)))
            before = number
        return groups

    @cached_property
    def parts(self):
        """The parts of the world around her, each within the next: (title, choices)."""
        others = {name: value for name, value in self.chosen.items() if name not in ("country", "area")}
        country = {"country": self.country, **others}
        everywhere = (_("In other countries, or where the place is not known"), others)
        if self.area:
            elsewhere = _("Elsewhere in %(country)s") % {"country": country_name(self.country)}
            near = (subdivision_name(self.area), {"area": self.area, **country})
            return [near, (elsewhere, country), everywhere]
        return [(country_name(self.country), country), everywhere] if self.country else [("", others)]

    def matched(self, query, *also):
        """Return those who may help under some choices: {name of a filter: value}."""
        return Matched(all_of([self.subject, *self.tokens(query), *also]))

    def tokens(self, query):
        return [f"{self.filter.filters[name].facet}/{value}" for name, value in query.items()]

    def nearest(self):
        """Return {document id: place of its part} in the order in which the records are to be shown."""
        found = {}
        for place, (_title, query) in enumerate(self.parts):
            most = SHOWN + len(found)
            for kind in HELPING:
                for pk in self.matched(query, *kind).first(most):
                    found.setdefault(pk, place)
        return found

    def list_url(self, query):
        slugs = [self.need.slug] if self.need else Need.objects.values_list("slug", flat=True)
        return search_url([*(("need", slug) for slug in slugs), *query.items()])

    def also(self):
        """Return what else is on the subject: reports, conferences, people, authorities."""
        if not self.need:
            return []
        areas = FocusArea.objects.filter(Q(need=self.need) | Q(parent__need=self.need))
        slugs = list(areas.values_list("slug", flat=True))
        query = {name: self.chosen[name] for name in ("country", "area") if name in self.chosen}
        found = all_of([any_of(f"focus/{slug}" for slug in slugs), "offers/else", *self.tokens(query)])
        numbers = SearchDocument.objects.holding(found).counts()["is"]
        return [
            self.group_of_kind(found, model, [*(("focus", slug) for slug in slugs), *query.items()], number)
            for model in KINDS
            if (number := numbers[model._meta.model_name])
        ]

    def group_of_kind(self, found, model, query, number):
        kind = model._meta.model_name
        shown = records(Matched(all_of([found, f"is/{kind}"])).first(SHOWN_ALSO))
        return Group(KINDS[model][0], shown, number, search_url([*query, ("kind", kind)]))


def search_url(query):
    return f"{reverse('search')}?{urlencode(query)}"
