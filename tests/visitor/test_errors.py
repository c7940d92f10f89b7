"""Bad addresses get the right status and a page in the reader's language, and leak nothing."""

import re
from unittest.mock import Mock, patch

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from organisations.models import Helpline
from orgdirectory.helplines import shipped_helplines

from ..html import flat
from ..world import make_helpline, make_organisation

MISSING = {
    "sv": "Sidan finns inte",
    "ar": "الصفحة غير موجودة",
    "en": "The page was not found",
}
BAD_ADDRESSES = [
    "nothing-here/",
    "organisations/nobody/",
    "organisations/%00/",
    "networks/nobody/",
    "people/nobody/",
    "projects/nobody/",
    "sources/nobody/",
    "focus-areas/nobody/",
    "countries/zz/",
    "countries/eu/",
    "organisations/" + "a" * 3000 + "/",
    "../../etc/passwd",
]


@pytest.mark.django_db
@pytest.mark.parametrize("language", MISSING)
@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_a_wrong_address_is_answered_in_the_language_of_the_page(client, language, address):
    response = client.get(f"/{language}/{address}")
    assert response.status_code == 404
    assert MISSING[language] in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_language_is_answered_in_the_language_of_the_browser(client):
    response = client.get("/de/organisations/", headers={"accept-language": "ar"})
    assert response.status_code == 404
    assert MISSING["ar"] in response.content.decode()


@pytest.mark.django_db
def test_an_address_without_a_language_is_sent_to_one(client):
    response = client.get("/organisations/", headers={"accept-language": "ar"})
    assert response.headers["Location"] == "/ar/organisations/"


@pytest.mark.parametrize("path", ["", "organisations/", "search/", "sheet/"])
def test_more_parameters_than_can_be_read_are_refused_in_words(client, path, db):
    response = client.get(f"/sv/{path}?" + "&".join(f"pick={number}" for number in range(1_200)))
    assert response.status_code == 400
    assert '<html lang="sv"' in response.content.decode()


@pytest.fixture
def without_database(db):
    """Let whatever asks the database fail, as while it is away."""

    def fail(*_):
        raise OperationalError

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture
def broken(monkeypatch):
    """A client that is answered as in production."""

    def fail(*args, **kwargs):
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr("organisations.models.RecordQuerySet.published", fail)
    return Client(raise_request_exception=False)


def bad_request(client):
    return client.get("/sv/about/", headers={"host": "evil.example"})


def forbidden(_client):
    return Client(enforce_csrf_checks=True).post("/sv/admin/login/", {"username": "x"})


def not_found(client):
    return client.get("/sv/nothing-here/")


def broken_page(client):
    client.raise_request_exception = False
    with patch("orgdirectory.public.views.LICENSE_TERMS", {}):
        return client.get("/sv/about/")


def unreadable(client):
    return client.get("/sv/nothing-here/?" + "a&" * 1_200)


EVERY_ERROR = pytest.mark.parametrize(
    ("ask", "status"),
    [(bad_request, 400), (forbidden, 403), (not_found, 404), (broken_page, 500), (unreadable, 400)],
)
EVERY_LANGUAGE = pytest.mark.parametrize(
    ("language", "emergency"),
    [("sv", "Nödnummer"), ("ar", "رقم الطوارئ"), ("en", "Emergency number")],
)


@pytest.mark.filterwarnings("default")
class TestAnErrorPage:
    @EVERY_ERROR
    def test_asks_the_database_nothing_and_shows_the_helplines(self, client, without_database, ask, status):
        response = ask(client)
        assert response.status_code == status
        assert 'href="tel:112"' in response.content.decode()

    @EVERY_ERROR
    def test_shows_the_helplines_that_were_read_last(self, client, db, ask, status):
        make_helpline(phone="020-12 34 56")
        client.get("/sv/about/")
        html = ask(client).content.decode()
        assert ("020-12 34 56" in html, "tel:112" in html) == (True, False)

    @EVERY_ERROR
    def test_has_no_box_of_helplines_where_the_editors_keep_none(self, client, db, ask, status):
        client.get("/sv/about/")
        assert 'id="help-now"' not in ask(client).content.decode()

    def test_of_a_record_that_was_taken_away_shows_them_too(self, client, db):
        gone = make_organisation(status="withdrawn")
        response = client.get(gone.get_absolute_url())
        assert (response.status_code, b"tel:112" in response.content) == (410, True)


