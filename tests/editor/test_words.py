"""What editors read in their own language: Django's words, names of roles, dates, numbers, directions."""

import datetime
import json

import pytest
from django.contrib.auth.models import Group
from django.utils.formats import date_format
from django.utils.translation import override

from organisations.languages import country_choices
from organisations.models import Organisation, Source
from organisations.search.index import deferred

from ..conftest import make_account
from ..world import cite, make_organisation, make_source
from .test_admin import admin_url, opened_form

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
    response = editor.post(address, opened_form(editor, address), follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert [words.startswith("حُفظ التعديل: منظمة") for words in said] == [True]


def test_a_field_that_is_no_action_asks_for_no_action_in_arabic(editor):
    page = editor.get(arabic(admin_url(Organisation, "add"))).content.decode()
    assert "اختر إجراءً" not in page


@pytest.mark.parametrize(("language", "words"), [("sv", "Redaktör"), ("ar", "تحرير")])
@pytest.mark.parametrize("page", ["", "add"])
def test_roles_have_names_in_the_language_of_the_page(editor, language, words, page):
    user = make_account("nour")
    user.groups.add(Group.objects.get(name="Editor"))
    path = f"{user.pk}/change/" if page else ""
    html = editor.get(f"/{language}/admin/auth/user/{path}").content.decode()
    assert words in html
    assert "Editor\n" not in html


def test_a_group_of_another_name_keeps_it(editor):
    group = Group.objects.create(name="Volunteers")
    page = editor.get(f"/ar/admin/auth/user/{make_account('nour').pk}/change/")
    assert (group.pk, "Volunteers") in list(page.context["adminform"].form.fields["groups"].choices)


@pytest.mark.parametrize(("number", "words"), [(1, "صف واحد"), (2, "صفان"), (3, "3 صفوف"), (11, "11 صفًا")])
def test_the_number_of_rows_agrees_with_its_word(editor, number, words):
    with deferred():
        for one in range(number):
            make_organisation(f"house-{one}")
    page = editor.get(arabic(admin_url(Organisation, "changelist"))).content.decode()
    assert words in page[page.index('class="paginator"') :]


def test_the_scripts_count_what_is_ticked_in_our_words(editor):
    script = editor.get("/ar/admin/jsi18n/").content.decode()
    assert json.dumps("المحدد: %(sel)s من %(cnt)s") in script


def test_an_arabic_date_stands_before_its_time_in_arabic_order():
    with override("ar"):
        assert (
            date_format(datetime.datetime(2026, 11, 22, 1, 42), "DATETIME_FORMAT")
            == "22 تشرين الثاني/نوفمبر 2026، 01:42"
        )


def test_a_latin_title_does_not_turn_an_arabic_citation_around(house):
    citation = cite(house, "name", source=make_source(title="The text"))
    with override("ar"):
        assert str(citation) == "\u200f\u2068The text\u2069، الفقرة 1"


@pytest.mark.parametrize(
    ("model", "field", "direction"),
    [
        (Source, "slug", "ltr"),
        (Source, "url", "ltr"),
        (Source, "date", "ltr"),
        (Source, "title", "auto"),
        (Organisation, "start_date", "ltr"),
        (Organisation, "scheme", "auto"),
        (Organisation, "value", "auto"),
    ],
)
def test_dates_and_addresses_are_written_left_to_right(editor, model, field, direction):
    response = editor.get(arabic(admin_url(model, "add")))
    assert attributes_of(response, field)["dir"] == direction


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_language_links_of_the_page_after_signing_out_lead_somewhere(editor, signed_in):
    if not signed_in:
        editor.post("/sv/admin/logout/")
    assert editor.get("/ar/admin/logout/", follow=True).status_code == 200


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_each_country_to_choose_has_a_name(language):
    with override(language):
        assert not [code for code, name in country_choices() if code == name]


def test_an_account_does_not_show_how_its_password_is_kept(editor):
    page = editor.get(f"/sv/admin/auth/user/{make_account('nour').pk}/change/").content.decode()
    assert "pbkdf2" not in page
    assert 'href="../password/"' in page
