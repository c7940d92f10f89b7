"""Editors decide on what readers propose, in one step; nobody puts a text where she may not write."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from networks.corrections import accept
from networks.models import Report
from organisations.history.changes import newest_revision
from organisations.history.versions import versions_of
from organisations.models import Revision
from orgdirectory.feedback.receipts import hash_of

from .. import conftest
from ..world import make_affiliation, make_organisation, make_person, make_report, make_source

pytestmark = pytest.mark.django_db

LIST = "admin:networks_report_changelist"
OLD, NEW, NEWER = "It was founded in 1993.", "It was founded in 1994.", "Seven women founded it."


@pytest.fixture
def house():
    return make_organisation(summary_en=OLD, founding_date="1993")


@pytest.fixture
def report(house):
    return propose(house)


def propose(record, fact="summary_en", proposal=NEW, seen=OLD, message="", **fields):
    about = {record._meta.model_name: record, "fact": fact, "proposal": proposal, "seen": seen}
    return make_report(message, **about | fields)


@pytest.fixture
def sign_in(client):
    """Sign in as somebody who has one of the roles."""

    def sign_in(role):
        user = conftest.make_account(role.lower())
        user.groups.add(Group.objects.get(name=role))
        return conftest.sign_in(client, user)

    return sign_in


def address(report, language="en"):
    return f"/{language}{reverse('admin:networks_report_change', args=[report.pk])[3:]}"


def page(editor, report):
    """Return the page of a message as it reads with the words that are added, without those removed."""
    return re.sub(r"<del>.*?</del>|<span[^>]*hidden.*?</span>|</?ins>", "", editor.get(address(report)).text)


def decide(editor, report, button="_accept", **fields):
    data = {"note": "", "answer": "", "answer_language": ""}
    return editor.post(address(report), data | {button: "x"} | fields)


def summary(record):
    record.refresh_from_db()
    return record.summary_en


class TestThePage:
    def test_shows_the_proposal_beside_the_text_as_it_is(self, editor, report):
        html = page(editor, report)
        assert (OLD in html, NEW in html) == (True, True)

    def test_marks_the_words_that_change(self, editor, report):
        html = re.sub(r"<span.*?</span>", "", editor.get(address(report)).text)
        assert "<del>1993</del><ins>1994</ins>" in html

    def test_shows_both_in_the_language_they_are_in(self, editor, house):
        house.summary_ar = "تأسست سنة 1993."
        house.save()
        report = propose(house, "summary_ar", "تأسست سنة 1994.", house.summary_ar)
        html = editor.get(address(report, "sv")).text
        assert re.findall(r'lang="ar" dir="rtl"(?: class="difference")?>تأسست', html) == [
            'lang="ar" dir="rtl">تأسست',
            'lang="ar" dir="rtl" class="difference">تأسست',
        ]

    def test_shows_markup_as_text(self, editor, house):
        html = editor.get(address(propose(house, proposal="<script>alert(1)</script>"))).text
        assert "<script>alert(1)" not in html

    def test_says_which_tie_is_meant(self, editor, house):
        tie = make_affiliation(house, person=make_person())
        report = propose(house, f"affiliation-{tie.pk}", "", "", "She left.")
        assert "Amina Ali – director" in editor.get(address(report)).text

    def test_names_no_tie_to_a_record_that_is_not_public(self, editor, house):
        tie = make_affiliation(house, person=make_person(status="draft"))
        report = propose(house, f"affiliation-{tie.pk}", "", "", "She left.")
        assert "Amina Ali" not in editor.get(address(report)).text

    def test_says_what_those_concerned_answered(self, editor, house):
        report = make_report(organisation=house, kind="check", fact="closed")
        assert "It does not exist any more" in editor.get(address(report)).text

    @pytest.mark.parametrize("state", ["handled", "dismissed"])
    def test_has_no_buttons_once_it_is_decided(self, editor, house, state):
        html = editor.get(address(propose(house, state=state))).text
        assert ('name="_accept"' in html, 'name="_decline"' in html) == (False, False)

    def test_has_no_buttons_for_who_only_reads(self, sign_in, house):
        html = page(sign_in("Translator"), propose(house, "founding_date", "1994", "1993"))
        assert ('name="_accept"' in html, 'name="_decline"' in html, "1994" in html) == (False, False, True)

    def test_has_buttons_for_who_may_write_the_text(self, sign_in, report):
        html = page(sign_in("Translator"), report)
        assert ('name="_accept"' in html, 'name="_decline"' in html) == (True, True)

    def test_lets_who_only_writes_texts_cite_no_other_source(self, sign_in, report):
        assert 'name="source"' not in page(sign_in("Translator"), report)

    @pytest.mark.parametrize(("role", "may"), [("Editor", False), ("Publisher", True)])
    def test_lets_only_who_may_change_the_record_accept(self, sign_in, role, may):
        report = propose(make_person(), "focus_areas", "Peace", "")
        assert ('name="_accept"' in sign_in(role).get(address(report)).text) == may

    @pytest.mark.parametrize(("role", "seen"), [("Editor", False), ("Publisher", True)])
    def test_shows_nothing_of_a_withdrawn_record_but_to_publishers(self, sign_in, house, report, role, seen):
        house.status = "withdrawn"
        house.save()
        html = page(sign_in(role), report)
        assert (OLD in html, NEW in html, "Womens House" in html) == (seen, seen, seen)

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_is_there_when_the_record_is_gone(self, editor, house, report, language):
        house.delete()
        assert editor.get(address(report, language)).status_code == 200


class TestAccepting:
    @pytest.mark.parametrize("role", ["Translator", "Editor", "Publisher", "Administrator"])
    def test_puts_the_text_into_the_record(self, sign_in, house, report, role):
        decide(sign_in(role), report)
        assert summary(house) == NEW

    @pytest.mark.parametrize(
        ("fact", "proposal", "seen"), [("founding_date", "1994", "1993"), ("kind", "shelter", "association")]
    )
    def test_puts_a_simple_fact_into_the_record(self, editor, house, fact, proposal, seen):
        decide(editor, propose(house, fact, proposal, seen))
        house.refresh_from_db()
        assert getattr(house, fact) == proposal

    def test_is_one_revision_with_the_number_of_the_message(self, editor, house, report):
        before = Revision.objects.exclude(pk=Revision.BASELINE).count()
        decide(editor, report)
        revision = versions_of(house).first().revision
        assert (revision.act, revision.user.username, str(report.pk) in revision.note) == (
            "accepted", "editor", True,
        )  # fmt: skip
        assert Revision.objects.exclude(pk=Revision.BASELINE).count() == before + 1

    def test_is_seen_by_readers_at_once(self, editor, report):
        decide(editor, report)
        assert NEW in editor.get("/en/organisations/womens-house/").text

    def test_notes_the_day_and_the_answer(self, editor, house):
        report = propose(house, receipt="a" * 64)
        decide(editor, report, answer="Tack!", answer_language="sv")
        report.refresh_from_db()
        assert (report.state, report.decided_on, report.answer) == ("handled", localdate(), "Tack!")

    def test_makes_the_translations_older_than_the_original(self, editor, house, report):
        house.name_sv, house.summary_sv = "Kvinnohuset", "Det grundades 1993."
        house.save()
        decide(editor, report)
        house.refresh_from_db()
        assert house.translation_state_sv == "outdated"

    def test_keeps_what_was_saved_at_the_same_moment(self, house):
        stale = type(house).objects.get()
        type(house).objects.update(founding_date="1994")
        accept(propose(house), stale, None)
        house.refresh_from_db()
        assert (house.summary_en, house.founding_date) == (NEW, "1994")

    def test_of_one_text_makes_the_old_others_no_newer(self, editor, house):
        house.name_sv, house.summary_sv = "Kvinohuset", "Det grundades 1993."
        house.save()
        house.summary_en = NEW
        house.save()
        decide(editor, propose(house, "name_sv", "Kvinnohuset", "Kvinohuset"))
        house.refresh_from_db()
        assert (house.name_sv, house.translation_state_sv) == ("Kvinnohuset", "outdated")

    @pytest.mark.parametrize("fact", ["", "seat"])
    def test_of_mere_words_changes_no_record(self, editor, house, fact):
        report = propose(house, fact, "", "", "It is in Malmö.")
        before = type(house).objects.values().get()
        decide(editor, report)
        report.refresh_from_db()
        assert (report.state, type(house).objects.values().get()) == ("handled", before)

    @pytest.mark.parametrize(
        ("fact", "proposal", "seen"),
        [
            ("founding_date", "last year", "1993"),
            ("founding_date", "2030", "1993"),
            ("kind", "gang", "association"),
            ("name_en", "a" * 201, "Womens House"),
        ],
    )
    def test_is_refused_where_the_record_does_not_take_it(self, editor, house, fact, proposal, seen):
        house.dissolution_date = "2010"
        house.save()
        report = propose(house, fact, proposal, seen)
        response = decide(editor, report)
        report.refresh_from_db()
        assert (response.status_code, bool(response.context["errors"]), report.state) == (200, True, "new")

    @pytest.mark.parametrize(("fact", "proposal"), [("founding_date", "1994"), ("seat", ""), ("", "")])
    def test_of_what_is_no_text_is_refused_to_translators(self, sign_in, house, fact, proposal):
        report = propose(house, fact, proposal, "1993", "It is in Malmö.")
        assert decide(sign_in("Translator"), report).status_code == 403
        report.refresh_from_db()
        house.refresh_from_db()
        assert (report.state, house.founding_date) == ("new", "1993")

    @pytest.mark.parametrize("role", ["Translator", "Editor", "Publisher"])
    def test_of_a_text_on_a_person_is_done_by_who_may_write_it(self, sign_in, role):
        person = make_person(summary_en=OLD)
        decide(sign_in(role), propose(person))
        assert summary(person) == NEW

    def test_of_another_fact_on_a_person_is_refused_to_editors(self, sign_in):
        report = propose(make_person(), "focus_areas", "Peace", "")
        assert decide(sign_in("Editor"), report).status_code == 403
        report.refresh_from_db()
        assert report.state == "new"

    def test_of_a_text_by_a_translator_cites_nothing_new(self, sign_in, report):
        source = make_source()
        decide(sign_in("Translator"), report, source=source.pk, paragraph=1)
        assert not source.citations.exists()

    def test_of_a_withdrawn_record_is_refused_to_translators(self, sign_in, house, report):
        house.status = "withdrawn"
        house.save()
        assert (decide(sign_in("Translator"), report).status_code, summary(house)) == (302, OLD)

    def test_of_a_withdrawn_record_is_refused_to_editors(self, sign_in, house, report):
        house.status = "withdrawn"
        house.save()
        # Django answers what she may not see as it answers what there is not.
        assert (decide(sign_in("Editor"), report).status_code, summary(house)) == (302, OLD)

    @pytest.mark.parametrize("state", ["handled", "dismissed"])
    def test_is_refused_after_somebody_has_decided(self, editor, house, report, state):
        Report.objects.update(state=state)
        response = decide(editor, report)
        assert (bool(response.context["errors"]), summary(house)) == (True, OLD)

    def test_is_not_done_by_a_link(self, editor, house, report):
        editor.get(f"{address(report)}?_accept=x")
        assert summary(house) == OLD

    def test_is_refused_to_a_visitor(self, client, house, report):
        assert (decide(client, report).status_code, summary(house)) == (403, OLD)


class TestARecordThatHasChangedSince:
    @pytest.fixture(autouse=True)
    def _changed(self, house, report):
        house.summary_en = NEWER
        house.save()

    def digest(self, editor, report):
        return editor.get(address(report)).context["adminform"].form.digest

    def test_is_shown_with_all_three_texts(self, editor, report):
        html = page(editor, report)
        assert [text in html for text in (OLD, NEW, NEWER)] == [True, True, True]

    @pytest.mark.parametrize("replace", [{}, {"replace": ""}, {"replace": "on"}, {"replace": "0" * 32}])
    def test_is_not_changed_without_a_second_look(self, editor, house, report, replace):
        response = decide(editor, report, **replace)
        assert (bool(response.context["errors"]), summary(house)) == (True, NEWER)

    def test_is_changed_after_a_second_look(self, editor, house, report):
        decide(editor, report, replace=self.digest(editor, report))
        assert summary(house) == NEW

    def test_is_not_changed_if_it_changed_again_during_that_look(self, editor, house, report):
        seen = self.digest(editor, report)
        house.summary_en = "Somebody was faster."
        house.save()
        decide(editor, report, replace=seen)
        assert summary(house) == "Somebody was faster."

    def test_needs_no_second_look_to_decline(self, editor, house, report):
        decide(editor, report, "_decline")
        report.refresh_from_db()
        assert (report.state, summary(house)) == ("dismissed", NEWER)


class TestDeclining:
    def test_changes_no_record(self, editor, house, report):
        decide(editor, report, "_decline")
        assert summary(house) == OLD

    def test_notes_the_day(self, editor, report):
        decide(editor, report, "_decline")
        report.refresh_from_db()
        assert (report.state, report.decided_on) == ("dismissed", localdate())

    def test_is_for_editors_also_where_they_may_not_accept(self, sign_in):
        report = propose(make_person(), "focus_areas", "Peace", "")
        decide(sign_in("Editor"), report, "_decline")
        report.refresh_from_db()
        assert report.state == "dismissed"

    def test_of_a_text_is_done_by_translators(self, sign_in, report):
        decide(sign_in("Translator"), report, "_decline")
        report.refresh_from_db()
        assert report.state == "dismissed"

    def test_is_refused_to_who_only_reads(self, sign_in, house):
        report = propose(house, "founding_date", "1994", "1993")
        assert decide(sign_in("Translator"), report, "_decline").status_code == 403

    def several(self, editor, *reports):
        data = {"action": "decline", "_selected_action": [report.pk for report in reports]}
        return editor.post(reverse(LIST), data)

    def test_is_done_with_several_at_once(self, editor, house, report):
        self.several(editor, report, propose(house))
        assert set(Report.objects.values_list("state", "decided_on")) == {("dismissed", localdate())}

    def test_of_several_leaves_what_is_decided(self, editor, house):
        accepted = propose(house, state="handled")
        self.several(editor, accepted)
        accepted.refresh_from_db()
        assert accepted.state == "handled"

    def test_of_several_is_refused_to_who_only_reads(self, sign_in, report):
        self.several(sign_in("Translator"), report)
        report.refresh_from_db()
        assert report.state == "new"


@pytest.mark.parametrize("button", ["_accept", "_decline"])
def test_a_decision_is_taken_back_with_a_button_and_the_text_stays(editor, house, report, button):
    decide(editor, report, button)
    text = summary(house)
    decide(editor, report, "_reopen")
    report.refresh_from_db()
    assert (report.state, report.decided_on, summary(house)) == ("new", None, text)


class TestOneControl:
    """Accepting is what tells the reader so, and nothing else does."""

    @pytest.mark.parametrize("button", ["_save", "_continue"])
    @pytest.mark.parametrize("state", ["handled", "dismissed"])
    def test_no_state_decides_beside_the_buttons(self, editor, house, report, button, state):
        decide(editor, report, button, state=state, note="Not yet.")
        report.refresh_from_db()
        assert (report.state, report.note, summary(house)) == ("new", "Not yet.", OLD)

    def test_a_page_offers_no_state_to_choose(self, editor, report):
        assert 'name="state"' not in editor.get(address(report)).text

    def test_a_decision_is_not_taken_back_by_who_only_reads(self, sign_in, house):
        report = propose(house, "founding_date", "1994", "1993", state="handled")
        assert decide(sign_in("Translator"), report, "_reopen").status_code == 403

    def test_an_answer_is_asked_for_where_somebody_can_read_it(self, editor, house):
        with_code, without = propose(house, receipt="a" * 64), propose(house)
        offered = ['name="answer"' in editor.get(address(one)).text for one in (with_code, without)]
        assert offered == [True, False]

    def test_the_page_warns_of_no_change_that_it_made_itself(self, editor, house, report):
        decide(editor, report)
        html = page(editor, report)
        assert "no longer reads as the reader saw it" not in html
        assert NEW in html


class TestOtherWords:
    def test_are_put_into_the_record_and_told_as_such(self, editor, house, report):
        decide(editor, report, wording=NEWER)
        report.refresh_from_db()
        assert (summary(house), report.state, report.reworded) == (NEWER, "handled", True)

    @pytest.mark.parametrize("wording", ["", NEW, f" {NEW} "])
    def test_are_not_those_of_the_reader(self, editor, house, report, wording):
        decide(editor, report, wording=wording)
        report.refresh_from_db()
        assert (summary(house), report.reworded) == (NEW, False)

    def test_are_offered_with_the_words_of_the_reader(self, editor, report):
        assert editor.get(address(report)).context["adminform"].form["wording"].value() == NEW

    def test_that_the_record_has_already_accept_nothing(self, editor, house, report):
        response = decide(editor, report, wording=OLD)
        report.refresh_from_db()
        assert (bool(response.context["errors"]), report.state) == (True, "new")

    def test_that_an_editor_wrote_there_herself_are_accepted(self, editor, house, report):
        house.summary_en = NEWER
        house.save()
        form = editor.get(address(report)).context["adminform"].form
        decide(editor, report, wording=NEWER, replace=form.digest)
        report.refresh_from_db()
        assert (summary(house), report.state, report.reworded) == (NEWER, "handled", True)

    def test_are_what_the_record_takes(self, editor, house):
        report = propose(house, "founding_date", "1994", "1993")
        response = decide(editor, report, wording="last year")
        house.refresh_from_db()
        assert (bool(response.context["errors"]), house.founding_date) == (True, "1993")

    def test_are_told_to_the_reader(self, editor, client, house):
        report = propose(house, receipt=hash_of("7K3M-90TX-4WQH"))
        decide(editor, report, wording=NEWER)
        response = client.post("/en/report/outcome/", {"code": "7K3M-90TX-4WQH"}, follow=True)
        assert "Accepted, in other words" in response.text

    def test_are_forgotten_with_the_decision(self, editor, report):
        decide(editor, report, wording=NEWER)
        decide(editor, report, "_reopen")
        report.refresh_from_db()
        assert (report.state, report.reworded) == ("new", False)


class TestWhatCameLate:
    def test_is_shown_with_what_was_changed_since(self, editor, house):
        seen = newest_revision(house)
        house.summary_en = NEWER
        house.save()
        report = make_report(organisation=house, kind="check", fact="change", late="changed", shown=seen)
        response = editor.get(address(report))
        assert "The record was changed while it was written." in response.text
        assert "What was changed since" in response.text
        assert [entry.revision.pk > seen for entry in response.context["changes_since"]] == [True]

    @pytest.mark.parametrize("shown", [None, 10**12])
    def test_shows_no_changes_where_none_are_known(self, editor, house, shown):
        report = make_report(organisation=house, kind="check", fact="change", late="revoked", shown=shown)
        assert "What was changed since" not in editor.get(address(report)).text

    def test_shows_what_was_marked_as_not_correct(self, editor, house):
        report = make_report(organisation=house, kind="check", fact="change", seen="Founded: 1993")
        assert '<div dir="auto">Founded: 1993</div>' in editor.get(address(report)).text


def test_the_list_names_no_withdrawn_record(sign_in, house, report):
    house.status = "withdrawn"
    house.save()
    assert "Womens House" not in sign_in("Editor").get(reverse(LIST)).text


class TestAsking:
    """The page on which an editor makes a link to those whom a record is about."""

    def page(self, record, language="en"):
        return f"/{language}{reverse('editing:ask', args=[record._meta.model_name, record.pk])[3:]}"

    def make(self, editor, record, language="en"):
        return editor.post(self.page(record), {"make": "x", "language": language}, follow=True)

    @pytest.mark.parametrize("role", ["Editor", "Publisher", "Administrator"])
    def test_begins_on_the_form_of_the_record(self, sign_in, house, role):
        form = reverse("admin:organisations_organisation_change", args=[house.pk])
        assert self.page(house) in sign_in(role).get(form).text

    @pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
    def test_is_not_about_a_record_that_is_not_public(self, editor, house, status):
        type(house).objects.update(status=status)
        form = reverse("admin:organisations_organisation_change", args=[house.pk])
        assert self.page(house) not in editor.get(form).text
        assert (editor.get(self.page(house)).status_code, self.make(editor, house).status_code) == (404, 404)

    @pytest.mark.parametrize(
        ("language", "words"), [("sv", "/sv/check/"), ("ar", "/ar/check/"), ("en", "/en/check/")]
    )
    def test_gives_a_link_in_the_language_of_the_letter(self, editor, house, language, words):
        made = self.make(editor, house, language).context["made"]
        assert (words in made["link"], made["link"] in made["text"]) == (True, True)

    def test_gives_a_link_that_works(self, editor, client, house):
        link = self.make(editor, house).context["made"]["link"]
        assert client.get(link.removeprefix("http://testserver")).status_code == 200

    def test_shows_the_link_again_on_the_way_back_and_nowhere_else(self, editor, house):
        response = self.make(editor, house)
        token = response.context["made"]["link"].split("/")[-2]
        address = response.redirect_chain[-1][0]
        assert token not in address + editor.get(self.page(house)).text
        assert token in editor.get(address).text

    def test_shows_the_link_to_nobody_else(self, editor, house, sign_in):
        address = self.make(editor, house).redirect_chain[-1][0]
        assert "/check/" not in sign_in("Publisher").get(address).text

    @pytest.mark.parametrize("becomes", ["old", "revoked", "answered"])
    def test_shows_the_link_as_long_as_it_is_new_and_works(self, editor, house, becomes):
        address = self.make(editor, house).redirect_chain[-1][0]
        now = timezone.now()
        fields = {
            "old": {"made": now - timedelta(hours=1)},
            "revoked": {"revoked": now},
            "answered": {"answer": "correct", "answered": now},
        }
        house.confirmation_requests.update(**fields[becomes])
        assert "/check/" not in editor.get(address).text

    @pytest.mark.parametrize("made", ["x", "", "0", "9" * 30, "²"])
    def test_shows_no_link_for_nonsense(self, editor, house, made):
        self.make(editor, house)
        assert "/check/" not in editor.get(f"{self.page(house)}?made={made}&language=ar").text

    def test_makes_no_other_link_when_its_page_is_read_again(self, editor, house):
        editor.get(self.make(editor, house).redirect_chain[-1][0])
        assert house.confirmation_requests.count() == 1

    def test_is_signed_by_who_publishes_and_who_asks(self, editor, house, settings):
        settings.PUBLISHER, settings.PUBLISHER_CONTACT = "Kvinnors förening", "post@example.org"
        get_user_model().objects.update(first_name="Shirin", last_name="Ali")
        words = self.make(editor, house).context["made"]["text"]
        assert words.endswith(
            "With kind regards,\nShirin Ali\nThe editors of orgdirectory\nKvinnors förening\npost@example.org"
        )
        assert "Kvinnors förening publishes orgdirectory" in words

    def test_names_nobody_who_has_given_no_name(self, editor, house, settings):
        settings.PUBLISHER = settings.PUBLISHER_CONTACT = ""
        words = self.make(editor, house).context["made"]["text"]
        assert words.endswith("With kind regards,\nThe editors of orgdirectory")

    def test_notes_who_asked_and_about_what_state(self, editor, house):
        house.summary_en = NEW
        house.save()
        self.make(editor, house)
        confirmation_request = house.confirmation_requests.get()
        assert (confirmation_request.made_by.username, confirmation_request.revision) == (
            "editor",
            versions_of(house).first().revision_id,
        )

    def test_lists_the_links_until_now_with_their_state(self, editor, house):
        self.make(editor, house)
        assert [one.state for one in editor.get(self.page(house)).context["confirmation_requests"]] == [
            "open"
        ]

    def test_lets_a_link_be_taken_back(self, editor, house):
        link = self.make(editor, house).context["made"]["link"].removeprefix("http://testserver")
        editor.post(self.page(house), {"revoke": house.confirmation_requests.get().pk})
        assert editor.get(link).status_code == 410

    @pytest.mark.parametrize("number", ["x", "", "0", "9" * 30, "9" * 5000, "-1", "²"])
    def test_takes_back_no_link_that_is_not_there(self, editor, house, number):
        assert editor.post(self.page(house), {"revoke": number}).status_code == 404

    def test_takes_back_no_link_of_another_record(self, editor, house):
        other = make_organisation("other")
        self.make(editor, other)
        response = editor.post(self.page(house), {"revoke": other.confirmation_requests.get().pk})
        assert (response.status_code, other.confirmation_requests.get().revoked) == (404, None)

    @pytest.mark.parametrize("language", ["", "xx", "en;"])
    def test_refuses_a_letter_in_no_language(self, editor, house, language):
        assert (self.make(editor, house, language).status_code, house.confirmation_requests.count()) == (
            400,
            0,
        )

    def test_is_refused_to_who_may_not(self, sign_in, house):
        client = sign_in("Translator")
        assert [client.get(self.page(house)).status_code, self.make(client, house).status_code] == [403, 403]

    def test_is_refused_to_a_visitor(self, client, house):
        assert (self.make(client, house).status_code, house.confirmation_requests.count()) == (403, 0)

    def test_makes_no_link_by_being_opened(self, editor, house):
        editor.get(f"{self.page(house)}?make=x&language=en")
        assert house.confirmation_requests.count() == 0

    @pytest.mark.parametrize("kind", ["place", "user", "report"])
    def test_is_about_records_only(self, editor, kind):
        assert editor.get(f"/en/admin/ask/{kind}/1/").status_code == 404
