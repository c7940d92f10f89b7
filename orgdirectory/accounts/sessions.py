"""Sessions in the database, saved only when they change: to read a page writes nothing.

When somebody was last here is therefore told by a signed cookie, which each
answer renews. Without one (a session just begun) it is when the session was saved.
"""

import re
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.utils import timezone
from django.utils.dateparse import parse_datetime

SEEN_COOKIE = f"{settings.COOKIE_PREFIX}seen"
STARTED, BROWSER = "started", "browser"  # keys of what a session holds
UNFINISHED = timedelta(hours=1)  # for which a session lives in which nobody is signed in yet
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


class SessionStore(DatabaseSessionStore):
    """Knows whose session it is, ends it a day after it began, and stores a hash of its key."""

    @classmethod
    def get_model_class(cls):
        from .models import Session

        return Session

    def _get_session_from_db(self):
        found = self.model.objects.filter(
            pk=stored_key(self.session_key), expire_date__gt=timezone.now()
        ).first()
        if not found:
            self._session_key = None
        return found

    def exists(self, session_key):
        return super().exists(stored_key(session_key))

    def delete(self, session_key=None):
        if key := session_key or self.session_key:
            self.model.objects.filter(pk=stored_key(key)).delete()

    def create_model_instance(self, data):
        started = parse_datetime(data.setdefault(STARTED, timezone.now().isoformat()))
        user = data.get(SESSION_KEY)
        longest = timedelta(seconds=settings.SESSION_COOKIE_AGE) if user else UNFINISHED
        return self.model(
            session_key=stored_key(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=started + longest,
            started_at=started,
            browser=data.get(BROWSER, ""),
            user_id=user,
        )


def stored_key(session_key):
    """Return what stands in the database for a session's key, cut to the 40 letters of its column."""
    return sha256((session_key or "").encode()).hexdigest()[:40]


def sessions_of(users):
    return SessionStore.get_model_class().objects.filter(user__in=users)


def end_other_sessions(request, user):
    """End all sessions of somebody but the one of this request; return how many these were."""
    others = sessions_of([user]).exclude(pk=stored_key(request.session.session_key))
    return others.delete()[0]


def name_of_browser(request):
    """Return what its owner knows a browser by, "Firefox, Android", or "" if it does not say."""
    told = request.headers.get("User-Agent", "")
    browser = next((name for word, name in BROWSERS.items() if f"{word}/" in told), "")
    system = next((name for word, name in SYSTEMS.items() if re.search(rf"\b{word}\b", told)), "")
    return ", ".join(filter(None, [browser, system]))


def idle_timeout(get_response):
    """End a session in which nothing was asked for in SESSION_IDLE_AGE; its row goes at the next clearing."""

    def middleware(request):
        if request.session.session_key and is_idle(request):
            request.session = SessionStore()
        response = get_response(request)
        if key := request.session.session_key:
            response.set_signed_cookie(
                SEEN_COOKIE,
                "",
                salt=stored_key(key),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite=settings.SESSION_COOKIE_SAMESITE,
            )
        return response

    return middleware


def is_idle(request):
    key = stored_key(request.session.session_key)
    longest = timedelta(seconds=settings.SESSION_IDLE_AGE)
    if request.get_signed_cookie(SEEN_COOKIE, None, salt=key, max_age=longest) is not None:
        return False
    saved_after = timezone.now() - longest
    return not SessionStore.get_model_class().objects.filter(pk=key, saved_at__gt=saved_after).exists()
