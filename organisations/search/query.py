"""Query parsing and expansion: words, all that may stand for them, and the tiers of what fits.

Pure, given what the directory knows: its glossary, its labels and the words
that sound alike (``Lexicon``, see ``lexicon.py`` for the one in the database).

A word is met in four ways, each wider than the one before:

| way       | what stands for a word                                                 |
| --------- | ---------------------------------------------------------------------- |
| `strict`  | its own forms                                                          |
| `meaning` | and those of its glossary entry; a compound that holds it; its parts, all of them |
| `guess`   | and words that begin with it, if it is rare; names that sound like it, or with its initials |

All words must be met. Where, and in which way, makes the rank (``Query.rank_tiers``).
"""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from itertools import pairwise
from typing import NamedTuple

from ..lexemes import NOTHING, Lexeme, all_of, any_of
from . import analysis
from .documents import joined
from .names import FEWEST_INITIALS, MOST_INITIALS

MOST_CHARACTERS, MOST_WORDS = 1000, 8  # each word is sought in many ways; the page tells of the rest
MOST_FINELY_RANKED = 5  # groups: of more, each tier costs as much as a whole short query
SHORTEST_PREFIX, SHORTEST_PART_OF_A_MEANING = 3, 4
INITIALS = range(FEWEST_INITIALS, MOST_INITIALS + 1)
# Who does it: beside what is urgent that narrows nothing down.
MINE = frozenset({"min", "mitt", "mina", "my"})
MY_PEOPLE = frozenset(
    """
    زوجي جوزي رجلي طليقي خطيبي ابي ابوي ابويا بابا والدي اخي اخوي اخويا اخوتي اخواني عمي خالي ابني اهلي عائلتي
    ميردهكهم ميردم هاوسهرم هاوسهرهكهم بياوهكهم باوكم براكهم خيزانهكهم
    """.split()
)
LONGEST_LABEL = 60  # letters of a whole label that are compared: SearchLabel.form
LANGUAGES_OF_SCRIPT = {"Arab": ("ar",), "Latn": ("sv", "en")}
# What stands beside the name of a language: that it is spoken, and what any record offers.
BEFORE_A_LANGUAGE = frozenset({"pa", "in", "bi", "به", "ب"})
SPOKEN = frozenset(
    """
    sprak spraket talar pratar tala prata speaks speak speaking speaker speakers language zimane
    لغه اللغه باللغه بلغه يتكلم تتكلم يتكلمون تتكلمون يتحدث تتحدث يتحدثون تتحدثون يحكي تحكي يحكون
    يحجي تحجي يحجون ناطق ناطقه ناطقين ناطقات الناطقين الناطقات زمان زماني زبان
    """.split()
)
SUPPORT = frozenset("stod ger hjalp support help دعم الدعم مساعده المساعده متوفر".split())
_WITH = re.compile("^=(?:وب|ب|و)(?=ال)")
_DOTS = re.compile("[åäö]")
_QUOTED = re.compile('["“”„«»]([^"“”„«»]+)["“”„«»]')


class Phrase(NamedTuple):
    """A term of the glossary, or a phrase in quotes: words that follow one another."""

    words: tuple  # of analysis.Forms
    stems: tuple  # of the words, in the language of the term
    text: str
    language: str
    urgent: bool = False  # whoever asks for it may need help now

    def anywhere(self, strict, loose):
        """Return the expression of a text that holds the phrase; the arguments are prefixes of lexemes."""
        if len(self.stems) > 1:
            return all_of(f"{strict}{a}_{b}" for a, b in pairwise(self.stems))
        long = [one for one in self.words[0].strict if len(one) >= SHORTEST_PART_OF_A_MEANING]
        return any_of(
            [*(strict + one for one in sorted(self.words[0].strict)), *(loose + one for one in sorted(long))]
        )


def phrase(text, language, urgent=False):
    words = analysis.words(text)
    if not words:
        return None
    return Phrase(
        tuple(analysis.forms(word.surface, language) for word in words),
        tuple(analysis.stem(word.surface, language) for word in words),
        text.strip(),
        language,
        urgent,
    )


