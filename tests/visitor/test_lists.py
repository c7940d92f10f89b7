"""Lists: OR within a filter, AND between, counts that reflect the other filters."""

import re

import pytest

from organisations.search.index import deferred
from organisations.views import PER_PAGE

from ..world import (
    make_affiliation,
    make_focus_area,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_place,
    make_project,
)

pytestmark = pytest.mark.django_db

LISTS = ["organisations", "networks", "projects", "people"]


def slugs(response):
    return [record.slug for record in response.context["object_list"]]


def counts(response, facet):
    """Return {value: count} of a facet of a list page."""
    facets = {name: choices for name, _label, choices in response.context["facets"]}
    return {choice.value: choice.count for choice in facets.get(facet, [])}


@pytest.fixture(scope="class")
@deferred()
def three(class_rows):
    """Three organisations: a Swedish shelter, an Iraqi shelter and an Iraqi authority."""
    make_organisation("jour", kind="shelter", places=["se"], focus=["shelter"], founding_date="1994")
    make_organisation("mawa", kind="shelter", places=["iq"], focus=["shelter", "peace"], founding_date="2004")
    make_organisation("ministry", kind="government", places=["iq"], focus=["peace"])


@pytest.mark.parametrize("path", LISTS)
def test_drafts_and_withdrawn_records_are_not_listed(client, path):
    for make in (make_organisation, make_network, make_project, make_person):
        make("secret-one", status="draft")
        make("secret-two", status="withdrawn")
    assert b"secret" not in client.get(f"/en/{path}/").content.lower()


@pytest.mark.usefixtures("three")
class TestFilters:
    def test_two_choices_of_a_filter_widen_the_list(self, client):
        assert len(slugs(client.get("/en/organisations/?country=SE&country=IQ"))) == 3

    def test_a_country_may_be_written_in_small_letters(self, client):
        assert slugs(client.get("/en/organisations/?country=se")) == ["jour"]

    def test_choices_of_two_filters_narrow_the_list(self, client):
        assert slugs(client.get("/en/organisations/?country=IQ&focus=shelter")) == ["mawa"]

    def test_an_organisation_in_a_country_by_its_seat_is_found_once(self, client):
        make_organisation("seated", places=["lb"], seat=make_place("lb"))
        assert slugs(client.get("/en/organisations/?country=LB")) == ["seated"]

    def test_the_kind_filters(self, client):
        assert slugs(client.get("/en/organisations/?kind=government")) == ["ministry"]

    def test_years_filter(self, client):
        assert slugs(client.get("/en/organisations/?until=2000")) == ["jour"]

    def test_words_are_sought_in_every_language(self, client):
        make_organisation("tammuz", name_ar="منظمة تموز للتنمية الاجتماعية")
        assert slugs(client.get("/sv/organisations/", {"q": "تموز"})) == ["tammuz"]

    def test_words_are_sought_among_other_names(self, client):
        house = make_organisation("owfi")
        house.other_names.create(name="Kvinnors Frihet", language=make_language("sv"), kind="translation")
        assert slugs(client.get("/en/organisations/?q=frihet")) == ["owfi"]

    def test_words_find_only_records_of_the_list(self, client):
        make_network("mawa-network")
        assert slugs(client.get("/en/organisations/?q=mawa")) == ["mawa"]

    def test_words_put_the_best_first(self, client):
        make_organisation("alma", summary_en="Works with jour.")
        assert slugs(client.get("/en/organisations/?q=jour")) == ["jour", "alma"]

    def test_words_and_filters_narrow_together(self, client):
        make_organisation("mawa-two", places=["se"])
        assert slugs(client.get("/en/organisations/?q=mawa&country=SE")) == ["mawa-two"]

    def test_a_count_says_what_one_would_see_under_the_words(self, client):
        assert counts(client.get("/en/organisations/?q=mawa"), "country") == {"IQ": 1}

    def test_a_mistyped_word_is_told(self, client):
        assert "Searched instead:" in client.get("/en/organisations/?q=minsitry").content.decode()

    def test_a_count_says_what_one_would_see_under_the_other_filters(self, client):
        assert counts(client.get("/en/organisations/?focus=shelter"), "country") == {"IQ": 1, "SE": 1}

    def test_a_count_does_not_reflect_its_own_filter(self, client):
        assert counts(client.get("/en/organisations/?country=SE"), "country") == {"IQ": 2, "SE": 1}

    def test_every_count_is_what_its_choice_shows(self, client):
        address = "/en/organisations/?country=IQ"
        for value, number in counts(client.get(address), "focus").items():
            assert len(slugs(client.get(f"{address}&focus={value}"))) == number

    def test_a_choice_that_would_show_nothing_stays_with_zero(self, client):
        assert counts(client.get("/en/organisations/?kind=government"), "country") == {"IQ": 1, "SE": 0}

    def test_a_main_focus_area_counts_the_records_of_its_parts(self, client):
        make_focus_area("honour", parent=make_focus_area("violence"))
        make_organisation("linna", focus=["honour"])
        assert counts(client.get("/en/organisations/"), "focus")["violence"] == 1

    def test_each_chosen_filter_is_a_link_that_takes_it_off(self, client):
        response = client.get("/en/organisations/?country=SE&country=IQ&kind=shelter&page=1")
        queries = {chip.value: chip.query for chip in response.context["chips"]}
        assert queries["Iraq"] == "country=SE&kind=shelter"

    def test_zero_hits_say_what_to_do_next(self, client):
        response = client.get("/en/organisations/?country=SE&focus=peace")
        assert "See the whole list" in response.content.decode()


