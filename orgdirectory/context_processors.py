"""What every page knows beside its own facts."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe

from organisations.models import Helpline

from .style_sheet import style_sheets


def site(request):
    """Give the style sheets, the way out, the helplines, and whether the search field may suggest.

    A reader may say no to suggestions in the address. Helplines are asked for
    only where they are shown.
    """
    return {
        "style_sheets": {name: mark_safe(sheet) for name, sheet in style_sheets().items()},
        "exit_url": settings.EXIT_URL,
        "helplines": SimpleLazyObject(lambda: list(Helpline.objects.all())),
        "suggest": settings.SEARCH_SUGGESTIONS and request.GET.get("suggest") != "off",
    }
