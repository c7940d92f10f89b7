"""Columns that the database itself checks."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from . import text, written_dates
from .dates import UNKNOWN_YEAR, validate_partial_date, validate_year

PLANNED_AHEAD = 30  # years: the end of what is planned


class CleanText:
    """A column of text that holds nothing invisible, by whatever way it is written (see ``text``).

    Django asks ``to_python`` for whatever it writes or looks for. The column
    itself is Django's own, and so no migration knows of this. What is kept
    ``as_written`` (by readers, by other programs) may hold tags and broken letters.
    """

    clean_text = staticmethod(text.clean)

    def __init__(self, *args, as_written=False, **kwargs):
        self.as_written = as_written
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        return self.clean_text(value) if isinstance(value, str) else value

    def clean(self, value, instance):
        """Refuse broken letters and tags; a text that was stored with them keeps nobody from saving."""
        try:
            text.validate("" if self.as_written else value or "")
        except ValidationError:
            if not self.is_stored(value, instance):
                raise
        return super().clean(value, instance)

    def is_stored(self, value, instance):
        if instance is None or instance.pk is None:
            return False
        rows = type(instance)._base_manager.filter(pk=instance.pk)
        return rows.filter(**{self.attname: value}).exists()

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs


class ProseField(CleanText, models.TextField):
    """A text of some length."""


class LineField(CleanText, models.CharField):
    """A text of one line."""

    clean_text = staticmethod(text.one_line)


class CleanURLField(CleanText, models.URLField):
    """A URL; a mark that turns its letters round would let it look like another."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


NO_MARKUP = _("Write the name without markup such as <b>.")


def validate_name(value):
    """Refuse a name that may hold markup; one sign alone does not."""
    if "<" in value and ">" in value:
        raise ValidationError(NO_MARKUP)


def without_markup(*names):
    """Return the constraint that no column of these holds markup."""
    condition = Q()
    for name in names:
        condition &= ~Q(**{f"{name}__contains": "<"}) | ~Q(**{f"{name}__contains": ">"})
    return models.CheckConstraint(
        condition=condition, name="%(class)s_name_without_markup", violation_error_message=NO_MARKUP
    )


def clean_name(value):
    """Return a name on one line, "" if no letter or number is in it: "-" is no name."""
    return text.one_line(value).strip() if any(map(str.isalnum, value)) else ""


class NameField(LineField):
    """What something is called: a line without markup. What shows nothing is no name."""

    default_validators = [validate_name]
    default_error_messages = {"blank": _("Write the name.")}
    clean_text = staticmethod(clean_name)


def clean_names(value):
    """Return names, a line each: clean, each once."""
    return "\n".join(dict.fromkeys(filter(None, map(clean_name, text.with_plain_lines(value).split("\n")))))


class NamesField(ProseField):
    """Names without markup, a line each."""

    default_validators = [validate_name]
    clean_text = staticmethod(clean_names)


class PartialDateFormField(forms.CharField):
    """A partial date in a form: a year that can hardly be meant is refused, unless it is there already."""

    def __init__(self, *, ahead=1, **kwargs):
        self.ahead = ahead
        super().__init__(**kwargs)

    def to_python(self, value):
        return written_dates.read(super().to_python(value))

    def _clean_bound_field(self, bound):
        value = super()._clean_bound_field(bound)
        if value and value != bound.initial:
            validate_partial_date(value)
            validate_year(value, self.ahead)
        return value


class PartialDateField(models.CharField):
    """A partial date (see ``dates``) or nothing; the database checks its form.

    Any year may be stored; of forms and tables none that lies more than ``ahead`` years in the future.
    """

    default_validators = [validate_partial_date]

    def __init__(self, *args, ahead=1, **kwargs):
        self.ahead = ahead
        kwargs = {"max_length": 10, "blank": True, "default": ""} | kwargs
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        """Take a date as people and databases write it: ١٩٩٤ is 1994, and so is 1994-00-00."""
        return written_dates.read(text.tidy(super().to_python(value)))

    def formfield(self, **kwargs):
        # Too long a text is no date either: one message says what to write.
        form = {"form_class": PartialDateFormField, "ahead": self.ahead}
        return super().formfield(**form | kwargs | {"max_length": None})

    def db_check(self, connection):
        column = connection.ops.quote_name(self.column)
        if connection.vendor == "postgresql":
            year, rest = "(?!0000)[0-9]{4}", "-(?!00)[0-9]{2}"
            return f"{column} ~ '^({year}({rest}){{0,2}}|XXXX({rest}){{1,2}})?$'"
        year, two = "[0-9][0-9][0-9][0-9]", "-[0-9][0-9]"
        forms = ["", year, year + two, year + two + two, "XXXX" + two, "XXXX" + two + two]
        allowed = " OR ".join(f"{column} GLOB '{form}'" for form in forms)
        return f"({allowed}) AND {column} NOT GLOB '0000*' AND {column} NOT GLOB '*-00*'"


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


def period_excludes(start, end, first=None, last=None):
    """Return a condition that a period is known to begin after the last year, or to end before the first."""
    later = Q(**{f"{start}__gt": f"{last:04}-12-31", f"{start}__lt": UNKNOWN_YEAR}) if last else Q()
    return later | (Q(**{f"{end}__gt": "", f"{end}__lt": f"{first:04}"}) if first else Q())
