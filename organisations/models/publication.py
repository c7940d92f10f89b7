"""Nothing is published without a citation, by whatever way a record, or a citation of it, comes or goes.

A change is refused at once. Where a record comes before its citations, or these
move, ``publishing_checked_at_end`` looks once all of it is done. PostgreSQL looks
once more at the end of each transaction (``networks.citation_triggers``); SQLite
knows no checks at the end of a transaction.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

_waiting = ContextVar("records_to_check", default=None)


class UncitedError(ValidationError):
    """Records would be published without a citation."""

    def __init__(self, records):
        names = "; ".join(map(str, records))
        super().__init__(f"{names}: {_('What is published keeps at least one citation.')}")


@contextmanager
def publishing_checked_at_end():
    """Let records be without citations inside; at the end raise UncitedError for those that still are.

    All of it is one transaction. Within another such block it is a part of that one.
    """
    if _waiting.get() is not None:
        yield
        return
    with transaction.atomic(), _remembering([]) as waiting:
        yield
        refuse_uncited(as_stored(waiting))


@contextmanager
def without_citations():
    """Let records be published uncited inside: for tests, most of which are about something else."""
    with _remembering([]):
        yield


@contextmanager
def _remembering(records):
    token = _waiting.set(records)
    try:
        yield records
    finally:
        _waiting.reset(token)


def waits(*records):
    """Tell whether records are looked at later, at the end of a block, and remember them for it."""
    waiting = _waiting.get()
    if waiting is None:
        return False
    waiting += records
    return True


def check_status(record, before, *, raw=False, columns=None):
    """Refuse a record that is published newly and cites nothing, or that a fixture takes out of withdrawal.

    ``before`` is its status in the database; ``columns`` are those that are written, by default all.
    """
    if columns is not None and "status" not in columns:
        return
    if record.is_published and before != record.Status.PUBLISHED:
        require_citations([record])
    if raw and before == record.Status.WITHDRAWN != record.status:
        raise ValidationError(_("“%(slug)s” is withdrawn.") % {"slug": record.slug})


def require_citations(records):
    """Refuse records, as they are about to be, that are published and cite nothing."""
    if not waits(*records):
        refuse_uncited(records)


def refuse_uncited(records):
    if uncited := [record for record in records if record.is_published and not is_cited(record)]:
        raise UncitedError(uncited)


def is_cited(record):
    return bool(record.pk) and record.citations.exists()


def as_stored(records):
    """Return records as the database has them, and let nobody change them until the transaction ends."""
    found = []
    by_model = sorted(records, key=lambda record: record._meta.label)
    for model, some in groupby(by_model, type):
        pks = {record.pk for record in some if record.pk}
        found += model._base_manager.select_for_update().filter(pk__in=pks).order_by("pk")
    return found
