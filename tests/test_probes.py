"""Machines that watch the site learn whether it is well, and strangers no more than that."""

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from orgdirectory.operations.probes import readiness

from .world import make_organisation


@pytest.fixture(autouse=True)
def _asked_anew():
    readiness.until = 0
    yield
    readiness.until = 0


def test_a_process_that_answers_is_healthy_without_a_database(client):
    assert client.get("/health/").content == b"ok\n"  # no mark: the database would refuse


@pytest.mark.django_db
def test_a_site_with_all_it_needs_is_ready(client):
    response = client.get("/ready/")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_site_without_its_database_is_not_ready(client, monkeypatch):
    def fail(self):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", fail)
    response = client.get("/ready/")
    assert (response.status_code, response.content) == (503, b"not ok\n")


@pytest.mark.django_db
def test_a_site_before_its_migrations_is_not_ready(client):
    MigrationRecorder.Migration.objects.filter(app="networks").order_by("-name").first().delete()
    assert client.get("/ready/").status_code == 503


@pytest.mark.django_db
def test_a_site_whose_search_lacks_records_is_not_ready(client):
    from organisations.models import SearchDocument

    make_organisation("open")
    SearchDocument.objects.all().delete()
    assert client.get("/ready/").status_code == 503


@pytest.mark.django_db
def test_however_often_strangers_ask_the_database_is_asked_once(client, django_assert_num_queries):
    client.get("/ready/")
    with django_assert_num_queries(0):
        for _time in range(50):
            client.get("/ready/")


@pytest.mark.django_db
def test_what_is_wrong_is_logged_once(client, monkeypatch, caplog):
    monkeypatch.setattr("orgdirectory.operations.probes.look", lambda: ["search"])
    for _time in range(3):
        readiness.until = 0
        client.get("/ready/")
    found = [record.reason for record in caplog.records if record.msg == "not_ready"]
    assert found == ["search"]


@override_settings(SECURE_SSL_REDIRECT=True)
@pytest.mark.parametrize("url", ["/health/", "/ready/"])
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "localhost", "another.example"])
@pytest.mark.django_db
def test_a_probe_is_answered_at_once_whatever_it_calls_the_host(client, url, host):
    assert client.get(url, headers={"host": host}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/health/", "/ready/"])
def test_an_answer_to_a_probe_is_kept_nowhere_and_sets_nothing(client, url):
    response = client.get(url)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert not response.cookies


@pytest.mark.django_db
def test_there_are_no_metrics_without_a_token(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics/", headers={"authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer x", "Bearer é", "Basic " + "t" * 32, "t" * 32])
def test_whoever_lacks_the_token_finds_no_metrics(client, settings, sent):
    settings.METRICS_TOKEN = "t" * 32
    assert client.get("/metrics/", headers={"authorization": sent}).status_code == 404
