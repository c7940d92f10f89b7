"""Phonetic keys and transliteration of names: Qarai and Qaraee, Tammuz and تموز.

Pure functions on folded words (see ``analysis``), for words that are names: a
key by which alike names are looked up, and a comparison letter by letter.
"""

import re
from functools import lru_cache

from .analysis import JOINED_ARTICLE, script

# The sound of a name in Latin letters, for those who spell it as they hear it.
_CONSONANTS = [
    (r"[^a-z0-9]", ""),
    (r"tch|sch|ch|sh|sj|tj", "S"),
    (r"kh", "x"),
    (r"zh|dj|j", "J"),
    (r"ph", "f"),
    (r"th|dh", "t"),
    (r"gh|q", "g"),
    (r"ck|c", "k"),
    (r"ou(?=[aei])", "v"),
    (r"w", "v"),
    (r"z", "s"),
]


@lru_cache(maxsize=20_000)
def sound(folded):
    """Return the phonetic key of a name in Latin letters: Qarai, Qaraee and Qaraei have one.

    Empty for words in Arabic letters, for numbers and for words under three letters.
    """
    if len(folded) < 3 or script(folded) == "Arab" or not folded.isalpha():
        return ""
    key = _bare_name(folded)
    for pattern, replacement in _CONSONANTS:
        key = re.sub(pattern, replacement, key)
    key = re.sub("[aeiouy]+", _vowels, key)
    key = re.sub("(?<=[AIU])h$", "", key)
    key = re.sub("(?<=[^AIU]{1})A$", "", key) if folded.endswith("e") and len(key) > 4 else key
    return re.sub(r"(.)\1+", r"\1", key)


def _vowels(match):
    """Reduce a run of vowels to one of four: a or e; ai or ei; i; o or u."""
    run = match[0].replace("y", "i")
    if run in ("ee", "ii", "i", "ie"):
        return "I"
    if run[0] in "ae":
        return "AI" if re.search("i|ee", run[1:]) else "A"
    return "I" if run[0] == "i" else "U"


# The consonants that Arabic and Latin letters share, roughly: a key under which a name in the
# other script is looked up before ``transliterates`` compares letter by letter.
_ROUGH_ARABIC = str.maketrans(
    {
        "ب": "b",
        "ف": "f",
        "ل": "l",
        "م": "m",
        "ن": "n",
        "ر": "r",
        **dict.fromkeys("تثدذسصضطظز", "t"),
        **dict.fromkeys("جخشغقك", "k"),
        **dict.fromkeys("احعهوي", ""),
    }
)
_ROUGH_LATIN = [
    (r"zh|c(?=[eiy])", "t"),
    (r"tch|sch|ch|sh|sj|tj|dj|kh|gh|ck|[jgxqck]", "k"),
    (r"ph", "f"),
    (r"th|dh|[tdsz]", "t"),
    (r"p", "b"),
    (r"[aeiouywvh]", ""),
]


@lru_cache(maxsize=20_000)
def skeleton(folded):
    """Return the consonants that a name has in Arabic and in Latin letters alike, or ""."""
    if script(folded) == "Arab":
        key = _bare_name(folded).translate(_ROUGH_ARABIC)
    elif folded.isalpha():
        key = _bare_name(folded)
        for pattern, replacement in _ROUGH_LATIN:
            key = re.sub(pattern, replacement, key)
    else:
        return ""
    key = re.sub(r"(.)\1+", r"\1", key)
    return key if len(key) >= 2 and key.isascii() else ""


def _bare_name(folded):
    if script(folded) == "Arab":
        return re.sub("^ال(?=..)", "", folded)
    return JOINED_ARTICLE.sub("", folded)


_AS_LATIN = {
    "ب": "b|p",
    "ت": "t",
    "ث": "th|t|s",
    "ج": "dj|dzj|j|g|zh|tj",
    "ح": "h",
    "خ": "kh|ch|x|h",
    "د": "d",
    "ذ": "dh|th|d|z",
    "ر": "r",
    "ز": "zh|z|s|j",
    "س": "s|c",
    "ش": "sch|sh|ch|sj",
    "ص": "s",
    "ض": "dh|d|z",
    "ط": "t",
    "ظ": "dh|th|z|d",
    "غ": "gh|g",
    "ف": "f|ph|v",
    "ق": "q|k|g|c",
    "ك": "ck|k|c|q|g",
    "ل": "l",
    "م": "m",
    "ن": "n",
}
_SHORT_VOWEL = "[aeiouy]{0,2}"
_LONG_VOWELS = {
    "و": f"(?:[aeiou]?[wv]{_SHORT_VOWEL}|ou|au|[uo]{{1,2}})",
    "ي": f"(?:[aeiou]?[yj]{_SHORT_VOWEL}|ee|[aei]?i|[ie]{{1,2}}|a{{1,2}})",
}


@lru_cache(maxsize=5_000)
def _transliterations(arabic):
    """Return the pattern of all transliterations of an Arabic name into Latin letters.

    Long vowels must be there, short ones may; a consonant may be doubled.
    """
    letters = _bare_name(arabic)
    pattern = ""
    if letters.startswith("يو"):  # Unizon, Yusuf
        letters, pattern = letters[2:], "(?:[yj]?(?:ou|[uo]{1,2}))"
    for place, letter in enumerate(letters):
        following = letters[place + 1 : place + 2]
        if letter == "ا":
            first = "[aeiou]{1,2}" if not pattern else "[ae]{1,2}h?"
            pattern += "[aeiou]{0,2}" if following and following in "وي" else first
        elif letter == "ع":
            pattern += "[aeiou]{0,2}"
        elif letter in _LONG_VOWELS:
            pattern += _LONG_VOWELS[letter]
        elif letter == "ه" and not following:
            pattern += "(?:[ae]?[ht]?)"
        else:
            ways = "h?" if letter == "ه" else f"(?:{_AS_LATIN.get(letter, re.escape(letter))}){{1,2}}"
            short = _SHORT_VOWEL if not following or following not in "اوي" else ""
            pattern += ways + short
    return re.compile(pattern)


def transliterates(one, other):
    """Tell whether two folded words, one in Arabic and one in Latin letters, spell the same name.

    Not for short words and acronyms: too many of them would.
    """
    arabic, latin = (one, other) if script(one) == "Arab" else (other, one)
    if script(arabic) == script(latin) or len(latin) < 4 or not re.search("[aeiouy]", latin):
        return False
    return any(_transliterations(arabic).fullmatch(name) for name in {latin, _bare_name(latin)})