def whole_label(words):
    """Return what a label of several words is looked up by, or a part of a query that may be one."""
    first = next((n for n, word in enumerate(words) if word.folded not in analysis.STOP_WORDS), 0)
    return _WITH.sub("=", f"={joined(words[first:])}")[:LONGEST_LABEL]


class Lexicon:
    """What the directory knows of words; this one knows nothing (a null object)."""

    def terms_beginning(self, form):
        """Return (phrase, those of the same meaning) for the terms whose first word has a form."""
        return []

    def labels(self, forms):
        """Return {form: facet tokens} for those of the forms that are in the name of a place or the like."""
        return {}

    def whole_labels(self, labels):
        """Return {label: facet tokens} for those that are the whole name of a need, a role or a language."""
        return {}

    def labels_beginning(self, folded):
        """Return the facet tokens of the labels that begin with a word."""
        return set()

    def alike(self, words):
        """Return {word: folded words that sound like it or are the same name in the other script}."""
        return {}

    def names_a_language(self, word):
        return False


def remembered(method):
    """Let a method of something that never changes compute each answer once."""

    @wraps(method)
    def ask(self, *args):
        answers = self.__dict__.setdefault("_remembered", {})
        key = (method.__name__, *args)
        if key not in answers:
            answers[key] = method(self, *args)
        return answers[key]

    return ask


@dataclass(frozen=True)
class QueryTerm:
    """A word of a query and all that may stand for it."""

    surface: str
    spelled: str
    folded: str
    meanings: tuple = ()  # phrases
    labels: frozenset = frozenset()
    begun: frozenset = frozenset()  # labels of which it is the beginning
    alike: frozenset = frozenset()
    namesakes: frozenset = frozenset()  # names in the other script, of a word that means something itself
    is_article: bool = False
    initials: bool = False  # may be made of the first letters of a name
    prefix: bool = False
    literal: bool = False  # neither a part of a word nor a whole that has parts
    whole: bool = False  # no compound: the name of a country
    instead: tuple = ()  # of QueryTerm: what a mistyped word is taken for
    halves: tuple = ()  # the two words that were written as one
    part_meanings: dict = field(default_factory=dict, compare=False)

    @cached_property
    def forms(self):
        return analysis.forms(self.surface)

    @property
    def parts(self):
        return () if self.whole or self.literal else self.forms.parts

    @property
    def loose(self):
        return frozenset() if self.literal else self.forms.loose

    @property
    def holds_parts(self):
        """Whether it may stand for less than itself, or for a word that it is a part of."""
        return not self.literal and len(self.folded) >= SHORTEST_PREFIX

    @remembered
    def strict(self, space):
        if self.instead:
            return any_of(one.strict(space) for one in self.instead)
        return any_of(space + form for form in sorted(self.forms.strict))

    @remembered
    def meaning(self, space, loose):
        if self.instead:
            return any_of(one.meaning(space, loose) for one in self.instead)
        forms = sorted(self.forms.strict)
        return any_of(
            [
                *(space + form for form in [*forms, *sorted(self.loose)]),
                *(loose + form for form in forms if not self.literal),
                *(all_of(self._part(part, space, loose) for part in pair) for pair in self.parts),
                *(term.anywhere(space, loose) for term in self.meanings),
                *([all_of(space + half for half in self.halves)] if self.halves else ()),
            ]
        )

    def _part(self, part, space, loose):
        meanings = (term.anywhere(space, loose) for term in self.part_meanings.get(part, ()))
        return any_of([space + part, loose + part, *meanings])

    @remembered
    def guess(self, space, loose):
        if self.instead:
            return any_of(one.guess(space, loose) for one in self.instead)
        guessed = [Lexeme(space + self.folded, prefix=True)] if self.prefix else []
        guessed += [f"n:{word}" for word in sorted(self.alike)]
        guessed += [f"i:{self.folded}"] if self.initials else []
        return any_of([self.meaning(space, loose), *guessed])

    @remembered
    def labelled(self):
        if self.instead:
            return any_of(one.labelled() for one in self.instead)
        return any_of(sorted(self.labels | self.begun))

    def as_spelled(self):
        return any_of(f"x:{one.spelled}" for one in self.instead or [self])

    def as_folded(self):
        return any_of(f"w:{one.folded}" for one in self.instead or [self])

    @cached_property
    def known(self):
        """Expression: the word stands there as it was typed, or by its meaning."""
        spaces = ("",) if self.literal else ("", "p:")
        typed = [space + form for form in sorted(self.forms.strict) for space in spaces]
        return any_of([*typed, *(term.anywhere("", "p:") for term in self.meanings), self.labelled()])

    @cached_property
    def widest(self):
        return any_of([self.guess("", "p:"), self.labelled()])


