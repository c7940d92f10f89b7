"""The order in which a database finds the records: ``python -m tests.search.orders`` prints SQLite's.

A run of the tests on PostgreSQL compares its own with these.
"""

import io
import json
import os
import sys

from .cases import SHIPPED


def queries():
    """Return every query of the table over the shipped directory."""
    return sorted({case.query for cases in SHIPPED.values() for case in cases})


def order(text):
    """Return [total, kinds and slugs of the first twenty] of a query."""
    from organisations.models import SearchDocument
    from organisations.search.documents import record_models
    from organisations.search.results import ranked, search

    query = search(text).query
    found = ranked(query)
    numbers = found[:20]
    documents = SearchDocument.objects.defer("lexemes").in_bulk(numbers)
    slugs = {
        model._meta.model_name: dict(model.objects.values_list("pk", "slug")) for model in record_models()
    }
    hits = [documents[number] for number in numbers]
    return [found.count(), *(f"{one.kind} {slugs[one.kind][one.object_id]}" for one in hits)]


def main():
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_directory", stdout=io.StringIO())
    sys.stdout.write(json.dumps({query: order(query) for query in queries()}))


if __name__ == "__main__":
    main()
