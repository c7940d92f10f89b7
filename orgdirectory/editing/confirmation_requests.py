"""Confirmation requests: a link for those whom a record is about, to say whether it is correct.

A link follows from its number, and is kept nowhere. It is shown to whoever made it, for an hour.
"""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from networks.models import ConfirmationRequest
from networks.models.reports import SUBJECTS
from organisations.admin import record_link
from organisations.history.changes import newest_revision
from organisations.text import number

from ..feedback.confirmation import address_of
from . import page, permission_required_any

PERMISSION = "networks.add_confirmationrequest"
SHOWN = 20  # links, the newest
SHOWN_FOR = timedelta(hours=1)


@record_link
def confirmation_link(request, record):
    if not record.is_published or not request.user.has_perm(PERMISSION):
        return None
    url = reverse("editing:ask", args=[record._meta.model_name, record.pk])
    return _("Ask whether it is still correct"), url


class LetterForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


@permission_required_any(PERMISSION)
def ask(request, kind, pk):
    record = published_record(request, kind, pk)
    form = LetterForm(request.POST if "make" in request.POST else None, initial=initial_language(record))
    if "revoke" in request.POST:
        revoke(record, request.POST["revoke"])
        return redirect(request.path)
    if form.is_valid():
        made = create_request(record, request.user)
        return redirect(f"{request.path}?{urlencode({'made': made.pk, **form.cleaned_data})}")
    return page(
        request,
        "ask.html",
        _("Ask whether it is still correct"),
        400 if form.errors else 200,
        record=record,
        opts=record._meta,
        form=form,
        made=made_just_now(request, record),
        confirmation_requests=record.confirmation_requests.select_related("made_by")[:SHOWN],
    )


def published_record(request, kind, pk):
    """Return a record that this editor and readers see; raise Http404: nobody is asked about others."""
    if kind not in SUBJECTS:
        raise Http404(kind)
    model = ConfirmationRequest._meta.get_field(kind).related_model
    record = admin.site.get_model_admin(model).get_object(request, str(pk))
    if not record or not record.is_published:
        raise Http404(pk)
    return record


def initial_language(record):
    return {"language": record.original_language}


def create_request(record, user):
    return ConfirmationRequest.objects.create(
        made_by=user, revision=newest_revision(record), **{record._meta.model_name: record}
    )


def made_just_now(request, record):
    """Return the letter around the link that the address names, if who looks just made it; or None."""
    asked = LetterForm(request.GET)
    if not asked.is_valid():
        return None
    newest = record.confirmation_requests.filter(made_by=request.user, made__gt=timezone.now() - SHOWN_FOR)
    made = newest.filter(pk=number(request.GET.get("made", ""))).first()
    is_open = made and made.state == ConfirmationRequest.State.OPEN
    return letter(request, made, asked.cleaned_data["language"]) if is_open else None


def revoke(record, sent):
    """Take back a link that nobody has answered."""
    confirmation_request = get_object_or_404(record.confirmation_requests, pk=number(sent))
    record.confirmation_requests.filter(pk=confirmation_request.pk, answer="", revoked=None).update(
        revoked=timezone.now()
    )


def letter(request, confirmation_request, language):
    """Return {"link", "text", "language"}: a letter around the link, in the language of those who get it."""
    with override(language):
        link = request.build_absolute_uri(address_of(confirmation_request))
        context = {
            "link": link,
            "confirmation_request": confirmation_request,
            "record": confirmation_request.subject,
            "publisher": settings.PUBLISHER,
            "contact": settings.PUBLISHER_CONTACT,
            "name": confirmation_request.made_by.get_full_name(),
        }
        text = render_to_string("admin/editing/ask_letter.html", context)
    return {"link": link, "text": text.strip(), "language": language}
