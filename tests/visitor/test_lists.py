"""Lists: OR within a filter, AND between, counts that reflect the other filters."""

import re

import pytest
from django.utils import translation

from organisations.counting import counted
from organisations.models import Organisation
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
    """Three organisations: a Swedish shelter, an Iraqi shelter and an Iraqi association."""
    make_organisation("jour", kind="shelter", places=["se"], focus=["shelter"], founding_date="1994")
    make_organisation("mawa", kind="shelter", places=["iq"], focus=["shelter", "peace"], founding_date="2004")
    make_organisation("house", places=["iq"], focus=["peace"])


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
        assert slugs(client.get("/en/organisations/?kind=association")) == ["house"]

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
        assert "Showing results for:" in client.get("/en/organisations/?q=jorr").content.decode()

    def test_a_count_says_what_one_would_see_under_the_other_filters(self, client):
        assert counts(client.get("/en/organisations/?focus=shelter"), "country") == {"IQ": 1, "SE": 1}

    def test_a_count_does_not_reflect_its_own_filter(self, client):
        assert counts(client.get("/en/organisations/?country=SE"), "country") == {"IQ": 2, "SE": 1}

    def test_every_count_is_what_its_choice_shows(self, client):
        address = "/en/organisations/?country=IQ"
        for value, number in counts(client.get(address), "focus").items():
            assert len(slugs(client.get(f"{address}&focus={value}"))) == number

    def test_a_choice_that_would_show_nothing_stays_with_zero(self, client):
        assert counts(client.get("/en/organisations/?kind=association"), "country") == {"IQ": 1, "SE": 0}

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


@pytest.mark.parametrize("query", ["since=1911&until=1912", "network=unizon"])
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
        "since=abc",
        "since=1e999",
        "since=-1",
        "until=99999",
        "since=1994.5",
    ],
)
def test_a_filter_that_makes_no_sense_gets_a_clear_400(client, path, query):
    response = client.get(f"/en/{path}/?{query}")
    assert response.status_code == 400
    assert "The list cannot be filtered in that way." in response.content.decode()


def test_the_other_filters_survive_one_that_makes_no_sense(client):
    response = client.get("/en/organisations/?since=abc&q=house")
    assert 'value="house"' in response.content.decode()


@pytest.fixture(scope="class")
@deferred()
def dated(class_rows):
    make_organisation("lasting", founding_date="1994-03")
    make_organisation("closed", dissolution_date="1999")
    make_organisation("brief", founding_date="2001", dissolution_date="2004")
    make_organisation("unknown", founding_date="XXXX-03-08")


