"""Context of every page."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe

from .helplines import known_helplines, read_helplines
from .style_sheet import style_sheets


def site(request):
    """Add the style sheets, the URL of the quick exit, the helplines, and whether search suggests.

    ``?suggest=off`` turns suggestions off. Helplines are lazy: only pages that show
    them cost a query. Those that are known already cost none; error pages show them.
    """
    return {
        "style_sheets": {name: mark_safe(sheet) for name, sheet in style_sheets().items()},
        "exit_url": settings.EXIT_URL,
        "helplines": SimpleLazyObject(read_helplines),
        "known_helplines": known_helplines,
        "suggest": settings.SEARCH_SUGGESTIONS and request.GET.get("suggest") != "off",
    }
