"""Import of records from a file that was read: look at what it would do, do it, read what came of it."""

import logging
from functools import wraps

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.imports import Outcome, Plan, write
from networks.imports.changes import spelled
from networks.imports.leftovers import keep_only
from networks.imports.rows import Planned
from networks.imports.terms import state_of_vocabularies
from networks.imports.unknown import words_of
from networks.models import ImportFile, Network, Project
from organisations.history.recording import LazyRevision
from organisations.history.versions import NEW
from organisations.languages import Text
from organisations.models import Organisation, Revision, permission
from organisations.turns import Pace, let_others_write

from . import page, permission_required_any
from .import_decisions import ForAll, open_doubts, shown_as_likely, take

logger = logging.getLogger(__name__)

KINDS = {model._meta.model_name: model for model in (Organisation, Network, Project)}
ROWS_ON_PAGE = 50
DECIDED = (
    "outcome",
    "reasons",
    "likely",
    "doubts",
    "decision",
    "dropped",
    "is_shelter",
)  # of a row, in view of all the others
REMEMBERED = 300  # seconds
CHECKED_AT_ONCE = 250
PLANNED_ANEW = 500  # rows at a time, where others write meanwhile
LEFT_OUT = (Outcome.AMBIGUOUS, Outcome.OUT, Outcome.REFUSED)
PROGRESS = "<!-- progress -->"  # where in the page of a run its progress is written


class StoppedError(Exception):
    """The import cannot be done, for a reason in words."""


def may_import(model, user):
    """Tell whether somebody may add and change records of a kind, and hand in files of them."""
    app, name = model._meta.app_label, model._meta.model_name
    return user.has_perms(["networks.add_importfile", f"{app}.add_{name}", f"{app}.change_{name}"])


def for_importers(view):
    """Let a view be for those who may import records of the kind that its address names."""

    @wraps(view)
    def guarded(request, kind, **rest):
        if kind not in KINDS:
            raise Http404(kind)
        if not may_import(KINDS[kind], request.user):
            raise PermissionDenied
        return view(request, kind, **rest)

    return permission_required_any("networks.add_importfile")(guarded)


@for_importers
def file(request, kind, pk):
    """Show what the rows of a file would do, or once it is imported what they did; take ticks."""
    file = get_object_or_404(ImportFile, kind=kind, pk=pk)
    if file.needs_layout:
        return HttpResponseRedirect(reverse("editing:import_columns", args=[kind, pk]), status=303)
    if request.method == "POST":
        decide(request, file)
        return HttpResponseRedirect(request.get_full_path(), status=303)
    model = KINDS[kind]
    context = {"file": file, "kind": kind, "opts": model._meta}
    if file.state != ImportFile.State.WAITING:
        return page(request, "import_report.html", _("What was imported"), **context, **shown_report(file))
    return page(
        request, "import_preview.html", _("What the file would do"), **context, **preview(request, file)
    )


def preview(request, file):
    """Return what the page shows of what the rows of a file come to, of one outcome or all."""
    verdicts = verdicts_on(file, request.user)
    chosen = request.GET.get("outcome", "")
    chosen = chosen if chosen in Outcome.values else ""
    numbers = [number for number, verdict in verdicts.items() if chosen in ("", verdict["outcome"])]
    shown = Paginator(numbers, ROWS_ON_PAGE).get_page(request.GET.get("page"))
    outcomes = [verdict["outcome"] for verdict in verdicts.values()]
    return {
        "counts": [(one, one.label, outcomes.count(one)) for one in Outcome],
        "chosen": chosen,
        "shown": shown,
        "rows": rows_shown(file, {number: verdicts[number] for number in shown}, request.user),
        "written": outcomes.count(Outcome.NEW) + outcomes.count(Outcome.CHANGED),
        "doubts": open_doubts(verdicts),
        "for_all": ForAll.choices,
        "stay_out": any(one in LEFT_OUT for one in outcomes),
        "incomplete": sum(bool(one["dropped"]) for one in verdicts.values()),
        "encoding": file.report.get("encoding", ""),
        "shelters": shelters_among(file, verdicts),
        "unknown": len(words_of(KINDS[file.kind], file)),
    }


