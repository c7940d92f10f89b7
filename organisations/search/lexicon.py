"""The lexicon in the database: glossary, labels, and names that sound alike."""

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import override

from ..languages import country_codes, country_name, languages_of_labels, names_of_languages, site_languages
from ..models import Concept, FocusArea, SearchLabel, SearchTerm, record_models
from . import analysis, names, storage
from .query import Lexicon, parse_query, phrase, whole_label

MOST_LABELS = 100  # that a beginning of a word may mean
_COMMA = re.compile("[,،;؛\n]")


class DatabaseLexicon(Lexicon):
    """A ``Lexicon`` of what the directory holds."""

    @cached_property
    def glossary(self):
        columns = ["urgent", *(f"terms_{language}" for language in site_languages())]
        return _glossary(tuple(Concept.objects.order_by("slug").values_list(*columns)))

    def knows(self, word):
        """Tell whether a word is certainly no typo: it is in the glossary, or names a country or language."""
        is_language = self.names_a_language(word) or any(one.startswith("language/") for one in word.labels)
        return bool(word.meanings) or is_language or word.folded in words_of_countries()

    def terms_beginning(self, form):
        return self.glossary.terms.get(form, ())

    def labels(self, forms):
        found = defaultdict(set)
        for form, token in held_labels(SearchLabel.objects.filter(form__in=sorted(forms))):
            found[form].add(token)
        kinds = kind_labels()
        for form in forms & kinds.keys():
            found[form] |= kinds[form]
        return found

    def whole_labels(self, labels):
        found = defaultdict(frozenset)
        for form, token in held_labels(SearchLabel.objects.filter(form__in=sorted(labels))):
            found[form] |= {token}
        return {form: tokens | _subjects(tokens) for form, tokens in found.items()}

    def labels_beginning(self, folded):
        found = held_labels(SearchLabel.objects.filter(form__startswith=folded)[:MOST_LABELS])
        return {token for _form, token in found}

    def names_a_language(self, word):
        return word.folded in words_of_languages()

    def alike(self, words):
        sounds = {word: names.sound(analysis.folded_word(word)) for word in words}
        skeletons = {word: names.skeletons(word) for word in words}
        every_sound, every_skeleton = set(sounds.values()) - {""}, set().union(*skeletons.values())
        terms = SearchTerm.objects.filter(Q(sound__in=every_sound) | Q(skeleton__in=every_skeleton))
        rows = set(terms.values_list("word", "folded", "sound", "skeleton"))
        found = {}
        for word, sound in sounds.items():
            same = {folded for _term, folded, its_sound, _key in rows if sound and its_sound == sound}
            other = {
                folded
                for term, folded, _sound, key in rows
                if key in skeletons[word] and names.transliterates(word, term)
            }
            found[word] = (same | self.names_only(other)) - {analysis.folded_word(word)}
        return found

    def names_only(self, words):
        """Leave words of the glossary out, unless there are no others: amal is أمل rather than عمل."""
        words = words - analysis.STOP_WORDS
        return words - self.glossary.folded or words


def held_labels(labels):
    """Return (form, token) of the labels that some public record has; of others no word is to tell."""
    found = list(labels.values_list("form", "token"))
    held = storage.all_held({token for _form, token in found})
    return [(form, token) for form, token in found if token in held or token.startswith("need/")]


def named_by(text):
    """Return the facet tokens that a text names, by a whole name or by all its words, of drafts as well."""
    words = [word for word in analysis.words(text) if word.folded not in analysis.STOP_WORDS]
    if not words:
        return set()
    if whole := set(SearchLabel.objects.filter(form=whole_label(words)).values_list("token", flat=True)):
        return whole
    forms = {word: analysis.forms(word.surface).strict for word in words}
    labels = SearchLabel.objects.filter(form__in=set().union(*forms.values())).values_list("form", "token")
    return set.intersection(*({token for form, token in labels if form in own} for own in forms.values()))


def wordings(text):
    """Return, for each word or term of a text, all that the glossary takes for it, itself first."""
    groups = parse_query(text, DatabaseLexicon()).groups
    return [
        [group.text, *(one.text for one in (*group.meanings, *group.words[0].meanings))] for group in groups
    ]


def _subjects(tokens):
    """Return the focus areas of needs: what else there is on the subject."""
    needs = [token.removeprefix("need/") for token in tokens if token.startswith("need/")]
    areas = FocusArea.objects.filter(need__slug__in=needs).values_list("slug", flat=True) if needs else ()
    return {f"focus/{slug}" for slug in areas}


class Glossary(NamedTuple):
    """The glossary, parsed for lookups."""

    terms: dict  # {form of a first word: [(phrase, phrases of the same meaning)]}
    spelled: frozenset  # the words of all terms
    folded: frozenset


@lru_cache(maxsize=2)
def _glossary(rows):
    """Parse the glossary; cached until an entry changes."""
    glossary, words = defaultdict(list), []
    for urgent, *row in rows:
        terms = [
            term
            for language, texts in zip(site_languages(), row, strict=True)
            for text in _COMMA.split(texts or "")
            if (term := phrase(text, language, urgent))
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
                names = [model._meta.verbose_name, model._meta.verbose_name_plural]
                named = {f"is/{model._meta.model_name}": names}
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
        for language in languages_of_labels()
        for code in country_codes()
        for word in analysis.words(country_name(code, language))
    )


@lru_cache(maxsize=1)
def words_of_languages():
    """Return the names of languages that are one word, folded."""
    named = (analysis.words(name) for language in site_languages() for name in names_of_languages(language))
    return frozenset(words[0].folded for words in named if len(words) == 1)
