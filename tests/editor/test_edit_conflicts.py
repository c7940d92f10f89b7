"""Two editors have the same form open: the second to save writes nothing of the first over unasked."""

from itertools import chain, repeat
from unittest.mock import patch

import pytest
from django.db import IntegrityError
from django.test import Client

from organisations.admin import OrganisationAdmin
from organisations.models import Affiliation, ContactPoint, Organisation, OrganisationName

from ..conftest import make_account, same_visitor, sign_in
from ..world import cite, make_affiliation, make_language, make_organisation, make_person, make_place
from .test_admin import admin_url, form_data, opened_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both")]


@pytest.fixture(scope="module")
def both(module_rows):
    """Return two editors who have the form of one house open, and what either sees."""
    house = make_organisation("house", name_sv="Huset", summary_sv="En text.", founding_date="1994")
    house.places.add(make_place("malmo"))
    editors = [sign_in(Client(), make_account(name, is_superuser=True)) for name in ("nour", "eva")]
    return editors, [opened(editor, house) for editor in editors]


@pytest.fixture
def house(both):
    return Organisation.objects.get(slug="house")


@pytest.fixture
def first(both):
    return same_visitor(both[0][0])


@pytest.fixture
def second(both):
    return same_visitor(both[0][1])


def address(row):
    return f"/en{admin_url(type(row), 'change', row.pk)[3:]}"


def opened(client, row):
    """Return what the open form of a row would send."""
    return opened_form(client, address(row))


def save(client, row, form, **changes):
    """Send a form; return the answer and the row as it is then."""
    response = client.post(address(row), {k: v for k, v in (form | changes).items() if v is not None})
    row.refresh_from_db()
    return response


def text(response):
    return response.content.decode()


@pytest.fixture
def forms(both):
    """What both see, before either has saved."""
    return both[1]


def test_a_text_in_another_language_is_not_undone(first, second, house, forms):
    save(first, house, forms[0], summary_ar="نص.")
    assert save(second, house, forms[1], summary_sv="En annan text.").status_code == 302
    assert (house.summary_ar, house.summary_sv) == ("نص.", "En annan text.")


def test_a_fact_is_not_undone(first, second, house, forms):
    save(first, house, forms[0], founding_date="1995")
    save(second, house, forms[1], summary_sv="En annan text.")
    assert house.founding_date == "1995"


def test_a_fact_that_was_taken_away_stays_away(first, second, house, forms):
    save(first, house, forms[0], founding_date="")
    save(second, house, forms[1], summary_sv="En annan text.")
    assert house.founding_date in {None, ""}


def test_a_choice_of_many_is_not_undone(first, second, house, forms):
    save(first, house, forms[0], places=[make_place("lund").pk])
    save(second, house, forms[1], summary_sv="En annan text.")
    assert [place.slug for place in house.places.all()] == ["lund"]


def test_a_text_that_only_came_back_with_other_line_ends_was_not_changed_by_the_second(first, second, house):
    Organisation.objects.update(description_sv="Ett.\n\nTvå.")
    forms = opened(first, house), opened(second, house)
    save(first, house, forms[0], description_sv="Ett.\r\n\r\nTre.")
    save(second, house, forms[1], description_sv="Ett.\r\n\r\nTvå.", name_en="The house")
    assert house.description_sv == "Ett.\n\nTre."


def test_the_second_is_told_what_stays_as_the_first_wrote_it(first, second, house, forms):
    save(first, house, forms[0], founding_date="1995")
    response = second.post(address(house), forms[1] | {"summary_sv": "En annan text."}, follow=True)
    assert "It stays as they wrote it: Founded." in text(response)


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "Någon ändrade detta medan du skrev."), ("ar", "غيّر أحدهم هذا")]
)
def test_what_both_changed_is_told_in_the_editors_language(first, second, house, forms, language, words):
    save(first, house, forms[0], summary_sv="Noras text.")
    response = second.post(f"/{language}{address(house)[3:]}", forms[1] | {"summary_sv": "Evas text."})
    assert words in text(response)


@pytest.fixture(scope="class")
def refused(both, class_rows):
    """What the second is told when both have changed the same."""
    (nour, eva), forms = both
    house = Organisation.objects.get(slug="house")
    save(same_visitor(nour), house, forms[0], summary_sv="Noras <q>text</q>.", founding_date="1995")
    return save(same_visitor(eva), house, forms[1], summary_sv="Evas text.", name_en="The house")


