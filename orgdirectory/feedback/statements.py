"""What the page of a link says of its record, statement by statement, and what of it was shown before.

Each may be marked as not correct. The form holds what it was shown beside, as digests under
encryption: so an answer vouches for what was read, and for nothing that came since.
"""

from hashlib import blake2b
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisations.history.changes import newest_revision
from organisations.languages import Text, localized
from organisations.models import fact_label
from organisations.models.translations import TEXTS
from organisations.templatetags.records import SHOWN_ELSEWHERE

from ..keys import ENCRYPTED, decrypt, encrypt
from ..public.record_paths import sections_of

SIZE = 4  # bytes of a digest
NUMBER = 8  # bytes of the number of a revision


class Statement(NamedTuple):
    """What is said under one label, as texts with their language; an address or number runs from the left."""

    key: str
    label: str
    words: list
    is_address: bool = False
    is_new: bool = False

    @property
    def tag(self):
        return "p" if self.key != "name" and self.key in TEXTS else "bdi"

    @property
    def in_words(self):
        return f"{self.label}: {_(', ').join(one.text for one in self.words)}"

    @property
    def digest(self):
        return blake2b(self.in_words.encode(), digest_size=SIZE).digest()


def here(words):
    """Return words in the page's own language as a ``Text``."""
    return Text(str(words), get_language())


def statements(record):
    """Return what readers see of a public record in the language in force."""
    return [*_texts(record), *_facts(record), *_ties(record)]


def _texts(record):
    yield Statement("name", _("Names"), [name.text for name in record.names])
    own = here(getattr(record, f"easy_read_{get_language()}", ""))
    shown = {"easy_read": own} | {text: localized(record, text) for text in ("summary", "description")}
    for name, text in shown.items():
        if text.text:
            yield Statement(name, capfirst(fact_label(record.model, name)), [text])


def _facts(record):
    for number, point in enumerate(record.contact_points):
        yield Statement(f"contact-{number}", capfirst(point.label), [here(point.shown)], bool(point.href))
    for fact in record.facts_about(set(record.facts) - SHOWN_ELSEWHERE):
        yield Statement(fact.name, capfirst(fact.label), [here(value.words) for value in fact.values])


def _ties(record):
    for section in sections_of(record):
        for tie, end in section.ties:
            words = filter(None, [tie.role_name, tie.period_display, end.plan])
            yield Statement(tie.key, section.title, [localized(end, "name"), *map(here, words)])


class Shown(NamedTuple):
    """What a page showed: digests of statements, and the last revision of the record."""

    digests: frozenset
    revision: int

    @property
    def sealed(self):
        data = self.revision.to_bytes(NUMBER) + b"".join(sorted(self.digests))
        return encrypt(data, __name__).removeprefix(ENCRYPTED)


def shown_now(confirmation_request, said):
    digests = frozenset(statement.digest for statement in said)
    return Shown(digests, newest_revision(confirmation_request.subject))


def shown_in(sealed):
    """Return what the page showed that sent this, or None if nobody can tell."""
    try:
        data = decrypt(sealed, __name__)
    except ValueError:
        return None
    digests = (data[place : place + SIZE] for place in range(NUMBER, len(data), SIZE))
    return Shown(frozenset(digests), int.from_bytes(data[:NUMBER]))


def marked_as_new(said, shown):
    """Mark what a page did not show before; where that is not known, nothing is."""
    digests = shown.digests if shown else {one.digest for one in said}
    return [one._replace(is_new=one.digest not in digests) for one in said]
