"""What the rows of a table would do to the directory, row by row, before anything is done."""

from collections import defaultdict
from functools import cached_property

from django.utils.translation import gettext as _

from organisations.duplicates import Index, likely_duplicates
from organisations.languages import site_languages
from organisations.slugs import slug_of

from .cells import CONTACTS, LISTS, Reader, folded
from .changes import Changes
from .existing import ExistingRecords
from .rows import NEW, OUT, Outcome, Planned

BATCH = 500


class Plan:
    """What rows, [(number, {column: text})], come to.

    ``decisions`` say of the row of a number what an editor made of it: ``NEW``, ``OUT``,
    or the key of the record that it is about. ``repaired`` are the numbers of those of which
    the repaired readings are taken.

    Those up to the number ``after`` were written before, and made the records with
    the keys ``made``: the rest is to come to what it would have come to with them.
    With ``still``, what was cited of a record states what the rows make of it.
    """

    def __init__(self, model, rows, decisions=(), repaired=(), after=0, made=(), *, still=False):
        self.model, self.made = model, set(made)
        self.decisions = {int(number): str(decision) for number, decision in dict(decisions).items()}
        self.repaired = set(repaired)
        self.reader, self.known = Reader(model), ExistingRecords(model)
        self.changes = Changes(model, self.reader, still=still)
        self.first_with = {}  # what only one row may have: the number of the first that has it
        for number, cells in rows:
            if number <= after:
                self.remember(number, cells)
        self.rows = [Planned(number, cells) for number, cells in rows if number > after]
        matched = defaultdict(list)
        for row in self.rows:
            self.read(row)
            if row.decision == OUT and not row.reasons:
                row.outcome = Outcome.OUT
            elif not row.reasons and (pk := self.match(row)):
                matched[pk].append(row)
        for pk, record in self.records(matched).items():
            for row in matched[pk]:
                self.change(row, record)

    @property
    def written(self):
        return [row for row in self.rows if row.is_written]

    def counts(self):
        """Return [(outcome, label, number of rows)] of each outcome."""
        outcomes = [row.outcome for row in self.rows]
        return [(outcome, outcome.label, outcomes.count(outcome)) for outcome in Outcome]

    def read(self, row):
        row.decision = self.decisions.get(row.number, "")
        read = self.reader.values(row.cells, row.number in self.repaired)
        row.values, row.reasons, row.dropped, row.offered = read

    def remember(self, number, cells):
        """Note which record a row that was written is about: no row after it is about the same."""
        row = Planned(number, cells)
        self.read(row)
        keys = [self.known.slugs.get(row.values.get("slug", "").lower())]
        keys += [self.known.identifiers.get(one) for one in row.identifiers]
        if not row.reasons and (pk := next(filter(None, keys), None)):
            self.first_with.setdefault(("record", pk), number)

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
            return self.add(row)
        if pk in self.known.withdrawn:
            return row.refuse(_("“%(slug)s” is withdrawn.") % {"slug": self.slug_of({pk})})
        return None if self.came_before(row, ("record", pk)) else pk

    def match_decided(self, row, pk):
        """Return the key of the record that an editor said a row is about; None if it is gone."""
        if pk not in self.known.slug_of or pk in self.known.withdrawn:
            row.decision = ""
            self.add(row)
            if row.outcome != Outcome.REFUSED:
                row.outcome = Outcome.AMBIGUOUS
                row.reasons.append(_("The record that was chosen for it is gone or withdrawn: decide again."))
            return None
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

    # New records

    def add(self, row):
        """Say what a row comes to that is about no record by its slug or identifier."""
        names = {folded(row.values[column]) for column in self.known.name_columns if column in row.values}
        row.likely = {pk: self.known.slug_of[pk] for pk in sorted(self.known.alike(names))}
        duplicates = [duplicate for duplicate in self.duplicates(row) if duplicate.pk not in row.likely]
        slug = row.values.get("slug") or self.made_slug(row)
        if reason := self.rejection_reason(row, names, slug):
            return row.refuse(reason)
        row.reasons = self.ambiguities(row, names, slug)
        for duplicate in duplicates:
            row.likely[duplicate.pk] = self.known.slug_of[duplicate.pk]
            words = {"slug": row.likely[duplicate.pk], "reason": duplicate.reason.label}
            row.reasons.append(_("“%(slug)s”: %(reason)s.") % words)
        if row.reasons and row.decision != NEW:
            row.outcome = Outcome.AMBIGUOUS
            return None
        row.values["slug"] = slug if "slug" in row.values else self.free_slug(slug)
        keys = [("slug", row.values["slug"]), *(("number", one) for one in row.identifiers)]
        if not self.came_before(row, *keys):
            self.build(row)
        return None

    @cached_property
    def index(self):
        return Index.of_records(kinds=[self.model])

    def duplicates(self, row):
        """Return the records that are like a row, though none has just its name."""
        names = [row.values[column] for column in self.known.name_columns if column in row.values]
        names += [one.name for one in row.values.get("other_names", ())]
        contacts = [(one.channel, one.value) for code in CONTACTS for one in row.values.get(code, ())]
        found = likely_duplicates(self.index, self.model, names, row.identifiers, contacts)
        return [one for one in found if one.pk in self.known.slug_of and one.pk not in self.made]

    def made_slug(self, row):
        return slug_of({language: row.values.get(f"name_{language}", "") for language in site_languages()})

    def free_slug(self, slug):
        """Return a slug that no record and no row before has."""
        found, number = slug, 1
        while found in self.known.slugs or ("slug", found) in self.first_with:
            number += 1
            found = f"{slug}-{number}"
        return found

    def rejection_reason(self, row, names, slug):
        """Return why a row can never be a new record, if it cannot."""
        if not names:
            return _("Give a name in at least one language.")
        if not slug:
            return _("Write a slug: none can be made of a name without letters.")
        if withdrawn := self.known.withdrawn.intersection(row.likely):
            return _("“%(slug)s” has this name and is withdrawn.") % {"slug": self.slug_of(withdrawn)}
        former = self.known.former_address(slug)
        return former.refusal if former else None

    def ambiguities(self, row, names, slug):
        """Return why a row may be about a record that is there, or that a row before it makes."""
        ambiguities = [_("“%(slug)s” has this name.") % {"slug": other} for other in row.likely.values()]
        before = [self.first_with.setdefault(("name", name), row.number) for name in names]
        ambiguities += [
            _("Line %(line)s has this name.") % {"line": number}
            for number in sorted(set(before) - {row.number})
        ]
        is_taken = slug in self.known.slugs or ("slug", slug) in self.first_with
        if "slug" not in row.values and is_taken and not ambiguities:
            ambiguities.append(_("“%(slug)s” would have the same address.") % {"slug": slug})
        return ambiguities

    def build(self, row):
        """Make the record of a row that is new."""
        written = [one for one in site_languages() if f"name_{one}" in row.values]
        language = row.values.setdefault("original_language", written[0] if len(written) == 1 else "")
        row.record = self.model(original_language=language, slug=row.values["slug"])
        self.changes.apply(row, Outcome.NEW)

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
        self.changes.apply(row, Outcome.CHANGED)
        if not row.changes and not row.reasons:
            row.outcome = Outcome.SAME
