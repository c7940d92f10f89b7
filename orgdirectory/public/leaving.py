"""The page behind each entry that a visit leaves in the tab's history: ``static/site.js`` puts them there."""

import base64
import re
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.shortcuts import render
from django.utils.csp import CSP
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override

from ..style_sheet import FOLDER


@cache
def script():
    """Return the script as it stands in the page: the middleware takes its indentation away as well."""
    text = (FOLDER / "neutral.js").read_text("utf-8")
    return re.sub(r"/\*.*?\*/|\n\s*", "", text, flags=re.DOTALL)


def policy():
    digest = base64.b64encode(sha256(script().encode()).digest()).decode()
    closed = ["default-src", "base-uri", "form-action", "frame-ancestors"]
    return {**{name: [CSP.NONE] for name in closed}, "script-src": [f"'sha256-{digest}'"]}


@csp_override(policy())
@cache_control(max_age=30 * 24 * 60 * 60)
def neutral(request):
    """Say nothing of this site, in one answer that the browser keeps: Back does not wait for the server."""
    context = {"exit_url": settings.EXIT_URL, "script": mark_safe(script())}
    return render(request, "orgdirectory/neutral.html", context)
