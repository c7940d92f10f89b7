"""Rules on names that migration 0006 of this app and 0007 of networks lay on the database, and rows that broke them."""

import re

from django.db import migrations

from organisations.fields import without_markup
from organisations.languages import site_languages

NAMES = [f"name_{language}" for language in site_languages()]


def names_without_markup(records, other_names):
    """Return the operations that let no record, and no other name of one, be called by markup."""
    columns = dict.fromkeys(records, NAMES) | dict.fromkeys(other_names, ["name"])
    return [
        migrations.AddConstraint(model, _named(without_markup(*names), model)) for model, names in columns.items()
    ]


def _named(constraint, model):
    constraint.name %= {"class": model}
    return constraint


def strip_markup(models, columns):
    """Take tags out of names that were written before these were refused."""
    for model in models:
        for row in model._base_manager.all():
            before = [getattr(row, column) for column in columns]
            after = [_plain(name) for name in before]
            if after != before:
                model._base_manager.filter(pk=row.pk).update(**dict(zip(columns, after, strict=True)))


def _plain(name):
    name = re.sub(r"</?[A-Za-z][^<>]*>", "", name or "").strip() or name
    return re.sub("[<>]", " ", name) if name and "<" in name and ">" in name else name
