"""Three workers behind nginx, a primary, two replicas and a cache; each is killed, or hangs, in turn.

Readers must see nothing of it. Editors and readers who report are told while the
primary is gone, and what they were thanked for must be there after a promotion.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from threading import Lock
from time import sleep
from typing import NamedTuple
from urllib.parse import urlencode

import psycopg

from . import (
    Outcome,
    Readers,
    Site,
    drill,
    fetch,
    fill,
    free_port,
    manage,
    production_command,
    quiet,
    running,
)
from ._cluster import BINARIES, Cluster

WITHOUT_REPLICAS = "PostgreSQL gone: every page 500 until it was back (203 and 118 errors)"
BROKEN_FOR = 8  # seconds
ADD = "/en/admin/organisations/role/add/"
SIGN_IN = """
from django.conf import settings
from django.test import Client
from tests.conftest import make_account, sign_in
name = settings.SESSION_COOKIE_NAME
client = sign_in(Client(), make_account("drill", is_superuser=True))
print(name, client.cookies[name].value, settings.CSRF_COOKIE_NAME)
"""
NGINX = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream site {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://site;
      proxy_set_header Host $http_host;
      proxy_connect_timeout 1s; proxy_read_timeout 10s;
      proxy_next_upstream error timeout;
      proxy_set_header X-Forwarded-For $http_x_sender;
      proxy_set_header X-Forwarded-Proto http;
    }}
  }}
}}
"""


class Instance(Site):
    """A worker of its own port."""

    def command(self):
        words = production_command(self.port)
        words[words.index("--workers") + 1] = "1"
        return words


@contextmanager
def process(*command):
    one = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield one
    finally:
        one.kill()
        one.wait()


@contextmanager
def nginx(ports):
    """Yield the port of a proxy before the instances."""
    folder, port = Path(tempfile.mkdtemp(prefix="orgdirectory-nginx-")), free_port()
    folder.chmod(0o755)
    servers = " ".join(f"server 127.0.0.1:{one} max_fails=1 fail_timeout=2s;" for one in ports)
    (folder / "conf").write_text(NGINX.format(folder=folder, port=port, servers=servers))
    with process("nginx", "-c", str(folder / "conf"), "-p", str(folder)):
        yield port
    shutil.rmtree(folder, ignore_errors=True)


class Writers:
    """Editors who add roles, and readers who report; what was acknowledged, and what was refused."""

    def __init__(self, port, signed_in):
        self.port, self.numbers, self.lock = port, count(), Lock()
        session_name, session, csrf_name = signed_in.split()
        self.token = "a" * 32
        self.cookies = f"{session_name}={session}; {csrf_name}={self.token}"
        self.roles, self.reports = set(), set()  # acknowledged
        self.refused = []  # statuses

    def post(self, path, fields, headers):
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        status, _seconds, content = fetch(
            self.port, path, method="POST", body=urlencode(fields), headers=headers
        )
        return status, content.decode(errors="replace")

    def edit(self, stop):
        while not stop.is_set():
            name = f"drill-{next(self.numbers)}"
            fields = {"slug": name, "position": 1, "csrfmiddlewaretoken": self.token}
            fields |= {f"name_{language}": name for language in ("sv", "ar", "en")}
            status, content = self.post(ADD, fields, {"Cookie": self.cookies})
            self.note(status == 302, self.roles, name, told(status, name, content))
            stop.wait(0.2)

    def report(self, stop):
        while not stop.is_set():
            number = next(self.numbers)
            sender = {"X-Sender": f"10.{number >> 8 & 255}.{number & 255}.1"}
            form = fetch(self.port, "/en/report/", headers=sender)[2].decode()
            stamp = re.search(r'name="stamp" value="([^"]*)"', form)
            if stop.wait(2.2):  # who writes faster is a machine
                return
            fields = {"kind": "error", "message": f"drill-{number}", "empty": "", "stamp": stamp and stamp[1]}
            status, content = self.post("/en/report/", fields, sender)
            name = f"drill-{number}"
            self.note(status == 200, self.reports, name, told(status, name, content))

    def note(self, acknowledged, where, name, status):
        with self.lock:
            if acknowledged:
                where.add(name)
            else:
                self.refused.append(status)

    @property
    def acknowledged(self):
        return len(self.roles) + len(self.reports)

    def lost(self, server):
        """Return what was acknowledged and is not on a server."""
        roles = set(server.ask("SELECT array_agg(slug) FROM organisations_role"))
        reports = set(server.ask("SELECT array_agg(message) FROM networks_report") or [])
        return (self.roles - roles) | (self.reports - reports)


def told(status, typed, content):
    """Return what somebody was told: the status, and whether the page holds what she typed."""
    return f"{status} with her words" if typed in content else str(status)


