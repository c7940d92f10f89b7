"""Duplicates: pairs of records that look alike, to merge or to mark as distinct."""

from itertools import groupby
from operator import attrgetter

from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from organisations.duplicates import pairs
from organisations.models import NotDuplicate, permission, record_models

from . import page, permission_required_any

SHOWN = 100
COUNTED_FOR = 300  # seconds: comparing 10,000 records takes some
COUNT = "pairs-of-duplicates"
MAY_CHANGE = [permission(model, "change") for model in record_models()]


def number_of_pairs():
    return cache.get_or_set(COUNT, lambda: len(pairs()), COUNTED_FOR)


@permission_required_any(*MAY_CHANGE)
def duplicates(request):
    kinds = [model for model in record_models() if request.user.has_perm(permission(model, "change"))]
    found = pairs(kinds)
    rows = list(with_records(found[:SHOWN], request.user))
    return page(
        request, "twins.html", _("Records that look alike"), rows=rows, number=len(found), shown=SHOWN
    )


def with_records(found, user):
    """Yield (pair, two (record, URL of its form), URL to merge them or "")."""
    records = {}
    for model, some in groupby(sorted(found, key=lambda pair: pair.model.search_order), attrgetter("model")):
        pks = {pk for pair in some for pk in (pair.first, pair.second)}
        records |= {(model, pk): record for pk, record in model.objects.in_bulk(pks).items()}
    for pair in found:
        first, second = records.get((pair.model, pair.first)), records.get((pair.model, pair.second))
        if first and second:
            may = user.has_perm(permission(pair.model, "publish"))
            merge = reverse(admin_urlname(pair.model._meta, "merge"), args=[pair.first, pair.second])
            yield pair, with_change_url(first), with_change_url(second), merge if may else ""


def with_change_url(record):
    return record, reverse(admin_urlname(record._meta, "change"), args=[record.pk])


@require_POST
@permission_required_any(*MAY_CHANGE)
def mark_distinct(request, kind, first, second):
    model = next((model for model in record_models() if model._meta.model_name == kind), None)
    pks = {key for key in (first, second) if key < 2**63}
    if not model or model.objects.filter(pk__in=pks).count() != 2:
        raise Http404
    if not request.user.has_perm(permission(model, "change")):
        raise PermissionDenied
    NotDuplicate.objects.mark(model, first, second)
    cache.delete(COUNT)
    return redirect("editing:duplicates")
