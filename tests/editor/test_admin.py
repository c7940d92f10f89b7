"""What an editor does in the admin, in her language, with no file from another host."""

import re
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib import admin
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from networks.models import Citation, Membership
from organisations.models import Affiliation, FormerSlug, Organisation, Person
from organisations.search.index import deferred

from ..conftest import make_account, sign_in
from ..world import (
    cite,
    make_affiliation,
    make_concept,
    make_focus_area,
    make_helpline,
    make_language,
    make_need,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_place,
    make_project,
    make_report,
    make_role,
    make_source,
    make_target_group,
)

pytestmark = pytest.mark.django_db

MODELS = [m for m in admin.site._registry if m._meta.app_label in {"organisations", "networks"}]


def admin_url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def form_data(response):
    """Return what a browser would send if the editor pressed Save at once."""
    context = response.context_data
    data = {"seen": context["seen"]} if "seen" in context else {}
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    forms = [context["adminform"].form, *(form for formset in formsets for form in formset.forms)]
    forms += [formset.management_form for formset in formsets]
    for one in forms:
        for bound in one:
            value = bound.value()
            if isinstance(value, list | tuple) or (hasattr(value, "__iter__") and not isinstance(value, str)):
                data[bound.html_name] = [getattr(v, "pk", v) for v in value]
            elif value is not None and value is not False:
                data[bound.html_name] = value
    return data


def opened_form(client, address):
    """Return what the form at an address would send if the editor pressed Save at once."""
    return form_data(get_undrawn(client, address))


def get_undrawn(client, address):
    """Return the answer without its page, to draw which takes longest."""

    def leave_empty(response):
        response.content = b""
        return response

    with patch.object(SimpleTemplateResponse, "render", leave_empty):
        return client.get(address)


@pytest.fixture(scope="class")
def world(class_rows):
    """One row of everything that the admin knows."""
    house, person, network = make_organisation(), make_person(), make_network()
    project = make_project()
    make_concept("shelter"), make_place("se"), make_focus_area("peace"), make_language("sv"), make_source()
    cite(make_affiliation(house, person=person), "role")
    make_membership_of(network, house)
    make_participation(project, network=network)
    make_report(network=network), make_helpline(), make_need(), make_target_group()


def make_membership_of(network, house):
    return Membership.objects.create(network=network, organisation=house, role=make_role("member"))


in_each_language = pytest.mark.parametrize("language", ["sv", "ar", "en"])


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
class TestEveryKind:
    def address(self, language, model, page, *args):
        return f"/{language}{admin_url(model, page, *args)[3:]}"

    @in_each_language
    def test_has_a_list(self, editor, model, language):
        assert editor.get(self.address(language, model, "changelist")).status_code == 200

    def test_can_be_searched(self, editor, model):
        address = self.address("ar", model, "changelist")
        assert editor.get(f"{address}?q=منظمة").status_code == 200

    @in_each_language
    def test_has_a_form(self, editor, model, language):
        row = model.objects.first()
        assert editor.get(self.address(language, model, "change", row.pk)).status_code == 200

    def test_names_no_other_host_but_the_way_out(self, editor, model):
        html = editor.get(self.address("ar", model, "change", model.objects.first().pk)).content.decode()
        html = html.replace(f'href="{settings.EXIT_URL}" rel="noreferrer', "")
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', html)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_name_of_a_kind_is_translated(model):
    from django.utils.translation import override

    with override("sv"):
        swedish = str(model._meta.verbose_name_plural)
    with override("ar"):
        assert str(model._meta.verbose_name_plural) != swedish


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("model", [Organisation, Person], ids=lambda model: model.__name__)
def test_a_form_that_is_saved_unchanged_changes_nothing(editor, model):
    row = model.objects.get()
    address = admin_url(model, "change", row.pk)
    before = model.objects.values().get()
    response = editor.post(address, opened_form(editor, address))
    assert response.status_code == 302, response.context["errors"]
    assert model.objects.values().get() == before


def test_an_arabic_description_is_seen_on_the_arabic_page(editor):
    house = make_organisation()
    address = admin_url(Organisation, "change", house.pk)
    data = opened_form(editor, address) | {"description_ar": "بيت للنساء في بغداد."}
    editor.post(address, data)
    assert "بيت للنساء في بغداد." in editor.get("/ar/organisations/womens-house/").content.decode()


