"""Inline style sheets: the first answer of the server is a styled page.

They are read once for each process. ``runserver`` begins a new one when a
style sheet changes, so that page and Content-Security-Policy never differ.
"""

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.dispatch import receiver
from django.utils.autoreload import autoreload_started
from rcssmin import cssmin

FOLDER = Path(__file__).parent / "static"
NAMES = (
    "site",
    "help",
    "list",
    "connections",
    "ties",
    "timeline",
    "map",
    "sheet",
    "collecting",
)  # the first is for every page, each other for some


@cache
def style_sheets():
    """Return {name: minified CSS of ``static/<name>.css``}."""
    return {name: cssmin((FOLDER / f"{name}.css").read_text(encoding="utf-8")) for name in NAMES}


def style_sheet_hashes():
    """Return the hash sources ('sha256-…') by which the Content-Security-Policy allows the style sheets."""
    digests = (sha256(sheet.encode()).digest() for sheet in style_sheets().values())
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


@receiver(autoreload_started)
def watch_style_sheets(sender, **kwargs):
    sender.extra_files.update(FOLDER / f"{name}.css" for name in NAMES)
