"""Prometheus reads the numbers of all workers with its token, and no number holds anybody's words."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

TOKEN = "t" * 40
SERVE = """
import django
django.setup()
from django.test import Client
reader = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.77")
reader.get("/robots.txt?q=hemligtsokord")
reader.get("/hemligtsokord/")
reader.get("/sv/search/?q=hemligtsokord")
reader.generic("HEMLIGT", "/robots.txt")
import logging
logging.getLogger("orgdirectory.security").warning("locked_out")
print(reader.get("/metrics/", headers={"authorization": "Bearer TOKEN"}).content.decode())
""".replace("TOKEN", TOKEN)


@pytest.fixture(scope="module")
def numbers(tmp_path_factory):
    """What /metrics/ says in a process that cannot reach its database, after a few requests."""
    folder = tmp_path_factory.mktemp("metrics")
    variables = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(folder),
        "SECRET_KEY": settings.SECRET_KEY,
        "HTTPS": "off",
        "ALLOWED_HOSTS": "testserver",
        "DATABASE_URL": f"sqlite:///{folder}/empty.sqlite3",
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        [sys.executable, "-c", SERVE], cwd=settings.BASE_DIR, env=variables, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "line",
    [
        'orgdirectory_requests_total{method="GET",route="robots",status="2xx"} 1.0',
        'orgdirectory_requests_total{method="GET",route="unknown",status="4xx"} 1.0',
        'orgdirectory_security_events_total{event="locked_out"} 1.0',
        'orgdirectory_request_seconds_count{route="robots"} 2.0',
        'orgdirectory_database_errors_total{database="default",error="OperationalError"}',
        "orgdirectory_up 1.0",
    ],
)
def test_requests_are_counted_by_the_name_of_their_url(numbers, line):
    assert line in numbers


def test_no_word_of_a_reader_is_in_a_number(numbers):
    assert "hemligt" not in numbers.lower()
    assert "203.0.113" not in numbers


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN"),
        ({"METRICS_TOKEN": TOKEN}, "PROMETHEUS_MULTIPROC_DIR"),
        ({"METRICS_TOKEN": TOKEN, "PROMETHEUS_MULTIPROC_DIR": "/nowhere"}, "PROMETHEUS_MULTIPROC_DIR"),
        ({"STATEMENT_TIMEOUT": "soon"}, "STATEMENT_TIMEOUT"),
    ],
)
def test_nonsense_is_refused_by_its_name(variables, said):
    usual = {"SECRET_KEY": settings.SECRET_KEY, "PATH": os.environ["PATH"]}
    usual |= {"DATABASE_URL": "postgresql://user@127.0.0.1/name"}
    done = subprocess.run(
        [sys.executable, "manage.py", "diffsettings"],
        cwd=settings.BASE_DIR,
        env=usual | variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode
    assert said in done.stderr
    assert "Traceback" not in done.stderr
