"""Timeline: dated things as bars and marks along the years, and the rows of their table.

An axis runs from the start of the first known year to the end of the last one;
positions are per cent of it, counted from the side where the page's language
begins to be read. A date is drawn as precisely as its source gives it: a year
covers the whole year. What has no known year is listed apart, and so is what has
none that is plausible: a slip of the keyboard (0994, 2999) must not stretch the axis.
"""

import calendar
import datetime
from itertools import count
from typing import NamedTuple

from django.utils.translation import gettext as _

from ..dates import format_date, has_year, parts
from ..languages import Text, localized

YEARS_BACK, YEARS_AHEAD = 200, 25  # from today: what lies outside is taken for a slip
NARROW = 1.0  # per cent: what is shorter gets a mark
TAIL = 6.0  # per cent: the light line where no source states an end; it tells no length
MOST_YEARS, MAIN_YEARS = 8, 4  # years written along the axis on a wide screen and on a narrow one


class Dated(NamedTuple):
    """Something with a period: a record, or the role that a tie states.

    ``shape`` is the kind of record, or "role", and ``shape_name`` its name; ``kind``
    and ``period`` are in words. ``ongoing`` says that a missing end means "to this day"; ``lasting``
    that the thing outlived its start, for a time that no source states.
    """

    label: Text
    url: str
    kind: str
    shape: str
    shape_name: str
    period: str
    start: str
    end: str
    ongoing: bool = False
    lasting: bool = False
    planned: bool = False

    def on_scale(self, today):
        """Return the dates of a plausible year."""
        return [date for date in (self.start, self.end) if is_plausible(date, today)]

    @property
    def dates(self):
        """The start and the end as (words, date); the date is empty where no year is known."""
        missing = _("not stated")
        words = (
            format_date(self.start) or missing,
            format_date(self.end) or (_("ongoing") if self.ongoing else missing),
        )
        dates = (date if has_year(date) else "" for date in (self.start, self.end))
        return list(zip(words, dates, strict=True))


class Span(NamedTuple):
    """A part of the axis, in per cent."""

    x: float
    width: float

    @property
    def end(self):
        return round(self.x + self.width, 2)


class Row(NamedTuple):
    """A thing and how it is drawn; what is not drawn is None."""

    thing: Dated
    bar: Span | None = None
    mark: float | None = None
    tail: Span | None = None
    arrow: float | None = None


class Year(NamedTuple):
    """A year written along the axis; only ``main`` ones where there is little room."""

    year: int
    x: float
    main: bool


class Timeline(NamedTuple):
    """A picture and its table: the placed rows, the things of no known year, and those far off the scale."""

    first: int
    last: int
    years: list
    rows: list
    unplaced: list
    off_scale: list

    @property
    def things(self):
        return [row.thing for row in self.rows] + self.off_scale + self.unplaced

    @property
    def shapes(self):
        return list(dict.fromkeys((row.thing.shape, row.thing.shape_name) for row in self.rows))

    @property
    def any_arrow(self):
        return any(row.arrow is not None for row in self.rows)

    @property
    def any_tail(self):
        return any(row.tail for row in self.rows)

    @property
    def any_planned(self):
        return any(row.thing.planned for row in self.rows)


def dated(record, linked=True):
    start, end = record.dates
    stage = getattr(record, "stage", "")
    kinds = [record.get_kind_display() or record.kind_name]
    kinds += [record.stage_display] if stage in ("planned", "ongoing") else []
    return Dated(
        label=localized(record, "name"),
        url=record.get_absolute_url() if linked else "",
        kind=_(", ").join(map(str, kinds)),
        shape=record.model_name,
        shape_name=str(record.kind_name),
        period=record.period_display,
        start=start,
        end=end,
        ongoing=not record.is_body and getattr(record, "goes_on_today", False),
        lasting=record.is_body or stage == "ongoing",
        planned=bool(record.plan),
    )


