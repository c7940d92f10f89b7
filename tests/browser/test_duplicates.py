"""An editor writes a name that is there already, and a publisher merges two records, in a real browser."""

import pytest
from playwright.sync_api import expect

from organisations.models import Organisation

from ..world import make_organisation


@pytest.fixture
def site(editable_site):
    return editable_site


def test_typing_a_name_that_is_there_warns_in_arabic(signed_in, site, faults):
    page = signed_in
    page.goto(f"{site}/ar/admin/organisations/organisation/add/")
    page.locator("#id_name_ar").press_sequentially("منظمه حريه المراه في العراق")
    expect(page.locator("[role=status] .twins a").first).to_contain_text("حرية المرأة")
    assert not faults


def test_two_records_are_merged_and_are_two_again_when_that_is_undone(signed_in, site, faults):
    page = signed_in
    kept = Organisation.objects.get(slug="owfi")
    gone = make_organisation("twin", name_ar="منظمة أخرى", name_sv="Den andra", status="draft")
    page.goto(f"{site}/ar/admin/organisations/organisation/{kept.pk}/merge/{gone.pk}/")
    page.locator("input[name=name_sv][value=gone]").check()
    page.locator("#content form[method=post] [type=submit]").click()
    page.locator("#content .submit-row a").click()
    expect(page.locator("#id_name_sv")).to_have_value("Den andra")
    page.go_back()
    page.locator("#content form.submit-row [type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#id_name_sv")).not_to_have_value("Den andra")
    assert not faults
