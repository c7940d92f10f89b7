"""The check that a commit is on the disk before anybody is told (``manage.py check --database default``)."""

from django.core.checks import Warning as CheckWarning
from django.db import connections

DURABLE = {"postgresql": {"synchronous_commit": {"on", "remote_apply", "remote_write"}, "fsync": {"on"}}}


def commits_are_durable(app_configs, databases, **kwargs):
    """Warn if PostgreSQL may lose what it has confirmed; SQLite is told by the settings."""
    for alias in databases or ():
        connection = connections[alias]
        for name, good in DURABLE.get(connection.vendor, {}).items():
            with connection.cursor() as cursor:
                cursor.execute(f"SHOW {name}")
                (found,) = cursor.fetchone()
            if found not in good:
                yield CheckWarning(
                    f"PostgreSQL's {name} is {found}: what was saved last may be lost when the power fails.",
                    hint=f"Set it to on, with ALTER SYSTEM SET {name} = on.",
                    id="operations.W001",
                )
