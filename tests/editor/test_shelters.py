"""A shelter is not found by everybody: what readers see if nobody chose, and what is asked first."""

import json
import re

import pytest
from django.conf import settings
from django.core.serializers import deserialize
from django.urls import reverse

from networks.imports import Plan
from networks.models import ImportFile, Project
from organisations.models import Organisation
from organisations.shelters import exposed, is_name_of_shelter

from ..world import (
    cite,
    make_language,
    make_need,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
)
from .test_admin import admin_url, opened_form
from .test_import import as_role, hand_in, import_rows, run
from .test_publishing import act_on_many, agree, ask, press, status
from .test_roles import in_role

FIELD_CASES = settings.BASE_DIR / "tests" / "field_cases"
pytestmark = pytest.mark.django_db


def shelter(slug="house", **fields):
    """Make a draft that is cited, of a shelter in Gävle."""
    seat = make_place("gavle", name_sv="Gävle", name_en="Gävle", country="SE", subdivision="SE-X")
    fields = {"kind": "shelter", "seat": seat, "status": "draft"} | fields
    house = make_organisation(slug, **fields)
    cite(house, "name")
    return house


def level(record):
    return type(record).objects.values_list("confidentiality", flat=True).get(pk=record.pk)


class TestWhatNobodyChose:
    @pytest.mark.parametrize(
        ("kind", "expected"), [("shelter", "area"), ("association", "public"), ("", "public")]
    )
    def test_is_decided_by_the_kind(self, kind, expected):
        assert level(make_organisation(kind=kind)) == expected

    @pytest.mark.parametrize("chosen", ["public", "area", "editors"])
    def test_is_not_asked_of_the_kind_where_somebody_chose(self, chosen):
        assert level(make_organisation(kind="shelter", confidentiality=chosen, status="draft")) == chosen

    def test_holds_of_many_made_at_once(self):
        house = Organisation(slug="h", name_sv="H", kind="shelter", original_language="sv")
        Organisation.objects.bulk_create([house])
        assert level(house) == "area"

    @pytest.mark.parametrize("make", [make_network, make_project, make_person])
    def test_is_public_of_the_other_kinds_of_record(self, make):
        assert level(make()) == "public"

    def test_a_record_that_becomes_a_shelter_shows_the_area_only(self):
        house = make_organisation(kind="association")
        house.kind = "shelter"
        house.save()
        assert level(house) == "area"

    def test_nor_is_it_forgotten_where_only_the_kind_is_saved(self):
        house = make_organisation(kind="association")
        house.kind = "shelter"
        house.save(update_fields=["kind"])
        assert level(house) == "area"

    def test_nor_does_it_become_public_again_by_who_knew_it_as_it_was(self):
        house = make_organisation(kind="association")
        Organisation.objects.update(confidentiality="area")
        house.kind = "shelter"
        house.save(update_fields=["kind"])
        assert level(house) == "area"

    def test_holds_of_fixtures(self):
        row = {"slug": "h", "name_sv": "H", "kind": "shelter", "original_language": "sv", "status": "draft"}
        rows = json.dumps([{"model": "organisations.organisation", "fields": row}])
        for one in deserialize("json", rows):
            one.save()
        assert level(Organisation.objects.get()) == "area"

    def test_nor_where_many_become_shelters(self):
        house = make_organisation(kind="association")
        Organisation.objects.update(kind="shelter")
        assert level(house) == "area"

    def test_what_is_for_editors_only_stays_so(self):
        house = make_organisation(kind="association", confidentiality="editors", status="draft")
        house.kind = "shelter"
        house.save()
        assert level(house) == "editors"

    def test_what_somebody_chose_of_a_shelter_stays(self):
        house = make_organisation(kind="shelter", confidentiality="public")
        house.summary_en = "A house."
        house.save()
        assert level(house) == "public"

    def test_a_shelter_can_be_made_public_afterwards(self):
        house = make_organisation(kind="shelter")
        house.confidentiality = "public"
        house.save()
        assert level(house) == "public"


