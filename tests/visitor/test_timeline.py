"""Timelines: a picture with its table, of the whole directory and of each record."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from organisations.models import Role
from organisations.search.index import deferred

from ..html import flat
from ..world import (
    make_affiliation,
    make_membership,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_project,
)

THIS_YEAR = str(localdate().year)
pytestmark = pytest.mark.django_db

HOSTILE = "<script alert(1)\"'&"


def timeline(client, address="/en/timeline/"):
    """Return the HTML of a page's timeline, or nothing where it has none."""
    html = flat(client.get(address).content.decode())
    found = re.search(r'<figure class="picture timeline">.*?</figure>', html, re.DOTALL)
    return found[0] if found else ""


def plain(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def pictured(figure):
    """Return (name, kind, numbers of its dates) of each row of the picture, read from its words."""
    rows = []
    for row in re.findall(r"<li[^>]*>\s*<p>(.*?)</p>", figure, re.DOTALL):
        name, words = row.split("<small>")
        kind, period = re.fullmatch(r"<bdi>(.*)</bdi>, <span>(.*)</span></small>", words).groups()
        rows.append((plain(name), kind, set(re.findall(r"\d+", period))))
    return rows


def tabled(figure):
    """Return (name, kind, numbers of its dates) of each row of the table."""
    rows = []
    for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", figure, re.DOTALL):
        name, kind, *dates = map(plain, re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL))
        rows.append((name, kind, set(re.findall(r"\d+", " ".join(dates)))))
    return rows


def names(figure):
    return [name for name, _kind, _dates in pictured(figure)]


def row_of(figure, name):
    """Return the HTML of a row of the picture."""
    rows = re.findall(r"<li class=.*?</li>", figure.partition("<ol>")[2], re.DOTALL)
    return next(row for row in rows if name in row)


def cells(figure, name):
    """Return the words of a row of the table after the name."""
    row = re.search(rf'<tr><th scope="row"><bdi>{name}</bdi></th>(.*?)</tr>', figure)[1]
    return [plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]


@pytest.fixture(scope="class")
@deferred()
def world(class_rows):
    """A house, its networks and projects, and a person, dated in every way."""
    house = make_organisation("house", founding_date="1994", places=["se"], focus=["shelter"])
    closed = make_network("closed", founding_date="1998-05", dissolution_date="2004-02-29", places=["iq"])
    clinic = make_project("clinic", start_date="2004", stage="ongoing", as_of=THIS_YEAR, places=["se"])
    plan = make_project("plan", start_date="2020", end_date="2023", stage="planned", parent=clinic)
    event = make_project("event", start_date="2019-02-02", end_date="2019-02-03", parent=clinic)
    leila = make_person("leila")
    make_affiliation(house, "founder", person=leila, start_date="1994")
    make_affiliation(house, "chair", person=leila, start_date="2001", end_date="2004")
    make_membership(closed, organisation=house, start_date="1999")
    make_participation(clinic, organisation=house)
    make_participation(plan, organisation=house, end_date="2021")
    make_participation(event, "speaker", person=leila, start_date="2019-02-03", end_date="2019-02-03")
    make_participation(event, network=closed, start_date="2019-02-02", end_date="2019-02-03")


ADDRESSES = [
    "/en/timeline/",
    "/en/timeline/?country=SE",
    "/en/timeline/?kind=project&since=2005",
    "/en/organisations/house/",
    "/en/networks/closed/",
    "/en/projects/clinic/",
    "/en/projects/event/",
    "/en/people/leila/",
]


@pytest.mark.usefixtures("class_directory")
class TestTheShippedDirectory:
    @pytest.mark.parametrize("query", ["", "?focus=human-rights", "?country=IQ&kind=network"])
    def test_the_picture_of_the_shipped_directory_tells_what_the_table_tells(self, client, query):
        figure = timeline(client, f"/en/timeline/{query}")
        assert len(pictured(figure)) > 1
        assert pictured(figure) == tabled(figure)


