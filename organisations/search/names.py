"""Phonetic keys and transliteration of names: Qarai and Qaraee, Tammuz and تموز.

Pure functions on words, folded or as they are spelled (see ``analysis``), that are
names: a key by which alike names are looked up, and a comparison letter by
letter. Spelled tells more: the first letters of إلهام are no article.
"""

import re
from functools import lru_cache

from .analysis import ARTICLES, JOINED_ARTICLE, STOP_WORDS, fold, fold_but_hamza, script

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


_SEEMING_ARTICLE = re.compile("^[أإ]ل(?=.{3})")  # إليزابيث, which in Latin letters seems to have one
_NORDIC_J = re.compile("(?<=[aeiou])j(?![aeiouy]|$)")  # Lejla
SHORT = "-"  # begins the key of a name that has fewer than two such consonants: Layla, Ali, Aya


def skeletons(word):
    """Return the keys under which a name may stand in the other script, with and without its article."""
    names = {word, _bare_name(word), _SEEMING_ARTICLE.sub("", word), _NORDIC_J.sub("", word)}
    return {key for name in names if (key := _skeleton(name))}


@lru_cache(maxsize=20_000)
def skeleton(word):
    """Return the consonants that a name has in Arabic and in Latin letters alike, or ""."""
    return _skeleton(_bare_name(word))


@lru_cache(maxsize=20_000)
def _skeleton(name):
    key = fold(name)
    if script(key) == "Arab":
        key = re.sub("[ؤئءآى]", "", key).translate(_ROUGH_ARABIC)
    elif key.isalpha():
        for pattern, replacement in _ROUGH_LATIN:
            key = re.sub(pattern, replacement, key)
    else:
        return ""
    key = re.sub(r"(.)\1+", r"\1", key)
    if not key.isascii() or len(name) < SHORTEST_NAME[script(name)]:
        return ""
    return key if len(key) >= 2 else SHORT + key


SHORTEST_NAME = {"Arab": 2, "Latn": 3}
_ABD = re.compile("^(?:[ae]bd[aeiou]?(?:l|r(?=r)|s(?=s)|n(?=n)|z(?=z)|d(?=d)|t(?=t))(?=.{4})|عبد(?=ال...))")
_ABDULLAH = re.compile("^(?:[ae]bd[aeou]ll?ah?|عبدالله)$")
_SERVANT = re.compile("^[ae]bd[aeou]?[lrsnzdt]?$")


@lru_cache(maxsize=20_000)
def unjoined(folded):
    """Return the words that a name may be written as: Abdulrahman, Abdel Rahman and عبد الرحمن are of two."""
    latin = script(folded) == "Latn"
    if _ABDULLAH.match(folded):
        return ("abd", "allah") if latin else ("عبد", "الله")
    if cut := _ABD.match(folded):
        return "abd" if latin else "عبد", folded[cut.end() :]
    return ("abd",) if _SERVANT.match(folded) else (folded,)


def _bare_name(word):
    if script(word) == "Arab":
        return re.sub("^(?:عبد)?ال(?=.{3})", "", word)
    return JOINED_ARTICLE.sub("", word)


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
    "ه": "h",
}
_HAMZA = "[aeiouyw]{0,2}"
_SHORT_VOWEL = "[aeiouy]{0,2}"
_LONG_VOWELS = {
    "و": f"(?:[aeiou]?[wv]{{1,2}}{_SHORT_VOWEL}|ou|au|[uo]{{1,2}})",
    "ي": f"(?:[aeiou]?[yj]{{1,2}}{_SHORT_VOWEL}|ee|[aei]?i[aeo]?|[ie]{{1,2}})",
}
_LAST_A = "a{1,2}h?"
_LAST_HEH = "(?:[ae]?h[ae]?|[ae]t?|t)"  # which may be ة


@lru_cache(maxsize=5_000)
def _transliterations(arabic):
    """Return the pattern of all transliterations of an Arabic name into Latin letters.

    Long vowels must be there, short ones may; a consonant may be doubled.
    """
    letters, pattern, long = fold_but_hamza(arabic), "", len(_skeleton(arabic).strip(SHORT)) > 1
    if letters.startswith("يو"):  # Unizon, Yusuf
        letters, pattern = letters[2:], "(?:[yj]?(?:ou|[uo]{1,2}))"
    for place, letter in enumerate(letters):
        following = letters[place + 1 : place + 2]
        if letter in "اأإآ":
            pattern += _alef(pattern, following)
        elif letter == "ع":
            pattern += "[aeiou]{0,2}"
        elif letter in "ؤئء" or letter == following == "ي":  # قرائي, قرايي
            pattern += _HAMZA
        elif letter == "ي" and not following:
            pattern += _last_yeh(arabic)
        elif letter in _LONG_VOWELS:
            pattern += _LONG_VOWELS[letter]
        elif letter == "ه" and not following:
            pattern += _LAST_HEH
        else:
            silent = letter == "ه" and pattern and long  # Zahra, Zara; but not Maha, Maa
            ways = "h?" if silent else f"(?:{_AS_LATIN.get(letter, re.escape(letter))}){{1,2}}"
            pattern += ways + (_short_vowel(letters[place + 1 :]) if long or following else "")
    return re.compile(pattern)


def _alef(before, following):
    if before and following != "ي":
        return "[ae]{1,2}h?"
    return "[aeiou]{0,2}" if following and following in "وي" else "[aeiou]{1,2}"


def _last_yeh(arabic):
    """Return what a last ي or ى may be: either is typed for the other where a word has no long a."""
    if "ا" in arabic[1:]:
        return _LONG_VOWELS["ي"]
    return _LAST_A if arabic.endswith("ى") else f"(?:{_LONG_VOWELS['ي']}|{_LAST_A})"


def _short_vowel(rest):
    """Return what may stand between a consonant and the rest of a name."""
    if not rest:
        return "[aeo]?"  # Imane, Corde
    return "" if rest[0] in "اوي" or rest == "ه" else _SHORT_VOWEL


# A short word is a name where it begins like one: Ali and Mai, but not wli.
_LIKE_A_NAME = re.compile("^(?:[kgtds]h|sj|dj|ch|zh|ph|[^aeiouy])?[aeiouy]|.{5}")
_ASSIMILATED = re.compile(r"^[aeu]([drstzn]|sh|th|dh)(?=\1.{3})")


def transliterates(one, other):
    """Tell whether two words, one in Arabic and one in Latin letters, spell the same name.

    Not for the shortest words and acronyms: too many of them would.
    """
    arabic, latin = (one, other) if script(one) == "Arab" else (other, one)
    latin = fold(latin)
    if script(arabic) == script(latin) or len(latin) < SHORTEST_NAME["Latn"] or len(arabic) < 2:
        return False
    if not _LIKE_A_NAME.match(latin) or not re.search("[aeiouy]", latin):
        return False
    spellings = {latin, _bare_name(latin), _ASSIMILATED.sub("", latin)}
    patterns = [_transliterations(name) for name in {arabic, _bare_name(arabic)}]
    return any(pattern.fullmatch(name) for pattern in patterns for name in spellings)


FEWEST_INITIALS, MOST_INITIALS = 3, 8


def initials(words):
    """Return the first letters of a name's words, with and without its small words; none of two words."""
    whole = [word for word in words if not (word.is_article or word.in_capitals or word.folded in ARTICLES)]
    telling = [word for word in whole if word.folded not in STOP_WORDS]
    found = {"".join(_bare_name(word.spelled)[0] for word in some) for some in (whole, telling)}
    return {fold(one) for one in found if FEWEST_INITIALS <= len(one) <= MOST_INITIALS}
