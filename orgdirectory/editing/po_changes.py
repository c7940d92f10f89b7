"""What a file of translations would change in the directory, and the change itself.

A line changes something only if its translator changed it: one that stands as it went
out is left as it is, whatever was done here since. What was changed on both sides, and what is
hardly a translation, waits until an editor has looked at it.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.affirming import affirm
from organisations.history.recording import revision
from organisations.languages import Text
from organisations.models import Record, Revision
from organisations.models.translations import TranslationEdit, partial_edit
from organisations.search.index import deferred
from organisations.text import tidy
from organisations.turns import Pace, let_others_write

from .po import Line, mark
from .po_doubts import no_translation, obstacle
from .po_history import EarlierTexts
from .po_ids import followed, is_known
from .texts import UNSURE, Entry, entries

REVIEWED, UNREVIEWED = Record.TranslationReview.REVIEWED, Record.TranslationReview.UNREVIEWED


class Kind(models.TextChoices):
    """What a line of a file does to its text."""

    APART = "apart", gettext_lazy("Texts to be looked at, one by one")
    NEW = "new", gettext_lazy("New texts")
    CHANGED = "changed", gettext_lazy("Changed texts")
    REVIEWED = "reviewed", gettext_lazy("Texts as they were, now reviewed")
    DOUBTED = "doubted", gettext_lazy("Texts as they were, no longer reviewed")
    SAME = "same", gettext_lazy("Texts as they were")


class Change(NamedTuple):
    line: Line
    entry: Entry
    kind: Kind
    reason: str = ""

    @property
    def text(self):
        return Text(self.line.translation, self.entry.translation.language)

    @property
    def line_seen(self):
        """The line, marked with the text that it meets: it changes that one and no other."""
        now = tidy(self.entry.translation.text)
        return self.line._replace(mark=mark(self.line.id, now, self.entry.is_unsure))


class LeftOut(NamedTuple):
    number: int
    reason: str
    line: Line | None = None
    entry: Entry | None = None


class Plan(NamedTuple):
    """All that a file would do; ``reviews`` says of records whether their translation counts as reviewed."""

    language: str
    changes: list
    left_out: list
    reviews: dict

    def of(self, *kinds):
        return [change for change in self.changes if change.kind in kinds]

    @property
    def effective(self):
        return [change for change in self.changes if change.kind not in (Kind.SAME, Kind.APART)]


def plan(user, language, file, taken=()):
    """Return what the lines of a file would change; ``taken`` are the ids of doubtful texts to take.

    Such a text does not count as reviewed.
    """
    result = Plan(language, [], [LeftOut(*one) for one in file.faults], {})
    pairs = matched(user, language, file, result)
    earlier = EarlierTexts(entry for line, entry in pairs if not line.mark)
    by_row = defaultdict(list)
    for line, entry in pairs:
        is_bad = is_effective(line, entry) and no_translation(line, entry)
        if reason := overtaken(line, entry, earlier, file.exported_at) or (line.id not in taken and is_bad):
            result.changes.append(Change(line, entry, Kind.APART, reason))
        else:
            by_row[entry.row].append((line._replace(is_unsure=True) if is_bad else line, entry))
    for row, its_pairs in by_row.items():
        judge(row, its_pairs, result)
    return result


def matched(user, language, file, result):
    """Return the (line, entry) pairs that say something, and note in the result what they are not."""
    known = {entry.id: entry for entry in entries(user, language)}
    pairs, seen = [], {}
    for line in file.lines:
        entry = known.get(line.id) or known.get(followed(line.id))
        if entry and line.is_untouched:
            result.changes.extend([Change(line, entry, Kind.SAME)] if line.translation else [])
        elif reason := reason_against(line, entry) or twice(line, entry, seen):
            result.left_out.append(LeftOut(line.number, reason, line, entry))
        elif line.translation:
            seen[entry.id] = line.number
            pairs.append((line, entry))
    return pairs


def reason_against(line, entry):
    """Return why a line is left out, or an empty text."""
    if entry is None:
        if is_known(line.id):
            return _("It is no longer there to be translated.")
        return _("No text is called “%(id)s”.") % {"id": line.id}
    if line.original != tidy(entry.original.text):
        if line.id != entry.id:
            return _("What it belonged to has become another record, whose original reads otherwise.")
        return _("The original has changed since the file was exported.")
    if line.is_unsure and not isinstance(entry.row, Record) and is_change(line, entry):
        return _("It is marked as uncertain (fuzzy), and readers could not be told so.")
    return obstacle(line, entry) if is_change(line, entry) else ""


def twice(line, entry, seen):
    """Return why a line is left out that is on the same text as one before, under an earlier id."""
    if entry.id not in seen or not line.translation:
        return ""
    reason = _("“%(id)s” stands in the file twice, first on line %(line)s.")
    return reason % {"id": entry.id, "line": seen[entry.id]}


def is_change(line, entry):
    return bool(line.translation) and line.translation != tidy(entry.translation.text)


def is_effective(line, entry):
    return is_change(line, entry) or (entry.is_unsure and not line.is_unsure)


def overtaken(line, entry, earlier, exported_at):
    """Return what happened to a text here since its line went out, as far as that is against the line."""
    now = tidy(entry.translation.text)
    if line.mark:
        if line.went_out_as(now):
            return ""
        if line.went_out_as(line.translation):
            return _("The text is as it went out; here it has changed since.")
        both = _("The text has changed both in the file and here since it went out.")
        return both if is_change(line, entry) else ""
    if not is_change(line, entry):
        is_doubted = line.is_unsure and not entry.is_unsure and earlier.was_unsure(entry, now)
        return _("The text is uncertain in the file; here it has been reviewed since.") if is_doubted else ""
    if earlier.had(entry, line.translation):
        return _("The text is an earlier one; here it has changed since.")
    if exported_at and earlier.at(entry, exported_at) != now:
        return _("The text has changed here since the file was made.")
    return ""


def judge(row, pairs, result):
    """Add to a plan what the lines on one row come to."""
    review = review_after(row, pairs, result.language) if isinstance(row, Record) else None
    if review:
        result.reviews[row] = review
    for line, entry in pairs:
        result.changes.append(Change(line, entry, kind_of(line, entry, review)))


def kind_of(line, entry, review):
    if is_change(line, entry):
        return Kind.CHANGED if entry.translation.text else Kind.NEW
    if review == REVIEWED and entry.is_unsure and not line.is_unsure:
        return Kind.REVIEWED
    if review == UNREVIEWED and line.is_unsure and not entry.is_unsure:
        return Kind.DOUBTED
    return Kind.SAME


def review_after(record, pairs, language):
    """Return how the record's translation counts after the lines on it, or None if they change nothing.

    It is reviewed if every text there is in the language was sent as certain,
    or was reviewed before and not sent at all.
    """
    before = record.text_state(language)
    sent = {entry.field: line.is_unsure for line, entry in pairs}
    there = {field for field in record.texts if getattr(record, f"{field}_{language}")} | set(sent)
    certain = all(not sent.get(field, before in UNSURE) for field in there)
    doubted = before not in UNSURE and any(sent.values())
    confirmed = before in UNSURE and certain
    if any(is_change(*pair) for pair in pairs) or doubted or confirmed:
        return REVIEWED if certain else UNREVIEWED
    return None


def apply_plan(planned, user, note="", *, still=False):
    """Write what was planned, as one revision, in short transactions; ``still``, the sources state it all.

    If it is broken off, the same file does the rest when it is handed in again.
    What somebody changes meanwhile stays, and is noted in the plan as left out.
    """
    changes = defaultdict(list)
    for change in planned.effective:
        changes[change.entry.row].append(change)
    rows, pace = list(changes.items()), Pace(first=20)
    with revision(user, Revision.Act.TRANSLATED, note):
        while rows:
            piece, rows = rows[: pace.size], rows[pace.size :]
            with pace.measured(), transaction.atomic(), deferred():
                for row, its_changes in piece:
                    columns = write_row(planned, row, its_changes)
                    if still and columns and hasattr(row, "citations"):
                        affirm(type(row)._base_manager.get(pk=row.pk), columns)
            if rows:
                let_others_write()


def write_row(planned, row, changes):
    """Write what a file changes in a row, but for texts that are no longer as planned; return what was."""
    fresh = type(row)._base_manager.select_for_update().filter(pk=row.pk).first()
    late = [change for change in changes if not (fresh and is_as_planned(change, fresh))]
    reason = _("The text has just been changed here.")
    planned.left_out.extend(LeftOut(one.line.number, reason, one.line, one.entry) for one in late)
    columns = {change.entry.column: change.line.translation for change in changes if change not in late}
    if row in planned.reviews and not late:
        columns[f"translation_review_{planned.language}"] = planned.reviews[row]
    if columns:
        write(fresh, columns, planned.language)
    return columns


def is_as_planned(change, fresh):
    return tidy(getattr(fresh, change.entry.column)) == tidy(change.entry.translation.text)


def write(row, columns, language):
    for column, value in columns.items():
        setattr(row, column, value)
    if columns.get(f"translation_review_{language}") == REVIEWED:
        row.translation_edit = TranslationEdit(affirmed=(language,))
    elif isinstance(row, Record):
        row.translation_edit = partial_edit(row, columns)
    row.save()
