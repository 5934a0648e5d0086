"""The same questions asked of a database and of GEOS itself, and what counts as the same answer."""

import json
import re
import struct

import shapely
from django.contrib.gis.db.models import Collect, Extent, functions
from django.contrib.gis.db.models import Union as UnionOfAll
from django.contrib.gis.geos import GeometryCollection, GEOSGeometry, MultiPoint, Point
from django.contrib.gis.measure import Area, D, Distance
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from tests.geosqlite.models import Pair

LOOKUPS = (
    "intersects", "within", "contains", "covers", "coveredby", "disjoint", "overlaps", "touches", "crosses", "equals",
    "exact", "same_as", "bboverlaps", "bbcontains", "contained",
)  # fmt: skip
# No lattice distance comes near this one, so the last digit never decides.
NEAR = 31.234567
DISTANCES = ("dwithin", "distance_lt", "distance_lte", "distance_gt", "distance_gte")
OVERLAYS = ("Intersection", "Union", "Difference", "SymDifference")
OF_ONE = (
    "Area", "Length", "Perimeter", "Centroid", "PointOnSurface", "Envelope", "IsValid", "IsEmpty", "NumPoints",
    "NumGeometries", "AsWKT", "AsWKB",
)  # fmt: skip


def _questions():
    for lookup in LOOKUPS:
        yield lookup, _whether(Q(**{f"a__{lookup}": F("b")}))
    for lookup in DISTANCES:
        yield lookup, _whether(Q(**{f"a__{lookup}": (F("b"), D(m=NEAR))}))
        yield f"{lookup} plain", _whether(Q(**{f"a__{lookup}": (F("b"), NEAR)}))
    for name in ("Distance", *OVERLAYS):
        yield name, getattr(functions, name)("a", "b")
    for name in OF_ONE:
        yield name, getattr(functions, name)("a")
    yield "isvalid", _whether(Q(a__isvalid=True))
    yield "isempty", _whether(Q(a__isempty=True))
    yield "Transform", functions.Transform("a", 4326)
    yield "AsGeoJSON", functions.AsGeoJSON(functions.Transform("a", 4326), precision=6)
    yield "AsGeoJSON in metres", functions.AsGeoJSON("a", bbox=True, crs=True)


def _whether(condition):
    return ExpressionWrapper(condition, output_field=BooleanField())


def of_database(pairs, using):
    """What a database answers about every pair: a list of {question: answer}."""
    rows = Pair.objects.using(using)
    rows.all().delete()
    rows.bulk_create([Pair(a=a, b=b) for a, b in pairs])
    questions = {f"q{number}": question for number, (_, question) in enumerate(_questions())}
    names = [name for name, _ in _questions()]
    return [dict(zip(names, row, strict=True)) for row in rows.order_by("pk").values_list(*questions.values())]


def make_valid_of_database(shapes, using):
    rows = Pair.objects.using(using)
    rows.all().delete()
    rows.bulk_create([Pair(a=shape) for shape in shapes])
    answers = rows.order_by("pk").values_list(functions.IsValid("a"), functions.MakeValid("a"))
    return [{"IsValid": valid, "MakeValid": made} for valid, made in answers]


def aggregates_of_database(shapes, using):
    rows = Pair.objects.using(using)
    rows.all().delete()
    rows.bulk_create([Pair(a=shape) for shape in shapes])
    return rows.aggregate(collect=Collect("a"), extent=Extent("a"), union=UnionOfAll("a"))


# --- GEOS, asked without any database: the oracle where there is no PostGIS --------------------------------


def of_geos(pairs):
    return [_about_two(a, b) | _about_one(a) for a, b in pairs]


