"""Nothing is published without a citation, by whatever way a record or a citation comes or goes."""

import json
import re
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from networks.models import Citation, Network, Project
from organisations.history.recording import revision
from organisations.history.restore import restore
from organisations.history.undo import undo
from organisations.history.versions import versions_of
from organisations.merging import merge
from organisations.models import FormerSlug, Organisation, Person
from organisations.models.publication import UncitedError, publishing_checked_at_end, without_citations
from orgdirectory.management.commands import load_directory

from .editor.test_admin import admin_url, form_data
from .world import (
    cite,
    make_affiliation,
    make_network,
    make_organisation,
    make_person,
    make_project,
    make_source,
)

pytestmark = pytest.mark.django_db

MAKERS = [make_organisation, make_network, make_project, make_person]
NEW = {"slug": "new", "name_en": "New", "original_language": "en", "status": "published"}


def published(slug):
    return Organisation.objects.published().filter(slug=slug).exists()


def cited(make=make_organisation, **fields):
    record = make(**fields)
    cite(record, "name")
    return record


def raw(record, **fields):
    """Return a record as a fixture holds it."""
    row = json.loads(serializers.serialize("json", [record], use_natural_primary_keys=True))[0]
    return json.dumps([row | {"fields": row["fields"] | fields}])


def load(text):
    for row in serializers.deserialize("json", text):
        row.save()


# Ways to publish a draft that cites nothing


def by_saving(draft, tmp_path):
    draft.status = "published"
    draft.save()


def by_saving_one_column(draft, tmp_path):
    draft.status = "published"
    draft.save(update_fields=["status"])


def by_saving_what_was_read_before_it_was_withdrawn(draft, tmp_path):
    with without_citations():
        Organisation.objects.filter(pk=draft.pk).update(status="published")
    stale = Organisation.objects.get(pk=draft.pk)
    Organisation.objects.filter(pk=draft.pk).update(status="draft")
    stale.save()


def by_an_update(draft, tmp_path):
    Organisation.objects.filter(pk=draft.pk).update(status="published")


def by_an_update_together_with_a_text(draft, tmp_path):
    Organisation.objects.filter(pk=draft.pk).update(status="published", summary_en="New.")


def by_an_update_of_many(draft, tmp_path):
    draft.status = "published"
    Organisation.objects.bulk_update([draft], ["status"])


def by_updating_or_creating(draft, tmp_path):
    Organisation.objects.update_or_create(slug=draft.slug, defaults={"status": "published"})


def by_a_row_of_a_fixture(draft, tmp_path):
    load(raw(draft, status="published"))


def by_a_fixture(draft, tmp_path):
    path = tmp_path / "records.json"
    path.write_text(raw(draft, status="published"), encoding="utf-8")
    call_command("loaddata", path, verbosity=0)


def by_creating_a_new_one(draft, tmp_path):
    draft.delete()
    Organisation.objects.create(**NEW | {"slug": draft.slug})


def by_creating_many(draft, tmp_path):
    draft.delete()
    Organisation.objects.bulk_create([Organisation(**NEW | {"slug": draft.slug})])


def by_taking_back_that_it_was_withdrawn(draft, tmp_path):
    with without_citations():
        by_saving(draft, tmp_path)
    draft.status = "withdrawn"
    with revision() as withdrawal:
        draft.save()
    undo(withdrawal.row)


PUBLISHING = [
    by_saving,
    by_saving_one_column,
    by_saving_what_was_read_before_it_was_withdrawn,
    by_an_update,
    by_an_update_together_with_a_text,
    by_an_update_of_many,
    by_updating_or_creating,
    by_a_row_of_a_fixture,
    by_a_fixture,
    by_creating_a_new_one,
    by_creating_many,
    by_taking_back_that_it_was_withdrawn,
]


def test_what_comes_back_without_a_citation_is_a_draft():
    house = make_organisation("house")
    with revision() as deletion:
        house.delete()
    left = undo(deletion.row).left
    assert Organisation.objects.get().status == "draft"
    assert ["come back as a draft" in one.reason for one in left] == [True]


@pytest.mark.parametrize("way", PUBLISHING)
def test_what_cites_nothing_is_not_published(way, tmp_path):
    draft = make_organisation("house", status="draft")
    with pytest.raises(ValidationError, match="keeps at least one citation"), transaction.atomic():
        way(draft, tmp_path)
    assert not published("house")