@pytest.mark.usefixtures("refused")
class TestWhereBothChangedTheSame:
    def test_nothing_is_saved_yet(self, refused, house):
        assert (refused.status_code, house.summary_sv) == (200, "Noras <q>text</q>.")

    def test_both_texts_are_on_the_page(self, refused):
        assert '<bdi lang="sv" dir="ltr">Noras &lt;q&gt;text&lt;/q&gt;.</bdi>' in text(refused)
        assert form_data(refused)["summary_sv"] == "Evas text."

    def test_the_rest_of_the_form_shows_what_the_first_wrote(self, refused):
        assert form_data(refused)["founding_date"] == "1995"

    def test_saving_again_lets_the_second_stand(self, refused, second, house):
        save(second, house, form_data(refused))
        assert (house.summary_sv, house.name_en, house.founding_date) == ("Evas text.", "The house", "1995")

    def test_a_third_change_meanwhile_is_told_again(self, refused, first, second, house):
        save(first, house, opened(first, house), summary_sv="Noras nya text.")
        again = save(second, house, form_data(refused))
        assert (house.summary_sv, "Noras nya text." in text(again)) == ("Noras nya text.", True)


@pytest.mark.parametrize("field", ["founding_date", "summary_sv"])
def test_the_same_change_by_both_is_no_question(first, second, house, forms, field):
    save(first, house, forms[0], **{field: "1999"})
    assert save(second, house, forms[1], **{field: "1999"}).status_code == 302


def test_a_choice_that_both_changed_is_told_in_words(first, second, house, forms):
    save(first, house, forms[0], kind="shelter")
    response = save(second, house, forms[1], kind="foundation")
    assert f"<bdi>{house.get_kind_display()}</bdi>" in text(response)


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "١"])
def test_a_form_that_knows_no_revision_is_saved_as_it_is(second, house, seen):
    assert save(second, house, opened(second, house), seen=seen, name_sv="Nya huset").status_code == 302
    assert house.name_sv == "Nya huset"


def test_her_own_second_tab_counts_as_another(second, house, forms):
    save(second, house, forms[0], summary_sv="Den ena.")
    assert save(second, house, forms[1], summary_sv="Den andra.").status_code == 200


def test_saving_twice_from_the_page_that_comes_back_is_no_question(second, house):
    response = second.post(
        address(house), opened(second, house) | {"name_en": "A", "_continue": ""}, follow=True
    )
    assert save(second, house, form_data(response), name_en="B").status_code == 302


class TestTheRowsBeneath:
    @pytest.fixture
    def house(self, house):
        for kind, value in [
            ("call", "+4681230001"),
            ("mail", "a@example.org"),
            ("web", "https://a.example/"),
        ]:
            ContactPoint.objects.create(record=house, channel=kind, value=value)
        return house

    @pytest.fixture
    def forms(self, first, second, house):
        return opened(first, house), opened(second, house)

    @pytest.fixture
    def values(self, house):
        return lambda: list(house.contact_points.order_by("pk").values_list("value", flat=True))

    def test_a_row_that_the_first_changed_stays_changed(self, first, second, house, forms, values):
        save(first, house, forms[0], **{"contact_points-0-value": "+4681230002"})
        save(second, house, forms[1], **{"contact_points-1-value": "b@example.org"})
        assert values() == ["+4681230002", "b@example.org", "https://a.example/"]

    def test_a_row_that_both_changed_is_asked_about(self, first, second, house, forms, values):
        save(first, house, forms[0], **{"contact_points-0-value": "+4681230002"})
        response = save(second, house, forms[1], **{"contact_points-0-value": "+4681230003"})
        assert (response.status_code, "<bdi>+4681230002</bdi>" in text(response)) == (200, True)
        save(second, house, form_data(response))
        assert values()[0] == "+4681230003"

    def test_a_row_that_the_first_added_stays(self, first, second, house, forms):
        language = make_language("ckb")
        row = {
            "name": "Mal",
            "language": language.pk,
            "kind": "variant",
            "origin": "source",
            "organisation": house.pk,
        }
        new = {f"other_names-0-{field}": value for field, value in row.items()} | {
            "other_names-TOTAL_FORMS": 1
        }
        save(first, house, forms[0], **new)
        save(second, house, forms[1], name_en="The house")
        assert OrganisationName.objects.get().name == "Mal"

    def test_a_row_that_the_first_removed_stays_away_and_is_named(self, first, second, house, forms, values):
        save(first, house, forms[0], **{"contact_points-0-DELETE": "on"})
        changed = forms[1] | {"contact_points-2-value": "https://b.example/"}
        response = second.post(address(house), changed, follow=True)
        assert values() == ["a@example.org", "https://b.example/"]
        assert "Somebody else removed this while you were writing" in text(response)

    def test_a_row_that_the_first_removed_is_no_obstacle_to_mending_another_fault(
        self, first, second, house, forms, values
    ):
        save(first, house, forms[0], **{"contact_points-0-DELETE": "on"})
        refused = save(second, house, forms[1], founding_date="once")
        save(second, house, form_data(refused), founding_date="1996")
        assert (house.founding_date, values()) == ("1996", ["a@example.org", "https://a.example/"])

    def test_a_row_is_removed_though_the_first_changed_it(self, first, second, house, forms, values):
        save(first, house, forms[0], **{"contact_points-0-value": "+4681230002"})
        save(second, house, forms[1], **{"contact_points-0-DELETE": "on"})
        assert values() == ["a@example.org", "https://a.example/"]


