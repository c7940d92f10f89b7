"""Where the database is busy, may only be read or is gone: a page that says so and holds what was typed.

Everything that escapes a view comes by here, on its way to the error pages of
``errors``. What the drivers say of a fault is found along the chain of causes:
Django makes a "bad request" of a session that could not be written.
"""

import logging
import sys
from enum import StrEnum

from django.db import InterfaceError, OperationalError

from organisations.text import clean_query

from . import errors
from .middleware import in_admin

logger = logging.getLogger(__name__)


class State(StrEnum):
    """What a database is like for a while."""

    BUSY = "busy"
    READ_ONLY = "read_only"
    GONE = "gone"


RETRY_AFTER = {State.BUSY: 10, State.READ_ONLY: 300, State.GONE: 30}  # seconds
SQLITE = {
    "SQLITE_BUSY": State.BUSY,
    "SQLITE_LOCKED": State.BUSY,
    "SQLITE_READONLY": State.READ_ONLY,
    "SQLITE_FULL": State.READ_ONLY,
    "SQLITE_IOERR_WRITE": State.READ_ONLY,
    "SQLITE_IOERR_FSYNC": State.READ_ONLY,
    "SQLITE_IOERR_DIR_FSYNC": State.READ_ONLY,
    "SQLITE_IOERR_TRUNCATE": State.READ_ONLY,
    "SQLITE_IOERR_SHM": State.READ_ONLY,
    "SQLITE_IOERR": State.GONE,
    "SQLITE_CANTOPEN": State.GONE,
    "SQLITE_NOTADB": State.GONE,
    "SQLITE_CORRUPT": State.GONE,
}
POSTGRESQL = {
    "55P03": State.BUSY,  # lock_timeout
    "57014": State.BUSY,  # statement_timeout
    "40001": State.BUSY,
    "40P01": State.BUSY,  # a deadlock
    "25P03": State.BUSY,  # idle_in_transaction_session_timeout
    "25P04": State.BUSY,  # transaction_timeout
    "53300": State.BUSY,  # too many connections
    "25006": State.READ_ONLY,
    "53100": State.READ_ONLY,  # disk full
    "53": State.BUSY,
    "08": State.GONE,
    "57P": State.GONE,
    "58": State.GONE,
    "XX": State.GONE,
}


def state_of(error):
    """Return what an error, or what it comes of, says of the database; None if it says nothing."""
    while error is not None:
        if state := told_by_driver(error) or told_by_django(error):
            return state
        error = error.__cause__ or error.__context__
    return None


def told_by_driver(error):
    name, code = getattr(error, "sqlite_errorname", None), getattr(error, "sqlstate", None)
    told = [
        state
        for table, found in ((SQLITE, name), (POSTGRESQL, code))
        for start, state in table.items()
        if found and found.startswith(start)
    ]
    return told[0] if told else None


def told_by_django(error):
    """A connection that was lost, or never made, has no code."""
    driver = error.__cause__
    is_lost = isinstance(error, OperationalError | InterfaceError) and hasattr(driver, "sqlstate")
    return State.GONE if is_lost and driver.sqlstate is None else None


def bad_request(request, exception):
    return unavailable(request, exception) or errors.bad_request(request, exception)


def server_error(request):
    try:
        answer = unavailable(request, sys.exception())
    except Exception:
        logger.exception("unavailable_page_failed")
        answer = None
    return answer or errors.server_error(request)


def unavailable(request, error):
    """Answer 503 with a form that holds what was sent, to be sent again; None for another fault."""
    state = state_of(error)
    if not state:
        return None
    leave_session(request)
    logger.warning(f"database_{state}", exc_info=error)  # the log keeps no arguments
    fields = typed(request)
    context = {"state": state, "fields": fields, "has_token": in_admin(request)}
    response = errors.error_page(request, 503, "503.html", address=request.get_full_path(), **context)
    response.headers["Retry-After"] = str(RETRY_AFTER[state])
    response._has_been_logged = True  # above, and without its address
    return response


def leave_session(request):
    """Let nobody try to write the session, and wait once more."""
    if session := getattr(request, "session", None):
        session.modified = False


def typed(request):
    """Return what was ``written``, or nothing where that cannot be told; files are not kept."""
    try:
        return written(request)
    except Exception:  # what cannot be read cannot be sent again
        return []


def written(request):
    """Return (name, value) of each field of a form that was sent, but of passwords."""
    fields = clean_query(request.POST)
    names = [name for name in fields if name != "csrfmiddlewaretoken" and "password" not in name]
    return [(name, value) for name in names for value in fields.getlist(name)]
