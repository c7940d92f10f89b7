"""The check of addresses, against a server of the test's own, and what editors see of it."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from organisations.models import ContactPoint, LinkCheck, Organisation
from orgdirectory.editing import link_check as links

from ..world import make_organisation, make_source
from .test_roles import in_role

pytestmark = pytest.mark.django_db


class Site(BaseHTTPRequestHandler):
    """Answers with the status that its path names; some paths lead on, or know no HEAD."""

    def do_HEAD(self):
        self.answer(405 if self.path == "/get-only" else self.status())

    def do_GET(self):
        self.answer(200 if self.path == "/get-only" else self.status())

    def status(self):
        named = {"/moved": 302, "/astray": 302, "/to-file": 302, "/%D9%86%D8%B5": 200}
        return named.get(self.path) or int(self.path[1:])

    def answer(self, status):
        self.send_response(status)
        targets = {"/moved": "/200", "/astray": "/404", "/to-file": "file:///etc/hostname"}
        if self.path in targets:
            self.send_header("Location", targets[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def website(url, slug="womens-house", **fields):
    house = make_organisation(slug)
    return ContactPoint.objects.create(record=house, channel="web", value=url, **fields)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200", (200, "")),
        ("/moved", (200, "")),
        ("/get-only", (200, "")),
        ("/نص", (200, "")),
        ("/403", (403, "")),
        ("/404", (404, "404")),
        ("/410", (410, "410")),
        ("/500", (500, "500")),
        ("/astray", (404, "404")),
        ("/to-file", (302, "302")),
    ],
)
def test_an_address_is_dead_or_alive_by_its_answer(site, path, answer):
    assert links.request_status(f"{site}{path}", allow_private=True) == answer


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("http://127.0.0.1:9/", "private"),
        ("http://[::1]/", "private"),
        ("http://10.0.0.1/", "private"),
        ("http://169.254.169.254/latest/", "private"),
        ("http://nowhere.invalid/", "unknown-host"),
        ("file:///etc/hostname", "no-answer"),
        ("ftp://example.org/", "no-answer"),
        ("http://", "no-answer"),
        ("https://exa mple", "unknown-host"),
    ],
)
def test_an_address_that_is_none_of_the_public_web_is_not_asked(url, failure):
    assert links.request_status(url) == (None, failure)


def test_where_nobody_listens_there_is_no_answer():
    assert links.request_status("http://127.0.0.1:9/", allow_private=True) == (None, "no-answer")


def test_the_command_names_what_is_dead(site, capsys):
    website(f"{site}/404")
    call_command("check_links", "--allow-private")
    assert f"404            {site}/404" in capsys.readouterr().out


def test_sources_are_asked_too(site):
    make_source(url=f"{site}/200", archive_url=f"{site}/404")
    links.check(allow_private=True)
    assert [one.url for one in LinkCheck.objects.dead()] == [f"{site}/404"]


def test_a_link_that_answers_again_is_dead_no_more(site):
    LinkCheck.objects.create(url=f"{site}/200", checked=timezone.now(), failure="404")
    website(f"{site}/200")
    links.check(allow_private=True)
    assert not LinkCheck.objects.dead()


def test_since_when_a_link_is_dead_is_kept(site):
    long_ago = timezone.now() - timedelta(days=9)
    LinkCheck.objects.create(url=f"{site}/404", checked=long_ago, failing_since=long_ago, failure="404")
    website(f"{site}/404")
    links.check(allow_private=True)
    assert LinkCheck.objects.get().failing_since == long_ago


def test_what_nothing_names_any_more_is_forgotten():
    LinkCheck.objects.create(url="https://old.example/", checked=timezone.now(), failure="404")
    links.check()
    assert not LinkCheck.objects.exists()


def test_a_check_changes_no_record(site):
    before = ContactPoint.objects.filter(pk=website(f"{site}/404").pk).values().get()
    links.check(allow_private=True)
    assert ContactPoint.objects.values().get() == before


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_editors_see_where_a_dead_link_is_named(editor, language):
    website("https://dead.example/")
    LinkCheck.objects.create(
        url="https://dead.example/", checked=timezone.now(), failing_since=timezone.now(), failure="404"
    )
    html = editor.get(f"/{language}/admin/links/").content.decode()
    assert "https://dead.example/" in html
    assert "Womens House" in html


@pytest.mark.parametrize(
    ("role", "status", "level", "is_shown"),
    [
        ("Editor", "withdrawn", "public", False),
        ("Publisher", "withdrawn", "public", True),
        ("Translator", "published", "editors", False),
        ("Editor", "published", "editors", True),
    ],
)
def test_a_dead_address_is_no_less_secret_than_what_names_it(role, status, level, is_shown):
    point = website("https://dead.example/")
    ContactPoint.objects.update(confidentiality=level)
    Organisation.objects.filter(pk=point.record_id).update(status=status)
    LinkCheck.objects.create(
        url=point.value, checked=timezone.now(), failing_since=timezone.now(), failure="404"
    )
    html = in_role(role).get(reverse("editing:dead_links")).content.decode()
    assert ("https://dead.example/" in html) is is_shown


def test_the_list_of_dead_links_is_no_public_page(client):
    assert client.get(reverse("editing:dead_links")).status_code == 302
