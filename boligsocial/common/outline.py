"""Shapes as small drawings: paths for SVG, the old one and the new one in one frame."""

from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry

SIZE = 160  # the longer side of the drawing
MARGIN = 6


@dataclass(frozen=True)
class Outline:
    """Paths in a frame of `width` × `height`; an empty path where there was nothing."""

    width: int
    height: int
    old: str
    new: str


def outline_of(old: GEOSGeometry | None, new: GEOSGeometry | None) -> Outline | None:
    """The two shapes (metres) as drawings that can lie upon each other; None where neither is a surface."""
    shapes = [shape if shape is not None and shape.geom_type == "MultiPolygon" else None for shape in (old, new)]
    boxes = [shape.extent for shape in shapes if shape is not None and not shape.empty]
    if not boxes:
        return None
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    scale = (SIZE - 2 * MARGIN) / max(east - west, north - south, 1)

    def path(shape: GEOSGeometry | None) -> str:
        if shape is None:
            return ""
        simple = shape.simplify(0.4 / scale, preserve_topology=True)
        polygons = simple if simple.geom_type == "MultiPolygon" else [simple]
        rings = [ring for polygon in polygons for ring in polygon]
        return " ".join("M" + "L".join(spot(x, y) for x, y, *_ in ring.coords[:-1]) + "Z" for ring in rings)

    def spot(x: float, y: float) -> str:
        return f"{MARGIN + (x - west) * scale:.1f} {MARGIN + (north - y) * scale:.1f}"

    width, height = (round(side * scale) + 2 * MARGIN for side in (east - west, north - south))
    return Outline(width, height, *(path(shape) for shape in shapes))
