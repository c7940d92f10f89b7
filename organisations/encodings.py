"""How the letters of a file are encoded, which the file itself does not say.

Excel writes UTF-8 or UTF-16 with a byte order mark, or the code page of the country:
1256 for Arabic, 1252 for Swedish and English. Older programs and other machines wrote
ISO 8859-6, Mac Roman and code page 850.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SAMPLE = 1_000  # bytes that tell UTF-16 without its mark
_ARABIC_AND_LATIN = re.compile("[\u0621-\u064a][a-zà-ÿ]|[a-zà-ÿ][\u0621-\u064a]", re.IGNORECASE)
# What Swedish words do not hold: signs between small letters, letters of other languages.
_NO_WORD = re.compile(
    r"[a-zåäö][^\W\d_a-zåäöéèüáàA-Z]|[a-zåäö][”“‡™€…\x80-\x9f][a-zåäö]|[a-zåäö][†‡„]|[†‡][a-zåäö]"
)
_BROKEN = re.compile("[a-zåäö][‚„”†‡‹][a-zåäö]")
_SWEDISH = re.compile("(?i)\\b(?:för|på|från|är|även|så|får|län|åt)\\b|fören|rådgiv|stöd|vård|malmö|öpp")


def decoded(content):
    """Detect the encoding; return the text and the name of the encoding."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return _decode_strictly(content, name), name.removesuffix("-sig").upper()
    if name := _utf_16_without_mark(content):
        return _decode_strictly(content, name), "UTF-16"
    try:
        return content.decode(), "UTF-8"
    except UnicodeDecodeError as error:
        if _is_broken_utf_8(content):
            raise _decoding_error(content[: error.start].decode("latin-1")) from None
    name = _arabic_page(content) if _is_arabic(content) else _latin_page(content)
    text = _decode_strictly(content, name)
    if name == "windows-1252" and (broken := _BROKEN.search(text)):
        raise _decoding_error(text[: broken.start()])
    return text, NAMES.get(name, name.capitalize())


NAMES = {"iso8859-6": "ISO 8859-6", "mac-roman": "Mac Roman", "cp850": "CP850"}


def _decode_strictly(content, name):
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise _decoding_error(content[: error.start].decode("latin-1")) from None


def _decoding_error(before):
    number = before.count("\n") + 1
    words = _("The letters are not readable. Save the file as CSV UTF-8 or as Excel workbook.")
    return ValidationError(_("Line %(line)s: %(error)s") % {"line": number, "error": words})


def _utf_16_without_mark(content):
    """Return the name of UTF-16 if every second byte is 0, as of Latin letters, signs and ends of lines."""
    sample = content[: SAMPLE // 2 * 2]
    if len(content) % 2 or len(sample) < 4 or b"\0\0" in sample.replace(b"\n\0", b"").replace(b"\0\n", b""):
        return ""
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if not first and second > len(sample) / 8:
        return "utf-16-le"
    return "utf-16-be" if not second and first > len(sample) / 8 else ""


def _is_broken_utf_8(content):
    """Tell whether most of what is not ASCII is UTF-8: two code pages hardly ever look like it."""
    text = content.decode(errors="replace")
    lost = text.count("\ufffd")
    return sum(not c.isascii() for c in text) - lost > lost


_WORD_OF_CODE_PAGE = re.compile(
    rb"[A-Za-z\x81\x83\x8a\x8c-\x90\x98\x9a\x9c-\x9f\xaa\xc0-\xd6\xd8-\xf6\xf8-\xff]+"
)
_SWEDISH_ALONE = frozenset("åäöéàÅÄÖÉÀ".encode("windows-1252"))
_ARABIC_SIGNS = frozenset("،؛؟".encode("windows-1256"))


def _is_arabic(content):
    """Tell Arabic code pages from 1252: no Arabic word has a Latin letter, nearly every Swedish one has.

    Letters alone (å, و) and signs (؟) decide where no longer word does.
    """
    votes = alone = 0
    for word in _WORD_OF_CODE_PAGE.findall(content):
        high = sum(byte > 0x7F for byte in word)
        if high and high < len(word):
            votes -= 1
        elif high > 1:
            votes += 1
        elif high:
            alone += -1 if word[0] in _SWEDISH_ALONE else 1
    if votes or alone:
        return (votes or alone) > 0
    return any(byte in _ARABIC_SIGNS for byte in content)


def _arabic_page(content):
    """Return ISO 8859-6 where code page 1256 would mix Latin letters into Arabic words."""
    try:
        content.decode("iso8859-6")
    except UnicodeDecodeError:
        return "windows-1256"
    mixed = _ARABIC_AND_LATIN.search(content.decode("windows-1256", errors="replace"))
    return "iso8859-6" if mixed else "windows-1256"


def _latin_page(content):
    """Return the page of Swedish: 1252, unless it makes no words and another makes Swedish ones."""
    if not _is_odd(content, "windows-1252"):
        return "windows-1252"
    for name in ("mac-roman", "cp850"):
        if not _is_odd(content, name) and _SWEDISH.search(content.decode(name)):
            return name
    return "windows-1252"


def _is_odd(content, name):
    try:
        return bool(_NO_WORD.search(content.decode(name)))
    except UnicodeDecodeError:
        return True
