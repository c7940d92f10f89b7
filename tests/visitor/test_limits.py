"""Limits that keep one client from starving the others: on what is asked, what is sent, and how often."""

import threading
from io import BytesIO
from time import time
from wsgiref.util import setup_testing_defaults

import pytest
from django.core import signing
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import connection

from networks.models import RateCounter, Report
from orgdirectory import request_bodies
from orgdirectory.feedback import reports
from orgdirectory.feedback.spam import HOUR, TIMESTAMP_SALT
from orgdirectory.serving import prepared, without_charset

from ..conftest import connections_stay
from ..world import make_organisation, make_report
from .test_report import send

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
HEADERS = (
    *("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Cache-Control"),
    *("Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy"),
)
LISTS = ("search/", "organisations/", "people/", "networks/", "projects/", "timeline/", "help/", "sheet/")


class TestALongQuery:
    @pytest.mark.parametrize("path", ["", "about/", "safety/", "connections/", "report/", "nothing-here/"])
    @pytest.mark.parametrize("query", ["a&" * 51, "q=" + "a" * 4_100, "a=1&" * 2_000])
    def test_is_refused_in_words_with_helplines(self, client, path, query):
        answer = client.get(f"/sv/{path}?{query}")
        assert answer.status_code == 400
        assert "Adressen är längre" in answer.content.decode()
        assert 'href="tel:' in answer.content.decode()

    @pytest.mark.parametrize("path", LISTS)
    def test_may_be_longer_where_much_can_be_asked(self, client, path):
        query = "&".join(f"place=p{n}" for n in range(100))
        assert "längre" not in client.get(f"/sv/{path}?{query}").content.decode()
        assert "längre" in client.get(f"/sv/{path}?q={'a' * 9_000}").content.decode()

    def test_is_not_repeated_by_the_page_that_refuses_it(self, client):
        assert b"secret" not in client.get("/sv/about/?" + "secret=1&" * 60).content

    @pytest.mark.parametrize("path", ["/", "/robots.txt", "/sitemap.xml", "/-/", "/sv/about"])
    def test_is_refused_outside_the_pages_too(self, client, path):
        assert client.get(f"{path}?{'a&' * 60}").status_code == 400


