"""Reads the rows there are for the checks of 0023."""

from django.db import migrations

from organisations.migration_operations import ValidateCheck


class Migration(migrations.Migration):
    dependencies = [("networks", "0023_known_dates")]

    operations = [
        ValidateCheck("network", "networks_network_founding_date_check"),
        ValidateCheck("network", "networks_network_dissolution_date_check"),
        ValidateCheck("network", "networks_network_as_of_check"),
        ValidateCheck("membership", "networks_membership_start_date_check"),
        ValidateCheck("membership", "networks_membership_end_date_check"),
        ValidateCheck("membership", "networks_membership_as_of_check"),
        ValidateCheck("project", "networks_project_as_of_check"),
        ValidateCheck("project", "networks_project_start_date_check"),
        ValidateCheck("project", "networks_project_end_date_check"),
        ValidateCheck("participation", "networks_participation_start_date_check"),
        ValidateCheck("participation", "networks_participation_end_date_check"),
        ValidateCheck("participation", "networks_participation_as_of_check"),
    ]