class TestWhileTheDatabaseIsAway:
    @EVERY_LANGUAGE
    @pytest.mark.parametrize("page", ["about/", "safety/", "help/", "help/shelter/"])
    def test_a_page_for_somebody_in_danger_answers_with_the_helplines(
        self, client, without_database, language, emergency, page
    ):
        response = client.get(f"/{language}/{page}")
        assert response.status_code == 200
        assert (emergency in response.content.decode(), b"tel:112" in response.content) == (True, True)

    @pytest.mark.parametrize(
        ("language", "words"),
        [("sv", "kan inte visas just nu"), ("ar", "لا يمكن عرض"), ("en", "cannot be shown")],
    )
    def test_a_page_of_help_says_that_the_records_cannot_be_shown(
        self, client, without_database, language, words
    ):
        assert words in client.get(f"/{language}/help/violence/").content.decode()

    def test_a_page_of_help_is_nothing_for_search_engines(self, client, without_database):
        assert b'content="noindex"' in client.get("/sv/help/").content

    def test_a_page_of_help_shows_the_helplines_of_her_country_alone(self, client, db):
        make_helpline(phone="020-12 34 56", country="SE")
        make_helpline(slug="other", phone="116 111", country="FI")
        client.get("/sv/about/")
        with connection.execute_wrapper(Mock(side_effect=OperationalError)):
            shown = client.get("/sv/help/?country=FI").context["lines"]
        assert [line.country for line in shown] == ["FI"]

    def test_a_country_without_a_helpline_shows_them_all(self, client, without_database):
        assert b"tel:112" in client.get("/sv/help/?country=NO").content


def test_the_shipped_helplines_are_those_that_are_loaded(directory):
    shipped = [(line.phone, line.name_ar, line.number) for line in shipped_helplines()]
    assert shipped == [(line.phone, line.name_ar, line.number) for line in Helpline.objects.all()]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_the_language_links_of_an_error_page_lead_to_the_same_address(client, language):
    html = client.get(f"/{language}/nothing-here/?q=1").content.decode()
    links = set(re.findall(r'<a href="/(..)/nothing-here/\?q=1" hreflang', html))
    assert links == {"sv", "ar", "en"} - {language}


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "Ett fel har uppstått"), ("ar", "حدث خطأ"), ("en", "Something went wrong")],
)
def test_a_fault_of_ours_is_answered_in_the_language_of_the_page(broken, db, language, words):
    response = broken.get(f"/{language}/organisations/")
    assert response.status_code == 500
    assert f"<h1>{words}</h1>" in flat(response.content.decode())


@pytest.mark.filterwarnings("default")
class TestWhereTheErrorPageFailsToo:
    @pytest.fixture
    def answer(self, broken, monkeypatch, db):
        monkeypatch.setattr("orgdirectory.errors.render", Mock(side_effect=RuntimeError("a secret")))
        return broken.get("/sv/organisations/")

    def test_a_page_apart_answers_in_three_languages(self, answer):
        html = answer.content.decode()
        assert answer.status_code == 500
        for words in ("Ett fel har uppstått", "حدث خطأ", "Something went wrong", "رقم الطوارئ", "tel:112"):
            assert words in html

    def test_its_way_out_asks_nothing_of_this_site(self, answer):
        assert f'data-quick-exit href="{settings.EXIT_URL}"' in answer.content.decode()

    def test_it_tells_nothing_of_the_machine(self, answer):
        assert b"secret" not in answer.content

    def test_it_does_without_scripts_where_the_list_of_files_is_lost(self, broken, monkeypatch, db):
        monkeypatch.setattr("orgdirectory.errors.staticfiles_storage.url", Mock(side_effect=ValueError))
        monkeypatch.setattr("orgdirectory.errors.render", Mock(side_effect=RuntimeError))
        assert b"tel:112" in broken.get("/sv/organisations/").content


@pytest.mark.django_db
def test_a_fault_of_ours_tells_nothing_of_the_machine(broken):
    response = broken.get("/sv/organisations/")
    assert response.status_code == 500
    assert b"secret" not in response.content
    assert b"Traceback" not in response.content


@pytest.mark.parametrize(("language", "words"), [("sv", "Begäran"), ("ar", "تعذّر"), ("en", "The request")])
def test_a_host_that_is_not_ours_gets_a_400_in_the_language_of_the_page(client, language, words):
    response = client.get(f"/{language}/about/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert words in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_the_language_of_the_page():
    response = Client(enforce_csrf_checks=True).post("/sv/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "Det här är inte tillåtet" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_page_for_reading_takes_no_other_method(client, method):
    make_organisation()
    response = getattr(client, method)("/en/organisations/womens-house/")
    assert response.status_code == 405


@pytest.mark.django_db
def test_public_pages_name_no_other_host(client):
    html = client.get(make_organisation().get_absolute_url()).content.decode()
    addresses = re.findall(r'(?:src|href|action|content)="((?:https?:)?//[^"]*)"', html)
    foreign = [address for address in addresses if not address.startswith("http://testserver")]
    assert [address for address in foreign if not address.startswith("https://wa.me/")] == [settings.EXIT_URL]


@pytest.mark.django_db
def test_the_policy_of_a_page_lets_in_nothing_from_elsewhere(client):
    policy = client.get("/sv/about/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
