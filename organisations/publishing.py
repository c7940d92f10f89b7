"""From draft to published and back: who may do it, and what stands in the way."""

from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .disclosure import public_view
from .history.recording import revision
from .models import ContactPoint, Person, Record, Revision, permission

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = Record.Status.values


class Transition(NamedTuple):
    """Something done with a record as a whole: from which states to which (None: it stays as it is)."""

    name: str
    label: str
    done: str  # what the list says afterwards, with the record's name
    before: tuple
    after: str | None
    permission: str
    revision: str


TRANSITIONS = {
    act.name: act
    for act in (
        Transition(
            "submit",
            _("Send for publishing"),
            _("Sent for publishing: %(name)s."),
            (DRAFT,),
            REVIEW,
            "change",
            Revision.Act.SUBMITTED,
        ),
        Transition(
            "publish",
            _("Publish"),
            _("Published: %(name)s."),
            (DRAFT, REVIEW, WITHDRAWN),
            PUBLISHED,
            "publish",
            Revision.Act.PUBLISHED,
        ),
        Transition(
            "redraft",
            _("Back to draft"),
            _("A draft again: %(name)s."),
            (REVIEW,),
            DRAFT,
            "change",
            Revision.Act.RETURNED,
        ),
        Transition(
            "confirm",
            _("Confirm as still correct"),
            _("Confirmed as correct today: %(name)s."),
            (DRAFT, REVIEW, PUBLISHED),
            None,
            "change",
            Revision.Act.CONFIRMED,
        ),
        Transition(
            "withdraw",
            _("Withdraw"),
            _("Withdrawn: %(name)s. No page of the site shows it any more."),
            (DRAFT, REVIEW, PUBLISHED),
            WITHDRAWN,
            "publish",
            Revision.Act.WITHDRAWN,
        ),
        Transition(
            "restore",
            _("Bring back as a draft"),
            _("A draft again: %(name)s."),
            (WITHDRAWN,),
            DRAFT,
            "publish",
            Revision.Act.RESTORED,
        ),
    )
}


def available_transitions(record, user):
    """Return what the user may do with the record in the state that it is in."""
    return [
        act
        for act in TRANSITIONS.values()
        if record.status in act.before and may_apply(user, act, type(record))
    ]


def may_apply(user, act, model):
    return user.has_perm(permission(model, act.permission))


def publishing_blockers(record):
    """Return, in words, what stands in the way of publishing a record; nothing if it may be."""
    found = []
    if not record.citations.exists():
        found.append(_("No source is cited yet. Add a citation, then publish."))
    status, record.status = record.status, PUBLISHED
    try:
        record.full_clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            label = "" if name == NON_FIELD_ERRORS else f"{record._meta.get_field(name).verbose_name}: "
            found += [f"{label}{message}" for message in messages]
    finally:
        record.status = status
    return found


@transaction.atomic
def apply_transition(act, record, user):
    """Do it to the record as the database has it now, as a revision of its own.

    Raises PermissionDenied if the user may not, and ValidationError, in words,
    if the record is in another state by now or may not be published.
    """
    if not may_apply(user, act, type(record)):
        raise PermissionDenied
    current = type(record)._base_manager.select_for_update().get(pk=record.pk)
    if current.status not in act.before:
        raise ValidationError(in_another_state(current))
    if act.after == PUBLISHED and (found := publishing_blockers(current)):
        raise ValidationError(found)
    if act.after:
        current.status, columns = act.after, ["status"]
    else:
        columns = current.note_check(Record.Checker.EDITOR, user)
    with revision(user, act.revision):
        current.save(update_fields=columns)
    return current


def in_another_state(record):
    """Return, in words, that something cannot be done with a record as it is by now."""
    words = {"name": str(record), "status": record.get_status_display()}
    return _("%(name)s is %(status)s: this cannot be done with it.") % words


def publishing_warnings(record):
    """Return, in words, what of a record not yet published needs a second look, as it may endanger."""
    found = []
    if isinstance(record, Person):
        found.append(_("This publishes a person's name and roles. Is the ground for it right?"))
    points = public_view(record).contact_points
    addresses = [one for one in points if one.channel == ContactPoint.Channel.VISIT]
    return found + [_("This publishes a postal address: %(address)s") % {"address": one} for one in addresses]
