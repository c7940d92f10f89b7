"""Bad addresses get the right status and a page in the reader's language, and leak nothing."""

import re

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from organisations.models import Helpline
from orgdirectory.errors import bad_request, permission_denied

from ..world import make_helpline, make_organisation

MISSING = {
    "sv": "Sidan finns inte",
    "ar": "لم نعثر على الصفحة",
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


@pytest.mark.django_db
class TestThePageThatIsNotFound:
    def test_shows_the_helplines_and_asks_the_database_nothing_else(self, client, django_assert_num_queries):
        make_helpline(phone="020-12 34 56")
        with django_assert_num_queries(2):  # the lines and their languages
            assert "020-12 34 56" in client.get("/sv/nothing-here/").content.decode()

    def test_has_no_box_of_helplines_where_there_are_none(self, client):
        assert 'id="help-now"' not in client.get("/sv/nothing-here/").content.decode()

    def test_does_not_fail_where_the_database_does(self, client, monkeypatch):
        def fail(*_):
            raise OperationalError

        monkeypatch.setattr(type(Helpline.objects), "all", fail)
        response = client.get("/sv/nothing-here/")
        assert response.status_code == 404
        assert MISSING["sv"] in response.content.decode()


@pytest.mark.parametrize("status", [400, 403])
def test_other_error_pages_ask_the_database_nothing(rf, django_assert_num_queries, db, status):
    page = bad_request if status == 400 else permission_denied
    with django_assert_num_queries(0):
        assert page(rf.get("/sv/"), None).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_the_language_links_of_an_error_page_lead_to_the_same_address(client, language):
    html = client.get(f"/{language}/nothing-here/?q=1").content.decode()
    links = set(re.findall(r'<a href="/(..)/nothing-here/\?q=1" hreflang', html))
    assert links == {"sv", "ar", "en"} - {language}


@pytest.fixture
def broken(monkeypatch):
    """A site on which a page fails, answered as in production."""

    def fail(*args, **kwargs):
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr("organisations.models.RecordQuerySet.published", fail)
    return Client(raise_request_exception=False)


@pytest.mark.filterwarnings("default")
def test_a_fault_of_ours_is_answered_in_three_languages_without_the_database(broken):
    html = broken.get("/sv/").content.decode()
    for words in ("Ett fel har uppstått", "حدث خطأ", "Something went wrong"):
        assert words in html


def test_a_fault_of_ours_tells_nothing_of_the_machine(broken):
    response = broken.get("/sv/")
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
