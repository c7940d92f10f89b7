"""Files of spreadsheet programs, CSV and workbooks, as sheets of text: nothing is said of what it means.

A sheet is {name, hidden, lines: [[number in the file, [texts]]], notes}, as ``workbooks`` tells
it. What is no table at all is refused with a ``ValidationError`` that says what to do.
"""

import csv
from collections import Counter
from io import StringIO
from operator import itemgetter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .encodings import decoded
from .text import fault, with_plain_lines
from .workbooks import WorkbookError, sheets_of

LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_EMPTY_COLUMNS = 1_000  # to the right of a CSV; what is further is no table
LONGEST_CELL = 20_000
FIRST_LINES = 10  # among which the headings are
SAMPLE = 200  # lines that tell what parts the cells
NO_DELIMITER = "\x1f"  # stands in no file: ``fault`` refuses it
NOTHING = ' \r\n",;\t|'  # what a table without a text in it is made of
DELIMITERS = (NO_DELIMITER, ",", ";", "\t", "|")
SEPARATOR_LINE = "sep="  # Excel's own first line
WORKBOOK, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
PASSWORD = "EncryptedPackage".encode("utf-16-le")


def read(content, is_known):
    """Return the sheets of a file that hold anything, and how it is encoded.

    ``is_known`` tells whether a text is the heading of a column: by that the signs are
    found that part the cells of a CSV.
    """
    refuse_others(content)
    if content.startswith(WORKBOOK):
        sheets, encoding = _workbook(content), "XLSX" if b"xl/" in content else "ODS"
    else:
        sheets, encoding = _csv(content, is_known)
    sheets = [sheet | {"lines": list(cleaned(sheet["lines"]))} for sheet in sheets]
    if not any(sheet["lines"] for sheet in sheets):
        raise _empty()
    return [sheet for sheet in sheets if sheet["lines"] or "more" in sheet["notes"]], encoding


def refuse_others(content):
    """Raise ValidationError, with advice, for what is no table that can be read."""
    if len(content) > LARGEST_FILE:
        raise ValidationError(_("The file is too large: 10 megabytes are the most."))
    if not content.strip():
        raise _empty()
    start = content[:2_000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if content.startswith(OLD_OFFICE):
        raise ValidationError(_with_password() if PASSWORD in content else _old_excel())
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style")):
        raise ValidationError(
            _(
                "This is a web page (HTML), whatever its name says. Open it in Excel or LibreOffice and "
                "save it as an Excel workbook (.xlsx)."
            )
        )
    if start.startswith((b"<?xml", b"<workbook")):
        raise ValidationError(
            _(
                "This is a table as XML, as Excel 2003 wrote it. Open it in Excel or LibreOffice and save it "
                "as an Excel workbook (.xlsx)."
            )
        )
    if start.startswith(b"%pdf"):
        raise ValidationError(_("This is a PDF, and no table. Ask for the table that it was made of."))


def _empty():
    return ValidationError(_("The file is empty."))


def _with_password():
    return _(
        "The file has a password. Open it, take the password away, and save it as an Excel workbook (.xlsx)."
    )


def _old_excel():
    return _("This is an old Excel file (.xls). Open it and save it as an Excel workbook (.xlsx) or as CSV.")


def cleaned(lines):
    """Yield the lines that hold anything, texts with plain ends of lines and no white space around."""
    for number, texts in lines:
        texts = [with_plain_lines(text).strip() for text in texts]
        while texts and not texts[-1]:
            texts.pop()
        for text in texts:
            if found := fault(text):
                raise line_error(number, found[1])
        if texts:
            yield [number, texts]


def line_error(number, message):
    return ValidationError(_("Line %(line)s: %(error)s") % {"line": number, "error": message})


def too_many_rows():
    return ValidationError(_("The file has too many rows: 20,000 are the most."))


def too_many_columns():
    return ValidationError(_("The file has too many columns: 100 are the most."))


# CSV


def _csv(content, is_known):
    text, encoding = decoded(content)
    if found := fault(text):
        raise line_error(*found)
    if not text.strip(NOTHING):
        raise _empty()
    text, delimiter, first = _told_delimiter(text)
    lines = _parsed(text, delimiter or _delimiter(text, is_known), first)
    sheet = {"name": "", "hidden": False, "lines": [], "notes": {}}
    for number, texts in lines:
        if any(texts[MOST_COLUMNS:]):
            sheet["notes"].setdefault("cut", []).append([number, MOST_COLUMNS + 1])
        sheet["lines"].append([number, texts[:MOST_COLUMNS]])
    return [sheet], encoding


def _told_delimiter(text):
    """Return a text without Excel's line "sep=;", the sign in it, and the number of its first line."""
    line, _end, rest = text.partition("\n")
    line = line.strip('\r\n "')
    if line.lower().startswith(SEPARATOR_LINE) and len(line) == len(SEPARATOR_LINE) + 1:
        return rest, line[-1], 2
    return text, "", 1


def _delimiter(text, is_known):
    """Return what parts the cells: what makes the most known headings, then the most even rows.

    A list of names has no delimiter, though there are commas in some of them.
    """
    return max(DELIMITERS, key=lambda one: _evenness(_sample(text, one), is_known))


def _evenness(sample, is_known):
    if not sample:
        return (-1,)
    known, heading = max(
        ((sum(map(is_known, line)), line) for line in sample[:FIRST_LINES]), key=itemgetter(0)
    )
    widths = Counter(map(len, sample))
    width = len(heading) if known else widths.most_common(1)[0][0]
    within = sum(lines for one, lines in widths.items() if one <= width)
    return known, round(within / len(sample), 1), width > 1, widths[width], width


def _sample(text, delimiter):
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    sample = []
    try:
        for texts in rows:
            if len(texts) > MOST_EMPTY_COLUMNS:
                raise too_many_columns()
            if any(texts):
                sample.append(texts)
            if len(sample) == SAMPLE:
                break
    except csv.Error:
        return sample
    return sample


def _parsed(text, delimiter, number):
    """Yield [number of the line it begins on, texts] of each row; quoted texts may hold new lines."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    first, filled = number, 0
    try:
        for texts in reader:
            if len(texts) > MOST_EMPTY_COLUMNS:
                raise too_many_columns()
            filled += any(texts)
            if filled > MOST_ROWS + FIRST_LINES:
                raise too_many_rows()
            if any(texts):
                yield [number, texts]
            number = reader.line_num + first
    except csv.Error:
        raise line_error(number, _("A quotation mark is missing or is one too many.")) from None


# Workbooks


def _workbook(content):
    try:
        return sheets_of(content, MOST_ROWS + FIRST_LINES, MOST_COLUMNS, LONGEST_CELL + 1)
    except WorkbookError as error:
        raise _workbook_error(error) from None


def _workbook_error(error):
    match error.fault:
        case "large":
            return ValidationError(_("The workbook is too large when it is unpacked."))
        case "password":
            return ValidationError(_with_password())
    return ValidationError(_("The file cannot be read. Save it as CSV or as an Excel workbook (.xlsx)."))