@pytest.mark.parametrize("way", PUBLISHING[:9])
def test_what_cites_a_source_is_published(way, tmp_path):
    way(cited(slug="house", status="draft"), tmp_path)
    assert published("house")


@pytest.mark.parametrize("make", MAKERS)
def test_no_kind_of_record_is_published_uncited(make):
    record = make(status="draft")
    record.status = "published"
    with pytest.raises(UncitedError):
        record.save()


def test_a_row_of_a_fixture_that_is_refused_is_not_written():
    with pytest.raises(UncitedError):
        load(raw(make_organisation(status="draft"), slug="new", status="published"))
    assert Organisation.objects.count() == 1


def test_the_record_is_named_in_the_refusal():
    with pytest.raises(UncitedError, match="New: What is published"):
        Organisation.objects.create(**NEW)


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_what_is_not_published_needs_no_citation(status):
    house = make_organisation(status="draft")
    house.status = status
    house.save()
    assert Organisation.objects.get().status == status


def test_citations_of_ties_are_not_those_of_a_record():
    draft = make_organisation(status="draft")
    cite(make_affiliation(draft, person=make_person()), "role")
    draft.status = "published"
    with pytest.raises(UncitedError):
        draft.save()


# Ways to take away the last citation


def by_deleting_it(citation, tmp_path):
    citation.delete()


def by_deleting_all(citation, tmp_path):
    Citation.objects.all().delete()


def by_deleting_those_of_the_record(citation, tmp_path):
    citation.organisation.citations.all().delete()


def by_deleting_past_the_manager(citation, tmp_path):
    Citation._base_manager.all().delete()


def by_moving_it_elsewhere(citation, tmp_path):
    citation.organisation, citation.network = None, make_network()
    citation.save()


def by_moving_it_to_a_tie(citation, tmp_path):
    tie = make_affiliation(make_organisation("other"), person=make_person())
    Citation.objects.update(organisation=None, affiliation=tie, supports=["role"])


def by_moving_it_with_an_update(citation, tmp_path):
    Citation.objects.filter(pk=citation.pk).update(organisation=make_organisation("other"))


def by_moving_it_with_the_key(citation, tmp_path):
    Citation.objects.filter(pk=citation.pk).update(organisation_id=make_organisation("other").pk)


def by_moving_many(citation, tmp_path):
    citation.organisation = make_organisation("other")
    Citation.objects.bulk_update([citation], ["organisation"])


def by_a_fixture_that_moves_it(citation, tmp_path):
    other = make_organisation("other")
    load(
        serializers.serialize("json", [citation]).replace(
            f'"organisation": {citation.organisation_id}', f'"organisation": {other.pk}'
        )
    )


def by_undoing_that_it_was_added(citation, tmp_path):
    undo(versions_of(citation).get().revision)


def by_restoring_the_record_as_it_was_before(citation, tmp_path):
    first = versions_of(citation.organisation).last().revision
    restore(citation.organisation, first, get_user_model().objects.create_superuser("boss"))


TAKING = [
    by_deleting_it,
    by_deleting_all,
    by_deleting_those_of_the_record,
    by_deleting_past_the_manager,
    by_moving_it_elsewhere,
    by_moving_it_to_a_tie,
    by_moving_it_with_an_update,
    by_moving_it_with_the_key,
    by_moving_many,
    by_a_fixture_that_moves_it,
    by_undoing_that_it_was_added,
    by_restoring_the_record_as_it_was_before,
]


@pytest.mark.parametrize("way", TAKING)
def test_the_last_citation_of_what_is_published_stays(way, tmp_path):
    house = make_organisation("house")
    citation = cite(house, "name")
    with pytest.raises(ValidationError, match="keeps at least one citation"), transaction.atomic():
        way(citation, tmp_path)
    assert house.citations.count() == 1


@pytest.mark.parametrize("way", TAKING[:10])
def test_the_last_citation_of_a_draft_may_go(way, tmp_path):
    house = make_organisation("house", status="draft")
    way(cite(house, "name"), tmp_path)
    assert not house.citations.exists()


def test_two_citations_do_not_go_together():
    house = cited()
    cite(house, "name", paragraph=2)
    with pytest.raises(UncitedError), transaction.atomic():
        Citation.objects.all().delete()
    assert house.citations.count() == 2


def test_one_of_two_citations_goes():
    house = cited()
    cite(house, "name", paragraph=2).delete()
    assert house.citations.count() == 1


def test_a_citation_of_a_tie_goes_though_its_ends_are_published():
    cite(make_affiliation(cited(), person=make_person()), "role", paragraph=2).delete()
    assert Citation.objects.count() == 1