class TestForm:
    def add(self, client, **values):
        address = admin_url(Organisation, "add")
        data = {"name_sv": "Huset", "slug": "huset", "original_language": "sv", "kind": "shelter"}
        page = client.post(address, opened_form(client, address) | data | values, follow=True)
        return Organisation.objects.get(), page.text

    def test_of_who_chose_nothing_makes_it_the_area(self, editor):
        house, page = self.add(editor)
        assert (level(house), "Of a shelter readers see the area only" in page) == ("area", True)

    def test_of_who_chose_takes_that(self, editor):
        assert level(self.add(editor, confidentiality="public")[0]) == "public"

    def test_of_who_may_not_choose_makes_it_the_area(self):
        assert level(self.add(in_role("Editor"), confidentiality="public")[0]) == "area"

    def test_that_makes_it_a_shelter_says_so(self, editor):
        house = make_organisation(kind="association")
        page = press(editor, house, "", kind="shelter")
        assert (level(house), "Of a shelter readers see the area only" in page.text) == ("area", True)

    def test_says_what_readers_will_see(self, editor):
        house = shelter(confidentiality="public")
        html = editor.get(admin_url(Organisation, "change", house.pk)).text
        assert re.search(r"Seat:\s+<bdi>Gävle", html)


class TestPublishingOne:
    def test_asks_once_and_names_what_readers_will_see(self, editor):
        house = shelter(confidentiality="public")
        house.contact_points.create(channel="call", value="+4626123456")
        house.contact_points.create(channel="visit", value="Storgatan 1")
        page = press(editor, house, "publish")
        assert status(house) == "draft"
        assert all(value in page.text for value in ("Gävle", "026-12 34 56", "Storgatan 1"))
        agree(editor, page)
        assert status(house) == "published"

    def test_names_the_area_only_where_readers_see_no_more(self, editor):
        house = shelter()
        house.contact_points.create(channel="visit", value="Storgatan 1")
        page = press(editor, house, "publish")
        assert "Storgatan" not in page.text.partition("<h1")[2]

    @pytest.mark.parametrize(
        ("text", "names"),
        [("Vi finns i Gävle.", True), ("Vi finns i länet.", False), ("Gävles första jour", True)],
    )
    def test_names_a_town_that_stands_in_a_text_although_readers_see_the_area(self, text, names):
        found = exposed(shelter(summary_sv=text))
        assert (("summary", "Gävle") in found) is names

    def test_keeps_what_was_typed(self, editor):
        house = shelter()
        press(editor, house, "publish", summary_en="A house.")
        assert Organisation.objects.values_list("summary_en", "status").get() == ("A house.", "draft")

    @pytest.mark.parametrize(
        "fields",
        [{"kind": "association"}, {"seat": None}, {"kind": "", "name_en": "Samawi"}],
    )
    def test_asks_nothing_of_others_nor_where_nothing_leads_there(self, editor, fields):
        fields = {
            name: make_place(value) if name == "seat" and value else value for name, value in fields.items()
        }
        house = shelter(**fields)
        press(editor, house, "publish")
        assert status(house) == "published"

    def test_of_a_new_shelter_asks_too(self, editor):
        house = shelter()
        address = admin_url(Organisation, "act", "publish")
        assert "Gävleborg" in editor.get(address, {"pk": house.pk}).text

    def test_what_stands_in_the_way_is_told_without_a_question(self, editor):
        house = shelter()
        house.citations.all().delete()
        assert "No source is cited yet." in press(editor, house, "publish").text

    def test_a_number_that_came_meanwhile_is_asked_about(self, editor):
        house = shelter()
        page = press(editor, house, "publish")
        house.contact_points.create(channel="call", value="+4626123456")
        assert "026-12 34 56" in agree(editor, page).text
        assert status(house) == "draft"

    def test_who_may_not_publish_is_not_asked_either(self):
        house = shelter()
        address = admin_url(Organisation, "act", "publish")
        assert in_role("Editor").get(address, {"pk": house.pk}).status_code == 403


