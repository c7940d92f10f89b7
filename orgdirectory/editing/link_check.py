"""Link checker: asks whether the URLs that records and sources name still lead somewhere."""

import socket
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from ipaddress import ip_address
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from organisations.models import AbstractContactPoint, LinkCheck, Source, contact_models

TIMEOUT = 15  # seconds
AT_ONCE = 8
AGENT = "Mozilla/5.0 (compatible; orgdirectory link check)"
GET_INSTEAD = {400, 403, 405, 406, 501}  # answers of servers that do not know HEAD
ALIVE = {401, 403, 429}  # somebody is there, and lets no machine in
FAILURES = {
    "unknown-host": _("the host is unknown"),
    "private": _("the address is within a private network"),
    "no-answer": _("no answer"),
    "secure": _("its certificate is not valid"),
}


class PrivateNetworkError(URLError):
    """A URL that leads into a private network, where a check has no business."""


WEB = (AbstractContactPoint.Channel.WEB, AbstractContactPoint.Channel.CHAT)


def named_urls():
    points = [model.objects.filter(channel__in=WEB) for model in contact_models()]
    sites = [url for rows in points for url in rows.values_list("value", flat=True)]
    sources = Source.objects.values_list("url", "archive_url")
    return sorted({*sites, *(url for pair in sources for url in pair)} - {""})


def check(*, allow_private=False):
    """Request every URL once; return the checks. Those of URLs that nothing names any more are deleted."""
    urls = named_urls()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda url: request_status(url, allow_private=allow_private), urls))
    LinkCheck.objects.exclude(url__in=urls).delete()
    return [save_check(url, *answer) for url, answer in zip(urls, answers, strict=True)]


def save_check(url, status, failure):
    now = timezone.now()
    before = LinkCheck.objects.filter(url=url).first()
    since = (before and before.failing_since) or now
    values = {
        "checked": now,
        "status": status,
        "failure": failure,
        "failing_since": since if failure else None,
    }
    return LinkCheck.objects.update_or_create(url=url, defaults=values)[0]


def request_status(url, *, allow_private=False):
    """Return (status or None, failure): the failure is "" for a URL that leads somewhere."""
    try:
        status = fetch(url, "HEAD", allow_private)
        if status in GET_INSTEAD:
            status = fetch(url, "GET", allow_private)
    except PrivateNetworkError:
        return None, "private"
    except (URLError, OSError, HTTPException, ValueError) as error:
        return None, failure_of(error)
    return status, "" if status < 300 or status in ALIVE else str(status)


def failure_of(error):
    reason = getattr(error, "reason", error)
    if isinstance(reason, socket.gaierror):
        return "unknown-host"
    return "secure" if "certificate" in str(reason).lower() else "no-answer"


def fetch(url, method, allow_private):
    opener = build_opener(GuardedRedirectHandler(allow_private))
    refuse_private(url, allow_private)
    request = Request(iri_to_uri(url), method=method, headers={"User-Agent": AGENT})
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return answer.status
    except HTTPError as error:
        with error:
            return error.code


class GuardedRedirectHandler(HTTPRedirectHandler):
    """Follows redirects, but neither into a private network nor to another scheme than HTTP."""

    def __init__(self, allow_private):
        self.allow_private = allow_private

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        refuse_private(newurl, self.allow_private)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def refuse_private(url, allow_private):
    """Guard against SSRF: raise PrivateNetworkError for a private network, ValueError if it is not HTTP."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(url)
    if allow_private:
        return
    for *_rest, sockaddr in socket.getaddrinfo(parts.hostname, parts.port or parts.scheme):
        if not ip_address(sockaddr[0].partition("%")[0]).is_global:
            raise PrivateNetworkError(url)
