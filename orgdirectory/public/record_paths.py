"""Records by path within a language: organisations/kvinnors-natverk."""

from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from organisations.models import FormerSlug
from organisations.text import unglued
from organisations.views import RecordDetail


def view_and_slug(path):
    """Return (view class, slug) of the record page that a path leads to, or (None, None)."""
    try:
        match = resolve(f"/{get_language()}/{path.strip('/')}/")
    except Resolver404:
        return None, None
    view = getattr(match.func, "view_class", object)
    return (view, match.kwargs["slug"]) if issubclass(view, RecordDetail) else (None, None)


def kind_and_slug(path):
    view, slug = view_and_slug(path)
    return (view.model, slug) if view else (None, None)


def record_at(path):
    """Return the published record that is or was at a path, or None, whatever the reason.

    ``public_view`` shows it.
    """
    return row_at(path, lambda model: model.objects.published())


def withdrawn_at(path):
    """Return the withdrawn record that is or was at a path, or None; it is for its publishers only."""
    return row_at(path, lambda model: model.objects.withdrawn())


def row_at(path, among):
    model, slug = kind_and_slug(path)
    if not model:
        model, slug = kind_and_slug(unglued(path).lower())
    if not model:
        return None
    rows = among(model)
    present = rows.filter(slug=slug).first()
    return present or rows.filter(slug__in=FormerSlug.objects.follow(model, [slug]).values()).first()


def sections_of(record):
    page = view_and_slug(record.path)[0]()
    page.object = record
    return list(page.sections())
