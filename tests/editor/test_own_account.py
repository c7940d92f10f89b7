"""One's own account: sessions are seen and ended, passwords are hard to guess, keys can be changed."""

import logging

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from networks.models import ConfirmationRequest
from orgdirectory import keys
from orgdirectory.accounts.models import App, Passkey, Session
from orgdirectory.accounts.second_factor import new_recovery_codes
from orgdirectory.accounts.sessions import name_of_browser
from orgdirectory.feedback import confirmation, receipts

from ..conftest import PASSWORD, code_of, make_account, make_device, sign_in

pytestmark = pytest.mark.django_db
LOGIN, CODE, INDEX = "/en/admin/login/", "/en/admin/login/code/", "/en/admin/"
OWN, END = "/en/admin/second-factor/", "/en/admin/second-factor/sessions/"
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0"
BETTER = "four quiet herons walking"


@pytest.fixture
def shirin(db):
    user = make_account("shirin")
    make_device(user)
    return user


def enter(user, password=PASSWORD, **headers):
    client = Client(headers=headers)
    client.post(LOGIN, {"username": user.username, "password": password})
    App.objects.update(last_t=-1)
    client.post(CODE, {"code": code_of(user)})
    return client


def is_in(client):
    return client.get(INDEX).status_code == 200


class TestSessions:
    def test_are_listed_by_browser_and_without_an_address(self, shirin):
        client = enter(shirin, user_agent=FIREFOX)
        page = client.get(OWN).content.decode()
        assert "Firefox, Android" in page
        assert "127.0.0.1" not in page

    def test_elsewhere_are_ended_one_by_one(self, shirin):
        mine, first, second = (enter(shirin) for _time in range(3))
        chosen = Session.objects.order_by("started_at")[1].pk
        mine.post(END, {"session": chosen})
        assert [is_in(one) for one in (mine, first, second)] == [True, False, True]

    def test_elsewhere_are_ended_all_at_once(self, shirin):
        mine, first, second = (enter(shirin) for _time in range(3))
        mine.post(END)
        assert [is_in(one) for one in (mine, first, second)] == [True, False, False]

    def test_of_others_are_neither_seen_nor_ended(self, shirin):
        mine, theirs = enter(shirin), sign_in(Client(), make_account("nora"))
        key = Session.objects.get(user__username="nora").pk
        assert key not in mine.get(OWN).content.decode()
        mine.post(END, {"session": key})
        assert is_in(theirs)

    def test_are_not_ended_by_a_link(self, shirin):
        assert enter(shirin).get(END).status_code == 405

    def test_elsewhere_end_with_a_new_password(self, shirin):
        mine, other = enter(shirin), enter(shirin)
        fields = {"old_password": PASSWORD, "new_password1": BETTER, "new_password2": BETTER}
        assert mine.post(reverse("admin:password_change"), fields).status_code == 302
        assert [is_in(mine), is_in(other)] == [True, False]
        assert Session.objects.count() == 1

    @pytest.mark.parametrize("change", ["codes", "remove"])
    def test_elsewhere_end_with_a_change_of_the_second_factor(self, shirin, change):
        mine, other = enter(shirin), enter(shirin)
        passkey = Passkey.objects.create(user=shirin, name="key", credential=b"")
        mine.post(OWN, {"password": PASSWORD, change: passkey.pk})
        assert [is_in(mine), is_in(other)] == [True, False]

    def test_end_when_an_administrator_ends_them(self, editor, shirin):
        client = enter(shirin)
        chosen = {"action": "end_sessions", "_selected_action": [shirin.pk]}
        editor.post(reverse("admin:auth_user_changelist"), chosen)
        assert not is_in(client)

    @pytest.mark.parametrize(
        ("told", "name"),
        [
            (FIREFOX, "Firefox, Android"),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
                "Safari, iPhone",
            ),
            ("curl/8", ""),
            ("", ""),
            ("<script>alert(1)</script>", ""),
        ],
    )
    def test_are_named_by_the_family_of_the_browser_alone(self, told, name):
        request = HttpRequest()
        request.META["HTTP_USER_AGENT"] = told
        assert name_of_browser(request) == name


