"""Numbers, handles and addresses inside running text: from left to right, and links where they lead.

Arabic text would show "020-12 34 56" in reverse blocks. Years, amounts, dates, hours and the
numbers of registers stay as they are: what is taken for a telephone number begins with + or 0
and has the digits of one.
"""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from . import phones
from .text import digits

IN_URL = r"[^\s<>\"“”«»،؛؟\u200e\u200f\u202a-\u202e\u2066-\u2069]"
PIECE = re.compile(
    rf"""(?P<url>\b(?i:https?)://(?!/){IN_URL}{{1,500}}|\b[Ww]ww\.(?!\.){IN_URL}{{1,300}})
    |(?P<mail>(?<![\w.+-])[A-Za-z0-9][\w.+%-]{{0,63}}@[A-Za-z0-9][A-Za-z0-9.-]{{0,100}}\.[A-Za-z]{{2,24}}\b)
    |(?P<handle>(?<![\w@/.])@[A-Za-z0-9_][A-Za-z0-9_.]{{0,40}}\b)
    |(?P<register>\b[A-Z]{{2}}\d\d(?:\ ?[A-Z0-9]{{4}}){{3,7}}(?:\ ?[A-Z0-9]{{1,3}})?\b
        |\b(?i:ISBN|ISSN|ORCID|DOI)(?:-1[03])?:?\ ?[0-9][0-9A-Za-z./()-]{{6,60}})
    |(?P<phone>(?<![0-9A-Za-z_٠-٩۰-۹+/\#])(?<!\d[.,-])(?:\((?:\+|[0٠۰])\d{{0,5}}\)|\+|[0٠۰](?=\d|\ ?\())
        (?:[./\ \u00a0‐‑–-]{{0,3}}(?:\d|\(\d{{1,5}}\))){{4,40}}+(?!-?[0-9A-Za-z_]))
    |(?P<name>(?<![\w+#])[A-Za-z]\w{{0,10}}(?:\+\+|\#)(?![\w+#]))""",
    re.VERBOSE,
)
NO_PHONE = re.compile(
    r"""0\d([-./ ])\d{1,2}\1\d{2,4}              # a date
    |[0-2]\d[.:]?\d\d\ ?[-–]\ ?\d{1,2}[.:]?\d\d  # hours
    |\d{6}-\d{4}                               # a personal number""",
    re.VERBOSE,
)
SECOND = re.compile(r"(?:\s*/\s*|\s+(?:[-–]\s*)?)(?=\(?[0٠۰])")
LEAST_DIGITS, MOST_DIGITS = 7, 15
END = tuple(".,;:!?'’]،؛؟…")


class Piece(NamedTuple):
    """A part of a text that runs from left to right, and where it leads, "" for nowhere."""

    start: int
    end: int
    href: str


def pieces(text, country=""):
    """Return the pieces of a text, in order; a number without + is taken as one of ``country``."""
    if not any(sign in text for sign in "@+#:0٠۰") and "ww." not in text:
        return []
    return [piece for match in PIECE.finditer(text) for piece in read(match, country)]


def read(match, country):
    kind, words = match.lastgroup, match[0]
    if kind == "phone":
        return list(telephones(match, country))
    if kind == "url":
        words = without_end(words)
        return [at(match.start(), words, words if "://" in words else f"https://{words}")]
    return [at(match.start(), words, f"mailto:{words}" if kind == "mail" else "")]


def at(start, words, href):
    return Piece(start, start + len(words), href)


def without_end(url):
    """Return an address without the signs that end a sentence, or a bracket opened before it."""
    while url.endswith(END) or (url.endswith(")") and url.count(")") > url.count("(")):
        url = url[:-1]
    return url


def telephones(match, country):
    """Yield the pieces of what may be a number, or two that only a space or a slash parts."""
    start, words = match.start(), match[0]
    parts = SECOND.split(words) if digits_in(words) > MOST_DIGITS else [words]
    for part in parts:
        start = match.string.index(part, start)
        if LEAST_DIGITS <= digits_in(part) <= MOST_DIGITS and not NO_PHONE.fullmatch(digits(part)):
            yield at(start, part, href_of(part, country))
        start += len(part)


def digits_in(words):
    return sum(sign.isdigit() for sign in words)


def href_of(words, country):
    try:
        return phones.href(phones.stored(words, country))
    except ValidationError:
        return ""


def html(text, country="", marks=()):
    """Return a text as HTML, its pieces isolated and linked; ``marks`` are (start, end) of what is marked."""
    out, place = [], 0
    for piece in pieces(text, country):
        out.append(marked(text, place, piece.start, marks))
        inside = marked(text, piece.start, piece.end, marks)
        link = (
            format_html('<a href="{}" rel="noreferrer">{}</a>', piece.href, inside) if piece.href else inside
        )
        out.append(format_html('<bdi dir="ltr">{}</bdi>', link))
        place = piece.end
    out.append(marked(text, place, len(text), marks))
    return mark_safe("".join(out))


def marked(text, start, end, marks):
    """Return a part of a text as HTML, with marks where they meet it."""
    out, place = [], start
    for first, last in marks:
        first, last = max(first, start), min(last, end)
        if first < last:
            out += [conditional_escape(text[place:first]), format_html("<mark>{}</mark>", text[first:last])]
            place = last
    return mark_safe("".join([*out, conditional_escape(text[place:end])]))
