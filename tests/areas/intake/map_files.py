"""Map files for tests, made by pyogrio as GIS programs make them."""

import io
import warnings
import zipfile
from pathlib import Path

import numpy as np
from django.contrib.gis.geos import GEOSGeometry
from pyogrio.raw import write

from boligsocial.common.spatial import DEGREES, GRID, to_degrees

SUFFIXES = {"GeoJSON": ".geojson", "GPKG": ".gpkg", "ESRI Shapefile": ".shp"}
DRIVERS = tuple(SUFFIXES)


def map_file(
    folder: Path,
    driver: str,
    shapes: list[GEOSGeometry | None],
    *,
    srid: int = GRID,
    crs: str | None = "",
    layer: str = "omraader",
    kind: str = "Unknown",
    encoding: str | None = None,
    **columns: list,
) -> tuple[str, bytes]:
    """A file with the shapes (of the grid) and columns: its name and content; a Shapefile is zipped.

    `crs` is what the file says of its system: by default the one it is in.
    """
    turned = [to_degrees(shape) if shape is not None and srid == DEGREES else shape for shape in shapes]
    array = np.empty(len(shapes), dtype=object)
    array[:] = [None if shape is None else bytes(shape.wkb) for shape in turned]
    path = folder / f"{layer}{SUFFIXES[driver]}"
    if driver == "ESRI Shapefile":
        kind = "Polygon" if kind == "Unknown" else kind
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")  # on purpose
        write(
            str(path),
            array,
            [np.array(values, dtype=object) for values in columns.values()],
            list(columns),
            layer=layer if driver != "GeoJSON" else None,
            driver=driver,
            geometry_type=kind,
            crs=f"EPSG:{srid}" if crs == "" else crs,
            encoding=encoding,
            append=path.exists(),
        )
    if driver != "ESRI Shapefile":
        return path.name, path.read_bytes()
    return f"{layer}.zip", zipped({part.name: part.read_bytes() for part in folder.glob(f"{layer}.*")})


def zipped(parts: dict[str, bytes], **how) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
