"""Leaving in a hurry, in both engines, with the real history of a real tab, on a line that may be cut."""

import pytest
from django.conf import settings

from .tabs import ChromiumTab, Elsewhere, FirefoxTab, Line, serving, wait_until
from .visits import VISITS, betrayed, typed_addresses


@pytest.fixture(scope="session")
def elsewhere():
    with serving(Elsewhere()) as server:
        yield server


@pytest.fixture
def line(site, elsewhere):
    with serving(Line(site, elsewhere.url, settings.EXIT_URL)) as line:
        yield line


@pytest.fixture(params=["chromium", "firefox"])
def tab(request, elsewhere):
    """A tab that came from elsewhere."""
    if request.param == "chromium":
        with request.getfixturevalue("browser").new_context() as context:
            tab = ChromiumTab(context)
            tab.visit(elsewhere.start)
            yield tab
    else:
        tab = FirefoxTab(request.getfixturevalue("firefox"))
        tab.visit(elsewhere.start)
        yield tab
        tab.set_offline(False)
        tab.firefox.close_tab()


def expect_to_be_elsewhere(tab):
    tab.wait("document.title === 'Elsewhere'")


def leave(tab):
    tab.click("[data-quick-exit]")
    expect_to_be_elsewhere(tab)


@pytest.mark.parametrize("visit", VISITS)
def test_no_page_of_a_visit_stays_in_the_tab(tab, line, visit):
    visit(tab, line.url)
    line.set("stopped")
    leave(tab)
    assert betrayed(tab, line.url) == []
    assert tab.index() == len(tab.entries()) - 1  # nothing is left under Forward


@pytest.mark.parametrize("state", ["answering", "stopped", "hanging", "500"])
def test_back_shows_nothing_of_the_visit(tab, line, state):
    typed_addresses(tab, line.url)
    line.set(state)
    leave(tab)
    for _entry in range(3):
        tab.go_back()
        assert tab.shown() == [tab.entries()[tab.index()].url, "Elsewhere", "Elsewhere"]
        assert betrayed(tab, line.url) == []


def test_a_page_that_is_waited_for_in_vain_is_left_too(tab, line):
    tab.visit(f"{line.url}/sv/search/?q=kvinnojour")
    line.set("hanging")
    tab.run("document.querySelector('.bar .safe').click()")
    tab.press_escape()
    expect_to_be_elsewhere(tab)
    assert betrayed(tab, line.url) == []


def test_without_any_line_the_page_is_left_as_well(tab, line):
    tab.visit(f"{line.url}/sv/search/?q=kvinnojour")
    tab.visit(f"{line.url}/sv/about/")
    line.set("stopped")
    tab.set_offline(True)
    tab.press_escape()
    wait_until(lambda: betrayed(tab, line.url) == [])
    tab.set_offline(False)


def test_a_later_visit_in_the_same_tab_brings_nothing_of_the_first_back(tab, line):
    typed_addresses(tab, line.url)
    leave(tab)
    tab.visit(f"{line.url}/sv/about/")
    for _entry in range(3):
        tab.go_back()
        assert tab.shown()[2] == "Elsewhere"


class TestBackWithinTheSite:
    def test_opens_the_page_where_she_had_read_with_what_she_had_written(self, tab, line):
        tab.visit(f"{line.url}/sv/report/")
        tab.run("document.querySelector('main textarea').value = 'Hon bor inte kvar'; scrollTo(0, 150)")
        tab.arrive(lambda: tab.run("document.querySelector('footer .menu a').click()"))
        tab.go_back()
        seen = tab.run("return [location.pathname, document.querySelector('main textarea').value, scrollY]")
        assert seen == ["/sv/report/", "Hon bor inte kvar", 150]

    def test_leads_from_a_source_to_the_line_that_named_it(self, tab, line):
        tab.visit(f"{line.url}/sv/organisations/kvinnors-natverk/")
        tab.run("document.querySelector(\"a[href='#ref-1']\").click()")
        tab.wait("location.hash === '#ref-1'")
        tab.go_back()
        assert tab.shown()[0] == f"{line.url}/sv/organisations/kvinnors-natverk/"

    def test_from_another_site_leads_to_the_record_and_on(self, tab, line, elsewhere):
        tab.visit(f"{line.url}/sv/search/?q=kvinnojour")
        tab.visit(f"{line.url}/sv/organisations/kvinnors-natverk/")
        tab.run(f"const a = document.querySelector('main a'); a.href = '{elsewhere.start}'")
        tab.follow("main a")
        tab.go_back()
        assert tab.shown()[0] == f"{line.url}/sv/organisations/kvinnors-natverk/"
        tab.go_back()
        assert tab.shown()[0] == f"{line.url}/sv/search/?q=kvinnojour"


@pytest.mark.parametrize("link", ["a[href$='cite.bib']", "a[href^='tel:']"])
def test_a_link_that_opens_no_page_leaves_the_address_as_it_is(tab, line, link):
    tab.visit(f"{line.url}/sv/organisations/kvinnors-natverk/")
    tab.run(f'document.querySelector("{link}").click()')
    assert tab.run("return [location.pathname, history.state.at ?? '']") == [
        "/sv/organisations/kvinnors-natverk/",
        "",
    ]
