"""The other forms of a record's name, as sources have them and as we write them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..fields import CheckedChoiceField, NameField, without_markup
from .rules import RuledQuerySet
from .vocabularies import Indexed, Language


class OtherNameManager(models.Manager.from_queryset(RuledQuerySet)):
    def get_by_natural_key(self, record, name, language):
        return self.get(record__slug=record, name=name, language__code=language)


class OtherName(Indexed):
    """Another form of a record's name: one table beside each kind of record.

    ``origin`` says whose form it is: that of a source that is cited, of the
    body or person itself, or the directory's own translation, transliteration or description.
    """

    class Kind(models.TextChoices):
        ACRONYM = "acronym", _("acronym")
        FORMER = "former", _("former name")
        VARIANT = "variant", _("other spelling or form")
        TRANSLATION = "translation", _("translation")
        TRANSLITERATION = "transliteration", _("transliteration")
        DESCRIPTIVE = "descriptive", _("descriptive name")

    class Origin(models.TextChoices):
        SOURCE = "source", _("used in a source")
        ITSELF = "itself", _("used by itself")
        DIRECTORY = "directory", _("ours")

    name = NameField(_("name"), max_length=200)
    language = models.ForeignKey(Language, models.PROTECT, verbose_name=_("language"), related_name="+")
    kind = CheckedChoiceField(_("kind"), choices=Kind)
    origin = CheckedChoiceField(
        _("whose form it is"), choices=Origin, default=Origin.SOURCE, db_default=Origin.SOURCE
    )

    objects = OtherNameManager()

    class Meta:
        abstract = True
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "name", "language"], name="%(class)s_once"),
            models.CheckConstraint(condition=~Q(name=""), name="%(class)s_not_empty"),
            without_markup("name"),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (*self.record.natural_key(), self.name, *self.language.natural_key())
