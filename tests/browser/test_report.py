"""Reporting an error in real Chromium: without scripts, without a cookie, with the keyboard."""

import pytest
from django.utils import translation
from django.utils.timezone import localdate
from playwright.sync_api import expect

from networks.models import Report
from organisations.models import Organisation
from orgdirectory.feedback import spam as guards
from orgdirectory.feedback.confirmation import address_of

from ..world import make_confirmation_request
from .conftest import sign_in


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
    page.get_by_role("link", name="تصحيح معلومة").click()
    page.get_by_label("رسالتك").fill("السنة خاطئة.\nالصحيح 1994.")
    page.get_by_role("button", name="إرسال إلى المحررين").click()
    return page


def test_a_visitor_reports_an_error_and_reads_the_thanks(sent):
    expect(sent.get_by_role("heading", level=1)).to_have_text("شكرًا جزيلًا")


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
    page.get_by_label("An error on a page").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("One is missing.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert Report.objects.get().kind == "missing"


def code_after(page):
    return page.locator(".citation bdi").inner_text()


def test_a_correction_is_accepted_in_the_admin_and_its_outcome_seen_by_the_code(page, site, editor_account):
    page.goto(f"{site}/ar/report/?about=organisations/kvinnors-natverk")
    page.locator('main a[href$="fact=summary_ar"]').click()
    page.locator("[name=proposal]").fill("منظمة تأسست سنة 1994.")
    page.locator("main form button").click()
    code = code_after(page)
    sign_in(page, site, editor_account, "ar")
    page.goto(f"{site}/ar/admin/networks/report/{Report.objects.get().pk}/change/")
    page.locator("[name=answer]").fill("شكرًا.")
    page.locator("[name=_accept]").click()
    page.goto(f"{site}/ar/organisations/kvinnors-natverk/")
    expect(page.locator(".lead")).to_contain_text("منظمة تأسست سنة 1994.")
    page.goto(f"{site}/ar/report/outcome/")
    page.locator("[name=code]").fill(code.lower().replace("-", " "))
    page.locator("main form button").click()
    expect(page.locator("main .facts .citation")).to_have_text("شكرًا.")


def test_an_answer_that_is_loaded_again_gives_the_same_code(sent):
    code = code_after(sent)
    sent.reload()
    assert (code_after(sent), Report.objects.count()) == (code, 1)


def test_a_link_to_those_concerned_is_answered_without_scripts(page, site):
    record = Organisation.objects.get(slug="kvinnors-natverk")
    confirmation_request = make_confirmation_request(record)
    with translation.override("ar"):
        page.goto(f"{site}{address_of(confirmation_request)}")
    page.locator("[name=answer][value=correct]").check()
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("شكرًا جزيلًا")
    record.refresh_from_db()
    assert record.verified_on == localdate()
