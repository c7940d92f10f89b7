"""How somebody is reached: by which channel, in which languages, when (HSDS: phone, schedule, language)."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import opening_hours, phones
from ..fields import CheckedChoiceField, LineField
from .confidentiality import confidentiality_field
from .rules import RuledQuerySet
from .vocabularies import Indexed, Language

MAILBOX = re.compile(r".*<([^<>\s]+@[^<>\s]+)>\s*")  # as programs of mail write it: Anna <anna@b.se>

# Facets of whatever has contact points (``Record.facet_paths``).
FACETS = {"channel": ["contact_points__channel"], "answers": ["contact_points__languages__code"]}


class ContactPointManager(models.Manager.from_queryset(RuledQuerySet)):
    def get_by_natural_key(self, record, channel, value):
        return self.get(record__slug=record, channel=channel, value=value)


class OpeningHoursField(LineField):
    """Opening hours as ``organisations.opening_hours`` writes them; no hours are an empty text."""

    def to_python(self, value):
        """Write what can be read in the one way of writing it; the rest is for ``validate`` to refuse."""
        value = super().to_python(value)
        try:
            return opening_hours.written(opening_hours.parse(value)) if value else value
        except ValidationError:
            return value

    def validate(self, value, row):
        super().validate(value, row)
        if value:
            opening_hours.parse(value)


def hours_field():
    return OpeningHoursField(_("opening hours"), max_length=300, blank=True, default="")


class AbstractContactPoint(Indexed):
    """A public way to reach a record: one table beside each kind that has any (schema.org: ContactPoint).

    A number that is called and has WhatsApp too has a row for each. ``value`` of a channel of
    telephones is as ``organisations.phones`` stores it; what it cannot read stays only as it
    was stored before that rule, and can neither be written anew nor dialled.
    """

    ruled = ("channel",)

    class Channel(models.TextChoices):
        CALL = "call", _("telephone")
        TEXT = "text", _("text message")
        WHATSAPP = "whatsapp", "WhatsApp"
        SIGNAL = "signal", "Signal"
        CHAT = "chat", _("chat")
        MAIL = "mail", _("e-mail")
        VISIT = "visit", _("visit")
        WEB = "web", _("website")

    class Cost(models.TextChoices):
        FREE = "free", pgettext_lazy("of a call", "free of charge")
        CHARGED = "charged", pgettext_lazy("of a call", "costs money")

    NUMBERS = (Channel.CALL, Channel.TEXT, Channel.WHATSAPP, Channel.SIGNAL)

    channel = CheckedChoiceField(_("channel"), choices=Channel)
    value = LineField(
        _("number or address"), max_length=300, help_text=_("Only what the organisation itself publishes.")
    )
    languages = models.ManyToManyField(Language, blank=True, verbose_name=_("languages spoken"))
    opening_hours = hours_field()
    hours_note = LineField(
        _("exceptions"), max_length=200, blank=True, help_text=_("When it is otherwise: closed in July.")
    )
    audience = LineField(
        _("who it is for"), max_length=200, blank=True, help_text=_("If not for everybody: girls under 18.")
    )
    cost = CheckedChoiceField(_("cost"), choices=Cost, blank=True, default="")
    confidentiality = confidentiality_field(_("Of a postal address readers may see the area only."))

    objects = ContactPointManager()

    class Meta:
        abstract = True
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "channel", "value"],
                name="%(class)s_once",
                violation_error_message=_("This contact point is already there."),
            ),
            models.CheckConstraint(
                condition=Q(channel="visit") | ~Q(confidentiality="area"),
                name="%(class)s_area_of_address",
                violation_error_message=_("Only a postal address has an area to show in its place."),
            ),
        ]

    def __str__(self):
        return self.value

    def natural_key(self):
        return (self.record.slug, self.channel, self.value)

    def clean(self):
        """Write the value as the rule has it; one of before the rule keeps nobody from saving."""
        try:
            value = self.checked_value()
        except ValidationError as error:
            if not self.is_as_stored():
                raise ValidationError({"value": error.messages}) from None
        else:
            if value == self.value or not (self.is_as_stored() and self.is_taken(value)):
                self.value = value

    def checked_value(self):
        """Return the value as it is stored; raise ValidationError where its channel has no such value."""
        if self.channel in self.NUMBERS:
            return phones.stored(self.value, "" if self.value.startswith("+") else self.country)
        value = as_address(self.channel, self.value)
        if validate := VALIDATORS.get(self.channel):
            validate(value)
        return value

    def is_as_stored(self):
        """Tell whether it says what it said before there was a rule against it."""
        stored = type(self).objects.filter(pk=self.pk, channel=self.channel, value=self.value)
        return self.pk is not None and stored.exists()

    def is_taken(self, value):
        others = type(self).objects.filter(record=self.record_id, channel=self.channel, value=value)
        return others.exclude(pk=self.pk).exists()

    @property
    def country(self):
        """The country in which a number without + is dialled: that of its record, where it has one yet."""
        return self.record.country if hasattr(self, "record") else ""

    @classmethod
    def public_along(cls, way):
        """Return the condition that a contact point may be known from afar: no address, and no secret."""
        return Q(**{f"{way}confidentiality": "public"}) & ~Q(**{f"{way}channel": "visit"})


VALIDATORS = {
    AbstractContactPoint.Channel.MAIL: validate_email,
    AbstractContactPoint.Channel.WEB: URLValidator(["http", "https"]),
    AbstractContactPoint.Channel.CHAT: URLValidator(["http", "https"]),
}


def as_address(channel, value):
    """Return an address as people copy it: "www.a.se" is one of the web, "mailto:a@b.se" of a mailbox."""
    if channel == AbstractContactPoint.Channel.MAIL:
        return MAILBOX.sub(r"\1", value.removeprefix("mailto:"))
    is_web = channel in (AbstractContactPoint.Channel.WEB, AbstractContactPoint.Channel.CHAT)
    return f"https://{value}" if is_web and value and "://" not in value else value


LINKS = {
    AbstractContactPoint.Channel.CALL: phones.href,
    AbstractContactPoint.Channel.TEXT: lambda value: phones.href(value).replace("tel:", "sms:"),
    AbstractContactPoint.Channel.WHATSAPP: lambda value: phones.app_href(value, "https://wa.me/"),
    AbstractContactPoint.Channel.SIGNAL: lambda value: phones.app_href(value, "https://signal.me/#p/+"),
    AbstractContactPoint.Channel.MAIL: "mailto:{}".format,
    AbstractContactPoint.Channel.WEB: str,
    AbstractContactPoint.Channel.CHAT: str,
}


def link_of(channel, value):
    """Return the address that a contact point's link leads to, or "" where a link would not help."""
    follow = LINKS.get(channel)
    return follow(value) if follow else ""
