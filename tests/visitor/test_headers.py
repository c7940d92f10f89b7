"""Whatever the site answers, its headers tell browsers what may be done with it."""

import re

import pytest
from django.test import Client

from ..world import make_organisation, make_source

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "/": 302,
    "/en/": 200,
    "/en/organisations/": 200,
    "/en/organisations/house/cite.bib": 200,
    "/en/organisations/house/cite.json": 200,
    "/en/sources/the-text/cite.bib": 200,
    "/en/search/suggest/?q=hou": 200,
    "/en/organisations/nowhere/": 404,
    "/en/organisations/?page=99": 302,
    "/en/organisations/?since=nonsense": 400,
    "/en/report/": 200,
    "/en/admin/login/": 200,
    "/en/admin/": 302,
    "/robots.txt": 200,
    "/sitemap.xml": 200,
    "/sitemap-pages.xml": 200,
    "/.well-known/security.txt": 200,
    "/static/site.css": 200,
    "/static/site.js": 200,
    "/static/symbols.svg": 200,
    "/static/nowhere.js": 404,
    "/en/?a" + "&a" * 50: 400,
}
TEXT = re.compile(r"text/|application/(x-bibtex|[a-z.+]*xml)|[a-z]+/[a-z.]+\+xml")


@pytest.fixture
def response(settings, request):
    """What an address answers over HTTPS."""
    settings.PUBLISHER_CONTACT = "editors@directory.example"
    settings.SECURE_HSTS_SECONDS = 63_072_000
    make_organisation("house"), make_source("the-text")
    answer = Client().get(request.param, secure=True)
    yield answer
    answer.close()


every_answer = pytest.mark.parametrize("response", ADDRESSES, indirect=True)


@pytest.mark.parametrize(("response", "status"), ADDRESSES.items(), indirect=["response"])
def test_these_addresses_answer_as_they_are_meant_to(response, status):
    assert response.status_code == status


@every_answer
def test_nothing_runs_that_is_not_ours(response):
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy.get("object-src", policy["default-src"]) == "'none'"
    assert policy["script-src"] == "'self'"


@every_answer
def test_no_other_site_reads_or_embeds_it(response):
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert not [name for name in response.headers if name.startswith("Access-Control-")]


@every_answer
def test_is_what_it_says_it_is(response):
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    kind = response.headers["Content-Type"].replace('"', "")
    assert not TEXT.match(kind) or kind.endswith("charset=utf-8")


@every_answer
def test_no_other_site_is_told_where_the_visitor_comes_from(response):
    assert response.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}


@every_answer
def test_is_asked_for_over_https_from_then_on(response):
    assert "max-age=63072000" in response.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("address", ["/en/", "/en/report/", "/en/admin/login/", "/robots.txt"])
def test_trace_tells_nothing_of_the_request(client, address):
    response = client.trace(address, headers={"X-Secret": "secret"})
    assert b"secret" not in response.content.lower()


@pytest.mark.parametrize("address", ["/static/", "/en/static/", "/.git/HEAD", "/static/../manage.py"])
def test_no_folder_is_listed_and_no_file_of_ours_is_served(client, address):
    assert client.get(address).status_code == 404


def test_only_pages_are_sent_on_to_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/en/").headers["Location"] == "https://testserver/en/"
