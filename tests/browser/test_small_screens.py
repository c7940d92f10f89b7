"""What fits a small telephone with letters of double size, and the menu there, in a real browser."""

import pytest
from playwright.sync_api import expect

PAGES = """
. organisations/ networks/ projects/ people/ countries/ countries/se/ focus-areas/ help/ help/violence/
focus-areas/violence-against-women/ sources/ connections/ timeline/ safety/ about/ accessibility/
organisations/ikkr/ organisations/kvinnors-natverk/ networks/iraqi-whrd-protection-network/
projects/wli-conference-2023/ people/halala-rafi/ sheet/?pick=projects/matilda search/?q=kvinnor
search/?q=xyzxyz report/ report/?about=organisations/ikkr report/outcome/ nothing-here/
""".split()
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def double_letters(page):
    page.evaluate("document.documentElement.style.fontSize = '200%'")


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_letters_of_double_size_make_no_page_scroll_sideways(page, site, language):
    page.set_viewport_size({"width": 320, "height": 640})
    wider = {}
    for path in PAGES:
        page.goto(f"{site}/{language}/{path}", wait_until="domcontentloaded")
        double_letters(page)
        wider[path] = page.evaluate(WIDER)
    assert {path: by for path, by in wider.items() if by} == {}


def test_a_word_wider_than_the_window_breaks(page, site):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site}/sv/about/")
    page.evaluate("document.querySelector('h1').textContent = 'kvinnorättsorganisationer'.repeat(3)")
    assert page.evaluate(WIDER) == 0


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_the_button_of_the_menu_stays_where_it_is(page, site, language):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{site}/{language}/organisations/")
    button = page.locator(".site-nav summary")
    before = button.bounding_box()
    button.click()
    expect(page.locator(".site-nav .menu a").last).to_be_visible()
    assert button.bounding_box() == before


def test_the_menu_on_a_phone_begins_with_help_and_the_subjects(page, site):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{site}/en/organisations/")
    page.locator(".site-nav summary").click()
    assert page.locator(".site-nav .menu a").all_inner_texts()[:3] == [
        "Find help",
        "Focus areas",
        "Organisations",
    ]


@pytest.mark.parametrize("width", [768, 1280])
def test_the_field_of_search_shares_its_row(page, site, width):
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(f"{site}/sv/about/")
    brand, field = (page.locator(f".site-nav {one}").bounding_box() for one in (".brand", "form"))
    assert field["y"] < brand["y"] + brand["height"]


def test_safe_browsing_is_in_view_on_a_phone(page, site):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{site}/sv/organisations/")
    expect(page.locator(".bar a.safe")).to_be_in_viewport()
