"""Short labels and their size in pixels: an estimate, since the server knows no font."""

import re
import unicodedata
from typing import NamedTuple

FONT_SIZE = 13
LINE_HEIGHT = 15
MOST_LINES = 3
SHORTEST_LINE, LONGEST_LINE = 12, 20  # characters: a longer name gets longer lines before it is cut
LONGEST_WORD = 26
HALO = 3
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
    """A name in a few lines, what of it there is no room for, and its size in units of the picture."""

    lines: list
    rest: list  # the lines that follow, for whoever points at it
    width: int
    height: int

    @property
    def left(self):
        return -self.width // 2


def label(text, *, bold=False):
    lines = break_lines(text)
    shown, rest = lines[:MOST_LINES], lines[MOST_LINES:]
    widest = max(width(f"{line} …" if rest else line) for line in shown) * (BOLDER if bold else 1)
    return Label(shown, rest, round(widest) + 2 * HALO, len(shown) * LINE_HEIGHT)


def break_lines(text):
    """Break a name between words, into the shortest lines of which there are few enough."""
    words = [piece for word in text.split() for piece in pieces(word)]
    tries = [wrapped(words, length) for length in range(SHORTEST_LINE, LONGEST_LINE + 1)]
    return next((lines for lines in tries if len(lines) <= MOST_LINES), tries[-1])


def wrapped(words, length):
    lines = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= length:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def pieces(word):
    """Yield a word, one longer than any line in pieces: after a hyphen, and never within a number."""
    while len(word) > LONGEST_WORD:
        piece = word[: word.rfind("-", 1, LONGEST_WORD) + 1 or LONGEST_WORD]
        before = re.sub(r"\d+$", "", piece) if word[len(piece)].isdecimal() else piece
        yield before or piece
        word = word.removeprefix(before or piece)
    yield word


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
