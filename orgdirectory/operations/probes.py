"""Answers for machines that watch the site: /health/, /ready/ and /metrics/.

They come before all other middleware: no redirect to HTTPS, no session, no language,
whatever Host a probe sends. Strangers learn no more than ok or not; the log says what.
"""

import logging
from functools import cache
from secrets import compare_digest
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse

from organisations.search.index import stale

from ..replicas.servers import configured_servers

logger = logging.getLogger("orgdirectory.operations")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
KEPT = 2  # seconds: however often strangers ask, the database is asked no more often


def probes(get_response):
    answers = {"/health/": health, "/ready/": ready, "/metrics/": metrics}

    def middleware(request):
        answer = answers.get(request.path_info)
        return (answer and answer(request)) or get_response(request)

    return middleware


def plain(text, status=200, content_type="text/plain; charset=utf-8"):
    return HttpResponse(text, status=status, content_type=content_type, headers=HEADERS)


def health(request):
    """The process answers; nothing else is asked."""
    return plain("ok\n")


def ready(request):
    """The database answers, it has the tables of this code, and the search finds what there is."""
    return plain("not ok\n", status=503) if readiness.faults() else plain("ok\n")


def metrics(request):
    """What Prometheus asks for; without the token there is no such page."""
    if not may_read_metrics(request):
        return None
    from .exposition import CONTENT_TYPE, exposition

    return plain(exposition(), content_type=CONTENT_TYPE)


def may_read_metrics(request):
    sent = request.headers.get("Authorization", "").encode(errors="replace")
    return bool(settings.METRICS_TOKEN) and compare_digest(sent, f"Bearer {settings.METRICS_TOKEN}".encode())


class Readiness:
    """What keeps the site from being ready, looked for once in two seconds."""

    def __init__(self):
        self.lock = Lock()
        self.until, self.found = 0, []

    def faults(self):
        with self.lock:
            if monotonic() >= self.until:
                found = look()
                if found != self.found:
                    level, event = (logging.ERROR, "not_ready") if found else (logging.INFO, "ready")
                    logger.log(level, event, extra={"reason": " ".join(found)})
                self.found, self.until = found, monotonic() + KEPT
            return self.found


readiness = Readiness()


def look():
    """Return the names of what is not as it should be."""
    try:
        return configured_servers().answer(look_into_database)
    except Error:
        return ["database"]


def look_into_database():
    """The same, of one server that answers: without a primary, readers read on."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        if known_migrations() - set(MigrationRecorder(connection).applied_migrations()):
            return ["migrations"]
        return ["search"] if stale() else []
    finally:
        connection.close_if_unusable_or_obsolete()


@cache
def known_migrations():
    return frozenset(MigrationLoader(None).disk_migrations)
