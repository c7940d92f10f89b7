"""Dates as people and programs write them, read where they can mean one day, month or year only.

"25/04/2011", "1 mars 1998" and "آذار 1998" are clear; "01/04/2011" is not: it may be in April or in January.
Zeros are what databases write for what they do not know: 2011-00-00 is 2011.
"""

import re

from .text import digits, without_marks

MONTHS = (  # Swedish, English, those of Iraq and the Levant, of Egypt, of Tunisia and Algeria
    "januari jan january كانون_الثاني يناير جانفي",
    "februari feb february شباط فبراير فيفري",
    "mars mar march آذار اذار مارس",
    "april apr نيسان أبريل ابريل إبريل أفريل افريل",
    "maj may أيار ايار مايو ماي",
    "juni jun june حزيران يونيو يونيه جوان",
    "juli jul july تموز يوليو يوليه جويلية",
    "augusti aug august آب اب أغسطس اغسطس أوت اوت",
    "september sep sept أيلول ايلول سبتمبر",
    "oktober okt october oct تشرين_الأول تشرين_الاول أكتوبر اكتوبر",
    "november nov تشرين_الثاني نوفمبر",
    "december dec كانون_الأول كانون_الاول ديسمبر",
)
MONTH_OF = {word.replace("_", " "): month for month, words in enumerate(MONTHS, 1) for word in words.split()}
MONTH = "(?P<month>" + "|".join(sorted(map(re.escape, MONTH_OF), key=len, reverse=True)) + r")\.?"
YEAR, DAY = "(?P<year>[0-9]{4})", r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|:[ae])?"
IN_WORDS = [
    re.compile(form)
    for form in (
        rf"(?:den )?(?:{DAY} )?(?:of |من )?{MONTH}(?:/(?:\w+ )?\w+)?,? {YEAR}",
        rf"{MONTH} {DAY},? {YEAR}",
    )
]
ABOUT_YEAR = re.compile(r"^(?:år|year|عام|سنة) +|(?:\.0+| *م| *هـ?| *هجرية?)$")  # what adds nothing to a year
TIME = re.compile(r"[t ]00:00(?::00(?:\.0+)?)?z?$")
IN_NUMBERS = re.compile(r"([0-9]{1,4})[-/.]([0-9]{1,4})(?:[-/.]([0-9]{1,4}))?")
TOGETHER = re.compile(r"((?:1[7-9]|20)[0-9]{2})([0-9]{2})([0-9]{2})")
ZEROS = re.compile(r"^(?:0+|[0/.-]+)$|^XXXX(?:-00)+$")
NO_YEAR = re.compile("^0000(?=-)")
NO_MONTH = re.compile(r"^([0-9]{4})-00(?:-[0-9]{2})?$|^((?:[0-9]{4}|XXXX)-[0-9]{2})-00$")


def read(text):
    """Return a date in the form of ``dates``, or the text, tidied, where it is none or may be several."""
    plain = " ".join(digits(without_marks(text)).split())
    if plain.upper().startswith("XXXX"):
        plain = plain.upper()
    else:
        plain = ABOUT_YEAR.sub("", TIME.sub("", plain.casefold()))
        plain = in_words(plain) or in_numbers(plain) or " ".join(digits(without_marks(text)).split())
    if ZEROS.search(plain):
        return ""
    return NO_YEAR.sub("XXXX", NO_MONTH.sub(lambda found: found[1] or found[2], plain))


def in_words(text):
    for form in IN_WORDS:
        if found := form.fullmatch(text):
            month, day = MONTH_OF[found["month"]], found["day"]
            return f"{found['year']}-{month:02}" + (f"-{int(day):02}" if day else "")
    return ""


def in_numbers(text):
    """Return what numbers tell: the year is that of four digits, the month that of at most 12."""
    if re.fullmatch("[0-9]{4}", text):
        return text
    if found := TOGETHER.fullmatch(text):
        return "-".join(found.groups())
    if not (found := IN_NUMBERS.fullmatch(text)):
        return ""
    first, second, third = found.groups()
    if len(first) == 4 and len(second) < 3:
        rest = [second] if third is None else [second, third]
        return "-".join([first, *(f"{int(one):02}" for one in rest)])
    if third is None:
        return f"{second}-{int(first):02}" if len(first) < 3 and len(second) == 4 else ""
    if len(third) != 4 or max(len(first), len(second)) > 2:
        return ""
    return f"{third}-{month_and_day(int(first), int(second))}" if is_clear(int(first), int(second)) else ""


def meanings(text):
    """Return the two days that a text may mean, such as 01/04/2011, or nothing."""
    found = IN_NUMBERS.fullmatch(" ".join(digits(without_marks(text)).split()))
    if not found or not found[3] or len(found[3]) != 4 or max(map(int, found.groups()[:2])) > 12:
        return []
    first, second, year = found.groups()
    return [f"{year}-{int(second):02}-{int(first):02}", f"{year}-{int(first):02}-{int(second):02}"]


def is_clear(first, second):
    """Tell whether of two numbers one can only be the day."""
    return first == second or max(first, second) > 12 or 0 in (first, second)


def month_and_day(first, second):
    """Return the two as month and day; the day comes first but where it cannot be the month after it."""
    month, day = (first, second) if second > 12 else (second, first)
    return f"{month:02}-{day:02}"
