"""The admin's pages of the past: the history of a record or tie, and the way back to one of its versions."""

import json

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..history.changes import ChangeLog, name_of, named
from ..history.restore import preview_restore, restore
from ..history.versions import DELETED
from ..languages import site_languages
from ..models import FormerSlug, OtherName, Revision, permission

ON_A_PAGE = 20  # revisions
NAMES = [f"name_{language}" for language in site_languages()]


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
            "mergings": self.mergings_among(request, list(page)),
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

    def mergings_among(self, request, revision_ids):
        """Return the numbers of the revisions that are mergings, which the user may undo."""
        return ()


class Restorable(WithHistory):
    """Lets whoever may change a record bring back how it was."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<path:object_id>/history/<int:revision_id>/", view, name=name), *super().get_urls()]

    def may_restore(self, request):
        return request.user.has_perm(permission(self.model, "change"))

    def mergings_among(self, request, revision_ids):
        if not request.user.has_perm(permission(self.model, "publish")):
            return ()
        gone = self.model.history.filter(revision__in=revision_ids, history_type=DELETED)
        mergings = gone.filter(revision__act=Revision.Act.MERGED)
        return set(mergings.order_by().values_list("revision_id", flat=True))

    def restore_view(self, request, object_id, revision_id):
        """Show what bringing a version back would change; do it when that is confirmed."""
        record = self.subject_of_history(request, object_id)
        if not self.may_restore(request):
            raise PermissionDenied
        if revision_id not in ChangeLog(record, request.user).revision_ids:
            raise Http404
        revision = get_object_or_404(Revision, pk=revision_id)
        try:
            if request.method == "POST":
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
        done = _("It is again as it was then.") if restored.revision else _("It was as it is now.")
        self.message_user(request, done, messages.SUCCESS)
        for name in named(restored.left_out, request.user):
            self.message_user(request, _("This could not come back: %s") % name, messages.WARNING)
        return HttpResponseRedirect(reverse(admin_urlname(self.opts, "history"), args=[record.pk]))


class Erasable:
    """Deleting somebody's record here is forgetting it: no version and no log keeps her name."""

    def delete_model(self, request, obj):
        erase(obj)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            erase(row)


@transaction.atomic
def erase(person):
    """Delete a record together with the history of it, of its names, its ties and what is cited of these.

    What was merged into it was the same person, and is forgotten too.
    """
    pk, others = person.pk, merged_into(person)
    person.delete()
    person.pk = pk
    for one in (person, *others):
        trail = ChangeLog(one, Everyone)
        forget_log(trail)
        for model, version_keys in trail.version_keys.items():
            model.history.filter(id__in={version_key["id"] for version_key in version_keys}).delete()


def merged_into(record):
    """Return the records, now gone, that were merged into a record."""
    versions = type(record).history.filter(history_type=DELETED, revision__act=Revision.Act.MERGED)
    return FormerSlug.objects.merged_into(record, [version.history_object for version in versions])


class Everyone:
    """Somebody who may see all of a history."""

    @staticmethod
    def has_perm(name):
        return True


def forget_log(trail):
    """Take away what Django's own log of the admin says of a person, in whatever language."""
    said = Q()
    for model, version_keys in trail.version_keys.items():
        keys = {str(version_key["id"]) for version_key in version_keys}
        said |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=keys)
    for name in names_of(trail):
        said |= Q(object_repr__contains=name) | Q(change_message__contains=json.dumps(name)[1:-1])
    LogEntry.objects.filter(said).delete()


def names_of(trail):
    """Return every name that a record ever had."""
    found = set()
    for model, version_keys in trail.version_keys.items():
        columns = [column for column in NAMES if column in {field.name for field in model._meta.fields}]
        columns = ["name"] if issubclass(model, OtherName) else columns
        versions = model.history.filter(id__in={version_key["id"] for version_key in version_keys})
        found.update(*versions.values_list(*columns) if columns else ())
    return found - {None, ""}
