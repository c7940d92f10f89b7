"""The order in which a database finds the records: ``python -m tests.search.orders`` prints SQLite's.

A run of the tests on PostgreSQL compares its own with these.
"""

import json
import os
import sys

from .cases import SHIPPED


def queries():
    """Return every second query of the table over the shipped directory; all take half a minute."""
    return sorted({case.query for cases in SHIPPED.values() for case in cases})[::2]


def slugs_of(numbers):
    """Return the slugs of the records with these document numbers, whether the public may see them or not."""
    from organisations.models import SearchDocument, record_models

    models = {model._meta.model_name: model for model in record_models()}
    documents = SearchDocument.objects.defer("lexemes").in_bulk(numbers)
    found = (documents[number] for number in numbers)
    return [models[one.kind].objects.get(pk=one.object_id).slug for one in found]


def order(text):
    """Return [total, slugs of the first twenty] of a query; no two kinds of shipped record share a slug."""
    from organisations.search.results import ranked, search

    found = ranked(search(text).query)
    return [found.count(), *slugs_of(found[:20])]


def main():
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.db import connection, transaction

    from .. import databases
    from ..conftest import load_shipped_rows, put

    template = databases.sqlite_template()
    connection.ensure_connection()
    databases.fill(connection.connection, template)
    with transaction.atomic():
        put(load_shipped_rows())
    sys.stdout.write(json.dumps({query: order(query) for query in queries()}))


if __name__ == "__main__":
    main()
