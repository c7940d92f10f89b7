"""The references of a page: each fact with its marks, each source once with the places that marks lead to."""

from itertools import groupby
from typing import NamedTuple


class Place(NamedTuple):
    """A place in a source, and the number by which the marks of the page lead to it."""

    number: int
    citation: object


class Reference(NamedTuple):
    """A source and its numbered places, as the list at the foot of the page shows it."""

    source: object
    places: list


class Evidence:
    """Numbers the places that a record and its ties cite in the order of reading.

    A place gets its number when a fact first asks for it: a page shows its facts from above,
    and its ``references`` last, where all that no mark led to comes after the rest. The same
    place in the same source has one number. ``shows_all`` says that no mark is to be left out.
    """

    def __init__(self, subjects, shows_all=False):
        self._subjects = dict.fromkeys(subjects)
        self._places = {}
        self.shows_all = shows_all

    @property
    def references(self):
        """The ``Reference`` of each source, in the order of their first marks."""
        for subject in self._subjects:
            for citation in subject.citations:
                self._number(citation)
        found = {}
        for place in self._places.values():
            found.setdefault(place.citation.source_id, []).append(place)
        return [Reference(places[0].citation.source, places) for places in found.values()]

    def runs(self, subject, *facts):
        """Return what vouches for all that facts say, or all facts, as (first, last) of numbers in a row."""
        citations = subject.vouching(*(facts or subject.facts)) if subject in self._subjects else ()
        numbers = sorted({self._number(citation) for citation in citations})
        runs = groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
        return [(some[0], some[-1]) for some in ([number for _i, number in run] for _key, run in runs)]

    def _number(self, citation):
        place = citation.source_id, citation.paragraph, citation.item
        return self._places.setdefault(place, Place(len(self._places) + 1, citation)).number
