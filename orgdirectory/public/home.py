"""The home page: what to do here, what somebody may need, where, and what is in the directory."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.disclosure import public_views
from organisations.models import FocusArea, SearchDocument

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
    """Return (title, records) of what is new and of what was checked last, as far as there is any."""
    orders = ((_("New in the directory"), "added_on"), (_("Checked most recently"), "verified_on"))
    return [(title, records) for title, date in orders if (records := newest(date))]


def newest(date):
    """Return the few records of all kinds, in turn, with the latest date; those without it are left out."""
    found = []
    for model in KINDS:
        records = model.objects.published().filter(**{f"{date}__isnull": False}).for_list()
        found += enumerate(public_views(records.order_by(f"-{date}", "-pk")[:NEWEST]))
    found.sort(key=lambda ranked: (-getattr(ranked[1], date).toordinal(), ranked[0]))
    return [record for _rank, record in found[:NEWEST]]
