"""Style sheets stand inside the pages, so that the first answer of the server is a styled page."""

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path

from rcssmin import cssmin

NAMES = (
    "site",
    "connections",
    "timeline",
    "map",
    "sheet",
)  # the first is for every page, each other for some


@cache
def style_sheets():
    """Return {name: the style sheet ``static/<name>.css`` without its comments and spaces}."""
    folder = Path(__file__).parent / "static"
    return {name: cssmin((folder / f"{name}.css").read_text(encoding="utf-8")) for name in NAMES}


def style_sheet_hashes():
    """Return what the Content-Security-Policy must name for the browser to take the style sheets."""
    digests = (sha256(sheet.encode()).digest() for sheet in style_sheets().values())
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
