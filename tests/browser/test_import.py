"""An editor hands in an Arabic workbook, in a real browser."""

from io import BytesIO

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from networks.models import ImportFile
from organisations.models import Organisation

from .conftest import sign_in


@pytest.fixture
def site(editable_site):
    return editable_site


@pytest.fixture
def signed_in(page, site, editor_account, faults):
    return sign_in(page, site, editor_account, "ar")


def arabic_workbook():
    """Return the bytes of a workbook as Arabic Excel writes it: one new record, one changed, one wrong."""
    book = Workbook()
    book.active.sheet_view.rightToLeft = True
    book.active.append(["آخر عنوان الصفحة", "name_ar", "summary_ar", "founding_date", "phone"])
    book.active.append(["bayt", "بيت النساء في البصرة", "ملخص.", 1994.0, "+964 770 123 456"])
    book.active.append(["owfi", None, "ملخص جديد كتبته محررة.", None, None])
    book.active.append(["no address", "اسم", None, "1994/3", None])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_arabic_workbook_is_looked_at_and_imported(signed_in, site, faults):
    page = signed_in
    page.locator(".model-organisation th a").first.click()
    page.locator(".object-tools a[href*='/import/']").click()
    file = {"name": "سجلات.xlsx", "mimeType": "application/octet-stream", "buffer": arabic_workbook()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("#content-main [type=submit]").click()
    expect(page.locator(".import-counts strong")).to_have_text(["1", "1", "0", "0", "0", "1"])
    expect(page.get_by_text("ملخص جديد كتبته محررة.")).to_be_visible()
    page.locator("button.default").click()
    expect(page.locator(".import-result .import-counts strong")).to_have_text(["1", "1", "0", "0", "0", "1"])
    bayt = Organisation.objects.get(slug="bayt")
    assert (bayt.name_ar, bayt.founding_date, bayt.status) == ("بيت النساء في البصرة", "1994", "draft")
    assert ImportFile.objects.get().state == "done"
    assert not faults
