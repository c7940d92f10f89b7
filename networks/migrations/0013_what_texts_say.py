"""Makes needs, target groups, places of founding and "as of" facts of their own, and lets projects be tied."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import organisations.fields
from organisations.migration_operations import AddCheck, RenewChoicesCheck
from organisations.migrations._origins import add_origin, carry_needs_over, give_attested_back, take_over_attested

NAMES = ("historicalnetworkname", "historicalprojectname", "networkname", "projectname")


def forwards(apps, schema_editor):
    take_over_attested(apps, "networks", NAMES)
    goes_on = Q(kind="service") & ~Q(stage__in=("planned", "completed"))
    carry_needs_over(apps.get_model("networks", "Project"), "end_date", goes_on)
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table that waits for that


def backwards(apps, schema_editor):
    give_attested_back(apps, "networks", NAMES)


class Migration(migrations.Migration):
    dependencies = [
        ('networks', '0012_rate_counters'),
        ('organisations', '0012_what_texts_say'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='participation',
            name='participation_one_party',
        ),
        migrations.AddField(
            model_name='historicalmembership',
            name='as_of',
            field=organisations.fields.PartialDateField(blank=True, db_default='', default='', help_text='When a source says that it is so. Left empty, the date of the source that is cited.', max_length=10, verbose_name='as of'),
        ),
        migrations.AddField(
            model_name='historicalnetwork',
            name='as_of',
            field=organisations.fields.PartialDateField(blank=True, db_default='', default='', help_text='When a source says that it is so. Left empty, the date of the source that is cited.', max_length=10, verbose_name='as of'),
        ),
        migrations.AddField(
            model_name='historicalnetwork',
            name='founding_place',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisations.place', verbose_name='founded in'),
        ),
        migrations.AddField(
            model_name='historicalparticipation',
            name='as_of',
            field=organisations.fields.PartialDateField(blank=True, db_default='', default='', help_text='When a source says that it is so. Left empty, the date of the source that is cited.', max_length=10, verbose_name='as of'),
        ),
        migrations.AddField(
            model_name='historicalparticipation',
            name='other_project',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='networks.project', verbose_name='other project'),
        ),
        migrations.AddField(
            model_name='historicalproject',
            name='as_of',
            field=organisations.fields.PartialDateField(blank=True, db_default='', default='', help_text='When a source says that it is so. Left empty, the date of the source that is cited.', max_length=10, verbose_name='as of'),
        ),
        migrations.AddField(
            model_name='historicalproject',
            name='places_of_provider',
            field=models.BooleanField(db_default=False, default=False, help_text='Sources name no place of it, only those of who runs it; these stand here.', verbose_name='places of who runs it'),
        ),
        migrations.AddField(
            model_name='membership',
            name='as_of',
            field=organisations.fields.PartialDateField(blank=True, db_default='', default='', help_text='When a source says that it is so. Left empty, the date of the source that is cited.', max_length=10, verbose_name='as of'),
        ),
        migrations.AddField(
            model_name='network',
            name='as_of',
            field=organisations.fields.PartialDateField(blank=True, db_default='', default='', help_text='When a source says that it is so. Left empty, the date of the source that is cited.', max_length=10, verbose_name='as of'),
        ),
        migrations.AddField(
            model_name='network',
            name='founding_place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.place', verbose_name='founded in'),
        ),
        migrations.AddField(
            model_name='network',
            name='needs',
            field=models.ManyToManyField(blank=True, help_text='Only what a source says that it gives, not what it works on.', to='organisations.need', verbose_name='help it gives'),
        ),
        migrations.AddField(
            model_name='network',
            name='target_groups',
            field=models.ManyToManyField(blank=True, to='organisations.targetgroup', verbose_name='target groups'),
        ),
        migrations.AddField(
            model_name='participation',
            name='as_of',
            field=organisations.fields.PartialDateField(blank=True, db_default='', default='', help_text='When a source says that it is so. Left empty, the date of the source that is cited.', max_length=10, verbose_name='as of'),
        ),
        migrations.AddField(
            model_name='participation',
            name='other_project',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='participations_elsewhere', to='networks.project', verbose_name='other project'),
        ),
        migrations.AddField(
            model_name='project',
            name='as_of',
            field=organisations.fields.PartialDateField(blank=True, db_default='', default='', help_text='When a source says that it is so. Left empty, the date of the source that is cited.', max_length=10, verbose_name='as of'),
        ),
        migrations.AddField(
            model_name='project',
            name='needs',
            field=models.ManyToManyField(blank=True, help_text='Only what a source says that it gives, not what it works on.', to='organisations.need', verbose_name='help it gives'),
        ),
        migrations.AddField(
            model_name='project',
            name='places_of_provider',
            field=models.BooleanField(db_default=False, default=False, help_text='Sources name no place of it, only those of who runs it; these stand here.', verbose_name='places of who runs it'),
        ),
        migrations.AddField(
            model_name='project',
            name='target_groups',
            field=models.ManyToManyField(blank=True, to='organisations.targetgroup', verbose_name='target groups'),
        ),
        migrations.AlterField(
            model_name='historicalnetwork',
            name='kind',
            field=organisations.fields.CheckedChoiceField(blank=True, choices=[('network', 'network'), ('umbrella', 'umbrella organisation'), ('forum', 'forum or platform'), ('council', 'council'), ('working-group', 'working group'), ('coalition', 'coalition'), ('initiative', 'initiative')], default='', help_text='Only if a source shows it.', max_length=20, verbose_name='kind'),
        ),
        RenewChoicesCheck("historicalnetwork", "kind"),
        migrations.AlterField(
            model_name='historicalproject',
            name='kind',
            field=organisations.fields.CheckedChoiceField(blank=True, choices=[('project', 'project'), ('service', 'service'), ('event', 'event'), ('campaign', 'campaign'), ('training', 'training'), ('publication', 'publication'), ('film', 'film'), ('radio', 'radio programme'), ('award', 'award')], default='', help_text='Only if a source shows it.', max_length=20, verbose_name='kind'),
        ),
        RenewChoicesCheck("historicalproject", "kind"),
        migrations.AlterField(
            model_name='network',
            name='kind',
            field=organisations.fields.CheckedChoiceField(blank=True, choices=[('network', 'network'), ('umbrella', 'umbrella organisation'), ('forum', 'forum or platform'), ('council', 'council'), ('working-group', 'working group'), ('coalition', 'coalition'), ('initiative', 'initiative')], default='', help_text='Only if a source shows it.', max_length=20, verbose_name='kind'),
        ),
        RenewChoicesCheck("network", "kind"),
        migrations.AlterField(
            model_name='project',
            name='kind',
            field=organisations.fields.CheckedChoiceField(blank=True, choices=[('project', 'project'), ('service', 'service'), ('event', 'event'), ('campaign', 'campaign'), ('training', 'training'), ('publication', 'publication'), ('film', 'film'), ('radio', 'radio programme'), ('award', 'award')], default='', help_text='Only if a source shows it.', max_length=20, verbose_name='kind'),
        ),
        RenewChoicesCheck("project", "kind"),
        AddCheck(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('network__isnull', True), ('organisation__isnull', False), ('other_project__isnull', True), ('person__isnull', True)), models.Q(('network__isnull', True), ('organisation__isnull', True), ('other_project__isnull', True), ('person__isnull', False)), models.Q(('network__isnull', False), ('organisation__isnull', True), ('other_project__isnull', True), ('person__isnull', True)), models.Q(('network__isnull', True), ('organisation__isnull', True), ('other_project__isnull', False), ('person__isnull', True)), _connector='OR'), name='participation_one_party', violation_error_message='Choose just one: who has the role?'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(fields=('other_project', 'project', 'role', 'start_date'), name='participation_other_project_once', violation_error_message='This tie is already there.'),
        ),
        AddCheck(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('other_project__isnull', True), models.Q(('other_project', models.F('project')), _negated=True), _connector='OR'), name='participation_not_with_itself', violation_error_message='A project is not tied to itself.'),
        ),
        *add_origin(*NAMES),
        migrations.RunPython(forwards, backwards),
        *(migrations.RemoveField(name, "attested") for name in NAMES),
    ]
