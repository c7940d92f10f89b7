"""Lets the citations and checks that there are vouch for what stands now.

A citation that was taken away vouches for nothing, should its version come back.
"""

from django.apps import apps as present
from django.db import migrations
from django.db.models import F

from organisations.models.vouching import BESIDE_FACTS, digest_of, stated

RECORDS = (
    *(("organisations", name) for name in ("Organisation", "Person")),
    *(("networks", name) for name in ("Network", "Project")),
)
SUBJECTS = ("organisation", "person", "network", "project", "affiliation", "membership", "participation")
BATCH = 500


def forwards(apps, schema_editor):
    vouch(apps.get_model("networks", "Citation"), apps.get_model("networks", "HistoricalCitation"))
    for app, name in RECORDS:
        settle(apps.get_model(app, name), (*present.get_model(app, name).facts, *BESIDE_FACTS))
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table that waits for that


def vouch(model, history):
    citations = model._base_manager.prefetch_related(*SUBJECTS)
    for citation in citations.iterator(BATCH):
        subject = next(row for name in SUBJECTS if (row := getattr(citation, name)))
        found = {}
        for fact in citation.supports:
            found |= stated(subject, fact)
        model._base_manager.filter(pk=citation.pk).update(vouches=found)
        history._base_manager.filter(id=citation.pk).update(vouches=found)
    gone = history._base_manager.exclude(id__in=model._base_manager.values("pk"))
    for version in gone.iterator(BATCH):
        version.vouches = {fact: [] for fact in version.supports}
        version.save(update_fields=["vouches"])


def settle(model, facts):
    checked = model._base_manager.exclude(verified_on=None)
    checked.exclude(verified_by=None).update(verified_through="editor")
    for record in checked:
        digest = digest_of(record, facts)
        model._base_manager.filter(pk=record.pk).update(
            verified_digest=digest, still_verified_on=F("verified_on")
        )


class Migration(migrations.Migration):
    dependencies = [("networks", "0015_what_vouches"), ("organisations", "0013_what_vouches")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
