"""How editors sign in: with name and password, then with a code; who has no app yet sets one up.

Between the steps the session holds, under SIGNING_IN, who gave her password and
where she was going; nobody is signed in before the code. A form that was sent
after the session had ended travels along and is offered to her at the end.
"""

import json
from functools import partial
from time import time

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model, login
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse, translate_url
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_from_path, ngettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as otp_login
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.util import random_hex

from organisations.text import clean, clean_query, digits

from ..errors import error_page
from ..middleware import in_admin
from .lockout import minimal_request, password_lock
from .second_factor import (
    APP_DIGITS,
    RECOVERY_DIGITS,
    address_for_app,
    enrol_device,
    has_app,
    new_recovery_codes,
    qr_code,
    recovery_codes_left,
    secret,
    verify_code,
)

SIGNING_IN = "signing_in"
SAVED_POST = "kept"
STEPS = {"login", "code", "set_up", "logout"}  # names of addresses whose forms are not kept
LONGEST = 30 * 60  # seconds from the password to the code; time enough to install an app
BACKEND = "django.contrib.auth.backends.ModelBackend"


class PasswordForm(AdminAuthenticationForm):
    """Name and password; the first argument is a ``minimal_request``."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": _("The name or the password is wrong."),
    }

    def clean(self):
        try:
            return super().clean()
        except ValidationError as error:
            raise (password_lock(self.request, self.cleaned_data["username"]) or error) from None


class OwnPasswordForm(PasswordForm):
    """The password of somebody who is signed in, once more."""

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.name = user.get_username()
        del self.fields["username"]

    def clean(self):
        self.cleaned_data["username"] = self.name
        return super().clean()


class CodeField(forms.CharField):
    """Digits in any script, as they are typed or pasted: spaces and hyphens do not count."""

    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "autofocus": True}
    )

    def to_python(self, value):
        return "".join(filter(str.isdecimal, digits(super().to_python(value))))


class CodeForm(forms.Form):
    """A code; ``check`` returns the ``device`` that it proves or raises ValidationError."""

    code = CodeField(label=_("Code"), error_messages={"required": _("Write the code.")})

    def __init__(self, verify_code, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.check = verify_code

    def clean_code(self):
        code = self.cleaned_data["code"]
        if len(code) not in {APP_DIGITS, RECOVERY_DIGITS}:
            raise ValidationError(_("A code from the app has 6 digits, a recovery code 12."))
        self.device = self.check(code)
        return code


@sensitive_post_parameters()
def password(request):
    """The first step: name and password."""
    if request.method != "POST" and admin.site.has_permission(request):
        return HttpResponseRedirect(destination(request))
    asker = minimal_request(request)
    form = PasswordForm(asker, sent(request))
    if form.is_valid():
        start_login(request, form.get_user(), destination(request), request.POST.get(SAVED_POST, ""))
        return redirect("admin:code")
    status = 429 if getattr(asker, "axes_locked_out", False) else 200
    context = {"form": form, "next": destination(request), SAVED_POST: request.POST.get(SAVED_POST, "")}
    return page(request, "password", _("Sign in"), context, status)


def sent(request):
    """Return what a form sent, clean, or None where it is only shown."""
    return clean_query(request.POST) if request.method == "POST" else None


def session_expired(request):
    """Answer a form that comes without a session: sign in first, what you wrote is kept."""
    context = {
        "form": PasswordForm(),
        "next": request.get_full_path(),
        SAVED_POST: json.dumps(written(request)),
    }
    return page(request, "password", _("Sign in"), context | {"interrupted": True}, 403)


def csrf_expired(request):
    """Answer a form of a page that was opened before its reader signed in anew: it can be sent again."""
    if not admin.site.has_permission(request):
        return session_expired(request)
    return offer(request, request.get_full_path(), written(request), 403)


def csrf_failure(request, reason=""):
    """Refuse what another site may have sent; what a page of our own admin sent is not lost."""
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if is_ours and in_admin(request) and request.resolver_match.url_name not in STEPS:
        return csrf_expired(request)
    return error_page(request, 403, "403.html")


def written(request):
    """Return (name, value) of each field of a form that was sent, but of passwords."""
    fields = clean_query(request.POST)
    names = [name for name in fields if name != "csrfmiddlewaretoken" and "password" not in name]
    return [(name, value) for name in names for value in fields.getlist(name)]


@sensitive_post_parameters()
def code(request):
    """The second step: a code from the app, or a recovery code."""
    user = known(request)
    if not user:
        return redirect("admin:login")
    if not has_app(user):
        return redirect("admin:set_up")
    form = CodeForm(partial(verify_code, user), sent(request))
    if not form.is_valid():
        return page(request, "code", _("Write the code from your app"), {"form": form})
    if isinstance(form.device, StaticDevice):
        messages.warning(request, recovery_code_used(user))
    return HttpResponseRedirect(complete_login(request, user, form.device))


def recovery_code_used(user):
    left = recovery_codes_left(user)
    return ngettext(
        "You signed in with a recovery code. %(count)d is left.",
        "You signed in with a recovery code. %(count)d are left.",
        left,
    ) % {"count": left}


@sensitive_post_parameters()
def set_up(request):
    """Give an app its secret, for who has none or, signed in, wants another; then show recovery codes."""
    user = known(request)
    if not user or (has_app(user) and not (request.user == user and admin.site.has_permission(request))):
        return redirect("admin:login")
    request.session[SIGNING_IN] = state = {"key": random_hex(20)} | request.session[SIGNING_IN]
    form = CodeForm(partial(enrol_device, user, state["key"]), sent(request))
    if form.is_valid():
        return recovery_codes(request, user, complete_login(request, user, form.device))
    context = {"form": form, "qr_code": qr_code(user, state["key"]), "secret": secret(state["key"])}
    context["address_for_app"] = address_for_app(user, state["key"])
    return page(request, "set_up", _("Set up an app for codes"), context)


def recovery_codes(request, user, following):
    """Show new recovery codes, this once."""
    had_codes = recovery_codes_left(user) > 0
    context = {"codes": new_recovery_codes(user), "had_codes": had_codes, "following": following}
    return page(request, "recovery_codes", _("Your recovery codes"), context)


@sensitive_post_parameters()
def second_factor(request):
    """Let somebody who is signed in make new recovery codes or change her app, if she knows her password."""
    form = OwnPasswordForm(request.user, minimal_request(request), sent(request))
    if not form.is_valid():
        context = {"form": form, "left": recovery_codes_left(request.user)}
        return page(request, "second_factor", _("Your second factor"), context)
    here = reverse("admin:second_factor")
    if "app" not in request.POST:
        return recovery_codes(request, request.user, here)
    start_login(request, form.get_user(), here)
    return redirect("admin:set_up")


def kept(request):
    """Offer what was written before the session ended, to be sent again by whoever wrote it."""
    address, fields = request.session.get(SAVED_POST) or (None, None)
    if not fields:
        return redirect("admin:index")
    return offer(request, address, fields)


def offer(request, address, fields, status=200):
    context = {"address": address, "fields": fields}
    return page(request, SAVED_POST, _("What you wrote is still here"), context, status)


def start_login(request, user, following, kept=""):
    """Remember who gave her password, when, and where she was going, under a new session key."""
    request.session.cycle_key()
    request.session[SIGNING_IN] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": time(),
        "next": following,
        SAVED_POST: kept_fields(kept),
    }


def known(request):
    """Return who gave her password a moment ago and has not changed it since, or None."""
    state = request.session.get(SIGNING_IN)
    if not state or time() - state["at"] > LONGEST:
        return None
    user = get_user_model().objects.filter(pk=state["user"], is_active=True, is_staff=True).first()
    return user if user and constant_time_compare(user.get_session_auth_hash(), state["hash"]) else None


def complete_login(request, user, device):
    """Sign somebody in under a new session key; return the address where she was going."""
    state = request.session.pop(SIGNING_IN)
    login(request, user, backend=BACKEND)
    otp_login(request, device)
    request.session.clear_expired()
    if not state[SAVED_POST]:
        return state["next"]
    request.session[SAVED_POST] = state["next"], state[SAVED_POST]
    return reverse("admin:kept")


def kept_fields(text):
    """Return (name, value) of each field of a form that was kept; nothing if the text is not ours."""
    try:
        found = json.loads(text or "[]")
        return [(clean(str(name)), clean(str(value))) for name, value in found]
    except (ValueError, TypeError, RecursionError):
        return []


def destination(request):
    """Return where to go after signing in: what was asked for, if it is on this site, in her language now."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    if not safe:
        return reverse("admin:index")
    language = get_language()
    with override(get_language_from_path(wanted) or language):  # translate_url reads in one language only
        return translate_url(wanted, language)


def page(request, name, title, context, status=200):
    request.current_app = admin.site.name
    context = admin.site.each_context(request) | {"title": title} | context
    return TemplateResponse(request, f"admin/sign_in/{name}.html", context, status=status)
