"""Lines of a table that look like no record: units, headings repeated, totals, footnotes."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.tables import normal

LAST_LINES = 3
LONG = 120  # characters of a line that is one cell
UNIT = re.compile(r"[(\[].*[)\]]|#[\w+]+(?: *\+\w+)*|(?:å{4}|y{4}|س{4})(?:[-/]?\w{2}){0,2}", re.IGNORECASE)
UNITS = set("år year text fritext datum date antal number st string ja/nej yes/no نص سنة تاريخ رقم %".split())
TOTAL = re.compile(
    r"(?:sub ?total|grand total|total[ts]?|totalsumma|summa|sum|antal|(?:ال)?مجموع(?: الكلي)?"
    r"|(?:ال)?[إا]جمالي)"
    r"\b[\s:=]*(?P<rest>.*)",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"[*†‡¹²³©]|\(?\d\)|(?:källa|källor|source|sources|not|note|notes|obs|uppdaterad|updated|senast"
    r"|last update|المصدر|مصدر|ملاحظة|ملاحظات|تنويه|آخر تحديث|تم التحديث)\b\W",
    re.IGNORECASE,
)


class Doubt(models.TextChoices):
    """Why a line may be no record."""

    UNIT = "unit", _("It tells units or explains the headings.")
    HEADINGS = "headings", _("It repeats the headings.")
    TOTAL = "total", _("It looks like a total.")
    NOTE = "note", _("It looks like a footnote.")
    SECTION = "section", _("It is one cell over the whole line: the title of a section.")


def doubts(headings, body):
    """Return {number: Doubt} of the lines below the headings that look like no record."""
    numbers = list(body)
    known = [normal(text) for text in headings]
    found = {}
    for place, number in enumerate(numbers):
        texts = body[number]
        is_last = place >= len(numbers) - LAST_LINES
        if doubt := doubt_of(texts, place == 0, is_last, known):
            found[number] = doubt
    return found | loose_ends(body, found)


def doubt_of(texts, is_first, is_last, headings):
    filled = [text for text in texts if text]
    if any(headings) and len(filled) > 1 and [normal(text) for text in texts] == headings:
        return Doubt.HEADINGS
    if is_first and any(headings) and is_units(filled):
        return Doubt.UNIT
    if len(filled[0]) <= LONG and (total := TOTAL.fullmatch(filled[0])):
        is_figure = not re.search(r"[^\W\d_]", total["rest"])
        if is_figure or (is_last and all(re.search(r"\d", text) for text in filled[1:] or [total["rest"]])):
            return Doubt.TOTAL
    if len(filled) == 1 and len(texts) > 1 and (NOTE.match(filled[0]) or (is_last and len(filled[0]) > LONG)):
        return Doubt.NOTE
    return None


def is_units(filled):
    return all(len(text) <= LONG and (UNIT.fullmatch(text) or text.casefold() in UNITS) for text in filled)


def loose_ends(body, found):
    """Return those of the last lines that are one cell, below an empty line."""
    numbers, loose = list(body), {}
    for before, number in zip(reversed(numbers[:-1]), reversed(numbers[1:]), strict=True):
        if sum(map(bool, body[number])) > 1 and number not in found:
            break
        if number not in found:
            loose[number] = Doubt.NOTE
        if number - before > 1:
            return loose if len(next(iter(body.values()))) > 1 else {}
    return {}
