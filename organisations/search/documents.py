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
| `v:`            | a word as it is spelled: what a mistyped word may be taken for   |

Names of places, countries and focus areas are not written here: a query looks
up what they mean (see ``models.SearchLabel``).
"""

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

from ..languages import Text, site_languages
from ..models import SearchDocument, tie_ends
from . import analysis

MOST_WORDS = 1_500  # of one text: a document of PostgreSQL ends at a megabyte


MOST_TIED_NAMES = 2_000


TEXTS = ("summary", "description")


class Source(NamedTuple):
    """All that a document is made of."""

    names: list  # of Text
    other_names: list
    tied_names: list
    summaries: list
    descriptions: list
    facets: list  # of tokens
    address: str


def number(rank, order, pk):
    """Return the number of a document: better rank first, then the order of the kinds, then age."""
    return (4095 - rank) << 48 | order << 44 | pk


def static_rank(verified, ties, languages):
    """Return 0 to 4095: verified records first, then those with more ties, then with more languages."""
    return 2048 * bool(verified) + 8 * min(ties, 127) + min(languages, 7)


def documents(model, pks):
    """Yield the documents of the published records among these."""
    records = _columns(model.objects.published().filter(pk__in=pks).order_by("pk"), "name", *TEXTS)
    found = [record["pk"] for record in records]
    names, other_names = names_of(model, found)
    tied, ties = _tied_names(model, found)
    facets = _facets(model, found)
    kind = model._meta.model_name
    for record in records:
        pk = record["pk"]
        summaries, descriptions = (
            [Text(text, code) for code in site_languages() if (text := record[f"{field}_{code}"])]
            for field in TEXTS
        )
        tokens = sorted({f"is/{kind}", *facets[pk]})
        address = f"at/{kind}/{record['slug']}"
        source = Source(names[pk], other_names[pk], tied[pk], summaries, descriptions, tokens, address)
        rank = static_rank(record["verified_on"], ties[pk], len(summaries))
        yield SearchDocument(
            id=number(rank, model.search_order, pk),
            kind=kind,
            object_id=pk,
            version=analysis.VERSION,
            facets=" ".join(tokens),
            lexemes=frozenset(analyse(source)),
        )


def _columns(queryset, *fields):
    columns = [f"{field}_{language}" for field in fields for language in site_languages()]
    return list(queryset.values("pk", "slug", "verified_on", *columns))


def names_of(model, pks):
    """Return ({pk: names}, {pk: other names}) of records of one kind, as ``Text``."""
    names, other_names = defaultdict(list), defaultdict(list)
    columns = [f"name_{language}" for language in site_languages()]
    for pk, *row in model.objects.filter(pk__in=pks).values_list("pk", *columns):
        names[pk] = [Text(name, code) for name, code in zip(row, site_languages(), strict=True) if name]
    others = model._meta.get_field("other_names").related_model.objects.filter(record__in=pks)
    for pk, name, code in others.order_by("pk").values_list("record", "name", "language__code"):
        other_names[pk].append(Text(name, code))
    return names, other_names


def tied_records(model, pks, *, published=True):
    """Return (pk, model of the other end, its pk) for every tie of the records."""
    rows = []
    for tie, end in tie_ends(model):
        others = tie.other_end_fields(end)
        ties = tie.objects.published() if published else tie.objects.all()
        for pk, *ends in ties.filter(**{f"{end}__in": pks}).order_by("pk").values_list(end, *others):
            rows += [
                (pk, tie._meta.get_field(field).related_model, other)
                for field, other in zip(others, ends, strict=True)
                if other
            ]
    return rows


def _tied_names(model, pks):
    """Return ({pk: names of the records tied to it}, {pk: number of ties})."""
    rows = tied_records(model, pks)
    by_model = defaultdict(set)
    for _pk, other_model, other in rows:
        by_model[other_model].add(other)
    names = {other_model: names_of(other_model, others) for other_model, others in by_model.items()}
    tied, ties = defaultdict(list), defaultdict(int)
    for pk, other_model, other in rows:
        ties[pk] += 1
        tied[pk] += [*names[other_model][0][other], *names[other_model][1][other]]
    return tied, ties


def _facets(model, pks):
    tokens = defaultdict(set)
    for facet, paths in model.facet_paths.items():
        for path in paths:
            rows = model.objects.filter(model.published_along(path), pk__in=pks).order_by()
            for pk, value in rows.values_list("pk", path).distinct():
                if value:
                    tokens[pk].add(f"{facet}/{value}")
    return tokens


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
        lexemes |= _lexemes(analysis.words(text.text), text.language, "n:", "m:")
    for text in source.summaries:
        words = analysis.words(text.text)[:MOST_WORDS]
        lexemes |= {
            f"s:{form}" for word in words for form in analysis.forms(word.surface, text.language).strict
        }
    tied = dict.fromkeys(source.tied_names[:MOST_TIED_NAMES])
    for text in (*source.names, *source.other_names, *source.summaries, *source.descriptions, *tied):
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
