"""Messages for editors: in a cookie, and in the session only as far as the cookie is too small.

The cookie says whether the session holds more. So to show messages, and to take
them away, changes the cookie alone: a page that is looked at writes no session.
"""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class Cookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class LeftInSession(SessionStorage):
    """Leaves messages that were shown where they are, until others come in their place."""

    def _store(self, messages, response, *args, **kwargs):
        return super()._store(messages, response) if messages else []


class MessageStorage(FallbackStorage):
    storage_classes = (Cookie, LeftInSession)
