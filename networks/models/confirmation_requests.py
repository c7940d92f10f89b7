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
from organisations.history.changes import newest_revision
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
    """A link sent to those whom a record is about: it takes one answer, to one state of the record.

    ``revision`` is the number of the last revision of the record and of what
    belongs to it when the link was made; after another one the link is void.
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
        VOID = "void", pgettext_lazy("of a link", "void, as the record has changed since")

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
        """Whether it is answered, revoked, expired, void (the record has changed since) or open."""
        if self.answer:
            return self.State.ANSWERED
        if self.revoked:
            return self.State.REVOKED
        if self.expires <= timezone.now():
            return self.State.EXPIRED
        if not self.subject.is_published or newest_revision(self.subject) != self.revision:
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

    def record_answer(self, answer, message=""):
        """Take the one answer: "correct" makes the record verified today, all else comes to the editors.

        Raises ValidationError where the link takes none (any more).
        """
        if self.state != self.State.OPEN:
            raise ValidationError(CLOSED)
        self.answer, self.answered = answer, timezone.now()
        self.save()
        if answer == self.Answer.CORRECT:
            self._confirm()
        if message or answer != self.Answer.CORRECT:
            self._report(message)

    def _confirm(self):
        record = self.subject
        with revision(None, Revision.Act.CONFIRMED, gettext("confirmed by link")):
            record.save(update_fields=record.note_check(record.Checker.ITSELF))

    def _report(self, message):
        removal = self.person_id and self.answer == self.Answer.CLOSED
        Report.objects.create(
            kind=Report.Kind.REMOVAL if removal else Report.Kind.CHECK,
            fact=self.answer,
            message=message or str(self.answer_display),
            language=get_language(),
            **{self.subject._meta.model_name: self.subject},
        )
