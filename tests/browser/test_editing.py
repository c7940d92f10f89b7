"""An editor in the Arabic admin, in a real browser."""

import pytest
from playwright.sync_api import expect

from organisations.models import Organisation

from .conftest import follow

ROWS = ("citations", "other_names", "affiliations", "affiliated_to", "memberships", "participations")


@pytest.fixture
def site(editable_site):
    return editable_site


def open_record(page, name):
    follow(page.locator(".model-organisation th a").first)
    page.locator("#searchbar").fill(name)
    page.locator("#searchbar").press("Enter")
    follow(page.locator("#result_list tbody th a").first)


def test_an_arabic_description_is_changed_and_seen_on_the_arabic_page(signed_in, site, faults):
    page = signed_in
    open_record(page, "OWFI")
    expect(page.locator("#id_description_ar")).to_have_attribute("dir", "rtl")
    page.locator("#id_description_ar").fill("وصف جديد كتبته محررة.")
    page.locator("[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(f"{site}/ar/organisations/owfi/")
    expect(page.get_by_text("وصف جديد كتبته محررة.")).to_be_visible()
    assert not faults


def test_a_tie_is_added_by_typing_the_name_of_the_person(signed_in, site, faults):
    page = signed_in
    open_record(page, "OWFI")
    page.locator("#affiliations-group .add-row a").first.click()
    row = page.locator("#affiliations-group .dynamic-affiliations").last
    for field, typed, shown in [("person", "Halala", "هلالة رافي"), ("role", "partner", "جهة شريكة")]:
        row.locator(f".fieldBox.field-{field} .select2-selection").click()
        page.locator(".select2-search__field").last.fill(typed)
        page.locator(".select2-results__option", has_text=shown).click()
    page.locator("[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(f"{site}/en/organisations/owfi/")
    expect(page.locator(".ties").get_by_role("link", name="Halala Rafi")).to_be_visible()
    assert not faults


def test_the_languages_of_a_field_stand_side_by_side_and_stacked_on_a_phone(signed_in):
    page = signed_in
    open_record(page, "OWFI")

    def tops():
        return [page.locator(f"#id_name_{code}").bounding_box()["y"] for code in ("sv", "ar", "en")]

    page.set_viewport_size({"width": 1280, "height": 800})
    assert len(set(tops())) == 1
    page.set_viewport_size({"width": 360, "height": 800})
    assert len(set(tops())) == 3


def test_a_volunteers_file_goes_out_and_comes_back_into_the_arabic_page(signed_in, site, faults, tmp_path):
    page = signed_in
    page.goto(f"{site}/ar/admin/worklist/")
    follow(page.locator(".worklist .button"))
    with page.expect_download() as download:
        page.locator("a[href$='/ar.po']").click()
    file = tmp_path / "ar.po"
    original, there = "organisations/owfi#summary", download.value.path().read_text("utf-8")
    before, entry, after = there.partition(f'msgctxt "{original}"')
    text, _line, rest = after.partition("\nmsgstr ")
    rest = rest[rest.index("\n\n") :]
    file.write_text(f'{before}{entry}{text}\nmsgstr "ملخص كتبته متطوعة."{rest}', "utf-8")
    page.locator("#id_language").select_option("ar")
    page.locator("#id_file").set_input_files(file)
    follow(page.locator("#content-main [type=submit]"))
    expect(page.locator("#content-main td").last).to_have_text("ملخص كتبته متطوعة.")
    follow(page.locator("#content-main [type=submit]"))
    expect(page.locator(".outcome")).to_be_visible()
    page.goto(f"{site}/ar/organisations/owfi/")
    expect(page.get_by_text("ملخص كتبته متطوعة.")).to_be_visible()
    assert not faults


def test_who_changes_a_cited_text_is_asked_once_whether_the_sources_say_so(signed_in, site, faults):
    page = signed_in
    open_record(page, "OWFI")
    form = page.url
    page.locator("#id_summary_ar").fill("منظمة كتبت عنها محررة من جديد.")
    page.locator("[name=_save]").first.click()
    expect(page.locator(".questions")).to_contain_text("منظمة كتبت عنها محررة من جديد.")
    page.goto(f"{site}/ar/organisations/owfi/")
    expect(page.locator(".lead .cite")).to_have_count(0)
    page.goto(form)
    page.locator(".questions input").first.check()
    page.locator("[name=_save]").first.click()
    expect(page.locator("#result_list")).to_be_visible()
    page.goto(f"{site}/ar/organisations/owfi/")
    expect(page.locator(".lead .cite a")).to_have_count(1)
    assert not faults


def test_saving_with_every_row_folded_changes_nothing(signed_in, site):
    page = signed_in
    open_record(page, "IKKR")
    record = Organisation.objects.get(slug="ikkr")
    expect(page.locator(".inline-related.has_original > details[open]")).to_have_count(0)
    before = everything_of(record)
    page.locator("[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert everything_of(record) == before


def everything_of(record):
    rows = [list(getattr(record, name).order_by("pk").values()) for name in ROWS]
    return rows, Organisation.objects.filter(pk=record.pk).values().get()
