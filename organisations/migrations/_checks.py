"""What a check was of, and through whom it came: columns of 0013 of this app and 0015 of networks."""

from django.db import migrations, models

from organisations.fields import CheckedChoiceField

THROUGH = [("editor", "an editor"), ("itself", "those concerned")]


def digest_field():
    return models.CharField(db_default="", default="", editable=False, max_length=16)


def through_field():
    return CheckedChoiceField(
        blank=True,
        choices=THROUGH,
        db_default="",
        default="",
        editable=False,
        max_length=20,
        verbose_name="verified by",
    )


def still_field():
    return models.DateField(editable=False, null=True, verbose_name="verified on")


def columns_of_checks(*models_of_records):
    """Return the operations for some kinds of record; their histories do not hold what can be worked out."""
    return [
        *(migrations.AddField(name, "still_verified_on", still_field()) for name in models_of_records),
        *(
            migrations.AddField(prefix + name, column, field())
            for name in models_of_records
            for prefix in ("", "historical")
            for column, field in (("verified_digest", digest_field), ("verified_through", through_field))
        ),
    ]
