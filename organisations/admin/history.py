"""The admin's pages of the past: the history of a record or tie, and the way back to one of its versions."""

from django.contrib import messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..history.changes import ChangeLog, name_of, named
from ..history.restore import preview_restore, restore
from ..history.versions import DELETED
from ..languages import format_list
from ..models import Revision, permission

ON_A_PAGE = 20  # revisions
BY_EDITORS = {  # what who may change a record may take back
    Revision.Act.EDITED,
    Revision.Act.CONFIRMED,
    Revision.Act.TRANSLATED,
    Revision.Act.ACCEPTED,
    Revision.Act.RESTORED,
}


class WithHistory:
    """Shows what changed of a row and of what belongs to it, in place of Django's own log."""

    def history_view(self, request, object_id, extra_context=None):
        subject = self.subject_of_history(request, object_id)
        trail = ChangeLog(subject, request.user)
        page = Paginator(trail.revision_ids, ON_A_PAGE).get_page(request.GET.get(PAGE_VAR))
        context = {
            "entries": trail.entries(list(page)),
            "action_list": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "may_restore": self.may_restore(request),
            **self.ways_back(request, trail, list(page)),
        }
        return self.past_page(request, "admin/record_history.html", subject, _("History: %s"), context)

    def subject_of_history(self, request, object_id):
        """Return the row, if it is one that the editor may see."""
        subject = self.get_object(request, unquote(object_id))
        if subject is None:
            raise Http404
        if not self.has_view_or_change_permission(request, subject):
            raise PermissionDenied
        return subject

    def past_page(self, request, template, subject, title, context):
        name = name_of(subject, request.user)
        request.current_app = self.admin_site.name
        frame = self.admin_site.each_context(request) | {
            "title": title % name,
            "name": name,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "object": subject,
            "opts": self.opts,
            "app_label": self.opts.app_label,
        }
        return TemplateResponse(request, template, frame | context)

    def may_restore(self, request):
        return False

    def ways_back(self, request, trail, revision_ids):
        """Return which of some revisions the user may undo or restore, and by which they were undone."""
        return {}


def undone_in(trail):
    """Return {revision: the one that undid it} of those of a history."""
    here = set(trail.revision_ids)
    found = Revision.objects.that_undo(here)
    return {pk: undoing for pk, undoing in found.items() if undoing.pk in here}


def was_of_two(revision_id, mergings):
    """Tell whether a version is one of two records that were one for a while."""
    return any(merging <= revision_id < undoing for merging, undoing in mergings)


def button_page(admin, request, title, words, name=""):
    """Ask for what only a POST may do, although it leaves everything as it is."""
    context = admin.admin_site.each_context(request) | {"title": title, "opts": admin.opts}
    return TemplateResponse(request, "admin/button.html", context | {"words": words, "name": name})


class Restorable(WithHistory):
    """Lets whoever may change a record bring back how it was."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<path:object_id>/history/<int:revision_id>/", view, name=name), *super().get_urls()]

    def may_restore(self, request):
        return request.user.has_perm(permission(self.model, "change"))

    def ways_back(self, request, trail, revision_ids):
        undone = undone_in(trail)
        mergings = self.mergings_among(undone)
        is_publisher = request.user.has_perm(permission(self.model, "publish"))
        acts = dict(Revision.objects.filter(pk__in=revision_ids).values_list("pk", "act"))
        return {
            "undone": undone,
            "undoable": [
                pk
                for pk in revision_ids
                if pk != Revision.BASELINE
                and pk not in undone
                and self.may_restore(request)
                and (is_publisher or acts[pk] in BY_EDITORS)
            ],
            "halves": [pk for pk in revision_ids if was_of_two(pk, mergings)],
        }

    def mergings_among(self, undone):
        """Return (merging, its undoing) of what two records of this kind went through."""
        gone = self.model.history.filter(revision__in=undone, history_type=DELETED)
        found = (
            gone.filter(revision__act=Revision.Act.MERGED).order_by().values_list("revision_id", flat=True)
        )
        return [(pk, undone[pk].pk) for pk in set(found)]

    def restore_view(self, request, object_id, revision_id):
        """Show what bringing a version back would change, for who looks; do it when that is confirmed.

        To tell what would change, it is done and taken back: no GET does that.
        """
        record = self.subject_of_history(request, object_id)
        if not self.may_restore(request):
            raise PermissionDenied
        trail = ChangeLog(record, request.user)
        if revision_id not in trail.revision_ids:
            raise Http404
        revision = get_object_or_404(Revision, pk=revision_id)
        if was_of_two(revision_id, self.mergings_among(undone_in(trail))):
            self.message_user(
                request, _("It was one with another record then, and is not any more."), messages.ERROR
            )
            return HttpResponseRedirect(reverse(admin_urlname(self.opts, "history"), args=[record.pk]))
        if request.method != "POST":
            title = _("Restore: %s") % name_of(record, request.user)
            return button_page(self, request, title, _("Show what will change"), "look")
        try:
            if "look" not in request.POST:
                return self.bring_back(request, record, revision)
            entry, left_out = preview_restore(record, revision, request.user)
            context = {
                "own": [change for change in entry.rows if change.is_own],
                "of_ties": [change for change in entry.rows if not change.is_own],
                "left_out": left_out,
            }
        except ValidationError as error:
            context = {"errors": error.messages}
        context["revision"] = revision
        return self.past_page(request, "admin/record_restore.html", record, _("Restore: %s"), context)

    def bring_back(self, request, record, revision):
        restored = restore(record, revision, request.user, ties="ties" in request.POST)
        left_out = named(restored.left_out, request.user)
        if not restored.revision:
            done = _("Nothing of it could be brought back.") if left_out else _("It was as it is now.")
        elif left_out or restored.kept:
            done = _("It is again as it was then, but for what stands here.")
        else:
            done = _("It is again as it was then.")
        self.message_user(request, done, messages.SUCCESS if restored.revision else messages.INFO)
        for name in left_out:
            self.message_user(request, _("Not brought back: %s") % name, messages.WARNING)
        if restored.kept:
            fields = format_list(str(capfirst(field.verbose_name)) for field in restored.kept)
            words = _("Unchanged, as publishers decide it: %s") % fields
            self.message_user(request, words, messages.WARNING)
        return HttpResponseRedirect(reverse(admin_urlname(self.opts, "history"), args=[record.pk]))
