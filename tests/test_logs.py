"""The log says what went wrong and where, and holds no word of whoever read or wrote."""

import io
import json
import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.test import Client, override_settings
from django.urls import path

from orgdirectory import urls
from orgdirectory.operations.logs import FloodFilter, JsonFormatter, PlainFormatter, logging_settings

from .conftest import PASSWORD, code_of, make_account
from .world import make_organisation

pytestmark = pytest.mark.django_db
WORDS = "hemligtsokord"
TOKEN = "hemligtoken"
ADDRESS = "203.0.113.77"
TYPED = "hemligttypat"
SECRETS = (WORDS, TOKEN, ADDRESS, TYPED, "hemligkaka", "hemligagent", "hemligref", PASSWORD)


@pytest.fixture
def log():
    """What production writes, as text; nothing else is listening."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(FloodFilter())
    root = logging.getLogger()
    before = {name: logging.getLogger(name).level for name in LEVELS}
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


LEVELS = {name: logger["level"] for name, logger in logging_settings(debug=False)["loggers"].items()}


def lines(log):
    return [json.loads(line) for line in log.getvalue().splitlines()]


class Reader(Client):
    """Somebody who tells a word wherever something can be told."""

    def __init__(self):
        headers = {
            "user-agent": "hemligagent",
            "referer": "https://hemligref.example/",
            "x-forwarded-for": ADDRESS,
            "accept-language": "hemligt",
        }
        super().__init__(raise_request_exception=False, headers=headers, REMOTE_ADDR=ADDRESS)
        self.cookies["sessionid"] = "hemligkaka"


def fail(request, **words):
    raise RuntimeError(f"{request.GET} {request.POST} {words} {request.META}")


def fail_while_failing(request, **words):
    try:
        fail(request, **words)
    except RuntimeError as error:
        raise DatabaseError(f"DETAIL: Key (slug)=({words}) already exists.") from error


def forbid(request, **words):
    raise PermissionDenied(str(words))


def told_nobody(request, **words):
    logging.getLogger("some.library").error(f"{words} of {request.META}")
    logging.getLogger("some.library").error("%s of %s", words, request.META)
    logging.getLogger("some.library").error("x", extra={"words": str(words)})
    raise OSError(28, str(words), str(words))


urlpatterns = [
    *urls.urlpatterns,
    path("fail/<str:token>/", fail, name="fail"),
    path("again/<str:token>/", fail_while_failing, name="again"),
    path("forbid/<str:token>/", forbid, name="forbid"),
    path("library/<str:token>/", told_nobody, name="library"),
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler500 = getattr(urls, "handler500", "django.views.defaults.server_error")


@pytest.mark.parametrize("name", ["fail", "again", "forbid", "library"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_request_that_fails_leaves_no_word_of_it(log, name, method):
    with override_settings(ROOT_URLCONF=__name__):
        getattr(Reader(), method)(f"/{name}/{TOKEN}/?q={WORDS}", {"message": TYPED})
    assert lines(log)
    assert [word for word in SECRETS if word in log.getvalue()] == []


@pytest.mark.parametrize(
    ("method", "url", "data"),
    [
        ("get", f"/sv/check/{TOKEN}/", {}),
        ("post", f"/sv/check/{TOKEN}/", {"answer": TYPED}),
        ("get", "/sv/search/", {"q": WORDS, "place": WORDS}),
        ("get", "/sv/search/", {"q": WORDS, "page": "-1"}),
        ("get", "/sv/search/suggest/", {"q": WORDS}),
        ("get", f"/sv/organisations/{WORDS}/", {}),
        ("get", f"/{WORDS}/", {}),
        ("post", "/sv/report/", {"message": TYPED, "kind": WORDS}),
        ("post", "/sv/report/outcome/", {"code": TOKEN}),
        ("post", "/sv/admin/login/", {"username": TYPED, "password": PASSWORD}),
        ("get", f"/sv/admin/r/1/{TOKEN}/", {}),
        ("get", "/sv/about/?" + "a&" * 1001 + WORDS, {}),
        (WORDS, "/sv/about/", {}),
    ],
)
def test_no_ordinary_request_leaves_a_word_of_it(log, method, url, data):
    reader = Reader()
    send = getattr(reader, method, None) or (lambda url, data: reader.generic(method, url))
    send(url, data)
    assert [word for word in SECRETS if word in log.getvalue()] == []


@pytest.mark.parametrize("header", ["HTTP_HOST", "CONTENT_TYPE", "HTTP_ORIGIN", "HTTP_COOKIE"])
def test_no_header_is_written(log, header):
    Reader().post("/sv/report/?about=x", data=TYPED, content_type="text/x", **{header: f"{WORDS}!"})
    assert [word for word in SECRETS if word in log.getvalue()] == []


def test_no_statement_of_the_database_is_written(log, monkeypatch):
    """SQL that fails says what was sought, in its message and in that of what raised it."""

    def search(*args, **options):
        from django.db import connection

        connection.cursor().execute("SELECT nothing FROM nowhere WHERE word = %s", [WORDS])

    monkeypatch.setattr("orgdirectory.public.search.Search.get", search)
    Reader().get("/sv/search/", {"q": WORDS})
    assert any(
        "OperationalError" in str(line.get("exception")) or "ProgrammingError" in str(line)
        for line in lines(log)
    )
    assert WORDS not in log.getvalue()


def test_a_fault_is_written_with_its_place(log):
    with override_settings(ROOT_URLCONF=__name__):
        Reader().get(f"/fail/{TOKEN}/")
    written = next(line for line in lines(log) if line["logger"] == "django.request")
    assert written["route"] == "fail"
    assert written["exception"] == ["builtins.RuntimeError"]
    assert "in fail\n" in written["traceback"]
    assert written["status_code"] == 500


def test_the_codes_of_a_fault_are_written_since_they_hold_no_value(log):
    with override_settings(ROOT_URLCONF=__name__):
        Reader().get(f"/library/{TOKEN}/")
    assert "No space left on device" in log.getvalue() or "builtins.OSError" in log.getvalue()


@pytest.mark.parametrize(("status", "name"), [(403, "forbid")])
def test_what_was_refused_is_written_by_its_route(log, status, name):
    with override_settings(ROOT_URLCONF=__name__):
        Reader().get(f"/{name}/{TOKEN}/")
    written = next(line for line in lines(log) if line["message"] == "refused")
    assert (written["route"], written["status"], written["method"]) == (name, status, "GET")


def test_pages_that_are_not_there_are_not_listed(log):
    Reader().get("/sv/organisations/nowhere/")
    assert log.getvalue() == ""


def test_who_reads_leaves_no_line(log):
    make_organisation("open")
    for page in ("", "organisations/", "organisations/open/", "search/?q=open", "about/"):
        Reader().get(f"/sv/{page}")
    assert log.getvalue() == ""


def test_what_is_slow_is_written(log, monkeypatch):
    monkeypatch.setattr("orgdirectory.operations.requests.SLOW", -1)
    Reader().get("/robots.txt", {"q": WORDS})
    assert [(line["message"], line["route"]) for line in lines(log)] == [("slow_request", "robots")]


def test_a_flood_writes_a_few_lines_and_then_how_many_there_were(log, monkeypatch):
    now = [1000]
    monkeypatch.setattr("orgdirectory.operations.logs.monotonic", lambda: now[0])
    for second in [*[0] * 500, 61]:
        now[0] = 1000 + second
        logging.getLogger("orgdirectory.security").warning("refused")
    assert len(lines(log)) == 11
    assert lines(log)[-1]["left_out"] == 490


def test_one_flood_silences_nothing_else(log):
    for _time in range(50):
        logging.getLogger("orgdirectory.security").warning("refused")
    logging.getLogger("orgdirectory.security").warning("restored")
    assert lines(log)[-1]["message"] == "restored"


def test_details_of_our_own_events_are_numbers_and_known_words(log):
    extra = {"user": 7, "reason": "locked", "name": TYPED, "typed": TYPED, "agent": [TYPED]}
    del extra["name"]  # logging has it already
    logging.getLogger("orgdirectory.security").warning("sign_in", extra=extra)
    written = lines(log)[0]
    assert (written["user"], written["reason"]) == (7, "locked")
    assert TYPED not in log.getvalue()


def test_a_line_for_people_keeps_the_same_silence():
    record = logging.makeLogRecord({"name": "some.library", "msg": f"about {WORDS}", "levelname": "ERROR"})
    assert WORDS not in PlainFormatter().format(record)


def test_no_mail_of_django_holds_a_request():
    loggers = logging_settings(debug=False)["loggers"]
    assert loggers["django"]["handlers"] == []


def test_a_sign_in_that_fails_leaves_no_name(log):
    user = make_account("hemligtnamn")
    Reader().post("/sv/admin/login/", {"username": user.username, "password": "wrong"})
    assert user.username not in log.getvalue()
    assert code_of.__name__ not in log.getvalue()