def test_the_page_of_a_tie_spares_others_too(first, second, house):
    tie = make_affiliation(house, person=make_person())
    forms = opened(first, tie), opened(second, tie)
    save(first, tie, forms[0], start_date="2001")
    save(second, tie, forms[1], note_sv="En anmärkning.")
    assert (tie.start_date, tie.note_sv) == ("2001", "En anmärkning.")


def test_a_citation_beneath_is_no_reason_to_ask_about_the_facts(first, second, house):
    cite(house, "name")
    forms = opened(first, house), opened(second, house)
    save(first, house, forms[0], **{"citations-0-paragraph": "7"})
    assert save(second, house, forms[1], founding_date="1996").status_code == 302
    assert (house.citations.get().paragraph, house.founding_date) == (7, "1996")


def test_adding_a_record_asks_nothing(second):
    assert "seen" not in opened_form(second, "/en/admin/organisations/organisation/add/")


def test_who_may_only_look_is_told_nothing_new(db, house):
    client = sign_in(Client(), make_account("reader"))
    assert client.post(address(house), {"seen": "0"}).status_code == 403


def test_all_that_is_saved_is_in_the_history(first, second, house, forms):
    save(first, house, forms[0], summary_sv="Noras text.")
    save(second, house, form_data(save(second, house, forms[1], summary_sv="Evas text.")))
    texts = [version.summary_sv for version in Organisation.history.order_by("history_id")]
    assert texts[-2:] == ["Noras text.", "Evas text."]


def test_a_role_in_a_tie_that_the_first_changed_stays(first, second, house):
    tie = make_affiliation(house, person=make_person())
    forms = opened(first, house), opened(second, house)
    save(first, tie, opened(first, tie), start_date="2001")
    save(second, house, forms[1], name_en="The house")
    assert Affiliation.objects.get().start_date == "2001"


class TestMerging:
    @pytest.fixture
    def page(self, second, house):
        """The page on which two records are compared, as it was opened before the first editor saved."""
        gone = make_organisation("gone", name_sv="Huset")
        address = f"/en/admin/organisations/organisation/{house.pk}/merge/{gone.pk}/"
        form = second.get(address).context
        return address, {"seen": form["seen"]} | {field.name: "kept" for field in form["form"].differing}

    def test_is_looked_at_again_if_one_has_changed_meanwhile(self, first, second, house, page):
        save(first, house, opened(first, house), summary_sv="Noras text.")
        response = second.post(*page)
        assert (response.status_code, Organisation.objects.count()) == (409, 2)
        assert "Noras text." in text(response)

    def test_goes_on_from_the_page_that_comes_back(self, first, second, house, page):
        save(first, house, opened(first, house), summary_sv="Noras text.")
        seen = second.post(*page).context["seen"]
        second.post(page[0], page[1] | {"seen": seen})
        assert Organisation.objects.get().summary_sv == "Noras text."

    def test_goes_on_at_once_if_nothing_has_changed(self, second, page):
        assert second.post(*page).status_code == 302


def test_a_row_that_another_record_had_is_not_named(first, house, forms):
    hidden = make_organisation("hidden", status="withdrawn")
    point = ContactPoint.objects.create(record=hidden, channel="call", value="+4681122334")
    row = {"contact_points-0-id": point.pk, "contact_points-TOTAL_FORMS": 1}
    point.delete()
    house.save()
    forged = row | {"contact_points-INITIAL_FORMS": 1, "seen": 0, "summary_en": "New."}
    response = first.post(address(house), forms[0] | forged, follow=True)
    assert "saved successfully" in text(response) or "changed successfully" in text(response)
    assert "+4681122334" not in text(response)


def test_a_number_of_rows_that_cannot_be_is_told_at_once(first, house, forms):
    forged = {"contact_points-TOTAL_FORMS": 10**15, "contact_points-INITIAL_FORMS": 10**15, "seen": 0}
    assert first.post(address(house), forms[0] | forged).status_code == 200


def test_what_the_database_refuses_at_the_same_moment_is_looked_at_once_more(second):
    """Who presses twice adds one record; PostgreSQL lets both come as far as the database's own rule."""
    form = second.get(admin_url(Organisation, "add"))
    data = form_data(form) | {"slug": "bayt", "name_en": "Bayt", "original_language": "en"}
    saves = chain([IntegrityError], repeat(None))
    with patch.object(OrganisationAdmin, "message_user", side_effect=saves):
        second.post(admin_url(Organisation, "add"), data)
    assert Organisation.objects.exclude(slug="house").get().slug == "bayt"
