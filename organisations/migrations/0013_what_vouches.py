"""Lets a check remember what it was of, and through whom it came."""

from django.db import migrations

from organisations.migrations._checks import columns_of_checks


class Migration(migrations.Migration):
    dependencies = [("organisations", "0012_what_texts_say")]

    operations = columns_of_checks("organisation", "person")
