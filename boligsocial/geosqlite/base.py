"""The connection: Django's own SQLite backend, with the spatial functions registered on every connection."""

from django.db.backends.sqlite3.base import DatabaseWrapper as SQLiteWrapper

from boligsocial.geosqlite.features import DatabaseFeatures
from boligsocial.geosqlite.functions import register
from boligsocial.geosqlite.introspection import DatabaseIntrospection
from boligsocial.geosqlite.operations import DatabaseOperations
from boligsocial.geosqlite.schema import DatabaseSchemaEditor


class DatabaseWrapper(SQLiteWrapper):
    display_name = "SQLite with GEOS"
    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures
    introspection_class = DatabaseIntrospection
    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        register(connection)
        return connection
