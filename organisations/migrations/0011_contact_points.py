"""Gives contact points a channel, hours and more, and stores telephone numbers as E.164.

A number that cannot be read stays as it was written, for editors to mend: so does one that
would come to the same as another of its organisation.
"""

from django.core.exceptions import ValidationError
from django.db import migrations, models

from organisations import phones
from organisations.fields import CheckedChoiceField
from organisations.languages import site_languages

CHANNELS = {"phone": "call", "email": "mail", "website": "web", "address": "visit"}
KINDS = dict.fromkeys(("call", "text", "whatsapp", "signal"), "phone")
KINDS |= {"mail": "email", "chat": "website", "web": "website", "visit": "address"}
CHOICES = [
    ("call", "telephone"),
    ("text", "text message"),
    ("whatsapp", "WhatsApp"),
    ("signal", "Signal"),
    ("chat", "chat"),
    ("mail", "e-mail"),
    ("visit", "visit"),
    ("web", "website"),
]
OLD_CHOICES = [("phone", "telephone"), ("email", "e-mail"), ("website", "website"), ("address", "postal address")]
COSTS = [("free", "free of charge"), ("charged", "costs money")]
MODELS = ("contactpoint", "historicalcontactpoint")


def channel_field(**options):
    return CheckedChoiceField(choices=CHOICES, max_length=20, verbose_name="channel", **options)


def kind_field():
    return CheckedChoiceField(choices=OLD_CHOICES, default="phone", max_length=20, verbose_name="kind")


def hours_field():
    return models.CharField(blank=True, default="", max_length=300, verbose_name="opening hours")


def translated(model, name, **options):
    """Return the operations that add a short text; in a history it has no column without a language."""
    columns = {f"{name}_{language}": {"null": True} for language in site_languages()}
    if not model.startswith("historical"):
        columns = {name: {}} | columns
    return [
        migrations.AddField(model, column, models.CharField(blank=True, max_length=200, **options, **more))
        for column, more in columns.items()
    ]


def new_columns(model):
    cost = CheckedChoiceField(blank=True, choices=COSTS, default="", max_length=20, verbose_name="cost")
    note = {"verbose_name": "exceptions", "help_text": "When it is otherwise: closed in July."}
    audience = {"verbose_name": "who it is for", "help_text": "If not for everybody: girls under 18."}
    return [
        migrations.AddField(model, "channel", channel_field(default="call")),
        migrations.AddField(model, "opening_hours", hours_field()),
        *translated(model, "hours_note", **note),
        *translated(model, "audience", **audience),
        migrations.AddField(model, "cost", cost),
    ]


def forwards(apps, schema_editor):
    countries = countries_of(apps.get_model("organisations", "Organisation")._base_manager)
    for name in ("ContactPoint", "HistoricalContactPoint"):
        model = apps.get_model("organisations", name)
        for kind, channel in CHANNELS.items():
            model._base_manager.filter(kind=kind).update(channel=channel)
        convert(model, countries, is_history=name.startswith("Historical"))
    helplines = apps.get_model("organisations", "Helpline")._base_manager
    for row in helplines.order_by("pk"):
        number = stored(row.phone, row.country)
        if not helplines.filter(country=row.country, phone=number).exists():
            helplines.filter(pk=row.pk).update(phone=number)
    settle(schema_editor)


def settle(schema_editor):
    """Let PostgreSQL check the rows now: it alters no table that waits for that."""
    schema_editor.connection.check_constraints()


def countries_of(organisations):
    """Return {key: the country of its seat, else the only one of its places, else ""}."""
    found = {}
    for row in organisations.select_related("seat").prefetch_related("places"):
        places = {place.country for place in row.places.all()}
        seat = row.seat.country if row.seat else ""
        found[row.pk] = seat or (places.pop() if len(places) == 1 else "")
    return found


def convert(model, countries, *, is_history):
    """Store each number as E.164, but where the organisation has that number in another row."""
    rows = model._base_manager.filter(channel="call")
    for row in rows.order_by("pk"):
        number = stored(row.value, countries.get(row.record_id, ""))
        is_taken = not is_history and rows.filter(record_id=row.record_id, value=number).exists()
        if number != row.value and not is_taken:
            model._base_manager.filter(pk=row.pk).update(value=number)


def stored(number, country):
    try:
        return phones.stored(number, country)
    except ValidationError:
        return number


def backwards(apps, schema_editor):
    """Leave numbers as E.164, which the rule of before takes too; two channels of one number are one row."""
    for name in ("ContactPoint", "HistoricalContactPoint"):
        model = apps.get_model("organisations", name)
        for channel, kind in KINDS.items():
            model._base_manager.filter(channel=channel).update(kind=kind)
    points, seen = apps.get_model("organisations", "ContactPoint")._base_manager, set()
    for pk, *same in points.order_by("pk").values_list("pk", "record_id", "kind", "value"):
        if tuple(same) in seen:
            points.filter(pk=pk).delete()
        seen.add(tuple(same))
    settle(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0010_urgent_words")]

    operations = [
        migrations.RemoveConstraint("contactpoint", "contact_point_once"),
        migrations.RemoveConstraint("contactpoint", "contact_point_area_of_address"),
        *(migrations.RenameField(model, "organisation", "record") for model in MODELS),
        *(operation for model in MODELS for operation in new_columns(model)),
        migrations.AddField(
            "helpline",
            "languages",
            models.ManyToManyField(blank=True, to="organisations.language", verbose_name="languages spoken"),
        ),
        migrations.AddField("helpline", "opening_hours", hours_field()),
        migrations.AlterField("helpline", "phone", models.CharField(max_length=30, verbose_name="telephone")),
        # The way back makes the column anew, and needs a default.
        *(migrations.AlterField(model, "kind", kind_field()) for model in MODELS),
        migrations.RunPython(forwards, backwards),
        *(migrations.RemoveField(model, "kind") for model in MODELS),
        *(migrations.AlterField(model, "channel", channel_field()) for model in MODELS),
        migrations.AddConstraint(
            "contactpoint",
            models.UniqueConstraint(
                fields=["record", "channel", "value"],
                name="contactpoint_once",
                violation_error_message="This contact point is already there.",
            ),
        ),
        migrations.AddConstraint(
            "contactpoint",
            models.CheckConstraint(
                condition=models.Q(channel="visit") | ~models.Q(confidentiality="area"),
                name="contactpoint_area_of_address",
                violation_error_message="Only a postal address has an area to show in its place.",
            ),
        ),
    ]
