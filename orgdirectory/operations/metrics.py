"""Metrics for Prometheus: imported only where METRICS_TOKEN is set.

All workers of a server write into the folder PROMETHEUS_MULTIPROC_DIR, so that
whichever answers tells the numbers of all.
"""

import logging
from time import time

from django.db import Error, connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE

from networks.models import Report
from organisations.models import record_models

from . import backups

__all__ = ["CONTENT_TYPE", "SecurityEvents", "count_request", "exposition"]

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


class SiteCollector:
    """What the database and the folder of backups say now."""

    def collect(self):
        yield gauge("orgdirectory_up", "Whether the database answers", [([], self.database_answers())])
        try:
            yield from self.counts()
        except Error:
            connections["default"].close_if_unusable_or_obsolete()
        made = backups.newest()
        if made:
            yield gauge("orgdirectory_last_backup_seconds", "Age of the last backup", [([], time() - made)])

    def database_answers(self):
        try:
            return (
                connections["default"].is_usable()
                if connections["default"].connection
                else bool(connections["default"].ensure_connection() is None)
            )
        except Error:
            return False

    def counts(self):
        yield gauge("orgdirectory_reports_waiting", "Reports of readers", [([], Report.objects.count())])
        yield gauge(
            "orgdirectory_published",
            "Published records",
            [([model._meta.model_name], model.objects.published().count()) for model in record_models()],
            ["kind"],
        )


def gauge(name, text, values, labels=()):
    family = GaugeMetricFamily(name, text, labels=labels)
    for names, value in values:
        family.add_metric(names, value)
    return family


def exposition():
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    registry.register(SiteCollector())
    return generate_latest(registry)
