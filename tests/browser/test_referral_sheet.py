"""A referral sheet is put together and printed in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from organisations.models import ContactPoint, Organisation

PICKS = "pick=organisations/kvinnors-natverk&pick=projects/linnamottagningen&pick=people/halala-rafi"
A4 = {"width": 703, "height": 1_000}  # CSS pixels between margins of 12 mm


@pytest.fixture
def site(editable_site):
    return editable_site


@pytest.fixture
def reachable(site):
    """The site, with ways to reach one of the organisations."""
    house = Organisation.objects.get(slug="kvinnors-natverk")
    for kind, value in [("call", "+46 8 508 252 00"), ("web", f"https://example.org/{'help-' * 20}")]:
        ContactPoint.objects.create(record=house, channel=kind, value=value)
    return site


def box(page, language):
    return page.locator(f".pick div[lang={language}]").first.bounding_box()


@pytest.mark.parametrize(("language", "beside"), [("sv", "ar"), ("ar", "sv"), ("en", "ar"), ("sv", "en")])
def test_on_paper_the_first_column_is_where_its_language_begins(page, site, language, beside):
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    page.goto(f"{site}/{language}/sheet/?{PICKS}&beside={beside}")
    first, second = box(page, language), box(page, beside)
    assert first["y"] == second["y"]
    assert (first["x"] > second["x"]) == (language == "ar")


def test_on_a_telephone_the_columns_stand_one_below_the_other(page, site):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{site}/sv/sheet/?{PICKS}&beside=ar")
    first, second = box(page, "sv"), box(page, "ar")
    assert first["y"] + first["height"] <= second["y"]


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_a_sheet_is_never_wider_than_the_screen(page, reachable, faults, language, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{reachable}/{language}/sheet/?{PICKS}&find=women")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert not faults


def test_only_the_sheet_is_printed(page, reachable):
    page.emulate_media(media="print")
    page.goto(f"{reachable}/en/sheet/?{PICKS}")
    for unwanted in (page.get_by_role("banner"), page.get_by_role("contentinfo"), page.get_by_role("search")):
        expect(unwanted.locator("visible=true")).to_have_count(0)
    expect(page.get_by_role("link", name="Remove")).to_have_count(0)
    expect(page.get_by_text("508 252 00")).to_be_visible()


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_four_records_fit_on_one_page_of_paper(page, reachable, language):
    page.goto(f"{reachable}/{language}/sheet/?{PICKS}&pick=networks/legal-clinics-network")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    assert b"/MediaBox [0 0 594.95996 841.91998]" in paper


def test_the_code_stays_dark_on_white_in_a_dark_room(page, site):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}/en/sheet/?{PICKS}")
    expect(page.locator("figure path[stroke]")).to_have_css("stroke", "rgb(0, 0, 0)")
    expect(page.locator("figure path[fill]")).to_have_css("fill", "rgb(255, 255, 255)")


class TestWithoutScripts:
    @pytest.fixture
    def page(self, page_without_scripts):
        return page_without_scripts

    def test_a_sheet_of_two_is_put_together_from_its_own_search(self, page, site):
        page.goto(f"{site}/en/sheet/")
        for words in ("Linna Drop-in Centre", "Tammuz"):
            page.get_by_role("main").get_by_role("searchbox").fill(words)
            page.get_by_role("main").get_by_role("button").click()
            page.get_by_role("link", name=re.compile("^Add")).first.click()
        page.get_by_role("link", name="Close the search").click()
        expect(page).to_have_url(
            f"{site}/en/sheet/?pick=projects/linnamottagningen&pick=organisations/tammuz&beside=ar"
        )
        expect(page.locator(".pick")).to_have_count(2)

    def test_a_record_goes_from_its_page_to_a_sheet_and_off_it(self, page, site):
        page.goto(f"{site}/en/organisations/kvinnors-natverk/")
        page.get_by_role("link", name="Add to a referral sheet").click()
        expect(page.locator(".pick")).to_have_count(1)
        page.get_by_role("link", name=re.compile("^Remove")).click()
        expect(page.locator(".pick")).to_have_count(0)
