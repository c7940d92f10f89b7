import re

import pytest
from django.db import IntegrityError

from organisations.search.index import deferred

from ..world import (
    cite,
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
    make_source,
)

pytestmark = pytest.mark.django_db


def page(client, record, language="en"):
    response = client.get(f"/{language}{record.get_absolute_url()[3:]}")
    assert response.status_code == 200
    return response.content.decode()


def section(html, heading):
    """Return the part of a page under a heading."""
    return re.search(rf"<h2[^>]*>{heading}.*?</section>", html, re.DOTALL)[0]


@pytest.mark.parametrize(("status", "code"), [("draft", 404), ("review", 404), ("withdrawn", 410)])
@pytest.mark.parametrize("make", [make_organisation, make_network, make_project, make_person])
def test_what_is_not_published_has_no_page(client, make, status, code):
    assert client.get(make(status=status).get_absolute_url()).status_code == code


def test_a_withheld_record_is_not_named_on_the_page_of_its_tie(client):
    house = make_organisation()
    make_affiliation(house, person=make_person("secret-name", status="withdrawn"))
    assert "Secret Name" not in page(client, house)


def test_the_facts_stand_with_their_numbers(client):
    house = make_organisation(founding_date="1994")
    cite(house, "founding_date")
    assert re.search(r'1994 <span class="cite">\[<a href="#ref-1"', section(page(client, house), "Facts"))


def test_a_fact_without_evidence_has_no_number(client):
    house = make_organisation(founding_date="1994")
    cite(house, "kind")
    assert facts_row(page(client, house), "Founded").count("#ref-") == 0


@pytest.fixture
def cited():
    """Make a record that cites its name alone."""

    def make(make_record, **fields):
        record = make_record(**fields)
        cite(record, "name")
        return record

    return make


def not_stated(client, record, language="en"):
    found = re.search(
        r'<p class="verified">(Not stated here|Anges inte här|غير مذكور هنا): (.*?)</p>',
        page(client, record, language),
    )
    return found and found[2]


@pytest.mark.parametrize(
    ("make", "fields", "facts"),
    [
        (make_organisation, {"kind": ""}, "kind, when it was founded, and places"),
        (make_organisation, {"kind": "government"}, "places"),
        (make_organisation, {"founding_date": "1994"}, "places and languages of support"),
        (make_network, {"places": ["se"]}, "when it was founded"),
        (make_project, {"kind": "service"}, "stage, its date, places, and languages"),
        (make_project, {"kind": "publication", "start_date": "2010"}, "languages"),
        (make_project, {"kind": "award", "start_date": "2010"}, None),
    ],
)
def test_a_line_names_the_facts_that_readers_would_look_for_in_vain(client, cited, make, fields, facts):
    assert not_stated(client, cited(make, **fields)) == facts


@pytest.mark.parametrize(
    ("language", "facts"),
    [("sv", "typ, när den grundades och platser"), ("ar", "النوع وتاريخ التأسيس والأماكن")],
)
def test_the_line_is_in_the_language_of_the_page(client, cited, language, facts):
    assert not_stated(client, cited(make_organisation, kind=""), language) == facts


def test_a_seat_tells_where_it_is(client, cited):
    assert not_stated(client, cited(make_organisation, kind="government", seat=make_place("se"))) is None


def test_of_people_nothing_is_missed(client, cited):
    assert not_stated(client, cited(make_person)) is None


def test_of_what_rests_on_no_source_nothing_is_missed(client):
    assert not_stated(client, make_organisation()) is None


@pytest.mark.parametrize("level", ["public", "editors"])
def test_the_line_does_not_tell_what_is_withheld_from_what_is_not_known(client, cited, level):
    house = cited(make_organisation, kind="government")
    if level == "editors":
        house.places.add(make_place("ravendal", confidentiality="editors"))
    assert not_stated(client, house) == "places"


def facts_row(html, label):
    return re.search(rf"<dt>{label}</dt>\s*<dd>.*?</dd>", html, re.DOTALL)[0]


def test_the_summary_ends_with_its_numbers(client):
    house = make_organisation(summary_en="A house for women.")
    cite(house, "summary")
    assert re.search(r'A house for women\. <span class="cite">\[<a href="#ref-1"', page(client, house))


def test_a_name_that_is_the_same_in_another_language_is_listed_once(client):
    names = section(page(client, make_organisation(name_sv="Womens House")), "Names")
    assert names.count("Womens House") == 1