@pytest.mark.parametrize("model", [Organisation, Network, Project, Person])
def test_citations_go_with_their_record(model):
    record = cited(MAKERS[[Organisation, Network, Project, Person].index(model)])
    model.objects.filter(pk=record.pk).delete()
    assert not Citation.objects.exists()


# Where the order is another


class TestWhatIsCheckedAtTheEnd:
    def test_may_be_cited_after_it_came(self):
        with publishing_checked_at_end():
            cite(Organisation.objects.create(**NEW), "name")
        assert published("new")

    def test_may_change_its_only_citation_for_another(self):
        house = cited()
        with publishing_checked_at_end():
            house.citations.get().delete()
            cite(house, "name", paragraph=2)
        assert house.citations.get().paragraph == 2

    def test_is_refused_as_a_whole(self):
        with pytest.raises(UncitedError, match="New"):
            self.make_two_and_cite_one()
        assert not Organisation.objects.exists()

    @publishing_checked_at_end()
    def make_two_and_cite_one(self):
        cite(Organisation.objects.create(**NEW | {"slug": "cited"}), "name")
        Organisation.objects.create(**NEW)

    def test_is_checked_by_the_outer_one_of_two(self):
        with publishing_checked_at_end():
            with publishing_checked_at_end():
                new = Organisation.objects.create(**NEW)
            cite(new, "name")
        assert published("new")

    def test_may_be_gone_again(self):
        with publishing_checked_at_end():
            Organisation.objects.create(**NEW).delete()
        assert not Organisation.objects.exists()

    def test_is_as_the_database_has_it_and_not_as_it_was_remembered(self):
        with publishing_checked_at_end():
            new = Organisation.objects.create(**NEW)
            Organisation.objects.update(status="draft")
        assert (new.status, published("new")) == ("published", False)

    def test_leaves_what_was_there_uncited_before(self):
        make_organisation()
        with publishing_checked_at_end():
            cite(Organisation.objects.create(**NEW), "name")
        assert published("new")

    def test_is_nothing_after_an_error(self):
        with pytest.raises(IntegrityError), publishing_checked_at_end():
            Organisation.objects.create(**NEW | {"kind": "club"})
        with pytest.raises(UncitedError):
            Organisation.objects.create(**NEW)


def test_merging_two_published_records_moves_the_only_citation_of_the_one_that_goes():
    kept, gone = cited(slug="kept"), cited(slug="gone")
    merge(kept, gone)
    assert kept.citations.count() == 1


def test_a_merging_that_leaves_nothing_cited_is_refused():
    kept, gone = make_organisation("kept", status="draft"), cited(slug="gone")
    merge(kept, gone)
    kept.status = "published"
    kept.save()
    assert published("kept")


def test_a_fixture_may_hold_a_record_before_its_citation(tmp_path):
    house = cited()
    source = make_source()
    rows = serializers.serialize("json", [source.language, source, house, *house.citations.all()])
    house.delete()
    FormerSlug.objects.all().delete()
    path = tmp_path / "records.json"
    path.write_text(rows, encoding="utf-8")
    call_command("loaddata", path, verbosity=0)
    assert published("womens-house")


def without_rows_of_citations(path, read=load_directory.read):
    return [row for row in read(path) if row["model"] != "networks.citation"]


def test_the_shipped_records_are_not_loaded_without_their_citations(monkeypatch):
    monkeypatch.setattr(load_directory, "read", without_rows_of_citations)
    with pytest.raises(CommandError, match="keeps at least one citation"):
        call_command("load_directory")
    assert not Organisation.objects.exists()


# In the admin


class TestByAForm:
    def send(self, client, record, **values):
        address = admin_url(type(record), "change", record.pk)
        return client.post(address, form_data(client.get(address)) | values, follow=True)

    def test_the_last_citation_is_changed_for_another_at_once(self, editor):
        house = cited()
        other = {"source": make_source().pk, "paragraph": 2, "item": 0, "supports": ["name"]}
        rows = {f"citations-1-{name}": value for name, value in other.items()}
        self.send(editor, house, **rows | {"citations-TOTAL_FORMS": 2, "citations-0-DELETE": "on"})
        assert house.citations.get().paragraph == 2

    def test_the_last_citation_does_not_go_with_another_tie(self, editor):
        house = cited()
        page = self.send(editor, house, **{"citations-0-DELETE": "on", "name_en": "New"})
        assert "What is published keeps at least one citation." in page.text
        assert Organisation.objects.get().name_en == "Womens House"

    def test_the_last_citation_is_not_deleted_on_its_own_page_though_another_was_there(self, editor):
        house = cited()
        second = cite(house, "name", paragraph=2)
        page = reverse("admin:networks_citation_delete", args=[second.pk])
        assert editor.get(page).status_code == 200
        house.citations.exclude(pk=second.pk).get().delete()
        editor.post(page, {"post": "yes"})
        assert house.citations.count() == 1


