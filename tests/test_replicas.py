"""Visitors read from replicas that are fresh enough, and read on whichever server is gone."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, OperationalError, connection, connections
from django.db.backends.signals import connection_created
from django.http import HttpResponse
from django.test import Client, RequestFactory

from orgdirectory.feedback.confirmation import confirmation
from orgdirectory.replicas import servers as module
from orgdirectory.replicas.middleware import ReadFromReplicas
from orgdirectory.replicas.servers import Primary, Server, Servers, while_it_answers
from orgdirectory.settings import databases

POSTGRESQL = "postgresql://user@host/name"


@pytest.fixture(autouse=True)
def _guards_end_with_their_test(monkeypatch):
    """Let no connection of a later test be guarded for the servers of this one."""
    monkeypatch.setattr(connection_created, "receivers", [*connection_created.receivers])
    yield
    connection_created.sender_receivers_cache.clear()


class TestSettings:
    @pytest.mark.parametrize(
        "urls",
        [
            "nonsense",
            ",",
            f"{POSTGRESQL},",
            "postgresql://user@a:b/name",
            f"{POSTGRESQL},sqlite:///b.sqlite3",
            "sqlite:///b.sqlite3",
        ],
    )
    def test_what_is_no_url_of_postgresql_is_refused_by_its_name(self, monkeypatch, urls):
        monkeypatch.setenv("DATABASE_URL", POSTGRESQL)
        monkeypatch.setenv("DATABASE_REPLICAS", urls)
        with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICAS"):
            databases()

    def test_sqlite_has_no_replicas(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "sqlite:///directory.sqlite3")
        monkeypatch.setenv("DATABASE_REPLICAS", POSTGRESQL)
        with pytest.raises(ImproperlyConfigured, match="PostgreSQL"):
            databases()

    def test_without_replicas_there_is_one_database_and_no_middleware(self):
        assert list(settings.DATABASES) == ["default"]
        assert not [name for name in settings.MIDDLEWARE if "replicas" in name]

    def test_replicas_refuse_to_be_written_and_are_soon_given_up(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", POSTGRESQL)
        monkeypatch.setenv("DATABASE_REPLICAS", "postgresql://a/name, postgresql://b/name?connect_timeout=7")
        found = databases()
        assert [one["HOST"] for one in found.values()] == ["host", "a", "b"]
        assert "read_only" not in str(found["default"]["OPTIONS"])
        assert "-c default_transaction_read_only=on" in found["replica-1"]["OPTIONS"]["options"]
        assert [int(one["OPTIONS"]["connect_timeout"]) for one in found.values()] == [2, 2, 7]
        assert [one["CONN_HEALTH_CHECKS"] for one in found.values()] == [True, False, False]
        assert {one["OPTIONS"]["tcp_user_timeout"] for one in found.values()} == {10_000}


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until a test sets it."""
    clock = Clock()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


class CanceledError(Exception):
    """What psycopg says of a statement that took too long."""

    sqlstate = "57014"


class FakeConnection:
    def __init__(self):
        self.errors_occurred = False
        self.usable = True
        self.closed = 0

    def is_usable(self):
        return self.usable

    def close(self):
        self.closed += 1


class Fake:
    """A server that says what a test wants, beside the one it replaces."""

    answer = takes = 0
    is_at_work = False

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.connection = FakeConnection()

    @contextmanager
    def as_default(self):
        self.is_at_work = True
        try:
            yield self.connection
        finally:
            self.is_at_work = False

    def read_position(self):
        module.monotonic.now += self.takes
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def says(self, answer):
        self.answer = answer
        self.ask()


class FakeReplica(Fake, Server):
    pass


class FakePrimary(Fake, Primary):
    pass


@pytest.fixture
def primary(clock, monkeypatch):
    monkeypatch.setattr(module, "connections", {name: FakeConnection() for name in ("default", "a", "b")})
    return FakePrimary(5)


@pytest.fixture
def a(primary):
    return FakeReplica("a")


@pytest.fixture
def b(primary):
    return FakeReplica("b")


@pytest.fixture
def servers(primary, a, b):
    """A primary and two replicas that have all it wrote."""
    for one in (primary, a, b):
        one.says(100)
    servers = Servers(primary, [a, b])
    servers.is_watched = True  # by the test
    return servers


