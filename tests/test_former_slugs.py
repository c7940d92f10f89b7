"""What left its address is found there still; what nobody was told of is not."""

import pytest

from organisations.merging import merge
from organisations.models import FormerSlug, Organisation

from .world import make_organisation

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
