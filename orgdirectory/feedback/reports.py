"""How a reader reports an error: without an account, an e-mail address, a cookie or a script.

On a record she can correct a text or a fact where it stands (``corrections``).
The answer to her message holds a code with which she sees what became of it
(``receipts``). Floods meet a limit for each sender and one for the whole site; the
wish to be taken out has limits of its own, which no flood of other messages closes.
"""

from datetime import timedelta

from django import forms
from django.db import transaction
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from networks.models import Report
from organisations.disclosure import public_view
from organisations.text import clean_query

from ..public.record_paths import record_at, withdrawn_at
from . import corrections
from .receipts import hash_of, make_code, show
from .spam import HOUR, REPORTS_AN_HOUR, MessageField, SpamGuardedForm, count_sender, refuse_cross_site

REPORTS_AN_HOUR_IN_ALL, REMOVALS_AN_HOUR_IN_ALL = 200, 1000


class ReportForm(SpamGuardedForm):
    """A message to the editors, on a record as a whole or on the directory."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[choice for choice in Report.Kind.choices if choice[0] != Report.Kind.CHECK],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what it is about."),
            "invalid_choice": _("Choose what it is about."),
        },
    )
    message = MessageField(
        label=_("Your message"), help_text=_("At most 4,000 characters. Say where it is and what is wrong.")
    )

    def contents(self):
        """Return what a ``Report`` holds of the form."""
        return {name: self.cleaned_data[name] for name in ("kind", "message")}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    """Show the form, on a record if ``?about=organisations/<slug>`` names a published one; take a report.

    ``&fact=summary_ar`` names what of the record is to be corrected. There is
    no CSRF token, as it would need a cookie. Such a token keeps other sites
    from using somebody's authority, and a report carries none: nobody is signed
    in. Posts from the pages of other sites are refused all the same, by what
    the browser says of their origin. What is sent on a record that was withdrawn meanwhile
    is kept with it, for who may see it; the reader is told no more than of one that never was.
    """
    about, fact = (request.GET.get(name, "") for name in ("about", "fact"))
    record = record_at(about)
    shown = public_view(record)
    chosen = corrections.chosen(shown, fact)
    if request.method != "POST":
        return page(request, empty_form(request, record, chosen), shown, chosen)
    concerned = record or withdrawn_at(about)
    form = sent_form(clean_query(request.POST), chosen, fact, concerned)
    if form.fell_into_honeypot():  # let it think that it got through
        return show(make_code(form.data.get("stamp", "")))
    if refuse_cross_site(request, form):
        return page(request, form, shown, chosen, 403)
    if not form.is_valid():
        return page(request, form, shown, chosen, 400)
    contents = form.contents() | ({concerned._meta.model_name: concerned} if concerned else {})
    if not record and (concerned or "late" in contents):
        contents["late"] = Report.Late.VOID
    code = make_code(form.cleaned_data["stamp"], *map(str, contents.values()))
    with transaction.atomic():  # what is sent twice at the same moment comes one after the other
        refusal = take(request, form, receipt=hash_of(code), language=get_language(), **contents)
    return page(request, form, shown, chosen, refusal) if refusal else show(code)


def sent_form(sent, chosen, fact, concerned):
    """Return the form that was sent; words on a fact that is gone are kept as well."""
    if chosen:
        return corrections.CorrectionForm(chosen, sent)
    if fact and "kind" not in sent:
        return corrections.LeftoverForm(type(concerned) if concerned else None, fact, sent)
    return ReportForm(sent)


def empty_form(request, record, chosen):
    if chosen:
        return corrections.CorrectionForm(chosen)
    return ReportForm(initial={"kind": request.GET.get("kind") or ("error" if record else None)})


def page(request, form, record, chosen, status=200):
    """Show the form with all that was written in it and, if it was refused, the reasons."""
    context = {"form": form, "record": record, "noindex": bool(record or form.errors)}
    if chosen:
        context["chosen"] = chosen
    elif record:
        context["choices"] = corrections.choices(record)
    return render(request, "orgdirectory/report.html", context, status=status)


def take(request, form, **values):
    """Keep a report, unless it is there; return the status with which to refuse it, or 0."""
    if form.is_used():
        return 0 if Report.objects.filter(receipt=values["receipt"]).exists() else 400
    if too_many(request, form):
        return 429
    Report.objects.create(**values)
    return 0


def too_many(request, form):
    """Count a report of this sender; tell whether she or the whole site sent too many in an hour."""
    removals, others = Q(kind=Report.Kind.REMOVAL), ~Q(kind=Report.Kind.REMOVAL)
    is_removal = form.contents()["kind"] == Report.Kind.REMOVAL
    alike, most = (removals, REMOVALS_AN_HOUR_IN_ALL) if is_removal else (others, REPORTS_AN_HOUR_IN_ALL)
    last_hour = timezone.now() - timedelta(seconds=HOUR)
    in_all = Report.objects.filter(alike, created__gte=last_hour).count()
    if in_all < most and not count_sender(request, "removals" if is_removal else "reports", REPORTS_AN_HOUR):
        return False
    form.add_error(
        None, _("Too many messages were sent in the last hour. Please keep yours and send it later.")
    )
    return True
