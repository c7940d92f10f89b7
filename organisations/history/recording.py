"""Writes the versions of records, ties and their evidence (django-simple-history).

``track`` gives models a history. What happens inside ``revision`` belongs
together: who, when and why are said once, and each row that changed has one
version in it, however often it was saved. A row that stays as it was has none.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.utils.functional import cached_property
from simple_history import register
from simple_history.manager import HistoryDescriptor
from simple_history.models import HistoricalRecords

from ..models import Revision, Version
from ..models.translations import own_columns
from .versions import CHANGED, DELETED, NEW, columns, related_of, tracked, version_before

DERIVED = ("sort_key", "translation_state", "still_verified_on")  # columns that other columns decide


# What two changes of a row in one revision come to; nothing where it came and went.
TOGETHER = {
    (NEW, CHANGED): NEW,
    (CHANGED, CHANGED): CHANGED,
    (CHANGED, DELETED): DELETED,
    (DELETED, NEW): CHANGED,
    (DELETED, CHANGED): CHANGED,
}


_current = ContextVar("revision", default=None)


class LazyRevision:
    """A revision to come: its row is written when something changes."""

    def __init__(self, user=None, act=Revision.Act.EDITED, note="", undoes=None):
        self.user, self.act, self.note, self.undoes, self.row = user, act, note, undoes, None
        self.has_shrunk, self._hook = False, None

    def ensure_row(self):
        """Return the row, written anew where a transaction that was rolled back took it along.

        In a further transaction it becomes the newest again, if others wrote in
        between: who has a form open knows by the number what is new to her.
        """
        if self._is_of_this_transaction():
            return self.row
        if not self.is_stored():
            self.row = self._create()
        elif Revision.objects.filter(pk__gt=self.row.pk).exists():
            self._renew()
        self._hook = lambda: None
        transaction.on_commit(self._hook)
        return self.row

    def _create(self):
        user = self.user() if callable(self.user) else self.user
        return Revision.objects.create(user=user, act=self.act, note=self.note[:300], undoes=self.undoes)

    def _renew(self):
        """Let a new row hold the versions of the one that there is."""
        old, self.row = self.row, self._create()
        for model in tracked:
            versions = model.history.filter(revision=old)
            versions.update(revision=self.row, history_date=self.row.date)
        old.delete()

    def _is_of_this_transaction(self):
        """Tell whether the row was written in it. With what is rolled back, Django forgets the hooks."""
        hooks = connection.run_on_commit
        return bool(self.row) and any(hook is self._hook for _savepoints, hook, _robust in hooks)

    def holds(self, version):
        """Tell whether a version is one of this revision; then its row is there, too."""
        mark = self.row and (self.row.pk, self.row.date)
        return bool(mark and version) and mark == (version.revision_id, version.history_date)

    def is_stored(self):
        """Tell whether the row is there."""
        row = self.row
        if self._is_of_this_transaction():
            return True
        # The number alone may be somebody else's by now; the moment is not.
        return bool(row) and Revision.objects.filter(pk=row.pk, date=row.date).exists()

    def discard_if_empty(self):
        """Take the row away again where everything in it came to nothing."""
        if self.has_shrunk and self.is_stored() and not any(_versions_in(self.row)):
            self.row.delete()
            self.row = None


@contextmanager
def revision(user=None, act=Revision.Act.EDITED, note="", undoes=None):
    """Let all changes inside be one revision, which has a ``row`` once something has changed.

    ``user`` is who did it, or a function that tells it when it is needed.
    """
    with within(LazyRevision(user, act, note, undoes)) as ahead:
        yield ahead


@contextmanager
def within(ahead):
    """Let all changes inside be of a revision that may have begun in an earlier transaction."""
    token = _current.set(ahead)
    try:
        yield ahead
        ahead.discard_if_empty()
    finally:
        _current.reset(token)


class Versions(HistoricalRecords):
    """Makes the models of the versions; when to write one is said in ``organisations.signals``."""

    def create_historical_record(self, *args, **kwargs):
        pass


class OneManager(HistoryDescriptor):
    """Makes the class of a manager once; the library makes it each time that ``history`` is asked for."""

    @cached_property
    def manager(self):
        return self.manager_class.from_queryset(self.queryset_class)

    def __get__(self, instance, owner):
        return self.manager(self.model, instance)


def track(*models):
    """Give models a history; what others refer to comes first."""
    for model in models:
        kept = {field.name for field in own_columns(model) if not field.name.startswith(DERIVED)}
        excluded = sorted({field.name for field in model._meta.fields} - kept)
        register(model, records_class=Versions, bases=[Version], excluded_fields=excluded)
        model.history = OneManager(model.history.model)
        tracked.append(model)


def record_version(row, change, last, related=None):
    """Write what a change made of a row as its version in the current revision, if it made anything.

    ``last`` is the version before the change, or None; ``related`` holds the keys
    in those many-to-many fields that have changed.
    """
    found = current_values(last) if change == DELETED and last else _found(row, change, last, related or {})
    if change == CHANGED and last and last.history_type != DELETED and is_same(last, found):
        return
    ahead = _current.get() or LazyRevision()
    if ahead.holds(last):
        ahead.has_shrunk |= _amend(last, TOGETHER.get((last.history_type, change), ""), found)
    else:
        _write(type(row), ahead.ensure_row(), change, found)


def _found(row, change, last, related):
    """Return what a version is to hold of a row, each value as the database returns it."""
    values = {field.attname: field.to_python(getattr(row, field.attname)) for field in columns(type(row))}
    names = [field.name for field in row._meta.many_to_many]
    if change == NEW:
        return values | {"related": {name: [] for name in names}}
    known = (last.related if last else {}) | related
    missing = related_of(type(row), [row.pk], [name for name in names if name not in known])
    return values | {"related": known | missing[row.pk]}


def current_values(version):
    """Return what a version holds."""
    names = [field.attname for field in columns(version.instance_type)]
    return {name: getattr(version, name) for name in (*names, "related")}


def is_same(version, found):
    """Tell whether a version holds what was found; no text is the same as an empty one."""
    return all(or_nothing(getattr(version, name)) == or_nothing(value) for name, value in found.items())


def or_nothing(value):
    return None if value == "" else value


def _amend(version, change, found):
    """Let a version hold a further change of its revision; tell whether nothing is left of it."""
    before = version_before(version) if change == CHANGED else None
    came_to_nothing = before and is_same(before, found)
    if not change or came_to_nothing:
        version.delete()
        return True
    for name, value in (found | {"history_type": change}).items():
        setattr(version, name, value)
    version.save()
    return False


def _write(model, revision_row, change, found):
    model.history.model.objects.create(
        revision=revision_row,
        history_type=change,
        history_date=revision_row.date,
        history_user_id=revision_row.user_id,
        **found,
    )


def _versions_in(revision_row):
    """Yield the versions that a revision holds, of what others refer to first."""
    for model in tracked:
        yield from model.history.filter(revision=revision_row).order_by("history_id")
