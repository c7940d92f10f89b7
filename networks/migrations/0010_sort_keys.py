"""Sorts the names of networks and projects anew, as 0009 of organisations does."""

from django.db import migrations

from organisations.migrations._sorting import renew_sort_keys


def renew(apps, schema_editor):
    renew_sort_keys([apps.get_model("networks", model) for model in ("Network", "Project")])


class Migration(migrations.Migration):
    dependencies = [("networks", "0009_easy_read")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop, elidable=True)]
