"""Versions of many rows at once: of an import, of ``update()``, and the baseline.

Rows that came without a history (fixtures) get a first version, of how they
were, when they first change.
"""

from functools import cache

from django.db import models
from django.db.models import Max

from ..models import Record, Revision
from ..models.rules import check_row
from ..search.index import index
from .recording import record_version
from .versions import CHANGED, DELETED, NEW, columns, last_version, related_of, tracked

FOLLOWS = ("sort_key_", "source_digest_", "translation_state_")  # columns that follow from texts


def write_many(rows, change, revision_row):
    """Write the versions that a revision makes of many rows of one model; it has none of them yet."""
    if not rows:
        return []
    model = type(rows[0])
    names = [field.attname for field in columns(model)]
    related = related_of(model, [row.pk for row in rows])
    common = {"revision": revision_row, "history_type": change, "history_date": revision_row.date}
    common["history_user_id"] = revision_row.user_id
    return model.history.model.objects.bulk_create(
        model.history.model(**common, related=related[row.pk], **{name: getattr(row, name) for name in names})
        for row in rows
    )


def delete_many(rows, revision_row):
    """Delete rows of one model that readers never knew, and to which nothing refers any more."""
    model = type(rows[0])
    write_many(rows, DELETED, revision_row)
    pks = [row.pk for row in rows]
    for field in model._meta.many_to_many:
        joins = field.remote_field.through._base_manager.filter(**{f"{field.m2m_field_name()}__in": pks})
        joins._raw_delete(joins.db)
    found = model._base_manager.filter(pk__in=pks)
    found._raw_delete(found.db)
    index((), {(model, pk) for pk in pks} if issubclass(model, Record) else ())


def overwrite_many(rows, columns, links, revision_row):
    """Write columns of records of one kind past the signals, and ``links`` {field: {key: keys}}.

    It is for what moves to no other address and is no more or less public than it was.
    """
    model = type(rows[0])
    follows = {field.name for field in model._meta.fields if field.name.startswith(FOLLOWS)}
    for row in rows:
        check_row(row)
        row.derive()
    model._base_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["pk"], update_fields=sorted({*columns, *follows})
    )
    for name, wanted in links.items():
        field = model._meta.get_field(name)
        through, owner, other = (
            field.remote_field.through,
            field.m2m_field_name(),
            field.m2m_reverse_field_name(),
        )
        known = set(field.related_model._base_manager.values_list("pk", flat=True))
        through._base_manager.filter(**{f"{owner}__in": wanted}).delete()
        through._base_manager.bulk_create(
            through(**{f"{owner}_id": pk, f"{other}_id": key})
            for pk, keys in wanted.items()
            for key in keys
            if key in known
        )
    write_many(rows, CHANGED, revision_row)
    keys = {(model, row.pk) for row in rows}
    index(keys, keys)


def write_baseline(rows):
    """Return the first versions, written now, of rows of one model as the database holds them."""
    return write_many(rows, NEW, Revision.objects.get_or_create(pk=Revision.BASELINE)[0]) if rows else []


def ensure_version(row, stored):
    """Return the last version of a row that is to be saved; None if the row is new.

    If it has none yet, its first is written, of how it is stored.
    """
    last = last_version(type(row), row.pk)
    return last if last or not stored else write_baseline([stored])[0]


def record_baseline(model, pks):
    """Return {key: last version} of rows that may change; those without one get their first."""
    key = model._meta.pk.attname
    newest = model.history.filter(**{f"{key}__in": pks}).order_by().values(key).annotate(Max("history_id"))
    held = model.history.filter(history_id__in=newest.values("history_id__max"))
    found = {getattr(version, key): version for version in held}
    new = write_baseline(list(model._base_manager.filter(pk__in=set(pks) - found.keys())))
    return found | {getattr(version, key): version for version in new}


def record_versions(model, before, relations=()):
    """Write what became of rows, of which ``before`` holds the last versions by key."""
    related = related_of(model, before, relations)
    for row in model._base_manager.filter(pk__in=before):
        record_version(row, CHANGED, before[row.pk], related[row.pk])


@cache
def _references_to(model):
    """Return the tracked fields that a deleted row leaves without their models being told."""
    return [
        (one, field)
        for one in tracked
        for field in (*one._meta.fields, *one._meta.many_to_many)
        if field.related_model is model
        and (field.many_to_many or field.remote_field.on_delete is models.SET_NULL)
    ]


def references_to(row):
    """Return {(model, name of a field): last versions by key} of who refers to a row.

    When it goes, Django empties such references without a word.
    """
    found = {}
    for model, field in _references_to(type(row)):
        pks = model._base_manager.filter(**{field.name: row.pk}).values_list("pk", flat=True)
        found[model, field.name] = record_baseline(model, list(pks))
    return found
