"""Gives who offers help a text for readers who read little."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0007_needs"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalorganisation",
            name="easy_read_ar",
            field=models.TextField(
                blank=True,
                help_text="Two short sentences in plain words: what help there is, and for whom. At most 250 characters.",
                null=True,
                validators=[django.core.validators.MaxLengthValidator(250)],
                verbose_name="easy to read",
            ),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="easy_read_en",
            field=models.TextField(
                blank=True,
                help_text="Two short sentences in plain words: what help there is, and for whom. At most 250 characters.",
                null=True,
                validators=[django.core.validators.MaxLengthValidator(250)],
                verbose_name="easy to read",
            ),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="easy_read_sv",
            field=models.TextField(
                blank=True,
                help_text="Two short sentences in plain words: what help there is, and for whom. At most 250 characters.",
                null=True,
                validators=[django.core.validators.MaxLengthValidator(250)],
                verbose_name="easy to read",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="easy_read",
            field=models.TextField(
                blank=True,
                help_text="Two short sentences in plain words: what help there is, and for whom. At most 250 characters.",
                validators=[django.core.validators.MaxLengthValidator(250)],
                verbose_name="easy to read",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="easy_read_ar",
            field=models.TextField(
                blank=True,
                help_text="Two short sentences in plain words: what help there is, and for whom. At most 250 characters.",
                null=True,
                validators=[django.core.validators.MaxLengthValidator(250)],
                verbose_name="easy to read",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="easy_read_en",
            field=models.TextField(
                blank=True,
                help_text="Two short sentences in plain words: what help there is, and for whom. At most 250 characters.",
                null=True,
                validators=[django.core.validators.MaxLengthValidator(250)],
                verbose_name="easy to read",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="easy_read_sv",
            field=models.TextField(
                blank=True,
                help_text="Two short sentences in plain words: what help there is, and for whom. At most 250 characters.",
                null=True,
                validators=[django.core.validators.MaxLengthValidator(250)],
                verbose_name="easy to read",
            ),
        ),
    ]