# Two at once, and what was written past all of this, on PostgreSQL

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no checks at the end of a transaction"
)


def strictly():
    """Let the database check this transaction, though most records of the tests cite nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL orgdirectory.without_citations = off")


def end_of_transaction():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@on_postgresql
class TestTheDatabase:
    def sql(self, statement):
        strictly()
        with connection.cursor() as cursor:
            cursor.execute(statement)
        end_of_transaction()

    @pytest.mark.parametrize("make", MAKERS)
    def test_refuses_what_is_published_uncited(self, make):
        table = make(status="draft")._meta.db_table
        with pytest.raises(IntegrityError, match="without a citation"):
            self.sql(f"UPDATE {table} SET status = 'published'")

    @pytest.mark.parametrize("make", MAKERS)
    def test_refuses_that_the_last_citation_goes(self, make):
        cited(make)
        with pytest.raises(IntegrityError, match="without a citation"):
            self.sql("DELETE FROM networks_citation")

    def test_refuses_that_the_last_citation_moves(self):
        cited()
        pk = make_network(status="draft").pk
        with pytest.raises(IntegrityError, match="without a citation"):
            self.sql(f"UPDATE networks_citation SET organisation_id = NULL, network_id = {pk}")

    def test_refuses_what_comes_past_the_managers(self):
        strictly()
        Organisation._base_manager.bulk_create([Organisation(**NEW, confidentiality="public")])
        with pytest.raises(IntegrityError, match="without a citation"):
            end_of_transaction()

    def test_takes_what_is_cited(self):
        cited(status="draft")
        self.sql("UPDATE organisations_organisation SET status = 'published'")

    def test_takes_a_citation_after_its_record(self):
        strictly()
        with publishing_checked_at_end():
            cite(Organisation.objects.create(**NEW), "name")
        end_of_transaction()

    def test_takes_a_record_away_with_its_citations(self):
        cited()
        self.sql(
            "DELETE FROM networks_citation; DELETE FROM organisations_organisation_places;"
            "DELETE FROM organisations_organisation"
        )

    def test_lets_an_uncited_record_from_before_be_saved(self):
        make_organisation()
        end_of_transaction()
        self.sql("UPDATE organisations_organisation SET summary_en = 'New.'")


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "delete",
    [Citation.delete, lambda citation: Citation._base_manager.filter(pk=citation.pk)._raw_delete("default")],
)
def test_of_two_who_each_take_away_one_of_the_last_two_one_is_refused(delete):
    house = cited()
    both, barrier, refused = [*house.citations.all(), cite(house, "name", paragraph=2)], Barrier(2), []

    def delete_one(citation):
        try:
            with transaction.atomic():
                strictly()
                barrier.wait(10)
                delete(citation)
        except (ValidationError, IntegrityError) as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=delete_one, args=[citation]) for citation in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(refused), house.citations.count()) == (1, 1)


# What is let off, and by whom


def modules_with(pattern):
    apps = [settings.BASE_DIR / app for app in ("organisations", "networks", "orgdirectory")]
    paths = [path for app in apps for path in app.rglob("*.py") if "migrations" not in path.parts]
    found = [path for path in paths if re.search(pattern, path.read_text("utf-8"), re.DOTALL)]
    return {path.relative_to(settings.BASE_DIR).as_posix() for path in found}


def test_only_tests_do_without_citations():
    assert modules_with(r"without_citations\(") == {"organisations/models/publication.py"}
    assert modules_with(r"without_citations = ?on") == set()


def test_few_modules_write_records_past_the_rules():
    """Each sees to them by itself: an import of checked rows, dates of what comes back, a preview."""
    assert modules_with(r"_base_manager(\.\w+\([^()]*\))?\.(update|bulk_create|bulk_update|create)\(") == {
        "networks/imports/write.py",
        "organisations/admin/records.py",
        "organisations/history/bulk.py",
        "organisations/history/undo.py",
        "organisations/models/rules.py",
    }