def dated_tie(tie, end):
    """Return the role that a tie states, as ``Dated`` and named after the record at its other end.

    Where it has no dates, the project's own stand in, named by its kind and not by the role;
    the years of a body say nothing of a role in it. None without either.
    """
    if tie.start_date or tie.end_date:
        return Dated(
            label=localized(end, "name"),
            url=end.get_absolute_url(),
            kind=_(", ").join(filter(None, (tie.role_name, end.plan))),
            planned=bool(end.plan),
            shape="role",
            shape_name=_("role"),
            period=tie.period_display,
            start=tie.start_date,
            end=tie.end_date,
        )
    if end.is_body or not getattr(end, "period_display", ""):
        return None
    return dated(end)


def earliest(today):
    """Return the first year that is plausible."""
    return today.year - YEARS_BACK


def is_plausible(date, today):
    return has_year(date) and earliest(today) <= int(date[:4]) <= today.year + YEARS_AHEAD


def draw(things, today, rtl=False, first=None):
    """Place dated things along the years, the earliest first, and return a ``Timeline``.

    ``first`` begins the axis earlier than the things of this page do. With
    ``rtl`` the axis runs from right to left; what is drawn is measured from the
    left all the same, as SVG wants it.
    """
    known = {thing: thing.on_scale(today) for thing in things}
    placed = sorted((thing for thing in things if known[thing]), key=lambda thing: known[thing][0])
    off_scale = [one for one in things if not known[one] and (has_year(one.start) or has_year(one.end))]
    unplaced = [thing for thing in things if not known[thing] and thing not in off_scale]
    years = [int(date[:4]) for thing in placed for date in known[thing]]
    axis = Axis(min([first or today.year, today.year, *years]), max([today.year, *years]), rtl)
    rows = [_row(one, axis, today) for one in placed]
    return Timeline(axis.first, axis.last, axis.years(), rows, unplaced, off_scale)


class Axis(NamedTuple):
    """The years from the first to the last, and where a moment of them lies in per cent."""

    first: int
    last: int
    rtl: bool = False

    def at(self, moment):
        """Return the position of a moment (2019.5 is July 2019) in per cent, counted from the left."""
        place = (moment - self.first) / (self.last + 1 - self.first) * 100
        return round(100 - place if self.rtl else place, 2)

    def span(self, start, end):
        left, right = sorted((self.at(start), self.at(end)))
        return Span(left, round(right - left, 2))

    def tail(self, moment, forwards):
        length = (self.last + 1 - self.first) * TAIL / 100
        return self.span(
            moment, min(moment + length, self.last + 1) if forwards else max(moment - length, self.first)
        )

    def years(self):
        """Return the ticks: at most ``MOST_YEARS`` round years."""
        span = self.last - self.first + 1
        step = next(step for step in _round_steps() if span / step <= MOST_YEARS)
        years = range(-(-self.first // step) * step, self.last + 1, step)
        main = step if len(years) <= MAIN_YEARS else 2 * step
        return [Year(year, self.at(year), year % main == 0) for year in years]


def _round_steps():
    for power in count():
        yield from (10**power, 2 * 10**power, 5 * 10**power)


def beginning(date):
    """Return the moment at which a partial date begins, in years (2019.5)."""
    year, month, day = parts(date)
    return year + (_day_of_year(year, month or 1, day or 1) - 1) / _days(year)


def ending(date):
    """Return the moment at which a partial date ends, in years: of a year, when the next begins."""
    year, month, day = parts(date)
    month = month or 12
    return year + _day_of_year(year, month, day or calendar.monthrange(year, month)[1]) / _days(year)


def _day_of_year(year, month, day):
    return datetime.date(year, month, day).timetuple().tm_yday


def _days(year):
    return 365 + calendar.isleap(year)


def _row(thing, axis, today):
    start, end = (date if is_plausible(date, today) else "" for date in (thing.start, thing.end))
    onwards = bool(start and thing.ongoing and not thing.end)
    first, last = start or end, end or start
    middle = (beginning(first) + ending(first)) / 2
    until = max(ending(last), beginning(today.isoformat())) if onwards else ending(last)
    bar = axis.span(beginning(first), until)
    drawn = bool(start and (end or onwards)) and bar.width >= NARROW
    return Row(
        thing,
        bar=bar if drawn else None,
        mark=axis.at(middle) if thing.lasting or not drawn else None,
        tail=axis.tail(middle, forwards=bool(thing.start))
        if not thing.start or (thing.lasting and not thing.end)
        else None,
        arrow=axis.at(until) if onwards else None,
    )
