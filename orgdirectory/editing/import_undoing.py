"""Takes an import back from its report, as one act: what nobody touched since goes, the rest is listed."""

from collections import defaultdict

from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from networks.models import ImportFile
from organisations.history.changes import named
from organisations.history.three_way import records_in
from organisations.history.undo import NothingUndoneError, undo_within, undoing_of
from organisations.models import Record, Revision
from organisations.turns import Pace, let_others_write

from . import page
from .imports import (
    KINDS,
    PROGRESS,
    StoppedError,
    as_it_comes,
    for_importers,
    progress,
    shown_report,
    streamed,
)

MOST_NAMED = 50


class Nobody:
    """Who may see no more than every importer may: reports are for all of them."""

    @staticmethod
    def has_perm(name):
        return False


@for_importers
def undo(request, kind, pk):
    """Ask whether to undo an import, naming what was touched since; on POST do it, and tell how far it is."""
    file = get_object_or_404(ImportFile, kind=kind, pk=pk)
    revision = Revision.objects.filter(pk=file.report.get("revision")).first()
    if not revision or file.report.get("undone", {}).get("whole"):
        return HttpResponseRedirect(reverse("editing:import_file", args=[kind, pk]), status=303)
    context = {"file": file, "kind": kind, "opts": KINDS[kind]._meta}
    if request.method != "POST":
        touched = records_in(revision, touched=True)
        model = KINDS[kind]
        rows = model.objects.visible_to(request.user).filter(pk__in=[key for _model, key in touched])[
            :MOST_NAMED
        ]
        context |= shown_report(file) | {"touched": rows, "number": len(touched)}
        return page(request, "import_undo.html", _("Undo the import"), **context)
    frame = page(request, "import_undo_run.html", _("Undo the import"), **context, marker=PROGRESS)
    return as_it_comes(streamed(frame.content.decode(), file, undone(file, revision, request.user)))


def undone(file, revision, user):
    """Undo an import piece by piece, each in a short transaction; yield its progress as HTML.

    Undone from now on, the file goes on with no row that is left. If this is broken off,
    what is undone stays so, and the rest can be undone then.
    """
    state = note(file, ImportFile.State.UNDONE)
    ahead, pace, left = undoing_of(revision, user), Pace(), []
    waiting = sorted(records_in(revision), key=lambda key: (key[0]._meta.label, key[1]))
    whole = len(waiting)
    while waiting:
        piece, waiting = waiting[: pace.size], waiting[pace.size :]
        with pace.measured():
            left += undone_piece(ahead, piece)
        yield progress(_("Undone: %(done)s of %(all)s records"), whole - len(waiting), whole)
        let_others_write()
    if not ahead.row:
        note(file, state)
        reasons = [f"{name}: {why}." for name, why, *_key in left[:MOST_NAMED]]
        raise StoppedError(" ".join([_("There is nothing to undo."), *reasons]))
    note(file, ImportFile.State.UNDONE, {"revision": ahead.row.pk, "left": left, "whole": True})


def undone_piece(ahead, keys):
    """Undo what an import did of some records; return what stays, [name, why, kind of record, key]."""
    of = defaultdict(list)
    for model, pk in keys:
        of[model].append(pk)
    try:
        left = undo_within(ahead, of)
    except NothingUndoneError as error:
        left = error.left
    names = named([one.version for one in left], Nobody)
    return [[name, one.reason, *subject(one.version)] for name, one in zip(names, left, strict=True)]


def subject(version):
    """Return the kind and key of the record that a version is of, or belongs to."""
    model = version.instance_type
    if issubclass(model, Record):
        return model._meta.model_name, version.id
    keys = (
        (one.related_model, getattr(version, one.attname)) for one in model._meta.fields if one.is_relation
    )
    return next((kind._meta.model_name, pk) for kind, pk in keys if pk and issubclass(kind, Record))


@transaction.atomic
def note(file, state, undone=None):
    """Note in the file that it is undone, and what stayed; return its state before."""
    locked = get_object_or_404(ImportFile.objects.select_for_update().defer("rows"), pk=file.pk)
    before, locked.state = locked.state, state
    columns = ["state"]
    if undone:
        locked.report["undone"], locked.rows, locked.sheets = undone, [], []
        columns += ["report", "rows", "sheets"]
    locked.save(update_fields=columns)
    file.state, file.report = locked.state, locked.report
    return before