def test_a_number_leads_to_the_paragraph_of_the_source(client):
    house = make_organisation()
    cite(house, "name", paragraph=11, item=3)
    html = page(client, house)
    assert 'href="/en/sources/the-text/11/"' in html
    assert "paragraph 11, item 3" in html


def test_the_same_place_in_a_source_has_one_number(client):
    house = make_organisation()
    cite(house, "name", "kind", paragraph=4)
    cite(make_affiliation(house, person=make_person()), "role", paragraph=4)
    assert page(client, house).count('<li id="ref-') == 1


def words_of(html):
    """Return what a page says without its tags, as a copy of it would."""
    shown = re.sub(r'<span class="rest">.*?</span>', "", html)
    return " ".join(re.sub(r"<[^>]+>", "", shown).split())


def marks(html):
    return re.findall(r"\[[^\]]*\]", words_of("".join(re.findall(r'<span class="cite">.*?\]</span>', html))))


def test_a_year_and_its_mark_are_apart_in_the_text_itself(client):
    house = make_organisation(founding_date="1994")
    cite(house, "founding_date")
    assert "Founded 1994 [1]" in words_of(page(client, house))


def test_marks_are_numbered_as_they_are_read(client):
    house = make_organisation(summary_en="A house.", founding_date="1994")
    cite(house, "founding_date", paragraph=2)
    cite(house, "name", paragraph=3)
    cite(house, "summary", paragraph=9)
    assert marks(page(client, house)) == ["[1]", "[2]", "[3]"]


def test_numbers_in_a_row_are_one_mark(client):
    house = make_organisation(founding_date="1994")
    for paragraph in (3, 5, 8):
        cite(house, "founding_date", paragraph=paragraph)
    assert marks(page(client, house)) == ["[1–3]"]


@pytest.fixture
def much_cited():
    """A house whose year rests on the first, third, fifth and seventh of the places that it cites."""
    house = make_organisation(summary_en="A house.", founding_date="1994")
    for paragraph in range(1, 8):
        cite(house, "summary", *(["founding_date"] if paragraph % 2 else []), paragraph=paragraph)
    return house


def test_at_most_three_marks_stand_at_a_fact(client, much_cited):
    assert marks(page(client, much_cited)) == ["[1–7]", "[3, 5, 7 +1]"]


def test_all_marks_are_shown_on_demand_and_then_no_engine_keeps_the_page(client, much_cited):
    html = client.get(much_cited.get_absolute_url() + "?sources=1").content.decode()
    assert marks(html) == ["[1–7]", "[1, 3, 5, 7]"]
    assert '<meta name="robots" content="noindex' in html


def test_what_is_left_out_on_a_screen_is_in_the_page_for_paper(client, much_cited):
    html = facts_row(page(client, much_cited), "Founded")
    assert re.findall(r'href="#ref-(\d)"', html) == ["1", "3", "5", "7"]


def test_a_source_stands_once_with_each_of_its_places(client):
    house = make_organisation(founding_date="1994")
    text, book = make_source(publisher="Press", date="2019-02-03"), make_source("the-book", title="The book")
    cite(house, "name", paragraph=2, source=text)
    cite(house, "founding_date", paragraph=5, source=text)
    cite(house, "kind", paragraph=1, source=book)
    html = section(page(client, house), "Sources")
    assert [html.count(f'<a href="/en/sources/{one}/">') for one in ("the-text", "the-book")] == [1, 1]
    assert "Press, 2019" in words_of(html)
    assert sorted(re.findall(r"/en/sources/the-text/(.*?)\"", html)) == ["", "2/", "5/"]


def test_what_no_mark_leads_to_is_among_the_references_all_the_same(client):
    house = make_organisation(summary_en="A house.")
    cite(house, "summary", paragraph=2)
    cite(house, "description", paragraph=4)
    assert "paragraph 4" in section(page(client, house), "Sources")


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["2019-02-03"], "According to a source of 2019."),
        ([""], "According to an undated source."),
        (["2019", "2018-05"], "According to sources of 2018 and 2019."),
        (["2019", ""], "According to sources of 2019 and an unknown year."),
    ],
)
def test_a_record_says_of_which_year_its_sources_are(client, dates, words):
    house = make_organisation()
    for number, date in enumerate(dates):
        cite(house, "name", source=make_source(f"text-{number}", date=date))
    assert words in words_of(page(client, house))


def test_a_record_that_cites_nothing_says_nothing_of_the_year(client):
    assert "According to" not in words_of(page(client, make_organisation()))


