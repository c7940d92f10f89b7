"""The check that the index has not drifted from the records (``manage.py check --database default``)."""

from django.core.checks import Warning as CheckWarning
from django.db import connections

from ..models import SearchDocument
from .index import stale


def search_documents_follow_records(app_configs, databases, **kwargs):
    """Warn if a record lacks its document; ``rebuild_search --check`` compares them word by word."""
    for alias in databases or ():
        if SearchDocument._meta.db_table not in connections[alias].introspection.table_names():
            continue
        if wrong := stale():
            hint = "Run manage.py rebuild_search."
            yield CheckWarning(
                f"{wrong} search documents are missing, left over or outdated.", hint=hint, id="search.W001"
            )
