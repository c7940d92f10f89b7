"""Backups: a copy of one moment, beside it a manifest of what it holds, and the way back.

The manifest has the number of rows and a digest of each table, read from the same
snapshot as the copy, so that ``verify`` can say whether what was stored comes back.
"""

import json
import os
import re
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from shutil import disk_usage
from tomllib import loads
from typing import NamedTuple

from django.conf import settings
from django.db import connections

from organisations.models import FormerSlug, Person
from organisations.models.former_slugs import slug_digest

from .engines import BackupError, engine_of, private
from .probes import known_migrations

PROGRAM = "orgdirectory"
FORMAT = 1
STAMP = "%Y%m%dT%H%M%SZ"
NAME = re.compile(rf"{PROGRAM}-(\d{{8}}T\d{{6}}Z)\.json")
DAYS, WEEKS = 7, 4  # of each the last backup is kept


class Backup(NamedTuple):
    path: Path  # of the manifest
    made: datetime

    @property
    def manifest(self):
        return read_manifest(self.path)


def engine():
    return engine_of(settings.DATABASES["default"])


def version():
    return loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def all_backups(folder=None):
    """Return the backups in a folder, the newest first."""
    folder = Path(folder or settings.BACKUP_DIR)
    paths = [path for path in folder.glob(f"{PROGRAM}-*.json") if NAME.fullmatch(path.name)]
    return sorted((Backup(path, made_at(path)) for path in paths), key=lambda one: one.made, reverse=True)


def made_at(path):
    return datetime.strptime(NAME.fullmatch(path.name)[1], STAMP).replace(tzinfo=UTC)


def make(folder=None):
    """Write a backup while the site runs; return its manifest's path and what that says."""
    with disk_errors():
        folder = private_folder(Path(folder or settings.BACKUP_DIR))
        source = engine()
        made = datetime.now(UTC)
        path = folder / f"{PROGRAM}-{made.strftime(STAMP)}{source.suffix}"
        check_space(folder, source.size())
        part = path.with_name(f".{path.name}.part")
        begin(part)
        try:
            seen = source.dump(part, look)
            manifest = describe(source, path, part, made) | seen
            settle(part, path)
            write_manifest(path.with_suffix(".json"), manifest)
        finally:
            part.unlink(missing_ok=True)
    return path.with_suffix(".json"), manifest


def begin(part):
    try:
        open(part, "xb", opener=private).close()
    except FileExistsError as error:
        raise BackupError("Another backup is being made.") from error


def look(copy):
    return {
        "migrations": sorted(".".join(row) for row in copy.query("SELECT app, name FROM django_migrations")),
        "tables": copy.describe(),
    }


def describe(source, path, part, made):
    return {
        "program": PROGRAM,
        "format": FORMAT,
        "version": version(),
        "engine": source.name,
        "made": made.isoformat(timespec="seconds"),
        "file": path.name,
        "sha256": sha256(part),
    }


def private_folder(folder):
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def check_space(folder, size):
    free = disk_usage(folder).free
    if free < size * 1.1:
        raise BackupError(
            f"{folder} has {free // 10**6} MB of free space; the backup needs {size // 10**6 + 1} MB."
        )


