"""What every page of the admin owes its editors: names, languages, and faults that are easy to find."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission

from organisations.models import Helpline, Organisation, Source

from ..conftest import make_account, sign_in
from ..world import (
    cite,
    make_affiliation,
    make_helpline,
    make_network,
    make_organisation,
    make_person,
    make_role,
    make_source,
)
from .test_admin import admin_url, opened_form

pytestmark = pytest.mark.django_db


class Controls(HTMLParser):
    """The controls of a page and what names them, read as a browser does before any script runs."""

    def __init__(self, html):
        super().__init__()
        self.labelled, self.controls, self.ids, self.described, self.alts = set(), [], [], set(), []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids += [given["id"]] if "id" in given else []
        self.described |= set(given.get("aria-describedby", "").split())
        if tag == "label":
            self.labelled.add(given.get("for"))
        if tag == "img":
            self.alts.append(given.get("alt"))
        if tag in {"select", "textarea", "input"} and given.get("type") not in {"hidden", "submit"}:
            self.controls.append(given)

    @property
    def nameless(self):
        return [
            one["name"]
            for one in self.controls
            if one.get("id") not in self.labelled and not one.get("aria-label")
        ]


@pytest.fixture
def house():
    """An organisation with a row in several of the tables below its form."""
    house = make_organisation(name_sv="Kvinnornas hus", name_ar="بيت النساء", original_language="ar")
    make_affiliation(house, person=make_person())
    cite(house, "name")
    return house


def form_of(editor, row, language="en"):
    address = f"/{language}{admin_url(type(row), 'change', row.pk)[3:]}"
    return editor.get(address).content.decode()


def failed(editor, row, **wrong):
    """Return the page after saving a row's form with something wrong in it."""
    address = admin_url(type(row), "change", row.pk)
    return editor.post(address, opened_form(editor, address) | wrong).content.decode()


def links_of(html):
    summary = html.partition('class="error-summary"')[2].partition("</div>")[0]
    return dict(re.findall(r'<a href="#([^"]+)"><bdi>(.*?)</bdi>', summary))


def label_of(html, field):
    return re.search(rf'<label[^>]*for="id_{field}"[^>]*>(.*?)</label>', html, re.S)[1]


def test_every_control_of_a_form_and_of_its_rows_has_a_label(editor, house):
    assert not Controls(form_of(editor, house)).nameless


def test_no_id_stands_twice_on_a_form(editor, house):
    ids = Controls(form_of(editor, house)).ids
    assert len(ids) == len(set(ids))


def test_what_describes_a_field_is_there(editor, house):
    page = Controls(form_of(editor, house))
    assert page.described <= set(page.ids)


def test_what_is_wrong_with_a_field_describes_it(editor, house):
    page = Controls(failed(editor, house, slug="no slug"))
    assert "id_slug_error" in page.described & set(page.ids)


def test_every_control_of_a_list_has_a_label(editor, house):
    page = Controls(editor.get(admin_url(Organisation, "changelist")).content.decode())
    assert not page.nameless


def test_a_form_without_faults_has_no_summary_of_them(editor, house):
    assert "error-summary" not in form_of(editor, house)


def test_a_fault_is_linked_to_its_field_and_names_the_language(editor, house):
    html = failed(editor, house, name_ar="ا" * 201)
    assert links_of(html) == {"id_name_ar": "Name – العربية"}


def test_a_fault_in_a_row_is_linked_and_says_which_row(editor, house):
    html = failed(editor, house, **{"affiliations-0-start_date": "once"})
    row = "People, funders, partners and departments 1 – Start"
    assert links_of(html) == {"id_affiliations-0-start_date": row}


def test_a_fault_of_a_whole_row_leads_to_the_row(editor, house):
    other = make_organisation("other").pk
    html = failed(editor, house, **{"affiliations-0-affiliate": other})
    (row,) = links_of(html)
    assert row in Controls(html).ids


def test_all_faults_lead_somewhere(editor, house):
    wrong = {"slug": "", "founding_date": "once", "citations-0-paragraph": "x", "citations-0-supports": []}
    html = failed(editor, house, **wrong)
    assert len(links_of(html)) == 4
    assert set(links_of(html)) <= set(Controls(html).ids)


def test_what_an_editor_typed_cannot_become_markup_in_the_summary(editor, house):
    assert "<script>x" not in failed(editor, house, founding_date="<script>x</script>")


def test_a_required_field_says_so_in_words(editor, house):
    assert "(required)" in label_of(form_of(editor, house), "slug")


