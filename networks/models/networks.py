"""Networks, and who is what in them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from organisations.dates import as_of, has_passed, has_year
from organisations.fields import CheckedChoiceField, PartialDateField
from organisations.models import (
    AS_OF_HELP,
    AbstractContactPoint,
    Body,
    Organisation,
    OtherName,
    Person,
    Tie,
    one_party,
    party,
    tied_once,
)


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


class Network(Staged, Body):  # noqa: DJ008 (Record has it)
    """A body whose members are organisations or people: an umbrella, a forum, a working group."""

    search_order = 2

    class Kind(models.TextChoices):
        NETWORK = "network", _("network")
        UMBRELLA = "umbrella", _("umbrella organisation")
        FORUM = "forum", _("forum or platform")
        COUNCIL = "council", _("council")
        WORKING_GROUP = "working-group", _("working group")
        COALITION = "coalition", _("coalition")
        INITIATIVE = "initiative", _("initiative")

    facts = (
        "name",
        "kind",
        "stage",
        "founding_date",
        "founding_place",
        "dissolution_date",
        "stated_members",
        "seat",
        "places",
        "needs",
        "target_groups",
        "languages",
        "focus_areas",
        "summary",
        "description",
        "other_names",
    )
    expected_facts = {"": ("kind", "founding_date", "places")}
    facet_paths = Body.facet_paths | {
        "network": ["memberships__member_network__slug", "memberships_elsewhere__network__slug"],
    }

    kind = CheckedChoiceField(
        _("kind"), choices=Kind, blank=True, default="", help_text=_("Only if a source shows it.")
    )
    stated_members = models.PositiveIntegerField(
        _("members as stated"),
        null=True,
        blank=True,
        help_text=_("The number a source gives; the members known by name are listed as memberships."),
    )
    stated_members_approximate = models.BooleanField(_("the number is approximate"), default=False)

    class Meta(Body.Meta):
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def get_absolute_url(self):
        return reverse("networks:network_detail", args=[self.slug])


class NetworkName(OtherName):
    record = models.ForeignKey(Network, models.CASCADE, related_name="other_names", verbose_name=_("network"))


class NetworkContactPoint(AbstractContactPoint):
    record = models.ForeignKey(
        Network, models.CASCADE, related_name="contact_points", verbose_name=_("network")
    )


class Membership(Tie):
    """An organisation, a person or a network has a role in a network: member, founder, supporter."""

    party_fields = ("organisation", "person", "member_network")
    target_field = "network"

    organisation = party(Organisation, "memberships", _("organisation"))
    person = party(Person, "memberships", _("person"))
    member_network = party(Network, "memberships_elsewhere", _("other network"))
    network = models.ForeignKey(
        Network, models.CASCADE, related_name="memberships", verbose_name=_("in the network")
    )

    class Meta(Tie.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            *Tie.Meta.constraints,
            one_party("organisation", "person", "member_network"),
            *tied_once("organisation", "person", "member_network", "network"),
            models.CheckConstraint(
                condition=Q(member_network__isnull=True) | ~Q(member_network=F("network")),
                name="%(class)s_not_with_itself",
                violation_error_message=_("A network is not a member of itself."),
            ),
        ]
