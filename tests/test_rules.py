"""Every rule on a row, by every way in: what a form refuses, no other way lets through."""

import json
from copy import copy
from typing import NamedTuple

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from networks.corrections import accept
from networks.imports import Outcome, Plan
from networks.models import Citation, ConfirmationRequest, Project, Report
from organisations.models import (
    ContactPoint,
    FocusArea,
    FormerSlug,
    Helpline,
    Identifier,
    Organisation,
    OrganisationName,
    Person,
    Place,
    Role,
    Source,
)

from .editor.test_admin import admin_url, form_data
from .world import (
    cite,
    make_affiliation,
    make_confirmation_request,
    make_focus_area,
    make_helpline,
    make_language,
    make_organisation,
    make_person,
    make_place,
    make_project,
    make_report,
    make_role,
    make_source,
)

pytestmark = pytest.mark.django_db


def an_other_name():
    house = make_organisation()
    return house.other_names.create(name="Huset", language=make_language("sv"), kind="variant")


def a_contact(**values):
    values = {"channel": "call", "value": "+4681234567"} | values
    return ContactPoint.objects.create(record=make_organisation(), **values)


def an_identifier():
    return Identifier.objects.create(organisation=make_organisation(), scheme="SE-ON", value="802016-0001")


def a_citation():
    return cite(make_organisation(status="draft"), "name")


def a_tie():
    return make_affiliation(make_organisation(), person=make_person())


def a_part():
    """A focus area that is part of one that is part of none, beside another such part."""
    make_focus_area("other-part", parent=make_focus_area("whole"))
    return make_focus_area("part", parent=make_focus_area("whole"))


def a_whole_project():
    whole = make_project("whole", status="draft")
    make_project("part", parent=make_project("middle", parent=whole))
    return whole


class Rule(NamedTuple):
    """A row as it may be, values that it may not have, and what is said of them."""

    make: object
    values: dict
    words: str

    @property
    def resolved(self):
        return {name: value() if callable(value) else value for name, value in self.values.items()}


NAMELESS = "Write the name|not_empty"  # Python's words, or the database's
RULES = {
    "no tag in a name": Rule(make_organisation, {"name_sv": "<b>Huset</b>"}, "markup"),
    "no comment in a name": Rule(make_person, {"name_ar": "<!-- أمينة -->"}, "markup"),
    "no tag in another name": Rule(an_other_name, {"name": "<i>Huset</i>"}, "markup"),
    "no tag in the name of a place": Rule(lambda: make_place("lund"), {"name_en": "<b>Lund</b>"}, "markup"),
    "no tag in the title of a source": Rule(make_source, {"title": "A <b>text</b>"}, "markup"),
    "another name is not blank": Rule(an_other_name, {"name": "\u00a0\u200b\u3000"}, NAMELESS),
    "another name is not empty": Rule(an_other_name, {"name": ""}, NAMELESS),
    "a role has a name": Rule(
        make_role, {"name_en": "\u2003", "name_sv": "\u00a0", "name_ar": " "}, "in at least one"
    ),
    "a slug is one": Rule(make_organisation, {"slug": "not a slug"}, "slug"),
    "a slug is no path": Rule(make_person, {"slug": "../admin"}, "slug"),
    "an original has a language": Rule(make_organisation, {"original_language": ""}, "cannot be blank"),
    "an original has one of the languages": Rule(make_project, {"original_language": "xx"}, "not a valid"),
    "a date is in the calendar": Rule(make_organisation, {"founding_date": "2019-02-30"}, "2019-02"),
    "a text fits its column": Rule(a_tie, {"note_en": "x" * 201}, "at most 200"),
    "an e-mail address is one": Rule(
        lambda: a_contact(channel="mail", value="a@b.org"), {"value": "a"}, "valid"
    ),
    "a website is one": Rule(
        lambda: a_contact(channel="web", value="https://a.org"),
        {"value": "javascript:alert(1)"},
        "valid URL",
    ),
    "a telephone number is one": Rule(a_contact, {"value": "call us"}, "Write digits"),
    "a number is no e-mail address": Rule(a_contact, {"channel": "mail"}, "valid"),
    "a contact is not blank": Rule(a_contact, {"value": ""}, "cannot be blank"),
    "a Swedish number ends in its check digit": Rule(an_identifier, {"value": "802016-0002"}, "check digit"),
    "a helpline has a number": Rule(make_helpline, {"phone": "one-one-two"}, "Write digits"),
    "a helpline is in a country": Rule(make_helpline, {"country": "XX"}, "not a valid"),
    "a place is in a country": Rule(lambda: make_place("lund"), {"country": "XX"}, "not a valid"),
    "a county has a code": Rule(
        lambda: make_place("lund", country="SE"), {"subdivision": "SE-?"}, "valid value"
    ),
    "an area of a third level": Rule(
        a_part, {"parent": lambda: make_focus_area("other-part")}, "two levels only"
    ),
    "an ICNPO group is one": Rule(lambda: make_focus_area("peace"), {"icnpo": "four"}, "valid value"),
    "a source has an address of the web": Rule(make_source, {"url": "javascript:alert(1)"}, "valid URL"),
    "a citation supports something": Rule(a_citation, {"supports": []}, "at least one fact"),
    "a citation supports what is there": Rule(a_citation, {"supports": ["phone"]}, "Not a fact"),
    "a project is not part of its part": Rule(
        a_whole_project, {"parent": lambda: Project.objects.get(slug="part")}, "not part of itself"
    ),
    "a project is not part of itself": Rule(
        a_whole_project, {"parent": lambda: Project.objects.get(slug="whole")}, "part"
    ),
    "what is accepted is not declined": Rule(
        lambda: make_report(state="handled"), {"state": "dismissed"}, "decided on this message already"
    ),
    "what was answered is not answered otherwise": Rule(
        lambda: make_confirmation_request(make_organisation(), answer="correct"),
        {"answer": "closed"},
        "takes no other answer",
    ),
}
KEPT_BY_THE_DATABASE = {
    "a name in some language": Rule(make_organisation, {"name_en": "\u00a0"}, "named"),
    "no person is published without a ground": Rule(make_person, {"legal_basis": "none"}, "ground"),
    "nothing for editors only is published": Rule(make_person, {"confidentiality": "editors"}, "readers"),
    "an answered link is not taken back": Rule(
        lambda: make_confirmation_request(make_organisation(), answer="correct"),
        {"revoked": timezone.now()},
        "answered",
    ),
}


