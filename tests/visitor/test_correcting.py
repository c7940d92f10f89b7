"""Correcting a text where it stands, and seeing with a code, and nothing else, what became of it."""

import re
from secrets import token_hex
from time import time

import pytest
from django.core import signing
from django.db import IntegrityError, transaction

from networks.models import Report
from organisations.merging import merge
from organisations.models import Organisation
from organisations.search.index import deferred
from orgdirectory.feedback import receipts
from orgdirectory.feedback import spam as guards

from ..world import (
    make_affiliation,
    make_organisation,
    make_person,
    make_place,
    make_report,
)

pytestmark = pytest.mark.django_db

HOUSE = "/en/report/?about=organisations/womens-house"
TEXTS = {"summary_en": "It was founded in 1993.", "summary_ar": "تأسست سنة 1993."}


@pytest.fixture(scope="class")
def its_rows(class_rows):
    make_organisation(founding_date="1993", **TEXTS)


@pytest.fixture
def house(its_rows):
    return Organisation.objects.get(slug="womens-house")


def stamp(age=10):
    return signing.dumps([time() - age, token_hex(8)], salt=guards.TIMESTAMP_SALT)


def form_of(client, fact, language="en"):
    return client.get(f"/{language}{HOUSE[3:]}&fact={fact}").context["form"]


def correct(client, fact, proposal="", message="", language="en", **fields):
    """Send the form of a fact as a browser would, some seconds after it was shown."""
    data = {"proposal": proposal, "message": message, "empty": "", "stamp": stamp()}
    data["seen"] = getattr(form_of(client, fact, language), "digest", "")
    return client.post(f"/{language}{HOUSE[3:]}&fact={fact}", data | fields, follow=True)


def code_in(response):
    return re.search(r'<bdi dir="ltr">(\w{4}-\w{4}-\w{4})</bdi>', response.text)[1]


def ask(client, code, language="en", **more):
    return client.post(f"/{language}/report/outcome/", {"code": code}, follow=True, **more)


@pytest.mark.usefixtures("house")
class TestTheChoice:
    @pytest.mark.parametrize("fact", ["name_ar", "summary_ar", "description_ar", "founding_date", "seat"])
    def test_offers_the_texts_of_the_page_and_the_facts(self, client, fact):
        html = client.get("/ar/report/?about=organisations/womens-house").text
        assert f'href="?about=organisations/womens-house&amp;fact={fact}"' in html

    def test_offers_the_ties_that_readers_see(self, client, house):
        shown = make_affiliation(house, person=make_person())
        hidden = make_affiliation(house, person=make_person("secret", status="draft"))
        html = client.get(HOUSE).text
        assert (f"affiliation-{shown.pk}" in html, f"affiliation-{hidden.pk}" in html) == (True, False)

    def test_still_takes_a_message_on_the_whole_record(self, client):
        client.post(HOUSE, {"kind": "error", "message": "All of it.", "stamp": stamp()})
        assert Report.objects.get().fact == ""

    @pytest.mark.parametrize(
        "fact",
        [
            *(
                "",
                "-",
                "x",
                "pk",
                "id",
                "status",
                "slug",
                "confidentiality",
                "verified_on",
                "other_names__name",
            ),
            *("name", "name_", "name_xx", "summary_en ", "sort_key_en", "source_digest_en", "%00"),
            *("affiliation-1", "affiliation-", "affiliation-٣", "membership-99999999999999999999"),
        ],
    )
    def test_of_anything_else_is_the_form_of_the_record(self, client, fact):
        response = client.get(f"{HOUSE}&fact={fact}")
        assert (response.status_code, "chosen" in response.context) == (200, False)

    @pytest.mark.parametrize("about", ["", "organisations/nobody", "people/womens-house"])
    def test_of_no_record_is_the_plain_form(self, client, about):
        response = client.get(f"/en/report/?about={about}&fact=summary_en")
        assert "chosen" not in response.context

    @pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
    def test_shows_no_text_of_a_withheld_record(self, client, status):
        make_organisation("quiet", status=status, summary_en="qsecretq")
        html = client.get("/en/report/?about=organisations/quiet&fact=summary_en").text
        assert "qsecretq" not in html