class TestPublishingMany:
    def test_leaves_shelters_unticked_beside_others(self, editor):
        houses = [shelter("one"), shelter("two", kind="association")]
        act_on_many(editor, "publish", *houses)
        assert [status(house) for house in houses] == ["draft", "published"]

    def test_publishes_a_shelter_that_is_ticked(self, editor):
        houses = [shelter("one"), shelter("two")]
        page = ask(editor, "publish", *houses)
        ticked = [one.answer for one in page.context_data["free"]]
        editor.post(page.context_data["address"], {"ticked": ticked})
        assert [status(house) for house in houses] == ["published", "published"]


class TestSiblings:
    """Not only the kind tells a shelter."""

    @pytest.mark.parametrize("make", [make_organisation, make_network, make_project])
    def test_who_gives_a_safe_place_is_asked_about(self, make):
        make_need("shelter")
        assert exposed(make(needs=["shelter"], places=["se"]))

    @pytest.mark.parametrize(
        "name",
        [
            "Kvinnojouren Blenda",
            "Tjejjouren Väst",
            "Skyddade boenden i Väst",
            "Women’s shelter of Erbil",
            "Safe-House",
            "دار الإيواء في أربيل",
            "للإيواء والحماية",
            "مَأوى النساء",
            "دار آمنة للنساء",
            "ملجأ للنساء",
            "شێڵتەری ژنان",
        ],
    )
    def test_who_is_called_so_is_asked_about(self, name):
        assert is_name_of_shelter(name)

    @pytest.mark.parametrize("name", ["السماوي", "Refugee Council", "جمعية النساء", "Kvinnors Nätverk", ""])
    def test_who_is_called_otherwise_is_not(self, name):
        assert not is_name_of_shelter(name)

    def test_other_names_count(self):
        house = make_organisation(places=["se"])
        house.other_names.create(name="دار آمنة", language=make_language("ar"), kind="variant")
        assert exposed(house)

    def test_a_person_is_never_a_shelter(self):
        assert not exposed(make_person(places=["se"]))

    def test_a_service_is_asked_about_from_its_form(self, editor):
        make_need("shelter")
        house = make_project(kind="service", needs=["shelter"], places=["se"], status="draft")
        cite(house, "name")
        press(editor, house, "publish")
        assert Project.objects.get().status == "draft"


def planned(*rows, **options):
    return Plan(Organisation, list(enumerate(rows, 2)), **options).rows


HOUSE = {"slug": "house", "name_sv": "Huset", "original_language": "sv"}


