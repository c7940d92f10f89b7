"""An information sheet is put together and printed in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from organisations.models import ContactPoint, Organisation
from orgdirectory.public.sheet_codes import encode

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


class Collecting:
    """A sheet is collected while one reads; with and without scripts."""

    def on_the_sheet(self, page, number):
        expect(page.get_by_role("status").filter(has_text="On the sheet:")).to_contain_text(str(number))

    def test_from_a_list_a_search_a_need_and_a_record(self, page, site):
        page.goto(f"{site}/en/organisations/")
        page.get_by_role("link", name="Collect for an information sheet").click()
        page.get_by_role("link", name="Add to the sheet").nth(1).click()
        self.on_the_sheet(page, 1)
        page.get_by_role("main").get_by_role("searchbox").fill("Tammuz")
        page.get_by_role("main").get_by_role("button", name="Search").first.click()
        page.get_by_role("link", name=re.compile(r"^Add to the sheet\W+Tammuz")).click()
        self.on_the_sheet(page, 2)
        page.goto(re.sub(r"/en/\S+\?", "/en/help/?", page.url.replace("q=Tammuz&", "")).split("#")[0])
        page.get_by_role("link", name="Add to the sheet").first.click()
        self.on_the_sheet(page, 3)
        page.get_by_role("link", name="Organisations").first.click()
        page.get_by_role("link", name="IKKR", exact=True).click()
        page.get_by_role("link", name=re.compile(r"^Add to the sheet\W+IKKR")).click()
        self.on_the_sheet(page, 4)
        page.get_by_role("link", name="Show the sheet").click()
        expect(page.locator(".pick")).to_have_count(4)

    def test_what_is_on_it_is_moved_and_taken_off_and_all_of_it_at_once(self, page, site):
        page.goto(f"{site}/en/sheet/?{PICKS}")
        names = page.locator(".pick div[lang=en] h2")
        first = names.first.inner_text()
        page.get_by_role("link", name=re.compile("^Move down")).first.click()
        expect(names.nth(1)).to_have_text(first)
        page.get_by_role("link", name=re.compile("^Remove")).nth(1).click()
        expect(names).to_have_count(2)
        page.get_by_role("link", name="Empty the sheet").click()
        expect(names).to_have_count(0)

    def test_a_card_that_is_on_it_can_be_taken_off_where_it_stands(self, page, site):
        page.goto(f"{site}/en/organisations/?sheet={encode([])}")
        page.get_by_role("link", name="Add to the sheet").nth(2).click()
        page.get_by_role("link", name=re.compile("^Remove")).click()
        self.on_the_sheet(page, 0)

    def test_reading_goes_on_without_it(self, page, site):
        page.goto(f"{site}/en/organisations/?country=SE&sheet={encode([])}")
        page.get_by_role("link", name="Go on without the sheet").click()
        expect(page).to_have_url(f"{site}/en/organisations/?country=SE")
        expect(page.get_by_text("On the sheet:")).to_have_count(0)

    def test_sorani_stands_beside_as_names_and_lines(self, page, site):
        page.goto(f"{site}/en/sheet/?{PICKS}")
        page.get_by_label("Second language").select_option("ckb")
        page.get_by_role("button", name="Choose").click()
        expect(page.locator(".by-hand[lang=ckb][dir=rtl]")).to_have_count(3)
        expect(page.locator("header [lang=ckb]")).to_have_text("کوردیی سۆرانی")
        page.get_by_role("link", name="Organisations").last.click()
        page.get_by_role("link", name="Show the sheet").click()
        expect(page.locator(".by-hand")).to_have_count(3)

    def test_a_list_becomes_a_booklet_that_leads_back(self, page, site):
        page.goto(f"{site}/en/organisations/?country=IQ")
        page.get_by_role("link", name="Print the list as a booklet").click()
        entries = page.get_by_role("navigation", name="Contents").get_by_role("link")
        expect(entries.first).to_be_visible()
        expect(page.locator(".pick")).to_have_count(entries.count())
        entries.nth(1).click()
        expect(page.locator(".pick:target")).to_have_count(1)
        page.get_by_role("link", name="Back to the list").click()
        expect(page).to_have_url(f"{site}/en/organisations/?country=IQ")


class TestWithScripts(Collecting):
    pass


class TestWithoutScripts(Collecting):
    @pytest.fixture
    def page(self, page_without_scripts):
        return page_without_scripts

    def test_a_sheet_of_two_is_put_together_from_its_own_search(self, page, site):
        page.goto(f"{site}/en/sheet/")
        for words in ("Linna Drop-in Centre", "Tammuz"):
            page.get_by_role("main").get_by_role("searchbox").fill(words)
            page.get_by_role("main").get_by_role("button").first.click()
            page.get_by_role("link", name=re.compile("^Add")).first.click()
        page.get_by_role("link", name="Close the search").click()
        expect(page.locator(".pick")).to_have_count(2)

    def test_a_record_goes_from_its_page_to_a_sheet_and_off_it(self, page, site):
        page.goto(f"{site}/en/organisations/kvinnors-natverk/")
        page.get_by_role("link", name="Add to an information sheet").click()
        expect(page.locator(".pick")).to_have_count(1)
        page.get_by_role("link", name=re.compile("^Remove")).click()
        expect(page.locator(".pick")).to_have_count(0)

    def test_a_code_is_typed_from_paper(self, page, site):
        page.goto(f"{site}/en/sheet/?{PICKS}")
        code = page.locator(".typed b").inner_text()
        page.goto(f"{site}/en/sheet/")
        page.get_by_label("Code of a printed sheet").fill(f" {code[:4].lower()} {code[4:]} ")
        page.get_by_role("button", name="Open").click()
        expect(page.locator(".pick")).to_have_count(3)


@pytest.mark.parametrize("size", [{"width": 360, "height": 640}, {"width": 320, "height": 256}])
@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_the_bar_of_an_open_sheet_covers_nothing_and_fits(page, site, language, size):
    page.set_viewport_size(size)
    page.goto(f"{site}/{language}/organisations/ikkr/?sheet={encode([])}")
    assert page.locator(".open-sheet").evaluate("one => getComputedStyle(one).position") == "static"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_on_paper_no_record_of_a_booklet_is_cut(page, site, language):
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    page.goto(f"{site}/{language}/booklet/organisations/?country=SE")
    assert page.locator(".pick").first.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
    expect(page.get_by_role("link", name=re.compile("^(Back|Tillbaka|العودة)"))).to_have_count(0)
