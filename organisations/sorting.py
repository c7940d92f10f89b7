"""Collation keys: the order that each language's readers expect, the same on every database.

Neither SQLite nor every PostgreSQL has ICU, so the order is computed once, when
a record is saved, and stored as a string of hexadecimal digits that any
collation compares alike.
"""

import re
import unicodedata
from functools import cache

from pyuca import Collator

MAX_WEIGHTS = 60
SPACE, FIRST_DIGIT = 0x0209, 0x1C3D
WEIGHT_OF_Z = 0x1F21
SWEDISH_LAST_LETTERS = {
    "å": WEIGHT_OF_Z + 1,
    **dict.fromkeys("äæę", WEIGHT_OF_Z + 2),
    **dict.fromkeys("öøőõœô", WEIGHT_OF_Z + 3),
}
SWEDISH_SIBLINGS = str.maketrans({"ü": "y", "ű": "y", "đ": "d", "ð": "d", "þ": "th"})
ARABIC_ARTICLE = re.compile("^[اٱ]ل(?=.{3})")  # not of ألمانيا and إلهام, nor of الله
ARABIC_KEYBOARDS = str.maketrans({"ـ": None, "ة": "ه", "ە": "ه", "ى": "ي", "ی": "ي", "ک": "ك"})


@cache
def _collator():
    return Collator()  # reads a table of 35,000 characters: 0.1 s, once


def _weights(text):
    """Return the primary weights of the Unicode Collation Algorithm (UCA), without punctuation."""
    key = _collator().sort_key(text)
    primary = key[: key.index(0)]
    return [weight for weight in primary if weight == SPACE or weight >= FIRST_DIGIT]


def _fold_arabic(text):
    """Strip harakat, the article and then hamza from its seats, as Arabic indexes do."""
    letters = _without_marks(unicodedata.normalize("NFC", text)).translate(ARABIC_KEYBOARDS)
    words = " ".join(ARABIC_ARTICLE.sub("", word) for word in letters.split())
    return _without_marks(unicodedata.normalize("NFKD", words))


def _without_marks(text):
    return "".join(c for c in text if not unicodedata.combining(c))


def sort_key(text, language):
    """Return the collation key of a text for readers of a language.

    Swedish puts å, ä and ö after z, with what its neighbours write for them;
    Arabic looks past the article and the hamza, and puts names in other scripts
    last. An empty text sorts last.
    """
    if not text:
        return "~"
    if language == "ar":
        folded = _fold_arabic(text)
        first_letter = next(filter(str.isalpha, folded), "")
        other_script = not "\u0600" <= first_letter <= "\u06ff"
        return f"{other_script:d}" + _encode(_weights(folded))
    if language == "sv":
        weights = []
        for character in unicodedata.normalize("NFC", text.lower()).translate(SWEDISH_SIBLINGS):
            last = SWEDISH_LAST_LETTERS.get(character)
            weights.extend([last] if last else _weights(character))
        return _encode(weights)
    return _encode(_weights(text))


def _encode(weights):
    return "".join(f"{weight:04x}" for weight in weights[:MAX_WEIGHTS])
