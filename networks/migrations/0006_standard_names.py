"""Gives models and columns the names that say what they hold; no value changes."""

import django.db.models.deletion
from django.db import migrations, models

from organisations.migrations._names import RenameColumns, names_of_texts
from organisations.models import one_of

SUBJECTS = ("organisation", "person", "network", "project")


def subject_key(app, name):
    """Return the operation that lets a subject lead back to its requests under their new name."""
    return migrations.AlterField(
        "confirmationrequest",
        name,
        models.ForeignKey(
            blank=True,
            null=True,
            on_delete=django.db.models.deletion.CASCADE,
            related_name="confirmation_requests",
            to=f"{app}.{name}",
            verbose_name=name,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("networks", "0005_roles"), ("organisations", "0005_standard_names")]

    operations = [
        migrations.RemoveConstraint("inquiry", "inquiry_one_subject"),
        migrations.RenameModel("Inquiry", "ConfirmationRequest"),
        *(subject_key("organisations", name) for name in SUBJECTS[:2]),
        *(subject_key("networks", name) for name in SUBJECTS[2:]),
        migrations.AddConstraint(
            "confirmationrequest",
            models.CheckConstraint(condition=one_of(*SUBJECTS), name="confirmation_request_one_subject"),
        ),
        RenameColumns(names_of_texts("network", "project")),
    ]
