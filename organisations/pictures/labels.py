"""Short labels and their size in pixels: an estimate, since the server knows no font."""

import unicodedata
from typing import NamedTuple

FONT_SIZE = 13
LINE_HEIGHT = 15
LONGEST = 28  # characters of a label
LONGEST_LINE = 15
HALO = 2
BOLDER = 1.1
# Widths of characters in em.
WIDTHS = {
    0.36: "iljtfrI.,:;'’|!()[]-– ادذرزوأإآل",
    0.65: "ghpqbdouän",
    0.78: "OQGCDNHU&",
    0.98: "mwMW@%—…ÄÖ",
}
OTHER, CAPITAL, ARABIC, FULL = 0.59, 0.68, 0.68, 1.1
EM = {character: em for em, characters in WIDTHS.items() for character in characters}


class Label(NamedTuple):
    """A text in one or two lines, and its size in units of the picture."""

    lines: list
    width: int
    height: int


def label(text, *, bold=False):
    words = " ".join(text.split())
    short = words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
    lines = break_lines(short)
    widest = max(width(line) for line in lines) * (BOLDER if bold else 1)
    return Label(lines, round(widest) + 2 * HALO, len(lines) * LINE_HEIGHT)


def break_lines(text):
    spaces = [place for place, character in enumerate(text) if character == " "]
    if len(text) <= LONGEST_LINE or not spaces:
        return [text]
    middle = min(spaces, key=lambda place: abs(2 * place - len(text)))
    return [text[:middle], text[middle + 1 :]]


def width(text):
    return FONT_SIZE * sum(em_width(character) for character in text)


def em_width(character):
    """Return the width of a character in em, rather too wide than too narrow."""
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    if character in EM:
        return EM[character]
    if unicodedata.east_asian_width(character) in "WF":
        return FULL
    if unicodedata.bidirectional(character) == "AL":
        return ARABIC
    return CAPITAL if character.isupper() else OTHER
