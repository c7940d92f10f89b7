"""Keeps the versions of records, ties and their evidence (django-simple-history).

``track`` gives models a history. What happens inside ``revision`` belongs
together: who, when and why are said once, and each row that changed has one
version in it, however often it was saved. A row that stays as it was has none.
Rows that came without a history (fixtures) get a first version, of how they
were, when they first change.
"""

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.signals import m2m_changed, post_delete, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from simple_history import register
from simple_history.manager import HistoryDescriptor
from simple_history.models import HistoricalRecords

from .languages import site_languages
from .models import FormerAddress, Indexed, Record, Revision, Version, records_updated, records_updating
from .search.index import deferred

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
        self.shrank = False

    def begin(self):
        """Return the row, written anew where a transaction that was rolled back took it along."""
        if not self.is_kept():
            user = self.user() if callable(self.user) else self.user
            self.row = Revision.objects.create(user=user, act=self.act, note=self.note[:300])
        return self.row

    def is_kept(self):
        # The number alone may be somebody else's by now; the moment is not.
        row = self.row
        return bool(row) and Revision.objects.filter(pk=row.pk, date=row.date).exists()

    def tidy(self):
        """Take the row away again where everything in it came to nothing."""
        if self.shrank and self.is_kept() and not any(_versions_in(self.row)):
            self.row.delete()
            self.row = None


@contextmanager
def revision(user=None, act=Revision.Act.EDITED, note=""):
    """Let all changes inside be one revision, which has a ``row`` once something has changed.

    ``user`` is who did it, or a function that tells it when it is needed.
    """
    ahead = Ahead(user, act, note)
    token = _current.set(ahead)
    try:
        yield ahead
        ahead.tidy()
    finally:
        _current.reset(token)


class Versions(HistoricalRecords):
    """Hands what the library notices to ``keep``."""

    def create_historical_record(self, instance, history_type, using=None):
        keep(instance, history_type)


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
        names = {field.name for field in model._meta.fields}
        # A translated field's own column only repeats that of one language.
        unlocalised = {name for name in names if f"{name}_{site_languages()[0]}" in names}
        excluded = unlocalised | {name for name in names if name.startswith(DERIVED)}
        register(model, records_class=Versions, bases=[Version], excluded_fields=sorted(excluded))
        model.history = OneManager(model.history.model)
        tracked.append(model)


def columns(model):
    """Return the fields of a tracked model that its versions hold."""
    return model.history.model.tracked_fields


def versions_of(row):
    """Return the versions of a row, the newest first, whether or not it is still there."""
    return versions(type(row), row.pk)


def versions(model, pk):
    return model.history.filter(**{model._meta.pk.attname: pk}).order_by("-history_id")


def was_never_public(model, slug):
    """Tell whether an address was only ever that of a draft: then readers have not heard of it."""
    statuses = set(model.history.filter(slug=slug).values_list("status", flat=True))
    return Record.Status.PUBLISHED not in statuses and bool(
        statuses & {Record.Status.DRAFT, Record.Status.REVIEW}
    )


def version_before(version):
    """Return what a row was before one of its versions: a version, or None where it was not there."""
    pk = getattr(version, version.instance_type._meta.pk.attname)
    before = versions(version.instance_type, pk).filter(history_id__lt=version.history_id).first()
    return before if before and before.history_type != DELETED else None


def keep(row, change, relations=None):
    """Write what a change made of a row as its version in the current revision, if it made anything.

    ``relations`` names the many-to-many fields that may have changed, by default all.
    """
    model, last = type(row), versions_of(row).first()
    found = _held(last) if change == DELETED and last else _found(row, change, last, relations)
    if change == CHANGED and last and last.history_type != DELETED and _is_same(last, found):
        return
    ahead = _current.get() or Ahead()
    row_of_revision = ahead.begin()
    if last and last.revision_id == row_of_revision.pk:
        ahead.shrank |= _amend(last, TOGETHER.get((last.history_type, change), ""), found)
    else:
        _write(model, row_of_revision, change, found)


def _found(row, change, last, relations):
    """Return what a version is to hold of a row: the database knows, the object may be half or stale."""
    names = [field.attname for field in columns(type(row))]
    stored = type(row)._base_manager.filter(pk=row.pk).values(*names).first()
    stored = stored or {name: getattr(row, name) for name in names}
    fields = [field.name for field in row._meta.many_to_many]
    if change == NEW:
        return stored | {"related": {name: [] for name in fields}}
    known = last.related if last else {}
    wanted = [name for name in fields if name not in known or relations is None or name in relations]
    return stored | {"related": known | {name: _keys(row, name) for name in wanted}}


