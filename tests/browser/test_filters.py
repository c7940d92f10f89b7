"""Choosing filters in a real browser, on a phone: the button stays in view and tells the truth."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import follow


@pytest.fixture
def small(page):
    page.set_viewport_size({"width": 360, "height": 640})
    return page


def button(page):
    return page.get_by_role("button", name=re.compile("^Show"))


def choose(page, site, path="organisations/"):
    """Open the filters and choose Sweden; return the number beside it."""
    page.goto(f"{site}/en/{path}")
    page.locator(".filters > details > summary").click()
    choice = page.locator("input[name=country][value=SE]")
    choice.check()
    return choice.locator("xpath=..").locator(".number").inner_text()


@pytest.mark.parametrize("path", ["organisations/", "search/?q=women", "timeline/"])
def test_the_button_says_how_many_a_choice_will_show(small, site, path, faults):
    number = choose(small, site, path)
    expect(button(small)).to_have_text(re.compile(rf"Show\s+{number} (organisations|results)"))
    follow(button(small))
    assert small.locator(".count [role=status]").inner_text().split()[0] == number
    assert not faults


def test_the_button_stays_in_view(small, site):
    choose(small, site)
    small.evaluate("scrollTo(0, 500)")
    expect(button(small)).to_be_in_viewport(ratio=1)


def test_words_that_were_typed_are_sent_by_the_button_only(small, site):
    small.goto(f"{site}/en/organisations/")
    asked = []
    small.on("request", lambda request: "?" in request.url and asked.append(request.url))
    small.locator(".filters > details > summary").click()
    small.locator("input[name=q]").first.fill("secret")
    small.locator("input[name=country][value=SE]").check()
    expect(button(small)).to_have_text("Show")
    assert asked == []


def test_without_scripts_the_button_claims_no_number_that_it_cannot_know(page_without_scripts, site):
    page = page_without_scripts
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{site}/en/organisations/")
    choose(page, site)
    expect(page.locator("[data-live]")).to_be_hidden()
    page.locator("input[name=country][value=SE]").uncheck()
    expect(page.locator("[data-live]")).to_be_visible()