def test_organisations_are_filtered_by_network(client):
    make_membership(make_network("unizon"), organisation=make_organisation("member"))
    make_organisation("other")
    assert slugs(client.get("/en/organisations/?network=unizon")) == ["member"]


def test_organisations_are_filtered_by_language_of_support(client):
    make_organisation("persian", languages=["fa"])
    make_organisation("other", languages=["sv"])
    assert slugs(client.get("/en/organisations/?language=fa")) == ["persian"]


def test_people_are_filtered_by_role(client):
    house = make_organisation()
    make_affiliation(house, "chair", person=make_person("leila"))
    make_affiliation(house, "speaker", person=make_person("baraa"))
    assert slugs(client.get("/en/people/?role=chair")) == ["leila"]


def test_people_are_filtered_by_the_network_of_their_organisation(client):
    house = make_organisation()
    make_membership(make_network("unizon"), organisation=house)
    make_affiliation(house, person=make_person("leila"))
    make_person("other")
    assert slugs(client.get("/en/people/?network=unizon")) == ["leila"]


def test_people_are_filtered_by_years_of_one_role(client):
    house, person = make_organisation(), make_person()
    make_affiliation(house, person=person, start_date="1991", end_date="1992")
    make_affiliation(house, person=person, start_date="2014")
    assert not slugs(client.get("/en/people/?since=2000&until=2010"))


@pytest.mark.parametrize("query", ["role=spy", "since=1911&until=1912", "network=unizon"])
def test_people_are_not_filtered_by_what_a_draft_says_of_them(client, query):
    hidden = make_organisation("hidden", status="draft")
    make_membership(make_network("unizon"), organisation=hidden)
    make_affiliation(hidden, "spy", person=make_person(), start_date="1911", end_date="1912")
    assert not slugs(client.get(f"/en/people/?{query}"))


def test_projects_are_filtered_by_the_network_that_takes_part(client):
    make_participation(make_project("meeting"), network=make_network("forum"))
    make_project("other")
    assert slugs(client.get("/en/projects/?network=forum")) == ["meeting"]


def test_a_draft_network_is_no_choice(client):
    make_membership(make_network("secret", status="draft"), organisation=make_organisation())
    assert b"secret" not in client.get("/en/organisations/").content.lower()


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "country=XX",
        "country=sweden",
        "focus=nonsense",
        "network=nonsense",
        "since=abc",
        "since=1e999",
        "since=-1",
        "until=99999",
        "since=1994.5",
        "country=%F0%28%8C%28",
        "focus=' OR 1=1 --",
    ],
)
def test_a_filter_that_makes_no_sense_gets_a_clear_400(client, path, query):
    response = client.get(f"/en/{path}/?{query}")
    assert response.status_code == 400
    assert "The list cannot be filtered like that." in response.content.decode()


def test_the_other_filters_survive_one_that_makes_no_sense(client):
    response = client.get("/en/organisations/?country=XX&q=house")
    assert 'value="house"' in response.content.decode()


def test_an_unknown_parameter_is_passed_over(client):
    assert client.get("/en/organisations/?utm_source=x").status_code == 200


@pytest.mark.parametrize("page", ["2", "0", "-1", "abc", "99999999999999999999", "%F0", "1.5", "١"])
def test_a_page_that_is_not_there_is_not_found(client, page):
    make_organisation()
    response = client.get(f"/en/organisations/?page={page}&q=house")
    assert response.status_code == (200 if page == "١" else 404)


def test_the_missing_page_leads_to_the_first_with_the_filters_kept(client):
    assert 'href="?q=house"' in client.get("/en/organisations/?page=9&q=house").content.decode()


def test_a_long_list_has_pages_that_keep_the_filters(client):
    with deferred():
        for number in range(PER_PAGE + 1):
            make_organisation(f"house-{number}", places=["se"])
    response = client.get("/en/organisations/?country=SE&page=2")
    assert len(slugs(response)) == 1
    assert 'rel="prev" href="?country=SE&amp;page=1"' in response.content.decode()


def test_the_page_number_is_in_the_title(client):
    with deferred():
        for number in range(PER_PAGE + 1):
            make_organisation(f"house-{number}")
    assert "(page 2 of 2)" in client.get("/en/organisations/?page=2").content.decode()


@pytest.mark.parametrize(
    ("language", "order"),
    [("sv", ["alma", "zeta", "angel"]), ("en", ["alma", "angel", "zeta"])],
)
def test_a_list_is_sorted_as_its_language_sorts(client, language, order):
    for slug, name in {"angel": "Ängel", "zeta": "Zeta", "alma": "Alma"}.items():
        make_organisation(slug, name_sv=name, name_en=name)
    assert slugs(client.get(f"/{language}/organisations/")) == order


@pytest.mark.parametrize("path", LISTS)
def test_a_list_asks_the_database_a_fixed_number_of_times(client, path, django_assert_max_num_queries):
    make = {"organisations": make_organisation, "networks": make_network}
    make |= {"projects": make_project, "people": make_person}
    with deferred():
        for number in range(PER_PAGE):
            make[path](f"record-{number}", places=["se", "iq"], focus=["shelter", "peace"])
    with django_assert_max_num_queries(24):
        client.get(f"/sv/{path}/?country=SE")


@pytest.mark.parametrize("path", LISTS)
def test_the_filters_work_as_a_plain_form(client, path):
    html = client.get(f"/en/{path}/").content.decode()
    assert re.search(rf'<form[^>]*method="get"[^>]*action="/en/{path}/"', html)


def test_a_filtered_list_asks_not_to_be_indexed(client):
    assert 'content="noindex"' in client.get("/en/organisations/?country=SE").content.decode()
