"""The link with which those whom a record is about say whether it is still correct, without an account."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from django.utils.timezone import localdate

from networks.models import Report
from organisations.history.versions import versions_of
from organisations.models import ContactPoint, Organisation
from organisations.search.index import deferred
from orgdirectory.feedback.confirmation import address_of

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
    return client.post(link(confirmation_request, language), {"answer": answer, "message": message}, **more)


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

    @pytest.mark.parametrize("changed", ["summary_en", "founding_date"])
    def test_is_of_a_record_that_has_changed_since(self, client, house, confirmation_request, changed):
        setattr(house, changed, "1994")
        house.save()
        assert "What it asked about has changed since." in self.void(client, confirmation_request)

    def test_is_of_a_record_that_has_a_new_way_to_be_reached(self, client, house, confirmation_request):
        ContactPoint.objects.create(record=house, channel="call", value="+46 8 123 00 01")
        assert "What it asked about has changed since." in self.void(client, confirmation_request)

    def test_is_of_a_record_that_has_a_new_tie(self, client, house, confirmation_request):
        make_affiliation(house, person=make_person())
        assert "What it asked about has changed since." in self.void(client, confirmation_request)

    def test_is_not_that_of_a_record_that_was_saved_unchanged(self, client, house, confirmation_request):
        house.save()
        assert client.get(link(confirmation_request)).status_code == 200

    def test_stays_void_when_the_record_is_changed_back(self, client, house, confirmation_request):
        for summary in ("Other.", "A house for women."):
            house.summary_en = summary
            house.save()
        self.void(client, confirmation_request)

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

    def test_changes_and_says_nothing(self, client, house):
        confirmation_request = make_confirmation_request(house, revoked=timezone.now())
        send(client, confirmation_request), send(client, confirmation_request, "change", "We moved.")
        assert (day_of_check(house), Report.objects.count()) == (None, 0)

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
