"""Admin of user accounts, without privilege escalation: an administrator cannot make superusers."""

import logging

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.db.models import Exists, OuterRef
from django.utils.html import format_html
from django.utils.text import capfirst
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


class SignInFilter(admin.SimpleListFilter):
    title, parameter_name = _("may sign in"), "may_sign_in"

    def lookups(self, request, model_admin):
        return [("1", _("Yes")), ("0", _("No"))]

    def queryset(self, request, accounts):
        may = {"1": accounts.filter, "0": accounts.exclude}.get(self.value())
        return may(is_active=True, is_staff=True) if may else accounts


class AccountForm(UserChangeForm):
    """Has one box for who may sign in, where Django has two that must both be ticked."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["is_active"] = may_sign_in(self.instance)


def may_sign_in(account):
    return account.is_active and account.is_staff


@admin.register(get_user_model())
class AccountAdmin(UserAdmin):
    """Superusers are seen, made and changed by superusers alone.

    Nothing is asked of anybody but a name to sign in with.
    """

    # The stock form would offer to sign in by LDAP.
    form, add_form, add_form_template = AccountForm, UserCreationForm, None
    add_fieldsets = [(None, {"fields": ["username", "password1", "password2", "groups"]})]
    fieldsets = [
        (None, {"fields": ["username", "password", "groups", "is_active"]}),
        (
            _("Name"),
            {
                "fields": ["first_name", "last_name"],
                "classes": ["collapse"],
                "description": _("Nobody has to give it. Colleagues see it beside what she changed."),
            },
        ),
        (_("Single rights"), {"fields": ["is_superuser", "user_permissions"], "classes": ["collapse"]}),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    list_display = ["username", "roles", "sign_in", "has_app", "last_login"]
    list_filter = [SignInFilter, ("groups", RoleFilter)]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    actions = ["reset_second_factor", "end_sessions"]

    def get_queryset(self, request):
        app = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        accounts = super().get_queryset(request).annotate(has_app=Exists(app)).prefetch_related("groups")
        return accounts if request.user.is_superuser else accounts.filter(is_superuser=False)

    def get_fieldsets(self, request, obj=None):
        if request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return [
            (title, options)
            for title, options in super().get_fieldsets(request, obj)
            if not ONLY_FOR_SUPERUSERS & {*options["fields"]}
        ]

    def get_form(self, request, obj=None, **kwargs):
        texts = {
            "labels": {"groups": capfirst(_("roles")), "is_active": capfirst(_("may sign in"))},
            "help_texts": {
                "username": _("She signs in with it. It need not be her own name."),
                "groups": _("What she may do here. Without a role she finds nothing to do."),
                "is_active": _("Untick it to close the account, rather than delete it."),
                "is_superuser": _("She may do everything, accounts of superusers included."),
            },
        }
        return super().get_form(request, obj, **texts | kwargs)

    def save_model(self, request, account, form, change):
        account.is_staff = account.is_active
        super().save_model(request, account, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not may_sign_in(form.instance) and form.instance.groups.exists():
            self.message_user(request, _("The account has a role, but cannot sign in."), messages.WARNING)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["form_class"] = RolesField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("roles"))
    def roles(self, account):
        return ", ".join(str(ROLES.get(group.name, group.name)) for group in account.groups.all())

    @admin.display(description=_("signing in"))
    def sign_in(self, account):
        if may_sign_in(account):
            return _("may sign in")
        return format_html('<span class="badge warn">{}</span>', _("cannot sign in"))

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
