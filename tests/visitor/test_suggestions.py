"""What is suggested while a visitor types, and what is never sent."""

import pytest

from organisations.search.index import deferred

from ..world import make_language, make_organisation, make_person

pytestmark = pytest.mark.django_db


def suggested(client, typed, language="en"):
    answer = client.get(f"/{language}/search/suggest/", {"q": typed}).json()
    return [suggestion["text"] for suggestion in answer["suggestions"]]


@pytest.fixture
def house(db):
    house = make_organisation(
        "linna", name_sv="Linnamottagningen", name_ar="مركز لينا", name_en="Linna Centre"
    )
    house.other_names.create(name="Linnaföreningen", language=make_language("sv"), kind="former")
    return house


def test_a_name_that_begins_so_is_suggested(client, house):
    assert suggested(client, "lin") == ["Linna Centre"]


def test_a_name_is_suggested_in_the_language_that_is_typed(client, house):
    assert suggested(client, "لينا") == ["مركز لينا"]


def test_another_name_is_suggested(client, house):
    assert suggested(client, "linnaf") == ["Linnaföreningen"]


def test_a_suggestion_tells_its_language_direction_and_what_it_is(client, house):
    answer = client.get("/sv/search/suggest/", {"q": "لينا"}).json()
    assert answer["suggestions"] == [
        {"text": "مركز لينا", "lang": "ar", "dir": "rtl", "about": "organisation"}
    ]


def test_focus_areas_and_places_are_suggested(client):
    make_organisation("linna", focus=["shelter"], places=["shelby"])
    assert suggested(client, "she") == ["Shelter", "Shelby"]


def test_a_place_of_no_public_record_is_not_suggested(client):
    make_organisation("linna", places=["shelby"], status="draft")
    assert suggested(client, "she") == []


def test_the_last_of_several_words_may_be_begun(client, house):
    assert suggested(client, "centre lin") == ["Linna Centre"]


@pytest.mark.parametrize("typed", ["", "l", "li", "l i", "🙂🙂🙂", "\x00\x00\x00", "\u202e\u202e\u202e"])
def test_nothing_is_suggested_before_three_letters(client, house, typed):
    assert suggested(client, typed) == []


@pytest.mark.parametrize("typed", ['"lin', "lin*", "AND", "(((", "l" * 3_000, "lin & !x"])
def test_whatever_is_typed_gets_an_answer(client, house, typed):
    assert client.get("/en/search/suggest/", {"q": typed}).status_code == 200


def test_a_draft_is_not_suggested(client):
    make_person("halala", name_en="Halala Rafi", status="draft")
    assert suggested(client, "hal") == []


def test_no_more_than_eight_are_suggested(client):
    with deferred():
        for number in range(12):
            make_organisation(f"linna-{number}")
    assert len(suggested(client, "linna")) == 8


def test_suggestions_are_not_stored(client, house):
    headers = client.get("/en/search/suggest/", {"q": "lin"}).headers
    assert headers["Cache-Control"] == "no-store"


def test_a_site_may_turn_them_off(client, house, settings):
    settings.SEARCH_SUGGESTIONS = False
    assert suggested(client, "lin") == []
    assert "suggest.js" not in client.get("/en/search/").content.decode()


def test_a_reader_may_turn_them_off_in_the_address(client):
    page = client.get("/en/search/?suggest=off").content.decode()
    assert "suggest.js" not in page
    assert "data-suggest" not in page


def test_the_script_is_small(settings):
    assert (settings.BASE_DIR / "orgdirectory/static/suggest.js").stat().st_size <= 4096
