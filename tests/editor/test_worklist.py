"""What is to be translated: the same numbers in table, picture and lists, and what comes next."""

import pytest
from django.test import Client
from django.urls import reverse

from organisations.models import Organisation
from organisations.search.index import deferred

from ..conftest import make_account, sign_in
from ..world import make_network, make_organisation, make_person, make_project
from .test_roles import in_role

pytestmark = pytest.mark.django_db

ADDRESS = "/en/admin/worklist/"
WHOLE = {"summary_en": "s", "description_en": "d"}
SWEDISH = {"name_sv": "N", "summary_sv": "S", "description_sv": "D"}


@pytest.fixture
def world(db):
    """Three houses, of which one is in Swedish, unreviewed, and one withdrawn; and a network."""
    make_organisation("one-house", **WHOLE)
    make_organisation("two-house", **WHOLE, **SWEDISH)
    make_organisation("gone-house", **WHOLE, status="withdrawn")
    make_network("a-network", **WHOLE)


def worklist(client, language="sv"):
    return client.get(ADDRESS, {"language": language})


def row(response, kind):
    return next(row for row in response.context["rows"] if row.kind == kind)


def numbers(response, kind):
    return {number.state.value: number.count for number in row(response, kind).numbers}


def names(response):
    return [task.record.slug for task in response.context["next"]]


@pytest.mark.usefixtures("world")
def test_each_state_of_each_kind_is_counted(editor):
    expected = {"missing": 1, "outdated": 0, "unreviewed": 1, "reviewed": 0, "original": 0}
    assert numbers(worklist(editor), "Organisations") == expected


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_each_number_leads_to_a_list_of_as_many_records(editor, language):
    found = [n for row in worklist(editor, language).context["rows"] for n in row.numbers if n.count]
    counted = [editor.get(n.url).context["cl"].result_count for n in found]
    assert counted == [n.count for n in found]
    assert counted


@pytest.mark.usefixtures("world")
def test_the_picture_has_the_numbers_of_the_table(editor):
    bar = {piece.state: piece.width for piece in row(worklist(editor), "Organisations").bar}
    assert bar == {"missing": 50, "unreviewed": 50}


@pytest.mark.usefixtures("world")
def test_the_picture_begins_where_the_page_begins(editor):
    arabic = editor.get("/ar/admin/worklist/?language=sv").context["rows"][0].bar
    english = worklist(editor).context["rows"][0].bar
    assert [(one.state, 100 - one.x - one.width) for one in arabic] == [(o.state, o.x) for o in english]


def test_an_empty_directory_has_an_empty_picture(editor):
    response = worklist(editor)
    assert not row(response, "People").bar
    assert "Everything is translated and reviewed." in response.content.decode()


def test_what_is_read_most_comes_first(editor):
    make_person(**WHOLE), make_project(**WHOLE), make_network(**WHOLE)
    make_organisation("a-draft", status="draft", **WHOLE)
    make_organisation("b-published", **WHOLE)
    expected = ["b-published", "a-draft", "the-network", "the-project", "amina-ali"]
    assert names(worklist(editor)) == expected


def test_within_a_kind_what_is_missing_comes_before_what_is_unreviewed(editor):
    make_organisation("a-unreviewed", **WHOLE, **SWEDISH)
    make_organisation("b-missing", **WHOLE)
    assert names(worklist(editor)) == ["b-missing", "a-unreviewed"]


@pytest.mark.usefixtures("world")
def test_withdrawn_records_are_no_work(editor):
    assert "gone-house" not in names(worklist(editor))


@pytest.mark.parametrize(
    "fields", [SWEDISH | {"translation_review_sv": "reviewed"}, {"original_language": "sv"}]
)
def test_what_is_reviewed_or_original_is_no_work(editor, fields):
    make_organisation(**WHOLE | fields)
    assert not names(worklist(editor))


def test_twenty_records_are_shown(editor):
    with deferred():
        for number in range(15):
            make_organisation(f"house-{number}", **WHOLE)
            make_network(f"network-{number}", **WHOLE)
    assert len(names(worklist(editor))) == 20


def test_a_task_leads_to_the_texts_of_its_language(editor):
    house = make_organisation(**WHOLE)
    address = reverse("admin:organisations_organisation_change", args=[house.pk])
    assert f'href="{address}#id_summary_sv"' in worklist(editor).content.decode()


def test_the_language_of_the_page_is_shown_at_first(editor):
    assert editor.get("/ar/admin/worklist/").context["chosen"] == "ar"


@pytest.mark.parametrize("language", ["xx", "", "sv'--", "\x00", "SV", "name_sv"])
def test_no_such_language_is_no_such_page(editor, language):
    assert worklist(editor, language).status_code == 404


@pytest.mark.parametrize("group", ["Translator", "Editor", "Publisher", "Administrator"])
def test_every_group_may_see_it(group):
    assert worklist(in_role(group)).status_code == 200


def test_staff_of_no_group_may_not():
    assert worklist(sign_in(Client(), make_account("guest"))).status_code == 403


def test_visitors_are_asked_to_sign_in(client):
    assert "login" in worklist(client).headers["Location"]


def test_markup_in_a_name_is_text(editor):
    make_organisation(**WHOLE | {"name_en": "<script x"})
    assert "<script x" not in worklist(editor).content.decode()


def test_names_are_in_their_own_language(editor):
    make_organisation(original_language="ar", name_en="", name_ar="بيت")
    assert '<bdi lang="ar" dir="rtl">بيت</bdi>' in worklist(editor).content.decode()


@pytest.mark.parametrize("number", [2, 40])
def test_the_database_is_asked_as_often_for_many_records(editor, number, django_assert_max_num_queries):
    Organisation.objects.bulk_create(
        Organisation(slug=f"house-{n}", kind="association", name_en="H", original_language="en")
        for n in range(number)
    )
    with django_assert_max_num_queries(16):
        worklist(editor)
