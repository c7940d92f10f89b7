"""What is confidential stays so: secrets are planted in every field that holds any, and sought everywhere."""

from itertools import product
from urllib.parse import unquote_plus

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from networks.models import ConfirmationRequest, ImportFile
from organisations.history.recording import revision
from organisations.models import (
    Confidentiality,
    ContactPoint,
    LinkCheck,
    Organisation,
    Person,
    Place,
    SearchDocument,
)
from organisations.search.index import deferred

from ..world import (
    cite,
    make_affiliation,
    make_membership,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
    make_report,
)
from .test_leaks import addresses

pytestmark = pytest.mark.django_db

SECRET = "qsecretq"
LEVELS = Confidentiality.values
PUBLIC, AREA, EDITORS = LEVELS
PAIRS = list(product([PUBLIC, AREA], LEVELS))  # of a record and of its place


def plant():
    """Make published records with something confidential in every field that can hold it."""
    plant_withdrawn(plant_published())


@deferred()
def plant_published():
    town = make_place(f"{SECRET}-town", name_en=f"{SECRET} town", country="IQ", subdivision="IQ-BG")
    hidden = make_place(f"{SECRET}-place", name_en=f"{SECRET} place", country="IQ", confidentiality=EDITORS)
    within = make_place(f"{SECRET}-area", name_en=f"{SECRET} area", country="IQ", confidentiality=AREA)
    guarded = {"confidentiality": AREA, "verified_by": make_user(), "verified_on": "2026-11-01"}
    house = make_organisation("open", seat=town, founding_place=town, **guarded)
    shelter = make_organisation("safe", kind="shelter", seat=town, founding_place=town, places=[town.slug])
    other = make_organisation("other", seat=hidden)
    network = make_network("open", seat=within, **guarded)
    person = make_person("open", **guarded)
    project = make_project("open", **guarded)
    for record in (house, other, network, person, project):
        record.places.set([town, hidden, within] if record.confidentiality == AREA else [hidden, within])
        cite(record, "name", quote=f"{SECRET} quote")
    make_membership(network, organisation=house), make_affiliation(house, person=person)
    cite(shelter, "name")
    plant_contacts(house, other), plant_papers(house)
    ContactPoint.objects.create(record=shelter, channel="visit", value=f"{SECRET} street 3")
    return house


def make_user():
    return get_user_model().objects.create_user(SECRET, f"{SECRET}@example.org", first_name=SECRET)


def plant_contacts(house, other):
    words = {f"audience_{code}": f"{SECRET} audience" for code in ("sv", "ar", "en")}
    for kind, value in CONTACTS.items():
        ContactPoint.objects.create(record=other, channel=kind, value=value, confidentiality=EDITORS, **words)
    ContactPoint.objects.create(record=house, channel="visit", value=f"{SECRET} street 1")
    ContactPoint.objects.create(
        record=other, channel="visit", value=f"{SECRET} street 2", confidentiality=AREA
    )


CONTACTS = {
    "call": "+46 8 765 43 21",
    "mail": f"{SECRET}@example.org",
    "web": f"https://{SECRET}.example/",
    "visit": f"{SECRET} street",
}


def plant_papers(house):
    """Fill what editors keep beside the records."""
    make_report(SECRET, note=SECRET, answer=SECRET, proposal=SECRET, organisation=house)
    ConfirmationRequest.objects.create(organisation=house)
    ImportFile.objects.create(name=SECRET, kind="organisation", rows=[[1, {"name_en": SECRET}]])
    LinkCheck.objects.create(url=f"https://{SECRET}.example/", checked=timezone.now(), failure=SECRET)


def plant_withdrawn(house):
    """Let a person be withdrawn whose name stood in the directory, and a record change from a secret."""
    person = make_person(f"{SECRET}-person", name_en=f"{SECRET} person")
    tie = make_affiliation(house, person=person)
    cite(tie, "role"), cite(person, "name")
    person.status = "withdrawn"
    person.save()
    with revision(note=SECRET):
        Organisation.objects.filter(slug="other").update(description_en=SECRET)
        Organisation.objects.filter(slug="other").update(description_en="")


def searches():
    """Yield addresses that ask for the secrets by name."""
    for language in ("sv", "ar", "en"):
        for words in (SECRET, f"{SECRET} town", f"{SECRET}.example", "991234567", f"{SECRET} street"):
            yield f"/{language}/search/", f"q={words}"
            yield f"/{language}/search/suggest/", f"q={words}"
            yield f"/{language}/organisations/", f"q={words}"
        for slug in ("place", "area"):
            yield f"/{language}/search/", f"place={SECRET}-{slug}"