@pytest.mark.usefixtures("dated")
class TestYears:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("until=1990", ["closed"]),
            ("since=1999&until=1999", ["closed", "lasting"]),
            ("since=2000", ["brief", "lasting"]),
            ("since=2005&until=2006", ["lasting"]),
            ("founded_since=1994&founded_until=1994", ["lasting"]),
            ("founded_since=1995", ["brief"]),
            ("founded_until=2000", ["lasting"]),
            ("founded_until=2000&since=2001", ["lasting"]),
            ("founded_since=١٩٩٥", ["brief"]),
            ("founded_since=۱۹۹۵", ["brief"]),
            ("founded_since= 1995 ", ["brief"]),
            ("founded_until=0999", []),
        ],
    )
    def test_records_are_found_by_when_they_were_active_or_founded(self, client, query, found):
        assert slugs(client.get(f"/en/organisations/?{query}")) == found

    @pytest.mark.parametrize("name", ["since", "until", "founded_since", "founded_until"])
    @pytest.mark.parametrize("year", ["1e3", "199x", "199X", "1994.5", "-1", "0", "19941", "1_9", "²"])
    def test_what_is_no_year_is_refused_in_words(self, client, name, year):
        html = client.get(f"/en/organisations/?{name}={year}").content.decode()
        assert "Write the year in digits: 1994." in html
        assert f'name="{name}" value="{year}"' in html
        assert 'role="status"' not in html

    @pytest.mark.parametrize(
        "query",
        [
            "since=1994&until=1990",
            "founded_since=1994&founded_until=1990",
            "founded_since=1994&until=1990",
            "since=١٩٩٤&until=١٩٩٠",
        ],
    )
    @pytest.mark.parametrize("path", ["organisations", "timeline"])
    def test_years_that_exclude_each_other_are_named(self, client, path, query):
        html = client.get(f"/en/{path}/?{query}").content.decode()
        assert "From 1994 to 1990: the first year is after the last." in html

    def test_one_year_alone_excludes_nothing(self, client):
        assert slugs(client.get("/en/organisations/?since=1994&until=1994")) == ["closed", "lasting"]

    def test_a_count_reflects_the_years(self, client):
        response = client.get("/en/organisations/?founded_since=1994")
        assert counts(response, "kind") == {"association": 2}

    def test_each_year_is_a_chip(self, client):
        response = client.get("/en/organisations/?founded_since=1994")
        assert "Founded from year: <bdi>1994</bdi>" in response.content.decode()

    def test_projects_begin(self, client):
        make_project("campaign", start_date="2006", end_date="2008")
        response = client.get("/en/projects/?founded_since=2006&founded_until=2006")
        assert slugs(response) == ["campaign"]
        assert "Begun in the years" in response.content.decode()

    def test_people_are_not_founded(self, client):
        assert "founded_since" not in client.get("/en/people/").content.decode()

    @pytest.mark.parametrize("path", ["organisations/", "people/", "timeline/", "connections/"])
    def test_any_keyboard_may_type_a_year(self, client, path):
        html = client.get(f"/en/{path}").content.decode()
        assert 'type="number"' not in html
        assert 'inputmode="numeric"' in html


@pytest.fixture(scope="class")
@deferred()
def both(class_rows):
    make_organisation("house", places=["se"], focus=["peace"])
    make_organisation("initiative", kind="", places=["iq"], focus=["peace"])
    make_organisation("ministry", kind="government", places=["iq"], focus=["peace"])
    make_organisation("fund", kind="foundation", group="named", places=["se"])
    make_organisation("broadcaster", kind="media")


