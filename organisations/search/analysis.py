"""Tokenisation and stemming: from text to words, and to the forms under which a word is found.

Pure functions: no database, no settings, the same on every machine. A record's
text is analysed in its own language; a query, of which no language is known, in
every language that its script is used for. Two words match if any of their
forms is the same.

Arabic follows light10 (Larkey, Ballesteros and Connell 2007), kept as a *set*
of stems, so that a word is never known by a stripped form alone. It is cut while
hamza still shows, on its seat or alone: أل is no article and ئة no ending. Words
that only Persian or Kurdish can spell are not cut. No form is a stop word unless
its word is. Swedish and English are stemmed by Snowball. Swedish compounds are split at every place where
Swedish lets a word begin: that needs no dictionary, and a cut that makes no
words matches nothing.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import snowballstemmer

VERSION = 3  # of the analysis: documents made by another version are stale

MAX_WORD = 40  # letters; nobody reads longer words, and an index has limits
MOST_PARTS = 16  # ways to cut a compound in two
SHORTEST_STEM, SHORTEST_HEAD, SHORTEST_MODIFIER = 3, 4, 3

# Letters of Persian, Urdu and Kurdish keyboards, and Arabic ones often typed for each other.
_ARABIC = str.maketrans(
    {
        **dict.fromkeys("ٱٲٳٵ", "ا"),
        **dict.fromkeys("ىیېۍێےۓ", "ي"),
        **dict.fromkeys("ةۃھہۂۀەە", "ه"),
        **dict.fromkeys("کڪګگڭڮ", "ك"),
        **dict.fromkeys("ۆۇۈۋۅۉ", "و"),
        **dict.fromkeys("ڵڶڷ", "ل"),
        **dict.fromkeys("ڕړڒ", "ر"),
        **dict.fromkeys("پ", "ب"),
        **dict.fromkeys("چ", "ج"),
        **dict.fromkeys("ژ", "ز"),
        **dict.fromkeys("ڤڥ", "ف"),
        "ٮ": "ب",
        "ں": "ن",
        "ء": "",
        "ـ": "",
    }
)
_LATIN = str.maketrans({"ı": "i", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})
_HAMZA = re.compile("[أإؤئءآ]")

# Signs that are no part of a word: tatweel, harakat, zero-width characters, marks of direction.
_INVISIBLE = re.compile(
    "[\u00ad\u0610-\u061a\u0640\u064b-\u0653\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f]"
)
_APOSTROPHES = "'’‘ʼ`´＇"
_WORD = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}[^\W\d_]?|(?:[^\W_]|(?<=\w)[\u0300-\u036f\u0654\u0655])+"
    rf"(?:[{_APOSTROPHES}](?:[^\W_]|(?<=\w)[\u0300-\u036f\u0654\u0655])+)*"
)
_ARABIC_RUN = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]+")

ARTICLES = frozenset({"al", "el", "ال"})
# Al-, el- and what they become before the letter they assimilate to: ar-Rahman, ash'Shaab.
_LATIN_ARTICLE = re.compile(
    rf"(?:[aeu]l|[aeu](?:(sh|ch|dh|th)(?=.\1)|([drstzn])(?=.\2)))[-\u2010\u2011{_APOSTROPHES}](?=[^\W\d_]{{3}})",
    re.IGNORECASE,
)
# Persian writes the plural apart, by a space or by a joiner that nobody sees, and so the beginning of a verb.
_PERSIAN_ENDING = re.compile("(?:ها|ها[یي]|ها[یي]{2}|ها[یي][مت]|ها[یي]ش|ها[یي]شان|ها[یي]مان)")
_PERSIAN = re.compile(" ها|می ")
_PERSIAN_VERB = re.compile("ن?می")
_PERSIAN_PERSON = re.compile(r"[^\W\d_]+[مدی]$")
# Words of grammar and of questions, folded: they need not be in what is found.
STOP_WORDS = frozenset(
    """
    och i att det som en ett pa av for med till den har de inte om er var fran vi sig sin sina sitt
    kan ska vid eller men detta denna dessa samt under genom efter hos mot da nar bara ocksa
    jag du han hon ni mig dig honom henne oss dem
    min din mitt ditt mina dina hans hennes deras vem vad vart hur varfor vilken vilket vilka ar finns
    nagon nagot nagra far fa fick kunna vill behover maste blir bli blev vara varit skulle alla maste
    the of and to in a an is are was were for on with by at from as that this it its or be not their they
    which who how what where when why i you he she we me my your our us can could do does did there any
    some about tell need want get become would should will have has been im his her him
    في من على الي عن مع هذا هذه التي الذي الذين ان او ام ما لا كل بين بعد قبل حول عند هي هو هم
    كان كانت قد ثم حيث اي ذلك تلك لديه لديها له لها لهم بها به فيها فيه منها منه كما لم لن
    و يا عليها عليه اليها اليه هل كيف اين ماذا متي لماذا يوجد توجد هناك انا نحن اريد احتاج ابحث احصل
    يمكن يمكنني ممكن لي لنا انت انتي انتم احنا عندي عندنا عندك لدي لدينا لديك اليك اليكم لك لكم عليك علينا
    معي معنا معك عني عنك عنا منك منكم بدي عايزه وين شلون شنو ليش اكو ماكو
    """.split()
)


class Word(NamedTuple):
    """A token where it stands in a text: as it is written there, and folded."""

    surface: str  # lower case, composed, marks of vowels and direction off
    folded: str
    start: int  # where it begins and ends in the text
    end: int
    is_article: bool = False
    in_capitals: bool = False

    @property
    def spelled(self):
        """The surface, letters and digits only: what tells Malmö from Malmo."""
        return _letters(self.surface)


class Forms(NamedTuple):
    """The forms of a word.

    ``strict`` ones are the word itself, inflected or not; ``loose`` ones are what
    is left without a clitic that may also be its first letter; ``parts`` are the
    (modifier, head) pairs of a compound, some of which are no words.
    """

    strict: frozenset
    loose: frozenset = frozenset()
    parts: tuple = ()

    @property
    def all_loose(self):
        return (self.loose | {part for pair in self.parts for part in pair}) - self.strict


def script(text):
    """Return the ISO 15924 code: "Arab" if the text has an Arabic letter, else "Latn"."""
    return "Arab" if _ARABIC_RUN.search(text) else "Latn"


def surface(text):
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text).lower())


def fold(text):
    """Fold a text: no case, no diacritics, one letter for each letter's variants.

    Folding twice is folding once.
    """
    if text.isascii():
        return text.lower()
    while True:
        folded = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).casefold())
        folded = "".join(c for c in folded if not unicodedata.combining(c))
        folded = _digits(folded.translate(_ARABIC).translate(_LATIN))
        if folded == text:
            return folded
        text = folded


def _digits(text):
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if not c.isascii() and c.isdigit() else c for c in text)


def words(text):
    """Tokenise a text: its words in their order, with where each stands in it.

    A run of letters and digits is a word; so is one with apostrophes inside, and
    an abbreviation with points (I.K.K.R.). Arabic and other letters never share one.
    An article is a word, and a Persian ending belongs to the word before it.
    """
    found = []
    kept, places = _visible(text)
    runs = _runs(kept)
    for start, end, is_article in _joined_in_persian(kept, runs) if _PERSIAN.search(kept) else runs:
        run = kept[start:end].replace(" ", "")
        written = surface(run)
        if folded := folded_word(written):
            place = places[start], places[end - 1] + 1
            found.append(Word(written, folded, *place, is_article, len(run) > 1 and run.isupper()))
    return found


def _runs(text):
    """Yield (start, end, is it an article) of each run of letters of one script."""
    has_articles = _LATIN_ARTICLE.search(text)
    for match in _WORD.finditer(text):
        for start, end in _by_script(text, *match.span()):
            article = has_articles and _LATIN_ARTICLE.match(text, start)
            if article and article.end() - 1 <= end:
                yield start, article.end() - 1, True
                start = article.end()
            if start < end:
                yield start, end, False


def _joined_in_persian(text, runs):
    """Join to its word a Persian ending that a space parts from it, and the beginning of a verb."""
    found = []
    for start, end, is_article in runs:
        if found and text[found[-1][1] : start] == " " and _belong_together(text, found[-1], start, end):
            found[-1] = (found[-1][0], end, False)
        else:
            found.append((start, end, is_article))
    return found


def _belong_together(text, before, start, end):
    word, following = text[slice(*before[:2])], text[start:end]
    if _PERSIAN_ENDING.fullmatch(following):
        return bool(_ARABIC_RUN.fullmatch(word))
    return bool(_PERSIAN_VERB.fullmatch(word) and _PERSIAN_PERSON.match(following))


@lru_cache(maxsize=20_000)
def folded_word(text):
    """Fold a word, but not into another: فئة is not فيه, and the name علي not على."""
    folded = _letters(fold(text))
    if folded.isascii():
        return folded
    if folded in ("علي", "وعلي"):
        return folded[:-1] + "ى" if "ى" in text else folded
    short = len(folded) < SHORTEST_STEM or folded in STOP_WORDS
    return _letters(fold_but_hamza(surface(text))) if short and re.search("[ؤئءآ]", surface(text)) else folded


def fold_but_hamza(text):
    """Fold a text, except that hamza keeps its seat."""
    if not _HAMZA.search(text):
        return fold(text)
    return "".join(c if _HAMZA.match(c) else fold(c) for c in text)


def _letters(text):
    return "".join(c for c in text if c.isalnum() and c not in _APOSTROPHES)[:MAX_WORD]


def _visible(text):
    """Return the text without invisible signs, and the offset of each character in the original."""
    if not _INVISIBLE.search(text):
        return text, range(len(text))
    pairs = [(c, place) for place, c in enumerate(text) if not _INVISIBLE.match(c)]
    return "".join(c for c, _place in pairs), [place for _c, place in pairs]


def _by_script(text, start, end):
    """Cut a run of letters where the script changes, as [(start, end)]; a number stays with its neighbour."""
    if text[start:end].isascii():
        return [(start, end)]
    arabic = list(_ARABIC_RUN.finditer(text, start, end))
    if (
        not arabic
        or arabic[0].span() == (start, end)
        or not any(map(str.isalnum, _ARABIC_RUN.sub("", text[start:end])))
    ):
        return [(start, end)]
    runs = [run.span() for run in arabic if not run[0].isdigit()]
    cuts = sorted({start, end, *(place for span in runs for place in span)})
    return list(pairwise(cuts))


# Alamal is Al-Amal; Abdulrahman, Abderrahman and عبدالرحمن are Abdel Rahman.
JOINED_ARTICLE = re.compile(
    "^(?:[ae]bd[aeu](?:l|r(?=r)|s(?=s)|n(?=n)|z(?=z)|d(?=d)|t(?=t))|al|el)(?=.{4})|^عبدال(?=...)"
)


@lru_cache(maxsize=20_000)
def forms(written, language=""):
    """Return the forms of a word (as ``Word.surface`` has it) in a language.

    Without a language, or in one that has no stemmer, the script decides: Arabic
    letters are Arabic; without a language others are both Swedish and English.
    """
    folded = folded_word(written)
    if script(folded) == "Arab":
        found = _arabic_forms(written, folded, language)
    else:
        found = _latin_forms(written, folded, language)
    if folded in STOP_WORDS:
        return found
    parts = tuple(pair for pair in found.parts if STOP_WORDS.isdisjoint(pair))
    return Forms(found.strict - STOP_WORDS, found.loose - STOP_WORDS - found.strict, parts)


def _latin_forms(written, folded, language):
    strict, loose, parts = {folded}, set(), ()
    if (name := JOINED_ARTICLE.sub("", folded)) != folded:
        loose.add(name)
    if language in ("en", ""):
        strict |= _english_stems(written, folded)
    if language in ("sv", ""):
        stems = _swedish_stems(folded)
        strict |= stems
        parts = compound_parts(_shortest(stems | {folded}))
    return Forms(frozenset(strict), frozenset(loose), parts)


def stem(written, language):
    """Return the shortest form: the one by which a word is known in a phrase."""
    return _shortest(forms(written, language).strict)


def _shortest(forms):
    return min(forms, key=lambda form: (len(form), form))


@lru_cache(maxsize=4)
def _snowball(name):
    return snowballstemmer.stemmer(name)


def _english_stems(written, folded):
    whole = re.split(f"[{_APOSTROPHES}]", written)
    if len(whole) == 2 and whole[1] in ("s", ""):  # the possessive: women's
        owner = folded_word(whole[0])
        return {owner, _snowball("english").stemWord(owner)} - {""} or {folded}
    spelled = re.sub(r"is(e|es|ed|er|ers|ing|ation|ations)$", r"iz\1", folded)
    spelled = re.sub(r"([a-z]{3})our(s|ed|ing|able)?$", r"\1or\2", spelled)
    once = _snowball("english").stemWord(spelled)
    return {once, _snowball("english").stemWord(once)}  # empowerment, empowering


def _swedish_stems(folded):
    """Add to Snowball's stem the definite neuter and the double m, which it leaves."""
    stems = {_snowball("swedish").stemWord(folded)}
    if match := re.fullmatch(r"(\w{3,}?)(et|ets|ens|arnas|ernas)", folded):
        stems.add(match[1])
    stems |= {one[:-1] for one in stems if one.endswith("mm") and len(one) > SHORTEST_STEM}
    return {one for one in stems if len(one) >= 2}


