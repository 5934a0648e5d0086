"""How GeoDjango's lookups, functions and aggregates are written in the embedded database's SQL."""

import sqlite3

from django.contrib.gis.db.backends.base.operations import BaseSpatialOperations
from django.contrib.gis.db.backends.utils import SpatialOperator
from django.contrib.gis.db.models import Extent3D, MakeLine, functions
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.gis.measure import Distance
from django.db import NotSupportedError

# From base: the operations module imports it, and cannot be imported before it.
from django.db.backends.sqlite3.base import DatabaseOperations as SQLiteOperations

SUPPORTED_FUNCTIONS = {
    "Area", "AsGeoJSON", "AsWKB", "AsWKT", "Centroid", "Difference", "Distance", "Envelope", "Intersection",
    "IsEmpty", "IsValid", "Length", "MakeValid", "NumGeometries", "NumPoints", "Perimeter", "PointOnSurface",
    "SymDifference", "Transform", "Union",
}  # fmt: skip


class Operators(dict):
    def __missing__(self, lookup):
        raise NotSupportedError(f"The embedded database does not support the {lookup} lookup.")


class Adapter:
    """A shape on its way into the database, as EWKB. Takes a GEOS geometry or another Adapter."""

    def __init__(self, shape):
        self.ewkb = bytes(shape.ewkb)
        self.srid = shape.srid

    def __eq__(self, other):
        return isinstance(other, Adapter) and self.ewkb == other.ewkb

    def __hash__(self):
        return hash(self.ewkb)

    def __conform__(self, protocol):
        return self.ewkb if protocol is sqlite3.PrepareProtocol else None


class DatabaseOperations(BaseSpatialOperations, SQLiteOperations):
    name = "geosqlite"
    Adapter = Adapter
    geom_func_prefix = "ST_"
    function_names = {"AsWKB": "ST_AsBinary", "AsWKT": "ST_AsText", "NumPoints": "ST_NPoints"}
    disallowed_aggregates = (Extent3D, MakeLine)
    # Whatever GeoDjango knows and we do not, in any version of Django.
    unsupported_functions = {
        name
        for name, function in vars(functions).items()
        if isinstance(function, type)
        and issubclass(function, functions.GeoFuncMixin)
        and name not in SUPPORTED_FUNCTIONS
    }
    gis_operators = Operators(
        bbcontains=SpatialOperator(func="bbox_contains"),
        bboverlaps=SpatialOperator(func="bbox_overlaps"),
        contained=SpatialOperator(func="bbox_within"),
        # PostGIS compares bounding boxes here too; `equals` compares shapes.
        exact=SpatialOperator(func="bbox_equals"),
        same_as=SpatialOperator(func="bbox_equals"),
        contains=SpatialOperator(func="ST_Contains"),
        coveredby=SpatialOperator(func="ST_CoveredBy"),
        covers=SpatialOperator(func="ST_Covers"),
        crosses=SpatialOperator(func="ST_Crosses"),
        disjoint=SpatialOperator(func="ST_Disjoint"),
        dwithin=SpatialOperator(func="ST_DWithin"),
        equals=SpatialOperator(func="ST_Equals"),
        intersects=SpatialOperator(func="ST_Intersects"),
        overlaps=SpatialOperator(func="ST_Overlaps"),
        touches=SpatialOperator(func="ST_Touches"),
        within=SpatialOperator(func="ST_Within"),
    )

    def geo_db_type(self, f):
        """The declared type of a column, e.g. `polygon(25832)`; introspection reads it back."""
        if f.geography:
            raise NotSupportedError("The embedded database does not support geography columns.")
        if f.dim != 2:
            raise NotSupportedError("The embedded database does not support three dimensions.")
        return f"{f.geom_type.lower()}({f.srid})"

    def get_geom_placeholder(self, f, value, compiler):
        source = value.output_field if hasattr(value, "as_sql") else value
        return "%s" if source is None or source.srid == f.srid else f"ST_Transform(%s, {f.srid})"

    def get_distance(self, f, value, lookup_type):
        distance = value[0]
        if not isinstance(distance, Distance):
            return [float(distance)]
        if f.geodetic(self.connection):
            raise ValueError(f"A {lookup_type} lookup on a field in degrees takes a plain number, not a length.")
        return [getattr(distance, Distance.unit_attname(f.units_name(self.connection)))]

    def check_expression_support(self, expression):
        super().check_expression_support(expression)
        if not isinstance(expression, functions.GeoFuncMixin):
            return
        # Functions written as an operator never ask for their name.
        if expression.name in self.unsupported_functions:
            self.spatial_function_name(expression.name)
        measures = (functions.Area, functions.Distance, functions.Length, functions.Perimeter)
        if isinstance(expression, measures) and expression.geo_field.geodetic(self.connection):
            raise NotSupportedError(f"The embedded database does not support {expression.name} in degrees.")

    def spatial_aggregate_name(self, agg_name):
        return f"ST_{agg_name}"

    def convert_extent(self, box):
        return box and tuple(float(number) for number in box[4:-1].replace(",", " ").split())

    def get_geometry_converter(self, expression):
        def convert(value, expression, connection):
            return None if value is None else GEOSGeometry(memoryview(value))

        return convert
