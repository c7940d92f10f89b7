from datetime import date

import pytest

from organisations.search.index import deferred

from ..world import make_helpline, make_need, make_network, make_organisation, make_person, make_project

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("ar-IQ,ar;q=0.9,en;q=0.5", "/ar/"),
        ("en-GB", "/en/"),
        ("de, sv;q=0.3", "/sv/"),
        ("fi", "/sv/"),
        ("", "/sv/"),
        ("*", "/sv/"),
        ("x" * 5000, "/sv/"),
        ("ar;q=nonsense,;;,=", "/sv/"),
    ],
)
def test_the_bare_address_leads_to_the_language_of_the_browser(client, header, address):
    assert client.get("/", headers={"accept-language": header}).headers["Location"] == address


def test_the_bare_address_varies_by_language_and_not_by_cookie(client):
    assert client.get("/").headers["Vary"] == "Accept-Language"


def test_a_cookie_does_not_change_the_language(client):
    client.cookies["django_language"] = "ar"
    assert client.get("/", headers={"accept-language": "en"}).headers["Location"] == "/en/"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "organisations/",
        "networks/",
        "projects/",
        "people/",
        "sources/",
        "focus-areas/",
        "countries/",
        "about/",
    ],
)
def test_reading_sets_no_cookie(client, path):
    assert not client.get(f"/sv/{path}").cookies


def test_only_the_published_are_counted(client):
    make_organisation()
    make_organisation("hidden", status="draft")
    assert [number for _title, _url, number in client.get("/en/").context["lists"]] == [1, 0, 0, 0, 0]


def test_an_empty_directory_has_a_home(client):
    assert client.get("/ar/").status_code == 200


def test_home_asks_the_database_a_fixed_number_of_times(client, django_assert_max_num_queries):
    with deferred():
        for number in range(30):
            make_organisation(f"house-{number}", places=["se"], focus=["shelter"])
    with django_assert_max_num_queries(22):
        client.get("/sv/")


class TestNeeds:
    def needs(self, client, language="en"):
        return [(str(need), number) for need, number in client.get(f"/{language}/").context["needs"]]

    def test_lead_to_their_pages(self, client):
        need = make_need(focus=["refuge"])
        make_organisation(needs=["shelter"])
        assert f'href="{need.get_absolute_url()}"' in client.get("/en/").content.decode()

    def test_stand_in_the_language_of_the_page(self, client):
        make_need(focus=["refuge"], name_sv="Skyddat boende")
        make_organisation(needs=["shelter"])
        assert self.needs(client, "sv") == [("Skyddat boende", 1)]

    def test_count_only_those_who_may_help(self, client):
        make_need(focus=["refuge"])
        make_organisation(needs=["shelter"])
        make_organisation("ministry", kind="government", focus=["refuge"])
        make_person(focus=["refuge"])
        make_project("conference", kind="event", needs=["shelter"])
        assert self.needs(client) == [("Shelter", 1)]

    def test_that_nobody_meets_are_left_out(self, client):
        make_need(focus=["refuge"])
        make_organisation("hidden", needs=["shelter"], status="draft")
        assert self.needs(client) == []

    def test_name_the_languages_in_which_help_is_given(self, client):
        make_need(focus=["refuge"])
        make_organisation(languages=["fa"], needs=["shelter"])
        name, url, number = client.get("/en/").context["spoken"][0]
        assert (name, number) == ("Persian", 1)
        assert [group.number for group in client.get(url).context["groups"]] == [1]

    def test_take_no_film_or_book_for_support_in_its_language(self, client):
        make_need(focus=["refuge"])
        make_project(languages=["fa"], kind="film", needs=["shelter"])
        assert client.get("/en/").context["spoken"] == []


def test_home_asks_where_she_is(client):
    make_helpline(country="SE")
    assert 'href="/en/help/?country=SE"' in client.get("/en/").content.decode()


def test_home_has_the_helplines_before_all_else_that_is_in_the_directory(client):
    make_helpline(phone="112")
    html = client.get("/en/").content.decode()
    assert html.index("tel:112") < html.index('id="kinds"')


class TestTheLatest:
    def latest(self, client):
        return {
            str(title): [str(one) for one in records]
            for title, records in client.get("/en/").context["latest"]
        }

    def test_stand_first_of_all_kinds(self, client):
        make_organisation("old-house", added_on=date(2020, 1, 1))
        make_network("new-network", added_on=date(2026, 1, 2))
        make_organisation("new-house", added_on=date(2026, 1, 1))
        assert self.latest(client)["New in the directory"] == ["New Network", "New House"]

    def test_are_of_all_kinds_in_turn_where_they_came_together(self, client):
        make_organisation("old-house", added_on=date(2020, 1, 1))
        for number in range(5):
            make_organisation(f"house-{number}", added_on=date(2026, 1, 1))
        make_network("network", added_on=date(2026, 1, 1))
        assert "Network" in self.latest(client)["New in the directory"]

    def test_are_not_what_the_directory_opened_with(self, client):
        make_organisation(added_on=date(2020, 1, 1))
        make_network(added_on=date(2020, 1, 1))
        assert self.latest(client) == {}

    def test_are_no_public_bodies(self, client):
        make_organisation("old-house", added_on=date(2020, 1, 1))
        make_organisation("ministry", kind="government", added_on=date(2026, 1, 1))
        assert self.latest(client) == {}

    def test_are_not_checked_until_somebody_did(self, client):
        make_organisation()
        assert "Checked most recently" not in self.latest(client)

    def test_checked_are_shown_with_the_last_first(self, client):
        make_organisation("one", verified_on=date(2026, 5, 1))
        make_organisation("two", verified_on=date(2026, 6, 1))
        make_organisation("three")
        assert self.latest(client)["Checked most recently"] == ["Two", "One"]

    def test_are_never_drafts(self, client):
        make_organisation("hidden", status="draft", verified_on=date(2026, 6, 1))
        assert self.latest(client) == {}
