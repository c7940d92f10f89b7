"""How editors meet records that may be one: while they type a name, when they save, and to merge two."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.widgets import Script
from django.http import Http404, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..dates import format_date
from ..duplicates import find_duplicates, known_by, with_records
from ..fields import PartialDateField
from ..history.changes import newest_revision
from ..history.versions import DELETED
from ..languages import Text, site_languages
from ..merging import RefusedError, fields_that_differ, is_empty, merge, one_to_keep, rows_that_lead_to, value
from ..models import NotDuplicate, Revision
from ..search.alike import Grade
from ..text import number
from .edit_conflicts import BASE_REVISION

MOST_NAMES, LONGEST_NAME, MOST_SHOWN = 10, 200, 10


def address(record, page="change", *more):
    return reverse(admin_urlname(record._meta, page), args=[record.pk, *more])


def duplicate_aware_form(form, request):
    """Return a form that comes back once where a record of the same name is there."""

    class DuplicateAwareForm(form):
        def clean(self):
            cleaned = super().clean()
            names = changed_names(self)
            if names and "another" not in request.POST and (same := same_as(self.instance, names, request)):
                raise ValidationError(render_to_string("admin/twins_question.html", {"twins": same}))
            return cleaned

    return DuplicateAwareForm


def changed_names(form):
    """Return the names that a form gives a record newly."""
    columns = [f"name_{language}" for language in site_languages()]
    return [
        name for column in columns if column in form.changed_data and (name := form.cleaned_data.get(column))
    ]


def same_as(record, names, request):
    found = find_duplicates(request.user, type(record), names, apart_from=record.pk)
    same = [
        duplicate for duplicate in found if duplicate.grade == Grade.SAME and duplicate.model is type(record)
    ]
    return with_records(same, request.user)


class DuplicatesMixin:
    """Lets the admin of a kind of record tell which records are alike, and merge two."""

    @property
    def media(self):
        return super().media + forms.Media(js=[Script("twins.js", defer=True)])

    def get_form(self, request, obj=None, **kwargs):
        return duplicate_aware_form(super().get_form(request, obj, **kwargs), request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {f"name_{language}" for language in site_languages()}:
            field.widget.attrs["data-alike"] = reverse(admin_urlname(self.opts, "alike"))
        return field

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        named = [formset for formset in formsets if formset.model.__name__.endswith("Name")]
        if changed_names(form) or any(formset.has_changed() for formset in named):
            self.warn_of_duplicates(request, form.instance)

    def warn_of_duplicates(self, request, record):
        """Name the records that may be the one just saved; a tick said that those of its name are not."""
        found = find_duplicates(request.user, type(record), *known_by(record), apart_from=record.pk)
        if "another" in request.POST:
            same = [t.pk for t in found if t.grade == Grade.SAME and t.model is type(record)]
            for pk in same:
                NotDuplicate.objects.mark(type(record), record.pk, pk)
            found = [t for t in found if t.model is not type(record) or t.pk not in same]
        if shown := with_records(found[:MOST_SHOWN], request.user):
            rows = [(duplicate, self.comparison(request, record, duplicate.record)) for duplicate in shown]
            words = render_to_string("admin/twins_message.html", {"twins": rows})
            self.message_user(request, words, messages.WARNING)

    def comparison(self, request, record, other):
        """Return where two records are compared to be merged, if somebody may do that."""
        mergeable = type(record) is type(other) and self.has_publish_permission(request)
        return address(record, "merge", other.pk) if mergeable else ""

    def get_urls(self):
        pages = [
            ("alike/", self.alike_view, "alike"),
            ("<int:pk>/merge/", self.merge_with_view, "merge_with"),
            ("<int:kept>/merge/<int:gone>/", self.merge_view, "merge"),
            ("<int:pk>/merged/<int:revision>/", self.merged_view, "merged"),
        ]
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        urls = [
            path(way, self.admin_site.admin_view(view), name=f"{name}_{page}") for way, view, page in pages
        ]
        return [*urls, *super().get_urls()]

    def alike_view(self, request):
        """Answer a script with the records like the names typed so far: a piece of HTML, or nothing."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        names = [name[:LONGEST_NAME] for name in request.GET.getlist("name")[:MOST_NAMES]]
        of = number(request.GET.get("of"))
        if of is None and request.GET.get("of"):
            return HttpResponseBadRequest()
        found = find_duplicates(request.user, self.model, names, apart_from=of)
        shown = with_records(found[:MOST_SHOWN], request.user)
        return render(request, "admin/_twins.html", {"twins": shown, "heading": _("Is it one of these?")})

    @admin.action(description=_("Merge two"), permissions=["publish"])
    def merge_two(self, request, queryset):
        two = list(queryset[:3])
        if len(two) != 2:
            self.message_user(request, _("Choose exactly two records to merge."), messages.ERROR)
            return None
        kept, gone = one_to_keep(*two)
        return HttpResponseRedirect(address(kept, "merge", gone.pk))

    def record_or_404(self, request, pk):
        if not self.has_publish_permission(request):
            raise PermissionDenied
        record = self.get_queryset(request).filter(pk=pk).first() if pk < 2**63 else None
        if not record:
            raise Http404
        return record

    def merge_with_view(self, request, pk):
        """Offer the records that a record may be merged with: those like it, or those a search finds."""
        record = self.record_or_404(request, pk)
        sought = request.GET.get("q", "").strip()[:LONGEST_NAME]
        found = []
        if sought:
            records, _many = self.get_search_results(request, self.get_queryset(request), sought)
            found = list(records.exclude(pk=pk).distinct()[:MOST_SHOWN])
        alike = find_duplicates(request.user, self.model, *known_by(record), apart_from=pk)
        shown = with_records([one for one in alike if one.model is self.model], request.user)
        context = {"record": record, "twins": shown, "sought": sought, "found": found}
        return self.page(request, "merge_with", _("Merge with another"), **context)

    def merge_view(self, request, kept, gone):
        """Compare two records; on POST make one of them, as was chosen."""
        kept, gone = self.record_or_404(request, kept), self.record_or_404(request, gone)
        form = MergeForm(kept, gone, request.POST if request.method == "POST" else None)
        refusal = ""
        seen = max(newest_revision(kept), newest_revision(gone))
        if request.method == "POST" and form.is_valid():
            try:
                if str(seen) != request.POST.get(BASE_REVISION, str(seen)):
                    raise RefusedError(
                        _("One of the two has changed since this page was opened. Look again.")
                    )
                return self.merged(request, kept, gone, form.chosen)
            except RefusedError as error:
                refusal = error
                kept, gone = self.record_or_404(request, kept.pk), self.record_or_404(request, gone.pk)
        context = {"kept": kept, "gone": gone, "form": form, "refusal": refusal, "moving": moving(gone)}
        context[BASE_REVISION] = seen
        context |= {
            "swapped": address(gone, "merge", kept.pk),
            "of_kept": address(kept),
            "of_gone": address(gone),
        }
        status = 409 if refusal else 200
        return self.page(request, "merge", _("Merge two"), status=status, **context)

    def merged(self, request, kept, gone, chosen):
        merging = merge(kept, gone, chosen, request.user)
        return HttpResponseRedirect(address(kept, "merged", merging.pk))

    def merged_view(self, request, pk, revision):
        """Say what a merging came to; on POST undo it."""
        kept, merging = self.record_or_404(request, pk), self.merging_or_404(revision)
        if request.method == "POST":
            self.try_undo(request, merging)
            return HttpResponseRedirect(address(kept))
        gone = self.gone_in(merging).last().history_object
        undone = Revision.objects.that_undo([merging.pk])
        context = {"kept": kept, "gone": gone, "of_kept": address(kept), "is_undone": bool(undone)}
        return self.page(request, "merged", _("Merged"), **context)

    def gone_in(self, merging):
        return self.model.history.filter(revision=merging, history_type=DELETED).order_by("history_id")

    def merging_or_404(self, revision):
        """Return a revision in which a record of this kind went into another."""
        mergings = Revision.objects.filter(act=Revision.Act.MERGED)
        found = mergings.filter(pk=revision).first() if revision < 2**63 else None
        if not found or not self.gone_in(found).exists():
            raise Http404
        return found

    def page(self, request, template, title, status=200, **context):
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return render(request, f"admin/{template}.html", context, status=status)


