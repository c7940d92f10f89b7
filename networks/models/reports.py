"""What readers write to the editors: errors, what is missing, wishes to be taken out."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organisations.fields import CheckedChoiceField, ProseField
from organisations.languages import site_languages
from organisations.models import Organisation, Person, Record, one_of, permission
from organisations.models.rules import Ruled, RuledQuerySet
from organisations.models.translations import TEXTS

from .networks import Network
from .projects import Project

SUBJECTS = ("organisation", "person", "network", "project")
LONGEST_MESSAGE = 4000
LONGEST_PROPOSAL = 20_000
DECIDED = _("Somebody has decided on this message already.")


def subject_key(model, label):
    """Return the foreign key to a record that a report may concern.

    A report outlives its record: merging two records, or taking a person out,
    must not silently throw away what a reader wrote.
    """
    return models.ForeignKey(
        model, models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=label
    )


class ReportQuerySet(RuledQuerySet):
    def undecided(self):
        """Messages that no editor has accepted or declined yet."""
        return self.filter(state=Report.State.NEW)

    def proposing_texts(self):
        """Messages with a proposal for a text of a record that is still there."""
        facts = [f"{text}_{language}" for text in TEXTS for language in site_languages()]
        return (
            self.filter(fact__in=facts)
            .exclude(proposal="")
            .exclude(**{f"{subject}__isnull": True for subject in SUBJECTS})
        )

    def visible_to(self, user):
        """Messages that somebody signed in may see: none on what was withdrawn, but for its publishers."""
        found = self
        for subject in SUBJECTS:
            if not user.has_perm(permission(Report._meta.get_field(subject).related_model, "publish")):
                found = found.exclude(**{f"{subject}__status": Record.Status.WITHDRAWN})
        return found

    def decline(self):
        """Decline those that nobody has decided on; return how many they were."""
        return self.undecided().update(state=Report.State.DISMISSED)

    def update(self, **values):
        """Update messages; a decision stands until it is taken back, and has its day."""
        if "state" in values:
            is_new = values["state"] == Report.State.NEW
            if not is_new and self.exclude(state__in=(Report.State.NEW, values["state"])).exists():
                raise ValidationError(DECIDED)
            day = None if is_new else Coalesce("decided_on", timezone.localdate())
            values = {"decided_on": day} | values
        return super().update(**values)


class Report(Ruled):
    """A reader's message to the editors, on a record or on the directory as a whole.

    ``fact`` says which fact of the record it is about (see
    ``networks.corrections``). ``proposal`` is how that should read, and ``seen``
    how it read when she wrote; a message may come with it or instead of it. Of an answer
    of those concerned ``seen`` is what they marked as not correct. What came ``late`` was
    written to an earlier state, that of the revision ``shown``. A proposal that was put into
    the record with another wording is ``reworded``.
    Who wrote it is not known and not kept: no name, no address, nothing of her
    browser. ``receipt`` is a keyed hash of the code she was given.
    """

    class Kind(models.TextChoices):
        ERROR = "error", _("An error on a page")
        MISSING = "missing", _("An organisation is missing")
        TRANSLATION = "translation", _("A translation needs correcting")
        REMOVAL = "removal", _("Please remove my name")
        ACCESSIBILITY = "accessibility", _("Something is hard to use (accessibility)")
        OTHER = "other", _("Something else")
        CHECK = "check", _("An answer of the organisation itself")

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("of a message", "new")
        HANDLED = "handled", pgettext_lazy("of a message", "accepted")
        DISMISSED = "dismissed", pgettext_lazy("of a message", "declined")

    class Late(models.TextChoices):
        CHANGED = "changed", _("The record was changed while it was written.")
        ANSWERED = "answered", _("The link had been answered before.")
        REVOKED = "revoked", _("The link had been taken back before it was sent.")
        EXPIRED = "expired", _("The link was too old when it was sent.")
        VOID = "void", _("Readers no longer saw the record when it was sent.")

    kind = CheckedChoiceField(_("kind"), choices=Kind)
    organisation = subject_key(Organisation, _("organisation"))
    person = subject_key(Person, _("person"))
    network = subject_key(Network, _("network"))
    project = subject_key(Project, _("project"))
    message = ProseField(_("message"), blank=True, as_written=True)
    language = models.CharField(_("language of the page"), max_length=5, choices=settings.LANGUAGES)
    fact = models.CharField(_("fact"), max_length=40, blank=True, editable=False)
    proposal = ProseField(_("proposed text"), blank=True, editable=False, as_written=True)
    seen = ProseField(blank=True, editable=False, as_written=True)
    late = CheckedChoiceField(
        _("written to an earlier state"),
        choices=Late,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    shown = models.BigIntegerField(null=True, editable=False)
    reworded = models.BooleanField(default=False, db_default=False, editable=False)
    receipt = models.CharField(max_length=64, blank=True, default="", editable=False)
    created = models.DateTimeField(_("received"), default=timezone.now, editable=False, db_index=True)
    state = CheckedChoiceField(_("state"), choices=State, default=State.NEW)
    note = ProseField(_("editors' note"), blank=True, help_text=_("What was done, and why."))
    answer = ProseField(
        _("answer to the reader"), blank=True, help_text=_("The reader sees this with her receipt code.")
    )
    answer_language = models.CharField(
        _("language of the answer"), max_length=5, choices=settings.LANGUAGES, blank=True
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("message from a reader")
        verbose_name_plural = _("messages from readers")
        ordering = ["-created", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=one_of(*SUBJECTS) | Q(**{f"{subject}__isnull": True for subject in SUBJECTS}),
                name="report_one_subject",
                violation_error_message=_("A message concerns one record at most."),
            ),
            models.CheckConstraint(
                condition=Q(GreaterThan(Length("message") + Length("proposal"), 0))
                & Q(LessThanOrEqual(Length("message"), LONGEST_MESSAGE)),
                name="report_message_length",
                violation_error_message=_("A message has between 1 and 4,000 characters."),
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("proposal"), LONGEST_PROPOSAL)),
                name="report_proposal_length",
                violation_error_message=_("A proposed text has at most 20,000 characters."),
            ),
            models.CheckConstraint(
                condition=Q(state="new", decided_on=None) | ~Q(state="new") & ~Q(decided_on=None),
                name="report_day_of_decision",
                violation_error_message=_("A decision has a day, and what is not decided has none."),
            ),
            models.UniqueConstraint(fields=["receipt"], condition=~Q(receipt=""), name="report_receipt_once"),
        ]

    def __str__(self):
        return self.beginning

    def clean(self):
        """Keep the day of a decision, and the decision itself until it is taken back."""
        if self.state == self.State.NEW:
            self.decided_on = None
            return
        others = Report.objects.exclude(state__in=(self.State.NEW, self.state))
        if self.pk and others.filter(pk=self.pk).exists():
            raise ValidationError(DECIDED)
        self.decided_on = self.decided_on or timezone.localdate()

    def decide(self, state, *, reworded=False):
        """Accept or decline the message; raise ValidationError if somebody has decided already."""
        if not Report.objects.undecided().filter(pk=self.pk).update(state=state, reworded=reworded):
            raise ValidationError(DECIDED)
        self.refresh_from_db(fields=["state", "decided_on", "reworded"])

    def reopen(self):
        """Take the decision back; what was put into the record stays there."""
        Report.objects.filter(pk=self.pk).update(state=self.State.NEW, reworded=False)
        self.refresh_from_db(fields=["state", "decided_on", "reworded"])

    @property
    def beginning(self):
        """The first words of the message, or of what is proposed, on one line.

        A text of a withdrawn record is for publishers only, and so is what it was to become.
        """
        withdrawn = self.subject and self.subject.status == Record.Status.WITHDRAWN
        words = self.message or ("" if withdrawn else self.proposal) or str(_("a proposed correction"))
        return Truncator(" ".join(words.split())).chars(60)

    @property
    def is_answer(self):
        """Whether those concerned gave it by a link (``fact`` is their answer)."""
        return self.kind in (self.Kind.CHECK, self.Kind.REMOVAL) and bool(self.fact)

    @property
    def subject(self):
        """The record that the message concerns, if it is still there."""
        return next((record for field in SUBJECTS if (record := getattr(self, field))), None)

    @property
    def public_subject(self):
        """The record that the message concerns, if readers may see it."""
        return record if (record := self.subject) and record.is_published else None


@receiver(pre_delete, sender=Person)
def forget_texts(sender, instance, **kwargs):
    """Take what was written on a person who is deleted out of the messages; their receipts still hold."""
    reports = Report._base_manager.filter(person=instance)  # no rule on a message keeps her here
    reports.update(message="…", proposal="", seen="", note="")