def shelters_among(file, verdicts):
    """Return [(line, name)] of the rows that make or change records of shelters."""
    found = {line for line, verdict in verdicts.items() if verdict["is_shelter"]}
    return [(line, Planned(line, cells).name) for line, cells in file.rows if line in found]


def verdicts_on(file, user):
    """Return {number: what is decided of a row}; remembered a while, for thousands of rows take seconds."""
    seen_by = get_language(), may_loosen(file, user)
    state = (*seen_by, file.report, file.layout, latest_revision(), state_of_vocabularies())
    key = f"import/{file.pk}"
    known, verdicts = cache.get(key, (None, None))
    if known != state:
        verdicts = {
            row.number: {name: getattr(row, name) for name in DECIDED} for row in plan_of(file, user).rows
        }
        cache.set(key, (state, verdicts), REMEMBERED)
    return verdicts


def rows_shown(file, verdicts, user):
    """Return the rows of a page, each with its values: alone they show these, the verdict is that on all."""
    rows = [(number, cells) for number, cells in file.rows if number in verdicts]
    plan = Plan(
        KINDS[file.kind],
        rows,
        file.report.get("decisions", {}),
        file.report.get("repaired", ()),
        loosens=may_loosen(file, user),
        defaults=file.layout.get("defaults"),
    )
    for row in plan.rows:
        for name, value in verdicts[row.number].items():
            setattr(row, name, value)
        text = file.report.get("sought", {}).get(str(row.number))
        row.likely = [*row.likely, *(shown_as_likely(plan.model, text) if text else ())]
    return plan.rows


def plan_of(file, user, most=None):
    """Return the plan of the rows of a file that are not done, or of the first of them."""
    model, after = KINDS[file.kind], file.last_line
    left = sum(number > after for number, _cells in file.rows)
    rows = file.rows if most is None else file.rows[: len(file.rows) - max(left - most, 0)]
    made = model.history.filter(revision=file.report.get("revision"), history_type=NEW) if after else None
    keys = made.values_list("id", flat=True) if made is not None else ()
    report = file.report
    plan = Plan(
        model,
        rows,
        report.get("decisions", {}),
        report.get("repaired", ()),
        after,
        keys,
        still=report.get("still", False),
        defaults=file.layout.get("defaults"),
        loosens=may_loosen(file, user),
    )
    plan.is_last = len(rows) == len(file.rows)
    return plan


def may_loosen(file, user):
    """Tell whether a file may let readers see more: whoever handed it in, and who imports it, may publish."""
    both = (file.made_by, user)
    return all(one and one.has_perm(permission(KINDS[file.kind], "publish")) for one in both)


def decide(request, file):
    """Note what was decided of the rows shown; tell what is to be told of it, and whether there is any."""
    model, verdicts = KINDS[file.kind], verdicts_on(file, request.user) if "bulk" in request.POST else {}
    told = take(request.POST, file, model, verdicts)
    for words in told:
        messages.warning(request, words)
    return bool(told)


@for_importers
@require_POST
def discard(request, kind, pk):
    """Throw a file away that was not imported."""
    ImportFile.objects.filter(kind=kind, pk=pk, state=ImportFile.State.WAITING).delete()
    return HttpResponseRedirect(reverse("editing:import_start", args=[kind]), status=303)


# The run


@for_importers
@require_POST
def run(request, kind, pk):
    """Import a file, and tell how far it has come while it does: the page arrives piece by piece."""
    file = get_object_or_404(ImportFile, kind=kind, pk=pk)
    if file.needs_layout:
        return HttpResponseRedirect(reverse("editing:import_columns", args=[kind, pk]), status=303)
    if decide(request, file):
        return HttpResponseRedirect(reverse("editing:import_file", args=[kind, pk]), status=303)
    frame = page(
        request, "import_run.html", _("Import"), file=file, kind=kind, opts=KINDS[kind]._meta, marker=PROGRESS
    )
    return as_it_comes(streamed(frame.content.decode(), file, imported(file, request.user)))


