"""Texts in three languages: what editors see of their state, and what translators may write."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission

from networks.models import Network
from organisations.migrations._texts import count_reviews
from organisations.models import Organisation, Person, Revision
from organisations.models.translations import digest

from ..conftest import make_account, sign_in
from ..world import make_network, make_organisation, make_person, make_project
from .test_admin import admin_url, opened_form
from .test_roles import in_role

pytestmark = pytest.mark.django_db

TEXTS = {
    "summary_en": "A house.\n\nIn Baghdad.",
    "description_en": "It helps.\n",
    "name_sv": "Kvinnohuset",
    "summary_sv": "Ett hus.",
    "description_sv": "Det hjälper.",
    "translation_review_sv": "reviewed",
}


def make_house(**fields):
    return make_organisation(**TEXTS | fields)


def make_outdated_house():
    """Make a house whose Swedish is of an older original than the one there is."""
    house = make_house()
    house.summary_en = "A large house."
    house.save()
    return house


def save(client, record, **changes):
    """Press Save in the record's form, as a browser does it, after some changes."""
    address = admin_url(type(record), "change", record.pk)
    data = opened_form(client, address) | changes
    data = {name: as_browsers_send(value) for name, value in data.items()}
    response = client.post(address, data)
    if record.pk:
        record.refresh_from_db()
    return response


def as_browsers_send(value):
    return value.replace("\n", "\r\n") if isinstance(value, str) else value


def states(record):
    record.refresh_from_db()
    return [getattr(record, f"translation_state_{language}") for language in ("sv", "ar", "en")]


@pytest.fixture
def translator():
    return in_role("Translator")


@pytest.fixture
def guest():
    """Somebody who may enter the admin, and there do what her permissions say."""
    return make_account("guest")


def test_the_form_says_the_state_of_each_language(editor):
    house = make_outdated_house()
    html = editor.get(admin_url(Organisation, "change", house.pk)).content.decode()
    badges = [f'class="state state-{state}"' for state in ("outdated", "missing")]
    assert [html.count(badge) for badge in badges] == [1, 1]
    assert "state-original" not in html


def test_the_form_for_a_new_record_speaks_of_no_state(editor):
    assert "state-missing" not in editor.get(admin_url(Organisation, "add")).content.decode()


@pytest.mark.parametrize("make", [make_house, make_outdated_house])
def test_saving_without_a_change_leaves_every_state_and_letter(editor, make):
    house = make()
    before = Organisation.objects.values().get()
    save(editor, house)
    assert Organisation.objects.values().get() == before


def test_a_change_of_the_original_makes_its_translation_old(editor):
    house = make_house()
    save(editor, house, summary_en="A large house.")
    assert states(house) == ["outdated", "missing", "original"]


def test_a_small_change_leaves_the_translation_right(editor):
    house = make_house()
    save(editor, house, summary_en="A house.", small_change="on")
    assert states(house) == ["reviewed", "missing", "original"]


def test_a_small_change_makes_no_old_translation_right(editor):
    house = make_outdated_house()
    save(editor, house, summary_en="A very large house.", small_change="on")
    assert states(house)[0] == "outdated"


def test_a_translation_that_is_still_right_takes_one_save(editor):
    house = make_outdated_house()
    save(editor, house, still_right=["sv"])
    assert states(house)[0] == "reviewed"


def test_an_old_translation_that_is_called_unreviewed_is_no_less_old(editor):
    house = make_outdated_house()
    save(editor, house, translation_review_sv="unreviewed")
    assert states(house)[0] == "outdated"


def test_a_current_translation_that_is_called_unreviewed_is_that(editor):
    house = make_house()
    save(editor, house, translation_review_sv="unreviewed")
    assert states(house)[0] == "unreviewed"


def test_a_current_translation_called_unreviewed_as_the_original_changes_is_old(editor):
    house = make_house()
    save(editor, house, translation_review_sv="unreviewed", summary_en="A large house.")
    assert states(house)[0] == "outdated"


def test_what_is_not_outdated_cannot_be_called_still_right(editor):
    house = make_outdated_house()
    response = save(editor, house, still_right=["ar"])
    assert "still_right" in response.context["adminform"].form.errors


def test_nobody_is_asked_whether_a_current_translation_is_still_right(editor):
    house = make_house()
    form = editor.get(admin_url(Organisation, "change", house.pk)).context["adminform"].form
    assert "still_right" not in form.fields