def test_a_tie_is_shown_from_both_its_ends(client):
    house, person = make_organisation(), make_person()
    make_affiliation(house, "chair", person=person, start_date="2014")
    assert "chair, 2014" in words_of(section(page(client, house), "People"))
    assert "chair, 2014" in words_of(section(page(client, person), "Organisations"))


def test_two_roles_of_one_person_stand_in_one_row(client):
    house, person = make_organisation(), make_person()
    make_affiliation(house, "founder", person=person, start_date="1994")
    make_affiliation(house, "director", person=person)
    people = section(page(client, house), "People")
    assert people.count("Amina Ali") == people.count("<li>") == 1
    assert "Amina Ali director; founder, 1994" in words_of(people)


@pytest.fixture
def tied():
    """Make a house with projects of some kinds and return it."""

    def make(*kinds):
        house = make_organisation()
        for number, kind in enumerate(kinds):
            make_participation(make_project(f"p-{number}", kind=kind), organisation=house)
        return house

    return make


def kinds_of_projects(client, house):
    return re.findall(r"<h3>(.*?)</h3>", section(page(client, house), "Projects, services and events"))


def test_a_long_list_is_grouped_by_what_its_records_are(client, tied):
    house = tied("service", "film", "service", "award", "film", "film", "")
    assert kinds_of_projects(client, house) == ["Service", "Film", "Award", "Project"]


@pytest.mark.parametrize("kinds", [["service", "film"] * 3, ["film"] * 7])
def test_a_short_list_and_one_of_a_single_kind_are_not(client, tied, kinds):
    assert kinds_of_projects(client, tied(*kinds)) == []


def test_towns_stand_with_their_country(client):
    house = make_organisation()
    for slug, country in (("baghdad", "IQ"), ("gavle", "SE"), ("kirkuk", "IQ")):
        house.places.add(make_place(slug, country=country))
    assert "Iraq: Baghdad, Kirkuk Sweden: Gavle" in words_of(facts_row(page(client, house), "Places"))


def test_one_town_stands_before_its_country(client):
    house = make_organisation()
    house.places.add(make_place("gavle", country="SE"))
    assert "Gavle, Sweden" in words_of(facts_row(page(client, house), "Places"))


def test_a_region_of_several_countries_stands_alone(client):
    house = make_organisation(places=["se"])
    house.places.add(make_place("middle-east", country=""))
    places = words_of(facts_row(page(client, house), "Places"))
    assert "Middle-East" in places
    assert ":" not in places


def test_towns_that_are_withheld_are_not_among_those_of_their_country(client):
    house = make_organisation()
    house.places.add(make_place("gavle", country="SE"), make_place("kirkuk", country="IQ"))
    house.places.add(make_place("ravendal", country="SE", confidentiality="editors"))
    house.places.add(make_place("nordvik", country="SE", confidentiality="area"))
    places = words_of(facts_row(page(client, house), "Places"))
    assert "Gavle" in places
    assert not {"Ravendal", "Nordvik"} & set(re.findall(r"\w+", places))


def test_the_role_is_named_in_the_language_of_the_page(client):
    house = make_organisation()
    make_affiliation(house, "chair", person=make_person())
    assert "chair (sv)" in page(client, house, "sv")


def test_funders_stand_apart_from_what_the_organisation_funds(client):
    house, fund = make_organisation(), make_organisation("the-fund")
    make_affiliation(house, "funder", affiliate=fund)
    assert "The Fund" in section(page(client, house), "Funders, partners and departments")
    assert "Womens House" in section(page(client, fund), "Roles in other organisations")


def test_a_network_shows_its_members_and_the_number_stated(client):
    network = make_network(stated_members=140, stated_members_approximate=True)
    make_membership(network, organisation=make_organisation())
    html = page(client, network)
    assert "about 140 members" in html
    assert "Womens House" in section(html, "Organisations")


def test_a_project_shows_its_parts_and_what_it_is_part_of(client):
    films = make_project("films")
    film = make_project("film", kind="film", parent=films)
    assert "Film" in section(page(client, films), "Parts")
    assert 'href="/en/projects/films/"' in section(page(client, film), "Facts")


def test_a_project_shows_what_it_rests_on_and_what_came_of_it(client):
    review, reform = make_project("review"), make_project("reform")
    make_participation(reform, "basis", other_project=review)
    assert "Review" in section(page(client, reform), "Other projects")
    assert "Reform" in section(page(client, review), "Roles in other projects")


