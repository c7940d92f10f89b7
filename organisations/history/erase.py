"""Erasure: deleting a person forgets her, whoever deletes her and in whatever way.

No version, no log of the admin and no former slug keeps her name, nor those of
the records that were merged into hers: they were the same person. Merging
deletes a record too and is no erasure: it says so by ``going_into_another``.
"""

import json
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from ..languages import site_languages
from ..models import FormerSlug, Person, PersonName, Revision
from .changes import ChangeLog
from .versions import DELETED, versions_of

_is_merging = ContextVar("is_merging", default=False)


@contextmanager
def going_into_another():
    """Keep the history of who is deleted inside: she goes into another record, and can come back."""
    token = _is_merging.set(True)
    try:
        yield
    finally:
        _is_merging.reset(token)


def erase_the_past(person):
    """Forget what is kept of a person before she goes: afterwards no slug tells who was merged into her."""
    if not _is_merging.get():
        people = [person, *merged_into(person)]
        forget_slugs(people)
        for one in people:
            forget(one)


def erase_the_deletion(row, origin):
    """Forget the versions that the deletion itself wrote, of her and of what goes with her."""
    if _is_of_people(origin) and not _is_merging.get():
        versions_of(row).delete()


def _is_of_people(origin):
    """Tell whether it is people that were deleted: ``origin`` is a row, or a queryset of rows."""
    return getattr(origin, "model", type(origin)) is Person


def merged_into(record):
    """Return the records, now gone, that were merged into a record."""
    versions = type(record).history.filter(history_type=DELETED, revision__act=Revision.Act.MERGED)
    return FormerSlug.objects.merged_into(record, [version.history_object for version in versions])


def forget(person):
    """Delete the history of a record, of its names, its ties and what is cited of these."""
    change_log = ChangeLog(person, Everyone)
    forget_log(person, change_log)
    for model, version_keys in change_log.version_keys.items():
        model.history.filter(id__in=_ids(version_keys)).delete()


class Everyone:
    """Somebody who may see all of a history."""

    @staticmethod
    def has_perm(name):
        return True


def _ids(version_keys):
    return {version_key["id"] for version_key in version_keys}


def forget_slugs(people):
    """Take the slugs of people out of what former slugs led to, now and in their versions."""
    mine = Q(id__in=[person.pk for person in people])
    slugs = {*(person.slug for person in people), *Person.history.filter(mine).values_list("slug", flat=True)}
    of_hers = {"kind": Person._meta.model_name, "successor__in": slugs}
    FormerSlug.objects.filter(**of_hers).update(successor="")
    FormerSlug.history.filter(**of_hers).delete()


def forget_log(person, change_log):
    """Take away what Django's own log of the admin says of a person, in whatever language."""
    said = Q()
    for model, version_keys in change_log.version_keys.items():
        content_type = ContentType.objects.get_for_model(model)
        said |= Q(content_type=content_type, object_id__in=set(map(str, _ids(version_keys))))
    for name in names_of(person):
        said |= Q(object_repr__contains=name) | Q(change_message__contains=json.dumps(name)[1:-1])
    LogEntry.objects.filter(said).delete()


def names_of(person):
    """Return every name that somebody has or ever had."""
    own = [f"name_{language}" for language in site_languages()]
    found = {getattr(person, column) for column in own}
    found.update(*Person.history.filter(id=person.pk).values_list(*own))
    for names in (PersonName.objects, PersonName.history):
        found.update(names.filter(record=person.pk).values_list("name", flat=True))
    return found - {None, ""}
