"""Reporting an error: no account, no cookie; what is refused is kept and said in the reader's language."""

import re
from base64 import urlsafe_b64decode
from secrets import token_hex
from time import time

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client

from networks.models import RateCounter, Report
from orgdirectory.client_ip import client_ip
from orgdirectory.feedback import receipts, reports
from orgdirectory.feedback import spam as guards

from ..world import make_network, make_organisation, make_person, make_project, make_report

pytestmark = pytest.mark.django_db

MESSAGE = "1994 <b>är</b> fel år. https://kvinnor.example/"
LANGUAGES = ["sv", "ar", "en"]


def send(client, language="sv", about="", age=10, headers=None, address="192.0.2.1", **fields):
    """Send the form as a browser would, some seconds after it was shown."""
    stamp = signing.dumps([time() - age, token_hex(8)], salt=guards.TIMESTAMP_SALT)
    data = {"kind": "error", "message": MESSAGE, "empty": "", "stamp": stamp} | fields
    query = f"?about={about}" if about else ""
    address = {"headers": headers, "REMOTE_ADDR": address}
    return client.post(f"/{language}/report/{query}", data, follow=True, **address)


@pytest.mark.parametrize(("language", "title"), [("sv", "Tack"), ("ar", "شكرًا جزيلًا"), ("en", "Thank you")])
def test_a_report_is_answered_with_thanks(client, language, title):
    assert f"<h1>{title}</h1>" in send(client, language).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_kept_with_the_language_of_the_page(client, language):
    send(client, language)
    assert list(Report.objects.values_list("message", "language", "kind", "state")) == [
        (MESSAGE, language, "error", "new")
    ]


@pytest.mark.parametrize(
    ("make", "folder"),
    [
        (make_organisation, "organisations"),
        (make_network, "networks"),
        (make_project, "projects"),
        (make_person, "people"),
    ],
)
def test_a_report_is_kept_with_its_record_of_any_kind(client, make, folder):
    record = make()
    send(client, about=f"{folder}/{record.slug}")
    assert Report.objects.get().subject == record


def test_the_page_of_a_record_leads_to_its_form(client):
    html = client.get(make_person().get_absolute_url()).content.decode()
    assert 'href="/en/report/?about=people/amina-ali"' in html


def test_the_form_names_the_record(client):
    make_organisation()
    assert "Womens House" in client.get("/sv/report/?about=organisations/womens-house").content.decode()


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_a_withheld_record_is_neither_named_nor_told_from_one_that_is_not_there(client, status):
    make_person("secret-name", status=status)
    withheld, missing = (
        re.sub('people/.*?"|stamp.*?>', "", client.get(f"/en/report/?about=people/{slug}").content.decode())
        for slug in ("secret-name", "nobody")
    )
    assert withheld == missing


def test_a_report_on_a_withheld_record_is_kept_without_it(client):
    make_person("secret-name", status="draft")
    send(client, about="people/secret-name")
    assert Report.objects.get().subject is None


@pytest.mark.parametrize(
    "about", ["%00", "../admin", "search", "organisations", "x" * 3000, "//", "people/أمينة"]
)
def test_nonsense_about_a_record_shows_the_plain_form(client, about):
    response = client.get(f"/en/report/?about={about}")
    assert (response.status_code, response.context["record"]) == (200, None)


def test_the_kind_can_be_chosen_by_the_link(client):
    form = client.get("/en/report/?kind=accessibility").context["form"]
    assert form["kind"].initial == "accessibility"


def test_a_report_on_a_record_withdrawn_meanwhile_is_kept_with_it(client):
    house = make_organisation(status="withdrawn")
    response = send(client, about="organisations/womens-house")
    report = Report.objects.get()
    assert (report.subject, report.late) == (house, "void")
    assert ("Womens House" in response.text, "womens-house" in response.text) == (False, False)


@pytest.mark.parametrize("send_it", [False, True], ids=["get", "post"])
def test_no_cookie_is_set(send_it):
    client = Client(enforce_csrf_checks=True)
    response = send(client) if send_it else client.get("/sv/report/")
    assert (response.status_code, dict(response.cookies)) == (200, {})