def moving(gone):
    """Return (what, how many) of the rows that a merged record brings with it."""
    return [
        (capfirst(rows.model._meta.verbose_name_plural), number)
        for _field, rows in rows_that_lead_to(gone)
        if (number := rows.count())
    ]


class MergeForm(forms.Form):
    """Asks for each fact in which two records differ which of the two holds; the fuller is chosen already."""

    def __init__(self, kept, gone, data=None):
        super().__init__(data)
        self.kept, self.gone, self.differing = kept, gone, fields_that_differ(kept, gone)
        for field in self.differing:
            self.fields[field.name] = forms.ChoiceField(
                label=capfirst(field.verbose_name),
                choices=[("kept", _("the one that stays")), ("gone", _("the other one"))],
                widget=forms.RadioSelect,
                initial="gone" if is_empty(kept, field) else "kept",
            )

    def rows(self):
        """Yield (bound field, [(radio, what its record says)]) for each fact."""
        for field in self.differing:
            bound = self[field.name]
            texts = [in_words(self.kept, field), in_words(self.gone, field)]
            yield bound, list(zip(bound, texts, strict=True))

    @property
    def chosen(self):
        """The names of the columns of which the other record's value was chosen."""
        return {name for name, side in self.cleaned_data.items() if side == "gone"}


def in_words(record, field):
    """Return what a record says in a column, as a ``Text`` in its language."""
    language = getattr(field, "language", "")
    if field.choices:
        words = getattr(record, f"get_{field.name}_display")()
    elif isinstance(field, PartialDateField):
        words = format_date(value(record, field))
    else:
        words = getattr(record, field.name)
    return Text("" if words is None else str(capfirst(words) if field.choices else words), language)
