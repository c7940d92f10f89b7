"""A PostgreSQL primary and two streaming replicas as real processes: Debian's, on addresses of their own."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import psycopg

from . import free_port

ADDRESSES = {"a": "127.0.0.2", "b": "127.0.0.3", "c": "127.0.0.4"}
BINARIES = max(
    Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: int(path.parent.name)
)
AS_USER = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


class Cluster:
    """``with Cluster(synchronous=True) as cluster``: ``a`` is the primary, ``b`` and ``c`` follow it."""

    def __init__(self, *, synchronous):
        self.synchronous = synchronous
        self.folder = Path(tempfile.mkdtemp(prefix="orgdirectory-cluster-"))
        self.port = free_port()
        self.primary = "a"
        self.servers = {name: Server(self, name) for name in ADDRESSES}

    def __enter__(self):
        if AS_USER:
            shutil.chown(self.folder, "postgres")
        self["a"].make()
        return self

    def __exit__(self, *_error):
        for one in self.servers.values():
            one.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __getitem__(self, name):
        return self.servers[name]

    def replicate(self):
        """Copy the primary to its replicas, and wait for them from then on if that is wanted."""
        self["a"].ask("ALTER SYSTEM RESET fsync")
        self["a"].ask("SELECT pg_reload_conf()")
        for name in "bc":
            self[name].follow("a")
        if self.synchronous:
            self["a"].ask(f"ALTER SYSTEM SET synchronous_standby_names = '{ANY_OTHER['a']}'")
            self["a"].ask("SELECT pg_reload_conf()")
        self.wait_for_streams(2)

    def wait_for_streams(self, number):
        until = monotonic() + 30
        streams = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
        while self[self.primary].ask(streams) != number:
            if monotonic() > until:
                raise TimeoutError("No streaming replication.")
            sleep(0.1)

    def promote(self):
        """Make the replica that has most the primary, as docs/operations.md says."""
        for name in "bc":
            self[name].wait()
        self.primary = max("bc", key=lambda name: self[name].ask(RECEIVED))
        self[self.primary].promote()

    def url(self, *names):
        """Return the URL of the one server of these that takes what is written; of a replica for one name."""
        hosts = ",".join(ADDRESSES[name] for name in names)
        wanted = "&target_session_attrs=read-write" if len(names) > 1 else ""
        return f"postgresql://postgres@/directory?host={hosts}&port={self.port}{wanted}"


ANY_OTHER = {name: f"ANY 1 ({', '.join(sorted(set(ADDRESSES) - {name}))})" for name in ADDRESSES}
RECEIVED = (
    "SELECT pg_wal_lsn_diff(GREATEST(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), '0/0')::bigint"
)


class Server:
    def __init__(self, cluster, name):
        self.cluster, self.name = cluster, name
        self.data = cluster.folder / name
        self.process = None

    def run(self, program, *arguments):
        subprocess.run(
            [BINARIES / program, *arguments],
            cwd=self.cluster.folder,
            check=True,
            capture_output=True,
            **AS_USER,
        )

    def make(self):
        """Make an empty server with a database for the directory."""
        self.run("initdb", "-D", self.data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "postgres")
        with (self.data / "pg_hba.conf").open("a") as file:
            file.write("host all all 127.0.0.0/8 trust\nhost replication all 127.0.0.0/8 trust\n")
        self.start()
        self.ask("ALTER SYSTEM SET fsync = off", database="postgres")  # until it is filled
        self.ask("SELECT pg_reload_conf()", database="postgres")
        self.ask("CREATE DATABASE directory", database="postgres")

    def follow(self, other):
        """Become a replica of another server, whoever may be the primary later."""
        shutil.rmtree(self.data, ignore_errors=True)
        source = f"host={ADDRESSES[other]} port={self.cluster.port} user=postgres"
        self.run("pg_basebackup", "-D", self.data, "-d", source, "-R", "-X", "stream", "-c", "fast")
        self.start()

    def start(self):
        everyone = ",".join(ADDRESSES.values())
        primary = (
            f"host={everyone} port={self.cluster.port} user=postgres application_name={self.name} "
            "connect_timeout=2 target_session_attrs=read-write"
        )
        settings = {
            "listen_addresses": ADDRESSES[self.name],
            "port": self.cluster.port,
            "unix_socket_directories": "",
            "primary_conninfo": primary,
            "wal_retrieve_retry_interval": "500ms",
            "shared_buffers": "32MB",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.cluster.folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [BINARIES / "postgres", "-D", self.data, *options],
                cwd=self.cluster.folder,
                stdout=log,
                stderr=log,
                **AS_USER,
            )
        self.wait()

    def wait(self):
        until = monotonic() + 30
        while True:
            with suppress(psycopg.OperationalError):
                return self.ask("SELECT 1", database="postgres")
            if monotonic() > until:
                raise TimeoutError((self.cluster.folder / f"{self.name}.log").read_text()[-2000:])
            sleep(0.1)

    def ask(self, sql, database="directory"):
        """Run one statement; return the first value, if there is any."""
        address = {"host": ADDRESSES[self.name], "port": self.cluster.port, "user": "postgres"}
        with psycopg.connect(**address, dbname=database, connect_timeout=2, autocommit=True) as connection:
            cursor = connection.execute(sql)
            row = cursor.fetchone() if cursor.description else None
            return row and row[0]

    def processes(self, title=""):
        """Return the numbers of its processes, the parent first, or of those with this title."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        own = [pid, *map(int, children)]
        return [one for one in own if title in Path(f"/proc/{one}/cmdline").read_text()] if title else own

    def send(self, number, title=""):
        """Send all its processes a signal at once, as near as can be."""
        with suppress(FileNotFoundError):
            for pid in self.processes(title):
                with suppress(ProcessLookupError):
                    os.kill(pid, number)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.send(signal.SIGKILL)
            self.process.wait()

    def promote(self):
        """Make a replica the primary; commits wait for another server from then on, if they did before."""
        self.run("pg_ctl", "promote", "-w", "-D", self.data)
        if self.cluster.synchronous:
            self.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{ANY_OTHER[self.name]}'")
            self.ask("SELECT pg_reload_conf()")
