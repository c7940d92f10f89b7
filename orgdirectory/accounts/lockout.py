"""Throttle failed logins: 5 per user name and client IP, 20 per user name, for 15 minutes.

django-axes counts the failures. Of each it keeps the user name as typed, a hash of
the client IP and the time, and for no longer than it counts them.
"""

from datetime import timedelta
from math import ceil

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

FAILURES_FROM_EVERYWHERE = 20


class Handler(AxesDatabaseHandler):
    """Has a limit for each of AXES_LOCKOUT_PARAMETERS: (user name, client IP), and user name."""

    @property
    def limits(self):
        return settings.AXES_FAILURE_LIMIT, FAILURES_FROM_EVERYWHERE

    def get_failures(self, request, credentials=None):
        """Return the greater count; that of the user name is scaled to the one limit that axes knows."""
        sender_limit, name_limit = self.limits
        by_sender, by_name = (failure_count(found) for found in self.get_user_attempts(request, credentials))
        return max(by_sender, by_name * sender_limit // name_limit)

    def reset_user_attempts(self, request, credentials=None):
        """Reset only this client's failures; whoever guesses elsewhere gains nothing by it."""
        return self.filter_user_attempts(request, credentials)[0].delete()[0]

    def locked_until(self, request, credentials):
        found = zip(self.get_user_attempts(request, credentials), self.limits, strict=True)
        lasts = [
            attempts.aggregate(Max("attempt_time"))
            for attempts, limit in found
            if failure_count(attempts) >= limit
        ]
        return max(last["attempt_time__max"] for last in lasts) + settings.AXES_COOLOFF_TIME


def failure_count(attempts):
    return attempts.aggregate(Sum("failures_since_start"))["failures_since_start__sum"] or 0


def minimal_request(request):
    """Return a request that tells the client IP and no more: axes would store all that it tells."""
    told = HttpRequest()
    names = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR")
    told.META = {name: request.META[name] for name in names if name in request.META}
    return told


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
