"""Text that comes in, by whatever door: cleaned where people type or paste, refused with its line in a file.

No text holds what nobody can see: control characters but tab and new line,
halves of characters (lone surrogates), the marks that override or isolate the
direction of what stands around them, and the tags, fillers and non-characters by which
two texts that look the same differ. The plain marks of direction (U+200E,
U+200F, U+061C) and the joiners of Arabic and Persian stay.

Spaces and hyphens without a shape, which word processors leave, are no fault of
a file: they are taken away in silence.

Nor does a text hold what nobody wrote: letters that were broken on the way here, tags
of HTML that came along. These are refused with the reading that is likely (``validate``).
"""

import html
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .letters import broken

FAULTS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u206f\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
    "\u115f\u1160\u17b4\u17b5\u3164\uffa0\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
LEFTOVERS = "\u00ad\u034f\u180e\u200b\u2060-\u2064\ufeff"
FAULT, INVISIBLE = re.compile(f"[{FAULTS}]"), re.compile(f"[{FAULTS}{LEFTOVERS}]")
ENDS_OF_LINES = re.compile("\r\n|[\r\x85\u2028\u2029]")
MARKUP = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
ELEMENTS = (
    "a|abbr|b|big|blockquote|br|center|div|em|font|h[1-6]|hr|i|img|li|o:p|ol|p|pre|script|small|span"
    "|strike|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul"
)
COMMENT = "<!--(?:(?!<!--).)*?-->"  # the last of many that begin: each sign is read once
TAG = re.compile(rf"</?(?:{ELEMENTS})(?:\s[^<>]*)?/?>|{COMMENT}", re.IGNORECASE | re.DOTALL)
MARKED_UP = re.compile(  # a tag that is only spoken of has no end
    rf"</(?:{ELEMENTS})\s*>|<(?:br|hr|p)\s*/?>|<(?:{ELEMENTS})\s+[a-z:-]+\s*=[^<>]*>|{COMMENT}",
    re.IGNORECASE | re.DOTALL,
)
END_OF_BLOCK = re.compile(r"<br\s*/?>\n?|</(?:div|h[1-6]|li|p|tr)>\n?", re.IGNORECASE)
HIDDEN = re.compile(r"<(script|style)\b(?:(?!<\1\b).)*?</\1\s*>", re.IGNORECASE | re.DOTALL)
MOST_DIGITS = 17  # of a number that a database can hold


def clean(text):
    """Return a text without what nobody can see, its lines ended by \\n."""
    return INVISIBLE.sub("", with_plain_lines(text))


def tidy(text):
    """Return a text, or "" for None, clean and without white space around it."""
    return clean(text or "").strip()


def one_line(text):
    """Return a text clean and on one line."""
    return re.sub(" *[\t\n][ \t\n]*", " ", clean(text))


def with_plain_lines(text):
    """Return a text with its lines ended as everywhere here: by \\n."""
    return ENDS_OF_LINES.sub("\n", text)


def validate(text):
    """Refuse a text with broken letters or tags; ``params`` of the error hold the likely reading, or ""."""
    if MARKED_UP.search(text):
        words = _("Write the text without markup such as <b>: “%(repaired)s”.")
        raise ValidationError(words, "markup", {"repaired": without_tags(text)})
    if repaired := broken(text):
        words = _("Letters were broken before the text came here. It may have been “%(repaired)s”.")
        raise ValidationError(words, "broken", {"repaired": repaired})
    if repaired == "":
        words = _("Letters of the text were lost before it came here. Write it anew.")
        raise ValidationError(words, "broken", {"repaired": ""})


def without_tags(text):
    """Return a text as a browser would show it that was given it as HTML."""
    text = html.unescape(TAG.sub("", END_OF_BLOCK.sub("\n", HIDDEN.sub("", text)))).strip()
    return text if (repaired := broken(text)) is None else repaired


def fault(text):
    """Return (line, sentence) for the first thing in a file that nobody can see, or None."""
    text = with_plain_lines(text)
    if not (found := FAULT.search(text)):
        return None
    words = _("There is a character that nobody can see: %(code)s. Remove it.")
    return text[: found.start()].count("\n") + 1, words % {"code": f"U+{ord(found[0]):04X}"}


def is_blank(text):
    """Tell whether a text shows nothing: white space and signs without a shape are no name."""
    return all(unicodedata.category(character)[0] in "ZC" for character in text)


def without_marks(text):
    """Return a text without signs that have no shape, such as spreadsheets in Arabic leave (Unicode's Cf)."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def unglued(text):
    """Return a word of an address without the signs that chats and mails glue to it: "ikkr/)." is ikkr."""
    text = without_marks(unicodedata.normalize("NFKC", text))
    return text.strip("".join(one for one in text if unicodedata.category(one)[0] in "PSZ"))


def digits(text):
    """Return a text with the digits of every script as 0 to 9: ١٩٩٤ is 1994."""
    return "".join(str(unicodedata.decimal(character, character)) for character in text)


def number(text):
    """Return what a browser sent as a number, or None where it is none that a database can hold."""
    fits = bool(text) and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if fits else None


def clean_query(query):
    """Return what a browser sent, a ``QueryDict``, with its names and values clean; passwords as they are."""
    if all(name == clean(name) and values == [*map(clean, values)] for name, values in query.lists()):
        return query
    cleaned = query.copy()
    cleaned.clear()
    for name, values in query.lists():
        cleaned.setlist(clean(name), values if "password" in name else [*map(clean, values)])
    cleaned._mutable = False
    return cleaned
