"""Rules on one row, which every way in meets: forms, imports, fixtures, commands, ``save()``, ``update()``.

What the database cannot tell of a row by itself (that a text is an address of
the web, that a number ends in its check digit) Python tells before the row is
written: Django asks ``clean()`` and the validators of fields only for forms.
"""

from functools import cache

from django.core.exceptions import ValidationError
from django.db import models, transaction

from ..fields import CheckedChoiceField
from ..languages import site_languages


class RuledQuerySet(models.QuerySet):
    """Rows that keep their rules when many are written at once."""

    def bulk_create(self, objs, *args, **kwargs):
        rows = list(objs)
        for row in rows:
            self.prepare(row)
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs, fields, *args, **kwargs):
        """Update many rows at once; PostgreSQL would cut a text that is too long, as it casts it.

        What moves to another slug is saved one by one, so that its former one leads there.
        """
        rows = list(objs)
        if getattr(self.model, "natural_key_field", None) in fields:
            with transaction.atomic():
                for row in rows:
                    row.save(update_fields=fields)
            return len(rows)
        for row in rows:
            check_row(row, fields)
        return super().bulk_update(rows, fields, *args, **kwargs)

    def prepare(self, row):
        """Make a row ready to be written together with others."""
        check_row(row)

    def update(self, **values):
        """Update the rows; where a rule depends on what changes, save each, so that it holds."""
        columns = {field.name for field in texts_of(self.model)}.union(self.model.ruled)
        if not columns & {name.removesuffix("_id") for name in values}:
            return super().update(**values)
        with transaction.atomic():
            rows = list(self.order_by())
            for row in rows:
                save_changed(row, values)
        return len(rows)


def save_changed(row, values):
    """Save a row with other values; what the database computes is read back first."""
    computed = {name: value for name, value in values.items() if hasattr(value, "resolve_expression")}
    if computed:
        type(row)._base_manager.filter(pk=row.pk).update(**computed)
        row.refresh_from_db()
    for name in values.keys() - computed.keys():
        setattr(row, name, values[name])
    row.save()


class Ruled(models.Model):
    """A row whose rules hold by whatever way it is written; ``clean`` holds those on several columns.

    ``ruled`` names the columns beside the texts on which a rule of ``clean`` depends.
    """

    ruled = ()

    class Meta:
        abstract = True


@cache
def texts_of(model):
    """Return the columns of text that people write, but for those that the database checks by itself.

    A translated field's own column only repeats that of one language.
    """
    names = {field.name for field in model._meta.fields}
    return [
        field
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, CheckedChoiceField)
        and field.editable
        and f"{field.name}_{site_languages()[0]}" not in names
    ]


def check_row(row, columns=None):
    """Clean the texts of a row; raise ValidationError for what it must not hold.

    It asks the database for nothing but what ``clean`` of the model needs.
    ``columns`` are those that are written, by default all.
    """
    errors = {}
    for field in texts_of(type(row)):
        is_written = field.attname in row.__dict__ and (columns is None or field.name in columns)
        if is_written and (messages := _check_text(row, field)):
            errors[field.name] = messages
    if errors:
        raise ValidationError(errors)
    row.clean()


def _check_text(row, field):
    """Clean a text of a row; return what is wrong with it."""
    try:
        value = field.to_python(getattr(row, field.attname))
        setattr(row, field.attname, value)
        if not (field.blank and value in field.empty_values):
            field.clean(value, row)
    except ValidationError as error:
        return error.messages
    return []
