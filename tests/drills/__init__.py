"""Drills: break the site on purpose, and tell what its readers saw meanwhile.

A drill is a function marked by ``@drill``, in a module of this package; it breaks a
``Site``, watches ``Readers``, and returns an ``Outcome``. ``make drills`` runs them
all, ``make drills DRILLS="restore killed"`` those of some modules.
"""

import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from time import monotonic, sleep
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parent.parent.parent
KEY = "Zq3-vUe8_Lw1.Xp6+Rt9/Yk4=Nb7!Mc2?Hd5^Gs0&Fa8*Je1%Ti3"
READ = [
    "/sv/",
    "/ar/organisations/",
    "/en/about/",
    "/sv/search/?q=kvinnojour",
    "/ar/help/",
    "/en/timeline/",
]
DRILLS = []


class Outcome(NamedTuple):
    held: bool
    figures: str


class Drill(NamedTuple):
    topic: str  # the name of its module
    title: str
    before: str  # what the same drill gave in November 2026
    run: object


def drill(title, before):
    """Register a function without arguments that returns an Outcome."""

    def mark(function):
        DRILLS.append(Drill(function.__module__.rpartition(".")[2], title, before, function))
        return function

    return mark


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def environment(**variables):
    """Return the environment of a production that is tried without TLS."""
    settings = {"SECRET_KEY": KEY, "HTTPS": "off", "ALLOWED_HOSTS": "127.0.0.1,localhost"}
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **settings, **variables}


def manage(*arguments, **variables):
    """Run a command of manage.py; return what it printed, or raise CalledProcessError."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=CHECKOUT, env=environment(**variables), check=True, capture_output=True, text=True
    ).stdout


def fill(url):
    """Bring the database at this URL to what a new site holds."""
    for arguments in (["migrate", "--verbosity", "0"], ["load_directory"], ["rebuild_search"]):
        manage(*arguments, DATABASE_URL=url)


@cache
def template():
    """Return the path of a filled SQLite database, made once a run, and to be copied."""
    path = Path(tempfile.mkdtemp(prefix="orgdirectory-drills-")) / "template.sqlite3"
    fill(f"sqlite:///{path}")
    manage("collectstatic", "--no-input", "--verbosity", "0")
    manage("shell", "-v", "0", "-c", CHECKPOINT, DATABASE_URL=f"sqlite:///{path}")
    return path


CHECKPOINT = (
    "from django.db import connection; connection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')"
)


def production_command(port):
    """Return the command by which ``make run`` serves the site, as a list, for a port."""
    lines = (CHECKOUT / "Makefile").read_text().replace("\\\n", " ").splitlines()
    line = next(line for line in lines if "/granian " in line)
    words = shlex.split(line.strip().lstrip("@"))[1:]  # without exec
    values = {"$(BIN)": str(Path(sys.executable).parent), "$(HOST)": "127.0.0.1", "$(PORT)": str(port)}
    for name, value in values.items():
        words = [word.replace(name, value) for word in words]
    return words


class Site:
    """The site as ``make run`` serves it, on a database of its own: ``with Site() as site``."""

    def __init__(self, database_url=None, port=None, **variables):
        self.folder = Path(tempfile.mkdtemp(prefix="orgdirectory-drill-"))
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        if not database_url:
            self.database = self.folder / "db.sqlite3"
            shutil.copy(template(), self.database)
            database_url = f"sqlite:///{self.database}"
        self.variables = {"DATABASE_URL": database_url, **variables}
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self):
        return production_command(self.port)

    def start(self):
        """Start the server and wait until it answers; its log is ``folder / "log"``."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=CHECKOUT,
                env=environment(**self.variables),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait()

    def wait(self, patience=60):
        until = monotonic() + patience
        while self.get("/robots.txt", timeout=2)[0] != 200:
            if monotonic() > until:
                raise TimeoutError((self.folder / "log").read_text()[-2000:])
            sleep(0.1)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()

    def workers(self):
        """Return the process numbers of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def manage(self, *arguments):
        return manage(*arguments, **self.variables)

    def get(self, path, timeout=20, method="GET", body=None, headers=None):
        """Return (status, seconds, content); status 0 where no answer came."""
        return fetch(self.port, path, timeout, method, body, headers)


def fetch(port, path, timeout=20, method="GET", body=None, headers=None):
    began = monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        content = response.read()
        return response.status, monotonic() - began, content
    except (OSError, HTTPException):
        return 0, monotonic() - began, b""
    finally:
        connection.close()


class Readers:
    """Readers who ask for public pages one after the other, each a thread: ``with Readers(site)``."""

    def __init__(self, site, number=2, paths=READ, pause=0.02):
        self.site, self.paths, self.pause = site, paths, pause
        self.answers = []  # (status, seconds)
        self.done = threading.Event()
        self.threads = [threading.Thread(target=self.read, args=(at,)) for at in range(number)]

    def __enter__(self):
        for one in self.threads:
            one.start()
        return self

    def __exit__(self, *_error):
        self.done.set()
        for one in self.threads:
            one.join()

    def read(self, at):
        while not self.done.is_set():
            at += 1
            self.answers.append(self.site.get(self.paths[at % len(self.paths)])[:2])
            self.done.wait(self.pause)

    @property
    def errors(self):
        """How often no answer came, or one of the server's errors."""
        return sum(status == 0 or status >= 500 for status, _seconds in self.answers)

    @property
    def p50(self):
        return self.percentile(50)

    @property
    def p95(self):
        return self.percentile(95)

    @property
    def longest(self):
        return max(seconds for _status, seconds in self.answers)

    def percentile(self, percent):
        times = [seconds for _status, seconds in self.answers]
        return quantiles(times, n=100, method="inclusive")[percent - 1]

    def __str__(self):
        return (
            f"{len(self.answers)} read, {self.errors} errors, "
            f"p50 {self.p50:.2f} s, p95 {self.p95:.2f} s, longest {self.longest:.1f} s"
        )


def quiet(site, seconds=5):
    """Return Readers who were disturbed by nobody, to compare with."""
    with Readers(site) as readers:
        sleep(seconds)
    return readers


@contextmanager
def running(function, number=1):
    """Call ``function(stop)`` in threads meanwhile; it returns when ``stop`` is set."""
    stop = threading.Event()
    threads = [threading.Thread(target=function, args=(stop,)) for _one in range(number)]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        stop.set()
        for one in threads:
            one.join()
