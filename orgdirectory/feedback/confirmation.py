"""How those whom a record is about say whether it is still correct: by a link, without an account.

To open the link takes nothing, since programs open the links in mail; to answer
uses it up. Its token names an ``ConfirmationRequest`` and nothing else. Whoever has it can
answer, so no page sends it on, and Django is kept from logging it.
"""

from django import forms
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from networks.models import ConfirmationRequest
from organisations.disclosure import public_view
from organisations.evidence import Evidence
from organisations.text import clean_query

from ..errors import bad_request
from ..public.record_paths import sections_of
from ..replicas import read_own_writes
from .spam import MessageField, refuse_cross_site

METHODS = ("GET", "HEAD", "POST")


def signer():
    return Signer(salt="orgdirectory.check", sep=".")


def address_of(confirmation_request):
    """Return the path of the link to those concerned, in the language in force."""
    return reverse("check", args=[signer().sign(str(confirmation_request.pk))])


def requests_for(token):
    """Return the inquiry that a token names, as a queryset; none if the token is not whole."""
    try:
        return ConfirmationRequest.objects.filter(pk=signer().unsign(token))
    except BadSignature:
        return ConfirmationRequest.objects.none()


class ConfirmationForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Is this still correct?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer."), "invalid_choice": _("Choose an answer.")},
    )
    message = MessageField(
        label=_("Your message"),
        help_text=_("At most 4,000 characters. Say where it is and what is wrong."),
        required=False,
    )

    def __init__(self, confirmation_request, data=None):
        super().__init__(data)
        self.fields["answer"].choices = [
            (value, capfirst(words)) for value, words in confirmation_request.answers.items()
        ]
        self.fields["message"].widget.attrs["rows"] = 5

    def clean(self):
        if self.cleaned_data.get("answer") == ConfirmationRequest.Answer.CHANGE and not self.cleaned_data.get(
            "message"
        ):
            self.add_error("message", _("Write what has changed."))


@read_own_writes
@csrf_exempt  # the link itself is the authority, and another site does not know it
def confirmation(request, token):
    """Show a record to those it is about and record_answer their one answer; 410 where the link is void."""
    try:
        response = answer(request, token)
    except (SuspiciousOperation, BadRequest, MultiPartParserError) as error:  # a post that makes no sense
        response = bad_request(request, error)
    response._has_been_logged = True  # Django logs the address of what is refused
    return response


def answer(request, token):
    """Show the question without a lock: an answer alone takes one, and then looks again."""
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    confirmation_request = requests_for(token).first()
    if not is_open(confirmation_request):
        return closed(request, confirmation_request)
    if request.method != "POST":
        return page(request, confirmation_request, ConfirmationForm(confirmation_request))
    return take_answer(request, token)


def is_open(confirmation_request):
    return confirmation_request and confirmation_request.state == ConfirmationRequest.State.OPEN


@transaction.atomic
def take_answer(request, token):
    confirmation_request = requests_for(token).select_for_update().first()
    if not is_open(confirmation_request):
        return closed(request, confirmation_request)
    form = ConfirmationForm(confirmation_request, clean_query(request.POST))
    if refuse_cross_site(request, form):
        return page(request, confirmation_request, form, 403)
    if not form.is_valid():
        return page(request, confirmation_request, form, 400)
    confirmation_request.record_answer(**form.cleaned_data)
    context = {"noindex": True, "record": public_view(confirmation_request.subject)}
    context |= {"confirmation_request": confirmation_request}
    return render(request, "orgdirectory/check_thanks.html", context)


def page(request, confirmation_request, form, status=200):
    record = public_view(confirmation_request.subject)
    context = {
        "form": form,
        "confirmation_request": confirmation_request,
        "record": record,
        "sections": sections_of(record),
        "evidence": Evidence([]),
        "noindex": True,
    }
    return render(request, "orgdirectory/check.html", context, status=status)


def closed(request, confirmation_request):
    """Say why a link cannot be used, and how to write instead; a record that is withheld is not named."""
    is_named = confirmation_request and confirmation_request.subject.is_published
    record = public_view(confirmation_request.subject) if is_named else None
    state = confirmation_request.state if confirmation_request else ""
    context = {"state": state, "record": record, "noindex": True}
    status = 410 if confirmation_request else 404
    return render(request, "orgdirectory/check_closed.html", context, status=status)
