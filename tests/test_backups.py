"""Nothing that was acknowledged is missing from a backup, and what is no backup is never restored."""

import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from orgdirectory.operations import backups
from orgdirectory.operations.engines import PostgreSQL, SQLite

from . import databases
from .postgres import programs

pytestmark = pytest.mark.django_db
ADD = (
    "INSERT INTO organisations_formerslug (kind, digest, successor, since)"
    " VALUES ('person', '{}', '', '2026-11-01')"
)
COUNT = "SELECT count(*) FROM organisations_formerslug"


same_everywhere = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="is the same on all engines")


class SQLiteSite:
    """A migrated SQLite database in a file, that can be written to past Django."""

    def __init__(self, folder):
        self.path = folder / "site.sqlite3"
        shutil.copy(databases.sqlite_template(), self.path)
        self.execute("PRAGMA journal_mode = WAL")
        self.engine = SQLite({"NAME": str(self.path)})

    def execute(self, statement):
        with closing(sqlite3.connect(self.path)) as one, one:
            return one.execute(statement).fetchall()

    def wreck(self):
        self.path.write_bytes(b"no database" * 1000)

    def close(self):
        pass


class PostgreSQLSite:
    """The same in a database of its own."""

    def __init__(self):
        template = databases.postgresql_template()
        self.settings = connection.settings_dict | {"NAME": f"site_{token_hex(4)}"}
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {self.settings['NAME']} TEMPLATE {template}")
        self.engine = PostgreSQL(self.settings)

    def execute(self, statement):
        with self.engine.connect() as one:
            cursor = one.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def wreck(self):
        self.execute("DROP TABLE organisations_formerslug CASCADE")

    def close(self):
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", ["site_"])
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def site(tmp_path, settings, monkeypatch):
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.POSTGRES_BIN = programs() if connection.vendor == "postgresql" else ""
    found = SQLiteSite(tmp_path) if connection.vendor == "sqlite" else PostgreSQLSite()
    monkeypatch.setattr("orgdirectory.operations.backups.engine", lambda: found.engine)
    yield found
    found.close()