@pytest.fixture
def clock(monkeypatch):
    """A clock that tests set, in seconds from now."""
    moved = [0]
    monkeypatch.setattr(receipts, "time", lambda: time() + moved[0])
    return moved


class TestThePageThatShowsTheCode:
    CODE = r'<bdi dir="ltr">(\w{4}-\w{4}-\w{4})</bdi>'

    def test_shows_it_again_on_the_way_back(self, client):
        first = send(client)
        again = client.get(first.redirect_chain[-1][0])
        assert re.search(self.CODE, again.text)[1] == re.search(self.CODE, first.text)[1]

    def test_leads_to_the_outcome(self, client):
        response = send(client)
        outcome = client.get(re.search('href="(/sv/report/outcome/.+?)"', response.text)[1])
        assert (outcome.status_code, outcome.context["report"]) == (200, Report.objects.get())

    def test_has_an_address_that_does_not_tell_the_code(self, client):
        response = send(client)
        code = re.search(self.CODE, response.text)[1]
        address = response.redirect_chain[-1][0]
        assert code not in address
        assert code.encode() not in urlsafe_b64decode(address.split("/")[-2])

    def test_shows_it_to_nobody_after_ten_minutes(self, client, clock):
        response = send(client)
        code, address = re.search(self.CODE, response.text)[1], response.redirect_chain[-1][0]
        clock[0] = receipts.SHOWN_FOR + 1
        later = client.get(address)
        assert (later.status_code, code in later.text) == (410, False)
        outcome = client.get(address.replace("/sent/", "/outcome/"))
        assert outcome.headers["Location"] == "/sv/report/outcome/"

    def test_is_kept_by_no_browser(self, client):
        assert send(client).headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("ticket", ["x", "%00", "gcm:", "AAAA", "ه", "A" * 3000, "1.a"])
    def test_is_not_opened_by_nonsense(self, client, ticket):
        answers = [client.get(f"/ar/report/{page}/{ticket}/").status_code for page in ("sent", "outcome")]
        assert answers == [410, 302]

    def test_is_the_same_for_a_machine_that_believes_it_got_through(self, client):
        response = send(client, empty="Cheap watches")
        assert (bool(re.search(self.CODE, response.text)), Report.objects.count()) == (True, 0)


@pytest.mark.parametrize("path", ["report/", "report/outcome/"])
def test_the_pages_are_stored_nowhere(client, path):
    assert "no-store" in client.get(f"/sv/{path}").headers["Cache-Control"]


@pytest.mark.parametrize("message", ["", MESSAGE], ids=["refused", "taken"])
def test_the_answer_is_stored_nowhere(client, message):
    assert "no-store" in send(client, message=message).headers["Cache-Control"]


def test_nothing_of_the_sender_is_kept():
    assert {field.name for field in Report._meta.get_fields()} == {
        "id", "kind", "organisation", "person", "network", "project",
        "message", "language", "created", "state", "note", "fact", "proposal", "seen",
        "receipt", "answer", "answer_language", "decided_on", "late", "shown", "reworded",
    }  # fmt: skip


@pytest.fixture
def five_sent(client):
    for _ in range(reports.REPORTS_AN_HOUR):
        send(client)


REFUSED = {
    "empty": (
        {"message": " \r\n "},
        400,
        ("Skriv ditt meddelande.", "اكتبي رسالتكِ.", "Write your message."),
    ),
    "too long": (
        {"message": "ل" * 4001},
        400,
        ("har 4001 tecken", "فيها 4001 حرف", "has 4001 characters"),
    ),
    "no kind": (
        {"kind": ""},
        400,
        ("Välj vad det gäller.", "اختاري موضوع الرسالة.", "Choose what it is about."),
    ),
    "too quick": (
        {"age": guards.QUICKEST - 1},
        400,
        ("Det gick väldigt fort.", "كان ذلك سريعًا جدًا.", "That was very quick."),
    ),
    "too old": (
        {"age": guards.DAY + 1},
        400,
        ("Sidan hade varit öppen länge.", "بقيت الصفحة مفتوحة", "The page had been open"),
    ),
    "forged stamp": (
        {"stamp": "1795284600:abc:def"},
        400,
        ("Sidan hade varit öppen länge.", "بقيت الصفحة مفتوحة", "The page had been open"),
    ),
    "cross-site": (
        {"headers": {"sec-fetch-site": "cross-site"}},
        403,
        ("Det här kom från en annan webbplats", "جاء هذا من موقع آخر", "This came from another site"),
    ),
}


