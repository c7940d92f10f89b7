"""Questions to those concerned: is what the directory says of you still correct?"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from organisations.fields import CheckedChoiceField
from organisations.history.recording import revision
from organisations.models import Organisation, Person, Revision, one_of
from organisations.models.rules import Ruled, RuledQuerySet

from .networks import Network
from .projects import Project
from .reports import SUBJECTS, Report

VALID = timedelta(days=30)
CLOSED = _("This link has been answered or taken back, and takes no other answer.")


def in_thirty_days():
    return timezone.now() + VALID


def subject_key(model, label):
    return models.ForeignKey(
        model, models.CASCADE, null=True, blank=True, related_name="confirmation_requests", verbose_name=label
    )


class ConfirmationRequestQuerySet(RuledQuerySet):
    def answered_otherwise(self, answer):
        """Those that have another answer than this one."""
        return self.exclude(answer__in=("", answer))

    def update(self, **values):
        """Update requests; an answer that was given stays."""
        if "answer" in values and self.answered_otherwise(values["answer"]).exists():
            raise ValidationError(CLOSED)
        return super().update(**values)


class ConfirmationRequest(Ruled):
    """A link sent to those whom a record is about: it takes one answer.

    The answer is to what its page showed them, whatever became of the record since the link
    was made; ``revision`` is the number of the last one of it and what belongs to it at that time.
    """

    class Answer(models.TextChoices):
        CORRECT = "correct", pgettext_lazy("answer", "everything is correct")
        CHANGE = "change", pgettext_lazy("answer", "something has changed")
        CLOSED = "closed", pgettext_lazy("answer", "it does not exist any more")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a link", "open")
        ANSWERED = "answered", pgettext_lazy("of a link", "answered")
        REVOKED = "revoked", pgettext_lazy("of a link", "revoked")
        EXPIRED = "expired", pgettext_lazy("of a link", "too old")
        VOID = "void", pgettext_lazy("of a link", "void, as readers do not see the record")

    organisation = subject_key(Organisation, _("organisation"))
    person = subject_key(Person, _("person"))
    network = subject_key(Network, _("network"))
    project = subject_key(Project, _("project"))
    revision = models.BigIntegerField(default=0, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    made = models.DateTimeField(_("made"), default=timezone.now)
    expires = models.DateTimeField(_("valid until"), default=in_thirty_days)
    revoked = models.DateTimeField(_("revoked"), null=True, blank=True)
    answer = CheckedChoiceField(_("answer"), choices=Answer, blank=True, default="")
    answered = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = ConfirmationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to those concerned")
        verbose_name_plural = _("questions to those concerned")
        ordering = ["-made", "-pk"]
        constraints = [
            models.CheckConstraint(condition=one_of(*SUBJECTS), name="confirmation_request_one_subject"),
            models.CheckConstraint(
                condition=Q(answer="", answered=None) | ~Q(answer="") & Q(revoked=None) & ~Q(answered=None),
                name="confirmation_request_answered_or_revoked",
                violation_error_message=CLOSED,
            ),
        ]

    def __str__(self):
        return str(self.subject)

    def clean(self):
        """Keep the one answer, and the moment of it."""
        others = ConfirmationRequest.objects.answered_otherwise(self.answer)
        if self.pk and others.filter(pk=self.pk).exists():
            raise ValidationError(CLOSED)
        self.answered = (self.answered or timezone.now()) if self.answer else None

    @property
    def subject(self):
        """The record that is asked about."""
        return next((record for field in SUBJECTS if (record := getattr(self, field))), None)

    @property
    def state(self):
        """Whether it is answered, revoked, expired, void (readers do not see the record) or open."""
        if self.answer:
            return self.State.ANSWERED
        if self.revoked:
            return self.State.REVOKED
        if self.expires <= timezone.now():
            return self.State.EXPIRED
        if not self.subject.is_published:
            return self.State.VOID
        return self.State.OPEN

    @property
    def answers(self):
        """The answers that those concerned may give, in words; a person may ask to be taken out."""
        labels = dict(self.Answer.choices)
        return labels | {self.Answer.CLOSED: Report.Kind.REMOVAL.label} if self.person_id else labels

    @property
    def answer_display(self):
        return self.answers.get(self.answer, "")

    def record_answer(self, answer, message="", **more):
        """Take the one answer: "correct" makes the record verified today, all else comes to the editors.

        What is "correct" of an earlier state (``late``) verifies nothing. Returns the message to the
        editors, if there is one; raises ValidationError where the link takes no answer (any more).
        """
        if self.state != self.State.OPEN:
            raise ValidationError(CLOSED)
        self.answer, self.answered = answer, timezone.now()
        self.save()
        if answer == self.Answer.CORRECT and not more.get("late"):
            self._confirm()
        if message or more.get("seen") or answer != self.Answer.CORRECT:
            return keep_answer(self, answer, message, **more)
        return None

    def _confirm(self):
        record = self.subject
        with revision(None, Revision.Act.CONFIRMED, gettext("confirmed by link")):
            record.save(update_fields=record.note_check(record.Checker.ITSELF))


def keep_answer(confirmation_request, answer, message, **more):
    """Keep what those concerned wrote as a message to the editors; of a link that is gone, too (None)."""
    about, removal, words = {}, False, ConfirmationRequest.Answer(answer).label
    if confirmation_request:
        about = {confirmation_request.subject._meta.model_name: confirmation_request.subject}
        removal = confirmation_request.person_id and answer == ConfirmationRequest.Answer.CLOSED
        words = confirmation_request.answers[answer]
    return Report.objects.create(
        kind=Report.Kind.REMOVAL if removal else Report.Kind.CHECK,
        fact=answer,
        message=message or str(words),
        language=get_language(),
        **about | more,
    )
