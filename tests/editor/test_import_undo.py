"""An import is undone from its report as one act, and a corrected table can come again."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.models import ImportFile
from organisations.models import FormerSlug, Organisation, Revision, Version
from organisations.search.index import differences

from ..world import cite, make_focus_area, make_language, make_organisation, make_place, make_source
from .test_import import as_role, break_off, hand_in, import_rows
from .test_roles import in_role

pytestmark = pytest.mark.django_db

BAYT = {
    "slug": "bayt",
    "original_language": "ar",
    "name_ar": "بيت النساء",
    "email": "bayt@example.org",
    "identifier": "SE-ON 802400-1235",
    "focus_areas": "peace",
    "languages": "ar",
    "other_names": "Bayt (en)",
    "source": "text",
    "paragraph": "1",
}
CHANGED = {"slug": "womens-house", "summary_en": "Wrong.", "phone": "+46 8 123 45 67", "places": "iq"}
APART = (
    "AlikeKey",
    "Revision",
    "ImportFile",
    "Session",
    "LogEntry",
    "AccessLog",
    "AccessAttempt",
    "RateCounter",
)


@pytest.fixture(autouse=True)
def world():
    for make, names in (
        (make_place, ("se", "iq")),
        (make_focus_area, ("peace",)),
        (make_language, ("ar", "en")),
    ):
        for name in names:
            make(name)
    make_source("text")


@pytest.fixture
def house():
    house = make_organisation(summary_en="Right.", places=["se"])
    cite(house, "name", paragraph=3)
    return house


def address(view="import_undo"):
    file = ImportFile.objects.first()
    return reverse(f"editing:{view}", args=[file.kind, file.pk])


def undo(client):
    """Undo the import of the last file; return the page when all of it has come."""
    response = client.post(address())
    return response.getvalue().decode() if response.streaming else response.content.decode()


def tables_held():
    """Return what all tables of the directory hold, but for keys, times, and the past."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if not issubclass(model, Version) and model.__name__ not in APART and model is not User
    ]
    return {model._meta.label: sorted(map(str, rows_of(model))) for model in models}


