"""A migration leaves the site answering, however many rows there are: it takes no long lock on PostgreSQL.

An index is added concurrently, a constraint is added as NOT VALID and validated later,
a column with a default has that in the database (docs/operations.md, "Migrations").
"""

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Now

# Those of the first releases, for directories of a few thousand rows.
BEFORE = {"organisations": "0011_contact_points", "networks": "0011_contact_points"}
OURS = (*BEFORE, "orgdirectory")
LOCKS = (migrations.AddIndex, migrations.AddConstraint, migrations.RemoveIndex)


def new_migrations():
    loader = MigrationLoader(None)
    for (app, name), migration in loader.disk_migrations.items():
        if app in OURS and name > BEFORE.get(app, ""):
            yield migration


def faults(migration):
    """Yield what locks a table for as long as it has rows, unless the migration made that table or column."""
    made = {one.name_lower for one in migration.operations if isinstance(one, migrations.CreateModel)}
    new = {
        (one.model_name_lower, one.name)
        for one in migration.operations
        if isinstance(one, migrations.AddField) and one.field.null
    }
    for one in migration.operations:
        table = getattr(one, "model_name_lower", "")
        fields = getattr(getattr(one, "constraint", None), "fields", ())
        if table not in made and new.isdisjoint((table, field) for field in fields) and locks(one):
            yield one.describe()


def locks(operation):
    if isinstance(operation, (migrations.AddField, migrations.AlterField)):
        field = operation.field
        if isinstance(operation, migrations.AlterField):
            return bool(field.db_index or field.unique)
        return field.unique or (field.has_default() and not field.has_db_default() and not field.null)
    return type(operation) in LOCKS


def test_no_new_migration_locks_a_table():
    found = {str(one): list(faults(one)) for one in new_migrations()}
    assert {name: told for name, told in found.items() if told} == {}


def migration_with(*operations):
    migration = migrations.Migration("0099_later", "organisations")
    migration.operations = list(operations)
    return migration


INDEX = models.Index(fields=["slug"], name="by_slug")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddIndex("organisation", INDEX),
        migrations.AddConstraint("organisation", models.UniqueConstraint(fields=["slug"], name="one")),
        migrations.AddField("organisation", "size", models.IntegerField(default=0)),
        migrations.AddField("organisation", "number", models.IntegerField(null=True, unique=True)),
        migrations.AlterField("organisation", "slug", models.SlugField(db_index=True)),
    ],
)
def test_what_locks_a_table_is_found(operation):
    assert list(faults(migration_with(operation)))


@pytest.mark.parametrize(
    "operation",
    [
        AddIndexConcurrently("organisation", INDEX),
        migrations.AddField("organisation", "size", models.IntegerField(null=True)),
        migrations.AddField("organisation", "seen", models.DateTimeField(db_default=Now())),
        migrations.CreateModel("Thing", [("id", models.AutoField(primary_key=True))]),
    ],
)
def test_what_takes_a_moment_is_let_through(operation):
    assert list(faults(migration_with(operation))) == []


def test_a_unique_rule_on_a_new_and_empty_column_is_let_through():
    added = migrations.AddField("organisation", "number", models.IntegerField(null=True))
    rule = models.UniqueConstraint(fields=["number", "slug"], name="number_once")
    assert list(faults(migration_with(added, migrations.AddConstraint("organisation", rule)))) == []


def test_an_index_of_a_new_table_is_let_through():
    made = migrations.CreateModel("Thing", [("id", models.AutoField(primary_key=True))])
    assert list(faults(migration_with(made, migrations.AddIndex("thing", INDEX)))) == []
