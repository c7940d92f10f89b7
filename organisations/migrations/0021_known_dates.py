"""Lets no date have a year, month or day of 00, and mends those there are: piece by piece, for nobody to wait."""

from django.db import migrations, models

from organisations.migration_operations import KnowPartialDates


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organisations", "0020_aliases")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name=model,
                    name="scheme",
                    field=models.CharField(
                        blank=True,
                        help_text="Code from org-id.guide: GB-COH. A Swedish organisation number needs none.",
                        max_length=20,
                        verbose_name="register",
                    ),
                )
                for model in ("identifier", "historicalidentifier")
            ]
        ),
        KnowPartialDates("source", "date"),
        KnowPartialDates("organisation", "founding_date", "dissolution_date"),
        KnowPartialDates("affiliation", "start_date", "end_date", "as_of"),
    ]
