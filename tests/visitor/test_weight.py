"""What a visitor on a slow line has to wait for."""

import gzip
import re

import brotli
import pytest

from orgdirectory.style_sheet import style_sheets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("module_directory")]
FIRST_FLIGHT = 14_336  # bytes that a server sends before the first answer of a browser
HEADERS = 1_100  # bytes, more than any page has
PAGES = ["", "organisations/", "networks/", "projects/", "people/", "search/?q=kvinnor", "safety/"]


def weight(client, address, encoding="gzip"):
    response = client.get(address, headers={"Accept-Encoding": encoding})
    assert response.headers["Content-Encoding"] == encoding
    return len(response.content)


class TestTheFirstFlight:
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    @pytest.mark.parametrize("path", PAGES)
    def test_home_and_lists_arrive_styled_in_the_first_flight(self, client, language, path):
        assert weight(client, f"/{language}/{path}") + HEADERS <= FIRST_FLIGHT

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_a_page_of_a_record_arrives_in_the_first_flight(self, client, language):
        assert weight(client, f"/{language}/organisations/kvinnors-natverk/", "br") + HEADERS <= FIRST_FLIGHT

    def test_the_styles_of_a_page_ask_for_nothing_more_but_on_paper(self, client):
        html = client.get("/sv/").content.decode()
        assert all('media="print"' in link for link in re.findall(r'<link rel="stylesheet"[^>]*>', html))
        assert not any("url(" in sheet or "@import" in sheet for sheet in style_sheets().values())


class TestCompression:
    def test_brotli_holds_the_same_page(self, client):
        answer = client.get("/sv/", headers={"Accept-Encoding": "br, gzip"})
        assert brotli.decompress(answer.content) == client.get("/sv/").content

    @pytest.mark.parametrize("accepted", ["gzip", "gzip, br;q=0", "gzip, brotli", "gzip, br;q=0.0"])
    def test_a_browser_that_does_not_take_brotli_gets_gzip(self, client, accepted):
        answer = client.get("/sv/", headers={"Accept-Encoding": accepted})
        assert gzip.decompress(answer.content) == client.get("/sv/").content

    def test_a_browser_that_takes_neither_gets_the_page(self, client):
        assert "Content-Encoding" not in client.get("/sv/").headers

    def test_a_cache_is_told_that_answers_differ(self, client):
        assert "Accept-Encoding" in client.get("/sv/").headers["Vary"]

    def test_the_admin_keeps_the_compression_that_guards_its_secrets(self, editor):
        answer = editor.get("/sv/admin/", headers={"Accept-Encoding": "br, gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"

    def test_what_is_hardly_anything_is_left_as_it_is(self, client):
        answer = client.get("/sv/search/suggest/?q=", headers={"Accept-Encoding": "br"})
        assert "Content-Encoding" not in answer.headers
