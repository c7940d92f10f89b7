"""Networks, and who is what in them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.fields import CheckedChoiceField
from organisations.models import (
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

from .stages import Staged


class Network(Staged, Body):
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
        verbose_name_plural = _("who belongs to networks")
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
