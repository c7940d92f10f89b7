"""Sheets of Excel workbooks (.xlsx)."""

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from . import WorkbookError
from .shown import text_of

LAST_ROW = 1_048_576  # that Excel knows


class Parser(WorkSheetParser):
    """Reads the rows of a sheet one by one, with what openpyxl tells of whole workbooks only."""

    is_hidden = False

    def parse_row(self, row):
        self.is_hidden = row.get("hidden") in ("1", "true")
        parsed = super().parse_row(row)
        self.row_dimensions.clear()  # else a million rows with a height stay in memory
        return parsed

    def parse_cell(self, element):
        cell = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["data_type"] = "f"
        return cell


def sheets(file):
    """Yield (name, whether it is hidden, a function that yields its rows) of each sheet, hidden ones last."""
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    for sheet in sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible"):
        yield sheet.title, sheet.sheet_state != "visible", Rows(sheet)


class Rows:
    def __init__(self, sheet):
        self.sheet, self.book = sheet, sheet.parent

    def __call__(self, told):
        """Yield the rows of the sheet; note what is to be said of it."""
        with self.sheet._get_source() as source:
            parser = Parser(
                source,
                self.sheet._shared_strings,
                data_only=True,
                epoch=self.book.epoch,
                date_formats=self.book._date_formats,
                timedelta_formats=self.book._timedelta_formats,
            )
            for number, cells in parser.parse():
                if number > LAST_ROW:
                    raise WorkbookError("large")
                texts = {cell["column"]: self.text(cell, told) for cell in cells}
                if row := told.row(number, texts, parser.is_hidden):
                    yield row
                if told.is_full:
                    return
            for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
                told.note("merged", merged.min_row, merged.min_col, merged.max_row, merged.max_col)

    def text(self, cell, told):
        """Return the text of a cell; what a formula failed to say is nothing, and is told."""
        if cell["data_type"] in ("e", "f"):
            kind = "errors" if cell["data_type"] == "e" else "formulas"
            told.note(kind, f"{get_column_letter(cell['column'])}{cell['row']}")
            return ""
        if cell["value"] is None:
            return ""
        return text_of(cell["value"], ReadOnlyCell(self.sheet, **cell).number_format)
