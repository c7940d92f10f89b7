"""A row of a table, and what it comes to."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import models
from django.utils.translation import get_language, pgettext_lazy

from organisations.languages import Text, site_languages
from organisations.models import OtherName, Record
from organisations.models.translations import partial_edit

from .cells import EMPTIED

NEW, OUT = "new", "out"  # decisions on a row; any other is the key of the record that it is about


class Outcome(models.TextChoices):
    """What a row comes to, in the order in which pages tell it."""

    NEW = "new", pgettext_lazy("of a row", "new")
    CHANGED = "changed", pgettext_lazy("of a row", "changed")
    SAME = "same", pgettext_lazy("of a row", "unchanged")
    AMBIGUOUS = "doubtful", pgettext_lazy("of a row", "doubtful")
    OUT = "out", pgettext_lazy("of a row", "left out")
    REFUSED = "refused", pgettext_lazy("of a row", "refused")


class Doubt(models.TextChoices):
    """Why nobody but an editor can say what a row is about."""

    RECORD = "record", pgettext_lazy("a row is", "like a record that is there")
    ROW = "row", pgettext_lazy("a row is", "like another row")
    OTHER = "other", pgettext_lazy("a row is", "doubtful for another reason")


class Likely(NamedTuple):
    """A record that a row may be about, by which of its names, and why."""

    pk: int
    slug: str
    text: Text
    reason: str

    @property
    def key(self):
        return str(self.pk)


class Change(NamedTuple):
    """What a column of a record was and will be, each with its language; empty where there was nothing."""

    label: str
    old: Text
    new: Text


@dataclass
class Planned:
    """A row, and what it comes to: the record with its new values, not saved yet, and its parts."""

    number: int
    cells: dict
    outcome: str = Outcome.REFUSED
    reasons: list = field(default_factory=list)
    values: dict = field(default_factory=dict)
    record: Record = None
    likely: list = field(default_factory=list)  # records that it may be about
    made_slug: str = ""  # of its name, where it gives none
    keys: list = None  # by which it is compared, with records as with other rows
    doubts: list = field(default_factory=list)
    decision: str = ""  # of an editor: NEW, OUT or the key of the record that it is about
    dropped: list = field(default_factory=list)  # cells without which it comes (see ``cells.Values``)
    is_repaired: bool = False  # the readings that are offered are taken
    offered: list = field(default_factory=list)  # cells that can be read as something else
    columns: list = field(default_factory=list)  # of the record that change
    changes: list = field(default_factory=list)
    links: dict = field(default_factory=dict)  # many-to-many field: its new rows
    parts: list = field(default_factory=list)  # names, contact points, citations: new or changed
    gone: list = field(default_factory=list)  # names, contact points and identifiers that are taken away
    is_shelter: bool = False  # it makes or changes a record that seems to be of a shelter

    @property
    def identifiers(self):
        return [one.natural_key() for one in self.values.get("identifier", ())]

    def doubt(self, doubt, reason):
        self.doubts.append(doubt)
        self.reasons.append(reason)

    @property
    def emptied(self):
        """The columns that the row empties."""
        return [code for code, value in self.values.items() if value in EMPTIED]

    def refuse(self, *reasons):
        self.outcome, self.reasons = Outcome.REFUSED, [*self.reasons, *reasons]

    def full_clean(self):
        """Make the record ready to be written; raise ValidationError for what its model does not allow.

        What the database checks by itself it is left to: a query for each of
        its rules would take three times as long as all the rest.
        """
        self.record.translation_edit = partial_edit(self.record, self.values)
        self.record.derive()
        self.record.full_clean(validate_constraints=False)

    @property
    def lists(self):
        """What the lists of the record will hold, as far as the row says it."""
        there = self.record.other_names.all() if self.record.pk else ()
        there = [one for one in there if one not in self.gone]
        names = [*there, *(part for part in self.parts if isinstance(part, OtherName))]
        none = dict.fromkeys((field.name for field in self.record._meta.many_to_many), ())
        return ({} if self.record.pk else none) | self.links | {"other_names": names}

    @property
    def is_written(self):
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)

    @property
    def slug(self):
        return self.record.slug if self.record else self.cells.get("slug", "")

    @property
    def is_doubtful(self):
        return bool(self.decision) or self.outcome == Outcome.AMBIGUOUS

    @property
    def only_lacks(self):
        """Tell whether nothing of the row is to be decided but whether it comes without some of its cells."""
        return bool(self.dropped) and self.decision in ("", OUT) and not self.doubts

    @property
    def choices(self):
        """The records that it may be about, the one that was chosen first."""
        if not self.decision.isdigit() or not self.record:
            return self.likely
        return [Likely(self.record.pk, self.record.slug, self.name, ""), *self.likely]

    @property
    def name(self):
        """The name in the row, in the first language that has one."""
        names = ((self.cells.get(f"name_{code}"), code) for code in (get_language(), *site_languages()))
        return next((Text(name, code) for name, code in names if name), Text("", get_language()))
