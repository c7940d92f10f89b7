"""Template tags of the admin's own pages."""

from django import template
from django.utils.translation import pgettext

from .. import editing
from ..editing import dashboard

register = template.Library()


@register.simple_tag
def panels(user):
    """Return what waits for somebody (``editing.dashboard``)."""
    return dashboard.panels(user)


@register.filter
def empty_panels(panels):
    """Return the names of the panels in which nothing waits, in one line."""
    return pgettext("between items of a list", ", ").join(one.title for one in panels if not one.number)


@register.simple_tag
def latest(user):
    """Return the latest changes that somebody may see (``editing.dashboard``)."""
    return dashboard.latest_changes(user)


@register.simple_tag
def change_url(row):
    """Return the URL of a row's form in the admin."""
    return editing.change_url(row)
