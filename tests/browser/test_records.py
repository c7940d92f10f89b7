"""A record as a reader takes it along: what a copy of its facts says, and what folds on a telephone."""

import pytest

IKKR = "organisations/ikkr/"
PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


def copied(page, selector):
    """Return what the clipboard would hold of an element, in words."""
    page.locator(selector).first.evaluate("element => getSelection().selectAllChildren(element)")
    return " ".join(page.evaluate("getSelection().toString()").split())


@pytest.mark.parametrize(("language", "founded"), [("sv", "1994 ["), ("ar", "1994 ["), ("en", "1994 [")])
def test_a_copied_year_stays_a_year(page, site, language, founded):
    page.goto(f"{site}/{language}/{IKKR}")
    assert founded in copied(page, ".facts")
    assert founded in copied(page, "#in-1")


def test_a_mark_leads_to_its_paragraph_in_view(page, site):
    page.goto(f"{site}/sv/{IKKR}")
    page.locator(".facts .cite a").first.click()
    place = page.locator(".references li:target")
    assert place.bounding_box()["y"] < page.viewport_size["height"]
    assert "stycke" in place.inner_text()


def test_all_sources_are_one_press_away(page, site):
    page.goto(f"{site}/sv/{IKKR}")
    left_out = page.locator(".cite .more")
    assert left_out.count()
    left_out.first.click()
    assert "sources=1" in page.url
    assert page.locator(".cite .more").count() == 0


@pytest.mark.parametrize(("size", "is_shown"), [(PHONE, False), (LAPTOP, True)])
def test_a_long_list_folds_on_a_telephone_alone(page_without_scripts, site, size, is_shown):
    page = page_without_scripts
    page.set_viewport_size(size)
    page.goto(f"{site}/sv/{IKKR}")
    assert page.locator(".fold a").first.is_visible() == is_shown
    assert page.locator(".contents").is_visible() != is_shown


def test_the_contents_open_what_is_folded(page_without_scripts, site):
    page = page_without_scripts
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/sv/{IKKR}")
    page.get_by_role("link", name="Nätverk", exact=True).locator("visible=true").last.click()
    assert page.locator(".fold a").first.is_visible()


def test_paper_shows_what_is_folded_and_every_mark(page, site):
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/sv/{IKKR}")
    page.emulate_media(media="print")
    assert page.locator(".fold a").first.is_visible()
    assert page.locator(".rest").first.is_visible()
    assert not page.locator(".cite .more").first.is_visible()
