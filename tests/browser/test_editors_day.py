"""A whole day in the Arabic admin: a new record on its way to readers, and back, and to them again."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from organisations.models import Organisation
from orgdirectory.feedback import spam as guards

from ..conftest import make_account, make_device
from .conftest import follow, open_page, sign_in

NAME = "بيت الأمل للنساء"
ADDRESS = "organisations/bayt-al-amal"


@pytest.fixture
def site(editable_site):
    return editable_site


def somebody(role, name):
    user = make_account(name)
    user.groups.add(Group.objects.get(name=role))
    make_device(user)
    return user


@pytest.fixture
def editor(page, site, faults):
    return sign_in(page, site, somebody("Editor", "nour"), "ar")


@pytest.fixture
def publisher(browser, site):
    for page in open_page(browser):
        yield sign_in(page, site, somebody("Publisher", "layla"), "ar")


def choose(row, field, typed, shown):
    """Choose in a field that is searched by typing."""
    row.locator(f".field-{field} .select2-selection").click()
    row.page.locator(".select2-search__field").last.fill(typed)
    row.page.locator(".select2-results__option", has_text=shown).first.click()


def add_row(page, prefix):
    page.locator(f"#{prefix}-group .add-row a").first.click()
    return page.locator(f"#{prefix}-group .dynamic-{prefix}").last


def press(page, act):
    button = page.locator(f"[name=_act][value={act}]")
    button.wait_for(state="attached")
    if not button.is_visible():
        page.locator("details").filter(has=button).locator("summary").click()
    page.locator(f"button[name=_act][value={act}]").click()
    expect(page.locator(".messagelist .success").first).to_be_visible()


def open_form(page, site, slug="bayt-al-amal"):
    pk = Organisation.objects.get(slug=slug).pk
    page.goto(f"{site}/ar/admin/organisations/organisation/{pk}/change/")
    return page


def add_the_record(page, site):
    """Write a new organisation in three languages, with a tie and a citation, and hand it in."""
    page.goto(f"{site}/ar/admin/organisations/organisation/add/")
    texts = {"ar": (NAME, "بيت للنساء في بغداد."), "sv": ("Hoppets hus", "Ett hus för kvinnor.")}
    for language, (name, summary) in (texts | {"en": ("House of Hope", "A house for women.")}).items():
        page.locator(f"#id_name_{language}").fill(name)
        page.locator(f"#id_summary_{language}").fill(summary)
    page.locator("#id_slug").fill("bayt-al-amal")
    page.locator("#id_original_language").select_option("ar")
    page.locator("#id_kind").select_option("shelter")
    tie = add_row(page, "memberships")
    choose(tie, "network", "unizon", "UNIZON")
    choose(tie, "role", "member", "جهة عضو")
    citation = add_row(page, "citations")
    choose(citation, "source", "strategic", "Strategic Meeting")
    citation.locator("[name$=paragraph]").fill("2")
    for fact in ("name", "summary"):
        citation.locator(f"[name$=supports][value={fact}]").check()
    press(page, "submit")


def publish_what_waits(page, site):
    page.goto(f"{site}/ar/admin/")
    page.locator(".panel", has_text="بانتظار النشر").get_by_role("link", name=NAME).click()
    press(page, "publish")


def correct_as_a_reader(page, site):
    """Propose another summary; return the code of the receipt."""
    page.goto(f"{site}/ar/report/?about={ADDRESS}")
    page.locator('main a[href$="fact=summary_ar"]').click()
    page.locator("[name=proposal]").fill("بيت مفتوح للنساء في بغداد.")
    page.locator("main form button").click()
    return page.locator(".citation bdi").inner_text()


def accept_the_correction(page, site):
    page.goto(f"{site}/ar/admin/networks/report/")
    page.locator("#result_list tbody th a").first.click()
    page.locator("[name=answer]").fill("شكرًا.")
    page.locator("[name=_accept]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def merge_with_its_twin(page, site):
    duplicate = Organisation.objects.create(slug="twin", name_ar="بيت الأمل", original_language="ar")
    kept = Organisation.objects.get(slug="bayt-al-amal")
    page.goto(f"{site}/ar/admin/organisations/organisation/{kept.pk}/merge/{duplicate.pk}/")
    page.locator("#content form[method=post] [type=submit]").click()
    expect(page.locator("#content .submit-row a")).to_be_visible()


def status_of(page, site, path=ADDRESS):
    return page.request.get(f"{site}/ar/{path}/").status


def test_a_day_in_arabic(editor, publisher, page_without_scripts, site, faults, monkeypatch):
    monkeypatch.setattr(guards, "QUICKEST", 0)  # this reader writes fast
    add_the_record(editor, site)
    assert status_of(editor, site) == 404

    open_form(editor, site).get_by_role("button", name="معاينة", exact=True).click()
    expect(editor.locator("h1")).to_have_text(NAME)
    expect(editor.locator("html")).to_have_attribute("dir", "rtl")

    publish_what_waits(publisher, site)
    publisher.goto(f"{site}/ar/{ADDRESS}/")
    expect(publisher.locator("h1")).to_have_text(NAME)
    expect(publisher.locator(".references ol li")).to_have_count(1)

    code = correct_as_a_reader(page_without_scripts, site)
    accept_the_correction(editor, site)
    editor.goto(f"{site}/ar/{ADDRESS}/")
    expect(editor.locator(".lead")).to_contain_text("بيت مفتوح للنساء في بغداد.")
    editor.goto(f"{site}/ar/report/outcome/")
    editor.locator("[name=code]").fill(code)
    editor.locator("main form button").click()
    expect(editor.locator("main")).to_contain_text("شكرًا.")

    press(open_form(editor, site), "confirm")
    assert Organisation.objects.get(slug="bayt-al-amal").verified_by.username == "nour"

    merge_with_its_twin(publisher, site)
    publisher.goto(f"{site}/ar/{ADDRESS}/")
    expect(publisher.locator("main")).to_contain_text("بيت الأمل")

    press(open_form(publisher, site), "withdraw")
    assert status_of(publisher, site) == 410
    assert Organisation.objects.get(slug="bayt-al-amal").name_ar == NAME

    press(open_form(publisher, site), "publish")
    follow(open_form(publisher, site).locator(".historylink"))
    follow(publisher.locator(".revisions .button").last)
    publisher.locator("#content [type=submit]").click()
    expect(publisher.locator(".messagelist .success")).to_be_visible()
    publisher.goto(f"{site}/ar/{ADDRESS}/")
    expect(publisher.locator(".lead")).to_contain_text("بيت للنساء في بغداد.")
    assert not faults
