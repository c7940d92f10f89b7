"""The check that search has not drifted from the records (``manage.py check --database default``)."""

from django.core.checks import Warning as CheckWarning
from django.db import connections

from ..models import AlikeKey, SearchDocument
from .index import stale


def search_documents_follow_records(app_configs, databases, **kwargs):
    """Warn if a record lacks its document or keys; ``rebuild_search --check`` compares word by word."""
    for alias in databases or ():
        tables = {model._meta.db_table for model in (SearchDocument, AlikeKey)}
        if not tables.issubset(connections[alias].introspection.table_names()):
            continue
        if wrong := stale():
            hint = "Run manage.py rebuild_search."
            yield CheckWarning(
                f"{wrong} search documents or keys of names are missing, left over or outdated.",
                hint=hint,
                id="search.W001",
            )
