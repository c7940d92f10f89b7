"""Throttle failed logins within 15 minutes: 5 for a name from one sender, 20 for a name, 20 from one sender.

django-axes counts the failures in the database, so for all workers. Of each it keeps
the user name as typed, a hash of the client IP and the time, and for no longer than it
counts them. What is throttled costs no password hash and writes no row.

Strangers cannot lock the owner out: where she signed in lately, her browser (by a cookie)
and her network are known, and the limit for a name does not count there.
"""

import logging
import math
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address
from math import ceil
from secrets import token_urlsafe

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from ..client_ip import client_ip, client_ip_hash
from ..keys import keyed_hashes
from .models import KnownSender

BY_NAME_AND_SENDER, BY_NAME, BY_SENDER = 5, 20, 20  # failures
KNOWN_FOR = timedelta(days=30)
DEVICE_COOKIE = f"{settings.COOKIE_PREFIX}device"
security = logging.getLogger("orgdirectory.security")


class Handler(AxesDatabaseHandler):
    """Has a limit for each of AXES_LOCKOUT_PARAMETERS: (user name, sender), user name, sender."""

    def limits(self, request):
        by_name = math.inf if getattr(request, "is_known", False) else BY_NAME
        return BY_NAME_AND_SENDER, by_name, BY_SENDER

    def get_failures(self, request, credentials=None):
        """Return the greatest count, each scaled to the one limit that axes knows."""
        counted = zip(self.get_user_attempts(request, credentials), self.limits(request), strict=True)
        return max(failure_count(found) * BY_NAME_AND_SENDER // limit for found, limit in counted)

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        if not request.axes_locked_out:
            super().user_login_failed(sender, credentials, request, **kwargs)
        event = "locked_out" if request.axes_locked_out else "sign_in_failed"
        security.warning(event, extra={"sender": request.axes_ip_address})

    def reset_user_attempts(self, request, credentials=None):
        """Reset only this sender's failures; whoever guesses elsewhere gains nothing by it."""
        return self.filter_user_attempts(request, credentials)[0].delete()[0]

    def locked_until(self, request, credentials):
        found = zip(self.get_user_attempts(request, credentials), self.limits(request), strict=True)
        lasts = [
            attempts.aggregate(Max("attempt_time"))
            for attempts, limit in found
            if failure_count(attempts) >= limit
        ]
        return max(last["attempt_time__max"] for last in lasts) + settings.AXES_COOLOFF_TIME


def failure_count(attempts):
    return attempts.aggregate(Sum("failures_since_start"))["failures_since_start__sum"] or 0


def minimal_request(request, name):
    """Return a request that tells by whom it is sent and no more: axes would store all that it tells."""
    told = HttpRequest()
    told.sender, told.is_known = recognise(request, name)
    return told


def recognise(request, name):
    """Return (pseudonym of the sender, whether she signed in from there lately under this name).

    A browser that is known has a pseudonym of its own: its neighbours in the network cannot lock it out.
    """
    known = KnownSender.objects.filter(user__username=name, signed_in_at__gt=timezone.now() - KNOWN_FOR)
    if (device := device_digest(request)) and known.filter(digest=device).exists():
        return pseudonym(bytes.fromhex(device)), True
    return network_pseudonym(request), known.filter(digest__in=network_digests(request)).exists()


def remember(request, user):
    """Know this browser and network from now on; return the token that the browser has to keep."""
    token = request.COOKIES.get(DEVICE_COOKIE) or token_urlsafe(24)
    for digest in (digest_of(token), network_digests(request)[0]):
        KnownSender.objects.update_or_create(
            user=user, digest=digest, defaults={"signed_in_at": timezone.now()}
        )
    KnownSender.objects.filter(signed_in_at__lt=timezone.now() - KNOWN_FOR).delete()
    return token


def keep_device(response, token):
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def digest_of(token):
    return sha256(f"orgdirectory.device.{token}".encode()).hexdigest()


def device_digest(request):
    token = request.COOKIES.get(DEVICE_COOKIE)
    return digest_of(token) if token else None


def network_digests(request):
    return keyed_hashes("orgdirectory.network", client_ip(request))


def pseudonym(digest):
    """Return a hash in the form of an IPv6 address, since axes keeps nothing else."""
    return str(IPv6Address(digest[:16]))


def network_pseudonym(request):
    return pseudonym(client_ip_hash(request, "sign_in"))


def sender_of(request):
    """Tell axes who sends a request (AXES_CLIENT_IP_CALLABLE)."""
    return getattr(request, "sender", None) or network_pseudonym(request)


def password_lock(request, name):
    """Return the lockout error if the last sign-in with this minimal request was locked out, or None."""
    if not getattr(request, "axes_locked_out", False):
        return None
    return lockout_error(AxesProxyHandler.get_implementation().locked_until(request, {"username": name}))


def lockout_error(until):
    left = max(until - timezone.now(), timedelta(seconds=1))
    seconds, minutes = ceil(left.total_seconds()), ceil(left / timedelta(minutes=1))
    if seconds < 60:
        return ValidationError(
            ngettext(
                "Too many attempts were wrong. Try again in %(count)d second.",
                "Too many attempts were wrong. Try again in %(count)d seconds.",
                seconds,
            )
            % {"count": seconds},
            code="locked",
        )
    return ValidationError(
        ngettext(
            "Too many attempts were wrong. Try again in %(count)d minute.",
            "Too many attempts were wrong. Try again in %(count)d minutes.",
            minutes,
        )
        % {"count": minutes},
        code="locked",
    )