def as_it_comes(pieces):
    """Return a page that arrives piece by piece."""
    response = StreamingHttpResponse(pieces)
    # Nothing on the way may wait for the whole: no compression, no buffer in a proxy.
    response.headers["Content-Encoding"], response.headers["X-Accel-Buffering"] = "identity", "no"
    return response


def streamed(frame, file, work):
    """Yield the page of a run. Who closes the browser ends it: what is written stays, the rest waits."""
    before, after = frame.split(PROGRESS)
    yield before
    with override(get_language()):
        try:
            yield from work
            context = {"file": file, "kind": file.kind, "opts": KINDS[file.kind]._meta, **shown_report(file)}
            yield render_to_string("admin/editing/_import_report.html", context)
        except StoppedError as stopped:
            yield stopped_page(file, stopped)
        except DatabaseError:
            logger.exception("An import was stopped by the database.")
            reason = _("The database is busy, or refused something. Wait a little and try again.")
            yield stopped_page(file, reason)
    yield after


def stopped_page(file, reason):
    return render_to_string("admin/editing/_import_stopped.html", {"reason": reason, "file": file})


class OvertakenError(Exception):
    """Somebody wrote since the rows were planned: they may come to something else."""


def imported(file, user):
    """Import a file; yield its progress as HTML. What is done is not done twice.

    All is checked before anything is written. It is written piece by piece, each in
    a short transaction that notes how far it came; where others wrote in between,
    the rows to come are planned anew, ever some at a time.
    """
    run = Run(file, user)
    yield from run.plan_rows()
    whole = file.written + len(run.plan.written)
    while not run.is_done:
        try:
            run.write_piece()
        except OvertakenError:
            yield from run.plan_rows(PLANNED_ANEW)
        else:
            yield progress(_("Written: %(done)s of %(all)s rows"), file.written, max(whole, file.written))


class Run:
    """An import under way: the plan of the rows that are left, and the revision that holds all."""

    def __init__(self, file, user):
        self.file, self.user, self.pace = file, user, Pace()
        self.ahead = LazyRevision(user, Revision.Act.IMPORTED, file.name)
        self.take_up(file)

    def take_up(self, file):
        """Go on from where a file stands, whoever brought it there."""
        self.file.state, self.file.report = file.state, file.report
        self.ahead.row = Revision.objects.filter(pk=file.report.get("revision")).first()

    @property
    def is_done(self):
        return self.file.state != ImportFile.State.WAITING

    def plan_rows(self, most=None):
        """Plan the rows that are left, or the first of them; check those to be written; yield progress."""
        self.seen = latest_revision()
        self.plan = plan_of(self.file, self.user, most)
        self.left = self.plan.rows
        yield from checked(self.plan)

    def write_piece(self):
        """Write the next rows; raise OvertakenError where they, or what they are compared with, changed."""
        if self.file.written and not self.is_done:
            let_others_write()
        piece = next_piece(self.left, self.pace.size)
        with self.pace.measured(), transaction.atomic():
            locked = self.locked()
            if locked.state != ImportFile.State.WAITING:
                return self.take_up(locked)
            hold(self.plan.model, piece)
            if self.was_overtaken(locked):
                self.take_up(locked)
                raise OvertakenError
            self.write(piece)
            self.note(locked, piece)
        self.left = self.left[len(piece) :]
        self.file.state, self.file.report = locked.state, locked.report
        return None

    def locked(self):
        files = ImportFile.objects.select_for_update().defer("rows")
        if locked := files.filter(pk=self.file.pk).first():
            return locked
        raise StoppedError(_("The file was thrown away."))

    def was_overtaken(self, locked):
        """Tell whether others wrote since the rows were planned, or all that were planned are written."""
        own = self.ahead.row and self.ahead.row.pk
        if Revision.objects.filter(pk__gt=self.seen).exclude(pk=own).exists():
            return True
        before, now = (
            (file.last_line, file.report.get("decisions"), file.report.get("repaired"))
            for file in (self.file, locked)
        )
        return before != now or (not self.left and not self.plan.is_last)

    def write(self, piece):
        if not (rows := [row for row in piece if row.is_written]):
            return
        try:
            write(self.plan.model, rows, self.ahead.ensure_row())
        except IntegrityError as error:
            logger.exception("An import was refused by the database.")
            words = _("The database refused a row from line %(line)s on.")
            raise StoppedError(words % {"line": rows[0].number}) from error

    def note(self, file, piece):
        """Note in the file what came of a piece, and with the last one that it is done."""
        report = file.report
        counts = report.setdefault("counts", dict.fromkeys(Outcome.values, 0))
        for row in piece:
            counts[row.outcome] = counts.get(row.outcome, 0) + 1
        report.setdefault("left", []).extend(left_out(row) for row in piece if row.outcome in LEFT_OUT)
        shelters = [[row.number, *row.name] for row in piece if row.is_shelter]
        report.setdefault("shelters", []).extend(shelters)
        report["line"] = piece[-1].number if piece else file.last_line
        report["revision"] = self.ahead.row and self.ahead.row.pk
        file.save(update_fields=["report"])
        if len(piece) == len(self.left) and self.plan.is_last:
            finish(file)


