"""What texts were before, for files that do not say what was in them when they were made."""

from collections import defaultdict

from organisations.history.versions import tracked
from organisations.models import Record, Revision
from organisations.text import tidy

REVIEWED = Record.TranslationReview.REVIEWED


class EarlierTexts:
    """The earlier texts of some entries, by the history: a query for each kind of record.

    Of what has no history, and of a text that never changed, nothing is known.
    """

    def __init__(self, entries):
        wanted = defaultdict(lambda: (set(), set()))
        for entry in entries:
            if type(entry.row) in tracked:
                keys, columns = wanted[type(entry.row)]
                keys.add(entry.row.pk)
                columns |= {entry.column, *review_of(entry)}
        self.versions = defaultdict(list)
        for model, (keys, columns) in wanted.items():
            rows = model.history.filter(id__in=keys).order_by("history_id")
            for row in rows.values("id", "revision_id", "history_date", *columns):
                self.versions[model, row["id"]].append(row)

    def of(self, entry):
        return self.versions[type(entry.row), entry.row.pk]

    def had(self, entry, text):
        return any(tidy(version[entry.column]) == text for version in self.of(entry))

    def was_unsure(self, entry, text):
        """Tell whether nobody had reviewed a text at some time."""
        return any(
            tidy(version[entry.column]) == text and version[review] != REVIEWED
            for version in self.of(entry)
            for review in review_of(entry)
        )

    def at(self, entry, moment):
        """Return the text at a moment; as it is now where it has not changed."""
        versions = [
            version
            for version in self.of(entry)
            if version["revision_id"] == Revision.BASELINE or version["history_date"] <= moment
        ]
        found = versions[-1:] or self.of(entry)[:1]  # what is newer was made in the same minute
        return tidy(found[0][entry.column] if found else entry.translation.text)


def review_of(entry):
    """Return the column that says whether a translation was reviewed, if there is one, in a tuple."""
    return (f"translation_review_{entry.translation.language}",) if isinstance(entry.row, Record) else ()
