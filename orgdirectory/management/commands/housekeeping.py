from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import BaseCommand
from django.db import connection
from django.utils import timezone

from networks.models import ImportFile, RateCounter

from ...operations import backups

WAITING = timedelta(days=30)  # for a file that nobody imported
DONE = timedelta(days=365)  # for the report of one that was
STATEMENTS = {
    "sqlite": ["PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"],
    "postgresql": ["ANALYZE"],
}


class Command(BaseCommand):
    """Forgets what nobody needs any more, and lets the database look after itself; run it every night.

    Forgotten are ended sessions, counts that are over, wrong passwords that count no more,
    files handed in that nobody imported for a month, reports of imports after a year, old
    backups.
    """

    help = "Remove what is out of date, and let the database look after itself."

    def handle(self, **options):
        SessionStore.clear_expired()
        now = timezone.now()
        attempts = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)
        files = ImportFile.objects.filter(state=ImportFile.State.WAITING, made__lt=now - WAITING)
        reports = ImportFile.objects.exclude(state=ImportFile.State.WAITING).filter(made__lt=now - DONE)
        gone = [rows.delete()[0] for rows in (attempts, files, reports)]
        RateCounter.objects.forget_expired()
        self.look_after_database()
        self.stdout.write(
            "Removed {} failed sign-ins, {} files not imported, {} reports of imports, {} backups.".format(
                *gone, backups.prune()
            )
        )

    def look_after_database(self):
        with connection.cursor() as cursor:
            for statement in STATEMENTS[connection.vendor]:
                cursor.execute(statement)