@dataclass(frozen=True)
class Group:
    """Words of a query that belong together: one word, a term of the glossary, a label, a quoted phrase.

    One that ``demands`` its labels is met by these, or by a record's own name, and
    by no other text: who asks for help in Arabic seeks no text about Arabic.
    """

    words: tuple  # of QueryTerm
    meanings: tuple = ()  # phrases that stand for all of the words
    labels: frozenset = frozenset()  # facets that stand for all of the words
    quoted: bool = False
    demands: bool = False

    @property
    def text(self):
        return " ".join(word.surface for word in self.words)

    @property
    def all_labels(self):
        return self.labels.union(*(word.labels for word in self.words))

    @property
    def phrases(self):
        """The phrases of the glossary that stand for the words, or for what a typo is taken for."""
        words = [one for word in self.words for one in (word, *word.instead)]
        return [*self.meanings, *(phrase for word in words for phrase in word.meanings)]

    def of_facet(self, *facets):
        """Return the values of facets that the group stands for."""
        pairs = (token.partition("/") for token in sorted(self.all_labels))
        return [value for facet, _slash, value in pairs if facet in facets]

    @property
    def urgent(self):
        return bool(self.of_facet("need")) or any(phrase.urgent for phrase in self.phrases)

    @remembered
    def each(self, way, *spaces):
        """Return the expression of all words met in one way ("strict", "as_folded" … of ``QueryTerm``)."""
        met = all_of(getattr(word, way)(*spaces) for word in self.words)
        if self.quoted and len(self.words) > 1:
            in_text = spaces and spaces[0] in ("", "s:")
            met = all_of([met, self._in_a_row("" if in_text else "n:")])
        if way in ("meaning", "guess"):
            return any_of([met, *(term.anywhere(*spaces) for term in self.meanings)])
        return met

    def _in_a_row(self, space):
        ways = []
        for language in LANGUAGES_OF_SCRIPT[analysis.script(self.text)]:
            stems = [analysis.stem(word.surface, language) for word in self.words]
            ways.append(all_of(f"{space}{a}_{b}" for a, b in pairwise(stems)))
        return any_of(ways)

    def labelled(self):
        each = () if self.quoted else [all_of(word.labelled() for word in self.words)]
        return any_of([*each, *sorted(self.labels)])

    @remembered
    def labelled_or(self, way, *spaces):
        """Like ``each``, but a word may also be in the name of a place or a focus area."""
        if self.demands:
            return any_of([self.each("as_folded"), self.labelled()])
        if self.quoted:
            return any_of([self.each(way, *spaces), self.labelled()])
        met = all_of(any_of([getattr(word, way)(*spaces), word.labelled()]) for word in self.words)
        return any_of([met, self.each(way, *spaces), self.labelled()])


class RankTier(NamedTuple):
    """A step of the ranking: what a record must hold to stand there, and why that is good."""

    why: str
    expression: object


