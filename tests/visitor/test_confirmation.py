"""The link with which those whom a record is about say whether it is still correct, without an account."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from django.utils.timezone import localdate

from networks.models import Report
from organisations.history.changes import newest_revision
from organisations.history.recording import revision
from organisations.history.versions import versions_of
from organisations.models import ContactPoint, Organisation, Revision
from organisations.search.index import deferred
from orgdirectory.feedback.confirmation import address_of
from orgdirectory.feedback.receipts import hash_of
from orgdirectory.feedback.spam import REPORTS_AN_HOUR

from ..world import (
    make_affiliation,
    make_confirmation_request,
    make_network,
    make_organisation,
    make_person,
    make_place,
    make_project,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="class")
def its_rows(class_rows):
    make_organisation(summary_en="A house for women.", summary_ar="بيت للنساء.")


@pytest.fixture
def house(its_rows):
    return Organisation.objects.get(slug="womens-house")


@pytest.fixture
def confirmation_request(house):
    return make_confirmation_request(house)


def link(confirmation_request, language="en"):
    with translation.override(language):
        return address_of(confirmation_request)


def send(client, confirmation_request, answer="correct", message="", language="en", **more):
    fields = {"answer": answer, "message": message} | more.pop("fields", {})
    return client.post(link(confirmation_request, language), fields, follow=True, **more)


def opened(client, confirmation_request, language="en"):
    """Open the page, and return what its form sends of what it showed."""
    return seen_in(client.get(link(confirmation_request, language)))


def seen_in(response):
    return {"seen": re.search('name="seen" value="(.*?)"', response.text)[1]}


def code_in(response):
    return re.search(r'<bdi dir="ltr">(\w{4}-\w{4}-\w{4})</bdi>', response.text)[1]


def day_of_check(record):
    record.refresh_from_db()
    return record.verified_on


class TestThePage:
    @pytest.mark.parametrize(
        ("language", "words"),
        [("sv", "A house for women."), ("ar", "بيت للنساء."), ("en", "A house for women.")],
    )
    def test_shows_the_record_in_the_language_of_its_address(
        self, client, confirmation_request, language, words
    ):
        html = client.get(link(confirmation_request, language)).text
        assert (f'<html lang="{language}"' in html, words in html) == (True, True)

    @pytest.mark.parametrize("make", [make_organisation, make_network, make_project, make_person])
    def test_is_there_for_every_kind_of_record(self, client, make):
        record = make("the-record")
        assert "The Record" in client.get(link(make_confirmation_request(record))).text

    def test_shows_how_to_reach_them_but_no_link_to_another_site(self, client, house):
        ContactPoint.objects.create(record=house, channel="web", value="https://house.example/")
        html = client.get(link(make_confirmation_request(house))).text
        assert ("https://house.example/" in html, 'href="https://house.example' in html) == (True, False)

    def test_shows_what_is_asked_before_what_is_said(self, client, confirmation_request):
        html = client.get(link(confirmation_request)).text
        asked, send_it, said = 'name="answer"', "Send to the editors", "A house for women."
        assert html.index(asked) < html.index(send_it) < html.index(said)

    def test_parts_values_as_people_write_them(self, client, house):
        make_affiliation(house, person=make_person(), start_date="1994")
        html = client.get(link(make_confirmation_request(house))).text
        assert re.search(r"Amina Ali</bdi>,\s+<bdi", html)

    def test_lets_a_number_run_from_the_left(self, client, house):
        ContactPoint.objects.create(record=house, channel="call", value="+46 8 123 00 01")
        assert '<bdi dir="ltr">' in client.get(link(make_confirmation_request(house), "ar")).text

    @pytest.mark.parametrize("level", ["area", "editors"])
    def test_shows_nothing_that_readers_may_not_know(self, client, house, level):
        house.seat = make_place("lund", country="SE", confidentiality=level)
        house.save()
        assert "Lund" not in client.get(link(make_confirmation_request(house))).text

    def test_shows_the_ties_that_readers_see_and_no_others(self, client, house):
        make_affiliation(house, person=make_person())
        make_affiliation(house, person=make_person("secret-name", status="draft"))
        html = client.get(link(make_confirmation_request(house))).text
        assert ("Amina Ali" in html, "Secret Name" in html) == (True, False)

    def test_is_for_no_search_engine(self, client, confirmation_request):
        html = client.get(link(confirmation_request)).text
        assert ('<meta name="robots" content="noindex">' in html, "canonical" in html) == (True, False)

    def test_tells_no_other_site_its_address_and_is_kept_nowhere(self, client, confirmation_request):
        headers = client.get(link(confirmation_request)).headers
        assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")

    @pytest.mark.parametrize("send_it", [False, True], ids=["get", "post"])
    def test_needs_no_cookie(self, confirmation_request, send_it):
        client = Client(enforce_csrf_checks=True)
        response = send(client, confirmation_request) if send_it else client.get(link(confirmation_request))
        assert (response.status_code, dict(response.cookies)) == (200, {})

    def test_can_be_opened_by_the_programs_that_read_mail(self, client, house, confirmation_request):
        for _ in range(3):
            client.get(link(confirmation_request)), client.head(link(confirmation_request))
        assert (day_of_check(house), client.get(link(confirmation_request)).status_code) == (None, 200)

    def test_has_a_token_that_names_the_question_and_nothing_else(self, confirmation_request):
        token = link(confirmation_request).split("/")[-2]
        assert re.fullmatch(rf"{confirmation_request.pk}\.[\w-]{{43}}", token)

    def test_costs_few_queries(self, client, house, django_assert_max_num_queries):
        with deferred():
            for number in range(20):
                make_affiliation(house, person=make_person(f"person-{number}"))
        confirmation_request = make_confirmation_request(house)
        with django_assert_max_num_queries(24):
            client.get(link(confirmation_request))


class TestCorrect:
    def test_makes_the_record_checked_today_by_no_user(self, client, house, confirmation_request):
        send(client, confirmation_request)
        house.refresh_from_db()
        assert (house.verified_on, house.verified_by) == (localdate(), None)

    def test_is_one_revision_in_the_history(self, client, house, confirmation_request):
        send(client, confirmation_request)
        revision = versions_of(house).first().revision
        assert (revision.act, revision.note, revision.user) == ("confirmed", "confirmed by link", None)

    def test_is_no_message(self, client, confirmation_request):
        send(client, confirmation_request)
        assert not Report.objects.exists()

    def test_with_a_message_is_a_message_too(self, client, house, confirmation_request):
        send(client, confirmation_request, message="But call us before noon.")
        assert (Report.objects.get().message, day_of_check(house)) == (
            "But call us before noon.",
            localdate(),
        )

    def test_takes_away_who_checked_it_before(self, client, house, django_user_model):
        house.verified_by = django_user_model.objects.create_user("shirin")
        house.save()
        send(client, make_confirmation_request(house))
        house.refresh_from_db()
        assert house.verified_by is None


class TestAnotherAnswer:
    @pytest.mark.parametrize("answer", ["change", "closed"])
    def test_comes_to_the_editors_with_its_record(self, client, house, confirmation_request, answer):
        send(client, confirmation_request, answer, "We moved.", language="ar")
        report = Report.objects.get()
        assert (report.kind, report.fact, report.message, report.subject, report.language) == (
            "check", answer, "We moved.", house, "ar",
        )  # fmt: skip

    @pytest.mark.parametrize("answer", ["change", "closed"])
    def test_changes_nothing_by_itself(self, client, house, confirmation_request, answer):
        before = type(house).objects.values().get()
        send(client, confirmation_request, answer, "We moved.")
        assert type(house).objects.values().get() == before

    def test_that_all_is_over_needs_no_message(self, client, confirmation_request):
        send(client, confirmation_request, "closed")
        assert Report.objects.get().message == "it does not exist any more"

    def test_of_a_person_may_be_to_be_taken_out(self, client):
        send(client, make_confirmation_request(make_person()), "closed")
        assert Report.objects.get().kind == "removal"


def mark_checked(house, **more):
    with revision(None, Revision.Act.CONFIRMED):
        house.save(update_fields=house.note_check(house.Checker.EDITOR))


def change_in_another_language(house, **more):
    house.summary_ar = "بيت، للنساء."
    house.save()


def tie_to_a_draft(house, **more):
    make_affiliation(house, person=make_person(status="draft"))


def answer_another_link(house, client):
    send(client, make_confirmation_request(house), "change", "We moved.")


def change_a_text(house, **more):
    house.summary_en = "A house for all."
    house.save()


def add_a_number(house, **more):
    ContactPoint.objects.create(record=house, channel="call", value="+46 8 123 00 01")


def add_a_tie(house, **more):
    make_affiliation(house, person=make_person())


def take_a_text_away(house, **more):
    house.summary_en = house.summary_ar = ""
    house.save()


CHANGES = [change_a_text, add_a_number, add_a_tie, take_a_text_away]


class TestWhileThePageIsOpen:
    @pytest.mark.parametrize(
        "happens", [mark_checked, change_in_another_language, tie_to_a_draft, answer_another_link]
    )
    def test_what_she_does_not_see_takes_no_confirmation_away(
        self, client, house, confirmation_request, happens
    ):
        fields = opened(client, confirmation_request)
        happens(house, client=client)
        assert send(client, confirmation_request, fields=fields).status_code == 200
        assert (day_of_check(house), house.verified_through) == (localdate(), "itself")

    @pytest.mark.parametrize("happens", CHANGES)
    def test_what_she_did_not_see_is_not_confirmed_by_her(self, client, house, confirmation_request, happens):
        fields = opened(client, confirmation_request)
        happens(house)
        response = send(client, confirmation_request, fields=fields)
        assert (response.status_code, day_of_check(house)) == (409, None)
        assert "was changed while you read" in response.text

    def test_what_is_new_is_marked_and_confirmed_with_the_second_answer(
        self, client, house, confirmation_request
    ):
        fields = opened(client, confirmation_request)
        change_a_text(house)
        response = send(client, confirmation_request, fields=fields)
        marked = [one.key for one in response.context["form"].marked if one.is_new]
        assert send(client, confirmation_request, fields=seen_in(response)).status_code == 200
        assert (marked, day_of_check(house)) == (["summary"], localdate())

    @pytest.mark.parametrize("answer", ["correct", "change", "closed"])
    @pytest.mark.parametrize("happens", CHANGES)
    def test_her_words_are_kept_as_of_an_earlier_state(
        self, client, house, confirmation_request, happens, answer
    ):
        fields, before = opened(client, confirmation_request), newest_revision(house)
        happens(house)
        send(client, confirmation_request, answer, "We moved.", fields=fields)
        report = Report.objects.get()
        told = (report.message, report.fact, report.late, report.shown, report.subject)
        assert told == ("We moved.", answer, "changed", before, house)
        assert day_of_check(house) is None

    @pytest.mark.parametrize("seen", ["", "forged", "gcm:", "ه" * 40, "AAAA" * 30])
    def test_what_nobody_can_tell_she_saw_vouches_for_what_was_there_when_the_link_was_made(
        self, client, house, confirmation_request, seen
    ):
        change_a_text(house)
        assert send(client, confirmation_request, fields={"seen": seen}).status_code == 409
        assert send(client, make_confirmation_request(house), fields={"seen": seen}).status_code == 200

    def test_what_it_showed_cannot_be_read_from_it(self, client, house, confirmation_request):
        first, second = (opened(client, confirmation_request)["seen"] for _ in range(2))
        assert first != second

    def test_a_link_stays_open_when_the_record_changes(self, client, house, confirmation_request):
        change_a_text(house)
        html = client.get(link(confirmation_request)).text
        assert "A house for all." in html


class TestWhatIsMarkedAsNotCorrect:
    def test_comes_to_the_editors_in_her_words_and_the_directorys(self, client, confirmation_request):
        send(client, confirmation_request, "change", "Older.", fields={"wrong": ["summary", "name"]})
        report = Report.objects.get()
        assert report.message == "Older."
        assert report.seen == "Names: Womens House\nSummary: A house for women."

    @pytest.mark.parametrize("answer", ["", "change"])
    def test_is_an_answer_by_itself(self, client, confirmation_request, answer):
        send(client, confirmation_request, answer, fields={"wrong": ["summary"]})
        report = Report.objects.get()
        assert (report.fact, report.message) == ("change", "something has changed")

    def test_is_not_correct_at_the_same_time(self, client, house, confirmation_request):
        response = send(client, confirmation_request, fields={"wrong": ["summary"]})
        assert (response.status_code, Report.objects.count(), day_of_check(house)) == (400, 0, None)
        assert 'value="summary" checked' in response.text

    def test_is_something_of_the_page(self, client, confirmation_request):
        send(client, confirmation_request, "change", "Old.", fields={"wrong": ["kind<b>", "x" * 500]})
        assert Report.objects.get().seen == ""


class TestTheReceipt:
    def test_is_given_for_what_comes_to_the_editors(self, client, confirmation_request):
        code = code_in(send(client, confirmation_request, "change", "We moved."))
        assert Report.objects.get().receipt == hash_of(code)

    def test_says_that_a_message_was_kept_beside_the_check(self, client, confirmation_request):
        html = send(client, confirmation_request, message="But call us before noon.").text
        assert "The editors have your message." in html
        assert "The page now says that the facts were checked today." in html

    def test_leads_to_what_the_editors_decided(self, client, confirmation_request):
        code = code_in(send(client, confirmation_request, "change", "We moved."))
        Report.objects.update(state="handled", answer="Thank you.", decided_on=localdate())
        assert "Thank you." in client.post("/en/report/outcome/", {"code": code}, follow=True).text

    def test_is_the_same_when_the_answer_is_sent_twice(self, client, confirmation_request):
        codes = {code_in(send(client, confirmation_request, "change", "We moved.")) for _ in range(2)}
        assert (len(codes), Report.objects.count()) == (1, 1)

    def test_is_not_given_where_there_is_nothing_to_follow(self, client, confirmation_request):
        assert "Your code" not in send(client, confirmation_request).text


VOID = {
    "revoked": lambda asked: type(asked).objects.filter(pk=asked.pk).update(revoked=timezone.now()),
    "expired": lambda asked: type(asked).objects.filter(pk=asked.pk).update(expires=timezone.now()),
    "answered": lambda asked: asked.record_answer("correct"),
    "void": lambda asked: Organisation._base_manager.update(status="withdrawn"),
}


@pytest.mark.parametrize("state", VOID)
class TestWordsToALinkThatTakesNoAnswer:
    @pytest.fixture
    def late(self, client, house, confirmation_request, state):
        """What the form sends that was open when it became void."""
        fields = opened(client, confirmation_request)
        VOID[state](confirmation_request)
        return {"fields": fields}

    @pytest.mark.parametrize("answer", ["correct", "change", "closed"])
    def test_are_kept_with_the_record_and_the_reason(
        self, client, house, confirmation_request, state, late, answer
    ):
        response = send(client, confirmation_request, answer, "We moved.", **late)
        report = Report.objects.get()
        assert (report.message, report.kind, report.late, report.subject) == (
            "We moved.",
            "check",
            state,
            house,
        )
        assert (code_in(response) != "", report.get_late_display() in response.text) == (True, True)

    def test_confirm_nothing(self, client, house, confirmation_request, state, late):
        before = type(house)._base_manager.values().get()
        send(client, confirmation_request, "correct", "All is well.", **late)
        assert type(house)._base_manager.values().get() == before

    def test_are_kept_once(self, client, confirmation_request, state, late):
        for _ in range(3):
            assert send(client, confirmation_request, "change", "We moved.", **late).status_code == 200
        assert Report.objects.count() == 1

    def test_are_given_back_where_they_are_too_long(self, client, confirmation_request, state, late):
        response = send(client, confirmation_request, "change", "a" * 4001, **late)
        assert (response.status_code, "a" * 4001 in response.text, Report.objects.count()) == (400, True, 0)

    def test_are_given_back_to_who_sends_very_many(self, client, confirmation_request, state, late):
        for number in range(REPORTS_AN_HOUR):
            send(client, confirmation_request, "change", f"We moved to {number}.", **late)
        response = send(client, confirmation_request, "change", "The sixth.", **late)
        assert (response.status_code, "The sixth." in response.text) == (429, True)

    def test_are_not_those_of_a_bare_confirmation(self, client, confirmation_request, state, late):
        response = send(client, confirmation_request, **late)
        assert (response.status_code, Report.objects.count()) == (410, 0)


def test_words_to_a_link_of_a_record_that_is_gone_are_kept(client, house, confirmation_request):
    address = link(confirmation_request)
    house.delete()
    response = client.post(address, {"answer": "change", "message": "We moved."}, follow=True)
    report = Report.objects.get()
    assert (response.status_code, report.message, report.late, report.subject) == (
        200,
        "We moved.",
        "void",
        None,
    )


class TestALinkThatIsVoid:
    def void(self, client, confirmation_request, status=410):
        responses = [client.get(link(confirmation_request)), send(client, confirmation_request)]
        assert [response.status_code for response in responses] == [status, status]
        return responses[0].text

    @pytest.mark.parametrize("answer", ["correct", "change", "closed"])
    def test_has_been_answered(self, client, confirmation_request, answer):
        send(client, confirmation_request, answer, "A message.")
        assert "It has been answered already." in self.void(client, confirmation_request)

    def test_is_too_old(self, client, house):
        confirmation_request = make_confirmation_request(house, expires=timezone.now() - timedelta(seconds=1))
        assert "It is too old." in self.void(client, confirmation_request)

    def test_was_taken_back(self, client, house):
        confirmation_request = make_confirmation_request(house, revoked=timezone.now())
        assert "The editors have taken it back." in self.void(client, confirmation_request)

    @pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
    def test_is_of_a_record_that_is_not_public_and_names_it_not(
        self, client, house, confirmation_request, status
    ):
        type(house)._base_manager.filter(pk=house.pk).update(status=status)
        html = self.void(client, confirmation_request)
        assert ("Womens House" in html, "womens-house" in html) == (False, False)

    def test_is_of_a_record_that_is_gone(self, client, house, confirmation_request):
        address = link(confirmation_request)
        house.delete()
        assert client.get(address).status_code == 404

    def test_leads_to_another_way_to_write(self, client, house):
        confirmation_request = make_confirmation_request(house, revoked=timezone.now())
        assert 'href="/en/report/?about=organisations/womens-house"' in self.void(
            client, confirmation_request
        )

    @pytest.mark.parametrize(
        "forge", [str.swapcase, lambda token: token[:-1], lambda token: "9" + token, len]
    )
    def test_is_not_whole_or_forged(self, client, confirmation_request, forge):
        token = forge(link(confirmation_request).split("/")[-2])
        assert client.get(f"/en/check/{token}/").status_code == 404

    @pytest.mark.parametrize("token", ["x", "1", "1.", ".", "1:x", "%00", "%F0%9F%98%80", "x" * 3000, "-1.a"])
    def test_is_nonsense(self, client, token):
        response = client.get(f"/ar/check/{token}/")
        assert (response.status_code, '<html lang="ar"' in response.text) == (404, True)

    def test_is_of_another_key(self, client, confirmation_request, settings):
        address = link(confirmation_request)
        settings.SECRET_KEY = "another" * 10
        assert client.get(address).status_code == 404


class TestAPost:
    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"answer": ""},
            {"answer": "maybe"},
            {"answer": "change"},
            {"answer": "change", "message": " \0 "},
            {"answer": "correct", "message": "a" * 4001},
        ],
    )
    def test_that_answers_nothing_is_refused_and_uses_nothing_up(
        self, client, house, confirmation_request, fields
    ):
        response = client.post(link(confirmation_request), fields)
        assert (response.status_code, day_of_check(house), Report.objects.count()) == (400, None, 0)
        assert send(client, confirmation_request).status_code == 200

    @pytest.mark.parametrize(
        "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}]
    )
    def test_of_another_site_is_refused(self, client, house, confirmation_request, headers):
        response = send(client, confirmation_request, headers=headers)
        assert (response.status_code, day_of_check(house)) == (403, None)

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (b"answer=%ff", "application/x-www-form-urlencoded"),
            (b"message=" + b"a" * 3_000_000, "application/x-www-form-urlencoded"),
            (b"a=&" * 2000, "application/x-www-form-urlencoded"),
            (b"{}", "application/json"),
            (b"--X\r\n", "multipart/form-data"),
        ],
    )
    def test_of_nonsense_is_answered_and_never_fails(self, client, confirmation_request, body, content_type):
        assert client.post(link(confirmation_request), body, content_type=content_type).status_code == 400

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_is_the_only_way_to_answer(self, client, confirmation_request, method):
        assert getattr(client, method)(link(confirmation_request)).status_code == 405


def test_the_token_is_in_no_log(client, house, confirmation_request, caplog):
    caplog.set_level(logging.DEBUG)
    token = link(confirmation_request).split("/")[-2]
    client.put(link(confirmation_request)), client.post(link(confirmation_request))
    client.post(link(confirmation_request), b"a=&" * 2000, "application/x-www-form-urlencoded")
    (
        send(client, confirmation_request),
        send(client, confirmation_request),
        client.get(link(confirmation_request)),
    )
    requests = [record for record in caplog.records if record.name.startswith("django")]
    assert not [record for record in requests if token in record.getMessage()]


@pytest.mark.usefixtures("class_directory")
class TestTheShippedDirectory:
    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_the_page_arrives_in_the_first_flight(self, client, language):
        confirmation_request = make_confirmation_request(Organisation.objects.get(slug="kvinnors-natverk"))
        response = client.get(link(confirmation_request, language), headers={"Accept-Encoding": "br"})
        assert len(response.content) + 1_100 <= 14_336
