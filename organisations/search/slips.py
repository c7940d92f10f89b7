"""What a mistyped word may have meant.

One edit in a short word, two in a long one; an edit is a letter too many, too
few, wrong, or two letters swapped. Candidates are the words that documents and
labels hold; both databases find the same ones without an extension.
"""

from functools import lru_cache

from django.db.models import Q

from ..models import SearchTerm
from . import analysis, storage
from .expressions import Lexeme
from .knowledge import words_of_countries

LETTERS = {
    "Arab": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي0123456789",
    "Latn": "abcdefghijklmnopqrstuvwxyz0123456789",
}
SHORTEST, LONG = 3, 6
MOST = 3  # words that a mistyped one is taken for at once
COUNTED = 200


def corrections(folded):
    """Return the nearest words that the directory holds, as they are spelled; the likeliest first.

    A number and the name of a country are never taken for something else.
    """
    if len(folded) < SHORTEST or folded.isdigit() or folded in words_of_countries():
        return []
    near = _one_edit_away(folded) or (_two_edits_away(folded) if len(folded) >= LONG else [])
    near = [term for term in near if term.folded not in analysis.STOP_WORDS]
    likely = [term for term in near if _begin_alike(term.folded, folded)] or near
    ordered = sorted(likely, key=lambda term: (-_frequency(term.folded), term.folded, term.word))
    first_spelling = {}
    for term in ordered:
        first_spelling.setdefault(term.folded, term.word)
    return list(first_spelling.values())[:MOST]


def _begin_alike(one, other):
    return one[0] == other[0] or {one[0], other[0]} <= set("aeiouy")


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


def _frequency(folded):
    return len(storage.first(Lexeme(folded), COUNTED))


def edits(word):
    """Return every string one edit away from a word, in its own script."""
    letters = LETTERS[analysis.script(word)]
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {left + right[1:] for left, right in cuts if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    found |= {left + letter + right for left, right in cuts for letter in letters}
    return sorted(found - {word, ""})


@lru_cache(maxsize=10_000)
def distance(one, other, most):
    """Return the number of edits between two words (optimal string alignment), or most + 1."""
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
