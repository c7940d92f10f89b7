"""How editors sign in: with name and password, then with a code or passkey; who has no app yet sets one up.

Between the steps the session holds, under SIGNING_IN, who gave her password and
where she was going; nobody is signed in before the code. A form that was sent
after the session had ended travels along and is offered to her at the end.
"""

import json
import logging
import unicodedata
from functools import partial
from time import time

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import authenticate, get_user_model, login
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse, translate_url
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_from_path, ngettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as otp_login
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.util import random_hex

from organisations.text import clean, clean_query, digits

from ..database_errors import written
from ..errors import error_page
from ..keys import decrypt, encrypt
from ..middleware import in_admin
from .lockout import keep_device, minimal_request, password_lock, recognise, remember
from .models import Passkey
from .passkeys import add_passkey, creation_options, new_challenge, request_options, verify_passkey
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
from .sessions import BROWSER, STARTED, end_other_sessions, name_of_browser, sessions_of, stored_key

SIGNING_IN = "signing_in"
SAVED_POST = "kept"
NEW_CODES = "new_codes"
STEPS = {"login", "code", "set_up", "logout"}  # names of addresses whose forms are not kept
LONGEST = 30 * 60  # seconds from the password to the code; time enough to install an app
SHOWN_FOR = 10 * 60  # seconds in which new recovery codes can be read
BACKEND = "django.contrib.auth.backends.ModelBackend"
security = logging.getLogger("orgdirectory.security")


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


class NewPasswordForm(AdminPasswordChangeForm):
    """Asks for the old password as signing in does: who guesses it in an open session waits."""

    def __init__(self, asker, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.asker = asker

    def clean_old_password(self):
        name, password = self.user.get_username(), self.cleaned_data["old_password"]
        if authenticate(self.asker, username=name, password=password):
            return password
        wrong = ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        raise password_lock(self.asker, name) or wrong


class CodeField(forms.CharField):
    """Digits in any script, as they are typed or pasted: spaces and hyphens do not count."""

    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "autofocus": True}
    )

    def to_python(self, value):
        return "".join(filter(str.isdecimal, digits(super().to_python(value))))


class CodeForm(forms.Form):
    """A code or what a passkey answered; a check returns the ``device`` that it proves or raises."""

    code = CodeField(label=_("Code"), error_messages={"required": _("Write the code.")})
    passkey = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, verify_code, *args, verify_passkey=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.verify_code, self.verify_passkey = verify_code, verify_passkey
        self.has_answer = bool(verify_passkey and self.data.get("passkey"))
        self.fields["code"].required = not self.has_answer

    def clean_code(self):
        code = self.cleaned_data["code"]
        if self.has_answer:
            return ""
        if len(code) not in {APP_DIGITS, RECOVERY_DIGITS}:
            raise ValidationError(_("A code from the app has 6 digits, a recovery code 12."))
        self.device = self.verify_code(code)
        return code

    def clean(self):
        if self.has_answer:
            self.device = self.verify_passkey(self.cleaned_data["passkey"])


