from django.contrib.gis.gdal import OGRGeomType
from django.db.backends.sqlite3.introspection import DatabaseIntrospection as SQLiteIntrospection
from django.db.backends.sqlite3.introspection import FlexibleFieldLookupDict

from boligsocial.geosqlite.shapes import KINDS


class GeometryLookupDict(FlexibleFieldLookupDict):
    base_data_types_reverse = FlexibleFieldLookupDict.base_data_types_reverse | dict.fromkeys(
        [kind.lower() for kind in KINDS], "GeometryField"
    )


class DatabaseIntrospection(SQLiteIntrospection):
    data_types_reverse = GeometryLookupDict()

    def get_geometry_type(self, table_name, description):
        """The field class and its arguments, read from the declared type, e.g. `polygon(25832)`."""
        kind, _, srid = description.type_code.rstrip(")").partition("(")
        return OGRGeomType(kind).django, {} if int(srid) == 4326 else {"srid": int(srid)}
