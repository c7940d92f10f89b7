"""What is costly to make and the same for every run: a migrated database, and the rows that ship.

Both are made once for each engine and kept under a name that is the hash of all
that decides them: whatever changes there, a new one is made. SQLite's template is
a file, copied into the memory of each worker; PostgreSQL copies its own, which
lives as long as the server does.
"""

import fcntl
import pickle
import sqlite3
import sys
from contextlib import closing, contextmanager
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

from django.core.management import call_command
from django.db import connection

CHECKOUT = Path(__file__).resolve().parent.parent
FOLDER = CHECKOUT / ".pytest_cache" / "databases"
DECIDE = [
    *("fixtures", "locale", "networks", "organisations", "orgdirectory"),
    *("tests/conftest.py", "tests/databases.py", "tests/settings.py"),
]
SUFFIXES = {".py", ".yaml", ".mo"}
PREFIX = "orgdirectory_template_"  # of the names of PostgreSQL's


@cache
def key():
    return digest(CHECKOUT, date.today())


def digest(checkout, day):
    """Return the hash of all code, fixtures, packages and dates that decide what a database holds."""
    packages = sorted((one.name, one.version) for one in distributions())
    found = sha256(repr((day, sys.version, sqlite3.sqlite_version, packages)).encode())
    files = [path for one in DECIDE for path in (checkout / one, *(checkout / one).rglob("*"))]
    for path in sorted(files):
        if path.suffix in SUFFIXES and path.is_file():
            found.update(f"\0{path.relative_to(checkout)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def turn():
    """Let one worker make what the others wait for."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def kept(kind, make):
    """Return the path of a file of this kind for this engine; ``make(path)`` writes it unless it is there."""
    with turn():
        path = FOLDER / f"{connection.vendor}-{key()}.{kind}"
        if not path.exists():
            for stale in FOLDER.glob(f"{connection.vendor}-*.{kind}"):
                stale.unlink()
            unfinished = path.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            make(unfinished)
            unfinished.rename(path)
        return path


def kept_rows(load):
    """Return the rows that ``load`` returns, from an earlier run where nothing changed since."""
    path = kept("rows", lambda path: path.write_bytes(pickle.dumps(load())))
    return pickle.loads(path.read_bytes())


def use_template():
    """Let Django's test database begin as a copy of the template, so that nothing is left to migrate.

    Returns what has to stay open meanwhile: SQLite's memory is gone when nobody is connected.
    """
    if connection.vendor == "sqlite":
        name = connection.creation._get_test_db_name()
        return fill(sqlite3.connect(name, uri=name.startswith("file:")), sqlite_template())
    connection.settings_dict["TEST"]["TEMPLATE"] = postgresql_template()
    return None


def sqlite_template():
    """Return the path of a database that has been migrated, and that nobody uses."""
    return kept("sqlite3", migrate)


def fill(target, template):
    """Copy SQLite's template, at this path, into the database that a connection is open to."""
    with closing(sqlite3.connect(f"{template.as_uri()}?immutable=1", uri=True)) as source:
        source.backup(target)
    return target


def postgresql_template():
    """Return the name of a database on the server that has been migrated, and that nobody uses."""
    name = f"{PREFIX}{key()}"
    with turn(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {row[0] for row in cursor}
        for stale in there - {name}:
            cursor.execute(f"DROP DATABASE {stale}")
        if name not in there:
            unfinished = f"{name}_unfinished"
            cursor.execute(f"CREATE DATABASE {unfinished}")
            migrate(unfinished)
            cursor.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
    return name


def migrate(name):
    """Make the tables in the database of this name."""
    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(name)
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
