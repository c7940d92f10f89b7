"""From the sheets of a file to the rows of a table: which sheet, which headings, what each column means.

A layout is {sheet, heading, columns, defaults, hidden_rows, doubtful}: the place of the sheet,
the line of the headings (0 where there are none), a column's code for each of the sheet's or
"" to leave it out, texts for empty cells, whether rows that were hidden come in, and the
doubtful lines that do.
"""

from bisect import bisect_left, bisect_right
from functools import cached_property
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from organisations import sheets
from organisations.tables import normal, unescape_formula

from .cells import CONTACTS, KEYS, LISTS, codes_of, label
from .lines import Doubt, doubts

JOINED = {*CONTACTS, *LISTS, "identifier", "other_names"}  # several columns may be one of these
DEFAULTS = ("original_language", "kind", "seat", "places", "confidentiality", "source", "paragraph")
CELLS = 50  # of a column, that tell what it looks like
MOST_FILLED = 20_000_000  # characters in the cells of merged ones


class Reading:
    """A sheet, read with its headings in one of its lines."""

    def __init__(self, sheet, heading):
        self.sheet, self.heading = sheet, heading

    @cached_property
    def lines(self):
        """{number: texts} of the sheet, each with as many texts as there are columns."""
        wide = max((len(texts) for _number, texts in self.sheet["lines"]), default=0)
        return {number: [*texts, *[""] * (wide - len(texts))] for number, texts in self.sheet["lines"]}

    @cached_property
    def headings(self):
        """The headings; one that is merged stands above each of its columns."""
        texts = list(self.lines.get(self.heading, [""] * self.width))
        for top, left, bottom, right in self.sheet["notes"].get("merged", ()):
            if top <= self.heading <= bottom and left <= len(texts):
                texts[left - 1 : right] = [texts[left - 1]] * len(texts[left - 1 : right])
        return texts

    @property
    def width(self):
        return len(next(iter(self.lines.values()), ()))

    @cached_property
    def body(self):
        """{number: texts} of the lines below the headings; what is merged stands in each of its cells."""
        body = {number: texts for number, texts in self.lines.items() if number > self.heading}
        numbers, left_to_fill = sorted(body), MOST_FILLED
        for top, left, bottom, right in self.sheet["notes"].get("merged", ()):
            if top not in body or left > self.width or self.is_title(top, left, right):
                continue
            below = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
            columns = range(left - 1, min(right, self.width))
            left_to_fill -= len(below) * len(columns) * (len(body[top][left - 1]) or 1)
            if left_to_fill < 0:
                break
            for number in below:
                for column in columns:
                    body[number][column] = body[number][column] or body[top][left - 1]
        return body

    def is_title(self, line, left, right):
        """Tell whether a cell is merged over a whole line, as the titles of sections are."""
        texts = self.lines[line]
        return right - left + 1 >= max(2, len(self.used)) and sum(map(bool, texts)) == 1

    @cached_property
    def used(self):
        """The places of the columns that hold anything, below their heading or alone."""
        rows = [self.headings, *(texts for number, texts in self.lines.items() if number > self.heading)]
        return [place for place in range(self.width) if any(texts[place] for texts in rows)]

    @cached_property
    def hidden(self):
        return [number for number in self.sheet["notes"].get("hidden", ()) if number in self.body]

    @cached_property
    def doubtful(self):
        """{number: Doubt} of lines that look like no record."""
        sections = [
            top
            for top, left, bottom, right in self.sheet["notes"].get("merged", ())
            if top == bottom and top in self.body and self.is_title(top, left, right)
        ]
        return doubts(self.headings, self.body) | dict.fromkeys(sections, Doubt.SECTION)

    def examples(self, place, most=CELLS):
        """Return some texts of a column, no two alike, of lines that are not doubtful."""
        found = {}
        for number, texts in self.body.items():
            if texts[place] and number not in self.doubtful:
                found[unescape_formula(texts[place])] = True
            if len(found) == most:
                break
        return list(found)

    def name_of(self, place):
        """Return the heading of a column, or the letter that spreadsheets give it."""
        return self.headings[place] or get_column_letter(place + 1)

    @property
    def digest(self):
        """By which the layout of a table with the same headings is found again."""
        if not any(self.headings):
            return ""
        return sha256("\n".join(map(normal, self.headings)).encode()).hexdigest()

    @property
    def unheaded(self):
        """The letters of columns with text and no heading."""
        return [get_column_letter(place + 1) for place in self.used if not self.headings[place]]


# What is proposed


def proposal(headings, book):
    """Return the layout that is proposed for a file."""
    proposed = [proposed_for(headings, book, place) for place in range(len(book))]
    visible = [one for one in proposed if not book[one["sheet"]]["hidden"]] or proposed
    with_name = [one for one in visible if set(KEYS).intersection(one["columns"])]
    return (with_name or [one for one in visible if len(book[one["sheet"]]["lines"]) > 1] or visible)[0]