@pytest.mark.parametrize(("language", "direction"), [("sv", "ltr"), ("ar", "rtl"), ("en", "ltr")])
@pytest.mark.parametrize("field", ["name", "summary", "description"])
def test_each_input_has_the_language_and_direction_of_its_text(editor, field, language, direction):
    form = editor.get(admin_url(Organisation, "add")).context["adminform"].form
    attributes = form.fields[f"{field}_{language}"].widget.attrs
    assert (attributes["lang"], attributes["dir"]) == (language, direction)


def test_a_tie_is_added_on_the_page_of_the_organisation(editor):
    house, person, role = make_organisation(), make_person(), make_role("chair")
    address = admin_url(Organisation, "change", house.pk)
    tie = {"person": person.pk, "role": role.pk, "start_date": "2014"}
    data = opened_form(editor, address) | {f"affiliations-0-{name}": v for name, v in tie.items()}
    response = editor.post(address, data | {"affiliations-TOTAL_FORMS": 1})
    assert response.status_code == 302
    assert str(Affiliation.objects.get()) == "Amina Ali – chair – Womens House"


def test_a_tie_with_two_parties_is_refused_in_words(editor):
    house = make_organisation()
    address = admin_url(Organisation, "change", house.pk)
    tie = {
        "person": make_person().pk,
        "affiliate": make_organisation("other").pk,
        "role": make_role("chair").pk,
    }
    data = opened_form(editor, address) | {f"affiliations-0-{name}": v for name, v in tie.items()}
    response = editor.post(address, data | {"affiliations-TOTAL_FORMS": 1})
    assert "Choose just one: who has the role?" in response.content.decode()


def test_a_citation_is_added_beside_the_record(editor):
    house, source = make_organisation(), make_source()
    address = admin_url(Organisation, "change", house.pk)
    citation = {"source": source.pk, "paragraph": 3, "item": 0, "supports": ["name", "kind"]}
    data = opened_form(editor, address) | {f"citations-0-{name}": v for name, v in citation.items()}
    response = editor.post(address, data | {"citations-TOTAL_FORMS": 1})
    assert response.status_code == 302, response.context["errors"]
    assert Citation.objects.get().supports == ["name", "kind"]


def test_a_record_its_name_and_its_citation_are_added_in_one_go(editor):
    source, swedish = make_source(), make_language("sv")
    address = admin_url(Organisation, "add")
    data = opened_form(editor, address)
    data |= {
        "name_ar": "بيت",
        "slug": "bayt",
        "kind": "shelter",
        "original_language": "ar",
        "status": "draft",
    }
    data |= {"other_names-TOTAL_FORMS": 1, "other_names-0-name": "Huset"}
    data |= {"other_names-0-language": swedish.pk, "other_names-0-kind": "translation"}
    data |= {"other_names-0-origin": "directory"}
    data |= {"citations-TOTAL_FORMS": 1, "citations-0-source": source.pk, "citations-0-paragraph": 1}
    data |= {"citations-0-item": 0, "citations-0-supports": ["name"]}
    response = editor.post(address, data)
    assert response.status_code == 302, response.context["errors"]
    assert Organisation.objects.get().citations.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("founding_date", "around 1994", "1994, 2019-02 or 2019-02-03"),
        ("dissolution_date", "1906", "The end comes before the beginning."),
        ("kind", "club", "Select a valid choice"),
        ("name_en", "", "Give a name in at least one language."),
        ("slug", "not a slug", "slug"),
    ],
)
def test_a_mistake_in_the_form_is_told_in_words_and_loses_nothing(editor, field, value, words):
    house = make_organisation(founding_date="1994")
    address = admin_url(Organisation, "change", house.pk)
    data = opened_form(editor, address) | {"summary_ar": "ملخص لم يُحفظ", field: value}
    html = editor.post(address, data).content.decode()
    assert words in html
    assert "ملخص لم يُحفظ" in html


def test_a_name_is_found_in_whichever_language_it_is_written(editor):
    make_organisation("tammuz", name_en="Tammuz", name_ar="منظمة تموز")
    make_organisation("other")
    html = editor.get(f"/sv{admin_url(Organisation, 'changelist')[3:]}?q=تموز").content.decode()
    assert "Tammuz" in html
    assert "Other" not in html