def test_what_was_the_original_grows_old_beside_the_new_one(editor):
    house = make_house(original_language="en")
    save(editor, house, original_language="sv")
    save(editor, house, summary_sv="Ett nytt hus.")
    assert states(house) == ["original", "missing", "outdated"]


def test_a_translation_of_what_was_the_original_grows_old_beside_the_new_one(editor):
    house = make_house(
        name_ar="بيت", summary_ar="بيت.", description_ar="يساعد.", translation_review_ar="reviewed"
    )
    save(editor, house, original_language="sv")
    before = states(house)
    save(editor, house, summary_sv="Ett nytt hus.")
    assert (before[1], states(house)[1]) == ("reviewed", "outdated")


def test_what_was_old_stays_old_beside_another_original(editor):
    house = make_outdated_house()
    save(editor, house, name_ar="بيت", summary_ar="بيت.", description_ar="يساعد.")
    save(editor, house, original_language="ar")
    assert states(house)[0] == "outdated"


def test_what_was_noted_before_editors_reviewed_texts_still_tells_the_old_ones(editor):
    house = make_house()
    then = SimpleNamespace(**vars(house))
    for language in ("sv", "en", "ar"):
        setattr(then, f"made_from_{language}", f"{digest(house, language)} {digest(house, 'en')}")
        setattr(then, f"translation_{language}", getattr(house, f"translation_review_{language}"))
    count_reviews(then)
    for language in ("sv", "en"):
        setattr(house, f"source_digest_{language}", getattr(then, f"made_from_{language}"))
    house.summary_en = "A large house."
    house.save()
    assert states(house)[0] == "outdated"


def test_line_ends_of_browsers_are_stored_as_plain_ones(editor):
    house = make_house()
    save(editor, house, description_sv="Ett.\n\nTvå.")
    assert house.description_sv == "Ett.\n\nTvå."


def changes(client, record):
    html = client.get(admin_url(Organisation, "change", record.pk)).content.decode()
    return re.findall(r"<(del|ins)>(?:<span[^>]*>[^<]*</span>)?([^<]*)</", html)


def test_the_form_shows_what_changed_in_the_original_word_by_word(editor):
    house = make_house(summary_en="A house in Baghdad.")
    save(editor, house, summary_en="A large house in Basra.")
    assert changes(editor, house) == [("ins", "large "), ("del", "Baghdad"), ("ins", "Basra")]


def test_what_changed_is_told_from_the_text_that_was_translated(editor):
    house = make_house(summary_en="One.")
    save(editor, house, summary_en="Two.")
    save(editor, house, summary_en="Three.")
    assert changes(editor, house) == [("del", "One"), ("ins", "Three")]


def test_where_nothing_is_known_of_the_older_original_nothing_is_told(editor):
    house = make_outdated_house()
    type(house).history.all().delete()
    assert not changes(editor, house)


def test_a_current_translation_has_no_changes_to_show(editor):
    house = make_house()
    save(editor, house, summary_sv="Ett annat hus.")
    assert not changes(editor, house)


@pytest.mark.parametrize("make", [make_house, make_network, make_project, make_person])
def test_a_translator_writes_the_texts_of_every_kind(translator, make):
    record = make()
    save(translator, record, summary_ar="بيت للنساء.", translation_review_ar="reviewed")
    assert (record.summary_ar, record.translation_review_ar) == ("بيت للنساء.", "reviewed")


def test_what_a_translator_saves_is_told_as_translated(translator):
    save(translator, make_house(), summary_ar="بيت.")
    assert Revision.objects.first().act == "translated"


def test_a_translator_says_that_a_translation_is_still_right(translator):
    house = make_outdated_house()
    save(translator, house, still_right=["sv"])
    assert states(house)[0] == "reviewed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "elsewhere"),
        ("kind", "shelter"),
        ("founding_date", "1900"),
        ("original_language", "ar"),
        ("confidentiality", "area"),
        ("status", "withdrawn"),
        ("verified_on", "2020-01-01"),
    ],
)
def test_a_translator_changes_no_fact_even_by_a_forged_post(translator, field, value):
    house = make_house()
    before = getattr(house, field)
    save(translator, house, **{field: value, "summary_ar": "بيت."})
    assert (getattr(house, field), house.summary_ar) == (before, "بيت.")


