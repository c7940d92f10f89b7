"""Makes what people need rows of their own, each with a page, of what was a text of a focus area."""

from django.db import migrations, models

import organisations.fields

LANGUAGES = ("sv", "ar", "en")
SLUGS = {
    "shelter-and-protection": "shelter",
    "support-for-survivors": "violence",
    "honour-related-violence": "honour",
    "legal-advice": "legal-help",
}
SYMBOLS = {"shelter": "shelter", "violence": "violence", "honour": "honour", "legal-help": "law"}
PICTURES = [
    ("shelter", "house"),
    ("violence", "shield"),
    ("honour", "broken chain"),
    ("talk", "speech bubble"),
    ("law", "scales"),
    ("health", "heart"),
    ("work", "briefcase"),
    ("children", "adult and child"),
    ("money", "coins"),
    ("learning", "open book"),
    ("migration", "signpost"),
    ("language", "two speech bubbles"),
]


def name(**options):
    return organisations.fields.NameField(
        help_text="In her words: a safe place to stay.", max_length=80, verbose_name="name", **options
    )


def make_needs(apps, schema_editor):
    need_model, area_model = (apps.get_model("organisations", one) for one in ("Need", "FocusArea"))
    for position, area in enumerate(area_model.objects.order_by("position", "slug"), 1):
        names = {f"name_{code}": getattr(area, f"need_text_{code}") for code in LANGUAGES}
        if any(names.values()):
            slug = SLUGS.get(area.slug, area.slug)
            first = next(filter(None, names.values()))
            area.need = need_model.objects.create(
                slug=slug, name=first, symbol=SYMBOLS.get(slug, ""), position=10 * position, **names
            )
            area.save(update_fields=["need"])


def write_texts(apps, schema_editor):
    for area in apps.get_model("organisations", "FocusArea").objects.filter(need__isnull=False):
        for code in LANGUAGES:
            setattr(area, f"need_text_{code}", getattr(area.need, f"name_{code}"))
        area.save()


def text(code):
    suffix = f"_{code}" if code else ""
    return migrations.RemoveField("focusarea", f"need_text{suffix}")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0006_rules")]

    operations = [
        *(
            migrations.RenameField("focusarea", f"need{suffix}", f"need_text{suffix}")
            for suffix in ("", *(f"_{code}" for code in LANGUAGES))
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The URL of its page, the same in all languages.",
                        max_length=80,
                        unique=True,
                        verbose_name="slug",
                    ),
                ),
                ("name", name()),
                *((f"name_{code}", name(null=True)) for code in LANGUAGES),
                (
                    "symbol",
                    organisations.fields.CheckedChoiceField(
                        blank=True, choices=PICTURES, default="", max_length=20, verbose_name="symbol"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="position in the list"),
                ),
            ],
            options={
                "verbose_name": "need",
                "verbose_name_plural": "needs",
                "ordering": ["position", "slug"],
            },
        ),
        migrations.AddField(
            "focusarea",
            "need",
            models.ForeignKey(
                blank=True,
                help_text="What somebody who looks for such help would say she needs.",
                null=True,
                on_delete=models.SET_NULL,
                related_name="focus_areas",
                to="organisations.need",
                verbose_name="need",
            ),
        ),
        migrations.RunPython(make_needs, write_texts, elidable=True),
        *map(text, ("", *LANGUAGES)),
    ]
