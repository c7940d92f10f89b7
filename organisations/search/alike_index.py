"""Keeps the keys of names beside the records, drafts too, in the same transaction: the number of each.

``index`` calls ``write`` for the records whose names, identifiers or contacts may have
changed. Each record has one number more, ``-VERSION``: by it ``stale`` knows those that have
none, or those of another analysis. It is plain SQL where rows are many: a directory of
100,000 records has two million of them.
"""

import json
from collections import defaultdict
from itertools import batched, groupby

from django.db import connection
from django.db.models import QuerySet, Value

from ..languages import Text, site_languages
from ..models import AlikeKey, record_models
from .alike import VERSION, contact_keys, identifier_key, keys, sought, stored
from .fetching import by_model, rows_of

BATCH = 200  # records
ASKED = 2_000  # numbers in one question
MOST = 100  # records of one number: what more have in common tells nothing
TABLE = AlikeKey._meta.db_table

# For each number its first rows, however many it has.
FIRST = {
    "postgresql": f"""
SELECT one.number, row.kind, row.object_id FROM unnest(%s::bigint[]) AS one(number) CROSS JOIN LATERAL (
    SELECT kind, object_id FROM {TABLE} WHERE number = one.number AND kind = ANY(%s) LIMIT {MOST}
) AS row
""",
    "sqlite": f"""
SELECT row.number, row.kind, row.object_id FROM json_each(%s) AS one CROSS JOIN {TABLE} AS row
WHERE row.id IN (
    SELECT id FROM {TABLE} WHERE number = one.value AND kind IN (SELECT value FROM json_each(%s)) LIMIT {MOST}
)
""",
}
INSERT = f"INSERT INTO {TABLE} (kind, object_id, number) "


def write(records):
    """Bring the keys of records up to date, of those that are gone too."""
    for some in batched(sorted(records, key=lambda record: (record[0].search_order, record[1])), BATCH):
        old, new = held(some), numbers(some)
        if gone := [row for row, there in old.items() if there not in new]:
            AlikeKey.objects.filter(pk__in=gone).delete()
        insert(new.difference(old.values()))


def held(records):
    """Return {key of a row: (kind, key of the record, number)} of records."""
    questions = [
        (model, QuerySet(AlikeKey).filter(kind=model._meta.model_name, object_id__in=pks))
        for model, pks in by_model(records).items()
    ]
    rows = rows_of([(model, rows, ("pk", "object_id", "number")) for model, rows in questions])
    return {pk: (model._meta.model_name, object_id, number) for model, pk, object_id, number in rows}


def numbers(records):
    """Return (kind, key of the record, number) of each number that there should be of records."""
    found = set()
    for model, pk, _text, own in read(records):
        found |= {(model._meta.model_name, pk, number) for number in (-VERSION, *stored(own))}
    return found


def read(records):
    """Yield (model, key, text, its keys) for each name, identifier and contact of records."""
    for (model, what), pk, first, second in rows_of(list(_questions(records))):
        if what == "name":
            yield model, pk, Text(first or "", second), keys(first or "")
        elif what == "identifier":
            yield model, pk, Text(f"{first} {second}", ""), (identifier_key(first, second),)
        else:
            yield model, pk, Text(second, ""), contact_keys(first, second)


def _questions(records):
    for model, pks in by_model(records).items():
        for code in site_languages():
            yield (model, "name"), QuerySet(model).filter(pk__in=pks), ("pk", f"name_{code}", Value(code))
        for relation, what, columns in (
            ("other_names", "name", ("record", "name", "language__code")),
            ("identifiers", "identifier", ("organisation", "scheme", "value")),
            ("contact_points", "contact", ("record", "channel", "value")),
        ):
            if relation := getattr(model, relation, None):
                rows = QuerySet(relation.rel.related_model).filter(**{f"{columns[0]}__in": pks})
                yield (model, what), rows, columns


def insert(rows):
    """Write (kind, key of the record, number)."""
    rows = list(rows)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"{INSERT} VALUES (%s, %s, %s)", rows)
        elif rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(f"{INSERT} SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bigint[])", columns)


def holders(found, kinds, most=None):
    """Return the records that share a key with these, or the first of them: the most telling keys first."""
    ranks, records = sought(found), defaultdict(lambda: len(ranks))
    for some in batched(sorted(ranks), ASKED):
        for number, record in _first(some, kinds):
            records[record] = min(records[record], ranks[number])
    return sorted(records, key=lambda record: (records[record], record[1]))[:most]


def _first(some, kinds):
    models, array = {model._meta.model_name: model for model in kinds}, list
    if connection.vendor == "sqlite":
        array = json.dumps
    with connection.cursor() as cursor:
        cursor.execute(FIRST[connection.vendor], [array(some), array(list(models))])
        return [(number, (models[kind], pk)) for number, kind, pk in cursor.fetchall()]


def sharing(model):
    """Return the keys of the records of a kind that share a number with another of it."""
    rows = AlikeKey.objects.filter(kind=model._meta.model_name, number__gt=0).order_by("number")
    found = set()
    for _number, some in groupby(rows.values_list("number", "object_id").iterator(), lambda row: row[0] >> 1):
        pks = {pk for _side, pk in some}
        if len(pks) > 1:
            found |= pks
    return found


def leftover(model):
    """Return the keys of records of a kind that are gone, and of which something is kept still."""
    rows = AlikeKey.objects.filter(kind=model._meta.model_name)
    return (
        rows.exclude(object_id__in=model.objects.values("pk")).values_list("object_id", flat=True).distinct()
    )


def astray(records):
    """Return those of some records of which not the right keys are kept."""
    wrong = {row[:2] for row in numbers(records).symmetric_difference(held(records).values())}
    return {(model, pk) for model, pk in records if (model._meta.model_name, pk) in wrong}


def stale():
    """Count, cheaply, the records without keys of this analysis, and the keys without a record."""
    marks, wrong = AlikeKey.objects.filter(number=-VERSION), 0
    for model in record_models():
        own = marks.filter(kind=model._meta.model_name)
        wrong += model.objects.exclude(pk__in=own.values("object_id")).count()
        wrong += own.exclude(object_id__in=model.objects.values("pk")).count()
    return wrong + marks.model.objects.filter(number__lt=0).exclude(number=-VERSION).count()
