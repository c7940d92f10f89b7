"""Two records become one: nothing that was said of either is lost, and it can be undone."""

import pytest
from django.db.models import F
from django.utils import translation
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from networks.models import Citation, Membership, Project
from organisations import opening_hours
from organisations.history.undo import undo
from organisations.history.versions import tracked
from organisations.merging import RefusedError, fields_that_differ, merge, one_to_keep
from organisations.models import Affiliation, FormerSlug, NotDuplicate, Organisation, Person
from organisations.models.publication import without_citations

from ..world import (
    cite,
    make_affiliation,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_project,
    make_report,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make_organisation()


@pytest.fixture
def duplicate():
    return make_organisation("twin", name_en="The Twin")


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def dump():
    """Return all rows of all tables that have a history."""
    rows = {}
    for model in tracked:
        lists = [field.name for field in model._meta.many_to_many]
        for row in model._base_manager.all():
            related = {name: sorted(getattr(row, name).values_list("pk", flat=True)) for name in lists}
            rows[model, row.pk] = model._base_manager.filter(pk=row.pk).values().get() | related
    return rows


class TestWhatLeadsToTheOther:
    def test_its_ties_lead_to_the_one_that_is_kept(self, house, duplicate):
        make_affiliation(duplicate, person=make_person())
        make_affiliation(make_organisation("third"), affiliate=duplicate)
        make_membership(make_network(), organisation=duplicate)
        merge(house, duplicate)
        assert (house.affiliations.count(), house.affiliated_to.count(), house.memberships.count()) == (
            1,
            1,
            1,
        )

    def test_its_evidence_names_numbers_and_messages_too(self, house, duplicate):
        cite(duplicate, "name")
        duplicate.other_names.create(name="OWFI", language=make_language("en"), kind="acronym")
        duplicate.identifiers.create(scheme="SE-ON", value="802016-0001")
        duplicate.contact_points.create(channel="mail", value="a@example.org")
        make_report(organisation=duplicate)
        merge(house, duplicate)
        kept = [house.citations, house.identifiers, house.contact_points, house.reports]
        assert [rows.count() for rows in kept] == [1, 1, 1, 1]
        assert house.other_names.get(kind="acronym").name == "OWFI"

    def test_its_places_areas_and_languages_come_to_those_of_the_other(self):
        one = make_organisation("one", places=["se"], focus=["peace"], languages=["sv"])
        other = make_organisation("other", places=["iq"], focus=["peace", "law"], languages=["ar"])
        merge(one, other)
        assert {place.slug for place in one.places.all()} == {"se", "iq"}
        assert {area.slug for area in one.focus_areas.all()} == {"peace", "law"}
        assert {language.code for language in one.languages.all()} == {"sv", "ar"}

    def test_parts_of_a_project_become_parts_of_the_one_that_is_kept(self):
        one, other = make_project("one"), make_project("other")
        part = make_project("part", parent=other)
        merge(one, other)
        assert fresh(part).parent == one

    def test_its_address_leads_on_and_those_that_led_there_too(self, house, duplicate):
        FormerSlug.objects.record_move(Organisation, "older", "twin")
        merge(house, duplicate)
        addresses = [FormerSlug.objects.at(Organisation, slug).successor for slug in ("twin", "older")]
        assert addresses == ["womens-house", "womens-house"]

    def test_search_finds_the_one_that_is_kept_by_the_others_name(self, house, duplicate, client):
        merge(house, duplicate)
        assert "Womens House" in client.get("/en/search/?q=the+twin").content.decode()

    def test_who_is_not_the_one_is_not_the_other_either(self, house, duplicate):
        third = make_organisation("third")
        NotDuplicate.objects.mark(Organisation, third.pk, duplicate.pk)
        merge(house, duplicate)
        assert NotDuplicate.objects.of(Organisation, house.pk) == {third.pk}


class TestNames:
    def test_the_name_of_the_other_becomes_another_name(self, house, duplicate):
        merge(house, duplicate)
        other = house.other_names.get()
        assert (other.name, other.language.code, other.kind, other.origin) == (
            "The Twin",
            "en",
            "variant",
            "source",
        )

    def test_a_translated_name_becomes_one_of_our_own(self, house, duplicate):
        duplicate.name_sv = "Tvillingen"
        duplicate.save()
        house.name_sv = "Huset"
        house.save()
        merge(house, duplicate)
        assert house.other_names.get(name="Tvillingen").origin == "directory"

    def test_a_name_that_is_chosen_leaves_the_old_one_as_another_name(self, house, duplicate):
        merge(house, duplicate, {"name_en"})
        assert (fresh(house).name_en, house.other_names.get().name) == ("The Twin", "Womens House")

    def test_a_name_that_is_there_already_is_not_added_again(self, house, duplicate):
        house.other_names.create(name="The Twin", language=make_language("en"), kind="former")
        duplicate.other_names.create(name="The Twin", language=make_language("en"), kind="variant")
        merge(house, duplicate)
        assert house.other_names.get().kind == "former"


class TestWhatWouldStandTwice:
    def test_a_tie_of_both_becomes_one_with_the_evidence_of_both(self, house, duplicate):
        person = make_person()
        for number, one in enumerate((house, duplicate), 1):
            cite(make_affiliation(one, person=person), "role", paragraph=number)
        merge(house, duplicate)
        assert sorted(c.paragraph for c in Affiliation.objects.get().citations.all()) == [1, 2]

    def test_an_end_that_was_not_known_is_filled(self, house, duplicate):
        person = make_person()
        make_affiliation(house, person=person)
        make_affiliation(duplicate, person=person, end_date="2019")
        merge(house, duplicate)
        assert Affiliation.objects.get().end_date == "2019"

    def test_another_end_stands_in_the_note(self, house, duplicate):
        person = make_person()
        make_affiliation(house, person=person, end_date="2018", note_en="acting")
        make_affiliation(duplicate, person=person, end_date="2019")
        merge(house, duplicate)
        tie = Affiliation.objects.get()
        assert (tie.end_date, tie.note_en) == ("2018", "acting; also stated: 2019")

    def test_two_notes_stand_side_by_side(self, house, duplicate):
        person = make_person()
        make_affiliation(house, person=person, note_en="acting")
        make_affiliation(duplicate, person=person, note_en="elected")
        merge(house, duplicate)
        assert Affiliation.objects.get().note_en == "acting; elected"

    def test_notes_too_long_for_one_are_refused_in_words(self, house, duplicate):
        person = make_person()
        make_affiliation(house, person=person, note_en="a" * 150)
        make_affiliation(duplicate, person=person, note_en="b" * 150)
        with pytest.raises(RefusedError, match="200 characters"):
            merge(house, duplicate)
        assert Affiliation.objects.count() == 2

    def test_one_place_in_a_source_supports_what_it_supported_for_either(self, house, duplicate):
        cite(house, "name", quote="She said.")
        cite(duplicate, "seat", "name", quote="He said.")
        merge(house, duplicate)
        citation = Citation.objects.get()
        assert (citation.supports, citation.quote) == (["name", "seat"], "She said.; He said.")

    def test_a_contact_point_of_both_keeps_the_stricter_confidentiality(self, house, duplicate):
        house.contact_points.create(channel="mail", value="a@example.org")
        duplicate.contact_points.create(channel="mail", value="a@example.org", confidentiality="editors")
        merge(house, duplicate)
        assert house.contact_points.get().confidentiality == "editors"

    @pytest.mark.parametrize("other", ["24/7", "Mo 10:00-14:00", "Tu 09:00-12:00"])
    def test_of_two_opening_hours_one_stands_and_the_other_is_its_note(self, house, duplicate, other):
        house.contact_points.create(channel="mail", value="a@example.org", opening_hours="Mo 09:00-12:00")
        point = duplicate.contact_points.create(
            channel="mail", value="a@example.org", opening_hours=other, hours_note_en="Not in July."
        )
        merge(house, duplicate)
        kept = house.contact_points.get()
        assert kept.opening_hours == "Mo 09:00-12:00"
        with translation.override("en"):
            words = opening_hours.in_words(point.opening_hours)
        assert kept.hours_note_en == f"also stated: {words}; Not in July."

    def test_hours_languages_and_price_that_only_one_tells_stay(self, house, duplicate):
        house.contact_points.create(channel="mail", value="a@example.org")
        point = duplicate.contact_points.create(
            channel="mail", value="a@example.org", opening_hours="24/7", cost="free"
        )
        point.languages.add(make_language("ckb"))
        merge(house, duplicate)
        kept = house.contact_points.get()
        assert (kept.opening_hours, kept.cost, kept.languages.get().code) == ("24/7", "free", "ckb")


class TestWhatIsKept:
    def test_the_status_and_the_address_of_the_one_that_is_kept_stay(self, house):
        merge(house, make_organisation("twin", status="draft"))
        assert (fresh(house).status, fresh(house).slug) == ("published", "womens-house")

    def test_the_stricter_confidentiality_holds(self, house):
        merge(house, make_organisation("twin", confidentiality="area"))
        assert fresh(house).confidentiality == "area"

    def test_a_number_takes_with_it_that_it_is_approximate(self):
        one = make_network("one", stated_members=50)
        other = make_network("other", stated_members=60, stated_members_approximate=True)
        merge(one, other, {"stated_members"})
        assert (fresh(one).stated_members, fresh(one).stated_members_approximate) == (60, True)

    def test_a_text_taken_from_an_unreviewed_translation_is_unreviewed(self, house, duplicate):
        house.translation_review_sv = "reviewed"
        house.save()
        duplicate.summary_sv = "Oläst."
        duplicate.save()
        merge(house, duplicate, {"summary_sv"})
        assert fresh(house).translation_review_sv == "unreviewed"

    def test_a_text_taken_from_an_outdated_translation_is_unreviewed(self, house, duplicate):
        duplicate.summary_en, duplicate.summary_sv, duplicate.translation_review_sv = (
            "A house.",
            "Ett hus.",
            "reviewed",
        )
        duplicate.save()
        duplicate.summary_en = "A large house."
        duplicate.save()
        merge(house, duplicate, {"summary_en", "summary_sv"})
        assert fresh(house).translation_review_sv == "unreviewed"

    @pytest.mark.parametrize(
        ("chosen", "review"),
        [({"summary_sv"}, "unreviewed"), ({"summary_en", "summary_sv"}, "reviewed")],
    )
    def test_a_translation_without_its_original_is_unreviewed(self, house, duplicate, chosen, review):
        for one, letter in ((house, "A"), (duplicate, "B")):
            one.summary_en, one.summary_sv, one.translation_review_sv = letter, f"{letter} (sv)", "reviewed"
            one.save()
        merge(house, duplicate, chosen)
        assert fresh(house).translation_review_sv == review

    def test_the_published_one_is_kept_and_of_two_the_one_with_more_ties(self, house, duplicate):
        make_affiliation(duplicate, person=make_person())
        draft = make_organisation("draft", status="draft")
        assert (one_to_keep(house, duplicate)[0], one_to_keep(draft, house)[0]) == (duplicate, house)

    def test_only_what_differs_is_asked_for(self, house):
        duplicate = make_organisation("twin", name_en="Womens House", founding_date="1994")
        assert [field.name for field in fields_that_differ(house, duplicate)] == ["founding_date"]


class TestRefusals:
    @pytest.mark.parametrize("withdrawn", ["womens-house", "twin"])
    def test_what_is_withdrawn_is_not_merged(self, house, duplicate, withdrawn):
        Organisation.objects.filter(slug=withdrawn).update(status="withdrawn")
        with pytest.raises(RefusedError, match="withdrawn"):
            merge(fresh(house), fresh(duplicate))

    def test_what_was_saved_at_the_same_moment_stays(self, house, duplicate):
        Organisation.objects.filter(slug="twin").update(summary_sv="Nyss sparad.")
        merge(house, duplicate, {"summary_sv"})
        assert fresh(house).summary_sv == "Nyss sparad."

    def test_what_was_merged_at_the_same_moment_is_not_merged_again(self, house, duplicate):
        merge(Organisation.objects.get(slug="twin"), Organisation.objects.get(slug="womens-house"))
        with pytest.raises(RefusedError, match="has changed since"):
            merge(house, duplicate)

    def test_nothing_is_merged_with_itself(self, house):
        with pytest.raises(RefusedError):
            merge(house, fresh(house))

    def test_two_kinds_are_not_merged(self, house):
        with pytest.raises(RefusedError):
            merge(house, make_network())

    def test_members_of_one_another_are_not_merged(self):
        one, other = make_network("one"), make_network("other")
        make_membership(one, member_network=other)
        with pytest.raises(RefusedError, match="has a role in the other"):
            merge(one, other)
        assert Membership.objects.get().member_network == other

    @pytest.mark.parametrize("whole_is_kept", [True, False])
    def test_a_part_is_not_merged_with_its_whole(self, whole_is_kept):
        whole = make_project("whole")
        two = [whole, make_project("part", parent=whole)]
        with pytest.raises(RefusedError, match="part of the other"):
            merge(*two if whole_is_kept else reversed(two))

    def test_no_circle_of_parts_arises(self):
        other = make_project("other")
        kept = make_project("kept", parent=make_project("between", parent=other))
        with pytest.raises(RefusedError, match="part of itself"), without_citations():
            merge(kept, other)
        assert Project.objects.filter(parent=F("pk")).count() == 0

    def test_what_readers_see_is_not_merged_with_what_they_must_not_see(self, house):
        hidden = make_organisation("twin", status="draft", confidentiality="editors")
        with pytest.raises(RefusedError, match="cannot be published"):
            merge(house, hidden)
        assert fresh(hidden)

    def test_dates_that_cannot_be_are_refused_and_change_nothing(self):
        one = make_organisation("one", founding_date="1994")
        other = make_organisation("other", dissolution_date="1990")
        before = dump()
        with pytest.raises(RefusedError, match="end comes before"):
            merge(one, other, {"dissolution_date"})
        assert dump() == before


ROLES = st.sampled_from(["chair", "founder"])
YEARS = st.sampled_from(["", "2001", "2002"])
TIES = st.lists(st.tuples(ROLES, YEARS, YEARS, st.integers(1, 3)), max_size=3, unique_by=lambda t: t[:2])


class TestNothingIsLost:
    @settings(max_examples=8, phases=[Phase.explicit, Phase.generate])  # shrinking takes minutes here
    @given(TIES, TIES, st.booleans())
    def test_the_facts_are_those_of_both(self, ours, theirs, is_name_chosen):
        Organisation.objects.all().delete(), Person.objects.all().delete()
        FormerSlug.objects.all().delete()  # or nothing would come to their slugs again
        house, duplicate, person = make_organisation(), make_organisation("twin"), make_person()
        self.tie(house, person, ours), self.tie(duplicate, person, theirs)
        cite(house, "name", paragraph=7), cite(duplicate, "kind", paragraph=7)
        expected = self.facts(house) | self.facts(duplicate)
        merge(house, duplicate, {"name_en"} if is_name_chosen else ())
        assert self.facts(fresh(house)) == expected

    def tie(self, house, person, ties):
        for role, start, end, paragraph in ties:
            end = max(start, end) if end else ""
            tie = make_affiliation(house, role, person=person, start_date=start, end_date=end)
            cite(tie, "role", paragraph=paragraph)

    def facts(self, record):
        found = {("name", record.name_en), *(("name", other.name) for other in record.other_names.all())}
        found |= {
            ("cited", c.source_id, c.paragraph, one) for c in record.citations.all() for one in c.supports
        }
        for tie in record.affiliations.all():
            who = (tie.person_id, tie.role.slug, tie.start_date)
            ends = {tie.end_date, *(tie.note_en or "").replace("also stated: ", "").split("; ")} - {""}
            found |= {("tie", *who)} | {("tie", *who, end) for end in ends}
            found |= {("cited", *who, c.source_id, c.paragraph) for c in tie.citations.all()}
        return found


class TestItCanBeUndone:
    def test_every_row_is_again_what_it_was(self):
        one = make_organisation("one", name_sv="Ett", places=["se"], focus=["peace"], languages=["sv"])
        other = make_organisation("other", founding_date="1994", places=["iq"], confidentiality="area")
        person, network = make_person(), make_network()
        for number, record in enumerate((one, other), 1):
            tie = make_affiliation(record, person=person, end_date=f"201{number}")
            cite(tie, "role", paragraph=number), cite(tie, "start_date", paragraph=9)
            cite(record, "name", paragraph=3, quote=f"{number}")
            make_membership(network, organisation=record, start_date="2001" if number == 1 else "")
            record.contact_points.create(channel="mail", value="a@example.org")
            record.other_names.create(name="OWFI", language=make_language("en"), kind="acronym")
        other.identifiers.create(scheme="SE-ON", value="802016-0001")
        FormerSlug.objects.record_move(Organisation, "older", "other")
        before = dump()
        undo(merge(one, other, {"name_en", "founding_date"}))
        assert dump() == before
        assert not FormerSlug.objects.at(Organisation, "other")

    def test_a_project_gets_its_parts_back(self):
        one, other = make_project("one"), make_project("other")
        cite(one, "name"), cite(other, "name", paragraph=2)
        make_participation(other, organisation=make_organisation()), make_project("part", parent=other)
        before = dump()
        undo(merge(one, other))
        assert dump() == before