_VOWEL = re.compile("[aeiouy]")
_ONSET = re.compile(
    r"(?:[bcdfghjklmnprstv]|bl|br|bj|dr|dj|dv|fl|fr|fj|gl|gr|gn|gj|hj|kl|kr|kn|kv|lj|mj|nj|pl|pr|pj|sj"
    r"|sk|sl|sm|sn|sp|st|sv|skj|skr|skv|spl|spr|stj|str|tj|tr|tv|vr)?[aeiouy]"
)
# These begin words that are no compounds: samarbete is not a kind of arbete.
_PARTICLES = frozenset(
    """
    an av be bi bort de dis efter ex fore for fram fran ge genom hem hop igen in infor inne inter
    kom kon kor med medel mis mot ned om pa per pro re rett sam sub till tills trans um und under upp ut utan
    van vid ater aterfor over
    """.split()
)
_LINK = re.compile("[soeua]$")
_CONSONANT_LAST = re.compile("[^aeiouy]$")


@lru_cache(maxsize=20_000)
def compound_parts(stem):
    """Split a Swedish compound: (modifier, head) for each way in which a stem may be two words."""
    found = []
    for cut in range(SHORTEST_MODIFIER, len(stem) - SHORTEST_HEAD + 2):
        modifier, head = stem[:cut], stem[cut:]
        linked = _LINK.sub("", modifier)  # kvinno-jour, fred-s-rörelse
        short = len(head) < SHORTEST_HEAD  # kvinno-hus, but not cent-rum
        if short and not (modifier[-1] in "soe" and _CONSONANT_LAST.search(head)):
            continue
        if not _VOWEL.search(modifier) or not _ONSET.match(head) or modifier[-1] == head[0] not in "rs":
            continue
        found += [
            (first, head)
            for first in dict.fromkeys([modifier, linked])
            if len(first) >= SHORTEST_MODIFIER and first not in _PARTICLES
        ]
    return tuple(found[:MOST_PARTS])


