"""Lets the database keep rules that only forms knew."""

from django.db import migrations

from organisations.migrations._rules import NAMES, names_without_markup, take_markup_away


def take_away(apps, schema_editor):
    take_markup_away([apps.get_model("organisations", model) for model in ("Organisation", "Person")], NAMES)
    names = [apps.get_model("organisations", model) for model in ("OrganisationName", "PersonName")]
    take_markup_away(names, ["name"])


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_standard_names")]

    operations = [
        migrations.RunPython(take_away, migrations.RunPython.noop, elidable=True),
        *names_without_markup(["organisation", "person"], ["organisationname", "personname"]),
    ]
