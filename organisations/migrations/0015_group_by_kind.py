"""Puts those into the second group whose kind tells it, and the shipped records of no kind that belong there."""

from django.db import migrations
from django.db.models import Q

MERELY_NAMED = ("government", "international", "media", "trade-union")
SHIPPED = (
    *("allmanna-arvsfonden", "arab-women-organization", "corde-iraq", "iraqi-society-of-engineers", "lo"),
    *("office-of-the-high-commissioner-for-human-rights", "palme-center", "radioakademin", "svenska-institutet"),
    "svt",
)


def forwards(apps, schema_editor):
    for name in ("Organisation", "HistoricalOrganisation"):
        rows = apps.get_model("organisations", name)._base_manager
        rows.filter(Q(kind__in=MERELY_NAMED) | Q(slug__in=SHIPPED)).update(group="named")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0014_groups")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
