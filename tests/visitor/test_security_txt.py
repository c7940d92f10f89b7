"""security.txt says whom to tell of a weakness, as RFC 9116 asks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from orgdirectory.public.security_txt import expires
from orgdirectory.settings import security_policy

URL = "/.well-known/security.txt"
POLICY = "https://code.example/orgdirectory/SECURITY.md"


@pytest.fixture
def fields(client, settings):
    """Return {name: value} of the file, with the settings given by name."""

    def read(**given):
        for name, value in {"PUBLISHER_CONTACT": "editors@directory.example", **given}.items():
            setattr(settings, name, value)
        lines = client.get(URL).text.splitlines()
        assert len(lines) == len({line.partition(": ")[0] for line in lines})  # none is there twice
        return dict(line.split(": ", 1) for line in lines)

    return read


def test_is_plain_text_in_utf_8(client, settings):
    settings.PUBLISHER_CONTACT = "editors@directory.example"
    response = client.get(URL)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_names_the_languages_of_the_site(fields):
    assert fields()["Preferred-Languages"] == "sv, ar, en"


def test_names_its_own_address_over_https(fields):
    assert fields()["Canonical"] == f"https://testserver{URL}"


@pytest.mark.parametrize(
    ("contact", "uri"),
    [
        ("editors@directory.example", "mailto:editors@directory.example"),
        ("a+b%c@directory.example", "mailto:a%2Bb%25c@directory.example"),
        ("https://directory.example/contact", "https://directory.example/contact"),
    ],
)
def test_names_whoever_runs_the_site_as_a_uri(fields, contact, uri):
    assert fields(PUBLISHER_CONTACT=contact)["Contact"] == uri


def test_names_no_policy_where_none_is_set(fields):
    assert "Policy" not in fields(SECURITY_POLICY="")


def test_names_the_policy_that_is_set(fields):
    assert fields(SECURITY_POLICY=POLICY)["Policy"] == POLICY


@pytest.mark.django_db
@pytest.mark.parametrize("contact", ["", "editors@directory.example"])
def test_is_at_no_other_address(client, settings, contact):
    settings.PUBLISHER_CONTACT = contact
    assert [client.get(f"{prefix}{URL}").status_code for prefix in ("/sv", "/ar", "/en")] == [404] * 3


def test_is_not_there_where_nobody_can_be_reached(client, settings):
    settings.PUBLISHER_CONTACT = ""
    assert client.get(URL).status_code == 404


def test_sets_no_cookie_and_depends_on_no_language(fields, client):
    fields()
    texts = {client.get(URL, headers={"Accept-Language": language}).text for language in ("ar", "en")}
    assert len(texts) == 1
    assert not client.cookies


def test_expires_on_the_first_of_a_month_within_the_year():
    for day in range(800):
        now = datetime(2026, 11, 29, 23, 59, tzinfo=UTC) + timedelta(days=day)
        end = datetime.fromisoformat(expires(now))
        assert timedelta(days=120) < end - now < timedelta(days=365)
        assert (end.day, end.hour, end.minute, end.second, end.utcoffset()) == (1, 0, 0, 0, timedelta())


def test_says_the_same_all_month():
    first, last = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
    assert expires(first) == expires(last) == "2027-05-01T00:00:00Z"


@pytest.mark.parametrize("url", ["", POLICY])
def test_a_policy_is_a_url_or_is_not_given(monkeypatch, url):
    monkeypatch.setenv("SECURITY_POLICY", url)
    assert security_policy() == url


@pytest.mark.parametrize("url", ["SECURITY.md", "http://code.example/", "https://code.example/\nContact: x"])
def test_a_policy_that_is_no_secure_url_is_refused(monkeypatch, url):
    monkeypatch.setenv("SECURITY_POLICY", url)
    with pytest.raises(ImproperlyConfigured, match=r"^SECURITY_POLICY must be"):
        security_policy()