@pytest.mark.usefixtures("world")
class TestOfTheDirectory:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_the_picture_tells_what_the_table_tells(self, client, address):
        figure = timeline(client, address)
        assert len(pictured(figure)) > 1
        assert pictured(figure) == tabled(figure)

    def test_the_earliest_comes_first_whatever_its_kind(self, client, world):
        assert names(timeline(client)) == ["House", "Closed", "Clinic", "Event", "Plan"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("kind=network", ["Closed"]),
            ("kind=network&kind=organisation", ["House", "Closed"]),
            ("country=SE", ["House", "Clinic"]),
            ("country=se&kind=project", ["Clinic"]),
            ("focus=shelter", ["House"]),
            ("until=1997", ["House"]),
            ("since=2005&until=2018", ["House", "Clinic"]),
            ("q=clinic&kind=project", ["Clinic"]),
        ],
    )
    def test_filters_narrow_it(self, client, world, query, found):
        assert names(timeline(client, f"/en/timeline/?{query}"))[: len(found)] == found

    def test_every_count_is_what_its_choice_shows(self, client, world):
        facets = client.get("/en/timeline/?since=1990").context["facets"]
        choices = [(name, choice) for name, _label, choices in facets for choice in choices]
        assert {name for name, _choice in choices} == {"kind", "country", "focus"}
        for name, choice in choices:
            shown = timeline(client, f"/en/timeline/?since=1990&{name}={choice.value}")
            assert len(names(shown)) == choice.count

    def test_people_have_no_period_of_their_own(self, client, world):
        assert "Leila" not in timeline(client)

    def test_a_founding_alone_is_not_said_to_last_until_today(self, client, world):
        figure = timeline(client)
        assert cells(figure, "House") == ["Association", "1994", "not stated"]
        assert "t-onwards" not in row_of(figure, "House")
        assert "<line" in row_of(figure, "House")

    def test_an_ongoing_project_is_said_to_last_until_today(self, client, world):
        figure = timeline(client)
        assert cells(figure, "Clinic") == [f"Project, ongoing, as of {THIS_YEAR}", "2004", "ongoing"]
        assert "t-onwards" in row_of(figure, "Clinic")

    def test_what_is_planned_is_called_planned(self, client, world):
        assert cells(timeline(client), "Plan")[0] == "Project, was planned, undated source"

    def test_the_axis_begins_with_the_first_known_year(self, client, world):
        make_organisation("late", founding_date="1991-12-31")
        assert "Years 1991–20" in timeline(client)

    def test_from_right_to_left_a_bar_begins_at_the_right(self, client, world):
        def place(language):
            row = row_of(timeline(client, f"/{language}/timeline/"), "Closed")
            return [
                float(number) for number in re.search(r'<rect x="([\d.]+)%" width="([\d.]+)%', row).groups()
            ]

        (x, width), (mirrored, same_width) = place("en"), place("ar")
        assert width == pytest.approx(same_width, abs=0.02)
        assert mirrored == pytest.approx(100 - x - width, abs=0.02)

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_numbers_in_the_picture_have_a_point_in_every_language(self, client, world, language):
        assert not re.search(r'="\d+[,٫]\d+%"', timeline(client, f"/{language}/timeline/"))

    def test_a_filtered_timeline_asks_not_to_be_indexed(self, client, world):
        assert 'content="noindex"' in client.get("/en/timeline/?country=SE").content.decode()
        assert "noindex" not in client.get("/en/timeline/").content.decode()

    @pytest.mark.parametrize("page", ["0", "2", "x"])
    def test_a_page_that_is_not_there_leads_to_one_that_is(self, client, world, page):
        assert client.get(f"/en/timeline/?page={page}").status_code == 302


class TestOfOtherRecords:
    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    @pytest.mark.parametrize("query", ["", "?undated=1"])
    def test_what_is_not_published_is_neither_shown_nor_counted(self, client, status, query):
        make_organisation("secret", founding_date="1991", status=status)
        make_project("secret-plan", start_date="XXXX-03-01", status=status)
        html = client.get(f"/en/timeline/{query}").content.decode()
        assert "Secret" not in html
        assert "no stated year" not in html

    def test_a_network_that_is_called_ongoing_is_not_said_to_last_until_today_either(self, client):
        make_network("forum", founding_date="2012", stage="ongoing")
        assert cells(timeline(client), "Forum") == ["Network, ongoing, undated source", "2012", "not stated"]

    def test_a_project_of_unknown_end_is_not_said_to_last_until_today(self, client):
        make_project("book", start_date="2004", stage="completed")
        assert cells(timeline(client), "Book") == ["Project", "2004", "not stated"]

    def test_a_name_is_text_and_never_markup(self, client):
        make_organisation("evil", name_en=HOSTILE, founding_date="1994")
        figure = timeline(client)
        assert "<script" not in figure
        assert names(figure) == [HOSTILE]

    def test_a_name_in_another_language_carries_it(self, client):
        make_organisation("mawa", name_en="", name_ar="مأوى", original_language="ar", founding_date="1994")
        assert timeline(client).count('<bdi lang="ar" dir="rtl">مأوى</bdi>') == 2

    @pytest.mark.parametrize("path", ["timeline/", "timeline/?undated=1", "timeline/?since=1990&q=record"])
    def test_it_asks_the_database_a_fixed_number_of_times(self, client, path, django_assert_max_num_queries):
        with deferred():
            for number in range(20):
                for make in (make_organisation, make_network):
                    make(f"record-{number}", founding_date="1994" if number % 2 else "", places=["se"])
                make_project(f"record-{number}", start_date="2004" if number % 2 else "XXXX-03-01")
        with django_assert_max_num_queries(34):
            assert client.get(f"/sv/{path}").status_code == 200


