"""Lists with shapes as GeoJSON and GeoPackage. What is not known, and what is withheld, is null there."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from pyogrio.raw import write

from boligsocial.common.columns import WITHHELD, Column, Kind, as_cell
from boligsocial.common.spatial import GRID, to_degrees

DECIMALS = 8  # of a degree: about a millimetre
BATCH = 2000  # features written to a GeoPackage at a time


NUMBERS = (Kind.NUMBER, Kind.YEAR, Kind.KRONER, Kind.DECIMAL)


def typed(column: Column, row):
    """The value as a map's table holds it."""
    value = column.value(row)
    if value is None or value is WITHHELD or value == "" or value == []:
        return None
    if isinstance(value, str) and column.kind in NUMBERS:
        return None  # why there is no number, in words
    return value if column.kind == Kind.YES_NO else as_cell(column.kind, value)


def unique_titles(columns: Iterable[Column], on: date) -> list[str]:
    """The columns' titles, told apart where two are the same."""
    titles: list[str] = []
    taken: set[str] = {"fid", "geom"}  # GeoPackage's own
    for column in columns:
        title = column.written_title(on)
        if title.casefold() in taken:
            title = f"{title} ({column.key})"
        taken.add(title.casefold())
        titles.append(title)
    return titles


# --- GeoJSON ------------------------------------------------------------------------------------------------------


def write_geojson(file: BinaryIO, layer) -> None:
    """EPSG:4326, outer rings counter-clockwise (RFC 7946), the whole shape."""
    titles = unique_titles(layer.columns, layer.on)
    file.write(b'{"type":"FeatureCollection","features":[')
    for number, (row, shape) in enumerate(layer.rows):
        properties = {title: typed(column, row) for title, column in zip(titles, layer.columns, strict=True)}
        about = json.dumps(properties, ensure_ascii=False, separators=(",", ":"), default=_as_json)
        comma = "," if number else ""
        feature = f'{comma}\n{{"type":"Feature","properties":{about},"geometry":{geometry_text(shape)}}}'
        file.write(feature.encode("utf-8", "replace"))
    file.write(b"\n]}\n")


def geometry_text(shape: GEOSGeometry | None) -> str:
    if shape is None:
        return "null"
    turned = shapely.orient_polygons(shapely.from_wkb(bytes(to_degrees(shape).wkb)), exterior_cw=False)
    return shapely.to_geojson(shapely.transform(turned, lambda corners: corners.round(DECIMALS)))


def _as_json(value):
    return float(value) if isinstance(value, Decimal) else value.isoformat()


# --- GeoPackage ---------------------------------------------------------------------------------------------------


def write_geopackage(folder: str, layer) -> Path:
    """A file in the folder with one layer in EPSG:25832; returns its path."""
    path, titles = Path(folder) / "layer.gpkg", unique_titles(layer.columns, layer.on)
    # Values at once, so that the rows they are read from need not be kept until a batch is full.
    records = ([_wkb(shape), *(typed(column, row) for column in layer.columns)] for row, shape in layer.rows)
    for number, batch in enumerate(_batches(records)):
        shapes, *fields = zip(*batch, strict=True) if batch else [()] * (len(titles) + 1)
        arrays = [_array(column, values) for column, values in zip(layer.columns, fields, strict=True)]
        write(
            str(path),
            _objects(shapes),
            [values for values, _mask in arrays],
            titles,
            field_mask=[mask for _values, mask in arrays],
            layer=layer.name,
            driver="GPKG",
            geometry_type=layer.shapes,
            crs=f"EPSG:{GRID}",
            append=number > 0,
        )
    return path


def _batches(records: Iterator) -> Iterator[list]:
    """At least one, so that an empty list is a layer without features."""
    yield list(islice(records, BATCH))
    while batch := list(islice(records, BATCH)):
        yield batch


def _wkb(shape: GEOSGeometry | None) -> bytes | None:
    return bytes(shape.wkb) if shape else None


def _objects(values: tuple) -> np.ndarray:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def _array(column: Column, values: tuple) -> tuple[np.ndarray, np.ndarray | None]:
    """The values of a column as pyogrio writes them, and where there is none."""
    missing = np.array([value is None for value in values], dtype=bool)
    if column.kind in (Kind.NUMBER, Kind.YEAR):
        return np.array([value or 0 for value in values], dtype="int64"), missing
    if column.kind == Kind.YES_NO:
        return np.array([bool(value) for value in values], dtype="bool"), missing
    if column.kind in (Kind.KRONER, Kind.DECIMAL):
        return np.array([float("nan") if value is None else float(value) for value in values]), None
    if column.kind == Kind.DAY:
        return np.array(values, dtype="datetime64[D]"), None
    return _objects(values), None
