"""Which fields have one column per language (django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from .models import Affiliation, Concept, FocusArea, Organisation, Person, Place, Role


@register([Place, FocusArea, Role])
class TermTranslation(TranslationOptions):
    fields = ("name",)


@register([Organisation, Person])
class RecordTranslation(TranslationOptions):
    fields = ("name", "summary", "description", "sort_key")


@register(Concept)
class ConceptTranslation(TranslationOptions):
    fields = ("terms",)


@register(Affiliation)
class TieTranslation(TranslationOptions):
    fields = ("note",)
