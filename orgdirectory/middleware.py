"""Middleware: headers for privacy, compression, and one revision in the history for each request."""

import re

import brotli
from django.http import QueryDict
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from organisations.history.recording import revision
from organisations.text import clean_query

from .errors import refused
from .paths import section

TAKES_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
WORTH_COMPRESSING = 200  # bytes
INDENTATION = re.compile(rb"\n[ \n]+")  # a fiftieth of a page, and it shows nothing
QUALITY = 7  # 2 ms for the heaviest page; 11 saves a twelfth more and takes far longer
PERMISSIONS = ("accelerometer", "browsing-topics", "camera", "geolocation", "microphone", "payment", "usb")
# What Django's SecurityMiddleware sends too, but not with what it refuses itself: an unknown host.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}

# What a page may be asked in its address; lists are asked much, and words in Arabic are long there.
MOST_FIELDS, LONGEST_QUERY = 50, 4_096
OF_LISTS, OF_ADMIN = (500, 8_192), (500, 16_384)
LISTS = ("booklet", "help", "networks", "organisations", "people", "projects", "search", "sheet", "timeline")
LIMITS = dict.fromkeys(LISTS, OF_LISTS) | {"admin": OF_ADMIN}
PARAMETERS = frozenset(
    """
    about answers area beside cards channel country exact fact find focus founded_since founded_until
    group kind language need network page pick place q role sheet since sort sources suggest target undated
    until year
    """.split()
)
HTML_AND = "amp;"  # what is left of &amp; before a name, where an address was copied from HTML
LONGEST_HEADERS = 32_768
LONG_HEADERS = _(
    "Your browser sent more than this site accepts. Delete the cookies of this site and try again."
)
TOO_LONG = _("The address of the page is too long. Nothing was changed.")


def safe_visit(get_response):
    """Send Cache-Control: no-store, turn DNS prefetching, sensors and the Referer off, embed nowhere.

    The admin sends a Referer within the site, since without it Django's protection
    against forged posts (CSRF) refuses them over HTTPS. What is no page does so too.
    """

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers["X-DNS-Prefetch-Control"] = "off"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = ", ".join(f"{name}=()" for name in PERMISSIONS)
        if not in_admin(request) and response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return middleware


def compress(get_response):
    """Compress public pages with Brotli, about a tenth smaller than gzip, where the browser takes it.

    Such pages hold no secret that the size of a compressed answer could give
    away (BREACH). The admin is left to Django's gzip, which guards against it.
    """

    def middleware(request):
        response = get_response(request)
        if response.streaming or in_admin(request) or response.has_header("Content-Encoding"):
            return response
        if response.headers.get("Content-Type", "").startswith("text/html"):
            replace_content(response, without_indentation(response.content))
        if len(response.content) < WORTH_COMPRESSING:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if TAKES_BROTLI.search(request.headers.get("Accept-Encoding", "")):
            replace_content(response, brotli.compress(response.content, quality=QUALITY))
            response.headers["Content-Encoding"] = "br"
        return response

    return middleware


def replace_content(response, content):
    response.content = content
    response.headers["Content-Length"] = str(len(content))


def without_indentation(html):
    """Return HTML without the spaces that begin its lines, unless they may be somebody's words."""
    return html if b"<textarea" in html else INDENTATION.sub(b"\n", html)


def one_revision(get_response):
    """Make all that one request changes one revision in the history, by whoever is signed in."""

    def middleware(request):
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return get_response(request)
        with revision(user=lambda: request.user if request.user.is_authenticated else None):
            return get_response(request)

    return middleware


def clean_addresses(get_response):
    """Let pages read of an address what they know, and each value once; refuse what no page has use for.

    Nobody can see ``?country=%00``, and what stands there a thousand times would come back in each
    link. Query strings are UTF-8, whatever the sender calls the charset: codecs are no charsets.
    """

    def middleware(request):
        if refusal := too_long(request):
            know(request, QueryDict())
            return refused(request, *refusal)
        request.encoding = "utf-8"
        query = readable(request)
        if query != request.GET:
            know(request, query)
        return get_response(request)

    return middleware


def too_long(request):
    """Return (status, why) where the query or the headers are longer than any page has use for, or None."""
    most, longest = LIMITS.get(section(request), (MOST_FIELDS, LONGEST_QUERY))
    query = request.META.get("QUERY_STRING", "")
    if len(query) > longest or query.count("&") >= most:
        return 400, TOO_LONG
    headers = sum(len(value) for name, value in request.META.items() if name.startswith("HTTP_"))
    return (431, LONG_HEADERS) if headers > LONGEST_HEADERS else None


def know(request, query):
    """Let pages, and the links that they make of their own address, know of this query only."""
    request.META["QUERY_STRING"] = query.urlencode(safe="/")
    request.GET = query


def readable(request):
    """Return the query with each value once, without what nobody sees and what no public page knows."""
    query = clean_query(request.GET)
    known = request.GET if section(request) in (None, "admin") else PARAMETERS
    kept = QueryDict(mutable=True)
    for written, values in query.lists():
        name = written.removeprefix(HTML_AND)
        if name in known:
            kept.setlist(name, list(dict.fromkeys([*kept.getlist(name), *values])))
    kept._mutable = False
    return kept


def in_admin(request):
    return bool(request.resolver_match) and request.resolver_match.app_name in {"admin", "editing"}