@pytest.fixture(scope="class")
@deferred()
def undated(class_rows):
    make_organisation("known", founding_date="1994", places=["se"])
    make_organisation("blank", places=["se"])
    make_project("meeting", start_date="XXXX-03-01", end_date="XXXX-03-02", places=["iq"])
    make_person("leila", places=["se"])


@pytest.mark.usefixtures("undated")
class TestWhatHasNoYear:
    def test_it_is_counted_and_not_drawn(self, client):
        html = client.get("/en/timeline/").content.decode()
        assert "Without a stated year: 2 results" in html
        assert names(timeline(client)) == ["Known"]

    def test_the_count_leads_to_the_list(self, client):
        html = client.get("/en/timeline/?country=SE&since=1990").content.decode()
        address = re.search(r'<a href="([^"]*)"\s*>Without a stated year: 1 result<', html)[1]
        response = client.get("/en/timeline/" + unescape(address))
        assert [record.slug for record in response.context["object_list"]] == ["blank"]

    def test_the_list_says_what_is_known_of_the_day(self, client):
        assert "1–2 March" in client.get("/en/timeline/?undated=1").content.decode()

    def test_the_list_is_left_by_a_link(self, client):
        html = client.get("/en/timeline/?undated=1").content.decode()
        assert "Remove the filter" in html
        assert "Year: <bdi>not stated</bdi>" in html

    def test_a_filter_set_in_the_list_stays_in_the_list(self, client):
        html = client.get("/en/timeline/?undated=1").content.decode()
        assert '<input type="hidden" name="undated" value="1">' in html


class TestAYearThatIsHardlyMeant:
    @pytest.fixture(autouse=True)
    def bodies(self, db):
        for slug, year in (("slip", "0994"), ("dream", "2999"), ("old", "1901"), ("new", "1994")):
            make_organisation(slug, founding_date=year)

    def test_does_not_stretch_the_scale(self, client):
        figure = timeline(client)
        assert f"Years 1901–{THIS_YEAR}" in plain(figure)
        assert names(figure) == ["Old", "New"]

    def test_is_told_in_words_and_in_the_table(self, client):
        figure = timeline(client)
        words = "Too far off to be drawn: Slip (association, founded 994) ; Dream (association, founded 2999)"
        assert words in plain(figure)
        assert cells(figure, "Slip")[1:] == ["994", "not stated"]

    def test_does_not_stretch_the_pages_that_follow_either(self, client):
        with deferred():
            for number in range(60):
                make_project(f"p-{number:02}", start_date="2004")
        assert f"Years 1901–{THIS_YEAR}" in plain(timeline(client, "/en/timeline/?page=2"))


class TestWhatMakesNoSense:
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    @pytest.mark.parametrize(
        "query",
        ["since=abc", "until=99999", "since=-1", "since=1e999"],
    )
    def test_it_gets_a_400_with_a_message_in_the_form(self, client, language, query):
        response = client.get(f"/{language}/timeline/?{query}")
        assert response.status_code == 400
        assert 'class="error" role="alert"' in response.content.decode()

    @pytest.mark.parametrize("value", ["country=XX", "focus=nonsense", "kind=' OR 1=1 --"])
    def test_nothing_else_that_was_set_is_lost(self, client, value):
        html = client.get(f"/en/timeline/?{value}&since=1994&q=house").content.decode()
        assert 'name="since" value="1994"' in html
        assert 'value="house"' in html

    @pytest.mark.parametrize("query", ["", "?since=1800&until=1801", "?q=xyzzy", "?undated=1&since=1990"])
    def test_nothing_found_is_no_dead_end(self, client, query):
        response = client.get(f"/en/timeline/{query}")
        assert response.status_code == 200
        assert '<a href="/en/timeline/">See the whole list</a>' in response.content.decode()


def test_words_without_a_letter_find_nothing(client, world):
    assert not timeline(client, "/en/timeline/?q=!!!")
    assert "Nothing fits" in client.get("/en/timeline/?q=!!!").content.decode()


@pytest.fixture(scope="class")
@deferred()
def many(class_rows):
    make_organisation("oldest", founding_date="1950")
    for number in range(60):
        make_project(f"p-{number:02}", start_date=f"20{number % 20:02}", end_date="2020")


@pytest.mark.usefixtures("many")
class TestPages:
    def test_a_long_timeline_has_pages_that_keep_the_filters(self, client):
        response = client.get("/en/timeline/?since=1940&page=2")
        assert len(names(timeline(client, "/en/timeline/?since=1940&page=2"))) == 11
        assert 'rel="prev" href="?since=1940&amp;page=1"' in response.content.decode()

    def test_no_record_is_on_two_pages_or_on_none(self, client):
        shown = [*names(timeline(client)), *names(timeline(client, "/en/timeline/?page=2"))]
        assert len(shown) == len(set(shown)) == 61

    def test_the_axis_is_the_same_on_every_page(self, client):
        assert "Years 1950–20" in timeline(client, "/en/timeline/?page=2")


