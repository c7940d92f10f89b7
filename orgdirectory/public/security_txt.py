"""security.txt (RFC 9116): whom to tell of a weakness of this site."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotFound

PLAIN_TEXT = "text/plain; charset=utf-8"
HALF_A_YEAR = timedelta(days=183)


def security_txt(request):
    """Answer with the file, or 404 where nobody is named: it is not valid without a contact."""
    if not settings.PUBLISHER_CONTACT:
        return HttpResponseNotFound(content_type=PLAIN_TEXT)
    fields = {
        "Contact": contact_uri(settings.PUBLISHER_CONTACT),
        "Expires": expires(datetime.now(UTC)),
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": f"https://{request.get_host()}{request.path}",
        "Policy": settings.SECURITY_POLICY,
    }
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    return HttpResponse(lines, content_type=PLAIN_TEXT)


def contact_uri(contact):
    return contact if contact.startswith("https://") else f"mailto:{quote(contact, safe='@')}"


def expires(now):
    """Return the first of a month about half a year ahead: every answer of one month is the same."""
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (month + HALF_A_YEAR).replace(day=1).strftime("%Y-%m-%dT%H:%M:%SZ")
