"""Django's SQLite, but a database that cannot be written is opened all the same, to be read."""

from pathlib import Path

from django.db.backends.sqlite3 import base

UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        try:
            return super().get_new_connection(conn_params)
        except base.Database.OperationalError as error:
            if not error.sqlite_errorname.startswith(UNWRITABLE) or has_log(conn_params["database"]):
                raise
            return super().get_new_connection(conn_params | {"database": unchanging(conn_params["database"])})


def has_log(path):
    """Tell whether changes wait beside a database: read without them, it tells what they withdrew."""
    log = Path(f"{path}-wal")
    return log.exists() and log.stat().st_size > 0


def unchanging(path):
    """Return the URI of a database that nobody writes; else SQLite writes beside it even to read."""
    return f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1"