class TestAQuery:
    @pytest.mark.parametrize("path", LISTS)
    @pytest.mark.parametrize(
        "pair", ["country=SE", "language=ar", "focus=violence", "pick=organisations/x", "z=9"]
    )
    def test_counts_equal_values_once(self, client, path, pair):
        make_organisation("x", places=["se"])
        once, often = (client.get(f"/sv/{path}?{'&'.join([pair] * n)}") for n in (1, 300))
        assert (once.status_code, once.content) == (often.status_code, often.content)

    @pytest.mark.parametrize("path", [*LISTS, "", "about/"])
    def test_leaves_nothing_behind_of_what_no_page_knows(self, client, path):
        plain, junk = (
            client.get(f"/sv/{path}?q=a"),
            client.get(f"/sv/{path}?q=a&junk=1&%00={'j' * 900}&utm_x=y"),
        )
        assert junk.content == plain.content

    def test_with_every_country_makes_few_links_that_hold_them_all(self, client):
        make_organisation(places=["se"])
        codes = [a + b for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"][:400]
        page = client.get("/sv/search/?" + "&".join(f"country={code}" for code in codes))
        assert len(page.content) < 300_000

    def test_of_the_admin_keeps_what_it_asks(self, editor):
        answer = editor.get("/sv/admin/organisations/organisation/?q=a&q=a&o=1&e=1")
        assert answer.wsgi_request.GET.urlencode() == "q=a&o=1&e=1"


class TestABody:
    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
    def test_is_refused_where_nothing_is_taken(self, client, method):
        assert client.generic(method, "/sv/search/", b"q=a", FORM).status_code == 400

    def test_without_a_length_is_refused(self, client):
        answer = client.generic("POST", "/sv/report/", b"", FORM, headers={"transfer-encoding": "chunked"})
        assert answer.status_code == 411

    @pytest.mark.parametrize(
        "path", ["/sv/report/", "/sv/report/outcome/", "/sv/check/a/", "/sv/", "/-/", "/ar/x/"]
    )
    def test_that_is_too_large_is_refused_unread(self, client, path):
        body = Unread(b"")
        answer = client.generic("POST", path, **sent(body, 1_000_000))
        assert (answer.status_code, body.was_read) == (400, False)

    def test_may_be_as_long_as_the_longest_proposal_in_arabic(self, client):
        assert 20_000 * len("%D8%B9") + 4_000 * len("%D8%B9") < request_bodies.FROM_ANYBODY

    def test_of_somebody_who_is_not_signed_in_is_bounded_in_the_admin(self, client):
        body = Unread(b"")
        answer = client.generic("POST", "/sv/admin/login/", **sent(body, 2_000_000))
        assert (answer.status_code, body.was_read) == (400, False)

    def test_that_broke_off_changes_nothing(self, client):
        answer = client.generic("POST", "/sv/report/", **sent(BytesIO(b"kind=error&message=ab"), 500))
        assert (answer.status_code, Report.objects.count()) == (408, 0)

    def test_that_comes_too_slowly_is_given_up(self, client, monkeypatch):
        monkeypatch.setattr(request_bodies, "LONGEST_WAIT", 0.05)
        body = Slow(b"a=1")
        answer = client.generic("POST", "/ar/report/", **sent(body, 3))
        body.go_on.set()
        assert (answer.status_code, 'lang="ar"' in answer.content.decode()) == (408, True)

    def test_waits_for_no_place_and_is_told_so(self, client, monkeypatch):
        room = request_bodies.Room(threads=2)
        monkeypatch.setattr(request_bodies, "room", room)
        with request_bodies.taken(room.reading):
            body = Unread(b"")
            answer = client.generic("POST", "/sv/report/", **sent(body, 3))
            assert (answer.status_code, body.was_read) == (503, False)
            assert answer.headers["Retry-After"].isdigit()
            assert client.get("/sv/about/").status_code == 200
        assert send(client).status_code == 200

    def test_leaves_a_thread_for_readers_while_others_are_worked_on(self, client, monkeypatch):
        room = request_bodies.Room(threads=2)
        monkeypatch.setattr(request_bodies, "room", room)
        with request_bodies.taken(room.working):
            assert send(client).status_code == 503

    @pytest.mark.parametrize("threads", [1, 2, 4, 16])
    def test_finds_half_of_the_threads_and_no_more(self, threads):
        room = request_bodies.Room(threads)
        taken = [room.reading.acquire(blocking=False) for _one in range(threads)]
        assert sum(taken) == max(1, threads // 2)


def sent(body, length):
    return {"wsgi.input": body, "CONTENT_LENGTH": str(length), "CONTENT_TYPE": FORM}


class Unread(BytesIO):
    was_read = False

    def read(self, *args):
        self.was_read = True
        return super().read(*args)


class Slow(BytesIO):
    def __init__(self, content):
        super().__init__(content)
        self.go_on = threading.Event()

    def read(self, *args):
        self.go_on.wait(10)
        return super().read(*args)


class TestAFilePart:
    PART = (
        b'--X\r\nContent-Disposition: form-data; name="message"; filename="a"\r\n'
        b"Content-Type: text/plain\r\n\r\n" + b"a" * 100 + b"\r\n--X--\r\n"
    )

    @pytest.mark.parametrize("path", ["/sv/report/", "/ar/report/outcome/", "/en/admin/login/"])
    def test_is_refused_where_no_file_is_asked_for(self, client, path):
        answer = client.generic("POST", path, self.PART, "multipart/form-data; boundary=X")
        assert answer.status_code == 400

    def test_is_refused_on_the_forms_of_records(self, editor):
        path = "/en/admin/organisations/organisation/add/"
        assert editor.generic("POST", path, self.PART, "multipart/form-data; boundary=X").status_code == 400


class TestAFloodOfReports:
    def test_needs_a_new_form_for_each(self, client):
        stamp = self.stamp_of(client)
        assert send(client, stamp=stamp, message="first").status_code == 200
        again = send(client, stamp=stamp, message="second")
        assert (again.status_code, Report.objects.count()) == (400, 1)
        assert "second" in again.content.decode()

    def test_may_be_one_message_sent_twice(self, client):
        stamp = self.stamp_of(client)
        assert {send(client, stamp=stamp).status_code for _one in range(3)} == {200}
        assert Report.objects.count() == 1

    def stamp_of(self, client):
        return signing.dumps([time() - 10, "a"], salt=TIMESTAMP_SALT)

    @pytest.mark.parametrize("network", ["2001:db8:1:{:x}::1", "198.51.100.{}"])
    def test_from_networks_beside_each_other_counts_as_one_after_a_while(self, client, network):
        statuses = [send(client, address=network.format(n), message=str(n)).status_code for n in range(25)]
        assert statuses == [200] * 20 + [429] * 5

    def test_does_not_close_the_way_to_be_taken_out(self, client, monkeypatch):
        monkeypatch.setattr(reports, "REPORTS_AN_HOUR_IN_ALL", 1)
        make_report()
        assert send(client).status_code == 429
        assert send(client, kind="removal").status_code == 200

    def test_that_asks_to_be_taken_out_has_its_limit_for_a_sender_too(self, client):
        statuses = [send(client, kind="removal", message=str(n)).status_code for n in range(6)]
        assert statuses == [200] * 5 + [429]
        assert send(client).status_code == 200

    def test_is_counted_whatever_becomes_of_the_cache(self, client):
        for n in range(5):
            send(client, message=str(n))
            cache.clear()
        assert send(client).status_code == 429


class TestACounter:
    def test_counts_each_key_for_itself(self):
        assert [RateCounter.objects.hit(keys, HOUR) for keys in (["a"], ["b", "a"], ["a"])] == [
            [1],
            [1, 2],
            [3],
        ]
        assert RateCounter.objects.counts_of(["a", "b", "c"]) == [3, 1, 0]

    def test_begins_anew_when_its_time_is_over(self):
        RateCounter.objects.hit(["a"], -1)
        assert RateCounter.objects.counts_of(["a"]) == [0]
        assert RateCounter.objects.hit(["a"], HOUR) == [1]
        assert RateCounter.objects.hit(["a"], HOUR) == [2]

    def test_is_forgotten_when_its_time_is_over(self):
        RateCounter.objects.hit(["old"], -1)
        RateCounter.objects.hit(["new"], HOUR)
        assert RateCounter.objects.forget_expired() == 1
        assert RateCounter.objects.get().key == "new"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's memory has no second connection.")
@pytest.mark.django_db(transaction=True)
def test_counters_of_two_workers_are_one():
    def count():
        for _one in range(5):
            RateCounter.objects.hit(["a", "b"], HOUR)
        connection.close()

    threads = [threading.Thread(target=count) for _one in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert RateCounter.objects.counts_of(["a", "b"]) == [5 * len(threads)] * 2


CHARSETS = [
    "rot13",
    "zlib",
    "base64",
    "hex_codec",
    "undefined",
    "idna",
    "punycode",
    "utf-16",
    "utf-7",
    "\xff",
    "'",
    "",
]


def ask(path, **environ):
    """Ask as the web server does, which Django's client does not: return (status, headers)."""
    answered = []
    path, _mark, query = path.partition("?")
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "testserver"} | environ
    body = environ.setdefault("wsgi.input", BytesIO(environ.pop("body", b"")))
    environ.setdefault("CONTENT_LENGTH", str(len(body.getvalue())))
    setup_testing_defaults(environ)
    without_warming = prepared(get_wsgi_application(), pages=())
    with connections_stay():
        without_warming(environ, lambda *answer: answered.append(answer)).close()
    [(status, headers)] = answered
    return int(status.split()[0]), dict(headers)


@pytest.mark.parametrize("charset", CHARSETS)
def test_no_charset_makes_the_site_fail(charset):
    for path in ("/ar/?a", "/en/nothing/?a", "/sv/report/?about=x", "/?a"):
        for method, body in (("GET", b""), ("POST", b"a=1")):
            content_type = f"{FORM}; charset={charset}"
            status, headers = ask(path, REQUEST_METHOD=method, CONTENT_TYPE=content_type, body=body)
            assert status < 500
            assert set(HEADERS) - headers.keys() == set()


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("text/plain", "text/plain"),
        ("multipart/form-data; boundary=X; charset=rot13", 'multipart/form-data; boundary="X"'),
        ("text/plain; charset*=nothing'en'x", ""),
        ("text/plain; charset=\0", "text/plain"),
    ],
)
def test_a_content_type_is_read_without_its_charset(sent, taken):
    assert without_charset(sent) == taken


REFUSED = {
    "an unknown host": {"HTTP_HOST": "evil.example"},
    "a body on a page": {"REQUEST_METHOD": "GET", "CONTENT_LENGTH": "3"},
    "a long query": {"QUERY_STRING": "a&" * 2_000},
    "a method nobody knows": {"REQUEST_METHOD": "BREW", "PATH_INFO": "/sv/report/"},
    "a page that is not there": {"PATH_INFO": "/sv/none/"},
    "an address without a slash": {"PATH_INFO": "/sv/about"},
    "a static file that is changed": {"REQUEST_METHOD": "POST", "PATH_INFO": "/static/site.js"},
    "long headers": {"HTTP_COOKIE": "a=b; " * 20_000},
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("https", [True, False])
def test_every_refusal_carries_the_headers(client, settings, case, https):
    settings.SECURE_SSL_REDIRECT = https
    answer = client.request(**REFUSED[case])
    assert answer.status_code >= 300
    assert {name for name in HEADERS if not answer.has_header(name)} == set()


def test_long_headers_are_refused_in_words(client):
    answer = client.get("/sv/", headers={"cookie": "a=b; " * 20_000})
    assert (answer.status_code, "kakor" in answer.content.decode()) == (431, True)
