"""What migrations need beside Django's own operations."""

from django.db.migrations.operations import AddConstraint
from django.db.migrations.operations.base import Operation


class RenewChoicesCheck(Operation):
    """Lets the database take the new choices of a ``CheckedChoiceField``, after it was altered.

    PostgreSQL keeps the check of a column as it was made; SQLite makes the
    whole table anew when a field is altered, and its checks with it.
    """

    reversible = True

    def __init__(self, model_name, field):
        self.model_name, self.field = model_name, field

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            return
        options = to_state.apps.get_model(app_label, self.model_name)._meta
        column = options.get_field(self.field)
        table = schema_editor.quote_name(options.db_table)
        name = schema_editor.quote_name(f"{options.db_table}_{column.column}_check")
        check = column.db_check(schema_editor.connection)
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        schema_editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({check})", params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass

    def describe(self):
        return f"Take the new choices of {self.field} on {self.model_name}"


class AddCheck(AddConstraint):
    """Adds a check that PostgreSQL keeps from now on; ``ValidateCheck`` reads the rows there are."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.execute(f"{self.constraint.create_sql(model, schema_editor)} NOT VALID", params=None)


class ValidateCheck(Operation):
    """Reads the rows that a check was added beside, while others read and write them."""

    reversible = True

    def __init__(self, model_name, name):
        self.model_name, self.name = model_name, name

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
            names = (schema_editor.quote_name(table), schema_editor.quote_name(self.name))
            schema_editor.execute("ALTER TABLE {} VALIDATE CONSTRAINT {}".format(*names))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass

    def describe(self):
        return f"Validate constraint {self.name} on {self.model_name}"
