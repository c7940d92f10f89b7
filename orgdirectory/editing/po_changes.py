"""What a file of translations would change in the directory, and the change itself."""

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

from .po import Line, RefusedError, check, is_known
from .texts import UNSURE, Entry, entries

REVIEWED, UNREVIEWED = Record.TranslationReview.REVIEWED, Record.TranslationReview.UNREVIEWED


class Kind(models.TextChoices):
    """What a line of a file does to its text."""

    NEW = "new", gettext_lazy("New texts")
    CHANGED = "changed", gettext_lazy("Changed texts")
    REVIEWED = "reviewed", gettext_lazy("Texts as they were, now reviewed")
    DOUBTED = "doubted", gettext_lazy("Texts as they were, no longer reviewed")
    SAME = "same", gettext_lazy("Texts as they were")


class Change(NamedTuple):
    line: Line
    entry: Entry
    kind: Kind

    @property
    def text(self):
        return Text(self.line.translation, self.entry.translation.language)


class LeftOut(NamedTuple):
    line: Line
    entry: Entry | None
    reason: str


class Plan(NamedTuple):
    """All that a file would do; ``marks`` says of records whether their translation counts as reviewed."""

    language: str
    changes: list
    left_out: list
    marks: dict

    def of(self, kind):
        return [change for change in self.changes if change.kind == kind]

    @property
    def effective(self):
        return [change for change in self.changes if change.kind != Kind.SAME]


def plan(user, language, lines):
    """Return what the lines of a file would change, or raise ``RefusedError`` for all of it."""
    known = {entry.id: entry for entry in entries(user, language)}
    result, pairs = Plan(language, [], [], {}), defaultdict(list)
    for line in lines:
        entry = known.get(line.id)
        if entry is None and not is_known(line.id):
            raise RefusedError(line.number, _("No text is called “%(id)s”.") % {"id": line.id})
        if entry and line.translation != tidy(entry.translation.text):
            check(line, entry)
        if reason := reason_against(line, entry):
            result.left_out.append(LeftOut(line, entry, reason))
        elif line.translation:
            pairs[entry.row].append((line, entry))
    for row, its_pairs in pairs.items():
        judge(row, its_pairs, result)
    return result


def reason_against(line, entry):
    """Return why a line is left out, or an empty text."""
    if entry is None:
        return _("It is no longer there to be translated.")
    if line.original != tidy(entry.original.text):
        return _("The original has changed since the file was exported.")
    if line.is_unsure and not isinstance(entry.row, Record) and is_change(line, entry):
        return _("It is marked as uncertain (fuzzy), and readers could not be told so.")
    return ""


def is_change(line, entry):
    return bool(line.translation) and line.translation != tidy(entry.translation.text)


def judge(row, pairs, result):
    """Add to a plan what the lines on one row come to."""
    mark = mark_for(row, pairs, result.language) if isinstance(row, Record) else None
    if mark:
        result.marks[row] = mark
    for line, entry in pairs:
        result.changes.append(Change(line, entry, kind_of(line, entry, mark)))


def kind_of(line, entry, mark):
    if is_change(line, entry):
        return Kind.CHANGED if entry.translation.text else Kind.NEW
    if mark == REVIEWED and entry.is_unsure and not line.is_unsure:
        return Kind.REVIEWED
    if mark == UNREVIEWED and line.is_unsure and not entry.is_unsure:
        return Kind.DOUBTED
    return Kind.SAME


def mark_for(record, pairs, language):
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
    """
    texts = defaultdict(dict)
    for change in planned.effective:
        texts[change.entry.row][change.entry.column] = change.line.translation
    rows, pace = list(texts.items()), Pace(first=20)
    with revision(user, Revision.Act.TRANSLATED, note):
        while rows:
            piece, rows = rows[: pace.size], rows[pace.size :]
            with pace.measured(), transaction.atomic(), deferred():
                for row, columns in piece:
                    write_row(planned, row, columns)
                    if still and hasattr(row, "citations"):
                        affirm(type(row)._base_manager.get(pk=row.pk), columns)
            if rows:
                let_others_write()


def write_row(planned, row, columns):
    if row in planned.marks:
        columns[f"translation_review_{planned.language}"] = planned.marks[row]
    # What else was changed meanwhile stays as it is now.
    fresh = type(row)._base_manager.select_for_update().get(pk=row.pk)
    write(fresh, columns, planned.language)


def write(row, columns, language):
    for column, value in columns.items():
        setattr(row, column, value)
    if columns.get(f"translation_review_{language}") == REVIEWED:
        row.translation_edit = TranslationEdit(affirmed=(language,))
    elif isinstance(row, Record):
        row.translation_edit = partial_edit(row, columns)
    row.save()
