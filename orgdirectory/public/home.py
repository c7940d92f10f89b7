"""The home page: what to do here, what somebody may need, where, and what is in the directory."""

from datetime import date

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.disclosure import public_views
from organisations.models import FocusArea, Organisation, SearchDocument

from .help import on_offer
from .maps import countries_picture
from .views import KINDS

NEWEST = 4


def home(request):
    counts = SearchDocument.objects.counts()
    lists = [(model._meta.model_name, reverse(url_name)) for model, (_title, url_name) in KINDS.items()]
    titles = dict(zip(dict(lists), (title for title, _url in KINDS.values()), strict=True))
    context = {
        **on_offer(),
        "kinds": [(titles[kind], url, counts["is"][kind]) for kind, url in lists],
        "focus_areas": [
            (area, counts["focus"][area.slug])
            for area in FocusArea.objects.filter(parent=None)
            if counts["focus"][area.slug]
        ],
        "picture": countries_picture(lists),
        "latest": latest(),
    }
    return render(request, "orgdirectory/home.html", context)


def latest():
    """Return (title, records) of what is new and of what was checked last, as far as there is any.

    What the directory opened with is not new.
    """
    first = opened()
    new = {model: model.objects.published().filter(added_on__gt=first) for model in KINDS}
    new[Organisation] = new[Organisation].exclude(kind=Organisation.Kind.GOVERNMENT)
    checked = {model: model.objects.published().exclude(still_verified_on=None) for model in KINDS}
    found = (
        (_("New in the directory"), newest("added_on", new)),
        (_("Checked most recently"), newest("still_verified_on", checked)),
    )
    return [(title, records) for title, records in found if records]


def opened():
    """Return the day on which the first of the records was added."""
    days = (model.objects.order_by("added_on").values_list("added_on", flat=True).first() for model in KINDS)
    return min(filter(None, days), default=date.max)


def newest(column, querysets):
    """Return the few records of all kinds, in turn, with the latest date."""
    found = []
    for records in querysets.values():
        found += enumerate(public_views(records.for_list().order_by(f"-{column}", "-pk")[:NEWEST]))
    found.sort(key=lambda ranked: (-getattr(ranked[1], column).toordinal(), ranked[0]))
    return [record for _rank, record in found[:NEWEST]]
