from datetime import date

import pytest

from organisations.search.index import deferred

from ..world import make_focus_area, make_network, make_organisation, make_place, make_project

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
    assert [number for _title, _url, number in client.get("/en/").context["kinds"]] == [1, 0, 0, 0]


def test_countries_are_counted_over_all_kinds_of_record(client):
    make_organisation(places=["iq"])
    make_network(seat=make_place("iq"))
    assert client.get("/en/").context["countries"] == [("IQ", "Iraq", 2)]


def test_an_empty_directory_has_a_home(client):
    assert client.get("/ar/").status_code == 200


def test_home_asks_the_database_a_fixed_number_of_times(client, django_assert_max_num_queries):
    with deferred():
        for number in range(30):
            make_organisation(f"house-{number}", places=["se"], focus=["shelter"])
    with django_assert_max_num_queries(20):
        client.get("/sv/")


class TestNeeds:
    def make(self, slug="legal-advice", **fields):
        make_focus_area(slug, **{"need_en": "Legal help", "need_sv": "Juridisk hjälp"} | fields)
        return make_organisation(focus=[slug])

    def needs(self, client, language="en"):
        return client.get(f"/{language}/").context["needs"]

    def test_lead_to_the_records_that_may_help(self, client):
        self.make()
        need, address, number = self.needs(client)[0]
        assert (need, number) == ("Legal help", 1)
        assert client.get(address).context["paginator"].count == number

    def test_stand_in_the_language_of_the_page(self, client):
        self.make()
        assert self.needs(client, "sv")[0][0] == "Juridisk hjälp"

    def test_that_no_record_meets_are_left_out(self, client):
        make_focus_area("legal-advice", need_en="Legal help")
        make_organisation("hidden", focus=["legal-advice"], status="draft")
        assert self.needs(client) == []

    def test_that_nobody_put_into_words_are_left_out(self, client):
        self.make(need_en="", need_sv="")
        assert self.needs(client) == []

    def test_name_the_languages_in_which_support_is_given(self, client):
        make_organisation(languages=["fa"])
        need, address, number = self.needs(client)[0]
        assert (need, number) == ("Support in Persian", 1)
        assert client.get(address).context["paginator"].count == number

    def test_take_no_film_or_book_for_support_in_its_language(self, client):
        make_project(languages=["fa"], kind="film")
        assert self.needs(client) == []


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
        assert self.latest(client)["New in the directory"] == ["New Network", "New House", "Old House"]

    def test_are_of_all_kinds_in_turn_where_they_came_together(self, client):
        for number in range(5):
            make_organisation(f"house-{number}", added_on=date(2026, 1, 1))
        make_network("network", added_on=date(2026, 1, 1))
        assert "Network" in self.latest(client)["New in the directory"]

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
