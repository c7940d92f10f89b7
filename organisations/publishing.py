"""From draft to published and back: who may do it, and what stands in the way."""

from functools import cache
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import CheckConstraint, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from .disclosure import public_view
from .history.recording import LazyRevision, within
from .models import ContactPoint, Person, Record, Revision, permission
from .models.vouching import digest
from .shelters import exposed

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
    asks: str = ""  # what readers will see of it: done with many, it is asked once
    note: str = ""  # what is asked of whoever does it: she who is told reads the answer
    needs_note: bool = False

    def __str__(self):
        return str(self.label)


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
            note=_("A word to whoever publishes it"),
        ),
        Transition(
            "publish",
            _("Publish"),
            _("Published: %(name)s."),
            (DRAFT, REVIEW, WITHDRAWN),
            PUBLISHED,
            "publish",
            Revision.Act.PUBLISHED,
            _("Readers see these records as soon as you publish them."),
        ),
        Transition(
            "redraft",
            _("Back to draft"),
            _("A draft again: %(name)s."),
            (REVIEW,),
            DRAFT,
            "change",
            Revision.Act.RETURNED,
            _("Who sent these records for publishing sees that they were returned, and why."),
            _("Why does it go back?"),
            needs_note=True,
        ),
        Transition(
            "confirm",
            _("Confirm as still correct"),
            _("Confirmed as correct today: %(name)s."),
            (PUBLISHED,),
            None,
            "change",
            Revision.Act.CONFIRMED,
            _("Readers see that somebody has checked these records today."),
        ),
        Transition(
            "withdraw",
            _("Withdraw"),
            _("Withdrawn: %(name)s. No page of the site shows it any more."),
            (DRAFT, REVIEW, PUBLISHED),
            WITHDRAWN,
            "publish",
            Revision.Act.WITHDRAWN,
            _("No page of the site shows these records any more."),
        ),
        Transition(
            "discard",
            _("Throw the draft away"),
            _("Thrown away: %(name)s. Its name and address are free again."),
            (DRAFT, REVIEW),
            None,
            "publish",
            Revision.Act.WITHDRAWN,
            _("Readers never knew these drafts. They are deleted; their names and addresses are free again."),
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
        if record.status in act.before
        and may_apply(user, act, type(record))
        and record.pk not in unfit(act, [record])
    ]


def unfit(act, records):
    """Return {key: why} of records of one kind that are to be thrown away rather than withdrawn, or not."""
    if act.name not in ("withdraw", "discard"):
        return {}
    known = type(records[0]).ever_public([record.pk for record in records])
    if act.name == "withdraw":
        words = _("Readers never knew it: throw it away instead.")
        return {record.pk: [words] for record in records if record.pk not in known}
    words = _("Readers have known it: withdraw it instead.")
    return {record.pk: [words] for record in records if record.pk in known}


def may_apply(user, act, model):
    return user.has_perm(permission(model, act.permission))


def publishing_blockers(record):
    """Return, in words, what stands in the way of publishing a record; nothing if it may be."""
    return blockers_of([record])[record.pk]


def blockers_of(records):
    """Return {key: what stands in the way of publishing it} of records of one kind that are stored.

    What a row holds by itself the database has checked, and so it is asked only for what
    publishing makes of it, once for all records that are alike in it.
    """
    if not records:
        return {}
    model = type(records[0])
    known, references = {}, [field.name for field in model._meta.fields if field.is_relation]
    keys = [record.pk for record in records]
    cited = set(model._base_manager.filter(pk__in=keys, citations__isnull=False).values_list("pk", flat=True))
    found = {}
    for record in records:
        lacking = [] if record.pk in cited else [_("No source is cited yet. Add a citation, then publish.")]
        found[record.pk] = [*lacking, *_faults(record, references), *_broken_rules(record, known)]
    return found


def _faults(record, references):
    """Return what is wrong with the columns of a record, each with its label."""
    try:
        record.clean_fields(exclude=references)
    except ValidationError as error:
        labels = {name: record._meta.get_field(name).verbose_name for name in error.message_dict}
        return [f"{labels[name]}: {one}" for name, messages in error.message_dict.items() for one in messages]
    return []


