"""Many tables made at once, for migrations: what brings a new database up in a second."""

from django.db.migrations.operations.base import Operation, OperationCategory


class CreateTables(Operation):
    """What the operations CreateModel in `tables` do one after another, with the models worked out only once.

    Django renders a model again, with everything that has to do with it, for each operation that touches it or one
    of its neighbours. Where nearly all models have to do with each other, that takes far longer than the tables. Here
    the rendered models are put away first, so that all of them are rendered once, when the first table is made.
    The order of `tables` does not matter: foreign keys are checked when the migration is done.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args = ["tables"]

    def __init__(self, tables):
        self.tables = tables

    def deconstruct(self):
        return self.__class__.__qualname__, [], {"tables": self.tables}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create the tables {', '.join(table.name for table in self.tables)}"

    @property
    def migration_name_fragment(self):
        return "tables"
