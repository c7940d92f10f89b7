"""What is done with records as a whole, from the form of one or for many from the list: publish, withdraw …

What readers will see of it is asked once, on a page that says of each record what hinders it
and what to look at (``act_on_many.html``). Who agrees agrees to what that page said of the
record: where it has changed since, the page comes again.
"""

from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..history.recording import LazyRevision
from ..models import Record, permission
from ..publishing import (
    TRANSITIONS,
    apply_transition,
    available_transitions,
    handed_over,
    in_another_state,
    may_apply,
    publishing_blockers,
    publishing_warnings,
    standings,
)
from ..shelters import exposed
from ..text import clean_query, number
from ..turns import in_turns
from .edit_conflicts import values_at

MOST = 500  # records on one page


def bulk_act(act):
    """Return an action of the lists: do something with each of the records chosen."""

    @admin.action(description=act.label, permissions=[act.permission])
    def do(admin, request, queryset):
        if act.asks:
            return admin.ask(request, act, queryset, request.GET.urlencode())
        ahead = LazyRevision(request.user, act.revision)
        for record in in_turns(queryset):
            admin.try_act(request, act, record, ahead=ahead)
        return None

    do.__name__ = act.name
    return do


def key_in(text):
    """Return the key of a row that was sent, or None if it can be none."""
    key = number(text)
    return key if key is not None and key < 2**63 else None


