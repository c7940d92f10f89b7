"""Lets the groups of editors keep needs as they keep the other vocabularies."""

from importlib import import_module

from django.db import migrations

permission = import_module("networks.migrations.0005_roles").permission
VIEW, KEEP = ("view",), ("view", "add", "change")
ACTS = {"Translator": VIEW, "Editor": KEEP, "Publisher": KEEP, "Administrator": (*KEEP, "delete")}


def grant(apps, schema_editor):
    for role, acts in ACTS.items():
        group = apps.get_model("auth", "Group").objects.get_or_create(name=role)[0]
        group.permissions.add(*(permission(apps, "organisations.need", act) for act in acts))


class Migration(migrations.Migration):
    dependencies = [("networks", "0007_rules"), ("organisations", "0007_needs")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
