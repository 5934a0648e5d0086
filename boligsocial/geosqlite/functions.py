"""PostGIS's functions under PostGIS's names, answered by GEOS through shapely.

They take and return EWKB blobs; NULL in gives NULL out.
"""

import sqlite3
from functools import partial

import numpy
import shapely

from boligsocial.geosqlite.shapes import is_geometry, known, read_pair, srid_of, transform, write

COLLECTORS = {
    "Point": shapely.multipoints,
    "LineString": shapely.multilinestrings,
    "Polygon": shapely.multipolygons,
}
DEGREES = 4326


# --- Questions about two shapes -------------------------------------------------------------------------


def _predicate(question, first, second, *, empty=lambda a, b: False) -> bool:
    a, b = read_pair(first, second)
    return bool(empty(a, b) if a.is_empty or b.is_empty else question(a, b))


def _dwithin(first, second, distance) -> bool:
    if distance < 0:
        raise ValueError("A distance cannot be less than zero.")
    return _predicate(lambda a, b: shapely.dwithin(a, b, distance), first, second)


def _distance(first, second):
    a, b = read_pair(first, second)
    return None if a.is_empty or b.is_empty else float(shapely.distance(a, b))


def _bbox_equals(first, second) -> bool:
    return known.box(first) == known.box(second)


def _bbox_contains(first, second) -> bool:
    a, b = known.box(first), known.box(second)
    return bool(a and b) and a[0] <= b[0] and a[1] <= b[1] and a[2] >= b[2] and a[3] >= b[3]


def _bbox_overlaps(first, second) -> bool:
    a, b = known.box(first), known.box(second)
    return bool(a and b) and a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


# --- Figures and texts about one shape ------------------------------------------------------------------


def _length(shape, dimension: int) -> float:
    """The length of a shape's lines (dimension 1) or of its areas' boundaries (2), never both."""
    if shape.geom_type == "GeometryCollection":
        return sum(_length(part, dimension) for part in shape.geoms)
    return float(shapely.length(shape)) if shapely.get_dimensions(shape) == dimension else 0.0


def _count(shape) -> int:
    return 0 if shape.is_empty else int(shapely.get_num_geometries(shape))


def _as_text(shape) -> str:
    return shapely.to_wkt(shape, rounding_precision=15).replace(" (", "(").replace(", ", ",")


def _as_geojson(blob, precision=9, options=8) -> str:
    """Options as in PostGIS: 1 adds the bounding box, 2 the CRS, 8 the CRS unless it is EPSG:4326."""
    shape = known.shape(blob)
    rounded = shapely.transform(shape, partial(numpy.round, decimals=precision))
    text = shapely.to_geojson(rounded).replace(".0,", ",").replace(".0]", "]").replace(":[[]]", ":[]")
    members = ""
    if options & 2 or (options & 8 and srid_of(blob) != DEGREES):
        members += f'"crs":{{"type":"name","properties":{{"name":"EPSG:{srid_of(blob)}"}}}},'
    if options & 1:
        edges = (0, 0, 0, 0) if shape.is_empty else shape.bounds
        members += f'"bbox":[{",".join(f"{edge:.{precision}f}" for edge in edges)}],'
    kind, _, rest = text.partition(",")
    return f"{kind},{members}{rest}"


# --- Shapes made of shapes ------------------------------------------------------------------------------


def _envelope(shape):
    """PostGIS's corner order: a point or a line when the box is flat, the shape itself when it is empty."""
    if shape.is_empty:
        return shape
    west, south, east, north = shape.bounds
    if west < east and south < north:
        return shapely.Polygon([(west, south), (west, north), (east, north), (east, south)])
    if (west, south) == (east, north):
        return shapely.Point(west, south)
    return shapely.LineString([(west, south), (east, north)])


def _make_valid(shape):
    made = shapely.make_valid(shape)
    # What came in as several parts goes out as several, else it would not fit its column.
    single = hasattr(shape, "geoms") and made.geom_type in COLLECTORS
    return COLLECTORS[made.geom_type]([made]) if single else made


def _overlay(function, whole, first, second):
    """`whole` picks what an empty shape leaves of a pair: PostGIS hands it back as it came."""
    a, b = read_pair(first, second)
    return write(whole(a, b) if a.is_empty or b.is_empty else function(a, b), srid_of(first))


def _other(a, b):
    return b if a.is_empty else a


def _collect(shapes):
    kinds = {shape.geom_type for shape in shapes}
    return COLLECTORS.get(kinds.pop() if len(kinds) == 1 else None, shapely.geometrycollections)(shapes)


