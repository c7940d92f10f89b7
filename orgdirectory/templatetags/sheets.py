"""What pages show of the open sheet: a record is put on it or taken off it, and the page stays."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.http import escape_leading_slashes
from django.utils.safestring import mark_safe

from organisations.languages import own_language_name

from ..public.open_sheet import MOST, OpenSheet, address_with, number_of

register = template.Library()


@register.inclusion_tag("orgdirectory/_pick.html", takes_context=True)
def pick(context, record):
    """Offer to put a record on the open sheet, or to take it off; nothing where none is open."""
    request = context.get("request")
    sheet = getattr(request, "sheet", None)
    if sheet is None:
        return {}
    place, is_there = f"pick-{number_of(record)}", record in sheet
    code = sheet.without(record) if is_there else sheet.with_record(record)
    may_be_changed = is_there or not sheet.full
    address = f"{address_with(request, sheet=code)}#{place}" if may_be_changed else ""
    return {"record": record, "place": place, "there": is_there, "address": address}


@register.simple_tag
def sheet_with(*records):
    """Return what an address needs to open a sheet with these records."""
    return OpenSheet(map(number_of, records)).query


@register.simple_tag
def sheet_of_list(records, number):
    """Return what opens a sheet with all that a list shows, "" where it holds more than a sheet does."""
    shown = [getattr(one, "record", one) for one in records]
    return sheet_with(*shown) if shown and len(shown) == number <= MOST else ""


@register.simple_tag(takes_context=True)
def here_with_empty_sheet(context):
    return address_with(context["request"], sheet=OpenSheet().code)


@register.simple_tag(takes_context=True)
def here_without_sheet(context):
    """Return the address of the page: //host/ may be what leads to none, and would lead to that host."""
    request = context["request"]
    path = escape_leading_slashes(request.get_full_path()).partition("?")[0]
    return path + address_with(request, sheet=None, beside=None)


@register.filter
def as_booklet(address):
    """Return the address of the booklet of a list: /sv/organisations/… is /sv/booklet/organisations/…"""
    language, rest = address[1:].split("/", 1)
    return f"/{language}/booklet/{rest}"


@register.filter
def typed_by_hand(url, code=""):
    """Show an address so that it breaks only before a part of it, and its code is read in fours."""
    before, _code, after = url.partition(code) if code else (url, "", "")
    groups = [(code[place : place + 4],) for place in range(0, len(code), 4)]
    parts = [(part,) for part in re.findall(r"(?:^[^/]*//)?[^/?&]*[/?&]?", before) if part]
    spans = [_breaking_between(some) for some in (parts, groups, [(after,)])]
    return format_html('<bdi class="typed" dir="ltr">{}<wbr><b>{}</b><wbr>{}</bdi>', *spans)


def _breaking_between(parts):
    return format_html_join(mark_safe("<wbr>"), "<span>{}</span>", parts)


@register.filter
def name_in(record, code):
    """Return a record's name in a language that the site is not written in, or its original name."""
    _names, others = record.forms_of_name
    return next((name for name in others if name.language == code), record.original_name)


@register.filter
def own_name(code):
    return own_language_name(code)
