"""Where a date lies on the axis: as precisely as its source gives it, and no further."""

import datetime

import pytest

from organisations.languages import Text
from organisations.pictures.timeline import Dated, Span, Year, draw

TODAY = datetime.date(2009, 7, 2)  # the axis of these tests is ten years: 2000 to 2009


def thing(start, end="", **fields):
    return Dated(Text("x", "en"), "/x/", "project", "project", "project", "", start, end, **fields)


def drawn(*things, **options):
    return draw([thing("2000", "2000"), *things], TODAY, **options)


def row(start, end="", rtl=False, **fields):
    one = thing(start, end, **fields)
    return next(row for row in drawn(one, rtl=rtl).rows if row.thing is one)


@pytest.mark.parametrize(
    ("start", "end", "bar"),
    [
        ("2002", "2002", Span(20, 10)),
        ("2001", "2003", Span(10, 30)),
        ("2001-07", "2001", Span(14.96, 5.04)),
        ("2001-01", "2001-02", Span(10, 1.62)),
        ("2001-01-01", "2001-12-31", Span(10, 10)),
        ("2004-02-29", "2004-12-31", Span(41.61, 8.39)),
        ("2005", "2009", Span(50, 50)),
    ],
)
def test_a_date_covers_all_that_its_source_leaves_open(start, end, bar):
    assert row(start, end).bar == bar


@pytest.mark.parametrize(("start", "end"), [("2001", "2003"), ("2004-05", "2006-01-31"), ("2000", "2009")])
def test_from_right_to_left_everything_is_mirrored(start, end):
    bar, mirrored = row(start, end).bar, row(start, end, rtl=True).bar
    assert mirrored.width == pytest.approx(bar.width, abs=0.02)
    assert mirrored.x == pytest.approx(100 - bar.x - bar.width, abs=0.02)


@pytest.mark.parametrize(("rtl", "place"), [(False, 25), (True, 75)])
def test_a_lone_year_is_a_mark_in_the_middle_of_it(rtl, place):
    one = row("2002", rtl=rtl)
    assert (one.mark, one.bar, one.tail, one.arrow) == (place, None, None, None)


def test_a_day_is_a_mark_since_a_bar_would_be_too_thin():
    one = row("2005-07-02", "2005-07-02")
    assert (one.mark, one.bar) == (55, None)


@pytest.mark.parametrize(("rtl", "tip"), [(False, 94.99), (True, 5.01)])
def test_what_is_ongoing_runs_to_today(rtl, tip):
    one = row("2004", ongoing=True, rtl=rtl)
    assert one.arrow == tip
    assert one.bar.width == 54.99


def test_what_is_ongoing_but_begins_in_the_future_does_not_run_back():
    assert row("2011", ongoing=True).bar.width > 0


@pytest.mark.parametrize(("rtl", "tail"), [(False, Span(25, 6)), (True, Span(69, 6))])
def test_a_body_of_unknown_end_has_a_light_line_that_stops_long_before_today(rtl, tail):
    one = row("2002", lasting=True, rtl=rtl)
    assert (one.tail, one.bar, one.arrow) == (tail, None, None)


def test_a_light_line_does_not_leave_the_axis():
    assert row("2009", lasting=True).tail.end == 100


def test_a_body_that_closed_has_a_bar_and_no_light_line():
    one = row("2002", "2004", lasting=True)
    assert (one.bar, one.tail) == (Span(20, 30), None)


def test_of_what_has_only_an_end_the_end_is_marked_and_a_light_line_leads_to_it():
    one = row("", "2004")
    assert (one.mark, one.tail, one.bar) == (45, Span(39, 6), None)


@pytest.mark.parametrize(("start", "end"), [("XXXX-03-01", "XXXX-03-02"), ("XXXX-03", ""), ("", "")])
def test_what_has_no_known_year_is_listed_apart(start, end):
    one = thing(start, end)
    picture = drawn(one)
    assert picture.unplaced == [one]
    assert one not in [row.thing for row in picture.rows]


def test_an_end_of_unknown_year_is_not_drawn():
    one = row("2004", "XXXX-03-01")
    assert (one.mark, one.bar) == (45, None)


def test_the_earliest_comes_first_and_a_year_before_its_months():
    days = ["2003-02", "2003", "2001-05-01", "2003-02-01"]
    picture = draw([thing(day) for day in days], TODAY)
    assert [row.thing.start for row in picture.rows] == sorted(days)


def test_things_of_the_same_date_keep_their_order():
    first, second = thing("2003", "2004"), thing("2003", "2003")
    assert [row.thing for row in draw([first, second], TODAY).rows] == [first, second]


def test_the_axis_ends_with_this_year():
    picture = drawn()
    assert (picture.first, picture.last) == (2000, 2009)


def test_the_axis_reaches_what_is_planned():
    assert drawn(thing("2012", "2014-06")).last == 2014


def test_the_axis_may_begin_before_the_things_of_a_page():
    assert drawn(first=1990).first == 1990


@pytest.mark.parametrize(
    ("first", "years", "main"),
    [
        (2000, [2000, 2002, 2004, 2006, 2008], [2000, 2004, 2008]),
        (1991, [1995, 2000, 2005], [1995, 2000, 2005]),
        (1974, [1975, 1980, 1985, 1990, 1995, 2000, 2005], [1980, 1990, 2000]),
        (1201, [1400, 1600, 1800, 2000], [1400, 1600, 1800, 2000]),
        (2009, [2009], [2009]),
    ],
)
def test_round_years_are_written_along_the_axis(first, years, main):
    written = draw([], TODAY, first=first).years
    assert [year.year for year in written] == years
    assert [year.year for year in written if year.main] == main


def test_a_year_is_written_where_it_begins():
    assert drawn().years[1] == Year(2002, 20, main=False)
    assert drawn(rtl=True).years[1] == Year(2002, 80, main=False)


class TestAnImplausibleYear:
    @pytest.mark.parametrize("date", ["0001", "0994", "1808", "2035", "2999", "9999-12-31", "9999-12"])
    def test_is_off_the_scale(self, date):
        slip = thing(date)
        picture = drawn(slip)
        assert picture.off_scale == [slip]
        assert (picture.first, picture.last) == (2000, 2009)

    @pytest.mark.parametrize("date", ["1809", "2034"])
    def test_is_beyond_what_is_old_or_planned_ahead(self, date):
        assert not drawn(thing(date)).off_scale

    @pytest.mark.parametrize(("start", "end"), [("1204", "2004"), ("2004", "2999")])
    def test_at_one_end_leaves_the_other_a_mark(self, start, end):
        picture = drawn(thing(start, end))
        assert (picture.first, picture.last) == (2000, 2009)
        assert picture.rows[-1].mark == 45

    def test_0_is_no_year(self):
        assert drawn(thing("0000")).first == 2000

    def test_to_come_does_not_turn_the_axis_round(self):
        assert drawn(first=2999).first <= 2009


def test_nothing_makes_an_empty_picture():
    assert draw([], TODAY).rows == []
