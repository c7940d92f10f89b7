"""What a page shows once is there again on the way back, in both engines, with scripts and without."""

import pytest
from playwright.sync_api import expect

from networks.models import Report
from organisations.models import Organisation
from orgdirectory.feedback import spam as guards

from ..conftest import make_account
from .conftest import PATIENCE, follow, sign_in
from .tabs import FirefoxTab
from .test_sign_in import set_app_up

CODE = "document.querySelector('.citation bdi')?.textContent"


@pytest.fixture
def site(editable_site):
    return editable_site


@pytest.fixture(autouse=True)
def _readers_write_fast(monkeypatch):
    monkeypatch.setattr(guards, "QUICKEST", 0)


@pytest.fixture(params=["with scripts", "without"])
def page(request, browser):
    with browser.new_context(java_script_enabled=request.param == "with scripts") as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


def send_a_report(page, site):
    page.goto(f"{site}/ar/report/?about=organisations/kvinnors-natverk")
    page.locator("main textarea").first.fill("السنة خاطئة.")
    follow(page.locator("main form button"))
    return page.locator(".citation bdi").inner_text()


@pytest.mark.parametrize("link", ["a[href*='/report/outcome/']", "a[href='/ar/report/']", ".bar .safe"])
def test_the_code_of_a_receipt(page, site, link):
    code = send_a_report(page, site)
    follow(page.locator(link).first)
    page.go_back()
    expect(page.locator(".citation bdi")).to_have_text(code)
    assert Report.objects.count() == 1


def test_what_became_of_a_message(page, site):
    code = send_a_report(page, site)
    page.goto(f"{site}/ar/report/outcome/")
    page.locator("[name=code]").fill(code)
    follow(page.locator("main form button"))
    follow(page.locator("main dl a"))
    page.go_back()
    expect(page.locator("main dl strong")).to_be_visible()


def test_the_link_to_those_concerned(page, site, editor_account):
    sign_in(page, site, editor_account, "sv")
    house = Organisation.objects.get(slug="owfi")
    page.goto(f"{site}/sv/admin/ask/organisation/{house.pk}/")
    follow(page.locator("[name=make]"))
    link = page.locator(".made code").inner_text()
    follow(page.locator(".breadcrumbs a").last)
    page.go_back()
    expect(page.locator(".made code")).to_have_text(link)


def test_the_recovery_codes(page, site, transactional_db):
    codes = set_app_up(page, site, make_account("nora", is_superuser=True), "sv")
    follow(page.locator("a.button"))
    page.go_back()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert page.locator(".recovery-codes code").all_inner_texts() == codes


@pytest.mark.parametrize("link", ["main a[href*='/report/outcome/']", ".bar .safe"])
def test_the_code_of_a_receipt_in_firefox(firefox, site, link):
    tab = FirefoxTab(firefox)
    try:
        tab.visit(f"{site}/ar/report/")
        tab.run("document.querySelector('main textarea').value = 'السنة خاطئة.'")
        tab.run("document.querySelector('main [type=radio]').checked = true")
        tab.follow("main form button")
        code = tab.run(f"return {CODE}")
        tab.follow(link)
        tab.go_back()
        assert (len(code), tab.run(f"return {CODE}")) == (14, code)
    finally:
        firefox.close_tab()
