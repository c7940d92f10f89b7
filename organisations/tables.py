"""Tables of text for spreadsheet programs, CSV and XLSX: their columns, and how they are written."""

import csv
import re
import unicodedata
from codecs import BOM_UTF8
from io import BytesIO, StringIO
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from .languages import site_languages, text_direction
from .text import without_marks

LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 20_000
EMPTY = "[empty]"  # a cell that empties its field
MOST_COLUMNS = 100
LONGEST_CELL = 20_000
LONGEST_HEADING = 60  # of an unknown column, as it is told back

XLSX, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DELIMITERS = ",;\t"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NEUTRALISED = re.compile(r"^'(?='*[=+\-@])")


class Column(NamedTuple):
    """A column of a table: its code, its label, what to write in it, and (term, meaning) of those allowed.

    A table needs at least one column that tells its rows apart (``key``).
    """

    code: str
    label: str
    help: str = ""
    terms: tuple = ()
    key: bool = False

    def headings(self):
        """Return every heading by which a file may call the column, normalised, in each language."""
        found = {normal(self.code)}
        for language in site_languages():
            with translation.override(language):
                found.add(normal(str(self.label)))
        return found


def normal(heading):
    """Return a heading without what typists vary: case, spaces, the kind of dash, signs of direction."""
    heading = without_marks(unicodedata.normalize("NFKC", heading))
    return " ".join(re.sub(r"[\s_\-–—*:]+", " ", heading.casefold()).split())


# Writing


def escape_formula(text):
    """Escape a text against CSV injection (OWASP), so that it is no formula; ``read`` undoes it."""
    text = str(text)
    return f"'{text}" if _FORMULA.match(text) else text


def as_csv(rows, delimiter=";"):
    """Return rows of texts as CSV in UTF-8, with the byte order mark by which Excel knows it."""
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([escape_formula(text) for text in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def unescape_formula(text):
    """Undo ``escape_formula``."""
    return _NEUTRALISED.sub("", text)


def as_xlsx(rows, language):
    """Return rows of texts, the first of headings, as a workbook."""
    workbook = Workbook(write_only=True)
    sheet = _new_sheet(workbook, _("Records"), language, [24] * len(rows[0]))
    for place, row in enumerate(rows):
        sheet.append([_text_cell(sheet, text, bold=not place) for text in row])
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def csv_template(columns, language):
    return b"".join(csv_pieces(columns, language))


def csv_pieces(columns, language, pieces=()):
    """Yield a table as CSV: its headings, then its rows as they come, some at a time."""
    delimiter = "," if language == "en" else ";"
    yield as_csv([[column.label for column in columns]], delimiter)
    for rows in pieces:
        yield as_csv(rows, delimiter).removeprefix(BOM_UTF8)


def xlsx_template(columns, language, pieces=()):
    workbook = Workbook(write_only=True)
    _sheet_to_fill(workbook, columns, language, pieces)
    _explanations(workbook, columns, language)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _new_sheet(workbook, title, language, widths):
    sheet = workbook.create_sheet(title[:31])
    sheet.sheet_view.rightToLeft = text_direction(language) == "rtl"
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    return sheet


def _sheet_to_fill(workbook, columns, language, pieces):
    sheet = _new_sheet(workbook, _("Records"), language, [24] * len(columns))
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].number_format = "@"  # text: no date, no number made of it
        listed = ",".join(term for term, _meaning in column.terms)
        if listed and len(listed) <= 255:  # more does not fit into a list of Excel's
            choices = DataValidation("list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
            choices.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            sheet.data_validations.append(choices)
    sheet.append([_text_cell(sheet, column.label, bold=True) for column in columns])
    for rows in pieces:
        for row in rows:
            sheet.append([_text_cell(sheet, _marked(text)) if text else None for text in row])


def _marked(text):
    """Escape what ``read`` would take for escaped; a cell of text is no formula whatever it begins with."""
    return escape_formula(text) if text.startswith("'") else text


def _explanations(workbook, columns, language):
    sheet = _new_sheet(workbook, _("Explanations"), language, [32, 32, 70])

    def add(*texts, bold=False):
        sheet.append([_text_cell(sheet, text, bold) for text in texts])

    add(_("Column"), _("Code"), _("What to write"), bold=True)
    for column in columns:
        add(column.label, column.code, column.help)
    add()
    words = _("An empty cell changes nothing. This word in a cell empties its field.")
    add(_("To empty a field"), EMPTY, words)
    for column in columns:
        if column.terms:
            add()
            add(column.label, _("Write this"), _("Meaning"), bold=True)
        for term, meaning in column.terms:
            add("", term, meaning)


def _text_cell(sheet, text, bold=False):
    cell = WriteOnlyCell(sheet)
    cell.value = str(text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = str(text).startswith(("=", "+", "-", "@"))
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell
