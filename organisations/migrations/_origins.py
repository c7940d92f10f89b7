"""Whose form an other name is, and who gives help: what migration 0012 of this app and 0013 of networks carry over."""

from django.db import migrations
from django.db.models import Q
from django.utils.timezone import localdate

from organisations.fields import CheckedChoiceField

ORIGINS = [("source", "used in a source"), ("itself", "used by itself"), ("directory", "ours")]


def add_origin(*models):
    field = CheckedChoiceField(
        choices=ORIGINS,
        db_default="source",
        default="source",
        max_length=20,
        verbose_name="whose form it is",
    )
    return [migrations.AddField(model, "origin", field) for model in models]


def take_over_attested(apps, app, models):
    for name in models:
        names = apps.get_model(app, name)._base_manager
        names.filter(attested=False).update(origin="directory")


def give_attested_back(apps, app, models):
    for name in models:
        names = apps.get_model(app, name)._base_manager
        names.update(attested=True)
        names.filter(origin="directory").update(attested=False)


def carry_needs_over(model, end, condition):
    """Let records that met a need by a focus area give that help themselves, so that nobody vanishes unasked."""
    through = model.needs.through
    key = f"{model._meta.model_name}_id"
    goes_on = Q(**{end: ""}) | Q(**{f"{end}__gte": str(localdate().year)})
    for path in ("focus_areas__need", "focus_areas__parent__need"):
        found = model._base_manager.filter(condition & goes_on, **{f"{path}__isnull": False})
        rows = [
            through(**{key: pk, "need_id": need})
            for pk, need in found.order_by("pk").values_list("pk", path).distinct()
        ]
        through._base_manager.bulk_create(rows, ignore_conflicts=True)
