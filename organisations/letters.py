"""Letters that were lost or broken before a text came here: told, and read as they were where that can be.

A program that takes one encoding for another breaks each letter beyond ASCII: "FÃ¶rening", "Premi√®re",
"ط¬ظ…ط¹ظٹط©" are UTF-8, read as Windows-1252, as Mac OS Roman and as the Arabic Windows-1256; "ÌãÚíÉ" is
Windows-1256, read as Windows-1252. A text is broken only by what no language writes: "Ã¶" can be
nothing else, "Å”" may end a quotation. What became "????" or U+FFFD cannot be read any more.

ftfy, the library for this, knows neither Windows-1256 nor DOS (850), and takes no "Ã…sa" for Åsa.
"""

import html
import re
import unicodedata
from functools import cached_property
from urllib.parse import unquote_to_bytes

FOLLOWS = frozenset("…—–’‘”“»«›‹„‚·•،؛؟°®™¹²³\xa0\u200c\u200d\u200e\u200f")  # what may stand after a letter
LEADS = frozenset("ÃØÙ√├┬┘┌█╪")  # what hardly ends a repaired word by itself
EXPECTED = re.compile(  # what may have been there: letters of Latin, Arabic and Syriac, signs of print
    "[\xa0-\u017f\u0600-\u074f\u2009-\u2026\u202f-\u203a\u2044\u20ac\u2116\u2122\ufb50-\ufdff\ufe70-\ufeff]"
)
ASCII = "[A-Za-z]"


def broken(text):
    """Return None for a text whose letters are whole; else the text as it was, "" where nobody can tell."""
    if is_lost(text):
        return ""
    for read in READINGS:
        if (repaired := read(text)) is not None:
            again = broken(repaired) if repaired else ""
            return repaired if again is None else again
    return None


# Letters that are gone

WORDS_LOST = re.compile(r"(?<!\S)(\?{4,}(?!\S)|\?{2,}\s+\?{2,})")
LETTER_LOST = re.compile(r"(?<!\S)[^\s/=&@]*(?:[^\W\d_]\?[a-zåäöéü]|(?<!\S)\?[^\W\d_]{2})[^\s/=&@]*(?!\S)")


def is_lost(text):
    """Tell whether question marks stand for letters, and not at the end of questions."""
    if "\ufffd" in text or WORDS_LOST.search(text) or LETTER_LOST.search(text):
        return True
    return "??" in text and not any(character.isalnum() for character in text)


# UTF-8 that was read as an encoding of one byte a letter


class Misread:
    def __init__(self, encoding):
        self.byte_of = {chr(byte): byte for byte in range(0x80, 0xA0)}  # some encodings leave these empty
        for byte in range(0x80, 0x100):
            if sign := bytes([byte]).decode(encoding, "ignore"):
                self.byte_of[sign] = byte

    def signs(self, first, last):
        signs = (sign for sign, byte in self.byte_of.items() if first <= byte <= last)
        return f"[{re.escape(''.join(signs))}]"

    @cached_property
    def letters(self):
        """A pattern of the signs of one letter."""
        more = self.signs(0x80, 0xBF)
        return re.compile(f"{self.signs(0xC2, 0xDF)}{more}|{self.signs(0xE0, 0xEF)}{more}{{2}}")

    def letter(self, signs):
        """Return the letter of which signs were made, "" if it is none that is written here."""
        letter = bytes(self.byte_of[sign] for sign in signs).decode("utf-8", "ignore")
        return letter if EXPECTED.fullmatch(letter) else ""

    def read(self, text):
        """Return the text as it was and the number of letters found; (text, 0) if nothing is sure."""
        found, sure = 0, False

        def mended(match):
            nonlocal found, sure
            if not (letter := self.letter(match[0])):
                return match[0]
            found, sure = found + 1, sure or is_sure(match)
            return letter

        mended_text = self.letters.sub(mended, text)
        return (mended_text, found) if sure else (text, 0)