def next_piece(rows, most):
    """Return the first rows, so many that are written and all others between them."""
    written = 0
    for place, row in enumerate(rows):
        written += row.is_written
        if written > most:
            return rows[:place]
    return rows


def latest_revision():
    """Return what is greater after each change to records, names, contacts and citations."""
    return Revision.objects.values_list("pk", flat=True).first() or 0


def hold(model, rows):
    """Let nobody else change the records of some rows until the transaction ends."""
    pks = [row.record.pk for row in rows if row.is_written and row.record.pk]
    list(model.objects.filter(pk__in=pks).order_by("pk").select_for_update().values_list("pk"))


def checked(plan):
    """Check each record to be written by all rules of its model; yield progress; or raise StoppedError."""
    rows = plan.written
    for done, row in enumerate(rows, 1):
        try:
            row.full_clean()
        except ValidationError as error:
            words = {"line": row.number, "error": " ".join(spelled(row.record, error))}
            raise StoppedError(_("Line %(line)s: %(error)s") % words) from None
        if done % CHECKED_AT_ONCE == 0 or done == len(rows):
            yield progress(_("Checked: %(done)s of %(all)s rows"), done, len(rows))


def progress(words, done, whole):
    context = {"words": words % {"done": done, "all": whole}, "done": done, "whole": whole}
    return render_to_string("admin/editing/_import_progress.html", context)


def left_out(row):
    return [row.number, row.outcome.value, *row.name, in_words(row.reasons)]


def in_words(reasons):
    """Return why a row stays out; without a reason somebody wished it so."""
    return [str(one) for one in reasons] or [_("An editor left it out.")]


def finish(file):
    """Note that a file is done. Its rows are records now, and are not kept twice, but for those left out."""
    keep_only(file, {number for number, *_rest in file.report.get("left", ())})
    file.state = ImportFile.State.DONE
    file.save(update_fields=["state", "rows", "sheets", "layout"])


def undone(file):
    """Return what the page of a report shows of the undoing of what was imported."""
    found = file.report.get("undone") or {}
    undoings = Revision.objects.select_related("user").filter(pk=found.get("revision"))
    return {
        "undoing": undoings.first(),
        "stayed": found.get("left", ()),
        "may_be_undone": bool(file.report.get("revision")) and not found.get("whole"),
    }


def shown_report(file):
    """Return what the page of a report shows of it."""
    counts = file.report.get("counts", {})
    left = [
        {
            "number": number,
            "outcome": Outcome(outcome).label,
            "name": Text(name, language),
            "reasons": reasons,
        }
        for number, outcome, name, language, reasons in file.report.get("left", ())
    ]
    shelters = [(line, Text(*name)) for line, *name in file.report.get("shelters", ())]
    counts = [(one, one.label, counts.get(one.value, 0)) for one in Outcome]
    return undone(file) | {"counts": counts, "left": left, "shelters": shelters}
