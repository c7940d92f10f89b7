"""Where the nodes of a graph stand: no label on another, no line on another."""

import re
from math import dist

import pytest
from django.utils.translation import override

from organisations.pictures import graph, labels, layout


def overlaps(boxes, points):
    """Return the pairs of boxes that overlap; a point is the middle of the sign at the top of a box."""
    edges = [
        (x - wide / 2, y - layout.SIGN, x + wide / 2, y - layout.SIGN + high)
        for (wide, high), (x, y) in zip(boxes, points, strict=True)
    ]
    return [
        (one, other)
        for number, one in enumerate(edges)
        for other in edges[:number]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


@pytest.mark.parametrize("shape", ["star", "ring", "pairs", "all with all", "chain"])
def test_no_labels_overlap_in_any_shape_of_graph(shape):
    pairs = {
        "star": [(0, n) for n in range(1, 60)],
        "ring": [(n, (n + 1) % 60) for n in range(60)],
        "pairs": [(n, n + 1) for n in range(0, 60, 2)],
        "all with all": [(n, m) for n in range(60) for m in range(n)],
        "chain": [(n, n + 1) for n in range(59)],
    }[shape]
    boxes = [(40 + n % 5 * 60, 37 + n % 2 * 15) for n in range(60)]
    (width, height), points = layout.compute(boxes, pairs, 700)
    assert not overlaps(boxes, points)
    assert width <= 700 + 2 * layout.MARGIN
    assert all(0 < x < width and 0 < y < height for x, y in points)


@pytest.mark.usefixtures("class_directory")
@pytest.mark.django_db
class TestTheShippedDirectory:
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    @pytest.mark.parametrize("screen", ["wide", "narrow"])
    def test_no_two_labels_of_the_shipped_directory_overlap(self, language, screen):
        with override(language):
            nodes = getattr(graph.picture(graph.edges()), screen).nodes
        boxes = [(node.label.width, node.label.height + graph.SIGN_HEIGHT) for node in nodes]
        assert not overlaps(boxes, [(node.x, node.y) for node in nodes])

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_no_label_of_the_shipped_directory_ends_within_a_word(self, language):
        with override(language):
            nodes = graph.picture(graph.edges(), limit=1000).nodes
        for node in nodes:
            assert " ".join([*node.label.lines, *node.label.rest]) == node.name.text


class TestLabels:
    @pytest.mark.parametrize(
        ("name", "lines", "rest"),
        [
            ("IKKR", ["IKKR"], []),
            ("Network of organisations", ["Network of", "organisations"], []),
            ("Kvinnors Nätverks webbutbildning", ["Kvinnors", "Nätverks", "webbutbildning"], []),
            (
                "Joint Strategic Meeting of the Iraqi Civil Society Initiative 2020–2023",
                ["Joint Strategic", "Meeting of the Iraqi", "Civil Society"],
                ["Initiative 2020–2023"],
            ),
            ("", [""], []),
        ],
    )
    def test_break_between_words(self, name, lines, rest):
        shown = labels.label(name)
        assert (shown.lines, shown.rest) == (lines, rest)

    def test_take_a_word_longer_than_any_line_apart(self):
        shown = labels.label("Kvinnor" * 28)
        assert shown.lines[0] == "KvinnorKvinnorKvinnorKvinn"
        assert "".join(shown.lines + shown.rest) == "Kvinnor" * 28

    @pytest.mark.parametrize("digits", ["1994", "١٩٩٤"])
    def test_never_take_a_number_apart(self, digits):
        word = "x" * 24 + digits
        assert labels.label(word).lines == ["x" * 24, digits]

    def test_take_a_word_apart_after_its_hyphen(self):
        name = "Kvinnoorganisations-nätverket-2020-2023"
        assert labels.label(name).lines == ["Kvinnoorganisations-", "nätverket-2020-2023"]

    def test_take_even_a_number_apart_that_is_longer_than_any_line(self):
        assert labels.label("9" * 60).lines == ["9" * 26, "9" * 26, "9" * 8]

    def test_have_room_for_their_widest_line(self):
        assert labels.label("Women").width > labels.width("Women")


@pytest.mark.parametrize("end", [(100, 0), (0, 100), (100, 100), (-100, 100)])
def test_lines_between_the_same_two_are_bent_apart(end):
    lines = graph.svg_path([("a", "b"), ("b", "a"), ("a", "b")], {"a": (0, 0), "b": end})
    bends = [tuple(map(int, bend)) for bend in re.findall(r"Q(-?\d+) (-?\d+) ", lines)]
    (x, y), (other_x, other_y) = bends
    assert dist((x, y), (other_x, other_y)) == pytest.approx(2 * graph.BEND, abs=2)
    assert (x + other_x, y + other_y) == pytest.approx(end, abs=2)


class TestTheMostTied:
    def stars(self, number, rays):
        """Return edges of stars that no line joins: hub 0 with its rays, hub 1 with its rays …"""
        return [
            graph.Edge(("hub", hub), "", ("ray", hub, ray), "")
            for hub in range(number)
            for ray in range(rays)
        ]

    def test_hubs_are_drawn_with_neighbours_though_no_hub_is_tied_to_another(self):
        drawn, left_out = graph.most_tied(self.stars(50, 10), 20)
        assert (len(drawn), left_out) == (16, 530)

    def test_no_more_records_are_drawn_than_the_limit(self):
        drawn, _left_out = graph.most_tied(self.stars(50, 100), 20)
        assert len(graph.ends_of(drawn)) == 20

    def test_all_are_drawn_where_there_is_room(self):
        assert graph.most_tied(self.stars(3, 5), 18)[1] == 0

    def test_the_record_in_the_middle_has_all_the_room(self):
        drawn, _left_out = graph.most_tied(self.stars(3, 50), 20, centre=("hub", 2))
        assert {edge.party for edge in drawn} == {("hub", 2)}
