"""The sheet that somebody collects records for while she reads: it stands in the address of each page.

Nothing is stored. ``?sheet=CODE`` names the records, and ``keep_sheet_open`` hands it on in the links
and forms of the answer, so that no template has to think of it and no page without it is any heavier.
"""

import re
from functools import cached_property

from django.http import QueryDict
from django.utils.html import escape

from networks.models import Network, Project
from organisations.models import Organisation, Person

from ..middleware import replace_content
from ..paths import LANGUAGES, is_admin
from .sheet_codes import NoCodeError, decode, encode

MOST = 8  # records on a sheet
KINDS = (Organisation, Network, Project, Person)  # their places stand in printed codes: only add to them
STEP = 8  # a number is that of a record times this, and the place of its kind
BESIDE = re.compile(r"[a-z]{2,3}|0")  # a language, or none
LINKS = re.compile(r'(<a\b[^>]*?\shref=")([^"]*)("[^>]*>)')
FORMS = re.compile(r"<form\b[^>]*>")
ACTION = re.compile(r'(\saction=")([^"]*)(")')
OURS = re.compile(rf"\?|/({'|'.join(LANGUAGES)})/(?!admin/)")
LEFT_ALONE = " data-bare"  # of a link or form that leads out of the sheet, or into another


def number_of(record):
    return record.pk * STEP + KINDS.index(record.model)


def kind_and_pk(number):
    """Return (model, primary key) of a number; (None, …) if no kind of record has it."""
    pk, place = divmod(number, STEP)
    return (KINDS[place] if place < len(KINDS) else None), pk


class OpenSheet:
    """The numbers of the records that were picked, as the address says: some may be published no more."""

    def __init__(self, numbers=(), beside=""):
        picked = list(dict.fromkeys(numbers))
        self.numbers, self.too_many = picked[:MOST], len(picked) > MOST
        self.beside = beside if BESIDE.fullmatch(beside) else ""

    def __len__(self):
        return len(self.numbers)

    def __bool__(self):
        """An empty sheet is open as well."""
        return True

    def __contains__(self, record):
        return number_of(record) in self.numbers

    @property
    def full(self):
        return len(self) == MOST

    @cached_property
    def code(self):
        return encode(self.numbers)

    def with_record(self, record):
        return encode([*self.numbers, number_of(record)])

    def without(self, record):
        return encode(one for one in self.numbers if one != number_of(record))

    @property
    def parameters(self):
        return {"sheet": self.code} | ({"beside": self.beside} if self.beside else {})

    @property
    def query(self):
        return "&".join(f"{name}={value}" for name, value in self.parameters.items())


def open_sheet(query):
    """Return the ``OpenSheet`` of a query string, or None if none is open or the code is mistyped."""
    try:
        return OpenSheet(decode(query["sheet"]), query.get("beside", "")) if query.get("sheet") else None
    except NoCodeError:
        return None


def address_with(request, **changed):
    """Return the query string of a page with some parameters changed; those without a value are left out."""
    query = QueryDict(mutable=True)
    query.update(request.GET)
    for name, value in changed.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode(safe='/')}" if query else ""


def keep_sheet_open(get_response):
    """Know the open sheet as ``request.sheet``, and hand it on to where the answer leads.

    A view may open another one. Search engines keep no page of a sheet.
    """

    def middleware(request):
        request.sheet = None if is_admin(request) else open_sheet(request.GET)
        response = get_response(request)
        if request.GET.get("sheet") and not is_admin(request):
            response.headers["X-Robots-Tag"] = "noindex"
        if request.sheet:
            hand_on(response, request.sheet)
        return response

    return middleware


def hand_on(response, sheet):
    if "Location" in response.headers:
        response.headers["Location"] = carrying(response.headers["Location"], sheet.query)
    elif response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
        replace_content(response, html_carrying(response.text, sheet).encode())


def carrying(address, query, ampersand="&"):
    """Return an address with what a sheet needs, unless it leads elsewhere, to a file or to a sheet."""
    address, mark, place = address.partition("#")
    path = address.partition("?")[0]
    if OURS.match(address) and "." not in path.rpartition("/")[2] and not re.search("[?&;]sheet=", address):
        address += (ampersand if "?" in address else "?") + query
    return address + mark + place


def html_carrying(html, sheet):
    query = escape(sheet.query)
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{value}">' for name, value in sheet.parameters.items()
    )

    def link(match):
        start, address, end = match.groups()
        return match[0] if LEFT_ALONE in match[0] else start + carrying(address, query, "&amp;") + end

    def form(match):
        if LEFT_ALONE in match[0]:
            return match[0]
        if 'method="post"' in match[0]:
            return ACTION.sub(link, match[0])
        return match[0] + inputs

    return FORMS.sub(form, LINKS.sub(link, html))
