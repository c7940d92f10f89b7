"""Lets the database keep rules that only forms, views and the admin knew."""

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Length, TruncDate
from django.db.models.lookups import LessThanOrEqual

from networks import citation_triggers
from organisations.migrations._rules import NAMES, names_without_markup, strip_markup


def remove_markup(apps, schema_editor):
    strip_markup([apps.get_model("networks", model) for model in ("Network", "Project")], NAMES)
    strip_markup([apps.get_model("networks", model) for model in ("NetworkName", "ProjectName")], ["name"])


def complete(apps, schema_editor):
    """Give decisions and answers the day that they lack; an answer that was taken counts."""
    reports = apps.get_model("networks", "Report").objects
    reports.filter(state="new").update(decided_on=None)
    reports.exclude(state="new").filter(decided_on=None).update(decided_on=TruncDate("created"))
    reports.filter(Q(LessThanOrEqual(20_001, Length("proposal")))).update(proposal="")
    requests = apps.get_model("networks", "ConfirmationRequest").objects
    requests.filter(answer="").update(answered=None)
    requests.exclude(answer="").update(revoked=None)
    requests.exclude(answer="").filter(answered=None).update(answered=F("made"))


class Migration(migrations.Migration):
    dependencies = [("networks", "0006_standard_names"), ("organisations", "0006_rules")]

    operations = [
        migrations.RunPython(remove_markup, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(complete, migrations.RunPython.noop, elidable=True),
        *names_without_markup(["network", "project"], ["networkname", "projectname"]),
        migrations.AddConstraint(
            "confirmationrequest",
            models.CheckConstraint(
                condition=Q(answer="", answered=None) | ~Q(answer="") & Q(revoked=None) & ~Q(answered=None),
                name="confirmation_request_answered_or_revoked",
                violation_error_message="This link has been answered or taken back, and takes no other answer.",
            ),
        ),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("proposal"), 20_000)),
                name="report_proposal_length",
                violation_error_message="A proposed text has at most 20,000 characters.",
            ),
        ),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=Q(state="new", decided_on=None) | ~Q(state="new") & ~Q(decided_on=None),
                name="report_day_of_decision",
                violation_error_message="A decision has a day, and what is not decided has none.",
            ),
        ),
        migrations.RunPython(citation_triggers.create, citation_triggers.drop),
    ]
