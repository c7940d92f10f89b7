"""Guessing passwords: it keeps no owner out, and makes no reader wait."""

import re
from base64 import b32decode
from http.cookiejar import CookieJar
from itertools import count
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from django_otp.oath import TOTP

from . import Outcome, Site, drill, quiet, running

LOGIN, APP = "/en/admin/login/", "/en/admin/login/app/"
PASSWORD = "four quiet herons walking"
MAKE_OWNER = (
    "from django.contrib.auth.models import User; "
    f"User.objects.create_superuser('owner', password='{PASSWORD}')"
)
TOKEN = re.compile('name="csrfmiddlewaretoken" value="([^"]+)"')
SECRET = re.compile('<code dir="ltr">([A-Z2-7 ]+)</code>')


class StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_redirect):
        return None


class Browser:
    """Keeps cookies, and comes from an address as a proxy would state it."""

    def __init__(self, site, address):
        self.site, self.address = site, address
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies), StayHere())

    def ask(self, path, fields=None):
        """Return (status, page)."""
        body = urlencode(fields).encode() if fields else None
        request = Request(self.site.url + path, body, {"X-Forwarded-For": self.address})
        try:
            with self.opener.open(request, timeout=30) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def send(self, path, **fields):
        page = self.ask(path)[1]
        return self.ask(path, fields | {"csrfmiddlewaretoken": TOKEN.search(page)[1]})[0]

    def give_password(self, name, password):
        """Return 302 if it is right, 200 if it is wrong, 429 if it was not looked at."""
        return self.send(LOGIN, username=name, password=password)


@drill("spraying one password over names, 8 threads", "no limit, readers' p50 from 0.11 to 0.77 s")
def spraying():
    answers, numbers = [], count()

    def spray(stop):
        browser = Browser(site, "203.0.113.7")
        while not stop.wait(0.05):
            answers.append(browser.give_password(f"name{next(numbers)}", "Sommar2026!"))

    with Site(BEHIND_PROXY="on") as site:
        before = quiet(site)
        with running(spray, 8):
            readers = quiet(site, 15)
    looked_at, ratio = answers.count(200), readers.p95 / before.p95
    figures = f"{looked_at} of {len(answers)} looked at; p95 × {ratio:.1f}; {readers}"
    return Outcome(looked_at <= 20 + 8 and ratio <= 3 and not readers.errors, figures)


@drill("25 wrong passwords from as many addresses", "the owner was kept out for 15 minutes")
def locked_out():
    with Site(BEHIND_PROXY="on") as site:
        site.manage("shell", "--no-imports", "-v", "0", "-c", MAKE_OWNER)
        owner = Browser(site, "198.51.100.1")
        owner.give_password("owner", PASSWORD)
        key = b32decode(SECRET.search(owner.ask(APP)[1])[1].replace(" ", ""))
        owner.send(APP, code=f"{TOTP(key).token():06}")
        strangers = [Browser(site, f"203.0.113.{n}").give_password("owner", "wrong") for n in range(25)]
        elsewhere = Browser(site, "192.0.2.1").give_password("owner", PASSWORD)
        network = Browser(site, "198.51.100.1").give_password("owner", PASSWORD)
        owner.cookies.clear_session_cookies()  # as when a browser is closed
        owner.address = "198.51.100.200"
        browser = owner.give_password("owner", PASSWORD)
    held = strangers.count(429) >= 5 and elsewhere == 429 and network == browser == 302
    figures = f"{strangers.count(429)} strangers held off; owner by network {network}, by browser {browser}"
    return Outcome(held, figures)
