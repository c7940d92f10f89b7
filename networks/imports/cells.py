"""The columns of a table of records, and what a cell of each means."""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations import phones
from organisations.languages import site_languages
from organisations.models import (
    ContactPoint,
    FocusArea,
    Identifier,
    Language,
    Need,
    OtherName,
    Place,
    Source,
    TargetGroup,
)
from organisations.models.translations import TEXTS
from organisations.tables import EMPTY, Column
from organisations.text import digits, without_marks

from ..models import Citation
from .synonyms import synonyms_of
from .terms import terms_of, terms_of_choices

KEYS = ("slug", *(f"name_{language}" for language in site_languages()), "identifier")
DATES = ("founding_date", "dissolution_date", "start_date", "end_date", "as_of")
PLACES = ("founding_place", "seat")
LISTS = ("places", "needs", "target_groups", "focus_areas", "languages")
Channel = ContactPoint.Channel
CONTACTS = {
    "website": Channel.WEB,
    "email": Channel.MAIL,
    "phone": Channel.CALL,
    "text": Channel.TEXT,
    "whatsapp": Channel.WHATSAPP,
    "signal": Channel.SIGNAL,
    "chat": Channel.CHAT,
    "address": Channel.VISIT,
}
NUMBERS = {code for code, channel in CONTACTS.items() if channel in ContactPoint.NUMBERS}
# What people write where there is nothing: a cell of these is an empty one.
NOTHING = {
    "-",
    "–",
    "—",
    "n/a",
    "na",
    "none",
    "nil",
    "null",
    "saknas",
    "finns ej",
    "ingen",
    "لا يوجد",
    "لايوجد",
}
OR = r"\s(?:أو|or|och|eller|and|&)\s"
BETWEEN = {
    "website": rf"[;؛،\n\s]+/\s+|{OR}|,(?=\s|www\.|https?:)|[;؛،\n\s]+",
    "chat": rf"[;؛،\n\s]+/\s+|{OR}|,(?=\s|www\.|https?:)|[;؛،\n\s]+",
    "email": rf"{OR}|[;؛،,/\n\s]+",
    "address": "[;؛\n]",
}
REMARK = re.compile(
    r"\([^()0-9+]*\)|^(?:tel|tfn|telefon|telephone|phone|mobil|mobile|هاتف|تلفون|موبايل|جوال)[.: ]+", re.I
)
WHATSAPP = re.compile(r"whats ?app|واتس ?[اآ]ب", re.I)
CHOICES = ("original_language", "kind", "group", "stage", "confidentiality")
EVIDENCE = ("source", "paragraph", "item")
EMPTY_IN_WORDS = {EMPTY, "[tom]", "[töm]", "[فارغ]", "[فارغة]"}
EMPTIED = ("", None, ())  # what such a cell means: no text, no term, no list; no other cell does

HELP = {
    "slug": gettext_lazy(
        "The record's address: small letters, digits and hyphens. Left empty, it is made of the name."
    ),
    "original_language": gettext_lazy("Left empty, it is the language of the only name."),
    "summary": gettext_lazy("Two sentences."),
    "group": gettext_lazy("Left empty, the kind decides."),
    "confidentiality": gettext_lazy(
        "What readers see of where it is. Left empty, it stays; of a new shelter readers see the area only."
    ),
    "easy_read": gettext_lazy(
        "Two short sentences in plain words: what help there is, and for whom. At most 250 characters."
    ),
    "date": gettext_lazy("A year, a month or a day: 1994, 2019-02 or 2019-02-03."),
    "seat": gettext_lazy("The slug or the name of a place."),
    "places": gettext_lazy("Slugs or names of places, several with ; between. They replace those there are."),
    "focus_areas": gettext_lazy(
        "Slugs or names of focus areas, several with ; between. They replace those there are."
    ),
    "languages": gettext_lazy(
        "Codes or names of languages, several with ; between. They replace those there are."
    ),
    "other_names": gettext_lazy(
        "Each with its language and, if you like, its kind: OWFI (en, acronym); several with ; between. "
        "They are added to those there are."
    ),
    "contact": gettext_lazy("Several with ; between. They are added to those there are."),
    "identifier": gettext_lazy(
        "Code of the register (from org-id.guide) and number: SE-ON 802400-1235. "
        "Several with ; between. They are added to those there are."
    ),
    "source": gettext_lazy("The slug or the title of the source that states all that stands in the row."),
    "paragraph": gettext_lazy("Counted from 1; empty lines do not count."),
    "item": gettext_lazy("The item's number in the list, or empty."),
}


def columns(model):
    """Return the columns of a table of records of a kind; terms of vocabularies cost a query each."""
    return [
        Column(code, label(model, code), _help(code), _terms(model, code), code in KEYS)
        for code in codes_of(model)
    ]


def codes_of(model):
    """Return the codes of the columns of a kind, in their order."""
    texts = [f"{field}_{language}" for field in model.texts for language in site_languages()]
    own = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
    plain = ("kind", "group", "stage", *DATES, *PLACES, *LISTS, "confidentiality")
    plain = [name for name in plain if name in own]
    contacts = CONTACTS if hasattr(model, "contact_points") else ()
    numbers = ["identifier"] if hasattr(model, "identifiers") else []
    return ["slug", "original_language", *texts, *plain, "other_names", *contacts, *numbers, *EVIDENCE]


