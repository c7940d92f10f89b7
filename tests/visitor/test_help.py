"""From a need to somebody who answers: the pages under /help/."""

import pytest

from organisations.models import ContactPoint, FocusArea
from organisations.search.index import deferred

from ..html import flat
from ..world import (
    make_helpline,
    make_language,
    make_need,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelter():
    return make_need("shelter", focus=["refuge"], name_sv="Skyddat boende", name_ar="ملاذ آمن")


def ask(client, query="", need="shelter", language="en"):
    return client.get(f"/{language}/help/{need}/{query}")


def groups(client, query="", need="shelter"):
    """Return {heading: names} of those who may help."""
    shown = ask(client, query, need).context["groups"]
    return {group.title: [str(record) for record in group.records] for group in shown}


def make_service(slug, **fields):
    return make_project(slug, **{"kind": "service", "focus": ["refuge"], "needs": ["shelter"]} | fields)


def make_house(slug="house", **fields):
    return make_organisation(slug, **{"kind": "shelter", "focus": ["refuge"], "needs": ["shelter"]} | fields)


class TestTheHeading:
    @pytest.mark.parametrize(("language", "name"), [("sv", "Skyddat boende"), ("ar", "ملاذ آمن")])
    def test_is_the_need_in_the_language_of_the_page(self, client, language, name):
        assert f"<h1><bdi>{name}</bdi></h1>" in ask(client, language=language).content.decode()

    def test_of_an_unknown_need_is_that_of_a_page_not_found(self, client):
        assert ask(client, need="a-good-day").status_code == 404


class TestHelpNow:
    def test_shows_the_helplines_of_the_chosen_country(self, client):
        make_helpline("se", country="SE", phone="112")
        make_helpline("fi", country="FI", phone="113")
        html = ask(client, "?country=SE").content.decode()
        assert 'href="tel:112"' in html
        assert "113" not in html

    def test_shows_those_of_all_countries_while_none_is_chosen(self, client):
        make_helpline("se", country="SE", phone="112")
        make_helpline("fi", country="FI", phone="113")
        html = ask(client).content.decode()
        assert "tel:112" in html
        assert "tel:113" in html

    def test_says_that_none_is_known_in_a_country(self, client):
        make_helpline("se", country="SE", phone="112")
        html = ask(client, "?country=IQ").content.decode()
        assert "We do not know of a helpline in Iraq" in flat(html)
        assert "tel:112" not in html

    def test_comes_before_every_record(self, client):
        make_helpline(phone="112")
        make_house()
        html = ask(client).content.decode()
        assert html.index("tel:112") < html.index("/organisations/house/")


class TestWhere:
    def labels(self, client, name, query=""):
        return [(link.label, link.number) for link in ask(client, query).context[name]]

    def test_offers_the_countries_where_somebody_helps(self, client):
        make_house(places=["iq"])
        assert self.labels(client, "countries") == [("Iraq", 1)]

    def test_offers_a_country_that_has_a_helpline_only(self, client):
        make_helpline(country="SE")
        assert self.labels(client, "countries") == [("Sweden", 0)]

    def test_offers_no_county_before_there_is_a_country(self, client):
        make_house(places=[make_place("gavle", country="SE", subdivision="SE-X").slug])
        assert self.labels(client, "areas") == []

    def test_offers_the_counties_of_the_chosen_country_only(self, client):
        make_house(places=[make_place("gavle", country="SE", subdivision="SE-X").slug])
        make_house("there", places=[make_place("kirkuk", country="IQ", subdivision="IQ-KI").slug])
        assert self.labels(client, "areas", "?country=SE") == [("Gävleborg County", 1)]

    def test_leads_from_a_county_back_to_the_whole_country(self, client):
        make_house(places=[make_place("gavle", country="SE", subdivision="SE-X").slug])
        (area,) = ask(client, "?country=SE&area=SE-X").context["areas"]
        assert (area.is_chosen, area.query) == (True, "country=SE")

    def test_leaves_the_county_behind_with_its_country(self, client):
        make_house(places=[make_place("gavle", country="SE", subdivision="SE-X").slug])
        make_house("there", places=["iq"])
        links = {link.label: link.query for link in ask(client, "?country=SE&area=SE-X").context["countries"]}
        assert links["Iraq"] == "country=IQ"

    def test_is_kept_in_the_links_to_other_languages(self, client):
        html = ask(client, "?country=SE").content.decode()
        assert "/sv/help/shelter/?country=SE" in html

    def test_tells_of_a_shelter_with_a_hidden_town_its_county_and_no_more(self, client):
        make_house(
            places=[make_place("gavle", country="SE", subdivision="SE-X").slug], confidentiality="area"
        )
        assert groups(client, "?country=SE&area=SE-X")["Gävleborg County"] == ["House"]
        assert "gavle" not in ask(client, "?country=SE&area=SE-X").content.decode().lower()

    def test_tells_nothing_of_a_place_for_editors_only(self, client):
        hidden = make_place("gavle", country="SE", subdivision="SE-X", confidentiality="editors")
        make_house(places=[hidden.slug])
        assert self.labels(client, "countries") == []


class TestWhoMayHelp:
    def test_is_listed_support_first(self, client):
        make_organisation("a-ministry", kind="government", needs=["shelter"])
        make_organisation("an-association", needs=["shelter"])
        make_house("a-shelter")
        make_service("a-service")
        assert groups(client)[""] == ["A Service", "A Shelter", "An Association", "A Ministry"]

    @pytest.mark.parametrize(
        "make",
        [
            lambda: make_person(focus=["refuge"]),
            lambda: make_network(focus=["refuge"]),
            lambda: make_project(kind="event", focus=["refuge"]),
            lambda: make_project(kind="publication", focus=["refuge"]),
            lambda: make_organisation(kind="government", focus=["refuge"]),
            lambda: make_organisation(kind="foundation", focus=["refuge"]),
            lambda: make_organisation(kind="", focus=["refuge"]),
            lambda: make_organisation(kind="shelter", focus=["refuge"]),
            lambda: make_project(kind="service", focus=["refuge"]),
            lambda: make_project(kind="event", focus=["refuge"], needs=["shelter"]),
            lambda: make_project(kind="publication", focus=["refuge"], needs=["shelter"]),
        ],
        ids=[
            *("person", "network", "event", "book", "authority", "fund", "unknown"),
            *("shelter-by-kind", "service-by-kind", "event-said-to-help", "book-said-to-help"),
        ],
    )
    def test_is_not_who_is_merely_named_in_that_subject(self, client, make):
        record = make()
        page = ask(client)
        assert [group.number for group in page.context["groups"]] == [0]
        assert str(record) in str(page.context["also"][0].records[0])

    @pytest.mark.parametrize(
        "fields", [{"stage": "planned"}, {"stage": "completed"}, {"start_date": "2001", "end_date": "2003"}]
    )
    def test_is_no_service_that_is_planned_or_over(self, client, fields):
        make_service("a-service", **fields)
        assert groups(client) == {"": []}

    def test_is_no_association_that_has_closed(self, client):
        make_house(dissolution_date="1999-05")
        assert groups(client) == {"": []}

    def test_is_one_that_closes_later_this_year_or_after(self, client):
        make_house(dissolution_date="9998")
        assert groups(client) == {"": ["House"]}

    def test_is_no_draft(self, client):
        make_house(status="draft")
        assert groups(client) == {"": []}

    def test_follows_when_other_help_is_given(self, client, shelter):
        house = make_house()
        house.needs.set([make_need("rest")])
        assert groups(client) == {"": []}
        assert groups(client, need="rest") == {"": ["House"]}

    def test_does_not_follow_from_an_area_that_is_near_to_the_need(self, client, shelter):
        make_house(needs=[])
        FocusArea.objects.update(need=shelter)
        assert groups(client) == {"": []}

    def test_follows_when_the_need_gets_another_address(self, client, shelter):
        make_house()
        shelter.slug = "a-roof"
        shelter.save()
        assert groups(client, need="a-roof") == {"": ["House"]}

    def test_follows_when_a_need_is_deleted(self, client, shelter):
        make_house()
        shelter.delete()
        assert ask(client).status_code == 410
        assert client.get("/en/").context["needs"] == []

    def test_of_her_county_comes_before_her_country_and_others(self, client):
        make_house("there", places=["iq"])
        make_house("somewhere")
        make_house("country", places=["se"])
        make_house("near", places=[make_place("gavle", country="SE", subdivision="SE-X").slug])
        assert groups(client, "?country=SE&area=SE-X") == {
            "Gävleborg County": ["Near"],
            "Elsewhere in Sweden": ["Country"],
            "In other countries, or where the place is not known": ["There", "Somewhere"],
        }

    def test_that_is_not_in_her_country_is_shown_after_it_was_said(self, client):
        make_house("there", places=["iq"])
        html = flat(ask(client, "?country=SE").content.decode())
        said = "We know of no such service or association in Sweden."
        assert html.index(said) < html.index("There</")

    def test_speaks_the_language_that_she_chose(self, client):
        make_house("one", languages=["fa"])
        make_house("other", languages=["ar"])
        assert groups(client, "?language=fa") == {"": ["One"]}

    def test_is_counted_whole_however_many_are_shown(self, client):
        with deferred():
            for number in range(30):
                make_house(f"house-{number}")
        (group,) = ask(client).context["groups"]
        assert (group.number, len(group.records)) == (30, 24)
        assert client.get(group.url).context["paginator"].count == 30

    def test_costs_the_same_number_of_queries_for_one_and_for_many(
        self, client, django_assert_max_num_queries
    ):
        make_helpline()
        with deferred():
            for number in range(30):
                make_house(f"house-{number}", places=["se"])
        with django_assert_max_num_queries(45):
            ask(client, "?country=SE")


class TestBadChoices:
    @pytest.mark.parametrize(
        "query",
        [
            *("?country=XX", "?country=%00", "?country=SE&area=IQ-KI", "?area=SE-X", "?language=xx"),
            *("?country=SE&area=%27", "?country=&area=&language="),
        ],
    )
    def test_leave_a_page_that_helps(self, client, query):
        make_house()
        page = ask(client, query)
        assert page.status_code == 200
        assert "House" in page.content.decode()

    @pytest.mark.parametrize("query", ["?country=XX", "?language=xx", "?country=SE&area=SE-QQ"])
    def test_are_told(self, client, query):
        assert "is not known here" in ask(client, query).content.decode()

    def test_take_a_country_in_small_letters(self, client):
        make_house(places=["iq"])
        assert groups(client, "?country=iq") == {"Iraq": ["House"]}


class TestAlsoOnTheSubject:
    def test_is_folded_and_comes_last(self, client):
        make_house()
        make_person(focus=["refuge"])
        html = ask(client).content.decode()
        assert (
            html.index("/organisations/house/")
            < html.index('<details class="also"')
            < html.index("amina-ali")
        )

    def test_follows_the_country(self, client):
        make_person("here", focus=["refuge"], places=["se"])
        make_person("there", focus=["refuge"], places=["iq"])
        shown = ask(client, "?country=SE").context["also"]
        assert [str(record) for group in shown for record in group.records] == ["Here"]

    def test_does_not_tell_of_who_is_shown_before(self, client):
        make_house()
        assert ask(client).context["also"] == []


class TestAllNeeds:
    def test_has_every_need_and_who_may_help_with_any(self, client):
        make_need("law", focus=["law"])
        make_house()
        make_service("counsel", needs=["law"])
        page = client.get("/en/help/")
        assert [str(need) for need, _number in page.context["needs"]] == ["Law", "Shelter"]
        assert {str(record) for record in page.context["groups"][0].records} == {"House", "Counsel"}

    def test_lists_them_all_in_the_search(self, client):
        make_need("law", focus=["law"])
        make_house()
        make_service("counsel", needs=["law"])
        (group,) = client.get("/en/help/").context["groups"]
        assert client.get(group.url).context["paginator"].count == 2


def test_search_engines_list_the_page_of_a_need_and_not_its_choices(client):
    make_house(places=["se"])
    assert "noindex" not in ask(client).content.decode()
    assert "noindex" in ask(client, "?country=SE").content.decode()


class TestHowToReachThem:
    def test_stands_on_the_card_of_who_can_be_reached(self, client):
        house = make_house(places=["se"])
        ContactPoint.objects.create(record=house, channel="call", value="+4626123456")
        assert 'href="tel:+4626123456"' in ask(client).content.decode()

    def test_is_said_to_be_unknown_where_it_is(self, client):
        make_house()
        assert "We have no contact details." in flat(ask(client).content.decode())

    def test_can_be_chosen_by_channel_and_by_language(self, client):
        rung, written = make_house("rung"), make_house("written")
        point = ContactPoint.objects.create(record=rung, channel="call", value="+4626123456")
        point.languages.set([make_language("ckb")])
        ContactPoint.objects.create(record=written, channel="mail", value="us@example.org")
        assert groups(client, "?channel=call") == {"": ["Rung"]}
        assert groups(client, "?answers=ckb") == {"": ["Rung"]}
        assert groups(client, "?channel=mail") == {"": ["Written"]}

    def test_is_folded_away_until_it_is_chosen(self, client):
        ContactPoint.objects.create(record=make_house(), channel="call", value="+4626123456")
        assert "<details>" in ask(client).content.decode()
        assert "<details open>" in ask(client, "?channel=call").content.decode()

    def test_is_not_told_of_what_is_for_editors_only(self, client):
        house = make_house()
        ContactPoint.objects.create(
            record=house, channel="call", value="+4626123456", confidentiality="editors"
        )
        page = ask(client).content.decode()
        assert "4626123456" not in page
        assert "channel=call" not in page
