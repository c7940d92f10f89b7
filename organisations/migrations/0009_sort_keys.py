"""Sorts the names of organisations and people anew: the article is only ال, æ is beside ä."""

from django.db import migrations

from organisations.migrations._sorting import renew_sort_keys


def renew(apps, schema_editor):
    renew_sort_keys([apps.get_model("organisations", model) for model in ("Organisation", "Person")])


class Migration(migrations.Migration):
    dependencies = [("organisations", "0008_easy_read")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop, elidable=True)]
