"""Takes a revision back, row by row: what can be undone is, and what stays is told with its reason.

What somebody wrote since is never lost (``three_way``). What the revision made goes
together with what it made for it, or stays whole. A merging is undone only if the record
that went can come back: else half of it would be left.
"""

from collections import defaultdict
from contextlib import nullcontext
from copy import copy
from itertools import groupby
from typing import NamedTuple

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..models import FormerSlug, Record, Revision, Version, permission
from ..models.confidentiality import strictest
from ..models.former_slugs import Slugged, slug_digest
from ..models.publication import as_stored, is_cited, publishing_checked_at_end
from ..search.index import deferred, index
from .bulk import delete_many, overwrite_many
from .changes import is_withdrawn
from .erase import going_into_another
from .recording import LazyRevision, within
from .three_way import changes_in, merged, that_stay
from .versions import as_it_was, columns, tracked

MANY = 20  # records of a kind are written at once
DECIDED = ("status", "confidentiality", "legal_basis", "review_on")  # by publishers


class Left(NamedTuple):
    """A row that stays as it is, wholly or in part, and why, in words."""

    version: Version  # as the revision left it
    reason: str


class Undone(NamedTuple):
    """What came of it: the new revision, if anything of it is kept, and what was left as it is."""

    revision: Revision | None
    left: list


class NothingUndoneError(ValidationError):
    """Nothing of a revision can be undone; ``left`` says why, row by row."""

    def __init__(self, left):
        self.left = left
        reasons = [f"{words_of(one.version)}: {one.reason}" for one in left]
        super().__init__(reasons or [_("There is nothing to undo.")])


def undo(revision_row, user=None, *, of=None):
    """Bring what a revision changed back to what it was before, as one new revision; return ``Undone``.

    ``of`` narrows it to {kind of record: keys}. Raises a ValidationError in words, and
    changes nothing, if nothing of it can be undone.
    """
    ahead = undoing_of(revision_row, user)
    left = undo_within(ahead, of)
    return Undone(ahead.row, left)


def undoing_of(revision_row, user=None):
    """Return the revision to come in which one is undone, be it in one transaction or in many."""
    note = f"{timezone.localtime(revision_row.date):%Y-%m-%d %H:%M}"
    return LazyRevision(user, Revision.Act.UNDONE, note, revision_row)


def undo_within(ahead, of=None):
    """Undo what a revision did ``of`` some records within the one to come; return what is left."""
    with within(ahead), publishing_checked_at_end(), deferred():
        changes = [] if ahead.undoes.is_baseline else list(changes_in(ahead.undoes, of))
        undoing = _Undoing(changes, ahead)
        undoing.do_all()
    return undoing.left


def preview(revision_row, user, show, *, of=None):
    """Return what ``show`` makes of what ``undo`` would do: it is done for the moment and taken back."""
    with transaction.atomic():
        shown = show(undo(revision_row, user, of=of))
        transaction.set_rollback(True)
    return shown


@transaction.atomic
def may_undo(revision_row, user, *, of=None):
    """Tell whether somebody may do by herself all that undoing a revision may do."""
    needed = set()
    for change in changes_in(revision_row, of):
        needed.add(permission(change.model, "change") if change.model is not FormerSlug else "")
        if issubclass(change.model, Record) and not (change.altered_it and _stays_as_decided(change)):
            needed.add(permission(change.model, "publish"))
    return user.has_perms(needed - {""})


def _stays_as_decided(change):
    return all(getattr(change.before, name, "") == getattr(change.version, name, "") for name in DECIDED)


def words_of(version):
    """Return what the row of a version is called; where what it is named after is gone, its kind."""
    row = as_it_was(version)
    try:
        return str(row)
    except ObjectDoesNotExist:  # a source, a role
        return str(row._meta.verbose_name)


def restore_row(version, *, or_nowhere=False):
    """Make a row what a version says of it, whether or not it is still there; return it."""
    model = version.instance_type
    pk = getattr(version, model._meta.pk.attname)
    row = model._base_manager.filter(pk=pk).first() or model(pk=pk)
    for field in columns(model):
        setattr(row, field.attname, getattr(version, field.attname))
    lead_to_what_is_there(row, or_nowhere=or_nowhere)
    return save_with(row, version.related)


