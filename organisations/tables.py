"""CSV and XLSX: tables of text from the files that spreadsheet programs write, and back again.

A file is read whole and refused whole, with a ``ValidationError`` that says
where it is wrong. Nothing here knows what the columns mean, nor the database.
"""

import csv
import re
import unicodedata
from difflib import get_close_matches
from io import BytesIO, StringIO
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from .languages import site_languages, text_direction
from .text import fault, with_plain_lines, without_marks
from .workbooks import MOST_EMPTY_COLUMNS, WorkbookError, rows_of

LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 20_000
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


class Row(NamedTuple):
    """A row of a file: the line it begins on, and {code of a column: text}."""

    line: int
    cells: dict


class Table(NamedTuple):
    """What a file holds: the codes of its columns in its order, its rows, and how it was encoded."""

    columns: list
    rows: list
    encoding: str


def read(content, columns):
    """Return the ``Table`` that the bytes of a CSV or XLSX file hold, with these columns only.

    Raises ValidationError, worded for the editor, for what is not such a table.
    """
    if len(content) > LARGEST_FILE:
        raise ValidationError(_("The file is too large: 10 megabytes are the most."))
    if not content.strip():
        raise ValidationError(_("The file is empty."))
    if content.startswith(OLD_EXCEL):
        raise ValidationError(
            _("This is an old Excel file, or has a password. Save it as CSV or as an Excel workbook (.xlsx).")
        )
    if content.startswith(XLSX):
        lines, encoding = _xlsx_lines(content), "XLSX"
    else:
        lines, encoding = _csv_lines(content, columns)
    return Table(*_table(lines, columns), encoding)


# From lines to a table


def _table(lines, columns):
    """Return the columns and rows of [(line number, texts)], the first of which is the header."""
    lines = [(number, [with_plain_lines(text).strip() for text in texts]) for number, texts in lines]
    lines = [(number, texts) for number, texts in lines if any(texts)]
    if not lines:
        raise ValidationError(_("The file is empty."))
    (_number, header), *lines = lines
    codes = known_columns(header, columns)
    if not lines:
        raise ValidationError(_("The file has a header and no rows below it."))
    if len(lines) > MOST_ROWS:
        raise _too_many_rows_error()
    return [code for code in codes if code], [_row(number, texts, codes) for number, texts in lines]


def _row(number, texts, codes):
    for place, text in enumerate(texts):
        if text and (place >= len(codes) or not codes[place]):
            raise line_error(number, _("There is text in a column that has no heading."))
        if len(text) > LONGEST_CELL:
            raise line_error(number, _("A cell is too long: 20,000 characters are the most."))
        if found := fault(text):
            raise line_error(number, found[1])
    texts = [_NEUTRALISED.sub("", text) for text in texts]
    cells = {code: "" for code in codes if code}
    return Row(number, cells | {code: text for code, text in zip(codes, texts, strict=False) if code})


def line_error(number, message):
    return ValidationError(_("Line %(line)s: %(error)s") % {"line": number, "error": message})


def known_columns(header, columns):
    """Return the code of each heading, "" for an empty one; raise ValidationError for wrong headings."""
    if len(header) > MOST_COLUMNS:
        raise _too_many_columns_error()
    codes = {heading: column.code for column in columns for heading in column.headings()}
    found = [codes.get(normal(heading), None if heading else "") for heading in header]
    labels = {column.code: f"{column.label} ({column.code})" for column in columns}
    near = {heading: labels[code] for heading, code in codes.items()}
    errors = [_unknown(heading, near) for heading, code in zip(header, found, strict=True) if code is None]
    errors += [
        _("The column “%(column)s” is there twice.") % {"column": labels[code]}
        for code in sorted({code for code in found if code and found.count(code) > 1})
    ]
    keys = [column.code for column in columns if column.key]
    if keys and not set(keys) & set(found):
        words = {"columns": "; ".join(labels[code] for code in keys)}
        errors.append(_("The file needs at least one of these columns: %(columns)s.") % words)
    if errors:
        raise ValidationError(errors)
    return found


def _too_many_rows_error():
    return ValidationError(_("The file has too many rows: 20,000 are the most."))


def _too_many_columns_error():
    return ValidationError(_("The file has too many columns: 100 are the most."))


