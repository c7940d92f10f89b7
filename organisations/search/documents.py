"""From records to search documents.

A document holds lexemes of these kinds; a letter before a colon says where in
the record a form stands, so that a query can ask for it there:

| lexeme          | what it is                                                       |
| --------------- | ---------------------------------------------------------------- |
| `e:` `o:`       | a whole name, a whole other name, folded, words joined by `_`    |
| `x:` `w:`       | a word of a name as it is spelled; folded                        |
| `n:` `m:`       | strict and loose forms of a word in a name or an other name      |
| `s:`            | strict forms of a word in the summary                            |
| nothing, `p:`   | strict and loose forms of a word anywhere, tied names included   |
| `a_b`, `n:a_b`  | stems of two words that follow one another                       |
| `country/IQ`    | a facet and its value                                            |
| `at/kind/slug`  | the record's own address                                         |
| `i:`            | the initials of a name of three words or more                    |
| `v:`            | a word as it is spelled: what a mistyped word may be taken for   |

Names of places, countries, focus areas, needs, roles and languages are not written here: a query looks
up what they mean (see ``models.SearchLabel``).
"""

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

from ..models import SearchDocument
from . import analysis
from .fetching import fetch_facets, fetch_names, fetch_other_names, fetch_texts
from .names import initials

MOST_WORDS = 1_500  # of one text: a document of PostgreSQL ends at a megabyte


MOST_TIED_NAMES = 2_000


class Source(NamedTuple):
    """All that a document is made of."""

    names: list  # of Text
    other_names: list
    tied_names: list
    summaries: list
    descriptions: list
    easy_reads: list
    facets: list  # of tokens
    address: str


def number(is_named, rank, order, pk):
    """Return the number of a document: who is merely named last, then better rank, order of kinds, age."""
    return is_named << 60 | (4095 - rank) << 48 | order << 44 | pk


def static_rank(verified, ties, languages):
    """Return 0 to 4095: verified records first, then those with more ties, then with more languages."""
    return 2048 * bool(verified) + 8 * min(ties, 127) + min(languages, 7)


def documents(records, ties):
    """Yield the documents of the published ones among records, each (model, key), with all their ties."""
    texts, others = fetch_texts(records), defaultdict(list)
    for record, other in ties:
        others[record].append(other)
    tied_names = fetch_names({other for record in texts for other in others[record]})
    other_names = fetch_other_names({*texts, *tied_names})
    facets = fetch_facets(texts)
    for record, own in texts.items():
        tied = [other for other in others[record] if other in tied_names]
        forms = [text for other in tied for text in (*tied_names[other], *other_names[other])]
        yield _document(record, own, other_names[record], forms, len(tied), facets[record])


def _document(record, own, other_names, tied_names, ties, facets):
    model, pk = record
    kind = model._meta.model_name
    offers = "help" if any(facet.startswith("need/") for facet in facets) else "else"
    tokens, slug = sorted({f"is/{kind}", f"offers/{offers}", *facets}), f"at/{kind}/{own.slug}"
    texts = (own.summaries, own.descriptions, own.easy_reads)
    rank = static_rank(own.still_verified_on, ties, len(own.summaries))
    source = Source(own.names, other_names, tied_names, *texts, tokens, slug)
    return SearchDocument(
        id=number("group/named" in facets, rank, model.search_order, pk),
        kind=kind,
        object_id=pk,
        version=analysis.VERSION,
        facets=" ".join(tokens),
        lexemes=frozenset(analyse(source)),
    )


def analyse(source):
    """Return the lexemes of a document."""
    lexemes = {*source.facets, source.address}
    for text in source.names:
        words = analysis.words(text.text)
        lexemes |= {f"e:{joined(words)}"}
        lexemes |= {f"x:{word.spelled}" for word in words} | {f"w:{word.folded}" for word in words}
    for text in source.other_names:
        lexemes.add(f"o:{joined(analysis.words(text.text))}")
    for text in (*source.names, *source.other_names):
        words = analysis.words(text.text)
        lexemes |= _lexemes(words, text.language, "n:", "m:")
        lexemes |= {f"i:{letters}" for letters in initials(words)}
    for text in source.summaries:
        words = analysis.words(text.text)[:MOST_WORDS]
        lexemes |= {
            f"s:{form}" for word in words for form in analysis.forms(word.surface, text.language).strict
        }
    tied = dict.fromkeys(source.tied_names[:MOST_TIED_NAMES])
    own = (*source.names, *source.other_names, *source.summaries, *source.descriptions, *source.easy_reads)
    for text in (*own, *tied):
        words = analysis.words(text.text)[:MOST_WORDS]
        lexemes |= _lexemes(words, text.language, "", "p:") | {f"v:{word.spelled}" for word in words}
    return lexemes


def joined(words):
    """Return a whole name as one lexeme (without its namespace)."""
    return "_".join(word.folded for word in words)[:200]


def _lexemes(words, language, strict, loose):
    found = set()
    for word in words:
        forms = analysis.forms(word.surface, language)
        found |= {strict + form for form in forms.strict}
        found |= {loose + form for form in forms.all_loose}
    for first, second in pairwise(analysis.stem(word.surface, language) for word in words):
        found.add(f"{strict}{first}_{second}")
    return found
