"""What readers may see of a record that is published: the one place that decides it.

``RecordQuerySet.published()`` decides which records they see at all. A record,
a place and a contact point each say how exactly they may be known, and the
strictest of those concerned holds: a shelter's town is not told, though others
in that town tell theirs.
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


def strictest(*levels):
    return max(levels, key=Confidentiality.values.index)


def public_place(place, *levels):
    """Return a place as readers may see it: itself, the area it is in, or None."""
    if not place:
        return None
    level = strictest(place.confidentiality, *levels)
    return {Confidentiality.PUBLIC: place, Confidentiality.AREA: place.area}.get(level)


def public_places(places, *levels):
    """Return places as readers may see them, each area once."""
    shown = [one for place in places if (one := public_place(place, *levels))]
    return list({str(one): one for one in shown}.values())


def place_is_public(column, way):
    """Return the condition that a place's column may be known of a record; ``way`` leads to the place."""
    levels = [Confidentiality.PUBLIC]
    if column == "country":
        levels.append(Confidentiality.AREA)
    return Q(confidentiality__in=levels, **{f"{way}confidentiality__in": levels})
