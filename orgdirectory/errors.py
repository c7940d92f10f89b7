"""Error pages, in the language of the URL; none needs the database."""

from django.core.exceptions import TooManyFieldsSent
from django.db import Error
from django.http import QueryDict
from django.shortcuts import render
from django.utils import translation

from organisations.models import Helpline


def error_page(request, status, template, **context):
    language = translation.get_language_from_path(request.path_info) or translation.get_language()
    with translation.override(language):
        return render(request, template, {"noindex": True, **context}, status=status)


def bad_request(request, exception):
    if isinstance(exception, TooManyFieldsSent):
        request.GET = QueryDict()  # the page reads it, and reading it would fail again
    return error_page(request, 400, "400.html")


def permission_denied(request, exception):
    return error_page(request, 403, "403.html")


def page_not_found(request, exception):
    return error_page(request, 404, "404.html", lines=helplines())


def helplines():
    """Return the helplines; none if the database does not answer, so that no error page fails."""
    try:
        return list(Helpline.objects.all())
    except Error:
        return []
