"""Searching in a real browser: with and without scripts, by keyboard, in both directions."""

import pytest
from playwright.sync_api import expect

from .conftest import follow


def field(page):
    return page.get_by_role("main").locator("input[name=q]").first


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_a_record_is_found_from_home_in_any_language(page, site, faults, language):
    page.goto(f"{site}/{language}/")
    field(page).fill("تموز")
    field(page).press("Enter")
    expect(page.locator("[data-results] > li").first.locator("a")).to_have_attribute(
        "href", f"/{language}/organisations/tammuz/"
    )
    assert not faults


def test_the_form_that_was_found_stands_in_its_own_direction(page, site):
    page.goto(f"{site}/sv/search/?q=شبكة+محلية")
    marks = page.locator("[data-results] .via [dir=rtl] mark")
    expect(marks.first).to_be_visible()
    assert marks.first.evaluate("mark => getComputedStyle(mark).direction") == "rtl"


class TestWithoutScripts:
    @pytest.fixture
    def page(self, page_without_scripts):
        return page_without_scripts

    def test_a_mistyped_word_has_a_way_back(self, page, site):
        page.goto(f"{site}/en/search/?q=kvinojour")
        page.get_by_role("link", name="Search exactly for: kvinojour").click()
        expect(page.locator("[data-results]")).to_have_count(0)

    def test_a_count_is_what_its_filter_shows(self, page, site):
        page.goto(f"{site}/en/search/?q=women")
        choice = page.locator("input[name=kind][value=network]")
        number = choice.locator("xpath=..").locator(".number").inner_text()
        choice.check()
        follow(page.get_by_role("button", name="Show"))
        assert page.get_by_role("status").inner_text().split()[0] == number

    def test_the_language_link_keeps_the_search(self, page, site):
        page.goto(f"{site}/sv/search/?q=tammuz&country=IQ")
        page.get_by_role("link", name="العربية").click()
        expect(page).to_have_url(f"{site}/ar/search/?q=tammuz&country=IQ")


class TestSuggestions:
    @pytest.fixture
    def asked(self, page, site):
        """The addresses that suggestions are asked from."""
        addresses = []
        page.on("request", lambda request: "suggest/" in request.url and addresses.append(request.url))
        return addresses

    @pytest.mark.parametrize("language", ["sv", "ar"])
    def test_are_chosen_by_keyboard(self, page, site, faults, language):
        page.goto(f"{site}/{language}/search/")
        field(page).press_sequentially("hala")
        expect(page.get_by_role("option").first).to_be_visible()
        expect(field(page)).to_have_attribute("aria-expanded", "true")
        field(page).press("ArrowDown")
        field(page).press("Enter")
        expect(page.locator("[data-results] > li").first).to_contain_text(
            "Halala" if language == "sv" else "هلالة"
        )
        assert not faults

    def test_are_chosen_by_pointer(self, page, site):
        page.goto(f"{site}/sv/")
        field(page).press_sequentially("linna")
        page.get_by_role("option", name="Linnamottagningen").click()
        expect(page).to_have_url(f"{site}/sv/search/?q=Linnamottagningen")

    def test_are_closed_by_escape(self, page, site):
        page.goto(f"{site}/sv/search/")
        field(page).press_sequentially("hala")
        expect(page.get_by_role("listbox")).to_be_visible()
        field(page).press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()

    def test_come_back_by_an_arrow(self, page, site):
        page.goto(f"{site}/sv/search/")
        field(page).press_sequentially("hala")
        expect(page.get_by_role("listbox")).to_be_visible()
        field(page).press("Escape")
        field(page).press("ArrowDown")
        expect(page.get_by_role("listbox")).to_be_visible()

    def test_nothing_is_sent_before_three_letters(self, page, site, asked):
        page.goto(f"{site}/sv/search/")
        field(page).press_sequentially("ha")
        page.wait_for_timeout(600)
        assert not asked

    def test_nothing_is_sent_once_the_reader_has_said_no(self, page, site, asked):
        page.goto(f"{site}/sv/search/")
        page.get_by_role("link", name="Stäng av sökförslag").click()
        field(page).press_sequentially("halala")
        page.wait_for_timeout(600)
        assert not asked

    def test_leave_nothing_in_the_browser(self, page, site):
        page.goto(f"{site}/sv/search/")
        field(page).press_sequentially("hala")
        expect(page.get_by_role("listbox")).to_be_visible()
        assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]

    @pytest.mark.parametrize(("language", "typed"), [("sv", "kvinn"), ("ar", "بغداد")])
    @pytest.mark.parametrize("width", [360, 1280])
    def test_stand_under_the_field_and_inside_the_window(self, page, site, language, typed, width):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site}/{language}/")
        field(page).press_sequentially(typed)
        box, under = field(page).bounding_box(), page.get_by_role("listbox").bounding_box()
        assert abs(box["x"] - under["x"]) < 2
        assert abs(box["width"] - under["width"]) < 2
        assert under["y"] >= box["y"] + box["height"]
