"""Telephone numbers for somebody who needs help now; editors keep them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import opening_hours, phones
from ..fields import LineField, NameField
from ..languages import country_choices, country_name, localized
from .contact_points import hours_field
from .vocabularies import Language, Source, Vocabulary


class Helpline(Vocabulary):
    """A number to ring for help in a country; the emergency number comes first.

    ``phone`` is as ``organisations.phones`` stores it.
    """

    ruled = ("country",)

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = NameField(_("name"), max_length=120)
    purpose = LineField(_("what it is for"), max_length=200, blank=True)
    phone = LineField(_("telephone"), max_length=30)
    languages = models.ManyToManyField(Language, blank=True, verbose_name=_("languages spoken"))
    opening_hours = hours_field()
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

    def clean(self):
        super().clean()
        try:
            self.phone = phones.stored(self.phone, self.country)
        except ValidationError as error:
            if not self.is_as_stored():
                raise ValidationError({"phone": error.messages}) from None

    def is_as_stored(self):
        """Tell whether the number is of before there was a rule against it."""
        stored = type(self).objects.filter(pk=self.pk, phone=self.phone, country=self.country)
        return self.pk is not None and stored.exists()

    @property
    def number(self):
        """The number as people in its country write it."""
        return phones.shown(self.phone, self.country)

    @property
    def href(self):
        return phones.href(self.phone)

    @property
    def answers_in(self):
        return list(self.languages.all()) if self.pk else []

    @property
    def hours_in_words(self):
        return opening_hours.rows(self.opening_hours) if self.opening_hours else []

    @property
    def open_now(self):
        """Whether it is open at this moment (``opening_hours.Status``), or None where that is not sure."""
        return opening_hours.status(self.opening_hours, self.country, timezone.now())

    @property
    def country_name(self):
        return country_name(self.country)