@dataclass(frozen=True)
class Query:
    """A query as it was parsed."""

    text: str
    groups: tuple = ()
    every_word: tuple = ()  # analysis.Word, stop words included
    cut: bool = False  # whether only the first words were read

    def __bool__(self):
        return bool(self.groups)

    @property
    def words(self):
        return [word for group in self.groups for word in group.words]

    @property
    def urgent(self):
        """Whether whoever asks for this may need help now."""
        return any(group.urgent for group in self.groups)

    @property
    def languages(self):
        """The codes of the languages of support that the query demands."""
        return [code for group in self.groups if group.demands for code in group.of_facet("language")]

    @property
    def languages_as_words(self):
        """Expression: a text holds the name of one of these languages as it is spelled."""
        groups = (group for group in self.groups if group.demands)
        return any_of(f"v:{word.spelled}" for group in groups for word in group.words)

    @property
    def words_kept(self):
        return " ".join(group.text for group in self.groups)

    @cached_property
    def rank_tiers(self):
        """The tiers, best first; the last one holds all that match. A long query has fewer."""

        def together(way, *spaces):
            return all_of(group.each(way, *spaces) for group in self.groups)

        def labelled(way, *spaces):
            return all_of(group.labelled_or(way, *spaces) for group in self.groups)

        whole = joined(self.every_word)
        as_spelled = all_of([f"e:{whole}", *(f"x:{word.spelled}" for word in self.every_word)])
        place_or_name, summary = labelled("guess", "n:", "m:"), labelled("strict", "s:")
        who_helps = all_of([labelled("meaning", "", "p:"), "offers/help"]) if self.urgent else NOTHING
        tiers = [
            RankTier("the whole name as it is spelled", as_spelled),
            RankTier("the whole name", Lexeme(f"e:{whole}")),
            RankTier("a whole other name", Lexeme(f"o:{whole}")),
            RankTier("words of the name as they are spelled", together("as_spelled")),
            RankTier("words of the name", together("as_folded")),
            RankTier("the name or another name, inflected", together("strict", "n:")),
            RankTier("who offers help, where it may be urgent", who_helps),
            RankTier("the name by its meaning or a part of a word", together("meaning", "n:", "m:")),
            RankTier("the name by its beginning or sound", together("guess", "n:", "m:")),
            RankTier(
                "a place or a focus area, and the summary", all_of([place_or_name, together("strict", "s:")])
            ),
            RankTier("the name, a place or a focus area", place_or_name),
            RankTier("most words in the name or a place, the rest in the text", self._mostly()),
            RankTier("the summary, a place or a focus area", summary),
            RankTier("the text, a place or a tied name", labelled("strict", "")),
            RankTier("the text by its meaning or a part of a word", labelled("meaning", "", "p:")),
            RankTier("the text by its beginning or sound", self.widest),
        ]
        return tiers if len(self.groups) <= MOST_FINELY_RANKED else [*tiers[:3], tiers[10], *tiers[-2:]]

    def _mostly(self):
        """Return the expression of records that all but one of the groups name, and the rest describes."""
        ways = [
            all_of(
                group.labelled_or("guess", "", "p:") if group is rest else group.labelled_or("strict", "n:")
                for group in self.groups
            )
            for rest in self.groups
            if 2 < len(self.groups) <= MOST_FINELY_RANKED
        ]
        return any_of(ways)

    @cached_property
    def widest(self):
        return all_of(group.labelled_or("guess", "", "p:") for group in self.groups)

    def of(self, groups):
        kept = {word.folded for group in groups for word in group.words}
        every_word = tuple(word for word in self.every_word if word.folded in kept)
        return replace(self, groups=tuple(groups), every_word=every_word)

    def with_words(self, change):
        """Change each word, but for those that a language is demanded by."""
        groups = tuple(
            group if group.demands else replace(group, words=tuple(map(change, group.words)))
            for group in self.groups
        )
        return replace(self, groups=groups)


def parse_query(text, lexicon):
    """Parse a query. The result is empty (false) if there is no letter or digit in it."""
    parts, cut = _parts(text)
    every_word = tuple(word for words, _quoted in parts for word in words)
    if not every_word:
        return Query(text)
    groups = []
    for words, quoted in parts:
        groups += [Group(_query_term(words), quoted=True)] if quoted and words else _segment(words, lexicon)
    telling = tuple(
        group for group in groups if group.quoted or len(group.words) > 1 or _is_content_word(group.words[0])
    )
    query = Query(text, _without_who(telling, every_word) or tuple(groups), every_word, cut)
    if len(query.groups) > 1:
        query = query.with_words(_or_the_preposition)
    return _add_labels(_expand_compounds(query, lexicon), lexicon)


def _without_who(groups, every_word):
    """Leave out of a cry for help who hurts her: min bror hotar mig."""
    mine = {b.folded for a, b in pairwise(every_word) if a.folded in MINE} | MY_PEOPLE
    rest = tuple(group for group in groups if not _is_one_of(group, mine) or group.urgent)
    return rest if any(group.urgent for group in rest) else groups


