"""What a backup needs of SQLite and of PostgreSQL: a copy of one moment, and digests of its tables.

Neither goes through Django's connection: a backup is read from a snapshot of its own,
and a copy is looked at without being migrated or written to.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo


class BackupError(Exception):
    """Why a backup was not made, not right or not restored, in a sentence."""


def engine_of(database):
    """Return what reads and writes the database of these Django settings."""
    return (PostgreSQL if database["ENGINE"].endswith("postgresql") else SQLite)(database)


class SQLite:
    name, suffix = "sqlite", ".sqlite3"

    def __init__(self, database):
        self.path = Path(database["NAME"])

    def size(self):
        return self.path.stat().st_size if self.path.exists() else 0

    def is_filled(self):
        """Tell whether there is anything, be it a wreck."""
        return bool(self.size()) and self.look(SQLiteCopy.table_names) != []

    def dump(self, path, look):
        """Copy the database into a file while others write; return what ``look`` says of that moment."""
        if not self.size():
            raise BackupError(f"There is no database at {self.path}.")
        with sqlite_errors(), closing(connect(self.path)) as source, closing(connect(path, "rwc")) as copy:
            source.execute("BEGIN")  # the snapshot is that of the first statement
            seen = look(SQLiteCopy(source))
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, that can be read where nobody may write
        return seen

    @contextmanager
    def opened(self, path):
        """Open a copy of a backup, which is gone afterwards."""
        aside = self.path.with_name(f".{self.path.name}.{token_hex(4)}")
        try:
            copy_private(path, aside)
            with sqlite_errors(), closing(connect(aside)) as connection:
                yield SQLiteCopy(connection)
        finally:
            aside.unlink(missing_ok=True)

    def look(self, function):
        """Return what a function says of the database in use; nothing of a wreck."""
        try:
            with closing(connect(self.path)) as connection:
                return function(SQLiteCopy(connection))
        except sqlite3.Error:
            return None

    def replace(self, path, stamp):
        """Put a backup in the place of the database; return where that is kept now, or None."""
        new = self.path.with_name(f".{self.path.name}.restored")
        copy_private(path, new)
        old = self.set_aside(stamp) if self.path.exists() else None
        new.replace(self.path)
        return old

    def set_aside(self, stamp):
        old = self.path.with_name(f"{self.path.name}.before-{stamp}")
        self.close_log()
        os.link(self.path, old)
        for end in ("-wal", "-shm"):  # of a wreck only: whoever closes a whole database takes them away
            log = Path(f"{self.path}{end}")
            if log.exists():
                log.replace(f"{old}{end}")
        return old

    def close_log(self):
        """Write what is in the log into the database, which fails while anybody has it open."""
        try:
            with closing(connect(self.path)) as connection:
                connection.execute("PRAGMA busy_timeout = 1000")
                connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname in {"SQLITE_BUSY", "SQLITE_LOCKED"}:
                raise BackupError(f"The site has {self.path} open. Stop it first.") from error
        except sqlite3.DatabaseError:
            pass  # a wreck has no log that could be read


class Copy:
    """A database that a backup is compared with, over an open connection of its driver."""

    def __init__(self, connection):
        self.connection = connection

    def query(self, statement):
        return self.connection.execute(statement).fetchall()


class SQLiteCopy(Copy):
    def table_names(self):
        """Return the tables that hold rows themselves: not those that FTS5 makes up from its own."""
        return [
            name
            for (name,) in self.query(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
                " AND name NOT LIKE 'sqlite_stat%' ORDER BY name"
            )
        ]

    def describe(self):
        return {name: self.describe_table(name) for name in self.table_names()}

    def describe_table(self, name):
        """Return the number of rows and the sum of their hashes, in whatever order they lie."""
        number = total = 0
        self.connection.text_factory = bytes
        for row in self.connection.execute(f'SELECT * FROM "{name}"'):
            number += 1
            total += int.from_bytes(blake2b(repr(row).encode(), digest_size=16).digest())
        self.connection.text_factory = str
        return {"rows": number, "digest": f"{total % 2**128:032x}"}

    def faults(self):
        """Yield what SQLite finds wrong."""
        found = [text for (text,) in self.query("PRAGMA integrity_check(10)")]
        yield from (f"integrity_check: {text}" for text in found if text != "ok")
        for table, row, parent, _key in self.query("PRAGMA foreign_key_check")[:10]:
            yield f"foreign_key_check: row {row} of {table} leads to nothing in {parent}"


def connect(path, mode="rw"):
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=30
    )


def copy_private(path, target):
    """Copy a file into one that only its owner reads, and let it reach the disk."""
    with path.open("rb") as source, open(target, "wb", opener=private) as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())


def private(path, flags):
    return os.open(path, flags, 0o600)


@contextmanager
def sqlite_errors():
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise BackupError(f"SQLite says: {error}.") from error


SESSION = {
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "extra_float_digits": "3",
    "bytea_output": "hex",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "lock_timeout": "30s",
}
CONNECTING = (
    *("host", "port", "target_session_attrs", "user", "password"),
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "service"),
)


class PostgreSQL:
    name, suffix = "postgresql", ".dump"

    def __init__(self, database):
        given = {name.lower(): value for name, value in database.items()} | database["OPTIONS"]
        self.given = {name: str(given[name]) for name in CONNECTING if given.get(name)}
        self.database = database["NAME"]

    def connect(self, database=None):
        options = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
        try:
            return psycopg.connect(
                **self.given, dbname=database or self.database, options=options, connect_timeout=10
            )
        except psycopg.OperationalError as error:
            raise BackupError(f"PostgreSQL does not answer: {last_line(str(error))}") from error

    def size(self):
        with self.connect() as connection:
            return connection.execute("SELECT pg_database_size(current_database())").fetchone()[0]

    def is_filled(self):
        return bool(self.look(PostgreSQLCopy.table_names))

    def dump(self, path, look):
        """Let pg_dump write what one snapshot holds; return what ``look`` says of that."""
        with postgresql_errors(), self.connect() as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
            seen = look(PostgreSQLCopy(connection))
            self.run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}")
        return seen

    def run(self, program, *arguments, database=None):
        """Run one of PostgreSQL's programs; the password goes by the environment, where nobody sees it."""
        found = shutil.which(program, path=settings.POSTGRES_BIN or None)
        if not found:
            raise BackupError(
                f"{program} is not found. Install PostgreSQL's client programs, or set POSTGRES_BIN."
            )
        public = {name: value for name, value in self.given.items() if name != "password"}
        conninfo = make_conninfo(**public, dbname=database or self.database)
        secret = {"PGPASSWORD": self.given["password"]} if "password" in self.given else {}
        done = subprocess.run(
            [found, "--no-password", "--no-owner", "--no-privileges", f"--dbname={conninfo}", *arguments],
            env=os.environ | {"LC_ALL": "C"} | secret,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BackupError(f"{program} failed: {first_error(done.stderr)}")

    @contextmanager
    def opened(self, path):
        """Open a database made from a backup, which is gone afterwards."""
        aside = f"{self.database}_verify_{token_hex(4)}"
        self.create(aside, path)
        try:
            with self.connect(aside) as connection:
                yield PostgreSQLCopy(connection)
        finally:
            self.administer("DROP DATABASE {} WITH (FORCE)", aside)

    def create(self, database, path):
        self.administer("CREATE DATABASE {}", database)
        try:
            self.run("pg_restore", "--exit-on-error", path, database=database)
        except BackupError:
            self.administer("DROP DATABASE {}", database)
            raise

    def administer(self, statement, *names):
        """Execute a statement that concerns whole databases, from another one."""
        with postgresql_errors(), self.connect("postgres") as connection:
            connection.autocommit = True
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def look(self, function):
        with postgresql_errors(), self.connect() as connection:
            return function(PostgreSQLCopy(connection))

    def replace(self, path, stamp):
        """Put a backup in the place of the database; return the name of that now, or None if it was empty."""
        if not self.is_filled():
            self.run("pg_restore", "--exit-on-error", "--single-transaction", path)
            return None
        new, old = f"{self.database}_restored", f"{self.database}_before_{stamp}"
        self.create(new, path)
        try:
            self.administer("ALTER DATABASE {} RENAME TO {}", self.database, old)
        except BackupError:
            self.administer("DROP DATABASE {}", new)
            raise
        self.administer("ALTER DATABASE {} RENAME TO {}", new, self.database)
        return old


class PostgreSQLCopy(Copy):
    def table_names(self):
        return [
            f"{schema}.{name}"
            for schema, name in self.query(
                "SELECT schemaname, tablename FROM pg_tables"
                " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
            )
        ]

    def describe(self):
        return {name: self.describe_table(name) for name in self.table_names()}

    def describe_table(self, name):
        """Return the number of rows and the sum of their hashes, in whatever order they lie."""
        statement = sql.SQL(
            "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0) FROM {} t"
        )
        rows, digest = self.connection.execute(
            statement.format(sql.Identifier(*name.split(".", 1)))
        ).fetchone()
        return {"rows": rows, "digest": f"{int(digest):x}"}

    def faults(self):
        """PostgreSQL has checked all constraints while it restored."""
        return ()


@contextmanager
def postgresql_errors():
    try:
        yield
    except psycopg.errors.ObjectInUse as error:
        raise BackupError("The site is connected to the database. Stop it first.") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupError(
            "The user of the database may not make databases: let an administrator of PostgreSQL run"
            " ALTER ROLE … CREATEDB, or name one in DATABASE_URL."
        ) from error
    except psycopg.Error as error:
        raise BackupError(f"PostgreSQL says: {last_line(str(error))}") from error


def last_line(text):
    return (text.strip().splitlines() or [""])[-1]


def first_error(text):
    """Return what a program of PostgreSQL complained of first."""
    lines = [line for line in text.splitlines() if "error:" in line]
    return (lines or [last_line(text)])[0]
