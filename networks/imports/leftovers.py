"""The rows of a file that did not come in, as a table of their own: mended, it is handed in again."""

from django.utils.translation import gettext as _

from organisations.tables import unescape_formula

from .cells import columns


def table_of(file, model, reasons):
    """Return the lines of a table with the columns of a file, of its rows {number: why it stayed out}."""
    headings, lines = own_lines(file) if file.sheets else known_cells(file, model)
    texts = [[" ".join(reasons[number]), *lines[number]] for number in sorted(reasons) if number in lines]
    return [[_("Why it stayed out"), *headings], *texts]


def own_lines(file):
    """Return the headings of a file and {number: texts} of its lines, as they were read."""
    sheet = file.sheets[file.layout.get("sheet", 0)]
    lines = {number: list(map(unescape_formula, texts)) for number, texts in sheet["lines"]}
    return lines.pop(file.layout.get("heading", 1), []), lines


def known_cells(file, model):
    """Return the same of a file that was read before its lines were kept."""
    rows = dict(file.rows)
    used = [one for one in columns(model) if any(one.code in cells for cells in rows.values())]
    lines = {number: [cells.get(one.code, "") for one in used] for number, cells in rows.items()}
    return [one.label for one in used], lines


def keep_only(file, numbers):
    """Let a file hold no more than the rows that did not come in."""
    if not numbers:
        file.rows, file.sheets = [], []
        return
    file.rows = [row for row in file.rows if row[0] in numbers]
    if file.sheets:
        kept = {*numbers, file.layout.get("heading", 1)}
        sheet = file.sheets[file.layout.get("sheet", 0)]
        file.sheets = [sheet | {"lines": [line for line in sheet["lines"] if line[0] in kept]}]
        file.layout |= {"sheet": 0}
