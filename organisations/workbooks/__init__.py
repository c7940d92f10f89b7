"""Reads workbooks in a process of its own, with bounds: a costly or broken one costs the site nothing else.

A workbook of 98 kB can unpack to 64 MB and take 16 s and 700 MB to read. So the site
(``sheets_of``) starts ``process.py`` without Django and hands it the workbook; it answers
with lines of JSON: for each sheet its name, its rows and what is to be said of it, and at
the end ``null``, or a fault. Whatever else becomes of it, the workbook is unreadable.
"""

import json
import subprocess
import sys
from pathlib import Path

PATIENCE = 30  # seconds, whatever else the machine does
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from organisations.workbooks.process import main; main()"
)
ROOT = Path(__file__).resolve().parents[2]


class WorkbookError(Exception):
    """Why a workbook is not read: "large", "password", "unreadable"."""

    def __init__(self, fault):
        super().__init__(fault)
        self.fault = fault


def sheets_of(content, rows, columns, characters):
    """Return the sheets of an Excel or OpenDocument workbook, each with so many rows and columns at most.

    A sheet is {name, hidden, lines: [[number, texts]], notes}; texts have so many characters
    at most. Raises WorkbookError.
    """
    command = [sys.executable, "-I", "-c", START, str(ROOT), *map(str, (rows, columns, characters))]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise WorkbookError("large") from None
    told = [json.loads(line) for line in done.stdout.splitlines() if line.endswith((b"]", b"}", b"null"))]
    if not told or (told[-1] is not None and "fault" not in told[-1]):  # it was ended before it was done
        raise WorkbookError("large" if done.returncode < 0 else "unreadable")
    if told[-1]:
        raise WorkbookError(told[-1]["fault"])
    return list(gathered(told[:-1]))


def gathered(told):
    """Yield the sheets of what was told: a name, rows, and notes end each."""
    sheet = {}
    for one in told:
        if isinstance(one, list):
            sheet["lines"].append(one)
        elif "name" in one:
            sheet = one | {"lines": []}
        else:
            yield sheet | one
