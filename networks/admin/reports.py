"""Admin of readers' reports: an editor compares a proposed correction with the text as it is."""

from hashlib import blake2b

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organisations.admin import AnyDirection, NumberInput
from organisations.history.changes import ChangeLog
from organisations.languages import text_direction
from organisations.models import Source, permission

from ..corrections import about, accept, cited_for, column, corrected, current, language_of
from ..models import Citation, Report
from ..models.reports import DECIDED, SUBJECTS

ACCEPT, DECLINE, REOPEN = "_accept", "_decline", "_reopen"
BADGES = {Report.State.NEW: "warn", Report.State.HANDLED: "good", Report.State.DISMISSED: ""}
DECISIONS = (ACCEPT, DECLINE)
ELSEWHERE = ("source", "paragraph")
EVIDENCE = ("still", *ELSEWHERE)
OF_RECEIPT = ("answer", "answer_language")  # what is read with the code


class DecisionForm(forms.ModelForm):
    """The editor's note and answer; with a button, also the decision: there is no other way to decide.

    ``wording`` is how the editor puts what is proposed, and ``record`` the record that it may
    be put into, or None; a translator accepts what is said there, but cites no other source
    (``may_cite``). If it has changed since the reader saw it (an edit conflict), accepting takes a
    second look: the box ``replace`` holds the digest of the very text that would be replaced.
    """

    record, may_cite = None, True
    wording = forms.CharField(label=_("How it is put into the record"), required=False)
    still = forms.ModelMultipleChoiceField(
        Citation.objects.none(),
        label=_("Which of the sources state what is proposed?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Readers see it without those that you do not tick."),
    )
    source = forms.ModelChoiceField(
        Source.objects.all(), label=_("Another source that states it"), required=False
    )
    paragraph = forms.IntegerField(
        label=Citation._meta.get_field("paragraph").verbose_name,
        required=False,
        min_value=1,
        max_value=32767,
        widget=NumberInput,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wording"].widget = self.widget_of_wording()
        self.fields["wording"].initial = self.instance.proposal
        if self.record:
            citing = [one.pk for one in cited_for(self.record, self.instance.fact)]
            self.fields["still"].queryset = Citation.objects.filter(pk__in=citing).select_related("source")
            if self.may_cite:
                return
        for name in ELSEWHERE if self.record else (*EVIDENCE, "wording"):
            del self.fields[name]

    def widget_of_wording(self):
        language = language_of(self.instance.fact)
        if not language:
            return forms.TextInput()
        attributes = {"lang": language, "dir": text_direction(language)}
        return forms.Textarea(attributes | {"rows": 2 + len(self.instance.proposal) // 60})

    @property
    def elsewhere(self):
        """The other source and the paragraph in it, or None."""
        found = self.cleaned_data.get("source"), self.cleaned_data.get("paragraph")
        return found if all(found) else None

    def values(self):
        """Return what accepting takes: the wording, and the citations that state it."""
        if not self.record:
            return {}
        return {
            "still": self.cleaned_data["still"],
            "elsewhere": self.elsewhere,
            "wording": self.chosen,
        }

    @property
    def is_decision(self):
        return any(button in self.data for button in DECISIONS)

    @property
    def now(self):
        return current(self.record, self.instance.fact)

    @property
    def digest(self):
        return blake2b(self.now.encode(), digest_size=16).hexdigest()

    @property
    def is_open(self):
        return self.instance.state == Report.State.NEW

    @property
    def is_overtaken(self):
        """Whether what is to be replaced is no longer what the reader saw."""
        return self.is_open and self.record is not None and self.now != self.instance.seen

    @property
    def chosen(self):
        """What is to be put into the record."""
        return self.cleaned_data.get("wording") or self.instance.proposal

    def clean(self):
        cleaned = super().clean()
        if self.is_decision and not self.is_open:
            raise ValidationError(DECIDED)
        if ACCEPT in self.data and self.record:
            self.clean_correction()
            if bool(cleaned.get("source")) != bool(cleaned.get("paragraph")):
                self.add_error("paragraph", _("A source and a paragraph go together."))
        return cleaned

    def clean_correction(self):
        """Refuse what the record would refuse, and an edit conflict that nobody has looked at."""
        if self.is_overtaken and self.data.get("replace") != self.digest:
            raise ValidationError(
                _("The record no longer reads as the reader saw it. Compare the texts and tick the box.")
            )
        try:
            corrected(self.instance, type(self.record)._base_manager.get(pk=self.record.pk), self.chosen)
        except ValidationError as error:
            raise ValidationError(error.messages) from None
        if self.chosen == self.now != self.instance.proposal and not self.is_overtaken:
            raise ValidationError(_("This is what the record says already. Change it, or decline."))


def changes_since(report, user):
    """Return what became of the record since the page was shown that a late answer came from."""
    if not (report.late and report.shown is not None and report.subject):
        return []
    log = ChangeLog(report.subject, user)
    return log.entries([pk for pk in log.revision_ids if pk > report.shown])


def in_lines(text):
    return format_html_join("", '<div dir="auto">{}</div>', ((line,) for line in text.split("\n")))


@admin.register(Report)
class ReportAdmin(AnyDirection, admin.ModelAdmin):
    """Reports, the newest first; editors accept or decline them, and may answer."""

    form = DecisionForm
    change_form_template = "admin/report_change_form.html"
    list_display = ["beginning_of_message", "kind", "concerns", "state_as_badge", "created"]
    list_filter = ["state", "kind"]
    list_select_related = SUBJECTS
    search_fields = ["message", "proposal", "note"]
    readonly_fields = [
        *("kind", "record", "what", "not_correct", "whole_message", "late"),
        *("language", "created"),
    ]
    any_direction = ("note", "answer")
    actions = ["decline"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def lookup_allowed(self, lookup, value, request):
        """Allow the filters of the list and no others: any lookup reveals what a column holds."""
        return lookup.partition("__")[0] in self.list_filter

    def get_fields(self, request, obj=None):
        told = {"what": obj and obj.fact, "whole_message": obj and obj.message}
        told |= {"not_correct": obj and obj.is_answer and obj.seen, "late": obj and obj.late}
        told |= dict.fromkeys(OF_RECEIPT, obj and obj.receipt)
        fields = [*self.readonly_fields, *OF_RECEIPT, "note"]
        return [name for name in fields if told.get(name, True)]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.record = self.record_to_change(obj)
        form.may_cite = request.user.has_perm(permission(Citation, "add"))
        return form

    def get_object(self, request, object_id, from_field=None):
        """Lock report and record on POST (SELECT FOR UPDATE): two editors do not decide at once."""
        report = super().get_object(request, object_id, from_field)
        if report and request.method == "POST":
            report = Report.objects.select_for_update().get(pk=report.pk)
            if record := report.subject:
                type(record)._base_manager.select_for_update().get(pk=record.pk)
        return report

    def record_to_change(self, report):
        """Return the record that the proposal can be put into, or None where only people can do it."""
        record = report.subject if report and report.proposal else None
        return record if record and column(type(record), report.fact) else None

    def has_change_permission(self, request, obj=None):
        """Let translators decide on proposals for texts, which they may write."""
        may_decide = super().has_change_permission(request, obj)
        return may_decide or (self.proposes_text(obj) and self.may_write(request, obj))

    def proposes_text(self, report):
        return self.record_to_change(report) is not None and bool(language_of(report.fact))

    def may_accept(self, request, report):
        if not self.has_change_permission(request, report):
            return False
        return not report.proposal or not report.subject or self.may_write(request, report)

    def may_write(self, request, report):
        """Tell whether somebody may put what is proposed into its record: a text, or another fact."""
        acts = ("change", "translate") if language_of(report.fact) else ("change",)
        return any(request.user.has_perm(permission(type(report.subject), act)) for act in acts)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["decidable"] = obj.state == Report.State.NEW and self.has_change_permission(request, obj)
        context["show_save_and_continue"] = not context["decidable"]
        context["may_accept"] = self.may_accept(request, obj)
        context["text_language"] = language_of(obj.fact)
        context["record"] = self.record_to_change(obj)
        context["reopenable"] = not context["decidable"] and self.has_change_permission(request, obj)
        context["changes_since"] = changes_since(obj, request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, report, form, change):
        if ACCEPT in request.POST and not self.may_accept(request, report):
            raise PermissionDenied
        super().save_model(request, report, form, change)
        if ACCEPT in request.POST:
            accept(report, form.record, request.user, **form.values())
        elif DECLINE in request.POST:
            report.decide(Report.State.DISMISSED)
        elif REOPEN in request.POST:
            report.reopen()

    @admin.action(description=_("Decline the messages chosen"), permissions=["change"])
    def decline(self, request, queryset):
        number = Report.objects.filter(pk__in=queryset.values("pk")).decline()
        words = ngettext("%(number)s message was declined.", "%(number)s messages were declined.", number)
        self.message_user(request, words % {"number": number}, messages.SUCCESS)

    @admin.display(description=Report._meta.get_field("message").verbose_name)
    def beginning_of_message(self, report):
        return format_html("<bdi>{}</bdi>", report.beginning)

    @admin.display(description=Report._meta.get_field("state").verbose_name, ordering="state")
    def state_as_badge(self, report):
        return format_html(
            '<span class="badge {}">{}</span>', BADGES[report.state], report.get_state_display()
        )

    @admin.display(description=_("concerns"), empty_value="–")
    def concerns(self, report):
        return report.subject

    @admin.display(description=_("concerns"), empty_value="–")
    def record(self, report):
        record = report.subject
        if not record:
            return None
        url = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', url, record)

    @admin.display(description=_("what it is about"))
    def what(self, report):
        return about(report) if report.subject else ""

    @admin.display(description=Report._meta.get_field("message").verbose_name)
    def whole_message(self, report):
        return in_lines(report.message)

    @admin.display(description=_("marked as not correct"))
    def not_correct(self, report):
        return in_lines(report.seen)

    def has_add_permission(self, request):
        return False
