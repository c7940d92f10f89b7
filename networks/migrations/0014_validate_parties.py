"""Reads the participations there are for the checks of 0013."""

from django.db import migrations

from organisations.migration_operations import ValidateCheck


class Migration(migrations.Migration):
    dependencies = [("networks", "0013_what_texts_say")]

    operations = [
        ValidateCheck("participation", "participation_one_party"),
        ValidateCheck("participation", "participation_not_with_itself"),
    ]
