"""People, in the public roles that sources give them, and in no other."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..fields import CheckedChoiceField
from .names import OtherName
from .records import Record


class Person(Record):
    """Somebody whom a source names in a public role.

    No private contact, no date of birth and no picture is kept.
    """

    search_order = 4

    class LegalBasis(models.TextChoices):
        PUBLIC_ROLE = "public-role", _("named in a public source in a public role")
        CONSENT = "consent", _("own consent")
        NONE = "none", _("none")

    class GrammaticalGender(models.TextChoices):
        FEMININE = "feminine", _("a woman")
        MASCULINE = "masculine", _("a man")

    facet_paths = Record.facet_paths | {
        "role": ["affiliations__role__slug", "memberships__role__slug", "participations__role__slug"],
        "network": ["memberships__network__slug", "affiliations__organisation__memberships__network__slug"],
    }
    schema_types = {"": "Person"}
    indexable_if = {"legal_basis": LegalBasis.CONSENT}
    period_fields = ("affiliations__start_date", "affiliations__end_date")

    legal_basis = CheckedChoiceField(
        _("ground for publishing"),
        choices=LegalBasis,
        default=LegalBasis.NONE,
        help_text=_("Without a ground the person cannot be published."),
    )
    review_on = models.DateField(
        _("review on"), null=True, blank=True, help_text=_("When to ask again whether to keep the record.")
    )
    grammatical_gender = CheckedChoiceField(
        _("spoken of as"),
        choices=GrammaticalGender,
        default=GrammaticalGender.FEMININE,
        db_default=GrammaticalGender.FEMININE,
        help_text=_("As sources speak of the person: Arabic words for roles agree with it."),
    )

    class Meta(Record.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(status=Record.Status.PUBLISHED) | Q(legal_basis__in=["public-role", "consent"]),
                name="%(class)s_published_on_a_ground",
                violation_error_message=_("A person is published only on a ground: choose which."),
            ),
        ]

    def get_absolute_url(self):
        return reverse("organisations:person_detail", args=[self.slug])


class PersonName(OtherName):
    record = models.ForeignKey(Person, models.CASCADE, related_name="other_names", verbose_name=_("person"))
