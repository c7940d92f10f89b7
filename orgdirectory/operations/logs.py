"""The log: one line of JSON for each fault and each event of security, and nothing that a reader typed.

Only what cannot hold anybody's words is written, and the rest left out: of a message
the template and not its values, of an exception its class and where it was raised, of
a request the name of its URL. What is in ``extra`` is written if it is a number, or
stands under a name in ``WORDS``.
"""

import json
import logging
import os
import traceback
from datetime import UTC, datetime
from threading import Lock
from time import monotonic

from django.urls import Resolver404, resolve

WORDS = {"change", "error", "factor", "method", "reason", "route", "sender", "server"}  # sender: a keyed hash
OWN = ("orgdirectory", "organisations", "networks")
USUAL = {*logging.makeLogRecord({}).__dict__, "message", "asctime"}
MOST = 10  # lines of one sort in a minute: a flood of requests must not fill the disk
MINUTE = 60


class JsonFormatter(logging.Formatter):
    def format(self, record):
        return json.dumps(described(record), ensure_ascii=False)


class PlainFormatter(logging.Formatter):
    """The same for people, while developing."""

    def format(self, record):
        fields = described(record)
        start = " ".join(str(fields.pop(name)) for name in ("time", "level", "logger", "message"))
        trace = fields.pop("traceback", "")
        return " ".join(
            [start, *(f"{name}={value}" for name, value in fields.items())]
        ) + f"\n{trace}" * bool(trace)


class FloodFilter(logging.Filter):
    """Let a sort of line pass a few times in a minute; the next one tells how many were left out."""

    def __init__(self):
        super().__init__()
        self.lock = Lock()
        self.minutes = {}

    def filter(self, record):
        key = (record.name, record.pathname, record.lineno, str(record.msg)[:100], route_of(record))
        with self.lock:
            began, seen = self.minutes.get(key, (0, 0))
            if monotonic() - began > MINUTE:
                if seen > MOST:
                    record.left_out = seen - MOST
                began, seen = monotonic(), 0
            self.forget_old()
            self.minutes[key] = began, seen + 1
        return seen < MOST

    def forget_old(self):
        if len(self.minutes) > 1000:
            self.minutes = {}


def described(record):
    """Return what may be written of a log record."""
    fields = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": template_of(record),
        "process": record.process,
        **extra_of(record),
    }
    if route := route_of(record):
        fields["route"] = route
    if record.exc_info and record.exc_info[1]:
        fields["exception"] = exceptions(record.exc_info[1])
        fields["traceback"] = frames(record.exc_info[1])
    return fields


def template_of(record):
    """Return a message without values; of a message that others put together, where they did."""
    if record.name == "django.request":
        return str(record.args[0]) if record.args else ""  # "Internal Server Error", and then the path
    if record.args or record.name.split(".")[0] in OWN:
        return str(record.msg)
    return f"{record.module}:{record.lineno}"


def extra_of(record):
    """Return the details of our own events, and the status that Django tells of a request."""
    given = {name: value for name, value in record.__dict__.items() if name not in USUAL}
    return {
        name: value
        for name, value in given.items()
        if isinstance(value, (int, float)) or (name in WORDS and isinstance(value, str))
    }


def route_of(record):
    request = getattr(record, "request", None)
    return route(request) if hasattr(request, "path_info") else getattr(record, "route", "")


def route(request):
    """Return the name of the URL that was asked for, which holds none of the words in it."""
    match = getattr(request, "resolver_match", None)
    try:
        return (match or resolve(request.path_info)).view_name
    except Resolver404:
        return "unknown"


def exceptions(error):
    """Return the classes of an exception and what it came from, the last first: ``["builtins.KeyError"]``."""
    return [named(one) for one in chain(error)]


def named(error):
    """Return the class of an exception, with what databases and systems tell without values."""
    diagnosis = getattr(error, "diag", None)
    codes = [
        getattr(error, "sqlstate", None),
        getattr(error, "sqlite_errorname", None),
        getattr(diagnosis, "constraint_name", None),
        os.strerror(error.errno) if isinstance(error, OSError) and error.errno else None,
    ]
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return " ".join([name, *(str(one) for one in codes if one)])


def chain(error):
    """Yield an exception and those that it was raised from or during."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def frames(error):
    """Return the traceback without messages: these repeat what was typed, and what the database holds."""
    return "".join(
        line
        for one in reversed(list(chain(error)))
        for line in (*traceback.format_tb(one.__traceback__), f"{named(one)}\n")
    )


def logging_settings(debug, metrics=False):
    """Return Django's LOGGING: all to stderr, past one formatter that guards every line.

    Django's own e-mail to ADMINS is off: it holds the whole request.
    """
    counter = {"counter": {"class": "orgdirectory.operations.metrics.SecurityEvents"}} if metrics else {}
    ours = {"handlers": [], "level": "INFO", "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "guarded": {"()": f"{__name__}.{'PlainFormatter' if debug else 'JsonFormatter'}"},
        },
        "filters": {"flood": {"()": f"{__name__}.FloodFilter"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "guarded", "filters": ["flood"]},
            **counter,
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "orgdirectory": ours,
            "orgdirectory.security": ours | {"handlers": ["counter"] if metrics else []},
            "django": ours | {"level": "WARNING"},
            "django.request": ours | {"level": "ERROR"},  # 404 and their like are counted, not listed
            "_granian": ours | {"level": "WARNING"},  # it prints what escapes Django
        },
    }