def _keys(row, name):
    return sorted(getattr(row, name).order_by().values_list("pk", flat=True))


def _held(version):
    """Return what a version holds."""
    names = [field.attname for field in columns(version.instance_type)]
    return {name: getattr(version, name) for name in (*names, "related")}


def _is_same(version, found):
    """Tell whether a version holds what was found; no text is the same as an empty one."""
    return all(_or_nothing(getattr(version, name)) == _or_nothing(value) for name, value in found.items())


def _or_nothing(value):
    return None if value == "" else value


def _amend(version, change, found):
    """Let a version hold a further change of its revision; tell whether nothing is left of it."""
    before = version_before(version)
    came_to_nothing = change == CHANGED and before and _is_same(before, found)
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


def write_many(rows, change, revision_row):
    """Write the versions that a revision makes of many rows of one model; it has none of them yet."""
    if not rows:
        return
    model = type(rows[0])
    names = [field.attname for field in columns(model)]
    links = related_of_many(model, [row.pk for row in rows])
    common = {"revision": revision_row, "history_type": change, "history_date": revision_row.date}
    common["history_user_id"] = revision_row.user_id
    model.history.model.objects.bulk_create(
        model.history.model(**common, related=links[row.pk], **{name: getattr(row, name) for name in names})
        for row in rows
    )


def related_of_many(model, pks):
    """Return {key of a row: what ``related`` returns of it}, with a query for each many-to-many field."""
    found = {pk: {field.name: [] for field in model._meta.many_to_many} for pk in pks}
    for field in model._meta.many_to_many:
        owner, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        joins = field.remote_field.through._base_manager.filter(**{f"{owner}__in": pks})
        for pk, key in joins.order_by(other).values_list(owner, other):
            found[pk][field.name].append(key)
    return found


def keep_baseline(model, pks):
    """Write first versions of those rows that have none, as the database holds them."""
    key = model._meta.pk.attname
    known = set(model.history.filter(**{f"{key}__in": pks}).values_list(key, flat=True))
    if new := set(pks) - known:
        baseline = Revision.objects.get_or_create(pk=Revision.BASELINE)[0]
        write_many(list(model._base_manager.filter(pk__in=new)), NEW, baseline)


def keep_all(model, pks, relations=()):
    for row in model._base_manager.filter(pk__in=pks):
        keep(row, CHANGED, relations)


def row_held(model, pk):
    """Return a row as it is, or as its last version has it; None where neither is there."""
    row = model._base_manager.filter(pk=pk).first()
    if row is None and model in tracked and (last := versions(model, pk).first()):
        row = last.history_object
    return row


def as_it_was(version, held=row_held):
    """Return the row that a version holds, in memory, with what it refers to, be that gone or not."""
    row = version.history_object
    for field in columns(version.instance_type):
        pk = getattr(row, field.attname)
        if field.is_relation and pk and (target := held(field.related_model, pk)):
            setattr(row, field.name, target)
    return row


def put_back(version):
    """Make a row what a version says of it, whether or not it is still there; return it."""
    model = version.instance_type
    pk = getattr(version, model._meta.pk.attname)
    row = model._base_manager.filter(pk=pk).first() or model(pk=pk)
    for field in columns(model):
        setattr(row, field.attname, _still_there(field, getattr(version, field.attname)))
    return save_with(row, version.related)


def _still_there(field, value):
    """Return a value of a column; of those without a history (accounts) one that is gone is nobody."""
    loose = field.is_relation and field.null and field.related_model not in tracked
    if loose and value and not field.related_model._base_manager.filter(pk=value).exists():
        return None
    return value


def save_with(row, related):
    """Save a row and set its many-to-many fields to those of the keys that are still there."""
    timed = {f.attname: getattr(row, f.attname) for f in row._meta.fields if _is_timed(f)}
    row.save()
    if timed:
        type(row)._base_manager.filter(pk=row.pk).update(**timed)
    for name, pks in related.items():
        known = row._meta.get_field(name).related_model._base_manager.filter(pk__in=pks)
        getattr(row, name).set(known)
    return row


def _is_timed(field):
    """Tell whether saving a new row would set the column to the present moment."""
    return getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)


