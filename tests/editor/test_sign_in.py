"""Signing in: a password, then a code; who guesses waits, and what was being written is not lost."""

import logging
import re
from base64 import b32decode
from datetime import timedelta
from html import unescape
from itertools import product
from time import time

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from organisations.models import Helpline, Organisation
from orgdirectory.accounts import sessions
from orgdirectory.accounts import views as steps
from orgdirectory.accounts.lockout import DEVICE_COOKIE
from orgdirectory.accounts.models import App, KnownSender, Session
from orgdirectory.accounts.second_factor import new_recovery_codes

from ..conftest import PASSWORD, code_of, make_account, make_device, sign_in
from ..world import make_organisation

pytestmark = pytest.mark.django_db
LANGUAGES = ["sv", "ar", "en"]
LOGIN, CODE, APP = "/en/admin/login/", "/en/admin/login/code/", "/en/admin/login/app/"
INDEX, OWN = "/en/admin/", "/en/admin/second-factor/"


@pytest.fixture
def shirin(db):
    """An editor who has her app."""
    user = make_account("shirin")
    make_device(user)
    return user


@pytest.fixture
def newcomer(db):
    return make_account("nora")


def give_password(client, name="shirin", password=PASSWORD, address="192.0.2.1", **fields):
    fields |= {"username": name, "password": password}
    return client.post(fields.pop("to", LOGIN), fields, REMOTE_ADDR=address)


def enter(client, user, address="192.0.2.1", **fields):
    give_password(client, user.username, address=address, **fields)
    return client.post(CODE, {"code": code_of(user)}, REMOTE_ADDR=address)


def text(response):
    return response.content.decode()


def secret_on(page):
    """Return the secret that a page shows to be written in an app."""
    return b32decode(re.search('<code dir="ltr">([A-Z2-7 ]+)</code>', page)[1].replace(" ", ""))


def is_in(client):
    return client.get(INDEX).status_code == 200


