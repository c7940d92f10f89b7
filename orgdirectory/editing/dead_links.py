"""Dead links, and where they are named."""

from django.db.models import Q
from django.utils.translation import gettext as _

from organisations.models import Confidentiality, ContactPoint, LinkCheck, Source, contact_models, permission

from . import page, permission_required_any
from .link_check import FAILURES


@permission_required_any(permission(ContactPoint, "view"))
def dead_links(request):
    """Show what the last check found, the longest dead first: a URL is as secret as what names it."""
    found = dead_and_named(request.user)
    rows = [(one, FAILURES.get(one.failure, one.failure), named) for one, named in found]
    last = LinkCheck.objects.order_by("-checked").first()
    return page(request, "dead_links.html", _("Links that lead nowhere"), rows=rows, last=last)


def dead_and_named(user):
    """Return (LinkCheck, records and sources that name it) of the dead URLs that somebody may see."""
    dead = list(LinkCheck.objects.dead().order_by("failing_since", "url"))
    named = named_in(user, [one.url for one in dead])
    return [(one, named[one.url]) for one in dead if one.url in named]


def named_in(user, urls):
    """Return {URL: records and sources that name it}, without those confidential to the user."""
    named = {}
    for model in contact_models():
        for point in points_seen_by(user, model).filter(value__in=urls).select_related("record"):
            named.setdefault(point.value, []).append(point.record)
    for source in Source.objects.filter(Q(url__in=urls) | Q(archive_url__in=urls)):
        for url in {source.url, source.archive_url} & set(urls):
            named.setdefault(url, []).append(source)
    return named


def points_seen_by(user, model):
    """Return the contact points of a kind that somebody signed in may see."""
    records = model._meta.get_field("record").related_model.objects.visible_to(user)
    points = model.objects.filter(record__in=records.order_by())
    if user.has_perm(permission(model, "change")):
        return points
    return points.exclude(confidentiality=Confidentiality.EDITORS)
