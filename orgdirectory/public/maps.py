"""Maps of the records: each area is counted once, for the table, and drawn from the table's rows."""

from collections import Counter, defaultdict
from typing import NamedTuple

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from organisations.languages import country_name, format_list
from organisations.models import Place, SearchDocument
from organisations.pictures.map import SPANNING, Map, draw, shapes
from organisations.search.storage import all_held
from organisations.sorting import sort_key
from organisations.subdivisions import subdivision_name

SOMEWHERE, ANYWHERE = "somewhere", "anywhere"  # in the country: with or without a stated subdivision


class Row(NamedTuple):
    """An area, how many records it has, and how many in each list: (number, URL of the list)."""

    code: str
    name: str
    number: int
    url: str
    whole_list: str
    kinds: list


class Picture(NamedTuple):
    """A map and the rows of the table beside it, from which it is drawn."""

    map: Map
    rows: list
    placed: int  # records in any of the areas
    total: int

    @property
    def undrawn(self):
        drawn = {area.code for area in self.map.areas}
        return format_list(row.name for row in self.rows if row.code not in drawn)


def countries_picture(listings):
    """Return the ``Picture`` of all countries with records; ``listings`` as in ``views.LISTS``."""
    codes = Place.objects.exclude(country="").order_by().values_list("country", flat=True).distinct()
    counts = SearchDocument.objects.counts_in({code: {f"country/{code}"} for code in codes})

    def row(code, counted):
        query = urlencode({"country": code})
        lists = [(counted[one.key], one.url(country=code)) for one in listings]
        url, whole_list = reverse("country", args=[code.lower()]), f"{reverse('search')}?{query}"
        return Row(code, country_name(code), counted.total(), url, whole_list, lists)

    return picture("", [row(code, counted) for code, counted in counts.items()])


def subdivisions_picture(country):
    """Return the ``Picture`` of a country by county or governorate; None if there is nothing to show."""
    if country not in shapes():
        return None
    places = places_by_subdivision(country)
    groups = {code: {f"place/{slug}" for slug in slugs} for code, slugs in places.items()}
    whole = {ANYWHERE: {f"country/{country}"}, SOMEWHERE: set().union(*groups.values())}
    counts = SearchDocument.objects.counts_in(groups | whole)
    total, placed = counts.pop(ANYWHERE, Counter()).total(), counts.pop(SOMEWHERE, Counter()).total()

    def row(code, counted):
        url = f"{reverse('search')}?{urlencode({'place': places[code]}, doseq=True)}"
        return Row(code, subdivision_name(code), counted.total(), url, url, [])

    return picture(country, [row(code, counted) for code, counted in counts.items()], placed, total)


def places_by_subdivision(country):
    """Return {ISO 3166-2 code: slugs of its places with records}; an area has those of the areas it spans."""
    places = defaultdict(list)
    inside = Place.objects.published().filter(country=country).exclude(subdivision="").order_by("slug")
    codes = dict(inside.values_list("slug", "subdivision"))
    held = all_held({f"place/{slug}" for slug in codes})
    for slug, code in codes.items():
        if f"place/{slug}" not in held:
            continue
        for area in (code, *(whole for whole, parts in SPANNING.items() if code in parts)):
            places[area].append(slug)
    return places


def picture(view, rows, placed=0, total=0):
    rows.sort(key=lambda row: sort_key(row.name, get_language()))
    return Picture(draw(view, rows), rows, placed, total) if rows else None