def lead_to_what_is_there(row, *, or_nowhere=False):
    """Empty what a row refers to and is gone, where it may be without; else refuse it.

    A tie or a citation is of what it refers to, and is nothing without; the database
    would tell only at the end. A record leads nowhere only if that is allowed: what it
    was a part of may be still to come back.
    """
    for field in columns(type(row)):
        pk = field.is_relation and getattr(row, field.attname)
        if not pk or field.related_model._base_manager.filter(pk=pk).exists():
            continue
        is_record = isinstance(row, Record) and or_nowhere
        if not field.null or (field.related_model in tracked and not is_record):
            raise ValidationError(_("what it belongs to is gone"))
        setattr(row, field.attname, None)


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


def _is_plain(goes_back):
    """Tell whether something goes back that neither moves a record, nor shows or hides it, nor ties it."""
    values = goes_back.values.keys()
    return not goes_back.stay and (values or goes_back.related) and not any(map(_is_more, values))


def _is_more(column):
    return column in ("slug", *DECIDED) or column.endswith("_id")


class _Undoing:
    """The undoing of some changes: which of them are ``done``, and what is ``left``."""

    def __init__(self, changes, ahead):
        self.ahead = ahead
        self.addresses = [one for one in changes if one.model is FormerSlug]
        self.changes = [one for one in changes if one.model is not FormerSlug]
        self.done, self.left = {}, []

    def do_all(self):
        """Bring back what can be, take away what was new, and then bring back what had no place before."""
        coming = [one for one in self.changes if one.took_it or one.altered_it]
        waiting = self.bring_back(self.put_many(coming))
        self.delete_new([one for one in reversed(self.changes) if one.made_it])
        self.bring_back(waiting, is_last=True)
        self.lead_addresses_back()
        self.keep_cited()
        if not self.done:
            raise NothingUndoneError(self.left)

    def leave(self, change, reason):
        self.done.pop(change.key, None)
        self.left.append(Left(change.version, reason))
        if change.is_of_two_records:
            raise NothingUndoneError(self.left)

    def bring_back(self, changes, *, is_last=False):
        """Bring rows back; return those that cannot come yet, or at last leave them."""
        waiting = []
        for change in changes:
            try:
                with transaction.atomic():
                    self.put(change, or_nowhere=is_last)
            except (ValidationError, DatabaseError) as error:
                waiting.append(change)
                if is_last:
                    self.leave(change, _reason(error))
        return waiting

    def put_many(self, changes):
        """Write what many records were at once, as of an import; return the changes that it was not for."""
        kinds = defaultdict(list)
        for change in changes:
            is_record = change.altered_it and issubclass(change.model, Record)
            if is_record and not change.is_touched and _is_plain(goes_back := merged(change)):
                kinds[change.model].append((change, goes_back))
        for some in [found for found in kinds.values() if len(found) >= MANY]:
            rows, columns, links = [], set(), defaultdict(dict)
            for change, goes_back in some:
                rows.append(copy(change.row))
                for name, value in goes_back.values.items():
                    setattr(rows[-1], name, value)
                columns |= goes_back.values.keys()
                for name, keys in goes_back.related.items():
                    links[name][change.pk] = keys
                self.done[change.key] = change
            overwrite_many(rows, columns, links, self.ahead.ensure_row())
        return [change for change in changes if change.key not in self.done]

    def put(self, change, *, or_nowhere):
        """Make a row what it was, but for what was changed of it since."""
        if change.took_it:
            self.put_again(change, or_nowhere)
            return
        goes_back = merged(change)
        if self.shows_too_much(change, goes_back.values.get("confidentiality")):
            del goes_back.values["confidentiality"]
            self.left.append(Left(change.version, _("Only who may publish may let readers see more.")))
        if goes_back.values or goes_back.related:
            row = copy(change.row)
            for name, value in goes_back.values.items():
                setattr(row, name, value)
            lead_to_what_is_there(row, or_nowhere=or_nowhere)
            if change.is_touched:
                row.full_clean()
            save_with(row, goes_back.related)
            self.done[change.key] = change
        if goes_back.stay:
            names = ", ".join(str(capfirst(field.verbose_name)) for field in goes_back.stay)
            self.left.append(Left(change.version, _("changed since: %(fields)s") % {"fields": names}))

    def shows_too_much(self, change, level):
        """Tell whether a record would be less confidential than whoever undoes it may let it be."""
        user = self.ahead.user() if callable(self.ahead.user) else self.ahead.user
        if not (user and level and issubclass(change.model, Record)):
            return False
        is_looser = strictest(level, change.row.confidentiality) != level
        return is_looser and not user.has_perm(permission(change.model, "publish"))

    def put_again(self, change, or_nowhere):
        row = change.before.history_object
        if isinstance(row, Record) and row.status != Record.Status.WITHDRAWN and is_withdrawn(row):
            raise ValidationError(_("It has been withdrawn since. Bring it back as a draft first."))
        if isinstance(row, Slugged):
            FormerSlug.objects.clear(row)
        restore_row(change.before, or_nowhere=or_nowhere)
        self.done[change.key] = change

    def delete_new(self, changes):
        """Delete rows that are new, but for those that stay."""
        staying = that_stay(changes)
        for change in changes:
            if reason := staying.get(change.key):
                self.leave(change, reason)
        going = [change for change in changes if change.key not in staying]
        drafts = {change.key for change in going if change.is_unknown_draft}
        many, others = [], []
        for change in going:
            is_simple = change.key in drafts or change.is_part or (change.owners and change.owners <= drafts)
            (many if is_simple else others).append(change)
        for _model, some in groupby(many, lambda change: change.model):
            delete_many([change.row for change in some], self.ahead.ensure_row())
        owners = {owner for change in many for owner in change.owners} - drafts
        index(owners, owners)
        for change in others:
            self.delete(change)
        self.done |= {change.key: change for change in going}

    @staticmethod
    def delete(change):
        """Delete a row; one that was there before went into another, and goes there again."""
        with going_into_another() if change.was_there else nullcontext():
            for row in change.model._base_manager.filter(pk=change.pk):
                row.delete()

    def lead_addresses_back(self):
        """Let former addresses lead where they led; the signals saw to those of what moved."""
        there = self.addresses_there()
        for change in self.addresses:
            if change.took_it and change.before.digest not in there:
                FormerSlug.objects.filter(digest=change.before.digest).delete()
                restore_row(change.before)
            elif change.altered_it and self.is_there(change.before):
                restore_row(change.before)

    def addresses_there(self):
        """Return what stands for the present addresses of the records concerned."""
        kinds = {one.model for one in self.changes if issubclass(one.model, Slugged)}
        pks = [one.pk for one in self.changes]
        slugs = (
            (kind, kind._base_manager.filter(pk__in=pks).values_list("slug", flat=True)) for kind in kinds
        )
        return {slug_digest(kind, slug) for kind, some in slugs for slug in some}

    @staticmethod
    def is_there(address):
        """Tell whether the record is there that a former address led to."""
        kind = next(model for model in tracked if model._meta.model_name == address.kind)
        return kind._base_manager.filter(slug=address.successor).exists()

    def keep_cited(self):
        """Leave what would publish a record uncited; one that came back without a source is a draft."""
        concerned = as_stored(self.concerned())
        for record in sorted(concerned, key=lambda record: self.came_back(record)):
            if record.is_published and not is_cited(record):
                self.keep_one_cited(record)

    def concerned(self):
        """Yield the records that may be published by it, and those from which a citation was taken."""
        for change in self.done.values():
            is_record = issubclass(change.model, Record) and change.before
            if is_record and (change.took_it or change.before.status != change.version.status):
                yield change.model(pk=change.pk)
            for field in columns(change.model) if hasattr(change.model, "supports") else ():
                pk = getattr(change.last, field.attname)
                if pk and field.is_relation and issubclass(field.related_model, Record):
                    yield field.related_model(pk=pk)

    def came_back(self, record):
        change = self.done.get((type(record), record.pk))
        return bool(change) and change.took_it

    def keep_one_cited(self, record):
        reason = _("What is published keeps at least one citation.")
        relation = record._meta.get_field("citations")
        taken = [
            change
            for change in self.done.values()
            if change.model is relation.related_model
            and getattr(change.last, relation.field.attname) == record.pk
        ]
        if self.came_back(record):
            record.status = Record.Status.DRAFT
            record.save()
            words = _("It has come back as a draft: no source is cited of it any more.")
            self.left.append(Left(self.done[type(record), record.pk].version, words))
        elif change := next(iter(taken), None) or self.done.get((type(record), record.pk)):
            restore_row(change.last)
            self.leave(change, reason)


def _reason(error):
    """Return why a row cannot come back, in words."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return _("something else has taken its place")
