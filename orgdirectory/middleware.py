"""Middleware: headers for privacy, compression, and one revision in the history for each request."""

import re
from contextlib import suppress

import brotli
from django.core.exceptions import SuspiciousOperation
from django.utils.cache import patch_vary_headers

from organisations.history.recording import revision
from organisations.text import clean_query

TAKES_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
WORTH_COMPRESSING = 200  # bytes
INDENTATION = re.compile(rb"\n[ \n]+")  # a fiftieth of a page, and it shows nothing
QUALITY = 5  # 2 ms for the heaviest page; 11 saves a tenth more and takes 50 times as long
PERMISSIONS = ("accelerometer", "browsing-topics", "camera", "geolocation", "microphone", "payment", "usb")


def safe_visit(get_response):
    """Send Cache-Control: no-store, turn DNS prefetching, sensors and the Referer off, embed nowhere.

    The admin sends a Referer within the site, since without it Django's protection
    against forged posts (CSRF) refuses them over HTTPS. What is no page keeps it too,
    so that ``site.js`` can tell it from one.
    """

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
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
    """Let no page read, and show again, what nobody can see in an address: ``?country=%00``."""

    def middleware(request):
        with suppress(SuspiciousOperation):  # too many fields: whoever reads them says so
            request.GET = clean_query(request.GET)
        return get_response(request)

    return middleware


def in_admin(request):
    return bool(request.resolver_match) and request.resolver_match.app_name in {"admin", "editing"}