def run(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def refused(*arguments, **options):
    with pytest.raises(CommandError) as error:
        run(*arguments, **options)
    return str(error.value)


def digest_number(number):
    return ADD.format(f"{number:032}")


def edit_manifest(path, **changes):
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_what_was_committed_before_a_backup_is_in_it(site):
    site.execute(digest_number(1))
    run("backup")
    site.wreck()
    run("restore", backups.newest_path(), replace=True)
    assert site.execute(COUNT) == [(1,)]


def test_a_backup_holds_one_moment_while_others_write(site, monkeypatch):
    look = backups.look

    def look_and_write(copy):
        seen = look(copy)
        site.execute(digest_number(2))
        return seen

    monkeypatch.setattr("orgdirectory.operations.backups.look", look_and_write)
    run("backup")
    assert "all as they were" in run("verify_backup")
    assert site.execute(COUNT) == [(1,)]


@same_everywhere
def test_a_backup_is_for_nobody_else_to_read(site):
    run("backup")
    folder = backups.newest_path().parent
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


@same_everywhere
def test_nothing_half_written_stays_behind(site, monkeypatch):
    def fail(part, path):
        raise OSError(28, "No space left on device", str(part))

    monkeypatch.setattr("orgdirectory.operations.backups.settle", fail)
    assert "No space left on device" in refused("backup")
    assert list(Path(backups.settings.BACKUP_DIR).iterdir()) == []


@same_everywhere
def test_no_backup_begins_where_there_is_no_space(site, monkeypatch):
    usage = shutil._ntuple_diskusage(10**9, 10**9, 1000)
    monkeypatch.setattr("orgdirectory.operations.backups.disk_usage", lambda folder: usage)
    assert "free space" in refused("backup")


@same_everywhere
def test_a_folder_that_is_a_file_is_named(site, tmp_path):
    (tmp_path / "backups").write_text("")
    assert str(tmp_path / "backups") in refused("backup")


@same_everywhere
def test_a_row_that_is_missing_is_told_by_its_table(site):
    run("backup")
    path = backups.newest_path()
    manifest = json.loads(path.read_text())
    manifest["tables"] = {
        name: {"rows": 7, "digest": "0"} if name.endswith("organisations_formerslug") else table
        for name, table in manifest["tables"].items()
    }
    path.write_text(json.dumps(manifest))
    assert "organisations_formerslug: 0 rows, and there were 7" in refused("verify_backup")


def test_a_changed_row_is_told_by_its_table(site):
    site.execute(digest_number(1))
    then = site.engine.look(lambda copy: copy.describe())
    site.execute("UPDATE organisations_formerslug SET successor = 'other'")
    told = list(backups.differences(then, site.engine.look(lambda copy: copy.describe())))
    assert [sentence.split(".")[-1] for sentence in told] == ["organisations_formerslug: the rows differ"]


def test_the_order_in_which_rows_lie_makes_no_difference(site):
    for number in (1, 2):
        site.execute(digest_number(number))
    then = site.engine.look(lambda copy: copy.describe())
    for number in (1, 2):
        site.execute(f"DELETE FROM organisations_formerslug WHERE digest = '{number:032}'")
    for number in (2, 1):
        site.execute(
            f"INSERT INTO organisations_formerslug (id, kind, digest, successor, since)"
            f" VALUES ({number}, 'person', '{number:032}', '', '2026-11-01')"
        )
    assert list(backups.differences(then, site.engine.look(lambda copy: copy.describe()))) == []


def test_a_filled_database_is_not_replaced_unless_told(site):
    run("backup")
    site.execute(digest_number(1))
    assert "--replace" in refused("restore", backups.newest_path())
    assert site.execute(COUNT) == [(1,)]


def test_what_was_there_is_kept_aside(site):
    run("backup")
    site.execute(digest_number(1))
    kept = backups.restore(backups.newest_path(), replace=True)[1]
    assert site.execute(COUNT) == [(0,)]
    other = (
        SQLite({"NAME": kept})
        if connection.vendor == "sqlite"
        else PostgreSQL(site.settings | {"NAME": kept})
    )
    assert other.look(lambda copy: copy.query(COUNT)) == [(1,)]


def test_people_erased_since_the_backup_are_named(site):
    columns = {"slug": "amina-ali", "name_en": "Amina"}
    add_person(site, **columns)
    run("backup")
    site.execute("DELETE FROM organisations_person")
    site.execute(ADD.format(backups.slug_digest(backups.Person, "amina-ali")))
    assert "  amina-ali" in run("restore", backups.newest_path(), replace=True)


@same_everywhere
def test_people_not_erased_since_are_not_named(site):
    add_person(site, slug="amina-ali", name_en="Amina")
    run("backup")
    assert "amina-ali" not in run("restore", backups.newest_path(), replace=True)


def add_person(site, **given):
    """Write a person past Django, with something in each column that needs it."""
    fields = [field for field in backups.Person._meta.concrete_fields if not field.primary_key]
    values = {field.column: usual(field) for field in fields}
    given = {"confidentiality": "public"} | given  # its kind would have decided
    values |= {name: f"'{word}'" for name, word in given.items()}
    names, words = ", ".join(values), ", ".join(values.values())
    site.execute(f"INSERT INTO organisations_person ({names}) VALUES ({words})".replace("'None'", "NULL"))


def usual(field):
    if field.null:
        return "NULL"
    if field.has_default():
        return repr(str(field.get_default())).replace("'False'", "false").replace("'True'", "true")
    kinds = {"DateTimeField": "'2026-11-01'", "DateField": "'2026-11-01'", "BooleanField": "false"}
    return kinds.get(field.get_internal_type(), "0" if "Integer" in field.get_internal_type() else "''")


@same_everywhere
def test_a_damaged_backup_is_not_restored(site):
    run("backup")
    manifest = json.loads(backups.newest_path().read_text())
    file = backups.newest_path().with_name(manifest["file"])
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert "damaged" in refused("restore", file, replace=True)
    assert "damaged" in refused("verify_backup")


@same_everywhere
def test_a_file_of_another_program_is_not_restored(site, tmp_path):
    (tmp_path / "photo.json").write_text('{"program": "photos"}')
    assert "not the manifest of a backup" in refused("restore", tmp_path / "photo.json", replace=True)


@same_everywhere
@pytest.mark.parametrize("text", ["", "[]", "null", '{"program": "orgdirectory", "format": 2}', "\xff"])
def test_what_is_no_manifest_is_refused_in_a_sentence(site, tmp_path, text):
    (tmp_path / "a.json").write_text(text, "latin-1")
    assert "not the manifest of a backup" in refused("verify_backup", tmp_path / "a.json")


@same_everywhere
def test_a_backup_of_another_engine_is_not_restored(site):
    run("backup")
    edit_manifest(backups.newest_path(), engine="oracle")
    assert "The backup is of oracle" in refused("restore", backups.newest_path(), replace=True)


@same_everywhere
def test_a_backup_of_a_newer_version_is_not_restored(site):
    run("backup")
    edit_manifest(backups.newest_path(), migrations=["organisations.9999_later"], version="9.0")
    told = refused("restore", backups.newest_path(), replace=True)
    assert "organisations.9999_later" in told
    assert "9.0" in told


@same_everywhere
def test_a_backup_without_its_file_is_refused(site):
    run("backup")
    manifest = json.loads(backups.newest_path().read_text())
    backups.newest_path().with_name(manifest["file"]).unlink()
    assert "No such file" in refused("verify_backup")


@same_everywhere
def test_a_backup_that_is_not_there_is_refused(site, tmp_path):
    assert "There is no backup" in refused("restore", tmp_path / "nothing.dump")
    assert "There is no backup" in refused("verify_backup")


@same_everywhere
def test_a_database_that_is_not_there_is_not_backed_up(tmp_path):
    with pytest.raises(backups.BackupError, match="There is no database"):
        SQLite({"NAME": tmp_path / "none.sqlite3"}).dump(tmp_path / "copy", backups.look)


def test_an_empty_place_takes_a_backup(site, tmp_path):
    site.execute(digest_number(1))
    run("backup")
    if connection.vendor == "sqlite":
        site.path.unlink()
        Path(f"{site.path}-wal").unlink(missing_ok=True)
    else:
        site.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    run("restore", backups.newest_path())
    assert site.execute(COUNT) == [(1,)]


def test_nothing_is_replaced_while_the_site_is_connected(site):
    run("backup")
    with in_use(site):
        assert "Stop it first" in refused("restore", backups.newest_path(), replace=True)
    run("restore", backups.newest_path(), replace=True)


def in_use(site):
    if connection.vendor == "postgresql":
        return site.engine.connect()
    one = sqlite3.connect(site.path)
    one.execute("SELECT count(*) FROM organisations_person").fetchall()
    return closing(one)


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_wreck_is_replaced_by_the_command_itself(site, tmp_path, settings):
    """Django's checks would open the database before the command begins."""
    run("backup")
    site.wreck()
    variables = {"DATABASE_URL": f"sqlite:///{site.path}", "SECRET_KEY": settings.SECRET_KEY, "HTTPS": "off"}
    command = [sys.executable, "manage.py", "restore", str(backups.newest_path()), "--replace"]
    subprocess.run(command, check=True, cwd=settings.BASE_DIR, env=os.environ | variables)
    assert site.execute(COUNT) == [(0,)]


@same_everywhere
def test_a_restore_is_logged_without_a_name(site, caplog):
    add_person(site, slug="amina-ali", name_en="Amina")
    run("backup")
    site.execute("DELETE FROM organisations_person")
    site.execute(ADD.format(backups.slug_digest(backups.Person, "amina-ali")))
    with caplog.at_level(logging.INFO, "orgdirectory.security"):
        run("restore", backups.newest_path(), replace=True)
    record = next(one for one in caplog.records if one.msg == "restored")
    assert record.erased_people == 1
    assert "amina" not in str(record.__dict__)


def test_seven_days_and_four_weeks_of_backups_stay(tmp_path):
    now = datetime(2026, 11, 29, 3, tzinfo=UTC)
    for hours in range(0, 24 * 60, 12):
        stamp = (now - timedelta(hours=hours)).strftime(backups.STAMP)
        manifest = {
            "program": backups.PROGRAM,
            "format": backups.FORMAT,
            "file": f"orgdirectory-{stamp}.dump",
        }
        (tmp_path / f"orgdirectory-{stamp}.json").write_text(json.dumps(manifest))
        (tmp_path / f"orgdirectory-{stamp}.dump").write_text("")
    backups.prune(tmp_path)
    left = [one.made.date().isoformat()[5:] for one in backups.all_backups(tmp_path)]
    days = ["11-29", "11-28", "11-27", "11-26", "11-25", "11-24", "11-23"]
    assert left == [*days, "11-22", "11-15", "11-08"]
    assert len(list(tmp_path.iterdir())) == 2 * len(left)


def test_files_that_are_no_backups_are_never_removed(tmp_path):
    (tmp_path / "orgdirectory-notes.json").write_text("{}")
    assert backups.prune(tmp_path, days=0, weeks=0) == 0
    assert os.listdir(tmp_path) == ["orgdirectory-notes.json"]


@pytest.mark.skipif("connection.vendor != 'postgresql'")
class TestPostgreSQL:
    def test_programs_that_are_missing_are_named(self, site, settings, tmp_path):
        settings.POSTGRES_BIN = str(tmp_path)
        assert "pg_dump is not found" in refused("backup")

    def test_a_server_that_is_down_is_told_in_a_sentence(self, site):
        site.engine.given["port"] = "1"
        assert "PostgreSQL does not answer" in refused("backup")

    def test_the_password_is_in_no_command_line(self, site, monkeypatch):
        site.engine.given["password"] = "much-too-secret"
        seen = []

        def look(command, **options):
            seen.append(command)
            raise OSError(2, "enough", "seen")

        monkeypatch.setattr("subprocess.run", look)
        refused("backup")
        assert "much-too-secret" not in str(seen)

    def test_a_user_who_may_not_make_databases_is_told_so(self, site):
        run("backup")
        with connection._nodb_cursor() as cursor:
            cursor.execute("DROP ROLE IF EXISTS modest; CREATE ROLE modest LOGIN PASSWORD 'x'")
        site.engine.given |= {"user": "modest", "password": "x"}
        assert "may not make databases" in refused("verify_backup")

    def test_no_database_stays_behind(self, site):
        run("backup")
        run("verify_backup")
        with psycopg.connect(**site.engine.given, dbname="postgres") as one:
            names = [name for (name,) in one.execute("SELECT datname FROM pg_database")]
        assert [name for name in names if "verify" in name] == []
