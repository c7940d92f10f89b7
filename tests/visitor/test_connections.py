"""The picture of who is tied to whom: it says what its table says, and shows nothing withheld."""

import re
from html import unescape
from itertools import pairwise

import pytest
from django.core.cache import cache

from networks.models import Network, Project
from organisations.models import Organisation
from organisations.models.publication import without_citations
from organisations.pictures import graph, layout
from organisations.search.index import deferred

from ..html import flat
from ..world import (
    make_affiliation,
    make_focus_area,
    make_membership,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_project,
    make_role,
)

pytestmark = pytest.mark.django_db

LANGUAGES = ["sv", "ar", "en"]
NODE = re.compile(r'<a class="[a-z ]+" href="([^"]+)" transform="translate\((\d+) (\d+)\)"')
ROW = re.compile(r'<tr><th scope="row"><a href="([^"]+)".*?</td><td><a href="([^"]+)"', re.DOTALL)
ALL = "connections/?kind=organisation&kind=network&kind=project&kind=person"
SHIPPED = ["organisations/kvinnors-natverk", "organisations/ikkr"]


def page(client, path=ALL, status=200, language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == status
    return flat(response.content.decode())


def wide(html):
    """Return the picture as it is drawn on a desk."""
    found = re.search(r'<svg class="wide".*?</svg>', html, re.DOTALL)
    return found[0] if found else ""


def narrow(html):
    return re.search(r'<svg class="narrow".*?</svg>', html, re.DOTALL)[0]


def drawn(html):
    """Return the pairs of addresses that lines join, read off where the lines begin and end."""
    html = wide(html)
    places = {(x, y): address for address, x, y in NODE.findall(html)}
    lines = re.search(r'<path class="lines" d="([^"]*)"', html)[1]
    ends = [re.findall(r"-?\d+", line) for line in lines.split("M")[1:]]
    return sorted(sorted((places[tuple(end[:2])], places[tuple(end[-2:])])) for end in ends)


def tabled(html):
    """Return the pairs of addresses in the rows of the table."""
    return sorted(sorted(ends) for ends in ROW.findall(html))


def names(html):
    """Return the slugs of the records in the picture."""
    return {address.rstrip("/").rpartition("/")[2] for address, _x, _y in NODE.findall(wide(html))}


def chain(*records):
    """Tie organisations one after the other."""
    for one, other in pairwise(records):
        make_affiliation(one, "partner", affiliate=other)


@pytest.fixture(scope="class")
@deferred()
def around_house(class_rows):
    """An organisation with a chair, in a network, with a project that has a part."""
    house = make_organisation("house", places=["se"], focus=["shelter"])
    make_affiliation(house, "chair", person=make_person("leila", places=["se"]), start_date="1994")
    make_membership(make_network("unizon", focus=["shelter"]), organisation=house)
    films = make_project("films", places=["se"])
    make_participation(films, organisation=house)
    make_project("film", parent=films)


@pytest.fixture
def house(db, around_house):
    return Organisation.objects.get(slug="house")


@pytest.mark.usefixtures("class_directory")
class TestTheShippedDirectory:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(
        "query", ["", "?about=organisations/ikkr", "?country=IQ", "?focus=violence-against-women&year=2015"]
    )
    def test_the_lines_of_a_picture_say_what_the_rows_say(self, client, language, query):
        html = page(client, f"connections/{query}", language=language)
        assert len(drawn(html)) > 3
        assert drawn(html) == tabled(html)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("record", SHIPPED)
    def test_the_lines_around_a_record_say_what_the_rows_say(self, client, language, record):
        html = page(client, f"{record}/", language=language)
        assert drawn(html)
        assert drawn(html) == tabled(html)

    @pytest.mark.parametrize("record", ["networks/zhian-group", "people/halala-rafi", "people/azam-qarai"])
    def test_a_record_whose_list_tells_as_much_has_no_picture(self, client, record):
        assert not wide(page(client, f"{record}/"))

    def test_every_published_tie_and_part_can_be_drawn(self):
        ties = sum(model.objects.published().count() for model in graph.tie_models())
        parts = Project.objects.published().filter(parent__status="published").count()
        assert len(graph.picture(graph.edges(), limit=1000).rows) == ties + parts

    @pytest.mark.parametrize("record", SHIPPED)
    def test_it_asks_the_database_four_times_at_most(self, client, record, django_assert_max_num_queries):
        record = client.get(f"/en/{record}/").context["record"]
        ties = list(own_ties(record))
        with django_assert_max_num_queries(4):
            assert graph.picture_around(record, ties)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_first_page_is_light(self, client, language):
        response = client.get(f"/{language}/connections/", headers={"Accept-Encoding": "gzip"})
        assert len(response.content) + 1_100 <= 14_336
        assert len(re.findall("<[a-z]", page(client, "connections/", language=language))) <= 1_500

    def test_the_same_records_stand_where_they_stood(self, client):
        first = NODE.findall(page(client))
        cache.clear()
        assert NODE.findall(page(client)) == first

    @pytest.mark.parametrize(("language", "way"), [("sv", 1), ("ar", -1)])
    @pytest.mark.parametrize("screen", [wide, narrow])
    def test_the_keyboard_goes_row_by_row_as_the_page_is_read(self, client, screen, language, way):
        html = screen(page(client, language=language))
        rows = [(int(y) // graph.ROW, int(x) * way) for _address, x, y in NODE.findall(html)]
        assert rows == sorted(rows)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_phone_gets_a_picture_as_wide_as_itself(self, client, language):
        picture = narrow(page(client, "connections/?about=organisations/ikkr", language=language))
        assert int(re.search(r'viewBox="0 0 (\d+)', picture)[1]) <= 328
        assert "aria-current" in picture
        assert len(NODE.findall(picture)) <= graph.LIMIT_NARROW


def own_ties(record):
    for relation in record.relations:
        yield from record.ties(relation)


@pytest.mark.usefixtures("house")
class TestPictureAndTable:
    def test_a_row_says_who_is_what_in_what_and_when(self, client, house):
        rows = re.findall(r"<tr>.*?</tr>", page(client), re.DOTALL)
        [row] = [row for row in rows if "Leila" in row]
        assert re.findall(r">([^<\n]+)<", row) == ["Leila", "chair", "House", "1994"]

    def test_a_project_is_tied_to_what_it_is_part_of(self, client, house):
        assert ["/en/projects/film/", "/en/projects/films/"] in drawn(page(client))

    def test_two_roles_of_one_person_are_two_lines(self, client, house):
        make_affiliation(house, "founder", person=house.affiliations.get().person)
        pair = ["/en/organisations/house/", "/en/people/leila/"]
        assert drawn(page(client)).count(pair) == 2

    def test_a_record_with_no_tie_is_not_drawn(self, client, house):
        make_organisation("alone")
        assert "alone" not in names(page(client))


@pytest.mark.usefixtures("house")
class TestWhatIsWithheld:
    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_no_tie_of_a_withheld_record_shows(self, client, house, status):
        make_affiliation(house, "director", person=make_person("secret", status=status))
        make_participation(make_project("withheld", status=status), organisation=house)
        html = page(client) + page(client, "organisations/house/")
        assert not re.search("secret|withheld", html, re.IGNORECASE)

    def test_no_withheld_part_or_whole_shows(self, client, house):
        make_project("secret-part", status="draft", parent=house.participations.get().project)
        make_project("open-part", parent=make_project("secret-whole", status="draft"))
        html = page(client) + page(client, "projects/films/") + page(client, "projects/open-part/")
        assert "secret" not in html.lower()

    def test_a_withheld_neighbour_of_neighbours_does_not_show(self, client, house):
        secret = make_organisation("secret", status="draft")
        make_membership(make_network("other"), organisation=secret)
        make_affiliation(secret, person=house.affiliations.get().person)
        assert "secret" not in page(client, "organisations/house/").lower()

    def test_a_record_that_was_withdrawn_leaves_the_picture(self, client, house):
        page(client)
        Organisation.objects.filter(slug="house").update(status="withdrawn")
        assert names(page(client)) == {"film", "films"}


@pytest.mark.usefixtures("house")
class TestAroundARecord:
    @pytest.fixture(autouse=True)
    def among(self, house):
        """Four neighbours of the house, two pairs of which are tied to each other."""
        unizon, leila = house.memberships.get().network, house.affiliations.get().person
        make_membership(unizon, person=leila)
        make_participation(house.participations.get().project, person=leila)
        make_affiliation(house, affiliate=make_organisation("partner"))

    def test_the_neighbours_are_drawn_and_theirs_are_not(self, client):
        near = {"house", "leila", "unizon", "films", "partner"}
        assert names(page(client, "organisations/house/")) == near

    def test_the_ties_among_the_neighbours_are_drawn(self, client, house):
        assert ["/en/networks/unizon/", "/en/people/leila/"] in drawn(page(client, "organisations/house/"))

    def test_a_project_has_its_parts_around_it(self, client, house):
        films = house.participations.get().project
        make_participation(films, organisation=Organisation.objects.get(slug="partner"))
        assert names(page(client, "projects/films/")) == {"film", "films", "house", "leila", "partner"}

    @pytest.mark.parametrize("lacks", ["a neighbour", "a tie among neighbours"])
    def test_where_a_list_tells_as_much_there_is_no_picture(self, client, house, lacks):
        if lacks == "a neighbour":
            house.affiliated_to.all().delete()
            house.affiliations.filter(affiliate__isnull=False).delete()
        else:
            house.affiliations.get(person__isnull=False).person.memberships.all().delete()
        assert not wide(page(client, "organisations/house/"))

    def test_the_record_itself_is_marked_as_this_page(self, client, house):
        html = page(client, "organisations/house/")
        here = r'href="/en/organisations/house/" transform="[^"]*" aria-current="page">'
        assert re.search(here, html)

    def test_a_record_with_no_tie_has_no_picture(self, client):
        assert "<figure" not in page(client, make_organisation().get_absolute_url()[4:])

    def test_a_record_with_many_neighbours_shows_some_and_counts_the_others(self, client):
        network = make_network()
        with deferred():
            members = [make_organisation(f"member-{n}") for n in range(graph.LIMIT_AROUND + 4)]
            for member in members:
                make_membership(network, organisation=member)
            chain(*members[:3])
        html = page(client, "networks/the-network/")
        assert len(names(html)) == graph.LIMIT_AROUND
        assert "5 records with fewer ties are left out" in html


@pytest.mark.usefixtures("house")
class TestFilters:
    def test_all_kinds_are_chosen_at_first(self, client):
        assert page(client, "connections/").count(" checked") == 4

    def test_the_kinds_of_record_filter(self, client):
        html = page(client, "connections/?kind=organisation&kind=person")
        assert names(html) == {"house", "leila"}

    def test_no_kind_means_all(self, client):
        assert len(names(page(client, "connections/?country=&focus=&year=&q="))) == 5

    def test_a_country_filters_in_either_case(self, client):
        assert names(page(client, "connections/?country=se")) == {"house", "leila", "films"}

    def test_a_focus_area_filters_with_its_parts(self, client):
        make_focus_area("shelter", parent=None)
        part = make_focus_area("safe-house", parent=make_focus_area("shelter"))
        Organisation.objects.get(slug="house").focus_areas.set([part])
        assert names(page(client, "connections/?focus=shelter")) == {"house", "unizon"}

    def test_two_filters_narrow_together(self, client):
        assert not names(page(client, "connections/?country=SE&focus=shelter"))

    def test_a_year_leaves_out_the_tie_that_began_later(self, client):
        assert names(page(client, "connections/?year=1993")) == {"house", "unizon", "films", "film"}

    @pytest.mark.parametrize("year", ["1994", "1995", "2020", "١٩٩٤"])
    def test_a_tie_of_no_known_end_stays(self, client, year):
        assert "leila" in names(page(client, f"connections/?year={year}"))

    def test_what_has_no_known_years_stays(self, client):
        assert "unizon" in names(page(client, "connections/?year=1"))

    @pytest.mark.parametrize(
        ("fields", "stays"),
        [
            ({"dissolution_date": "1999"}, False),
            ({"dissolution_date": "2000-01"}, True),
            ({"founding_date": "2000-12-31"}, True),
            ({"founding_date": "2001"}, False),
            ({"founding_date": "1999", "dissolution_date": "2001"}, True),
            ({"founding_date": "XXXX-03-08"}, True),
        ],
    )
    def test_a_year_leaves_out_the_record_that_was_not_there(self, client, fields, stays):
        Organisation.objects.filter(slug="house").update(**fields)
        assert ("house" in names(page(client, "connections/?year=2000"))) == stays

    def test_an_ended_tie_is_left_out_the_year_after(self, client):
        house = Organisation.objects.get(slug="house")
        make_affiliation(house, "speaker", person=make_person("old"), end_date="2003-05")
        assert "old" in names(page(client, "connections/?year=2003"))
        assert "old" not in names(page(client, "connections/?year=2004"))

    def test_the_year_is_explained(self, client):
        assert "In the year 2000: what is known to have begun later" in page(client, "connections/?year=2000")

    def test_ties_of_no_known_year_are_told_of_and_can_be_left_out(self, client):
        html = page(client, "connections/?year=2000")
        assert "Ties of no known year are shown." in html
        assert 'href="?year=2000&amp;undated=no"' in html
        without = page(client, "connections/?year=2000&undated=no")
        assert names(without) == {"house", "leila"}
        assert "Ties of no known year are left out, too." in without

    def test_a_year_takes_the_digits_of_any_keyboard(self, client):
        field = re.search(r'<input[^>]*name="year"[^>]*>', page(client))[0]
        assert 'type="text"' in field
        assert 'inputmode="numeric"' in field

    def test_what_was_chosen_stays_in_the_form(self, client):
        html = page(client, "connections/?country=SE&year=2000")
        assert '<option value="SE" selected dir="auto">' in html
        assert 'value="2000"' in html

    def test_only_countries_with_records_are_offered(self, client):
        options = re.search(r'<select name="country".*?</select>', page(client), re.DOTALL)[0]
        assert re.findall('value="(.*?)"', options) == ["", "SE"]

    def test_where_nothing_is_left_the_page_says_so_and_leads_back(self, client):
        html = page(client, "connections/?country=FI")
        assert "No two records that fit these filters are tied to each other." in html
        assert '<a href="/en/connections/">Start again</a>' in html

    def test_a_filtered_picture_asks_not_to_be_indexed(self, client):
        assert 'content="noindex"' in page(client, "connections/?country=SE")
        assert 'content="noindex"' not in page(client, "connections/")

    @pytest.mark.parametrize(
        "query",
        [
            "year=abc",
            "year=0",
            "year=-1",
            "year=10000",
            "year=1e999",
            "year=1e3",
            "year=199x",
            "year=1994.5",
            "year=" + "9" * 3000,
        ],
    )
    def test_a_filter_that_makes_no_sense_gets_a_clear_400(self, client, query):
        html = page(client, f"connections/?{query}", status=400)
        assert 'role="alert"' in html
        assert "The picture cannot be filtered in that way." in html

    @pytest.mark.parametrize("query", ["kind=spy", "country=XX", "focus=nonsense", "focus=' OR 1=1 --"])
    def test_what_is_not_known_is_left_out_with_a_word(self, client, query):
        html = page(client, f"connections/?{query}&kind=project")
        assert "is not known here" in html
        assert names(html) == names(page(client, "connections/?kind=project"))

    def test_the_other_filters_survive_one_that_makes_no_sense(self, client):
        html = page(client, "connections/?country=SE&kind=person&year=abc", status=400)
        assert '<option value="SE" selected dir="auto">' in html
        assert html.count(" checked") == 1
        assert 'value="abc"' in html

    def test_the_message_is_in_the_language_of_the_page(self, client):
        pages = [page(client, "connections/?year=abc", 400, language) for language in LANGUAGES]
        assert len({re.search(r'role="alert".*?: (.*?)</p>', html)[1] for html in pages}) == 3

    def test_what_was_typed_is_escaped(self, client):
        html = page(client, 'connections/?year="><script>alert(1)</script>&country=<script>', status=400)
        assert "<script>" not in html

    def test_an_unknown_parameter_is_passed_over(self, client):
        assert "Start again" not in page(client, "connections/?utm_source=x")


@pytest.fixture(scope="class")
def crowd(class_rows):
    """A project with more organisations than a picture holds, two of which are tied to each other."""
    project, role = make_project(), make_role("lead")
    common = {"original_language": "en", "status": "published", "kind": "shelter"}
    with without_citations():
        made = Organisation.objects.bulk_create(
            Organisation(slug=f"o-{n}", name_en=f"Organisation {n}", **common) for n in range(graph.LIMIT + 9)
        )
    ties = project.participations.model
    ties.objects.bulk_create(ties(project=project, organisation=one, role=role) for one in made)
    make_affiliation(made[-1], affiliate=made[-2])
    return made


class TestManyRecords:
    def test_the_page_says_how_many_are_left_out(self, client, crowd):
        html = page(client)
        assert "10 records with fewer ties are left out of the picture and the table." in html
        assert len(names(html)) == graph.LIMIT

    def test_the_most_tied_are_drawn(self, client, crowd):
        assert {"the-project", crowd[-1].slug, crowd[-2].slug} <= names(page(client))

    def test_the_table_holds_just_what_is_drawn(self, client, crowd):
        html = page(client)
        assert drawn(html) == tabled(html)

    def test_the_database_is_asked_a_fixed_number_of_times(
        self, client, crowd, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(16):
            page(client, "connections/?country=&year=2000&kind=organisation&kind=project")


class TestTheSameEveryTime:
    def test_a_second_visit_lays_nothing_out(self, client, house, monkeypatch):
        first = page(client)
        monkeypatch.setattr(layout, "compute", None)
        assert NODE.findall(page(client)) == NODE.findall(first)

    @pytest.mark.parametrize("change", ["a tie", "a name"])
    def test_a_change_is_laid_out_anew(self, client, house, monkeypatch, change):
        page(client)
        if change == "a tie":
            make_affiliation(house, affiliate=make_organisation("new"))
        else:
            house.name_en = "A longer name"
            house.save()
        monkeypatch.setattr(layout, "compute", None)
        with pytest.raises(TypeError):
            page(client)


class TestNames:
    def shown(self, client, language="en", **fields):
        make_affiliation(make_organisation("house"), affiliate=make_organisation("other", **fields))
        html = page(client, language=language)
        return re.search(r'<a class="\w+" href="/../organisations/other/" transform.*?</a>', html, re.DOTALL)[
            0
        ]

    @pytest.mark.parametrize("name", ["<script src=x", "\"'&<b onclick=x", "</svg </text"])
    def test_a_hostile_name_is_escaped(self, client, name):
        shown = self.shown(client, name_en=name)
        assert name not in shown
        label = shown.partition("</title>")[2]
        assert unescape("".join(re.split("<[^>]*>", label))).strip() == name

    def test_a_long_name_is_cut_and_whole_for_whoever_points_at_it_or_hears_it(self, client):
        name = "Special meeting to form a local network of women human rights defenders in Iraq"
        shown = self.shown(client, name_en=name)
        assert f"<title>\u2068{name}\u2069 (organisation)</title>" in shown
        assert f'aria-label="\u2068{name}\u2069 (organisation)"' in shown
        assert "…</tspan" in shown
        assert '<tspan class="rest" x="0" dy="15">Iraq</tspan>' in shown

    def test_a_name_says_without_its_sign_what_kind_of_record_it_is(self, client):
        assert "<title>\u2068Women\u2069 (organisation)</title>" in self.shown(client, name_en="Women")

    def test_a_name_of_some_length_stands_in_two_lines(self, client):
        shown = self.shown(client, name_en="Network of organisations")
        assert 'y="21" direction="ltr">Network of <tspan x="0" dy="15">organisations</tspan>' in shown

    def test_an_arabic_name_runs_right_to_left_on_an_english_page(self, client):
        shown = self.shown(client, name_en="", name_ar="منظمة OWFI", original_language="ar")
        assert ' lang="ar">' in shown
        assert '<text y="21" direction="rtl">منظمة OWFI</text>' in shown

    def test_a_latin_name_runs_left_to_right_on_an_arabic_page(self, client):
        shown = self.shown(client, "ar", name_en="OWFI (Iraq)")
        assert 'direction="ltr">OWFI (Iraq)</text>' in shown


def test_a_directory_with_no_tie_says_so(client):
    assert "are tied to each other" in page(client)


def test_the_form_works_without_scripts(client):
    assert re.search(r'<form[^>]*method="get"[^>]*action="/en/connections/"', page(client))


class TestBridges:
    @pytest.fixture(autouse=True)
    def groups(self, db):
        """Two houses with people, and a network that joins them."""
        bridge = make_network("bridge")
        with deferred():
            for house in ("north", "south"):
                body = make_organisation(house)
                make_membership(bridge, organisation=body)
                for name in ("one", "two", "three"):
                    make_affiliation(body, "chair", person=make_person(f"{house}-{name}"))

    def listed(self, client):
        found = re.search(r'<ul class="bridges">(.*?)</ul>', page(client, "connections/"), re.DOTALL)
        return re.findall(r'about=([^"]+)"', found[1]) if found else []

    def test_the_page_starts_from_what_joins_groups(self, client):
        assert self.listed(client) == ["networks/bridge", "organisations/north", "organisations/south"][:1]

    def test_the_best_tied_of_each_group_is_named(self, client):
        html = page(client, "connections/").partition('<ul class="bridges">')[2].partition("</ul>")[0]
        assert re.findall("<bdi[^>]*>(.*?)</bdi>", html) == ["Bridge", "North", "South"]

    def test_the_middle_of_a_star_is_none(self, client):
        Network.objects.update(status="withdrawn")
        assert self.listed(client) == []

    def test_are_found_out_only_now_and_then(self, client, django_assert_num_queries):
        graph.bridges()
        with django_assert_num_queries(0):
            graph.bridges()

    def test_what_was_withdrawn_meanwhile_does_not_show(self, client):
        page(client, "connections/")
        for record in (*Network.objects.all(), Organisation.objects.get(slug="north")):
            record.status = "withdrawn"
            record.save()
        html = page(client, "connections/")
        assert not re.search("Bridge<|North<", html)


@pytest.mark.usefixtures("house")
class TestFromARecord:
    @pytest.fixture
    def steps(self):
        chain(*(make_organisation(slug) for slug in ("one", "two", "three", "four")))

    def test_two_steps_are_drawn_and_the_third_is_not(self, client, steps):
        assert names(page(client, "connections/?about=organisations/one")) == {"one", "two", "three"}

    def test_other_filters_narrow_them(self, client, steps):
        Organisation.objects.filter(slug="two").update(founding_date="2010")
        assert not names(page(client, "connections/?about=organisations/one&year=2000"))

    @pytest.mark.parametrize("words", ["leila", " LEILA "])
    def test_words_that_are_the_name_of_one_record_start_from_it(self, client, words):
        html = page(client, f"connections/?q={words}")
        assert names(html) == {"leila", "house", "unizon", "films"}
        assert 'aria-current="page"' in wide(html)

    def test_words_that_find_one_record_start_from_it(self, client):
        make_organisation("zenobia-north")
        assert "Around \u2068Zenobia North\u2069, in two steps" in page(client, "connections/?q=zenobia")

    def test_words_that_find_several_let_choose(self, client):
        make_organisation("zenobia-north")
        make_organisation("zenobia-south")
        html = page(client, "connections/?q=zenobia&year=2000")
        assert "Which record?" in html
        assert re.search(r'href="\?year=2000&amp;about=organisations(/|%2F)zenobia-south"', html)

    def test_words_that_find_nothing_say_so(self, client):
        assert "Nothing fits these words." in page(client, "connections/?q=xyzzy")

    @pytest.mark.parametrize(
        "about", ["organisations/nobody", "x", "organisations/", "/", "%00", "people/house"]
    )
    def test_a_record_that_is_not_there_is_no_dead_end(self, client, about):
        html = page(client, f"connections/?about={about}")
        assert "The record that was asked for is not here." in html or about == "%00"

    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_a_withheld_record_is_as_if_it_were_not_there(self, client, status):
        make_affiliation(make_organisation("secret", status=status), affiliate=make_organisation("open"))
        html = page(client, "connections/?about=organisations/secret")
        assert "The record that was asked for is not here." in html
        assert "Secret" not in html

    def test_its_ties_are_a_table_at_an_address_of_its_own(self, client):
        html = page(client, "connections/?about=organisations/house")
        assert 'href="/en/ties/?about=organisations/house"' in html
