"""The columns that migration 0005 of this app and 0006 of networks rename in every kind of record."""

from django.db.migrations.operations.base import Operation

from organisations.languages import site_languages

UNCHECKED = ("made_from", "source_digest")
IN_HISTORY = {"made_from": "source_digest", "translation": "translation_review"}
IN_RECORD = IN_HISTORY | {"state_of_text": "translation_state"}


def names_of_texts(*models):
    """Return {model: {old column: new}} for what is kept of the texts of some models, and of their histories."""
    suffixes = [f"_{language}" for language in site_languages()]
    record = {old + end: new + end for old, new in IN_RECORD.items() for end in ("", *suffixes)}
    history = {old + end: new + end for old, new in IN_HISTORY.items() for end in suffixes}
    return {name: record for name in models} | {f"historical{name}": history for name in models}


class RenameColumns(Operation):
    """Renames many columns of many models at once: one by one, Django would think anew of all models each time.

    PostgreSQL renames a column within a check and leaves the check's own name,
    by which ``RenewChoicesCheck`` finds it: it follows here.
    """

    reversible = True

    def __init__(self, columns):
        self.columns = columns

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # made anew once, when the database is asked
        for model, names in self.columns.items():
            for old, new in names.items():
                state.rename_field(app_label, model, old, new)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model, names in self.columns.items():
            self._rename(to_state.apps.get_model(app_label, model)._meta.db_table, names.items(), schema_editor)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model, names in self.columns.items():
            back = [(new, old) for old, new in names.items()]
            self._rename(to_state.apps.get_model(app_label, model)._meta.db_table, back, schema_editor)

    def _rename(self, table, names, schema_editor):
        for old, new in names:
            schema_editor.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{old}" TO "{new}"')
            if schema_editor.connection.vendor == "postgresql" and not old.startswith(UNCHECKED):
                names_of_check = f'"{table}_{old}_check" TO "{table}_{new}_check"'
                schema_editor.execute(f'ALTER TABLE "{table}" RENAME CONSTRAINT {names_of_check}')

    def describe(self):
        return f"Rename columns of {', '.join(self.columns)}"
