"""Between the web server and Django: what a worker does before its first request, and before each."""

from io import BytesIO
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections
from django.utils.http import parse_header_parameters

from .client_ip import forwarded_proto

PAGES = ("", "organisations/", "search/")


def prepared(application, pages=PAGES):
    """Return an application that has made what it makes once, and that takes no header on trust."""

    def answer(environ, start_response):
        if content_type := environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = without_charset(content_type)
        if settings.PROXY_HEADER == "Forwarded":
            environ["HTTP_X_FORWARDED_PROTO"] = forwarded_proto(environ.get("HTTP_FORWARDED", ""))
        return application(environ, start_response)

    warm(application, pages)
    return answer


def without_charset(content_type):
    """Return a content type without charset: all is UTF-8, and over rot13 Django trips."""
    try:
        kind, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return ""
    boundary = parameters.get("boundary")
    return f'{kind}; boundary="{boundary}"' if boundary else kind


def warm(application, pages):
    """Ask for a few pages in each language, so that no reader waits for what the first of them costs.

    What they answer does not matter: a database that is away is away for the first reader, too.
    """
    host = next((name for name in settings.ALLOWED_HOSTS if name[:1] not in ".*"), "localhost")
    for code, _name in settings.LANGUAGES:
        for page in pages:
            ask(application, host, f"/{code}/{page}")
    if pages:
        connections.close_all()


def ask(application, host, path):
    environ = {
        "HTTP_HOST": host,
        "PATH_INFO": path,
        "QUERY_STRING": "q=a" if "search" in path else "",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "https",
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    setup_testing_defaults(environ)
    application(environ, lambda *_status_and_headers: None).close()
