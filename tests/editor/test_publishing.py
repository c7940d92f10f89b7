"""From draft to published and back, and what readers see of it."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisations.history.versions import versions_of
from organisations.merging import merge
from organisations.models import FormerSlug, Organisation, Person, Revision
from organisations.publishing import TRANSITIONS, apply_transition

from ..world import (
    cite,
    make_affiliation,
    make_membership,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
    make_source,
)
from .test_admin import admin_url, opened_form
from .test_roles import in_role

pytestmark = pytest.mark.django_db

PUBLIC = "/en/organisations/womens-house/"


def form_of(record):
    return admin_url(type(record), "change", record.pk)


def press(client, record, act, **changes):
    """Press one of the buttons that save the form and then do something; return the page it leads to."""
    address = form_of(record)
    return client.post(address, opened_form(client, address) | {"_act": act} | changes, follow=True)


def ask(client, act, *records):
    """Choose records in their list and an act; return the page that asks."""
    data = {"action": act, "_selected_action": [record.pk for record in records]}
    return client.post(admin_url(type(records[0]), "changelist"), data)


def agree(client, page):
    """Press the button of a page that asks, with what is ticked there."""
    ticked = re.findall(r'name="ticked" value="([^"]+)"\s+checked', page.text)
    return client.post(page.context_data["address"], {"ticked": ticked}, follow=True)


def act_on_many(client, act, *records):
    return agree(client, ask(client, act, *records))


def status(record):
    return type(record).objects.values_list("status", flat=True).get(pk=record.pk)


def cited(make=make_organisation, **fields):
    record = make(**fields)
    cite(record, "name")
    return record


def test_a_new_record_is_a_draft_whatever_the_form_says(editor):
    address = admin_url(Organisation, "add")
    data = opened_form(editor, address) | {"name_en": "House", "slug": "house", "original_language": "en"}
    editor.post(address, data | {"status": "published"})
    assert Organisation.objects.get().status == "draft"


def test_a_draft_is_published_by_a_button_of_its_form(editor, client):
    house = cited(status="draft")
    press(editor, house, "publish")
    assert client.get(PUBLIC).status_code == 200


def test_what_was_typed_is_saved_with_the_act(editor):
    house = cited(status="draft")
    press(editor, house, "submit", summary_en="A house for women.")
    assert Organisation.objects.values_list("status", "summary_en").get() == ("review", "A house for women.")


def test_without_a_citation_nothing_is_published_and_the_text_is_kept(editor):
    house = make_organisation(status="draft")
    html = press(editor, house, "publish", summary_en="A house.").content.decode()
    assert "No source is cited yet." in html
    assert Organisation.objects.values_list("status", "summary_en").get() == ("draft", "A house.")


def test_a_citation_added_with_the_same_press_is_enough(editor):
    house, source = make_organisation(status="draft"), make_source()
    citation = {"source": source.pk, "paragraph": 1, "item": 0, "supports": ["name"]}
    rows = {f"citations-0-{name}": value for name, value in citation.items()}
    press(editor, house, "publish", **rows | {"citations-TOTAL_FORMS": 1})
    assert status(house) == "published"


def test_the_last_citation_of_a_published_record_stays(editor):
    house = cited()
    press(editor, house, "", **{"citations-0-DELETE": "on"})
    assert house.citations.count() == 1


def test_the_last_citation_of_a_published_record_cannot_be_deleted_on_its_own_page(editor):
    house = cited()
    editor.post(admin_url(type(house.citations.get()), "delete", house.citations.get().pk), {"post": "yes"})
    assert house.citations.count() == 1


def test_a_person_without_a_ground_is_not_published(editor):
    person = cited(make_person, status="draft", legal_basis="none")
    assert "A person is published only on a ground" in press(editor, person, "publish").content.decode()


def test_what_is_for_editors_only_is_not_published(editor):
    house = cited(status="draft", confidentiality="editors")
    assert "What is for editors only cannot be published." in press(editor, house, "publish").content.decode()


def test_a_person_about_to_be_published_is_looked_at_twice(editor):
    person = cited(make_person, status="draft")
    assert "This publishes a person&#x27;s name and roles." in editor.get(form_of(person)).content.decode()


@pytest.mark.parametrize("make", [make_organisation, make_network, make_project, make_person])
def test_a_record_is_withdrawn_in_one_step_and_its_page_says_gone(editor, client, make):
    record = cited(make)
    press(editor, record, "withdraw")
    codes = [client.get(f"/{language}/{record.path}/").status_code for language in ("sv", "ar", "en")]
    assert codes == [410, 410, 410]


def test_a_withdrawn_record_is_brought_back_in_one_step(editor, client):
    house = cited(status="withdrawn")
    press(editor, house, "publish")
    assert client.get(PUBLIC).status_code == 200


def test_an_act_that_came_too_late_is_told(editor):
    house = cited(status="withdrawn")
    html = press(editor, house, "withdraw").content.decode()
    assert "this cannot be done with it" in html


def test_what_somebody_withdrew_meanwhile_is_not_published_by_an_old_page(editor):
    record = cited()
    record.status = "draft"
    record.save()
    data = opened_form(editor, form_of(record))
    press(editor, record, "withdraw")
    response = editor.post(form_of(record), data | {"_act": "publish"}, follow=True)
    assert (status(record), "is withdrawn" in response.text) == ("withdrawn", True)


def test_several_records_are_published_at_once_and_the_others_are_named(editor):
    houses = [cited(slug="one", status="draft"), make_organisation("two", status="draft")]
    page = ask(editor, "publish", *houses)
    agree(editor, page)
    assert [status(house) for house in houses] == ["published", "draft"]
    assert "No source is cited yet." in page.text


def test_several_records_are_confirmed_at_once(editor):
    houses = [make_organisation("one"), make_organisation("two")]
    act_on_many(editor, "confirm", *houses)
    today = timezone.localdate()
    assert set(Organisation.objects.values_list("verified_on", "verified_by__username")) == {
        (today, "editor")
    }


class TestTakingBack:
    """Public acts leave drafts out, and are undone as one; a draft that goes bars nothing."""

    def undo(self, client, revision):
        return client.post(admin_url(Organisation, "undo", revision.pk), {"all": ""}, follow=True)

    def test_drafts_are_not_confirmed(self, editor):
        houses = [make_organisation("one"), make_organisation("two", status="draft")]
        page = act_on_many(editor, "confirm", *houses)
        assert "1 record." in page.text
        assert Organisation.objects.get(slug="two").verified_on is None

    def test_what_many_were_confirmed_with_is_taken_back_as_one(self, editor):
        houses = [make_organisation("one"), make_organisation("two")]
        act_on_many(editor, "confirm", *houses)
        revision = Revision.objects.get(act="confirmed")
        page = editor.post(admin_url(Organisation, "undo", revision.pk), {"look": ""}).text
        assert ("One" in page, "Two" in page) == (True, True)
        self.undo(editor, revision)
        assert set(Organisation.objects.values_list("verified_on", "verified_through")) == {(None, "")}

    def test_the_message_leads_to_the_way_back(self, editor):
        page = act_on_many(editor, "withdraw", make_organisation("one"))
        revision = Revision.objects.get(act="withdrawn")
        assert f'href="{admin_url(Organisation, "undo", revision.pk)}"' in page.text

    def test_a_withdrawal_of_many_is_undone_as_one(self, editor):
        houses = [cited(slug="one"), cited(slug="two")]
        act_on_many(editor, "withdraw", *houses)
        self.undo(editor, Revision.objects.get(act="withdrawn"))
        assert [status(house) for house in houses] == ["published", "published"]

    def test_drafts_that_readers_never_knew_are_not_withdrawn(self, editor):
        houses = [cited(slug="one"), make_organisation("two", status="draft")]
        assert "throw it away instead" in ask(editor, "withdraw", *houses).text

    def test_a_draft_is_thrown_away_after_a_question_and_its_address_is_free(self, editor):
        house = make_organisation(status="draft")
        page = press(editor, house, "discard")
        assert Organisation.objects.exists()
        agree(editor, page)
        assert not Organisation.objects.exists()
        make_organisation(status="draft")

    def test_withdrawing_what_readers_never_knew_frees_its_name(self, admin_user):
        house = make_organisation(status="review")
        apply_transition(TRANSITIONS["withdraw"], house, admin_user)
        assert not Organisation.objects.exists()
        assert not FormerSlug.objects.exists()

    def test_a_draft_that_was_public_once_is_withdrawn_and_not_thrown_away(self, editor, admin_user):
        house = cited()
        house.status = "draft"
        house.save()
        with pytest.raises(ValidationError, match="withdraw it instead"):
            apply_transition(TRANSITIONS["discard"], house, admin_user)
        press(editor, house, "withdraw")
        assert status(house) == "withdrawn"

    def test_a_draft_that_was_thrown_away_comes_back_when_that_is_undone(self, editor):
        act_on_many(editor, "discard", make_organisation(status="draft"))
        self.undo(editor, Revision.objects.get(act="withdrawn"))
        assert Organisation.objects.get().status == "draft"


class TestAsking:
    """Public acts on many ask once, on a page that says what stands in the way."""

    @pytest.mark.parametrize("act", ["publish", "confirm", "withdraw"])
    def test_nothing_is_done_before_the_answer(self, editor, act):
        house = cited(status="review")
        ask(editor, act, house)
        assert Organisation.objects.values_list("status", "verified_on").get() == ("review", None)

    def test_what_is_not_ticked_is_left(self, editor):
        houses = [cited(slug=slug, status="draft") for slug in ("one", "two")]
        page = ask(editor, "publish", *houses)
        ticked = [one.answer for one in page.context_data["free"][1:]]
        editor.post(page.context_data["address"], {"ticked": ticked})
        assert [status(house) for house in houses] == ["draft", "published"]

    @pytest.mark.parametrize("value", ["", "x", "1", "-", "9" * 30 + "-a", "1-a", "١-a"])
    def test_what_was_made_up_does_nothing(self, editor, value):
        house = cited(status="draft")
        editor.post(admin_url(Organisation, "act", "publish"), {"ticked": value})
        assert status(house) == "draft"

    def test_what_changed_since_is_asked_about_again(self, editor):
        house = cited(status="draft")
        page = ask(editor, "publish", house)
        house.contact_points.create(channel="visit", value="Storgatan 1, Gävle")
        again = agree(editor, page)
        assert status(house) == "draft"
        assert "Storgatan 1, Gävle" in again.text

    def test_what_somebody_withdrew_meanwhile_stays_withdrawn(self, editor):
        house = cited(status="draft")
        page = ask(editor, "publish", house)
        Organisation.objects.update(status="withdrawn")
        agree(editor, page)
        assert status(house) == "withdrawn"

    def test_a_record_whose_source_is_gone_is_not_published(self, editor):
        house = cited(status="draft")
        page = ask(editor, "publish", house)
        house.citations.all().delete()
        assert "No source is cited yet." in agree(editor, page).text

    def test_of_no_record_there_is_nothing_to_ask(self, editor):
        response = editor.get(admin_url(Organisation, "act", "publish"), {"pk": "7"})
        assert response["Location"].endswith(admin_url(Organisation, "changelist"))

    def test_an_act_that_there_is_not_is_not_found(self, editor):
        assert editor.get(admin_url(Organisation, "act", "burn")).status_code == 404

    def test_more_than_a_page_holds_is_refused(self, editor, monkeypatch):
        monkeypatch.setattr("organisations.admin.acts.MOST", 1)
        houses = [make_organisation(slug) for slug in ("one", "two")]
        assert ask(editor, "withdraw", *houses).status_code == 303

    def test_the_way_back_leads_to_the_list_as_it_was(self, editor):
        house = cited(status="draft")
        address = f"{admin_url(Organisation, 'changelist')}?q=house&o=1"
        data = {"action": "publish", "_selected_action": [house.pk]}
        assert "?q=house&amp;o=1" in editor.post(address, data).text

    @pytest.mark.parametrize("make", [make_organisation, make_network, make_project, make_person])
    def test_the_question_costs_the_same_for_two_and_for_many(self, editor, make):
        records = [cited(make, slug=f"s-{number}", status="draft") for number in range(9)]
        for record in records:
            record.places.add(make_place("gavle"))
        costs = []
        for some in (records[:2], records[2:]):
            with CaptureQueriesContext(connection) as queries:
                ask(editor, "publish", *some)
            costs.append(len(queries))
        assert costs[1] <= costs[0]


def test_saving_a_record_does_not_confirm_it(editor):
    house = make_organisation()
    press(editor, house, "", summary_en="New words.")
    assert Organisation.objects.get().verified_on is None


def test_each_act_is_a_revision_by_who_did_it(editor):
    house = cited(status="draft")
    press(editor, house, "publish")
    revision = versions_of(house).first().revision
    assert (revision.act, revision.user.username) == ("published", "editor")


@pytest.mark.parametrize(
    ("date", "listed"), [(None, True), ("2020-01-01", True), (timezone.localdate().isoformat(), False)]
)
def test_what_nobody_checked_for_a_year_is_listed_for_checking(editor, date, listed):
    make_organisation(verified_on=date)
    html = editor.get(f"{admin_url(Organisation, 'changelist')}?checked=stale").content.decode()
    assert ("Womens House" in html) is listed


class TestPreview:
    def show(self, client, record, language="en"):
        return client.post(f"/{language}{admin_url(type(record), 'preview', record.pk)[3:]}")

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    @pytest.mark.parametrize("make", [make_organisation, make_network, make_project, make_person])
    def test_shows_a_draft_as_readers_will_see_it(self, editor, make, language):
        record = make(status="draft", **{f"summary_{language}": "Qqq."})
        assert "Qqq." in self.show(editor, record, language).content.decode()

    def test_publishes_nothing(self, editor, client):
        house = make_organisation(status="draft")
        self.show(editor, house)
        assert (status(house), client.get(PUBLIC).status_code) == ("draft", 404)

    def test_shows_the_ties_as_readers_will_see_them(self, editor):
        house, network = make_organisation(status="draft"), make_network(name_en="Known network")
        make_membership(network, organisation=house)
        make_affiliation(house, person=make_person(status="draft", name_en="Hidden person"))
        html = self.show(editor, house).content.decode()
        assert ("Known network" in html, "Hidden person" in html) == (True, False)

    def test_says_what_is_lacking_where_it_cannot_be_shown(self, editor):
        person = make_person(status="draft", legal_basis="none")
        assert "only on a ground" in editor.post(self.address(person), follow=True).content.decode()

    def address(self, record):
        return admin_url(type(record), "preview", record.pk)

    def test_is_only_offered_where_it_is_looked_for_by_an_address(self, editor):
        house = make_organisation(status="draft", summary_en="Qqq.")
        html = editor.get(self.address(house)).content.decode()
        assert ("<button" in html, "Qqq." in html) == (True, False)

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_of_nothing_is_not_found(self, editor, method):
        assert getattr(editor, method)(admin_url(Organisation, "preview", 99)).status_code == 404

    def test_is_for_editors_alone(self, client):
        house = make_organisation(status="draft")
        assert client.get(self.address(house)).status_code == 302

    def test_does_not_bind_the_keys_that_leave_the_site(self, editor):
        assert "site.js" not in self.show(editor, make_organisation()).content.decode()


class TestGone:
    def test_a_deleted_record_leaves_a_page_that_says_so(self, client):
        make_organisation().delete()
        assert client.get(PUBLIC).status_code == 410

    def test_a_deleted_draft_leaves_nothing(self, client):
        make_organisation(status="draft").delete()
        assert client.get(PUBLIC).status_code == 404

    def test_a_draft_that_is_thrown_away_was_never_there(self, editor, client):
        act_on_many(editor, "discard", make_organisation(status="draft"))
        assert client.get(PUBLIC).status_code == 404

    def test_a_draft_that_was_merged_leads_nowhere(self, client):
        draft = make_organisation(status="draft")
        merge(make_organisation("kept"), draft)
        assert client.get(PUBLIC).status_code == 404

    def test_what_was_published_once_is_gone_even_if_it_was_a_draft_again(self, client):
        house = make_organisation()
        for house.status in ("withdrawn", "draft", "withdrawn"):
            house.save()
        assert client.get(PUBLIC).status_code == 410

    def test_a_record_that_moved_is_found_at_its_old_address(self, client):
        house = make_organisation()
        house.slug = "new-house"
        house.save()
        assert client.get(f"{PUBLIC}cite.bib")["Location"] == "/en/organisations/new-house/cite.bib"

    def test_an_old_address_leads_on_through_every_move(self, client):
        house = make_organisation()
        for slug in ("second", "third"):
            house.slug = slug
            house.save()
        assert client.get(PUBLIC)["Location"] == "/en/organisations/third/"

    def test_an_old_address_of_what_is_now_a_draft_leads_nowhere(self, client):
        house = make_organisation()
        house.slug, house.status = "second", "draft"
        house.save()
        assert client.get(PUBLIC).status_code == 404

    def test_nothing_new_comes_to_the_address_of_what_was_taken_away(self, editor):
        make_person().delete()
        address = admin_url(Person, "add")
        data = opened_form(editor, address) | {
            "name_en": "Amina",
            "slug": "amina-ali",
            "original_language": "en",
        }
        assert "was taken away" in editor.post(address, data).content.decode()

    def test_the_name_of_who_was_taken_away_is_not_kept_in_her_address(self):
        from organisations.models import FormerSlug

        make_person().delete()
        assert "amina" not in str(FormerSlug.objects.values().get())


class TestHandingOver:
    """What goes from hand to hand carries a word, and who is told of it reads the word."""

    def in_review(self, editor, **changes):
        house = make_organisation(status="draft")
        press(editor, house, "submit", **changes)
        return house

    def revision(self, house):
        return versions_of(house).first().revision

    def test_carries_a_word_to_whoever_publishes(self, editor):
        house = self.in_review(editor, note_submit="  The source follows. ")
        assert (status(house), self.revision(house).note) == ("review", "The source follows.")
        assert "The source follows." in editor.get(form_of(house)).text

    def test_needs_no_word(self, editor):
        assert status(self.in_review(editor)) == "review"

    def test_tells_at_once_what_stands_in_the_way_of_publishing(self, editor):
        house = make_organisation(status="draft")
        shown = editor.get(form_of(house)).text.count("No source is cited yet.")
        assert shown == 2  # above, and at the button
        response = press(editor, house, "submit")
        assert "Womens House cannot be published yet: No source is cited yet." in response.text

    def test_tells_of_nothing_where_nothing_stands_in_the_way(self, editor):
        assert "cannot be published yet" not in press(editor, cited(status="draft"), "submit").text

    def test_of_something_new_says_what_publishing_needs(self, editor):
        assert "add a citation first" in editor.get(admin_url(Organisation, "add")).text

    def test_back_asks_why(self, editor):
        house = self.in_review(editor)
        response = press(editor, house, "redraft")
        assert (status(house), "Why does it go back?" in response.text) == ("review", True)

    def test_back_takes_the_reason_from_the_page_that_asks(self, editor):
        house = self.in_review(editor)
        page = press(editor, house, "redraft")
        ticked = [one.answer for one in page.context_data["free"]]
        editor.post(page.context_data["address"], {"ticked": ticked, "note": "Page 7 says 1994."})
        assert (status(house), self.revision(house).note) == ("draft", "Page 7 says 1994.")

    @pytest.mark.parametrize("note", ["", "  ", "\0"])
    def test_back_is_refused_without_a_reason(self, editor, note):
        house = self.in_review(editor)
        page = press(editor, house, "redraft")
        ticked = [one.answer for one in page.context_data["free"]]
        response = editor.post(page.context_data["address"], {"ticked": ticked, "note": note}, follow=True)
        assert (status(house), "Say why" in response.text) == ("review", True)

    def test_back_takes_the_reason_written_at_the_button(self, editor):
        house = self.in_review(editor)
        press(editor, house, "redraft", note_redraft="Page 7 says 1994.")
        assert status(house) == "draft"

    def test_back_says_on_the_form_who_returned_it_and_why(self, editor):
        house = self.in_review(editor)
        press(editor, house, "redraft", note_redraft="Page 7 says 1994.")
        html = editor.get(form_of(house)).text
        assert ("Page 7 says 1994." in html, "returned as a draft" in html) == (True, True)

    def test_is_told_no_more_once_it_went_on(self, editor):
        house = self.in_review(editor, note_submit="The source follows.")
        cite(house, "name")
        press(editor, house, "publish")
        assert "The source follows." not in editor.get(form_of(house)).text

    def test_back_of_many_asks_once(self, editor):
        houses = [make_organisation(slug, status="review") for slug in ("one", "two")]
        page = ask(editor, "redraft", *houses)
        ticked = [one.answer for one in page.context_data["free"]]
        editor.post(page.context_data["address"], {"ticked": ticked, "note": "Again, please."})
        assert [self.revision(house).note for house in houses] == ["Again, please."] * 2

    def test_back_without_a_reason_is_refused_in_whatever_way(self, django_user_model):
        house = make_organisation(status="review")
        user = django_user_model.objects.create_superuser("root")
        with pytest.raises(ValidationError, match="Say why"):
            apply_transition(TRANSITIONS["redraft"], house, user)


class TestTheAddressOfSomethingWithdrawn:
    @pytest.mark.parametrize("make", [make_organisation, make_network, make_project])
    def test_says_so_to_an_editor_and_names_it_not(self, make):
        record = make(name_en="Qqq", status="withdrawn")
        response = in_role("Editor").get(form_of(record), follow=True)
        assert ("This record was withdrawn." in response.text, "Qqq" in response.text) == (True, False)

    def test_of_a_person_says_the_same_as_that_of_nobody(self):
        person, editor = make_person(status="withdrawn"), in_role("Editor")
        hers, nobodys = (
            editor.get(admin_url(Person, "change", pk), follow=True).text
            for pk in (person.pk, person.pk + 1000)
        )
        words = "Nobody is here, or she was withdrawn."
        assert (words in hers, words in nobodys) == (True, True)

    @pytest.mark.parametrize("pk", ["999999", "x", "9" * 40])
    def test_of_something_else_says_that_it_is_not_there(self, pk):
        response = in_role("Editor").get(admin_url(Organisation, "change", pk), follow=True)
        assert "was withdrawn" not in response.text
