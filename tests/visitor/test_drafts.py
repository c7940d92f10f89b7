"""A tie whose target is a draft is told by nothing that readers see of who has the role."""

import json
import re

import pytest
from django.urls import reverse

from networks.models import Membership, Network, Participation, Project
from organisations.disclosure import public_view
from organisations.models import Affiliation, Organisation, Person
from organisations.search.index import deferred

from ..html import flat
from ..world import cite, make_network, make_organisation, make_person, make_project, make_role

pytestmark = pytest.mark.django_db

SECRET = "qsecretq"
MAKE = {
    Organisation: make_organisation,
    Network: make_network,
    Project: make_project,
    Person: make_person,
}
TIES = [(tie, field) for tie in (Affiliation, Membership, Participation) for field in tie.party_fields]


def slug_of(tie, field):
    return f"{field}-of-{tie._meta.model_name}".replace("_", "-")


def party_model(tie, field):
    return tie._meta.get_field(field).related_model


@pytest.fixture(scope="class")
@deferred()
def world(class_rows):
    """For each kind of tie somebody who has a role in what is published, and one in a draft."""
    for tie, field in TIES:
        target_model = tie._meta.get_field(tie.target_field).related_model
        party = MAKE[party_model(tie, field)](slug_of(tie, field), summary_en="Known.")
        for word, status in (("open", "published"), (SECRET, "draft")):
            target = MAKE[target_model](f"{word}-{slug_of(tie, field)}", status=status)
            ends = {field: party, tie.target_field: target}
            texts = {"start_date": "1994" if word == "open" else "1751", "note_en": f"{word} note"}
            cite(tie.objects.create(role=make_role(), **texts, **ends), "role", quote=word)


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return flat(response.text).lower()


def hides(text):
    """Tell whether a text tells of the tie to what is published, and nothing of the other."""
    return "open" in text and SECRET not in text and "1751" not in text


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("tie", "field"), TIES, ids=lambda one: getattr(one, "__name__", one))
class TestATieToADraft:
    @pytest.fixture
    def party(self, tie, field):
        return party_model(tie, field).objects.get(slug=slug_of(tie, field))

    def test_is_not_on_the_page_of_who_has_the_role(self, client, party):
        assert hides(read(client, party.get_absolute_url()))

    def test_is_not_in_what_the_page_tells_programs(self, client, party):
        html = read(client, party.get_absolute_url())
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        assert blocks
        assert SECRET not in json.dumps([json.loads(block) for block in blocks])

    def test_is_not_in_the_picture_around_who_has_the_role(self, client, party):
        html = read(client, f"{reverse('connections')}?about={party.path}")
        drawn = set(re.findall(r'<a class="[a-z ]+" href="([^"]+)" transform', html))
        assert len(drawn) == 2
        assert hides(" ".join(drawn))

    def test_is_not_in_the_picture_of_all(self, client, party):
        html = read(client, f"{reverse('connections')}?country=")
        assert party.get_absolute_url() in html
        assert hides(html)

    def test_is_not_in_the_table_of_ties(self, client, party):
        html = read(client, reverse("ties"))
        assert party.get_absolute_url() in html
        assert hides(html)

    def test_is_not_in_the_list(self, client, party):
        html = read(client, reverse(f"{party._meta.app_label}:{party._meta.model_name}_list"))
        assert party.get_absolute_url() in html
        assert SECRET not in html

    def test_is_not_on_the_sheet(self, client, party):
        html = read(client, f"{reverse('sheet')}?pick={party.path}")
        assert "known." in html
        assert SECRET not in html

    @pytest.mark.parametrize(("word", "found"), [("open", True), (SECRET, False)])
    def test_is_nothing_by_which_a_search_finds_who_has_the_role(self, client, party, word, found):
        answer = client.get(reverse("search"), {"q": f"{word} {party.name}"})
        assert (public_view(party) in [hit.record for hit in answer.context["object_list"]]) is found
