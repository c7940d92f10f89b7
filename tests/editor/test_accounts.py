"""Accounts: an administrator keeps them without rising above herself."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from orgdirectory.accounts.second_factor import new_recovery_codes

from ..conftest import PASSWORD, make_account, make_device, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client, db):
    user = make_account("admin")
    user.user_permissions.set(Permission.objects.filter(content_type__model="user"))
    return sign_in(client, user)


@pytest.fixture
def superuser(db):
    user = make_account("shirin", is_superuser=True)
    make_device(user)
    return user


def change(user):
    return reverse("admin:auth_user_change", args=[user.pk])


def data(user, **fields):
    return {"username": user.username, "is_active": "on"} | fields


def role(name):
    return Group.objects.get(name=name).pk


def gives_password(name):
    """Tell whether somebody gets past the first step of signing in."""
    response = Client().post(reverse("admin:login"), {"username": name, "password": PASSWORD})
    return response.status_code == 302


class TestAnAdministrator:
    """May keep accounts, but is no superuser."""

    def test_makes_an_account(self, administrator):
        fields = {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
        administrator.post(reverse("admin:auth_user_add"), fields)
        assert not get_user_model().objects.get(username="new").is_superuser

    def test_makes_an_account_with_a_role_that_can_sign_in(self, administrator):
        fields = {
            "username": "سلمى",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "groups": [role("Editor")],
        }
        administrator.post(reverse("admin:auth_user_add"), fields)
        assert get_user_model().objects.get(username="سلمى").has_perm("organisations.change_organisation")
        assert gives_password("سلمى")

    def test_gives_a_new_account_its_role_later(self, administrator):
        fields = {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
        administrator.post(reverse("admin:auth_user_add"), fields)
        new = get_user_model().objects.get(username="new")
        form = administrator.get(change(new)).context["adminform"].form
        assert form["is_active"].value()
        administrator.post(change(new), data(new, groups=[role("Translator")]))
        assert gives_password("new")

    def test_closes_an_account_and_opens_it_again(self, administrator):
        user, found = make_account("nora"), []
        for box in ({}, {"is_active": "on"}):
            administrator.post(change(user), {"username": "nora"} | box)
            found.append(gives_password("nora"))
        assert found == [False, True]

    @pytest.mark.parametrize("box", ["is_staff", "is_active"])
    def test_opens_no_closed_account_by_changing_something_else(self, administrator, box):
        user = make_account("nora")
        get_user_model().objects.filter(pk=user.pk).update(**{box: False})
        form = administrator.get(change(user)).context["adminform"].form
        assert not form["is_active"].value()
        administrator.post(change(user), {"username": "nora", "groups": [role("Editor")]})
        assert not gives_password("nora")

    def test_is_told_of_a_role_without_a_way_in(self, administrator):
        user = make_account("nora")
        fields = {"username": "nora", "groups": [role("Editor")]}
        assert "cannot sign in" in administrator.post(change(user), fields, follow=True).content.decode()

    def test_finds_in_the_list_who_cannot_sign_in(self, administrator):
        for name, fields in {"shut": {"is_active": False}, "open": {}, "never": {}}.items():
            make_account(name, **fields).groups.add(role("Editor"))
        get_user_model().objects.filter(username="never").update(is_staff=False)
        page = administrator.get(reverse("admin:auth_user_changelist"))
        assert page.content.decode().count("cannot sign in") == 2
        names = {}
        for answer in "01":
            found = administrator.get(reverse("admin:auth_user_changelist"), {"may_sign_in": answer})
            names[answer] = {one.username for one in found.context["cl"].result_list}
        assert names == {"0": {"shut", "never"}, "1": {"open", "admin"}}

    def test_is_asked_for_nothing_that_tells_who_somebody_is(self, administrator):
        form = administrator.get(reverse("admin:auth_user_add")).context["adminform"].form
        assert {*form.fields} == {"username", "password1", "password2", "groups"}
        assert "email" not in administrator.get(change(make_account("nora"))).context["adminform"].form.fields

    @pytest.mark.parametrize("language", ["sv", "ar", "en"])
    def test_meets_no_words_of_programs(self, administrator, language):
        page = administrator.get(f"/{language}{reverse('admin:auth_user_add')[3:]}").content.decode()
        assert "150" not in page.replace('maxlength="150"', "")

    def test_gives_an_account_a_role(self, administrator):
        user, group = make_account("nora"), Group.objects.create(name="Roles")
        administrator.post(change(user), data(user, groups=[group.pk], first_name="Nora"))
        assert list(user.groups.all()) == [group]

    @pytest.mark.parametrize("name", ["admin", "nora"])
    def test_makes_nobody_a_superuser(self, administrator, name):
        make_account("nora")
        user = get_user_model().objects.get(username=name)
        fields = data(user, is_superuser="on", first_name="Changed")
        response = administrator.post(change(user), fields)
        assert response.status_code == 302
        user.refresh_from_db()
        assert (user.is_superuser, user.first_name) == (False, "Changed")

    def test_gives_nobody_single_rights(self, administrator):
        user = make_account("nora")
        right = Permission.objects.get(codename="delete_organisation")
        administrator.post(change(user), data(user, user_permissions=[right.pk]))
        assert not user.user_permissions.exists()

    @pytest.mark.parametrize("page", ["change", "delete", "history", "password_change"])
    def test_does_not_reach_a_superuser(self, administrator, superuser, page):
        address = reverse(f"admin:auth_user_{page}", args=[superuser.pk])
        for response in (administrator.get(address), administrator.post(address, {"post": "yes"})):
            assert response.status_code in {302, 404}
        assert get_user_model().objects.get(pk=superuser.pk).check_password(PASSWORD)

    @pytest.mark.parametrize("action", ["reset_second_factor", "delete_selected"])
    def test_does_nothing_to_a_superuser_in_the_list(self, administrator, superuser, action):
        chosen = {"action": action, "_selected_action": [superuser.pk], "post": "yes"}
        administrator.post(reverse("admin:auth_user_changelist"), chosen)
        assert superuser.totpdevice_set.exists()

    def test_takes_away_the_second_factor_of_somebody_who_lost_her_phone(self, administrator):
        user = make_account("nora")
        other = sign_in(Client(), user)
        new_recovery_codes(user)
        chosen = {"action": "reset_second_factor", "_selected_action": [user.pk]}
        administrator.post(reverse("admin:auth_user_changelist"), chosen)
        assert not TOTPDevice.objects.filter(user=user).exists()
        assert not StaticDevice.objects.exists()
        assert other.get("/en/admin/").status_code == 302

    @pytest.mark.parametrize("path", ["otp_totp/totpdevice", "otp_static/staticdevice", "axes/accessattempt"])
    def test_has_no_page_with_the_secrets_of_others(self, editor, path):
        assert editor.get(f"/en/admin/{path}/").status_code == 404


def test_the_list_of_accounts_asks_as_little_for_many(administrator, django_assert_max_num_queries):
    for number in range(20):
        make_account(f"user-{number}").groups.add(role("Editor"))
    with django_assert_max_num_queries(20):
        administrator.get(reverse("admin:auth_user_changelist"))


def test_an_account_is_a_superuser_by_hand_of_a_superuser(editor):
    user = make_account("nora")
    fields = {"username": "nora", "is_active": "on", "is_superuser": "on"}
    editor.post(reverse("admin:auth_user_change", args=[user.pk]), fields)
    user.refresh_from_db()
    assert user.is_superuser


def test_an_account_without_the_right_takes_away_nothing(client, superuser):
    user = make_account("guest")
    user.user_permissions.set(Permission.objects.filter(codename="view_user"))
    chosen = {"action": "reset_second_factor", "_selected_action": [user.pk]}
    sign_in(client, user).post(reverse("admin:auth_user_changelist"), chosen)
    assert user.totpdevice_set.exists()


def test_the_only_administrator_gets_in_again_by_a_command(superuser):
    call_command("reset_second_factor", "shirin")
    assert not superuser.totpdevice_set.exists()


def test_the_command_names_an_account_that_is_not_there(db):
    with pytest.raises(CommandError, match="nobody"):
        call_command("reset_second_factor", "nobody")
