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


class KnowPartialDates(Operation):
    """Mends dates whose year, month or day is 00, and lets the database take none any more (see ``dates``).

    ``ValidateCheck`` reads the rows of PostgreSQL later. SQLite makes the table anew,
    and the triggers that stand on it.
    """

    reversible = True
    MENDED = (
        ("''", "{column} LIKE '0000' OR {column} LIKE '0000-00%' OR {column} LIKE 'XXXX-00%'"),
        ("'XXXX' || substr({column}, 5)", "{column} LIKE '0000-%'"),
        ("substr({column}, 1, 4)", "{column} LIKE '____-00%'"),
        ("substr({column}, 1, 7)", "{column} LIKE '____-__-00'"),
    )

    def __init__(self, model_name, *fields):
        self.model_name, self.fields = model_name, fields

    def deconstruct(self):
        return type(self).__name__, [self.model_name, *self.fields], {}

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.model_name)
        for name in self.fields:
            self.mend(schema_editor, model, model._meta.get_field(name))
        if schema_editor.connection.vendor != "postgresql":
            self.remake(schema_editor, model)

    def mend(self, schema_editor, model, field):
        table, column = (schema_editor.quote_name(name) for name in (model._meta.db_table, field.column))
        for value, condition in self.MENDED:
            words = {"column": column}
            sql = f"UPDATE {table} SET {column} = {value.format(**words)} WHERE {condition.format(**words)}"
            schema_editor.execute(sql, params=None)
        if schema_editor.connection.vendor == "postgresql":
            name = schema_editor.quote_name(f"{model._meta.db_table}_{field.column}_check")
            check = f"CHECK ({field.db_check(schema_editor.connection)}) NOT VALID"
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}", params=None)
            schema_editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {check}", params=None)

    def remake(self, schema_editor, model):
        with schema_editor.connection.cursor() as cursor:
            of_table = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
            cursor.execute(of_table, [model._meta.db_table])
            triggers = [sql for (sql,) in cursor.fetchall()]
        schema_editor._remake_table(model)
        for sql in triggers:
            schema_editor.execute(sql, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass

    def describe(self):
        return f"Know partial dates of {self.model_name}"
