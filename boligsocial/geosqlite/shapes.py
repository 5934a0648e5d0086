"""Blobs and shapes: EWKB as PostGIS writes it, the shapes read from it, their boxes and their coordinate systems.

Blobs already read are kept, per thread: a query asks about the same few shapes again and again, and reading
one costs ten times more than finding it.
"""

import threading
from functools import lru_cache

import numpy
import shapely
from django.contrib.gis.gdal import OGRGeometry

from boligsocial.common.spatial import transforms

# In the order of their numbers in WKB.
KINDS = (
    "GEOMETRY",
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
)


def srid_of(blob: bytes) -> int:
    return int.from_bytes(blob[5:9], "little")


def write(shape, srid: int) -> bytes:
    return shapely.to_wkb(shapely.set_srid(shape, srid), include_srid=True, byte_order=1)


def read_pair(first: bytes, second: bytes):
    if first[5:9] != second[5:9]:
        raise ValueError(f"Two coordinate systems in one question: {srid_of(first)} and {srid_of(second)}.")
    return known.shape(first), known.shape(second)


def is_geometry(blob: bytes, kind: str, srid: int) -> bool:
    """Whether a blob may stand in a column: EWKB of two dimensions, of the column's kind and SRID."""
    flags = int.from_bytes(blob[1:5], "little")
    in_kind = kind == "GEOMETRY" or KINDS[flags & 0xFF] == kind
    return blob[0] == 1 and flags >> 8 == 0x200000 and in_kind and srid_of(blob) == srid


def _box(blob: bytes):
    """The box around a shape in single precision, rounded outwards: what PostGIS compares. None when empty."""
    shape = known.shape(blob)
    if shape.is_empty:
        return None
    west, south, east, north = shape.bounds
    return (
        _single(west, -numpy.inf),
        _single(south, -numpy.inf),
        _single(east, numpy.inf),
        _single(north, numpy.inf),
    )


def _single(edge: float, outwards: float) -> float:
    near = numpy.float32(edge)
    inside = float(near) > edge if outwards < 0 else float(near) < edge
    return float(numpy.nextafter(near, numpy.float32(outwards)) if inside else near)


def transform(blob: bytes, srid: int) -> bytes:
    shape = known.shape(blob)
    if srid_of(blob) == srid or shape.is_empty:
        return write(shape, srid)
    moved = OGRGeometry(memoryview(shapely.to_wkb(shape)))
    moved.transform(transforms.between(srid_of(blob), srid))
    return write(shapely.from_wkb(bytes(moved.wkb)), srid)


class Known(threading.local):
    def __init__(self):
        self.shape = lru_cache(maxsize=1024)(shapely.from_wkb)
        self.box = lru_cache(maxsize=1024)(_box)


known = Known()
