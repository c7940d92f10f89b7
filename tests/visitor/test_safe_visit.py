"""A visit leaves as little trace as a site can see to, and says what it cannot hide."""

import gzip
import re
from base64 import b64encode
from hashlib import sha256

import brotli
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client

from organisations.models import Helpline
from orgdirectory.style_sheet import style_sheet_hashes, style_sheets

from ..conftest import sign_in
from ..html import flat
from ..world import make_helpline, make_organisation

pytestmark = pytest.mark.django_db
PAGES = [
    "",
    "organisations/",
    "search/?q=shelter",
    "safety/",
    "about/",
    "nothing-here/",
    "organisations/?since=nonsense",
]


def get(client, path, language="en"):
    return client.get(f"/{language}/{path}")


class TestTheWayOut:
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    @pytest.mark.parametrize("path", PAGES)
    def test_stands_on_every_page_and_on_errors(self, client, language, path):
        html = get(client, path, language).content.decode()
        link = re.search(r"<a [^>]*data-quick-exit[^>]*>", html)[0]
        assert f'href="{settings.EXIT_URL}" rel="noreferrer nofollow"' in link

    def test_stands_where_the_site_is_broken(self, client, monkeypatch):
        monkeypatch.setattr("orgdirectory.public.home.SearchDocument", None)
        client.raise_request_exception = False
        response = get(client, "")
        assert (response.status_code, b"data-quick-exit" in response.content) == (500, True)

    def test_what_the_tab_remembers_leads_away_without_scripts_too(self, client):
        html = client.get("/-/").content.decode()
        assert f'<html data-exit="{settings.EXIT_URL}">' in html
        assert f'<noscript><meta http-equiv="refresh" content="0;url={settings.EXIT_URL}">' in html

    def test_what_the_tab_remembers_has_no_text(self, client):
        html = re.sub(r"<script>.*</script>", "", client.get("/-/").content.decode(), flags=re.DOTALL)
        assert re.sub(r"<[^>]*>|\s|&#8203;", "", html) == ""

    def test_what_the_tab_remembers_is_kept_so_that_no_server_is_waited_for(self, client):
        answer = client.get("/-/")
        assert answer.headers["Cache-Control"] == "max-age=2592000"
        assert answer.headers["Referrer-Policy"] == "no-referrer"

    @pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
    def test_what_the_tab_remembers_runs_the_script_that_its_policy_names(self, client, encoding):
        answer = client.get("/-/", headers={"Accept-Encoding": encoding})
        read = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)
        html = read(answer.content).decode() if answer.has_header("Content-Encoding") else answer.text
        script = re.search(r"<script>(.*)</script>", html, re.DOTALL)[1]
        digest = b64encode(sha256(script.encode()).digest()).decode()
        assert f"script-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]

    def test_is_the_second_stop_of_the_keyboard(self, client):
        links = re.findall(r"<(?:a|button|input|summary)\b[^>]*>", get(client, "").content.decode())
        assert "data-quick-exit" in links[1]


@pytest.mark.parametrize(
    ("language", "name"), [("sv", "Surfa säkert"), ("ar", "تصفح آمن"), ("en", "Safe browsing")]
)
def test_safe_browsing_has_one_name_in_links_and_on_its_page(client, language, name):
    html = flat(get(client, "safety/", language).content.decode())
    links = re.findall(rf'<a (?:class="safe" )?href="/{language}/safety/">([^<]*)</a>', html)
    assert links == [name, name]
    assert f"<h1>{name}</h1>" in html


class TestTraces:
    @pytest.mark.parametrize("path", [*PAGES, "search/suggest/?q=abc"])
    def test_no_page_is_kept_by_the_browser(self, client, path):
        assert get(client, path).headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("path", PAGES)
    def test_no_page_tells_another_where_the_visitor_comes_from(self, client, path):
        assert get(client, path).headers["Referrer-Policy"] == "no-referrer"

    @pytest.mark.parametrize("path", PAGES)
    def test_the_name_of_a_linked_site_is_not_looked_up_before_a_click(self, client, path):
        assert get(client, path).headers["X-DNS-Prefetch-Control"] == "off"

    @pytest.mark.parametrize("thing", ["geolocation", "camera", "microphone", "browsing-topics"])
    def test_no_sensor_can_be_opened(self, client, thing):
        assert f"{thing}=()" in get(client, "").headers["Permissions-Policy"]

    @pytest.mark.parametrize("path", PAGES)
    def test_no_page_sets_a_cookie_or_depends_on_one(self, client, path):
        response = get(client, path)
        assert not response.cookies
        assert "cookie" not in response.headers.get("Vary", "").lower()

    def test_an_address_answers_the_same_to_everybody(self, client):
        make_organisation()
        answers = {
            client.get("/en/organisations/", headers={"Accept-Language": language}).content
            for language in ("sv", "ar", "en")
        }
        assert len(answers) == 1

    def test_a_page_sought_is_not_logged(self, client, caplog):
        with caplog.at_level("DEBUG", logger="orgdirectory"):
            get(client, "search/?q=kvinnojour")
        assert "kvinnojour" not in caplog.text


class TestThePolicy:
    def test_names_the_style_sheets_that_stand_in_pages(self, client):
        response = get(client, "")
        assert all(one in response.headers["Content-Security-Policy"] for one in style_sheet_hashes())
        assert f"<style>{style_sheets()['site']}</style>" in response.content.decode()

    @pytest.mark.parametrize("path", PAGES)
    def test_is_needed_by_no_attribute_or_script_inside_a_page(self, client, path):
        html = get(client, path).content.decode()
        assert not re.search(
            r"<[^>]* (?:style|on[a-z]+)=|<script(?![^>]* (?:src|type=\"application/ld))", html
        )

    def test_lets_editors_send_forms(self, editor):
        """Without a Referer Django refuses a post over HTTPS, since the Origin is then null."""
        assert editor.get("/en/admin/").headers["Referrer-Policy"] == "same-origin"

    def test_a_forged_post_to_the_admin_is_refused(self):
        user = get_user_model().objects.create_superuser("editor", password="a long enough password")
        client = sign_in(Client(enforce_csrf_checks=True), user)
        post = client.post(
            "/en/admin/organisations/helpline/add/", headers={"Origin": "https://elsewhere.example"}
        )
        assert post.status_code == 403


class TestHelplines:
    def test_stand_on_every_page_with_a_number_to_press(self, client):
        make_helpline()
        assert (
            '<a href="tel:+4620505050"><bdi dir="ltr">020-50 50 50</bdi></a>'
            in get(client, "about/").content.decode()
        )

    def test_are_what_editors_make_them(self, editor):
        make_helpline()
        Helpline.objects.update(phone="116 016")
        assert "116 016" in get(editor, "safety/").content.decode()

    def test_a_number_has_digits(self):
        with pytest.raises(ValidationError, match="Write digits"):
            make_helpline().__class__(slug="x", name_en="X", phone="ring us", country="SE").full_clean()

    def test_a_page_without_helplines_has_no_empty_box(self, client):
        assert 'id="help"' not in get(client, "safety/").content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "Vad som inte döljs"), ("ar", "ما لا تخفيه المغادرة"), ("en", "What leaving does not hide")],
)
def test_the_safety_page_says_what_it_cannot_hide(client, language, words):
    assert words in get(client, "safety/", language).content.decode()


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_the_title_of_the_safety_page_does_not_give_it_away(client, language):
    title = re.search(r"<title>(.*?)</title>", get(client, "safety/", language).content.decode())[1]
    assert not re.search("Dölj|إخفاء|Hide|våld|عنف|violence", title)
