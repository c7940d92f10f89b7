"""Words of a table that nobody knows: made in the preview, or said to be one that is there."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from networks.imports.unknown import unknown_words
from networks.models import ImportFile
from organisations.models import FocusArea, Language, Organisation, Place, TargetGroup

from ..conftest import make_account, sign_in
from ..world import make_focus_area, make_language, make_organisation, make_place

pytestmark = pytest.mark.django_db

ROWS = [
    [2, {"name_en": "One", "seat": "Qayyarah", "languages": "Kurmanji; Klingon"}],
    [3, {"name_en": "Two", "seat": "qayyarah", "places": "Qayyarah; Kenya"}],
    [4, {"name_en": "Three", "seat": "Baghdad", "focus_areas": "Health"}],
]


@pytest.fixture
def file():
    make_place("baghdad", name_en="Baghdad", country="IQ")
    make_language("kmr")
    return ImportFile.objects.create(name="a.csv", kind="organisation", rows=ROWS)


def words_url(file):
    return reverse("editing:import_words", args=[file.kind, file.pk])


def word_url(file, vocabulary, word):
    query = {"word": word}
    return reverse("editing:import_word", args=[file.kind, file.pk, vocabulary], query=query)


def make(client, file, vocabulary, word, **values):
    data = {f"make-{name}": value for name, value in values.items()}
    return client.post(word_url(file, vocabulary, word), {"act": "make"} | data)


def choose(client, file, vocabulary, word, term):
    return client.post(word_url(file, vocabulary, word), {"act": "same", "same-term": term.pk})


def left(file):
    return {(one.kind, one.word) for one in unknown_words(Organisation, file.rows)}


class TestTheList:
    def test_each_word_stands_once_with_its_rows(self, file):
        found = {(one.kind, one.word): one.lines for one in unknown_words(Organisation, ROWS)}
        assert found == {
            ("place", "Qayyarah"): [2, 3],
            ("place", "Kenya"): [3],
            ("language", "Klingon"): [2],
            ("focusarea", "Health"): [4],
        }

    def test_a_word_that_may_mean_several_is_not_among_them(self):
        make_place("one", name_en="Tripoli"), make_place("two", name_en="Tripoli")
        assert unknown_words(Organisation, [[2, {"seat": "Tripoli"}]]) == []

    def test_the_preview_leads_to_it(self, editor, file):
        page = editor.get(reverse("editing:import_file", args=["organisation", file.pk])).content.decode()
        assert words_url(file) in page
        assert "4 words are not known" in page

    def test_it_names_the_words(self, editor, file):
        page = editor.get(words_url(file)).content.decode()
        assert all(word in page for word in ("Qayyarah", "Klingon", "Kenya", "Health"))


class TestMaking:
    def test_a_place_of_a_country(self, editor, file):
        values = {"name_en": "Qayyarah", "name_ar": "القيارة", "country": "IQ", "subdivision": "IQ-NI"}
        assert make(editor, file, "place", "Qayyarah", **values).status_code == 303
        place = Place.objects.get(slug="qayyarah")
        assert (place.name_ar, place.subdivision, place.confidentiality) == ("القيارة", "IQ-NI", "public")
        assert ("place", "Qayyarah") not in left(file)

    def test_the_preview_is_made_anew(self, editor, file):
        preview = reverse("editing:import_file", args=["organisation", file.pk])
        assert "4 words are not known" in editor.get(preview).content.decode()
        make(editor, file, "place", "Qayyarah", name_en="Qayyarah", country="IQ")
        assert "3 words are not known" in editor.get(preview).content.decode()

    def test_a_country_is_offered_by_its_name_and_named_by_cldr(self, editor, file):
        page = editor.get(word_url(file, "place", "Kenya")).content.decode()
        assert '<option value="KE" selected' in page
        make(editor, file, "place", "Kenya", name_en="Kenya", country="KE")
        assert Place.objects.get(slug="ke").name_ar == "كينيا"

    def test_the_word_of_the_table_is_kept_as_an_alias_of_other_names(self, editor, file):
        make(editor, file, "focusarea", "Health", name_sv="Hälsa", name_ar="الصحة")
        area = FocusArea.objects.get()
        assert (area.slug, area.aliases) == ("halsa", "Health")
        assert ("focusarea", "Health") not in left(file)

    def test_a_language_is_one_of_iso_639(self, editor, file):
        assert make(editor, file, "language", "Klingon", code="xx").status_code == 400
        assert make(editor, file, "language", "Klingon", code="tr").status_code == 303
        assert Language.objects.get(code="tr").aliases == "Klingon"

    def test_a_word_in_arabic_letters_is_offered_as_the_arabic_name(self, editor, file):
        file.rows = [[2, {"seat": "القيارة"}]]
        file.save()
        page = editor.get(word_url(file, "place", "القيارة")).content.decode()
        assert page.count('value="القيارة"') == 1

    def test_without_a_name_it_is_the_country(self, editor, file):
        make(editor, file, "place", "Qayyarah", country="IQ")
        assert Place.objects.get(slug="iq").aliases == "Qayyarah"

    def test_a_focus_area_needs_a_name(self, editor, file):
        assert make(editor, file, "focusarea", "Health").status_code == 400
        assert not FocusArea.objects.exists()

    def test_its_country_must_be_chosen(self, editor, file):
        assert make(editor, file, "place", "Qayyarah", name_en="Qayyarah").status_code == 400

    def test_a_county_of_another_country_is_refused(self, editor, file):
        values = {"name_en": "Qayyarah", "country": "IQ", "subdivision": "SE-X"}
        assert make(editor, file, "place", "Qayyarah", **values).status_code == 400

    def test_what_somebody_else_made_meanwhile_is_not_made_twice(self, editor, file):
        make_place("qayyarah", name_en="Qayyarah", country="IQ")
        assert make(editor, file, "place", "Qayyarah", name_en="Qayyarah", country="IQ").status_code == 303
        assert Place.objects.filter(slug__startswith="qayyarah").count() == 1


class TestChoosing:
    def test_a_word_becomes_an_alias_and_is_known_from_then_on(self, editor, file):
        place = Place.objects.get(slug="baghdad")
        assert choose(editor, file, "place", "Qayyarah", place).status_code == 303
        place.refresh_from_db()
        assert place.aliases == "Qayyarah"
        assert ("place", "Qayyarah") not in left(file)

    def test_those_that_are_there_stay(self, editor, file):
        area = make_focus_area("health-care", aliases="Vård")
        choose(editor, file, "focusarea", "Health", area)
        area.refresh_from_db()
        assert area.aliases == "Vård\nHealth"

    def test_something_must_be_chosen(self, editor, file):
        answer = editor.post(word_url(file, "place", "Qayyarah"), {"act": "same", "same-term": ""})
        assert answer.status_code == 400


@pytest.fixture
def importer(client):
    """A client of somebody who may import organisations and correct places, and make no term."""
    user = make_account("importer")
    acts = ("add_importfile", "add_organisation", "change_organisation", "change_place")
    user.user_permissions.set(Permission.objects.filter(codename__in=acts))
    return sign_in(client, user)


class TestWhoMay:
    def test_who_may_only_change_places_chooses_and_makes_none(self, importer, file):
        page = importer.get(word_url(file, "place", "Qayyarah")).content.decode()
        assert 'value="same"' in page
        assert 'value="make"' not in page
        assert make(importer, file, "place", "Qayyarah", name_en="Q", country="IQ").status_code == 403
        assert not Place.objects.filter(name_en="Q").exists()
        assert choose(importer, file, "place", "Qayyarah", Place.objects.get()).status_code == 303

    def test_who_keeps_no_list_is_sent_to_who_does(self, importer, file):
        page = importer.get(words_url(file)).content.decode()
        assert page.count("Ask somebody who keeps this list") == 2

    def test_a_vocabulary_that_tables_do_not_name_is_no_page(self, editor, file):
        assert editor.get(word_url(file, "role", "Qayyarah")).status_code == 404

    def test_who_may_not_import_sees_nothing(self, client, file):
        sign_in(client, make_account("reader"))
        assert client.get(words_url(file)).status_code == 403


def test_a_target_group_can_be_made(editor, file):
    file.rows = [[2, {"target_groups": "Änkor"}]]
    file.save()
    make(editor, file, "targetgroup", "Änkor", name_sv="Änkor")
    assert TargetGroup.objects.get().slug == "ankor"


def test_the_list_of_records_is_searched_by_town(editor):
    erbil = make_place("erbil", name_en="Erbil", name_ar="أربيل", aliases="Hewlêr\nهەولێر", country="IQ")
    make_organisation("one", seat=erbil, status="draft"), make_organisation("two")
    for word in ("erbil", "أربيل", "اربيل", "هەولێر", "hewler"):
        page = editor.get(reverse("admin:organisations_organisation_changelist"), {"q": word})
        assert [row.slug for row in page.context["cl"].result_list] == ["one"]
