"""Files of records that editors hand in, from the preview to the report."""

import json
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organisations.fields import CheckedChoiceField, LineField


class ImportFiles(models.Manager):
    """Leaves what a file held in the database until somebody asks: it is large, and few pages do."""

    def get_queryset(self):
        return super().get_queryset().defer("sheets")


class ImportFile(models.Model):
    """A file, read and waiting; or what came of it.

    ``sheets`` is what it held, ``layout`` what an editor says of it, and ``rows`` what
    comes of both: lists of [number in the file, {column: text}]. Until it has a layout
    a file has no rows, and when it is done it has neither. ``headings`` is the digest by
    which a layout is found again for the next file of the same pattern. An import that was
    broken off goes on after the ``last_line``; ``report`` says what came of those before.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("of a file", "not yet imported")
        DONE = "done", pgettext_lazy("of a file", "imported")
        UNDONE = "undone", pgettext_lazy("of a file", "imported and undone")

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("organisations")
        NETWORK = "network", _("networks")
        PROJECT = "project", _("projects")

    name = LineField(_("file"), max_length=200, as_written=True)
    kind = CheckedChoiceField(_("kind of record"), choices=Kind)
    sheets = models.JSONField(default=list, db_default=[])
    layout = models.JSONField(default=dict, db_default={})
    headings = models.CharField(max_length=64, default="", db_default="", editable=False)
    rows = models.JSONField(default=list)
    report = models.JSONField(default=dict)
    state = CheckedChoiceField(_("state"), choices=State, default=State.WAITING)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    made = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects = ImportFiles()

    class Meta:
        verbose_name = _("file of records")
        verbose_name_plural = _("files of records")
        ordering = ["-made", "-pk"]

    def __str__(self):
        return self.name

    @property
    def needs_layout(self):
        """Tell whether nobody has said yet what the columns mean."""
        return self.state == self.State.WAITING and not (self.rows or self.layout)

    @property
    def may_be_laid_out(self):
        """Tell whether the columns may still be said to mean something else."""
        return self.needs_layout or (
            self.state == self.State.WAITING and bool(self.layout) and not self.last_line
        )

    @property
    def last_line(self):
        """The number of the last row that is done, 0 before the first."""
        return self.report.get("line", 0)

    @property
    def layout_digest(self):
        """What tells whether the rows are still read as they were when a page showed them."""
        return sha256(json.dumps(self.layout, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def written(self):
        """How many rows are in the directory."""
        counts = self.report.get("counts", {})
        return counts.get("new", 0) + counts.get("changed", 0)