@pytest.mark.usefixtures("house")
class TestTheForm:
    def test_holds_the_text_as_it_is_in_its_own_language(self, client):
        html = form_of(client, "summary_ar")["proposal"].as_widget()
        assert 'lang="ar" dir="rtl"' in html
        assert TEXTS["summary_ar"] in html

    def test_keeps_the_text_proposed_with_the_one_it_is_to_replace(self, client):
        correct(client, "summary_en", "It was founded in 1994.", language="sv")
        report = Report.objects.get()
        assert (report.fact, report.proposal, report.seen, report.language) == (
            "summary_en", "It was founded in 1994.", TEXTS["summary_en"], "sv",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("fact", "kind"), [("summary_en", "error"), ("summary_ar", "translation"), ("founding_date", "error")]
    )
    def test_knows_what_kind_of_message_it_is(self, client, fact, kind):
        correct(client, fact, "1994")
        assert Report.objects.get().kind == kind

    @pytest.mark.parametrize("typed", ["1994", " 1994 ", "١٩٩٤"])
    def test_takes_a_date_with_the_digits_of_any_keyboard(self, client, typed):
        correct(client, "founding_date", typed)
        assert Report.objects.get().proposal == "1994"

    def test_shows_a_place_in_words_and_takes_words(self, client, house):
        house.seat = make_place("lund", country="SE")
        house.save()
        assert "<bdi>Lund" in client.get(f"{HOUSE}&fact=seat").text
        correct(client, "seat", message="In Malmö.")
        assert Report.objects.get().message == "In Malmö."

    def test_shows_no_town_that_readers_may_not_know(self, client, house):
        house.seat, house.confidentiality = make_place("lund", country="SE"), "area"
        house.save()
        assert "Lund" not in client.get(f"{HOUSE}&fact=seat").text

    def test_keeps_which_tie_is_wrong(self, client, house):
        tie = make_affiliation(house, person=make_person())
        correct(client, f"affiliation-{tie.pk}", message="She left.")
        assert Report.objects.get().fact == f"affiliation-{tie.pk}"

    @pytest.mark.parametrize(
        ("fact", "fields"),
        [
            ("summary_en", {}),
            ("summary_en", {"proposal": TEXTS["summary_en"]}),
            ("summary_en", {"proposal": "\0"}),
            ("summary_en", {"proposal": "a" * 20_001}),
            ("name_en", {"proposal": "a" * 201}),
            ("founding_date", {"proposal": "last year"}),
            ("founding_date", {"proposal": "1994-13"}),
            ("founding_date", {"proposal": "19-94"}),
            ("kind", {"proposal": "gang"}),
            ("seat", {}),
            ("seat", {"proposal": "Lund"}),
            ("summary_en", {"proposal": "New.", "message": "a" * 4001}),
            ("summary_en", {"proposal": "New.", "stamp": "forged"}),
            ("summary_en", {"proposal": "New.", "seen": ""}),
            ("summary_en", {"proposal": "New.", "seen": "0" * 32}),
        ],
    )
    def test_refuses_what_is_no_correction(self, client, fact, fields):
        response = correct(client, fact, **fields)
        assert (response.status_code, Report.objects.count()) == (400, 0)

    def test_refuses_what_was_sent_at_once(self, client):
        assert correct(client, "summary_en", "New.", stamp=stamp(age=1)).status_code == 400

    def test_gives_back_what_was_written_when_it_refuses(self, client):
        assert "My own words." in correct(client, "summary_en", "My own words.", seen="").text

    def test_shows_the_text_that_came_in_its_place_meanwhile(self, client, house):
        seen = form_of(client, "summary_en").digest
        house.summary_en = "It was founded by seven women."
        house.save()
        response = correct(client, "summary_en", "It was founded in 1994.", seen=seen)
        assert "It was founded by seven women." in response.text

    def test_refuses_the_page_of_another_site(self, client):
        response = client.post(
            f"{HOUSE}&fact=summary_en", {"stamp": stamp()}, headers={"sec-fetch-site": "cross-site"}
        )
        assert response.status_code == 403

    def test_lets_a_machine_believe_that_it_got_through(self, client):
        response = correct(client, "summary_en", "Cheap watches", empty="x")
        assert (response.status_code, Report.objects.count()) == (200, 0)


