"""Maps: areas with numbers and never a point, and a table that says the same."""

import re
from html import unescape

import pytest
from django.utils.translation import override

from organisations.languages import country_codes
from organisations.models import Place
from organisations.pictures.map import SPANNING, draw, shade, shapes
from organisations.search.index import deferred
from organisations.subdivisions import NAMES
from orgdirectory.public.maps import Row

from ..html import flat
from ..world import make_network, make_organisation, make_person, make_place, make_project

IN_WORDS = {"نتيجة واحدة": 1, "نتيجتان": 2}  # Arabic has no digit for these
MAPS = ["countries/", "countries/se/", "countries/iq/"]
WITHOUT_SHAPES = {"IQ-HA", "LB-BA", "SY-HL"}  # the first is drawn as a part of Sulaymaniyah

pytestmark = pytest.mark.django_db


def html(client, path, language="en"):
    return flat(client.get(f"/{language}/{path}").content.decode())


def pictured(page):
    """Return {name: number} as the links of the map say it, in any language."""
    titles = re.findall(r"<a href=[^>]*><title>(.+?): (.+?)</title>", page)
    return {name: IN_WORDS.get(number) or int(number.split()[0]) for name, number in titles}


def tabled(page):
    """Return {name: number} as the first two columns of the table say it."""
    cells = r'<th scope="row"><a href="[^"]*">(.+?)</a></th><td>(?:<a href="[^"]*">)?(\d+)<'
    return {name: int(number) for name, number in re.findall(cells, page)}


def linked(page):
    """Return {address: number} of every number of the table that leads to a list."""
    found = re.findall(r'<td><a href="([^"]+)">(\d+)</a>', page)
    return {unescape(address): int(number) for address, number in found}


@pytest.fixture(scope="class")
@deferred()
def spread(class_rows):
    """Four records of four kinds in Sweden and Iraq, one of them in two towns of a county."""
    make_place("gavle", country="SE", subdivision="SE-X")
    make_place("sandviken", country="SE", subdivision="SE-X")
    make_organisation(places=["gavle", "sandviken"], seat=make_place("gavle"))
    make_network(places=["se", "iq"])
    make_project(places=[make_place("kirkuk", country="IQ", subdivision="IQ-KI").slug])
    make_person(places=["iq"])


