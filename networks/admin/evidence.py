"""Admin of citations: beside each fact of a record, on the page of a source, and in one list."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from organisations.admin import (
    EveryRule,
    FoldedInline,
    Line,
    SourceAdmin,
    with_commas,
)
from organisations.languages import site_languages
from organisations.models import Record, Source, fact_label

from ..affirming import questions, take_answers, with_ties
from ..models import Citation

ASKED = _("Saved. Readers see what you changed without its sources until you say that these state it still.")


def supports_field(subject_model):
    choices = [(fact, fact_label(subject_model, fact)) for fact in subject_model.facts]
    return forms.MultipleChoiceField(
        label=Citation._meta.get_field("supports").verbose_name,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )


def is_last(citation):
    record = citation.subject
    return getattr(record, "is_published", False) and record.citations.count() == 1


class CitationFormSet(forms.BaseInlineFormSet):
    """Refuses to delete the last citation of what is published."""

    def clean(self):
        super().clean()
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in kept if form not in self.deleted_forms]
        if getattr(self.instance, "is_published", False) and not kept and self.deleted_forms:
            raise forms.ValidationError(_("What is published keeps at least one citation."))


class CitationInline(FoldedInline):
    """The citations of the record or tie above, with the facts that each supports."""

    model = Citation
    formset = CitationFormSet
    fields = [("source", "paragraph", "item"), "supports"]
    autocomplete_fields = ["source"]
    show_change_link = True

    def in_short(self, row):
        facts = [fact for fact in self.parent_model.facts if fact in row.supports]
        words = with_commas(fact_label(self.parent_model, fact) for fact in facts)
        return Line(capfirst(row.locator), words, str(row.source))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.base_fields["supports"] = supports_field(self.parent_model)
        return formset


class Cited:
    """Mixin: the help text of each fact links to the citations that support it, on the same page.

    Who changes what is cited is asked, on the page that then comes again, which
    of the sources state it still; who does not answer leaves readers without the mark.
    """

    def questions(self, request, subject):
        """Return the questions that the user may answer; a translator those on the texts of the record."""
        if isinstance(subject, Record) and self.only_translates(request):
            return [one for one in questions(subject) if one.language]
        return questions(*with_ties(subject)) if self.has_change_permission(request, subject) else []

    def save_model(self, request, obj, form, change):
        before = self.questions(request, self.model._base_manager.get(pk=obj.pk)) if change else ()
        request.asked = {question.mark for question in before}
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            if formset.model is Citation:
                self.affirm_new(formset)
        subject = self.model._base_manager.get(pk=form.instance.pk)
        take_answers(self.questions(request, subject), set(request.POST.getlist("still")))
        left = {question.mark for question in self.questions(request, subject)} - request.asked
        if change and left:
            request.POST = request.POST.copy()
            request.POST["_continue"] = "1"
            self.message_user(request, ASKED, messages.WARNING)

    def affirm_new(self, formset):
        """Let what was cited on the page vouch for all of it, other names and lists included."""
        for citation in formset.new_objects:
            citation.affirm()
            citation.save()

    def render_change_form(self, request, context, *args, **kwargs):
        formsets = [one.formset for one in context["inline_admin_formsets"]]
        rows = [form for formset in formsets if formset.model is Citation for form in formset.initial_forms]
        show_evidence(context["adminform"].form, rows)
        subject = kwargs.get("obj")
        is_as_stored = subject and not context["errors"]
        context["questions"] = self.questions(request, subject) if is_as_stored else []
        return super().render_change_form(request, context, *args, **kwargs)

    def get_deleted_objects(self, objs, request):
        """Let the last citation cascade with its record, although ``CitationAdmin`` refuses it alone."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if request.user.has_perm("networks.delete_citation"):
            lacking = lacking - {Citation._meta.verbose_name}
        return deleted, counts, lacking, protected


def show_evidence(form, rows):
    if not form.instance.pk:
        return
    for name, field in form.fields.items():
        fact = fact_of(form.instance, name)
        if fact and form.initial.get(name):
            supporting = [(row.prefix, row.instance) for row in rows if fact in row.instance.supports]
            field.help_text = format_html("{} {}", field.help_text, evidence_line(supporting))


def fact_of(subject, column):
    """Return the fact that a form field holds, or None; of a text, only the original is cited."""
    language = getattr(subject, "original_language", site_languages()[0])
    fact = column.removesuffix(f"_{language}")
    return fact if fact in subject.facts else None


def evidence_line(supporting):
    """Say how many citations support a fact, which opens to links to their rows."""
    if not supporting:
        link = format_html('<a href="#citations-group">{}</a>', _("no source yet"))
        return format_html('<span class="evidence">{} {}</span>', _("Evidence:"), link)
    comma = pgettext("between items of a list", ", ")
    links = format_html_join(comma, '<a href="#{}"><bdi>{}</bdi></a>', supporting)
    number = ngettext("%d citation", "%d citations", len(supporting)) % len(supporting)
    return format_html('<details class="evidence"><summary>{}</summary>{}</details>', number, links)


class RestsOnItInline(admin.TabularInline):
    """What a source supports, read only: each record or tie with the place in the source."""

    model = Citation
    fields = readonly_fields = ["stated_of", "place", "facts"]
    ordering = ["paragraph", "item", "pk"]
    verbose_name_plural = _("what rests on it")
    extra = max_num = 0
    can_delete = False
    untitled = True  # each row would be called by the source and the place that it shows

    @admin.display(description=_("record or tie"))
    def stated_of(self, citation):
        subject = citation.subject
        return format_html('<a href="{}"><bdi>{}</bdi></a>', change_url(subject), subject)

    @admin.display(description=pgettext_lazy("in a source", "place"))
    def place(self, citation):
        return citation.locator

    @admin.display(description=_("what it supports"))
    def facts(self, citation):
        return with_commas(citation.supported_facts)

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user).with_subjects()

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


def change_url(row):
    return reverse(admin_urlname(row._meta, "change"), args=[row.pk])


admin.site.unregister(Source)


@admin.register(Source)
class CitedSourceAdmin(SourceAdmin):
    inlines = [RestsOnItInline]


@admin.register(Citation)
class CitationAdmin(admin.ModelAdmin):
    """All citations, source by source; new ones are added on the page of what they support."""

    form = EveryRule
    list_display = ["record_or_tie", "source", "paragraph", "item", "facts"]
    list_filter = ["source"]
    fields = ["source", ("paragraph", "item"), "supports", "quote"]

    @admin.display(description=_("record or tie"))
    def record_or_tie(self, citation):
        return citation.subject

    @admin.display(description=_("what it supports"))
    def facts(self, citation):
        return with_commas(citation.supported_facts)

    def has_add_permission(self, request):
        return False

    def get_object(self, request, object_id, from_field=None):
        """Lock what is cited on POST (SELECT FOR UPDATE): two editors must not delete the last two."""
        citation = super().get_object(request, object_id, from_field)
        if citation and request.method == "POST":
            type(citation.subject)._base_manager.select_for_update().get(pk=citation.subject.pk)
        return citation

    def has_delete_permission(self, request, obj=None):
        """Refuse the bulk action and the last citation: only a page of its own can tell the rule."""
        return super().has_delete_permission(request, obj) and bool(obj) and not is_last(obj)

    def get_queryset(self, request):
        return super().get_queryset(request).with_subjects().visible_to(request.user)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.base_fields["supports"] = supports_field(type(obj.subject))
        return form
