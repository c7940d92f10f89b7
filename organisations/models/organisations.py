"""Organisations, how to reach and identify them, and who is what in them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .. import registers
from ..fields import CheckedChoiceField, LineField
from .contact_points import AbstractContactPoint
from .names import OtherName
from .people import Person
from .records import Body, Record, easy_read_field
from .rules import RuledQuerySet
from .ties import Tie, one_party, party, tied_once
from .vocabularies import Indexed


class Organisation(Body):
    """A body of people: an association, an authority, a fund, a shelter, a broadcaster."""

    search_order = 1
    texts = (*Record.texts, "easy_read")

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("association")
        FOUNDATION = "foundation", _("foundation or fund")
        GOVERNMENT = "government", _("public body")
        INTERNATIONAL = "international", _("international organisation")
        MEDIA = "media", _("media organisation")
        SHELTER = "shelter", _("shelter or service")
        TRADE_UNION = "trade-union", _("trade union")

    class Group(models.TextChoices):
        """In which of two lists it stands: what an editor holds of it, which no source states."""

        MOVEMENT = "movement", _("women's and civil society organisations")
        NAMED = "named", _("public bodies, funders and others named in the sources")

    facts = (
        "name",
        "kind",
        "founding_date",
        "founding_place",
        "dissolution_date",
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
    expected_facts = {
        "": ("kind", "founding_date", "places"),
        Kind.ASSOCIATION: ("founding_date", "places", "languages"),
        Kind.SHELTER: ("founding_date", "places", "languages"),
        Kind.GOVERNMENT: ("places",),
    }
    facet_paths = Body.facet_paths | {
        "group": ["group"],
        "network": ["memberships__network__slug"],
        "role": ["memberships__role__slug", "participations__role__slug"],
    }
    schema_types = Body.schema_types | {
        Kind.ASSOCIATION: "NGO",
        Kind.GOVERNMENT: "GovernmentOrganization",
        Kind.MEDIA: "NewsMediaOrganization",
        Kind.TRADE_UNION: "WorkersUnion",
    }
    helping_kinds = (Kind.SHELTER, Kind.ASSOCIATION)
    guarded_kinds = (Kind.SHELTER,)
    ruled = (*Record.ruled, "kind")
    merely_named = (Kind.GOVERNMENT, Kind.INTERNATIONAL, Kind.MEDIA, Kind.TRADE_UNION)

    kind = CheckedChoiceField(
        _("kind"), choices=Kind, blank=True, default="", help_text=_("Only if a source shows it.")
    )
    group = CheckedChoiceField(
        _("group in lists"),
        choices=Group,
        blank=True,
        default="",
        db_default=Group.MOVEMENT,
        help_text=_("Lists show the movement first. Left empty, the kind decides."),
    )

    easy_read = easy_read_field()

    class Meta(Body.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def get_absolute_url(self):
        return reverse("organisations:organisation_detail", args=[self.slug])

    def derive(self):
        super().derive()
        if not self.group:
            self.group = self.Group.NAMED if self.kind in self.merely_named else self.Group.MOVEMENT


class OrganisationName(OtherName):
    record = models.ForeignKey(
        Organisation, models.CASCADE, related_name="other_names", verbose_name=_("organisation")
    )


class IdentifierManager(models.Manager.from_queryset(RuledQuerySet)):
    def get_by_natural_key(self, scheme, value):
        return self.get(scheme=scheme, value=value)


class Identifier(Indexed):
    """A number in a public register; schemes are those of org-id.guide."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="identifiers", verbose_name=_("organisation")
    )
    scheme = LineField(
        _("register"),
        max_length=20,
        blank=True,
        help_text=_("Code from org-id.guide: GB-COH. A Swedish organisation number needs none."),
    )
    value = LineField(_("number"), max_length=60)

    objects = IdentifierManager()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                name="identifier_once",
                violation_error_message=_("Another organisation has this number."),
            )
        ]

    def __str__(self):
        return f"{self.scheme} {self.value}"

    def natural_key(self):
        return (self.scheme, self.value)

    def clean(self):
        self.scheme, self.value = registers.normal(self.scheme, self.value)
        if not self.scheme:
            raise ValidationError({"scheme": _("Write the code of the register: SE-ON, GB-COH.")})
        if self.scheme == registers.SWEDISH and not registers.has_check_digit(self.value):
            raise ValidationError(
                {"value": _("A Swedish organisation number has ten digits, the last a check digit.")}
            )


class ContactPoint(AbstractContactPoint):
    """A way to reach an organisation."""

    record = models.ForeignKey(
        Organisation, models.CASCADE, related_name="contact_points", verbose_name=_("organisation")
    )


class Affiliation(Tie):
    """A person or an organisation has a role in an organisation: chair, founder, funder, part."""

    party_fields = ("person", "affiliate")
    target_field = "organisation"

    person = party(Person, "affiliations", _("person"))
    affiliate = party(Organisation, "affiliated_to", _("other organisation"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="affiliations", verbose_name=_("in the organisation")
    )

    class Meta(Tie.Meta):
        verbose_name = _("affiliation")
        verbose_name_plural = _("who belongs to organisations")
        constraints = [
            *Tie.Meta.constraints,
            one_party("person", "affiliate"),
            *tied_once("person", "affiliate", "organisation"),
            models.CheckConstraint(
                condition=Q(affiliate__isnull=True) | ~Q(affiliate=F("organisation")),
                name="%(class)s_not_with_itself",
                violation_error_message=_("An organisation is not tied to itself."),
            ),
        ]
