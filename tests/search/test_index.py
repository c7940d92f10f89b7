"""The index follows the records: whatever is saved, tied, renamed, withdrawn or deleted."""

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import transaction

from networks.models import Membership
from organisations.models import (
    Concept,
    FocusArea,
    Organisation,
    Place,
    SearchDocument,
    SearchLabel,
    SearchTerm,
)
from organisations.models.publication import without_citations
from organisations.search.check import search_documents_follow_records
from organisations.search.index import deferred, differences, stale
from organisations.search.results import ranked, search

from ..world import (
    make_affiliation,
    make_concept,
    make_focus_area,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_person,
    make_place,
)
from .orders import slugs_of

pytestmark = pytest.mark.django_db


def found(text, **options):
    """Return the slugs that a query finds, in their order."""
    return slugs_of(ranked(search(text, **options).query)[:50])


class TestARecord:
    def test_is_found_as_soon_as_it_is_saved(self):
        with without_citations():
            Organisation.objects.create(
                slug="linna", name_sv="Linnamottagningen", original_language="sv", status="published"
            )
        assert found("linnamottagningen") == ["linna"]

    def test_is_found_by_its_new_name_and_no_more_by_the_old(self):
        house = make_organisation("linna", name_sv="Linnamottagningen")
        house.name_sv = "Terrafem"
        house.save()
        assert (found("terrafem"), found("linnamottagningen", exact=True)) == (["linna"], [])

    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_that_is_not_published_is_not_found(self, status):
        make_organisation("linna", name_sv="Linnamottagningen", status=status)
        assert not found("linnamottagningen")

    def test_that_is_withdrawn_is_gone_at_once(self):
        house = make_organisation("linna", name_sv="Linnamottagningen")
        house.status = "withdrawn"
        house.save()
        assert not found("linnamottagningen")

    def test_that_is_withdrawn_in_bulk_is_gone_at_once(self):
        make_organisation("linna", name_sv="Linnamottagningen")
        Organisation.objects.update(status="withdrawn")
        assert not SearchDocument.objects.exists()

    def test_that_is_deleted_is_gone(self):
        make_organisation("linna", name_sv="Linnamottagningen").delete()
        assert not SearchDocument.objects.exists()

    def test_that_is_withdrawn_leaves_no_word_of_its_name_to_guess(self):
        house = make_person("linna", name_sv="Linnamottagningen")
        house.status = "withdrawn"
        house.save()
        assert not SearchTerm.objects.filter(folded="linnamottagningen").exists()

    @pytest.mark.parametrize(
        ("other", "word"), [("Oblomkin", "Öblömkin"), ("Xambalongs", "Xambalong"), ("Åquzal", "Aquzal")]
    )
    def test_leaves_no_word_that_another_record_only_resembles(self, other, word):
        make_organisation("other", name_sv=other)
        make_organisation("linna", name_sv=word).delete()
        assert not SearchTerm.objects.filter(word=word.lower()).exists()

    def test_leaves_the_words_that_another_record_has_too(self):
        make_organisation("one", name_sv="Linnamottagningen")
        make_organisation("two", name_sv="Linnamottagningen").delete()
        assert SearchTerm.objects.filter(folded="linnamottagningen").exists()

    def test_loses_a_name_that_is_moved_to_another(self):
        one, two = make_organisation("one"), make_organisation("two", status="draft")
        name = one.other_names.create(name="IKKR", language=make_language("sv"), kind="acronym")
        name.record = two
        name.save()
        assert not found("ikkr")

    def test_is_found_by_another_name_until_that_is_taken_away(self):
        house = make_organisation("linna")
        name = house.other_names.create(name="IKKR", language=make_language("sv"), kind="acronym")
        assert found("ikkr") == ["linna"]
        name.delete()
        assert not found("ikkr")

    def test_that_is_verified_comes_first(self):
        make_organisation("one", name_en="Peace house")
        make_organisation("two", name_en="Peace house", verified_on="2026-01-01")
        assert found("peace") == ["two", "one"]

    def test_with_more_ties_comes_first(self):
        make_organisation("one", name_en="Peace house")
        tied = make_organisation("two", name_en="Peace house")
        make_membership(make_network(), organisation=tied)
        assert found("peace")[:2] == ["two", "one"]


