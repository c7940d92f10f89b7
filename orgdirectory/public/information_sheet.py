"""The information sheet: a few records in two languages on one page, to print and hand over.

Nothing is kept of it: the records (``open_sheet``) and the second language stand in the query string.
"""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

import segno
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisations.disclosure import PublicRecord, names_of_many, public_views
from organisations.languages import own_language_name, site_languages
from organisations.models import FormerSlug, Language
from organisations.search.hits import Hit, hits
from organisations.search.results import ranked, search
from organisations.text import tidy

from .open_sheet import KINDS, MOST, STEP, OpenSheet, address_with, kind_and_pk, number_of
from .record_paths import kind_and_slug
from .sheet_codes import LONGEST, NoCodeError, decode

LONGEST_IN_QR = 660  # letters: printed at 36 mm, a module is then a third of a millimetre wide
DEFAULT_SECOND_LANGUAGES = ("ar", "sv")  # the first of them that is not the page's own language
NO_LANGUAGE = "0"
SHOWN = ("languages", "seat")


class Columns:
    """The languages of a sheet or booklet: the page's, and beside it another one, or none.

    Beside stand our texts where the site has that language; else names, and lines to write on by hand.
    """

    def __init__(self, query):
        self.second = choose_second_language(query.get("beside"))

    @property
    def languages(self):
        """Those that the site is written in."""
        return [get_language(), *([self.second] if self.second in site_languages() else [])]

    @property
    def by_hand(self):
        return self.second if self.second and self.second not in site_languages() else ""

    def also(self, model):
        """Return what of the records is shown beside, to be fetched with them."""
        return [names_of_many(model)] if self.by_hand else []

    @property
    def parameter(self):
        """What of an address says the second language, "" where it need not."""
        return "" if self.second == choose_second_language("") else self.second or NO_LANGUAGE

    def choices(self):
        """Return (code, name, own name, whether chosen) of each language that may stand beside."""
        codes = dict.fromkeys([*site_languages(), *Language.objects.values_list("code", flat=True)])
        codes.pop(get_language())
        return [(code, own_language_name(code), code == self.second) for code in codes]


def choose_second_language(asked):
    """Return the language asked for, "" for none, or a default if it cannot be.

    No error otherwise: the link to the page in its second language then swaps the two.
    """
    others = [code for code in site_languages() if code != get_language()]
    if asked == NO_LANGUAGE:
        return ""
    if asked in others:
        return asked
    if asked and asked != get_language() and Language.objects.filter(code=asked).exists():
        return asked
    return next(code for code in (*DEFAULT_SECOND_LANGUAGES, *others) if code in others)


class Row(NamedTuple):
    """A record on the sheet, and the URLs of the sheets with it one place up, one down, and without it."""

    record: PublicRecord
    up: str
    down: str
    remove: str


class Suggestion(NamedTuple):
    """A record that the sheet's search found, and the URL of the sheet with it."""

    hit: Hit
    add: str
    there: bool


class InformationSheet:
    """What an address asks for: published records in two languages, and words that find more.

    A pick that leads to no published record is left out, whatever the reason.
    """

    def __init__(self, request):
        self.request, query = request, request.GET
        self.typed = tidy(query.get("sheet"))[:LONGEST]
        numbers, self.mistyped = read_code(self.typed)
        paths = list(dict.fromkeys(path.strip("/") for path in query.getlist("pick")))
        picked = numbers_at(paths[:MOST])
        asked = OpenSheet([*numbers, *(picked[path] for path in paths[:MOST] if path in picked)])
        self.columns = Columns(query)
        self.records = records_of(asked.numbers, self.columns.also)
        self.left_out = len(self.records) < len({*asked.numbers}) or len(picked) < len(paths[:MOST])
        self.too_many = asked.too_many or len(paths) > MOST
        self.words = tidy(query.get("find"))
        self.exact = query.get("exact") == "1"

    @property
    def full(self):
        return len(self.records) == MOST

    @property
    def unreviewed(self):
        doubtful = {"unreviewed", "outdated"}
        return {
            code
            for code in self.columns.languages
            if any(one.text_state(code) in doubtful for one in self.records)
        }

    @cached_property
    def open(self):
        return self.of(self.records)

    def of(self, records):
        return OpenSheet(map(number_of, records), self.columns.parameter)

    def address(self, records):
        """Return the query string of the same page with these records."""
        parameters = {"sheet": self.of(records).code, "beside": self.columns.parameter}
        return address_with(self.request, pick=None, **parameters)

    @property
    def emptied(self):
        return f"?{self.of([]).query}"

    @property
    def without_search(self):
        return f"?{self.open.query}"

    @property
    def to_print(self):
        """The shortest address of the sheet: it is typed from paper."""
        path = reverse("printed_sheet", args=[self.open.code])
        return f"{path}?beside={self.columns.parameter}" if self.columns.parameter else path

    def rows(self):
        for place, record in enumerate(self.records):
            others = [other for other in self.records if other != record]

            def moved(to, record=record, others=others):
                within = 0 <= to <= len(others)
                return self.address([*others[:to], record, *others[to:]]) if within else ""

            yield Row(record, moved(place - 1), moved(place + 1), self.address(others))

    @cached_property
    def answer(self):
        return search(self.words, exact=self.exact) if self.words else None

    def suggestions(self):
        for hit in hits(ranked(self.answer.query)[:MOST], self.answer.query):
            there = hit.record in self.records
            may_be_added = not (there or self.full)
            yield Suggestion(hit, self.address([*self.records, hit.record]) if may_be_added else "", there)


