"""What the rows of a table would do to the directory, row by row, before anything is done."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from organisations.dates import is_in_order
from organisations.duplicates import Index, likely_duplicates
from organisations.languages import Text, site_languages
from organisations.models import FormerSlug, Identifier, OtherName, Record
from organisations.models.former_slugs import slug_digest
from organisations.models.translations import TEXTS, partial_edit
from organisations.models.vouching import keys_of
from organisations.slugs import slug_of

from ..models import Citation
from .cells import CONTACTS, EVIDENCE, LISTS, Reader, fact_of, folded, label

BATCH = 500
NECESSARY = {"slug", "original_language", "kind"}
# Column: (relation, the foreign key back, what tells its rows apart).
PARTS = dict.fromkeys(CONTACTS, ("contact_points", "record", ("channel", "value"))) | {
    "identifier": ("identifiers", "organisation", ("scheme", "value")),
    "other_names": ("other_names", "record", ("name", "language_id")),
}


class Outcome(models.TextChoices):
    """What a row comes to, in the order in which pages tell it."""

    NEW = "new", pgettext_lazy("of a row", "new")
    CHANGED = "changed", pgettext_lazy("of a row", "changed")
    SAME = "same", pgettext_lazy("of a row", "unchanged")
    AMBIGUOUS = "doubtful", pgettext_lazy("of a row", "doubtful")
    REFUSED = "refused", pgettext_lazy("of a row", "refused")


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
    likely: dict = field(default_factory=dict)  # {key: slug} of records that it may be about
    accepted: bool = False  # as new, though it is doubtful
    dropped: list = field(default_factory=list)  # cells without which it comes (see ``cells.Values``)
    offered: list = field(default_factory=list)  # cells that can be read as something else
    columns: list = field(default_factory=list)  # of the record that change
    changes: list = field(default_factory=list)
    links: dict = field(default_factory=dict)  # many-to-many field: its new rows
    parts: list = field(default_factory=list)  # names, contact points, citations: new or changed

    @property
    def identifiers(self):
        return [one.natural_key() for one in self.values.get("identifier", ())]

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
        return self.accepted or self.outcome == Outcome.AMBIGUOUS

    @property
    def name(self):
        """The name in the row, in the first language that has one."""
        names = ((self.cells.get(f"name_{code}"), code) for code in (get_language(), *site_languages()))
        return next((Text(name, code) for name, code in names if name), Text("", get_language()))


class ExistingRecords:
    """What the directory holds of a kind of record, as rows are compared with it."""

    def __init__(self, model):
        self.model, self.names = model, defaultdict(set)
        rows = list(model.objects.order_by().values("pk", "slug", "status", *self.name_columns))
        self.slugs = {row["slug"]: row["pk"] for row in rows}
        self.slug_of = {row["pk"]: row["slug"] for row in rows}
        self.withdrawn = {row["pk"] for row in rows if row["status"] == Record.Status.WITHDRAWN}
        for row in rows:
            self.note_names(row["pk"], [row[column] for column in self.name_columns])
        other = model._meta.get_field("other_names").related_model
        for pk, name in other.objects.order_by().values_list("record", "name"):
            self.note_names(pk, [name])

    @property
    def name_columns(self):
        return [f"name_{language}" for language in site_languages()]

    def note_names(self, pk, names):
        for name in filter(None, names):
            self.names[folded(name)].add(pk)

    @cached_property
    def identifiers(self):
        if not hasattr(self.model, "identifiers"):
            return {}
        found = Identifier.objects.order_by().values_list("scheme", "value", F("organisation"))
        return {(scheme, value): pk for scheme, value, pk in found}

    @cached_property
    def former(self):
        """Former addresses, by what stands for them."""
        rows = FormerSlug.objects.filter(kind=self.model._meta.model_name)
        return {row.digest: row for row in rows}

    def former_address(self, slug):
        return self.former.get(slug_digest(self.model, slug)) if slug not in self.slugs else None

    def alike(self, names):
        """Return the keys of the records that have one of the names, in any language."""
        return set().union(*(self.names.get(name, ()) for name in names))


class Plan:
    """What rows, [(number, {column: text})], come to; ``accepted`` are doubtful ones to take as new.

    Those up to the number ``after`` were written before, and made the records with
    the keys ``made``: the rest is to come to what it would have come to with them.
    With ``still``, what was cited of a record states what the rows make of it.
    In the rows ``repaired`` what is offered for a cell is taken.
    """

    def __init__(self, model, rows, accepted=(), after=0, made=(), *, still=False, repaired=()):
        self.model, self.accepted, self.made, self.still = model, set(accepted), set(made), still
        self.repaired = set(repaired)
        self.reader, self.known = Reader(model), ExistingRecords(model)
        self.first_with = {}  # what only one row may have: the number of the first that has it
        for number, cells in rows:
            if number <= after:
                self.remember(number, cells)
        self.rows = [Planned(number, cells) for number, cells in rows if number > after]
        matched = defaultdict(list)
        for row in self.rows:
            self.read(row)
            if not row.reasons and (pk := self.match(row)):
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
            return self.refuse(row, _("The number belongs to “%(slug)s”.") % {"slug": self.slug_of(others)})
        if pk is None:
            return self.add(row)
        if pk in self.known.withdrawn:
            return self.refuse(row, _("“%(slug)s” is withdrawn.") % {"slug": self.slug_of({pk})})
        return None if self.came_before(row, ("record", pk)) else pk

    def slug_of(self, pks):
        return self.known.slug_of[min(pks)]

    def refuse(self, row, *reasons):
        row.outcome, row.reasons, row.accepted = Outcome.REFUSED, [*row.reasons, *reasons], False

    def came_before(self, row, *keys):
        """Refuse a row if one before it has one of the keys."""
        before = [self.first_with.setdefault(key, row.number) for key in keys]
        if earlier := [number for number in before if number != row.number]:
            self.refuse(row, _("Line %(line)s is about the same record.") % {"line": earlier[0]})
        return bool(earlier)

    # New records

    def add(self, row):
        """Say what a row comes to that is about no record by its slug or identifier."""
        names = {folded(row.values[column]) for column in self.known.name_columns if column in row.values}
        row.likely = {pk: self.known.slug_of[pk] for pk in sorted(self.known.alike(names))}
        duplicates = [duplicate for duplicate in self.duplicates(row) if duplicate.pk not in row.likely]
        slug = row.values.get("slug") or self.made_slug(row)
        if reason := self.rejection_reason(row, names, slug):
            return self.refuse(row, reason)
        row.reasons = self.ambiguities(row, names, slug)
        for duplicate in duplicates:
            row.likely[duplicate.pk] = self.known.slug_of[duplicate.pk]
            words = {"slug": row.likely[duplicate.pk], "reason": duplicate.reason.label}
            row.reasons.append(_("“%(slug)s”: %(reason)s.") % words)
        row.accepted = bool(row.reasons) and row.number in self.accepted
        if row.reasons and not row.accepted:
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
        self.apply(row, Outcome.NEW)

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
        self.apply(row, Outcome.CHANGED)
        if not row.changes and not row.reasons:
            row.outcome = Outcome.SAME

    # Values

    def apply(self, row, outcome):
        """Give the record of a row its values; note what changes."""
        row.outcome = outcome
        self.drop_impossible_period(row)
        for code, value in row.values.items():
            if code in LISTS:
                self.set_links(row, code, value)
            elif code in PARTS:
                self.add_parts(row, code, value)
            elif code not in EVIDENCE:
                self.set_column(row, code, value)
        if self.still:
            self.affirm(row)
        self.add_citation(row)
        self.check(row)

    def set_column(self, row, code, value):
        old = getattr(row.record, code) if row.outcome == Outcome.CHANGED else None
        if (old or "") != value:
            setattr(row.record, code, value)
            row.columns.append(code)
            self.note(row, code, self.shown(row.record, code, old), self.shown(row.record, code, value))

    def shown(self, record, code, value):
        choices = dict(record._meta.get_field(code).flatchoices or ())
        return str(choices.get(value, value)) if value else ""

    def set_links(self, row, code, value):
        old = list(getattr(row.record, code).all()) if row.record.pk else []
        if {one.pk for one in old} != {one.pk for one in value}:
            row.links[code] = value
            self.note(row, code, _listed(old), _listed(value))

    def add_parts(self, row, code, value):
        new = missing_parts(row.record, code, [one for one in value if self.fits(row, code, one)])
        if new:
            row.parts += new
            self.note(row, code, "", _listed(new))

    def fits(self, row, code, part):
        """Tell whether a part of a record may be its own; drop what waited for a country there is not."""
        setattr(part, PARTS[code][1], row.record)
        try:
            part.clean()
        except ValidationError as error:
            row.dropped.append(self.reader.dropped(code, str(part), error))
            return False
        return True

    def drop_impossible_period(self, row):
        """Leave out the dates of a row that would let its record end before it begins."""
        names = self.model.period_fields
        if not is_in_order(*(row.values.get(name, getattr(row.record, name)) for name in names)):
            error = ValidationError(_("The end comes before the beginning."))
            for name in [name for name in names if row.values.pop(name, "")]:
                row.dropped.append(self.reader.dropped(name, row.cells[name], error))

    def add_citation(self, row):
        """Let the source that a row names support all facts that the row gives."""
        given = [row.values.get(code) for code in EVIDENCE]
        source, paragraph, item = given
        if not source:
            return
        facts = {fact_of(code) for code in row.values}
        facts = [fact for fact in row.record.facts if fact in facts]
        citation = cited(row.record, source, paragraph, item or 0)
        new = set(facts).difference(citation.supports)
        citation.supports = [fact for fact in row.record.facts if fact in {*facts, *citation.supports}]
        whole = [key for fact in new for key in keys_of(self.model, fact)]
        if self.renew(row, citation, [*row.values, *facts, *whole]):
            self.note(row, "source", "", str(citation))

    def affirm(self, row):
        """Let what is cited of a record vouch for what a row changes of it."""
        changed = [*row.columns, *row.links, *(fact_of(code) for code in PARTS if code in row.values)]
        for citation in row.record.citations.all() if changed and row.record.pk else ():
            self.renew(row, citation, changed)

    def renew(self, row, citation, keys):
        """Let a citation vouch for facts as a row has them; tell whether that is new to it."""
        before = citation.vouches
        citation.affirm(*keys, subject=row.record, lists=row.lists)
        is_new = citation.vouches != before
        if is_new and citation not in row.parts:
            row.parts.append(citation)
        return is_new

    def note(self, row, code, old, new):
        language = code.rpartition("_")[2] if code.startswith(TEXTS) else get_language()
        row.changes.append(Change(label(self.model, code), Text(old, language), Text(new, language)))

    def check(self, row):
        """Refuse a row whose record would lack something; cells are checked."""
        try:
            row.record.clean_fields(exclude={one.name for one in self.model._meta.fields} - NECESSARY)
        except ValidationError as error:
            return self.refuse(row, *spelled(row.record, error))
        return None


def spelled(record, error):
    """Return the messages of an error, each with the name of its field."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        message if name == "__all__" else f"{label(type(record), name)}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def _listed(rows):
    return "; ".join(map(str, rows))


def missing_parts(record, code, rows):
    """Return those of the other names, ways of contact or identifiers that a record lacks."""
    relation, _owner, columns = PARTS[code]
    there = getattr(record, relation).all() if record.pk else ()
    known = {tuple(getattr(one, column) for column in columns) for one in there}
    return [one for one in rows if tuple(getattr(one, column) for column in columns) not in known]


def cited(record, source, paragraph, item):
    """Return the citation of a place in a source for a record: the one that is there, or a new one."""
    there = record.citations.all() if record.pk else ()
    for one in there:
        if (one.source_id, one.paragraph, one.item) == (source.pk, paragraph, item):
            return one
    subject = {record._meta.model_name: record}
    return Citation(source=source, paragraph=paragraph, item=item, supports=[], **subject)
