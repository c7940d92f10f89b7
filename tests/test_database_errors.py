"""A database that is busy, may only be read or is gone: everybody is told, and what was typed is not lost."""

import re
import sqlite3
from contextlib import closing
from html import unescape

import psycopg
import pytest
from django.db import InterfaceError, InternalError, OperationalError, connection, connections
from django.db.backends.sqlite3 import base
from django.test import Client
from django.urls import reverse

from networks.models import Report
from organisations.models import Organisation
from orgdirectory.database_errors import State, state_of
from orgdirectory.feedback.confirmation import address_of
from orgdirectory.sqlite.base import DatabaseWrapper

from .conftest import PASSWORD, make_account, sign_in
from .editor.test_admin import admin_url, opened_form
from .test_reading import WRITING
from .visitor.test_report import send
from .world import cite, make_confirmation_request, make_organisation

pytestmark = pytest.mark.django_db

WORDS = 'The number is wrong: "08-1" <b> & more\nقديم'
TOLD = {
    State.BUSY: "Many changes are being saved",
    State.READ_ONLY: "Everything can be read as usual",
    State.GONE: "is not responding",
}


def sqlite_error(name):
    error = sqlite3.OperationalError(name)
    error.sqlite_errorname = name
    return error


FAULTS = {
    State.BUSY: sqlite_error("SQLITE_BUSY"),
    State.READ_ONLY: sqlite_error("SQLITE_READONLY_DIRECTORY"),
    State.GONE: sqlite_error("SQLITE_IOERR_READ"),
}