def test_a_withheld_parent_is_not_named(client):
    film = make_project("film", parent=make_project("secret-set", status="draft"))
    assert "Secret Set" not in page(client, film)


def test_the_ages_of_a_service_are_one_fact(client):
    service = make_project(minimum_age=13, maximum_age=25)
    assert "13–25 years" in section(page(client, service), "Facts")


def test_a_text_in_another_language_carries_its_language_and_direction(client):
    house = make_organisation(name_en="", name_ar="منظمة", original_language="ar")
    assert '<h1><bdi lang="ar" dir="rtl">منظمة</bdi></h1>' in page(client, house)


def test_a_text_in_the_language_of_the_page_carries_none(client):
    assert "<h1><bdi>Womens House</bdi></h1>" in page(client, make_organisation())


def test_a_summary_in_another_language_says_so(client):
    house = make_organisation(summary_sv="Ett kvinnohus.", original_language="sv")
    html = page(client, house)
    assert "data-fallback-notice>Only in Swedish" in html
    assert '<p lang="sv" dir="ltr">Ett kvinnohus.' in html


def test_the_original_is_preferred_to_a_translation(client):
    house = make_organisation(summary_sv="Hus", summary_en="House", original_language="sv")
    assert '<p lang="sv" dir="ltr">Hus' in page(client, house, "ar")


def test_the_original_name_stands_beneath_the_translated(client):
    house = make_organisation(name_ar="بيت النساء", original_language="ar")
    original = r'<p class="original"><span data-fallback-notice>In Arabic:</span> (.*?)</p>'
    assert re.findall(original, page(client, house)) == ['<bdi lang="ar" dir="rtl">بيت النساء</bdi>']


def names_from_us(html):
    return words_of(section(html, "Names")).partition("From us")[2]


def test_our_own_translation_of_a_name_stands_among_those_that_are_ours(client):
    house = make_organisation(name_sv="Kvinnohuset", original_language="sv")
    assert names_from_us(page(client, house)) == " Womens House English, translation"


def test_a_name_that_a_source_uses_is_not_among_ours(client):
    house = make_organisation(name_sv="Kvinnohuset", original_language="sv")
    house.other_names.create(name="Womens House", language=make_language("en"), kind="translation")
    assert names_from_us(page(client, house)) == ""


def test_the_name_of_a_person_in_another_script_is_a_transliteration(client):
    names = names_from_us(page(client, make_person(name_ar="أمينة علي", original_language="en")))
    assert "transliteration" in names
    assert "translation" not in names


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_name_that_no_source_gives_says_so_once_in_each_language(client, language):
    house = make_organisation(name_en="Women of the town", name_sv="Kvinnor i staden", original_language="en")
    named = {"name": "Women of the town", "language": make_language("en"), "kind": "descriptive"}
    assert "source gives none" not in page(client, house)
    house.other_names.create(**named, origin="directory")
    html = page(client, house, language)
    assert (
        html.count(
            {"en": "The name is ours; the source gives none.", "sv": "Namnet är vårt; källan anger inget."}[
                language
            ]
        )
        == 1
    )
    assert "Original" not in words_of(html)


def test_what_is_tied_folds_where_it_is_long_and_a_list_of_contents_opens_it(client, tied):
    html = page(client, tied("film", "film", "film", "film"))
    assert '<details class="fold">' in html
    assert re.search(r'<a href="#(in-1)">Projects, services and events</a>', html)
    assert re.search(r'<details class="fold">.*<div id="in-1">.*</details>', html, re.DOTALL)


def test_what_is_short_stands_open(client, tied):
    assert '<details class="fold">' not in page(client, tied("film", "film", "film"))


def test_text_from_the_database_is_escaped(client):
    house = make_organisation(name_en="<script alert(1)", description_en="a <b> b")
    html = page(client, house)
    assert "<script alert" not in html
    assert "<b>" not in html


def test_a_telephone_number_is_a_link_and_reads_from_left_to_right(client):
    house = make_organisation()
    house.contact_points.create(channel="call", value="+46 20 50 50 50")
    assert '<a href="tel:+4620505050" rel="noreferrer"><bdi dir="ltr">+46 20 50 50 50</bdi></a>' in page(
        client, house, "ar"
    )


def test_a_place_leads_to_its_country(client):
    house = make_organisation(seat=make_place("gavle", country="SE"))
    assert 'href="/en/countries/se/"' in section(page(client, house), "Facts")


