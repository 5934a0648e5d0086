"""GeoPackage files: SQLite databases whose tables hold features.

They are read with queries of our own and not with GDAL: a view in such a file may call functions of GDAL's that reach
the network or other files. Only tables are read, never views, virtual tables or computed columns.
"""

import sqlite3
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.intake.shape_files import MOST_COLUMNS, Feature, MapLayer, known_crs, plain_text, refuse_many, shape_of

MOST_LAYERS = 100
LONGEST = 20_000_000  # bytes of a value or a row
STEPS, MOST_STEPS = 100_000, 500  # a query of ours takes a small part of these steps of SQLite's machine

_LAYERS = """
    SELECT c.table_name, g.column_name, g.srs_id, s.organization, s.organization_coordsys_id, s.srs_name
    FROM gpkg_contents c
    JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
    JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'
    LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
    WHERE c.data_type = 'features'
    ORDER BY c.table_name
"""
_NOT_TOLD = (-1, 0)  # GeoPackage's numbers for a system that is not known
_ENVELOPES = (0, 32, 48, 48, 64)  # bytes, by the number in a shape's flags


def geopackage_layers(content: bytes) -> list[MapLayer]:
    with _opened(content) as database:
        rows = database.execute(_LAYERS).fetchmany(MOST_LAYERS)
        return [_layer(content, database, *row) for row in rows]


@contextmanager
def _opened(content: bytes) -> Iterator[sqlite3.Connection]:
    broken = ValidationError(_("The file is no GeoPackage, or it is broken."), code="broken_geopackage")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.gpkg"
        path.write_bytes(content)
        database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            database.text_factory = lambda text: text.decode("utf-8", "replace")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
            database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA query_only = ON")
            left = iter(range(MOST_STEPS))
            database.set_progress_handler(lambda: next(left, None) is None, STEPS)
            yield database
        except (sqlite3.Error, OverflowError):
            raise broken from None
        finally:
            database.close()


def _layer(content, database, table, shape, srs_id, organisation, number, title) -> MapLayer:
    # table_info leaves computed columns out.
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({_quoted(table)})")]
    columns = [column for column in columns if column != shape][:MOST_COLUMNS]
    size = database.execute(f"SELECT COUNT(*) FROM {_quoted(table)}").fetchone()[0]
    is_told = srs_id not in _NOT_TOLD and not plain_text(title).casefold().startswith("undefined")
    crs, other = known_crs(f"{organisation}:{number}") if is_told else (None, "")
    if other and title:
        other = f"{plain_text(title)[:150]} ({other})"
    return MapLayer(table, columns, size, crs, other, read=partial(_features, content, table, shape, columns))


def _features(content: bytes, table: str, shape: str, columns: list[str]) -> list[Feature]:
    wanted = ", ".join(map(_quoted, [shape, *columns]))
    with _opened(content) as database:
        size = database.execute(f"SELECT COUNT(*) FROM {_quoted(table)}").fetchone()[0]
        refuse_many(size)
        rows = database.execute(f"SELECT {wanted} FROM {_quoted(table)} ORDER BY rowid")
        return [
            Feature(number, dict(zip(columns, map(plain_text, values), strict=True)), _shape(blob))
            for number, (blob, *values) in enumerate(rows, 1)
        ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _shape(blob):
    """The shape in GeoPackage's wrapping: "GP", version, flags, system, box, well-known binary."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return None
    flags = blob[3]
    envelope = flags >> 1 & 7
    if flags & 0b110000 or envelope >= len(_ENVELOPES):  # empty, or a kind of somebody's own
        return None
    return shape_of(blob[struct.calcsize("<2sBBi") + _ENVELOPES[envelope] :])
