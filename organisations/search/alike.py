"""Which names are alike: keys of which two alike names share one. Pure functions.

Two names of which a key is the same are alike, for the reason that the key stands
for, if the two keys ``agree``. ``alike_index`` keeps their numbers beside the records.
"""

import re
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..models import AbstractContactPoint
from . import analysis, names
from .typos import distance

VERSION = analysis.VERSION * 100 + 1  # of what stands in the index; a change here makes it stale
IN_BRACKETS = re.compile(r"(.*\w.*?)\s*[(\[]([^\s()\[\]]{2,12})[)\]]\s*")
LONG_ENOUGH = 5  # letters of a word that may be mistyped; of shorter ones too many are alike
PHONE = 8  # the last digits of a number, whichever way its beginning is written
SMALL_WORDS = analysis.STOP_WORDS | analysis.ARTICLES  # الأمل is Al-Amal
# What names of organisations begin or end in: translated, where the proper name is spelled in other letters.
KINDS = {
    analysis.fold(word)
    for word in """
    مركز منظمة جمعية مؤسسة شبكة رابطة اتحاد دار بيت معهد هيئة نادي مجموعة مبادرة
    center centre organisation organization association foundation network society union house institute club
    group initiative centrum centret förening föreningen stiftelse stiftelsen organisationen nätverk nätverket
    förbund förbundet hus huset institut grupp gruppen
    """.split()
}
SHARED_HOSTS = (
    *("bit.ly", "facebook.com", "fb.com", "fb.me", "instagram.com", "linkedin.com", "linktr.ee"),
    *("sites.google.com", "t.me", "telegram.me", "tiktok.com", "twitter.com", "wa.me", "x.com"),
    *("youtu.be", "youtube.com"),
)


class Grade(models.TextChoices):
    SAME = "same", _("the same")
    LIKELY = "likely", _("likely the same")


class Reason(models.TextChoices):
    """Why two records may be one, the strongest first."""

    IDENTIFIER = "identifier", _("the same number in a register")
    NAME = "name", _("the same name")
    WORDS = "words", _("the same words in another form or order")
    SLIP = "slip", _("one letter differs")
    SOUND = "sound", _("the names sound alike")
    SCRIPT = "script", _("the same name in other letters")
    INITIALS = "initials", _("one is made of the other's first letters")
    WEBSITE = "website", _("the same website")
    PHONE = "phone", _("the same telephone number")

    @property
    def grade(self):
        return Grade.SAME if self in (Reason.IDENTIFIER, Reason.NAME) else Grade.LIKELY

    @property
    def rank(self):
        return RANKS[self]


RANKS = {reason: rank for rank, reason in enumerate(Reason)}


class Key(NamedTuple):
    """What alike names share; ``word`` may differ by a slip, stands in other letters, or is the acronym."""

    reason: Reason
    text: str
    word: str = ""


@lru_cache(maxsize=20_000)
def keys(name):
    """Return the keys under which a name and those like it are found."""
    words = analysis.words(name)
    if not words:
        return ()
    written, acronym = without_acronym(name)
    bare = words if written == name else analysis.words(written)
    found = [Key(Reason.NAME, "".join(word.folded for word in words)), *_keys_of_words(bare)]
    if names.FEWEST_INITIALS <= len(acronym) <= names.MOST_INITIALS:
        found.append(Key(Reason.INITIALS, acronym, acronym))
    return tuple(dict.fromkeys(found))


def without_acronym(name):
    """Return a name and its acronym, folded: what stands in brackets behind it, or what it is itself."""
    match = IN_BRACKETS.fullmatch(name) if name.endswith((")", "]")) else None
    if match and not match[1].isupper():
        written, letters = match[1], analysis.words(match[2])
        return (written, letters[0].folded) if len(letters) == 1 and is_acronym(letters[0]) else (name, "")
    letters = [] if " " in name else analysis.words(name)
    return name, letters[0].folded if len(letters) == 1 else ""


def _keys_of_words(words):
    bearing = _without_small_words(words)
    shouted = len(words) > 1 and all(word.in_capitals for word in words)
    whole = {word.folded for word in bearing if is_acronym(word, shouted)}
    folded = [part for word in bearing for part in _parts(word.folded, whole)]
    stems = sorted(one if one in whole else _root(one) for one in _written(bearing, whole))
    sounds = sorted(one.upper() if one in whole else names.sound(one) or one for one in folded)
    found = [
        Key(Reason.WORDS, " ".join(stems)),
        Key(Reason.SOUND, " ".join(sounds)),
        *_slips(stems, whole),
        *(Key(Reason.INITIALS, letters) for letters in sorted(names.initials(words))),
    ]
    if whole.isdisjoint(folded):
        proper = [word for word in bearing if word.folded not in KINDS]
        found += [_key_in_other_script(some) for some in (bearing, proper) if some]
    return found


def _key_in_other_script(words):
    spelled = [part for word in words for part in _spelled_parts(word)]
    return Key(Reason.SCRIPT, _skeleton(spelled), " ".join(spelled))


def _parts(folded, whole):
    return (folded,) if folded in whole else names.unjoined(folded)


def _written(words, whole):
    """Yield the words of a name as they are written, and those that are written as one apart."""
    for word in words:
        parts = _parts(word.folded, whole)
        yield from [word.surface] if parts == (word.folded,) and word.folded not in whole else parts


