"""PostgreSQL itself: its log holds no word of a reader, and nobody waits for ever."""

from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from orgdirectory.operations.checks import commits_are_durable
from orgdirectory.settings import postgresql_options

from .world import make_organisation

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="is about PostgreSQL"),
]
WORD = "hemligtsokord"


@pytest.fixture
def server_log():
    """The log of a server that was started for the tests, from now on."""
    path = Path(show("data_directory")) / "log"
    if not path.is_file():
        pytest.skip("the server's log is not here")
    start = path.stat().st_size
    return lambda: path.read_bytes()[start:].decode()


def show(name):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]


def execute(statement, words, limit="5s"):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{limit}'")
        cursor.execute(statement, words)


def test_a_statement_that_is_cancelled_leaves_no_word(server_log):
    with pytest.raises(OperationalError):
        execute("SELECT pg_sleep(5), %s::text", [WORD], limit="50ms")
    assert "statement timeout" in server_log()
    assert WORD not in server_log()


def test_a_statement_that_fails_leaves_no_word(server_log):
    with pytest.raises(DatabaseError):
        execute("SELECT 1 / 0, %s::text", [WORD])
    assert "division by zero" in server_log()
    assert WORD not in server_log()


def test_a_search_that_is_cancelled_leaves_no_word(client, server_log):
    make_organisation("open", name_en=WORD)
    with pytest.raises(DatabaseError):
        search_until_cancelled(client)
    assert "statement timeout" in server_log()
    assert WORD not in server_log()


def search_until_cancelled(client):
    with transaction.atomic():
        connection.cursor().execute("SET LOCAL statement_timeout = '1ms'")
        for _time in range(50):  # one of them takes that long
            client.get("/en/search/", {"q": f"{WORD} " * 9})


def test_nobody_waits_for_ever():
    assert (show("lock_timeout"), show("statement_timeout")) == ("5s", "20s")
    assert "idle_in_transaction_session_timeout=60s" in postgresql_options()["options"]


def test_a_server_that_may_lose_commits_is_warned_of():
    with transaction.atomic():
        connection.cursor().execute("SET LOCAL synchronous_commit = off")
        found = [warning.msg for warning in commits_are_durable(None, ["default"])]
    assert any("synchronous_commit is off" in text for text in found)
