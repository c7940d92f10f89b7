"""Reporting an error in real Chromium: without scripts, without a cookie, with the keyboard."""

import pytest
from playwright.sync_api import expect

from networks.models import Report
from orgdirectory import guards


@pytest.fixture
def site(editable_site):
    return editable_site


@pytest.fixture(autouse=True)
def _readers_write_fast(monkeypatch):
    monkeypatch.setattr(guards, "QUICKEST", 0)


@pytest.fixture
def page(page_without_scripts):
    return page_without_scripts


@pytest.fixture
def sent(page, site):
    """The page after a visitor reported an error on a record in Arabic."""
    page.goto(f"{site}/ar/organisations/kvinnors-natverk/")
    page.get_by_role("link", name="الإبلاغ عن خطأ").click()
    page.get_by_label("رسالتك").fill("السنة خاطئة.\nالصحيح 1994.")
    page.get_by_role("button", name="إرسال إلى المحررين").click()
    return page


def test_a_visitor_reports_an_error_and_reads_the_thanks(sent):
    expect(sent.get_by_role("heading", level=1)).to_have_text("شكرًا لك")


def test_what_she_wrote_is_kept_with_its_record(sent):
    report = Report.objects.get()
    assert (report.message, report.subject.slug) == ("السنة خاطئة.\nالصحيح 1994.", "kvinnors-natverk")


def test_no_cookie_is_left(sent):
    assert sent.context.cookies() == []


def test_the_field_for_machines_is_seen_by_nobody(page, site):
    page.goto(f"{site}/sv/report/")
    expect(page.locator("[name=title]")).to_be_hidden()
    assert "Lämna fältet tomt" not in page.locator("body").aria_snapshot()


def test_a_refused_form_begins_with_the_reasons_and_keeps_the_text(page, site):
    page.goto(f"{site}/sv/report/")
    page.get_by_label("Ditt meddelande").fill("Fel år.")
    page.get_by_role("button", name="Skicka till redaktörerna").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Ditt meddelande")).to_have_value("Fel år.")


def test_a_reason_leads_to_its_field(page, site):
    page.goto(f"{site}/sv/report/")
    page.get_by_role("button", name="Skicka till redaktörerna").click()
    page.get_by_role("alert").get_by_role("link", name="Skriv ditt meddelande.").click()
    expect(page.get_by_label("Ditt meddelande")).to_be_focused()


def test_the_form_is_filled_in_with_the_keyboard_alone(page, site):
    page.goto(f"{site}/en/report/?about=organisations/kvinnors-natverk")
    page.get_by_label("An error in a record").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("One is missing.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert Report.objects.get().kind == "missing"
