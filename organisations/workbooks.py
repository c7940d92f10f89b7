"""Reads workbooks in a process of its own, with bounds: a costly or broken one costs the site nothing else.

A workbook of 98 kB can unpack to 64 MB and take 16 s and 700 MB to read. The parent
(``rows_of``) starts this very file without Django and hands it the workbook; it
answers with lines of JSON: a row each, [number, texts], or a fault, and at the end
``null``. Whatever else becomes of it, the workbook is unreadable.
"""

import json
import re
import subprocess
import sys
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZipFile

LARGEST_UNPACKED = 64 * 1024 * 1024  # bytes of XML in a workbook; more than 20,000 rows ever need
LARGEST_STYLES = 8 * 1024 * 1024
LARGEST_TEXT = 32 * 1024 * 1024  # characters of all cells: one text may stand in many of them
MOST_PARTS = 1_000  # of the archive; a sheet is one or two
MOST_EMPTY_COLUMNS = 1_000  # to the right; some programs write cells with nothing in them
MOST_EMPTY_ROWS = 100_000  # one after the other
LAST_ROW = 1_048_576  # that Excel knows
SECONDS = 10  # of the processor
PATIENCE = 30  # seconds, whatever else the machine does
MEMORY = 512 * 1024 * 1024  # bytes of addresses, of which Python and openpyxl need a quarter


class WorkbookError(Exception):
    """Why a workbook is not read: "columns", "error" (in a cell), "large", "unreadable"."""

    def __init__(self, fault, line=None, text=""):
        super().__init__(fault)
        self.fault, self.line, self.text = fault, line, text


# In the site


def rows_of(content, most, longest):
    """Return [(row number, texts)] of the first visible sheet: ``most`` rows, ``longest`` characters each.

    Raises WorkbookError.
    """
    command = [sys.executable, "-I", __file__, str(most), str(longest)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise WorkbookError("large") from None
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.endswith((b"]", b"}", b"null"))]
    if not lines or isinstance(lines[-1], list):  # it was ended before it was done
        raise WorkbookError("large" if done.returncode < 0 else "unreadable")
    if isinstance(lines[-1], dict):
        raise WorkbookError(**lines[-1])
    return [(number, texts) for number, texts in lines[:-1]]


# In the process of its own


def main(most, longest):
    set_bounds()
    content = sys.stdin.buffer.read()
    try:
        for row in sheet_rows(content, most, longest):
            tell(row)
        tell(None)
    except WorkbookError as error:
        tell({"fault": error.fault, "line": error.line, "text": error.text})
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


def sheet_rows(content, most, longest):
    refuse_large(content)
    from openpyxl import load_workbook  # the site itself need not wait for it

    workbook = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheet = next(sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible")
    sheet.reset_dimensions()  # some programs write wrong ones, and rows would be lost
    filled = last = characters = 0
    for number, cells in enumerate(sheet.rows, 1):
        if number > LAST_ROW:
            raise WorkbookError("unreadable")
        if number - last > MOST_EMPTY_ROWS:
            raise WorkbookError("large")
        if texts := row_texts(number, cells, longest):
            filled, last = filled + 1, number
            characters += sum(map(len, texts))
            if characters > LARGEST_TEXT:
                raise WorkbookError("large")
            yield number, texts
        if filled >= most:
            return


def refuse_large(content):
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
    styles = sum(part.file_size for part in parts if part.filename.endswith("styles.xml"))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or styles > LARGEST_STYLES or unpacked > LARGEST_UNPACKED:
        raise WorkbookError("large")


def row_texts(number, cells, longest):
    if len(cells) > MOST_EMPTY_COLUMNS:
        raise WorkbookError("columns")
    texts = [cell_text(number, cell)[:longest] for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def cell_text(number, cell):
    """Return what a cell shows, as near as it matters: 1994.0 is 1994, a date as precise as its format."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        raise WorkbookError("error", number, str(value)[:20])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return as_precise(value, cell.number_format)
    if isinstance(value, int) and re.fullmatch("0+", cell.number_format):
        return str(value).zfill(min(len(cell.number_format), 100))  # a telephone number's zeros
    return value.isoformat() if isinstance(value, time) else str(value).replace("_x000D_", "")


def as_precise(value, number_format):
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format.lower())
    if "d" in shown or "y" not in shown:
        return value.isoformat()[:10]
    return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
