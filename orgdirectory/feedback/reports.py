"""How a reader reports an error: without an account, an e-mail address, a cookie or a script.

On a record she can correct a text or a fact where it stands (``corrections``).
The answer to her message holds a code with which she sees what became of it
(``receipts``). A limit for the whole site is counted in the database.
"""

from datetime import timedelta

from django import forms
from django.db import IntegrityError, transaction
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from networks.models import Report
from organisations.disclosure import public_view
from organisations.text import clean_query

from ..public.record_paths import record_at
from . import corrections
from .receipts import hash_of, make_code
from .spam import HOUR, MessageField, SpamGuardedForm, hit_count, refuse_cross_site

REPORTS_AN_HOUR = 5  # from one address
REPORTS_AN_HOUR_IN_ALL = 200


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
    the browser says of their origin.
    """
    request.encoding = "utf-8"  # whatever the sender calls it: Django trips over some names
    record = record_at(request.GET.get("about", ""))
    shown = public_view(record)
    chosen = corrections.chosen(shown, request.GET.get("fact", ""))
    if request.method != "POST":
        return page(request, empty_form(request, record, chosen), shown, chosen)
    sent = clean_query(request.POST)
    form = corrections.CorrectionForm(chosen, sent) if chosen else ReportForm(sent)
    if form.fell_into_honeypot():  # let it think that it got through
        return thanks(request, make_code(form.data.get("stamp", "")))
    if refuse_cross_site(request, form):
        return page(request, form, shown, chosen, 403)
    if not form.is_valid():
        return page(request, form, shown, chosen, 400)
    contents = form.contents() | ({record._meta.model_name: record} if record else {})
    code = make_code(form.cleaned_data["stamp"], *map(str, contents.values()))
    if not Report.objects.filter(receipt=hash_of(code)).exists():  # it is when she reloads the answer
        if too_many(request, form):
            return page(request, form, shown, chosen, 429)
        store(receipt=hash_of(code), language=get_language(), **contents)
    return thanks(request, code)


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


def thanks(request, code):
    """Show the code: here and never again, as no address may hold it."""
    return render(request, "orgdirectory/report_thanks.html", {"noindex": True, "code": code})


def store(**values):
    """Keep a report, unless it was sent twice at the same moment."""
    try:
        with transaction.atomic():
            Report.objects.create(**values)
    except IntegrityError:
        if not Report.objects.filter(receipt=values["receipt"]).exists():
            raise


def too_many(request, form):
    """Count a report of this sender; tell whether she or the whole site sent too many in an hour."""
    last_hour = timezone.now() - timedelta(seconds=HOUR)
    in_all = Report.objects.filter(created__gte=last_hour).count()
    if in_all < REPORTS_AN_HOUR_IN_ALL and hit_count(request, "reports") <= REPORTS_AN_HOUR:
        return False
    form.add_error(
        None, _("Too many messages were sent in the last hour. Please keep yours and send it later.")
    )
    return True
