"""Shapes: stored in EPSG:25832 (metres, all of Denmark), shown in EPSG:4326 (degrees)."""

import json
import re
import threading
from functools import lru_cache

import numpy as np
import shapely
from django import forms
from django.contrib.gis.gdal import CoordTransform, GDALException, SpatialReference
from django.contrib.gis.gdal.srs import AxisOrder
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Point, Polygon
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from boligsocial.common.corners import looks_like_corners, parse_corners, read_corner

GRID = 25832  # ETRS89 / UTM zone 32N
DEGREES = 4326  # WGS 84
MOST_CORNERS = 20_000  # a boundary with more is a coastline, and no browser moves its corners
MOST_MEETINGS = 150_000  # sides of features that meet; the join of more, which cross on purpose, takes minutes

# A rough line around Denmark, in metres of the grid: it follows the land border and the Sound closely enough to
# keep Flensburg, Sylt, Malmö, Ven and Helsingborg out, and runs through open water elsewhere.
_DENMARK = Polygon(
    (
        (430_000, 6_102_000),
        (468_000, 6_101_000),
        (476_000, 6_083_000),
        (500_000, 6_079_000),
        (523_000, 6_073_500),
        (530_000, 6_074_500),
        (570_000, 6_072_000),
        (620_000, 6_058_000),
        (640_000, 6_048_000),
        (689_000, 6_040_000),
        (735_000, 6_075_000),
        (738_000, 6_120_000),
        (737_000, 6_155_000),
        (741_000, 6_160_000),
        (741_000, 6_186_000),
        (730_000, 6_196_000),
        (729_500, 6_205_000),
        (727_300, 6_214_000),
        (727_300, 6_220_000),
        (716_000, 6_240_000),
        (690_000, 6_260_000),
        (665_000, 6_330_000),
        (640_000, 6_390_000),
        (600_000, 6_415_000),
        (430_000, 6_340_000),
        (430_000, 6_102_000),
    ),
    srid=GRID,
)
_BORNHOLM = Polygon.from_bbox((855_000, 6_105_000, 895_000, 6_155_000))
_BORNHOLM.srid = GRID

# What a text that is no GeoJSON can raise on its way to a shape.
_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    GEOSException,
    shapely.errors.ShapelyError,
)


class _Transforms(threading.local):
    """One transform between two systems per thread: building it costs about 10 ms, and threads must not share it."""

    def __init__(self):
        self.between = lru_cache(maxsize=8)(
            lambda source, target: CoordTransform(
                *(SpatialReference(srid, axis_order=AxisOrder.TRADITIONAL) for srid in (source, target))
            )
        )


transforms = _Transforms()


def to_grid(shape: GEOSGeometry) -> GEOSGeometry:
    """The same shape in EPSG:25832."""
    return shape if shape.srid == GRID else shape.transform(transforms.between(shape.srid, GRID), clone=True)


def to_degrees(shape: GEOSGeometry) -> GEOSGeometry:
    """The same shape in EPSG:4326, longitude first."""
    return shape if shape.srid == DEGREES else shape.transform(transforms.between(shape.srid, DEGREES), clone=True)


def grid_point(lat: float, lon: float) -> Point:
    """The point of the grid at a latitude and a longitude in degrees."""
    return to_grid(Point(lon, lat, srid=DEGREES))


def in_denmark(shape: GEOSGeometry) -> bool:
    """Whether every part of the shape (EPSG:25832) lies in Denmark or the waters between its parts."""
    return _DENMARK.covers(shape) or _BORNHOLM.covers(shape)


def rough_shape(shape: GEOSGeometry, tolerance: float = 5.0) -> str:
    """The shape as a GeoJSON geometry in degrees, simplified to `tolerance` metres, six decimals: what maps draw."""
    simple = shape.simplify(tolerance, preserve_topology=True)
    return json.dumps(_rounded(json.loads(to_degrees(simple).geojson)), separators=(",", ":"))


def _rounded(value):
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {"type": value["type"], "coordinates": _rounded(value["coordinates"])}
    return value


def parse_shape(text: str) -> GEOSGeometry:
    """A shape in the grid from GeoJSON: EPSG:4326, or 25832 when it says so or its numbers are metres.

    Of several features, which may touch or overlap, one boundary is made. Raises ValidationError, in words, for text
    that is no shape, crosses itself, or lies outside Denmark.
    """
    return _judged(_read(text))


def parse_boundary(text: str) -> GEOSGeometry:
    """Like `parse_shape`; the text may also be a list of corners (common/corners.py)."""
    if looks_like_corners(text):
        return _judged([parse_corners(text, degrees=DEGREES, grid=GRID)])
    return parse_shape(text)


def _judged(shapes: list[GEOSGeometry]) -> GEOSGeometry:
    try:
        found = [to_grid(shape) for shape in shapes]
    except GDALException:
        # No such place on earth.
        raise ValidationError(_("The place lies outside Denmark."), code="outside_denmark") from None
    for shape in found:
        judge_shape(shape)
    return found[0] if len(found) == 1 else join_shapes(found)


def judge_shape(shape: GEOSGeometry) -> None:
    """Raise ValidationError, in words, for a shape of the grid that no boundary can be."""
    if shape.empty:
        raise ValidationError(_("The shape is empty."), code="empty")
    if shape.num_coords > MOST_CORNERS:
        raise ValidationError(
            _("The boundary has more than %(most)s corners. Simplify it first."),
            code="many_corners",
            params={"most": MOST_CORNERS},
        )
    if not shape.valid:
        raise ValidationError(
            _("The boundary crosses itself or has parts that overlap, near %(where)s. Move the corners apart there."),
            code="invalid_shape",
            params={"where": _flaw(shape)},
        )
    if not in_denmark(shape):
        if _is_swapped(shape):
            text = _("The place lies outside Denmark. Latitude and longitude seem to be swapped.")
            raise ValidationError(text, code="swapped_axes")
        raise ValidationError(_("The place lies outside Denmark."), code="outside_denmark")


