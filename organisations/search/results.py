"""Search results: ranked, counted, and with typos corrected where nothing is found.

Whatever is read more widely than it stands is told (``Answer.corrected``,
``Answer.wider``), and ``exact`` takes all of it back.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from ..lexemes import EVERYTHING, NOTHING, Lexeme, all_of
from ..models import SearchDocument, SearchTerm
from . import analysis, storage
from .lexicon import DatabaseLexicon, words_of_countries
from .query import INITIALS, SHORTEST_PREFIX, Lexicon, Query, demand_languages, of_script, parse_query
from .typos import corrections, with_records

SURE_OF_MEANING = 7  # letters: what a shorter mistyped word means is a guess upon a guess
LONGEST_PAIR = 16  # letters of two words written as one
MOST_KEPT = 5  # words of which, where no record fits all, those that go together are sought
RARE = 200  # a last word that fewer documents hold may be the beginning of another
MOST_TOLD, MOST_HELD = 5, 400  # words that sound like one: told of, and looked for in names


def _own_script(word):
    return of_script(word.alike, analysis.script(word.folded))


# Each way in which a word may be met more widely than it stands, and how to do without it.
WIDER = {
    "sound": lambda word: replace(word, alike=word.alike - _own_script(word)),
    "script": lambda word: replace(word, alike=_own_script(word)),
    "initials": lambda word: replace(word, initials=False),
    "beginning": lambda word: replace(word, prefix=False, begun=frozenset()),
    "part": lambda word: replace(word, literal=True),
}


class Reading(NamedTuple):
    """A way in which a word was met more widely than it stands."""

    way: str  # of WIDER
    typed: str
    found: list  # the names that sound alike


def _narrowed(query, ways):
    for way in ways:
        query = query.with_words(WIDER[way])
    return query


@dataclass(frozen=True)
class Answer:
    """What a query found among all documents.

    ``query`` is the query as it was searched; ``asked`` as it was read first. They
    differ where words that nothing holds were taken for others (``corrected``).
    """

    asked: Query
    query: Query

    @cached_property
    def corrected(self):
        """The typos: [(as typed, [what was searched instead])]."""
        instead = [(word, [one.surface for one in word.instead]) for word in self.query.words]
        instead += [(word, [" ".join(word.halves)]) for word in self.query.words if word.halves]
        return [(word.surface, meant) for word, meant in instead if meant]

    @cached_property
    def wider(self):
        """The readings without which less would be found."""
        if not self.found:
            return []
        every = Matched(self.query.widest).count()
        told = [way for way in WIDER if self._counts_less(every, [way])]
        if not told and self._counts_less(every, WIDER):
            told = list(WIDER)
        return [reading for way in told for reading in self._readings(way)]

    def _counts_less(self, every, ways):
        narrowed = _narrowed(self.query, ways)
        return narrowed != self.query and Matched(narrowed.widest).count() < every

    def _readings(self, way):
        for word in self.query.words:
            if not word.instead and (narrowed := WIDER[way](word)) != word:
                names = word.alike - narrowed.alike
                if way != "part" or not _is_plain(word):
                    yield Reading(way, word.surface, _names_as_spelled(names)[:MOST_TOLD])

    @cached_property
    def found(self):
        return any_match(self.query.widest) if self.query else False

    def partial(self):
        """Return the query without the words that keep it from finding something, or None.

        The most telling word is kept, and of the others, the more telling first, each with which
        something is still found.
        """
        kept = []
        for query in sorted(self._words, key=self._telling)[:MOST_KEPT]:
            if any_match(all_of([query.widest, *(other.widest for other in kept)])):
                kept.append(query)
        groups = [query.groups[0] for query in self._words if query in kept]
        return self.query.of(groups) if kept else None

    @cached_property
    def _words(self):
        return [self.query.of([group]) for group in self.query.groups]

    def _telling(self, query):
        """Sort key: what may be urgent, what is no guess, what is no place or language, what is rarer."""
        where = query.groups[0].of_facet("place", "country", "language")
        guessed = any(word.instead or word.halves for word in query.words)
        return not query.urgent, guessed, bool(where), self._numbers[query]

    def word_by_word(self):
        """Return (text, number of documents) of each part of the query that finds something alone."""
        return [(query.groups[0].text, number) for query, number in self._numbers.items() if number]

    @cached_property
    def _numbers(self):
        return {query: Matched(query.widest).count() for query in self._words}


def search(text, *, exact=False):
    """Search all documents; with ``exact`` no typo is corrected."""
    return _Interpreter(text, exact).answer()


class _Interpreter:
    """Parses a query against what the directory holds, more freely while it finds nothing."""

    def __init__(self, text, exact):
        self.lexicon = DatabaseLexicon()
        self.exact = exact
        self.asked = parse_query(text, self.lexicon)
        self.nearest = {}

    def answer(self):
        demanding = self.asked if self.exact else demand_languages(self.asked)
        query = self.interpreted(demanding)
        if query.languages and not any_match(query.widest) and any_match(query.languages_as_words):
            otherwise = self.interpreted(self.asked)
            query = otherwise if any_match(otherwise.widest) else query
        return Answer(self.asked, query)

    def interpreted(self, query):
        query = query.with_words(self.completed) if query else query
        if self.exact:
            return _narrowed(query, WIDER)
        if query and not any_match(query.widest):
            query = query.with_words(self.guessed)
            if not any_match(query.widest):
                otherwise = query.with_words(self.doubted)
                query = otherwise if otherwise != query and any_match(otherwise.widest) else query
            if len(query.groups) > 1 and not any_match(query.widest):
                query = query.with_words(as_a_name)
        return query

    def completed(self, word):
        """Let a rare last word be a prefix, and an unknown one another spelling of a name."""
        if self.exact or self.lexicon.knows(word):
            return replace(word, alike=frozenset(), whole=word.folded in words_of_countries())
        if word.alike and not any_match(word.known) and (others := self.alike(word)):
            return self.taken_for(word, others)
        return self.as_prefix(word) if word is self.asked.words[-1] and _is_rare(word) else word

    def guessed(self, word):
        """Let a word that nothing holds be a prefix, a typo, or two words written as one."""
        if self.lexicon.knows(word) or any_match(word.widest):
            return word
        if len(word.folded) in INITIALS and any_match(Lexeme(f"i:{word.folded}")):
            return replace(word, initials=True)
        longer = self.as_prefix(word) if word.holds_parts else word
        if any_match(longer.widest):
            return longer
        if others := self.corrections(word):
            return self.taken_for(word, others)
        return split_in_two(word) or longer

    def doubted(self, word):
        """Correct a word though its stem is known, since it stands nowhere as it was typed."""
        if word.instead or self.lexicon.knows(word) or self.stands_somewhere(word):
            return word
        others = self.corrections(word)
        return self.taken_for(word, others) if others else word

    def stands_somewhere(self, word):
        terms = SearchTerm.objects.filter(folded=word.folded)
        return bool(with_records(terms, self.lexicon.glossary.folded))

    def as_prefix(self, word):
        labels = self.lexicon.labels_beginning(word.folded)
        return replace(word, prefix=True, begun=frozenset(labels) - word.labels)

    def alike(self, word):
        """Return the words that a word may be another spelling of; across scripts only names."""
        own = _own_script(word) - analysis.STOP_WORDS
        return _as_spelled(own | _named(word.alike - own))

    def corrections(self, word):
        if self.lexicon.names_a_language(word):
            return []
        if word.folded not in self.nearest:
            self.nearest[word.folded] = corrections(word.folded, self.lexicon.glossary.folded)
        return self.nearest[word.folded]

    def taken_for(self, word, others):
        """Let a mistyped word stand for others; a short one not for their synonyms, too."""
        lexicon = self.lexicon if len(word.folded) >= SURE_OF_MEANING else Lexicon()
        meant = [one for other in others for one in parse_query(other, lexicon).words[:1]]
        labels = self.lexicon.labels({form for one in meant for form in one.forms.strict})

        def labelled(one):
            tokens = frozenset().union(*(labels.get(form, ()) for form in one.forms.strict))
            return replace(one, labels=tokens | one.labels, alike=frozenset())

        return replace(word, instead=tuple(map(labelled, meant)))


def as_a_name(word):
    """Let a word that means something be a name as well, as beside other names: ناجي, survivor and Naji."""
    return replace(word, alike=word.alike | _named(word.namesakes), namesakes=frozenset())


def split_in_two(word):
    """Return a word as two that some document holds together (Dhiqar, Dhi Qar), or None."""
    if len(word.folded) > LONGEST_PAIR:
        return None
    for cut in range(len(word.folded) - 3, 2, -1):
        halves = word.folded[:cut], word.folded[cut:]
        if any_match(all_of(halves)):
            return replace(word, halves=halves)
    return None


def _is_plain(word):
    """Tell whether a word stands somewhere as it is, or means something: compounds of it are no guess."""
    return not word.holds_parts or bool(word.meanings) or any_match(word.strict(""))


def _named(words):
    """Return those of some folded words that stand in a name."""
    lexemes = [f"n:{word}" for word in sorted(words)[:MOST_HELD]]
    return {lexeme[2:] for lexeme in storage.held(lexemes)} if lexemes else set()


def _as_spelled(words):
    """Return folded words as the directory spells them, each once."""
    terms = SearchTerm.objects.filter(folded__in=words).order_by("folded", "-word")
    return list(dict(terms.values_list("folded", "word")).values())


def _names_as_spelled(words):
    return _as_spelled(_named(words)) if words else []


def _is_rare(word):
    long_enough = len(word.folded) >= SHORTEST_PREFIX
    return long_enough and len(storage.first(word.strict(""), RARE)) < RARE


def any_match(expression):
    return expression != NOTHING and bool(storage.first(expression, 1))


@dataclass(frozen=True)
class Matched:
    """The documents that hold what an expression demands: words, facets, a kind of record.

    ``among`` narrows them to records by what no lexeme tells, such as years; it
    costs a walk through these records.
    """

    expression: object
    among: tuple = None  # of RecordQuerySets, one for each kind of record

    def documents(self):
        documents = SearchDocument.objects.holding(self.expression)
        return documents if self.among is None else documents.among(self.among)

    def count(self):
        if self.expression == NOTHING:
            return 0
        indexed = self.among is None and self.expression != EVERYTHING
        return storage.count(self.expression) if indexed else self.documents().count()

    def counts(self):
        """Count the documents by all facets at once: {facet: {value: number}}."""
        return self.documents().counts()

    def first(self, limit, tier=EVERYTHING):
        narrowed = replace(self, expression=all_of([self.expression, tier]))
        if narrowed.expression == NOTHING:
            return []
        if self.among is None and narrowed.expression != EVERYTHING:
            return storage.first(narrowed.expression, limit)
        return list(narrowed.documents().order_by("pk").values_list("pk", flat=True)[:limit])


class Ranked:
    """Document ids in the order of a query's rank tiers; sliced lazily, for a ``Paginator``.

    Within a tier the lowest id comes first; without a query that is the only order.
    """

    def __init__(self, matched, query):
        self.matched = matched
        self.query = query

    @cached_property
    def number(self):
        return self.matched.count()

    def count(self):
        return self.number

    def __getitem__(self, page):
        return list(self.tiers(page.stop))[page]

    def tiers(self, limit):
        """Return {document id: place of its tier} of at least the first ones."""
        if not self.query:
            return dict.fromkeys(self.matched.first(limit), 0)
        found, enough = {}, min(limit, self.number)
        if not enough:
            return found
        among = self.unfiltered()
        for place, tier in enumerate(self.query.rank_tiers):
            for number in self.on(tier, limit, among):
                found.setdefault(number, place)
            if len(found) >= enough:
                break
        return found

    def unfiltered(self):
        """Return all numbers where they are few and words alone decide, else None."""
        alone = self.matched == Matched(self.query.widest)
        return self.matched.first(storage.FEW) if alone and self.number <= storage.FEW else None

    def on(self, tier, limit, among):
        """Return those of the numbers that stand on a tier, asked without the words again where it can be."""
        if among is None:
            return self.matched.first(limit, tier.expression)
        if tier.expression == self.matched.expression:
            return among
        held = set(Matched(tier.expression).first(storage.FEW))
        return [number for number in among if number in held]


def ranked(query):
    return Ranked(Matched(query.widest if query else NOTHING), query)
