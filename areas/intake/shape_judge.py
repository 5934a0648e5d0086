"""Shapes of a file as boundaries: surfaces in metres, whole, in Denmark; or a code of what is wrong with them."""

from dataclasses import dataclass

import shapely
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon
from django.core.exceptions import ValidationError

from boligsocial.common.spatial import GRID, MOST_CORNERS, join_shapes, judge_shape, to_grid

# What nobody would notice in a boundary on a map of a neighbourhood.
UNNOTICED_AREA = 1.0  # square metres that a repair may change
UNNOTICED_WAY = 0.05  # metres that a corner may lie elsewhere


@dataclass(frozen=True)
class Judged:
    """A boundary in the grid; or, without one, the `code` and `details` of what is wrong."""

    boundary: MultiPolygon | None
    code: str = ""
    details: dict | None = None
    is_repaired: bool = False


def boundary_of(shapes: list[shapely.Geometry | None], srid: int) -> Judged:
    """One boundary of the shapes that belong to an area."""
    found, repaired = [], False
    for shape in shapes:
        if shape is None or shape.is_empty:
            return Judged(None, "no_shape")
        if not _is_surface(shape):
            return Judged(None, "no_surface", {"kind": shape.geom_type})
        try:
            flat = _in_grid(shape, srid)
        except (GDALException, GEOSException, ValueError):
            return Judged(None, "outside_denmark")
        if flat.num_coords <= MOST_CORNERS and not flat.valid:
            mended = repair(flat)
            repaired = repaired or mended is not None
            flat = mended or flat
        found.append(flat)
    try:
        for flat in found:
            judge_shape(flat)
        whole = found[0] if len(found) == 1 else join_shapes(found)
    except ValidationError as refusal:
        return Judged(None, refusal.code, {name: str(value) for name, value in (refusal.params or {}).items()})
    if whole.geom_type == "Polygon":
        whole = MultiPolygon(whole, srid=GRID)
    return Judged(whole, is_repaired=repaired)


def same_boundary(one: GEOSGeometry, other: GEOSGeometry) -> bool:
    """Whether nobody would see a difference: no corner of the one lies further than 5 cm from the other."""
    boxes = zip(one.extent, other.extent, strict=True)
    if any(abs(a - b) > UNNOTICED_WAY for a, b in boxes):
        return False
    if abs(one.area - other.area) > UNNOTICED_WAY * max(one.length, other.length):
        return False
    first, second = (shapely.from_wkb(bytes(shape.wkb)) for shape in (one, other))
    if shapely.equals_exact(first.normalize(), second.normalize(), UNNOTICED_WAY):
        return True
    return first.buffer(UNNOTICED_WAY).covers(second) and second.buffer(UNNOTICED_WAY).covers(first)


def repair(shape: GEOSGeometry) -> GEOSGeometry | None:
    """A valid shape that looks like this one; None where mending it would change what people see.

    Rings that touch themselves, doubled corners and spikes without width go. The area that the rings enclose must stay
    as it is, counted in each of the ways in which rings that cross could be meant.
    """
    raw = shapely.from_wkb(bytes(shape.wkb))
    by_crossings = _surfaces(shapely.make_valid(raw))
    by_rings = _surfaces(shapely.make_valid(raw, method="structure", keep_collapsed=False))
    stated = _stated_area(raw)
    sizes = (by_crossings.area, by_rings.area)
    if by_rings.is_empty or any(abs(size - stated) > UNNOTICED_AREA for size in sizes):
        return None
    mended = GEOSGeometry(memoryview(shapely.to_wkb(by_rings)), srid=GRID)
    return mended if mended.valid else None


def _is_surface(shape: shapely.Geometry) -> bool:
    parts = shape.geoms if shape.geom_type == "GeometryCollection" else [shape]
    return all(part.geom_type in ("Polygon", "MultiPolygon") for part in parts)


def _in_grid(shape: shapely.Geometry, srid: int) -> GEOSGeometry:
    if shape.geom_type == "GeometryCollection":
        shape = shapely.MultiPolygon([part for each in shape.geoms for part in getattr(each, "geoms", [each])])
    if not all(abs(number) < 1e9 for number in shape.bounds):
        raise ValueError("No such place on earth.")
    return to_grid(GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=srid))


def _surfaces(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """The parts with an area; what is left of a spike is a line."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.MultiPolygon([polygon for part in parts for polygon in shapely.get_parts(part)])


def _stated_area(shape: shapely.Geometry) -> float:
    """What the rings enclose, each by itself: outer ones less their holes."""
    total = 0.0
    for part in shapely.get_parts(shape):
        rings = [abs(shapely.Polygon(ring).area) for ring in (part.exterior, *part.interiors)]
        total += rings[0] - sum(rings[1:])
    return total
