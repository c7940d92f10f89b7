"""Confirmation requests: a link for those whom a record is about, to say whether it is correct."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
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
    made = None
    if "revoke" in request.POST:
        revoke(record, request.POST["revoke"])
    elif form.is_valid():
        made = letter(request, create_request(record, request.user), form.cleaned_data["language"])
    return page(
        request,
        "ask.html",
        _("Ask whether it is still correct"),
        400 if form.errors else 200,
        record=record,
        opts=record._meta,
        form=form,
        made=made,
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
        }
        text = render_to_string("admin/editing/ask_letter.html", context)
    return {"link": link, "text": text.strip(), "language": language}
