"""The picture of who is tied to whom: it says what its table says, and shows nothing withheld."""

import re
from html import unescape
from itertools import pairwise

import pytest
from django.core.cache import cache

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
ROW = re.compile(r'<tr><td><a href="([^"]+)".*?</td><td><a href="([^"]+)"', re.DOTALL)
SHIPPED = [
    "organisations/kvinnors-natverk",
    "networks/zhian-group",
    "projects/linnamottagningen",
    "people/halala-rafi",
]


def page(client, path="connections/", status=200, language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == status
    return flat(response.content.decode())


def drawn(html):
    """Return the pairs of addresses that lines join, read off where the lines begin and end."""
    places = {(x, y): address for address, x, y in NODE.findall(html)}
    lines = re.search(r'<path class="lines" d="([^"]*)"', html)[1]
    ends = [re.findall(r"-?\d+", line) for line in lines.split("M")[1:]]
    return sorted(sorted((places[tuple(end[:2])], places[tuple(end[-2:])])) for end in ends)


def tabled(html):
    """Return the pairs of addresses in the rows of the table."""
    return sorted(sorted(ends) for ends in ROW.findall(html))


def names(html):
    """Return the slugs of the records in the picture."""
    return {address.rstrip("/").rpartition("/")[2] for address, _x, _y in NODE.findall(html)}


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
    @pytest.mark.parametrize("query", ["", "?country=IQ", "?focus=violence-against-women&year=2015"])
    def test_the_lines_of_the_whole_say_what_the_rows_say(self, client, language, query):
        html = page(client, f"connections/{query}", language=language)
        assert len(drawn(html)) > 3
        assert drawn(html) == tabled(html)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("record", SHIPPED)
    def test_the_lines_around_a_record_say_what_the_rows_say(self, client, language, record):
        html = page(client, f"{record}/", language=language)
        assert drawn(html)
        assert drawn(html) == tabled(html)

    def test_every_published_tie_and_part_is_drawn(self, client):
        ties = sum(model.objects.published().count() for model in graph.tie_models())
        assert len(drawn(page(client))) == ties + len(graph.parts())

    @pytest.mark.parametrize("record", SHIPPED)
    def test_it_asks_the_database_four_times_at_most(self, client, record, django_assert_max_num_queries):
        record = client.get(f"/en/{record}/").context["record"]
        ties = list(own_ties(record))
        with django_assert_max_num_queries(4):
            assert graph.picture_around(record, ties)

    def test_the_same_records_stand_where_they_stood(self, client):
        first = NODE.findall(page(client))
        cache.clear()
        assert NODE.findall(page(client)) == first

    @pytest.mark.parametrize(("language", "way"), [("sv", 1), ("ar", -1)])
    def test_the_keyboard_goes_row_by_row_as_the_page_is_read(self, client, language, way):
        places = [(int(x), int(y)) for _address, x, y in NODE.findall(page(client, language=language))]
        rows = [(y // graph.ROW, x * way) for x, y in places]
        assert rows == sorted(rows)

    def test_a_teaser_holds_only_the_most_tied(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(8):
            picture = graph.picture(graph.edges(), limit=20)
        assert len(picture.nodes) <= 20
        assert len(picture.nodes) + picture.left_out == len(names(page(client)))


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
        assert names(page(client, "organisations/house/")) == {"house", "leila", "unizon", "films"}

    def test_a_record_that_was_withdrawn_leaves_the_picture(self, client, house):
        page(client)
        Organisation.objects.filter(slug="house").update(status="withdrawn")
        assert names(page(client)) == {"film", "films"}


@pytest.mark.usefixtures("house")
class TestAroundARecord:
    def test_the_neighbours_are_drawn_and_theirs_are_not(self, client):
        chain(*(make_organisation(slug) for slug in ("one", "two", "three", "four")))
        assert names(page(client, "organisations/one/")) == {"one", "two"}

    def test_the_ties_among_the_neighbours_are_drawn(self, client, house):
        make_membership(house.memberships.get().network, person=house.affiliations.get().person)
        assert ["/en/networks/unizon/", "/en/people/leila/"] in drawn(page(client, "organisations/house/"))

    def test_a_project_has_its_parts_and_its_whole_around_it(self, client, house):
        assert names(page(client, "projects/film/")) == {"film", "films"}
        assert names(page(client, "projects/films/")) == {"film", "films", "house"}

    def test_the_record_itself_is_marked_as_this_page(self, client, house):
        html = page(client, "organisations/house/")
        here = r'href="/en/organisations/house/" transform="[^"]*" aria-current="page">'
        assert re.search(here, html)

    def test_a_record_with_no_tie_has_no_picture(self, client):
        assert "<figure" not in page(client, make_organisation().get_absolute_url()[4:])

    def test_a_record_with_many_neighbours_shows_some_and_counts_the_others(self, client):
        network = make_network()
        with deferred():
            for number in range(graph.LIMIT_AROUND + 4):
                make_membership(network, organisation=make_organisation(f"member-{number}"))
        html = page(client, "networks/the-network/")
        assert len(names(html)) == graph.LIMIT_AROUND
        assert "5 records with fewer ties are left out" in html


@pytest.mark.usefixtures("house")
class TestFilters:
    def test_all_kinds_are_chosen_at_first(self, client):
        assert page(client).count(" checked") == 4

    def test_the_kinds_of_record_filter(self, client):
        html = page(client, "connections/?kind=organisation&kind=person")
        assert names(html) == {"house", "leila"}

    def test_no_kind_means_all(self, client):
        assert len(names(page(client, "connections/?country=&focus=&year="))) == 5

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
        assert "As of 2000: what is known to have begun later" in page(client, "connections/?year=2000")

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
        assert '<a href="/en/connections/">' in html

    def test_a_filtered_picture_asks_not_to_be_indexed(self, client):
        assert 'content="noindex"' in page(client, "connections/?country=SE")
        assert 'content="noindex"' not in page(client)

    @pytest.mark.parametrize(
        "query",
        [
            "kind=spy",
            "country=XX",
            "country=%F0",
            "focus=nonsense",
            "focus=' OR 1=1 --",
            "year=abc",
            "year=0",
            "year=-1",
            "year=10000",
            "year=1e999",
            "year=1994.5",
            "year=" + "9" * 3000,
            "kind=%F0%28%8C%28",
        ],
    )
    def test_a_filter_that_makes_no_sense_gets_a_clear_400(self, client, query):
        html = page(client, f"connections/?{query}", status=400)
        assert 'role="alert"' in html
        assert "The picture cannot be filtered in that way." in html

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
        assert len(names(page(client, "connections/?utm_source=x"))) == 5


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

    def test_a_long_name_is_cut_and_whole_in_the_title(self, client):
        name = "Kvinnor" * 28
        shown = self.shown(client, name_en=name)
        assert f"<title>\u2068{name}\u2069 (organisation)</title>" in shown
        assert f">{name[:27]}…</text>" in shown

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


@pytest.mark.usefixtures("house")
class TestHubs:
    def test_are_found_out_only_now_and_then(self, client, house, django_assert_num_queries):
        graph.hubs(20)
        with django_assert_num_queries(4):
            graph.hubs(20)

    def test_never_show_what_was_withdrawn_meanwhile(self, client, house):
        graph.hubs(20)
        house.status = "withdrawn"
        house.save()
        drawn = graph.picture(graph.hubs(20))
        assert "House" not in [str(node.record) for node in drawn.nodes]