def _unknown(heading, labels):
    heading = heading[:LONGEST_HEADING]
    near = get_close_matches(normal(heading), labels, n=1)
    if not near:
        return _("Unknown column “%(column)s”.") % {"column": heading}
    words = {"column": heading, "near": labels[near[0]]}
    return _("Unknown column “%(column)s”. Did you mean “%(near)s”?") % words


def normal(heading):
    """Return a heading without what typists vary: case, spaces, the kind of dash, signs of direction."""
    heading = without_marks(unicodedata.normalize("NFKC", heading))
    return " ".join(re.sub(r"[\s_\-–—*:]+", " ", heading.casefold()).split())


# CSV


def _csv_lines(content, columns):
    text, encoding = decoded(content)
    if found := fault(text):
        raise line_error(*found)
    known = {heading for column in columns for heading in column.headings()}
    headers = {delimiter: _header(text, delimiter) for delimiter in DELIMITERS}
    delimiter = max(headers, key=lambda one: (len(known & set(headers[one])), len(headers[one])))
    return list(_parsed(text, delimiter)), encoding


def _header(text, delimiter):
    text = text.lstrip("\r\n")
    if text.partition("\n")[0].count(delimiter) > MOST_EMPTY_COLUMNS:
        return []
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [normal(heading) for heading in next(rows, [])]
    except csv.Error:
        return []


def _parsed(text, delimiter):
    """Yield (number of the line it begins on, texts) of each row; quoted texts may hold new lines."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    filled = 0
    try:
        for texts in reader:
            if len(texts) > MOST_EMPTY_COLUMNS:
                raise _too_many_columns_error()
            filled += any(texts)
            if filled > MOST_ROWS + 1:
                raise _too_many_rows_error()
            if any(texts):
                yield number, texts
            number = reader.line_num + 1
    except csv.Error:
        raise line_error(number, _("A quotation mark is missing or is one too many.")) from None


def decoded(content):
    """Detect the encoding; return the text and the name of the encoding.

    Excel writes UTF-8 or UTF-16 with a byte order mark, or the code page of the
    country: 1256 for Arabic, 1252 for Swedish and English.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decode_strictly(content, name), name.removesuffix("-sig").upper()
    try:
        return content.decode(), "UTF-8"
    except UnicodeDecodeError as error:
        if _is_broken_utf_8(content):
            raise _decoding_error(content, error) from None
    name = "windows-1256" if _is_arabic(content) else "windows-1252"
    return _decode_strictly(content, name), name.capitalize()


def _decode_strictly(content, name):
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise _decoding_error(content, error) from None


def _decoding_error(content, error):
    number = content[: error.start].count(b"\n") + 1
    return line_error(
        number, _("The letters are not readable. Save the file as CSV UTF-8 or as Excel workbook.")
    )


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
    """Tell code page 1256 from 1252: no Arabic word has a Latin letter, nearly every Swedish one has.

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


# Workbooks


def _xlsx_lines(content):
    """Return [(row number, texts)] of the first visible sheet of a workbook."""
    try:
        return rows_of(content, MOST_ROWS + 2, LONGEST_CELL + 1)
    except WorkbookError as error:
        raise _workbook_error(error) from None


def _workbook_error(error):
    match error.fault:
        case "columns":
            return _too_many_columns_error()
        case "large":
            return ValidationError(_("The workbook is too large when it is unpacked."))
        case "error":
            return line_error(error.line, _("A cell holds the error %(error)s.") % {"error": error.text})
    return ValidationError(_("The file cannot be read. Save it as CSV or as an Excel workbook (.xlsx)."))


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
    return as_csv([[column.label for column in columns]], "," if language == "en" else ";")


def xlsx_template(columns, language):
    workbook = Workbook(write_only=True)
    _sheet_to_fill(workbook, columns, language)
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


def _sheet_to_fill(workbook, columns, language):
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


def _explanations(workbook, columns, language):
    sheet = _new_sheet(workbook, _("Explanations"), language, [32, 32, 70])

    def add(*texts, bold=False):
        sheet.append([_text_cell(sheet, text, bold) for text in texts])

    add(_("Column"), _("Code"), _("What to write"), bold=True)
    for column in columns:
        add(column.label, column.code, column.help)
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