class TestWhatWasWrittenOnARecordThatMovedMeanwhile:
    def form(self, client):
        return {"seen": form_of(client, "summary_en").digest, "stamp": stamp()}

    def send(self, client, fields, proposal="My words.", message="Page 7."):
        data = fields | {"proposal": proposal, "message": message, "empty": ""}
        return client.post(f"{HOUSE}&fact=summary_en", data, follow=True)

    def rename(self, house):
        house.slug = "house-of-women"
        house.save()

    def merge(self, house):
        merge(make_organisation("another", summary_en="Another text."), house)

    @pytest.mark.parametrize("happens", ["rename", "merge"])
    def test_follows_it_to_its_new_address(self, client, house, happens):
        fields = self.form(client)
        getattr(self, happens)(house)
        response = self.send(client, fields)
        if happens == "merge":  # another text stands there: she compares, and sends it once more
            assert ("My words." in response.text, "Another text." in response.text) == (True, True)
            fields = {name: re.search(f'name="{name}" value="(.*?)"', response.text)[1] for name in fields}
            self.send(client, fields)
        report = Report.objects.get()
        assert (report.proposal, report.message, report.fact) == ("My words.", "Page 7.", "summary_en")
        assert report.subject.slug == {"rename": "house-of-women", "merge": "another"}[happens]

    def test_is_kept_for_its_publishers_where_it_was_withdrawn(self, client, house):
        fields = self.form(client)
        type(house)._base_manager.update(status="withdrawn")
        response = self.send(client, fields)
        report = Report.objects.get()
        told = (report.proposal, report.message, report.fact, report.subject, report.late)
        assert told == ("My words.", "Page 7.", "summary_en", house, "void")
        assert ("Womens House" in response.text, bool(code_in(response))) == (False, True)

    @pytest.mark.parametrize("happens", ["draft", "deleted"])
    def test_is_kept_as_a_message_where_there_is_nothing_else(self, client, house, happens):
        fields = self.form(client)
        if happens == "draft":
            type(house)._base_manager.update(status="draft")
        else:
            house.delete()
        self.send(client, fields)
        report = Report.objects.get()
        assert (report.proposal, report.message, report.subject) == ("My words.", "Page 7.", None)

    def test_on_a_tie_that_is_gone_is_a_message_on_its_record(self, client, house):
        tie = make_affiliation(house, person=make_person())
        key = f"affiliation-{tie.pk}"
        tie.delete()
        correct(client, key, message="She left.")
        report = Report.objects.get()
        assert (report.message, report.subject, report.late) == ("She left.", house, "changed")

    @pytest.mark.parametrize("status", ["published", "withdrawn"])
    @pytest.mark.parametrize("age", [0, guards.DAY])
    def test_is_given_back_where_it_is_refused_and_taken_then(self, client, house, status, age):
        fields = self.form(client) | {"stamp": stamp(age)}
        type(house)._base_manager.update(status=status)
        response = self.send(client, fields)
        assert ("My words." in response.text, "Page 7." in response.text) == (True, True)
        fresh = re.search('name="stamp" value="(.*?)"', response.text)[1]
        self.send(client, fields | {"stamp": stamp() if age else fresh})
        assert Report.objects.get().subject == house

    def test_is_something(self, client, house):
        type(house)._base_manager.update(status="withdrawn")
        response = self.send(client, {"stamp": stamp()}, "", "")
        assert (response.status_code, Report.objects.count()) == (400, 0)


