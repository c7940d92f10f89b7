"""Reads the rows there are for the checks of 0021."""

from django.db import migrations

from organisations.migration_operations import ValidateCheck


class Migration(migrations.Migration):
    dependencies = [("organisations", "0021_known_dates")]

    operations = [
        ValidateCheck("source", "organisations_source_date_check"),
        ValidateCheck("organisation", "organisations_organisation_founding_date_check"),
        ValidateCheck("organisation", "organisations_organisation_dissolution_date_check"),
        ValidateCheck("affiliation", "organisations_affiliation_start_date_check"),
        ValidateCheck("affiliation", "organisations_affiliation_end_date_check"),
        ValidateCheck("affiliation", "organisations_affiliation_as_of_check"),
    ]