@pytest.mark.usefixtures("both")
class TestTwoGroups:
    def test_the_list_opens_with_the_movement(self, client):
        assert slugs(client.get("/en/organisations/")) == ["house", "initiative"]

    def test_the_others_are_a_list_of_their_own(self, client):
        response = client.get("/en/organisations/?group=named")
        assert slugs(response) == ["broadcaster", "fund", "ministry"]
        assert "<h1>Public bodies, funders and others named in the sources</h1>" in response.content.decode()

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("", [2, 3]),
            ("group=named", [2, 3]),
            ("country=IQ", [1, 1]),
            ("q=ministry", [0, 1]),
            ("since=1990", [0, 0]),
        ],
    )
    def test_both_are_counted_under_the_filters(self, client, query, numbers):
        response = client.get(f"/en/organisations/?{query}")
        assert [one.count for one in response.context["filter"].groups] == numbers

    def test_the_way_to_the_other_list_keeps_the_filters(self, client):
        html = client.get("/en/organisations/?country=IQ&page=1").content.decode()
        assert 'href="?country=IQ&amp;group=named"' in html

    def test_filters_set_in_the_other_list_stay_there(self, client):
        html = client.get("/en/organisations/?group=named").content.decode()
        assert '<input type="hidden" name="group" value="named">' in html

    def test_where_only_the_other_list_has_something_a_link_says_so(self, client):
        html = client.get("/en/organisations/?q=ministry").content.decode()
        assert "But there is something in the other list:" in html

    def test_where_neither_has_anything_no_link_says_so(self, client):
        assert "the other list" not in client.get("/en/organisations/?q=xyzzy").content.decode()

    def test_a_facet_counts_its_own_list_only(self, client):
        assert counts(client.get("/en/organisations/"), "focus") == {"peace": 2}
        assert counts(client.get("/en/organisations/?group=named"), "focus") == {"peace": 1}

    def test_a_third_group_there_is_not(self, client):
        response = client.get("/en/organisations/?group=others")
        assert (response.status_code, "“<bdi>others</bdi>” is not known" in response.text) == (200, True)

    def test_words_put_the_best_first_within_each(self, client):
        assert slugs(client.get("/en/organisations/?q=peace")) == ["house", "initiative"]

    def test_a_country_has_the_movement_first_and_the_others_last(self, client):
        make_person("amina", places=["iq"])
        sections = client.get("/en/countries/iq/").context["sections"]
        titles = [str(title) for title, *_rest in sections]
        assert titles == ["Organisations", "People", "Public bodies and others"]
        assert sections[2][1] == "/en/organisations/?country=IQ&group=named"

    def test_a_focus_area_has_the_movement_first(self, client):
        sections = client.get("/en/focus-areas/peace/").context["sections"]
        assert [(key, number) for _title, _url, key, number, _records in sections] == [
            ("movement", 2),
            ("named", 1),
        ]

    def test_the_table_of_countries_counts_each_list(self, client):
        rows = client.get("/en/countries/").context["picture"].rows
        iraq = next(row for row in rows if row.code == "IQ")
        assert [number for number, _url in iraq.kinds] == [1, 0, 0, 0, 1]
        assert iraq.number == 2

    def test_the_search_has_the_movement_first(self, client):
        found = client.get("/en/search/?country=IQ").context["object_list"]
        assert [hit.record.slug for hit in found] == ["initiative", "ministry"]

    def test_home_counts_the_movement(self, client):
        numbers = {str(title): number for title, _url, number in client.get("/en/").context["lists"]}
        assert numbers["Organisations"] == 2
        assert numbers["Public bodies and others"] == 3

    def test_the_group_is_followed_when_an_editor_changes_it(self, client):
        Organisation.objects.get(slug="fund").delete()
        fund = make_organisation("other-fund", kind="foundation")
        assert fund.group == "movement"
        fund.group = "named"
        fund.save()
        assert "other-fund" in slugs(client.get("/en/organisations/?group=named"))
        assert "other-fund" not in slugs(client.get("/en/organisations/"))


class TestCounts:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("organisations/", "1 organisation"),
            ("organisations/?group=named", "0 public bodies and others"),
            ("networks/", "2 networks"),
            ("people/", "1 person"),
            ("projects/", "0 projects, services and events"),
            ("search/?q=house", "1 result"),
            ("timeline/", "0 results"),
        ],
    )
    def test_a_count_names_what_is_counted(self, client, path, words):
        make_organisation("house")
        make_network("one")
        make_network("two")
        make_person("amina")
        assert f'<p role="status">{words}</p>' in client.get(f"/en/{path}").content.decode()

    @pytest.mark.parametrize("number", [0, 1, 2, 3, 11, 100])
    @pytest.mark.parametrize("what", ["movement", "named", "network", "person", "project", "search"])
    def test_each_number_has_its_own_form_in_arabic(self, number, what):
        with translation.override("ar"):
            words = counted(number, what)
        assert (str(number) in words) == (number > 2)
        assert not re.search("[a-z]", words)


class TestCompact:
    def test_a_compact_list_has_a_row_for_each_record(self, client):
        make_organisation("house", founding_date="1994", places=["se"], summary_en="A long story.")
        html = client.get("/en/organisations/?cards=compact").content.decode()
        assert html.count('class="row"') == 1
        assert "A long story." not in html
        for word in ("House", "Association", "founded 1994", "Sweden"):
            assert word in html

    @pytest.mark.parametrize("path", [*LISTS, "search"])
    def test_the_way_there_and_back_keeps_the_filters(self, client, path):
        for make in (make_organisation, make_network, make_project, make_person):
            make("house", places=["se"])
        there = client.get(f"/en/{path}/?country=SE").content.decode()
        assert 'href="?country=SE&amp;cards=compact"' in there
        back = client.get(f"/en/{path}/?country=SE&cards=compact").content.decode()
        assert '<a href="?country=SE">Show with summaries</a>' in back
        assert '<input type="hidden" name="cards" value="compact">' in back