class TestATie:
    def test_lets_a_record_be_found_by_the_name_at_its_other_end(self):
        make_membership(make_network("unizon"), organisation=make_organisation("linna"))
        assert found("unizon") == ["unizon", "linna"]

    def test_that_is_taken_away_does_so_no_more(self):
        make_membership(make_network("unizon"), organisation=make_organisation("linna"))
        Membership.objects.all().delete()
        assert found("unizon") == ["unizon"]

    def test_shows_nothing_of_a_draft(self):
        make_membership(make_network("unizon", status="draft"), organisation=make_organisation("linna"))
        assert not found("unizon")

    def test_shows_nothing_of_a_person_who_was_withdrawn(self):
        person = make_person("amina", name_en="Amina Ali")
        make_affiliation(make_organisation("linna"), person=person)
        person.status = "withdrawn"
        person.save()
        assert not found("amina")

    def test_follows_the_new_name_of_its_other_end(self):
        network = make_network("unizon")
        make_membership(network, organisation=make_organisation("linna"))
        network.name_en = "Roks"
        network.save()
        assert found("roks") == ["unizon", "linna"]

    def test_that_is_moved_leaves_the_record_it_stood_at(self):
        one, two = make_organisation("one"), make_organisation("two")
        tie = make_affiliation(one, person=make_person("amina", name_en="Amina Ali"))
        tie.organisation = two
        tie.save()
        assert found("amina") == ["amina", "two"]

    def test_lets_its_other_end_follow_a_name_whose_language_changes(self):
        house = make_organisation("one")
        name = house.other_names.create(name="Kvinnofrid", language=make_language("sv"), kind="variant")
        make_membership(make_network("unizon"), organisation=house)
        name.language = make_language("en")
        name.save()
        assert not list(differences())

    def test_of_an_organisation_is_a_facet_of_its_people(self):
        house = make_organisation("linna")
        make_affiliation(house, person=make_person("amina"))
        make_membership(make_network("unizon"), organisation=house)
        assert "network/unizon" in SearchDocument.objects.get(kind="person").facets

    def test_keeps_that_facet_in_step_with_the_networks_address(self):
        house, network = make_organisation("linna"), make_network("unizon")
        make_affiliation(house, person=make_person("amina"))
        make_membership(network, organisation=house)
        network.slug = "roks"
        network.save()
        assert "network/roks" in SearchDocument.objects.get(kind="person").facets

    @pytest.mark.parametrize("hidden", ["organisation", "network"])
    def test_of_a_draft_is_no_facet_of_anybody(self, hidden):
        status = {"organisation": "published", "network": "published"} | {hidden: "draft"}
        house = make_organisation("linna", status=status["organisation"])
        make_affiliation(house, "spy", person=make_person("amina"))
        make_membership(make_network("unizon", status=status["network"]), organisation=house)
        facets = SearchDocument.objects.get(kind="person").facets
        assert "unizon" not in facets
        assert ("role/spy" in facets) == (hidden == "network")


class TestAVocabulary:
    def test_lets_a_place_be_found_by_its_names_in_every_language(self):
        place = make_place("gavle", country="SE", name_sv="Gävle", name_ar="يافله")
        make_organisation("linna").places.add(place)
        assert found("يافله") == found("gavle") == found("السويد") == ["linna"]

    def test_a_renamed_place_is_found_by_its_new_name(self):
        place = make_place("gavle", name_sv="Gävle")
        make_organisation("linna", places=["gavle"])
        place.name_sv, place.name_en = "Sandviken", "Sandviken"
        place.save()
        assert (found("sandviken"), found("gävle", exact=True)) == (["linna"], [])

    def test_a_place_whose_address_changes_keeps_its_records(self):
        make_organisation("linna", places=["gavle"])
        place = Place.objects.get(slug="gavle")
        place.slug = "gefle"
        place.save()
        assert found("gavle") == ["linna"]

    def test_a_focus_area_whose_address_changes_leaves_its_old_words(self):
        area = make_focus_area("peace")
        make_organisation("linna", focus=["peace"])
        area.slug, area.name_en = "calm", "Calm"
        area.save()
        assert (found("calm"), found("peace", exact=True)) == (["linna"], [])

    def test_the_last_place_of_a_country_takes_the_countrys_name_along(self):
        make_place("gavle", country="SE").delete()
        assert not SearchTerm.objects.filter(word="sverige").exists()

    def test_a_deleted_focus_area_leaves_its_records(self):
        make_organisation("linna", focus=["peace"])
        FocusArea.objects.get(slug="peace").delete()
        assert not found("peace")

    def test_a_focus_area_set_from_its_own_side_is_found(self):
        house, area = make_organisation("linna"), make_focus_area("peace")
        area.organisation_set.add(house)
        assert found("peace") == ["linna"]
        area.organisation_set.clear()
        assert not found("peace")

    def test_a_main_focus_area_finds_the_records_of_its_parts(self):
        make_focus_area("honour", parent=make_focus_area("violence"))
        make_organisation("linna", focus=["honour"])
        assert found("violence") == ["linna"]

    def test_a_focus_area_moved_under_another_takes_its_records_along(self):
        part = make_focus_area("honour", parent=make_focus_area("violence"))
        make_organisation("linna", focus=["honour"])
        part.parent = make_focus_area("peace")
        part.save()
        assert (found("peace"), found("violence")) == (["linna"], [])

    def test_a_glossary_entry_is_in_force_with_the_next_search(self):
        make_organisation("linna", name_ar="مأوى النساء")
        assert not found("kvinnojour")
        make_concept("shelter", sv="kvinnojour", ar="مأوى النساء")
        assert found("kvinnojour") == ["linna"]

    def test_a_glossary_entry_that_is_taken_away_is_out_of_force(self):
        make_organisation("linna", name_ar="مأوى النساء")
        make_concept("shelter", sv="kvinnojour", ar="مأوى النساء")
        Concept.objects.all().delete()
        assert not found("kvinnojour")

    def test_a_term_of_several_words_is_met_only_in_a_row(self):
        make_organisation("linna", name_en="Shelter of a women's group")
        make_concept("shelter", sv="kvinnojour", en="women's shelter")
        assert not found("kvinnojour")


