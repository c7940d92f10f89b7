"""Levels of confidentiality: how exactly readers may know a record, a place, a contact point.

The strictest of those concerned holds: a shelter's town is not told, though
others in that town tell theirs. What follows from it for readers is decided in
``organisations.disclosure``.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..fields import CheckedChoiceField


class Confidentiality(models.TextChoices):
    """Who may know something, the strictest last."""

    PUBLIC = "public", _("public")
    AREA = "area", _("readers see the area only")
    EDITORS = "editors", _("editors only")


def confidentiality_field(help_text):
    return CheckedChoiceField(
        _("confidentiality"),
        choices=Confidentiality,
        default=Confidentiality.PUBLIC,
        help_text=help_text,
    )


class RecordConfidentialityField(CheckedChoiceField):
    """The level of a record. Where nobody chose one, its kind decides, by whatever way it is written.

    To migrations it is the column that it always was.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"default": ""})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        path = f"{CheckedChoiceField.__module__}.{CheckedChoiceField.__qualname__}"
        return name, path, args, kwargs | {"default": Confidentiality.PUBLIC}

    def clean(self, value, row):
        return super().clean(value or row.usual_confidentiality, row)

    def formfield(self, **kwargs):
        field = super().formfield(**kwargs | {"required": False})
        field.choices = [("", _("as its kind asks")), *field.choices]
        return field


def strictest(*levels):
    """Return the level that tells least."""
    return max(levels, key=Confidentiality.values.index)


def place_is_public(column, way):
    """Return the condition that a place's column may be known of a record; ``way`` leads to the place."""
    levels = [Confidentiality.PUBLIC]
    if column in ("country", "subdivision"):
        levels.append(Confidentiality.AREA)
    return Q(confidentiality__in=levels, **{f"{way}confidentiality__in": levels})