class ActsMixin:
    """The buttons of a record's form and the actions of the lists, and the page that asks."""

    actions = [bulk_act(act) for act in TRANSITIONS.values()]

    def has_publish_permission(self, request):
        return request.user.has_perm(permission(self.model, "publish"))

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        view = self.admin_site.admin_view(self.act_view)
        return [path("act/<slug:name>/", view, name=name), *super().get_urls()]

    # One record, from its form

    def response_add(self, request, obj, *args, **kwargs):
        return self.act(request, obj) or super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request, obj):
        return self.act(request, obj) or super().response_change(request, obj)

    def act(self, request, record):
        """Do what the button that saved the form also says, once all of it is saved.

        Where that needs to be asked it returns the way to the question; the form is shown
        again if it could not be done.
        """
        chosen = TRANSITIONS.get(request.POST.get("_act"))
        if not chosen:
            return None
        if self.stands_as_seen(request, record):
            note = request.POST.get(f"note_{chosen.name}", "")
            if may_apply(request.user, chosen, self.model) and self.must_be_asked(chosen, record, note):
                if chosen.after == Record.Status.PUBLISHED:
                    self.message_user(request, _("Saved, and not published yet."), messages.INFO)
                return HttpResponseRedirect(f"{self.act_url(chosen)}?pk={record.pk}", status=303)
            if self.try_act(request, chosen, record, note):
                is_gone = chosen.name == "discard"
                return HttpResponseRedirect(self.list_url(""), status=303) if is_gone else None
        request.POST = request.POST.copy()
        request.POST["_continue"] = "1"
        return None

    def must_be_asked(self, act, record, note):
        """Tell whether something may be done with one record, but not without a question."""
        (standing,) = standings(act, [self.model._base_manager.get(pk=record.pk)])
        lacks_note = act.needs_note and not note.strip()
        is_asked = bool(standing.exposed) or lacks_note or act.name == "discard"
        return is_asked and not standing.obstacles

    def stands_as_seen(self, request, record):
        """Tell whether a record's status is the one that the form showed; say so if it is not."""
        shown = values_at(record, request.since).get("status") if request.since is not None else None
        if shown in (None, record.status):
            return True
        self.message_user(request, in_another_state(record), messages.ERROR)
        return False

    def try_act(self, request, act, record, note="", ahead=None):
        """Do something with a record; tell the editor what came of it, and the caller whether it was done."""
        words = act.done % {"name": record}
        ahead = ahead or LazyRevision(request.user, act.revision, note.strip())
        if not self.done(request, act, record, note, ahead):
            return False
        self.tell(request, act, words, ahead)
        if act.after == Record.Status.REVIEW:
            for obstacle in publishing_blockers(record):
                words = _("%(name)s cannot be published yet: %(obstacle)s")
                self.message_user(request, words % {"name": record, "obstacle": obstacle}, messages.WARNING)
        return True

    def tell(self, request, act, words, ahead):
        """Tell what was done, with the way back where readers see it."""
        if act.asks and ahead.row:
            words = format_html('{} <a href="{}">{}</a>', words, self.undo_url(ahead.row), _("Undo"))
        self.message_user(request, words, messages.SUCCESS)

    def done(self, request, act, record, note, ahead):
        """Do something with a record; say so, with a link to it, if that cannot be."""
        try:
            apply_transition(act, record, request.user, note, ahead)
        except ValidationError as error:
            link = format_html('<a href="{}">{}</a>', self.form_of(record), record)
            for message in error.messages:
                self.message_user(request, format_html("{}: {}", link, message), messages.ERROR)
            return False
        return True

    def form_of(self, record):
        return reverse(admin_urlname(self.opts, "change"), args=[record.pk])

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["acts"] = self.acts(request, obj)
        if obj and not obj.is_published:
            context["obstacles"] = publishing_blockers(obj)
            context["handed_over"] = handed_over([obj]).get(obj.pk)
            context["told"], context["exposed"] = publishing_warnings(obj), exposed(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def acts(self, request, obj):
        """Return what may be done on saving, first what the form shows: of something new, to hand it over."""
        record = obj or self.model(status=Record.Status.DRAFT)
        acts = available_transitions(record, request.user)
        found = acts if obj else [act for act in acts if act.name in {"submit", "publish"}]
        return sorted(found, key=lambda act: act.name != "publish")

    # The question

    def act_url(self, act):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_act", args=[act.name])

    def act_view(self, request, name):
        """Ask about the records that the address names; do it with those that are ticked."""
        act = TRANSITIONS.get(name)
        if not act:
            raise Http404(name)
        if not may_apply(request.user, act, self.model):
            raise PermissionDenied
        records = self.get_queryset(request)
        if request.method == "POST":
            return self.do_with_ticked(request, act, records)
        return self.ask(
            request, act, records.filter(pk__in=filter(None, map(key_in, request.GET.getlist("pk"))))
        )

    def ask(self, request, act, records, back=""):
        """Show what stands in the way of something, record by record, and ask whether to do the rest."""
        found = list(records.order_by(*self.model._meta.ordering)[: MOST + 1])
        if not found or len(found) > MOST:
            words = _("Choose at least one record and at most %(most)s.") % {"most": MOST}
            self.message_user(request, words, messages.WARNING)
            return HttpResponseRedirect(self.list_url(back), status=303)
        all_of_them = standings(act, found)
        free = [one for one in all_of_them if not one.obstacles]
        context = self.admin_site.each_context(request) | {
            "title": act.label,
            "opts": self.opts,
            "act": act,
            "address": self.act_url(act),
            "back": back,
            "note": request.POST.get("note", ""),
            "list_url": self.list_url(back),
            "free": free,
            "is_one": len(found) == 1,
            "hindered": [one for one in all_of_them if one.obstacles],
            "exposing": sum(bool(one.exposed) for one in free),
        }
        return TemplateResponse(request, "admin/act_on_many.html", context)

    def list_url(self, back):
        address = reverse(admin_urlname(self.opts, "changelist"))
        return f"{address}?{back}" if back else address

    def do_with_ticked(self, request, act, records):
        """Do it with what is ticked and is as it was shown; ask again about what has changed since."""
        back = QueryDict(request.POST.get("back", "")).urlencode()
        sent = (one.partition("-") for one in request.POST.getlist("ticked"))
        ticked = {key: seen for text, _sign, seen in sent if (key := key_in(text)) is not None}
        note = clean_query(request.POST).get("note", "")
        if not ticked:
            self.message_user(request, _("Nothing was chosen."), messages.WARNING)
        elif act.needs_note and not note.strip():
            self.message_user(request, _("Say why: who wrote it reads the reason."), messages.ERROR)
            return self.ask(request, act, records.filter(pk__in=ticked), back)
        found = standings(act, list(records.filter(pk__in=ticked)[:MOST]))
        same = [one.record for one in found if ticked[one.record.pk] == one.seen]
        ahead = LazyRevision(request.user, act.revision, note.strip())
        done = sum(self.done(request, act, record, note, ahead) for record in in_turns(same))
        if done:
            words = ngettext("%(act)s: %(number)s record.", "%(act)s: %(number)s records.", done)
            self.tell(request, act, words % {"act": act.label, "number": done}, ahead)
        if changed := [one.record.pk for one in found if one.record not in same]:
            self.message_user(request, _("These have changed since you looked."), messages.WARNING)
            return self.ask(request, act, records.filter(pk__in=changed), back)
        return HttpResponseRedirect(self.list_url(back), status=303)
