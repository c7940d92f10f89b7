"""Which fields have one column per language (django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from .models import Affiliation, Concept, FocusArea, Helpline, Organisation, Person, Place, Role


@register([Place, Role])
class TermTranslation(TranslationOptions):
    fields = ("name",)


@register(FocusArea)
class FocusAreaTranslation(TranslationOptions):
    fields = ("name", "need")


@register(Helpline)
class HelplineTranslation(TranslationOptions):
    fields = ("name", "purpose")


@register([Organisation, Person])
class RecordTranslation(TranslationOptions):
    fields = ("name", "summary", "description", "translation", "sort_key", "made_from")


@register(Concept)
class ConceptTranslation(TranslationOptions):
    fields = ("terms",)


@register(Affiliation)
class TieTranslation(TranslationOptions):
    fields = ("note",)