def test_a_translator_changes_no_places_by_a_forged_post(translator):
    house = make_house(places=["se"])
    save(translator, house, places=[], focus_areas=[])
    assert house.places.count() == 1


def test_a_translator_sees_no_row_beneath_the_form(translator):
    house = make_house()
    house.contact_points.create(channel="call", value="+46 8 123 45 67", confidentiality="editors")
    assert "123 45 67" not in translator.get(admin_url(Organisation, "change", house.pk)).content.decode()


def test_a_translator_adds_no_row_by_a_forged_post(translator):
    house = make_house()
    rows = {"contact_points-TOTAL_FORMS": 1, "contact_points-INITIAL_FORMS": 0}
    rows |= {"contact_points-0-channel": "call", "contact_points-0-value": "+46 8 123 45 67"}
    save(translator, house, **rows)
    assert not house.contact_points.exists()


@pytest.mark.parametrize("act", ["submit", "publish", "withdraw", "confirm"])
def test_a_translator_decides_nothing_on_publishing(translator, act):
    house = make_house(status="draft")
    address = admin_url(Organisation, "change", house.pk)
    translator.post(address, opened_form(translator, address) | {"_act": act})
    house.refresh_from_db()
    assert (house.status, house.verified_on) == ("draft", None)


def test_a_translator_meets_no_withdrawn_record(translator):
    house = make_house(status="withdrawn")
    response = translator.post(admin_url(Organisation, "change", house.pk), {"summary_ar": "بيت."})
    house.refresh_from_db()
    assert (response.status_code, house.summary_ar) == (302, None)


@pytest.mark.parametrize("page", ["add", "delete"])
def test_a_translator_neither_adds_nor_deletes(translator, page):
    house = make_house()
    address = admin_url(Organisation, page, *([house.pk] if page == "delete" else []))
    assert translator.post(address, {"post": "yes"}).status_code == 403


def test_a_translator_is_offered_no_act_on_whole_lists(translator):
    make_house()
    data = {"action": "confirm", "_selected_action": [Organisation.objects.get().pk], "index": 0}
    translator.post(admin_url(Organisation, "changelist"), data)
    assert Organisation.objects.get().verified_on is None


def test_an_editor_who_may_not_change_people_translates_them():
    person = make_person()
    save(in_role("Editor"), person, summary_sv="Hon leder huset.", legal_basis="consent")
    assert (person.summary_sv, person.legal_basis) == ("Hon leder huset.", "public-role")


def test_an_editor_changes_facts_and_texts():
    house = make_house()
    save(in_role("Editor"), house, founding_date="1990", summary_ar="بيت.")
    assert (house.founding_date, house.summary_ar) == ("1990", "بيت.")


def test_who_may_only_read_writes_nothing(client, guest):
    sign_in(client, guest)
    guest.user_permissions.add(Permission.objects.get(codename="view_person"))
    person = make_person()
    response = client.post(admin_url(Person, "change", person.pk), {"summary_sv": "Hon."})
    assert response.status_code == 403


def test_who_may_only_read_has_a_form_without_ticks(client, guest):
    sign_in(client, guest)
    guest.user_permissions.add(Permission.objects.get(codename="view_network"))
    html = client.get(admin_url(Network, "change", make_network().pk)).content.decode()
    assert "small_change" not in html


def test_lists_show_each_language_with_words_to_hear(editor):
    make_outdated_house()
    html = editor.get(admin_url(Organisation, "changelist")).content.decode()
    assert '<span class="visually-hidden">older than the original</span>' in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("translation_state_sv__exact=outdated", 1),
        ("translation_state_sv__exact=missing", 1),
        ("translation_state_sv__exact=outdated&translation_state_ar__exact=missing", 1),
        ("translation_state_ar__exact=missing", 2),
        ("translation_state_ar__exact=original", 0),
        ("translation_state_ar__exact=nonsense", 0),
    ],
)
def test_lists_are_filtered_by_the_state_of_a_language(editor, query, found):
    make_outdated_house(), make_organisation("other", summary_en="x")
    response = editor.get(f"{admin_url(Organisation, 'changelist')}?{query}")
    assert response.context["cl"].result_count == found


def test_the_filter_counts_on_request(editor):
    make_outdated_house()
    html = editor.get(f"{admin_url(Organisation, 'changelist')}?_facets=True").content.decode()
    assert "older than the original (1)" in html
