"""Lets citations and checks remember what they were of."""

from django.db import migrations, models

from organisations.migrations._checks import columns_of_checks


def vouches_field():
    return models.JSONField(
        db_default=models.Value({}, models.JSONField()), default=dict, editable=False
    )


class Migration(migrations.Migration):
    dependencies = [("networks", "0014_validate_parties")]

    operations = [
        *(
            migrations.AddField(name, "vouches", vouches_field())
            for name in ("citation", "historicalcitation")
        ),
        *columns_of_checks("network", "project"),
    ]