def told(text, path, query):
    """Tell whether an answer says a secret, but for what the question itself said."""
    for said in sorted(
        {path[4:], *unquote_plus(query).replace("=", "&").split("&"), query} - {""}, key=len, reverse=True
    ):
        text = text.replace(escape(said), "").replace(said, "")
    return SECRET in text or "123 45 67" in text


def test_no_page_in_any_language_tells_a_secret():
    plant()
    client = Client()
    leaks = []
    for path, query in dict.fromkeys([*addresses(), *searches()]):
        response = client.get(f"{path}?{query}" if query else path)
        if told(response.text, path, query):
            leaks.append((path, query))
    assert leaks == []


def test_no_search_document_holds_a_secret():
    plant()
    held = [lexeme for document in SearchDocument.objects.all() for lexeme in document.lexemes]
    assert [lexeme for lexeme in held if SECRET in lexeme] == []


def test_a_secret_place_finds_no_record():
    plant()
    html = Client().get(f"/en/search/?place={SECRET}-town").content.decode()
    assert "/en/organisations/open/" not in html


@pytest.mark.parametrize(("record_level", "place_level"), PAIRS)
def test_the_strictest_level_decides_what_is_told_of_a_place(client, record_level, place_level):
    town = make_place(
        "qtown", name_en="Qtown", country="IQ", subdivision="IQ-BG", confidentiality=place_level
    )
    make_organisation(seat=town, confidentiality=record_level)
    html = client.get("/en/organisations/womens-house/").content.decode()
    level = max(record_level, place_level, key=LEVELS.index)
    shown = ("Qtown" in html, "Baghdad Governorate" in html, "Iraq" in html)
    assert shown == {PUBLIC: (True, False, True), AREA: (False, True, True), EDITORS: (False,) * 3}[level]


@pytest.mark.parametrize(("record_level", "place_level"), PAIRS)
def test_the_strictest_level_decides_how_a_record_is_found(client, record_level, place_level):
    town = make_place("qtown", country="IQ", confidentiality=place_level)
    make_organisation(seat=town, confidentiality=record_level)
    level = max(record_level, place_level, key=LEVELS.index)
    found = [
        "Womens House" in client.get(f"/en/search/?{query}").content.decode()
        for query in ("place=qtown", "country=IQ", "q=Qtown")
    ]
    assert found == {PUBLIC: [True] * 3, AREA: [False, True, False], EDITORS: [False] * 3}[level]


@pytest.mark.parametrize("level", [AREA, EDITORS])
def test_a_place_that_becomes_confidential_leaves_search_at_once(client, level):
    make_organisation(seat=make_place("qtown", country="IQ"))
    place = Place.objects.get()
    place.confidentiality = level
    place.save()
    assert "Womens House" not in client.get("/en/search/?place=qtown").content.decode()


def test_a_place_that_becomes_public_is_found_at_once(client):
    make_organisation(seat=make_place("qtown", country="IQ", confidentiality=EDITORS))
    place = Place.objects.get()
    place.confidentiality = PUBLIC
    place.save()
    assert "Womens House" in client.get("/en/search/?place=qtown").content.decode()


def test_an_address_of_which_the_area_may_be_known_shows_it(client):
    town = make_place("qtown", name_en="Qtown", country="IQ", subdivision="IQ-BG")
    house = make_organisation(seat=town)
    ContactPoint.objects.create(record=house, channel="visit", value="Qstreet 1", confidentiality=AREA)
    html = client.get("/en/organisations/womens-house/").content.decode()
    assert ("Qstreet" in html, "Baghdad Governorate, Iraq" in html) == (False, True)


def test_the_telephone_of_a_guarded_organisation_is_still_shown(client):
    house = make_organisation(confidentiality=AREA)
    ContactPoint.objects.create(record=house, channel="call", value="+46 8 123 45 67")
    assert "+46 8 123 45 67" in client.get("/en/organisations/womens-house/").content.decode()


def test_who_is_for_editors_only_cannot_be_published():
    person = make_person(status="draft", confidentiality=EDITORS)
    cite(person, "name")
    person.status = "published"
    with pytest.raises(Exception, match="published_for_readers"):
        person.save()


def test_a_person_of_whom_only_the_area_may_be_known_shows_no_town(client):
    person = make_person(confidentiality=AREA)
    person.places.set([make_place("qtown", name_en="Qtown", country="IQ")])
    html = client.get(Person.objects.get().get_absolute_url()).content.decode()
    assert ("Qtown" in html, "Iraq" in html) == (False, True)
