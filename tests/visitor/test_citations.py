"""The marks of the shipped records: each fact leads to its paragraph, quietly and in the order of reading."""

import re

import pytest

from networks.models import Citation
from organisations.models import record_models

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("module_directory")]


def pages(client, query=""):
    for model in record_models():
        for record in model.objects.published():
            yield record, client.get(f"/sv/{record.path}/{query}").content.decode()


def test_every_place_that_a_record_cites_is_among_its_references(client):
    for record, html in pages(client):
        for citation in record.citations.select_related("source"):
            reference = rf'\[\d+\] <a href="/sv{re.escape(citation.get_absolute_url()[3:])}">'
            assert re.search(reference, html), (record, citation)


def test_every_mark_leads_to_a_reference_of_its_page(client):
    for record, html in pages(client):
        assert set(re.findall(r'href="#(ref-\d+)"', html)) <= set(re.findall(r'id="(ref-\d+)"', html)), record


def test_numbers_appear_in_the_order_of_reading(client):
    for record, html in pages(client, "?sources=1"):
        highest = 0
        for first, last in re.findall(r'href="#ref-(\d+)" role="doc-noteref">(?:\d+–)?(\d+)<', html):
            assert int(first) <= highest + 1, record
            highest = max(highest, int(last))


def test_at_most_three_marks_stand_at_a_fact(client):
    for record, html in pages(client):
        shown = re.sub(r'<span class="rest">.*?</span>', "", html)
        marks = re.findall(r'<span class="cite">.*?</span>', shown)
        assert all(mark.count('href="#ref-') <= 3 for mark in marks), record


def test_each_source_is_one_reference(client):
    for record, html in pages(client):
        references = re.search(r'<ul class="references">.*?</ul>', html, re.DOTALL)[0]
        sources = re.findall(r'<a href="(/sv/sources/[\w-]+/)">', references)
        assert len(sources) == len(set(sources)), record


def test_there_is_something_to_try():
    assert Citation.objects.count() > 500
