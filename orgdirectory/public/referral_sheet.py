"""The referral sheet: a few records in two languages on one page, to print and hand over.

Nothing is kept of it: the picks and the second language stand in the query string.
"""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

import segno
from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisations.disclosure import PublicRecord, public_views
from organisations.languages import site_languages
from organisations.search.hits import Hit, hits
from organisations.search.results import ranked, search
from organisations.text import tidy

from .record_paths import kind_and_slug

MOST = 8  # records on a sheet, and records that its search offers
LONGEST_IN_QR = 660  # letters: printed at 36 mm, a module is then a third of a millimetre wide
DEFAULT_SECOND_LANGUAGES = ("ar", "sv")  # the first of them that is not the page's own language
SHOWN = ("languages", "seat")


class Row(NamedTuple):
    """A record on the sheet, and the URLs of the sheets with it one place up and without it."""

    record: PublicRecord
    up: str
    remove: str


class Suggestion(NamedTuple):
    """A record that the sheet's search found, and the URL of the sheet with it."""

    hit: Hit
    add: str
    there: bool


class ReferralSheet:
    """What a query string asks for: published records in two languages, and words that find more.

    A pick that leads to no published record is left out, whatever the reason.
    """

    def __init__(self, query):
        paths = list(dict.fromkeys(path.strip("/") for path in query.getlist("pick")))
        found = records_at(paths[:MOST])
        self.records = [found[path] for path in paths[:MOST] if path in found]
        self.left_out = len(self.records) < len(paths[:MOST])
        self.too_many = len(paths) > MOST
        self.second_language = choose_second_language(query.get("beside"))
        self.words = tidy(query.get("find"))
        self.exact = query.get("exact") == "1"

    @property
    def languages(self):
        return get_language(), self.second_language

    @property
    def unreviewed(self):
        doubtful = {"unreviewed", "outdated"}
        return {c for c in self.languages if any(one.text_state(c) in doubtful for one in self.records)}

    @property
    def full(self):
        return len(self.records) == MOST

    def query_string(self, records=None, second_language=None, words=""):
        query = QueryDict(mutable=True)
        query.setlist("pick", [one.path for one in (self.records if records is None else records)])
        query["beside"] = second_language or self.second_language
        if words:
            query["find"] = words
        return "?" + query.urlencode(safe="/")

    def second_language_links(self):
        return [
            (code, self.query_string(second_language=code, words=self.words))
            for code in site_languages()
            if code != get_language()
        ]

    def rows(self):
        for place, record in enumerate(self.records):
            others = [other for other in self.records if other != record]
            raised = [*others[: place - 1], record, *others[place - 1 :]]
            up = self.query_string(raised, words=self.words) if place else ""
            yield Row(record, up, self.query_string(others, words=self.words))

    @cached_property
    def answer(self):
        return search(self.words, exact=self.exact) if self.words else None

    def suggestions(self):
        for hit in hits(ranked(self.answer.query)[:MOST], self.answer.query):
            there = hit.record in self.records
            may_be_added = not (there or self.full)
            add = self.query_string([*self.records, hit.record], words=self.words) if may_be_added else ""
            yield Suggestion(hit, add, there)


def choose_second_language(asked):
    """Return the language asked for, if it is another one of the site's, or a default.

    No error otherwise: the link to the page in its second language then swaps the two.
    """
    others = [code for code in site_languages() if code != get_language()]
    if asked in others:
        return asked
    return next(code for code in (*DEFAULT_SECOND_LANGUAGES, *others) if code in others)


def records_at(paths):
    """Return the published records at these paths within a language: {path: record}."""
    wanted = defaultdict(list)
    for path in paths:
        model, slug = kind_and_slug(path)
        if model:
            wanted[model].append(slug)
    found = {}
    for model, slugs in wanted.items():
        shown = [relation for relation in SHOWN if hasattr(model, relation)]
        records = model.objects.published().for_list().filter(slug__in=slugs).prefetch_related(*shown)
        found |= {record.path: record for record in public_views(records)}
    return found


def sheet_qr_code(url):
    """Return a QR code as inline SVG, or "" if it would be too dense to scan well."""
    if len(url) > LONGEST_IN_QR:
        return ""
    code = segno.make_qr(url, error="m")
    title = _("QR code of the address of this sheet")
    svg = code.svg_inline(
        dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None, title=title
    )
    return mark_safe(svg)  # segno escapes the title; the rest is numbers


def referral_sheet(request):
    sheet = ReferralSheet(request.GET)
    url = request.build_absolute_uri(request.path + sheet.query_string())
    context = {"kind": "sheet", "sheet": sheet, "answer": sheet.answer, "today": timezone.localdate()}
    context |= {"noindex": True, "url": url, "qr": sheet_qr_code(url), "most": MOST}
    return render(request, "orgdirectory/sheet.html", context)