def given(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    return row


def by_saving(row, values):
    given(row, values).save()


def by_saving_these_columns(row, values):
    given(row, values).save(update_fields=list(values))


def by_an_update(row, values):
    type(row).objects.filter(pk=row.pk).update(**values)


def by_an_update_of_many(row, values):
    type(row).objects.bulk_update([given(row, values)], list(values))


def by_a_fixture(row, values):
    text = serializers.serialize("json", [given(row, values)])
    for one in serializers.deserialize("json", text):
        one.save()


def by_making_many(row, values):
    new = copy(given(row, values))
    new.pk, new._state = None, copy(new._state)
    new._state.adding = True
    for column, value in (("slug", f"{getattr(row, 'slug', '')}-new"), ("status", "draft")):
        if hasattr(new, column) and column not in values:
            setattr(new, column, value)
    type(row).objects.bulk_create([new])


CHANGING = [by_saving, by_saving_these_columns, by_an_update, by_an_update_of_many, by_a_fixture]


def stored(row):
    return type(row)._base_manager.filter(pk=row.pk).values().get()


def refused(rule, way):
    row, values = rule.make(), rule.resolved
    before, number = stored(row), type(row)._base_manager.count()
    with pytest.raises((ValidationError, IntegrityError), match=rule.words), transaction.atomic():
        way(type(row)._base_manager.get(pk=row.pk), values)
    assert (stored(row), type(row)._base_manager.count()) == (before, number)


@pytest.mark.parametrize("way", CHANGING)
@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_kept_when_a_row_changes(name, way):
    refused(RULES[name], way)


OF_A_ROW_THAT_IS_THERE = {
    "an area of a third level",
    "a project is not part of its part",
    "a project is not part of itself",
    "what is accepted is not declined",
    "what was answered is not answered otherwise",
}


@pytest.mark.parametrize("name", [name for name in RULES if name not in OF_A_ROW_THAT_IS_THERE])
def test_a_rule_is_kept_when_many_rows_are_made(name):
    refused(RULES[name], by_making_many)


@pytest.mark.parametrize("way", CHANGING)
@pytest.mark.parametrize("name", KEPT_BY_THE_DATABASE)
def test_a_rule_of_the_database_is_kept(name, way):
    rule = KEPT_BY_THE_DATABASE[name]
    row, before = rule.make(), None
    before = stored(row)
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        way(row, rule.values)
    assert stored(row) == before


@pytest.mark.parametrize("name", ["Huset < 3", "A > B", "5 > 3 & 2", "Women's “House”", "بيت النساء"])
def test_a_name_may_hold_signs_that_are_no_markup(name):
    assert make_organisation(name_en=name).name_en == name


def test_a_text_may_speak_of_what_is_less():
    assert make_organisation(summary_en="For 3 < 5, and <b>.").summary_en == "For 3 < 5, and <b>."


def test_a_name_loses_the_space_around_it_by_whatever_way():
    house = make_organisation()
    Organisation.objects.update(name_sv="  Huset\t\n i\tLund ")
    assert Organisation.objects.get(pk=house.pk).name_sv == "Huset i Lund"


def test_the_database_takes_no_markup_past_the_managers():
    with pytest.raises(IntegrityError, match="markup"), transaction.atomic():
        make_organisation() and Organisation._base_manager.update(name_sv="<b>Huset</b>")


# What follows from a row


def by_a_bulk_creation(place):
    Place.objects.bulk_create([place])


@pytest.mark.parametrize("write", [Place.save, by_a_bulk_creation])
def test_a_country_is_named_by_cldr_whoever_writes_it(write):
    write(Place(slug="se", country="SE", name_sv="Svedala"))
    assert Place.objects.values_list("name_sv", "name_ar").get() == ("Sverige", "السويد")


def test_a_country_keeps_its_name_by_an_update():
    make_place("se")
    Place.objects.update(name_sv="Svedala")
    assert Place.objects.get().name_sv == "Sverige"


def test_a_fixture_does_not_rename_a_country():
    by_a_fixture(make_place("se"), {"name_sv": "Svedala"})
    assert Place.objects.get().name_sv == "Sverige"


def test_a_translation_is_old_after_an_update_of_its_original():
    house = make_organisation(name_sv="Huset", summary_en="A house.", summary_sv="Ett hus.")
    Organisation.objects.update(summary_en="A home.")
    house.refresh_from_db()
    assert house.translation_state_sv == "outdated"


def test_a_translation_is_reviewed_by_an_update():
    make_organisation(name_sv="Huset")
    Organisation.objects.update(translation_review_sv="reviewed")
    assert Organisation.objects.get().translation_state_sv == "reviewed"


def test_a_record_is_sorted_by_its_name_after_an_update():
    make_organisation("first", name_en="Aaa"), make_organisation("second", name_en="Bbb")
    Organisation.objects.filter(slug="first").update(name_en="Zzz")
    assert [house.slug for house in Organisation.objects.all()] == ["second", "first"]


def test_records_made_together_have_the_states_of_their_texts():
    Organisation.objects.bulk_create([Organisation(slug="a", name_en="A", original_language="en")])
    assert Organisation.objects.values_list("translation_state_en", "translation_state_sv").get() == (
        *("original", "missing"),
    )


def test_a_decision_has_its_day_by_whatever_way():
    report = make_report()
    Report.objects.update(state="handled")
    report.refresh_from_db()
    day = report.decided_on
    report.state = "new"
    report.save()
    assert (bool(day), report.decided_on) == (True, None)


def test_a_message_is_accepted_once(django_user_model):
    house, user = make_organisation(summary_en="Old."), django_user_model.objects.create_user("shirin")
    report = make_report("", organisation=house, fact="summary_en", proposal="New.", seen="Old.")
    accept(report, house, user)
    Organisation.objects.update(summary_en="Newer.")
    with pytest.raises(ValidationError, match="decided"):
        accept(Report.objects.get(), house, user)
    assert Organisation.objects.get().summary_en == "Newer."


def test_a_decision_that_was_taken_back_can_be_taken_anew():
    report = make_report(state="handled")
    report.state = "new"
    report.save()
    report.decide("dismissed")
    assert Report.objects.get().state == "dismissed"


def test_a_link_takes_one_answer():
    request = make_confirmation_request(make_organisation())
    stale = ConfirmationRequest.objects.get()
    request.record_answer("correct")
    for one in (request, stale):
        with pytest.raises(ValidationError, match="no other answer"):
            one.record_answer("closed")
    assert (ConfirmationRequest.objects.get().answer, Report.objects.count()) == ("correct", 0)


def test_a_link_that_was_taken_back_takes_none():
    request = make_confirmation_request(make_organisation(), revoked="2026-01-01T00:00Z")
    with pytest.raises(ValidationError, match="no other answer"):
        request.record_answer("correct")


# A slug that was left


def by_a_new_record(slug):
    Organisation.objects.create(slug=slug, name_en="New", original_language="en")


def by_new_records(slug):
    Organisation.objects.bulk_create([Organisation(slug=slug, name_en="New", original_language="en")])


def by_moving_there(slug):
    house = make_organisation("other")
    house.slug = slug
    house.save()


def by_moving_there_with_an_update(slug):
    make_organisation("other")
    Organisation.objects.filter(slug="other").update(slug=slug)


def by_a_row_of_a_fixture(slug):
    by_a_fixture(make_organisation("other", status="draft"), {"slug": slug})


def by_a_new_row_of_a_fixture(slug):
    fields = {"slug": slug, "name_en": "New", "original_language": "en", "added_on": "2026-01-01"}
    text = json.dumps([{"model": "organisations.organisation", "fields": fields}])
    for row in serializers.deserialize("json", text):
        row.save()


TAKING_A_SLUG = [
    by_a_new_record,
    by_new_records,
    by_moving_there,
    by_moving_there_with_an_update,
    by_a_row_of_a_fixture,
    by_a_new_row_of_a_fixture,
]


@pytest.mark.parametrize("way", TAKING_A_SLUG)
def test_nothing_comes_to_the_slug_of_what_was_taken_away(way):
    make_organisation().delete()
    with pytest.raises(ValidationError, match="taken away"), transaction.atomic():
        way("womens-house")
    assert not Organisation.objects.filter(slug="womens-house").exists()


@pytest.mark.parametrize("way", TAKING_A_SLUG)
def test_nothing_comes_to_a_slug_that_leads_elsewhere(way):
    house = make_organisation()
    house.slug = "new-house"
    house.save()
    with pytest.raises(ValidationError, match="new-house"), transaction.atomic():
        way("womens-house")
    assert FormerSlug.objects.at(Organisation, "womens-house").successor == "new-house"


def test_a_record_may_come_back_to_its_own_former_slug():
    house = make_organisation()
    for slug in ("new-house", "womens-house"):
        Organisation.objects.update(slug=slug)
    house.refresh_from_db()
    assert (house.slug, FormerSlug.objects.at(Organisation, "new-house").successor) == (
        *("womens-house", "womens-house"),
    )


# What was withdrawn


def test_a_fixture_brings_nothing_back_that_was_withdrawn():
    house = make_organisation(status="withdrawn")
    cite(house, "name")
    with pytest.raises(ValidationError, match="is withdrawn"), transaction.atomic():
        by_a_fixture(Organisation.objects.get(), {"status": "published"})
    assert Organisation.objects.get().status == "withdrawn"


def test_loaddata_brings_nothing_back_that_was_withdrawn(tmp_path):
    house = make_organisation()
    path = tmp_path / "records.json"
    path.write_text(serializers.serialize("json", [house]), encoding="utf-8")
    Organisation.objects.update(status="withdrawn")
    with pytest.raises(ValidationError, match="is withdrawn"):
        call_command("loaddata", path, verbosity=0)
    assert Organisation.objects.get().status == "withdrawn"


def test_what_is_withdrawn_can_be_written_by_a_fixture_as_such():
    by_a_fixture(make_organisation(status="withdrawn"), {"summary_en": "New."})
    assert Organisation.objects.get().summary_en == "New."


def test_what_broke_a_rule_before_there_was_one_can_be_withdrawn(django_user_model):
    from organisations.publishing import TRANSITIONS, apply_transition

    make_organisation()
    Organisation._base_manager.update(slug="not a slug")
    boss = django_user_model.objects.create_superuser("boss")
    apply_transition(TRANSITIONS["withdraw"], Organisation.objects.get(), boss)
    assert Organisation.objects.get().status == "withdrawn"


# In forms and tables


FORMS = {
    "no tag in a name": (Organisation, {"name_sv": "<b>Huset</b>"}, "without markup"),
    "no tag in the name of a place": (Place, {"name_en": "<b>Lund</b>"}, "without markup"),
    "no tag in the title of a source": (Source, {"title": "A <b>text</b>"}, "without markup"),
    "a role has a name": (
        Role,
        {"name_sv": "\u00a0", "name_en": "\u200b", "name_ar": ""},
        "This field is required",
    ),
    "a slug is one": (Person, {"slug": "../admin"}, "slug"),
    "a helpline has a number": (Helpline, {"phone": "one-one-two"}, "Write digits"),
    "a source has an address": (Source, {"url": "javascript:alert(1)"}, "valid URL"),
    "an area of a third level": (
        FocusArea,
        {"parent": lambda: make_focus_area("other-part").pk},
        "valid choice",
    ),
    "a project is not part of its part": (
        Project,
        {"parent": lambda: Project.objects.get(slug="part").pk},
        "not part of itself",
    ),
}
MAKE = {
    Organisation: make_organisation,
    Place: lambda: make_place("lund"),
    Source: make_source,
    Role: make_role,
    Person: make_person,
    Helpline: make_helpline,
    FocusArea: a_part,
    Project: a_whole_project,
}


@pytest.mark.parametrize("name", FORMS)
def test_a_rule_is_told_in_the_form(editor, name):
    model, values, words = FORMS[name]
    row = MAKE[model]()
    before = stored(row)
    address = admin_url(model, "change", row.pk)
    values = {column: value() if callable(value) else value for column, value in values.items()}
    response = editor.post(address, form_data(editor.get(address)) | values)
    assert (response.status_code, words in response.text, stored(row)) == (200, True, before)


ROWS = {
    "an e-mail address is one": (
        ContactPoint,
        "contact_points",
        {"channel": "mail", "value": "a"},
        "valid email",
    ),
    "a telephone number is one": (ContactPoint, "contact_points", {"value": "call us"}, "Write digits"),
    "a Swedish number ends in its check digit": (
        Identifier,
        "identifiers",
        {"scheme": "SE-ON", "value": "802016-0002"},
        "check digit",
    ),
    "another name is not blank": (OrganisationName, "other_names", {"name": "\u200f"}, "Write the name"),
    "no tag in another name": (OrganisationName, "other_names", {"name": "<i>Huset</i>"}, "without markup"),
    "a citation supports something": (Citation, "citations", {"supports": []}, "required"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_rule_is_told_in_a_row_beneath_a_record(editor, name):
    model, prefix, values, words = ROWS[name]
    house, language, source = make_organisation(), make_language("sv"), make_source()
    row = {
        ContactPoint: {"channel": "call", "confidentiality": "public"},
        OrganisationName: {"language": language.pk, "kind": "variant"},
        Citation: {"source": source.pk, "paragraph": 1, "item": 0},
    }.get(model, {})
    address = admin_url(Organisation, "change", house.pk)
    data = {f"{prefix}-0-{column}": value for column, value in (row | values).items()}
    response = editor.post(address, form_data(editor.get(address)) | data | {f"{prefix}-TOTAL_FORMS": 1})
    assert (response.status_code, words in response.text, model.objects.exists()) == (200, True, False)


CELLS = {
    "no name without a letter": ({"name_en": "\u200b"}, "at least one language"),
    "a slug is one": ({"slug": "not a slug"}, "slug"),
}
LEFT_OUT = {
    "an original has one of the languages": ({"original_language": "xx"}, "not known"),
    "a date is in the calendar": ({"founding_date": "2019-02-30"}, "2019-02"),
    "an e-mail address is one": ({"email": "a"}, "valid email"),
    "a website is one": ({"website": "javascript:alert(1)"}, "valid URL"),
    "a telephone number is one": ({"phone": "call us"}, "Write digits"),
    "a Swedish number ends in its check digit": ({"identifier": "SE-ON 802016-0002"}, "check digit"),
}
OFFERED = {
    "no tag in a name": ({"name_en": "<b>House</b>"}, "without markup"),
    "no tag in another name": ({"other_names": "<i>House</i> (en)"}, "without markup"),
}


def row_of(values):
    make_language("en")
    return Plan(Organisation, [(2, {"name_en": "House", "original_language": "en"} | values)]).rows[0]


@pytest.mark.parametrize("name", CELLS)
def test_a_rule_is_told_of_a_row(name):
    values, words = CELLS[name]
    row = row_of(values)
    assert (row.outcome, words in " ".join(map(str, row.reasons))) == (Outcome.REFUSED, True)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_rule_is_told_of_a_cell(name):
    values, words = LEFT_OUT[name]
    row = row_of(values)
    assert (row.outcome, words in row.dropped[0].reason) == (Outcome.NEW, True)


@pytest.mark.parametrize("name", OFFERED)
def test_a_cell_is_offered_as_the_rule_would_have_it(name):
    values, words = OFFERED[name]
    (offered,) = row_of(values).offered
    assert words in offered.reason