def _spelled_parts(word):
    parts = names.unjoined(word.folded)
    return (word.spelled,) if parts == (word.folded,) else parts


def _skeleton(words):
    return "".join(names.skeleton(word).removeprefix(names.SHORT) for word in words) or names.SHORT


def is_acronym(word, shouted=False):
    """Tell whether a word is compared whole: in capitals in a name that is not, or short without a vowel."""
    latin = analysis.script(word.folded) == "Latn" and word.folded.isalpha()
    unspeakable = len(word.folded) <= LONG_ENOUGH and not re.search("[aeiouy]", word.folded)
    return latin and (unspeakable or (word.in_capitals and not shouted))


def _without_small_words(words):
    return [word for word in words if not (word.is_article or word.folded in SMALL_WORDS)] or words


def _root(written):
    """Return what the inflected forms of a word share: kvinnor, kvinnors, kvinnornas; jour, jouren."""
    written = re.sub("tre$", "ter", written)  # centre, center
    while (shorter := analysis.stem(written, "")) != written:
        written = shorter
    return written


def _slips(stems, whole):
    """Yield a key for each word that may be mistyped: the other words, and how it begins."""
    for place, word in enumerate(stems):
        if len(word) >= LONG_ENOUGH and word not in whole and not any(map(str.isdigit, word)):
            others = [*stems[:place], *stems[place + 1 :]]
            yield Key(Reason.SLIP, " ".join([word[0], *others]), word)


def agree(one, other):
    """Tell whether two keys really speak of names that are alike."""
    if one[:2] != other[:2]:
        return False
    if one.reason == Reason.SLIP:
        return distance(one.word, other.word, 1) == 1
    if one.reason == Reason.SCRIPT:
        return _in_other_letters(one.word.split(), other.word.split())
    if one.reason == Reason.INITIALS:
        return one.word != other.word
    return True


def _in_other_letters(some, others):
    """Tell whether words in Arabic and in Latin letters spell the same names, in their order."""
    if analysis.script(some[0]) == analysis.script(others[0]) or len(some) != len(others):
        return False
    pairs = list(zip(some, others, strict=True))
    sure = [names.transliterates(*pair) for pair in pairs]
    near = [_near_in_letters(*pair) for pair in pairs]
    return any(sure) and all(map(max, sure, near))


def _near_in_letters(one, other):
    key = names.skeleton(one)
    return key == names.skeleton(other) and not key.startswith(names.SHORT)


def identifier_key(scheme, value):
    number = "".join(filter(str.isalnum, analysis.fold(value)))
    return Key(Reason.IDENTIFIER, f"{scheme.strip().upper()} {number}")


def contact_keys(channel, value):
    """Return the keys of a website, by its host, or of a telephone number, by its last digits."""
    if channel in AbstractContactPoint.NUMBERS:
        digits = re.sub(r"\D", "", analysis.fold(value.partition(";ext=")[0]))
        return [Key(Reason.PHONE, digits[-PHONE:])] if len(digits) >= PHONE else []
    if channel != AbstractContactPoint.Channel.WEB:
        return []
    host, path = _host_and_path(value)
    if shared := next((one for one in SHARED_HOSTS if f".{host}".endswith(f".{one}")), ""):
        host = f"{shared}/{path}" if path else ""
    return [Key(Reason.WEBSITE, host)] if host else []


def _host_and_path(url):
    try:
        parts = urlsplit(url.strip().lower())
    except ValueError:
        return "", ""
    numbered = parts.path.endswith(".php")  # facebook.com/profile.php?id=100012345678
    path = f"{parts.path}?{parts.query}" if numbered else parts.path
    return (parts.hostname or "").removeprefix("www.").removeprefix("m."), path.strip("/")


TWO_SIDED = (Reason.SCRIPT, Reason.INITIALS)  # those that agree stand on different sides


@lru_cache(maxsize=20_000)
def numbers(key):
    """Return the numbers of a key. The last bit is its side: two of one side would meet and never agree."""
    side = _side(key)
    return tuple(_number(f"{key.reason.value} {text}") | side for text in _telling(key))


def facing(key):
    """Return the numbers of the keys that may agree with a key."""
    return [number ^ (key.reason in TWO_SIDED) for number in numbers(key)]


def stored(found):
    """Return the numbers under which a record with these keys is kept in the index."""
    return {number for key in found for number in numbers(key)}


def sought(found):
    """Return {number: rank of its reason} of those under which records like one with these keys are kept."""
    ranks = {}
    for key in found:
        for number in facing(key):
            ranks[number] = min(key.reason.rank, ranks.get(number, key.reason.rank))
    return ranks


def _number(text):
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 2 << 1


def _side(key):
    if key.reason == Reason.SCRIPT:
        return int(analysis.script(key.word.partition(" ")[0]) == "Arab")
    return int(key.reason == Reason.INITIALS and bool(key.word))


def _telling(key):
    """Return what of a key goes into its numbers: few records are to share one."""
    if key.reason == Reason.SLIP and " " not in key.text:
        return _halves(key.word)
    if key.reason == Reason.SCRIPT:
        return (f"{key.word.count(' ')} {key.text}",)
    return (key.text,)


def _halves(word):
    """Yield how a word begins and ends, so that a slip leaves one of them as it is in either word."""
    for letters in (len(word) - 1, len(word)):
        yield f"{word[: letters // 2]}-"
        yield f"{word[0]}-{word[-(letters // 2) :]}"
