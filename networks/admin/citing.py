"""One source cited for many records at once: looked through record by record, then written as one act."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organisations.admin.acts import MOST, key_in
from organisations.admin.base import NumberInput, SearchedChoice
from organisations.history.recording import revision
from organisations.models import Record, Source, fact_label
from organisations.models.vouching import digest, stated
from organisations.turns import in_turns

from ..models import Citation
from ..models.citations import cited_at, lists_among_facts


@admin.action(description=_("Cite a source for these"), permissions=["cite"])
def cite_source(admin, request, queryset):
    return admin.ask_for_source(request, queryset, request.GET.urlencode())


def uncited_facts(record):
    """Return the facts of a record of which something is said that no citation vouches for yet."""
    known = {}
    for citation in record.citations.all():
        for key, values in citation.vouches.items():
            known.setdefault(key, set()).update(values)
    return [
        fact
        for fact in record.facts
        if any(set(values) - known.get(key, set()) for key, values in stated(record, fact).items())
    ]


def citable(queryset):
    return queryset.exclude(status=Record.Status.WITHDRAWN)


class SourceForm(forms.Form):
    source = forms.ModelChoiceField(Source.objects.all(), label=_("source"))
    paragraph = forms.IntegerField(
        label=_("paragraph"),
        min_value=1,
        max_value=32767,
        widget=NumberInput,
        help_text=_("Counted from 1; empty lines do not count."),
    )
    item = forms.IntegerField(
        label=_("list item"),
        min_value=0,
        max_value=32767,
        required=False,
        widget=NumberInput,
        help_text=_("The item's number in the list, or empty."),
    )
    facts = forms.MultipleChoiceField(
        label=_("What it states of them"), widget=forms.CheckboxSelectMultiple, required=True
    )

    def __init__(self, data=None, *, model, site):
        super().__init__(data)
        self.fields["source"].widget = SearchedChoice(Citation._meta.get_field("source"), site)
        self.fields["source"].widget.choices = self.fields["source"].choices
        self.fields["facts"].choices = [(fact, fact_label(model, fact)) for fact in model.facts]
        self.fields["facts"].initial = list(model.facts)


class Row:
    """A record and the facts that would be cited of it."""

    def __init__(self, record, facts):
        self.record = record
        self.facts = [fact for fact in uncited_facts(record) if fact in facts]

    @property
    def labels(self):
        return [fact_label(self.record, fact) for fact in self.facts]

    @property
    def answer(self):
        """What the page sends back of a row that is ticked: its record, and what was to be read there."""
        said = [one for fact in self.facts for one in sorted(map(str, stated(self.record, fact).items()))]
        return f"{self.record.pk}-{digest(*said)}"


class CitedTogether:
    """Mixin: the action that cites one source for many records."""

    def has_cite_permission(self, request):
        return request.user.has_perm("networks.add_citation") and super().has_change_permission(request)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_cite"
        return [path("cite/", self.admin_site.admin_view(self.cite_view), name=name), *super().get_urls()]

    def ask_for_source(self, request, queryset, back="", form=None, status=200):
        """Show what would be cited of each record, with a tick each, and ask for the source."""
        records = list(
            queryset.exclude(status=Record.Status.WITHDRAWN).order_by(*self.opts.ordering)[: MOST + 1]
        )
        if not records or len(records) > MOST:
            words = _("Choose at least one record and at most %(most)s.") % {"most": MOST}
            self.message_user(request, words, messages.WARNING)
            return HttpResponseRedirect(self.list_url(back), status=303)
        form = form or SourceForm(model=self.model, site=self.admin_site)
        facts = form.cleaned_data.get("facts") if form.is_bound else None
        rows = self.citing_rows(records, self.model.facts if facts is None else facts)
        context = self.admin_site.each_context(request) | {
            "title": _("Cite a source for many records"),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "back": back,
            "list_url": self.list_url(back),
            "address": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_cite"),
            "rows": [row for row in rows if row.facts],
            "done": [row.record for row in rows if not row.facts],
        }
        return TemplateResponse(request, "admin/cite_for_many.html", context, status=status)

    def citing_rows(self, records, facts):
        prefetch_related_objects(records, "citations", *lists_among_facts(self.model))
        return [Row(record, facts) for record in records]

    def cite_view(self, request):
        """Cite the source for what is ticked, as it was shown; show the page again where that has changed."""
        if not self.has_cite_permission(request):
            raise PermissionDenied
        back = QueryDict(request.POST.get("back", "")).urlencode()
        sent = (one.partition("-") for one in request.POST.getlist("ticked"))
        ticked = {key: f"{key}-{seen}" for text, _sign, seen in sent if (key := key_in(text)) is not None}
        chosen = citable(self.get_queryset(request)).filter(pk__in=list(ticked)[:MOST])
        if not ticked:
            self.message_user(request, _("Nothing was chosen."), messages.WARNING)
            return HttpResponseRedirect(self.list_url(back), status=303)
        form = SourceForm(request.POST, model=self.model, site=self.admin_site)
        if not form.is_valid():
            return self.ask_for_source(request, chosen, back, form, status=400)
        rows = self.citing_rows(list(chosen), form.cleaned_data["facts"])
        same = [row for row in rows if row.answer == ticked[row.record.pk]]
        if len(same) < len(ticked):
            words = _("What would be cited is not what you saw: look at it again, then press once more.")
            self.message_user(request, words, messages.WARNING)
            return self.ask_for_source(request, chosen, back, form)
        self.cite(request, same, form.cleaned_data)
        return HttpResponseRedirect(self.list_url(back), status=303)

    def cite(self, request, rows, place):
        place = place["source"], place["paragraph"], place["item"] or 0
        with revision(request.user):
            for row in in_turns(rows):
                with transaction.atomic():
                    cite(row, *place)
        words = ngettext(
            "%(source)s is cited for %(number)s record.",
            "%(source)s is cited for %(number)s records.",
            len(rows),
        )
        self.message_user(request, words % {"source": place[0], "number": len(rows)}, messages.SUCCESS)


def cite(row, source, paragraph, item):
    """Let a place in a source state facts of a record: by the citation that is there, or a new one."""
    citation = cited_at(row.record, source, paragraph, item)
    citation.supports = [fact for fact in row.record.facts if fact in {*row.facts, *citation.supports}]
    citation.save()
    keys = [key for fact in row.facts for key in stated(row.record, fact)]
    citation.affirm(*keys, subject=row.record)
    citation.save()