def test_a_field_that_may_be_empty_does_not(editor, house):
    assert "required" not in label_of(form_of(editor, house), "summary_ar")


def test_the_language_that_the_texts_were_written_in_is_marked(editor, house):
    assert "original" in label_of(form_of(editor, house), "description_ar")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_other_languages_are_not(editor, house, language):
    assert "original" not in label_of(form_of(editor, house), f"description_{language}")


def test_the_label_of_a_record_not_yet_written_marks_no_language(editor):
    html = editor.get(admin_url(Organisation, "add")).content.decode()
    assert "badge original" not in html


def test_a_choice_by_searching_offers_no_empty_option(editor, house):
    assert not re.findall(r"<option[^>]*>\s*</option>", form_of(editor, house))


def test_a_required_choice_by_searching_is_valid_html(editor):
    html = form_of(editor, make_source())
    assert " required" not in re.search(r'<select name="language".*?>', html, re.S)[0]


def test_a_required_choice_by_searching_is_still_required(editor):
    row = make_source()
    assert links_of(failed(editor, row, language="")) == {"id_language": "Language"}


@pytest.mark.parametrize("language", ["sv", "ar"])
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_no_picture_speaks_english(editor, language, page):
    html = editor.get(f"/{language}{admin_url(Organisation, page)[3:]}").content.decode()
    assert not {"Search", "True", "False", "None"} & set(Controls(html).alts)


def test_yes_and_no_are_never_said_as_true_and_false(client):
    user = make_account("reader")
    user.user_permissions.set(Permission.objects.filter(codename="view_network"))
    sign_in(client, user)
    alts = Controls(form_of(client, make_network(stated_members=50, stated_members_approximate=True))).alts
    assert "Yes" in alts
    assert "True" not in alts


@pytest.mark.parametrize(("language", "direction"), [("sv", "ltr"), ("ar", "rtl"), ("en", "ltr")])
@pytest.mark.parametrize("page", ["", "login/", "organisations/", "password_change/"])
def test_a_page_has_its_language_and_direction(client, language, direction, page, request):
    user = client if page == "login/" else request.getfixturevalue("editor")
    html = user.get(f"/{language}/admin/{page}").content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in html


@pytest.mark.parametrize("page", ["", "login/", "organisations/", "organisations/organisation/add/"])
def test_a_page_has_one_main_heading(client, page, request):
    user = client if page == "login/" else request.getfixturevalue("editor")
    assert user.get(f"/en/admin/{page}").content.decode().count("<h1") == 1


@pytest.mark.parametrize("page", ["", "login/", "organisations/organisation/"])
def test_the_way_out_comes_first_and_tells_nobody_where_she_was(client, page, request):
    user = client if page == "login/" else request.getfixturevalue("editor")
    header = user.get(f"/ar/admin/{page}").content.decode().partition("<header")[2]
    first = re.search(r"<a [^>]*>", header)[0]
    assert f'href="{settings.EXIT_URL}"' in first
    assert "noreferrer" in first


def test_the_key_that_leaves_the_public_site_does_nothing_here(editor):
    html = editor.get("/en/admin/").content.decode()
    assert "site.js" not in html
    assert "data-quick-exit" not in html


def test_the_link_to_the_site_keeps_the_editors_language(editor):
    assert '<a href="/ar/">' in editor.get("/ar/admin/").content.decode()


@pytest.mark.parametrize("query", ["", "?status__exact=published"])
def test_a_filter_in_use_is_open_and_the_others_are_not(editor, house, query):
    html = editor.get(admin_url(Organisation, "changelist") + query).content.decode()
    assert len(re.findall(r"<details[^>]* open", html)) == bool(query)


def test_what_was_searched_for_stands_in_the_field_as_text(editor):
    html = editor.get(admin_url(Helpline, "changelist") + '?q="><b>').content.decode()
    assert '"><b>' not in html


def test_a_search_keeps_the_filters(editor, house):
    html = editor.get(admin_url(Source, "changelist") + "?kind__exact=news").content.decode()
    assert '<input type="hidden" name="kind__exact" value="news">' in html


def test_no_page_has_a_style_or_a_script_within(editor, house):
    assert not re.findall(r"<style|<script>| style=| on\w+=", form_of(editor, house))


def test_a_role_can_be_made_in_a_form_without_rows(editor):
    assert not Controls(form_of(editor, make_role())).nameless


def test_a_helpline_has_labels_in_each_language(editor):
    make_helpline()
    assert "العربية" in label_of(form_of(editor, Helpline.objects.get()), "name_ar")