@pytest.mark.usefixtures("world")
class TestOfARecord:
    def test_it_shows_the_record_its_dated_roles_and_the_periods_of_its_projects(self, client, world):
        shown = pictured(timeline(client, "/en/organisations/house/"))
        assert [(name, kind) for name, kind, _dates in shown] == [
            ("House", "Association"),
            ("Leila", "Founder"),
            ("Closed", "Member"),
            ("Leila", "Chair"),
            ("Clinic", f"Project, ongoing, as of {THIS_YEAR}"),
            ("Plan", "Lead, was planned, undated source"),
        ]

    def test_a_project_shows_its_parts(self, client, world):
        assert names(timeline(client, "/en/projects/clinic/")) == ["Clinic", "Event", "Plan"]

    def test_a_person_shows_dated_roles_only(self, client, world):
        kinds = [kind for _name, kind, _dates in pictured(timeline(client, "/en/people/leila/"))]
        assert kinds == ["Founder", "Chair", "Speaker"]

    def test_the_record_itself_is_no_link_to_itself(self, client, world):
        figure = timeline(client, "/en/organisations/house/")
        assert 'href="/en/organisations/house/"' not in figure
        assert 'href="/en/people/leila/"' in figure

    def test_a_role_without_dates_does_not_take_the_years_of_a_body(self, client):
        house = make_organisation(founding_date="1994")
        make_membership(make_network(founding_date="1998"), organisation=house)
        make_participation(make_project(start_date="2004"), organisation=house)
        assert names(timeline(client, house.get_absolute_url())) == ["Womens House", "The Project"]

    def test_two_roles_in_a_project_show_its_own_period_once(self, client):
        house, project = make_organisation(founding_date="1994"), make_project(start_date="2004")
        for role in ("lead", "funder"):
            make_participation(project, role, organisation=house)
        assert len(names(timeline(client, house.get_absolute_url()))) == 2

    @pytest.mark.parametrize("make", [make_organisation, make_network])
    def test_one_dated_thing_makes_no_timeline(self, client, make):
        body = make(founding_date="1994")
        make_participation(make_project(), **{body._meta.model_name: body})
        html = client.get(body.get_absolute_url()).content.decode()
        assert "Timeline</h2>" not in html

    def test_a_day_of_an_unknown_year_makes_no_second_place_on_it(self, client):
        house = make_organisation(founding_date="1994")
        make_participation(make_project(start_date="XXXX-03-01"), organisation=house)
        assert not timeline(client, house.get_absolute_url())

    def test_a_day_of_an_unknown_year_is_listed_apart(self, client):
        house = make_organisation(founding_date="1994")
        make_participation(make_project("talk", start_date="XXXX-03-01"), organisation=house)
        make_participation(make_project("book", start_date="2004"), organisation=house)
        figure = timeline(client, house.get_absolute_url())
        assert names(figure) == ["Womens House", "Book"]
        assert "Year not stated: Talk (project, from 1 March, end unknown)" in plain(figure)

    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_what_is_not_published_is_not_on_it(self, client, status):
        house = make_organisation(founding_date="1994")
        make_affiliation(house, person=make_person(), start_date="1995")
        make_affiliation(house, person=make_person("secret", status=status), start_date="1996")
        films = make_project("films", start_date="2000")
        make_project("film", start_date="2001", parent=films)
        make_project("secret-film", start_date="2002", parent=films, status=status)
        for record in (house, films):
            assert len(names(timeline(client, record.get_absolute_url()))) == 2

    def test_names_and_roles_are_text_and_never_markup(self, client):
        house = make_organisation(name_en=HOSTILE, founding_date="1994")
        Role.objects.update_or_create(slug="chair", defaults={"name_en": "<b chair"})
        make_affiliation(house, "chair", person=make_person(name_en=HOSTILE), start_date="1995")
        figure = timeline(client, house.get_absolute_url())
        assert names(figure) == [HOSTILE, HOSTILE]
        assert not re.search("<script|<b chair", figure)

    def test_it_costs_no_query(self, client, django_assert_num_queries):
        house = make_organisation()
        for number in range(5):
            make_affiliation(house, person=make_person(f"p-{number}"))
        with CaptureQueriesContext(connection) as without:
            assert not timeline(client, house.get_absolute_url())
        for number, tie in enumerate(house.affiliations.all()):
            tie.start_date = f"199{number}"
            tie.save()
        with django_assert_num_queries(len(without)):
            assert timeline(client, house.get_absolute_url())
