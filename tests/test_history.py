"""The history of rows: what is kept of a change, what is not, and what can be undone."""

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from networks.models import Project
from organisations.history.recording import revision
from organisations.history.undo import undo
from organisations.history.versions import tracked, versions_of
from organisations.models import Affiliation, FormerSlug, Organisation, Revision
from organisations.models.publication import without_citations

from .world import (
    cite,
    make_affiliation,
    make_focus_area,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(django_user_model):
    return django_user_model.objects.create_user("shirin")


def fresh(row):
    """Return the row as somebody else fetches it, with no version of it yet."""
    type(row).history.all().delete()
    return type(row).objects.get(pk=row.pk)


def kinds(row):
    """Return what happened to a row, the first first."""
    return "".join(versions_of(row).values_list("history_type", flat=True))[::-1]


def number_of_versions():
    return sum(model.history.count() for model in tracked)


# What is kept


def test_a_new_record_with_all_that_is_set_on_it_is_one_version():
    with revision():
        house = make_organisation(focus=["peace"], places=["se"], languages=["sv"])
    assert kinds(house) == "+"


def test_a_version_holds_what_the_record_was_given():
    with revision():
        house = make_organisation(focus=["peace"])
    assert versions_of(house).get().related["focus_areas"] == [make_focus_area("peace").pk]


def test_a_record_without_a_history_gets_one_of_how_it_was():
    house = fresh(make_organisation(focus=["peace"]))
    house.summary_en = "A house."
    house.save()
    first = versions_of(house).last()
    assert (first.revision_id, first.summary_en) == (Revision.BASELINE, None)


def test_the_first_version_holds_the_focus_areas_that_were_there():
    house = fresh(make_organisation(focus=["peace"]))
    house.focus_areas.set([])
    assert [version.related["focus_areas"] for version in versions_of(house)] == [
        [],
        [make_focus_area("peace").pk],
    ]


def test_a_save_that_changes_nothing_leaves_no_version():
    house = fresh(make_organisation(focus=["peace"], summary_en="A house."))
    before = number_of_versions()
    with revision():
        house.save()
        house.focus_areas.set([make_focus_area("peace")])
    assert number_of_versions() - before <= 1  # the first version, of how it was
    assert kinds(house) == "+"


def test_a_revision_in_which_nothing_changed_is_not_written():
    house = fresh(make_organisation())
    before = Revision.objects.exclude(pk=Revision.BASELINE).count()
    with revision():
        house.save()
    assert Revision.objects.exclude(pk=Revision.BASELINE).count() == before


def test_no_text_and_an_empty_text_are_the_same():
    house = make_organisation(summary_en=None)
    house.summary_en = ""
    house.save()
    assert kinds(house) == "+"


def test_nought_and_nothing_are_not_the_same():
    project = make_project(minimum_age=None)
    project.minimum_age = 0
    project.save()
    assert kinds(project) == "+~"


def test_many_saves_in_one_revision_are_one_version():
    house = make_organisation()
    with revision():
        for words in ("one", "two", "three"):
            house.summary_en = words
            house.save()
    assert versions_of(house).first().summary_en == "three"
    assert kinds(house) == "+~"


def test_what_is_changed_and_changed_back_in_one_revision_leaves_nothing():
    house = make_organisation(summary_en="one")
    with revision() as ahead:
        for words in ("two", "one"):
            house.summary_en = words
            house.save()
    assert kinds(house) == "+"
    assert ahead.row is None


def test_what_comes_and_goes_in_one_revision_leaves_no_version():
    with revision():
        place = make_organisation()
        place.other_names.create(name="Huset", language=make_language("sv"), kind="variant").delete()
    assert kinds(place) == "+"
    assert not place.other_names.model.history.exists()


def test_what_goes_and_comes_back_the_same_in_one_revision_leaves_nothing():
    house = make_organisation()
    name = house.other_names.create(name="Huset", language=make_language("sv"), kind="variant")
    with revision():
        pk = name.pk
        name.delete()
        name.pk = pk
        name.save(force_insert=True)
    assert kinds(name) == "+"


def test_saving_some_columns_keeps_what_the_database_holds_of_the_others():
    house = make_organisation(summary_en="one")
    stale = Organisation.objects.get()
    stale.summary_en, stale.kind = "never saved", "shelter"
    stale.save(update_fields=["kind"])
    assert versions_of(house).first().summary_en == "one"


def test_a_bulk_update_of_records_is_kept():
    house = make_organisation()
    Organisation.objects.update(status="draft")
    assert versions_of(house).first().status == "draft"


def test_a_focus_area_that_a_record_is_added_to_is_a_change_of_the_record():
    house = make_organisation()
    make_focus_area("peace").organisation_set.add(house)
    assert kinds(house) == "+~"


def test_a_focus_area_that_all_records_are_taken_from_is_a_change_of_each():
    house = make_organisation(focus=["peace"])
    make_focus_area("peace").organisation_set.clear()
    assert versions_of(house).first().related["focus_areas"] == []


def test_a_place_that_is_deleted_is_a_change_of_the_records_that_worked_there():
    house = make_organisation(places=["se"])
    with revision():
        make_place("se").delete()
    assert versions_of(house).first().related["places"] == []


def test_a_project_that_loses_what_it_was_part_of_has_a_version_of_it():
    part = make_project("part", parent=make_project())
    part.parent.delete()
    assert versions_of(part).first().parent_id is None


def test_a_deleted_record_takes_its_ties_and_citations_along_in_one_revision():
    house = make_organisation()
    citation = cite(make_affiliation(house, person=make_person()), "role")
    with revision() as ahead:
        Organisation.objects.get().delete()
    went = [model for model in tracked if model.history.filter(revision=ahead.row, history_type="-").exists()]
    assert went == [Organisation, Affiliation, type(citation)]


def test_a_deleted_record_is_kept_as_it_was():
    house = make_organisation(focus=["peace"], summary_en="A house.")
    Organisation.objects.get().delete()
    last = versions_of(house).first()
    assert (last.summary_en, last.related["focus_areas"]) == ("A house.", [make_focus_area("peace").pk])


def test_fixtures_leave_no_versions():
    house = make_organisation(focus=["peace"], places=["se"])
    data = serializers.serialize("json", [house])
    Organisation.objects.all().delete()
    Organisation.history.all().delete()
    FormerSlug.objects.all().delete()
    with without_citations():
        for row in serializers.deserialize("json", data):
            row.save()
    assert Organisation.objects.get().focus_areas.exists()
    assert not Organisation.history.exists()


def test_bulk_created_rows_have_no_history_before_they_change():
    Organisation.objects.bulk_create([Organisation(slug="a", name_en="A", original_language="en")])
    assert not Organisation.history.exists()


def test_who_did_it_is_asked_when_something_changes(user):
    with revision(user=lambda: user):
        house = make_organisation()
    assert versions_of(house).get().revision.user == user


@pytest.mark.django_db(transaction=True)
def test_a_change_after_one_that_was_rolled_back_is_kept_in_the_same_revision():
    with revision() as ahead:
        with transaction.atomic():
            make_organisation("lost")
            transaction.set_rollback(True)
        house = make_organisation()
    assert versions_of(house).get().revision == ahead.row


def test_a_change_after_a_savepoint_that_was_rolled_back_is_kept():
    with revision() as ahead:
        with transaction.atomic():
            make_organisation("lost")
            transaction.set_rollback(True)
        house = make_organisation()
    assert versions_of(house).get().revision == Revision.objects.get(pk=ahead.row.pk)


def test_a_save_that_changes_nothing_asks_the_database_three_times_more():
    house = make_organisation(focus=["peace"], places=["se"], languages=["sv"])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        house.save()
    asked = [query["sql"] for query in queries if "historical" in query["sql"]]
    assert len(asked) <= 3


# Undoing


def everything():
    """Return all columns of all rows with a history."""
    return {
        (model.__name__, row["pk"]): row | {name: sorted(keys) for name, keys in relations(model, row["pk"])}
        for model in tracked
        for row in map(with_pk, model._base_manager.order_by("pk").values())
    }


def with_pk(row):
    return {"pk": row.get("id"), **row}


def relations(model, pk):
    row = model._base_manager.get(pk=pk)
    for field in model._meta.many_to_many:
        yield field.name, getattr(row, field.name).values_list("pk", flat=True)


@pytest.fixture
def house():
    """A published record with all that may belong to one."""
    house = make_organisation(
        focus=["peace"], places=["se"], languages=["sv"], summary_en="A house.", summary_ar="بيت"
    )
    house.other_names.create(name="Huset", language=make_language("sv"), kind="variant")
    point = house.contact_points.create(channel="call", value="+4681234567")
    point.languages.set([make_language("ar")])
    house.identifiers.create(scheme="SE-ON", value="556677-8899")
    cite(house, "name"), cite(make_affiliation(house, person=make_person(), note_en="often"), "role")
    cite(make_membership(make_network(), organisation=house), "role", paragraph=2)
    return house


def cited(record):
    cite(record, "name")
    return record


def deleted(row):
    with revision() as ahead:
        type(row).objects.get(pk=row.pk).delete()
    return ahead.row


def test_a_record_that_was_deleted_comes_back_exactly_as_it_was(house, user):
    before = everything()
    undo(deleted(house), user)
    assert everything() == before


def test_a_record_that_was_deleted_before_it_had_a_history_comes_back_exactly(house, user):
    for model in tracked:
        model.history.all().delete()
    before = everything()
    undo(deleted(house), user)
    assert everything() == before


def test_parts_come_back_to_the_project_that_was_deleted(user):
    whole = cited(make_project())
    part = make_project("part", parent=whole)
    undo(deleted(whole), user)
    assert Project.objects.get(pk=part.pk).parent_id == whole.pk


def test_what_was_added_goes_again(user):
    house = make_organisation()
    with revision() as ahead:
        make_affiliation(house, person=make_person())
    undo(ahead.row, user)
    assert not Affiliation.objects.exists()


def test_what_was_changed_is_what_it_was(user):
    house = make_organisation(places=["se"])
    with revision() as ahead:
        house.summary_en = "A house."
        house.save()
        house.places.set([make_place("iq")])
    undo(ahead.row, user)
    assert (house.places.get().slug, Organisation.objects.get().summary_en) == ("se", None)


def test_undoing_is_a_revision_and_can_be_undone(house, user):
    gone = deleted(house)
    without = everything()
    undo(undo(gone, user).revision, user)
    assert everything() == without


def test_undoing_says_who_and_what(user):
    row = undo(deleted(cited(make_organisation())), user).revision
    assert (row.user, row.act) == (user, Revision.Act.UNDONE)


def test_the_address_of_a_record_that_comes_back_is_not_gone(house, user):
    gone = deleted(house)
    undo(gone, user)
    assert FormerSlug.objects.at(Organisation, "womens-house") is None


def test_the_search_finds_a_record_that_came_back(house, user):
    from organisations.search.index import differences

    undo(deleted(house), user)
    assert not list(differences())


def refused(row, user, words):
    before = everything(), number_of_versions(), Revision.objects.count()
    with pytest.raises(ValidationError, match=words):
        undo(row, user)
    assert (everything(), number_of_versions(), Revision.objects.count()) == before


def test_what_has_changed_since_is_not_undone(user):
    house = make_organisation()
    with revision() as ahead:
        house.summary_en = "A house."
        house.save()
    house.summary_en = "A home."
    house.save()
    refused(ahead.row, user, "Womens House: changed since: Summary")


def test_a_record_whose_address_is_taken_does_not_come_back(user):
    row = deleted(make_organisation(status="draft"))
    make_organisation()
    refused(row, user, "Womens House: something else has taken its place")


def test_what_others_depend_on_by_now_is_not_taken_away(user):
    with revision() as ahead:
        house = make_organisation()
    make_affiliation(house, person=make_person())
    refused(ahead.row, user, "depends on it by now")


def test_a_tie_whose_other_end_is_gone_does_not_come_back(user):
    tie = make_affiliation(make_organisation(), affiliate=make_organisation("other"))
    row = deleted(tie)
    deleted(tie.affiliate)
    refused(row, user, "what it belongs to is gone")


def test_a_citation_whose_source_is_gone_does_not_come_back(user):
    citation = cite(make_organisation(status="draft"), "name")
    row = deleted(citation)
    citation.source.delete()
    refused(row, user, "citation: what it belongs to is gone")


def test_a_tie_whose_role_is_gone_does_not_come_back(user):
    tie = make_affiliation(make_organisation(), person=make_person())
    row = deleted(tie)
    tie.role.delete()
    refused(row, user, "affiliation: what it belongs to is gone")


def test_a_record_whose_seat_is_gone_comes_back_without_it(user):
    house = cited(make_organisation(seat=make_place("se")))
    row = deleted(house)
    house.seat.delete()
    undo(row, user)
    assert Organisation.objects.get().seat is None


def test_a_revision_is_undone_once(user):
    row = deleted(cited(make_organisation()))
    undo(row, user)
    refused(row, user, "nothing to undo")


def test_a_revision_of_which_nothing_is_kept_is_not_undone(user):
    refused(Revision.objects.create(), user, "nothing to undo")


def test_how_rows_were_before_all_history_is_not_undone(user):
    house = fresh(make_organisation())
    house.save()
    refused(Revision.objects.get(pk=Revision.BASELINE), user, "nothing to undo")


# What has changed since stays, and the rest is undone


def left(undone):
    return {one.version.instance_type.__name__: one.reason for one in undone.left}


def test_what_others_wrote_in_another_column_stays(user):
    house = make_organisation(summary_en="old", summary_sv="gammal")
    with revision() as ahead:
        house.summary_en = "wrong"
        house.save()
    house.summary_sv = "ny"
    house.save()
    assert undo(ahead.row, user).left == []
    assert Organisation.objects.values_list("summary_en", "summary_sv").get() == ("old", "ny")


def test_a_column_that_was_changed_again_stays_and_is_named(user):
    house = make_organisation(summary_en="old", founding_date="1994")
    with revision() as ahead:
        house.summary_en, house.founding_date = "wrong", "1995"
        house.save()
    house.summary_en = "right"
    house.save()
    assert left(undo(ahead.row, user)) == {"Organisation": "changed since: Summary – English"}
    assert Organisation.objects.values_list("summary_en", "founding_date").get() == ("right", "1994")


def test_a_list_keeps_what_others_added_to_it(user):
    house = make_organisation(places=["se"])
    with revision() as ahead:
        house.places.set([make_place("iq")])
    house.places.add(make_place("malmo"))
    undo(ahead.row, user)
    assert sorted(house.places.values_list("slug", flat=True)) == ["malmo", "se"]


def test_a_new_record_stays_whole_where_a_part_of_it_was_touched(user):
    with revision() as ahead:
        house = make_organisation(status="draft")
        make_organisation("other", status="draft")
        point = house.contact_points.create(channel="mail", value="a@example.org")
        house.other_names.create(name="Huset", language=make_language("sv"), kind="variant")
    point.confidentiality = "editors"
    point.save()
    assert left(undo(ahead.row, user)) == {
        "ContactPoint": "changed since",
        "Organisation": "what belongs to it has changed since",
    }
    assert (Organisation.objects.get(), house.other_names.count()) == (house, 1)


def test_a_check_that_was_made_anew_is_not_half_undone(user, admin_user):
    house = make_organisation(summary_en="old")
    with revision() as ahead:
        house.save(update_fields=house.note_check("editor", user))
        house.summary_en = "wrong"
        house.save()
    house.save(update_fields=house.note_check("itself", admin_user))
    undo(ahead.row, user)
    house = Organisation.objects.get()
    assert (house.verified_through, house.verified_by, house.summary_en) == ("itself", admin_user, "old")


def test_the_last_citation_of_what_was_published_since_stays(user):
    house = make_organisation(status="draft")
    with revision() as ahead:
        house.summary_en = "wrong"
        house.save()
        cite(house, "name")
    house.status = "published"
    house.save()
    assert left(undo(ahead.row, user)) == {"Citation": "What is published keeps at least one citation."}
    assert (house.citations.count(), Organisation.objects.get().summary_en) == (1, None)


def test_what_was_withdrawn_since_stays_withdrawn(user):
    house = make_organisation(status="draft")
    with revision() as ahead, without_citations():
        house.status, house.summary_en = "published", "wrong"
        house.save()
    house.status = "withdrawn"
    house.save()
    undo(ahead.row, user)
    assert Organisation.objects.values_list("status", "summary_en").get() == ("withdrawn", None)


def test_an_end_that_others_wrote_keeps_the_beginning_that_fits_it(user):
    house = make_organisation(founding_date="2000")
    with revision() as ahead:
        house.founding_date, house.summary_en = "1990", "wrong"
        house.save()
    house.dissolution_date = "1995"
    house.save()
    with pytest.raises(ValidationError, match="The end comes before the beginning"):
        undo(ahead.row, user)
