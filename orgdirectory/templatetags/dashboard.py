"""Template tags of the admin's own pages."""

from django import template

from .. import editing
from ..editing import dashboard

register = template.Library()


@register.simple_tag
def panels(user):
    """Return what waits for somebody (``editing.dashboard``)."""
    return dashboard.panels(user)


@register.simple_tag
def latest(user):
    """Return the latest changes that somebody may see (``editing.dashboard``)."""
    return dashboard.latest_changes(user)


@register.simple_tag
def change_url(row):
    """Return the URL of a row's form in the admin."""
    return editing.change_url(row)
