"""Passkeys (WebAuthn) as a second factor, in place of a code. The library is Yubico's fido2.

A challenge is made when the password was right and is good for that sign-in alone, so
that showing the page writes nothing. Passkeys belong to the host they were made
on, and browsers use them over HTTPS and on localhost only.
"""

import json
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from .models import Passkey

VERIFICATION = UserVerificationRequirement.PREFERRED  # the password was given already
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


def new_challenge():
    return token_urlsafe(32)


def server(request):
    """Return the library's server for this very host: those beside it get nothing."""
    ours = f"{request.scheme}://{request.get_host()}"
    party = PublicKeyCredentialRpEntity(name="orgdirectory", id=request.get_host().partition(":")[0])
    return Fido2Server(party, verify_origin=lambda origin: origin == ours)


def credentials_of(user):
    return [AttestedCredentialData(bytes(one.credential)) for one in Passkey.objects.filter(user=user)]


def creation_options(request, user, challenge):
    """Return what the browser needs to make a passkey, as JSON."""
    owner = PublicKeyCredentialUserEntity(
        id=str(user.pk).encode(), name=user.get_username(), display_name=user.get_username()
    )
    options, _state = server(request).register_begin(
        owner,
        credentials_of(user),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=VERIFICATION,
        challenge=websafe_decode(challenge),
    )
    return dict(options)["publicKey"]


def request_options(request, user, challenge):
    """Return what the browser needs to use one of the account's passkeys, as JSON; None if it has none."""
    credentials = credentials_of(user)
    if not credentials:
        return None
    options, _state = server(request).authenticate_begin(
        credentials, user_verification=VERIFICATION, challenge=websafe_decode(challenge)
    )
    return dict(options)["publicKey"]


def state(challenge):
    return {"challenge": challenge, "user_verification": VERIFICATION}


def add_passkey(request, user, challenge, name, answer):
    """Store the passkey that a browser has made; raise ValidationError if it does not fit the challenge."""
    try:
        made = server(request).register_complete(state(challenge), json.loads(answer))
    except MALFORMED:
        raise refused() from None
    return Passkey.objects.create(user=user, name=name, credential=bytes(made.credential_data))


def verify_passkey(request, user, challenge, answer):
    """Return the passkey that a browser's answer proves; raise ValidationError if it proves none."""
    try:
        used = server(request).authenticate_complete(
            state(challenge), credentials_of(user), json.loads(answer)
        )
    except MALFORMED:
        raise refused() from None
    passkey = Passkey.objects.get(user=user, credential=bytes(used))
    passkey.last_used_at = timezone.now()
    passkey.save(update_fields=["last_used_at"])
    return passkey


def refused():
    return ValidationError(_("The passkey was not accepted. Try again, or use a code."), code="wrong")
