"""The command that draws the shapes: neighbours fit, and what is far away is left out."""

import json

import pytest
from django.core.management import call_command

from orgdirectory.management.commands import draw_shapes
from orgdirectory.management.commands.draw_shapes import Topology, path, simplified

# Two squares of ten degrees side by side: line 0 is their common border, 1 and 2 go round each.
LINES = [
    [[30, 40], [0, 10]],
    [[30, 50], [-10, 0], [0, -10], [10, 0]],
    [[30, 50], [10, 0], [0, -10], [-10, 0]],
]
WEST, EAST = {"type": "Polygon", "arcs": [[0, 1]]}, {"type": "MultiPolygon", "arcs": [[[0, 2]]]}


def topology(folder, name, **areas):
    """Write a TopoJSON file of the two squares, under these ids, and return its path."""
    squares = zip(areas.items(), (WEST, EAST), strict=False)
    geometries = [{"id": code, "properties": {"name": label}} | square for (code, label), square in squares]
    data = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": LINES,
        "objects": {name: {"geometries": geometries}},
    }
    file = folder / f"{name}.json"
    file.write_text(json.dumps(data))
    return str(file)


@pytest.fixture
def drawn(tmp_path, monkeypatch):
    """The shapes drawn from the squares: {view: {code: [path, x, y, room]}}."""
    monkeypatch.setattr(draw_shapes, "SHAPES", tmp_path / "shapes.json")
    call_command(
        "draw_shapes",
        topology(tmp_path, "countries", **{"368": "Iraq", "010": "Antarctica"}),
        topology(tmp_path, "swe", **{"SE.ST": "Stockholm", "-99": "a lake"}),
        topology(tmp_path, "irq", **{"IQ.AR": "Arbil", "IQ.DA": "Dihok"}),
    )
    views = json.loads((tmp_path / "shapes.json").read_text())
    return {name: view["shapes"] for name, view in views.items()}


def test_areas_have_their_iso_codes(drawn):
    assert [sorted(shapes) for shapes in drawn.values()] == [["IQ"], ["SE-AB"], ["IQ-AR", "IQ-DA", "IQ-KR"]]


def test_an_area_that_spans_two_has_no_border_between_them(drawn):
    region = drawn["IQ"]["IQ-KR"][0]
    assert len(region) < len(drawn["IQ"]["IQ-AR"][0] + drawn["IQ"]["IQ-DA"][0])
    assert region.count("M") == 1


def test_a_number_stands_in_the_middle_of_its_area(drawn):
    _path, x, _y, room = drawn["IQ"]["IQ-AR"]
    assert abs(x - 80) < 20 < room


def test_neighbours_keep_their_common_border(tmp_path):
    squares = Topology(topology(tmp_path, "irq", west="", east=""), "irq")
    squares.draw(300, 1)
    west, east = (set(squares.ring(squares.rings(square)[0])) for square in (WEST, EAST))
    assert west & east == set(squares.drawn[0])


def test_what_lies_far_outside_the_map_is_drawn_in_to_its_edge(tmp_path):
    squares = Topology(topology(tmp_path, "irq", west="", east=""), "irq")
    squares.draw(100, 1, [(20, 40), (22, 42)])
    assert max(x for line in squares.drawn for x, _y in line) == 100 + draw_shapes.BEYOND


def test_a_line_loses_the_points_that_tell_nothing():
    assert simplified([(0, 0), (5, 0.2), (10, 0), (10, 10)], 1) == [(0, 0), (10, 0), (10, 10)]


def test_the_way_round_an_island_keeps_its_corners():
    assert len(simplified([(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)], 1)) == 5


def test_a_path_needs_no_space_before_a_minus():
    assert path([(1, 2), (4, 1), (2, 8)]) == "M1 2l3-1-2 7z"
