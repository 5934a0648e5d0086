"""Map files as people send them: their layers, and the features of a layer.

What a file may make us do is little: a GeoJSON file is text, a GeoPackage is read with SQL of our own
(shape_geopackage.py), and of a zip the parts of a Shapefile alone are unpacked, under names of our own (shape_zip.py).
No name or address in a file is ever followed.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import shapely
from django.contrib.gis.gdal import GDALException, OGRGeometry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from boligsocial.common.spatial import DEGREES, GRID

MOST_FEATURES = 5_000
MOST_COLUMNS = 200
LONGEST_VALUE = 300  # characters of an attribute: no name or code is longer
_GRID_CODES = {25832: GRID, 7416: GRID}  # 7416: the grid, with heights
_DEGREE_CODES = {4326: DEGREES, 84: DEGREES}  # OGC:CRS84


@dataclass(frozen=True)
class Feature:
    """A thing on the map: its number in the layer (from 1), its attributes as text, its shape if it has one."""

    number: int
    values: dict[str, str]
    shape: shapely.Geometry | None


@dataclass(frozen=True)
class MapLayer:
    """`crs` is the SRID that the file tells, None where it tells none; `other_crs` the name of one we do not read."""

    name: str
    columns: list[str]
    size: int
    crs: int | None
    other_crs: str = ""
    looks_metric: bool = False
    read: Callable[[], list[Feature]] = field(repr=False, default=list)


def read_layers(content: bytes, file_name: str) -> list[MapLayer]:
    """The layers of a map file. Raises ValidationError, in words, for what is no map file of ours."""
    from areas.intake.shape_geopackage import geopackage_layers
    from areas.intake.shape_zip import shapefile_layers

    stem = re.sub(r"\.[^.]*$", "", file_name)
    if content.startswith(b"SQLite format 3\x00"):
        layers = geopackage_layers(content)
    elif content.startswith(b"PK"):
        layers = shapefile_layers(content)
    elif content.startswith(b"\x00\x00\x27\x0a"):
        text = _("A Shapefile is several files. Put the .shp, .shx, .dbf and .prj into one zip file, and send that.")
        raise ValidationError(text, code="bare_shapefile")
    elif content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        layers = [geojson_layer(content, stem)]
    elif not content.strip():
        raise ValidationError(_("The file is empty."), code="empty_file")
    else:
        text = _("This is no map file we can read. Send GeoJSON, GeoPackage or a zipped Shapefile.")
        raise ValidationError(text, code="no_map_file")
    if not layers:
        raise ValidationError(_("The file has no layer with shapes."), code="no_layers")
    return layers


def refuse_many(size: int) -> None:
    if size > MOST_FEATURES:
        text = _("The layer has %(size)s features; at most %(most)s are read. Leave out what is no housing area.")
        raise ValidationError(text, code="many_shapes", params={"size": size, "most": MOST_FEATURES})


def known_crs(text: str) -> tuple[int | None, str]:
    """The SRID of a reference system as files write it ("EPSG:25832", a URN), and its name where it is none of ours."""
    found = re.search(r"EPSG[:/]+(?:[\d.]*[:/]+)?(\d{4,6})$", text.strip(), re.IGNORECASE)
    code = int(found[1]) if found else 84 if text.strip().upper().endswith("CRS84") else 0
    srid = _GRID_CODES.get(code) or _DEGREE_CODES.get(code)
    return (srid, "") if srid else (None, text.strip()[:200] or "?")


def plain_text(value) -> str:
    """An attribute as text: whole numbers without a fraction, nothing for what is missing."""
    if value is None or isinstance(value, bytes | bytearray | memoryview | dict | list):
        return ""
    if isinstance(value, float):
        value = "" if value != value else int(value) if value.is_integer() and abs(value) < 1e15 else value
    text = str(value).replace("\x00", "").strip()
    return text[:LONGEST_VALUE].encode("utf-8", "replace").decode("utf-8")


def shape_of(wkb: bytes | None) -> shapely.Geometry | None:
    """A shape from well-known binary, without heights, curves as short straight lines; None where it is none.

    GDAL reads it first: it bounds how deep collections lie in each other, which GEOS does not.
    """
    if not wkb:
        return None
    try:
        shape = OGRGeometry(memoryview(bytes(wkb)))
        if getattr(shape, "has_curve", False):
            shape = shape.get_linear_geometry()
        return shapely.force_2d(shapely.from_wkb(bytes(shape.wkb)))
    except (GDALException, shapely.errors.ShapelyError, ValueError, TypeError):
        return None


# --- GeoJSON ------------------------------------------------------------------------------------------------------


def geojson_layer(content: bytes, name: str) -> MapLayer:
    """The one layer of a GeoJSON file; without a `crs` member it is in degrees, as RFC 7946 says."""
    data = _parsed(content)
    found = data.get("features") if data.get("type") == "FeatureCollection" else [data]
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _no_geojson()
    refuse_many(len(found))
    features = [_feature(number, each) for number, each in enumerate(found, 1)]
    columns = list(dict.fromkeys(key for feature in features for key in feature.values))[:MOST_COLUMNS]
    crs, other = _crs_member(data)
    boxes = [feature.shape.bounds for feature in features if feature.shape is not None and not feature.shape.is_empty]
    metric = bool(boxes) and all(abs(box[0]) > 1_000 for box in boxes)
    if crs is None and not other and not metric:
        crs = DEGREES
    return MapLayer(name or "GeoJSON", columns, len(features), crs, other, metric, lambda: features)


def _parsed(content: bytes) -> dict:
    try:
        data = json.loads(_decoded(content))
    except (ValueError, RecursionError):
        raise _no_geojson() from None
    kinds = ("FeatureCollection", "Feature", "Polygon", "MultiPolygon")
    if not isinstance(data, dict) or data.get("type") not in kinds:
        raise _no_geojson()
    return data


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _no_geojson() -> ValidationError:
    return ValidationError(_("The file is no GeoJSON, or is cut off."), code="no_geojson")


def _feature(number: int, data: dict) -> Feature:
    is_feature = data.get("type") == "Feature"
    about, geometry = data.get("properties") if is_feature else {}, data.get("geometry") if is_feature else data
    values = {_key(key): plain_text(value) for key, value in about.items()} if isinstance(about, dict) else {}
    return Feature(number, values, _geometry(geometry))


def _key(text: str) -> str:
    return plain_text(text)[:100]


def _geometry(data) -> shapely.Geometry | None:
    try:
        shape = shapely.from_geojson(json.dumps(data)) if isinstance(data, dict) else None
        return None if shape is None else shapely.force_2d(shape)
    except (shapely.errors.ShapelyError, ValueError, TypeError, RecursionError):
        return None


def _crs_member(data: dict) -> tuple[int | None, str]:
    member = data.get("crs")
    if not member:
        return None, ""
    about = member.get("properties") if isinstance(member, dict) else None
    name = about.get("name") if isinstance(about, dict) else None
    return known_crs(name if isinstance(name, str) else json.dumps(member)[:200])
