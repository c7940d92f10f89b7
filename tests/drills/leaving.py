"""Leaving in a hurry, in any trouble: seconds from the press until the other site is asked for its page."""

from contextlib import contextmanager
from time import monotonic

from playwright.sync_api import sync_playwright

from .. import browsers
from ..browser.marionette import Firefox
from ..browser.tabs import ChromiumTab, Elsewhere, FirefoxTab, Line, serving, wait_until
from ..browser.visits import VISITS, betrayed, typed_addresses
from . import Outcome, Site, drill

AT_ONCE = 0.3  # seconds
EXIT = "https://exit.example/"
TROUBLES = ["answering", "stopped", "hanging", "500", "slow", "offline"]
CELLS = [(typed_addresses, trouble) for trouble in TROUBLES] + [
    (visit, "stopped") for visit in VISITS if visit is not typed_addresses
]


@contextmanager
def chromium():
    with sync_playwright() as playwright:
        path = browsers.find("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield lambda: ChromiumTab(browser.new_context())


@contextmanager
def firefox():
    browser = Firefox(browsers.find("firefox"))
    yield lambda: FirefoxTab(browser)
    browser.close()


def left(tab, line, elsewhere, visit, trouble):
    """Return the seconds until she had left, and what Back and Forward still tell of the visit."""
    tab.visit(elsewhere.start)
    visit(tab, line.url)
    asked = len(elsewhere.asked)
    line.set("stopped" if trouble == "offline" else trouble)
    tab.set_offline(trouble == "offline")
    pressed = monotonic()
    tab.press_escape()
    if trouble == "offline":
        wait_until(lambda: not betrayed(tab, line.url))
        return monotonic() - pressed, []
    wait_until(lambda: len(elsewhere.asked) > asked)
    tab.wait("document.title === 'Elsewhere'")
    return elsewhere.asked[asked][0] - pressed, betrayed(tab, line.url)


def measure(engine):
    figures, held = [], True
    with Site(EXIT_URL=EXIT) as site, serving(Elsewhere()) as elsewhere, engine() as open_tab:
        for visit, trouble in CELLS:
            with serving(Line(site.url, elsewhere.url, EXIT)) as line:
                tab = open_tab()
                seconds, remains = left(tab, line, elsewhere, visit, trouble)
                tab.set_offline(False)
            held = held and seconds <= AT_ONCE and not remains
            figures.append(f"{visit.__name__}, {trouble}: {seconds:.2f} s" + f" {remains}" * bool(remains))
    return Outcome(held, "; ".join(figures))


@drill("The exit leaves at once in Chromium", "0.4–3.4 s; never with the server stopped")
def in_chromium():
    return measure(chromium)


@drill("The exit leaves at once in Firefox", "left after 6 s: no; Back showed the search")
def in_firefox():
    return measure(firefox)