def of_script(words, script):
    return frozenset(word for word in words if analysis.script(word) == script)


def _parts(text):
    """Return ([(words, in quotes?)], whether words were left out)."""
    parts, end = [], 0
    kept = text[:MOST_CHARACTERS]
    for match in _QUOTED.finditer(kept):
        parts += [(kept[end : match.start()], False), (match[1], True)]
        end = match.end()
    parts.append((kept[end:], False))
    room, cut, found = MOST_WORDS, len(text) > MOST_CHARACTERS, []
    for part, quoted in parts:
        words = analysis.words(part)
        cut |= len(words) > room
        if words[:room]:
            found.append((words[:room], quoted))
        room = max(0, room - len(words))
    return found, cut


def _query_term(words):
    return tuple(map(_term, words))


def _term(word, meanings=(), labels=frozenset()):
    return QueryTerm(
        word.surface,
        word.spelled,
        word.folded,
        meanings,
        labels=labels,
        is_article=word.is_article,
        initials=word.in_capitals and len(word.folded) in INITIALS,
    )


def _or_the_preposition(word):
    """Let the name علي beside other words be the preposition على, for which it is often typed."""
    if word.folded != "علي":
        return word
    return replace(word, meanings=(*word.meanings, phrase("على", "ar")))


def _is_content_word(word):
    lone = len(word.folded) == 1 and word.folded.isalpha()
    small = word.is_article or word.folded in analysis.STOP_WORDS | analysis.ARTICLES
    return not (lone or small)


def _segment(words, lexicon):
    """Segment words into groups by longest match: terms of the glossary, labels, and single words between."""
    groups, place = [], 0
    labels = lexicon.whole_labels({one for start in range(len(words)) for one in _labels_at(words, start)})
    while place < len(words):
        meant = _terms_at(words, place, lexicon)
        named = {len(term.words) for term, _same in meant}
        named |= {n for one, n in _labels_at(words, place).items() if one in labels}
        length = max(named, default=1)
        here = words[place : place + length]
        content = [word for word in here if word.folded not in analysis.STOP_WORDS]
        tokens = labels.get(whole_label(here), frozenset())
        found = [phrase for term, same in meant if len(term.words) == length for phrase in same]
        members = [
            _term(word, _meanings(word, lexicon)) if length > 1 else _term(word, tuple(found), tokens)
            for word in (here if found else content or here)
        ]
        groups.append(Group(tuple(members), tuple(found), tokens) if length > 1 else Group(tuple(members)))
        place += length
    return groups


def _labels_at(words, place):
    """Return {what may be a whole label: its number of words} for the words from a place on."""
    return {whole_label(words[place:end]): end - place for end in range(len(words), place, -1)}


def _terms_at(words, place, lexicon):
    """Return the (term, its synonyms) of the glossary that the words from a place on spell."""
    forms = analysis.forms(words[place].surface)
    found, has_dots = [], any(map(_DOTS.search, (word.spelled for word in words)))
    for form in sorted(forms.strict | forms.loose):
        for term, same in lexicon.terms_beginning(form):
            if has_dots and _lacks_dots(words[place].spelled, term):
                continue  # vald is våld on other keyboards, but not beside ordförande
            if _spell(words[place : place + len(term.words)], term) and (term, same) not in found:
                found.append((term, same))
    return found


def _lacks_dots(spelled, term):
    """Tell whether a word is written without the å, ä or ö of a term."""
    letters = zip(spelled, analysis.surface(term.text), strict=False)
    return any(_DOTS.match(meant) and not _DOTS.match(typed) for typed, meant in letters)


def _spell(words, term):
    """Tell whether words spell a term of the glossary: in a phrase their loose forms do too (الخط الساخن)."""
    if len(words) != len(term.words):
        return False
    own = [analysis.forms(word.surface) for word in words]
    spelled = [one.strict | one.loose if len(words) > 1 else one.strict for one in own]
    return all(some & forms.strict for some, forms in zip(spelled, term.words, strict=True))