@pytest.mark.parametrize("number", [0, 1, 2], ids=LANGUAGES)
@pytest.mark.parametrize("case", REFUSED)
class TestRefusal:
    def refused(self, client, case, number):
        fields, status, words = REFUSED[case]
        response = send(client, LANGUAGES[number], **fields)
        assert response.status_code == status
        return response.content.decode(), words[number]

    def test_is_said_in_the_language_of_the_page(self, client, case, number):
        html, words = self.refused(client, case, number)
        assert words in html

    def test_keeps_nothing(self, client, case, number):
        self.refused(client, case, number)
        assert not Report.objects.exists()

    def test_gives_back_what_was_written(self, client, case, number):
        html, _words = self.refused(client, case, number)
        message = REFUSED[case][0].get("message", "1994 &lt;b&gt;är&lt;/b&gt; fel år.").replace("\r\n", "\n")
        assert message in html


def test_a_refused_form_can_be_sent_again_as_it_stands(client, monkeypatch):
    html = send(client, age=guards.DAY + 1).content.decode()
    fresh = re.search('name="stamp" value="(.*?)"', html)[1]
    monkeypatch.setattr(guards, "time", lambda: time() + guards.QUICKEST)
    assert send(client, stamp=fresh).status_code == 200


def test_what_was_refused_after_a_readers_pause_can_be_sent_at_once(client):
    html = send(client, message="").content.decode()
    fresh = re.search('name="stamp" value="(.*?)"', html)[1]
    send(client, stamp=fresh)
    assert Report.objects.exists()


def test_what_was_sent_too_quickly_is_taken_when_it_is_sent_once_more(client):
    make_organisation()
    html = send(client, age=0, about="organisations/womens-house").content.decode()
    fresh = re.search('name="stamp" value="(.*?)"', html)[1]
    send(client, stamp=fresh, about="organisations/womens-house")
    report = Report.objects.get()
    assert (report.message, report.subject.slug) == (MESSAGE, "womens-house")


def test_what_was_sent_at_once_and_refused_is_refused_at_once_again(client):
    html = send(client, age=0, message="").content.decode()
    fresh = re.search('name="stamp" value="(.*?)"', html)[1]
    send(client, stamp=fresh)
    assert not Report.objects.exists()


def test_a_refused_form_keeps_its_record(client):
    make_organisation()
    html = send(client, about="organisations/womens-house", message="").content.decode()
    assert "Womens House" in html


def test_new_lines_count_as_their_writer_counts_them(client):
    send(client, message="a\r\n" * 1999 + "bc")
    assert len(Report.objects.get().message) == 4000


def test_a_machine_that_fills_the_hidden_field_believes_that_it_got_through(client):
    response = send(client, empty="Cheap watches", stamp="")
    assert (response.status_code, Report.objects.count()) == (200, 0)


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "För många meddelanden"), ("ar", "أُرسلت رسائل كثيرة جدًا"), ("en", "Too many messages")],
)
@pytest.mark.usefixtures("five_sent")
class TestTheSixthReportOfAnHour:
    def test_is_refused_in_the_language_of_the_page(self, client, language, words):
        response = send(client, language)
        assert (response.status_code, words in response.content.decode()) == (429, True)

    def test_is_given_back(self, client, language, words):
        assert "the sixth" in send(client, language, message="the sixth").content.decode()

    def test_is_not_kept(self, client, language, words):
        send(client, language, message="the sixth")
        assert Report.objects.count() == reports.REPORTS_AN_HOUR