class TestPasskeysOfOthers:
    def test_are_not_removed(self, shirin):
        passkey = Passkey.objects.create(user=make_account("nora"), name="key", credential=b"")
        response = enter(shirin).post(OWN, {"password": PASSWORD, "remove": passkey.pk})
        assert response.status_code == 404
        assert Passkey.objects.exists()

    @pytest.mark.parametrize("answer", ["", "{", "null", "7", "[]", "{}", '{"response": {}}', "[" * 5000])
    def test_cannot_be_made_up(self, shirin, answer):
        client = Client()
        client.post(LOGIN, {"username": "shirin", "password": PASSWORD})
        response = client.post(CODE, {"code": "", "passkey": answer})
        assert response.status_code == 200
        assert not is_in(client)

    def test_are_not_added_without_the_password(self, shirin):
        assert enter(shirin).get(f"{OWN}passkey/").headers["Location"] == OWN

    @pytest.mark.parametrize("answer", ["{", "{}", '{"id": "x", "rawId": "eA", "type": "public-key"}'])
    def test_are_not_added_without_what_the_browser_must_answer(self, shirin, answer):
        client = enter(shirin)
        client.post(OWN, {"password": PASSWORD, "passkey": ""})
        response = client.post(f"{OWN}passkey/", {"name": "Phone", "passkey": answer})
        assert "was not accepted" in response.content.decode()
        assert not Passkey.objects.exists()


class TestAPassword:
    def test_is_not_guessed_where_it_is_changed(self, shirin):
        client = enter(shirin)
        address = reverse("admin:password_change")
        for guess in ("one", "two", "three", "four", "five", PASSWORD):
            fields = {"old_password": guess, "new_password1": BETTER, "new_password2": BETTER}
            response = client.post(address, fields)
        assert "Try again in 15 minutes." in response.content.decode()
        assert get_user_model().objects.get().check_password(PASSWORD)

    @pytest.mark.parametrize(
        "password", ["short herons", BETTER * 6, "8401 9275 3316", "لقالق هادئة تمشي معا", "½¼¾×÷¬¦§¶ºª¹"]
    )
    def test_need_not_be_made_of_certain_signs(self, password):
        validate_password(password)

    @pytest.mark.parametrize(
        "password",
        [
            "elevensigns",
            "password1234",
            "passwordpassword",
            "123456789012",
            "qwertyuiop123",
            "1q2w3e4r5t6y",
            "iloveyou1234",
            "aaaaaaaaaaaaaaaa",
            "P@ssw0rd2026",
            "unbelievable",
            "abcdefghijklmno",
            "lösenord1234",
            "hemligt12345",
            "kvinnojour123",
            "orgdirectory1",
            "shirin.karimi",
            "",
        ],
    )
    def test_is_refused_if_it_is_short_or_easily_guessed(self, password):
        user = get_user_model()(username="shirin.karimi")
        with pytest.raises(ValidationError):
            validate_password(password, user)

    def test_of_before_these_rules_still_opens_and_is_asked_to_be_changed(self, shirin):
        shirin.set_password("heron 42")
        shirin.save()
        client = enter(shirin, "heron 42")
        assert "short or easy to guess" in client.get(INDEX).content.decode()

    def test_that_is_good_is_not_talked_about(self, shirin):
        shirin.set_password(BETTER)
        shirin.save()
        assert "easy to guess" not in enter(shirin, BETTER).get(INDEX).content.decode()

    def test_may_be_longer_than_anybody_types(self, shirin):
        shirin.set_password("heron " * 100)
        shirin.save()
        assert is_in(enter(shirin, "heron " * 100))


class TestSecretsInTheDatabase:
    def test_of_apps_are_encrypted(self, shirin):
        stored = TOTPDevice.objects.get(user=shirin).key
        assert App.objects.get().bin_key.hex() not in stored
        assert stored.startswith(keys.ENCRYPTED)

    def test_are_not_taken_for_those_of_another_account(self, shirin):
        app = App.objects.get()
        app.user = make_account("nora")
        with pytest.raises(keys.NoKeyFitsError):
            app.bin_key  # noqa: B018

    def test_of_before_still_count(self, shirin):
        key = App.objects.get().bin_key.hex()
        App.objects.update(key=key)
        assert is_in(enter(shirin))

    def test_are_encrypted_on_upgrade_and_readable_again_on_the_way_back(self, shirin):
        before = App.objects.get().bin_key
        executor = MigrationExecutor(connection)
        state = executor.loader.project_state([("accounts", "0002_encrypt_secrets")])
        migration = executor.loader.get_migration("accounts", "0002_encrypt_secrets")
        migration.operations[0].database_backwards("accounts", connection.schema_editor(), state, state)
        assert TOTPDevice.objects.get().key == before.hex()
        migration.operations[0].database_forwards("accounts", connection.schema_editor(), state, state)
        assert App.objects.get().bin_key == before
        assert TOTPDevice.objects.get().key.startswith(keys.ENCRYPTED)


