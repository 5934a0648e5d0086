"""The columns of a list, declared once: what they are called, what they say of a row, how they sort, who shows them.

The page's table, the form to choose columns and every exported file read the same declaration.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from boligsocial.common.money import kroner


class Kind(StrEnum):
    """What a column holds, so that numbers stay numbers and days stay days in a file."""

    TEXT = "text"
    NUMBER = "number"  # a whole number
    DECIMAL = "decimal"  # with one decimal
    FIGURE = "figure"  # a Decimal with as many decimals as it has
    YEAR = "year"  # a whole number without grouping
    KRONER = "kroner"  # whole øre, written as kroner
    DAY = "day"
    YES_NO = "yes or no"


NUMERIC = (Kind.NUMBER, Kind.DECIMAL, Kind.FIGURE, Kind.KRONER)


class _Withheld:
    """Instead of a number that is too small to be shown."""

    def __repr__(self) -> str:
        return "WITHHELD"


WITHHELD = _Withheld()


@dataclass(frozen=True)
class Column:
    """`value` takes a row and gives what the column says of it: None for what is not known, WITHHELD, text, a whole
    number (øre for KRONER), a Decimal, a date, a bool, or a list of texts. A text may stand for any of them.

    `sort` is the name that `?sort=` knows it by. `first`: shown to whoever has not chosen. `fixed`: always there, at
    the front. `parts`: the keys of the columns that a file writes for this one (by itself: this one); the cell on the
    page says all of them, those apart that have a column of their own.
    """

    key: str
    label: Any  # a text to translate; %(year)s in it is the year of the day shown
    value: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    sort: str = ""
    first: bool = True
    fixed: bool = False
    parts: tuple[str, ...] = ()

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC

    def title(self, on: date) -> str:
        text = str(self.label)
        return text % {"year": on.year} if "%(year)s" in text else text

    def written_title(self, on: date) -> str:
        """In a file, without the places where a page may break the word."""
        return self.title(on).replace("\xad", "")


class Columns:
    """All columns of a list, in the order in which they are offered."""

    def __init__(self, *columns: Column):
        self.all = {column.key: column for column in columns}

    def __iter__(self):
        return iter(self.all.values())

    def chosen(self, text: str) -> list[Column]:
        """The columns that "b,a" names, in that order, after the fixed ones; those shown at first where it names none.

        What names no column is left out, and nothing is there twice.
        """
        wanted = [self.all[key] for key in dict.fromkeys(text.split(",")) if key in self.all]
        free = [column for column in wanted if not column.fixed]
        if not free:
            free = [column for column in self if column.first and not column.fixed]
        return [*(column for column in self if column.fixed), *free]

    def written(self, shown: Iterable[Column]) -> list[Column]:
        """The columns of a file: those shown with their parts, nothing twice; what is shown alone keeps its place."""
        shown = list(shown)
        own = {column.key for column in shown}
        keys: dict[str, None] = {}
        for column in shown:
            for key in column.parts or (column.key,):
                if key == column.key or key not in own:
                    keys.setdefault(key)
        return [self.all[key] for key in keys]


def keys_of(columns: Iterable[Column]) -> str:
    """How the address names them."""
    return ",".join(column.key for column in columns)


# --- What a value says ------------------------------------------------------------------------------------------


def in_words(kind: Kind, value) -> str:
    """The value as a page writes it, in the language in use."""
    if value is None or value == "" or value == []:
        return _("not stated")
    if value is WITHHELD:
        return _("withheld (few people)")
    if isinstance(value, str):
        return value
    if kind == Kind.KRONER:
        return kroner(value)
    if kind == Kind.DECIMAL:
        # Rounded here: formats would cut the digits off.
        return formats.number_format(round(Decimal(value), 1), decimal_pos=1, force_grouping=True)
    if kind == Kind.FIGURE:
        return formats.number_format(value, decimal_pos=max(0, -value.as_tuple().exponent), force_grouping=True)
    if kind == Kind.NUMBER:
        return formats.number_format(value, force_grouping=True)
    if kind == Kind.DAY:
        return formats.date_format(value, "DATE_FORMAT")
    return as_text(value)


def as_text(value) -> str:
    """Texts, years and answers, which are written alike on pages and in files."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return str(value)


def as_cell(kind: Kind, value) -> str | int | Decimal | date:
    """The value as a file holds it: numbers (kroner with øre as decimals) and days as such, the rest as words."""
    if value is None or value == "" or value == [] or value is WITHHELD:
        return in_words(kind, value)
    if isinstance(value, str):
        return value
    if kind == Kind.KRONER:
        return (Decimal(value) / 100).quantize(Decimal("0.01"))
    if kind == Kind.DECIMAL:
        return round(Decimal(value), 1)
    if kind in (Kind.NUMBER, Kind.FIGURE, Kind.YEAR, Kind.DAY):
        return value
    return as_text(value)


def choice(text: str, is_known: bool = True) -> str | None:
    """A choice's label as a cell begins with it; None where the choice is "not stated"."""
    return capfirst(str(text)) if is_known else None


def last_day(row) -> date | None:
    """The last day of a half-open period, as people write it."""
    return row.ends_on - timedelta(days=1) if row.ends_on else None
