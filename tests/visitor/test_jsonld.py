"""JSON-LD: what a page shows in the words of schema.org, and nothing that it does not show."""

import html
import json
import re

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from networks.models import Network, Project
from organisations.dates import format_date
from organisations.models import Organisation, Person, Role, Source
from organisations.search.index import deferred
from organisations.standards import jsonld as linked_data
from organisations.views import RecordList

from ..world import (
    make_affiliation,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_place,
    make_project,
    make_source,
)

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HOSTILE = '</script <script alert(1) </script <!-- ]] "\\ \u00a0!'
CODES = {"@type", "@context", "inLanguage", "query-input"}
ADDRESSES = {"url", "item", "subjectOf", "urlTemplate"}
DATES = {"startDate", "endDate", "foundingDate", "dissolutionDate", "datePublished"}


def data(client, address):
    """Return the things that a page describes."""
    return [thing for block in BLOCK.findall(read(client, address)) for thing in json.loads(block)["@graph"]]


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def thing(client, record, language="en"):
    return data(client, f"/{language}{record.get_absolute_url()[3:]}")[0]


TOWN_AND_COUNTRY = re.compile(", |، ")  # pages name a country once, before its towns


def values(node, name=""):
    """Return (property, value) for each value of a thing and of the things in it."""
    if isinstance(node, dict):
        return [pair for key, value in node.items() for pair in values(value, key)]
    if isinstance(node, list):
        return [pair for value in node for pair in values(value, name)]
    return [(name, node)]


def hidden(page):
    """Return what the data of a page say and the page does not show."""
    shown = BLOCK.sub("", page)
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown)).split())
    told = [pair for block in BLOCK.findall(page) for pair in values(json.loads(block))]
    with override(re.search(r'<html lang="(\w+)"', page)[1]):
        return [pair for pair in told if not is_shown(*pair, shown, text)]


def is_shown(name, value, page, text):
    if name in CODES or isinstance(value, int):
        return True
    if name in ADDRESSES:
        return value.removeprefix("http://testserver").partition("?")[0] in page
    if name in DATES:
        value = format_date(value)
    return all(stands_in(part, text) for part in TOWN_AND_COUNTRY.split(value)) or stands_in(value, text)


def stands_in(words, text):
    return re.search(rf"(?<![\w-]){re.escape(' '.join(words.split()))}(?![\w-])", text)


class TestTypes:
    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            ("association", "NGO"),
            ("government", "GovernmentOrganization"),
            ("media", "NewsMediaOrganization"),
            ("trade-union", "WorkersUnion"),
            ("shelter", "Organization"),
            ("", "Organization"),
        ],
    )
    def test_of_an_organisation_follow_its_kind(self, client, kind, expected):
        assert thing(client, make_organisation(kind=kind))["@type"] == expected

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [("project", "Project"), ("service", "Service"), ("film", "Movie"), ("award", "Thing")],
    )
    def test_of_a_project_follow_its_kind(self, client, kind, expected):
        assert thing(client, make_project(kind=kind))["@type"] == expected

    def test_an_event_has_a_date(self, client):
        event = thing(client, make_project(kind="event", start_date="2019-02"))
        assert (event["@type"], event["startDate"]) == ("Event", "2019-02")

    @pytest.mark.parametrize("date", ["", "XXXX-03-01"])
    def test_what_has_no_year_is_no_event(self, client, date):
        assert thing(client, make_project(kind="event", start_date=date))["@type"] == "Thing"

    def test_of_the_others(self, client):
        made = [make_network(), make_person(), make_source()]
        assert [thing(client, one)["@type"] for one in made] == ["Organization", "Person", "NewsArticle"]

    @pytest.mark.parametrize(
        "make", [make_organisation, make_network, make_project, make_person, make_source]
    )
    def test_the_way_to_a_record_ends_with_it(self, client, make):
        record = make()
        way = data(client, record.get_absolute_url())[1]
        steps = [step["item"].removeprefix("http://testserver") for step in way["itemListElement"]]
        assert (way["@type"], steps[0], steps[2]) == ("BreadcrumbList", "/en/", record.get_absolute_url())


