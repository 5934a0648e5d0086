"""The file of an import: received and kept as it came, and read a piece at a time.

A workbook can only be read from its beginning. So its rows are written once, line by line, to a file beside the
database (VAR_DIR), from which any piece is read without what comes before. That copy may be thrown away at any time.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from areas.choices import Layout
from areas.models import FigureSource, Import
from boligsocial.common import tabular, workbooks
from boligsocial.common.tabular import Broken, Cell, Row, Share, refused

TABLES = (Layout.OFFICIAL, Layout.WIDE, Layout.LONG)
_STEP = 500  # rows between two places that reading can begin at
_KEPT = 2 * 24 * 3600  # seconds


@transaction.atomic
def receive(
    *,
    user,
    file_name: str,
    content: bytes,
    layout: str,
    source: FigureSource | None = None,
    source_text: str = "",
    year: int | None = None,
    extracted_on: date | None = None,
) -> Import:
    """Keep the file, after a first look that finds its sheet and headers. Nothing is imported yet.

    `source_text` is written at the figures; by default it is the source's name, or the file's.
    """
    from areas.intake.headers import find_headers

    if layout not in TABLES:
        raise ValidationError(_("Choose a layout from the list."), code="layout")
    content = bytes(content)
    name = (os.path.basename(file_name.replace("\\", "/")).replace("\x00", "") or "?")[-255:]
    batch = Import(
        user=user,
        file_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        layout=layout,
        source=source,
        source_text=(source_text.strip() or (source.name_da if source else name))[:500],
        year=year,
        extracted_on=extracted_on,
    )
    batch.sheet = _first_sheet(batch)
    head = first_rows(batch)
    batch.skipped_rows, batch.header_rows = find_headers(head)
    batch.rows = rows_in(batch)
    batch.save()
    return batch


def sheets_of(batch: Import) -> list[str]:
    """The names of the sheets that can be chosen; one empty name for a CSV file."""
    return tabular.sheets(content_of(batch))


def _first_sheet(batch: Import) -> str:
    """The first sheet with a table in it: covers and notes come before it."""
    names = tabular.sheets(batch.content)
    for name in names:
        batch.sheet = name[:255]
        with suppress(ValidationError):
            if sum(len(row) > 1 for row in first_rows(batch)) > 1:
                return batch.sheet
    if len(names) == 1:
        batch.sheet = names[0][:255]
        first_rows(batch)  # says what is wrong with it
    raise refused("not_a_table")


def content_of(batch: Import) -> bytes:
    if "content" not in batch.__dict__:
        return bytes(Import.objects.values_list("content", flat=True).get(pk=batch.pk))
    return bytes(batch.content)


def hidden_columns(batch: Import) -> set[int]:
    content = content_of(batch)
    return workbooks.hidden_columns(content, batch.sheet) if tabular.check_kind(content) == "xlsx" else set()


def hidden_rows(batch: Import) -> list[int]:
    """The rows below the headers that the sheet does not show, as of a filter."""
    content, first = content_of(batch), batch.skipped_rows + batch.header_rows
    hidden = workbooks.hidden_rows(content, batch.sheet) if tabular.check_kind(content) == "xlsx" else set()
    return sorted(row for row in hidden if first < row <= first + rows_in(batch))


# --- Rows -----------------------------------------------------------------------------------------------------


def first_rows(batch: Import, count: int = 60) -> list[Row]:
    return [row for _number, row in rows_of(batch, 0, count)]


def rows_in(batch: Import) -> int:
    """How many rows there are below the headers."""
    return max(_copy(batch).rows - batch.skipped_rows - batch.header_rows, 0)


def rows_of(batch: Import, start: int, count: int | None = None) -> Iterator[tuple[int, Row]]:
    """Rows with their number in the file, from 1; `start` of them are passed over."""
    copy = _copy(batch)
    stop = copy.rows if count is None else min(start + count, copy.rows)
    if start >= stop:
        return
    with copy.path.open("rb") as file:
        place = start // _STEP
        file.seek(copy.offsets[place])
        for number, line in enumerate(file, start=place * _STEP + 1):
            if number > stop:
                return
            if number > start:
                yield number, [_unpacked(cell) for cell in json.loads(line, parse_float=Decimal)]


@dataclass(frozen=True)
class _Copy:
    path: Path
    rows: int
    offsets: list[int]


def _copy(batch: Import) -> _Copy:
    """The rows of the sheet as lines of JSON, made if they are not there."""
    path = _place(batch)
    index = path.with_suffix(".index")
    try:
        told = json.loads(index.read_text("ascii"))
        if path.stat().st_size == told["bytes"]:
            return _Copy(path, told["rows"], told["offsets"])
    except (OSError, ValueError, KeyError):
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _throw_away_old(path.parent)
    offsets, rows, size = _write(path, tabular.read(content_of(batch), batch.sheet))
    _replace(index, json.dumps({"rows": rows, "offsets": offsets, "bytes": size}).encode("ascii"))
    return _Copy(path, rows, offsets)


def _place(batch: Import) -> Path:
    sheet = hashlib.sha256(batch.sheet.encode()).hexdigest()[:8]
    return Path(settings.VAR_DIR) / "intake" / f"{batch.sha256}-{sheet}.rows"


def _write(path: Path, rows: Iterator[Row]) -> tuple[list[int], int, int]:
    offsets, number, size = [], 0, 0
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            for row in rows:
                if number % _STEP == 0:
                    offsets.append(size)
                number += 1
                size += file.write(json.dumps([_packed(cell) for cell in row], separators=(",", ":")).encode() + b"\n")
        except BaseException:
            os.unlink(file.name)
            raise
    os.replace(file.name, path)
    return offsets, number, size


def _replace(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)


def _packed(cell: Cell):
    if isinstance(cell, Decimal):
        return float(cell)  # as it came from the workbook: the same digits again
    if isinstance(cell, Share):
        return {"share": str(cell.number)}
    if isinstance(cell, Broken):
        return {"broken": cell.text}
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _unpacked(value) -> Cell:
    if not isinstance(value, dict):
        return value
    if "share" in value:
        return Share(Decimal(value["share"]))
    return Broken(value["broken"]) if "broken" in value else date.fromisoformat(value["day"])


def throw_away(batch: Import) -> None:
    """Remove the copy; it is made again when somebody asks for the rows."""
    path = _place(batch)
    for name in (path, path.with_suffix(".index")):
        name.unlink(missing_ok=True)


def _throw_away_old(folder: Path) -> None:
    for path in folder.iterdir():
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _KEPT:
                path.unlink()
