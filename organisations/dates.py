"""Partial dates: as precise as a source gives them, and no more.

Stored as ISO 8601 with reduced precision, as Popolo does ("1994", "2019-02",
"2019-02-03"). A day whose year the source leaves out is written with EDTF's
unspecified digits ("XXXX-03-01").

Arabic has two sets of names of the months: Iraq and the Levant say شباط where
Egypt says فبراير. The Arabic catalogue gives both, as the United Nations write
them (شباط/فبراير), so that every reader knows a date, wherever the record is
from. Django asks the same catalogue for its own dates.
"""

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from .written_dates import meanings

MONTHS = [
    *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June")),
    *(_("July"), _("August"), _("September"), _("October"), _("November"), _("December")),
]
PATTERN = re.compile(r"(?P<year>[0-9]{4}|XXXX)(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
UNKNOWN_YEAR = "XXXX"
EARLIEST = 1700
HIJRI = range(1200, 1501)
LEAP_YEAR = 2000  # stands in for an unknown year, so that 29 February is a day


def parts(value):
    """Split a partial date into (year, month, day); what is not stated is None.

    Raises ValueError for anything that is not a partial date of the calendar.
    """
    match = PATTERN.fullmatch(value)
    if not match or value == UNKNOWN_YEAR:
        raise ValueError(f"{value!r} is not a date like 1994, 2019-02 or 2019-02-03")
    year = None if match["year"] == UNKNOWN_YEAR else int(match["year"]) or None
    month, day = ((match[part] and int(match[part])) or None for part in ("month", "day"))
    datetime.date(year or LEAP_YEAR, month or 1, day or 1)
    return year, month, day


def has_year(value):
    return bool(value and parts(value)[0])


def validate_partial_date(value):
    try:
        parts(value)
    except ValueError:
        if days := meanings(value):
            words = _("It may mean two days: write %(one)s or %(other)s.")
            raise ValidationError(
                words, "partial_date", dict(zip(("one", "other"), days, strict=True))
            ) from None
        raise ValidationError(
            _("Write a year, a month or a day: 1994, 2019-02 or 2019-02-03."), code="partial_date"
        ) from None


def validate_year(value, ahead=1):
    """Refuse a year that nothing here can be of; ``params`` of the error hold what it may be of the Hijri."""
    year = int(value[:4]) if has_year(value) else EARLIEST
    if EARLIEST <= year <= localdate().year + ahead:
        return
    if year in HIJRI:
        first, likely = hijri_years(year)
        words = _(
            "Is %(year)s a year of the Hijri calendar? It was %(first)s/%(second)s: then write %(repaired)s."
        )
        params = {"year": year, "first": first, "second": first + 1, "repaired": str(likely)}
        raise ValidationError(words, "year", params)
    raise ValidationError(
        _("%(year)s cannot be the year: look whether it is mistyped."), "year", {"year": year}
    )


def hijri_years(year):
    """Return the year in which a year of the Hijri calendar begins, and the one in which most of it lies."""
    begins = year * 0.970229 + 621.5643
    return int(begins), int(begins + 0.485)


def format_date(value):
    if not value:
        return ""
    year, month, day = parts(value)
    if year and day:
        return date_format(datetime.date(year, month, day), "j F Y")
    if day:
        return date_format(datetime.date(LEAP_YEAR, month, day), "j F")
    if month:
        return f"{MONTHS[month - 1]} {year}" if year else str(MONTHS[month - 1])
    return str(year or "")


def as_of(value):
    """Say at which date something is known to be so; nothing stated means that its source is undated."""
    if not value:
        return _("undated source")
    return pgettext("of what is known", "as of %(date)s") % {"date": format_date(value)}


def is_in_order(start, end):
    """Tell whether a period may end when it ends: only years are compared, as the database does."""
    return not start or not end or start[:4] <= end[:4]


def has_passed(*values):
    """Tell whether the first of some partial dates that has a year lies in a year before this one."""
    years = [int(value[:4]) for value in values if has_year(value)]
    return bool(years) and years[0] < localdate().year


# How a start reads of which no end is known: it goes on to this day, it is told elsewhere as of when
# it was so, or nobody says how long it went on. What was done at once has nothing to end.
SINCE = pgettext_lazy("period", "since %(date)s")
FROM = pgettext_lazy("period", "from %(date)s")
END_UNKNOWN = pgettext_lazy("period", "from %(date)s, end unknown")
AT_ONCE = "%(date)s"


def format_period(start, end, onwards=AT_ONCE):
    """Write a period in words: "2006–2008", "2–3 March 2019", "until 2016"; a start as ``onwards`` says."""
    if start and end:
        return format_date(start) if start == end else _from_to(start, end)
    if start:
        return onwards % {"date": format_date(start)}
    if end:
        return pgettext("period", "until %(date)s") % {"date": format_date(end)}
    return ""


def _from_to(start, end):
    """Write two dates with a dash between; what they share (a month, a year) stands once, with the last."""
    (year, month, day), (last_year, last_month, last_day) = parts(start), parts(end)
    if not month and not last_month:
        return f"{year}–{last_year}"
    if day and last_day and (year, month) == (last_year, last_month):
        return f"{day}–{format_date(end)}"
    is_alike = year == last_year and month and last_month and bool(day) == bool(last_day)
    first = format_date(UNKNOWN_YEAR + start[4:] if is_alike else start)
    return first + pgettext("between dates of several words", " – ") + format_date(end)