def read_code(text):
    """Return (numbers, whether the code is mistyped)."""
    try:
        return (decode(text), False) if text else ([], False)
    except NoCodeError:
        return [], True


def numbers_at(paths):
    """Return {path within a language: number} of the published records that it leads to, or once did."""
    asked = {path: place for path in paths if (place := kind_and_slug(path))[0]}
    keys = {}
    for kind in KINDS:
        slugs = {slug for model, slug in asked.values() if model is kind}
        keys |= {(kind, slug): pk for slug, pk in keys_at(kind, slugs).items()}
    return {path: keys[at] * STEP + KINDS.index(at[0]) for path, at in asked.items() if at in keys}


def keys_at(model, slugs):
    """Return {slug: primary key} of the published records that are there, or moved from there."""
    published = model.objects.published().values_list("slug", "pk")
    found = dict(published.filter(slug__in=slugs)) if slugs else {}
    missing = slugs - found.keys()
    moved = FormerSlug.objects.follow(model, missing) if missing else {}
    there = dict(published.filter(slug__in=moved.values())) if moved else {}
    return found | {slug: there[now] for slug, now in moved.items() if now in there}


def records_of(numbers, also):
    """Return the published records of some numbers in order, those that went into another as that one."""
    asked = [(number, *kind_and_pk(number)) for number in numbers]
    keys = defaultdict(set)
    for _number, model, pk in asked:
        keys[model].add(pk)
    keys.pop(None, None)
    found = {}
    for model, pks in keys.items():
        found |= {(model, pk): record for pk, record in records_of_kind(model, pks, also).items()}
    return list(dict.fromkeys(found[model, pk] for _number, model, pk in asked if (model, pk) in found))


def records_of_kind(model, pks, also):
    """Return {primary key: record as readers may know it}, also for keys of what went into another."""
    shown = [relation for relation in SHOWN if hasattr(model, relation)]
    rows = model.objects.published().for_list().prefetch_related(*shown, *also(model))
    found = {record.pk: record for record in public_views(rows.filter(pk__in=pks))}
    missing = pks - found.keys()
    if missing and (moved := FormerSlug.objects.follow_keys(model, missing)):
        at = {record.slug: record for record in public_views(rows.filter(slug__in=moved.values()))}
        found |= {pk: at[slug] for pk, slug in moved.items() if slug in at}
    return found


def qr_code(url, title):
    """Return a QR code as inline SVG, or "" if it would be too dense to scan well."""
    if len(url) > LONGEST_IN_QR:
        return ""
    code = segno.make_qr(url, error="m")
    svg = code.svg_inline(
        dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None, title=title
    )
    return mark_safe(svg)  # segno escapes the title; the rest is numbers


def information_sheet(request):
    sheet = InformationSheet(request)
    request.sheet = sheet.open if sheet.records else request.sheet
    url = request.build_absolute_uri(sheet.to_print)
    context = {"kind": "sheet", "sheet": sheet, "columns": sheet.columns, "answer": sheet.answer}
    context |= {"noindex": True, "url": url, "most": MOST, "today": timezone.localdate()}
    context["qr"] = qr_code(url, _("QR code of the address of this sheet"))
    return render(request, "orgdirectory/sheet.html", context)


def printed_sheet(request, code):
    """Lead on from the address that is printed on a sheet."""
    return redirect(reverse("sheet") + address_with(request, sheet=code))
