"""Writes what a plan says, some rows at once: while it does, others may have to wait to write."""

from collections import defaultdict

from organisations.history.bulk import delete_many, record_baseline, write_many
from organisations.history.versions import CHANGED, NEW
from organisations.search.index import index

from .rows import Outcome

DERIVED = ("sort_key_", "source_digest_", "translation_state_")


def write(model, rows, revision):
    """Write the new and changed records of rows of a plan in a revision.

    Rows are written past the signals, and so their history and the search
    documents are seen to here: a record by itself costs 20 queries and more.
    """
    write_records(model, rows, revision)
    write_parts(rows, revision)
    new, changed = (
        {(model, row.record.pk) for row in rows if row.outcome == outcome}
        for outcome in (Outcome.NEW, Outcome.CHANGED)
    )
    index(changed, new | changed)  # drafts, as new ones are, have no documents


def write_records(model, batch, revision):
    new = [row.record for row in batch if row.outcome == Outcome.NEW]
    changed = [row for row in batch if row.outcome == Outcome.CHANGED]
    touched = [row.record for row in changed if row.columns or row.links]
    record_baseline(model, [record.pk for record in touched])
    model._base_manager.bulk_create(new)
    overwrite(model, [row.record for row in changed if row.columns], columns_of(model, changed))
    write_links(model, batch)
    write_many(new, NEW, revision)
    write_many(touched, CHANGED, revision)


def columns_of(model, rows):
    """Return the columns that rows change, and those that follow from them."""
    changed = {column for row in rows for column in row.columns}
    return changed | {field.name for field in model._meta.fields if field.name.startswith(DERIVED)}


def overwrite(model, rows, columns):
    """Write columns of rows that are there: an insert that meets the row, far faster than ``bulk_update``."""
    if rows:
        model._base_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["pk"], update_fields=sorted(columns)
        )


def write_links(model, batch):
    """Let the many-to-many fields of records hold what their rows give, and nothing else."""
    for field in model._meta.many_to_many:
        rows = [row for row in batch if field.name in row.links]
        through = field.remote_field.through
        owner, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        through._base_manager.filter(**{f"{owner}__in": [row.record.pk for row in rows]}).delete()
        through._base_manager.bulk_create(
            through(**{f"{owner}_id": row.record.pk, f"{other}_id": value.pk})
            for row in rows
            for value in row.links[field.name]
        )


def write_parts(batch, revision):
    """Write the names, contacts, identifiers and citations that rows give; take away what they empty."""
    kinds, gone = defaultdict(list), defaultdict(list)
    for row in batch:
        for part in row.parts:
            kinds[type(part)].append(part)
        for part in row.gone:
            gone[type(part)].append(part)
    for model, parts in gone.items():
        record_baseline(model, [part.pk for part in parts])
        delete_many(parts, revision)
    for model, parts in kinds.items():
        new, there = ([part for part in parts if bool(part.pk) == known] for known in (False, True))
        record_baseline(model, [part.pk for part in there])
        model._base_manager.bulk_create(new)
        overwrite(model, there, ["supports", "vouches"])  # only citations change
        write_many(new, NEW, revision)
        write_many(there, CHANGED, revision)
