"""The table of ties: who had which role in what, and when; sorted, filtered, and safe to copy."""

import re

import pytest

from networks.models import Membership
from organisations.models import Affiliation, Organisation, Person, Role
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

pytestmark = pytest.mark.django_db

LANGUAGES = ["sv", "ar", "en"]


def page(client, query="", status=200, language="en"):
    response = client.get(f"/{language}/ties/?{query}")
    assert response.status_code == status
    return flat(response.content.decode())


def rows(html):
    """Return the words of each row."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [
            re.sub("<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in body.split("</tr>")[:-1]
    ]


def who(client, query=""):
    return [row[0] for row in rows(page(client, query))]


@pytest.fixture(scope="class")
@deferred()
def ties(class_rows):
    """A house with people in it, in a network, with films of which one is a part."""
    Role.objects.create(slug="member", name_en="member", lasting=True)
    house = make_organisation("house", places=["se"])
    leila = make_person("leila")
    make_affiliation(house, "founder", person=leila, start_date="1994")
    make_affiliation(house, "chair", person=leila, start_date="2001", end_date="2004-05")
    make_membership(make_network("unizon"), "member", organisation=house, start_date="1998", as_of="2019")
    films = make_project("films", places=["iq"])
    make_participation(films, "lead", organisation=house)
    make_project("a-film", parent=films)


@pytest.mark.usefixtures("ties")
class TestTheTable:
    def test_says_who_is_what_in_what_and_when(self, client):
        assert rows(page(client)) == [
            ["A Film", "part of", "Films", "not stated", "not stated", ""],
            ["House", "lead", "Films", "not stated", "not stated", ""],
            ["House", "member", "Unizon", "1998", "not stated", "2019"],
            ["Leila", "founder", "House", "1994", "", ""],
            ["Leila", "chair", "House", "2001", "May 2004", ""],
        ]

    def test_heads_each_row_with_who_it_is_about(self, client):
        html = page(client)
        assert html.count('<th scope="row"><a href="/en/people/leila/">') == 2

    def test_keeps_a_year_a_year_when_it_is_copied(self, client):
        assert '<td><time datetime="1994">1994</time></td>' in page(client)

    def test_names_lead_to_the_records(self, client):
        html = page(client)
        for address in ("people/leila", "organisations/house", "networks/unizon", "projects/films"):
            assert f'<a href="/en/{address}/">' in html

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_there_in_each_language(self, client, language):
        assert len(rows(page(client, language=language))) == 5

    def test_asks_not_to_be_indexed_since_it_names_people(self, client):
        assert 'content="noindex"' in page(client)


@pytest.mark.usefixtures("ties")
class TestSorting:
    @pytest.mark.parametrize(
        ("sort", "first"),
        [
            ("who", "A Film"),
            ("-who", "Leila"),
            ("what", "A Film"),
            ("-what", "House"),
            ("start", "Leila"),
            ("-start", "Leila"),
            ("end", "Leila"),
            ("-end", "Leila"),
            ("as_of", "House"),
            ("-as_of", "House"),
        ],
    )
    def test_is_by_any_column_both_ways(self, client, sort, first):
        assert who(client, f"sort={sort}")[0] == first

    @pytest.mark.parametrize("way", ["", "-"])
    def test_puts_what_is_not_known_last_both_ways(self, client, way):
        starts = [row[3] for row in rows(page(client, f"sort={way}start"))]
        assert starts[-2:] == ["not stated", "not stated"]
        assert starts[:3] == sorted(starts[:3], reverse=way == "-")

    def test_by_role_goes_by_its_name_in_the_language_of_the_page(self, client):
        roles = [row[1] for row in rows(page(client, "sort=role")) if row[1] != "part of"]
        assert roles == sorted(roles)

    def test_is_told_in_the_heading_whose_link_turns_it_round(self, client):
        html = page(client, "sort=start&role=founder")
        assert re.search(r'aria-sort="ascending">\s*<a href="\?sort=-start&amp;role=founder"', html)
        assert 'aria-sort="descending"' in page(client, "sort=-start")

    @pytest.mark.parametrize("sort", ["name", "--who", "who;DROP", "%00"])
    def test_by_what_is_no_column_is_refused_or_passed_over(self, client, sort):
        response = client.get(f"/en/ties/?sort={sort}")
        assert response.status_code in (200, 400)


@pytest.mark.usefixtures("ties")
class TestFilters:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("role=founder", ["Leila"]),
            ("role=founder&role=lead", ["House", "Leila"]),
            ("role=part-of", ["A Film"]),
            ("kind=person", ["Leila", "Leila"]),
            ("kind=project", ["A Film"]),
            ("target=network", ["House"]),
            ("target=project", ["A Film", "House"]),
            ("target=network&kind=person", []),
            ("country=IQ", ["A Film", "House"]),
            ("country=iq&role=lead", ["House"]),
            ("about=people/leila", ["Leila", "Leila"]),
            ("about=projects/films", ["A Film", "House"]),
            ("about=projects/a-film", ["A Film"]),
            ("about=networks/unizon&kind=person", []),
        ],
    )
    def test_narrow_it(self, client, query, found):
        assert who(client, query) == found

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("until=1993&undated=no", []),
            ("until=1994&undated=no", ["Leila"]),
            ("since=2005&undated=no", ["House", "Leila"]),
            ("since=2004&undated=no", ["House", "Leila", "Leila"]),
            ("since=٢٠٠٥&undated=no", ["House", "Leila"]),
            ("until=1993", ["A Film", "House"]),
            ("undated=no", ["House", "Leila", "Leila"]),
        ],
    )
    def test_years_leave_out_what_is_known_to_lie_outside(self, client, query, found):
        assert who(client, query) == found

    def test_what_was_chosen_stays_and_has_an_address(self, client):
        html = page(client, "role=founder&since=1990&about=people/leila&sort=-start")
        assert re.search(r'value="founder"[^>]* checked', html)
        assert 'value="1990"' in html
        assert '<input type="hidden" name="about" value="people/leila"' in html
        assert '<input type="hidden" name="sort" value="-start"' in html

    def test_a_record_that_it_is_about_is_named_and_let_go_by_a_link(self, client):
        html = page(client, "about=people/leila&role=chair")
        assert 'Only the ties of: <a href="/en/people/leila/">' in html
        assert '<a href="?role=chair">Show all of them</a>' in html

    def test_where_nothing_is_left_the_page_says_so_and_leads_back(self, client):
        html = page(client, "country=FI")
        assert "No tie fits these filters." in html
        assert '<a href="/en/ties/">' in html

    @pytest.mark.parametrize("query", ["since=abc", "since=1e3", "until=0"])
    def test_what_makes_no_sense_gets_a_400_with_words(self, client, query):
        html = page(client, query, status=400)
        assert 'role="alert"' in html
        assert "The table cannot be filtered in that way." in html

    @pytest.mark.parametrize("query", ["role=spy", "kind=spy", "target=spy", "country=XX", "sort=size"])
    def test_what_is_not_known_is_left_out_with_a_word(self, client, query):
        assert "is not known here" in page(client, query)

    def test_a_role_that_was_renamed_is_followed(self, client):
        role = Role.objects.get(slug="chair")
        role.slug = "president"
        role.save()
        html = page(client, "role=chair")
        assert ('value="president"' in html, "role=chair" in html, "is not known here" in html) == (
            *(True, False, False),
        )

    def test_a_record_that_is_not_there_is_told(self, client):
        assert "The record that was asked for is not here." in page(client, "about=people/nobody")


@pytest.mark.usefixtures("ties")
class TestWhatIsWithheld:
    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_no_tie_of_a_withheld_record_shows(self, client, status):
        make_affiliation(Organisation.objects.get(), "spy", person=make_person("secret", status=status))
        make_project("secret-part", status=status, parent=make_project("open"))
        make_project("part", parent=make_project("secret-whole", status=status))
        for sort in ("who", "role", "-start"):
            assert "secret" not in page(client, f"sort={sort}").lower()
        assert len(rows(page(client))) == 5

    def test_a_withheld_record_is_as_if_it_were_not_there(self, client):
        make_affiliation(Organisation.objects.get(), person=make_person("secret", status="draft"))
        html = page(client, "about=people/secret")
        assert "The record that was asked for is not here." in html
        assert "Secret" not in html


class TestMany:
    @pytest.fixture(autouse=True)
    def many(self, db):
        house, network = make_organisation("house"), make_network("network")
        role = Role.objects.create(slug="member", name_en="member", lasting=True)
        with deferred():
            people = [make_person(f"p-{n:02}") for n in range(60)]
        Affiliation.objects.bulk_create(
            Affiliation(organisation=house, person=one, role=role, start_date=f"19{n + 10}")
            for n, one in enumerate(people)
        )
        Membership.objects.bulk_create(Membership(network=network, person=one, role=role) for one in people)

    def test_no_tie_is_on_two_pages_or_on_none(self, client):
        shown = [
            (row[0], row[2])
            for number in (1, 2, 3)
            for row in rows(page(client, f"sort=start&page={number}"))
        ]
        assert len(shown) == len(set(shown)) == 120

    @pytest.mark.parametrize(("number", "nearest"), [("999", 3), ("0", 3), ("abc", 1)])
    def test_what_is_no_page_leads_to_the_nearest(self, client, number, nearest):
        response = client.get(f"/en/ties/?sort=start&page={number}")
        assert (response.status_code, response.headers["Location"]) == (302, f"?sort=start&page={nearest}")

    def test_pages_keep_the_filters_and_the_order(self, client):
        assert 'rel="next" href="?sort=-start&amp;target=organisation&amp;page=2"' in page(
            client, "sort=-start&target=organisation"
        )

    @pytest.mark.parametrize("query", ["", "sort=role&page=2", "country=SE&since=1950&role=member"])
    def test_the_database_is_asked_a_fixed_number_of_times(
        self, client, query, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(14):
            page(client, query)

    def test_a_person_with_a_hostile_name_is_text(self, client):
        Person.objects.filter(slug="p-00").update(name_en="<script alert(1)")
        assert "<script alert" not in page(client)


def test_a_directory_without_ties_says_so(client):
    assert "No tie fits these filters." in page(client)
