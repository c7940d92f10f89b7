"""Which records may be one and the same: names that are alike, and what only one can have.

``keys`` is pure: two names of which a key is the same are alike, for the reason
that the key stands for. ``Index`` holds the keys of many records, built once for
an import or for all pairs. ``find_duplicates`` compares one record with all others while
somebody types: making the keys of 40,000 names takes seconds, and so it makes
only those of names that ``Rough`` lets through.
"""

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from urllib.parse import urlsplit

from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .languages import Text, site_languages
from .models import (
    AbstractContactPoint,
    Identifier,
    Language,
    NotDuplicate,
    OtherName,
    Record,
    permission,
    record_models,
)
from .search import analysis, names
from .search.typos import distance

IN_BRACKETS = re.compile(r"(.*\w.*?)\s*[(\[]([^\s()\[\]]{2,12})[)\]]\s*")
LONG_ENOUGH = 5  # letters of a word that may be mistyped; of shorter ones too many are alike
PHONE = 8  # the last digits of a number, whichever way its beginning is written
BETWEEN = "\ue000"  # stands in no name
SMALL_WORDS = analysis.STOP_WORDS | analysis.ARTICLES  # الأمل is Al-Amal
SHARED_HOSTS = (
    *("facebook.com", "instagram.com", "linkedin.com", "linktr.ee", "sites.google.com", "t.me"),
    *("tiktok.com", "twitter.com", "x.com", "youtube.com"),
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
        return list(Reason).index(self)


class Key(NamedTuple):
    """What alike names share; ``word`` may differ by a slip, stands in other letters, or is the acronym."""

    reason: Reason
    text: str
    word: str = ""


class Entry(NamedTuple):
    """A record by one of its names, or by something that only one can have."""

    model: type
    pk: int
    text: Text


class Duplicate(NamedTuple):
    """A record that another may be, by which of its names or numbers, and why."""

    model: type
    pk: int
    text: Text
    reason: Reason

    @property
    def grade(self):
        return self.reason.grade


@lru_cache(maxsize=100_000)
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
        spelled = [part for word in bearing for part in _spelled_parts(word)]
        found.append(Key(Reason.SCRIPT, _skeleton(spelled), " ".join(spelled)))
    return found


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


def meaningful(name):
    """Return the folded words of a name, the small ones left out, those that are written as one apart."""
    bearing = _without_small_words(analysis.words(without_acronym(name)[0]))
    return [part for word in bearing for part in names.unjoined(word.folded)]


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
    """Tell whether two keys of the same reason and text really speak of names that are alike."""
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


class Index:
    """The keys of many records, by which those like a name or a number are found."""

    def __init__(self):
        self.entries = defaultdict(list)  # (reason, text): [(key, entry)]

    @classmethod
    def of_records(cls, user=None, kinds=None):
        """Return the index of the records that somebody may see; without a user, of all but the withdrawn."""
        index = cls()
        for model in kinds or record_models():
            for entry in read_names(model, user):
                index.add(entry, keys(entry.text.text))
            for entry, key in read_numbers(model, user):
                index.add(entry, [key])
        return index

    def add(self, entry, found):
        for key in found:
            self.entries[key[:2]].append((key, entry))

    def find(self, found):
        """Return the records like these keys, each once with the strongest reason, the likest first."""
        best = {}
        for key in found:
            for other, entry in self.entries.get(key[:2], ()):
                place = entry[:2]
                if (place not in best or key.reason.rank < best[place].reason.rank) and agree(key, other):
                    best[place] = Duplicate(*entry, key.reason)
        return sorted(best.values(), key=lambda duplicate: duplicate.reason.rank)


def likely_duplicates(index, model, names, identifiers=(), contacts=()):
    """Return the duplicates of something that is not a record yet: same kind first, then the likest.

    ``names`` are texts, ``identifiers`` (scheme, value) pairs, ``contacts``
    (kind of contact point, value) pairs. Each ``Duplicate`` has ``model``, ``pk``,
    ``text`` (the name that is alike), ``reason`` and ``grade``.
    """
    return _own_kind_first(model, index.find(all_keys(names, identifiers, contacts)))


def all_keys(names, identifiers=(), contacts=()):
    return [
        *chain.from_iterable(map(keys, filter(None, names))),
        *(identifier_key(*identifier) for identifier in identifiers),
        *chain.from_iterable(contact_keys(*contact) for contact in contacts),
    ]


def _own_kind_first(model, found):
    return sorted(found, key=lambda one: (one.model is not model, one.reason.rank))


def find_duplicates(user, model, names, identifiers=(), contacts=(), apart_from=None):
    """Return the records like something, as ``likely_duplicates`` does, by one reading of all names.

    ``apart_from`` is its own key where it is a record: neither that record nor
    those that an editor called another are returned.
    """
    index, rough = Index(), Rough(names)
    for kind in record_models():
        for entry in read_names(kind, user, rough):
            index.add(entry, keys(entry.text.text))
        if identifiers or contacts:
            for entry, key in read_numbers(kind, user):
                index.add(entry, [key])
    others = NotDuplicate.objects.of(model, apart_from) | {apart_from}
    alike = likely_duplicates(index, model, names, identifiers, contacts)
    return [duplicate for duplicate in alike if duplicate.model is not model or duplicate.pk not in others]


class Consonants(dict):
    """A table for ``str.translate``: which letters of names may stand for one another, in either script."""

    ALIKE = (
        *("bpfبفپ", "lلł", "mم", "nنñńň", "rرř"),
        "tkcqgjxszdßšśşçčćžźżğďťţđðتثجخدذسشصضطظغقكکگچژ",
        ("\n", BETWEEN),
    )
    INSIDE = ".'’‘ʼ`´"  # these part no words

    def __init__(self):
        super().__init__({ord(letter): group[0] for group in self.ALIKE for letter in group})

    def __missing__(self, code):
        letter = chr(code)
        parts = unicodedata.category(letter)[0] in "PSZ" and letter not in self.INSIDE
        self[code] = " " if parts or letter.isspace() else str(unicodedata.digit(letter, ""))
        return self[code]


class Rough:
    """Tells quickly which names may be like others: their words begin or end in the same consonants.

    It is cheap, since it looks at a row's names at once and letter by letter in C.
    """

    table = Consonants()

    def __init__(self, names):
        names = [name for name in names if name]
        self.sought = [self.beginnings_and_ends(words) for words in map(meaningful, names) if words]
        found = [key for name in names for key in keys(name) if key.reason == Reason.INITIALS]
        self.acronyms = {key.text for key in found if key.word}
        self.initials = {key.text for key in found if not key.word}

    def beginnings_and_ends(self, words):
        """Return how many words a name has, their consonants, and those they begin and end in."""
        written = self.lines([" ".join(words)])[0].split()
        ends = []
        for word in written:
            length = 3 if len(word) > 3 else max(1, len(word) - 1)
            ends.append((f" {word[:length]}", f"{word[-length:]} "))
        return len(words), "".join(written), ends

    def lines(self, texts):
        """Return the consonants of texts, none twice in a row, with a space before and after each word."""
        joined = f" {BETWEEN} ".join(text or "" for text in texts).lower().translate(self.table)
        return re.sub(r"([^ ])\1+", r"\1", f" {joined} ").split("\n")

    def alike(self, texts):
        """Return which of some texts may be like one of the names."""
        lines = self.lines(texts)
        return [bool(text) and self.fits(text, line) for text, line in zip(texts, lines, strict=False)]

    def fits(self, text, line):
        return any(
            all(first in line or last in line for first, last in ends)
            and (len(meaningful(text)) == number or line.replace(" ", "") == written)
            for number, written, ends in self.sought
        ) or self.fits_initials(text)

    def fits_initials(self, text):
        """Tell whether a name is an acronym of the others, or has the initials that they are."""
        if self.initials and (" " not in text or text.endswith((")", "]"))):
            return without_acronym(text)[1] in self.initials
        begins = text[:1].lower(), text[2:3]  # behind ال, too
        return any(one[0] in begins for one in self.acronyms) and not self.acronyms.isdisjoint(
            names.initials(analysis.words(text))
        )


def known_by(record):
    """Return the names, the identifiers and the contact points by which a record is known."""
    names = {getattr(record, f"name_{language}") for language in site_languages()}
    names |= set(record.other_names.values_list("name", flat=True))
    has_numbers, has_contacts = (hasattr(record, one) for one in ("identifiers", "contact_points"))
    return (
        names - {None, ""},
        record.identifiers.values_list("scheme", "value") if has_numbers else (),
        record.contact_points.values_list("channel", "value") if has_contacts else (),
    )


def read_names(model, user=None, rough=None):
    """Yield an entry for each name of the records of a kind that somebody may see, or that may be alike."""
    languages = site_languages()
    columns = [f"name_{language}" for language in languages]
    for pk, *texts in seen_by(user, model, model.objects).values_list("pk", *columns):
        wanted = rough.alike(texts) if rough else texts
        for language, text, is_wanted in zip(languages, texts, wanted, strict=True):
            if is_wanted:
                yield Entry(model, pk, Text(text, language))
    codes = dict(Language.objects.values_list("pk", "code"))
    others = model.other_names.rel.related_model.objects
    for pk, text, language in seen_by(user, model, others).values_list("record_id", "name", "language_id"):
        if not rough or rough.alike([text])[0]:
            yield Entry(model, pk, Text(text, codes[language]))


def read_numbers(model, user=None):
    """Yield (entry, key) for each identifier, website and telephone number of the records of a kind."""
    if hasattr(model, "identifiers"):
        identifiers = seen_by(user, model, Identifier.objects)
        for pk, scheme, value in identifiers.values_list("organisation_id", "scheme", "value"):
            yield Entry(model, pk, Text(f"{scheme} {value}", "")), identifier_key(scheme, value)
    if hasattr(model, "contact_points"):
        contacts = seen_by(user, model, model.contact_points.rel.related_model.objects)
        for pk, channel, value in contacts.values_list("record_id", "channel", "value"):
            for key in contact_keys(channel, value):
                yield Entry(model, pk, Text(value, "")), key


def seen_by(user, model, rows):
    """Leave out the rows of records that somebody may not see: withdrawn ones, but for publishers."""
    if user and user.has_perm(permission(model, "publish")):
        return rows.order_by()
    way = {Identifier: "organisation__"}.get(rows.model, "")
    way = "record__" if issubclass(rows.model, OtherName | AbstractContactPoint) else way
    return rows.order_by().exclude(**{f"{way}status": model.Status.WITHDRAWN})


class Shown(NamedTuple):
    """A twin with its record, as pages show it."""

    record: Record
    text: Text
    reason: Reason

    @property
    def address(self):
        return reverse(admin_urlname(self.record._meta, "change"), args=[self.record.pk])


def with_records(found, user):
    """Return duplicates with their records, those of kinds that somebody may not see left out."""
    records = {}
    for model in {
        duplicate.model for duplicate in found if user.has_perm(permission(duplicate.model, "view"))
    }:
        pks = [duplicate.pk for duplicate in found if duplicate.model is model]
        records |= {(model, pk): record for pk, record in model.objects.in_bulk(pks).items()}
    return [
        Shown(record, duplicate.text, duplicate.reason)
        for duplicate in found
        if (record := records.get((duplicate.model, duplicate.pk)))
    ]


class Pair(NamedTuple):
    """Two records of one kind that look alike (their keys, the lower first), by which names, and why."""

    model: type
    first: int
    second: int
    texts: tuple
    reason: Reason

    @property
    def kind(self):
        return self.model._meta.model_name


def pairs(kinds=None):
    """Return the pairs of records, none of them withdrawn, that look alike and that nobody called two."""
    best = {}
    for model in kinds or record_models():
        two = NotDuplicate.objects.pairs(model)
        for pair in _pairs_of(model):
            place = pair[:3]
            if place[1:] not in two and (place not in best or pair.reason.rank < best[place].reason.rank):
                best[place] = pair
    return sorted(best.values(), key=lambda pair: pair.reason.rank)


def _pairs_of(model):
    index = Index.of_records(kinds=[model])
    for (reason, _text), entries in index.entries.items():
        for place, (key, entry) in enumerate(entries):
            for other_key, other in entries[:place]:
                if entry.pk != other.pk and agree(key, other_key):
                    first, second = sorted((entry, other), key=lambda one: one.pk)
                    yield Pair(model, first.pk, second.pk, (first.text, second.text), reason)
