"""What requests carry: how much, for how long they may send it, and whether files are among it.

Granian waits for a body as long as its sender likes, and each wait holds a thread.
So a body is read before the page is asked for, in a thread of its own that the
request waits for only so long; and only some requests of a worker may read one, or
work on one, at the same time. Requests without a body never wait for any of this.
A proxy that collects bodies first (``deploy/``) is what should stand in front.
"""

import logging
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore, Thread

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    TemporaryFileUploadHandler,
)
from django.http import Http404, UnreadablePostError
from django.urls import resolve
from django.utils.translation import gettext_lazy as _

from .errors import refused
from .paths import is_admin

FROM_ANYBODY = 256 * 1024  # bytes; a proposal of 20,000 Arabic letters has 120,000
AFTER_THE_SESSION = 1024 * 1024  # a form whose writer has to sign in anew: it is kept meanwhile
FROM_EDITORS = 3 * 1024 * 1024
WITH_FILE = 11 * 1024 * 1024
LONGEST_WAIT, SLOWEST_LINE = 10, 25_000  # seconds for any body, and bytes of a long one for each second more
AGAIN_AFTER = "5"  # seconds: Retry-After

UNASKED = _("Something was sent to a page that accepts nothing. Nothing was changed.")
UNMEASURED = _("What was sent did not say how long it is. Nothing was changed.")
TOO_LARGE = _("What was sent is larger than this page accepts. Nothing was changed.")
TOO_SLOW = _("What you sent took too long to arrive. Go back and send it again; your words are still there.")
BUSY = _("The site is busy. Go back, wait a moment and send it again; your words are still there.")

log = logging.getLogger("orgdirectory.security")


class FileNotExpectedError(SuspiciousOperation):
    """A form sent a file, and takes none."""


class NoFiles(FileUploadHandler):
    """Refuses files before a byte of them is written: most forms take none."""

    def new_file(self, *args, **kwargs):
        raise FileNotExpectedError("This form takes no file.")

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None


def takes_file(view):
    """Mark a view as one whose form takes a file."""
    view.takes_file = True
    return view


class Room:
    """Places for requests with a body: half the threads may read one, all but one work on one."""

    def __init__(self, threads):
        self.reading = BoundedSemaphore(max(1, threads // 2))
        self.working = BoundedSemaphore(max(1, threads - 1))


room = Room(settings.BLOCKING_THREADS)


def bounded_bodies(get_response):
    """Refuse bodies that are too large, too slow or where none belongs, in words; read the others."""

    def middleware(request):
        if not carries_body(request):
            return get_response(request)
        if refusal := unreadable(request):
            return refuse(request, *refusal)
        with taken(room.reading) as free:
            if not free:
                return refuse(request, 503, BUSY)
            if not read_in_time(request):
                return refuse(request, 408, TOO_SLOW)
        with taken(room.working) as free:
            return get_response(request) if free else refuse(request, 503, BUSY)

    return middleware


def carries_body(request):
    return length(request) > 0 or "Transfer-Encoding" in request.headers


def length(request):
    stated = request.headers.get("content-length") or "0"
    return int(stated) if stated.isascii() and stated.isdigit() else 0


def unreadable(request):
    """Return (status, why) of a body that is not worth reading, or None; asks for the session last."""
    if request.method != "POST":
        return 400, UNASKED
    if not length(request):
        return 411, UNMEASURED
    if length(request) > FROM_ANYBODY and length(request) > most(request):
        return 400, TOO_LARGE  # as Django refuses it
    if is_admin(request) and expects_file(request):
        request.upload_handlers = [MemoryFileUploadHandler(request), TemporaryFileUploadHandler(request)]
    return None


def most(request):
    """Return how many bytes this sender may send to this address."""
    if not is_admin(request):
        return FROM_ANYBODY
    if not request.user.is_authenticated:
        return AFTER_THE_SESSION
    return WITH_FILE if expects_file(request) else FROM_EDITORS


def expects_file(request):
    try:
        return getattr(resolve(request.path_info).func, "takes_file", False)
    except Http404:
        return False


@contextmanager
def taken(places):
    """Take one of some places, without waiting for it; tell whether there was one."""
    free = places.acquire(blocking=False)
    try:
        yield free
    finally:
        if free:
            places.release()


def read_in_time(request):
    """Read the body; tell whether all of it came, and in time.

    A reader that is given up ends when its sender closes the line or sends the rest.
    """
    reader = Thread(target=read, args=(request,), daemon=True)
    reader.start()
    reader.join(LONGEST_WAIT + length(request) / SLOWEST_LINE)
    return not reader.is_alive() and len(request.body) == length(request)


def read(request):
    with suppress(UnreadablePostError):
        _ = request.body  # Django keeps what it reads


def refuse(request, status, why):
    log.info("refused", extra={"status": status})
    response = refused(request, status, why)
    if status == 503:
        response.headers["Retry-After"] = AGAIN_AFTER
    return response