def is_sure(match):
    """Tell whether no language writes the signs of a letter side by side."""
    lead, *more = match[0]
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if len(more) > 1:  # "Thaï»…" is the end of a quotation
        return not (is_natural(lead) and FOLLOWS.issuperset(more))
    if more[0] in FOLLOWS and lead in "ÃĂ":  # "Ã…sa" and "VÃ„G" are broken, the Portuguese "IRMÃ…" is not
        return after.isalpha() or not before.isalpha()
    if lead > "\u0600" and after.isascii() and after.isalpha():
        return True
    if before.islower() and lead.isupper() and more[0] not in FOLLOWS:
        return True
    return not is_natural(lead) or not (more[0] in FOLLOWS or is_natural(more[0]))


def is_natural(sign):
    """Tell whether a sign is a letter of some language, or stands beside letters as the euro does."""
    return sign == "€" or (sign not in "Ãªº" and unicodedata.category(sign) in ("Lu", "Ll", "Lo"))


MISREAD = [Misread(name) for name in ("cp1252", "mac_roman", "cp850", "cp437", "cp1256", "cp1250")]


def utf8(text):
    if text.isascii():
        return None
    repaired, found = max((one.read(text) for one in MISREAD), key=lambda read: read[1])
    if not found:
        return None
    repaired = utf8(repaired) or repaired  # it was broken twice
    repaired = re.sub("Ã (?=[a-z])", "à ", repaired)  # a space that was no space is one by now
    return "" if LEADS & set(repaired) or re.search("[\x80-\x9f]", repaired) else repaired


# An encoding of one byte a letter that was read as another

ARABIC_AS_LATIN = "(?<!\\w)(?:[×Á-ÿŒœŽ]{4,}|[×Á-ÿ]{3,} [×Á-ÿ]{3,})(?!\\w)"
CONFUSED = [
    (read_as, was, re.compile(told))
    for read_as, was, told in (
        ("cp1252", "cp1256", ARABIC_AS_LATIN),
        ("cp1252", "iso8859-6", ARABIC_AS_LATIN),
        ("mac_roman", "cp1252", f"{ASCII}[ˆ‰]|ˆ{ASCII}|(?<!\\S)÷[a-z]{{2}}"),
        ("cp1252", "mac_roman", "[a-z][ŒŠŽ]"),
        ("cp1252", "cp850", "[a-z][†„‚][a-z]|^(?!.*(?:^|\\s)[“”]).*[A-Za-z]”[a-z]{2}"),
        ("cp850", "cp1252", f"{ASCII}÷{ASCII}|[a-z]Õ"),
        ("cp437", "cp1252", f"{ASCII}÷{ASCII}|[a-z][σΣ]"),
        ("cp1256", "cp1252", "[a-z][\u0621-\u0652]|[إؤض][a-z]{2}"),
    )
]


def one_byte(text):
    """Return a text as it was if it was read as the wrong encoding of one byte a letter."""
    if text.isascii():
        return None
    told = [(read_as, was) for read_as, was, pattern in CONFUSED if pattern.search(text)]
    return max((reread(text, *pair) for pair in told), key=arabic_words, default=None)


def reread(text, read_as, was):
    try:
        return text.encode(read_as).decode(was)
    except UnicodeError:
        return ""


def arabic_words(text):
    """Return how Arabic a reading is: Windows and ISO have the same letters, but in another order."""
    return len(re.findall("(?<!\\w)ال", text)), len(re.findall("[اليمنوره]", text)), bool(text)


# Letters that were written in signs of ASCII

ENTITY = re.compile("&(?:#[0-9]{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}[0-9]?);", re.IGNORECASE)
CODE = re.compile(r"\\u([0-9a-fA-F]{4})")
BYTES = re.compile(r"(?:[%=][C-E][0-9A-F](?:[%=][89AB][0-9A-F]){1,2})+")


def escaped(text):
    """Return a text with letters where it has codes of them: "&ouml;", a backslash and "u00f6", "%C3%B6"."""
    repaired = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    repaired = CODE.sub(lambda found: chr(int(found[1], 16)), repaired)
    if "/" not in text:  # it may be an address
        repaired = BYTES.sub(lambda found: unquote_to_bytes(found[0].replace("=", "%")).decode(), repaired)
    return repaired if repaired != text else None


READINGS = (escaped, utf8, one_byte)