class PasskeyForm(forms.Form):
    """A passkey that a browser has made, and how its owner calls it."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=64)
    passkey = forms.CharField(widget=forms.HiddenInput)


@sensitive_post_parameters()
def password(request):
    """The first step: name and password."""
    if request.method != "POST" and admin.site.has_permission(request):
        return HttpResponseRedirect(destination(request))
    asker = minimal_request(request, typed_name(request))
    form = PasswordForm(asker, sent(request))
    if form.is_valid():
        user, kept = form.get_user(), request.POST.get(SAVED_POST, "")
        is_weak = not is_good_password(form.cleaned_data["password"], user)
        start_login(request, user, destination(request), kept, is_weak)
        return redirect("admin:code")
    status = 429 if getattr(asker, "axes_locked_out", False) else 200
    context = {"form": form, "next": destination(request), SAVED_POST: request.POST.get(SAVED_POST, "")}
    return page(request, "password", _("Sign in"), context, status)


def typed_name(request):
    """Return the name that the form will read."""
    return unicodedata.normalize("NFKC", clean_query(request.POST).get("username", "").strip())


def is_good_password(password, user):
    """Tell whether a password would be taken today; who chose one before the rules is asked for another."""
    try:
        validate_password(password, user)
    except ValidationError:
        return False
    return True


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


@sensitive_post_parameters()
def code(request):
    """The second step: a code from the app, a recovery code, or a passkey."""
    user = known(request)
    if not user:
        return redirect("admin:login")
    if not has_app(user):
        return redirect("admin:set_up")
    challenge = request.session[SIGNING_IN]["challenge"]
    check = partial(verify_passkey, request, user, challenge)
    form = CodeForm(partial(verify_code, user), sent(request), verify_passkey=check)
    if not form.is_valid():
        if form.is_bound:
            security.warning("sign_in_failed", extra={"user": user.pk})
        context = {"form": form, "passkey": as_json(request_options(request, user, challenge))}
        return page(request, "code", _("Write the code from your app"), context)
    if isinstance(form.device, StaticDevice):
        messages.warning(request, recovery_code_used(user))
    return keep_device(
        HttpResponseRedirect(complete_login(request, user, form.device)), remember(request, user)
    )


def as_json(options):
    return json.dumps(options) if options else ""


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
    if not user or (has_app(user) and not is_signed_in(request, user)):
        return redirect("admin:login")
    key = decrypt(request.session[SIGNING_IN]["key"], SIGNING_IN).decode()
    form = CodeForm(partial(enrol_device, user, key), sent(request))
    if form.is_valid():
        security.info("second_factor_changed", extra={"user": user.pk, "change": "app"})
        response = recovery_codes(request, user, complete_login(request, user, form.device))
        return keep_device(response, remember(request, user))
    context = {"form": form, "qr_code": qr_code(user, key), "secret": secret(key)}
    context["address_for_app"] = address_for_app(user, key)
    return page(request, "set_up", _("Set up an app for codes"), context)


def is_signed_in(request, user):
    return request.user == user and admin.site.has_permission(request)


def recovery_codes(request, user, following):
    """Make new recovery codes and lead to the page that shows them; sessions elsewhere end."""
    had_codes = recovery_codes_left(user) > 0
    shown = {"codes": new_recovery_codes(user), "had_codes": had_codes, "following": following, "at": time()}
    request.session[NEW_CODES] = encrypt(json.dumps(shown).encode(), NEW_CODES)
    end_other_sessions(request, user)
    security.info("second_factor_changed", extra={"user": user.pk, "change": "recovery codes"})
    return redirect("admin:recovery_codes")


def new_codes(request):
    """Show recovery codes in the session in which they were made, also on Back, for a while."""
    sealed = request.session.get(NEW_CODES)
    shown = json.loads(decrypt(sealed, NEW_CODES)) if sealed else {"at": 0}
    if time() - shown["at"] > SHOWN_FOR:
        request.session.pop(NEW_CODES, None)
        return redirect("admin:second_factor")
    return page(request, "recovery_codes", _("Your recovery codes"), shown)


@sensitive_post_parameters()
def second_factor(request):
    """Show somebody her passkeys and sessions; let who knows her password change her second factor."""
    asker = minimal_request(request, request.user.get_username())
    form = OwnPasswordForm(request.user, asker, sent(request))
    if not form.is_valid():
        context = {
            "form": form,
            "left": recovery_codes_left(request.user),
            "passkeys": Passkey.objects.filter(user=request.user).order_by("created_at"),
            "sessions": sessions_of([request.user]).order_by("-saved_at"),
            "this_session": stored_key(request.session.session_key),
        }
        return page(request, "second_factor", _("Your account"), context)
    here = reverse("admin:second_factor")
    if "remove" in request.POST:
        return remove_passkey(request, request.POST["remove"])
    if "app" not in request.POST and "passkey" not in request.POST:
        return recovery_codes(request, request.user, here)
    start_login(request, form.get_user(), here)
    return redirect("admin:passkey" if "passkey" in request.POST else "admin:set_up")


@sensitive_post_parameters()
def new_password(request, extra_context=None):
    asker = minimal_request(request, request.user.get_username())
    view = PasswordChangeView.as_view(
        form_class=partial(NewPasswordForm, asker),
        success_url=reverse("admin:password_change_done"),
        extra_context=admin.site.each_context(request) | (extra_context or {}),
    )
    request.current_app = admin.site.name
    return view(request)


def remove_passkey(request, pk):
    get_object_or_404(Passkey, pk=pk if pk.isdecimal() else 0, user=request.user).delete()
    end_other_sessions(request, request.user)
    security.info("second_factor_changed", extra={"user": request.user.pk, "change": "passkey removed"})
    messages.success(request, _("The passkey was removed."))
    return redirect("admin:second_factor")


def passkey(request):
    """Let somebody who just gave her password once more add a passkey."""
    if known(request) != request.user:
        return redirect("admin:second_factor")
    challenge = request.session[SIGNING_IN]["challenge"]
    form = PasskeyForm(sent(request))
    if form.is_valid():
        try:
            name, answer = form.cleaned_data["name"], form.cleaned_data["passkey"]
            add_passkey(request, request.user, challenge, name, answer)
        except ValidationError as error:
            form.add_error(None, error)
    if not form.is_valid():
        options = as_json(creation_options(request, request.user, challenge))
        return page(request, "passkey", _("Add a passkey"), {"form": form, "passkey": options})
    del request.session[SIGNING_IN]
    end_other_sessions(request, request.user)
    security.info("second_factor_changed", extra={"user": request.user.pk, "change": "passkey added"})
    messages.success(request, _("The passkey was added."))
    return redirect("admin:second_factor")


@require_POST
def end_sessions(request):
    """End one of one's own sessions, or all but this one."""
    if chosen := request.POST.get("session"):
        sessions_of([request.user]).filter(pk=chosen).delete()
    else:
        end_other_sessions(request, request.user)
    security.info("session_ended", extra={"user": request.user.pk})
    messages.success(request, _("Signed out there."))
    return redirect("admin:second_factor")


def kept(request):
    """Offer what was written before the session ended, to be sent again by whoever wrote it."""
    address, fields = request.session.get(SAVED_POST) or (None, None)
    if not fields:
        return redirect("admin:index")
    return offer(request, address, fields)


def offer(request, address, fields, status=200):
    context = {"address": address, "fields": fields}
    return page(request, SAVED_POST, _("What you wrote is still here"), context, status)


def start_login(request, user, following, kept="", is_weak=False):
    """Remember who gave her password, when, and where she was going, under a new session key.

    What the next pages show (the secret of a new app, the challenge to a passkey) is made
    here, so that showing them writes nothing.
    """
    request.session.cycle_key()
    request.session[SIGNING_IN] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": time(),
        "next": following,
        "key": encrypt(random_hex(20).encode(), SIGNING_IN),
        "challenge": new_challenge(),
        "is_weak": is_weak,
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
    request.session.pop(STARTED, None)
    request.session[BROWSER] = name_of_browser(request)
    request.sender = recognise(request, user.get_username())[0]  # whose wrong attempts are forgotten
    login(request, user, backend=BACKEND)
    otp_login(request, device)
    request.session.clear_expired()
    security.info("sign_in", extra={"user": user.pk, "factor": device.model_label()})
    if state["is_weak"]:
        messages.warning(request, _("Your password is short or easy to guess. Please choose another soon."))
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