class TestNames:
    def test_are_in_the_language_of_the_page(self, client):
        house = make_organisation(name_sv="Kvinnohuset")
        assert thing(client, house, "sv")["name"] == "Kvinnohuset"

    def test_in_other_languages_stand_beside(self, client):
        house = make_organisation(name_sv="Kvinnohuset", name_ar="بيت النساء")
        assert set(thing(client, house)["alternateName"]) == {"Kvinnohuset", "بيت النساء"}

    @pytest.mark.parametrize("make", [make_organisation, make_network, make_project, make_person])
    def test_cannot_end_the_script(self, client, make):
        record = make(name_en=HOSTILE)
        assert thing(client, record)["name"] == HOSTILE

    def test_of_a_source_cannot_end_the_script(self, client):
        assert thing(client, make_source(title=HOSTILE))["name"] == HOSTILE

    def test_in_a_list_cannot_end_the_script(self, client):
        make_organisation(name_en=HOSTILE)
        (page,) = data(client, "/en/organisations/")
        assert page["mainEntity"]["itemListElement"][0]["name"] == HOSTILE

    @given(st.text())
    def test_come_back_as_they_were(self, name):
        block = linked_data.script({"name": name or "-"})
        (words,) = BLOCK.findall(block)
        assert json.loads(words)["@graph"] == [{"name": name or "-"}]
        assert not set("<>&") & set(words)


class TestFacts:
    def test_that_are_not_known_are_not_there(self, client):
        assert set(thing(client, make_organisation(kind=""))) == {"@type", "name", "url"}

    def test_a_date_is_as_precise_as_it_is_given(self, client):
        assert thing(client, make_network(founding_date="1994"))["foundingDate"] == "1994"

    def test_a_date_without_a_year_is_left_out(self, client):
        assert "datePublished" not in thing(client, make_source(date="XXXX-03-08"))

    def test_a_date_that_was_worked_out_is_left_out(self, client):
        assert "datePublished" not in thing(client, make_source(date="2018", date_basis="reckoned"))

    def test_the_licence_of_a_source_is_told(self, client):
        source = make_source(licence="CC BY-SA 4.0", licence_url="https://example.org/l")
        assert thing(client, source)["license"] == "https://example.org/l"

    def test_contacts_are_those_on_the_page(self, client):
        house = make_organisation()
        house.contact_points.create(channel="call", value="+46 20 50 50 50")
        assert thing(client, house)["telephone"] == ["+4620505050"]

    def test_of_a_person_are_her_name_and_roles(self, client):
        person = make_person(summary_en="A life.", places=["iq"], focus=["peace"])
        make_affiliation(make_organisation(), "chair", person=person, start_date="2014")
        told = thing(client, person)
        assert set(told) == {"@type", "name", "url", "affiliation"}
        assert told["affiliation"][0]["roleName"] == "chair"


class TestTies:
    def test_lead_to_the_members_of_a_network(self, client):
        network = make_network()
        make_membership(network, organisation=make_organisation())
        assert thing(client, network)["member"][0]["name"] == "Womens House"

    def test_lead_back_from_the_member(self, client):
        house = make_organisation()
        make_membership(make_network(), organisation=house)
        assert thing(client, house)["memberOf"][0]["name"] == "The Network"

    def test_a_funder_is_not_funded_by_what_it_funds(self, client):
        house, fund = make_organisation(), make_organisation("the-fund")
        make_affiliation(house, "funder", affiliate=fund)
        assert thing(client, house)["funder"][0]["name"] == "The Fund"
        assert "funder" not in thing(client, fund)

    def test_of_a_role_without_a_word_for_it_are_left_out(self, client):
        house = make_organisation()
        make_affiliation(house, "counterpart", affiliate=make_organisation("other"))
        assert "Other" not in json.dumps(thing(client, house))

    def test_of_a_member_known_at_a_date_say_so(self, client):
        Role.objects.create(slug="member", name_en="member", lasting=True)
        house = make_organisation()
        make_membership(make_network(), organisation=house, as_of="2018")
        (told,) = thing(client, house)["memberOf"]
        assert (told["@type"], told["description"]) == ("Role", "as of 2018")
        assert told["memberOf"]["name"] == "The Network"

    def test_do_not_make_a_former_member_a_member(self, client):
        house = make_organisation()
        make_membership(make_network(), organisation=house, start_date="1994", end_date="2001")
        assert "memberOf" not in thing(client, house)

    def test_still_name_the_founder_who_left(self, client):
        house = make_organisation()
        make_affiliation(house, "founder", affiliate=make_organisation("mother"), end_date="2001")
        assert thing(client, house)["founder"][0]["name"] == "Mother"

    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_do_not_name_what_is_not_published(self, client, status):
        network = make_network()
        make_membership(network, organisation=make_organisation("secret-house", status=status))
        make_membership(network, "founder", person=make_person(status=status, legal_basis="consent"))
        assert set(thing(client, network)) == {"@type", "name", "url"}

    def test_do_not_name_a_person_who_did_not_choose_to_be_found(self, client):
        house = make_organisation()
        make_affiliation(house, "founder", person=make_person())
        assert "founder" not in thing(client, house)

    def test_name_a_person_who_did(self, client):
        house = make_organisation()
        make_affiliation(house, "founder", person=make_person(legal_basis="consent"))
        assert thing(client, house)["founder"][0]["name"] == "Amina Ali"


