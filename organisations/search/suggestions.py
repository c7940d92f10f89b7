"""Autocomplete: names, focus areas and places for a few typed letters."""

from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import get_language

from ..disclosure import names_of_many, public_records
from ..languages import Text, language_name, localized, site_languages, text_direction
from ..lexemes import Lexeme, all_of, any_of
from ..models import FocusArea, Language, Need, Place, SearchDocument, SearchLabel, record_models
from . import analysis, storage
from .query import whole_label

SHORTEST, MOST, MOST_VOCABULARY = 3, 8, 3


class Suggestion(NamedTuple):
    text: str
    lang: str
    dir: str
    about: str  # what it is the name of, in the page's language


def suggestions(typed):
    """Return at most eight ``Suggestion`` for what was typed; none under three letters.

    All words must begin words of one name. The form of the name that begins as
    it was typed is the one suggested, whatever language it is in.
    """
    words = analysis.words(typed)[:6]
    if sum(len(word.folded) for word in words) < SHORTEST:
        return []
    vocabulary = list(_vocabulary(words))[:MOST_VOCABULARY]
    return [*_records(words, MOST - len(vocabulary)), *vocabulary]


def _has_prefixes(words, text, language):
    beginnings = {
        form for word in analysis.words(text) for form in analysis.forms(word.surface, language).strict
    }
    beginnings |= {word.folded for word in analysis.words(text)}
    return all(any(one.startswith(word.folded) for one in beginnings) for word in words)


def _records(words, most):
    begun = all_of(Lexeme(f"n:{word.folded}", prefix=True) for word in words)
    first = all_of([any_of([f"w:{words[0].folded}", Lexeme(f"w:{words[0].folded}", prefix=True)]), begun])
    numbers = dict.fromkeys([*storage.first(first, most), *storage.first(begun, most)])
    found = {
        (kind, pk): number
        for kind, pk, number in SearchDocument.objects.filter(pk__in=numbers).values_list(
            "kind", "object_id", "pk"
        )
    }
    named = {}
    for model in record_models():
        kind = model._meta.model_name
        records = public_records(model, [pk for name, pk in found if name == kind], names_of_many(model))
        for pk, record in records.items():
            names, others = record.forms_of_name
            forms = sorted(names, key=lambda text: text.language != get_language()) + others
            if text := next((text for text in forms if _has_prefixes(words, *text)), None):
                named[found[kind, pk]] = _suggestion(text, model)
    ordered = [named[number] for number in numbers if number in named]
    return list(dict.fromkeys(ordered))[:most]


def _vocabulary(words):
    begun = Q(form__startswith=words[-1].folded) | Q(form__startswith=whole_label(words))
    found = SearchLabel.objects.filter(begun)
    tokens = sorted(storage.all_held(found.values_list("token", flat=True).distinct()))
    for model in (Need, FocusArea, Place):
        slugs = [token.partition("/")[2] for token in tokens if token.startswith(f"{model.facet}/")]
        for row in model.objects.filter(slug__in=slugs):
            texts = [Text(text, code) for code in site_languages() if (text := getattr(row, f"name_{code}"))]
            if any(_has_prefixes(words, *text) for text in texts):
                yield _suggestion(localized(row, "name"), model)
    for code in (token.partition("/")[2] for token in tokens if token.startswith("language/")):
        yield _suggestion(Text(language_name(code), get_language()), Language)


def _suggestion(text, model):
    about = str(model._meta.verbose_name)
    return Suggestion(text.text, text.language, text_direction(text.language, text.text), about)
