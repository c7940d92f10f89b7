"""What is counted for Prometheus; imported only where METRICS_TOKEN is set.

All workers of a server write into the folder PROMETHEUS_MULTIPROC_DIR, so that
whichever answers tells the numbers of all.
"""

import logging

from django.db import Error
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from prometheus_client import Counter, Histogram

REQUESTS = Counter("orgdirectory_requests", "Requests", ["route", "method", "status"])
SECONDS = Histogram(
    "orgdirectory_request_seconds",
    "Time until the answer",
    ["route"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
DATABASE_ERRORS = Counter("orgdirectory_database_errors", "Statements that failed", ["database", "error"])
EVENTS = Counter("orgdirectory_security_events", "Sign-ins, refusals, lockouts …", ["event"])


def count_request(route, method, status, seconds):
    REQUESTS.labels(route, method, f"{status // 100}xx" if status != 429 else "429").inc()
    SECONDS.labels(route).observe(seconds)


class SecurityEvents(logging.Handler):
    """Counts what is logged as an event of security."""

    def emit(self, record):
        EVENTS.labels(str(record.msg)).inc()


@receiver(connection_created)
def watch(connection, **kwargs):
    if count_errors not in connection.execute_wrappers:
        connection.execute_wrappers.append(count_errors)


def count_errors(execute, sql, params, many, context):
    try:
        return execute(sql, params, many, context)
    except Error as error:
        DATABASE_ERRORS.labels(context["connection"].alias, type(error).__name__).inc()
        raise
