"""The timeline on narrow and wide screens, from left to right and from right to left."""

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from networks.models import Project

PAGES = ["timeline/", "timeline/?undated=1", "organisations/kvinnors-natverk/", "people/halala-rafi/"]


@pytest.mark.parametrize("language", ["sv", "ar"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_timeline_and_no_table_overflows(page, site, faults, language, width):
    page.set_viewport_size({"width": width, "height": 800})
    wide = []
    for path in PAGES:
        page.goto(f"{site}/{language}/{path}")
        for summary in page.locator(".timeline summary").all():
            summary.click()
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    assert (wide, faults) == ([], [])


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["sv", "ar"])
def test_bars_begin_where_the_language_begins_and_end_where_they_are_ongoing(
    page, editable_site, language, width
):
    Project.objects.filter(slug="linnamottagningen").update(as_of=str(localdate().year))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{editable_site}/{language}/timeline/")
    row = page.locator(".timeline ol li", has=page.locator("a[href$='/projects/linnamottagningen/']"))
    axis, bar = page.locator(".axis").bounding_box(), row.locator("rect").bounding_box()
    before, after = bar["x"] - axis["x"], axis["x"] + axis["width"] - bar["x"] - bar["width"]
    assert (before > after) == (language == "sv")


@pytest.mark.parametrize("language", ["sv", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_year_of_the_axis_stands_above_its_line(page, site, language, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}/{language}/timeline/")
    year = page.locator(".axis text", has_text="2010").bounding_box()
    line = page.evaluate(
        """() => {
            const axis = document.querySelector(".axis").getBoundingClientRect()
            const bars = document.querySelector(".timeline ol svg").getBoundingClientRect()
            return [axis.x - bars.x, axis.width - bars.width]
        }"""
    )
    middle = year["x"] + year["width"] / 2
    grid = page.locator("#t-years line.main").nth(1).bounding_box()
    assert line == pytest.approx([0, 0], abs=1)
    assert grid is None or middle == pytest.approx(grid["x"], abs=2)


def test_the_rows_and_the_table_are_reached_by_keyboard(page, site):
    page.goto(f"{site}/en/timeline/")
    links = page.locator(".timeline ol a")
    links.last.focus()
    page.keyboard.press("Shift+Tab")
    expect(links.nth(-2)).to_be_focused()
    links.last.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline table")).to_be_visible()


def test_a_row_leads_to_its_record(page, site):
    page.goto(f"{site}/ar/timeline/")
    page.locator(".timeline ol a").first.click()
    expect(page.locator("article.record")).to_be_visible()
    expect(page.locator(".timeline strong")).to_have_count(1)
