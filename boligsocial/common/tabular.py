"""Tables that people send, CSV or Excel, as rows of cells; nothing here knows what the cells mean.

`read` gives every row from the top of a sheet, also empty ones, so that numbers of rows are those the sender sees.
A cell is None, a text, a whole number, a Decimal, a Share (a number that Excel shows with a per cent sign), a date, a
bool, or Broken (an Excel error, or a formula that was never calculated). What cannot be read raises a ValidationError.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from boligsocial.common.uploads import MOST_BYTES

MOST_ROWS = 100_000
MOST_COLUMNS = 300
MOST_CELLS = 2_000_000
LONGEST_CELL = 32_767  # characters, Excel's limit
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SEPARATORS = ";\t,|"  # in the order of trust: a comma may also be in a number or a name
_SNIFFED = 100  # rows that decide the separator
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphens, spaces without width, and the like


@dataclass(frozen=True)
class Share:
    """A number that its sheet shows in per cent: `number` is what is shown (43.3 for the stored 0.433)."""

    number: Decimal


@dataclass(frozen=True)
class Broken:
    """A cell without a value: an Excel error such as "#DIV/0!", or "" for a formula that was never calculated."""

    text: str


Cell = None | str | int | Decimal | Share | date | bool | Broken
Row = list[Cell]

_REFUSALS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(megabytes)s MB. Divide it into several."),
    "too_many_rows": _("The table has more than %(rows)s rows. Divide it into several files."),
    "too_many_columns": _(
        "The table has more than %(columns)s columns (see row %(row)s). Leave out those that are not needed."
    ),
    "too_many_cells": _("The table has more than %(cells)s cells. Divide it into several files."),
    "long_cell": _("Row %(row)s has a cell of more than %(characters)s characters. Is a quotation mark left open?"),
    "open_quote": _("Row %(row)s goes on to the end of the file. Is a quotation mark left open?"),
    "encrypted": _("The file is protected by a password. Save it without one, and send it again."),
    "old_excel": _("This is an old Excel file (.xls). Save it as .xlsx or CSV, and send it again."),
    "open_document": _("This is an OpenDocument sheet. Save it as .xlsx or CSV, and send it again."),
    "binary_excel": _("This is a binary Excel file (.xlsb). Save it as .xlsx or CSV, and send it again."),
    "pdf": _("This is a PDF. Send the table as .xlsx or CSV."),
    "web_page": _("This is a web page, whatever its name says. Save the table as .xlsx or CSV, and send it again."),
    "unreadable": _("The file cannot be read. It may be damaged: open it, save it as .xlsx or CSV, and send it again."),
    "bomb": _("The file unfolds to more than can be read. Divide it, or save it as CSV."),
    "not_a_table": _("There is no table in the file: a table has several columns and rows. Send .xlsx or CSV."),
    "no_sheet": _("The file has no sheet of this name."),
}


def refused(code: str, **params) -> ValidationError:
    limits = {
        "megabytes": MOST_BYTES // 1_000_000,
        "rows": f"{MOST_ROWS:,}".replace(",", " "),
        "columns": MOST_COLUMNS,
        "cells": f"{MOST_CELLS:,}".replace(",", " "),
        "characters": LONGEST_CELL,
    }
    return ValidationError(_REFUSALS[code], code=code, params={**limits, **params})


def check_kind(content: bytes) -> str:
    """ "xlsx" or "csv"; what can be neither is refused by its name."""
    head = content[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t;,"):
        raise refused("empty")
    if len(content) > MOST_BYTES:
        raise refused("too_large")
    if content.startswith(OLD_OFFICE):
        raise refused("encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "old_excel")
    if content.startswith(ZIP):
        return "xlsx"
    if head.startswith(b"%pdf"):
        raise refused("pdf")
    if head.startswith((b"<!doctype html", b"<html", b"<table")) or b"<html" in head[:500]:
        raise refused("web_page")
    return "csv"


def sheets(content: bytes) -> list[str]:
    """The names of the sheets that are not hidden; one without a name for a CSV file."""
    if check_kind(content) == "csv":
        return [""]
    from boligsocial.common import workbooks

    return workbooks.sheets(content)


def read(content: bytes, sheet: str = "") -> Iterator[Row]:
    """The rows of a sheet (the first one that is not hidden by default), without empty cells and rows at the end."""
    if check_kind(content) == "csv":
        rows = read_csv(content)
    else:
        from boligsocial.common import workbooks

        rows = workbooks.read(content, sheet)
    return _within_limits(rows)


def tidy(text: str) -> str | None:
    """A text without space around it and without what cannot be seen; None where nothing is left."""
    return (text if text.isascii() else _UNSEEN.sub("", text)).strip() or None


def _within_limits(rows: Iterator[Row]) -> Iterator[Row]:
    empty = cells = 0
    for number, row in enumerate(rows, start=1):
        while row and (row[-1] is None or row[-1] == ""):
            row.pop()
        if not row:
            empty += 1
            continue
        cells += len(row)
        if number > MOST_ROWS:
            raise refused("too_many_rows")
        if len(row) > MOST_COLUMNS:
            raise refused("too_many_columns", row=number)
        if cells > MOST_CELLS:
            raise refused("too_many_cells")
        for cell in row:
            if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                raise refused("long_cell", row=number)
        for _row in range(empty):
            yield []
        empty = 0
        yield row


# --- CSV ----------------------------------------------------------------------------------------------------------


def read_csv(content: bytes) -> Iterator[Row]:
    text = decoded(content)
    separator, text = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number, row = 0, []
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            if text.count('"') % 2 and any("\n" in cell or "\r" in cell for cell in row):
                raise refused("open_quote", row=number - 1) from None
            return
        except csv.Error:
            raise refused("long_cell", row=number) from None
        yield [tidy(cell) for cell in row]


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, Windows-1252, Mac Roman or DOS, with or without a byte order mark."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        names = ("utf-16",)
    elif b"\x00" in content[:4000]:
        # UTF-16 without its mark: the high bytes of Latin letters are empty.
        names = ("utf-16-be",) if content[0] == 0 else ("utf-16-le",)
    else:
        names = ("utf-8-sig", _one_byte_encoding(content), "latin-1")
    for name in names:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise refused("not_a_table")
    if "\x00" in text or re.search(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]", text[:4000]):
        raise refused("not_a_table")
    return text


def _one_byte_encoding(content: bytes) -> str:
    """Which one has the Danish letters where this file has them, beside other letters."""

    def fits(name: str) -> int:
        small, great = (re.escape(letters.encode(name)) for letters in ("æøå", "ÆØÅ"))
        return len(re.findall(b"[A-Za-z][%b]|[%b%b][a-z]" % (small, small, great), content))

    return max(("cp1252", "mac-roman", "cp850"), key=fits)


def _separator(text: str) -> tuple[str, str]:
    """What stands between the cells, and the text without Excel's own line that says so."""
    said = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if said:
        # The line stays as an empty row, so that rows keep their numbers.
        return said[1], text[said.end(1) :].lstrip(" ")
    found = [(_agreement(text, separator), separator) for separator in SEPARATORS]
    best = max(score for score, _separator in found)
    if not best:
        raise refused("not_a_table")
    return next(separator for score, separator in found if score >= best * 0.8), text


def _agreement(text: str, separator: str) -> int:
    """How many of the first rows have as many cells as most of those with several have."""
    widths: Counter[int] = Counter()
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
            if number >= _SNIFFED:
                break
            widths[len(row)] += 1
    except csv.Error:
        pass  # said with its row when the table is read
    return max((rows for width, rows in widths.items() if width > 1), default=0)
