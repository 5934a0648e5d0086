"""Where the headers of a table are, and what they say: titles above them are passed over, merged ones are joined."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import formats

from areas.intake import files, words
from areas.models import Import
from boligsocial.common.tabular import Broken, Cell, Row, Share

MOST_HEADER_ROWS = 5
_SAMPLES = 3
_FIRST_YEAR, _LAST_YEAR = 1980, 2099  # of headers: other numbers of four figures are no years


@dataclass(frozen=True)
class Header:
    """A column: its index from 0, the joined text of its headers, a few values, and the only year its headers name.

    `is_hidden`: the sheet does not show it. `is_double`: another column has the same text.
    """

    index: int
    text: str
    samples: tuple[str, ...]
    year: int | None = None
    is_hidden: bool = False
    is_double: bool = False

    @property
    def letter(self) -> str:
        """As spreadsheets name the column: A, B … AA."""
        letters, rest = "", self.index + 1
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return letters


def headers_of(batch: Import) -> list[Header]:
    """The columns of the chosen sheet that say something, in their order."""
    return columns_of(batch, files.hidden_columns(batch))


def columns_of(batch: Import, hidden: frozenset[int] | set[int] = frozenset()) -> list[Header]:
    """The same without opening the file once more, for whoever need not know which ones are hidden."""
    rows = files.first_rows(batch, batch.skipped_rows + batch.header_rows + 60)
    texts = joined(rows[batch.skipped_rows : batch.skipped_rows + batch.header_rows])
    below = rows[batch.skipped_rows + batch.header_rows :]
    width = max([len(texts), *map(len, below)], default=0)
    texts += [""] * (width - len(texts))
    found = []
    for index, text in enumerate(texts):
        samples = [shown(row[index]) for row in below if index < len(row) and row[index] is not None]
        if text or samples:
            double = bool(text) and texts.count(text) > 1
            told = tuple(dict.fromkeys(samples))[:_SAMPLES]
            found.append(Header(index, text, told, year_in(text), index in hidden, double))
    return found


def titles_of(batch: Import) -> str:
    """What stands above the headers."""
    rows = files.first_rows(batch, batch.skipped_rows)
    return " ".join(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))


def shown(cell: Cell) -> str:
    """A cell as the sender sees it."""
    if cell is None:
        return ""
    if isinstance(cell, Share):
        return f"{shown(cell.number)} %"
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f").replace(".", formats.get_format("DECIMAL_SEPARATOR"))
    if isinstance(cell, Broken):
        return cell.text or "="
    return cell.isoformat() if isinstance(cell, date) else str(cell)[:200]


def year_in(text: str) -> int | None:
    years = [year for year in words.years_in(text) if _FIRST_YEAR <= year <= _LAST_YEAR]
    return years[0] if len(years) == 1 else None


def joined(rows: list[Row]) -> list[str]:
    """One text a column: "Uden arbejde | 2017". A header over several columns counts for each of them."""
    width = max(map(len, rows), default=0)
    cells = [[shown(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    for upper, lower in zip(cells, cells[1:], strict=False):
        for index in range(1, width):
            # Beside a header with nothing below it nothing is spread: it stands for its own column only.
            if not upper[index] and lower[index] and upper[index - 1] and lower[index - 1]:
                upper[index] = upper[index - 1]
    texts = []
    for index in range(width):
        parts = [words.one_line(row[index]) for row in cells]
        texts.append(" | ".join(dict.fromkeys(part for part in parts if part))[:300])
    return texts


def find_headers(rows: list[Row]) -> tuple[int, int]:
    """How many rows stand above the headers, and how many rows the headers take."""
    main = _main_row(rows)
    first = last = main
    while first > 0 and _is_group(rows[first - 1], rows[first]) and main - first < MOST_HEADER_ROWS - 1:
        first -= 1
    while last + 1 < len(rows) and last - first < MOST_HEADER_ROWS - 1 and _goes_on(rows[last], rows[last + 1]):
        last += 1
    return first, last - first + 1


def _main_row(rows: list[Row]) -> int:
    """The row with the most headers we know, else the first with several texts that is as wide as the table."""
    known = [len({key for cell in row if isinstance(cell, str) and (key := words.column(cell))}) for row in rows]
    best = max(known, default=0)
    if best >= 2:
        return known.index(best)
    widest = max((_count(row) for row in rows), default=0)
    for number, row in enumerate(rows):
        texts = {cell for cell in row if isinstance(cell, str)}
        if len(texts) > 1 and _count(row) * 2 >= widest:
            return number
    return next((number for number, row in enumerate(rows) if row), 0)


def _count(row: Row) -> int:
    return sum(cell is not None for cell in row)


def _is_group(row: Row, below: Row) -> bool:
    """Headers of groups of columns: texts with gaps, or one text over several but not over all columns."""
    texts = [cell for cell in row if cell is not None]
    if not texts or not all(isinstance(cell, str) or _is_year(cell) for cell in texts):
        return False
    if len(set(texts)) > 1:
        return True
    begins = next(index for index, cell in enumerate(row) if cell is not None)
    return begins > next((index for index, cell in enumerate(below) if cell is not None), 0)


def _goes_on(row: Row, below: Row) -> bool:
    """Whether the headers go on below: units, headers we know, or years or texts under a header that spans columns,
    beside columns without one."""
    texts = [cell for cell in below if cell is not None]
    if not texts or not all(isinstance(cell, str) and not words.is_figure(cell) or _is_year(cell) for cell in texts):
        return False
    if sum(isinstance(cell, str) and words.is_heading(cell) for cell in texts) * 2 > len(texts):
        return True
    here = row + [None] * (len(below) - len(row))
    spans = any(
        cell is not None and index > 0 and (here[index] is None or here[index] == here[index - 1])
        for index, cell in enumerate(below)
    )
    return spans and (below[0] is None or len(texts) < _count(row) or below[0] == row[0])


def _is_year(cell: Cell) -> bool:
    return str(cell).isdecimal() and year_in(str(cell)) is not None
