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

PIECE = re.compile(
    r"""(?P<url>\bhttps?://[^\s<>"“”«»]{1,500}|\bwww\.[^\s<>"“”«»]{1,300})
    |(?P<mail>(?<![\w.+-])[A-Za-z0-9][\w.+%-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,100}\.[A-Za-z]{2,24}\b)
    |(?P<handle>(?<![\w@/.])@[A-Za-z0-9_][A-Za-z0-9_.]{0,40}\b)
    |(?P<phone>(?<![\w+/.,-])(?:\+\ ?|\(?[0٠۰])[\d(][\d()./\ \u00a0‐‑–-]{4,30}\d(?![\w-]))
    |(?P<name>(?<![\w+#])[A-Za-z]\w{0,10}(?:\+\+|\#)(?![\w+#]))""",
    re.VERBOSE,
)
DATE = re.compile(r"0\d([-./ ])\d{1,2}\1\d{2,4}|0\d[.:]\d\d ?[-–] ?\d{1,2}[.:]\d\d")
END = tuple(".,;:!?'’]،؛؟…")


class Piece(NamedTuple):
    """A part of a text that runs from left to right, and where it leads, "" for nowhere."""

    start: int
    end: int
    href: str


def pieces(text, country=""):
    """Return the pieces of a text, in order; a number without + is taken as one of ``country``."""
    if not any(sign in text for sign in "@+#:0٠۰") and "www." not in text:
        return []
    return [piece for match in PIECE.finditer(text) if (piece := read(match, country))]


def read(match, country):
    kind, words = match.lastgroup, match[0]
    if kind == "url":
        words = without_end(words)
        return at(match, words, words if "://" in words else f"https://{words}")
    if kind == "phone":
        return phone(match, country)
    return at(match, words, f"mailto:{words}" if kind == "mail" else "")


def at(match, words, href):
    return Piece(match.start(), match.start() + len(words), href)


def without_end(url):
    """Return an address without the signs that end a sentence, or a bracket opened before it."""
    while url.endswith(END) or (url.endswith(")") and url.count(")") > url.count("(")):
        url = url[:-1]
    return url


def phone(match, country):
    """Return the piece of a telephone number, or None where it has not the form of one."""
    words = match[0]
    plain = digits(words)
    if not 7 <= sum(sign.isdigit() for sign in plain) <= 15 or DATE.fullmatch(plain):
        return None
    try:
        return at(match, words, phones.href(phones.stored(words, country)))
    except ValidationError:
        return at(match, words, "")


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