class TestTable:
    @pytest.mark.parametrize(
        ("cells", "loosens", "expected"),
        [
            ({"kind": "shelter"}, False, "area"),
            ({"kind": "shelter"}, True, "area"),
            ({"kind": "shelter", "confidentiality": "public"}, True, "public"),
            ({"kind": "shelter", "confidentiality": "public"}, False, "area"),
            ({"kind": "shelter", "confidentiality": "editors"}, False, "editors"),
            ({"kind": "association", "confidentiality": "area"}, False, "area"),
            ({"kind": "association"}, False, "public"),
        ],
    )
    def test_says_how_confidential_a_new_record_is(self, cells, loosens, expected):
        (row,) = planned(HOUSE | cells, loosens=loosens)
        assert (row.outcome, row.record.confidentiality) == ("new", expected)

    @pytest.mark.parametrize("word", ["area", "readers see the area only", "läsare ser bara området"])
    def test_takes_the_words_of_the_form(self, word):
        (row,) = planned(HOUSE | {"confidentiality": word})
        assert (row.record.confidentiality, row.dropped) == ("area", [])

    def test_a_word_that_is_none_is_dropped_and_the_kind_decides(self):
        (row,) = planned(HOUSE | {"kind": "shelter", "confidentiality": "xyz"})
        assert (row.record.confidentiality, len(row.dropped)) == ("area", 1)

    def test_of_who_may_not_publish_lets_readers_see_no_more(self):
        make_organisation("house", confidentiality="area")
        (row,) = planned({"slug": "house", "confidentiality": "public"})
        assert (row.outcome, "Only who may publish" in row.dropped[0].reason) == ("same", True)

    def test_of_who_may_not_publish_lets_readers_see_less(self):
        make_organisation("house")
        (row,) = planned({"slug": "house", "confidentiality": "area"})
        assert (row.outcome, row.columns) == ("changed", ["confidentiality"])

    def test_hides_nothing_wholly_that_is_published(self):
        make_organisation("house")
        (row,) = planned({"slug": "house", "confidentiality": "editors"}, loosens=True)
        assert (row.outcome, len(row.dropped)) == ("same", 1)

    def test_that_makes_a_shelter_of_a_record_shows_the_area_only(self):
        make_organisation("house", kind="association")
        (row,) = planned({"slug": "house", "kind": "shelter"})
        assert row.columns == ["kind", "confidentiality"] or row.columns == ["confidentiality", "kind"]
        assert [change.new.text for change in row.changes].count("readers see the area only") == 1

    def test_that_says_nothing_of_it_leaves_what_somebody_chose(self):
        make_organisation("house", kind="shelter", confidentiality="public")
        (row,) = planned({"slug": "house", "kind": "shelter", "name_sv": "Hem"})
        assert row.columns == ["name_sv"]

    def test_tells_which_rows_are_of_shelters(self):
        make_need("shelter")
        rows = planned(
            HOUSE | {"kind": "shelter"},
            {"slug": "two", "name_sv": "Två", "original_language": "sv", "needs": "shelter"},
            {"slug": "three", "name_ar": "دار الأمان", "original_language": "ar"},
            {"slug": "four", "name_sv": "Fyra", "original_language": "sv"},
        )
        assert [row.is_shelter for row in rows] == [True, True, True, False]


class TestFile:
    """40-shelter-no-secrecy.csv: a shelter in Stockholm, and no column says that this is secret."""

    def import_it(self, client):
        make_place("stockholm", name_sv="Stockholm", country="SE", subdivision="SE-AB")
        content = (FIELD_CASES / "40-shelter-no-secrecy.csv").read_bytes()
        hand_in(client, content=content)
        file = ImportFile.objects.get()
        preview = client.get(reverse("editing:import_file", args=["organisation", file.pk])).text
        return preview, run(client)

    def test_says_so_in_the_preview_and_in_the_report(self, editor):
        for page in self.import_it(editor):
            assert "1 row seems to be of a shelter" in page
            assert "Jouren Ett" in page

    def test_comes_in_with_its_area_only(self, editor):
        self.import_it(editor)
        house = Organisation.objects.get()
        assert (house.seat.slug, level(house)) == ("stockholm", "area")

    def test_is_published_after_a_question_that_names_the_county(self, editor):
        self.import_it(editor)
        house = Organisation.objects.get()
        cite(house, "name")
        page = ask(editor, "publish", house)
        (standing,) = page.context_data["free"]
        assert standing.exposed == [("seat", str(house.seat.area))] != [("seat", str(house.seat))]
        assert (str(house.seat.area) in page.text, status(house)) == (True, "draft")

    def test_from_who_may_not_publish_opens_no_shelter(self, client):
        make_place("stockholm", name_sv="Stockholm", country="SE", subdivision="SE-AB")
        row = {"slug": "j", "name_sv": "Jouren", "kind": "shelter", "confidentiality": "public"}
        import_rows(as_role(client, "Editor"), row)
        assert level(Organisation.objects.get()) == "area"

    def test_from_who_may_publish_opens_none_where_an_editor_imports_it(self):
        row = {"slug": "j", "name_sv": "Jouren", "kind": "shelter", "confidentiality": "public"}
        hand_in(in_role("Publisher"), row)
        run(in_role("Editor"))
        assert level(Organisation.objects.get()) == "area"

    def test_from_who_may_publish_does_if_it_says_so(self, client):
        row = {"slug": "j", "name_sv": "Jouren", "kind": "shelter", "confidentiality": "public"}
        import_rows(as_role(client, "Publisher"), row)
        assert level(Organisation.objects.get()) == "public"