class TestAnotherSecretKey:
    @pytest.fixture
    def change_key(self, settings):
        def change(*, forget=False):
            settings.SECRET_KEY_FALLBACKS = [] if forget else [settings.SECRET_KEY]
            settings.SECRET_KEY = "another-key-0123456789-abcdefghijklmnopqrstuvwxyz"

        return change

    def test_leaves_sessions_open(self, shirin, change_key):
        client = enter(shirin)
        change_key()
        assert is_in(client)

    def test_leaves_apps_their_codes(self, shirin, change_key):
        change_key()
        assert is_in(enter(shirin))

    def test_leaves_recovery_codes_good(self, shirin, change_key):
        code = new_recovery_codes(shirin)[0]
        change_key()
        client = Client()
        client.post(LOGIN, {"username": "shirin", "password": PASSWORD})
        client.post(CODE, {"code": code})
        assert is_in(client)
        assert StaticToken.objects.count() == 9

    def test_leaves_receipts_good(self, change_key):
        stored = receipts.hash_of("7K3M-90TX-4WQH")
        change_key()
        assert stored in receipts.hashes_of("7K3M-90TX-4WQH")
        assert receipts.hash_of("7K3M-90TX-4WQH") != stored

    def test_leaves_links_to_those_concerned_good(self, change_key):
        token = confirmation.address_of(ConfirmationRequest(pk=7)).split("/")[-2]
        change_key()
        assert confirmation.signer().unsign(token) == "7"

    def test_leaves_known_browsers_and_networks_known(self, shirin, change_key):
        enter(shirin)
        change_key()
        for number in range(20):
            Client(REMOTE_ADDR=f"192.0.2.{number}").post(LOGIN, {"username": "shirin", "password": "x"})
        assert is_in(enter(shirin))

    def test_is_the_only_one_needed_for_apps_after_encrypting_anew(self, shirin, change_key, settings):
        change_key()
        call_command("reencrypt_secrets")
        settings.SECRET_KEY_FALLBACKS = []
        assert is_in(enter(shirin))

    def test_without_the_one_before_shows_no_secret(self, shirin, change_key):
        change_key(forget=True)
        with pytest.raises(keys.NoKeyFitsError):
            App.objects.get().bin_key  # noqa: B018


class TestTheLog:
    def events(self, caplog):
        return [one.getMessage() for one in caplog.records if one.name == "orgdirectory.security"]

    def test_has_what_happens_to_accounts(self, shirin, caplog):
        with caplog.at_level(logging.INFO):
            client = enter(shirin)
            client.post(LOGIN, {"username": "shirin", "password": "wrong"})
            client.post(OWN, {"password": PASSWORD, "codes": ""})
            client.post(END)
            fields = {"old_password": PASSWORD, "new_password1": BETTER, "new_password2": BETTER}
            client.post(reverse("admin:password_change"), fields)
            client.get("/en/admin/auth/user/")
        assert self.events(caplog) == [
            "sign_in",
            "sign_in_failed",
            "second_factor_changed",
            "session_ended",
            "password_changed",
            "refused",
        ]

    def test_has_lockouts(self, shirin, caplog):
        for _time in range(6):
            Client().post(LOGIN, {"username": "shirin", "password": "wrong"})
        assert self.events(caplog) == ["sign_in_failed"] * 4 + ["locked_out"] * 2

    def test_names_nobody(self, shirin, caplog):
        with caplog.at_level(logging.INFO):
            enter(shirin, user_agent=FIREFOX)
            Client().post(LOGIN, {"username": "shirin", "password": "wrong-word"})
        told = " ".join(str(vars(one)) for one in caplog.records if one.name == "orgdirectory.security")
        assert not any(word in told for word in ("shirin", "wrong-word", PASSWORD, "127.0.0.1", "Firefox"))


def test_an_account_that_does_not_exist_costs_a_hash_too(db, monkeypatch):
    counted = []
    monkeypatch.setattr(get_user_model(), "set_password", lambda *a: counted.append(1))
    request = HttpRequest()
    assert authenticate(request, username="nobody", password="x") is None
    assert counted
