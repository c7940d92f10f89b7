"""Lets no date have a year, month or day of 00, and mends those there are: piece by piece, for nobody to wait."""

from django.db import migrations

from organisations.migration_operations import KnowPartialDates


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("networks", "0022_late_words")]

    operations = [
        KnowPartialDates("network", "founding_date", "dissolution_date", "as_of"),
        KnowPartialDates("membership", "start_date", "end_date", "as_of"),
        KnowPartialDates("project", "as_of", "start_date", "end_date"),
        KnowPartialDates("participation", "start_date", "end_date", "as_of"),
    ]
