"""Opening hours: a part of OpenStreetMap's ``opening_hours``, in one column of text.

``Mo-Fr 09:00-16:00; Sa 10:00-12:00,13:00-15:00`` or ``24/7``. A span that ends no later than it
begins ends on the next day. In Python they are {weekday: [(first minute, last minute)]}, Monday
being 0; the last minute of a span past midnight is above 1,440.
"""

import re
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import get_day_names
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .text import digits, without_marks

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY = 24 * 60
ALWAYS = "24/7"
RULE = re.compile(r"(?P<days>[A-Z][a-z](?:[-,][A-Z][a-z])*) +(?P<spans>.+)")
SPAN = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?- ?([0-9]{1,2})(?:[:.]([0-9]{2}))?")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"،": ",", "؛": ";"})


def parse(text):
    """Return the hours of a text; raise ValidationError, which names what it does not understand."""
    text = folded(text)
    if text == ALWAYS:
        return {day: [(0, DAY)] for day in range(7)}
    found = {}
    for rule in filter(None, (one.strip() for one in text.split(";"))):
        if not (match := RULE.fullmatch(rule)):
            raise refusal(rule)
        for day in days_of(match["days"]):
            found.setdefault(day, []).extend(spans(match["spans"]))
    return checked(found)


def folded(text):
    return " ".join(digits(without_marks(text)).translate(DASHES).split())


def refusal(part):
    words = _("“%(part)s” is not understood. Write hours as in Mo-Fr 09:00-16:00; Sa 10:00-14:00 or 24/7.")
    return ValidationError(words % {"part": part[:60]})


def days_of(text):
    """Return the days of "Mo-We,Fr"; a range may go over the end of the week: Su-Th."""
    found = []
    for part in text.split(","):
        first, _mark, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise refusal(text)
        start = DAYS.index(first)
        length = (DAYS.index(last or first) - start) % 7
        found += [(start + step) % 7 for step in range(length + 1)]
    return found


def spans(text):
    """Return the (first, last) minutes of "9-12, 13:00-16:00" as people write them."""
    found = []
    for part in re.split(r" ?[,;] ?", folded(text)):
        match = SPAN.fullmatch(part)
        numbers = [int(number or 0) for number in match.groups()] if match else [99]
        if numbers[0] > 23 or max(numbers[1::2]) > 59 or numbers[2] * 60 + numbers[3] > DAY:
            words = _("“%(part)s” is no time from and to. Write it as in 09:00-16:00.")
            raise ValidationError(words % {"part": part[:60]})
        start, end = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
        found.append((start, end if end > start else end + DAY))
    return found


def checked(days):
    """Return hours in order; raise ValidationError where two spans of a day meet."""
    for day, found in days.items():
        found.sort()
        if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
            words = _("Two times of one day overlap: %(times)s.") % {"times": words_of(found)}
            raise ValidationError(words)
        days[day] = found
    return days


def written(days):
    """Return hours as they are stored."""
    if all(days.get(day) == [(0, DAY)] for day in range(7)):
        return ALWAYS
    groups = {}
    for day in sorted(days):
        if days[day]:
            groups.setdefault(words_of(days[day]), []).append(day)
    return "; ".join(f"{_ranges(of_week)} {times}" for times, of_week in groups.items())


def _ranges(days):
    """Return sorted days as "Mo-We,Fr"."""
    runs = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(DAYS[run[0]] + (f"-{DAYS[run[-1]]}" if len(run) > 1 else "") for run in runs)


def clock(minute):
    """Return a minute of a day, or of the next, as "09:00"; the end of the day as "24:00"."""
    minute = minute if minute <= DAY else minute - DAY
    return f"{minute // 60:02}:{minute % 60:02}"


def words_of(spans):
    return ",".join(f"{clock(start)}-{clock(end)}" for start, end in spans)


def rows(text):
    """Return (days, times) of a stored text in words, one row for days that follow one another."""
    days = parse(text)
    if all(days.get(day) == [(0, DAY)] for day in range(7)):
        return [(_("every day"), _("24 hours a day"))]
    starts = [day for day in range(7) if days.get(day) and days.get(day) != days.get((day - 1) % 7)]
    found = []
    for start in starts or [0]:
        last = start
        while last - start < 6 and days.get((last + 1) % 7) == days[start]:
            last += 1
        names = day_name(start) if last == start else f"{day_name(start)} – {day_name(last % 7)}"
        found.append((names, _(", ").join(f"{clock(one)}–{clock(two)}" for one, two in days[start])))
    return found


def in_words(text):
    """Return a stored text in a line of words."""
    return _(", ").join(f"{days} {times}" for days, times in rows(text))


def day_name(day):
    return get_day_names("wide", locale=(get_language() or "en").replace("-", "_"))[day]


class Status(NamedTuple):
    """Whether it is open, as of which time of its own place, and when it opens or closes."""

    is_open: bool
    time: str
    day: str
    changes: str


def time_zone(country, now):
    """Return a time zone of a country where all clocks show the same, else None: nobody can be sure."""
    zones = [ZoneInfo(name) for name in get_global("territory_zones").get(country) or ()]
    offsets = {now.astimezone(zone).utcoffset() for zone in zones}
    return zones[0] if len(offsets) == 1 else None


def status(text, country, now):
    """Return the ``Status`` at a moment; None where the time there, or the hours, are not sure."""
    zone = time_zone(country, now)
    if not text or not zone:
        return None
    there, days = now.astimezone(zone), parse(text)
    minute = there.weekday() * DAY + there.hour * 60 + there.minute
    time = clock(there.hour * 60 + there.minute)
    week = [
        (day * DAY + start + shift, day * DAY + end + shift)
        for shift in (-7 * DAY, 0, 7 * DAY)
        for day, found in days.items()
        for start, end in found
    ]
    if end := _end(week, minute):
        return Status(True, time, "", "" if end - minute > DAY else clock(end % DAY or DAY))
    start = min((start for start, _end in week if start > minute), default=None)
    if start is None:
        return None
    day = "" if start // DAY == minute // DAY else day_name(start // DAY % 7)
    return Status(False, time, day, clock(start % DAY))


def _end(week, minute):
    """Return when it closes that is open at a minute, spans that follow at once included; or None."""
    ends = [end for start, end in week if start <= minute < end]
    return (_end(week, max(ends)) or max(ends)) if ends else None