def label(model, code):
    """Return the name of a column, or of a field of the record, as editors see it."""
    if code == "address":
        return gettext_lazy("postal address")
    if code in CONTACTS:
        return CONTACTS[code].label
    if code == "identifier":
        return Identifier._meta.verbose_name_plural
    if code == "other_names":
        return OtherName._meta.verbose_name_plural
    return (Citation if code in EVIDENCE else model)._meta.get_field(code).verbose_name


def fact_of(code):
    """Return the fact of a record that a column gives."""
    return code.rpartition("_")[0] if code.startswith(TEXTS) else code


def _help(code):
    if code in DATES:
        return HELP["date"]
    if code in CONTACTS:
        return HELP["contact"]
    return HELP.get(fact_of(code), "")


def _terms(model, code):
    """Return (term, meaning) of the terms that a column allows, if it is one of terms."""
    if vocabulary := VOCABULARIES.get(code):
        return tuple((row.natural_key()[0], str(row)) for row in vocabulary.objects.all())
    if code in CHOICES:
        return tuple((value, label) for value, label in model._meta.get_field(code).flatchoices if value)
    return ()


VOCABULARIES = {
    "founding_place": Place,
    "seat": Place,
    "places": Place,
    "needs": Need,
    "target_groups": TargetGroup,
    "focus_areas": FocusArea,
    "languages": Language,
    "source": Source,
}


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
            if text := cells.get(code):
                self.read(read, code, text)
        self.keep_evidence_together(read, cells)
        return read

    def read(self, read, code, text):
        """Note what a cell means, or why it means nothing."""
        try:
            if plain(text).casefold() in EMPTY_IN_WORDS:
                read.values[code] = self.emptied(code)
            elif (value := self.value(code, text)) != "":
                read.values[code] = value
        except ValidationError as error:
            if code == "slug":  # the row may be about another record than it seems
                read.faults.extend(f"{label(self.model, code)}: {message}" for message in error.messages)
            else:
                read.dropped.append(self.dropped(code, text, error))

    def emptied(self, code):
        """Return what empties a field; raise ValidationError where something has to stand."""
        if code in LISTS or code in CONTACTS or code in ("other_names", "identifier"):
            return ()
        if code in EVIDENCE or code == "original_language" or not self.model._meta.get_field(code).blank:
            raise ValidationError(_("This cannot be empty."))
        return None if code in VOCABULARIES else ""

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
        """Return what a cell means; raise ValidationError if it is nothing that the column allows."""
        if code.startswith(TEXTS):
            return clean(self.model, code, text)
        if code == "other_names":
            return [self.other_name(one) for one in several(text, "[;؛\n]")]
        if code in CONTACTS:
            return [self.contact(code, one) for one in parts(code, text)]
        return self.code(code, plain(text), several(text))

    def code(self, code, text, texts):
        """Return what a cell means that holds no text for readers, but terms, numbers and addresses."""
        if code in LISTS:
            return [self.terms(code).find(one) for one in texts]
        if code in VOCABULARIES:
            return self.terms(code).find(text)
        if code in CHOICES:
            return self.choices(code).find(text)
        if code == "identifier":
            return [self.identifier(one) for one in texts]
        return clean(Citation if code in EVIDENCE else self.model, code, text)

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
        scheme, _space, number = text.partition(" ")
        if not number:
            raise ValidationError(_("Write the code of the register, a space and the number."))
        return checked(Identifier, scheme=scheme.upper(), value=number)

    def contact(self, code, text):
        """Return a way of contact, of no record yet; a number that needs a country waits for its record."""
        model = self.model._meta.get_field("contact_points").related_model
        if code in NUMBERS:
            return number(model, code, text)
        if code in ("website", "chat") and "://" not in text:
            text = f"https://{text}"
        try:
            return checked(model, channel=CONTACTS[code], value=text)
        except ValidationError as error:
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


def parts(code, text):
    """Return the values in a cell of contacts, each once: what parts them depends on what they may hold."""
    if plain(text).casefold() in NOTHING:
        return []
    found = phones.parts(plain(text.replace("\n", ";"))) if code in NUMBERS else re.split(BETWEEN[code], text)
    return list(dict.fromkeys(one for part in found if (one := plain(part).strip(" ,/"))))


def checked(model, **values):
    """Return a row with these values, as its model allows them."""
    row = model(**{name: clean(model, name, value) for name, value in values.items()})
    row.clean()
    return row


def clean(model, code, text):
    return model._meta.get_field(code).clean(text, None)


def plain(text):
    """Return a text on one line: digits as 0 to 9, no invisible signs of direction as Arabic Excel leaves."""
    return " ".join(digits(without_marks(text)).split())


def several(text, marks="[;؛،\n]"):
    return list(dict.fromkeys(one for part in re.split(marks, text) if (one := plain(part))))
