"""What left its address is found there still; what nobody was told of is not."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from organisations.merging import merge
from organisations.models import (
    FocusArea,
    FormerSlug,
    Language,
    Organisation,
    Role,
    Source,
)

from .world import (
    make_focus_area,
    make_need,
    make_organisation,
    make_place,
    make_role,
    make_source,
    make_target_group,
)

pytestmark = pytest.mark.django_db


def rename(row, slug):
    row.slug = slug
    row.save()


def follow(*slugs):
    return FormerSlug.objects.follow(Organisation, slugs)


class TestFormerSlugsOfRecords:
    def test_lead_on_through_every_move(self):
        house = make_organisation("first")
        rename(house, "second"), rename(house, "third")
        assert follow("first", "second", "third", "other") == {"first": "third", "second": "third"}

    def test_of_what_was_merged_lead_to_the_one_that_is_kept(self):
        merge(make_organisation("kept"), make_organisation("gone"))
        assert follow("gone") == {"gone": "kept"}

    def test_of_what_was_taken_away_lead_nowhere(self):
        make_organisation("gone").delete()
        assert follow("gone") == {}

    def test_of_what_was_a_draft_again_lead_on(self):
        house = make_organisation("first")
        house.status = "draft"
        house.save()
        rename(house, "second")
        assert follow("first") == {"first": "second"}

    def test_stay_where_another_column_is_saved(self):
        house = make_organisation("first")
        house.slug = "second"
        house.save(update_fields=["kind"])
        assert (follow("first"), Organisation.objects.get().slug) == ({}, "first")

    def test_lead_on_from_where_many_were_moved_at_once(self):
        house = make_organisation("first")
        house.slug = "second"
        Organisation.objects.bulk_update([house], ["slug"])
        assert follow("first") == {"first": "second"}

    def test_of_drafts_are_told_to_nobody(self):
        merge(make_organisation("kept"), make_organisation("secret", status="draft"))
        assert follow("secret") == {}

    def test_are_asked_for_in_two_queries(self, django_assert_num_queries):
        rename(make_organisation("first"), "second")
        merge(make_organisation("kept"), make_organisation("gone"))
        with django_assert_num_queries(2):
            follow("first", "gone", "other")

    def test_cost_nothing_where_none_is_asked_for(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            follow()


class TestKeysOfRecordsThatWereMerged:
    def test_lead_to_the_one_that_is_kept(self):
        kept, gone = make_organisation("kept"), make_organisation("gone")
        key = gone.pk
        merge(kept, gone)
        assert FormerSlug.objects.follow_keys(Organisation, [key, kept.pk]) == {key: "kept"}

    def test_lead_there_still_when_it_takes_the_slug_of_the_other(self):
        kept, gone = make_organisation("kept"), make_organisation("gone")
        key = gone.pk
        merge(kept, gone)
        rename(kept, "gone")
        assert FormerSlug.objects.follow_keys(Organisation, [key]) == {key: "gone"}

    def test_lead_nowhere_where_readers_never_saw_it(self):
        kept, secret = make_organisation("kept"), make_organisation("secret", status="draft")
        key = secret.pk
        merge(kept, secret)
        assert FormerSlug.objects.follow_keys(Organisation, [key]) == {}


TERMS = [make_focus_area, make_need, make_place, make_role, make_source, make_target_group]
EVERY_TERM = pytest.mark.parametrize("make", TERMS)


@EVERY_TERM
class TestFormerSlugsOfTerms:
    def test_lead_on(self, make):
        term = make("first")
        rename(term, "second")
        type(term).objects.update(slug="third")
        found = FormerSlug.objects.follow(type(term), ["first", "second"])
        assert found == {"first": "third", "second": "third"}

    def test_are_taken_by_no_other_term(self, make):
        rename(make("first"), "second")
        with pytest.raises(ValidationError, match="second"):
            make("first")

    def test_are_taken_by_no_other_that_moves_there(self, make):
        rename(make("first"), "second")
        with pytest.raises(ValidationError, match="second"):
            rename(make("other"), "first")

    def test_may_be_taken_again_by_the_same(self, make):
        term = make("first")
        rename(term, "second"), rename(term, "first")
        assert FormerSlug.objects.follow(type(term), ["second"]) == {"second": "first"}

    def test_name_it_in_fixtures(self, make):
        term = make("first")
        rename(term, "second")
        assert type(term).objects.get_by_natural_key("first") == term


def test_a_fixture_names_no_term_that_there_never_was():
    with pytest.raises(FocusArea.DoesNotExist):
        FocusArea.objects.get_by_natural_key("first")


def test_a_term_that_was_deleted_may_be_made_anew():
    make_need("shelter").delete()
    assert make_need("shelter").pk


def test_no_other_text_comes_to_the_slug_of_a_source_that_was_deleted():
    make_source("the-text").delete()
    with pytest.raises(ValidationError, match="taken away"):
        make_source("the-text")


def test_a_code_stands_for_its_language_again():
    language = Language.objects.create(code="ku")
    language.code = "ckb"
    language.save()
    Language.objects.create(code="ku")
    assert FormerSlug.objects.follow(Language, ["ku"]) == {"ku": "ckb"}


@pytest.mark.parametrize("model", [FocusArea, Role, Source])
def test_the_shipped_records_are_not_loaded_anew_for_what_was_renamed(directory, model):
    rename(model.objects.first(), "renamed")
    before = model.objects.count()
    call_command("load_directory", "--missing", verbosity=0)
    assert model.objects.count() == before
