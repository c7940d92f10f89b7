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
    """Make the groups with their permissions, which Django itself makes only after all migrations.

    They are those of the models as they are called here: a later migration may call one otherwise.
    """
    group_model = apps.get_model('auth', 'Group')
    for role, grants in ROLES.items():
        group = group_model.objects.get_or_create(name=role)[0]
        wanted = {(one, act) for grant in grants for one, acts in grant.items() for act in acts}
        group.permissions.add(*(permission(apps, one, act) for one, act in sorted(wanted)))


def permission(apps, one, act):
    """Return the permission to do something with the rows of a model ('networks.report')."""
    model = apps.get_model(one)
    kind = apps.get_model('contenttypes', 'ContentType').objects.get_or_create(
        app_label=model._meta.app_label, model=model._meta.model_name
    )[0]
    return apps.get_model('auth', 'Permission').objects.get_or_create(
        content_type=kind,
        codename=f'{act}_{model._meta.model_name}',
        defaults={'name': f'Can {act} {model._meta.verbose_name}'},
    )[0]


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