_AND = re.compile("^و(?=.{3})")
_ARTICLE = re.compile("^(?:ال|بال|كال|فال|لل)(?=.{3})")
_ARTICLE_OF_TWO = re.compile("^(?:ال|بال|كال|فال|لل)(?=..$)")  # الحق, but also الفا
_PREPOSITION = re.compile("^[بلكف](?=.{3})")
_CLITICS = re.compile("^و?(?:ال|بال|كال|فال|لل)?")
# امانة is no kind of امان, nor كتابة of كتاب: what has the vowels of an action keeps its ة.
_ENDING = re.compile("(?<=..)(?:تان|تين|ها|نا|هم|هن|ان|ات|ون|ين|يه|(?<!^..ا.)(?<!^ال..ا.)(?<!لل)ه|ي)$")
_PRONOUN = re.compile("(?<=..)ت(?:ها|نا|هم|هن|كم)$")
_FEMININE = re.compile("(?<=..)(?:ات|تان|تين)$")
# Letters that Arabic has not; a last ە, and ک and ی, are also typed for ة, ك and ي.
_FOREIGN_LETTER = re.compile("[پچژگڤڥێېۆۇۈۋۅڕڒړڵڶڷڭڮٹټڈډڑڼڎځڅںےۍ]|ە(?!$)")
_FOREIGN_KEYBOARD = re.compile("[کی]|ە$")
_PERSIAN_PLURAL = re.compile("(?<=..)ها(?:يي|ي[مت]|يش|يشان|يمان|ي)?$")


