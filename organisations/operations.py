"""What migrations need beside Django's own operations."""

from django.db.migrations import RunPython


def renew_terms(app_label, model, field):
    """Return the operation that lets the database take a ``TermField``'s new terms.

    PostgreSQL keeps the check of a column as it was made; SQLite makes the
    whole table anew when a field is altered, and its checks with it.
    """

    def renew(apps, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return
        options = apps.get_model(app_label, model)._meta
        column = options.get_field(field)
        table = schema_editor.quote_name(options.db_table)
        name = schema_editor.quote_name(f"{options.db_table}_{column.column}_check")
        check = column.db_check(schema_editor.connection)
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        schema_editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({check})", params=None)

    return RunPython(renew, RunPython.noop)
