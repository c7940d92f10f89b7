"""What the cells of a row mean: values, and what is left out or offered in another reading."""

import re
from functools import cached_property, partial
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from organisations import phones, registers
from organisations.dates import validate_year
from organisations.models import ContactPoint, Identifier, OtherName
from organisations.models.translations import TEXTS
from organisations.text import broken, validate

from ..models import Citation
from . import parting
from .cells import (
    CHOICES,
    CONTACTS,
    DATES,
    EMPTY_IN_WORDS,
    EVIDENCE,
    LISTS,
    NUMBERS,
    PLACES,
    VOCABULARIES,
    codes_of,
    label,
)
from .parting import plain
from .synonyms import synonyms_of
from .terms import terms_of, terms_of_choices

Channel = ContactPoint.Channel
SEVERAL = {*LISTS, *CONTACTS, "identifier", "other_names"}
REMARK = re.compile(
    r"\([^()0-9+]*\)|^(?:tel|tfn|telefon|telephone|phone|mobil|mobile|هاتف|تلفون|موبايل|جوال)[.: ]+", re.I
)
WHATSAPP = re.compile(r"whats ?app|واتس ?[اآ]ب", re.I)


class Dropped(NamedTuple):
    """A cell, or one of the values in it, without which its row comes."""

    label: str
    text: str
    reason: str


class Offered(NamedTuple):
    """A cell that can be read as something else than stands there: it is left out unless that is taken."""

    label: str
    text: str
    repaired: str
    reason: str
    code: str

    @property
    def is_name(self):
        return self.code.startswith("name_")


class Values(NamedTuple):
    """What the cells of a row mean: ``values`` by column; ``faults``, in words, let no row come."""

    values: dict
    faults: list
    dropped: list
    offered: list


