"""What editors read of the past of a record, who may not, and how a version is brought back."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from organisations.history.changes import latest_revisions
from organisations.history.recording import revision
from organisations.history.undo import undo
from organisations.history.versions import tracked, versions_of
from organisations.merging import merge
from organisations.models import Affiliation, Organisation, Person, Revision
from organisations.search.index import deferred

from ..conftest import make_account, sign_in
from ..world import (
    cite,
    make_affiliation,
    make_focus_area,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_person,
    make_place,
)
from .test_admin import admin_url, opened_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def user_of(db):
    def make(role):
        user = make_account(f"{role.lower()}-1")
        user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def signed_in(client, user_of):
    """Sign the client in as somebody with a role."""
    return lambda role: sign_in(client, user_of(role))


def history(client, row, language="en", query=""):
    address = f"/{language}{admin_url(type(row), 'history', row.pk)[3:]}"
    return client.get(f"{address}{query}")


def words(response):
    """Return what somebody who looks reads, without what only is heard."""
    html = response.content.decode()
    html = re.sub(r'<span class="visually-hidden".*?</span>', "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def changed(row, **fields):
    """Change columns of a row; return the revision."""
    with revision() as ahead:
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
    return ahead.row


LOOK = {"look": ""}  # what the button in the history sends


def restore_url(record, row):
    return admin_url(type(record), "restore", record.pk, row.pk)


def first_revision(record):
    return Revision.objects.get(
        pk=type(record).history.filter(id=record.pk).earliest("history_id").revision_id
    )


# Who may not


def test_the_history_of_a_withdrawn_record_is_for_publishers(signed_in):
    house = make_organisation(status="withdrawn")
    assert history(signed_in("Editor"), house).status_code == 404


def test_a_publisher_reads_the_history_of_a_withdrawn_record(signed_in):
    house = make_organisation(status="withdrawn")
    assert history(signed_in("Publisher"), house).status_code == 200


def test_nobody_reads_a_history_without_signing_in(client):
    assert history(client, make_organisation()).status_code == 302


def test_staff_without_rights_read_no_history(client):
    sign_in(client, make_account("guest"))
    assert history(client, make_organisation()).status_code == 403


@pytest.mark.parametrize(("role", "shown"), [("Translator", False), ("Editor", True)])
def test_a_contact_point_for_editors_only_is_not_for_translators(signed_in, role, shown):
    house = make_organisation()
    point = house.contact_points.create(channel="call", value="+4681234567")
    changed(point, confidentiality="editors")
    assert ("+4681234567" in words(history(signed_in(role), house))) is shown


@pytest.mark.parametrize(("role", "shown"), [("Editor", False), ("Publisher", True)])
def test_a_withdrawn_person_is_named_to_publishers_alone(signed_in, role, shown):
    house, person = make_organisation(), make_person()
    make_affiliation(house, "chair", person=person)
    changed(person, status="withdrawn")
    page = words(history(signed_in(role), house))
    assert ("Amina Ali" in page) is shown
    assert ("a withdrawn person – chair – Womens House" in page) is not shown


@pytest.mark.parametrize(("role", "shown"), [("Editor", False), ("Publisher", True)])
def test_a_withdrawn_record_that_is_gone_is_named_to_publishers_alone(signed_in, role, shown):
    house, other = make_organisation(), make_organisation("other", name_en="Qqq")
    make_affiliation(house, "funder", affiliate=other)
    changed(other, status="withdrawn")
    other.delete()
    page = words(history(signed_in(role), house))
    assert ("Qqq" in page) is shown
    assert ("a withdrawn record – funder – Womens House" in page) is not shown


def test_a_person_who_was_deleted_is_named_to_nobody(editor):
    house, person = make_organisation(), make_person()
    make_affiliation(house, "chair", person=person)
    person.delete()
    assert "Amina Ali" not in words(history(editor, house))


def test_a_withdrawn_person_is_not_named_on_the_history_of_her_tie(signed_in):
    tie = make_affiliation(make_organisation(), person=make_person(status="withdrawn"))
    assert b"Amina" not in history(signed_in("Editor"), tie).content


@pytest.mark.parametrize("role", ["Translator", "Editor"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_person_is_restored_by_publishers_alone(signed_in, role, method):
    person = make_person(summary_en="one")
    changed(person, summary_en="two")
    address = restore_url(person, first_revision(person))
    assert getattr(signed_in(role), method)(address).status_code == 403
    assert Person.objects.get().summary_en == "two"


def test_a_translator_restores_nothing(signed_in):
    house = make_organisation(summary_en="one")
    changed(house, summary_en="two")
    assert signed_in("Translator").post(restore_url(house, first_revision(house))).status_code == 403


def test_a_translator_is_offered_no_restoring(signed_in):
    house = make_organisation(summary_en="one")
    changed(house, summary_en="two")
    assert "Restore this version" not in words(history(signed_in("Translator"), house))


@pytest.mark.parametrize("number", [99999999, 10**30])
def test_a_revision_that_is_not_there_is_not_found(signed_in, number):
    house = make_organisation()
    address = restore_url(house, Revision(pk=number))
    assert signed_in("Editor").get(address).status_code == 404


def test_a_revision_of_another_record_is_not_found(signed_in):
    house, other = make_organisation(), make_organisation("other")
    assert signed_in("Editor").get(restore_url(house, first_revision(other))).status_code == 404


@pytest.mark.parametrize("query", ["?p=0", "?p=-1", "?p=9999", "?p=x", "?p=", "?q=1"])
def test_a_page_of_the_history_that_is_not_there_is_another_one(signed_in, query):
    assert history(signed_in("Editor"), make_organisation(), query=query).status_code == 200


def test_looking_at_what_would_come_back_changes_nothing(signed_in):
    house = make_organisation(summary_en="one")
    changed(house, summary_en="two")
    before = Revision.objects.count()
    signed_in("Editor").post(restore_url(house, first_revision(house)), LOOK)
    assert (Organisation.objects.get().summary_en, Revision.objects.count()) == ("two", before)


# What is read


def test_the_words_that_changed_are_shown_in_the_language_of_the_text(editor):
    house = make_organisation(summary_ar="بيت النساء")
    changed(house, summary_ar="بيت للنساء")
    html = history(editor, house, "sv").content.decode()
    assert re.search(
        r'<bdi lang="ar" dir="rtl" class="difference">بيت <del>.*النساء</del><ins>.*للنساء', html
    )


def test_the_label_is_in_the_language_of_the_editor(editor):
    house = make_organisation()
    changed(house, founding_date="1994")
    assert "Grundades 1994" in words(history(editor, house, "sv"))


def test_who_and_when_and_why_are_told(editor, django_user_model):
    user = django_user_model.objects.create_user("shirin")
    with revision(user, Revision.Act.CONFIRMED, "by telephone"):
        house = make_organisation()
    page = words(history(editor, house))
    assert "confirmed as still correct shirin by telephone" in page


def test_values_are_spelled(editor):
    house = make_organisation(kind="association")
    changed(house, kind="shelter", seat=make_place("stockholm"))
    page = words(history(editor, house))
    assert "association shelter or service" in page
    assert "Seat Stockholm" in page


def test_focus_areas_that_joined_and_left_are_named(editor):
    house = make_organisation(focus=["peace"])
    with revision():
        house.focus_areas.set([make_focus_area("law")])
    html = history(editor, house).content.decode()
    assert re.search(r"<del>.*</span>Peace</del> <ins>.*</span>Law</ins>", html)


def test_a_place_that_is_gone_is_told_as_such(editor):
    house = make_organisation(places=["se"])
    make_place("se").delete()
    assert "place no longer there" in words(history(editor, house))


def test_a_tie_that_was_added_is_told_in_words(editor):
    house, person = make_organisation(), make_person()
    make_affiliation(house, "chair", person=person)
    for record in (house, person):
        assert "Added: affiliation Amina Ali – chair – Womens House" in words(history(editor, record))


def test_a_tie_that_went_with_the_other_end_is_told_in_words(editor):
    house, other = make_organisation(), make_organisation("other")
    make_affiliation(house, "funder", affiliate=other)
    other.delete()
    assert "Removed: affiliation Other – funder – Womens House" in words(history(editor, house))


def test_what_is_cited_of_a_tie_is_told_on_the_page_of_the_record(editor):
    house = make_organisation()
    cite(make_affiliation(house, "chair", person=make_person()), "role")
    assert "Added: citation The text, paragraph 1" in words(history(editor, house))


def test_a_tie_has_its_own_history(editor):
    tie = make_affiliation(make_organisation(), "chair", person=make_person())
    changed(tie, start_date="2014")
    assert "Start 2014" in words(history(editor, tie))


def test_what_is_added_does_not_repeat_what_it_was_added_to(editor):
    house = make_organisation()
    house.contact_points.create(channel="call", value="+4681234567")
    page = words(history(editor, house))
    assert "Added: contact point +4681234567 Channel telephone" in page


def test_an_other_name_that_changed_is_told(editor):
    house = make_organisation()
    name = house.other_names.create(name="Huset", language=make_language("sv"), kind="variant")
    changed(name, name="Kvinnohuset")
    assert 'lang="sv" dir="ltr" class="difference"><del>' in history(editor, house).content.decode()


def test_what_nobody_writes_is_not_shown(editor):
    house = make_organisation(summary_en="one")
    changed(house, summary_en="two")
    page = words(history(editor, house)).lower()
    assert not [name for name in ("made from", "sort key", "state of text", "added on") if name in page]


def test_a_vocabulary_keeps_the_log_of_the_admin(editor):
    assert "revisions" not in history(editor, make_place("se")).content.decode()


def test_another_records_changes_are_not_shown(editor):
    house = make_organisation()
    changed(make_organisation("other"), summary_en="elsewhere")
    assert "elsewhere" not in words(history(editor, house))


def test_the_history_is_in_pages(editor):
    house = make_organisation()
    for number in range(25):
        changed(house, summary_en=f"text{number}")
    assert "text3" not in words(history(editor, house))
    assert "text3" in words(history(editor, house, query="?p=2"))


def test_a_long_history_asks_the_database_a_fixed_number_of_times(editor, django_assert_max_num_queries):
    house, network = make_organisation(focus=["peace"]), make_network()
    with deferred():
        for number in range(15):
            person = make_person(f"person-{number}")
            cite(make_affiliation(house, f"role-{number}", person=person), "role", paragraph=number + 1)
            changed(house, summary_en=str(number), seat=make_place("se"))
    make_membership(network, organisation=house)
    history(editor, house)
    with django_assert_max_num_queries(45):
        history(editor, house)


# Restoring


def test_a_text_that_was_lost_is_brought_back(signed_in):
    house = make_organisation(summary_en="A house for women.", focus=["peace"])
    row = Revision.objects.first()
    changed(house, summary_en="")
    house.focus_areas.set([])
    signed_in("Editor").post(restore_url(house, row))
    house = Organisation.objects.get()
    assert (house.summary_en, house.focus_areas.count()) == ("A house for women.", 1)


def test_what_will_change_is_told_word_by_word(signed_in):
    house = make_organisation(summary_en="A house for women.")
    changed(house, summary_en="A house for men.")
    page = signed_in("Editor").post(restore_url(house, first_revision(house)), LOOK).content.decode()
    assert re.search(r"A house for <del>.*men</del><ins>.*women</ins>\.", page)


def test_restoring_is_a_revision_that_names_the_old_one(signed_in):
    house = make_organisation(summary_en="one")
    changed(house, summary_en="two")
    signed_in("Editor").post(restore_url(house, first_revision(house)))
    row = Revision.objects.first()
    assert (row.act, row.user.username) == (Revision.Act.RESTORED, "editor-1")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row.note)


@pytest.mark.parametrize(
    ("field", "then", "now"),
    [
        ("status", "published", "withdrawn"),
        ("status", "published", "draft"),
        ("confidentiality", "public", "area"),
        ("verified_on", "2020-01-01", None),
        ("slug", "womens-house", "another-house"),
    ],
)
def test_what_publishers_decide_does_not_come_back(editor, field, then, now):
    house = make_organisation(summary_en="one", **{field: then} if field != "slug" else {})
    row = first_revision(house)
    changed(house, summary_en="two", **{field: now})
    editor.post(restore_url(house, row))
    stored = Organisation.objects.get()
    assert (getattr(stored, field), stored.summary_en) == (now, "one")


def test_a_contact_point_comes_back_as_confidential_as_it_was_at_last(signed_in):
    house = make_organisation()
    point = house.contact_points.create(channel="call", value="+4681234567")
    row = Revision.objects.first()
    changed(point, confidentiality="editors")
    point.delete()
    signed_in("Editor").post(restore_url(house, row))
    assert house.contact_points.get().confidentiality == "editors"


def test_other_names_that_came_later_go_and_those_that_went_come_back(signed_in):
    house = make_organisation()
    name = house.other_names.create(name="Huset", language=make_language("sv"), kind="variant")
    row = Revision.objects.first()
    name.delete()
    house.other_names.create(name="The house", language=make_language("en"), kind="variant")
    signed_in("Editor").post(restore_url(house, row))
    assert [str(name) for name in house.other_names.all()] == ["Huset"]


@pytest.mark.parametrize(("data", "count"), [({}, 0), ({"ties": "on"}, 1)])
def test_ties_come_back_if_that_is_asked_for(signed_in, data, count):
    house = make_organisation()
    tie = make_affiliation(house, person=make_person())
    citation = cite(tie, "role")
    row = Revision.objects.first()
    tie.delete()
    signed_in("Editor").post(restore_url(house, row), data)
    assert Affiliation.objects.count() == type(citation).objects.count() == count


def test_what_cannot_come_back_is_left_out_and_named(signed_in):
    house = make_organisation(summary_en="one")
    number = house.identifiers.create(scheme="XX", value="12345")
    row = Revision.objects.first()
    number.delete()
    make_organisation("other").identifiers.create(scheme="XX", value="12345")
    changed(house, summary_en="two")
    client = signed_in("Editor")
    assert "What cannot come back" in words(client.post(restore_url(house, row), LOOK))
    page = client.post(restore_url(house, row), follow=True)
    assert "Not brought back: XX 12345" in words(page)
    assert Organisation.objects.get(pk=house.pk).summary_en == "one"


def test_a_tie_that_belongs_to_another_record_by_now_stays_there(signed_in):
    house, other = make_organisation(), make_organisation("other")
    tie = make_affiliation(house, person=make_person())
    row = Revision.objects.first()
    changed(tie, organisation=other)
    page = signed_in("Editor").post(restore_url(house, row), {"ties": "on"}, follow=True)
    assert Affiliation.objects.get().organisation == other
    assert "Not brought back" in words(page)


def test_what_restoring_left_out_is_told(signed_in):
    house = make_organisation(summary_en="one")
    tie = make_affiliation(house, "chair", person=make_person())
    row = Revision.objects.first()
    tie.delete()
    changed(house, summary_en="two", status="draft")
    page = words(signed_in("Editor").post(restore_url(house, row), follow=True))
    assert "It is again as it was then, but for what stands here." in page
    assert "Not brought back: Amina Ali – chair – Womens House" in page
    assert "Unchanged, as publishers decide it: Status" in page


def test_what_was_restored_whole_is_told_as_such(signed_in):
    house = make_organisation(summary_en="one")
    tie = make_affiliation(house, "chair", person=make_person())
    row = Revision.objects.first()
    tie.delete()
    changed(house, summary_en="two")
    page = words(signed_in("Editor").post(restore_url(house, row), {"ties": "on"}, follow=True))
    assert "It is again as it was then." in page
    assert "but for" not in page


def test_a_record_that_cannot_come_back_stays_as_it_is_and_says_why(signed_in):
    house = make_organisation(founding_date="1994")
    row = Revision.objects.first()
    changed(house, founding_date="", dissolution_date="")
    Organisation.history.filter(revision=row).update(dissolution_date="1066")
    page = signed_in("Editor").post(restore_url(house, row))
    assert "The end comes before the beginning." in words(page)
    assert Organisation.objects.get().founding_date == ""


def test_the_first_version_is_restored_too(signed_in):
    house = make_organisation(summary_en="one")
    Organisation.history.all().delete()
    changed(house, summary_en="two")
    signed_in("Editor").post(restore_url(house, Revision(pk=Revision.BASELINE)))
    assert Organisation.objects.get().summary_en == "one"


def test_the_search_finds_what_came_back(signed_in):
    from organisations.search.index import differences

    house = make_organisation(summary_en="weaving")
    changed(house, summary_en="two")
    signed_in("Editor").post(restore_url(house, first_revision(house)))
    assert not list(differences())


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
def test_the_pages_speak_each_language(editor, language):
    house = make_organisation(summary_en="one")
    changed(house, summary_en="two")
    assert history(editor, house, language).status_code == 200
    address = f"/{language}{restore_url(house, first_revision(house))[3:]}"
    assert editor.get(address).status_code == editor.post(address, LOOK).status_code == 200


# Forgetting


def kept_of(*names):
    """Return which versions and log entries hold any of the names, in whatever column."""
    rows = [row for model in tracked for row in model.history.values()]
    rows += [*LogEntry.objects.values(), *Revision.objects.values()]
    return [row for row in rows if any(name in str(row) for name in names)]


def test_nothing_is_kept_of_a_person_who_is_deleted(editor):
    house, person = make_organisation(), make_person(name_ar="أمينة علي")
    person.other_names.create(name="Umm Ali", language=make_language("sv"), kind="variant")
    cite(make_affiliation(house, "chair", person=person, note_en="Amina Ali herself"), "role")
    page = admin_url(Person, "change", person.pk)
    editor.post(page, opened_form(editor, page) | {"summary_en": "Amina Ali."})
    editor.post(admin_url(Person, "delete", person.pk), {"post": "yes"})
    assert not Person.objects.exists()
    assert kept_of("Amina Ali", "أمينة علي", "Umm Ali") == []


def test_nothing_is_kept_of_people_who_are_deleted_from_the_list(editor):
    person = make_person()
    data = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
    editor.post(admin_url(Person, "changelist"), data)
    assert not Person.objects.exists()
    assert kept_of("Amina Ali") == []


def test_the_history_of_an_organisation_outlives_it(editor):
    house = make_organisation()
    editor.post(admin_url(Organisation, "delete", house.pk), {"post": "yes"})
    assert kept_of("Womens House")


# The latest of the whole directory


def test_the_latest_revisions_name_what_they_touched(user_of):
    house = make_organisation()
    house.contact_points.create(channel="call", value="+4681234567")
    found = latest_revisions(user_of("Editor"), 5)
    assert [[words for words, _model, _pk in latest.subjects] for latest in found] == [["Womens House"]] * 2


def test_the_latest_revisions_name_no_withdrawn_person_to_editors(user_of):
    make_person(status="withdrawn")
    found = latest_revisions(user_of("Editor"), 5)
    assert found[0].subjects[0][0] == "a withdrawn person"


def test_the_latest_revisions_take_few_queries(user_of, django_assert_max_num_queries):
    user = user_of("Editor")
    with deferred():
        for number in range(12):
            house = make_organisation(f"house-{number}")
            cite(make_affiliation(house, person=make_person(f"person-{number}")), "role")
    user.get_all_permissions()
    with django_assert_max_num_queries(16):
        assert len(latest_revisions(user, 10)) == 10


def test_the_latest_revisions_tell_what_a_citation_supports(user_of):
    cite(make_affiliation(make_organisation(), "chair", person=make_person()), "role")
    latest = latest_revisions(user_of("Editor"), 1)[0]
    assert latest.subjects[0][:2] == ("Amina Ali – chair – Womens House", Affiliation)


def test_the_latest_revisions_of_an_empty_directory_are_none(user_of):
    assert latest_revisions(user_of("Editor"), 5) == []


class TestAMerging:
    def history(self, client, record):
        return client.get(admin_url(type(record), "history", record.pk)).content.decode()

    def test_can_be_undone_from_the_history_of_the_record_that_stayed(self, editor):
        kept, gone = make_organisation("kept"), make_organisation("gone")
        cite(kept, "name"), cite(gone, "name", paragraph=2)
        merging = merge(kept, gone)
        address = admin_url(Organisation, "undo", merging.pk)
        assert f'action="{address}"' in self.history(editor, kept)
        editor.post(address, {"of": kept.pk})
        assert Organisation.objects.filter(slug="gone").exists()

    def test_offers_to_be_undone_to_publishers_alone(self, signed_in):
        kept = make_organisation("kept")
        merging = merge(kept, make_organisation("gone"))
        assert f"/undo/{merging.pk}/" not in self.history(signed_in("Editor"), kept)

    def test_that_was_undone_offers_neither_to_undo_it_nor_to_restore_the_half_of_it(self, editor):
        kept, gone = make_organisation("kept"), make_organisation("gone")
        cite(kept, "name"), cite(gone, "name", paragraph=2)
        merging = merge(kept, gone)
        undo(merging)
        page = self.history(editor, kept)
        assert f"/undo/{merging.pk}/" not in page
        assert admin_url(Organisation, "restore", kept.pk, merging.pk) not in page
        editor.post(admin_url(Organisation, "restore", kept.pk, merging.pk))
        assert not kept.other_names.exists()

    def test_shows_what_undoing_it_would_do_and_what_would_stay(self, editor):
        kept, gone = make_person("kept"), make_person("gone", name_en="Leila", summary_en="Another.")
        cite(kept, "name"), cite(gone, "name", paragraph=2)
        merging = merge(kept, gone, ["summary_en"])
        changed(Person.objects.get(), summary_en="Mended.")
        page = words(editor.post(admin_url(Person, "undo", merging.pk), LOOK | {"of": kept.pk}))
        assert "What will change" in page
        assert "changed since: Summary" in page
        assert Person.objects.count() == 1


class TestUndoing:
    """What was done in one go is undone from the history, and shown before."""

    def undo(self, client, record, revision, **data):
        address = admin_url(type(record), "undo", revision.pk)
        return client.post(address, {"of": record.pk, **data}, follow=True)

    def test_an_editor_takes_her_confirmation_back(self, signed_in, user_of):
        house = make_organisation()
        house.save(update_fields=house.note_check("itself"))
        with revision(act=Revision.Act.CONFIRMED) as ahead:
            house.save(update_fields=house.note_check("editor", user_of("Translator")))
        editor = signed_in("Editor")
        assert "Take the confirmation back" in words(history(editor, house))
        self.undo(editor, house, ahead.row)
        assert Organisation.objects.get().verified_through == "itself"
        assert "Take the confirmation back" not in words(history(editor, house))

    def test_an_editor_undoes_no_withdrawal(self, signed_in):
        house = make_organisation()
        with revision(act=Revision.Act.WITHDRAWN) as ahead:
            house.status = "withdrawn"
            house.save()
        house.status = "draft"
        house.save()
        editor = signed_in("Editor")
        assert f"/undo/{ahead.row.pk}/" not in history(editor, house).content.decode()
        assert self.undo(editor, house, ahead.row).status_code == 403

    def test_a_translator_undoes_nothing(self, signed_in):
        house = make_organisation()
        row = changed(house, summary_en="two")
        assert self.undo(signed_in("Translator"), house, row).status_code == 403

    @pytest.mark.parametrize("number", [0, 99999999, 10**30])
    def test_a_revision_that_is_not_there_is_not_found(self, editor, number):
        assert editor.post(admin_url(Organisation, "undo", number)).status_code == 404

    def test_a_link_only_leads_to_the_button(self, editor):
        house = make_organisation(summary_en="one")
        row = changed(house, summary_en="two")
        assert editor.get(admin_url(Organisation, "undo", row.pk)).status_code == 200
        assert Organisation.objects.get().summary_en == "two"

    def test_only_what_happened_to_the_record_is_undone_unless_all_is_asked_for(self, editor):
        house, other = make_organisation(summary_en="one"), make_organisation("other", summary_en="one")
        with revision() as ahead:
            for record in (house, other):
                record.summary_en = "two"
                record.save()
        assert "with 1 other record" in words(self.undo(editor, house, ahead.row, look=""))
        self.undo(editor, house, ahead.row)
        assert sorted(Organisation.objects.values_list("summary_en", flat=True)) == ["one", "two"]
        self.undo(editor, other, ahead.row, all="")
        assert set(Organisation.objects.values_list("summary_en", flat=True)) == {"one"}

    def test_what_cannot_be_undone_has_no_button(self, editor):
        house = make_organisation(summary_en="one")
        row = changed(house, summary_en="two")
        changed(house, summary_en="three")
        page = self.undo(editor, house, row, look="").content.decode()
        assert "There is nothing to undo." in page
        assert 'value="Undo"' not in page


@pytest.mark.parametrize("sent", [LOOK, {}])
def test_restoring_takes_no_last_citation_from_what_is_published(signed_in, sent):
    house = make_organisation(status="draft")
    first = versions_of(house).first().revision_id
    cite(house, "name")
    changed(house, status="published")
    page = signed_in("Editor").post(admin_url(Organisation, "restore", house.pk, first), sent)
    assert "What is published keeps at least one citation." in words(page)
    assert house.citations.exists()


class TestAPersonOfTwoRecords:
    """What was merged into a withdrawn or deleted person was she, and is told and kept no more than she."""

    @pytest.fixture
    def house(self):
        house, amina, other = make_organisation(), make_person(), make_person("other", name_en="Qqq")
        make_affiliation(house, person=other)
        merge(amina, other)
        return house

    def test_is_named_nowhere_once_she_is_withdrawn(self, house, signed_in):
        changed(Person.objects.get(), status="withdrawn")
        editor = signed_in("Editor")
        assert "Qqq" not in words(history(editor, house))
        assert "Qqq" not in words(editor.get(reverse("admin:index")))

    def test_is_named_to_publishers(self, house, signed_in):
        changed(Person.objects.get(), status="withdrawn")
        assert "Qqq" in words(history(signed_in("Publisher"), house))

    def test_is_forgotten_with_her(self, house, editor):
        editor.post(admin_url(Person, "delete", Person.objects.get().pk), {"post": "yes"})
        assert kept_of("Qqq") == []
