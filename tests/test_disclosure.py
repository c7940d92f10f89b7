"""One door to the public: what leaves the directory is a ``PublicRecord``, and nothing is read past it."""

import ast
import re
import sys
from inspect import getattr_static

import pytest
from django.conf import settings
from django.test import Client
from django.test.signals import template_rendered

from organisations.disclosure import PublicRecord, PublicTie, public_columns, public_view
from organisations.models import ContactPoint, Record, Tie, record_models

from .visitor.test_confidentiality import plant
from .visitor.test_leaks import addresses
from .world import (
    make_affiliation,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_place,
    make_project,
)

# The code that shows records to readers and to their programs.
OUTPUT = (
    *("organisations/views.py", "organisations/templatetags", "organisations/standards"),
    *("organisations/pictures", "organisations/search/hits.py", "organisations/search/suggestions.py"),
    *("networks/views.py", "orgdirectory/public", "orgdirectory/feedback"),
)
TIES = {"affiliations", "affiliated_to", "memberships", "memberships_elsewhere", "participations"}
GUARDED = {"places", "seat", "contact_points", "other_names", "identifiers", "citations", "parts"} | TIES
MANAGED = {
    "published",
    "all",
    "filter",
    "exclude",
    "get",
    "first",
    "order_by",
    "values",
    "values_list",
    "select_related",
}


def output_modules():
    places = [settings.BASE_DIR / place for place in OUTPUT]
    return [path for place in places for path in ([place] if place.suffix else sorted(place.rglob("*.py")))]


def public_templates():
    folder = settings.BASE_DIR / "templates"
    return [path for path in sorted(folder.rglob("*.html")) if "admin" not in path.parts]


def attributes(path):
    """Yield the names read in a row in a module: record.places.all is ("places", "all")."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            yield node.value.attr, node.attr


@pytest.mark.parametrize("path", output_modules(), ids=lambda path: path.name)
def test_no_output_asks_for_what_belongs_to_a_record_by_itself(path):
    assert [
        pair for pair in attributes(path) if pair[0] in GUARDED and pair[1] in MANAGED | {"published"}
    ] == []


@pytest.mark.parametrize("path", output_modules(), ids=lambda path: path.name)
def test_no_output_reads_a_level_of_confidentiality(path):
    words = re.findall(r"\b(confidentiality|Confidentiality|verified_by|legal_basis)\b", path.read_text())
    assert words == []


@pytest.mark.parametrize("path", public_templates(), ids=lambda path: path.name)
def test_no_template_asks_the_database_for_rows(path):
    assert re.findall(r"\.(?:all|published)\b|_set\b", path.read_text()) == []


class Watched:
    """What belongs to a record, telling which output reads it past the door."""

    def __init__(self, descriptor, seen):
        self.descriptor, self.seen = descriptor, seen

    def __get__(self, instance, owner=None):
        reader = sys._getframe(1).f_globals["__name__"]
        path = reader.replace(".", "/")
        if instance is not None and (reader == "django.template.base" or path.startswith(OUTPUT_NAMES)):
            self.seen.append((reader, owner.__name__))
        return self.descriptor.__get__(instance, owner)

    def __set__(self, instance, value):
        self.descriptor.__set__(instance, value)

    def __getattr__(self, name):
        return getattr(self.descriptor, name)


OUTPUT_NAMES = tuple(place.removesuffix(".py") for place in OUTPUT)


@pytest.fixture
def read_past_the_door(monkeypatch):
    """What output code reads of a record by itself, while a test lasts."""
    seen = []
    for model in record_models():
        for name in GUARDED & {one for one in dir(model) if one in GUARDED}:
            monkeypatch.setattr(model, name, Watched(getattr_static(model, name), seen))
    return seen


def ask_for_all():
    """Ask for every public URL, in one language."""
    client = Client()
    for path, query in addresses():
        if not path.startswith(("/sv/", "/ar/")):
            client.get(f"{path}?{query}" if query else path)


@pytest.mark.django_db
def test_no_answer_is_made_past_the_door(read_past_the_door):
    plant()
    ask_for_all()
    assert read_past_the_door == []


@pytest.mark.django_db
def test_no_template_is_given_a_record_or_a_tie_itself():
    plant()
    found = set()

    def look(sender, template, context, **kwargs):
        found.update((template.name, name) for name, value in context.flatten().items() if is_raw(value))

    template_rendered.connect(look)
    try:
        ask_for_all()
    finally:
        template_rendered.disconnect(look)
    assert found <= {("sitemap.xml", "urlset")}  # Django's own, which prints the URL and the day


def is_raw(value, depth=3):
    """Tell whether a value is a record or a tie of the database, or holds one."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple) and depth:
        return any(is_raw(one, depth - 1) for one in value)
    return isinstance(value, Record | Tie)