def rows_of(model):
    """Return the rows of a model, with the natural key or the words of what they refer to."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    timed = {"date", "since", "made", "added_on", "last_login", "object_id"}
    for row in model._base_manager.all():
        yield [str(getattr(row, field.name)) for field in fields if field.name not in timed]


# Who may


def test_a_translator_may_not_undo_an_import(editor, client):
    import_rows(editor, BAYT)
    assert as_role(client, "Translator").post(address()).status_code == 403
    assert Organisation.objects.exists()


def test_an_editor_deletes_the_drafts_that_an_import_made(client):
    editor = as_role(client, "Editor")
    import_rows(editor, BAYT)
    undo(editor)
    assert not Organisation.objects.exists()


def test_a_link_undoes_nothing_and_asks(editor):
    import_rows(editor, BAYT)
    page = editor.get(address()).content.decode()
    assert "Drafts that this import made are deleted" in page
    assert Organisation.objects.exists()


def test_what_was_not_imported_is_not_undone(editor):
    hand_in(editor, BAYT)
    assert editor.post(address()).status_code == 303
    assert "import_undo" not in editor.get(address("import_file")).content.decode()


# What becomes of it


def test_an_import_that_is_undone_leaves_everything_as_it_was(editor, house):
    before = tables_held()
    import_rows(editor, BAYT, CHANGED)
    assert tables_held() != before
    undo(editor)
    assert tables_held() == before
    assert not list(differences())


def test_an_import_undone_and_done_again_is_as_one(editor, house):
    import_rows(editor, BAYT, CHANGED)
    once = tables_held()
    undo(editor)
    import_rows(editor, BAYT, CHANGED)
    assert tables_held() == once
    assert not list(differences())


def test_one_import_after_another_is_undone(editor):
    before = tables_held()
    import_rows(editor, BAYT)
    first = ImportFile.objects.get()
    import_rows(editor, {"slug": "bayt", "summary_ar": "بيت", "phone": "+46 8 123 45 67"})
    undo(editor)
    address_of_first = reverse("editing:import_undo", args=["organisation", first.pk])
    assert "What was written since stays" not in editor.get(address_of_first).text
    editor.post(address_of_first).getvalue()
    assert tables_held() == before


def test_what_an_import_made_leaves_no_address_behind(editor):
    import_rows(editor, BAYT)
    undo(editor)
    assert not FormerSlug.objects.exists()


def test_what_was_written_since_stays_and_is_listed(editor, house):
    import_rows(editor, BAYT, CHANGED)
    bayt = Organisation.objects.get(slug="bayt")
    bayt.summary_ar = "بيت"
    bayt.save()
    page = undo(editor)
    assert "What stayed as it is" in page
    assert (bayt.contact_points.count(), bayt.citations.count(), bayt.other_names.count()) == (1, 1, 1)
    assert Organisation.objects.get(slug="womens-house").summary_en == "Right."


def test_what_was_published_since_stays(editor):
    import_rows(editor, BAYT, BAYT | {"slug": "dar", "name_ar": "دار", "identifier": ""})
    bayt = Organisation.objects.get(slug="bayt")
    bayt.status = "published"
    bayt.save()
    assert "بيت النساء" in editor.get(address()).content.decode()
    undo(editor)
    assert [one.slug for one in Organisation.objects.all()] == ["bayt"]
    assert bayt.citations.count() == 1


def test_a_message_about_a_draft_keeps_it(editor):
    from ..world import make_report

    import_rows(editor, BAYT)
    make_report(organisation=Organisation.objects.get())
    assert "There is nothing to undo." in undo(editor)
    assert Organisation.objects.exists()


def test_the_report_says_who_undid_it(editor):
    import_rows(editor, BAYT)
    undo(editor)
    page = editor.get(address("import_file")).content.decode()
    assert ("This import was undone on" in page, "Undo the import" in page) == (True, False)
    assert ImportFile.objects.get().state == "undone"


def test_it_is_undone_once(editor):
    import_rows(editor, BAYT)
    undo(editor)
    assert editor.post(address()).status_code == 303
    assert Revision.objects.filter(act="undone").count() == 1


def test_an_import_that_was_broken_off_is_undone_and_does_not_go_on(editor):
    break_off(editor, after=3)
    assert "Undo the import" in editor.get(address("import_file")).content.decode()
    undo(editor)
    editor.post(address("import_run")).getvalue()
    assert not Organisation.objects.exists()


def test_many_changes_are_undone_at_once(editor):
    for number in range(25):
        make_organisation(f"house-{number}", name_en=f"House {number}", summary_en=f"Right {number}.")
    before = tables_held()
    rows = [
        {"slug": f"house-{n}", "summary_en": f"Wrong {n}.", "email": f"a{n}@example.org", "places": "iq"}
        for n in range(25)
    ]
    import_rows(editor, *rows)
    with CaptureQueriesContext(connection) as queries:
        undo(editor)
    assert tables_held() == before
    assert not list(differences())
    assert len(queries) < 400
    kept = Organisation.history.filter(revision__act="undone")
    assert set(kept.values_list("history_type", flat=True)) == {"~"}


def test_many_rows_take_few_queries(editor):
    rows = [
        {"slug": f"row-{n}", "name_en": f"Row number {n}", "email": f"a{n}@example.org"} for n in range(60)
    ]
    import_rows(editor, *rows)
    with CaptureQueriesContext(connection) as queries:
        undo(editor)
    assert not Organisation.objects.exists()
    assert len(queries) < 400


# What only publishers decide


def test_an_editor_who_undoes_an_import_lets_readers_see_no_more_of_where_a_record_is(client, house):
    import_rows(as_role(client, "Publisher"), {**CHANGED, "confidentiality": "area"})
    undo(in_role("Editor"))
    house.refresh_from_db()
    assert (house.summary_en, house.confidentiality) == ("Right.", "area")
    (reason,) = {reason for _name, reason, *_key in ImportFile.objects.get().report["undone"]["left"]}
    assert reason == "Only who may publish may let readers see more."


def test_a_publisher_who_undoes_an_import_does(client, house):
    publisher = as_role(client, "Publisher")
    import_rows(publisher, {**CHANGED, "confidentiality": "area"})
    undo(publisher)
    house.refresh_from_db()
    assert house.confidentiality == "public"


def test_who_may_see_a_record_stays_where_its_kind_does(client, house):
    publisher = as_role(client, "Publisher")
    import_rows(publisher, {**CHANGED, "kind": "shelter"})
    house.refresh_from_db()
    house.kind = "foundation"
    house.save()
    undo(publisher)
    house.refresh_from_db()
    assert (house.kind, house.confidentiality) == ("foundation", "area")


def test_an_editor_is_not_told_the_name_of_what_was_withdrawn_since(client, house):
    publisher = as_role(client, "Publisher")
    import_rows(publisher, CHANGED)
    house.name_en, house.status = "Safe House", "withdrawn"
    house.save()
    assert "Safe House" in publisher.get(address()).text
    assert "Safe House" not in in_role("Editor").get(address()).text
