"""The map under the keyboard, and what assistive technology is told of it."""

import re

import pytest
from playwright.sync_api import expect


def test_the_keyboard_reaches_a_country_in_the_map_and_enter_opens_it(page, site):
    page.goto(f"{site}/en/countries/")
    sweden = page.locator("svg").get_by_role("link", name=re.compile(r"^Sweden: \d+ results$"))
    for _press in range(40):
        page.keyboard.press("Tab")
        if sweden.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/en/countries/se/")


def test_a_county_in_focus_is_seen(page, site):
    page.goto(f"{site}/en/countries/se/")
    county = page.locator("svg a").first
    before = county.evaluate("link => getComputedStyle(link).stroke")
    county.focus()
    assert county.evaluate("link => getComputedStyle(link).stroke") != before


@pytest.mark.parametrize("path", ["countries/", "countries/se/", "countries/iq/"])
def test_on_a_narrow_screen_no_number_is_smaller_than_eleven_pixels(page, site, path):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{site}/ar/{path}")
    scale = "parseFloat(getComputedStyle(text).fontSize) * text.ownerSVGElement.getScreenCTM().a"
    assert (
        page.evaluate(f"Math.min(...[...document.querySelectorAll('.map text')].map(text => {scale}))") >= 11
    )


def test_the_map_lies_east_to_the_right_in_arabic_too(page, site):
    page.goto(f"{site}/ar/countries/")
    sweden, afghanistan = (page.locator(f'svg a[href="/ar/countries/{code}/"]') for code in ("se", "af"))
    assert sweden.bounding_box()["x"] < afghanistan.bounding_box()["x"]


def test_on_paper_an_area_without_records_is_clearly_paler_than_one_with_a_few(page, site):
    page.emulate_media(media="print")
    page.goto(f"{site}/sv/countries/se/")
    grey = """area => {
        const drawing = new OffscreenCanvas(1, 1).getContext("2d");
        drawing.fillStyle = getComputedStyle(area).fill;
        drawing.fillRect(0, 0, 1, 1);
        return drawing.getImageData(0, 0, 1, 1).data[0];
    }"""
    bare, few = (page.locator(f".map {area}").first.evaluate(grey) for area in (".land", ".shade-1"))
    assert bare - few > 40
