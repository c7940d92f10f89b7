"""Error pages, in the language of the URL, with the helplines; none needs the database."""

import logging

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from .helplines import known_helplines
from .style_sheet import style_sheets

logger = logging.getLogger(__name__)


def error_page(request, status, template, **context):
    language = translation.get_language_from_path(request.path_info) or translation.get_language()
    make_readable(request)
    with translation.override(language):
        return render(request, template, {"noindex": True, **context}, status=status)


def make_readable(request):
    """Leave out the query of a request that cannot be read: the page of the error reads it again."""
    try:
        _ = request.GET
    except Exception:
        request.GET = QueryDict()


def refused(request, status, why):
    return error_page(request, status, "refused.html", explanation=why)


def bad_request(request, exception):
    return error_page(request, 400, "400.html")


def permission_denied(request, exception):
    return error_page(request, 403, "403.html")


def server_error(request):
    """Answer in the language of the page; in all of them, from a page apart, if that fails as well."""
    try:
        return error_page(request, 500, "500.html")
    except Exception:
        logger.exception("error_page_failed")
        return HttpResponse(plain_error_page(), status=500)


def plain_error_page():
    context = {
        "exit_url": settings.EXIT_URL,
        "style": mark_safe(style_sheets()["site"]),
        "script": static_url("site.js"),
        "lines": known_helplines(),
    }
    return render_to_string("500_plain.html", context)


def static_url(name):
    """Return the URL of a static file, or None where the list of them is what is missing."""
    try:
        return staticfiles_storage.url(name)
    except ValueError:
        return None
