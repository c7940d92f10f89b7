"""The process that reads a workbook: its bounds, and what it tells of each sheet."""

import json
import sys
import time
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

from . import WorkbookError

LARGEST_UNPACKED = 64 * 1024 * 1024  # bytes of XML in a workbook; more than 20,000 rows ever need
LARGEST_STYLES = 8 * 1024 * 1024
LARGEST_TEXT = 32 * 1024 * 1024  # characters of all cells: one text may stand in many of them
MOST_PARTS = 1_000  # of the archive; a sheet is one or two
MOST_SHEETS = 50
MOST_NOTED = 200  # cells or rows of a kind that something is to be said of
SECONDS = 10  # of the processor
SECONDS_FOR_MORE = 5  # after which no further sheet is begun
MEMORY = 512 * 1024 * 1024  # bytes of addresses, of which Python and openpyxl need a quarter


class Most(NamedTuple):
    """How much of a sheet is read."""

    rows: int
    columns: int
    characters: int


class Sheet:
    """A sheet as it is read, cell by cell."""

    def __init__(self, most):
        self.most, self.filled, self.characters = most, 0, 0
        self.notes = {"hidden": [], "formulas": [], "errors": [], "merged": [], "cut": [], "more": False}

    def note(self, kind, *what):
        """Note a row, a cell or a range that something is to be said of, and no end of them."""
        if len(self.notes[kind]) < (self.most.rows if kind in ("hidden", "merged") else MOST_NOTED):
            self.notes[kind].append(what[0] if len(what) == 1 else list(what))

    def row(self, number, cells, is_hidden=False):
        """Return [number, texts] of a row of {column: text}, if it holds any; count it."""
        shown = {column: text for column, text in cells.items() if text}
        for column in shown.keys() - set(range(1, self.most.columns + 1)):
            self.note("cut", number, column)
            del shown[column]
        if not shown:
            return None
        if self.filled == self.most.rows:
            self.notes["more"] = True
            return None
        if is_hidden:
            self.note("hidden", number)
        self.filled += 1
        texts = [shown.get(column, "")[: self.most.characters] for column in range(1, max(shown) + 1)]
        self.characters += sum(map(len, texts))
        return [number, texts]

    @property
    def is_full(self):
        return self.notes["more"]


def main():
    most = Most(*map(int, sys.argv[2:]))
    set_bounds()
    try:
        for line in told(sys.stdin.buffer.read(), most):
            tell(line)
        tell(None)
    except WorkbookError as error:
        tell({"fault": error.fault})
    except MemoryError:
        tell({"fault": "large"})
    except Exception:  # openpyxl raises whatever the damage leads to: KeyError, ParseError, zlib.error …
        tell({"fault": "unreadable"})


def tell(answer):
    sys.stdout.write(f"{json.dumps(answer)}\n")


def set_bounds():
    """Bound processor time and memory where the system knows how to: not on Windows, in part on macOS."""
    with suppress(ImportError):
        import resource

        for limit, value in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
            with suppress(OSError, ValueError):
                resource.setrlimit(limit, (value, value))


def told(content, most):
    """Yield what is told of a workbook: of each sheet its name, its rows, and its notes."""
    names = refuse_large(content)
    if "content.xml" in names:
        from .opendocument import sheets
    else:
        from .excel import sheets
    characters = rows_read = 0
    for place, (name, hidden, rows) in enumerate(sheets(BytesIO(content))):
        if place == MOST_SHEETS:
            return
        yield {"name": name[:100], "hidden": hidden}
        sheet = Sheet(most)
        if time.process_time() < SECONDS_FOR_MORE and rows_read < most.rows:
            for row in rows(sheet):
                if characters + sheet.characters > LARGEST_TEXT:
                    raise WorkbookError("large")
                yield row
        else:
            sheet.notes["more"] = True
        characters, rows_read = characters + sheet.characters, rows_read + sheet.filled
        yield {"notes": {kind: found for kind, found in sheet.notes.items() if found}}


def refuse_large(content):
    """Return the names of the parts of a workbook, unless they are too many or too large."""
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
    styles = sum(part.file_size for part in parts if part.filename.endswith("styles.xml"))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or styles > LARGEST_STYLES or unpacked > LARGEST_UNPACKED:
        raise WorkbookError("large")
    return {part.filename for part in parts}
