"""Brings rows back: one to a version of it, or all of a revision to what they were before."""

from contextlib import nullcontext

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import FormerSlug, Revision
from ..models.publication import publishing_checked_at_end
from ..search.index import deferred
from .erase import going_into_another
from .recording import _versions_in, revision
from .versions import NEW, as_it_was, columns, tracked, version_before, versions


def restore_row(version):
    """Make a row what a version says of it, whether or not it is still there; return it."""
    model = version.instance_type
    pk = getattr(version, model._meta.pk.attname)
    row = model._base_manager.filter(pk=pk).first() or model(pk=pk)
    for field in columns(model):
        setattr(row, field.attname, _still_there(field, getattr(version, field.attname)))
    return save_with(row, version.related)


def _still_there(field, value):
    """Return a value of a column; of those without a history (accounts) one that is gone is nobody."""
    loose = field.is_relation and field.null and field.related_model not in tracked
    if loose and value and not field.related_model._base_manager.filter(pk=value).exists():
        return None
    return value


def save_with(row, related):
    """Save a row and set its many-to-many fields to those of the keys that are still there."""
    timed = {f.attname: getattr(row, f.attname) for f in row._meta.fields if _is_timed(f)}
    row.save()
    if timed:
        type(row)._base_manager.filter(pk=row.pk).update(**timed)
    for name, pks in related.items():
        known = row._meta.get_field(name).related_model._base_manager.filter(pk__in=pks)
        getattr(row, name).set(known)
    return row


def _is_timed(field):
    """Tell whether saving a new row would set the column to the present moment."""
    return getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)


def undo(revision_row, user=None):
    """Bring every row of a revision back to what it was before, as one new revision; return that one.

    Raises a ValidationError in words, and changes nothing, where a row has changed
    since, cannot come back, or where something new has come to depend on it.
    """
    note = f"{timezone.localtime(revision_row.date):%Y-%m-%d %H:%M}"
    with revision(user, Revision.Act.UNDONE, note) as ahead, publishing_checked_at_end(), deferred():
        undone = list(_versions_in(revision_row))
        if not undone or revision_row.is_baseline:
            raise ValidationError(_("There is nothing to undo."))
        for version in undone:
            _refuse_changed_since(version)
        for version in reversed(undone):
            if version.history_type == NEW:
                _delete_created(version)
        stayed = [version for version in undone if version.history_type != NEW]
        back = [before for version in stayed if (before := version_before(version))]
        for version in back:
            _bring_back(version)
        for version in back:
            _refuse_half(version)
        _refuse_side_effects(ahead.row, undone)
    return ahead.row


def _row_of(version):
    return version.instance_type, getattr(version, version.instance_type._meta.pk.attname)


def _refuse(message, version):
    row = as_it_was(version)
    try:
        words = str(row)
    except ObjectDoesNotExist:  # what it is named after is gone: a source, a role
        words = str(row._meta.verbose_name)
    raise ValidationError(message % {"row": words})


def _refuse_changed_since(version):
    if versions(*_row_of(version)).first() != version:
        _refuse(_("%(row)s has changed since."), version)


def _delete_created(version):
    """Delete a row that is new in a version; who was there before went into another, and goes there again."""
    model, pk = _row_of(version)
    is_merging = versions(model, pk).filter(history_id__lt=version.history_id).exists()
    with going_into_another() if is_merging else nullcontext():
        for row in model._base_manager.filter(pk=pk):
            row.delete()


def _bring_back(version):
    if version.instance_type is FormerSlug:  # what was taken away may have left it anew
        FormerSlug.objects.filter(digest=version.digest).exclude(pk=version.id).delete()
    try:
        with transaction.atomic():
            restore_row(version)
    except (IntegrityError, ValidationError):
        _refuse(_("%(row)s cannot come back: something else has taken its place."), version)


def _refuse_half(version):
    """Refuse a row that refers to one that is gone; the database would tell only at the end."""
    for field in columns(version.instance_type):
        pk = field.is_relation and _still_there(field, getattr(version, field.attname))
        if pk and not field.related_model._base_manager.filter(pk=pk).exists():
            _refuse(_("%(row)s cannot come back: what it belongs to is gone."), version)


def _refuse_side_effects(revision_row, undone):
    """Refuse to touch rows that the undone revision did not touch; addresses alone follow by themselves."""
    known = {_row_of(version) for version in undone}
    for version in _versions_in(revision_row) if revision_row else ():
        if version.instance_type is not FormerSlug and _row_of(version) not in known:
            _refuse(_("%(row)s depends on it by now."), version)
