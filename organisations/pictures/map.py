"""Choropleth maps: the shapes of countries, counties and governorates, shaded by number of records.

A map shows areas with numbers and never a point, so that no postal address can
be read from it. The shapes are Natural Earth's, which is in the public domain;
``manage.py draw_shapes`` made them.
"""

import json
from bisect import bisect
from functools import cache
from pathlib import Path
from typing import NamedTuple

SHAPES = Path(__file__).with_name("shapes.json")
SPANNING = {"IQ-KR": ("IQ-AR", "IQ-DA", "IQ-HA", "IQ-SU")}  # an area of the map that is made of others
SHADES = (1, 3, 10, 30)  # the least number of records of each shade
MARGIN = 4
LEAST_ROOM = 4  # for a number, in pixels around it


class Area(NamedTuple):
    """An area with records: what it is called, where it leads, and how it is drawn."""

    code: str
    name: str
    number: int
    url: str
    path: str
    shade: int
    x: int
    y: int
    numbered: bool  # there is room for the number
    spanning: bool


class Map(NamedTuple):
    width: int
    height: int
    land: str  # the path of all areas without records
    areas: list

    @property
    def view_box(self):
        return f"{-MARGIN} {-MARGIN} {self.width + 2 * MARGIN} {self.height + 2 * MARGIN}"

    @property
    def text_size(self):
        """The size of the numbers: that of small print where maps are of one height."""
        return self.height // 40


@cache
def shapes():
    """Return {view: {"size": [width, height], "shapes": {code: [path, x, y, room]}}}.

    The views are "" (the countries from Europe to Afghanistan), SE and IQ; the
    codes are those of ISO 3166-1 and 3166-2.
    """
    return json.loads(SHAPES.read_text("utf-8"))


def shade(number):
    return bisect(SHADES, number)


def draw(view, rows):
    """Draw one view, shaded by rows that have code, name, number and URL; their order is kept.

    What has no shape in the view is not drawn: the table beside it has all rows.
    """
    drawn = shapes()[view]
    numbers = {row.code: row.number for row in rows}
    empty = [path for code, (path, *_) in drawn["shapes"].items() if code not in {*numbers, *SPANNING}]
    areas = [area(row, drawn["shapes"][row.code], numbers) for row in rows if row.code in drawn["shapes"]]
    areas.sort(key=lambda area: not area.spanning)  # under the areas it spans
    return Map(*drawn["size"], "".join(empty), areas)


def area(row, shape, numbers):
    path, x, y, room = shape
    crowded = any(numbers.get(part) for part in SPANNING.get(row.code, ()))
    numbered = room >= LEAST_ROOM and not crowded
    spanning = row.code in SPANNING
    return Area(row.code, row.name, row.number, row.url, path, shade(row.number), x, y, numbered, spanning)
