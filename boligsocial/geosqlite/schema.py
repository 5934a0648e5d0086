from django.contrib.gis.db.models import GeometryField
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as SQLiteSchemaEditor


class DatabaseSchemaEditor(SQLiteSchemaEditor):
    def column_sql(self, model, field, include_default=False):
        """A geometry column takes only shapes of its own kind and SRID, as a PostGIS column does.

        Without this an update() with an expression could store a Polygon where a MultiPolygon is read.
        """
        sql, params = super().column_sql(model, field, include_default)
        if sql is not None and isinstance(field, GeometryField):
            column = self.quote_name(field.column)
            sql += f" CHECK (is_geometry({column}, '{field.geom_type}', {field.srid}))"
        return sql, params
