"""Sheets of OpenDocument workbooks (.ods), as LibreOffice writes them."""

import re
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse
from openpyxl.utils import get_column_letter

from . import WorkbookError

NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def tag(name):
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


CELLS = (tag("table:table-cell"), tag("table:covered-table-cell"))


def sheets(file):
    """Yield (name, whether it is hidden, a function that yields its rows) of each sheet."""
    with ZipFile(file) as archive:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise WorkbookError("password")
        with archive.open("content.xml") as source:
            yield from tables(iterparse(source, ("start", "end"), forbid_dtd=True))


def tables(events):
    styles = Styles()
    for event, element in events:
        if event == "end" and element.tag == tag("office:automatic-styles"):
            styles = Styles(element)
        if event == "start" and element.tag == tag("table:table"):
            name = element.get(tag("table:name"), "")
            table = Table(events, styles)
            yield name, element.get(tag("table:style-name")) in styles.hidden, table
            table.skip()


class Styles:
    """What the styles of a document say of sheets and dates."""

    def __init__(self, element=()):
        self.hidden, self.data, parts = set(), {}, {}
        for style in element:
            name = style.get(tag("style:name"))
            parts[name] = {part.tag.rpartition("}")[2] for part in style}
            properties = style.find(tag("style:table-properties"))
            if properties is not None and properties.get(tag("table:display")) == "false":
                self.hidden.add(name)
            self.data[name] = style.get(tag("style:data-style-name"))
        self.parts = {name: parts.get(data, set()) for name, data in self.data.items()}

    def date(self, style, value):
        """Return a date as precise as a style shows it."""
        parts = self.parts.get(style, ())
        if "year" not in parts or "day" in parts:
            return value[:10]
        return value[:7] if "month" in parts else value[:4]


class Table:
    """The rows of one table, which come as its element is parsed."""

    def __init__(self, events, styles):
        self.events, self.styles, self.is_read = events, styles, False

    def skip(self):
        for _row in () if self.is_read else self.elements():
            pass

    def elements(self):
        """Yield the elements of the rows; tables within cells are no rows of this one."""
        depth = 1
        for event, element in self.events:
            if element.tag == tag("table:table"):
                depth += 1 if event == "start" else -1
                if not depth:
                    self.is_read = True
                    return
            elif event == "end" and element.tag == tag("table:table-row") and depth == 1:
                yield element
                element.clear()

    def __call__(self, told):
        number = 1
        for element in self.elements():
            times = int(element.get(tag("table:number-rows-repeated"), 1))
            is_hidden = element.get(tag("table:visibility"), "visible") != "visible"
            cells = self.cells(element, number, told)
            for one in range(number, number + times if any(cells.values()) else number):
                if row := told.row(one, cells, is_hidden):
                    yield row
                if told.is_full:
                    return
            number += times

    def cells(self, row, number, told):
        cells, column = {}, 1
        for element in row:
            if element.tag not in CELLS:
                continue
            times = int(element.get(tag("table:number-columns-repeated"), 1))
            text = self.text(element, f"{get_column_letter(min(column, 16_384))}{number}", told)
            if text:
                cells |= dict.fromkeys(range(column, column + min(times, told.most.columns + 1)), text)
            self.note_merged(element, number, column, told)
            column += times
        return cells

    def note_merged(self, element, row, column, told):
        rows, columns = (
            int(element.get(tag(f"table:number-{one}-spanned"), 1)) for one in ("rows", "columns")
        )
        if rows > 1 or columns > 1:
            told.note("merged", row, column, row + rows - 1, column + columns - 1)

    def text(self, element, place, told):
        """Return what a cell shows: dates as precise as shown, numbers with their zeros, but unrounded."""
        shown = "\n".join("".join(part.itertext()) for part in element.findall(tag("text:p")))
        if element.get(tag("calcext:value-type")) == "error":
            told.note("errors", place)
            return ""
        if date := element.get(tag("office:date-value")):
            return self.styles.date(element.get(tag("table:style-name")), date)
        value = element.get(tag("office:value"))
        if value is None or re.sub(r"\D", "", shown).lstrip("0") == value.lstrip("0"):
            return shown
        return str(int(float(value))) if float(value).is_integer() else value