def _arabic_forms(written, folded, language):
    """Return the forms of a word in Arabic letters, cut if it may be Arabic at all."""
    if language not in ("", "ar") or _FOREIGN_LETTER.search(written) or folded.endswith("هاي"):
        return Forms(frozenset({folded, _PERSIAN_PLURAL.sub("", folded)}))
    if folded.endswith("ى"):
        return Forms(frozenset({folded}))
    word = fold_but_hamza(re.sub("(?<!^)آ", "ءا", written))
    conjunct = _AND.sub("", word)
    bare = _ARTICLE.sub("", conjunct)
    cut = {word, bare, conjunct} | _without_endings(word) | _without_endings(bare)
    if word.startswith("لل"):  # للاجئين is both ل-لاجئين and لل-اجئين
        cut |= {word[1:]} | _without_endings(word[1:])
    loose = {re.sub("^عبدال(?=...)", "", word), _ARTICLE_OF_TWO.sub("", conjunct)}
    if not _FOREIGN_KEYBOARD.search(written):
        for clitic in (bare, conjunct):
            rest = _PREPOSITION.sub("", clitic)
            if rest != clitic and fold(rest) not in STOP_WORDS:
                loose |= {rest} | _without_endings(rest)
    strict = {folded} | {form for one in cut for form in _seats(one) if len(form) >= SHORTEST_STEM}
    return Forms(frozenset(strict), frozenset(map(folded_word, loose)) - {""})


