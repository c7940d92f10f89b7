"""The style sheet stands inside each page, so that the first answer of the server is a styled page."""

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path

from rcssmin import cssmin


@cache
def style_sheet():
    """Return ``static/site.css`` without its comments and spaces."""
    return cssmin((Path(__file__).parent / "static" / "site.css").read_text(encoding="utf-8"))


def style_sheet_hash():
    """Return what the Content-Security-Policy must name for the browser to take the style sheet."""
    digest = base64.b64encode(sha256(style_sheet().encode()).digest()).decode()
    return f"'sha256-{digest}'"
