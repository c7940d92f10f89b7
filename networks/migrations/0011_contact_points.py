"""Gives networks and projects contact points, and lets the groups of editors keep them."""

from importlib import import_module

import django.db.models.deletion
import organisations.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models

permission = import_module('networks.migrations.0005_roles').permission
KEEP = ('view', 'add', 'change', 'delete')
ACTS = {'Translator': ('view',), 'Editor': KEEP, 'Publisher': KEEP, 'Administrator': KEEP}


def grant(apps, schema_editor):
    for role, acts in ACTS.items():
        group = apps.get_model('auth', 'Group').objects.get_or_create(name=role)[0]
        for model in ('networks.networkcontactpoint', 'networks.projectcontactpoint'):
            group.permissions.add(*(permission(apps, model, act) for act in acts))


class Migration(migrations.Migration):

    dependencies = [
        ('networks', '0010_sort_keys'),
        ('organisations', '0011_contact_points'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalNetworkContactPoint',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('channel', organisations.fields.CheckedChoiceField(choices=[('call', 'telephone'), ('text', 'text message'), ('whatsapp', 'WhatsApp'), ('signal', 'Signal'), ('chat', 'chat'), ('mail', 'e-mail'), ('visit', 'visit'), ('web', 'website')], max_length=20, verbose_name='channel')),
                ('value', models.CharField(help_text='Only what the organisation itself publishes.', max_length=300, verbose_name='number or address')),
                ('opening_hours', models.CharField(blank=True, default='', max_length=300, verbose_name='opening hours')),
                ('hours_note_sv', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('hours_note_ar', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('hours_note_en', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('audience_sv', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('audience_ar', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('audience_en', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('cost', organisations.fields.CheckedChoiceField(blank=True, choices=[('free', 'free of charge'), ('charged', 'costs money')], default='', max_length=20, verbose_name='cost')),
                ('confidentiality', organisations.fields.CheckedChoiceField(choices=[('public', 'public'), ('area', 'readers see the area only'), ('editors', 'editors only')], default='public', help_text='Of a postal address readers may see the area only.', max_length=20, verbose_name='confidentiality')),
                ('related', models.JSONField(default=dict)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='networks.network', verbose_name='network')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.revision')),
            ],
            options={
                'verbose_name': 'historical contact point',
                'verbose_name_plural': 'historical contact points',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalProjectContactPoint',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('channel', organisations.fields.CheckedChoiceField(choices=[('call', 'telephone'), ('text', 'text message'), ('whatsapp', 'WhatsApp'), ('signal', 'Signal'), ('chat', 'chat'), ('mail', 'e-mail'), ('visit', 'visit'), ('web', 'website')], max_length=20, verbose_name='channel')),
                ('value', models.CharField(help_text='Only what the organisation itself publishes.', max_length=300, verbose_name='number or address')),
                ('opening_hours', models.CharField(blank=True, default='', max_length=300, verbose_name='opening hours')),
                ('hours_note_sv', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('hours_note_ar', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('hours_note_en', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('audience_sv', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('audience_ar', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('audience_en', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('cost', organisations.fields.CheckedChoiceField(blank=True, choices=[('free', 'free of charge'), ('charged', 'costs money')], default='', max_length=20, verbose_name='cost')),
                ('confidentiality', organisations.fields.CheckedChoiceField(choices=[('public', 'public'), ('area', 'readers see the area only'), ('editors', 'editors only')], default='public', help_text='Of a postal address readers may see the area only.', max_length=20, verbose_name='confidentiality')),
                ('related', models.JSONField(default=dict)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='networks.project', verbose_name='project')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.revision')),
            ],
            options={
                'verbose_name': 'historical contact point',
                'verbose_name_plural': 'historical contact points',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='NetworkContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', organisations.fields.CheckedChoiceField(choices=[('call', 'telephone'), ('text', 'text message'), ('whatsapp', 'WhatsApp'), ('signal', 'Signal'), ('chat', 'chat'), ('mail', 'e-mail'), ('visit', 'visit'), ('web', 'website')], max_length=20, verbose_name='channel')),
                ('value', models.CharField(help_text='Only what the organisation itself publishes.', max_length=300, verbose_name='number or address')),
                ('opening_hours', models.CharField(blank=True, default='', max_length=300, verbose_name='opening hours')),
                ('hours_note', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, verbose_name='exceptions')),
                ('hours_note_sv', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('hours_note_ar', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('hours_note_en', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('audience', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, verbose_name='who it is for')),
                ('audience_sv', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('audience_ar', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('audience_en', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('cost', organisations.fields.CheckedChoiceField(blank=True, choices=[('free', 'free of charge'), ('charged', 'costs money')], default='', max_length=20, verbose_name='cost')),
                ('confidentiality', organisations.fields.CheckedChoiceField(choices=[('public', 'public'), ('area', 'readers see the area only'), ('editors', 'editors only')], default='public', help_text='Of a postal address readers may see the area only.', max_length=20, verbose_name='confidentiality')),
                ('languages', models.ManyToManyField(blank=True, to='organisations.language', verbose_name='languages spoken')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_points', to='networks.network', verbose_name='network')),
            ],
            options={
                'verbose_name': 'contact point',
                'verbose_name_plural': 'contact points',
                'ordering': ['pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('record', 'channel', 'value'), name='networkcontactpoint_once', violation_error_message='This contact point is already there.'), models.CheckConstraint(condition=models.Q(('channel', 'visit'), models.Q(('confidentiality', 'area'), _negated=True), _connector='OR'), name='networkcontactpoint_area_of_address', violation_error_message='Only a postal address has an area to show in its place.')],
            },
        ),
        migrations.CreateModel(
            name='ProjectContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', organisations.fields.CheckedChoiceField(choices=[('call', 'telephone'), ('text', 'text message'), ('whatsapp', 'WhatsApp'), ('signal', 'Signal'), ('chat', 'chat'), ('mail', 'e-mail'), ('visit', 'visit'), ('web', 'website')], max_length=20, verbose_name='channel')),
                ('value', models.CharField(help_text='Only what the organisation itself publishes.', max_length=300, verbose_name='number or address')),
                ('opening_hours', models.CharField(blank=True, default='', max_length=300, verbose_name='opening hours')),
                ('hours_note', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, verbose_name='exceptions')),
                ('hours_note_sv', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('hours_note_ar', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('hours_note_en', models.CharField(blank=True, help_text='When it is otherwise: closed in July.', max_length=200, null=True, verbose_name='exceptions')),
                ('audience', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, verbose_name='who it is for')),
                ('audience_sv', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('audience_ar', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('audience_en', models.CharField(blank=True, help_text='If not for everybody: girls under 18.', max_length=200, null=True, verbose_name='who it is for')),
                ('cost', organisations.fields.CheckedChoiceField(blank=True, choices=[('free', 'free of charge'), ('charged', 'costs money')], default='', max_length=20, verbose_name='cost')),
                ('confidentiality', organisations.fields.CheckedChoiceField(choices=[('public', 'public'), ('area', 'readers see the area only'), ('editors', 'editors only')], default='public', help_text='Of a postal address readers may see the area only.', max_length=20, verbose_name='confidentiality')),
                ('languages', models.ManyToManyField(blank=True, to='organisations.language', verbose_name='languages spoken')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_points', to='networks.project', verbose_name='project')),
            ],
            options={
                'verbose_name': 'contact point',
                'verbose_name_plural': 'contact points',
                'ordering': ['pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('record', 'channel', 'value'), name='projectcontactpoint_once', violation_error_message='This contact point is already there.'), models.CheckConstraint(condition=models.Q(('channel', 'visit'), models.Q(('confidentiality', 'area'), _negated=True), _connector='OR'), name='projectcontactpoint_area_of_address', violation_error_message='Only a postal address has an area to show in its place.')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
