"""What each request leaves for whoever runs the site: numbers by the name of the URL, and no words of it."""

import logging
from time import monotonic

from django.conf import settings

from .logs import route

logger = logging.getLogger("orgdirectory.requests")
REFUSED = {400, 403, 413, 429}
SLOW = 2  # seconds
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


def observe(get_response):
    """Log what was slow and what was refused, and count all for Prometheus if it has a token."""
    count = counter()

    def middleware(request):
        began = monotonic()
        response = get_response(request)
        seconds = monotonic() - began
        seen = {
            "route": named(request),
            "method": request.method if request.method in METHODS else "other",
            "status": response.status_code,
        }
        count(**seen, seconds=seconds)
        if response.status_code in REFUSED:
            logger.warning("refused", extra=seen)
        if seconds > SLOW:
            logger.warning("slow_request", extra=seen | {"seconds": round(seconds, 1)})
        return response

    return middleware


def named(request):
    """Return the name of the URL that answered."""
    if request.resolver_match:
        return request.resolver_match.view_name
    return "static" if request.path_info.startswith(settings.STATIC_URL) else route(request)


def counter():
    if not settings.METRICS_TOKEN:
        return lambda **seen: None
    from .metrics import count_request

    return count_request