class TestATransaction:
    @transaction.atomic
    def fail_after_saving(self):
        make_organisation("linna")
        raise RuntimeError

    def test_that_fails_leaves_neither_record_nor_document(self):
        with pytest.raises(RuntimeError):
            self.fail_after_saving()
        assert not SearchDocument.objects.exists()

    def test_of_many_changes_is_indexed_at_its_end(self):
        with transaction.atomic(), deferred():
            make_organisation("linna", name_sv="Linnamottagningen")
            assert not SearchDocument.objects.exists()
        assert found("linnamottagningen") == ["linna"]

    def test_of_many_changes_that_fails_does_not_stop_the_next_from_being_indexed(self):
        with pytest.raises(RuntimeError), transaction.atomic(), deferred():
            raise RuntimeError
        make_organisation("linna")
        assert SearchDocument.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_record_whose_document_cannot_be_written_is_not_saved(monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr("organisations.search.index.write", fail)
    with pytest.raises(RuntimeError):
        Organisation.objects.create(slug="linna", name_en="Linna", original_language="en")
    assert not Organisation.objects.exists()


def test_documents_survive_a_backup(directory):
    before = list(SearchDocument.objects.values_list("pk", "lexemes"))
    backup = serializers.serialize("json", SearchDocument.objects.all())
    SearchDocument.objects.all().delete()
    for row in serializers.deserialize("json", backup):
        row.save()
    assert list(SearchDocument.objects.values_list("pk", "lexemes")) == before


class TestDrift:
    @pytest.fixture
    def drifted(self):
        """A record whose document somebody took away, and one whose name changed past Django."""
        make_organisation("one"), make_organisation("two")
        one, two = SearchDocument.objects.all()
        one.delete()
        two.lexemes = two.lexemes | {"w:stray"}
        two.save()

    def test_there_is_none_after_ordinary_editing(self, directory):
        assert (list(differences()), stale()) == ([], 0)

    def test_is_told_record_by_record(self, drifted):
        assert len(list(differences())) == 2

    def test_is_told_by_the_command(self, drifted):
        with pytest.raises(CommandError, match="2 search documents"):
            call_command("rebuild_search", check=True)

    def test_of_a_missing_document_is_told_by_the_system_check(self, drifted):
        assert [warning.id for warning in search_documents_follow_records(None, ["default"])] == [
            "search.W001"
        ]

    def test_is_mended_by_rebuilding(self, drifted):
        call_command("rebuild_search")
        assert not list(differences())

    def test_of_a_document_without_a_record_is_mended_too(self):
        make_organisation("one")
        Organisation.objects.all()._raw_delete("default")
        call_command("rebuild_search")
        assert not SearchDocument.objects.exists()

    def test_documents_of_another_version_of_the_analysis_are_stale(self):
        make_organisation("one")
        SearchDocument.objects.update(version=0)
        call_command("rebuild_search", if_stale=True)
        assert not stale()

    def test_words_and_labels_of_another_version_follow_it(self):
        make_organisation("one", name_ar="ليلى", places=["iq"])
        terms, labels = (
            list(SearchTerm.objects.values()),
            set(SearchLabel.objects.values_list("form", "token")),
        )
        SearchTerm.objects.update(sound="", skeleton="zz")
        SearchLabel.objects.all().delete()
        SearchLabel.objects.create(form="old", token="country/IQ")
        SearchDocument.objects.update(version=0)
        call_command("rebuild_search", if_stale=True)
        assert list(SearchTerm.objects.values()) == terms
        assert set(SearchLabel.objects.values_list("form", "token")) == labels

    def test_nothing_is_rebuilt_where_nothing_is_stale(self, directory, capsys):
        call_command("rebuild_search", if_stale=True)
        assert not capsys.readouterr().out