class TestPages:
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_home_tells_how_to_search_in_its_language(self, client, language):
        (site,) = data(client, f"/{language}/")
        pattern = site["potentialAction"]["target"]["urlTemplate"]
        assert pattern == f"http://testserver/{language}/search/?q={{search_term_string}}"
        assert (site["@type"], site["inLanguage"]) == ("WebSite", language)

    def test_the_second_page_of_a_list_goes_on_counting(self, client, monkeypatch):
        monkeypatch.setattr(RecordList, "paginate_by", 1)
        make_organisation()
        make_organisation("other-house")
        (page,) = data(client, "/en/organisations/?page=2")
        assert [item["position"] for item in page["mainEntity"]["itemListElement"]] == [2]

    def test_a_list_leaves_out_the_unpublished(self, client):
        make_organisation("secret", status="draft")
        (page,) = data(client, "/en/organisations/")
        assert page["mainEntity"]["numberOfItems"] == 0

    @pytest.mark.parametrize("path", ["people/", "organisations/?country=SE", "search/?q=house"])
    def test_what_search_engines_leave_alone_tells_them_nothing(self, client, path):
        make_person()
        assert not data(client, f"/en/{path}")


@pytest.fixture(scope="class")
@deferred()
def rich(class_rows):
    """An organisation with everything that a page can show."""
    house = make_organisation(
        name_sv="Kvinnohuset",
        summary_sv="Ett hus\n\nför kvinnor.",
        founding_date="1994-03",
        seat=make_place("se"),
        places=["iq"],
        focus=["peace"],
        languages=["fa"],
    )
    house.other_names.create(name="KH", language=make_language("sv"), kind="acronym")
    house.identifiers.create(scheme="SE-ON", value="556016-0680")
    house.contact_points.create(channel="web", value="https://example.org/a?b=1&c=2")
    make_affiliation(house, "founder", person=make_person(legal_basis="consent"), start_date="1994")
    make_membership(make_network(), organisation=house)
    make_participation(make_project(kind="event", start_date="2019-02-03"), organisation=house)


@pytest.mark.usefixtures("rich")
class TestARichRecord:
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    @pytest.mark.parametrize(
        "path", ["organisations/womens-house/", "people/amina-ali/", "projects/the-project/"]
    )
    def test_tells_nothing_that_the_page_does_not_show(self, client, language, path):
        assert hidden(read(client, f"/{language}/{path}")) == []


@pytest.mark.usefixtures("class_directory")
class TestTheShippedDirectory:
    @pytest.mark.parametrize("model", [Organisation, Network, Project, Person, Source])
    def test_nothing_is_told_of_the_shipped_records_that_their_pages_do_not_show(self, client, model):
        for number, record in enumerate(model.objects.all()):
            language = ["sv", "ar", "en"][number % 3]
            page = read(client, f"/{language}{record.get_absolute_url()[3:]}")
            assert hidden(page) == []

    @pytest.mark.parametrize("path", ["", "organisations/", "networks/", "projects/", "sources/"])
    def test_nothing_is_told_of_lists_that_they_do_not_show(self, client, path):
        assert hidden(read(client, f"/en/{path}")) == []