def failing(state, statements=WRITING):
    """Return a context in which the database refuses statements."""

    def refuse(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(statements):
            raise OperationalError(str(state)) from FAULTS[state]
        return execute(sql, params, many, context)

    return connection.execute_wrapper(refuse)


@pytest.fixture
def reader():
    return Client(raise_request_exception=False)


@pytest.fixture
def patient_editor(reader):
    return sign_in(reader, make_account("patient", is_superuser=True))


def kept(response):
    """Return {name: value} of the fields that a page holds."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', response.content.decode())
    return {name: unescape(value) for name, value in found}


def send_report(reader, language="en"):
    return send(reader, language, message=WORDS)


class TestAForm:
    @pytest.mark.parametrize("state", State)
    def test_of_a_reader_comes_back_with_her_words(self, reader, state):
        with failing(state):
            page = send_report(reader)
        assert (page.status_code, page.headers["Retry-After"].isdecimal()) == (503, True)
        assert (kept(page)["message"], TOLD[state] in page.content.decode()) == (WORDS, True)

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_comes_back_in_the_language_of_its_page(self, reader, language):
        with failing(State.BUSY):
            page = send_report(reader, language)
        assert f'<html lang="{language}"' in page.content.decode()

    def test_that_comes_back_can_be_sent_again(self, reader):
        with failing(State.BUSY):
            page = send_report(reader)
        assert reader.post("/en/report/", kept(page)).status_code == 302
        assert Report.objects.get().message == WORDS

    def test_that_comes_back_sets_no_cookie_and_tells_no_address(self, reader):
        with failing(State.BUSY):
            page = send_report(reader)
        assert (page.cookies, page.headers["Referrer-Policy"]) == ({}, "no-referrer")

    def test_of_those_concerned_comes_back(self, reader):
        address = address_of(make_confirmation_request(make_organisation()))
        with failing(State.BUSY):
            page = reader.post(address, {"answer": "change", "message": WORDS})
        assert (page.status_code, kept(page)) == (503, {"answer": "change", "message": WORDS})

    @pytest.mark.parametrize("state", [State.BUSY, State.READ_ONLY])
    def test_of_an_editor_comes_back_and_is_saved_later(self, patient_editor, state):
        address = admin_url(Organisation, "change", make_organisation().pk)
        form = opened_form(patient_editor, address) | {"summary_en": WORDS}
        with failing(state):
            page = patient_editor.post(address, form)
        assert (page.status_code, kept(page)["summary_en"]) == (503, WORDS)
        assert patient_editor.post(address, kept(page)).status_code == 302
        assert "number is wrong" in Organisation.objects.get().summary_en

    def test_of_an_editor_has_a_token_when_it_is_sent_again(self, patient_editor):
        with failing(State.BUSY):
            page = patient_editor.post(admin_url(Organisation, "add"), {"name_en": "New"})
        assert "csrfmiddlewaretoken" in kept(page)

    def test_of_who_signs_in_comes_back_without_the_password(self, reader):
        make_account("rim")
        with failing(State.BUSY):
            page = reader.post(reverse("admin:login"), {"username": "rim", "password": PASSWORD})
        assert (page.status_code, kept(page).get("username"), PASSWORD in page.content.decode()) == (
            503, "rim", False,
        )  # fmt: skip

    def test_that_cannot_be_read_gets_the_page_all_the_same(self, reader):
        with failing(State.GONE, ("SELECT",)):
            page = reader.post("/en/search/", b"--x", "multipart/form-data; boundary=y")
        assert page.status_code in {400, 405, 503}


class TestReading:
    @pytest.mark.parametrize("path", ["/en/", "/sv/organisations/", "/ar/organisations/womens-house/"])
    def test_goes_on_where_nothing_can_be_written(self, reader, path):
        cite(make_organisation(), "name")
        with failing(State.READ_ONLY):
            assert reader.get(path).status_code == 200

    @pytest.mark.parametrize("page", ["changelist", "add"])
    def test_of_editors_goes_on_too(self, patient_editor, page, settings):
        settings.SESSION_SAVE_EVERY_REQUEST = False
        with failing(State.READ_ONLY):
            assert patient_editor.get(admin_url(Organisation, page)).status_code == 200

    def test_a_database_that_is_gone_leaves_the_helplines(self, reader):
        with failing(State.GONE, ("SELECT",)):
            page = reader.get("/en/organisations/")
        assert (page.status_code, "tel:" in page.content.decode()) == (503, True)

    def test_a_list_of_the_admin_says_so_too(self, patient_editor):
        with failing(State.GONE, ('SELECT COUNT(*) AS "__COUNT" FROM "ORGANISATIONS',)):
            assert patient_editor.get(admin_url(Organisation, "changelist")).status_code == 503

    def test_another_fault_is_no_pause(self, reader, monkeypatch):
        monkeypatch.setattr("orgdirectory.feedback.reports.page", None)
        assert reader.get("/en/report/").status_code == 500


def caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "state"),
    [
        *((caused(OperationalError(), FAULTS[state]), state) for state in State),
        (caused(OperationalError(), sqlite_error("SQLITE_FULL")), State.READ_ONLY),
        (caused(OperationalError(), sqlite_error("SQLITE_BUSY_SNAPSHOT")), State.BUSY),
        (caused(OperationalError(), sqlite_error("SQLITE_ERROR")), None),
        (caused(OperationalError(), psycopg.errors.LockNotAvailable()), State.BUSY),
        (caused(InternalError(), psycopg.errors.ReadOnlySqlTransaction()), State.READ_ONLY),
        (caused(OperationalError(), psycopg.errors.AdminShutdown()), State.GONE),
        (caused(OperationalError(), psycopg.OperationalError("refused")), State.GONE),
        (caused(InterfaceError(), psycopg.InterfaceError("closed")), State.GONE),
        (caused(InternalError(), psycopg.errors.UndefinedTable()), None),
        (caused(ValueError(), caused(OperationalError(), FAULTS[State.BUSY])), State.BUSY),
        (ValueError(), None),
        (None, None),
    ],
)
def test_what_the_drivers_say_is_understood(error, state):
    assert state_of(error) == state


class TestAFileThatCannotBeWritten:
    """Root may write everywhere: ``tests/drills/locks.py`` tries it on a file system mounted to be read."""

    @pytest.fixture
    def path(self, tmp_path):
        with closing(sqlite3.connect(tmp_path / "db")) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE t (a)")
        return tmp_path / "db"

    def rows(self, path, monkeypatch, name):
        """Return the rows that are read where SQLite refuses, by this error, to open the file as usual."""
        usual = base.DatabaseWrapper.get_new_connection

        def refuse(self, conn_params):
            if "immutable" not in conn_params["database"]:
                raise sqlite_error(name)
            return usual(self, conn_params)

        monkeypatch.setattr(base.DatabaseWrapper, "get_new_connection", refuse)
        opened = DatabaseWrapper(connections.settings["default"] | {"NAME": str(path), "OPTIONS": {}}, "ro")
        with closing(opened), opened.cursor() as cursor:
            return cursor.execute("SELECT * FROM t").fetchall()

    @pytest.mark.parametrize("name", ["SQLITE_READONLY_DIRECTORY", "SQLITE_CANTOPEN"])
    def test_is_read_and_nothing_is_written_beside_it(self, path, monkeypatch, name):
        assert self.rows(path, monkeypatch, name) == []
        assert [one.name for one in path.parent.iterdir()] == ["db"]

    def test_is_not_read_without_the_changes_that_wait_in_its_log(self, path, monkeypatch):
        with closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE u (a)")
            with pytest.raises(OperationalError):
                self.rows(path, monkeypatch, "SQLITE_READONLY")

    def test_is_no_reason_where_it_is_broken(self, path, monkeypatch):
        with pytest.raises(OperationalError):
            self.rows(path, monkeypatch, "SQLITE_CORRUPT")