GONE = OperationalError("connection refused")


class TestChoice:
    def test_visitors_read_from_a_fresh_replica_then_from_the_primary(self, servers, primary, a, b):
        order = servers.in_order()
        assert set(order[:2]) == {a, b}
        assert order[2] is primary

    def test_each_replica_has_its_share(self, servers, a, b):
        assert {servers.in_order()[0] for _time in range(100)} == {a, b}

    def test_what_somebody_may_have_written_she_reads_from_the_primary(self, servers, primary):
        assert servers.in_order(own_writes=True)[0] is primary

    def test_a_replica_that_lags_comes_after_the_primary(self, servers, clock, primary, a, b):
        clock.now += 1
        primary.says(200)
        b.says(200)
        clock.now += 5
        primary.says(200)
        assert servers.in_order() == [b, primary, a]

    def test_a_replica_may_lack_what_was_written_just_now(self, servers, clock, primary, a):
        clock.now += 1
        primary.says(200)
        clock.now += 4
        primary.says(300)
        assert servers.in_order()[2] is primary

    def test_a_replica_of_an_idle_primary_stays_fresh(self, servers, clock, primary):
        for _hour in range(24):
            clock.now += 3600
            primary.says(100)
        assert servers.in_order()[2] is primary

    def test_a_replica_that_has_caught_up_is_fresh_again(self, servers, clock, primary, a):
        primary.says(200)
        clock.now += 6
        primary.says(200)
        assert servers.in_order()[0] is primary
        a.says(200)
        assert servers.in_order()[0] is a

    def test_a_server_that_is_a_replica_no_more_is_not_read_while_there_is_a_primary(self, servers, a, b):
        b.says(None)
        assert servers.in_order()[0] is a
        assert servers.in_order()[-1] is b

    def test_a_replica_is_not_fresh_before_the_primary_was_heard(self, primary, a):
        a.says(100)
        servers = Servers(primary, [a])
        servers.is_watched = True
        assert servers.in_order() == [primary, a]

    def test_a_primary_that_is_being_recovered_says_nothing_of_its_log(self, servers, primary, a, b):
        primary.says(None)
        assert set(servers.in_order()[:2]) == {a, b}

    def test_without_a_primary_old_replicas_are_read_the_freshest_first(self, servers, clock, primary, a, b):
        primary.says(500)
        clock.now += 6
        primary.says(500)
        b.says(300)
        primary.says(GONE)
        assert servers.in_order() == [b, a, primary]

    def test_without_a_primary_replicas_do_not_grow_old(self, servers, clock, primary, a, b):
        primary.says(GONE)
        clock.now += 86_400
        primary.says(GONE)
        assert set(servers.in_order(own_writes=True)[:2]) == {a, b}

    def test_a_replica_that_is_gone_is_not_asked(self, servers, primary, a, b):
        b.says(GONE)
        assert servers.in_order() == [a, primary]
        b.says(100)
        assert b in servers.in_order()

    def test_where_none_answers_the_primary_is_asked(self, servers, primary, a, b):
        for one in (primary, a, b):
            one.says(GONE)
        assert servers.in_order() == [primary]


class TestAnswer:
    """A question that any server may answer: whether the site is ready."""

    def test_the_best_server_is_asked(self, servers, a, b):
        assert servers.answer(lambda: a.is_at_work or b.is_at_work)

    def test_the_next_is_asked_where_one_fails(self, servers, primary):
        def ask():
            if not primary.is_at_work:
                raise GONE
            return "ready"

        assert servers.answer(ask) == "ready"

    def test_where_none_answers_it_is_said(self, servers):
        def ask():
            raise GONE

        with pytest.raises(OperationalError, match="refused"):
            servers.answer(ask)


class TestDoubt:
    def test_a_server_that_failed_a_request_is_left_alone(self, servers, primary, a, b):
        a.doubt()
        assert servers.in_order() == [b, primary]

    def test_it_is_asked_again_after_an_answer_over_a_new_connection(self, servers, a):
        a.doubt()
        before = module.connections["a"].closed
        a.says(100)
        assert module.connections["a"].closed == before + 1
        assert a in servers.in_order()

    def test_a_doubt_that_comes_while_the_watch_asks_stays(self, servers, a):
        a.read_position = lambda: a.doubt() or 100  # over the connection that was there before
        a.ask()
        assert not a.is_up

    def test_it_is_left_alone_while_it_does_not_answer(self, servers, a):
        a.doubt()
        a.says(GONE)
        assert not a.is_up

    def test_a_server_that_is_lost_or_back_is_logged_once(self, servers, a, caplog):
        for answer in (GONE, GONE, 100, 100):
            a.says(answer)
        assert [one.message for one in caplog.records] == ["database_lost", "database_back"]


