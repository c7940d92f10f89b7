"""What Prometheus reads: the numbers of all workers, and what the database and the backups say now."""

from time import time

from django.db import Error, connections
from prometheus_client import CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE

from networks.models import Report
from organisations.models import record_models

from . import backups

__all__ = ["CONTENT_TYPE", "exposition"]


class SiteCollector:
    """What the database and the folder of backups say now."""

    def collect(self):
        yield gauge("orgdirectory_up", "Whether the database answers", [([], self.database_answers())])
        try:
            yield from self.counts()
        except Error:
            connections["default"].close_if_unusable_or_obsolete()
        for newest in backups.all_backups()[:1]:
            age = time() - newest.made.timestamp()
            yield gauge("orgdirectory_last_backup_seconds", "Age of the last backup", [([], age)])

    def database_answers(self):
        try:
            connections["default"].ensure_connection()
        except Error:
            return False
        return connections["default"].is_usable()

    def counts(self):
        yield gauge(
            "orgdirectory_reports_waiting", "Reports of readers", [([], Report.objects.undecided().count())]
        )
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