@pytest.fixture(scope="class")
@deferred()
def many(class_rows):
    for number, code in enumerate(("af", "eg", "ir", "iq", "jo", "lb", "se"), 1):
        for one in range(number):
            make_organisation(f"house-{code}-{one}", places=[code], focus=["peace"])


@pytest.mark.usefixtures("many")
class TestFacets:
    def facet(self, client, name, query=""):
        facets = client.get(f"/en/organisations/?{query}").context["facets"]
        return next(facet for facet in facets if facet.name == name)

    def test_the_five_most_frequent_choices_stand_open_in_their_order(self, client):
        facet = self.facet(client, "country")
        assert [one.value for one in facet.open] == ["IR", "IQ", "JO", "LB", "SE"]
        assert [one.value for one in facet.folded] == ["AF", "EG"]

    def test_what_is_chosen_stands_open(self, client):
        assert "AF" in [one.value for one in self.facet(client, "country", "country=AF").open]

    def test_all_that_is_chosen_stands_open(self, client):
        query = "&".join(f"country={code}" for code in ("AF", "EG", "IR", "IQ", "JO", "LB", "SE"))
        assert not self.facet(client, "country", query).folded

    def test_what_is_folded_is_sent_like_the_rest(self, client):
        html = client.get("/en/organisations/").content.decode()
        assert re.search(r"<summary>2 more</summary>\s*<ul>.*?value=\"AF\"", html, re.DOTALL)

    def test_one_choice_tells_nothing_apart(self, client):
        assert 'name="focus"' not in client.get("/en/organisations/").content.decode()

    def test_one_choice_that_is_made_can_be_taken_back(self, client):
        assert 'name="focus"' in client.get("/en/organisations/?focus=peace").content.decode()

    @pytest.mark.parametrize("path", ["organisations", "networks", "projects", "search"])
    def test_the_kind_stands_first(self, client, path):
        make_organisation("shelter", kind="shelter", places=["se"])
        make_network("a", kind="network", places=["se", "iq"])
        make_project("a", kind="service", places=["se", "iq"])
        assert client.get(f"/en/{path}/?country=SE").context["facets"][0].name == "kind"


class TestTheButton:
    @pytest.mark.parametrize("path", ["organisations/", "search/?q=house", "timeline/"])
    def test_it_says_how_many_the_filters_in_force_leave(self, client, path):
        make_organisation("house", founding_date="1994")
        make_organisation("other", founding_date="1994", summary_en="Like house.")
        html = client.get(f"/en/{path}").content.decode()
        assert re.search(r"<button[^>]*>Show <span data-live>\s*2 (results|organisations)\s*</span>", html)

    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("organisations/?country=SE", "1 organisation"),
            ("organisations/?group=named&country=SE", "0 public bodies and others"),
            ("organisations/?founded_since=1994&q=house", "1 organisation"),
            ("organisations/?since=199x", "0 organisations"),
            ("search/?q=house&country=SE", "1 result"),
            ("timeline/?since=1994", "1 result"),
        ],
    )
    def test_a_script_may_ask_for_the_number_alone(self, client, path, words, django_assert_max_num_queries):
        make_organisation("house", founding_date="1994", places=["se"])
        with django_assert_max_num_queries(14):
            answer = client.get(f"/en/{path}", headers={"Accept": "application/json"})
        assert answer.json() == {"words": words}

    @pytest.mark.parametrize("accept", ["*/*", "text/html,*/*;q=0.8", ""])
    def test_whoever_asks_for_no_number_gets_the_page(self, client, accept):
        answer = client.get("/en/organisations/", headers={"Accept": accept})
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "Accept" in answer.headers["Vary"]


def test_an_unknown_parameter_is_passed_over(client):
    assert client.get("/en/organisations/?utm_source=x").status_code == 200


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