def _box_text(shapes) -> str | None:
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return None if numpy.isnan(west) else f"BOX({west!r} {south!r},{east!r} {north!r})"


class _Aggregate:
    """Gathers the shapes of a group. NULLs are left out, and no shapes at all give NULL."""

    def __init__(self):
        self.blobs = []

    def step(self, blob):
        if blob is not None:
            self.blobs.append(blob)

    def finalize(self):
        return self.answer([known.shape(blob) for blob in self.blobs]) if self.blobs else None


class Collect(_Aggregate):
    def answer(self, shapes):
        return write(_collect(shapes), srid_of(self.blobs[0]))


class Union(_Aggregate):
    def answer(self, shapes):
        full = [shape for shape in shapes if not shape.is_empty]
        union = shapely.union_all(full) if full else max(shapes, key=shapely.get_type_id)
        return write(union, srid_of(self.blobs[0]))


class Extent(_Aggregate):
    def answer(self, shapes):
        return _box_text(shapes)


# --- Registration ---------------------------------------------------------------------------------------

OF_BLOBS = {
    ("is_geometry", 3): is_geometry,
    ("bbox_equals", 2): _bbox_equals,
    ("bbox_contains", 2): _bbox_contains,
    ("bbox_within", 2): lambda first, second: _bbox_contains(second, first),
    ("bbox_overlaps", 2): _bbox_overlaps,
    ("ST_Disjoint", 2): partial(_predicate, shapely.disjoint, empty=lambda a, b: True),
    ("ST_Equals", 2): partial(_predicate, shapely.equals, empty=lambda a, b: a.is_empty and b.is_empty),
    ("ST_DWithin", 3): _dwithin,
    ("ST_Distance", 2): _distance,
    ("ST_Transform", 2): transform,
    ("ST_AsGeoJSON", -1): _as_geojson,
    ("ST_Difference", 2): partial(_overlay, shapely.difference, lambda a, b: a),
    ("ST_Intersection", 2): partial(_overlay, shapely.intersection, lambda a, b: a if a.is_empty else b),
    ("ST_SymDifference", 2): partial(_overlay, shapely.symmetric_difference, _other),
    ("ST_Union", 2): partial(_overlay, shapely.union, _other),
}
PREDICATES = {
    "ST_Contains": shapely.contains,
    "ST_CoveredBy": shapely.covered_by,
    "ST_Covers": shapely.covers,
    "ST_Crosses": shapely.crosses,
    "ST_Intersects": shapely.intersects,
    "ST_Overlaps": shapely.overlaps,
    "ST_Touches": shapely.touches,
    "ST_Within": shapely.within,
}
VALUES = {
    "ST_Area": lambda shape: float(shapely.area(shape)),
    "ST_AsBinary": partial(shapely.to_wkb, byte_order=1),
    "ST_AsText": _as_text,
    "ST_IsEmpty": lambda shape: shape.is_empty,
    "ST_IsValid": lambda shape: shape.is_valid,
    "ST_Length": partial(_length, dimension=1),
    "ST_NPoints": lambda shape: int(shapely.get_num_coordinates(shape)),
    "ST_NumGeometries": _count,
    "ST_Perimeter": partial(_length, dimension=2),
}
SHAPES = {
    "ST_Centroid": shapely.centroid,
    "ST_Envelope": _envelope,
    "ST_MakeValid": _make_valid,
    "ST_PointOnSurface": shapely.point_on_surface,
}


def _value(function, blob):
    return function(known.shape(blob))


def _shape(function, blob):
    return write(function(known.shape(blob)), srid_of(blob))


def _strict(function, *values):
    """NULL in, NULL out."""
    return None if None in values else function(*values)


def register(connection: sqlite3.Connection) -> None:
    """Make every function and aggregate known to a connection."""
    functions = dict(OF_BLOBS)
    for table, count, wrapper in (
        (PREDICATES, 2, _predicate),
        (VALUES, 1, _value),
        (SHAPES, 1, _shape),
    ):
        functions |= {(name, count): partial(wrapper, function) for name, function in table.items()}
    for (name, count), function in functions.items():
        # Deterministic: a CHECK may call it, and SQLite answers a constant question once.
        connection.create_function(name, count, partial(_strict, function), deterministic=True)
    for aggregate in (Collect, Extent, Union):
        connection.create_aggregate(f"ST_{aggregate.__name__}", 1, aggregate)
