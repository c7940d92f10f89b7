"""Makes needs, target groups, places of founding and "as of" facts of their own, and says whose form a name is."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import organisations.fields
from organisations.migrations._origins import (
    add_origin,
    carry_needs_over,
    give_attested_back,
    take_over_attested,
)

NAMES = ("historicalorganisationname", "historicalpersonname", "organisationname", "personname")


def forwards(apps, schema_editor):
    take_over_attested(apps, "organisations", NAMES)
    organisation = apps.get_model("organisations", "Organisation")
    carry_needs_over(organisation, "dissolution_date", Q(kind__in=("shelter", "association")))
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table that waits for that


def backwards(apps, schema_editor):
    give_attested_back(apps, "organisations", NAMES)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0011_contact_points")]

    operations = [
        migrations.CreateModel(
            name='TargetGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='slug')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_sv', models.CharField(max_length=120, null=True, verbose_name='name')),
                ('name_ar', models.CharField(max_length=120, null=True, verbose_name='name')),
                ('name_en', models.CharField(max_length=120, null=True, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position in the list')),
            ],
            options={
                'verbose_name': 'target group',
                'verbose_name_plural': 'target groups',
                'ordering': ['position', 'slug'],
            },
        ),
        migrations.AddField(
            model_name='affiliation',
            name='as_of',
            field=organisations.fields.PartialDateField(blank=True, db_default='', default='', help_text='When a source says that it is so. Left empty, the date of the source that is cited.', max_length=10, verbose_name='as of'),
        ),
        migrations.AddField(
            model_name='historicalaffiliation',
            name='as_of',
            field=organisations.fields.PartialDateField(blank=True, db_default='', default='', help_text='When a source says that it is so. Left empty, the date of the source that is cited.', max_length=10, verbose_name='as of'),
        ),
        migrations.AddField(
            model_name='historicalorganisation',
            name='founding_place',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisations.place', verbose_name='founded in'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='founding_place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.place', verbose_name='founded in'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='needs',
            field=models.ManyToManyField(blank=True, help_text='Only what a source says that it gives, not what it works on.', to='organisations.need', verbose_name='help it gives'),
        ),
        migrations.AddField(
            model_name='role',
            name='lasting',
            field=models.BooleanField(db_default=False, default=False, help_text='An office or another state: readers are told as of when it is known.', verbose_name='lasting'),
        ),
        migrations.AddField(
            model_name='source',
            name='date_basis',
            field=organisations.fields.CheckedChoiceField(choices=[('text', 'stated in the text'), ('copy', 'of a copy that was found'), ('reckoned', 'worked out from the text')], db_default='text', default='text', max_length=20, verbose_name='how the date is known'),
        ),
        migrations.AddField(
            model_name='source',
            name='licence',
            field=models.CharField(blank=True, db_default='', default='', help_text='Under which the text may be used, if it says so: CC BY-SA 4.0.', max_length=60, verbose_name='licence'),
        ),
        migrations.AddField(
            model_name='source',
            name='licence_url',
            field=models.URLField(blank=True, db_default='', default='', verbose_name='address of the licence'),
        ),
        migrations.AddField(
            model_name='source',
            name='publisher_basis',
            field=organisations.fields.CheckedChoiceField(choices=[('text', 'named in the text'), ('copy', 'where a copy was found')], db_default='text', default='text', max_length=20, verbose_name='how the publisher is known'),
        ),
        # Only words change.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='focusarea',
                    name='need',
                    field=models.ForeignKey(blank=True, help_text='Offered to who searches for this; who meets a need is said at each record.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='focus_areas', to='organisations.need', verbose_name='related need'),
                ),
            ]
        ),
        migrations.AddField(
            model_name='organisation',
            name='target_groups',
            field=models.ManyToManyField(blank=True, to='organisations.targetgroup', verbose_name='target groups'),
        ),
        *add_origin(*NAMES),
        migrations.RunPython(forwards, backwards),
        *(migrations.RemoveField(name, "attested") for name in NAMES),
    ]
