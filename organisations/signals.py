"""What follows from a change of a row: one receiver for each signal, its steps in their order.

| signal               | what follows                                                                 |
| -------------------- | ---------------------------------------------------------------------------- |
| `pre_save`           | rules; sort keys, translation states, former slug; first version             |
| `post_save`          | version; search document, keys of names                                      |
| `pre_delete`         | a person's past; first version, also of the rows that refer to it            |
| `post_delete`        | former slug; version, also of what referred to it; search document           |
| `m2m_changed`        | before: first version of each row concerned; after: version, search document |
| `pre_record_update`  | first versions                                                               |
| `post_record_update` | versions; search documents                                                   |

Each step is for the rows that have such a thing: records, ties, vocabularies and
what belongs to them. Other models are not listened to. A row is fetched once
before it is saved, and if no column has changed, nothing follows. Fixtures
(``raw``) leave no versions.
"""

from typing import NamedTuple

from django.apps import apps
from django.db import connection, models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from .history.bulk import ensure_version, record_baseline, record_versions, references_to
from .history.erase import erase_the_deletion, erase_the_past
from .history.recording import record_version
from .history.versions import CHANGED, DELETED, NEW, tracked
from .models import Indexed, Person, Record, Version, post_record_update, pre_record_update
from .models.former_slugs import Slugged
from .models.rules import Ruled, check_row
from .models.translations import own_columns
from .search.index import follow_deletion, follow_save, index, records_of


def connect():
    """Connect each receiver to the models that it is for, once all of them are there."""
    for model in {model for model in apps.get_models() if issubclass(model, Indexed | Ruled)} | {*tracked}:
        pre_save.connect(before_save, sender=model)
        post_save.connect(after_save, sender=model)
        pre_delete.connect(before_deletion, sender=model)
        post_delete.connect(after_deletion, sender=model)
    for relation in (relation for model in tracked for relation in model._meta.many_to_many):
        m2m_changed.connect(around_relation, sender=relation.remote_field.through)
    pre_record_update.connect(before_update)
    post_record_update.connect(after_update)


class Before(NamedTuple):
    """What there was of a row: the row itself, its last version, and those of the rows that refer to it."""

    row: models.Model | None
    version: Version | None
    references: dict = {}  # {(model, name of a field): last versions by key}
    known: bool = False  # whether readers have met its slug


def before_save(sender, instance, raw=False, update_fields=None, **kwargs):
    if isinstance(instance, Ruled):
        check_row(instance, update_fields)
    if not is_followed(sender):
        return
    stored = stored_row(instance)
    if isinstance(instance, Slugged):
        instance.check_change(stored, raw=raw, columns=update_fields)
        instance.record_move(stored, update_fields)
    if isinstance(instance, Record):
        instance.derive()
        if not raw:
            instance.guard(stored)
    has_versions = sender in tracked and not raw
    instance._before = Before(stored, ensure_version(instance, stored) if has_versions else None)


def is_followed(model):
    """Tell whether a model has versions or documents, and not only rules."""
    return model in tracked or issubclass(model, Indexed)


def after_save(sender, instance, created, raw=False, update_fields=None, **kwargs):
    if not is_followed(sender):
        return
    before = instance.__dict__.pop("_before")
    is_same = before.row is not None and is_as_stored(instance, before.row)
    if sender in tracked and not raw:
        now = before.row if is_same else as_saved(instance, update_fields)
        record_version(now, NEW if created else CHANGED, before.version)
    if isinstance(instance, Indexed) and not is_same:
        follow_save(instance, before.row)


def stored_row(row):
    """Return a row as the database holds it, or None; in a transaction it is locked until the end."""
    if not row.pk:
        return None
    rows = type(row)._base_manager.filter(pk=row.pk)
    if connection.in_atomic_block:  # or of two who save at once, one might take her row for unchanged
        rows = rows.select_for_update(no_key=True)
    return rows.first()


def is_as_stored(row, stored):
    """Tell whether every column of a row is as it was stored."""
    deferred = row.get_deferred_fields()
    names = (field.attname for field in own_columns(type(row)))
    return all(name in deferred or getattr(row, name) == getattr(stored, name) for name in names)


def as_saved(row, update_fields):
    """Return a row just saved as the database holds it: columns that were not saved may be stale."""
    return row if update_fields is None else type(row)._base_manager.get(pk=row.pk)


def before_deletion(sender, instance, **kwargs):
    if not is_followed(sender):
        return
    known = isinstance(instance, Slugged) and instance.is_known()
    if isinstance(instance, Person):
        erase_the_past(instance)
    version = record_baseline(sender, [instance.pk]).get(instance.pk) if sender in tracked else None
    references = references_to(instance) if isinstance(instance, Indexed) else {}
    instance._before = Before(None, version, references, known)


def after_deletion(sender, instance, origin=None, **kwargs):
    if not is_followed(sender):
        return
    before = instance.__dict__.pop("_before")
    if before.known:
        instance.record_deletion()
    if sender in tracked:
        record_version(instance, DELETED, before.version)
    for (model, name), versions in before.references.items():
        record_versions(model, versions, [name])
    if isinstance(instance, Indexed):
        follow_deletion(instance)
    if sender in tracked:
        erase_the_deletion(instance, origin)


def around_relation(sender, instance, action, reverse, model, pk_set, raw=False, **kwargs):
    """Keep the versions and documents of the rows whose relation changes, from whichever side."""
    owner = model if reverse else type(instance)
    name = next(one.name for one in owner._meta.many_to_many if one.remote_field.through is sender)
    if pk_set is not None and not pk_set:
        return
    if action.startswith("pre_"):
        pks = _owners(owner, name, instance, pk_set) if reverse else [instance.pk]
        instance._owners = dict.fromkeys(pks) if raw else record_baseline(owner, pks)
        return
    owners = instance.__dict__.pop("_owners")
    if not raw:
        record_versions(owner, owners, [name])
    index(records_of(owner, owners))


def _owners(owner, name, instance, pk_set):
    """Return the keys of the rows whose relation is changed from the other side; no ``pk_set`` means all."""
    if pk_set is not None:
        return list(pk_set)
    return list(owner._base_manager.filter(**{name: instance.pk}).values_list("pk", flat=True))


def before_update(sender, pks, **kwargs):
    record_baseline(sender, pks)


def after_update(sender, pks, **kwargs):
    record_versions(sender, record_baseline(sender, pks))
    records = {(sender, pk) for pk in pks}
    index(records, records)
