"""The word for a role agrees with who has it: Arabic says it otherwise of a woman, of a man and of a body."""

import pytest
from django.utils.translation import override

from organisations.models import Role
from organisations.pictures.graph import edges, picture

from .html import flat
from .world import make_affiliation, make_membership, make_network, make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def founder():
    return Role.objects.create(
        slug="founder",
        name_en="founder",
        name_sv="grundare",
        name_ar="جهة مؤسسة",
        name_ar_feminine="مؤسِّسة",
        name_ar_masculine="مؤسِّس",
    )


def founded_by(**party):
    return make_affiliation(make_organisation(), "founder", **party)


@pytest.mark.parametrize(("gender", "said"), [("feminine", "مؤسِّسة"), ("masculine", "مؤسِّس")])
def test_of_a_person_it_has_her_gender_or_his(gender, said):
    tie = founded_by(person=make_person(grammatical_gender=gender))
    with override("ar"):
        assert tie.role_name == said


def test_of_a_person_nothing_else_is_said_of_it_is_feminine():
    with override("ar"):
        assert founded_by(person=make_person()).role_name == "مؤسِّسة"


@pytest.mark.parametrize("name", ["مركز الأمل", "جمعية الأمل"])
def test_of_an_organisation_it_fits_a_name_of_either_gender(name):
    tie = founded_by(affiliate=make_organisation("hope", name_ar=name))
    with override("ar"):
        assert tie.role_name == "جهة مؤسسة"


@pytest.mark.parametrize(("language", "said"), [("sv", "grundare"), ("en", "founder")])
def test_other_languages_have_one_word_for_all(language, said):
    tie = founded_by(person=make_person(grammatical_gender="masculine"))
    with override(language):
        assert tie.role_name == said


def test_without_a_form_of_its_own_the_name_is_said_of_a_person():
    Role.objects.filter(slug="founder").update(name_ar_feminine="")
    with override("ar"):
        assert founded_by(person=make_person()).role_name == "جهة مؤسسة"


def test_without_an_arabic_name_no_arabic_form_stands_among_words_of_another_language():
    Role.objects.filter(slug="founder").update(name_ar=None)
    with override("ar"):
        assert founded_by(person=make_person()).role_name == "founder"


@pytest.mark.parametrize("end", ["organisation", "person"])
def test_the_page_of_either_end_says_what_she_is(client, end):
    tie = founded_by(person=make_person())
    address = getattr(tie, end).get_absolute_url()
    assert "<bdi>مؤسِّسة</bdi" in client.get(f"/ar{address[3:]}").content.decode()


def test_only_her_own_page_says_that_the_role_is_hers(client):
    """Beside the name of the organisation the word alone would tell of the organisation."""
    tie = founded_by(person=make_person())
    pages = [client.get(f"/en{one.get_absolute_url()[3:]}") for one in (tie.person, tie.organisation)]
    assert ["Role: <bdi>founder" in flat(page.content.decode()) for page in pages] == [True, False]


def test_the_table_of_ties_says_of_each_what_it_is():
    founded_by(person=make_person())
    make_membership(make_network(), "founder", organisation=make_organisation("hope"))
    with override("ar"):
        assert {row.role for row in picture(edges()).rows} == {"مؤسِّسة", "جهة مؤسسة"}


def test_people_are_filtered_by_what_is_said_of_them(client):
    founded_by(person=make_person())
    make_affiliation(make_organisation("hope"), "chair", person=make_person("leila"))
    facets = flat(client.get("/ar/people/").content.decode())
    assert "مؤسِّسة" in facets
    assert "جهة مؤسسة" not in facets


@pytest.mark.parametrize("words", ["مؤسِّسة", "مؤسس", "جهة مؤسسة", "grundare"])
def test_search_finds_by_either_form(client, words):
    founded_by(person=make_person(name_ar="أمينة علي"))
    assert "أمينة علي" in flat(client.get("/ar/search/", {"q": words}).content.decode())
