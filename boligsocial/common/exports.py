"""Lists as files: CSV, XLSX, GeoJSON and GeoPackage, from the columns of columns.py.

A file is written whole before the first byte is sent, so that a fault is an error page and never half a file. It lies
on disk when it is large, so that a list of the whole country takes little more memory than a batch of its rows.
"""

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from django.contrib.gis.geos import GEOSGeometry
from django.http import FileResponse
from django.utils import formats
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from boligsocial.common.columns import Column, Kind, as_cell
from boligsocial.common.layers import write_geojson, write_geopackage

IN_MEMORY = 2_000_000  # bytes; a larger file is kept on disk while it is made
LONGEST_CELL = 32_767  # characters, Excel's limit


@dataclass(frozen=True)
class Sheet:
    """A list to take away: its name in the user's language, the day it shows, its columns and all its rows."""

    name: str
    on: date
    columns: list[Column]
    rows: Iterable

    @property
    def titles(self) -> list[str]:
        return [column.written_title(self.on) for column in self.columns]

    def cells(self, row) -> list:
        return [as_cell(column.kind, column.value(row)) for column in self.columns]

    @property
    def file_name(self) -> str:
        return f"{slugify(self.name, allow_unicode=True)}-{self.on.isoformat()}"


@dataclass(frozen=True)
class Layer(Sheet):
    """A list with shapes (EPSG:25832): `rows` are pairs of a row and its shape, or None where no place is known.

    `shapes` is their kind as GeoPackage names it: "MultiPolygon", or "Unknown" for several kinds.
    """

    rows: Iterable[tuple[object, GEOSGeometry | None]]
    shapes: str = "Unknown"


@dataclass(frozen=True)
class Format:
    """A kind of file that lists are taken away as; `has_shapes`: it wants a Layer."""

    key: str
    label: str
    content_type: str
    has_shapes: bool = False


CSV = Format("csv", _("CSV (text)"), "text/csv; charset=utf-8")
XLSX = Format("xlsx", _("Excel"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
GEOJSON = Format("geojson", _("GeoJSON (map)"), "application/geo+json", has_shapes=True)
GPKG = Format("gpkg", _("GeoPackage (map)"), "application/geopackage+sqlite3", has_shapes=True)
TABLES, MAPS = (CSV, XLSX), (CSV, XLSX, GEOJSON, GPKG)


def file_response(kind: Format, sheet: Sheet) -> FileResponse:
    """The list as a file to save, under its name and day."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    try:
        _WRITERS[kind.key](file, sheet)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    name = f"{sheet.file_name}.{kind.key}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=kind.content_type)
    response["Cache-Control"] = "private, no-store"
    return response


# --- CSV ----------------------------------------------------------------------------------------------------------

# A spreadsheet takes a cell that begins with one of these for a formula; the wide forms of East Asia too.
_BEGINS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def safe_text(text: str) -> str:
    """The text as no spreadsheet runs it: after an apostrophe where it would begin a formula."""
    bare = text.lstrip("\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069 \xa0\"'\x0b\x0c")
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) or bare.startswith(_BEGINS_FORMULA) else text


def write_csv(file: BinaryIO, sheet: Sheet) -> None:
    """UTF-8 with a byte order mark; semicolons and decimal commas in Danish, commas and points in English."""
    point = formats.get_format("DECIMAL_SEPARATOR")
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, delimiter=";" if point == "," else ",")
    writer.writerow(map(safe_text, sheet.titles))
    writer.writerows([_csv_cell(cell, point) for cell in sheet.cells(row)] for row in sheet.rows)
    text.flush()
    text.detach()


def _csv_cell(cell, point: str) -> str:
    if isinstance(cell, Decimal):
        return str(cell).replace(".", point)
    if isinstance(cell, date):
        return cell.isoformat()
    return safe_text(cell) if isinstance(cell, str) else str(cell)


# --- XLSX ---------------------------------------------------------------------------------------------------------

_NUMBER_FORMATS = {
    Kind.NUMBER: "#,##0",
    Kind.DECIMAL: "#,##0.0",
    Kind.FIGURE: "#,##0.####",
    Kind.KRONER: "#,##0.00",
    Kind.DAY: "yyyy-mm-dd",
}
_WIDTHS = {Kind.TEXT: 32, Kind.DAY: 14, Kind.KRONER: 16}


def write_xlsx(file: BinaryIO, sheet: Sheet) -> None:
    """One sheet with typed cells; the header stays in sight. No text is ever a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet(ILLEGAL_CHARACTERS_RE.sub("", sheet.name)[:31])
    page.freeze_panes = "B2"
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column.kind, 12)
    page.append([_xlsx_cell(page, title, Kind.TEXT, bold=True) for title in sheet.titles])
    kinds = [column.kind for column in sheet.columns]
    for row in sheet.rows:
        page.append([_xlsx_cell(page, cell, kind) for cell, kind in zip(sheet.cells(row), kinds, strict=True)])
    book.save(file)


def _xlsx_cell(page, value, kind: Kind, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    cell = WriteOnlyCell(page, value)
    if isinstance(value, str):
        # What looks like a formula or an error stays text, also when somebody edits the cell.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_BEGINS_FORMULA)
    elif kind in _NUMBER_FORMATS:
        cell.number_format = _NUMBER_FORMATS[kind]
    if bold:
        cell.font = Font(bold=True)
    return cell


# --- Shapes -------------------------------------------------------------------------------------------------------


def _geopackage(file: BinaryIO, layer: Layer) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_geopackage(folder, layer)
        with open(path, "rb") as written:
            shutil.copyfileobj(written, file)


_WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "geojson": write_geojson, "gpkg": _geopackage}
