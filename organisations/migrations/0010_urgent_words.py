"""Lets the glossary say whose words may be those of somebody in danger, and marks those that came with the site."""

from django.db import migrations, models

URGENT = [
    "abuse",
    "child-marriage",
    "domestic-violence",
    "female-genital-mutilation",
    "forced-marriage",
    "gender-based-violence",
    "girls-helpline",
    "helpline",
    "honour-killing",
    "honour-related-violence",
    "perpetrator",
    "prostitution",
    "rape",
    "sexual-harassment",
    "sexual-violence",
    "survivor",
    "threat",
    "trafficking",
    "violence",
    "womens-shelter",
]


def mark(apps, schema_editor):
    apps.get_model("organisations", "Concept").objects.filter(slug__in=URGENT).update(urgent=True)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0009_sort_keys")]

    operations = [
        migrations.AddField(
            model_name="concept",
            name="urgent",
            field=models.BooleanField(
                default=False,
                help_text="Whoever searches for it may be in danger: the helplines stand above what is found.",
                verbose_name="urgent",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
