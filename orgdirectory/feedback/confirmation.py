"""How those whom a record is about say whether it is still correct: by a link, without an account.

To open the link takes nothing, since programs open the links in mail; to answer
uses it up. Its token names a ``ConfirmationRequest`` and nothing else. Whoever has it can
answer, so no page sends it on, and Django is kept from logging it.

What is written is kept whatever became of the link or the record meanwhile, and the editors
are told of it. Only a bare "everything is correct" is refused: it would vouch for what nobody read.
"""

from django import forms
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from networks.models import ConfirmationRequest, Report
from networks.models.confirmation_requests import keep_answer
from organisations.disclosure import public_view
from organisations.text import clean_query

from ..errors import bad_request
from ..replicas import read_own_writes
from .receipts import hash_of, hashes_of, make_code, quietly, show
from .spam import REPORTS_AN_HOUR, MessageField, count_sender, refuse_cross_site
from .statements import marked_as_new, shown_in, shown_now, statements

METHODS = ("GET", "HEAD", "POST")
Answer, State = ConfirmationRequest.Answer, ConfirmationRequest.State


def signer():
    return Signer(salt="orgdirectory.check", sep=".")


def address_of(confirmation_request):
    """Return the path of the link to those concerned, in the language in force."""
    return reverse("check", args=[signer().sign(str(confirmation_request.pk))])


def key_in(token):
    """Return the primary key of the request that a token names, or None if the token is not whole."""
    try:
        return signer().unsign(token)
    except BadSignature:
        return None


class ConfirmationForm(forms.Form):
    """The answer to a link, or to one that is gone (None); ``wrong`` are statements marked as not correct."""

    answer = forms.ChoiceField(
        label=_("Is this still correct?"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose an answer.")},
    )
    message = MessageField(
        label=_("Your message"),
        help_text=_("At most 4,000 characters. Say where it is and what is wrong."),
        required=False,
    )
    seen = forms.CharField(required=False)

    def __init__(self, confirmation_request, data=None):
        super().__init__(data)
        self.confirmation_request = confirmation_request
        answers = confirmation_request.answers if confirmation_request else dict(Answer.choices)
        self.fields["answer"].choices = [(value, capfirst(words)) for value, words in answers.items()]
        self.fields["message"].widget.attrs["rows"] = 4

    @cached_property
    def said(self):
        """What readers see of the record, as long as they do."""
        record = self.confirmation_request and self.confirmation_request.subject
        return statements(public_view(record)) if record and record.is_published else []

    @cached_property
    def now(self):
        return shown_now(self.confirmation_request, self.said)

    @cached_property
    def shown(self):
        """What the page showed that was sent, or None."""
        return shown_in(self.data.get("seen", "")) if self.is_bound else None

    @property
    def marked(self):
        return marked_as_new(self.said, self.shown)

    @property
    def wrong(self):
        return self.data.getlist("wrong") if self.is_bound else []

    @property
    def late(self):
        """Why the answer is to an earlier state (``Report.Late``), or ""."""
        asked = self.confirmation_request
        if not asked:
            return Report.Late.VOID
        if asked.state != State.OPEN:
            return Report.Late(asked.state)
        if self.shown:
            return "" if self.shown.digests == self.now.digests else Report.Late.CHANGED
        return "" if asked.revision == self.now.revision else Report.Late.CHANGED

    def clean(self):
        answer, has_words = self.cleaned_data.get("answer"), bool(self.cleaned_data.get("message"))
        if "answer" in self.errors:
            return
        if not answer and self.wrong:
            self.cleaned_data["answer"] = Answer.CHANGE
        elif not answer:
            self.add_error("answer", _("Choose an answer."))
        elif answer == Answer.CORRECT and self.wrong:
            self.add_error("answer", _("You ticked something as not correct: something has changed, then."))
        elif answer == Answer.CHANGE and not has_words and not self.wrong and "message" not in self.errors:
            self.add_error("message", _("Write what has changed, or tick it below."))

    @property
    def is_bare(self):
        """Whether it says that all is correct, and nothing else."""
        return self.cleaned_data["answer"] == Answer.CORRECT and not self.cleaned_data["message"]

    def contents(self):
        """Return what is kept of the form: the answer, and what a ``Report`` holds beside it."""
        marked = [one.in_words for one in self.said if one.key in self.wrong]
        values = {name: self.cleaned_data[name] for name in ("answer", "message")}
        return values | {"seen": "\n".join(marked)}


@read_own_writes
@csrf_exempt  # the link itself is the authority, and another site does not know it
def confirmation(request, token):
    """Show a record to those it is about and record their one answer; 410 where the link is void."""
    try:
        response = answer(request, key_in(token))
    except (SuspiciousOperation, BadRequest, MultiPartParserError) as error:  # a post that makes no sense
        response = bad_request(request, error)
    return quietly(response)


def answer(request, pk):
    """Show the question without a lock: an answer alone takes one, and then looks again."""
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    if request.method != "POST" or pk is None:
        return page(request, ConfirmationForm(ConfirmationRequest.objects.filter(pk=pk).first()))
    with transaction.atomic():
        asked = ConfirmationRequest.objects.select_for_update().filter(pk=pk).first()
        return take_answer(request, pk, ConfirmationForm(asked, clean_query(request.POST)))


def take_answer(request, pk, form):
    if refuse_cross_site(request, form):
        return page(request, form, 403)
    if not form.is_valid():
        return page(request, form, 400)
    late, contents = form.late, form.contents()
    if form.is_bare and late:
        return refuse_confirmation(request, form)
    code = make_code(f"check {pk}", *contents.values())
    more = {"receipt": hash_of(code)}
    if late:
        more |= {"late": late, "shown": form.shown and form.shown.revision}
    if not is_open(form.confirmation_request):
        return keep_words(request, form, code, contents | more)
    if form.confirmation_request.record_answer(**contents | more):
        return show(code)
    context = {"noindex": True, "record": public_view(form.confirmation_request.subject)}
    return render(request, "orgdirectory/check_thanks.html", context)


def is_open(confirmation_request):
    return bool(confirmation_request) and confirmation_request.state == State.OPEN


def refuse_confirmation(request, form):
    """Ask once more, of what is there now; a link that takes no answer says why."""
    if is_open(form.confirmation_request):
        words = _("The page was changed while you read it. What is new is marked. Please answer again.")
        form.add_error(None, words)
    return page(request, form, 409)


def keep_words(request, form, code, values):
    """Keep what came by a link that takes no answer (any more), once; there may be too much of it."""
    if not Report.objects.filter(receipt__in=hashes_of(code)).exists():
        if count_sender(request, "reports", REPORTS_AN_HOUR):
            form.add_error(
                None, _("Too many messages were sent in the last hour. Please keep yours and send it later.")
            )
            return page(request, form, 429)
        keep_answer(form.confirmation_request, **values)
    return show(code)


def page(request, form, status=200):
    """Show the record and the question; of a link that takes no answer, why, with what was written to it."""
    confirmation_request = form.confirmation_request
    context = {"form": form, "confirmation_request": confirmation_request, "noindex": True}
    if is_open(confirmation_request):
        context["record"] = public_view(confirmation_request.subject)
        return render(request, "orgdirectory/check.html", context, status=status)
    is_named = confirmation_request and confirmation_request.subject.is_published
    context["record"] = public_view(confirmation_request.subject) if is_named else None
    context["state"] = confirmation_request.state if confirmation_request else ""
    if status in (200, 409):
        status = 410 if confirmation_request else 404
    return render(request, "orgdirectory/check_closed.html", context, status=status)
