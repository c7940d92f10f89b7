"""What the values of a row change of the record that it is about."""

from copy import copy

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisations.dates import is_in_order
from organisations.languages import Text, site_languages
from organisations.models import Confidentiality, OtherName
from organisations.models.confidentiality import strictest
from organisations.models.translations import TEXTS
from organisations.models.vouching import keys_of
from organisations.shelters import is_shelter

from ..models.citations import cited_at
from .cells import CONTACTS, EVIDENCE, LISTS, fact_of, label
from .parting import plain
from .rows import Change, Outcome

NECESSARY = {"slug", "original_language", "kind"}
# Column: (relation, the foreign key back, what tells its rows apart).
PARTS = dict.fromkeys(CONTACTS, ("contact_points", "record", ("channel", "value"))) | {
    "identifier": ("identifiers", "organisation", ("scheme", "value")),
    "other_names": ("other_names", "record", ("name", "language_id")),
}


class Changes:
    """Gives the records of rows the values of these, and notes what changes; nothing is saved."""

    def __init__(self, model, reader, *, still=False, loosens=False):
        self.model, self.reader, self.still, self.loosens = model, reader, still, loosens

    def apply(self, row, outcome):
        """Give the record of a row its values; note what changes."""
        row.outcome = outcome
        self.keep_what_is_needed(row)
        self.drop_impossible_period(row)
        self.set_confidentiality(row)
        for code, value in row.values.items():
            if code in LISTS:
                self.set_links(row, code, value)
            elif code in row.emptied and code in PARTS:
                self.take_parts(row, code)
            elif code in PARTS:
                self.add_parts(row, code, value)
            elif code not in EVIDENCE:
                self.set_column(row, code, value)
        if self.still:
            self.affirm(row)
        self.add_citation(row)
        self.check(row)
        names = [part.name for part in row.parts if isinstance(part, OtherName)]
        row.is_shelter = row.is_written and is_shelter(row.record, row.links.get("needs"), names)

    def set_column(self, row, code, value):
        old = getattr(row.record, code) if row.outcome == Outcome.CHANGED else None
        if (old or "") != (value or ""):
            setattr(row.record, code, value)
            row.columns.append(code)
            self.note(row, code, self.shown(row.record, code, old), self.shown(row.record, code, value))

    def set_confidentiality(self, row):
        """Let readers see of a record what its row says, or what its kind asks."""
        record, before = row.record, row.record.confidentiality
        asked = guarded_level(record, row.values.get("kind"))
        chosen = row.values.pop("confidentiality", "") or asked
        if error := self.refusal_of_level(record, chosen, asked):
            row.dropped.append(self.reader.dropped("confidentiality", row.cells["confidentiality"], error))
            chosen = asked
        record.confidentiality = chosen
        if chosen != (before or Confidentiality.PUBLIC):
            row.columns.append("confidentiality")
            shown = [self.shown(record, "confidentiality", level) for level in (before, chosen)]
            self.note(row, "confidentiality", *shown)

    def refusal_of_level(self, record, chosen, asked):
        """Return why a row may not choose a level, or None."""
        if chosen != asked and strictest(chosen, asked) == asked and not self.loosens:
            return ValidationError(_("Only who may publish may let readers see more."))
        if record.is_published and chosen == Confidentiality.EDITORS:
            return ValidationError(_("What is for editors only cannot be published."))
        return None

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

    def take_parts(self, row, code):
        """Take away all names, ways of contact or identifiers that a column holds."""
        there = getattr(row.record, PARTS[code][0]).all()
        gone = [one for one in there if code not in CONTACTS or one.channel == CONTACTS[code]]
        if gone:
            row.gone += gone
            self.note(row, code, _listed(gone), "")

    def keep_what_is_needed(self, row):
        """Leave the name in the original language, and the last one that there is: nothing empties these."""
        names = [f"name_{language}" for language in site_languages()]
        original = f"name_{row.values.get('original_language') or row.record.original_language}"
        is_left = any(row.values.get(name, getattr(row.record, name)) for name in names)
        for code in [name for name in names if name in row.emptied and (name == original or not is_left)]:
            del row.values[code]
            error = ValidationError(_("This cannot be empty."))
            row.dropped.append(self.reader.dropped(code, row.cells[code], error))

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
        facts = {fact_of(code) for code in row.values if code not in row.emptied}
        facts = [fact for fact in row.record.facts if fact in facts]
        citation = cited_at(row.record, source, paragraph, item or 0)
        new = set(facts).difference(citation.supports)
        citation.supports = [fact for fact in row.record.facts if fact in {*facts, *citation.supports}]
        whole = [key for fact in new for key in keys_of(self.model, fact)]
        keys = [code for code in row.values if code not in row.emptied]
        if self.renew(row, citation, [*keys, *facts, *whole]):
            self.note(row, "source", "", str(citation))

    def affirm(self, row):
        """Let what is cited of a record vouch for what a row changes of it."""
        changed = [*row.columns, *row.links, *(fact_of(code) for code in PARTS if code in row.values)]
        changed = [code for code in changed if code not in row.emptied]
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
            return row.refuse(*spelled(row.record, error))
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


def guarded_level(record, kind):
    """Return how confidential a record is once it is of a kind, if nobody chooses."""
    then = copy(record)
    if kind:
        then.kind = kind
    then.guard(record if record.pk else None)
    return then.confidentiality or then.usual_confidentiality


def _listed(rows):
    return "; ".join(map(str, rows))


def missing_parts(record, code, rows):
    """Return those of the other names, ways of contact or identifiers that a record lacks."""
    relation, _owner, columns = PARTS[code]
    known = {told_apart(one, columns) for one in (getattr(record, relation).all() if record.pk else ())}
    return [one for one in rows if told_apart(one, columns) not in known]


def told_apart(part, columns):
    """Return what tells a part of a record from others: cells have all digits as 0 to 9."""
    return tuple(plain(str(getattr(part, column))) for column in columns)
