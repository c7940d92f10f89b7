"""A visitor on a narrow and on a wide screen, in three languages, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import follow

PAGES = [
    "",
    "help/",
    "help/violence/?country=SE",
    "help/shelter/?country=SE&area=SE-X",
    "organisations/",
    "organisations/?country=IQ&focus=civil-society",
    "organisations/?q=xyz",
    "search/",
    "search/?q=kvinnojour",
    "search/?q=xyz+svensk+flykting",
    "organisations/kvinnors-natverk/",
    "networks/zhian-group/",
    "projects/linnamottagningen/",
    "people/halala-rafi/",
    "sources/",
    "sources/ikkr-samverkan/",
    "sources/ikkr-samverkan/5/",
    "countries/iq/",
    "focus-areas/violence-against-women/",
    "about/",
    "safety/",
    "connections/",
    "connections/?country=SE",
    "timeline/",
    "countries/",
    "sheet/?pick=organisations/ikkr",
    "accessibility/",
    "report/?about=organisations/kvinnors-natverk",
    "report/outcome/",
]


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_no_page_overflows_or_fails_or_asks_another_host(page, site, faults, language):
    wide = []
    for path in PAGES:
        page.goto(f"{site}/{language}/{path}")
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wide.append((path, width))
    assert (wide, faults) == ([], [])


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_letters_of_twice_the_size_find_room(page, site, language):
    page.set_viewport_size({"width": 640, "height": 800})
    wide = []
    for path in PAGES:
        page.goto(f"{site}/{language}/{path}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    assert wide == []


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_no_word_of_another_language_is_left_in_the_frame_of_a_page(page, site, language):
    page.goto(f"{site}/{language}/organisations/?q=xyz")
    words = page.locator("body").inner_text()
    frame = re.sub(r"orgdirectory|Kvinnofridslinjen|xyz|Svenska|English|العربية|[A-Z]{2,}", "", words)
    assert bool(re.search(r"[\u0600-\u06ff]", frame)) == (language == "ar")
    assert bool(re.search(r"[A-Za-z]{3,}", frame)) == (language != "ar")


class TestWithoutScripts:
    @pytest.fixture
    def page(self, page_without_scripts):
        return page_without_scripts

    def test_a_filter_is_set_and_taken_off(self, page, site):
        page.goto(f"{site}/en/organisations/")
        everything = page.get_by_role("status").inner_text()
        page.locator("input[name=country][value=SE]").check()
        follow(page.get_by_role("button", name="Show"))
        assert page.get_by_role("status").inner_text() != everything
        follow(page.get_by_role("link", name="Remove the filter Country: Sweden"))
        assert page.get_by_role("status").inner_text() == everything

    def test_the_language_link_keeps_the_filter(self, page, site):
        page.goto(f"{site}/sv/organisations/?country=SE")
        page.get_by_role("link", name="العربية").click()
        expect(page).to_have_url(f"{site}/ar/organisations/?country=SE")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")

    def test_a_visitor_walks_from_home_to_the_paragraph_of_a_source(self, page, site):
        page.goto(f"{site}/en/")
        page.get_by_role("main").get_by_role("link", name="Networks").click()
        page.get_by_role("link", name="Legal Clinics Network").click()
        page.locator(".references ol a").first.click()
        expect(page).to_have_url(re.compile(r"/en/sources/wli-conference/\d+/$"))

    def test_the_name_of_an_organisation_is_found_from_home(self, page, site):
        page.goto(f"{site}/ar/")
        page.get_by_role("searchbox").fill("IKKR")
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator("[data-results] > li").first).to_contain_text("IKKR")


def test_on_a_narrow_screen_the_filters_are_folded(page, site):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{site}/sv/organisations/")
    expect(page.get_by_role("button", name="Visa")).to_be_hidden()
    page.locator(".filters > details > summary").click()
    expect(page.get_by_role("button", name="Visa")).to_be_visible()


def test_on_a_wide_screen_the_filters_stand_open(page, site):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}/sv/organisations/")
    expect(page.get_by_role("button", name="Visa")).to_be_visible()


@pytest.mark.parametrize(("language", "side"), [("sv", "left"), ("ar", "right")])
def test_the_page_begins_on_the_side_where_its_language_begins(page, site, language, side):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}/{language}/")
    brand = page.locator(".brand").bounding_box()
    assert (brand["x"] < 640) == (side == "left")


def test_the_first_press_of_tab_offers_to_skip_to_the_content(page, site):
    page.goto(f"{site}/sv/organisations/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Hoppa till innehållet")
