"""Columns that the database itself checks."""

import unicodedata

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from .dates import UNKNOWN_YEAR, validate_partial_date


class PartialDateField(models.CharField):
    """A partial date (see ``dates``) or nothing; the database checks its form."""

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs = {"max_length": 10, "blank": True, "default": ""} | kwargs
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        """Take the digits of any keyboard: ١٩٩٤ is 1994."""
        value = super().to_python(value)
        return "".join(str(unicodedata.digit(character, character)) for character in value or "")

    def formfield(self, **kwargs):
        # Too long a text is no date either: one message says what to write.
        return super().formfield(**kwargs | {"max_length": None})

    def db_check(self, connection):
        column = connection.ops.quote_name(self.column)
        if connection.vendor == "postgresql":
            return f"{column} ~ '^([0-9]{{4}}(-[0-9]{{2}}){{0,2}}|XXXX(-[0-9]{{2}}){{1,2}})?$'"
        year, two = "[0-9][0-9][0-9][0-9]", "-[0-9][0-9]"
        forms = ["", year, year + two, year + two + two, "XXXX" + two, "XXXX" + two + two]
        return " OR ".join(f"{column} GLOB '{form}'" for form in forms)


class CheckedChoiceField(models.CharField):
    """One of the terms of a ``TextChoices`` class; the database takes no other."""

    # Django thinks that choices never reach the database; here they do.
    non_db_attrs = tuple(name for name in models.CharField.non_db_attrs if name != "choices")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"max_length": 20} | kwargs))

    def db_check(self, connection):
        terms = [value for value, _label in self.flatchoices if value]
        if self.blank:
            terms.append("")
        listed = ", ".join("'{}'".format(term.replace("'", "''")) for term in terms)
        return f"{connection.ops.quote_name(self.column)} IN ({listed})"


def in_order(start, end):
    """Return the constraint that a period does not end before it starts, worded for editors.

    Only years are compared: "2018" may well be the end of what began in "2018-03".
    """
    years = GreaterThanOrEqual(Left(F(end), 4), Left(F(start), 4))
    return models.CheckConstraint(
        condition=Q(**{start: ""}) | Q(**{end: ""}) | years,
        name="%(class)s_dates_in_order",
        violation_error_message=_("The end comes before the beginning."),
    )


def period_excludes(year, start, end):
    """Return a condition that a period is known to begin after a year, or to end before it."""
    later = Q(**{f"{start}__gt": f"{year:04}-12-31", f"{start}__lt": UNKNOWN_YEAR})
    return later | Q(**{f"{end}__gt": "", f"{end}__lt": f"{year:04}"})
