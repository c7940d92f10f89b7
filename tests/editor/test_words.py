"""What editors read in their own language: Django's words, names of roles, dates, numbers, directions."""

import json

import pytest

from organisations.models import Organisation

from ..world import make_organisation
from .test_admin import admin_url, form_data

pytestmark = pytest.mark.django_db


def arabic(address):
    return address.replace("/en/", "/ar/", 1)


def attributes_of(response, name):
    forms = [response.context["adminform"].form]
    forms += [s.formset.empty_form for s in response.context["inline_admin_formsets"]]
    return next(form.fields[name].widget.attrs for form in forms if name in form.fields)


@pytest.fixture
def house():
    return make_organisation(name_ar="بيت النساء")


def test_a_change_is_told_as_a_change_in_arabic(editor, house):
    """Django's own Arabic says that the record was added."""
    address = arabic(admin_url(Organisation, "change", house.pk))
    response = editor.post(address, form_data(editor.get(address)), follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert [words.startswith("حُفظ التعديل: منظمة") for words in said] == [True]


def test_a_field_that_is_no_action_asks_for_no_action_in_arabic(editor):
    page = editor.get(arabic(admin_url(Organisation, "add"))).content.decode()
    assert "اختر إجراءً" not in page


def test_the_scripts_count_what_is_ticked_in_our_words(editor):
    script = editor.get("/ar/admin/jsi18n/").content.decode()
    assert json.dumps("المحدد: %(sel)s من %(cnt)s") in script


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_language_links_of_the_page_after_signing_out_lead_somewhere(editor, signed_in):
    if not signed_in:
        editor.post("/sv/admin/logout/")
    assert editor.get("/ar/admin/logout/", follow=True).status_code == 200
