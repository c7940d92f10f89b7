"""The page that undoes what was done in one go: it shows first what would be done, and what would stay."""

from django.contrib import messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..history.changes import ChangeLog, named, names_touched
from ..history.undo import NothingUndoneError, may_undo, preview, undo
from ..models import Revision
from .acts import key_in
from .history import button_page

MOST_SHOWN = 50


class UndoMixin:
    """Lets whoever may do what it takes undo a revision: for one record, or for all that it touched."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_undo"
        return [
            path("undo/<int:pk>/", self.admin_site.admin_view(self.undo_view), name=name),
            *super().get_urls(),
        ]

    def undo_url(self, revision):
        return reverse(admin_urlname(self.opts, "undo"), args=[revision.pk])

    def undo_view(self, request, pk):
        """Show what undoing a revision would change, for who looks; do it when that is confirmed."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        revisions = Revision.objects.exclude(pk=Revision.BASELINE).select_related("user")
        revision = get_object_or_404(revisions, pk=key_in(str(pk)))
        if request.method != "POST":
            return button_page(self, request, _("Undo"), _("Show what will change"), "look")
        record = self.get_queryset(request).filter(pk=key_in(request.POST.get("of", ""))).first()
        of = {self.model: [record.pk]} if record and "all" not in request.POST else None
        if revision.act == Revision.Act.MERGED:
            of = None  # one of two records is not all of it
        if not may_undo(revision, request.user, of=of):
            raise PermissionDenied
        if "look" in request.POST:
            return self.look(request, revision, record, of)
        self.try_undo(request, revision, of)
        return HttpResponseRedirect(self.after_undoing(record), status=303)

    def after_undoing(self, record):
        """Return where to go: to the history of a record that is still there, or to the list."""
        if record and self.model._base_manager.filter(pk=record.pk).exists():
            return reverse(admin_urlname(self.opts, "history"), args=[record.pk])
        return reverse(admin_urlname(self.opts, "changelist"))

    def look(self, request, revision, record, of):
        user = request.user

        def shown(undone):
            rows = [undone.revision.pk] if undone.revision else []
            entries = ChangeLog(record, user).entries(rows) if record else []
            return {
                "names": names_touched(undone.revision, user),
                "changes": [change for entry in entries for change in entry.rows],
                "left": left_in_words(undone.left, user),
            }

        try:
            found = preview(revision, user, shown, of=of)
        except NothingUndoneError as error:
            found = {"left": left_in_words(error.left, user), "nothing": True}
        names = found.get("names", ())
        others = names_touched(revision, user) if of else ()
        context = self.admin_site.each_context(request) | {
            **found,
            "title": _("Undo"),
            "opts": self.opts,
            "revision": revision,
            "record": record,
            "is_of_one": of is not None,
            "others": len(others) - 1,
            "more": max(len(names) - MOST_SHOWN, 0),
            "names": names[:MOST_SHOWN],
            "back": self.after_undoing(record),
        }
        return TemplateResponse(request, "admin/record_undo.html", context)

    def try_undo(self, request, revision, of=None):
        """Undo a revision; say what stays as it is, and why; tell the caller whether anything was undone."""
        try:
            left = undo(revision, request.user, of=of).left
        except NothingUndoneError as error:
            self.message_user(request, _("There is nothing to undo."), messages.ERROR)
            left = error.left
        else:
            self.message_user(request, _("It has been undone."), messages.SUCCESS)
        for name, reason in left_in_words(left, request.user)[:MOST_SHOWN]:
            words = format_html("<bdi>{}</bdi>: {}", name, reason)
            self.message_user(request, words, messages.WARNING)


def left_in_words(left, user):
    """Return [(what a row is called, as far as the user may know it, why it stays as it is)]."""
    return list(zip(named([one.version for one in left], user), [one.reason for one in left], strict=True))
