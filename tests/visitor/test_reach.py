"""How to reach somebody: first on each page, with hours and languages; or honestly nothing."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import Project
from organisations.search.index import differences

from ..world import (
    make_helpline,
    make_language,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_place,
    make_project,
)

pytestmark = pytest.mark.django_db
PAGE = "/en/organisations/womens-house/"


@pytest.fixture
def house():
    return make_organisation(seat=make_place("gavle", country="SE"))


@pytest.fixture
def at(monkeypatch):
    """Let it be a moment, given in UTC."""
    return lambda *moment: monkeypatch.setattr(timezone, "now", lambda: datetime(*moment, tzinfo=UTC))


def words(client, url=PAGE):
    return " ".join(client.get(url).content.decode().split())


@pytest.mark.parametrize(
    ("channel", "href", "shown"),
    [
        ("call", "tel:+4626123456", "026-12 34 56"),
        ("text", "sms:+4626123456", "026-12 34 56"),
        ("whatsapp", "https://wa.me/4626123456", "026-12 34 56"),
        ("signal", "https://signal.me/#p/+4626123456", "026-12 34 56"),
    ],
)
def test_a_number_is_shown_as_at_home_and_dialled_from_abroad(client, house, channel, href, shown):
    house.contact_points.create(channel=channel, value="026-12 34 56")
    link = f'<a href="{href}" rel="noreferrer"><bdi dir="ltr">{shown}</bdi></a>'
    assert link in words(client)


def test_it_stands_before_the_facts(client, house):
    house.contact_points.create(channel="call", value="026-12 34 56")
    page = words(client)
    assert page.index("How to reach them") < page.index('id="facts"')


def test_calls_stand_before_all_else(client, house):
    house.contact_points.create(channel="mail", value="a@example.org")
    house.contact_points.create(channel="call", value="026-12 34 56")
    page = words(client)
    assert page.index("tel:") < page.index("mailto:")


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ((2024, 1, 5, 8, 30), "Open now, until 16:00"),
        ((2024, 1, 5, 15, 0), "Closed now, opens Monday 09:00"),
        ((2024, 1, 5, 7, 0), "Closed now, opens 09:00"),
        ((2024, 7, 5, 7, 0), "Open now, until 16:00"),  # summer time
    ],
)
def test_whether_it_is_open_is_told_by_the_clock_of_its_place(client, house, at, moment, told):
    house.contact_points.create(channel="call", value="026-12 34 56", opening_hours="Mo-Fr 09:00-16:00")
    at(*moment)
    assert told in words(client)


def test_it_is_told_as_of_which_time(client, house, at):
    house.contact_points.create(channel="call", value="026-12 34 56", opening_hours="24/7")
    at(2024, 1, 5, 8, 30)
    assert "(it is 09:30 there)" in words(client)


@pytest.mark.parametrize("country", ["US", ""])
def test_where_the_time_is_not_sure_only_the_hours_are_told(client, country):
    house = make_organisation(seat=make_place("somewhere", country=country))
    house.contact_points.create(channel="mail", value="a@example.org", opening_hours="Mo-Fr 09:00-16:00")
    page = words(client)
    assert ("09:00–16:00" in page, "Open now" in page or "Closed now" in page) == (True, False)


def test_who_it_is_for_what_it_costs_and_in_which_languages_is_told(client, house):
    point = house.contact_points.create(
        channel="call", value="026-12 34 56", cost="free", audience_en="Girls", hours_note_en="Closed in July"
    )
    point.languages.add(make_language("fa"))
    page = words(client)
    assert [one in page for one in ("Girls", "Free of charge", "Answers in: Persian", "Closed in July")] == [
        True
    ] * 4


def test_a_freephone_number_may_not_work_from_abroad(client, house):
    house.contact_points.create(channel="call", value="020-50 50 50")
    assert "It may not work from other countries." in words(client)


def test_where_nothing_is_known_the_page_says_so_with_the_helpline_of_the_country(client, house):
    make_helpline(), make_helpline("other", phone="104", country="IQ", name_en="Elsewhere")
    section = words(client).partition("How to reach them")[2].partition("</section>")[0]
    assert "our sources give no number or address" in section
    assert "/en/report/?about=organisations/womens-house" in section
    assert ("tel:+4620505050" in section, "Elsewhere" in section) == (True, False)


@pytest.mark.parametrize(
    ("make", "url"),
    [
        (lambda: make_person(), "/en/people/amina-ali/"),
        (lambda: make_project(kind="publication"), "/en/projects/the-project/"),
        (lambda: make_organisation(dissolution_date="1999"), PAGE),
    ],
)
def test_what_nobody_would_ring_does_not_say_that_nothing_is_known(client, make, url):
    make()
    assert "How to reach them" not in words(client, url)


@pytest.mark.parametrize(("role", "is_told"), [("lead", True), ("host", True), ("funder", False)])
def test_a_service_is_reached_through_who_runs_it(client, house, role, is_told):
    house.contact_points.create(channel="call", value="026-12 34 56")
    make_participation(make_project(kind="service"), role, organisation=house)
    page = words(client, "/en/projects/the-project/")
    assert ("tel:+4626123456" in page) is is_told


def test_a_service_with_a_way_of_its_own_is_not_reached_through_another(client, house):
    house.contact_points.create(channel="call", value="026-12 34 56")
    project = make_project(kind="service")
    make_participation(project, "lead", organisation=house)
    project.contact_points.create(channel="call", value="+46 26 12 34 57")
    page = words(client, "/en/projects/the-project/")
    assert ("tel:+4626123457" in page, "tel:+4626123456" in page) == (True, False)


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_nobody_is_reached_through_what_readers_do_not_know(client, house, status):
    house.contact_points.create(channel="call", value="026-12 34 56")
    make_participation(make_project(kind="service"), "lead", organisation=house)
    type(house).objects.update(status=status)
    assert "tel:+4626123456" not in words(client, "/en/projects/the-project/")


def test_nobody_is_reached_through_who_ran_it_once(client, house):
    house.contact_points.create(channel="call", value="026-12 34 56")
    make_participation(make_project(kind="service"), "lead", organisation=house, end_date="2019")
    assert "tel:+4626123456" not in words(client, "/en/projects/the-project/")


def test_nobody_is_reached_through_who_has_closed(client, house):
    house.contact_points.create(channel="call", value="026-12 34 56")
    make_participation(make_project(kind="service"), "lead", organisation=house)
    type(house).objects.update(dissolution_date="2019")
    assert "tel:+4626123456" not in words(client, "/en/projects/the-project/")


def test_what_a_guarded_leader_keeps_from_readers_is_not_told_of_its_service(client, house):
    house.contact_points.create(channel="visit", value="Storgatan 1")
    house.contact_points.create(channel="call", value="026-12 34 56", confidentiality="editors")
    make_participation(make_project(kind="service"), "lead", organisation=house)
    type(house).objects.update(confidentiality="area")
    page = words(client, "/en/projects/the-project/")
    assert [secret in page for secret in ("Storgatan", "12 34 56", "+4626123456")] == [False] * 3


def test_a_number_that_cannot_be_dialled_is_shown_and_is_no_data_for_others(client, house):
    house.contact_points.create(channel="call", value="026-12 34 56")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisations_contactpoint SET value = 'ring Anna'")
    page = words(client)
    assert page.count("ring Anna") == 1


@pytest.mark.parametrize(
    "url",
    [
        *(PAGE, "/en/organisations/", "/en/search/?q=house", "/en/projects/the-project/", "/en/projects/"),
        "/sv/sheet/?pick=organisations/womens-house&beside=en",
    ],
)
def test_many_ways_cost_no_more_queries_than_one(client, house, url, django_assert_max_num_queries):
    make_participation(make_project(kind="service"), "lead", organisation=house)
    language = make_language("ar")

    def add(number):
        point = house.contact_points.create(channel="call", value=f"026-12 34 {number}", opening_hours="24/7")
        point.languages.add(language)

    add(10)
    words(client, url)
    with CaptureQueriesContext(connection) as one:
        assert client.get(url).status_code == 200
    for number in range(11, 41):
        add(number)
    with django_assert_max_num_queries(len(one)):
        assert client.get(url).status_code == 200


def test_a_secret_number_of_a_service_or_network_stays_secret(client):
    for record in (make_project(kind="service"), make_network()):
        record.contact_points.create(channel="call", value="+46 26 12 34 57", confidentiality="editors")
        assert "tel:+4626123457" not in words(client, record.get_absolute_url().replace("/sv/", "/en/"))


def test_a_card_tells_the_first_way_and_its_languages(client, house):
    point = house.contact_points.create(channel="call", value="026-12 34 56")
    point.languages.add(make_language("fa"))
    page = words(client, "/en/organisations/")
    assert ("026-12 34 56" in page, "Answers in: Persian" in page) == (True, True)


def test_a_card_without_any_says_nothing(client, house):
    assert 'class="reach' not in words(client, "/en/organisations/")


def test_cards_cost_no_more_queries_the_more_there_are(client, house, django_assert_max_num_queries):
    for number in range(6):
        other = make_organisation(f"house-{number}", seat=house.seat, places=["se"])
        point = other.contact_points.create(channel="call", value=f"026-12 34 5{number}")
        point.languages.add(make_language("fa"))
        make_participation(make_project(f"project-{number}", kind="service"), "lead", organisation=other)
    with django_assert_max_num_queries(40):
        client.get("/en/organisations/")
    with django_assert_max_num_queries(40):
        client.get("/en/projects/")


class TestFilters:
    def test_by_channel_and_by_the_language_that_answers(self, client, house):
        point = house.contact_points.create(channel="call", value="026-12 34 56")
        point.languages.add(make_language("ckb"))
        make_organisation("other", name_en="Other")
        for query in ("channel=call", "answers=ckb"):
            page = words(client, f"/en/organisations/?{query}")
            assert ("Womens House" in page, ">Other<" in page) == (True, False)

    @pytest.mark.parametrize(
        "fields", [{"confidentiality": "editors"}, {"channel": "visit", "value": "Street 1"}]
    )
    def test_a_secret_way_and_an_address_are_in_no_filter(self, client, house, fields):
        house.contact_points.create(**{"channel": "call", "value": "026-12 34 56"} | fields)
        page = words(client, "/en/organisations/")
        assert 'name="channel"' not in page

    def test_the_search_document_follows_a_contact_point_and_its_languages(self, house):
        point = house.contact_points.create(channel="call", value="026-12 34 56")
        point.languages.add(make_language("ckb"))
        point.languages.clear()
        point.delete()
        assert list(differences()) == []

    def test_a_project_has_them_too(self, client):
        project = make_project(kind="service")
        project.contact_points.create(channel="chat", value="https://chat.example.org/")
        assert Project.objects.with_facet("channel", ["chat"]).get() == project
