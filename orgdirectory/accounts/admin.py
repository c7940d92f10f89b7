"""Admin of user accounts, without privilege escalation: an administrator cannot make superusers."""

import logging

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from .second_factor import reset_second_factor
from .sessions import sessions_of

security = logging.getLogger("orgdirectory.security")

ONLY_FOR_SUPERUSERS = {"is_superuser", "user_permissions"}

# The groups are stored under their English names.
ROLES = {
    "Translator": pgettext_lazy("role", "Translator"),
    "Editor": pgettext_lazy("role", "Editor"),
    "Publisher": pgettext_lazy("role", "Publisher"),
    "Administrator": pgettext_lazy("role", "Administrator"),
}

# Their pages would show the secrets of others.
admin.site.unregister([TOTPDevice, StaticDevice])
admin.site.unregister(get_user_model())


class RolesField(forms.ModelMultipleChoiceField):
    """Groups, shown by the name of their role in the language of the page."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        return ROLES.get(group.name, group.name)


class RoleFilter(admin.RelatedFieldListFilter):
    """Groups by the same names, in the list's filter."""

    def field_choices(self, field, request, model_admin):
        choices = super().field_choices(field, request, model_admin)
        return [(pk, ROLES.get(name, name)) for pk, name in choices]


@admin.register(get_user_model())
class AccountAdmin(UserAdmin):
    """Superusers are seen, made and changed by superusers alone."""

    # The stock form would offer to sign in by LDAP.
    add_form = UserCreationForm
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["username", "password1", "password2"]})]
    list_display = ["username", "first_name", "last_name", "is_staff", "is_active", "has_app", "last_login"]
    list_filter = ["is_staff", "is_active", ("groups", RoleFilter)]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    actions = ["reset_second_factor", "end_sessions"]

    def get_queryset(self, request):
        app = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        accounts = super().get_queryset(request).annotate(has_app=Exists(app))
        return accounts if request.user.is_superuser else accounts.filter(is_superuser=False)

    def get_fieldsets(self, request, obj=None):
        if request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return [
            (title, options | {"fields": [f for f in options["fields"] if f not in ONLY_FOR_SUPERUSERS]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["form_class"] = RolesField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("second factor"), boolean=True, ordering="has_app")
    def has_app(self, account):
        return account.has_app

    @admin.action(description=_("Take away the second factor"), permissions=["change"])
    def reset_second_factor(self, request, accounts):
        changed = list(accounts)
        reset_second_factor(changed)
        for account in changed:
            self.log_change(request, account, _("The second factor was taken away."))
        self.message_user(request, second_factors_taken(len(changed)))

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def end_sessions(self, request, accounts):
        sessions_of(accounts).delete()
        for account in accounts:
            security.info("session_ended", extra={"user": account.pk, "by": request.user.pk})
            self.log_change(request, account, _("Signed out everywhere."))
        self.message_user(request, _("They are signed out everywhere."))


def second_factors_taken(number):
    return ngettext(
        "The second factor of %(count)d account was taken away. It is set up anew at the next sign-in.",
        "The second factors of %(count)d accounts were taken away. They are set up anew at the next sign-in.",
        number,
    ) % {"count": number}