class Reader:
    """Reads the cells of tables of one kind of record; it asks each vocabulary once."""

    def __init__(self, model):
        self.model, self.codes = model, codes_of(model)
        self.vocabularies = {}

    def values(self, cells, repaired=False):
        """Return the Values of the cells of a row; with ``repaired``, what is offered is taken."""
        read = Values({}, [], [], [])
        for code in self.codes:  # not in the order of the cells: PostgreSQL keeps none
            if not (text := cells.get(code)) or parting.is_nothing(code, text):
                continue
            if plain(text).casefold() in EMPTY_IN_WORDS:
                self.empty(read, code, text)
            else:
                self.read(read, code, text, repaired)
        self.keep_evidence_together(read, cells)
        return read

    def read(self, read, code, text, repaired):
        """Note what a cell means: each of its values, if the column takes several."""
        found = [value for part in self.parts(code, text) for value in self.meant(read, code, part, repaired)]
        if code in SEVERAL and found:
            read.values[code] = list(dict.fromkeys(found)) if code in LISTS else found
        elif found and found[0] != "":
            (read.values[code],) = found

    def empty(self, read, code, text):
        try:
            read.values[code] = self.emptied(code)
        except ValidationError as error:
            read.dropped.append(self.dropped(code, text, error))

    def emptied(self, code):
        """Return what empties a field; raise ValidationError where something has to stand."""
        if code in SEVERAL:
            return ()
        if code in EVIDENCE or code == "original_language" or not self.model._meta.get_field(code).blank:
            raise ValidationError(_("This cannot be empty."))
        return None if code in VOCABULARIES else ""

    def parts(self, code, text):
        """Return the values in a cell, as they are written."""
        if code in LISTS:
            return parting.of_terms(text, partial(self.is_known, code))
        if code in CONTACTS:
            return parting.of_contacts(code, text, code in NUMBERS)
        if code == "identifier":
            return parting.of_identifiers(text)
        return parting.several(text, "[;؛\n]") if code == "other_names" else [text]

    def meant(self, read, code, text, repaired):
        """Return [what a text means], or [] and note why it means nothing."""
        try:
            return [self.value(code, text)]
        except ValidationError as error:
            reading = self.reading(code, text, error)
            if reading and repaired:
                return self.meant(read, code, reading, repaired=False)
            self.note(read, code, text, reading, error)
        return []

    def reading(self, code, text, error):
        """Return as what a text can be read that means nothing as it stands, or ""."""
        errors = getattr(error, "error_list", ())  # those of several fields have none, and offer nothing
        offered = [one.params["repaired"] for one in errors if "repaired" in (one.params or {})]
        reading = next(iter(offered), None) or broken(text) or ""
        return reading if reading and self.is_known(code, reading) else ""

    def is_known(self, code, text):
        """Tell whether a text means something in a column."""
        try:
            self.value(code, text)
        except ValidationError:
            return False
        return True

    def note(self, read, code, text, reading, error):
        if code == "slug":  # the row may be about another record than it seems
            read.faults.extend(f"{label(self.model, code)}: {message}" for message in error.messages)
        elif reading:
            reason = " ".join(error.messages)
            read.offered.append(Offered(label(self.model, code), text, reading, reason, code))
        else:
            read.dropped.append(self.dropped(code, text, error))

    def dropped(self, code, text, error):
        return Dropped(label(self.model, code), text, " ".join(error.messages))

    def keep_evidence_together(self, read, cells):
        """Drop a source without a paragraph, and the other way round."""
        given = [code for code in EVIDENCE if code in read.values]
        if given and not {"source", "paragraph"} <= set(given):
            error = ValidationError(_("A source and a paragraph go together."))
            for code in given:
                del read.values[code]
                read.dropped.append(self.dropped(code, cells[code], error))

    def value(self, code, text):
        """Return what a value in a cell means; raise ValidationError if it is none that the column allows."""
        if code.startswith(TEXTS):
            return clean(self.model, code, text)
        if code == "other_names":
            return self.other_name(text)
        if code in CONTACTS:
            return self.contact(code, text)
        return self.code(code, plain(text))

    def code(self, code, text):
        """Return what a value means that is no text for readers, but a term, a date or a number."""
        validate(text)  # a term is found though it is misspelled, and may be another than was written
        if code in PLACES:
            return self.place(code, text)
        if code in VOCABULARIES:
            return self.terms(code).find(text)
        if code in CHOICES:
            return self.choices(code).find(text)
        if code == "identifier":
            return self.identifier(text)
        value = clean(Citation if code in EVIDENCE else self.model, code, text)
        if code in DATES and value:
            validate_year(value, self.model._meta.get_field(code).ahead)
        return value

    def place(self, code, text):
        """Return the place that a text names; its country may stand beside it: "Gävle, Sverige"."""
        try:
            return self.terms(code).find(text)
        except ValidationError:
            parts = parting.several(text, "[,،/()]")
            if len(parts) < 2 or not all(self.is_known(code, part) for part in parts):
                raise
            found = [self.terms(code).find(part) for part in parts]
            inner = [one for one in found if one.slug != one.country.lower()]
            if len(inner) != 1 or {one.country for one in found} != {inner[0].country}:
                raise
            return inner[0]

    def terms(self, code):
        vocabulary = VOCABULARIES[code]
        if vocabulary not in self.vocabularies:
            self.vocabularies[vocabulary] = terms_of(vocabulary)
        return self.vocabularies[vocabulary]

    def choices(self, code):
        if code not in self.vocabularies:
            choices = self.model._meta.get_field(code).flatchoices
            self.vocabularies[code] = terms_of_choices(choices, synonyms_of(self.model, code))
        return self.vocabularies[code]

    @cached_property
    def name_kinds(self):
        return terms_of_choices(OtherName.Kind.choices)

    def other_name(self, text):
        """Return an other name, of no record yet."""
        validate(text)
        match = re.fullmatch(r"(?P<name>.+?)\s*\((?P<language>[^(),،]+)(?:[,،](?P<kind>[^()]+))?\)", text)
        if not match:
            words = {"name": text[:80]}
            raise ValidationError(_("Write the language after the name: %(name)s (en).") % words)
        kind = self.name_kinds.find(match["kind"].strip()) if match["kind"] else OtherName.Kind.VARIANT
        model = self.model._meta.get_field("other_names").related_model
        language = self.terms("languages").find(match["language"].strip())
        return model(name=clean(model, "name", match["name"]), language=language, kind=kind)

    def identifier(self, text):
        """Return an identifier, of no record yet."""
        scheme, number = registers.read(text)
        if not scheme:
            raise ValidationError(
                _("“%(number)s” is of no register: write its code and a space before it.")
                % {"number": text[:80]}
            )
        return checked(Identifier, scheme=scheme, value=number)

    def contact(self, code, text):
        """Return a way of contact, of no record yet; a number that needs a country waits for its record."""
        model = self.model._meta.get_field("contact_points").related_model
        if code in NUMBERS:
            return number(model, code, text)
        try:
            return checked(model, channel=CONTACTS[code], value=text)
        except ValidationError as error:
            if getattr(error, "code", "") in ("broken", "markup"):
                raise
            raise ValidationError([f"“{text[:80]}”: {one}" for one in error.messages]) from None


def number(model, code, text):
    """Return a contact point of a number as people type it; what names WhatsApp is of that channel."""
    channel = Channel.WHATSAPP if WHATSAPP.search(text) else CONTACTS[code]
    text = REMARK.sub("", WHATSAPP.sub("", text).strip(" :")).strip()
    if re.fullmatch("[1-9][0-9]{6,}", text):
        words = _("Begin the number with 0 or +: a spreadsheet may have taken that away from %(number)s.")
        raise ValidationError(words % {"number": text})
    row = model(channel=channel, value=clean(model, "value", text))
    try:
        row.clean()
    except ValidationError:
        if not phones.needs_country(text):
            raise
    return row


def checked(model, **values):
    """Return a row with these values, as its model allows them."""
    row = model(**{name: clean(model, name, value) for name, value in values.items()})
    row.clean()
    return row


def clean(model, code, text):
    return model._meta.get_field(code).clean(text, None)
