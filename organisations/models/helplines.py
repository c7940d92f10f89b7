"""Telephone numbers for somebody who needs help now; editors keep them."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..fields import LineField, NameField
from ..languages import country_choices, country_name, localized
from .vocabularies import Source, Vocabulary

validate_phone = RegexValidator(r"^\+?[0-9][0-9 ()-]{2,}$", _("Write digits, as in +46 20 50 50 50."))


def dial(number):
    """Return the address that a telephone dials (RFC 3966): tel:+4620505050."""
    return "tel:" + "".join(character for character in number if character in "+0123456789")


class Helpline(Vocabulary):
    """A number to ring for help in a country; the emergency number comes first."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = NameField(_("name"), max_length=120)
    purpose = LineField(_("what it is for"), max_length=200, blank=True)
    phone = LineField(_("telephone"), max_length=30, validators=[validate_phone])
    country = models.CharField(_("country"), max_length=2, choices=country_choices)
    position = models.PositiveSmallIntegerField(_("position in the list"), default=0)
    source = models.ForeignKey(
        Source,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("source"),
        help_text=_("The text that states the number, if it is one of the sources."),
    )
    verified_on = models.DateField(
        _("verified on"), null=True, blank=True, help_text=_("The day a person last rang or checked it.")
    )

    class Meta:
        verbose_name = _("helpline")
        verbose_name_plural = _("helplines")
        ordering = ["country", "position", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "phone"],
                name="helpline_once",
                violation_error_message=_("This number is already there."),
            )
        ]

    def __str__(self):
        return localized(self, "name").text

    @property
    def href(self):
        return dial(self.phone)

    @property
    def country_name(self):
        return country_name(self.country)