def test_a_record_is_found_by_another_name(editor):
    house = make_organisation("owfi", name_en="Freedom House")
    house.other_names.create(name="OWFI", language=make_language("en"), kind="acronym")
    assert "Freedom House" in editor.get(f"{admin_url(Organisation, 'changelist')}?q=owfi").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("translation_state_ar__exact=missing", {"Half House"}),
        ("translation_state_en__exact=missing", set()),
        ("translation_state_ar__exact=xx", set()),
        ("country=IQ", {"Whole House"}),
        ("status__exact=draft", {"Half House"}),
    ],
)
def test_lists_are_filtered_as_editors_work(editor, query, found):
    texts = {"summary_en": "s", "description_en": "d"}
    make_organisation("half-house", status="draft", **texts)
    arabic = {"name_ar": "بيت", "summary_ar": "م", "description_ar": "و"}
    make_organisation("whole-house", places=["iq"], **texts, **arabic)
    html = editor.get(f"{admin_url(Organisation, 'changelist')}?{query}").content.decode()
    assert {name for name in ("Half House", "Whole House") if name in html} == found


def test_autocomplete_finds_a_person_by_an_arabic_name(editor):
    make_person("halala", name_en="Halala Rafi", name_ar="هلالة رافع")
    query = "app_label=organisations&model_name=affiliation&field_name=person&term=هلالة"
    answer = editor.get(f"/sv/admin/autocomplete/?{query}").json()
    assert [row["text"] for row in answer["results"]] == ["Halala Rafi"]


@pytest.mark.parametrize(("language", "word"), [("sv", "Projekt"), ("ar", "المشاريع"), ("en", "Projects")])
def test_the_admin_speaks_the_language_of_its_address(editor, language, word):
    assert word in editor.get(f"/{language}/admin/").content.decode()


def test_an_editor_who_deletes_a_record_reads_what_goes_with_it_by_name(editor):
    house = make_organisation(places=["se"], focus=["peace"])
    make_affiliation(house, "chair", person=make_person())
    html = editor.get(admin_url(Organisation, "delete", house.pk)).content.decode()
    assert "Amina Ali – chair – Womens House" in html
    assert "object (" not in html


def test_the_list_of_citations_names_facts_in_the_language_of_the_editor(editor):
    cite(make_organisation(founding_date="1994"), "founding_date")
    html = editor.get("/sv/admin/networks/citation/").content.decode()
    assert "grundades" in html
    assert "founding_date" not in html


def test_the_arabic_admin_runs_from_right_to_left(editor):
    assert 'dir="rtl"' in editor.get("/ar/admin/").content.decode()


def test_the_language_links_keep_the_page_of_the_admin(editor):
    address = admin_url(Organisation, "add")
    assert 'href="/ar/admin/organisations/organisation/add/"' in editor.get(address).content.decode()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nobody_reads_the_admin_without_signing_in(client, model):
    response = client.get(admin_url(model, "changelist"))
    assert response.status_code == 302
    assert "login" in response.headers["Location"]


def test_a_member_of_staff_without_rights_may_change_nothing(client):
    sign_in(client, make_account("guest"))
    assert client.get(admin_url(Organisation, "changelist")).status_code == 403


@pytest.mark.parametrize(
    ("successor", "words"),
    [("another", "This address leads to “another” now."), ("", "of a record that was taken away")],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_no_record_comes_to_an_address_that_leads_elsewhere(editor, successor, words, is_new):
    make_organisation("another")
    FormerSlug.objects.record_move(Organisation, "left", successor)
    form = (
        admin_url(Organisation, "add")
        if is_new
        else admin_url(Organisation, "change", make_organisation().pk)
    )
    response = editor.post(form, opened_form(editor, form) | {"name_en": "New", "slug": "left"})
    assert words in response.content.decode()


def test_a_record_may_go_back_to_an_address_of_its_own(editor):
    house = make_organisation()
    for slug in ("new-house", "womens-house"):
        form = admin_url(Organisation, "change", house.pk)
        editor.post(form, opened_form(editor, form) | {"slug": slug})
        house.refresh_from_db()
        assert house.slug == slug


def test_a_list_of_many_asks_the_database_a_fixed_number_of_times(editor, django_assert_max_num_queries):
    with deferred():
        for number in range(30):
            make_organisation(f"house-{number}", seat=make_place("se"))
    with django_assert_max_num_queries(16):
        editor.get(admin_url(Organisation, "changelist"))
