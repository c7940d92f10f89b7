"""The database servers as all threads of a process know them: whether they answer, how far they are."""

import logging
import random
from collections import deque
from contextlib import contextmanager, suppress
from functools import cache
from threading import Lock, Thread, current_thread
from time import monotonic, sleep

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from psycopg import OperationalError

logger = logging.getLogger(__name__)

INTERVAL = 1  # seconds between two questions of a watch
PATIENCE = 2  # seconds after which a server that does not answer its watch is given up


class Server:
    """A replica.

    Its ``position`` is the byte of the write-ahead log up to which it holds what the
    primary wrote; None if it is a replica no more.
    """

    position_sql = "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END"

    def __init__(self, alias):
        self.alias = alias
        self.position = None
        self.answers = True  # its watch
        self.is_silent = False  # not refusing, but saying nothing at all
        self.is_doubted = False  # by a request that lost its connection
        self.asked_at = monotonic()
        self.watch = Thread(target=self.keep_asking, name=f"watch of {alias}", daemon=True)

    @property
    def is_up(self):
        return self.answers and not self.is_doubted

    @contextmanager
    def as_default(self):
        """Let all that this thread asks the database be asked of this server; give its connection."""
        kept, chosen = connections[DEFAULT_DB_ALIAS], connections[self.alias]
        chosen.alias = DEFAULT_DB_ALIAS
        connections[DEFAULT_DB_ALIAS] = chosen
        try:
            yield chosen
        finally:
            connections[DEFAULT_DB_ALIAS] = kept

    def doubt(self):
        """Leave the server alone until its watch has had an answer over a new connection."""
        self.is_doubted = True

    def keep_asking(self):
        while True:
            self.ask()
            sleep(INTERVAL)

    def ask(self):
        answered = self.answers
        was_doubted = self.is_doubted
        self.asked_at = monotonic()
        try:
            if was_doubted:
                connections[self.alias].close()
            self.arrive(self.read_position())
            self.answers, self.is_silent = True, False
            if was_doubted:
                self.is_doubted = False
        except Error:
            self.answers, self.is_silent = False, self.has_waited()
            connections[self.alias].close()
        if self.answers != answered:
            event = "database_back" if self.answers else "database_lost"
            logger.warning(event, extra={"server": self.alias})

    def read_position(self):
        with connections[self.alias].cursor() as cursor:
            cursor.execute(f"SELECT pg_wal_lsn_diff({self.position_sql}, '0/0')::bigint")
            return cursor.fetchone()[0]

    def arrive(self, position):
        self.position = position

    def is_given_up(self):
        """Tell whether who waits for an answer should wait no longer: the watch itself, or anybody else."""
        return self.has_waited() if current_thread() is self.watch else self.is_silent

    def has_waited(self):
        return monotonic() - self.asked_at >= PATIENCE


class Primary(Server):
    """The server that takes what is written.

    ``required`` is how far its log went ``max_lag`` seconds ago, which takes no
    comparing of clocks, asks nothing of an idle primary's replicas, and stays when
    the primary is gone.
    """

    position_sql = "CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_flush_lsn() END"

    def __init__(self, max_lag):
        super().__init__(DEFAULT_DB_ALIAS)
        self.max_lag = max_lag
        self.seen = deque()  # (when, position), the oldest first

    @property
    def required(self):
        return self.position

    def arrive(self, position):
        if position is None:
            return
        now = monotonic()
        self.seen.append((now, position))
        while len(self.seen) > 1 and now - self.seen[1][0] >= self.max_lag:
            self.seen.popleft()
        self.position = self.seen[0][1]


class Servers:
    """The primary and its replicas; watched from the first request of a process on."""

    def __init__(self, primary, replicas):
        self.primary = primary
        self.replicas = replicas
        self.lock = Lock()
        self.is_watched = False

    def start_watching(self):
        with self.lock:
            if self.replicas and not self.is_watched:
                self.is_watched = True
                for server in (self.primary, *self.replicas):
                    server.watch.start()

    def in_order(self, *, own_writes=False):
        """Return the servers to ask, the best first: replicas that are fresh enough, the primary, old ones.

        Old ones are asked only where the primary is gone, the freshest first.
        """
        self.start_watching()
        up = [one for one in self.replicas if one.is_up]
        random.shuffle(up)
        fresh = [one for one in up if self.is_fresh(one)]
        old = sorted((one for one in up if one not in fresh), key=lambda one: -(one.position or 0))
        if not self.primary.is_up:
            return [*fresh, *old, self.primary]
        return [self.primary, *fresh, *old] if own_writes else [*fresh, self.primary, *old]

    def is_fresh(self, replica):
        return None not in (replica.position, self.primary.required) and (
            replica.position >= self.primary.required
        )

    def answer(self, question):
        """Return what the first server says that answers a question; raise what the last one says."""
        *first, last = self.in_order()
        for server in first:
            with suppress(Error), server.as_default():
                return question()
        with last.as_default():
            return question()

    def guard(self, connection, **_kwargs):
        """Let nobody wait on a new connection for a server that its watch has given up."""
        servers = (self.primary, *self.replicas)
        server = next(one for one in servers if connections.settings[one.alias] is connection.settings_dict)
        psycopg_connection = connection.connection
        wait = psycopg_connection.wait
        psycopg_connection.wait = lambda steps, *args, **kwargs: wait(
            while_it_answers(steps, server, psycopg_connection), *args, **kwargs
        )


@cache
def configured_servers():
    """Return the servers of the settings, which all of a process share."""
    replicas = [Server(alias) for alias in connections if alias != DEFAULT_DB_ALIAS]
    return Servers(Primary(settings.REPLICA_MAX_LAG), replicas)


def while_it_answers(steps, server, connection):
    """Pass the steps of psycopg's waiting on, which are empty each tenth of a second that nothing came.

    No setting of TCP does this: the kernel of a machine whose server hangs acknowledges all it is sent.
    """
    try:
        ready = yield next(steps)
        while True:
            if not ready and server.is_given_up():
                connection.pgconn.finish()
                raise OperationalError("The database server does not answer.")
            ready = yield steps.send(ready)
    except StopIteration as stop:
        return stop.value