@pytest.mark.usefixtures("class_directory")
class TestTheDirectory:
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    @pytest.mark.parametrize("path", MAPS)
    def test_the_picture_and_the_table_tell_the_same(self, client, path, language):
        page = html(client, path, language)
        assert pictured(page) == tabled(page) != {}

    def test_the_picture_is_that_of_the_home_page(self, client):
        assert pictured(html(client, "countries/")) == pictured(html(client, ""))

    def test_every_number_is_what_its_link_shows(self, client):
        found = linked(html(client, "countries/"))
        shown = {address: client.get(address).context["paginator"].count for address in found}
        assert shown == found != {}

    @pytest.mark.parametrize("path", MAPS[1:])
    def test_every_county_leads_to_as_many_records_as_it_says(self, client, path):
        for row in client.get(f"/en/{path}").context["picture"].rows:
            assert client.get(row.url).context["paginator"].count == row.number, row

    @pytest.mark.parametrize("path", MAPS)
    def test_a_place_never_becomes_a_point(self, client, path):
        page = html(client, path).partition("<main")[2]
        assert not re.search(r"<(circle|ellipse|image|marker)|latitude|longitude", page)

    @pytest.mark.parametrize("path", MAPS)
    def test_the_coordinates_of_a_town_stand_nowhere(self, client, path):
        page = html(client, path)
        towns = Place.objects.exclude(latitude=None)
        assert not [town.slug for town in towns if str(town.latitude.normalize()) in page]

    def test_every_country_with_records_is_drawn(self, client):
        assert client.get("/en/countries/").context["picture"].undrawn == ""

    def test_every_subdivision_of_a_place_is_drawn(self):
        codes = set(Place.objects.exclude(subdivision="").values_list("subdivision", flat=True))
        assert codes - {code for view in shapes().values() for code in view["shapes"]} == WITHOUT_SHAPES

    @pytest.mark.parametrize("path", MAPS)
    def test_a_map_asks_the_database_a_fixed_number_of_times(
        self, client, path, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(32):
            client.get(f"/sv/{path}")


@pytest.mark.usefixtures("spread")
class TestCounting:
    def test_a_country_counts_records_of_all_kinds(self, client):
        assert tabled(html(client, "countries/")) == {"Iraq": 3, "Sweden": 2}

    def test_each_kind_has_its_column(self, client):
        rows = {row.code: row.kinds for row in client.get("/en/countries/").context["picture"].rows}
        assert [number for number, _address in rows["IQ"]] == [0, 1, 1, 1, 0]

    def test_a_county_has_the_records_of_its_towns_once_each(self, client):
        assert tabled(html(client, "countries/se/")) == {"Gävleborg County": 1}

    def test_the_page_says_how_many_records_are_in_no_county(self, client):
        assert "Records that say where in the country: 1 of 2." in html(client, "countries/se/")

    @pytest.mark.parametrize("path", MAPS)
    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_what_is_not_published_counts_nowhere(self, client, path, status):
        before = tabled(html(client, path))
        make_organisation("hidden", status=status, places=["gavle", "kirkuk", "eg"])
        assert tabled(html(client, path)) == before

    def test_a_place_without_records_is_plain_land(self, client):
        make_place("boden", country="SE", subdivision="SE-BD")
        assert "Norrbotten" not in html(client, "countries/se/")

    def test_a_country_outside_the_map_stands_in_the_table_and_is_named_beside_the_map(self, client):
        make_organisation("sisters", places=["br"])
        page = html(client, "countries/")
        assert (tabled(page)["Brazil"], "Brazil" in pictured(page)) == (1, False)
        assert "Not on the map, but in the table: Brazil." in page

    def test_a_code_that_nobody_knows_is_shown_as_it_is(self, client):
        make_place("nowhere", country="SE", subdivision="SE-QQ")
        make_organisation("lost", places=["nowhere"])
        assert tabled(html(client, "countries/se/"))["SE-QQ"] == 1


@pytest.fixture(scope="class")
def kurdistan(class_rows):
    make_place("kurdistan-region", country="IQ", subdivision="IQ-KR")
    make_place("erbil", country="IQ", subdivision="IQ-AR")


@pytest.mark.usefixtures("kurdistan")
class TestTheKurdistanRegion:
    def test_has_the_records_that_name_it_and_no_governorate_has_them(self, client):
        make_organisation(places=["kurdistan-region"])
        assert tabled(html(client, "countries/iq/")) == {"Kurdistan Region": 1}

    def test_has_the_records_of_its_governorates(self, client):
        make_organisation(places=["erbil"])
        assert tabled(html(client, "countries/iq/")) == {"Erbil Governorate": 1, "Kurdistan Region": 1}

    def test_counts_a_record_once_that_names_both(self, client):
        make_organisation(places=["erbil", "kurdistan-region"])
        assert tabled(html(client, "countries/iq/"))["Kurdistan Region"] == 1

    def test_is_drawn_under_the_governorates_and_outlined_over_them(self, client):
        make_organisation(places=["erbil"])
        page = html(client, "countries/iq/")
        assert (
            page.index('id="IQ-KR"') < page.index("Erbil Governorate: 1") < page.index('<use href="#IQ-KR"')
        )

    def test_leaves_the_number_to_the_governorates_that_have_one(self):
        rows = [Row(code, code, 1, "", "", []) for code in ("IQ-KR", "IQ-AR")]
        assert [area.numbered for area in draw("IQ", rows).areas] == [False, True]


class TestLanguages:
    @pytest.mark.parametrize(("language", "name"), [("sv", "Irak"), ("ar", "العراق"), ("en", "Iraq")])
    def test_areas_are_named_in_the_language_of_the_page(self, client, language, name):
        make_organisation(places=["iq"])
        assert pictured(html(client, "countries/", language)) == {name: 1}

    def test_the_map_is_not_mirrored_in_arabic(self, client):
        make_organisation(places=["iq"])
        drawings = [
            re.findall(
                r' (?:d|x|y|viewBox|direction|transform)="[^"]*"', html(client, "countries/", language)
            )
            for language in ("en", "ar")
        ]
        assert drawings[0] == drawings[1]
        assert ' direction="ltr"' in drawings[0]

    def test_the_table_is_sorted_as_its_language_sorts(self, client):
        make_organisation(places=["at", "se", "eg"])
        assert list(tabled(html(client, "countries/", "sv"))) == ["Egypten", "Sverige", "Österrike"]


class TestNothingToShow:
    @pytest.mark.parametrize("code", ["xx", "sverige", "eu", "s", "-s-"])
    def test_an_unknown_country_is_not_found(self, client, code):
        assert client.get(f"/en/countries/{code}/").status_code == 404

    @pytest.mark.parametrize("path", [*MAPS, "countries/fr/"])
    def test_without_records_a_page_says_so_and_draws_nothing(self, client, path):
        page = html(client, path)
        assert "No record here yet." in page
        assert 'class="picture map' not in page

    def test_a_country_whose_records_name_no_county_has_no_map(self, client):
        make_organisation(places=["se"])
        assert 'class="picture map' not in html(client, "countries/se/")

    def test_a_country_without_counties_in_our_data_has_no_map(self, client):
        make_place("beirut", country="LB", subdivision="LB-BA")
        make_organisation(places=["beirut"])
        assert 'class="picture map' not in html(client, "countries/lb/")


class TestSearchByPlace:
    def test_finds_the_records_of_any_of_the_places(self, client):
        for town in ("gavle", "umea", "boden"):
            make_place(town, country="SE")
            make_organisation(f"house-of-{town}", places=[town])
        response = client.get("/en/search/?place=gavle&place=boden")
        assert response.context["paginator"].count == 2

    @pytest.mark.parametrize("place", ["atlantis", "se", "%00", "' OR 1=1 --"])
    def test_a_place_that_is_none_is_left_out(self, client, place):
        make_organisation(places=["se"])
        assert "place" not in client.get(f"/en/search/?place={place}").context["filter"].in_force


class TestShapes:
    def test_every_country_is_one_of_iso(self):
        assert set(shapes()[""]["shapes"]) <= set(country_codes())

    @pytest.mark.parametrize("country", ["SE", "IQ"])
    def test_every_subdivision_has_a_name_and_a_shape(self, country):
        named = {code for code in NAMES if code.startswith(country)}
        assert named - set(shapes()[country]["shapes"]) == {"IQ-HA"} & named

    def test_sweden_has_its_counties(self):
        assert len(shapes()["SE"]["shapes"]) == 21

    def test_no_two_areas_have_one_name_in_any_language(self):
        told = []
        for language in ("sv", "ar", "en"):
            with override(language):
                told.append({str(name) for name in NAMES.values()})
        assert [len(names) for names in told] == [len(NAMES)] * 3

    def test_a_path_is_made_of_relative_moves_in_whole_numbers(self):
        paths = [path for view in shapes().values() for path, *_ in view["shapes"].values()]
        assert not [path for path in paths if not re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z)+", path)]

    def test_a_number_stands_on_its_map(self):
        for view in shapes().values():
            width, height = view["size"]
            assert all(0 < x < width and 0 < y < height for _path, x, y, _room in view["shapes"].values())

    def test_an_area_spans_areas_of_the_same_country(self):
        assert {part[:3] for parts in SPANNING.values() for part in parts} == {"IQ-"}

    @pytest.mark.parametrize(
        ("number", "class_"), [(0, 0), (1, 1), (2, 1), (3, 2), (29, 3), (30, 4), (9999, 4)]
    )
    def test_more_records_never_make_an_area_lighter(self, number, class_):
        assert shade(number) == class_


def test_a_map_leads_to_no_place_that_no_record_has(client):
    (
        make_place("gavle", country="SE", subdivision="SE-X"),
        make_place("bollnas", country="SE", subdivision="SE-X"),
    )
    make_organisation("one", places=["gavle"])
    page = html(client, "countries/se/")
    assert "place=gavle" in page
    assert "place=bollnas" not in page
