"""The history of records and ties: each change is a revision, and holds a version of each row it changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..fields import CheckedChoiceField, LineField


class RevisionQuerySet(models.QuerySet):
    def that_undo(self, revision_ids):
        """Return {revision: the one that undid it}, but for those that were undone themselves."""
        found = self.filter(undoes__in=revision_ids, undoings=None).select_related("user").order_by("pk")
        return {row.undoes_id: row for row in found}


class Revision(models.Model):
    """What somebody changed in one go: when, why, and in which rows (their versions name the revision)."""

    BASELINE = 0  # its versions are rows as they were before their first change

    class Act(models.TextChoices):
        EDITED = "edited", pgettext_lazy("what was done", "edited")
        SUBMITTED = "submitted", pgettext_lazy("what was done", "sent for publishing")
        RETURNED = "returned", pgettext_lazy("what was done", "returned as a draft")
        PUBLISHED = "published", pgettext_lazy("what was done", "published")
        WITHDRAWN = "withdrawn", pgettext_lazy("what was done", "withdrawn")
        CONFIRMED = "confirmed", pgettext_lazy("what was done", "confirmed as still correct")
        ACCEPTED = "accepted", pgettext_lazy("what was done", "corrected on a reader's suggestion")
        TRANSLATED = "translated", pgettext_lazy("what was done", "translated")
        MERGED = "merged", pgettext_lazy("what was done", "merged")
        IMPORTED = "imported", pgettext_lazy("what was done", "imported from a file")
        RESTORED = "restored", pgettext_lazy("what was done", "restored as it was")
        UNDONE = "undone", pgettext_lazy("what was done", "undone")

    date = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    act = CheckedChoiceField(_("what was done"), choices=Act, default=Act.EDITED)
    note = LineField(_("note"), max_length=300, blank=True, as_written=True)
    undoes = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="undoings", verbose_name=_("undoes")
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.get_act_display()} {self.date:%Y-%m-%d %H:%M}"

    @property
    def is_baseline(self):
        return self.pk == self.BASELINE


class Version(models.Model):
    """A row as a revision left it; ``related`` holds the keys in its many-to-many fields by name."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    related = models.JSONField(default=dict)

    class Meta:
        abstract = True