@pytest.mark.usefixtures("house")
class TestTheCode:
    def test_is_shown_in_the_answer_and_kept_only_as_a_hash(self, client):
        code = code_in(correct(client, "summary_en", "New."))
        assert code not in str(Report.objects.values().get())
        assert Report.objects.get().receipt == receipts.hash_of(code)

    def test_is_the_same_when_the_answer_is_loaded_again(self, client):
        same = {"stamp": stamp()}
        first, second = (code_in(correct(client, "summary_en", "New.", **same)) for _ in range(2))
        assert (first == second, Report.objects.count()) == (True, 1)

    def test_is_shown_again_even_to_somebody_who_has_sent_enough(self, client):
        same = {"stamp": stamp()}
        responses = [correct(client, "summary_en", "New.", **same) for _ in range(7)]
        assert {response.status_code for response in responses} == {200}

    @pytest.mark.parametrize("other", [{}, {"proposal": "Newer."}, {"message": "Truly."}])
    def test_is_another_for_another_message(self, client, other):
        fields = {"stamp": stamp(age=20), "proposal": "New."}
        later = {"stamp": stamp(age=10), **other}
        codes = {code_in(correct(client, "summary_en", **fields | more)) for more in ({}, later)}
        assert (len(codes), Report.objects.count()) == (2, 2)

    def test_cannot_be_made_without_the_secret_key(self, settings):
        code = receipts.make_code("stamp", "message")
        settings.SECRET_KEY = "another" * 10
        assert receipts.make_code("stamp", "message") != code

    def test_has_enough_to_guess(self):
        assert len(receipts.ALPHABET) ** receipts.LENGTH >= 2**50

    def test_is_in_no_address(self, client):
        response = correct(client, "summary_en", "New.")
        assert code_in(response) not in str(response.headers) + response.request["QUERY_STRING"]
        assert not re.search(rf'(href|action|src)="[^"]*{code_in(response)}', response.text)

    def test_names_one_message_only(self):
        make_report(receipt="a" * 64)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_report(receipt="a" * 64)

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("7K3M-90TX-4WQH", "7K3M90TX4WQH"),
            ("7k3m 90tx 4wqh", "7K3M90TX4WQH"),
            ("7k3m9otx4wqh", "7K3M90TX4WQH"),
            ("٧K٣M-٩٠TX-٤WQH", "7K3M90TX4WQH"),
            ("۷K۳M-۹۰TX-۴WQH", "7K3M90TX4WQH"),
            ("\u200f7K3M–90TX–4WQH\u200e", "7K3M90TX4WQH"),
            ("IlO0-1111-0000", "110011110000"),
            ("7K3M-90TX-4WQ", ""),
            ("7K3M-90TX-4WQHH", ""),
            ("7K3M-90TX-4WQU", ""),
            ("7K3M-90TX-4WQه", ""),
            ("", ""),
            ("\0", ""),
        ],
    )
    def test_is_read_as_people_write_it(self, typed, read):
        assert receipts.read_code(typed) == read


