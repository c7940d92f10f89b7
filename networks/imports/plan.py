"""What the rows of a table would do to the directory, row by row, before anything is done."""

from django.conf import settings
from django.utils.translation import gettext as _

from organisations.duplicates import Entry, Index
from organisations.languages import Text, site_languages
from organisations.search.alike import Reason
from organisations.slugs import free_slug

from .cells import EVIDENCE, LISTS, label
from .changes import Changes
from .existing import ExistingRecords, keys_of
from .reader import Reader
from .rows import NEW, OUT, Doubt, Likely, Outcome, Planned

BATCH = 500
MOST_LIKELY = 5  # records, and rows, that are named as what a row may be


class Plan:
    """What rows, [(number, {column: text})], come to.

    ``decisions`` say of the row of a number what an editor made of it: ``NEW``, ``OUT``,
    or the key of the record that it is about. ``repaired`` are the numbers of those of which
    the repaired readings are taken.

    Those up to the number ``after`` were written before, and made the records with
    the keys ``made``: the rest is to come to what it would have come to with them.
    With ``still``, what was cited of a record states what the rows make of it; with
    ``loosens`` rows may let readers see more of where a record is. Cells filled with
    ``defaults``, {column: text}, do not replace what a record has.
    """

    def __init__(
        self,
        model,
        rows,
        decisions=(),
        repaired=(),
        after=0,
        made=(),
        *,
        still=False,
        defaults=None,
        loosens=False,
    ):
        self.model, self.made = model, set(made)
        self.decisions = {int(number): str(decision) for number, decision in dict(decisions).items()}
        self.repaired, self.reader = set(repaired), Reader(model)
        self.defaults = defaults or {}
        self.changes = Changes(model, self.reader, still=still, loosens=loosens)
        self.first_with = {}  # what only one row may have: the number of the first that has it
        all_rows = [self.read(Planned(number, cells)) for number, cells in rows]
        self.known, self.lines = ExistingRecords(model, all_rows), Index()
        self.rows = [row for row in all_rows if row.number > after]
        self.decide([row for row in all_rows if not row.reasons and row.decision != OUT], after)

    def decide(self, rows, after):
        """Say which records rows are about that can be read and are not left out."""
        matched = {row.number: pk for row in rows if (pk := self.match(row))}
        new = {row.number for row in rows if row.number not in matched and (row.doubts or not row.reasons)}
        self.known.compare([row for row in rows if row.number in new and row.number > after])
        for row in rows:
            if row.number in new and row.number > after:
                self.add(row)
            if row.doubts or not row.reasons:
                self.remember(row, matched.get(row.number))
        records = self.records(matched.values())
        for row in rows:
            if row.number in matched and row.number > after:
                self.change(row, records[matched[row.number]])

    @property
    def written(self):
        return [row for row in self.rows if row.is_written]

    def counts(self):
        """Return [(outcome, label, number of rows)] of each outcome."""
        outcomes = [row.outcome for row in self.rows]
        return [(outcome, outcome.label, outcomes.count(outcome)) for outcome in Outcome]

    def read(self, row):
        row.decision = self.decisions.get(row.number, "")
        row.is_repaired = row.number in self.repaired
        read = self.reader.values(row.cells, row.is_repaired)
        row.values, row.reasons, row.dropped, row.offered = read
        if row.decision == OUT and not row.reasons:
            row.outcome = Outcome.OUT
        return row

    # Which record a row is about

    def match(self, row):
        """Return the key of the record that a row is about; None for one that is new, doubtful or refused."""
        slug, identifiers = row.values.get("slug"), row.identifiers
        if slug and slug not in self.known.slugs:
            slug = row.values["slug"] = slug.lower()
        owners = {self.known.identifiers[one] for one in identifiers if one in self.known.identifiers}
        pk = self.known.slugs.get(slug) if slug else min(owners, default=None)
        if others := owners - {pk}:
            return row.refuse(_("The number belongs to “%(slug)s”.") % {"slug": self.slug_of(others)})
        if pk is None and row.decision.isdigit():
            return self.match_decided(row, int(row.decision))
        if pk is None:
            return None
        row.decision = ""
        if pk in self.known.withdrawn:
            return row.refuse(_("“%(slug)s” is withdrawn.") % {"slug": self.slug_of({pk})})
        return None if self.came_before(row, ("record", pk)) else pk

    def match_decided(self, row, pk):
        """Return the key of the record that an editor said a row is about; None if it is gone."""
        if pk not in self.known.slug_of or pk in self.known.withdrawn:
            row.decision = ""
            words = _("The record that was chosen for this row is gone or withdrawn. Decide again.")
            return row.doubt(Doubt.OTHER, words)
        row.values.pop("slug", None)  # the record keeps its address
        return None if self.came_before(row, ("record", pk)) else pk

    def slug_of(self, pks):
        return self.known.slug_of[min(pks)]

    def came_before(self, row, *keys):
        """Refuse a row if one before it has one of the keys."""
        before = [self.first_with.setdefault(key, row.number) for key in keys]
        if earlier := [number for number in before if number != row.number]:
            row.refuse(_("Line %(line)s is about the same record.") % {"line": earlier[0]})
        return bool(earlier)

    def remember(self, row, pk):
        """Note a row, in place of a record, for those after it; ``pk`` is the record that it changes."""
        self.lines.add(Entry(pk, row.number, Text("", "")), row.keys or keys_of(row))

    # New records

    def add(self, row):
        """Say what a row comes to that is about no record by its slug or identifier."""
        for code in row.emptied:  # what is new has nothing to empty
            del row.values[code]
        if any(one.is_name for one in row.offered):
            row.outcome = Outcome.AMBIGUOUS
            return row.doubt(
                Doubt.OTHER, _("The letters of the name are broken: take the reading offered, or mend them.")
            )
        slug = row.values.get("slug") or row.made_slug
        alike = [one for one in self.known.index.find(row.keys) if one.pk not in self.made]
        if reason := self.rejection_reason(row, alike, slug):
            return row.refuse(reason)
        if self.came_before(row, *(("number", one) for one in row.identifiers)):
            return None
        alike = [one for one in alike if one.pk not in self.known.withdrawn][:MOST_LIKELY]
        self.doubt_records(row, alike)
        self.doubt_rows(row, self.lines.find(row.keys), {one.pk for one in alike})
        if "slug" not in row.values and self.is_taken(slug) and not row.doubts:
            row.doubt(Doubt.OTHER, _("“%(slug)s” would have the same address.") % {"slug": slug})
        if row.doubts and row.decision != NEW:
            row.outcome = Outcome.AMBIGUOUS
            return None
        row.values["slug"] = slug if "slug" in row.values else self.free_slug(slug)
        if not self.came_before(row, ("slug", row.values["slug"])):
            self.build(row)
        return None

    def rejection_reason(self, row, alike, slug):
        """Return why a row can never be a new record, if it cannot."""
        if not any(f"name_{language}" in row.values for language in site_languages()):
            return _("Give a name in at least one language.")
        if not slug:
            return _("Write a slug: none can be made of a name without letters.")
        named = {one.pk for one in alike if one.reason == Reason.NAME}
        if withdrawn := self.known.withdrawn & named:
            return _("“%(slug)s” has this name and is withdrawn.") % {"slug": self.slug_of(withdrawn)}
        former = self.known.former_address(slug)
        return former.refusal if former else None

    def doubt_records(self, row, alike):
        for one in alike:
            slug, reason = self.known.slug_of[one.pk], one.reason.label
            row.likely.append(Likely(one.pk, slug, one.text, reason))
            same = one.reason == Reason.NAME
            words = _("“%(slug)s” has this name.") if same else _("“%(slug)s”: %(reason)s.")
            row.doubt(Doubt.RECORD, words % {"slug": slug, "reason": reason})

    def doubt_rows(self, row, alike, named):
        """Doubt a row that is like others before it, but for those about records ``named`` already."""
        for one in [one for one in alike if one.model not in named][:MOST_LIKELY]:
            same = one.reason == Reason.NAME
            words = _("Line %(line)s has this name.") if same else _("Line %(line)s: %(reason)s.")
            row.doubt(Doubt.ROW, words % {"line": one.pk, "reason": one.reason.label})

    def is_taken(self, slug):
        return slug in self.known.slugs or ("slug", slug) in self.first_with

    def free_slug(self, slug):
        """Return a slug that no record and no row before has."""
        if not self.is_taken(slug):
            return slug
        return free_slug(self.model, slug, [value for what, value in self.first_with if what == "slug"])

    def build(self, row):
        """Make the record of a row that is new."""
        written = [one for one in site_languages() if f"name_{one}" in row.values]
        language = row.values.setdefault("original_language", written[0] if len(written) == 1 else "")
        if not language:
            return row.refuse(self.which_original(written))
        row.record = self.model(original_language=language, slug=row.values["slug"])
        self.changes.apply(row, Outcome.NEW)
        return None

    def which_original(self, written):
        """Say what to do where names in several languages leave open which is the original."""
        names = ", ".join(str(dict(settings.LANGUAGES)[one]) for one in written)
        words = _(
            "There are names in several languages (%(names)s): write in the column “%(column)s” "
            "(original_language) which was first, or choose it for the whole file."
        )
        return words % {"names": names, "column": label(self.model, "original_language")}

    # Changed records

    def records(self, pks):
        """Return {key: record} of the records that rows change, with what the rows may add to."""
        names = {field.name for field in self.model._meta.get_fields()}
        ways = {*LISTS, "contact_points", "identifiers", "citations"} & names
        found, pks = {}, sorted(pks)
        for start in range(0, len(pks), BATCH):
            records = self.model.objects.filter(pk__in=pks[start : start + BATCH])
            records = records.prefetch_related(*ways, "other_names__language")
            found |= {record.pk: record for record in records}
        return found

    def change(self, row, record):
        """Say what a row makes of the record that it is about."""
        row.record = record
        for code, text in self.defaults.items():
            if row.cells.get(code) == text and code not in EVIDENCE and has(record, code):
                row.values.pop(code, None)
        self.changes.apply(row, Outcome.CHANGED)
        if not row.changes and not row.reasons:
            row.outcome = Outcome.SAME


def has(record, code):
    """Tell whether a record has something in a column, or a list of things."""
    return bool(getattr(record, code).all() if code in LISTS else getattr(record, code))
