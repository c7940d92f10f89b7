"""The picture of connections in a real browser: with a keyboard, on a phone, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import follow

LINES = "[...document.querySelector('.wide .lines').getAttribute('d').matchAll(/M/g)].length"
OVERLAPPING = """
() => {
  const texts = [...document.querySelectorAll(".picture text")].filter((text) => text.checkVisibility());
  const boxes = texts.map((text) => text.getBoundingClientRect());
  const found = [];
  boxes.forEach((a, i) => boxes.slice(0, i).forEach((b, j) => {
    const apart = a.left >= b.right || b.left >= a.right || a.top + 2 >= b.bottom || b.top + 2 >= a.bottom;
    if (!apart) found.push([texts[i].textContent, texts[j].textContent]);
  }));
  return found;
}
"""


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_there_are_as_many_lines_as_rows(page, site, faults, language):
    page.goto(f"{site}/{language}/connections/")
    assert page.evaluate(LINES) == page.locator("tbody tr").count() > 10
    assert faults == []


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_label_lies_on_another(page, site, language, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}/{language}/connections/?about=organisations/ikkr")
    assert page.evaluate(OVERLAPPING) == []


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
@pytest.mark.parametrize("path", ["connections/?year=abc", "connections/", "ties/", "organisations/ikkr/"])
def test_the_picture_scrolls_in_its_own_box_on_a_phone(page, site, language, path):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{site}/{language}/{path}")
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


def test_a_label_on_a_phone_is_as_large_as_on_a_desk(page, site):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{site}/en/connections/?about=organisations/ikkr")
    text = page.locator(".picture .narrow text", has_text="ZHIAN Group")
    assert text.bounding_box()["height"] >= 13


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_the_record_itself_is_in_view_at_once_on_a_phone(page, site, language):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site}/{language}/connections/?about=organisations/ikkr")
    expect(page.locator(".narrow [aria-current]")).to_be_in_viewport()


def test_the_picture_grows_with_the_letters_of_the_reader(page, site):
    page.goto(f"{site}/en/connections/")
    svg = page.locator(".picture .wide")
    before = svg.bounding_box()["width"]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert svg.bounding_box()["width"] == pytest.approx(2 * before)


class TestWithoutScripts:
    @pytest.fixture
    def page(self, page_without_scripts):
        return page_without_scripts

    def test_the_keyboard_walks_into_the_picture_and_opens_a_record(self, page, site):
        page.goto(f"{site}/sv/connections/")
        page.locator(".picture .scroll").focus()
        page.keyboard.press("Tab")
        address = page.locator(".picture .wide a").first.get_attribute("href")
        expect(page.locator(":focus")).to_have_attribute("href", address)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{site}{address}")

    def test_the_focus_is_seen(self, page, site):
        page.goto(f"{site}/sv/connections/")
        page.locator(".picture .scroll").focus()
        before = page.screenshot()
        page.keyboard.press("Tab")
        assert page.screenshot() != before

    def test_a_filter_is_set_and_taken_off(self, page, site):
        page.goto(f"{site}/en/connections/")
        bridges = page.locator(".bridges a").count()
        page.get_by_label("Country").select_option("LB")
        follow(page.get_by_role("button", name="Show", exact=True))
        expect(page.locator(".bridges")).to_have_count(0)
        page.get_by_role("link", name="Start again").click()
        expect(page.locator(".bridges a")).to_have_count(bridges)

    def test_a_record_is_chosen_by_its_name(self, page, site):
        page.goto(f"{site}/en/connections/")
        page.get_by_label("Start from").fill("ikkr")
        follow(page.get_by_role("button", name="Show", exact=True))
        expect(page.locator(".wide [aria-current]")).to_contain_text("IKKR")

    def test_a_record_is_chosen_from_those_that_words_find(self, page, site):
        page.goto(f"{site}/en/connections/")
        page.get_by_label("Start from").fill("violence")
        follow(page.get_by_role("button", name="Show", exact=True))
        choice = page.locator("main ul a").first
        name = choice.inner_text()
        follow(choice)
        expect(page.get_by_role("heading", name=name)).to_be_visible()

    def test_the_table_opens(self, page, site):
        page.goto(f"{site}/en/organisations/ikkr/")
        expect(page.get_by_role("table")).to_be_hidden()
        page.locator("#connections ~ details > summary").click()
        expect(page.get_by_role("table")).to_be_visible()

    def test_no_button_that_needs_a_script_is_there(self, page, site):
        page.goto(f"{site}/en/connections/")
        expect(page.get_by_role("button", name="Zoom in")).to_have_count(0)


class TestWithScripts:
    @pytest.fixture(autouse=True)
    def _opened(self, page, site):
        page.set_viewport_size({"width": 1280, "height": 2000})
        page.goto(f"{site}/en/connections/?country=IQ")

    def test_nothing_stands_out_at_first(self, page):
        expect(page.locator(".near")).to_have_count(0)
        expect(page.locator(".wide .lit")).to_have_attribute("d", "")

    @pytest.mark.parametrize("reach", ["hover", "focus"])
    def test_the_neighbours_of_a_record_stand_out(self, page, reach):
        getattr(page.locator(".picture .wide a", has_text="ZHIAN Group"), reach)()
        near = page.locator(".near")
        expect(near).not_to_have_count(0)
        names = page.locator("tr", has_text="ZHIAN Group").locator("a").all_text_contents()
        assert near.count() == len(set(names))

    def test_the_light_goes_out_when_the_pointer_leaves(self, page):
        page.locator(".picture .wide a", has_text="ZHIAN Group").hover()
        page.get_by_role("heading").first.hover()
        expect(page.locator(".near")).to_have_count(0)

    def test_the_picture_is_zoomed_and_set_back(self, page):
        svg = page.locator(".picture .wide")
        before = svg.bounding_box()["width"]
        page.get_by_role("button", name="Zoom in").click()
        assert svg.bounding_box()["width"] > before
        page.get_by_role("button", name="Original size").click()
        assert svg.bounding_box()["width"] == before

    def test_the_zoom_has_an_end(self, page):
        for _ in range(12):
            page.get_by_role("button", name="Zoom out").click()
        width = page.locator(".picture .wide").get_attribute("width")
        assert re.fullmatch(r"\d+(\.\d+)?rem", width)
        assert float(width.removesuffix("rem")) > 10
