"""The columns of a table of records, and what a cell of each means."""

from django.utils.translation import gettext_lazy

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

from ..models import Citation

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
