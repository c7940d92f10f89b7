"""The home page: what to do here, what somebody may need, where, and what is in the directory."""

from datetime import date

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from organisations.disclosure import public_views
from organisations.models import FocusArea, SearchDocument, record_models

from .help import on_offer
from .maps import countries_picture
from .views import LISTS

NEWEST = 4


def home(request):
    counts = SearchDocument.objects.counts()
    numbers = counts["is"] | counts["group"]
    context = {
        **on_offer(),
        "lists": [(one.title, one.url(), numbers[one.key]) for one in LISTS],
        "focus_areas": [
            (area, counts["focus"][area.slug])
            for area in FocusArea.objects.filter(parent=None)
            if counts["focus"][area.slug]
        ],
        "picture": countries_picture(LISTS),
        "latest": latest(),
    }
    return render(request, "orgdirectory/home.html", context)


def latest():
    """Return (title, records) of what is new and of what was checked last, as far as there is any.

    What the directory opened with is not new.
    """
    first = opened()
    lists = [one.records for one in LISTS if not one.group]
    new = [records.filter(added_on__gt=first) for records in lists]
    checked = [records.exclude(still_verified_on=None) for records in lists]
    found = (
        (_("New in the directory"), newest("added_on", new)),
        (_("Checked most recently"), newest("still_verified_on", checked)),
    )
    return [(title, records) for title, records in found if records]


def opened():
    """Return the day on which the first of the records was added."""
    every = (model.objects.order_by("added_on") for model in record_models())
    days = (records.values_list("added_on", flat=True).first() for records in every)
    return min(filter(None, days), default=date.max)


def newest(column, querysets):
    """Return the few records of all kinds, in turn, with the latest date."""
    found = []
    for records in querysets:
        found += enumerate(public_views(records.for_list().order_by(f"-{column}", "-pk")[:NEWEST]))
    found.sort(key=lambda ranked: (-getattr(ranked[1], column).toordinal(), ranked[0]))
    return [record for _rank, record in found[:NEWEST]]
