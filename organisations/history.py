"""Keeps the versions of records, ties and their evidence (django-simple-history).

``track`` gives models a history. What happens inside ``revision`` belongs
together: who, when and why are said once, and each row that changed has one
version in it, however often it was saved. A row that stays as it was has none.
Rows that came without a history (fixtures) get a first version, of how they
were, when they first change.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models.signals import m2m_changed, pre_delete, pre_save
from django.dispatch import receiver
from simple_history import register
from simple_history.models import HistoricalRecords

from .languages import site_languages
from .models import Revision, Version, records_updated, records_updating

DERIVED = ("sort_key", "state_of_text")  # columns that other columns decide
NEW, CHANGED, DELETED = "+", "~", "-"
# What two changes of a row in one revision come to; nothing where it came and went.
TOGETHER = {
    (NEW, CHANGED): NEW,
    (CHANGED, CHANGED): CHANGED,
    (CHANGED, DELETED): DELETED,
    (DELETED, NEW): CHANGED,
    (DELETED, CHANGED): CHANGED,
}

tracked = []  # the models with a history; what others refer to comes first
_current = ContextVar("revision", default=None)


class Ahead:
    """A revision to come: its row is written when something changes."""

    def __init__(self, user=None, act=Revision.Act.EDITED, note=""):
        self.user, self.act, self.note, self.row = user, act, note, None

    def begin(self):
        if self.row is None:
            user = self.user() if callable(self.user) else self.user
            self.row = Revision.objects.create(user=user, act=self.act, note=self.note[:300])
        return self.row


@contextmanager
def revision(user=None, act=Revision.Act.EDITED, note=""):
    """Let all changes inside be one revision, which has a ``row`` once something has changed.

    ``user`` is who did it, or a function that tells it when it is needed.
    """
    ahead = Ahead(user, act, note)
    token = _current.set(ahead)
    try:
        yield ahead
    finally:
        _current.reset(token)


class Versions(HistoricalRecords):
    """Hands what the library notices to ``keep``."""

    def create_historical_record(self, instance, history_type, using=None):
        keep(instance, history_type)


def track(*models):
    """Give models a history; what others refer to comes first."""
    for model in models:
        names = {field.name for field in model._meta.fields}
        # A translated field's own column only repeats that of one language.
        unlocalised = {name for name in names if f"{name}_{site_languages()[0]}" in names}
        excluded = unlocalised | {name for name in names if name.startswith(DERIVED)}
        register(model, records_class=Versions, bases=[Version], excluded_fields=sorted(excluded))
        tracked.append(model)


def columns(model):
    """Return the fields of a tracked model that its versions hold."""
    return model.history.model.tracked_fields


def versions_of(row):
    """Return the versions of a row, the newest first, whether or not it is still there."""
    return type(row).history.filter(**{row._meta.pk.attname: row.pk}).order_by("-history_id")


def state(row):
    """Return what a version holds of a row."""
    found = {field.attname: getattr(row, field.attname) for field in columns(type(row))}
    return found | {"related": related(row)}


def related(row):
    """Return the keys in a row's many-to-many fields: {name: sorted list}."""
    return {
        field.name: sorted(getattr(row, field.name).order_by().values_list("pk", flat=True))
        for field in (row._meta.many_to_many if row.pk else ())
    }


def keep(row, change):
    """Write what a change made of a row as its version in the current revision, if it made anything."""
    now, last = state(row), versions_of(row).first()
    if change == CHANGED and last and last.history_type != DELETED and is_same(last, now):
        return
    ahead = (_current.get() or Ahead()).begin()
    if last and last.revision_id == ahead.pk:
        last.delete()
        change = TOGETHER.get((last.history_type, change), "")
    if change:
        write(type(row), ahead, change, now)


def is_same(version, found):
    return all(getattr(version, name) == value for name, value in found.items())


def write(model, revision_row, change, found):
    model.history.model.objects.create(
        revision=revision_row,
        history_type=change,
        history_date=revision_row.date,
        history_user=revision_row.user,
        **found,
    )


def keep_baseline(model, pks):
    """Write first versions of those rows that have none, as the database holds them."""
    key = model._meta.pk.attname
    known = set(model.history.filter(**{f"{key}__in": pks}).values_list(key, flat=True))
    if new := set(pks) - known:
        baseline = Revision.objects.get_or_create(pk=Revision.BASELINE)[0]
        for row in model._base_manager.filter(pk__in=new):
            write(model, baseline, NEW, state(row))


def put_back(version):
    """Make a row what a version says of it, whether or not it is still there; return it."""
    model = version.instance_type
    pk = getattr(version, model._meta.pk.attname)
    row = model._base_manager.filter(pk=pk).first() or model(pk=pk)
    for field in columns(model):
        setattr(row, field.attname, getattr(version, field.attname))
    row.save()
    for name, pks in version.related.items():
        known = row._meta.get_field(name).related_model._base_manager.filter(pk__in=pks)
        getattr(row, name).set(known)
    return row


@receiver(pre_save)
@receiver(pre_delete)
def before_a_change(sender, instance, raw=False, **kwargs):
    if sender in tracked and instance.pk and not raw:
        keep_baseline(sender, [instance.pk])


@receiver(m2m_changed)
def around_a_relation(sender, instance, action, reverse, model, pk_set, **kwargs):
    owner = model if reverse else type(instance)
    if owner not in tracked:
        return
    pks = list(pk_set or ()) if reverse else [instance.pk]
    if action.startswith("pre_"):
        keep_baseline(owner, pks)
    else:
        keep_all(owner, pks)


@receiver(records_updating)
def before_an_update(sender, pks, **kwargs):
    if sender in tracked:
        keep_baseline(sender, pks)


@receiver(records_updated)
def after_an_update(sender, pks, **kwargs):
    if sender in tracked:
        keep_all(sender, pks)


def keep_all(model, pks):
    for row in model._base_manager.filter(pk__in=pks):
        keep(row, CHANGED)
