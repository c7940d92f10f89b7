"""What the headings of foreign tables mean: guessed by their words, and by what their cells look like.

No guess is better than a wrong one. Headings of people and of remarks are left out, a name
is one in the language of its cells, and no two columns are guessed to be the same, but ways
of contact: ``Telefon 1`` and ``Telefon 2`` are joined. The words are in ``headings.yaml``.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml
from django.core.exceptions import ValidationError

from organisations.languages import site_languages
from organisations.tables import Column, normal
from organisations.text import digits, without_marks

from .cells import CONTACTS, EVIDENCE, KEYS, codes_of, label
from .looks import is_arabic, is_swedish, looks_only_like, may_be
from .parting import is_nothing, plain
from .reader import Reader

VARIANTS = str.maketrans("أإآٱىةؤئکیۆە", "اااايهويكيوه")
READ = ("group", "stage", "original_language", *EVIDENCE)  # what counts as one only if its cells are read
BEST, BARE_NAME, MIXED = 9, 1, (0.3, 0.7)


class Guess(NamedTuple):
    """A column that a heading may mean; of two that mean one the better stays."""

    rank: int
    code: str


@lru_cache(maxsize=10_000)
def words(heading):
    """Return the words of a heading without what writers vary: case, ال, hamzas, signs, articles."""
    heading = re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])", " ", unicodedata.normalize("NFKC", heading))
    heading = digits(without_marks(heading)).casefold().replace("ـ", "").translate(VARIANTS)
    heading = "".join(one for one in heading if unicodedata.category(one) != "Mn")
    found = [re.sub("^و?ال(?=..)", "", word) for word in re.findall(r"[^\W_]+", heading)]
    return tuple(word for word in found if word not in FILLERS)


FILLERS = frozenset()  # while they are read themselves
WORDS = yaml.safe_load((Path(__file__).parent / "headings.yaml").read_text("utf-8"))


def phrases(text):
    return {frozenset(words(phrase)) for phrase in text.split(",")} - {frozenset()}


def single(text):
    return frozenset(word for one in text.split() for word in words(one))


FILLERS = single(WORDS["fillers"])
words.cache_clear()
NAME = {language: phrases(text) for language, text in WORDS["name"].items()}
THINGS = {
    kind: {language: phrases(text) for language, text in blocks.items()}
    for kind, blocks in WORDS["things"].items()
}
TEXTS = {
    field: {language: phrases(text) for language, text in blocks.items()}
    for field, blocks in WORDS["texts"].items()
}
PARTNER = phrases(WORDS["partner"])
COLUMNS = {code: phrases(text) for code, text in WORDS["columns"].items()}
SEATS = [phrases(text) for text in WORDS["seats"]]
BY_CELLS = [(one["columns"], phrases(one["headings"])) for one in WORDS["by_cells"]]
LEFT_OUT, BESIDE, SWEDISH, OF_A_PERSON = (
    single(WORDS[name]) for name in ("left_out", "beside", "swedish", "of_a_person")
)
LONG = tuple(word for word in LEFT_OUT if len(word) > 8)  # which begin other words: kontaktpersonens
LANGUAGE_OF = {word: language for language, text in WORDS["languages"].items() for word in single(text)}
OF_A_LANGUAGE = single(WORDS["of_a_language"])


class Meaning(NamedTuple):
    """What the words of a heading say: a text or a column, how well, and in which languages they say it."""

    rank: int
    codes: tuple  # alternatives, of which the cells choose one
    is_text: bool = False
    language: str = ""  # that the heading names
    written: frozenset = frozenset()  # languages that the heading may be written in


class Headings:
    """The headings of tables of one kind of record."""

    def __init__(self, model):
        self.model, self.codes = model, set(codes_of(model))
        own = (Column(code, label(model, code)) for code in codes_of(model))
        self.own = {heading: column.code for column in own for heading in column.headings()}
        self.reader = Reader(model)

    def own_code(self, heading):
        """Return the column that has just this heading in tables that are made here, or None."""
        return self.own.get(normal(heading))

    def is_known(self, heading):
        return bool(self.own_code(heading) or self.meaning(heading))

    # By words

    def meaning(self, heading):
        """Return what the words of a heading say, or None."""
        if found := self.meaning_of(words(heading)):
            return found
        parts = [part for part in re.split(r"[/|\n()\[\]:;,،–]| - ", heading) if part.strip()]
        parts = [part for part in parts if not set(words(part)) <= BESIDE]
        found = {self.meaning_of(words(part)) for part in parts}
        if None in found or len({(one.codes, one.is_text) for one in found}) != 1:
            return None
        return max(found, key=lambda one: (one.rank, bool(one.language)))

    def meaning_of(self, found):
        if not found or len(found) > 8:
            return None
        kept = frozenset(word for word in found if not word.isdigit()) or frozenset(found)
        if column := self.column(kept):
            return column
        languages = {LANGUAGE_OF[word] for word in kept if word in LANGUAGE_OF}
        if len(languages) > 1:
            return None
        if languages:
            kept = frozenset(word for word in kept if word not in LANGUAGE_OF) - OF_A_LANGUAGE
        text = self.text(kept)
        return text and text._replace(language=next(iter(languages), ""))

    def column(self, found):
        for code, known in COLUMNS.items():
            if found in known and code in self.codes:
                return Meaning(BEST, (code,))
        for rank, known in enumerate(reversed(SEATS), 1):
            if found in known:
                return Meaning(rank, ("seat",) if "seat" in self.codes else ("places",))
        for codes, known in BY_CELLS:
            if found in known and (codes := tuple(code for code in codes if code in self.codes)):
                return Meaning(0, codes)
        return None

    def text(self, found):
        """Return which text of a record a heading means; a name of the thing itself goes before others."""
        things = THINGS[self.model._meta.model_name]
        for field, blocks in TEXTS.items():
            if written := written_in(blocks, found):
                return Meaning(3, (field,), True, "", written)
        if written := written_in(things, found):
            return Meaning(2, ("name",), True, "", written)
        if written := written_in(NAME, found):
            return Meaning(BARE_NAME, ("name",), True, "", written)
        for name in NAMES & {frozenset([word]) for word in found}:
            if written := written_in(things, found - name):
                return Meaning(3, ("name",), True, "", written)
        return Meaning(0, ("name",), True) if found in PARTNER else None

    # By cells

    def guesses(self, headings, cells):
        """Return the code of each column, or "": of its heading, and the texts of some of its cells.

        Where all headings are those of tables made here, they are what they say.
        """
        own = [self.own_code(one) or "" for one in headings]
        if all(code or not one for code, one in zip(own, headings, strict=True)) and set(own) & set(KEYS):
            return [code if code in CONTACTS or code not in own[:at] else "" for at, code in enumerate(own)]
        cells = [[plain(text) for text in texts if not is_nothing("", text)] for texts in cells]
        swedish = any(SWEDISH.intersection(words(one)) or re.search("[åäö]", one.lower()) for one in headings)
        guessed = [self.guess(one, texts, swedish) for one, texts in zip(headings, cells, strict=True)]
        if any(OF_A_PERSON.intersection(words(one)) for one in headings):
            guessed = [one if one.rank != BARE_NAME else Guess(-1, "") for one in guessed]
        found = [""] * len(headings)
        for place in sorted(range(len(headings)), key=lambda place: -guessed[place].rank):
            code = guessed[place].code
            if code not in found or (code in CONTACTS and guessed[place].rank > 0):
                found[place] = code
        return found

    def guess(self, heading, texts, swedish):
        if code := self.own_code(heading):
            return Guess(BEST + 1, code if self.fits(code, texts) else "")
        if not (meaning := self.meaning(heading)):
            return Guess(-1, by_cells_alone(heading, texts) if heading else "")
        if meaning.is_text:
            return self.guessed_text(meaning, texts, swedish)
        if not meaning.rank:
            code = next((code for code in meaning.codes if looks_only_like(code, texts)), "")
            return Guess(BEST if code in CONTACTS else 0, code)
        code = meaning.codes[0]
        return Guess(meaning.rank, code if self.fits(code, texts) else "")

    def guessed_text(self, meaning, texts, swedish):
        language = language_of(meaning, texts, swedish)
        code = f"{meaning.codes[0]}_{language}"
        is_one = language in site_languages() and code in self.codes and self.fits(code, texts)
        return Guess(meaning.rank + 5 * bool(meaning.language), code if is_one else "")

    def fits(self, code, texts):
        """Tell whether cells may be of a column; empty ones are of any."""
        if code not in READ or not texts:
            return may_be(code, texts)
        return sum(self.is_read(code, text) for text in texts) * 2 >= len(texts)

    def is_read(self, code, text):
        try:
            return bool(self.reader.values({code: text}).values)
        except ValidationError:
            return False


NAMES = frozenset.union(*map(frozenset, NAME.values()))


def written_in(blocks, found):
    return frozenset(language for language, known in blocks.items() if found in known)


def by_cells_alone(heading, texts):
    """Return the way of contact that all cells below an unknown heading look like, but not of people."""
    if len(texts) < 2 or any(word in LEFT_OUT or word.startswith(LONG) for word in words(heading)):
        return ""
    return next((code for code in ("email", "phone", "website") if looks_only_like(code, texts)), "")


def language_of(meaning, texts, swedish):
    """Return the language of a text: that its heading names, or that of its cells; "" if they differ."""
    if meaning.language not in ("", "latin"):
        return meaning.language
    arabic = sum(map(is_arabic, texts)) / len(texts) if texts else 0.5
    if MIXED[0] < arabic < MIXED[1]:
        return ""
    if arabic >= MIXED[1]:
        return "ar" if not meaning.language else ""
    if sum(map(is_swedish, texts)) * 10 >= len(texts) or meaning.written == {"sv"}:
        return "sv"
    return "sv" if swedish and meaning.written != {"en"} else "en"
