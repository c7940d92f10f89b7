"""The numbered references of a page: each fact with its numbers, each place in a source once."""

from typing import NamedTuple


class Reference(NamedTuple):
    """A place in a source, as the list at the foot of the page shows it."""

    number: int
    citation: object


class Evidence:
    """Numbers the citations of a record and its ties in the order of reading.

    Takes the record first and then its ties, all with their citations and
    sources fetched. The same place in the same source has one number.
    """

    def __init__(self, subjects):
        self._references = {}
        self._subjects = dict.fromkeys(subjects)
        for subject in self._subjects:
            for citation in subject.citations:
                number = len(self._references) + 1
                self._references.setdefault(_place(citation), Reference(number, citation))

    @property
    def references(self):
        return list(self._references.values())

    def numbers(self, subject, *facts):
        """Return the numbers of what vouches for all that some facts say now, or all facts of the subject."""
        citations = subject.vouching(*(facts or subject.facts)) if subject in self._subjects else ()
        return [self._references[_place(citation)].number for citation in citations]


def _place(citation):
    return citation.source_id, citation.paragraph, citation.item
