"""The rules that the database keeps, and the words in which it tells an editor of them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from networks.models import Citation, Membership, Project
from organisations.models import Affiliation, ContactPoint, FocusArea, Identifier, Organisation, Person

from .world import (
    cite,
    make_affiliation,
    make_focus_area,
    make_membership,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_place,
    make_project,
    make_role,
    make_source,
)

pytestmark = pytest.mark.django_db


def refused(make, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)


def test_a_record_without_a_name_in_any_language_is_refused():
    refused(make_organisation, name_en="")


def test_a_record_named_in_arabic_alone_is_kept():
    assert str(make_organisation(name_en="", name_ar="منظمة")) == "منظمة"


def test_an_unknown_kind_is_refused():
    refused(make_organisation, kind="club")


def test_an_unknown_status_is_refused():
    refused(make_network, status="secret")


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("association", "movement"),
        ("shelter", "movement"),
        ("foundation", "movement"),
        ("", "movement"),
        ("government", "named"),
        ("international", "named"),
        ("media", "named"),
        ("trade-union", "named"),
    ],
)
def test_the_kind_decides_the_group_that_nobody_chose(kind, group):
    assert make_organisation(kind=kind).group == group


def test_whoever_chooses_a_group_is_obeyed():
    assert make_organisation(kind="government", group="movement").group == "movement"


def test_a_group_stays_when_the_kind_changes():
    house = make_organisation(kind="association")
    house.kind = "government"
    house.save()
    assert house.group == "movement"


def test_an_unknown_group_is_refused():
    with pytest.raises(IntegrityError):
        make_organisation(group="friends")


def test_two_records_of_a_kind_do_not_share_a_slug():
    make_person()
    refused(make_person)


def test_a_person_is_not_published_without_a_ground():
    refused(make_person, legal_basis="none")


def test_a_person_may_be_a_draft_without_a_ground():
    make_person(legal_basis="none", status="draft")


def test_an_editor_reads_why_a_person_cannot_be_published():
    person = Person(slug="x", name_en="X", original_language="en", status="published")
    with pytest.raises(ValidationError, match="only on a ground"):
        person.full_clean()


def test_the_oldest_age_is_not_below_the_youngest():
    refused(make_project, minimum_age=25, maximum_age=13)


def test_a_tie_without_a_party_is_refused():
    refused(make_affiliation, organisation=make_organisation())


def test_a_tie_with_two_parties_is_refused():
    house, other = make_organisation(), make_organisation("other")
    refused(make_affiliation, organisation=house, person=make_person(), affiliate=other)


def test_a_tie_of_an_organisation_with_itself_is_refused():
    house = make_organisation()
    refused(make_affiliation, organisation=house, affiliate=house)


def test_a_network_is_not_a_member_of_itself():
    network = make_network()
    refused(make_membership, network=network, member_network=network)


def test_the_same_tie_is_refused_the_second_time():
    network, house = make_network(), make_organisation()
    make_membership(network, organisation=house)
    refused(make_membership, network=network, organisation=house)


def test_the_same_role_from_another_year_is_another_tie():
    network, house = make_network(), make_organisation()
    make_membership(network, organisation=house, start_date="1998")
    make_membership(network, organisation=house, start_date="2012")
    assert Membership.objects.count() == 2


def test_a_role_in_use_cannot_be_deleted():
    make_affiliation(make_organisation(), person=make_person())
    refused(make_role("director").delete)


def test_a_tie_is_public_only_if_both_its_ends_are():
    house = make_organisation()
    make_affiliation(house, person=make_person(status="draft"))
    assert not Affiliation.objects.published().exists()


def test_a_citation_supports_just_one_subject():
    refused(
        Citation.objects.create,
        source=make_source(),
        paragraph=1,
        supports=["name"],
        organisation=make_organisation(),
        person=make_person(),
    )


def test_a_citation_of_nothing_is_refused():
    refused(Citation.objects.create, source=make_source(), paragraph=1, supports=["name"])


def test_a_citation_of_an_unknown_fact_is_refused():
    with pytest.raises(ValidationError, match="phone"):
        cite(make_organisation(), "phone")


def test_a_source_that_is_cited_cannot_be_deleted():
    cite(make_organisation(), "name")
    refused(make_source().delete)


def test_citations_of_drafts_are_not_public():
    cite(make_organisation(status="draft"), "name")
    assert not Citation.objects.published().exists()


def test_citations_of_ties_with_drafts_are_not_public():
    cite(make_participation(make_project(), person=make_person(status="draft")), "role")
    assert not Citation.objects.published().exists()


def test_a_record_takes_its_ties_and_citations_with_it():
    house = make_organisation()
    cite(make_affiliation(house, person=make_person()), "role")
    house.delete()
    assert not Citation.objects.exists()


def test_a_focus_area_of_a_third_level_is_refused():
    second = make_focus_area("second", parent=make_focus_area("first"))
    with pytest.raises(ValidationError, match="two levels"):
        FocusArea(slug="third", name_en="Third", parent=second).full_clean()


def test_a_main_focus_area_includes_its_parts():
    make_focus_area("shelter", parent=make_focus_area("violence"))
    house = make_organisation(focus=["shelter"])
    assert list(Organisation.objects.about("violence")) == [house]


def test_a_country_is_named_by_cldr_in_every_language():
    iraq = make_place("iq")
    assert (iraq.name_sv, iraq.name_ar, iraq.name_en) == ("Irak", "العراق", "Iraq")


def test_half_a_position_is_refused():
    refused(make_place, slug="baghdad", latitude=33)


def test_a_subdivision_of_another_country_is_refused():
    refused(make_place, slug="gavle", country="SE", subdivision="IQ-KI")


@pytest.mark.parametrize("number", ["802001-1234", "556016-068", "abc", "5560160681"])
def test_a_swedish_number_with_a_wrong_check_digit_is_refused(number):
    with pytest.raises(ValidationError):
        Identifier(organisation=make_organisation(), scheme="SE-ON", value=number).full_clean()


def test_a_swedish_number_with_its_check_digit_is_kept():
    Identifier(organisation=make_organisation(), scheme="SE-ON", value="556016-0680").full_clean()


@pytest.mark.parametrize(
    ("kind", "value"),
    [("mail", "not an address"), ("web", "javascript:alert(1)"), ("call", "call us"), ("pigeon", "x")],
)
def test_a_contact_point_of_another_form_is_refused(kind, value):
    with pytest.raises(ValidationError):
        ContactPoint(record=make_organisation(), channel=kind, value=value).full_clean()


def test_records_of_unknown_years_are_left_out_of_a_period():
    make_organisation()
    assert not Organisation.objects.active_between(1990, 2030).exists()


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [(None, 1993, 0), (None, 1994, 1), (2004, None, 1), (2005, None, 0), (1990, 2030, 1), (1999, 2000, 1)],
)
def test_a_period_takes_what_was_active_in_some_year_of_it(first, last, found):
    make_organisation(founding_date="1994-05", dissolution_date="2004")
    assert Organisation.objects.active_between(first, last).count() == found


def test_a_person_was_active_in_a_period_by_one_role_and_not_by_two():
    house, person = make_organisation(), make_person()
    make_affiliation(house, person=person, start_date="1991", end_date="1992")
    make_affiliation(house, person=person, start_date="2014")
    assert not Person.objects.active_between(2000, 2010).exists()


def test_a_day_of_an_unknown_year_is_in_no_period():
    make_project(start_date="XXXX-03-01", end_date="XXXX-03-02")
    assert not Project.objects.active_between(1900, 2100).exists()
