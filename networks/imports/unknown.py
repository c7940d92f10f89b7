"""The words of a table that name no term: each once, with the rows that hold it."""

from typing import NamedTuple

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from .cells import VOCABULARIES
from .parting import is_nothing, plain
from .reader import Reader
from .terms import UnknownTermError, folded, state_of_vocabularies

REMEMBERED = 300  # seconds
TERMS = {vocabulary._meta.model_name: vocabulary for vocabulary in VOCABULARIES.values()}


class UnknownWord(NamedTuple):
    vocabulary: type
    word: str
    lines: list

    @property
    def kind(self):
        return self.vocabulary._meta.model_name

    @property
    def label(self):
        return self.vocabulary._meta.verbose_name_plural


def words_of(model, file):
    """Return the unknown words of a file of records; remembered until a vocabulary changes."""
    key, state = (
        f"import/{file.pk}/words",
        (get_language(), file.layout, len(file.rows), state_of_vocabularies()),
    )
    known, words = cache.get(key, (None, None))
    if known != state:
        words = unknown_words(model, file.rows)
        cache.set(key, (state, words), REMEMBERED)
    return words


def unknown_words(model, rows):
    """Return the ``UnknownWord`` of rows, [(number, {column: text})], by vocabulary, the commonest first."""
    reader, found = Reader(model), {}
    columns = [code for code in reader.codes if code in VOCABULARIES and code != "source"]
    for number, cells in rows:
        for code in columns:
            cell = cells.get(code, "")
            for text in () if is_nothing(code, cell) else reader.parts(code, cell):
                word, vocabulary = unknown(reader, code, text), VOCABULARIES[code]
                if word:
                    one = UnknownWord(vocabulary, word, [])
                    lines = found.setdefault((one.kind, folded(word)), one).lines
                    lines += [number] if number not in lines[-1:] else []
    return sorted(found.values(), key=lambda one: (one.kind, -len(one.lines), one.word))


def unknown(reader, code, text):
    """Return the word of a text that means nothing, or ""; one that may mean several is no such word."""
    try:
        reader.code(code, plain(text))
    except UnknownTermError as error:
        return error.term
    except ValidationError:
        pass
    return ""
