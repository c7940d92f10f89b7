"""How editors see what rests on which source, and cite beside the facts."""

import re

import pytest

from organisations.models import Affiliation, Organisation, Source

from ..world import cite, make_affiliation, make_organisation, make_person, make_source
from .test_admin import admin_url, opened_form

pytestmark = pytest.mark.django_db


def form_of(client, row):
    return client.get(admin_url(type(row), "change", row.pk)).content.decode()


def evidence_of(html, field):
    """Return the line of evidence beneath a field, without its tags."""
    help_text = re.search(rf'id="id_{field}_helptext"[^>]*>\s*<div>(.*?)</div>', html, re.DOTALL)
    found = re.search(r'<(span|details) class="evidence">(.*?)</\1>', help_text[1] if help_text else "")
    return " ".join(re.sub(r"<[^>]+>", " ", found[2]).split()) if found else None


@pytest.fixture
def house():
    return make_organisation(summary_en="A house.", founding_date="1994")


def test_a_fact_shows_where_the_source_states_it(editor, house):
    cite(house, "founding_date", paragraph=7)
    assert evidence_of(form_of(editor, house), "founding_date") == "1 citation The text, paragraph 7"


def test_a_fact_leads_to_its_citations_on_the_same_page(editor, house):
    cite(house, "kind", paragraph=1), cite(house, "kind", "founding_date", paragraph=2)
    html = form_of(editor, house)
    targets = set(re.findall(r'href="#(citations-\d)"', html))
    assert targets == set(re.findall(r'id="(citations-\d)"', html)) == {"citations-0", "citations-1"}


def test_a_fact_without_evidence_says_so(editor, house):
    assert evidence_of(form_of(editor, house), "founding_date") == "Evidence: no source yet"


def test_a_fact_that_is_not_stated_needs_no_evidence(editor, house):
    assert evidence_of(form_of(editor, house), "dissolution_date") is None


def test_of_a_text_the_original_is_what_rests_on_the_source(editor, house):
    cite(house, "summary")
    html = form_of(editor, house)
    assert (evidence_of(html, "summary_en") is None, evidence_of(html, "summary_sv")) == (False, None)


def test_the_facts_of_a_tie_show_theirs(editor, house):
    tie = make_affiliation(house, person=make_person(), start_date="2001")
    cite(tie, "start_date", paragraph=3)
    assert evidence_of(form_of(editor, Affiliation.objects.get()), "start_date").endswith("paragraph 3")


def test_the_page_of_a_source_lists_what_rests_on_it(editor, house):
    cite(house, "founding_date", paragraph=7)
    html = form_of(editor, Source.objects.get())
    assert admin_url(Organisation, "change", house.pk) in html
    assert "paragraph 7" in html


def test_a_row_on_the_page_of_a_source_does_not_repeat_the_source(editor, house):
    cite(house, "name", paragraph=7)
    assert "The text, paragraph 7" not in form_of(editor, make_source())


def test_what_rests_on_a_source_is_not_changed_there(editor, house):
    citation = cite_of(house)
    source = Source.objects.get()
    data = opened_form(editor, admin_url(Source, "change", source.pk))
    editor.post(admin_url(Source, "change", source.pk), data | {"citations-0-paragraph": 99})
    citation.refresh_from_db()
    assert citation.paragraph == 1


def cite_of(record):
    cite(record, "name")
    return record.citations.get()


def test_a_source_on_which_something_rests_is_not_deleted(editor, house):
    cite(house, "name", source=make_source())
    editor.post(admin_url(Source, "delete", Source.objects.get().pk), {"post": "yes"})
    assert Source.objects.exists()


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_the_words_are_in_the_editors_language(editor, house, language):
    html = editor.get(f"/{language}{admin_url(Organisation, 'change', house.pk)[3:]}").content.decode()
    assert "Evidence" not in html


@pytest.mark.parametrize("make", [make_organisation, make_person])
def test_the_last_citation_does_not_keep_a_published_record_from_being_deleted(editor, make):
    record = make()
    cite(record, "name")
    editor.post(admin_url(type(record), "delete", record.pk), {"post": "yes"})
    assert not type(record).objects.exists()
