from django.contrib.auth.management import create_permissions
from django.db import migrations

RECORDS = ('organisations.organisation', 'networks.network', 'networks.project')
PEOPLE = ('organisations.person', 'organisations.personname')
TIES = ('organisations.affiliation', 'networks.membership', 'networks.participation')
PARTS = (
    'organisations.organisationname',
    'organisations.contactpoint',
    'organisations.identifier',
    'networks.networkname',
    'networks.projectname',
    'networks.citation',
)
VOCABULARIES = (
    'organisations.place',
    'organisations.focusarea',
    'organisations.role',
    'organisations.concept',
    'organisations.language',
    'organisations.source',
    'organisations.helpline',
)
MESSAGES = ('networks.report', 'networks.inquiry', 'networks.importfile')
ALL = (*RECORDS, *PEOPLE, *TIES, *PARTS, *VOCABULARIES, *MESSAGES)
ACCOUNTS = ('auth.user', 'auth.group')

READ = {one: {'view'} for one in ALL}
TRANSLATE = {one: {'translate'} for one in (*RECORDS, 'organisations.person')}
EDIT = (
    {one: {'add', 'change'} for one in (*RECORDS, *VOCABULARIES)}
    | {one: {'add', 'change', 'delete'} for one in (*TIES, *PARTS)}
    | {'networks.report': {'change'}, 'networks.inquiry': {'add'}, 'networks.importfile': {'add', 'change', 'delete'}}
)
PUBLISH = {one: {'publish'} for one in (*RECORDS, 'organisations.person')} | {
    'organisations.personname': {'add', 'change', 'delete'},
}
PEOPLE_TOO = {'organisations.person': {'add', 'change'}}
EVERYTHING = {one: {'add', 'change', 'delete', 'view'} for one in (*ALL, *ACCOUNTS)}

ROLES = {
    'Translator': [READ, TRANSLATE],
    'Editor': [READ, TRANSLATE, EDIT],
    'Publisher': [READ, TRANSLATE, EDIT, PUBLISH, PEOPLE_TOO],
    'Administrator': [READ, TRANSLATE, EDIT, PUBLISH, PEOPLE_TOO, EVERYTHING],
}


def make_roles(apps, schema_editor):
    """Make the groups with their permissions, which Django itself makes only after all migrations."""
    from django.apps import apps as live

    for label in ('auth', 'organisations', 'networks'):
        create_permissions(live.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    group_model = apps.get_model('auth', 'Group')
    permission_model = apps.get_model('auth', 'Permission')
    for role, grants in ROLES.items():
        group = group_model.objects.get_or_create(name=role)[0]
        wanted = set()
        for grant in grants:
            for one, acts in grant.items():
                app_label, model = one.split('.')
                wanted |= {(app_label, f'{act}_{model}') for act in acts}
        for app_label, codename in sorted(wanted):
            group.permissions.add(
                permission_model.objects.get(content_type__app_label=app_label, codename=codename)
            )


class Migration(migrations.Migration):

    dependencies = [
        ('networks', '0004_editors'),
        ('organisations', '0004_editors'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
