"""Correction of typos: what a mistyped word may have meant.

One edit in a word, two in a long one (restricted Damerau–Levenshtein distance): a
letter too many, too few, wrong, or two letters swapped. The shorter a word, the
more words it is one edit from: a short one is taken for a name, a place or a word
of the glossary only, and one with a wrong letter for a name. The first letter is
rarely the wrong one. A word may also be mistyped of which no more was typed than
how it begins ("commision", Commissioner). Both databases find the same words without an extension.
"""

from functools import lru_cache

from django.db.models import Q

from ..lexemes import Lexeme
from ..models import SearchLabel, SearchTerm
from . import analysis, names, storage
from .lexicon import held_labels

LETTERS = {
    "Arab": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي0123456789",
    "Latn": "abcdefghijklmnopqrstuvwxyz0123456789",
}
SHORTEST, SHORT, MIDDLING, LONG, SURE, LONGEST = 3, 4, 6, 8, 10, 30  # letters, the article left out
NEAR_SOUNDS, LEAST_SOUNDS = ("AIU", "kgJSxs"), 5
INTERCHANGED = [set("aeiouy"), set("yj"), set("vw"), set("qkcg"), set("szc"), set("cj")]
MOST = 3  # words that a mistyped one is taken for at once
COUNTED = 200


def corrections(folded, glossary):
    """Return the nearest words that the directory holds, as they are spelled; the likeliest first.

    ``glossary`` holds the folded words of the glossary.
    """
    letters = len(folded.removeprefix("ال"))
    if letters < SHORTEST or letters > LONGEST or folded.isdigit():
        return []
    likely = next(filter(None, _likely(folded, letters, glossary)), [])
    ordered = sorted(likely, key=lambda term: (-_frequency(term.folded), term.folded, term.word))
    first_spelling = {}
    for term in ordered:
        first_spelling.setdefault(term.folded, term.word)
    if letters == SHORTEST and len(first_spelling) > 1:
        return []  # a guess among many: مني is neither مدني nor مهني
    return list(first_spelling.values())[:MOST]


def _likely(folded, letters, glossary):
    """Yield the words that may be meant by one that was mistyped in each way, the likeliest way first."""
    near = with_records(_one_edit_away(folded), glossary)
    near = near or (with_records(_two_edits_away(folded), glossary) if letters >= LONG else [])
    yield [term for term in near if _is_likely(term.folded, folded, letters, glossary)]
    yield with_records(_near_in_sound(folded, glossary), glossary)
    yield with_records(_beginning_near(folded), glossary)


def with_records(terms, glossary):
    """Leave out the names of places and the like that no public record has: they would lead nowhere."""
    spelled = {f"v:{term.word}": term for term in terms}
    found = storage.all_held(spelled)
    labels = SearchLabel.objects.filter(form__in=spelled.keys() - found)
    found |= {form for form, _token in held_labels(labels)}
    return [term for form, term in spelled.items() if form in found or term.folded in glossary]


def _is_likely(meant, typed, letters, glossary):
    """Tell whether a word one or two edits away may well be meant; the shorter, the stricter."""
    if meant in analysis.STOP_WORDS or not (begin_alike(meant, typed) or letters >= SURE):
        return False
    wrong_letter = len(meant) == len(typed) and sorted(meant) != sorted(typed)
    if letters > MIDDLING or (letters > SHORT and not wrong_letter):
        return True
    if letters <= SHORT and wrong_letter:
        return meant not in glossary and is_a_name(meant)
    return meant in glossary or is_a_name(meant)


def begin_alike(one, other):
    """Tell whether two words begin with letters taken for each other, swapped, or one more or less."""
    interchanged = any({one[0], other[0]} <= letters for letters in INTERCHANGED)
    return (
        one[0] == other[0] or interchanged or one[:2] == other[1::-1] or one[1:] == other or one == other[1:]
    )


def is_a_name(folded):
    named = storage.first(Lexeme(f"n:{folded}"), 1)
    return bool(named) or SearchLabel.objects.filter(form=folded).exists()


def _near_in_sound(folded, glossary):
    """Return the names in Latin letters of which one vowel or one hiss sounds different: Muhsin, Mohsen."""
    key = names.sound(folded)
    if len(key) < LEAST_SOUNDS:
        return []
    keys = {
        key[:place] + other + key[place + 1 :]
        for place, sound in enumerate(key)
        for near in NEAR_SOUNDS
        if sound in near
        for other in near
    }
    terms = SearchTerm.objects.filter(sound__in=keys)
    return [term for term in terms if term.folded not in glossary and is_a_name(term.folded)]


def _one_edit_away(folded):
    return list(SearchTerm.objects.filter(folded__in=edits(folded)))


def _two_edits_away(folded):
    """Two edits leave one third of a word whole, wherever it may have moved to."""
    third = len(folded) // 3
    thirds = (folded[:third], folded[third:-third], folded[-third:])
    whole = Q()
    for letters in thirds:
        whole |= Q(folded__contains=letters)
    return [term for term in SearchTerm.objects.filter(whole) if distance(term.folded, folded, 2) <= 2]


def _beginning_near(folded):
    """Return the words of which one begins one edit away from a word: a slip leaves one half of it whole."""
    if len(folded) <= MIDDLING or any(map(str.isdigit, folded)):
        return []
    half = len(folded) // 2
    whole = Q(folded__startswith=folded[:half]) | Q(folded__contains=folded[-half:])
    lengths = range(len(folded) - 1, len(folded) + 2)
    return [
        term
        for term in SearchTerm.objects.filter(whole)
        if any(distance(term.folded[:length], folded, 1) <= 1 for length in lengths)
        and begin_alike(term.folded, folded)
    ]


def _frequency(folded):
    return len(storage.first(Lexeme(folded), COUNTED))


def edits(word):
    """Return every string one edit away from a word, with letters of its own script."""
    letters = LETTERS[analysis.script(word)]
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {left + right[1:] for left, right in cuts if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    found |= {left + letter + right for left, right in cuts for letter in letters}
    return sorted(found - {word, ""})


@lru_cache(maxsize=10_000)
def distance(one, other, most):
    """Return the edit distance of two words (optimal string alignment), or most + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, facing in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if last and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
