"""Excel workbooks (.xlsx) as rows of cells, read as a stream: what tabular.py promises, for one kind of file.

Texts of merged cells are repeated over all of them, since that is what the reader of the sheet sees.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, range_boundaries

from boligsocial.common.tabular import MOST_CELLS, MOST_ROWS, Broken, Cell, Row, Share, refused, tidy

MOST_UNFOLDED = 150_000_000  # bytes of all parts together
MOST_TEXTS = 40_000_000  # bytes of the table of texts, which is held in memory
MOST_MERGED = 20_000
_PROLOG = 50_000  # bytes that stand before the first element of a part, at the most
_PIECE, _OVERLAP = 1_000_000, 5_000  # bytes read at once when a part is searched, and kept for what lies across
# Attributes are short and hold no "<": whoever sends megabytes of them unclosed is not waited for.
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^<>]{0,500}?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_HIDDEN = re.compile(rb"<(?:\w+:)?col ([^<>]{0,500}?)/?>")
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row r="(\d{1,7})"[^<>]{0,500}? hidden="(?:1|true)"')
_UNCALCULATED = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^<>]{0,500}>\s*<f(?:\s[^<>]{0,500})?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}


def sheets(content: bytes) -> list[str]:
    book = _opened(content)
    try:
        return [page.title for page in book.worksheets if page.sheet_state == "visible"]
    finally:
        book.close()


def read(content: bytes, sheet: str = "") -> Iterator[Row]:
    book = _opened(content)
    try:
        page = _page(book, sheet)
        traits = _Traits(content, page)
        page.reset_dimensions()
        for number, row in enumerate(_rows(page), start=1):
            # Padding far below the table: thousands of rows that hold nothing but a format.
            if number > MOST_ROWS and any(cell.value is not None for cell in row):
                raise refused("too_many_rows")
            if number > 2 * MOST_ROWS:
                return
            yield traits.completed(number, [_cell(cell) for cell in row])
    except (ValidationError, GeneratorExit):
        raise
    except Exception:  # a damaged file fails in any way
        raise refused("unreadable") from None
    finally:
        book.close()


def hidden_columns(content: bytes, sheet: str = "") -> set[int]:
    """The columns, from 0, that a sheet does not show."""
    return _traits(content, sheet).hidden


def hidden_rows(content: bytes, sheet: str = "") -> set[int]:
    """The rows, from 1, that a sheet does not show."""
    return _traits(content, sheet).hidden_rows


def _traits(content: bytes, sheet: str) -> "_Traits":
    book = _opened(content)
    try:
        return _Traits(content, _page(book, sheet))
    finally:
        book.close()


def _opened(content: bytes):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = {part.filename: part.file_size for part in parts.infolist()}
            kind = parts.read("mimetype") if names.get("mimetype", 1000) < 200 else b""
            declares = any(_declares_a_type(parts, name) for name in names)
        if b"opendocument" in kind:
            raise refused("open_document")
        if "xl/workbook.bin" in names:
            raise refused("binary_excel")
        if "xl/workbook.xml" not in names:
            raise refused("not_a_table")
        if sum(names.values()) > MOST_UNFOLDED or names.get("xl/sharedStrings.xml", 0) > MOST_TEXTS or declares:
            raise refused("bomb")
        with warnings.catch_warnings():
            # What openpyxl does not know of (drawings, checks of input) is not part of the table.
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except ValidationError:
        raise
    except Exception:  # a damaged file fails in any way
        raise refused("unreadable") from None


def _declares_a_type(parts: zipfile.ZipFile, name: str) -> bool:
    """Whether a part begins with a document type, as no program that makes workbooks writes: its entities unfold to a
    hundred times the size of the part."""
    with parts.open(name) as part:
        head = part.read(_PROLOG).replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return re.sub(rb"\s*(?:<\?.*?\?>|<!--.*?-->)\s*", b"", head, flags=re.DOTALL).startswith(b"<!")


def _page(book, sheet: str):
    pages = [page for page in book.worksheets if page.sheet_state == "visible"] or book.worksheets
    for page in pages:
        if not sheet or page.title == sheet:
            return page
    raise refused("no_sheet")


def _rows(page) -> Iterator[tuple]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from page.iter_rows()


def _cell(cell) -> Cell:
    value = cell.value
    if value is None:
        return None
    if isinstance(value, str):
        text = tidy(value)
        return Broken(text or "") if cell.data_type == "e" or text in _ERRORS else text
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        number = value if isinstance(value, int) else Decimal(repr(value))
        if isinstance(number, Decimal) and not number.is_finite():
            return Broken(str(value))
        if "%" in cell.number_format:
            return Share(Decimal(number) * 100)
        return number
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else str(value)


class _Traits:
    """What the stream of cells does not tell: merged cells, what is hidden, formulas that were never calculated."""

    def __init__(self, content: bytes, page):
        self.hidden: set[int] = set()
        self.hidden_rows: set[int] = set()
        self.merged: dict[int, list[tuple[int, int, int]]] = {}  # first row → (last row, first and last column)
        self.uncalculated: dict[int, set[int]] = {}
        self._running: list[tuple[int, int, int, Cell]] = []
        with zipfile.ZipFile(io.BytesIO(content)) as parts, parts.open(_path(parts, page)) as part:
            self._search(part)

    def _search(self, part) -> None:
        count, lines, kept = 0, 0, b""
        while piece := part.read(_PIECE):
            text = kept + piece
            for found in _HIDDEN.finditer(text):
                self._hide(found[1].decode("ascii", "replace"))
            for found in _MERGED.finditer(text):
                first, top, last, bottom = range_boundaries(found[1].decode("ascii"))
                count, lines = count + 1, lines + min(bottom, MOST_ROWS) - top
                if count > MOST_MERGED or lines > MOST_CELLS:
                    raise refused("bomb")
                self.merged.setdefault(top, []).append((bottom, first - 1, last - 1))
            if b' hidden="' in text:
                self.hidden_rows |= {int(number) for number in _HIDDEN_ROW.findall(text)}
            if b"<f" in text:
                for found in _UNCALCULATED.finditer(text):
                    column = column_index_from_string(found[1].decode("ascii")) - 1
                    self.uncalculated.setdefault(int(found[2]), set()).add(column)
            kept = text[-_OVERLAP:]

    def _hide(self, attributes: str) -> None:
        told = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
        if told.get("hidden") in ("1", "true") and told.get("min", "").isdigit() and told.get("max", "").isdigit():
            self.hidden |= set(range(int(told["min"]) - 1, min(int(told["max"]), 1000)))

    def completed(self, number: int, row: Row) -> Row:
        for column in self.uncalculated.get(number, ()):
            if column < len(row):
                row[column] = Broken("")
        for bottom, first, last in set(self.merged.get(number, ())):
            text = row[first] if first < len(row) else None
            if isinstance(text, str):
                self._running.append((bottom, first, last, text))
        if self._running:
            for bottom, first, last, text in self._running:
                if number <= bottom:
                    row.extend([None] * (min(last, 1000) + 1 - len(row)))
                    row[first : last + 1] = [text] * (min(last, 1000) + 1 - first)
            self._running = [run for run in self._running if run[0] > number]
        return row


def _path(parts: zipfile.ZipFile, page) -> str:
    """Where the sheet lies in the workbook."""
    path = page._worksheet_path.lstrip("/")
    return path if path in parts.namelist() else f"xl/{path}"
