"""The database is held, full, only to be read, or its writers are killed: who waits, and what is lost."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlencode

from . import CHECKOUT, Outcome, Readers, Site, drill, environment, manage, running, template

HELD = 20  # seconds
ROWS = 2_500
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
WORDS = "the words of a reader"
IMPORT = f"""
from django.contrib.auth import get_user_model
from networks.models import ImportFile
from orgdirectory.editing.imports import imported
user = get_user_model().objects.get_or_create(username="drill")[0]
rows = [
    [at, {{"slug": f"row-{{at}}", "original_language": "sv", "name_sv": f"Rad {{at * 7919 % 100003}}",
          "website": f"https://row{{at}}.example/"}}]
    for at in range(2, {ROWS + 2})
]
file = ImportFile.objects.filter(name="drill").first() or ImportFile.objects.create(
    name="drill", kind="organisation", rows=rows
)
for _piece in imported(file, user): pass
"""
COUNT = """
import json
from organisations.models import Organisation, Revision
rows = Organisation.objects.filter(slug__startswith="row-")
revisions = Revision.objects.filter(act="imported").count()
print(json.dumps([rows.count(), rows.values("slug").distinct().count(), revisions]))
"""


def shell(code, url):
    return manage("shell", "-v", "0", "-c", code, DATABASE_URL=url)


@contextmanager
def held(path):
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield


def report(site):
    """Send the form to the editors; return (status, seconds, whether the page holds its words)."""
    page = site.get("/en/report/")[2].decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    sleep(2.2)
    body = urlencode({"kind": "other", "message": WORDS, "stamp": stamp, "empty": ""})
    status, seconds, answer = site.get("/en/report/", 40, "POST", body, FORM)
    return status, seconds, WORDS in answer.decode()


@drill(
    "the write lock is held, eight open forged links and one writes",
    "links 30 s, then 500; a reader waited 29.6 s; the words were lost",
)
def lock_held():
    waits = []

    def open_links(stop):
        while not stop.is_set():
            waits.append(site.get("/sv/check/1.x/", 60)[1])
            sleep(0.2)

    with Site() as site, held(site.database), running(open_links, 8), Readers(site) as readers:
        status, seconds, is_kept = report(site)
        sleep(HELD)
    figures = f"{readers}; link at most {max(waits):.1f} s; form {status} after {seconds:.1f} s"
    return Outcome(not readers.errors and status == 503 and is_kept and seconds < 7, figures)


@drill("another waits to write while 2,500 rows are imported", "up to 22.7 s")
def importing():
    waits = []

    def write(stop):
        with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as other:
            while not stop.is_set():
                began = monotonic()
                other.execute("BEGIN IMMEDIATE")
                waits.append(monotonic() - began)
                other.execute("ROLLBACK")
                sleep(0.1)

    with copied() as path, running(write):
        shell(IMPORT, f"sqlite:///{path}")
        [rows, distinct, revisions] = json.loads(shell(COUNT, f"sqlite:///{path}"))
    figures = f"{rows} rows, {revisions} revision, longest wait {max(waits):.2f} s of {len(waits)}"
    return Outcome((rows, distinct, revisions) == (ROWS, ROWS, 1) and max(waits) < 2, figures)


@contextmanager
def copied():
    with tempfile.TemporaryDirectory(prefix="orgdirectory-drill-") as folder:
        yield shutil.copy(template(), Path(folder) / "db.sqlite3")


@drill("an import is killed (-9) and run again, three times", "0 rows or all; nothing twice")
def killed_import():
    with copied() as path:
        url = f"sqlite:///{path}"
        found = []
        for rows in (1, 500, 1_200):
            kill_when(lambda rows=rows: written(path) >= rows, ["shell", "-v", "0", "-c", IMPORT], url)
            found.append(json.loads(shell(COUNT, url))[0])
        shell(IMPORT, url)
        shell(IMPORT, url)
        [rows, distinct, revisions] = json.loads(shell(COUNT, url))
    figures = f"{found} rows after each kill, then {rows} in {revisions} revision"
    return Outcome((rows, distinct, revisions) == (ROWS, ROWS, 1), figures)


@drill("loading and rebuilding are killed (-9) and run again", "whole or not at all; search right")
def killed_commands():
    with tempfile.TemporaryDirectory(prefix="orgdirectory-drill-") as folder:
        url = f"sqlite:///{Path(folder) / 'db.sqlite3'}"
        manage("migrate", "--verbosity", "0", DATABASE_URL=url)
        held_rows = []
        for patience in (4, 6):
            kill_after(patience, ["load_directory"], url)
            held_rows.append(
                int(shell("from organisations.models import *; print(Organisation.objects.count())", url))
            )
        manage("load_directory", DATABASE_URL=url)
        for patience in (3, 4):
            kill_after(patience, ["rebuild_search"], url)
        manage("rebuild_search", DATABASE_URL=url)
        said = manage("rebuild_search", "--check", DATABASE_URL=url).strip()
        whole = int(shell("from organisations.models import *; print(Organisation.objects.count())", url))
    is_whole = all(rows in (0, whole) for rows in held_rows)
    return Outcome(is_whole and said.startswith("Every"), f"{held_rows} of {whole} after each kill; {said}")


def written(path):
    with closing(sqlite3.connect(path)) as reader:
        counted = reader.execute("SELECT COUNT(*) FROM organisations_organisation WHERE slug LIKE 'row-%'")
        return counted.fetchone()[0]


def kill_after(seconds, arguments, url):
    until = monotonic() + seconds
    kill_when(lambda: monotonic() > until, arguments, url)


def kill_when(is_time, arguments, url):
    command = [sys.executable, "manage.py", *arguments]
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=environment(DATABASE_URL=url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not is_time():
        sleep(0.05)
    process.kill()
    process.wait()


@contextmanager
def mounted(size):
    """Return a folder that is a file system of its own; None where nobody may mount one."""
    with tempfile.TemporaryDirectory(prefix="orgdirectory-drill-") as folder:
        options = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
        try:
            subprocess.run(["mount", *options], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            yield None
            return
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=False, capture_output=True)


@drill("the file system of the database is only to be read", "every public page 500")
def read_only():
    with mounted("64m") as folder:
        if not folder:
            return Outcome(True, "needs root, to mount a file system: not tried")
        path = shutil.copy(template(), folder / "db.sqlite3")
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        with Site(f"sqlite:///{path}") as site:
            return seen_while_nothing_is_written(site)


@drill("the disk is full", "readers without errors; editors' GET 400, POST 500")
def disk_full():
    with mounted("64m") as folder:
        if not folder:
            return Outcome(True, "needs root, to mount a file system: not tried")
        path = shutil.copy(template(), folder / "db.sqlite3")
        with Site(f"sqlite:///{path}") as site:
            site.get("/sv/")
            with suppress(OSError), (folder / "filler").open("wb", buffering=0) as filler:
                while True:
                    filler.write(bytes(4096))
            outcome = seen_while_nothing_is_written(site)
            (folder / "filler").unlink()
            status, _seconds, _kept = report(site)
        return Outcome(outcome.held and status == 200, f"{outcome.figures}; with room again {status}")


def seen_while_nothing_is_written(site):
    with Readers(site) as readers:
        status, seconds, is_kept = report(site)
        admin = site.get("/en/admin/login/")[0]
        sleep(3)
    figures = f"{readers}; form {status} after {seconds:.1f} s, words kept: {is_kept}; sign-in page {admin}"
    return Outcome(not readers.errors and status == 503 and is_kept and admin == 200, figures)
