"""Bringing a record back to how it was after one of its revisions.

What publishers decide does not come back with it: whether and to whom it is
shown, on what ground, at what address, and who vouched for it. Its other names,
contact points, identifiers and citations are its own and come back. A tie is
just as much the other end's, so ties (and what is cited of them) come back only
if that is asked for. What cannot come back is left out and named, so that one
number that somebody else has by now does not keep a lost text away.
"""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Revision, Tie
from ..models.confidentiality import strictest
from ..models.publication import publishing_checked_at_end
from ..search.index import deferred
from .changes import ChangeLog, Entry, named
from .recording import revision
from .undo import save_with
from .versions import DELETED, columns, last_version

KEPT = frozenset(
    (
        "status",
        "confidentiality",
        "verified_on",
        "verified_by",
        "verified_through",
        "verified_digest",
        "slug",
        "added_on",
        "legal_basis",
        "review_on",
    )
)


class Restored(NamedTuple):
    """What came of it: the new revision, or None where nothing changed, and what was left out."""

    revision: Revision | None
    left_out: list  # versions of what could not come back, and of ties that were not asked for
    kept: list = []  # fields that publishers decide, and that were another then


class _Plan(NamedTuple):
    """What is to be done to the rows of a kind."""

    model: type
    to_delete: list  # keys
    bring_back: list  # versions
    elsewhere: list  # versions of rows that belong to another record by now


def restore(record, revision_row, user, *, ties=False):
    """Bring a record and what belongs to it back to how it was after a revision, as one new revision.

    Raises a ValidationError, and changes nothing, if the record itself cannot come back,
    or would lose its last citation while it is published.
    """
    note = "" if revision_row.is_baseline else f"{timezone.localtime(revision_row.date):%Y-%m-%d %H:%M}"
    with revision(user, Revision.Act.RESTORED, note) as ahead, publishing_checked_at_end(), deferred():
        own, *plans = _plans(record, revision_row, user, ties)
        if not own.bring_back:
            raise ValidationError(_("Nothing is kept of how it was then."))
        kept = _kept(record, own.bring_back[0])
        _save(_as_then(own.bring_back[0]))
        left_out = [] if ties else _ties_apart(record, revision_row, user)
        left_out += [version for plan in plans for version in plan.elsewhere]
        for plan in reversed(plans):
            for row in plan.model._base_manager.filter(pk__in=plan.to_delete):
                row.delete()
        for version in (version for plan in plans for version in plan.bring_back):
            try:
                _save(_as_then(version))
            except (ValidationError, DatabaseError):
                left_out.append(version)
    return Restored(ahead.row, left_out, kept)


def _kept(record, version):
    """Return the fields that stay as they are, although they were another then."""
    fields = [field for field in columns(type(record)) if field.name in KEPT and field.name != "added_on"]
    stored = type(record)._base_manager.get(pk=record.pk)
    return [field for field in fields if getattr(stored, field.attname) != getattr(version, field.attname)]


def _ties_apart(record, revision_row, user):
    """Return versions of the ties that were there then or are there now, and not both."""
    plans = [plan for plan in _plans(record, revision_row, user, ties=True) if issubclass(plan.model, Tie)]
    came = [last_version(plan.model, pk) for plan in plans for pk in plan.to_delete]
    return came + [version for plan in plans for version in plan.bring_back]


def preview_restore(record, revision_row, user):
    """Return what ``restore`` with all ties would change (an ``Entry``) and leave out (names).

    It is done for the moment and taken back, so that what it says is what will be.
    """
    with transaction.atomic():
        restored = restore(record, revision_row, user, ties=True)
        left_out, row = named(restored.left_out, user), restored.revision
        entry = ChangeLog(record, user).entries([row.pk])[0] if row else Entry(None, [])
        transaction.set_rollback(True)
    return entry, left_out


def _plans(record, revision_row, user, ties):
    """Return what is to be done, the record itself first, then what others refer to first."""
    change_log = ChangeLog(record, user)
    plans = [
        _plan(model, version_keys, record, revision_row, ties)
        for model, version_keys in change_log.version_keys.items()
    ]
    own = [plan for plan in plans if plan.model is type(record)] or [_Plan(type(record), [], [], [])]
    return own + [plan for plan in plans if plan.model is not type(record)]


def _plan(model, version_keys, record, revision_row, ties):
    is_record = model is type(record)
    own = set() if issubclass(model, Tie) else {type(record)}
    wanted_here = [stub for stub in version_keys if is_record or ties or stub["owners"] & own]
    now = {stub["id"]: stub for stub in wanted_here}
    then = {stub["id"]: stub for stub in wanted_here if stub["revision_id"] <= revision_row.pk}
    then, there = (
        {pk: stub for pk, stub in found.items() if stub["belongs"] and stub["history_type"] != DELETED}
        for found in (then, now)
    )
    came = [pk for pk in there if pk not in then and _began_here(pk, version_keys)]
    changed = [stub["history_id"] for pk, stub in then.items() if is_record or stub != now[pk]]
    versions = list(model.history.filter(history_id__in=changed).order_by("history_id"))
    elsewhere = [version for version in versions if _is_elsewhere(version.id, now, there)]
    return _Plan(model, came, [version for version in versions if version not in elsewhere], elsewhere)


def _is_elsewhere(pk, now, there):
    return pk not in there and now[pk]["history_type"] != DELETED


def _began_here(pk, version_keys):
    """Tell whether a row was made for this record, and did not come from another one."""
    first = next(stub for stub in version_keys if stub["id"] == pk)
    return first["before"] is None or first["before"]["history_type"] == DELETED


def _as_then(version):
    """Return the row with what a version holds, but for what publishers decide."""
    model = version.instance_type
    row = model._base_manager.select_for_update().filter(pk=version.id).first() or _gone(version)
    for field in columns(model):
        if field.name not in KEPT:
            setattr(row, field.attname, getattr(version, field.attname))
    return row, version.related


def _gone(version):
    """Return a row that is gone, no less confidential than it was then or at last."""
    row = version.history_object
    if hasattr(row, "confidentiality"):
        last = type(row).history.filter(id=version.id).order_by("history_id").last()
        row.confidentiality = strictest(row.confidentiality, last.confidentiality)
    return row


@transaction.atomic
def _save(row_and_related):
    row, related = row_and_related
    row.full_clean()
    save_with(row, related)