class TestTheOutcome:
    @pytest.fixture
    def code(self, client, house):
        return code_in(correct(client, "summary_en", "New."))

    def decide(self, **fields):
        Report.objects.update(decided_on="2026-11-20", note="Internal note.", **fields)

    @pytest.mark.parametrize(
        ("state", "words"), [("new", "Nothing yet"), ("handled", "Accepted"), ("dismissed", "Declined")]
    )
    def test_says_what_the_editors_decided(self, client, code, state, words):
        Report.objects.update(state=state)
        assert f"<strong>{words}</strong>" in ask(client, code).text

    def test_says_the_day_and_not_the_hour(self, client, code):
        self.decide(state="handled")
        shown = re.search(r'<dl class="facts">.*?</dl>', ask(client, code).text, re.DOTALL)[0]
        assert ("20 November 2026" in shown, re.search(r"\d:\d", shown)) == (True, None)

    def test_shows_the_answer_in_the_language_it_was_written_in(self, client, code):
        self.decide(state="dismissed", answer="شكرًا.", answer_language="ar")
        assert 'lang="ar" dir="rtl">شكرًا.' in ask(client, code).text

    def test_never_shows_the_editors_note(self, client, code):
        self.decide(state="handled")
        assert "Internal note" not in ask(client, code).text

    def test_never_shows_what_was_sent(self, client, house):
        code = code_in(correct(client, "summary_en", "My proposal.", "My message."))
        html = ask(client, code).text
        assert ("My proposal." in html, "My message." in html) == (False, False)

    def test_names_the_record(self, client, code):
        assert "Womens House" in ask(client, code).text

    @pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
    def test_names_no_record_that_is_no_longer_public(self, client, code, house, status):
        type(house).objects.update(status=status)
        html = ask(client, code).text
        assert ("Womens House" in html, "womens-house" in html) == (False, False)

    def test_outlives_its_record(self, client, code, house):
        house.delete()
        assert ask(client, code).status_code == 200

    @pytest.mark.parametrize("written", [str.lower, lambda code: code.replace("-", ""), str.swapcase])
    def test_is_found_however_the_code_is_written(self, client, code, written):
        assert "Nothing yet" in ask(client, written(code)).text

    @pytest.mark.parametrize(
        ("typed", "status"),
        [("", 400), ("7K3M", 400), ("x" * 500, 400), ("\0", 400), ("7K3M-90TX-4WQH", 404)],
    )
    def test_is_refused_for_a_wrong_code(self, client, code, typed, status):
        assert ask(client, typed).status_code == status

    def test_is_refused_to_the_page_of_another_site(self, client, code):
        assert ask(client, code, headers={"sec-fetch-site": "cross-site"}).status_code == 403

    def test_is_not_told_by_an_address(self, client, code):
        assert "Nothing yet" not in client.get(f"/en/report/outcome/?code={code}").text

    def test_is_refused_to_somebody_who_guesses(self, client, code):
        for number in range(receipts.WRONG_CODES_AN_HOUR):
            ask(client, f"0000-0000-{number:04}")
        assert ask(client, code).status_code == 429

    def test_is_told_to_another_sender_meanwhile(self, client, code):
        for number in range(receipts.WRONG_CODES_AN_HOUR):
            ask(client, f"0000-0000-{number:04}")
        assert ask(client, code, REMOTE_ADDR="192.0.2.9").status_code == 200

    def test_may_be_looked_at_often(self, client, code):
        assert {ask(client, code).status_code for _ in range(20)} == {200}

    def test_of_a_message_without_a_code_is_told_to_nobody(self, client):
        make_report()
        assert ask(client, "0000-0000-0000").status_code == 404

    @pytest.mark.parametrize("send", [False, True], ids=["asked", "told"])
    def test_leaves_no_trace(self, client, code, send):
        response = ask(client, code) if send else client.get("/en/report/outcome/")
        assert (response.headers["Cache-Control"], dict(response.cookies)) == ("no-store", {})

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_is_asked_for_in_no_other_way(self, client, method):
        assert getattr(client, method)("/en/report/outcome/").status_code == 405

    @pytest.mark.parametrize("body", [b"code=%ff%fe", b"{}", b"code=" + b"a" * 3_000_000, b"a=&" * 2000])
    def test_of_nonsense_is_answered_and_never_fails(self, client, body):
        response = client.post("/ar/report/outcome/", body, content_type="application/x-www-form-urlencoded")
        assert response.status_code == 400


def test_a_form_on_a_much_tied_record_costs_few_queries(client, house, django_assert_max_num_queries):
    with deferred():
        for number in range(20):
            make_affiliation(house, person=make_person(f"person-{number}"))
    with django_assert_max_num_queries(9):
        client.get(HOUSE)
