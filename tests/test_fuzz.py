"""Requests of any shape, through all that the web server calls: never a fault, always with the headers.

FUZZ says how many (``make fuzz COUNT=1000000`` takes hours), SEED repeats a run.
"""

import os
import random
from io import BytesIO
from urllib.parse import quote_from_bytes
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.wsgi import get_wsgi_application

from orgdirectory.serving import prepared

from .conftest import connections_stay, make_account, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("module_directory")]

COUNT = int(os.environ.get("FUZZ") or 400)
# Among the other tests the requests are the same each time; by themselves they are others.
SEED = int(os.environ.get("SEED") or (random.randrange(10**6) if os.environ.get("FUZZ") else 1325))
PATHS = """
/ /-/ /robots.txt /sitemap.xml /sitemap-records.xml /static/site.js /static/../x
/.well-known/security.txt L/ L/help/ L/help/violence/ L/organisations/ L/people/ L/networks/
L/projects/ L/sheet/ L/sheet/0TQR/ L/booklet/search/ L/search/ L/search/suggest/ L/timeline/ L/focus-areas/
L/focus-areas/honour-related-violence/ L/countries/ L/countries/se/ L/connections/ L/sources/
L/safety/ L/about/ L/accessibility/ L/report/ L/report/outcome/ L/check/a.b/ L/x/ L/admin/
L/admin/login/ L/admin/organisations/organisation/ L/admin/organisations/organisation/add/
L/admin/networks/report/ L/admin/worklist/ L/admin/worklist/files/ L/admin/import/organisation/
L/admin/twins/ L/admin/links/ L/admin/organisations/person/1/change/ L/admin/jsi18n/
""".split()
NAMES = """
q exact page suggest kind country place focus network language answers channel area since until
undated need role year pick sheet beside find about fact kind stamp message empty code next username
password o e _popup _to_field file text outcome name of csrfmiddlewaretoken
""".split()
VALUES = [
    *(
        "",
        "a",
        "1",
        "-1",
        "0",
        "9" * 20,
        "SE",
        "se",
        "ar",
        "organisation",
        "kvinnojour",
        "العنف",
        "on",
        "null",
    ),
    *(
        "organisations/x",
        "../../etc/passwd",
        "<script>",
        "'\"--",
        "%00",
        "\0",
        "\u202e",
        "\ud800",
        "x" * 3_000,
    ),
    *("2024-13-45", "1e9", "NaN", "٣", "²", "a b " * 300, "{{ 7*7 }}", "\r\nX: y", "http://evil.example/"),
]
CHARSETS = "utf-8 rot13 zlib base64 hex_codec undefined idna utf-16 latin-1 nothing \0 \xff".split(" ")
TYPES = [
    *(
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=X",
        "multipart/form-data",
        "text/plain",
    ),
    *(
        "application/json",
        "multipart/form-data; boundary=" + "b" * 300,
        "",
        ";",
        "\xff",
        "a/b;charset*=x'y'z",
    ),
]
HEADERS = """
ACCEPT_LANGUAGE ACCEPT_ENCODING COOKIE REFERER ORIGIN SEC_FETCH_SITE X_FORWARDED_FOR
X_FORWARDED_PROTO X_FORWARDED_HOST FORWARDED IF_NONE_MATCH IF_MODIFIED_SINCE RANGE HOST USER_AGENT
TRANSFER_ENCODING X_CSRFTOKEN
""".split()
METHODS = ["GET"] * 8 + ["POST"] * 6 + ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW", ""]
PROMISED = {"content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy"}


class Maker:
    """Makes requests, the same ones from the same seed."""

    def __init__(self, seed, cookie):
        self.dice, self.cookie = random.Random(seed), cookie

    def some(self, things):
        return self.dice.choice(things)

    def chance(self, share):
        return self.dice.random() < share

    def raw(self, most):
        return self.dice.randbytes(self.dice.randrange(most)).decode("latin-1")

    def path(self):
        path = self.some(PATHS).replace("L", f"/{self.some(['sv', 'ar', 'en', 'de', ''])}", 1)
        return path + self.raw(20) if self.chance(0.1) else path

    def value(self):
        return self.raw(60) if self.chance(0.2) else self.some(VALUES)

    def fields(self):
        many = self.some([0, 1, 2, 3, 5, 60, 1_100] if self.chance(0.05) else [0, 1, 2, 3])
        return [(self.some(NAMES), self.value()) for _one in range(many)]

    def encoded(self):
        pairs = (
            f"{name}={quote_from_bytes(text.encode('utf-8', 'replace'))}" for name, text in self.fields()
        )
        return self.raw(80) if self.chance(0.1) else "&".join(pairs)

    def body(self):
        if self.chance(0.6):
            return self.encoded().encode("latin-1", "replace")
        parts = "".join(self.part(name, text) for name, text in self.fields())
        return (parts + self.some(["--X--\r\n", "", "--X"])).encode("utf-8", "replace")

    def part(self, name, text):
        file = self.some(["", "; filename=a"])
        return f'--X\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{text}\r\n'

    def request(self):
        method = self.some(METHODS)
        body = self.body() if method == "POST" or self.chance(0.05) else b""
        kind = self.some(TYPES)
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": self.path(),
            "QUERY_STRING": self.encoded(),
            "CONTENT_TYPE": f"{kind}; charset={self.some(CHARSETS)}" if self.chance(0.4) else kind,
            "CONTENT_LENGTH": self.some(["", "-1", "1_0", "99999999"])
            if self.chance(0.05)
            else str(len(body)),
            "HTTP_HOST": "testserver",
            "HTTP_COOKIE": self.cookie if self.chance(0.4) else "",
            "wsgi.input": BytesIO(body),
        }
        for _one in range(self.some([0, 0, 1, 3])):
            sent = self.value().encode("utf-8", "replace")
            environ[f"HTTP_{self.some(HEADERS)}"] = sent.decode("latin-1")  # as PEP 3333 wants it
        return environ


def answer(application, environ):
    """Return (status, names of the headers) of what is answered."""
    answered = []
    setup_testing_defaults(environ)
    response = application(environ, lambda status, headers: answered.append((status, headers)))
    for _piece in response:
        pass
    response.close()
    [(status, headers)] = answered
    return int(status.split()[0]), {name.lower() for name, _value in headers}


def test_no_request_makes_the_site_fail(client):
    sign_in(client, make_account("editor", is_superuser=True))
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    maker, application = Maker(SEED, cookie), prepared(get_wsgi_application(), pages=())
    for number in range(COUNT):
        request = maker.request()
        shown = {name: value for name, value in request.items() if name != "wsgi.input"}
        told = f"SEED={SEED}, request {number}: {shown}"
        try:
            with connections_stay():
                status, headers = answer(application, request)
        except Exception as error:
            raise AssertionError(told) from error
        assert status < 500, told
        assert headers >= PROMISED, told