@pytest.mark.parametrize(
    "name", ["status", "confidentiality", "verified_by", "verified_by_id", "history", "save"]
)
def test_a_public_record_tells_nothing_else(name):
    with pytest.raises(AttributeError):
        getattr(public_view(make_person_in_memory()), name)


def make_person_in_memory():
    return record_models()[-1](slug="amina", name_en="Amina", original_language="en", status="published")


@pytest.mark.parametrize("model", record_models(), ids=lambda model: model.__name__)
def test_what_is_public_as_it_stands_leads_to_no_other_row(model):
    relations = {field.name for field in model._meta.get_fields() if field.is_relation}
    assert public_columns(model) & relations == set()


def test_nothing_is_made_of_no_record():
    assert public_view(None) is None


@pytest.mark.django_db
class TestPublicRecord:
    @pytest.fixture
    def house(self):
        return make_organisation()

    def test_is_the_same_as_another_of_its_record(self, house):
        assert {public_view(house), public_view(house)} == {PublicRecord(house)}

    def test_is_not_the_record(self, house):
        assert public_view(house) != house

    @pytest.mark.parametrize(("level", "told"), [("public", "Lund"), ("area", "Skåne County, Sweden")])
    def test_tells_of_its_places_what_may_be_known(self, level, told):
        lund = make_place("lund", country="SE", subdivision="SE-M")
        record = make_organisation(places=["lund"], seat=lund, confidentiality=level)
        assert [str(place).removesuffix(", Sweden") for place in public_view(record).places] == [
            told.removesuffix(", Sweden")
        ]

    def test_tells_no_place_that_is_for_editors(self):
        make_place("lund", confidentiality="editors")
        assert public_view(make_organisation(places=["lund"])).places == []

    def test_tells_two_places_of_one_area_once(self):
        make_place("lund", country="SE", confidentiality="area")
        make_place("ystad", country="SE", confidentiality="area")
        assert len(public_view(make_organisation(places=["lund", "ystad"])).places) == 1

    @pytest.mark.parametrize(("level", "values"), [("public", ["+4681230001"]), ("editors", [])])
    def test_tells_a_telephone_number_that_is_public(self, house, level, values):
        ContactPoint.objects.create(
            record=house, channel="call", value="+46 8 123 00 01", confidentiality=level
        )
        assert [point.value for point in public_view(house).contact_points] == values

    def test_tells_the_area_of_a_guarded_postal_address(self):
        house = make_organisation(seat=make_place("lund", country="SE"), confidentiality="area")
        ContactPoint.objects.create(record=house, channel="visit", value="Street 1")
        assert [point.value for point in public_view(house).contact_points] == ["Sweden"]

    def test_tells_nothing_of_a_guarded_postal_address_without_an_area(self):
        house = make_organisation(confidentiality="area")
        ContactPoint.objects.create(record=house, channel="visit", value="Street 1")
        assert public_view(house).contact_points == []

    def test_has_no_ways_to_be_reached_if_it_is_a_person(self):
        assert public_view(make_person()).contact_points == []

    def test_tells_each_form_of_its_name_once(self, house):
        house.other_names.create(name="Womens House", language=make_language("en"), kind="variant")
        assert [tuple(name.text) for name in public_view(house).names] == [("Womens House", "en")]

    def test_tells_what_it_is_part_of(self):
        part = make_project("part", parent=make_project())
        assert str(public_view(part).parent) == "The Project"

    def test_does_not_tell_that_it_is_part_of_a_draft(self):
        assert public_view(make_project("part", parent=make_project(status="draft"))).parent is None

    def test_does_not_tell_of_a_part_that_is_a_draft(self):
        whole = make_project()
        make_project("part", parent=whole, status="draft")
        assert public_view(whole).parts == []


@pytest.mark.django_db
class TestPublicTie:
    def tie(self):
        return make_membership(make_network(), organisation=make_organisation(), note_en="Since the start")

    def test_tells_its_ends_as_public_records(self):
        tie = PublicTie(self.tie())
        assert {type(tie.party), type(tie.target)} == {PublicRecord}

    @pytest.mark.parametrize("name", ["organisation", "network_id", "history", "delete"])
    def test_tells_nothing_else(self, name):
        with pytest.raises(AttributeError):
            getattr(PublicTie(self.tie()), name)

    @pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
    def test_is_told_of_no_record_at_its_target_that_readers_do_not_see(self, status):
        house, person = make_organisation(), make_person()
        make_membership(make_network(status=status), organisation=house)
        make_affiliation(make_organisation("other", status=status), person=person)
        make_participation(make_project(status=status), organisation=house)
        told = [public_view(house).ties("memberships"), public_view(house).ties("participations")]
        assert [*told, public_view(person).ties("affiliations")] == [[], [], []]

    @pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
    def test_is_told_of_no_party_that_readers_do_not_see(self, status):
        network = make_network()
        make_membership(network, organisation=make_organisation(status=status))
        assert public_view(network).ties("memberships") == []