def test_the_years_of_a_day_without_a_year_are_shown_without_one(client):
    meeting = make_project(start_date="XXXX-03-01", end_date="XXXX-03-02")
    assert "1–2 March" in page(client, meeting)


def test_a_body_of_unknown_end_is_not_said_to_exist_still(client):
    make_organisation(founding_date="1991")
    html = client.get("/en/organisations/").content.decode()
    assert "founded 1991" in html
    assert "since 1991" not in html


def test_verified_on_is_shown_only_if_a_person_checked(client):
    assert "were checked" not in page(client, make_organisation())


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_a_page_has_the_language_and_direction_of_its_address(client, language):
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page(client, make_organisation(), language)


def test_the_language_links_keep_the_page_and_its_query(client):
    make_organisation(focus=["peace"])
    html = client.get("/sv/organisations/?country=SE&focus=peace").content.decode()
    assert 'href="/ar/organisations/?country=SE&amp;focus=peace" hreflang="ar" lang="ar" dir="rtl"' in html


def test_a_record_with_many_ties_asks_a_fixed_number_of_times(client, django_assert_max_num_queries):
    house = make_organisation(places=["se"], focus=["peace"])
    with deferred():
        for number in range(12):
            cite(make_affiliation(house, person=make_person(f"p-{number}")), "role", paragraph=number + 1)
            make_membership(make_network(f"n-{number}"), organisation=house)
            make_participation(make_project(f"x-{number}"), organisation=house)
    with django_assert_max_num_queries(26):
        client.get(house.get_absolute_url())


def test_a_country_page_shows_every_kind_with_a_link_to_the_whole_list(client):
    make_organisation(places=["iq"])
    make_project(places=["iq"])
    html = client.get("/en/countries/iq/").content.decode()
    assert "/en/organisations/?country=IQ" in html
    assert "/en/projects/?country=IQ" in html


def test_a_focus_area_page_shows_the_records_of_its_parts(client):
    make_focus_area("honour", parent=make_focus_area("violence"))
    make_organisation(focus=["honour"])
    assert "Womens House" in client.get("/en/focus-areas/violence/").content.decode()


class TestProjectsThatLedToOneAnother:
    @pytest.fixture
    def meeting(self):
        meeting = make_project("meeting", kind="event")
        make_participation(meeting, "predecessor", other_project=make_project("conference"))
        return meeting

    def test_lead_to_what_was_before(self, client, meeting):
        assert "Conference" in section(page(client, meeting), "Other projects")

    def test_lead_to_what_came_of_it(self, client, meeting):
        conference = meeting.participations.get().other_project
        assert "Meeting" in section(page(client, conference), "Roles in other projects")

    def test_do_not_tell_of_a_draft(self, client, meeting):
        conference = meeting.participations.get().other_project
        conference.status = "draft"
        conference.save()
        assert "Conference" not in page(client, meeting)

    def test_are_not_led_by_themselves(self, meeting):
        with pytest.raises(IntegrityError):
            make_participation(meeting, "outcome", other_project=meeting)


@pytest.mark.parametrize("make", [make_organisation, make_network])
class TestWhereItWasFounded:
    def test_is_a_fact_of_its_own(self, client, make):
        record = make(founding_place=make_place("gavle", country="SE"))
        assert "Gavle, Sweden" in facts_row(page(client, record), "Founded in")

    def test_is_no_place_where_it_is_found(self, client, make):
        make(founding_place=make_place("gavle", country="SE"))
        assert client.get("/en/search/?country=SE").context["paginator"].count == 0

    def test_of_a_guarded_record_is_its_county_only(self, client, make):
        place = make_place("gavle", country="SE", subdivision="SE-X")
        html = page(client, make(founding_place=place, confidentiality="area"))
        assert "Gävleborg County" in html
        assert "Gavle" not in html


def test_places_of_who_runs_a_service_are_said_to_be_theirs(client):
    service = make_project(kind="service", places=["se"], places_of_provider=True)
    assert "Sweden" in facts_row(page(client, service), "Places of who runs it")
    assert client.get("/en/projects/?country=SE").context["paginator"].count == 1


@pytest.mark.parametrize(("origin", "words"), [("source", ""), ("itself", "(its own)"), ("directory", "")])
def test_a_name_says_whose_it_is(client, origin, words):
    house = make_organisation()
    house.other_names.create(name="WH", language=make_language("en"), kind="acronym", origin=origin)
    row = section(page(client, house), "Names").partition("WH")[2].partition("</li>")[0]
    assert words in row
    assert ("(" in row) == bool(words)