@drill("a primary, two replicas, three workers and a cache, each killed or hanging", WITHOUT_REPLICAS)
def each_in_turn():
    if missing := missing_programs():
        return Outcome(False, f"not installed: {missing}")
    with ExitStack() as stack:
        cluster = stack.enter_context(Cluster(synchronous=True))
        fill(cluster.url("a", "b", "c"))
        manage("collectstatic", "--no-input", "--verbosity", "0")
        cluster.replicate()
        signed_in = manage("shell", "--no-imports", "-c", SIGN_IN, DATABASE_URL=cluster.url("a", "b", "c"))
        cache_port = free_port()
        cache = stack.enter_context(process(cache_server(), "--port", str(cache_port), "--save", ""))
        variables = {
            "DATABASE_REPLICAS": f"{cluster.url('b')},{cluster.url('c')}",
            "CACHE_URL": f"redis://127.0.0.1:{cache_port}/0",
            "BEHIND_PROXY": "on",
        }
        instances = [
            stack.enter_context(Instance(cluster.url("a", "b", "c"), **variables)) for _number in range(3)
        ]
        port = stack.enter_context(nginx([one.port for one in instances]))
        site = Proxied(port)
        writers = Writers(port, signed_in)
        for one in instances:
            quiet(one)  # the first page of a process takes a second
        rows = [row(*one, site, writers) for one in faults(cluster, instances, cache)]
        lost = len(writers.lost(cluster[cluster.primary]))
    held = not lost and not any(one.readers.errors for one in rows) and writers.acknowledged > 0
    table = "\n            ".join(str(one) for one in rows)
    return Outcome(held, f"{writers.acknowledged} acknowledged, {lost} lost\n            {table}")


def missing_programs():
    programs = {"PostgreSQL": BINARIES, "nginx": shutil.which("nginx"), "Valkey or Redis": cache_server()}
    return ", ".join(name for name, found in programs.items() if not found)


def cache_server():
    return shutil.which("valkey-server") or shutil.which("redis-server")


class Proxied:
    def __init__(self, port):
        self.get = partial(fetch, port)


def faults(cluster, instances, cache):
    """Yield (name, what breaks it, what mends it), in the order in which they can be had."""
    yield "nothing", lambda: None, lambda: None
    b, c, a = cluster["b"], cluster["c"], cluster["a"]
    yield "replica killed", b.kill, lambda: (b.start(), cluster.wait_for_streams(2))
    yield "replica hangs", partial(c.send, signal.SIGSTOP), partial(c.send, signal.SIGCONT)
    yield (
        "cache hangs",
        partial(cache.send_signal, signal.SIGSTOP),
        partial(cache.send_signal, signal.SIGCONT),
    )
    yield "cache killed", cache.kill, lambda: None
    worker = instances[0].workers()[-1]
    yield "worker killed", partial(kill, worker), instances[0].wait
    yield "primary hangs", partial(a.send, signal.SIGSTOP), partial(a.send, signal.SIGCONT)
    yield "primary killed", a.kill, cluster.promote
    yield "replica promoted", lambda: None, partial(cluster.wait_for_streams, 1)


def kill(pid):
    os.kill(pid, signal.SIGKILL)


class Row(NamedTuple):
    fault: str
    readers: Readers
    acknowledged: int
    refused: dict

    def __str__(self):
        refused = ", ".join(f"{number} × {status}" for status, number in self.refused.items()) or "none"
        return f"{self.fault:<17} {self.readers}; written {self.acknowledged}, refused {refused}"


def row(fault, wreck, mend, site, writers):
    """Break something while people read and write, and mend it after some seconds; return what they saw."""
    before, writers.refused = writers.acknowledged, []
    with Readers(site, number=3) as readers, running(writers.edit), running(writers.report, number=2):
        wreck()
        sleep(BROKEN_FOR)
        mend()
        sleep(1)
    return Row(fault, readers, writers.acknowledged - before, Counter(writers.refused))


@drill("commits that the primary acknowledged before it was lost", "not tried")
def promotion():
    """Stall the streams for a second while somebody writes, and kill the primary."""
    if not BINARIES:
        return Outcome(False, "PostgreSQL is not installed")
    lost = {synchronous: lost_commits(synchronous=synchronous) for synchronous in (True, False)}
    figures = f"lost with a synchronous replica {lost[True]}, without {lost[False]}, in a second"
    return Outcome(lost[True] == 0, figures)


def lost_commits(*, synchronous):
    with Cluster(synchronous=synchronous) as cluster:
        cluster["a"].ask("CREATE TABLE note (number int)")
        cluster.replicate()
        acknowledged = []
        with running(partial(write_notes, cluster, acknowledged)):
            sleep(1)
            for name in "bc":
                cluster[name].send(signal.SIGSTOP, title="walreceiver")
            sleep(1)
            cluster["a"].kill()
        for name in "bc":
            cluster[name].send(signal.SIGKILL, title="walreceiver")
        cluster.promote()
        kept = cluster[cluster.primary].ask("SELECT count(*) FROM note")
        return max(0, len(acknowledged) - kept)


def write_notes(cluster, acknowledged, stop):
    with suppress(psycopg.OperationalError), psycopg.connect(cluster.url("a"), autocommit=True) as connection:
        while not stop.is_set():
            number = len(acknowledged)
            connection.execute(f"INSERT INTO note VALUES ({number})")
            acknowledged.append(number)
