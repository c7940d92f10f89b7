"""Lets the database keep rules that only forms knew."""

from django.db import migrations

from organisations.migrations._rules import NAMES, names_without_markup, strip_markup


def remove_markup(apps, schema_editor):
    strip_markup([apps.get_model("organisations", model) for model in ("Organisation", "Person")], NAMES)
    names = [apps.get_model("organisations", model) for model in ("OrganisationName", "PersonName")]
    strip_markup(names, ["name"])


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_standard_names")]

    operations = [
        migrations.RunPython(remove_markup, migrations.RunPython.noop, elidable=True),
        *names_without_markup(["organisation", "person"], ["organisationname", "personname"]),
    ]
