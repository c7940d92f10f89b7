"""Which fields have one column per language (django-modeltranslation), and which rows a history."""

from modeltranslation.translator import TranslationOptions, register

from .history.recording import track
from .models import (
    Affiliation,
    Concept,
    ContactPoint,
    FocusArea,
    FormerSlug,
    Helpline,
    Identifier,
    Need,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
    Place,
    Role,
    TargetGroup,
)


@register([FocusArea, Need, Place, Role, TargetGroup])
class TermTranslation(TranslationOptions):
    fields = ("name",)


@register(Helpline)
class HelplineTranslation(TranslationOptions):
    fields = ("name", "purpose")


@register(Person)
class RecordTranslation(TranslationOptions):
    fields = (
        "name",
        "summary",
        "description",
        "translation_review",
        "sort_key",
        "source_digest",
        "translation_state",
    )


@register(Organisation)
class HelpTranslation(RecordTranslation):
    fields = ("easy_read",)


@register(ContactPoint)
class ContactPointTranslation(TranslationOptions):
    fields = ("hours_note", "audience")


@register(Concept)
class ConceptTranslation(TranslationOptions):
    fields = ("terms",)


@register(Affiliation)
class TieTranslation(TranslationOptions):
    fields = ("note",)


# Histories copy the columns, and so come after those of each language.
track(Organisation, Person, OrganisationName, PersonName, ContactPoint, Identifier, Affiliation, FormerSlug)