class TestTheTwoSteps:
    def test_lead_in(self, client, shirin):
        assert enter(client, shirin).headers["Location"] == INDEX
        assert is_in(client)

    def test_a_password_alone_opens_nothing(self, client, shirin):
        assert give_password(client).headers["Location"] == CODE
        assert not is_in(client)

    def test_a_session_of_django_alone_opens_nothing(self, client, shirin):
        client.force_login(shirin)
        assert not is_in(client)

    @pytest.mark.parametrize("address", [CODE, APP])
    def test_the_later_ones_are_closed_without_a_password(self, client, shirin, address):
        client.force_login(shirin)
        assert client.get(address).headers["Location"] == LOGIN

    @pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "²²²²²²", "0" * 5000, "\0"])
    def test_a_code_that_is_none_is_refused_in_words(self, client, shirin, code):
        give_password(client)
        response = client.post(CODE, {"code": code})
        assert response.status_code == 200
        assert response.context["form"].errors["code"]

    def test_a_wrong_code_is_refused(self, client, shirin):
        give_password(client)
        wrong = f"{(int(code_of(shirin)) + 1) % 10**6:06}"
        assert "wrong or has been used" in text(client.post(CODE, {"code": wrong}))
        assert not is_in(client)

    @pytest.mark.parametrize("times", [1, 2, 5])
    def test_wrong_codes_lead_to_the_clock_of_the_phone(self, client, shirin, times):
        give_password(client)
        for _time in range(times):
            response = client.post(CODE, {"code": "000000"})
        assert "set its date and time to automatic" in text(response)

    def test_a_code_of_a_clock_that_is_wrong_leads_to_that_clock(self, client, shirin):
        slow = TOTP(App.objects.get(user=shirin).bin_key, drift=-2)
        give_password(client)
        response = client.post(CODE, {"code": f"{slow.token():06}"})
        assert "set its date and time to automatic" in text(response)
        assert not is_in(client)

    def test_a_code_counts_once(self, client, shirin):
        enter(client, shirin)
        assert enter(Client(), shirin).status_code == 200

    @pytest.mark.parametrize("typed", ["arabic", "persian", "spaces", "hyphen"])
    def test_a_code_is_taken_as_keyboards_and_apps_write_it(self, client, shirin, typed):
        give_password(client)
        code = code_of(shirin)
        scripts = {"arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹"}
        written = {
            "spaces": f"\u200f {code[:3]} {code[3:]} ",
            "hyphen": f"{code[:3]}-{code[3:]}",
        }.get(typed) or code.translate(str.maketrans("0123456789", scripts.get(typed, "0123456789")))
        assert client.post(CODE, {"code": written}).status_code == 302

    def test_the_code_of_somebody_else_is_refused(self, client, shirin, newcomer):
        make_device(newcomer)
        give_password(client)
        assert client.post(CODE, {"code": code_of(newcomer)}).status_code == 200

    def test_a_password_is_good_for_half_an_hour(self, client, shirin, monkeypatch):
        give_password(client)
        monkeypatch.setattr(steps, "time", lambda: time() + 31 * 60)
        assert client.post(CODE, {"code": code_of(shirin)}).headers["Location"] == LOGIN

    def test_a_password_that_was_changed_meanwhile_is_none(self, client, shirin):
        give_password(client)
        shirin.set_password("another long password")
        shirin.save()
        assert client.post(CODE, {"code": code_of(shirin)}).headers["Location"] == LOGIN

    @pytest.mark.parametrize("field", ["is_active", "is_staff"])
    def test_an_account_that_is_closed_gets_no_further(self, client, shirin, field):
        give_password(client)
        get_user_model().objects.update(**{field: False})
        assert client.post(CODE, {"code": code_of(shirin)}).headers["Location"] == LOGIN

    @pytest.mark.parametrize("closed", ["is_active", "is_staff"])
    def test_the_right_password_of_a_closed_account_is_answered_as_a_wrong_one(self, client, shirin, closed):
        wrong = give_password(Client(), password="wrong")
        get_user_model().objects.filter(pk=shirin.pk).update(**{closed: False})
        answer = give_password(client)
        assert answer.context["form"].errors == wrong.context["form"].errors

    def test_somebody_who_is_in_is_not_asked_again(self, client, shirin):
        enter(client, shirin)
        assert client.get(LOGIN).headers["Location"] == INDEX

    def test_the_fields_are_named_for_password_managers(self, client, shirin):
        first = text(client.get(LOGIN))
        give_password(client)
        found = re.findall(r'(?:autocomplete|inputmode)="([a-z-]+)"', first + text(client.get(CODE)))
        assert found == ["username", "current-password", "one-time-code", "numeric"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_speak_the_language_of_the_address(self, client, shirin, language):
        address = f"/{language}/admin/login/"
        response = give_password(client, to=address)
        assert response.headers["Location"] == f"{address}code/"

    @pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
    def test_lead_to_no_other_site(self, client, shirin, address):
        assert enter(client, shirin, next=address).headers["Location"] == INDEX

    def test_lead_to_the_page_that_was_asked_for(self, client, shirin):
        wanted = "/en/admin/organisations/organisation/?q=%D8%A8"
        asked = client.get(wanted).headers["Location"]
        hidden = re.search(r'name="next" value="([^"]+)"', text(client.get(asked)))[1]
        assert enter(client, shirin, next=hidden).headers["Location"] == wanted

    def test_may_change_language_on_the_way(self, client, shirin):
        wanted = "/en/admin/organisations/organisation/?q=%D8%A8"
        give_password(client, to="/ar/admin/login/", next=wanted)
        response = client.post("/ar/admin/login/code/", {"code": code_of(shirin)})
        assert response.headers["Location"] == "/ar/admin/organisations/organisation/?q=%D8%A8"


class TestTheSession:
    def test_has_a_new_key_after_the_password(self, client, shirin):
        give_password(client)
        before = client.session.session_key
        give_password(client)
        assert client.session.session_key != before

    def test_has_a_new_key_after_the_code(self, client, shirin):
        give_password(client)
        before = client.session.session_key
        client.post(CODE, {"code": code_of(shirin)})
        assert client.session.session_key != before

    def test_ends_with_the_browser_and_is_for_this_site_alone(self, client, shirin):
        enter(client, shirin)
        cookie = client.cookies["sessionid"]
        assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")

    def pass_time(self, monkeypatch, **duration):
        """Let time pass for the session and for the cookie that says when somebody was last here."""
        later = timedelta(**duration)
        now, signed = timezone.now, time
        monkeypatch.setattr("django.utils.timezone.now", lambda: now() + later)
        monkeypatch.setattr("django.core.signing.time.time", lambda: signed() + later.total_seconds())

    def test_ends_after_eight_hours_without_a_request(self, client, shirin, monkeypatch):
        enter(client, shirin)
        self.pass_time(monkeypatch, hours=8, seconds=1)
        assert not is_in(client)

    def test_ends_so_if_the_browser_keeps_back_the_cookie_that_tells(self, client, shirin):
        enter(client, shirin)
        del client.cookies[sessions.SEEN_COOKIE]
        Session.objects.update(saved_at=timezone.now() - timedelta(hours=8, seconds=1))
        assert not is_in(client)

    def test_lasts_as_long_as_somebody_reads(self, client, shirin, monkeypatch):
        enter(client, shirin)
        for _time in range(3):
            self.pass_time(monkeypatch, hours=7)
            assert is_in(client)

    def test_ends_after_a_day_in_any_case(self, client, shirin, monkeypatch):
        enter(client, shirin)
        for _time in range(4):
            self.pass_time(monkeypatch, hours=5, minutes=59)
            assert is_in(client)
        self.pass_time(monkeypatch, minutes=5)
        assert not is_in(client)

    def test_is_not_prolonged_by_what_is_saved(self, client, shirin):
        enter(client, shirin)
        before = Session.objects.get().expire_date
        session = client.session
        session["more"] = 1
        session.save()
        assert Session.objects.get().expire_date == before

    def test_of_another_is_not_kept_alive_by_the_cookie_of_mine(self, client, shirin):
        enter(client, shirin)
        other = sign_in(Client(), make_account("other"))
        other.cookies[sessions.SEEN_COOKIE] = client.cookies[sessions.SEEN_COOKIE].value
        Session.objects.update(saved_at=timezone.now() - timedelta(hours=9))
        assert not is_in(other)

    @pytest.mark.parametrize("address", [INDEX, OWN, "/en/admin/auth/user/", "/en/", LOGIN])
    def test_is_written_by_no_page_that_is_only_read(self, client, shirin, address):
        enter(client, shirin)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert not [one["sql"] for one in queries if not one["sql"].startswith("SELECT")]

    @pytest.mark.parametrize("address", [LOGIN, CODE, APP])
    def test_is_written_by_no_step_that_is_only_shown(self, client, newcomer, address):
        give_password(client, "nora")
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert not [one["sql"] for one in queries if not one["sql"].startswith("SELECT")]

    def test_cannot_be_taken_over_with_a_copy_of_the_database(self, client, shirin):
        enter(client, shirin)
        thief = Client()
        thief.cookies["sessionid"] = Session.objects.get().pk
        assert not is_in(thief)

    def test_of_others_that_ended_is_cleared_away(self, client, shirin):
        sign_in(Client(), make_account("gone"))
        Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
        enter(client, shirin)
        assert Session.objects.get().user == shirin

    def test_ends_when_the_device_is_taken_away(self, client, shirin):
        enter(client, shirin)
        shirin.totpdevice_set.all().delete()
        assert not is_in(client)
        assert client.get(APP).headers["Location"] == LOGIN

    def test_leaves_nothing_in_the_browser_after_signing_out(self, client, shirin):
        enter(client, shirin)
        response = client.post("/en/admin/logout/")
        assert response.headers["Clear-Site-Data"] == '"cookies", "storage"'
        assert not is_in(client)

    @pytest.mark.parametrize("address", ["/en/", LOGIN])
    def test_is_made_for_nobody_who_only_looks(self, client, address):
        client.get(address)
        assert "sessionid" not in client.cookies

    @pytest.mark.parametrize("address", [LOGIN, CODE, APP, OWN])
    def test_no_page_of_signing_in_is_kept(self, client, newcomer, address):
        give_password(client, "nora")
        assert "no-store" in client.get(address).headers["Cache-Control"]


class TestSomebodyWhoGuessesPasswords:
    def fail(self, times, name="shirin", addresses=("192.0.2.1",)):
        for _time, address in product(range(times), addresses):
            response = give_password(Client(), name, "wrong", address)
        return response

    def test_has_to_wait_after_five(self, client, shirin):
        response = self.fail(5)
        assert response.status_code == 429
        assert "Try again in 15 minutes." in text(response)

    def test_may_be_wrong_four_times(self, client, shirin):
        assert self.fail(4).status_code == 200
        assert give_password(client).status_code == 302

    def test_is_refused_the_right_one_too(self, client, shirin):
        self.fail(5)
        assert give_password(client).status_code == 429

    def test_may_try_again_when_the_time_has_passed(self, client, shirin):
        self.fail(5)
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
        assert give_password(client).status_code == 302

    def test_is_told_how_long_is_left_and_makes_it_no_longer(self, client, shirin):
        self.fail(5)
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=12))
        self.fail(3)
        assert "Try again in 3 minutes." in text(give_password(client))

    def test_does_not_keep_the_owner_out_at_her_own_address(self, client, shirin):
        self.fail(5)
        assert give_password(client, address="198.51.100.7").status_code == 302

    def test_is_held_off_from_everywhere_after_twenty(self, client, shirin):
        self.fail(4, addresses=[f"192.0.2.{n}" for n in range(1, 6)])
        assert give_password(client, address="198.51.100.7").status_code == 429

    def test_cannot_keep_the_owner_out_of_a_browser_that_she_used_lately(self, client, shirin):
        enter(client, shirin, address="198.51.100.7")
        client.post("/en/admin/logout/")
        self.fail(4, addresses=[f"192.0.2.{n}" for n in range(1, 6)])
        assert give_password(client, address="203.0.113.9").status_code == 302

    def test_cannot_keep_the_owner_out_of_a_network_that_she_used_lately(self, client, shirin):
        enter(client, shirin, address="198.51.100.7")
        self.fail(4, addresses=[f"192.0.2.{n}" for n in range(1, 6)])
        assert give_password(Client(), address="198.51.100.7").status_code == 302

    def test_in_her_network_does_not_keep_her_out_of_her_browser(self, client, shirin):
        enter(client, shirin)
        self.fail(5)
        assert give_password(client).status_code == 302

    def test_in_her_browser_has_no_more_attempts_than_elsewhere(self, client, shirin):
        enter(client, shirin)
        for _time in range(5):
            response = give_password(client, password="wrong")
        assert response.status_code == 429

    def test_is_not_known_by_a_browser_used_for_another_name(self, client, shirin, newcomer):
        make_device(newcomer)
        enter(client, newcomer, address="198.51.100.7")
        self.fail(4, addresses=[f"192.0.2.{n}" for n in range(1, 6)])
        assert give_password(client, address="198.51.100.7").status_code == 429

    def test_is_not_known_by_a_browser_used_long_ago(self, client, shirin):
        enter(client, shirin)
        KnownSender.objects.update(signed_in_at=timezone.now() - timedelta(days=31))
        self.fail(4, addresses=[f"198.51.100.{n}" for n in range(1, 6)])
        assert give_password(client).status_code == 429

    @pytest.mark.parametrize("token", ["", "x", "\x7f" * 5000])
    def test_is_not_known_by_a_made_up_browser(self, client, shirin, token):
        self.fail(4, addresses=[f"192.0.2.{n}" for n in range(1, 6)])
        client.cookies[DEVICE_COOKIE] = token
        assert give_password(client, address="198.51.100.7").status_code == 429

    def test_may_not_try_one_password_with_many_names(self, shirin):
        answers = [give_password(Client(), f"name{n}", "Sommar2026!").status_code for n in range(30)]
        assert answers[:19] == [200] * 19
        assert set(answers[19:]) == {429}

    def test_with_many_names_does_not_keep_their_owners_out_elsewhere(self, client, shirin):
        for number in range(30):
            give_password(Client(), f"name{number}", "wrong")
        assert give_password(client, address="198.51.100.7").status_code == 302

    def test_leaves_a_bounded_number_of_rows(self, shirin):
        for number in range(60):
            give_password(Client(), f"name{number}", "wrong")
        assert AccessAttempt.objects.count() == 20

    def test_costs_no_password_hash_once_throttled(self, client, shirin, monkeypatch):
        self.fail(5)
        monkeypatch.setattr("django.contrib.auth.hashers.check_password", lambda *a, **o: 1 / 0)
        monkeypatch.setattr("django.contrib.auth.base_user.check_password", lambda *a, **o: 1 / 0)
        assert give_password(client).status_code == 429

    def test_writes_nothing_once_throttled(self, client, shirin):
        self.fail(5)
        with CaptureQueriesContext(connection) as queries:
            give_password(client)
        assert not [one["sql"] for one in queries if not one["sql"].startswith("SELECT")]

    def test_gains_nothing_when_the_owner_signs_in(self, client, shirin):
        self.fail(4)
        give_password(client, address="198.51.100.7")
        assert self.fail(1).status_code == 429

    def test_does_not_learn_which_names_exist(self, shirin):
        answers = [text(self.fail(n, name)) for n in (1, 4) for name in ("shirin", "nobody")]
        plain = [re.sub(r'value="[^"]*"', "", answer) for answer in answers]
        assert plain[0] == plain[1]
        assert plain[2] == plain[3]

    def test_is_known_by_his_own_address_behind_a_proxy(self, client, shirin, settings):
        settings.BEHIND_PROXY = True
        for number in range(5):
            headers = {"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.1"}
            client.post(LOGIN, {"username": "shirin", "password": "wrong"}, headers=headers)
        one = {"username": "shirin", "password": PASSWORD}
        assert client.post(LOGIN, one, headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 429
        assert client.post(LOGIN, one, headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 302

    @pytest.mark.parametrize("address", ["2001:db8::1", "unknown", "", "\x7f"])
    def test_may_come_from_any_address(self, client, shirin, address):
        assert give_password(client, password="wrong", address=address).status_code == 200

    def test_leaves_no_address_and_nothing_written_behind(self, client, shirin):
        kept = '[["note","a secret text"]]'
        client.post(
            f"{LOGIN}?q=private",
            {"username": "shirin", "password": "wrong", "kept": kept},
            headers={"User-Agent": "private"},
            REMOTE_ADDR="192.0.2.1",
        )
        row = " ".join(str(value) for value in AccessAttempt.objects.values_list().get())
        assert not re.search("192.0.2.1|secret|private|wrong", row)

    def test_nobody_s_visits_are_listed(self, client, shirin):
        enter(client, shirin)
        client.post("/en/admin/logout/")
        assert "127.0.0.1" not in str(KnownSender.objects.values_list())
        assert not AccessLog.objects.exists()
        assert not AccessAttempt.objects.exists()

    def test_is_not_named_in_the_log(self, client, shirin, caplog):
        with caplog.at_level(logging.DEBUG, logger="axes"):
            self.fail(5)
        assert not re.search("shirin|192.0.2.1|wrong-", caplog.text)


class TestSomebodyWhoGuessesCodes:
    def wrong_codes(self, client, shirin, times):
        wrong = f"{(int(code_of(shirin)) + 500_000) % 10**6:06}"
        for _time in range(times):
            shirin.totpdevice_set.update(throttling_failure_timestamp=timezone.now() - timedelta(hours=2))
            response = client.post(CODE, {"code": wrong})
        return response

    @pytest.mark.parametrize(("times", "words"), [(1, "in 1 second."), (9, "in 5 minutes.")])
    def test_has_to_wait_longer_and_longer(self, client, shirin, times, words):
        give_password(client)
        self.wrong_codes(client, shirin, times)
        assert words in text(client.post(CODE, {"code": code_of(shirin)}))

    def test_waits_in_every_session(self, client, shirin):
        give_password(client)
        self.wrong_codes(client, shirin, 9)
        assert enter(Client(), shirin).status_code == 200


def codes_on(response):
    return re.findall(r"\d{4} \d{4} \d{4}", text(response))


class TestAFirstSignIn:
    def begin(self, client):
        """Return the page that shows the secret, and the secret."""
        give_password(client, "nora")
        page = text(client.get(client.get(CODE).headers["Location"]))
        return page, secret_on(page)

    def finish(self, client, key):
        return client.post(APP, {"code": f"{TOTP(key).token():06}"}, follow=True)

    def test_begins_with_the_app(self, client, newcomer):
        page, _key = self.begin(client)
        assert "<svg" in page
        assert not is_in(client)

    def test_hands_the_secret_to_an_app_on_the_same_telephone(self, client, newcomer):
        page, key = self.begin(client)
        address = unescape(re.search('href="(otpauth:[^"]*)"', page)[1])
        assert b32decode(re.search("secret=([A-Z2-7]+)", address)[1]) == key

    def test_speaks_of_no_earlier_codes(self, client, newcomer):
        assert "no longer valid" not in text(self.finish(client, self.begin(client)[1]))

    def test_ends_with_recovery_codes_and_leads_in(self, client, newcomer):
        response = self.finish(client, self.begin(client)[1])
        assert len(codes_on(response)) == 10
        assert is_in(client)

    def test_makes_recovery_codes_once(self, client, newcomer):
        _page, key = self.begin(client)
        self.finish(client, key)
        hashes = set(StaticToken.objects.values_list("token", flat=True))
        self.finish(client, key)
        assert set(StaticToken.objects.values_list("token", flat=True)) == hashes

    def test_shows_the_recovery_codes_again_on_the_way_back(self, client, newcomer):
        response = self.finish(client, self.begin(client)[1])
        client.get(INDEX)
        assert codes_on(client.get(response.redirect_chain[-1][0])) == codes_on(response)

    def test_shows_the_recovery_codes_for_ten_minutes(self, client, newcomer, monkeypatch):
        response = self.finish(client, self.begin(client)[1])
        monkeypatch.setattr(steps, "time", lambda: time() + steps.SHOWN_FOR + 1)
        later = client.get(response.redirect_chain[-1][0])
        assert (later.status_code, steps.NEW_CODES in client.session) == (302, False)

    def test_shows_the_recovery_codes_in_no_other_session(self, client, newcomer, shirin):
        response = self.finish(client, self.begin(client)[1])
        address, other = response.redirect_chain[-1][0], Client()
        assert other.get(address).headers["Location"].startswith(LOGIN)
        sign_in(other, shirin)
        assert other.get(address).headers["Location"] == OWN

    def test_keeps_the_recovery_codes_in_clear_in_no_session(self, client, newcomer):
        response = self.finish(client, self.begin(client)[1])
        held = str(dict(client.session))
        assert not [code for code in codes_on(response) if code in held or code.replace(" ", "") in held]

    def test_needs_a_code_from_the_app(self, client, newcomer):
        self.begin(client)
        assert "wrong" in text(client.post(APP, {"code": "000000"}))
        assert not TOTPDevice.objects.exists()

    def test_keeps_its_secret_while_the_page_is_read_again(self, client, newcomer):
        _page, key = self.begin(client)
        assert secret_on(text(client.get(APP))) == key

    def test_has_a_secret_that_nobody_else_with_the_password_sees(self, client, newcomer):
        assert self.begin(client)[1] != self.begin(Client())[1]

    def test_takes_no_recovery_code_for_a_code(self, client, newcomer):
        self.begin(client)
        assert client.post(APP, {"code": "0" * 12}).status_code == 200

    def test_gives_a_code_that_does_not_count_twice(self, client, newcomer):
        self.finish(client, self.begin(client)[1])
        assert enter(Client(), newcomer).status_code == 200

    def test_has_a_secret_that_stands_in_clear_in_no_session(self, client, newcomer):
        _page, key = self.begin(client)
        assert key.hex() not in str(dict(client.session))
        self.finish(client, key)
        assert steps.SIGNING_IN not in client.session

    def test_is_no_way_to_replace_the_app_of_somebody_who_has_one(self, client, shirin):
        give_password(client)
        assert client.get(APP).headers["Location"] == LOGIN

    def test_leads_to_the_clock_of_a_phone_whose_codes_are_wrong(self, client, newcomer):
        self.begin(client)
        assert "set its date and time to automatic" in text(client.post(APP, {"code": "000000"}))


class TestRecoveryCodes:
    def test_a_wrong_one_leads_to_the_others_and_not_to_the_app(self, client, shirin):
        new_recovery_codes(shirin)
        give_password(client)
        words = text(client.post(CODE, {"code": "0" * 12}))
        assert ("another of those you have" in words, "in the app." in words, "clock" in words) == (
            True, False, False,
        )  # fmt: skip

    def test_one_leads_in_and_says_how_many_are_left(self, client, shirin):
        codes = new_recovery_codes(shirin)
        give_password(client)
        client.post(CODE, {"code": codes[3]})
        assert "9 are left" in text(client.get(INDEX))

    def test_one_counts_once(self, client, shirin):
        code = new_recovery_codes(shirin)[0]
        for one in (client, other := Client()):
            give_password(one)
            one.post(CODE, {"code": code})
        assert not is_in(other)

    def test_are_kept_as_hashes(self, shirin):
        codes = {code.replace(" ", "") for code in new_recovery_codes(shirin)}
        assert not codes & set(StaticToken.objects.values_list("token", flat=True))

    def test_those_of_somebody_else_are_refused(self, client, shirin, newcomer):
        new_recovery_codes(shirin)
        give_password(client)
        assert client.post(CODE, {"code": new_recovery_codes(newcomer)[0]}).status_code == 200

    def test_new_ones_make_the_old_ones_void(self, client, shirin):
        old = new_recovery_codes(shirin)[0]
        sign_in(client, shirin)
        client.post(OWN, {"password": PASSWORD, "codes": ""})
        other = Client()
        give_password(other)
        assert other.post(CODE, {"code": old}).status_code == 200

    def test_new_ones_need_the_password(self, client, shirin):
        sign_in(client, shirin)
        assert "is wrong" in text(client.post(OWN, {"password": "guess", "codes": ""}))
        assert not StaticToken.objects.exists()

    def test_guessing_the_password_of_an_open_session_is_held_off(self, client, shirin):
        sign_in(client, shirin)
        for _time in range(5):
            response = client.post(OWN, {"password": "guess", "codes": ""})
        assert "Try again in 15 minutes." in text(response)

    def test_new_ones_may_be_made_after_signing_in_with_the_last(self, client, shirin):
        give_password(client)
        client.post(CODE, {"code": new_recovery_codes(shirin)[0]})
        client.post(OWN, {"password": PASSWORD, "codes": ""})
        assert is_in(client)


class TestAnotherApp:
    def replace(self, client):
        client.post(OWN, {"password": PASSWORD, "app": ""})
        key = secret_on(text(client.get(APP)))
        return client.post(APP, {"code": f"{TOTP(key).token():06}"})

    def test_takes_the_place_of_the_one_before(self, client, shirin):
        sign_in(client, shirin)
        before = shirin.totpdevice_set.get().key
        self.replace(client)
        assert shirin.totpdevice_set.get().key != before
        assert is_in(client)

    def test_ends_the_sessions_elsewhere(self, client, shirin):
        stolen = sign_in(Client(), shirin)
        self.replace(sign_in(client, shirin))
        assert not is_in(stolen)

    def test_needs_the_password(self, client, shirin):
        sign_in(client, shirin)
        client.post(OWN, {"password": "guess", "app": ""})
        assert client.get(APP).headers["Location"] == LOGIN


@pytest.mark.parametrize("language", LANGUAGES)
class TestAFormSentAfterTheSessionHasEnded:
    @pytest.fixture
    def written(self, client, shirin, language):
        """The answer to a post without a session, its address and its fields."""
        house = make_organisation()
        address = f"/{language}{reverse('admin:organisations_organisation_change', args=[house.pk])[3:]}"
        fields = {"name_ar": 'بيت "النساء"\r\n<b>', "list": ["1", "2"], "_continue": "", "password1": "hush"}
        return client.post(address, fields), address, fields

    def hidden(self, response):
        return {
            n: unescape(v)
            for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text(response))
        }

    def resume(self, client, shirin, written):
        hidden = self.hidden(written[0])
        login = f"{written[1][:3]}/admin/login/"
        give_password(client, to=login, next=hidden["next"], kept=hidden["kept"])
        response = client.post(f"{login}code/", {"code": code_of(shirin)})
        return client.get(response.headers["Location"])

    def test_is_answered_with_the_sign_in_page(self, client, written):
        assert written[0].status_code == 403
        assert 'name="kept"' in text(written[0])

    def test_changes_nothing(self, client, written):
        assert Organisation.objects.get().name_ar in {None, ""}

    def test_is_offered_as_it_was_after_signing_in(self, client, shirin, written):
        response = self.resume(client, shirin, written)
        assert f'action="{written[1]}"' in text(response)
        fields = [(n, v) for n, v in response.context["fields"] if n != "password1"]
        assert fields == [("name_ar", 'بيت "النساء"\n<b>'), ("list", "1"), ("list", "2"), ("_continue", "")]

    def test_stays_through_a_wrong_password(self, client, written):
        hidden = self.hidden(written[0])
        again = give_password(client, password="wrong", next=hidden["next"], kept=hidden["kept"])
        assert self.hidden(again)["kept"] == hidden["kept"]

    def test_carries_no_password(self, client, written):
        assert "hush" not in text(written[0])

    def test_is_text_and_no_markup(self, client, shirin, written):
        assert "<b>" not in text(self.resume(client, shirin, written))

    def test_is_forgotten_once_it_is_sent(self, client, shirin, written):
        self.resume(client, shirin, written)
        client.post(written[1], {})
        assert steps.SAVED_POST not in client.session


class TestAFormOfAPageOlderThanTheSession:
    """Signing in changes what forms must carry against forgery; a page in another tab does not know."""

    @pytest.fixture
    def client(self, shirin):
        return sign_in(Client(enforce_csrf_checks=True), shirin)

    def send(self, client, origin="http://testserver", to="/ar/admin/organisations/helpline/add/"):
        return client.post(to, {"name": "خط", "password": "hush"}, headers={"Origin": origin})

    def test_is_offered_to_be_sent_again(self, client):
        response = self.send(client)
        assert (response.status_code, response.context["fields"]) == (403, [("name", "خط")])
        assert 'action="/ar/admin/organisations/helpline/add/"' in text(response)

    def test_changes_nothing(self, client):
        self.send(client)
        assert not Helpline.objects.exists()

    @pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "https://testserver", ""])
    def test_is_not_offered_if_another_site_may_have_sent_it(self, client, origin):
        response = self.send(client, origin)
        assert (response.status_code, 'value="خط"' in text(response)) == (403, False)

    def test_waits_for_who_is_not_signed_in(self):
        response = self.send(Client(enforce_csrf_checks=True))
        assert (response.status_code, 'name="kept"' in text(response)) == (403, True)

    @pytest.mark.parametrize("address", [LOGIN, CODE, APP, "/en/admin/logout/"])
    def test_is_no_step_of_signing_in(self, client, address):
        response = self.send(client, to=address)
        assert (response.status_code, "hush" in text(response)) == (403, False)
        assert 'type="hidden" name="name"' not in text(response)


@pytest.mark.parametrize(
    "kept", ["{", "null", "7", '[["a"]]', '[[["a"],{}]]', '"ab"', "[" * 5000, '[["a", "\\ud800"]]']
)
def test_what_claims_to_be_kept_cannot_break_a_page(client, shirin, kept):
    response = enter(client, shirin, kept=kept)
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_post_from_another_site_is_kept_for_nobody():
    response = Client(enforce_csrf_checks=True).post("/en/admin/organisations/helpline/add/", {"name": "x"})
    assert response.status_code == 403
    assert b'name="kept"' not in response.content


def test_signing_out_without_a_session_keeps_no_form(client):
    assert client.post("/en/admin/logout/").status_code == 302