def undo(revision_row, user=None):
    """Bring every row of a revision back to what it was before, as one new revision; return that one.

    Raises a ValidationError in words, and changes nothing, where a row has changed
    since, cannot come back, or where something new has come to depend on it.
    """
    note = f"{timezone.localtime(revision_row.date):%Y-%m-%d %H:%M}"
    with revision(user, Revision.Act.UNDONE, note) as ahead, transaction.atomic(), deferred():
        undone = list(_versions_in(revision_row))
        if not undone or revision_row.is_baseline:
            raise ValidationError(_("There is nothing to undo."))
        for version in undone:
            _refuse_changed_since(version)
        for version in reversed(undone):
            if version.history_type == NEW:
                _take_away(version)
        stayed = [version for version in undone if version.history_type != NEW]
        back = [before for version in stayed if (before := version_before(version))]
        for version in back:
            _bring_back(version)
        for version in back:
            _refuse_half(version)
        _refuse_side_effects(ahead.row, undone)
    return ahead.row


def _row_of(version):
    return version.instance_type, getattr(version, version.instance_type._meta.pk.attname)


def _refuse(message, version):
    row = as_it_was(version)
    try:
        words = str(row)
    except ObjectDoesNotExist:  # what it is named after is gone: a source, a role
        words = str(row._meta.verbose_name)
    raise ValidationError(message % {"row": words})


def _refuse_changed_since(version):
    if versions(*_row_of(version)).first() != version:
        _refuse(_("%(row)s has changed since."), version)


def _take_away(version):
    model, pk = _row_of(version)
    for row in model._base_manager.filter(pk=pk):
        row.delete()


def _bring_back(version):
    if version.instance_type is FormerAddress:  # what was taken away may have left it anew
        FormerAddress.objects.filter(digest=version.digest).exclude(pk=version.id).delete()
    try:
        with transaction.atomic():
            put_back(version)
    except IntegrityError:
        _refuse(_("%(row)s cannot come back: something else has taken its place."), version)


def _refuse_half(version):
    """Refuse a row that refers to one that is gone; the database would tell only at the end."""
    for field in columns(version.instance_type):
        pk = field.is_relation and _still_there(field, getattr(version, field.attname))
        if pk and not field.related_model._base_manager.filter(pk=pk).exists():
            _refuse(_("%(row)s cannot come back: what it belongs to is gone."), version)


def _refuse_side_effects(revision_row, undone):
    """Refuse to touch rows that the undone revision did not touch; addresses alone follow by themselves."""
    known = {_row_of(version) for version in undone}
    for version in _versions_in(revision_row) if revision_row else ():
        if version.instance_type is not FormerAddress and _row_of(version) not in known:
            _refuse(_("%(row)s depends on it by now."), version)


@receiver(pre_save)
@receiver(pre_delete)
def before_a_change(sender, instance, raw=False, **kwargs):
    if sender in tracked and instance.pk and not raw:
        keep_baseline(sender, [instance.pk])


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


@receiver(pre_delete)
def before_references_go(sender, instance, **kwargs):
    """Note who refers to a row that is to go: Django empties such references without a word."""
    if not issubclass(sender, Indexed):
        return
    instance._referring = defaultdict(set)
    for model, field in _references_to(sender):
        pks = model._base_manager.filter(**{field.name: instance.pk}).values_list("pk", flat=True)
        instance._referring[model, field.name].update(pks)
    for (model, _name), pks in instance._referring.items():
        keep_baseline(model, pks)


@receiver(post_delete)
def after_references_went(sender, instance, **kwargs):
    for (model, name), pks in getattr(instance, "_referring", {}).items():
        keep_all(model, pks, [name])


@receiver(m2m_changed)
def around_a_relation(sender, instance, action, reverse, model, pk_set, raw=False, **kwargs):
    owner = model if reverse else type(instance)
    if owner not in tracked or raw:
        return
    field = next(field for field in owner._meta.many_to_many if field.remote_field.through is sender)
    pks = _owners(owner, field, instance, action, pk_set) if reverse else [instance.pk]
    if action.startswith("pre_"):
        keep_baseline(owner, pks)
    else:
        keep_all(owner, pks, [field.name])


def _owners(owner, field, instance, action, pk_set):
    """Return the keys of the rows that a relation is changed of from its other side."""
    if action == "pre_clear":
        found = owner._base_manager.filter(**{field.name: instance.pk})
        instance._cleared = list(found.values_list("pk", flat=True))
    return instance._cleared if action.endswith("clear") else pk_set


@receiver(records_updating)
def before_an_update(sender, pks, **kwargs):
    if sender in tracked:
        keep_baseline(sender, pks)


@receiver(records_updated)
def after_an_update(sender, pks, **kwargs):
    if sender in tracked:
        keep_all(sender, pks)
