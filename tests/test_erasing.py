"""Deleting a person forgets her by whatever way she is deleted; merging forgets nobody."""

import ast

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import models, transaction
from django.urls import reverse

from networks.models import Report
from organisations.history.recording import revision
from organisations.history.undo import undo
from organisations.history.versions import tracked, versions_of
from organisations.merging import merge
from organisations.models import Affiliation, FormerSlug, Organisation, Person, Revision

from .world import (
    cite,
    make_affiliation,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_person,
    make_report,
)

pytestmark = pytest.mark.django_db

NAMES = ("Amina Ali", "amina-ali", "أمينة علي", "Umm Ali", "Former Name", "former-name", "Other Person")


def by_herself(person, client):
    person.delete()


def with_others(person, client):
    Person.objects.filter(pk=person.pk).delete()


def past_the_manager(person, client):
    Person._base_manager.filter(pk=person.pk).delete()


def from_what_she_is_tied_to(person, client):
    Person.objects.filter(affiliations__organisation__slug="womens-house").delete()


def by_her_form(person, client):
    client.post(reverse("admin:organisations_person_delete", args=[person.pk]), {"post": "yes"})


def from_the_list(person, client):
    data = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
    client.post(reverse("admin:organisations_person_changelist"), data)


WAYS = [by_herself, with_others, past_the_manager, from_what_she_is_tied_to, by_her_form, from_the_list]


@pytest.fixture
def amina():
    """A person of whom much is kept: names, slugs, ties, evidence, and another that was merged into her."""
    house, person = make_organisation(), make_person("former-name", name_ar="أمينة علي")
    other = make_person("other-person")
    merge(person, other)
    person.slug, person.name_en = "amina-ali", "Amina Ali"
    person.save()
    person.other_names.create(name="Umm Ali", language=make_language("sv"), kind="variant")
    cite(person, "name")
    cite(make_affiliation(house, person=person, note_en="Amina Ali herself"), "role", paragraph=2)
    make_membership(make_network(), person=person).delete()
    return Person.objects.get()


def kept():
    """Return what versions, log and former slugs hold of her, in whatever column."""
    rows = [row for model in tracked for row in model.history.values()]
    rows += [*LogEntry.objects.values(), *Revision.objects.values(), *FormerSlug.objects.values()]
    return [row for row in rows if any(name in str(row) for name in NAMES)]


def test_much_is_kept_of_somebody_who_is_there(amina):
    assert len(kept()) > 10


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_kept_of_a_person_who_is_deleted(amina, editor, way):
    way(amina, editor)
    assert not Person.objects.exists()
    assert kept() == []


@pytest.mark.parametrize("way", WAYS)
def test_what_readers_proposed_on_her_goes_too(editor, way):
    person = make_person()
    make_affiliation(make_organisation(), person=person)
    make_report("", person=person, fact="name_en", proposal="Amina", seen="Amina")
    way(person, editor)
    assert Report.objects.values_list("message", "proposal", "seen").get() == ("…", "", "")


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_a_person_whom_no_page_shows_is_forgotten_as_well(amina, status):
    amina.status = status
    amina.save()
    amina.delete()
    assert kept() == []


def test_several_who_are_deleted_at_once_are_all_forgotten(amina):
    make_affiliation(Organisation.objects.get(), person=make_person("umm-ali"))
    Person.objects.all().delete()
    assert kept() == []


def test_taking_back_that_she_was_added_forgets_her():
    with revision() as adding:
        make_person(name_ar="أمينة علي").other_names.create(
            name="Umm Ali", language=make_language("sv"), kind="variant"
        )
    undo(adding.row)
    assert kept() == []


def test_who_stays_because_the_deletion_was_taken_back_keeps_her_history(amina):
    before = kept()
    with transaction.atomic():
        amina.delete()
        transaction.set_rollback(True)
    assert kept() == before


def test_others_keep_their_history(amina):
    other = make_person("umm-kulthum")
    amina.delete()
    assert versions_of(other).exists()


def test_the_history_of_an_organisation_outlives_it():
    house = make_organisation()
    Organisation.objects.all().delete()
    assert versions_of(house).count() == 2


class TestWhoIsMerged:
    @pytest.fixture
    def merging(self):
        kept, gone = make_person(), make_person("gone")
        cite(kept, "name"), cite(gone, "name", paragraph=2)
        make_affiliation(make_organisation(), person=gone)
        make_report("", person=gone, fact="name_en", proposal="Gone", seen="Gone")
        return merge(kept, gone)

    def test_keeps_her_history(self, merging):
        assert Person.history.filter(slug="gone").count() == 2

    def test_comes_back_when_it_is_undone(self, merging):
        undo(merging)
        assert Affiliation.objects.get().person.slug == "gone"

    def test_is_merged_again_when_that_is_undone(self, merging):
        undo(undo(undo(merging).revision).revision)
        assert Person.objects.count() == 2

    def test_keeps_what_readers_proposed_on_her(self, merging):
        assert Report.objects.get().proposal == "Gone"

    def test_is_forgotten_once_she_is_two_again_and_deleted(self, merging):
        undo(merging)
        Person.objects.get(slug="gone").delete()
        assert not Person.history.filter(slug="gone").exists()


# Nothing else deletes people


def sources():
    for app in ("organisations", "networks", "orgdirectory"):
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(settings.BASE_DIR).as_posix(), path.read_text("utf-8")


def modules_that_use(name):
    """Return the modules in whose code, and not only in whose words, a name is used."""
    return {
        path
        for path, text in sources()
        for node in ast.walk(ast.parse(text))
        if getattr(node, "id", getattr(node, "attr", None)) == name
    }


def test_only_merging_and_its_undoing_keep_who_is_deleted():
    found = modules_that_use("going_into_another")
    assert found == {"organisations/merging.py", "organisations/history/undo.py"}


def test_nothing_but_drafts_of_an_import_is_deleted_past_the_signals():
    assert modules_that_use("_raw_delete") == {"organisations/history/bulk.py"}
    assert modules_that_use("delete_many") == {
        "networks/imports/write.py",
        "organisations/history/undo.py",
    }
    assert {path for path, text in sources() if "DELETE FROM" in text.upper()} == set()


def test_no_row_takes_a_person_along_when_it_goes():
    keys = [field for field in Person._meta.fields if field.is_relation]
    assert [key for key in keys if key.remote_field.on_delete is models.CASCADE] == []