def _about_two(a, b):
    names = (*LOOKUPS, *DISTANCES, *(f"{lookup} plain" for lookup in DISTANCES), "Distance", *OVERLAYS)
    if a is None or b is None:
        return dict.fromkeys(names)
    bare = a.empty or b.empty
    # PostGIS: an empty shape has no part in anything, but equals any other empty shape.
    answers = {lookup: not bare and getattr(a, lookup)(b) for lookup in LOOKUPS[:4] + LOOKUPS[6:9]}
    answers |= {"coveredby": not bare and b.covers(a), "disjoint": bare or a.disjoint(b)}
    answers["equals"] = (a.empty and b.empty) if bare else a.equals(b)
    answers |= _about_boxes(_box(a), _box(b)) | _about_distance(None if bare else a.distance(b))
    return answers | _overlays(a, b)


def _overlays(a, b):
    answers = {name: getattr(a, name.lower().replace("sym", "sym_"))(b) for name in OVERLAYS}
    if a.empty or b.empty:
        # PostGIS hands the other shape back as it came, a multipolygon of one part and all.
        answers |= {"Union": b if a.empty else a, "SymDifference": b if a.empty else a, "Difference": a}
    return answers


def _box(shape):
    """Single precision, rounded outwards, found by stepping through the numbers' bits."""
    return None if shape.empty else [_single(edge, up=place > 1) for place, edge in enumerate(shape.extent)]


def _single(number, up):
    (near,) = struct.unpack("f", struct.pack("f", number))
    if near >= number if up else near <= number:
        return near
    # Both coordinates are positive here: the next bit pattern is the next number.
    (bits,) = struct.unpack("i", struct.pack("f", near))
    return struct.unpack("f", struct.pack("i", bits + (1 if up else -1)))[0]


def _about_boxes(a, b):
    if not (a and b):
        return dict.fromkeys(("bboverlaps", "bbcontains", "contained"), False) | dict.fromkeys(
            ("exact", "same_as"), a is b
        )
    return {
        "bboverlaps": a[0] <= b[2] and a[2] >= b[0] and a[1] <= b[3] and a[3] >= b[1],
        "bbcontains": _inside(b, a),
        "contained": _inside(a, b),
        "exact": a == b,
        "same_as": a == b,
    }


def _inside(a, b):
    return b[0] <= a[0] and b[1] <= a[1] and b[2] >= a[2] and b[3] >= a[3]


def _about_distance(distance):
    far, near = (None, None) if distance is None else (distance > NEAR, distance < NEAR)
    answers = {"distance_lt": near, "distance_lte": near, "distance_gt": far, "distance_gte": far}
    answers["dwithin"] = bool(near)
    answers |= {f"{lookup} plain": answer for lookup, answer in answers.items()}
    return answers | {"Distance": distance}


def _about_one(shape):
    if shape is None:
        return dict.fromkeys((*OF_ONE, "isvalid", "isempty", "Transform", "AsGeoJSON", "AsGeoJSON in metres"))
    degrees = shape.transform(4326, clone=True)
    return {
        "Area": shape.area,
        "Length": shape.length if shape.dims == 1 else 0.0,
        "Perimeter": shape.length if shape.dims == 2 else 0.0,
        "Centroid": shape.centroid,
        "PointOnSurface": shape.point_on_surface,
        # The hull of two corners of the box and the other two: a point or a line when the box is flat.
        "Envelope": shape if shape.empty else _corners(shape.extent).convex_hull,
        "IsValid": shape.valid,
        "isvalid": shape.valid,
        "IsEmpty": shape.empty,
        "isempty": shape.empty,
        "NumPoints": shape.num_coords,
        "NumGeometries": 0 if shape.empty else shape.num_geom,
        "AsWKT": shape.wkt.replace(" (", "(").replace(", ", ","),
        "AsWKB": shapely.to_wkb(shapely.from_wkb(bytes(shape.ewkb)), byte_order=1),
        "Transform": degrees,
        "AsGeoJSON": _geojson(degrees, 6),
        "AsGeoJSON in metres": _geojson(shape, 8, crs=True, bbox=True),
    }


def _corners(extent):
    west, south, east, north = extent
    return MultiPoint([Point(x, y) for x in (west, east) for y in (south, north)], srid=25832)