def _meanings(word, lexicon):
    terms = _terms_at([word], 0, lexicon)
    return tuple(dict.fromkeys(phrase for _term, same in terms for phrase in same))


def demand_languages(query):
    """Let each name of a language, unless it is an adjective, demand records that give support in it.

    The words beside it that say no more fall away: help in Arabic, دعم باللغة العربية.
    """
    groups = query.groups
    demanding = {n for n in range(len(groups)) if groups[n].of_facet("language") and _is_spoken(query, n)}
    beside = {one for n in demanding for one in (*_idle(groups, n, -1), *_idle(groups, n, 1))}
    kept = [
        _demanding(group) if n in demanding else group for n, group in enumerate(groups) if n not in beside
    ]
    return replace(query, groups=tuple(kept))


def _demanding(group):
    """Let a group mean a language and nothing else: not Syria for سورانية."""
    labels = frozenset(f"language/{code}" for code in group.of_facet("language"))
    words = tuple(replace(word, labels=frozenset(), meanings=()) for word in group.words)
    return replace(group, words=words, labels=labels, meanings=(), demands=True)


def _is_spoken(query, n):
    """Tell whether the name of a language is meant as one: in Arabic, not Arabic women."""
    before, after = query.groups[n - 1] if n else None, next(iter(query.groups[n + 1 :]), None)
    name = query.groups[n].words[0]
    follows = any(
        b.folded == name.folded and a.folded in BEFORE_A_LANGUAGE for a, b in pairwise(query.every_word)
    )
    if follows or _WITH.match(f"={name.folded}") or _is_one_of(before, SPOKEN) or _is_one_of(after, SPOKEN):
        return True
    described = before if analysis.script(name.folded) == "Arab" else after
    known = described is None or described.of_facet("language", "place", "country")
    return bool(known) or _is_one_of(described, SUPPORT)


def _is_one_of(group, words):
    return group is not None and len(group.words) == 1 and group.words[0].folded in words


def _idle(groups, n, step):
    """Yield the places of the words that fall away on one side of a language."""
    n += step
    while 0 <= n < len(groups) and _is_one_of(groups[n], SPOKEN | SUPPORT | BEFORE_A_LANGUAGE):
        yield n
        n += step


def _expand_compounds(query, lexicon):
    """Expand the parts of compounds by their synonyms: flyktingkvinnor, refugee women."""

    def expanded(word):
        parts = {part for pair in word.parts for part in pair}
        found = {
            part: tuple(
                phrase
                for term, same in lexicon.terms_beginning(part)
                if len(term.words) == 1
                for phrase in same
            )
            for part in sorted(parts)
        }
        return replace(word, part_meanings={part: same for part, same in found.items() if same})

    return query.with_words(expanded)


def _add_labels(query, lexicon):
    """Give the words their facets and the names that sound like them: two lookups for the whole query."""
    phrases = [
        phrase
        for group in query.groups
        for phrase in (*group.meanings, *(one for word in group.words for one in word.meanings))
    ]
    forms = {form for word in query.words for form in word.forms.strict}
    forms |= {form for phrase in phrases for one in phrase.words for form in one.strict}
    labels = lexicon.labels(forms)
    alike = lexicon.alike({word.spelled for word in query.words})

    def tokens(all_forms):
        each = [frozenset().union(*(labels.get(one, ()) for one in forms)) for forms in all_forms]
        return frozenset.intersection(*each) if each else frozenset()

    def meant(phrases):
        return frozenset().union(*(tokens(one.strict for one in phrase.words) for phrase in phrases))

    def completed(word):
        found = word.labels | tokens([word.forms.strict]) | meant(word.meanings)
        others, namesakes = frozenset(alike.get(word.spelled, ())), frozenset()
        if found or word.meanings or lexicon.names_a_language(word):
            namesakes = others - of_script(others, analysis.script(word.folded))
        return replace(word, labels=found, alike=others - namesakes, namesakes=namesakes)

    groups = []
    for group in query.with_words(completed).groups:
        own = tokens(word.forms.strict for word in group.words) if group.quoted else frozenset()
        groups.append(replace(group, labels=group.labels | own | meant(group.meanings)))
    return replace(query, groups=tuple(groups))
