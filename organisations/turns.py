"""Long work in short transactions, so that nobody else waits long to write.

SQLite has one writer at a time. Who waits for it stands in no queue but looks every
100 ms whether it is free, and would miss a moment between two transactions.
"""

from contextlib import contextmanager
from time import monotonic, sleep

from django.db import connection

PIECE = 0.5  # seconds that a transaction should take
GAP = 0.12


def let_others_write():
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        sleep(GAP)


def in_turns(items):
    """Yield items, each of which is a transaction; let others write whenever these took a while."""
    began = monotonic()
    for item in items:
        yield item
        if monotonic() - began > PIECE:
            let_others_write()
            began = monotonic()


class Pace:
    """How many rows to write at once: as many as the last ones were quick."""

    def __init__(self, first=50, most=500):
        self.size, self.most = first, most

    @contextmanager
    def measured(self):
        began = monotonic()
        yield
        quicker = PIECE / max(monotonic() - began, 0.001)
        self.size = max(min(5, self.most), min(self.most, int(self.size * min(quicker, 2))))
