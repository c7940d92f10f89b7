"""How far something has come, and as of when that is known."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from organisations.dates import as_of, has_passed, has_year
from organisations.fields import CheckedChoiceField, PartialDateField
from organisations.models import AS_OF_HELP


class Stage(models.TextChoices):
    """How far something has come, as the sources tell it."""

    PLANNED = "planned", _("planned")
    ONGOING = "ongoing", _("ongoing")
    COMPLETED = "completed", _("completed")


class Staged(models.Model):
    """Something of which sources tell how far it has come, and as of when."""

    states = ("stage",)  # the facts of which ``as_of`` tells when they were so

    stage = CheckedChoiceField(_("stage"), choices=Stage, blank=True, default="")
    as_of = PartialDateField(_("as of"), db_default="", help_text=AS_OF_HELP)

    class Meta:
        abstract = True

    @property
    def has_state(self):
        """Whether it tells of a state that may have ended since."""
        return self.stage in (Stage.PLANNED, Stage.ONGOING)

    @property
    def goes_on_today(self):
        """Whether something is known, as of this year, to be going on."""
        return self.stage == Stage.ONGOING and has_year(self.as_of) and not has_passed(self.as_of)

    @property
    def stage_display(self):
        """The stage in words, as of when it is known; what was to be in a year that is over was planned."""
        if not self.has_state:
            return self.get_stage_display()
        start, end = (getattr(self, field) for field in self.period_fields)
        was_planned = self.stage == Stage.PLANNED and has_passed(end, start, self.as_of)
        words = pgettext("stage", "was planned") if was_planned else self.get_stage_display()
        return pgettext("stage, as of when", "%(stage)s, %(as_of)s") % {
            "stage": words,
            "as_of": as_of(self.as_of),
        }