class TestWaiting:
    """What psycopg waits for in steps; an empty one means that nothing came for a tenth of a second."""

    @pytest.fixture
    def connection(self):
        return SimpleNamespace(
            pgconn=SimpleNamespace(finish=lambda: finished.append(1)), finished=(finished := [])
        )

    @staticmethod
    def steps():
        while (yield "read") != "last":
            pass
        return "rows"

    def wait(self, server, connection, *ready):
        waiting = while_it_answers(self.steps(), server, connection)
        assert next(waiting) == "read"
        try:
            for one in ready:
                waiting.send(one)
        except StopIteration as stop:
            return stop.value

    def test_a_slow_answer_is_waited_for(self, a, connection):
        assert self.wait(a, connection, *[0] * 1000, "last") == "rows"

    @staticmethod
    def hang(server):
        server.takes = module.PATIENCE
        server.says(GONE)

    def test_a_server_that_hangs_is_given_up_and_the_connection_with_it(self, a, connection):
        self.hang(a)
        with pytest.raises(module.OperationalError):
            self.wait(a, connection, "some", 0)
        assert connection.finished

    def test_what_a_server_still_says_is_read(self, a, connection):
        self.hang(a)
        assert self.wait(a, connection, "some", "last") == "rows"

    def test_a_server_that_only_takes_no_new_connection_is_waited_for(self, a, connection):
        a.says(GONE)
        assert self.wait(a, connection, 0, 0, "last") == "rows"

    def test_a_server_that_is_back_is_waited_for(self, a, connection):
        self.hang(a)
        a.says(100)
        assert self.wait(a, connection, 0, 0, "last") == "rows"

    def test_the_watch_itself_waits_for_two_seconds(self, a, clock, monkeypatch):
        monkeypatch.setattr(module, "current_thread", lambda: a.watch)
        a.says(GONE)
        assert not a.is_given_up()
        clock.now += module.PATIENCE + 0.1
        assert a.is_given_up()


