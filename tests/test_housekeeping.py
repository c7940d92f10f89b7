"""What nobody needs any more is forgotten by night, and nothing else."""

from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from networks.models import ImportFile, RateCounter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _backups(settings, tmp_path, monkeypatch):
    settings.BACKUP_DIR = tmp_path
    monkeypatch.setattr(  # it cannot be checkpointed or analysed within the test's own transaction
        "orgdirectory.management.commands.housekeeping.STATEMENTS", {"sqlite": [], "postgresql": []}
    )


def tidy():
    out = StringIO()
    call_command("housekeeping", stdout=out)
    return out.getvalue()


def ago(**period):
    return timezone.now() - timedelta(**period)


def hand_in(state, **period):
    return ImportFile.objects.create(name="file.csv", kind="network", state=state, made=ago(**period))


def test_ended_sessions_go_and_others_stay():
    Session.objects.create(session_key="old", expire_date=ago(minutes=1))
    Session.objects.create(session_key="new", expire_date=ago(minutes=-1))
    tidy()
    assert [one.session_key for one in Session.objects.all()] == ["new"]


def test_a_wrong_password_is_kept_for_as_long_as_it_counts():
    for name, minutes in (("old", 16), ("new", 14)):
        attempt = AccessAttempt.objects.create(username=name, failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=ago(minutes=minutes))
    tidy()
    assert [one.username for one in AccessAttempt.objects.all()] == ["new"]


@pytest.mark.parametrize(
    ("state", "days", "stays"),
    [
        ("waiting", 29, True),
        ("waiting", 31, False),
        ("done", 31, True),
        ("done", 366, False),
    ],
)
def test_a_file_for_import_stays_a_month_and_its_report_a_year(state, days, stays):
    hand_in(state, days=days)
    tidy()
    assert ImportFile.objects.exists() is stays


def test_counts_that_count_no_more_go():
    RateCounter.objects.create(key="old", number=1, until=1)
    RateCounter.objects.create(key="new", number=1, until=9_999_999_999)
    tidy()
    assert [one.key for one in RateCounter.objects.all()] == ["new"]


def test_it_says_what_it_removed():
    hand_in("waiting", days=31)
    assert "1 files not imported" in tidy()
