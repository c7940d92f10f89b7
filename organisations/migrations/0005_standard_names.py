"""Gives models and columns the names that say what they hold; no value changes."""

from django.db import migrations, models

from organisations.migrations._names import RenameColumns, names_of_texts

BASIS = {"ground": "legal_basis"}
COLUMNS = names_of_texts("organisation", "person")
COLUMNS |= {name: COLUMNS[name] | BASIS for name in ("person", "historicalperson")}


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_editors")]

    operations = [
        migrations.RenameModel("FormerAddress", "FormerSlug"),
        migrations.RenameModel("HistoricalFormerAddress", "HistoricalFormerSlug"),
        migrations.RemoveConstraint("nottwins", "not_twins_once"),
        migrations.RemoveConstraint("nottwins", "not_twins_in_order"),
        migrations.RenameModel("NotTwins", "NotDuplicate"),
        migrations.AddConstraint(
            "notduplicate",
            models.UniqueConstraint(fields=["kind", "first", "second"], name="not_duplicate_once"),
        ),
        migrations.AddConstraint(
            "notduplicate",
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="not_duplicate_in_order"
            ),
        ),
        migrations.RemoveConstraint("person", "person_published_on_a_ground"),
        RenameColumns(COLUMNS),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(legal_basis__in=["public-role", "consent"]),
                name="person_published_on_a_ground",
                violation_error_message="A person is published only on a ground: choose which.",
            ),
        ),
    ]