class TestRequests:
    """A view that says which server answered; those in ``broken`` lose their connection meanwhile."""

    @pytest.fixture
    def asked(self):
        return []

    @pytest.fixture
    def ask(self, servers, asked):
        def ask(method="get", path="/sv/", cookies=(), broken=(), error=GONE, swallowed=False):
            def view(request):
                server = next((one for one in (servers.primary, *servers.replicas) if one.is_at_work), None)
                asked.append(server)
                if server in broken:
                    if server:
                        server.connection.errors_occurred = True
                        server.connection.usable = error is not GONE
                    answer = None if swallowed else middleware.process_exception(request, error)
                    return answer or HttpResponse("error", status=200 if swallowed else 500)
                return HttpResponse("page")

            middleware = ReadFromReplicas(view, servers)
            request = getattr(RequestFactory(), method)(path)
            request.COOKIES = dict(cookies)
            return middleware(request)

        return ask

    def test_a_visitor_reads_from_a_replica(self, ask, asked, a, b):
        assert ask().content == b"page"
        assert len(asked) == 1
        assert asked[0] in (a, b)

    def test_a_head_is_a_visit_too(self, ask, asked, a, b):
        ask("head")
        assert asked[0] in (a, b)

    @pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
    def test_whatever_may_write_asks_the_primary(self, ask, asked, method):
        ask(method)
        assert asked == [None]

    def test_who_has_a_session_asks_the_primary(self, ask, asked):
        ask(cookies={settings.SESSION_COOKIE_NAME: "x"})
        assert asked == [None]

    def test_a_cookie_of_another_kind_is_no_session(self, ask, asked, a, b):
        ask(cookies={"other": "x"})
        assert asked[0] in (a, b)

    def test_those_concerned_read_what_they_answered(self, ask, asked, primary):
        assert confirmation.reads_own_writes
        ask(path="/en/check/1.token/")
        assert asked == [primary]

    def test_those_concerned_read_on_without_a_primary(self, ask, asked, primary, a, b):
        primary.says(GONE)
        assert ask(path="/en/check/1.token/").content == b"page"
        assert asked[0] in (a, b)

    def test_a_page_that_there_is_not_is_a_visit(self, ask, asked, a, b):
        ask(path="/no/such/page")
        assert asked[0] in (a, b)

    def test_a_replica_that_is_lost_meanwhile_shows_to_nobody(self, ask, asked, primary, a, b):
        assert ask(broken=[a, b]).content == b"page"
        assert asked[-1] is primary
        assert not a.is_up
        assert not b.is_up

    def test_the_next_visitor_does_not_ask_it(self, ask, asked, servers, a, b):
        b.says(GONE)
        ask(broken=[a])
        del asked[:]
        ask()
        assert asked == [servers.primary]

    def test_a_connection_that_was_lost_is_closed(self, ask, a, b):
        ask(broken=[a, b])
        assert a.connection.closed
        assert b.connection.closed

    def test_a_page_that_came_of_a_lost_connection_is_not_shown(self, ask, a, b):
        assert ask(broken=[a, b], swallowed=True).content == b"page"

    def test_the_last_server_is_not_given_a_second_chance(self, ask, asked, primary, a, b):
        assert ask(broken=[primary, a, b]).status_code == 500
        assert len(asked) == 3

    def test_what_a_replica_refuses_is_asked_of_the_primary_and_the_replica_kept(
        self, ask, asked, primary, a, b
    ):
        refused = OperationalError("canceling statement due to conflict with recovery")
        assert ask(broken=[a, b], error=refused).content == b"page"
        assert asked[-1] is primary
        assert a.is_up

    def test_what_took_too_long_is_not_asked_again(self, ask, asked, a, b):
        slow = OperationalError("canceling statement due to statement timeout")
        slow.__cause__ = CanceledError()
        assert ask(broken=[a, b], error=slow).status_code == 500
        assert len(asked) == 1

    def test_wrong_data_are_as_wrong_on_the_next_server(self, ask, asked, a, b):
        assert ask(broken=[a, b], error=DataError("out of range")).status_code == 500
        assert len(asked) == 1

    def test_a_fault_of_the_view_is_not_repeated(self, ask, asked, a, b):
        assert ask(broken=[a, b], error=ValueError("x")).status_code == 500
        assert len(asked) == 1

    def test_what_is_posted_is_never_repeated(self, ask, asked, servers):
        ask("post", broken=[None])
        assert len(asked) == 1


@pytest.mark.django_db
class TestConnections:
    """The connections are Django's here; "elsewhere" stands for a replica."""

    @pytest.fixture
    def elsewhere(self, monkeypatch):
        alike = type(connections["default"])(connections["default"].settings_dict, "elsewhere")
        connections["elsewhere"] = alike
        yield alike
        alike.close()
        del connections["elsewhere"]

    def test_whatever_asks_the_database_asks_the_chosen_server(self, elsewhere):
        before = connections["default"]
        with Server("elsewhere").as_default():
            assert connections["default"] is elsewhere
            assert connection.alias == "default"
            assert connection.settings_dict is elsewhere.settings_dict
        assert connections["default"] is before

    def test_no_choice_outlives_its_request(self, elsewhere):
        before = connections["default"]
        with pytest.raises(ValueError, match="x"), Server("elsewhere").as_default():
            raise ValueError("x")
        assert connections["default"] is before

    def test_a_page_is_read_whole_from_the_next_server(self, elsewhere, settings, monkeypatch):
        def refuse():
            asked.append(1)
            elsewhere.errors_occurred = True
            raise OperationalError("connection refused")

        asked = []
        monkeypatch.setattr(elsewhere, "ensure_connection", refuse)
        monkeypatch.setattr(elsewhere, "is_usable", lambda: False)
        replica, primary = Server("elsewhere"), Primary(5)
        servers = Servers(primary, [replica])
        servers.is_watched = True
        replica.position = primary.position = 1
        monkeypatch.setattr("orgdirectory.replicas.middleware.configured_servers", lambda: servers)
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "orgdirectory.replicas.middleware.ReadFromReplicas"]
        response = Client().get("/en/organisations/")
        assert response.status_code == 200
        assert asked
        assert not replica.is_up
