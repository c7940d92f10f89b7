"""The helplines, whether the database answers or not: who reads the page of an error may be in danger."""

import logging
from functools import cache

import yaml
from django.conf import settings
from django.db import Error

from organisations.models import Helpline

logger = logging.getLogger(__name__)
_last_read = None  # by this process; no request changes them


def read_helplines():
    """Read the helplines, and keep them; return ``known_helplines()`` if the database does not answer."""
    global _last_read
    try:
        _last_read = list(Helpline.objects.select_related("source").prefetch_related("languages"))
    except Error:
        logger.warning("helplines_not_read", exc_info=True)
    return known_helplines()


def known_helplines():
    """Return the helplines that this process last read, else those that are shipped; asks no database."""
    return shipped_helplines() if _last_read is None else _last_read


def forget_helplines():
    global _last_read
    _last_read = None


@cache
def shipped_helplines():
    """Return the helplines of ``fixtures/`` without their ties to languages and sources."""
    columns = {field.name for field in Helpline._meta.concrete_fields if not field.is_relation}
    rows = yaml.safe_load((settings.BASE_DIR / "fixtures" / "helplines.yaml").read_text("utf-8"))
    lines = [
        Helpline(**{name: value for name, value in row["fields"].items() if name in columns}) for row in rows
    ]
    return sorted(lines, key=lambda line: (line.country, line.position, line.slug))
