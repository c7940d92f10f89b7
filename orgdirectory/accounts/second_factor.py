"""Second factor: one-time codes from an app (TOTP, RFC 6238), and ten recovery codes on paper.

Both are digits, so that any keyboard can type them: six from the app, twelve on
paper. Of a recovery code only a keyed hash is kept, and of the app's secret
what is encrypted. Passkeys (``passkeys``) may be used in their place.
"""

import logging
from base64 import b32encode
from binascii import unhexlify
from secrets import randbelow
from time import time

import segno
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django_otp import verify_token
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from ..keys import keyed_hashes
from .lockout import lockout_error
from .models import App, Passkey
from .sessions import sessions_of

APP_DIGITS = 6
RECOVERY_DIGITS = 12
RECOVERY_CODES = 10
security = logging.getLogger("orgdirectory.security")


def has_app(user):
    return App.objects.devices_for_user(user, confirmed=True).exists()


def verify_code(user, code):
    """Return the device that a code proves; raise ValidationError for a wrong code and in a lockout."""
    recovery = len(code) == RECOVERY_DIGITS
    kind = StaticDevice if recovery else App
    device = kind.objects.devices_for_user(user, confirmed=True).first()
    if not device:
        raise invalid_recovery_code_error() if recovery else invalid_code_error()
    allowed, reason = device.verify_is_allowed()
    hint = [] if recovery else [clock_hint()]
    if not allowed:
        raise ValidationError([lockout_error(reason["locked_until"]), *hint])
    if proved := verify_token(user, device.persistent_id, stored_code(device, code) if recovery else code):
        return proved
    raise invalid_recovery_code_error() if recovery else invalid_code_error()


def invalid_code_error():
    words = _("The code is wrong or has been used already. Wait for the next one in the app.")
    return ValidationError([ValidationError(words, code="wrong"), clock_hint()])


def invalid_recovery_code_error():
    words = _("The recovery code is wrong or has been used already. Write another of those you have.")
    return ValidationError(words, code="wrong")


def clock_hint():
    """Say what else it may be, at every wrong code: to look whether it is of another time helps guessing."""
    words = _("If no code is ever taken, the phone’s clock may be wrong: set its date and time to automatic.")
    return ValidationError(words, code="clock")


def enrol_device(user, key, code):
    """Replace the user's app if a code shows that it has the new key; raise ValidationError if not."""
    totp = TOTP(unhexlify(key))
    totp.time = time()
    if len(code) != APP_DIGITS or not totp.verify(int(code), tolerance=1):
        raise invalid_code_error()
    with transaction.atomic():
        App.objects.filter(user=user).delete()
        app = App(user=user, name="app", key=key, drift=totp.drift, last_t=totp.t())
        app.encrypt()
        app.save()
    return app


def reset_second_factor(users):
    """Take app, passkeys and recovery codes away from accounts, and end their sessions."""
    for kind in (App, Passkey, StaticDevice):
        kind.objects.filter(user__in=users).delete()
    for user in users:
        security.info("second_factor_changed", extra={"user": user.pk, "change": "taken away"})
    sessions_of(users).delete()


def new_recovery_codes(user):
    """Return new codes, in groups of four digits; those before are void."""
    codes = [f"{randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}" for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        # The device stays: it may be the one that she signed in with.
        device, _created = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery codes"})
        device.token_set.all().delete()
        StaticToken.objects.bulk_create(StaticToken(device=device, token=hashes(user, c)[0]) for c in codes)
        device.throttle_reset()
    return [in_fours(code) for code in codes]


def recovery_codes_left(user):
    return StaticToken.objects.filter(device__user=user).count()


def hashes(user, code):
    """Return as what a recovery code may be stored: HMAC-SHA-256, cut to the 16 letters of its column."""
    return [found[:16] for found in keyed_hashes(f"orgdirectory.recovery.{user.pk}", code)]


def stored_code(device, code):
    """Return the hash under which a code is stored, be it under an earlier key."""
    possible = hashes(device.user, code)
    return device.token_set.filter(token__in=possible).values_list("token", flat=True).first() or possible[0]


def secret(key):
    return in_fours(b32encode(unhexlify(key)).decode())


def in_fours(text):
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address_for_app(user, key):
    return TOTPDevice(user=user, key=key).config_url


def qr_code(user, key):
    code = segno.make_qr(address_for_app(user, key), error="m")
    svg = code.svg_inline(
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass=None,
        lineclass=None,
        title=_("QR code for the app"),
    )
    return mark_safe(svg)  # segno escapes the title; the rest is numbers