def proposed_for(headings, book, place, heading=None):
    """Return the layout that is proposed for one sheet, if need be with its headings in a line."""
    sheet = book[place]
    reading = Reading(sheet, heading_line(headings, sheet) if heading is None else heading)
    cells = [reading.examples(column) for column in range(reading.width)]
    return {
        "sheet": place,
        "heading": reading.heading,
        "columns": headings.guesses(reading.headings, cells),
        "defaults": {},
        "hidden_rows": False,
        "doubtful": [],
    }


def heading_line(headings, sheet):
    """Return the number of the line of headings among the first: that which has the most known ones.

    A list of one column whose first line is no known heading has none: it begins with a name.
    """
    if not (first := sheet["lines"][: sheets.FIRST_LINES]):
        return 0  # too large a sheet beside others
    known = [len({meant(headings, text) for text in texts if text} - {None}) for _number, texts in first]
    filled = [sum(map(bool, texts)) for _number, texts in first]
    best = max(range(len(first)), key=lambda at: (known[at], filled[at] > 1, -at))
    if known[best] > 1 or (known[best] and (best == 0 or filled[0] == 1)):
        return first[best][0]
    width = max((len(texts) for _number, texts in sheet["lines"][:100]), default=1)
    if width == 1:
        return first[best][0] if known[best] else 0
    wide = [number for number, texts in first if sum(map(bool, texts)) > 1]
    return wide[0] if wide else first[0][0]


def meant(headings, text):
    meaning = headings.own_code(text) or headings.meaning(text)
    return getattr(meaning, "codes", meaning)


def is_just_ours(headings, book, layout):
    """Tell whether there is nothing to ask: all headings are those of tables made here; nothing is odd."""
    reading = Reading(book[layout["sheet"]], layout["heading"])
    codes = [headings.own_code(text) for text in reading.headings if text]
    others = [
        one for one in book if one is not reading.sheet and not one["hidden"] and is_table(headings, one)
    ]
    return (
        all(codes)
        and len(codes) == len(set(codes))
        and bool(set(codes).intersection(KEYS))
        and reading.heading == next(iter(reading.lines))
        and not (others or reading.unheaded or reading.doubtful or reading.hidden)
        and not set(reading.sheet["notes"]).intersection(("formulas", "errors", "cut"))
    )


def is_table(headings, sheet):
    layout = proposed_for(headings, [sheet], 0)
    return bool(set(KEYS).intersection(layout["columns"])) and bool(Reading(sheet, layout["heading"]).body)


# What comes of it


def faults_of(model, layout):
    """Return in words what is wrong with the columns of a layout."""
    codes = [code for code in layout["columns"] if code]
    faults = [
        _("The column “%(column)s” is chosen twice.") % {"column": label(model, code)}
        for code in dict.fromkeys(codes)
        if codes.count(code) > 1 and code not in JOINED
    ]
    keys = [code for code in codes_of(model) if code in KEYS]
    if not set(keys).intersection(codes):
        words = {"columns": "; ".join(str(label(model, code)) for code in keys)}
        faults.append(_("Say which column holds the name. One of these is needed: %(columns)s.") % words)
    return faults


def rows_of(book, layout):
    """Return the rows of a file as its layout has it: [[number, {code: text}]].

    Raises ValidationError where there are too many, none, or one holds what no cell may.
    """
    sheet = book[layout["sheet"]]
    reading = Reading(sheet, layout["heading"])
    out = set(reading.doubtful).difference(layout["doubtful"])
    out |= set() if layout["hidden_rows"] else set(reading.hidden)
    rows = [
        [number, cells | {code: text for code, text in layout["defaults"].items() if code not in cells}]
        for number, texts in reading.body.items()
        if number not in out and (cells := cells_of(number, texts, layout["columns"]))
    ]
    if len(rows) > sheets.MOST_ROWS or sheet["notes"].get("more"):
        raise sheets.too_many_rows()
    if not rows:
        raise ValidationError(_("The file has a header and no rows below it."))
    return rows


def cells_of(number, texts, codes):
    """Return {code: text} of the cells of a line that hold anything; those of one code are joined."""
    cells = {}
    for code, text in zip(codes, texts, strict=False):
        if code and text:
            if len(text) > sheets.LONGEST_CELL:
                raise sheets.line_error(number, _("A cell is too long: 20,000 characters are the most."))
            cells.setdefault(code, []).append(unescape_formula(text))
    return {code: "; ".join(dict.fromkeys(found)) for code, found in cells.items()}


def defaults_of(model):
    """Return the columns for which a file may have one text for all its rows."""
    codes = codes_of(model)
    place = "seat" if "seat" in codes else "places"
    return [code for code in DEFAULTS if code in codes and (code not in ("seat", "places") or code == place)]