def _seats(word):
    """Return a word with its hamzas as they are typed without hamza, and without them and their seats."""
    head = _CLITICS.match(word).end() + 2
    found = {folded_word(word)}
    if _HAMZA.search(word):
        found.add(fold(word[:head].translate(_NO_SEAT) + re.sub("[أؤئء]", "", word[head:])))
    return found


_NO_SEAT = str.maketrans("", "", "ؤئء")


def _without_endings(word):
    """Return a word without its endings, one after the other; ة for ات at any length."""
    found = {feminine + "ه" for ending in (_PRONOUN, _FEMININE) if (feminine := ending.sub("", word)) != word}
    found |= _of_short_plural(word)
    while len(word) > SHORTEST_STEM:
        shorter = _ENDING.sub("", word)
        if shorter == word:
            break
        word = shorter
        found.add(word)
    return {one for one in found if len(one) >= SHORTEST_STEM}


def _of_short_plural(word):
    """Return the singulars of a plural that leaves two letters: بنات, سنوات, فتيات."""
    if not word.endswith("ات") or not 4 <= len(word) <= 5:
        return set()
    stem = word[:-2]
    if len(stem) == 2:
        return {stem + "ت"}
    return {"و": {stem[:2] + "اه", stem[:2] + "ه"}, "ي": {stem[:2] + "اه"}}.get(stem[2], set())