@pytest.mark.usefixtures("five_sent")
def test_another_address_has_its_own_limit(client):
    assert send(client, address="192.0.2.2").status_code == 200


def test_what_is_refused_does_not_count_towards_the_limit(client):
    for _ in range(reports.REPORTS_AN_HOUR + 1):
        send(client, message="")
    assert send(client).status_code == 200


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("2001:db8::1", "2001:db8::2:3", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "unknown", False),
    ],
)
def test_senders_are_told_apart_by_their_network(rf, first, second, alike):
    one, other = (client_ip(rf.get("/", REMOTE_ADDR=address)) for address in (first, second))
    assert (one == other) == alike


@pytest.mark.parametrize(("behind_proxy", "address"), [(True, "198.51.100.7"), (False, "192.0.2.1")])
def test_the_proxy_is_believed_only_where_there_is_one(rf, settings, behind_proxy, address):
    settings.BEHIND_PROXY = behind_proxy
    headers = {"x-forwarded-for": "203.0.113.9, 198.51.100.7"}
    assert client_ip(rf.get("/", headers=headers, REMOTE_ADDR="192.0.2.1")) == address


def test_no_address_is_ever_kept(client):
    send(client, address="192.0.2.77")
    assert not re.search(r"192\.0\.2\.77|192\.0\.2\.0", repr([*RateCounter.objects.values_list()]))


def test_the_code_of_an_address_cannot_be_made_without_the_secret_key(client, settings):
    send(client)
    counted = RateCounter.objects.count()
    settings.SECRET_KEY = "another" * 10
    send(client)
    assert RateCounter.objects.count() == 2 * counted


def test_the_whole_site_has_a_limit(client, monkeypatch):
    monkeypatch.setattr(reports, "REPORTS_AN_HOUR_IN_ALL", 1)
    make_report()
    assert send(client).status_code == 429


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "null"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "https://testserver.evil.example"}, 403),
        ({"origin": "http://[half"}, 403),
        ({}, 200),
    ],
)
def test_only_what_comes_from_our_own_pages_is_taken(client, headers, status):
    assert send(client, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"kind=error&message=%00%00", "application/x-www-form-urlencoded"),
        (b"kind=%00&stamp=%00&message=a", "application/x-www-form-urlencoded"),
        (b"kind=error&message=%ff%fe\xff", "application/x-www-form-urlencoded"),
        (b"message=" + b"a" * 1_000_000, "application/x-www-form-urlencoded"),
        (b"message=" + b"a" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"a=&" * 2000, "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"--X\r\n", "multipart/form-data"),
    ],
)
def test_nonsense_is_answered_and_never_fails(client, body, content_type):
    response = client.post("/ar/report/", body, content_type=content_type)
    assert (response.status_code, '<html lang="ar"' in response.content.decode()) == (400, True)


def test_a_charset_that_is_no_charset_is_answered_and_never_fails(client):
    body = b'--X\r\nContent-Disposition: form-data; name="kind"\r\n\r\nerror\r\n--X--\r\n'
    content_type = "multipart/form-data; charset=rot13; boundary=X"
    assert client.generic("POST", "/ar/report/", body, content_type).status_code == 400


def test_a_character_that_no_database_holds_is_left_out(client):
    send(client, message="fel\0 år")
    assert Report.objects.get().message == "fel år"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_the_form_takes_no_other_method(client, method):
    assert getattr(client, method)("/sv/report/").status_code == 405


def test_a_report_outlives_its_record():
    house = make_organisation()
    make_report(organisation=house)
    house.delete()
    assert Report.objects.get().subject is None


@pytest.mark.parametrize("wrong", ["", "a" * 4001])
def test_the_database_takes_no_message_of_another_length(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(wrong)


def test_the_database_takes_no_report_on_two_records():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(organisation=make_organisation(), network=make_network())


def test_a_report_costs_few_queries(client, django_assert_max_num_queries):
    make_organisation()
    with django_assert_max_num_queries(10):  # and shows its code
        send(client, about="organisations/womens-house")
