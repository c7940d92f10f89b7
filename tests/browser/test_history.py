"""What an editor does with the past of a record, in Arabic, in a real browser."""

import pytest
from playwright.sync_api import expect

from .conftest import follow
from .test_editing import open_record


@pytest.fixture
def site(editable_site):
    return editable_site


def test_a_summary_that_was_overwritten_is_brought_back_in_arabic(signed_in, faults):
    page = signed_in
    open_record(page, "OWFI")
    before = page.locator("#id_summary_ar").input_value()
    page.locator("#id_summary_ar").fill("نص كُتب سهوًا")
    follow(page.locator("[name=_continue]").first)
    follow(page.locator(".historylink"))
    expect(page.locator("ins").filter(has_text="نص كُتب سهوًا")).to_be_visible()
    expect(page.locator(".difference").first).to_have_css("direction", "rtl")
    follow(page.locator(".revisions .button").last)
    follow(page.locator("#content [type=submit]"))
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.locator(".breadcrumbs a").last.click()
    expect(page.locator("#id_summary_ar")).to_have_value(before)
    assert not faults
