"""The lexicon in the database: glossary, labels, and names that sound alike."""

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import override

from ..languages import country_codes, country_name, site_languages
from ..models import Concept, SearchLabel, SearchTerm, record_models
from . import analysis, names
from .query import Lexicon, phrase

MOST_LABELS = 50  # that a beginning of a word may mean
_COMMA = re.compile("[,،;؛\n]")


class DatabaseLexicon(Lexicon):
    """A ``Lexicon`` of what the directory holds."""

    @cached_property
    def glossary(self):
        columns = [f"terms_{language}" for language in site_languages()]
        return _glossary(tuple(Concept.objects.order_by("slug").values_list(*columns)))

    def knows(self, word):
        """Tell whether a word is certainly no typo: it is in the glossary or names a country."""
        return bool(word.meanings) or word.folded in words_of_countries()

    def terms_beginning(self, form):
        return self.glossary.terms.get(form, ())

    def labels(self, forms):
        found = defaultdict(set)
        for form, token in SearchLabel.objects.filter(form__in=sorted(forms)).values_list("form", "token"):
            found[form].add(token)
        kinds = kind_labels()
        for form in forms & kinds.keys():
            found[form] |= kinds[form]
        return found

    def labels_beginning(self, folded):
        found = SearchLabel.objects.filter(form__startswith=folded).values_list("form", "token")
        return {token for _form, token in sorted(found)[:MOST_LABELS]}

    def alike(self, words):
        keys = {name: (names.sound(name), names.skeleton(name)) for name in words}
        sounds, skeletons = ({key for key in some if key} for some in zip(*keys.values(), strict=True))
        terms = SearchTerm.objects.filter(Q(sound__in=sounds) | Q(skeleton__in=skeletons))
        rows = set(terms.values_list("folded", "sound", "skeleton"))
        return {
            name: {
                folded
                for folded, term_sound, term_skeleton in rows
                if (sound and term_sound == sound)
                or (skeleton and term_skeleton == skeleton and names.transliterates(name, folded))
            }
            - {name}
            for name, (sound, skeleton) in keys.items()
        }


class Glossary(NamedTuple):
    """The glossary, parsed for lookups."""

    terms: dict  # {form of a first word: [(phrase, phrases of the same meaning)]}
    spelled: frozenset  # the words of all terms
    folded: frozenset


@lru_cache(maxsize=2)
def _glossary(rows):
    """Parse the glossary; cached until an entry changes."""
    glossary, words = defaultdict(list), []
    for row in rows:
        terms = [
            term
            for language, texts in zip(site_languages(), row, strict=True)
            for text in _COMMA.split(texts or "")
            if (term := phrase(text, language))
        ]
        for term in terms:
            same = tuple(other for other in terms if other != term)
            for form in term.words[0].strict:
                glossary[form].append((term, same))
            words += analysis.words(term.text)
    spelled, folded = frozenset(word.spelled for word in words), frozenset(word.folded for word in words)
    return Glossary(glossary, spelled, folded)


@lru_cache(maxsize=1)
def kind_labels():
    """Return {form: facet tokens} for the names of the kinds of record, in every language."""
    found = defaultdict(set)
    for language in site_languages():
        with override(language):
            for model in record_models():
                named = {f"is/{model._meta.model_name}": [model._meta.verbose_name]}
                for value, label in model.Kind.choices if hasattr(model, "Kind") else []:
                    named.setdefault(f"kind/{value}", []).append(label)
                for token, labels in named.items():
                    for word in (word for label in labels for word in analysis.words(str(label))):
                        if word.folded not in analysis.STOP_WORDS:
                            for form in analysis.forms(word.surface, language).strict:
                                found[form].add(token)
    return found


@lru_cache(maxsize=1)
def words_of_countries():
    return frozenset(
        word.folded
        for language in site_languages()
        for code in country_codes()
        for word in analysis.words(country_name(code, language))
    )
