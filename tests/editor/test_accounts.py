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
    return {"username": user.username, "is_active": "on", "is_staff": "on"} | fields


class TestAnAdministrator:
    """May keep accounts, but is no superuser."""

    def test_makes_an_account(self, administrator):
        fields = {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
        administrator.post(reverse("admin:auth_user_add"), fields)
        assert not get_user_model().objects.get(username="new").is_superuser

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


def test_an_account_is_a_superuser_by_hand_of_a_superuser(editor):
    user = make_account("nora")
    fields = {"username": "nora", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
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