def sha256(path):
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def settle(part, path):
    """Let a file reach the disk before it has its name, and its name before anybody relies on it."""
    for one, after in ((part, lambda: part.replace(path)), (path.parent, lambda: None)):
        descriptor = os.open(one, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        after()


def write_manifest(path, manifest):
    part = path.with_name(f".{path.name}.part")
    with open(part, "w", encoding="utf-8", opener=private) as file:
        json.dump(manifest, file, indent=1)
    settle(part, path)


@contextmanager
def disk_errors():
    try:
        yield
    except OSError as error:
        raise BackupError(f"{error.filename or 'The disk'}: {error.strerror}.") from error


def read_manifest(path):
    """Return what a manifest says; raise BackupError if it is none of ours."""
    path = Path(path).with_suffix(".json")
    try:
        manifest = json.loads(path.read_text("utf-8"))
        if manifest["program"] != PROGRAM or manifest["format"] != FORMAT:
            raise ValueError(path)
    except FileNotFoundError:
        raise BackupError(f"There is no backup {path}.") from None
    except OSError as error:
        raise BackupError(f"{path}: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError):
        raise BackupError(f"{path} is not the manifest of a backup of this program.") from None
    return manifest


def checked(path):
    """Return the manifest and the file of a backup that this code and database can take."""
    manifest = read_manifest(path)
    source = engine()
    if manifest["engine"] != source.name:
        raise BackupError(f"The backup is of {manifest['engine']}, and DATABASE_URL names {source.name}.")
    known = {".".join(one) for one in known_migrations()}
    if newer := sorted(set(manifest["migrations"]) - known):
        raise BackupError(
            f"The backup was made by version {manifest['version']}, which knows more than this code:"
            f" {', '.join(newer[:3])}. Restore it with the code of that version or a later one."
        )
    file = Path(path).with_name(manifest["file"])
    with disk_errors():
        if sha256(file) != manifest["sha256"]:
            raise BackupError(f"{file} is damaged: it is not what was written.")
    return manifest, file


def verify(path):
    """Restore a backup aside; return its manifest and sentences on what is not as it was."""
    manifest, file = checked(path)
    with disk_errors(), engine().opened(file) as copy:
        return manifest, [*differences(manifest["tables"], copy.describe()), *copy.faults()]


def differences(then, now):
    for name in sorted({*then, *now}):
        if name not in now:
            yield f"{name}: the table is missing"
        elif name not in then:
            yield f"{name}: the table was not there"
        elif then[name]["rows"] != now[name]["rows"]:
            yield f"{name}: {now[name]['rows']} rows, and there were {then[name]['rows']}"
        elif then[name] != now[name]:
            yield f"{name}: the rows differ"


def restore(path, *, replace=False):
    """Put a backup in the place of the database.

    Returns the manifest, where the database before is kept (or None), and the slugs of
    people whom the backup brings back although they were erased since.
    """
    connections.close_all()  # the checks of a command open one
    checked(path)
    target = engine()
    if target.is_filled() and not replace:
        raise BackupError(
            "The database holds something. Say --replace to put the backup in its place;"
            " what is there is kept aside."
        )
    manifest, faults = verify(path)
    if faults:
        raise BackupError(f"The backup is not whole, and nothing was changed. {faults[0]}")
    erased = set(target.look(erased_people) or ()) if target.is_filled() else set()
    with disk_errors():
        file = Path(path).with_name(manifest["file"])
        kept = target.replace(file, datetime.now(UTC).strftime(STAMP).lower())
    return manifest, kept, sorted(target.look(lambda copy: people_among(copy, erased)) or ())


def erased_people(copy):
    """Return the digests that stand for the slugs of people who were erased."""
    table = FormerSlug._meta.db_table
    if not any(name.endswith(table) for name in copy.table_names()):
        return set()
    statement = f"SELECT digest FROM {table} WHERE kind = '{Person._meta.model_name}' AND successor = ''"
    return {digest for (digest,) in copy.query(statement)}


def people_among(copy, erased):
    slugs = [slug for (slug,) in copy.query(f"SELECT slug FROM {Person._meta.db_table}")] if erased else []
    return {slug for slug in slugs if slug_digest(Person, slug) in erased}


def prune(folder=None, days=DAYS, weeks=WEEKS):
    """Remove old backups: of the last days and weeks that have any, the newest of each stays."""
    found = all_backups(folder)
    keep = newest_of_each(found, days, lambda one: one.made.date())
    keep |= newest_of_each(found, weeks, lambda one: one.made.isocalendar()[:2])
    gone = [one for one in found if one.path not in keep]
    for one in gone:
        with suppress(BackupError):
            one.path.with_name(Path(one.manifest["file"]).name).unlink(missing_ok=True)
        one.path.unlink()
    return len(gone)


def newest_of_each(backups, number, period):
    """Return the paths of the newest backup of each of the last periods."""
    newest = {}
    for one in backups:
        newest.setdefault(period(one), one.path)
    return set(list(newest.values())[:number])


def newest_path(folder=None):
    """Return the path of the newest backup; raise BackupError if there is none."""
    for one in all_backups(folder):
        return one.path
    raise BackupError(f"There is no backup in {folder or settings.BACKUP_DIR}.")