def join_shapes(shapes: list[GEOSGeometry]) -> GEOSGeometry:
    """One boundary of several: parcels that touch become one part."""
    parts = [part for shape in shapes for part in (shape if shape.geom_type == "MultiPolygon" else [shape])]
    if any(part.geom_type != "Polygon" for part in parts):
        raise ValidationError(_("Among the features is something else than areas."), code="wrong_kind")
    if _meet_too_often(parts):
        text = _("The features are too many to be made one boundary, or cross each other too often. Join them first.")
        raise ValidationError(text, code="many_features")
    whole = MultiPolygon(parts, srid=GRID).unary_union
    judge_shape(whole)
    return whole


def _meet_too_often(parts: list[GEOSGeometry]) -> bool:
    """Whether the boxes of more sides lie over each other than can be joined while somebody waits."""
    rings = shapely.boundary(shapely.from_wkb([bytes(part.wkb) for part in parts]))
    corners, of = shapely.get_coordinates(rings, return_index=True)
    sides = np.stack([corners[:-1], corners[1:]], axis=1)[of[:-1] == of[1:]]
    if len(sides) > MOST_MEETINGS:
        return True
    sides = shapely.linestrings(sides)
    tree, meetings = shapely.STRtree(sides), 0
    for start in range(0, len(sides), 100):
        meetings += tree.query(sides[start : start + 100]).shape[1]
        if meetings > MOST_MEETINGS:
            return True
    return False


def _read(text: str) -> list[GEOSGeometry]:
    """The geometries of a GeoJSON text, in the system it says."""
    no_shape = ValidationError(_("This is not a shape in GeoJSON."), code="no_shape")
    try:
        data = json.loads(text)
        crs = str(data.pop("crs", "") or "") if isinstance(data, dict) else ""
        shapes = [_flat(geometry) for geometry in _geometries(data)]
        if not shapes or not all(abs(number) < 1e9 for shape in shapes for number in shape.extent):
            raise no_shape
        metric = "25832" in crs or (not crs and all(shape.extent[0] > 1_000 for shape in shapes))
        for shape in shapes:
            shape.srid = GRID if metric else DEGREES
        return shapes
    except _UNREADABLE:
        raise no_shape from None


def _geometries(data: dict) -> list[dict]:
    if data.get("type") == "FeatureCollection":
        return [feature["geometry"] for feature in data["features"]]
    return [data["geometry"] if data.get("type") == "Feature" else data]


def _flat(geometry: dict) -> GEOSGeometry:
    """The geometry without heights, which files often have and our columns do not.

    GEOS reads it: GDAL takes rings that are not closed, and obeys a crs member.
    """
    shape = shapely.from_geojson(json.dumps(geometry))
    return GEOSGeometry(memoryview(shapely.to_wkb(shapely.force_2d(shape))))


def _flaw(shape: GEOSGeometry) -> str:
    """Where a shape in the grid is not valid, as people write a point: latitude, longitude."""
    found = re.search(r"\[(-?[\d.]+) (-?[\d.]+)\]", shape.valid_reason)
    x, y = map(float, found.groups()) if found else shape.centroid.coords
    spot = to_degrees(Point(x, y, srid=GRID))
    return f"{spot.y:.5f}, {spot.x:.5f}"


def _is_swapped(shape: GEOSGeometry) -> bool:
    """Whether it would lie in Denmark with latitude and longitude the other way round."""
    centre = to_degrees(shape.centroid)
    return centre.valid and in_denmark(grid_point(lat=centre.x, lon=centre.y))


class ShapeField(forms.CharField):
    """A shape as GeoJSON text; a point also as one corner, a boundary as a list of them (corners.py).

    One Polygon becomes a MultiPolygon.
    """

    def __init__(self, *, kind: str, **kwargs):
        self.kind = kind
        kwargs.pop("max_length", None)
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if not isinstance(value, GEOSGeometry):
            return value
        shape = to_degrees(value)
        return f"{shape.y:.8f}, {shape.x:.8f}" if shape.geom_type == "Point" else shape.geojson

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        corner = read_corner(text) if self.kind == "POINT" else None
        if corner:
            # Metres are known by their size.
            text = json.dumps({"type": "Point", "coordinates": corner[0]})
        shape = parse_boundary(text) if self.kind == "MULTIPOLYGON" else parse_shape(text)
        if self.kind == "MULTIPOLYGON" and shape.geom_type == "Polygon":
            shape = MultiPolygon(shape, srid=GRID)
        if shape.geom_type.upper() != self.kind:
            wanted = _("a boundary") if self.kind == "MULTIPOLYGON" else _("a point")
            raise ValidationError(_("Draw %(kind)s."), code="wrong_kind", params={"kind": wanted})
        return shape

    def has_changed(self, initial, data):
        try:
            shape = self.to_python(data)
        except ValidationError:
            return True
        if shape is None or initial is None:
            return shape is not initial
        if not isinstance(initial, GEOSGeometry):
            return True
        # Degrees are rounded on the way through the browser; less than a millimetre is the same shape.
        return not shape.equals_exact(initial, 0.001)