def _geojson(shape, precision, crs=False, bbox=False):
    members = {"type": shape.geom_type}
    if crs:
        members["crs"] = {"type": "name", "properties": {"name": f"EPSG:{shape.srid}"}}
    if bbox:
        members["bbox"] = [0.0] * 4 if shape.empty else [round(edge, precision) for edge in shape.extent]
    members["coordinates"] = [] if shape.empty else shape.coords
    return json.dumps(members, separators=(",", ":"))


def make_valid_of_geos(shapes):
    return [
        {"IsValid": shape and shape.valid, "MakeValid": shape and _as_many(shape, shape.make_valid())}
        for shape in shapes
    ]


def _as_many(shape, made):
    if shape.geom_typeid < 4 or made.geom_typeid > 3:
        return made
    return _collected([made])


def _collected(shapes):
    kinds = {shape.geom_type for shape in shapes}
    kind = kinds.pop() if len(kinds) == 1 else ""
    parts = ",".join(shape.wkt.removeprefix(kind.upper()) for shape in shapes)
    name = f"MULTI{kind.upper()}" if kind in ("Point", "LineString", "Polygon") else "GEOMETRYCOLLECTION"
    if name == "GEOMETRYCOLLECTION":
        parts = ",".join(shape.wkt for shape in shapes)
    return GEOSGeometry(f"{name}({parts})", srid=25832)


def aggregates_of_geos(shapes):
    shapes = [shape for shape in shapes if shape is not None]
    full = [shape for shape in shapes if not shape.empty]
    edges = [shape.extent for shape in full]
    return {
        "collect": _collected(shapes) if shapes else None,
        "extent": _around(edges) if full else None,
        "union": GeometryCollection(*full, srid=25832).unary_union if full else next(iter(shapes), None),
    }


def _around(edges):
    west, south, east, north = zip(*edges, strict=True)
    return min(west), min(south), max(east), max(north)


# --- What counts as the same -------------------------------------------------------------------------------


def same(mine, theirs):
    """Whether two answers say the same: shapes to a micrometre, figures to nine digits, the rest exactly."""
    mine, theirs = _plain(mine), _plain(theirs)
    if mine is None or theirs is None or isinstance(mine, bool):
        return mine is theirs
    if isinstance(mine, GEOSGeometry):
        return _same_shape(mine, theirs)
    if isinstance(mine, str):
        return _same_text(mine, theirs)
    if isinstance(mine, tuple):
        return all(map(same, mine, theirs))
    if isinstance(mine, float):
        return abs(mine - theirs) <= 1e-6 + 1e-9 * abs(theirs)
    return mine == theirs


def _plain(answer):
    if isinstance(answer, Distance):
        return answer.m
    if isinstance(answer, Area):
        return answer.sq_m
    return bytes(answer) if isinstance(answer, memoryview) else answer


def _same_shape(mine, theirs):
    if mine.srid != theirs.srid or mine.empty or theirs.empty:
        return mine.srid == theirs.srid and mine.empty == theirs.empty
    one, other = (shapely.from_wkb(bytes(shape.ewkb)) for shape in (mine, theirs))
    corners = [shapely.multipoints(shapely.get_coordinates(shape)) for shape in (one, other)]
    return (
        mine.geom_type == theirs.geom_type
        and len(shapely.get_parts(one)) == len(shapely.get_parts(other))
        and shapely.hausdorff_distance(*corners) < 1e-6
        and abs(one.area - other.area) < 1e-3
        and abs(one.length - other.length) < 1e-3
    )


NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")


def _same_text(mine, theirs):
    """The same words and marks in the same order, and the same numbers however many zeros they end in."""
    numbers = [[float(number[0]) for number in NUMBER.finditer(text)] for text in (mine, theirs)]
    texts = [NUMBER.sub("#", text) for text in (mine, theirs)]
    return texts[0] == texts[1] and all(abs(one - other) <= 1.1e-6 for one, other in zip(*numbers, strict=True))


def differences(mine, theirs):
    """The questions two databases answer differently, with both answers."""
    return {name: (str(mine[name]), str(theirs[name])) for name in mine if not same(mine[name], theirs[name])}