def _broken_rules(record, known):
    """Return the rules that a record would break by being published; ``known`` is what came of others."""
    status, record.status = record.status, PUBLISHED
    broken = []
    for rule in rules_of_publishing(type(record)):
        values = (
            rule.name,
            *(getattr(record, name) for name in sorted(rule.condition.referenced_base_fields)),
        )
        if values not in known:
            known[values] = _breaks(record, rule)
        broken += known[values]
    record.status = status
    return broken


def _breaks(record, rule):
    try:
        rule.validate(type(record), record)
    except ValidationError as error:
        return error.messages
    return []


@cache
def rules_of_publishing(model):
    """Return the rules of the database that depend on whether a record is published."""
    rules = (one for one in model._meta.constraints if isinstance(one, CheckConstraint))
    return [one for one in rules if "status" in one.condition.referenced_base_fields]


class Standing(NamedTuple):
    """What hinders that something is done with a record, and what of it needs a second look.

    ``exposed`` is [(what, value)] of all by which readers could find a door.
    """

    record: Record
    obstacles: list = ()
    told: list = ()
    exposed: list = ()

    @property
    def seen(self):
        """Stands for all this: who agreed to it did not agree to what came since."""
        return digest(self.record.status, *self.obstacles, "", *self.told, *map(str, self.exposed))

    @property
    def answer(self):
        """What a page sends back of whoever agrees."""
        return f"{self.record.pk}-{self.seen}"


def standings(act, records):
    """Return the ``Standing`` of each of some stored records of one kind, in a few queries for all."""
    late = {record.pk: [in_another_state(record)] for record in records if record.status not in act.before}
    if act.after != PUBLISHED:
        late = (unfit(act, records) if records else {}) | late
        return [Standing(record, late.get(record.pk, ())) for record in records]
    blockers = blockers_of(records) | late
    fetch_shown(records)
    return [Standing(one, blockers[one.pk], publishing_warnings(one), exposed(one)) for one in records]


def fetch_shown(records):
    """Fetch together what readers will see of some records of one kind."""
    if records:
        names = {field.name for field in records[0]._meta.get_fields()}
        ways = {"seat", "founding_place", "needs", "other_names"} & names
        prefetch_related_objects(records, *type(records[0]).shown_in_lists(), *ways)


@transaction.atomic
def apply_transition(act, record, user, note="", ahead=None):
    """Do it to the record as the database has it now, as a revision of its own or the one that is ``ahead``.

    Raises PermissionDenied if the user may not, and ValidationError, in words, if the record
    is in another state by now, may not be published, or if a reason (``note``) is lacking.
    Withdrawing what readers never knew deletes it, and frees its name.
    """
    if not may_apply(user, act, type(record)):
        raise PermissionDenied
    current = type(record)._base_manager.select_for_update().get(pk=record.pk)
    if current.status not in act.before:
        raise ValidationError(in_another_state(current))
    if act.needs_note and not note.strip():
        raise ValidationError(_("Say why: who wrote it reads the reason."))
    if act.after == PUBLISHED and (found := publishing_blockers(current)):
        raise ValidationError(found)
    if act.name == "discard" and (found := unfit(act, [current])):
        raise ValidationError(found[current.pk])
    with within(ahead or LazyRevision(user, act.revision, note.strip())):
        _apply(act, current, user)
    return current


def _apply(act, record, user):
    if act.name == "discard" or unfit(act, [record]):
        record.delete()
    elif act.after:
        record.status = act.after
        record.save(update_fields=["status"])
    else:
        record.save(update_fields=record.note_check(Record.Checker.EDITOR, user))


MOVES = {act.revision: act.after for act in TRANSITIONS.values() if act.after}
HANDED_OVER = (Revision.Act.SUBMITTED, Revision.Act.RETURNED)


def handed_over(records):
    """Return {key: the revision that sent it for publishing or returned it} of records of one kind.

    Of a record that went on since there is none.
    """
    if not records:
        return {}
    versions = type(records[0]).history.filter(
        id__in=[record.pk for record in records], revision__act__in=MOVES
    )
    last = {one.id: one.revision for one in versions.select_related("revision__user").order_by("history_id")}
    return {
        record.pk: revision
        for record in records
        if (revision := last.get(record.pk))
        and revision.act in HANDED_OVER
        and record.status == MOVES[revision.act]
    }


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
