"""A cell as a number: how Danes and others write them. Pure; what is odd about a cell is told as a code."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from areas.intake.words import availability, is_per_cent, told
from boligsocial.common.tabular import Broken, Cell, Share

LARGEST = Decimal(10) ** 8  # the column of the database holds what is below
LARGEST_COUNT = 10_000_000  # more people than there are in the country
MOST_KEPT = 1000  # small numbers of a column that are kept to find its scale
_EXACT = Decimal("0.0001")
_NOISE = Decimal("0.0000001")  # what binary fractions add to a decimal number
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?", re.ASCII)
_NUMBER = re.compile(r"([-+−–]?)\s?(\d+(?:[.,]\d+)*|[.,]\d+)\s?(?P<sign>[^\d\s.,].*)?", re.ASCII)
_PLAIN = re.compile(r"(\d+)(?:([.,])(\d+))?", re.ASCII)  # nearly all cells
_MARKS = re.compile(r"(?<=[\d%])\s?(?:\*+|[¹²³⁴-⁹†‡]+|\d\))$")


@dataclass(frozen=True, slots=True)
class Number:
    """What a cell says. `state` is "" for an empty one; `fault` is the code of an error, `remarks` of oddities."""

    state: str = ""
    value: Decimal | None = None
    fault: str = ""
    remarks: tuple[str, ...] = ()


EMPTY = Number()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column is read: `style` says what a lone point before three figures is ("da": it groups thousands, "en": it
    is the decimal point, "": by the unit); numbers without a per cent sign are multiplied by `scale`."""

    style: str = ""
    scale: int = 1


@dataclass
class Tally:
    """What a whole column shows of how its numbers are written."""

    danish: str = ""  # a number that can only be Danish, or English
    english: str = ""
    unsure: str = ""  # one that may be either
    large: bool = False  # some number without a per cent sign is above one
    small: list[Decimal] = field(default_factory=list)

    def add(self, cell: Cell) -> None:
        if isinstance(cell, str):
            parts = _plain(cell) or _parts(cell)
            if parts is None:
                return
            text, shape, has_sign = parts
            if shape == "da":
                self.danish = self.danish or cell
            elif shape == "en":
                self.english = self.english or cell
            elif shape in ("dot", "comma"):
                self.unsure = self.unsure or cell
            if not has_sign:
                self._size(_decimal(text, shape, "", is_count=shape in ("dot", "comma")))
        elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
            self._size(Decimal(cell))

    def _size(self, number: Decimal) -> None:
        if abs(number) > 1:
            self.large = True
        elif abs(number) > _NOISE and len(self.small) < MOST_KEPT:
            self.small.append(abs(number))

    @property
    def style(self) -> str:
        if bool(self.danish) == bool(self.english):
            return ""
        return "da" if self.danish else "en"

    @property
    def may_be_fractions(self) -> bool:
        """Nothing is above one, and something is between none and one."""
        return not self.large and any(number != 1 for number in self.small)


def read(cell: Cell, reading: Reading, *, is_count: bool, is_share: bool = False) -> Number:
    """The number in a cell. `is_count`: of people or homes, and so whole; `is_share`: in per cent."""
    if cell is None:
        return EMPTY
    if isinstance(cell, Broken):
        return Number(fault="excel_error" if cell.text else "no_formula_value")
    if isinstance(cell, bool):
        return Number(fault="not_a_number")
    remarks: tuple[str, ...] = ()
    if isinstance(cell, str):
        parts = _plain(cell)
        state = None if parts else availability(cell)
        if state:
            return Number(state)
        parts = parts or _parts(cell)
        if parts is None:
            return Number(fault="not_a_number")
        text, shape, has_sign = parts
        if shape == "odd":
            return Number(fault="odd_number")
        if not cell[-1].isdecimal() and _MARKS.search(told(cell)):
            remarks = ("footnote_mark",)
        number = _decimal(text, shape, reading.style, is_count)
    elif isinstance(cell, Share):
        number, has_sign = cell.number, True
    elif isinstance(cell, int | Decimal):
        number, has_sign = Decimal(cell), False
    else:
        return Number(fault="not_a_number")  # a date: a spreadsheet took 1.2 for one
    if has_sign and not is_share:
        return Number(fault="sign_in_count")
    return _judged(number if has_sign else number * reading.scale, is_count, remarks)


def _judged(number: Decimal, is_count: bool, remarks: tuple[str, ...]) -> Number:
    if abs(number) >= (LARGEST_COUNT if is_count else LARGEST):
        return Number(fault="too_large")
    if number < 0:
        return Number(fault="negative")
    exact = number.quantize(_EXACT)
    if abs(exact - number) > _NOISE:
        remarks += ("rounded",)
    if is_count and exact != exact.to_integral_value():
        return Number(fault="not_whole")
    return Number("available", exact, remarks=remarks)


def _plain(text: str) -> tuple[str, str, bool] | None:
    """What `_parts` says of figures with at most one mark between them; None for anything else."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    whole, mark, rest = match.groups()
    if mark is None:
        return text, "plain", False
    if len(rest) == 3 and len(whole) < 4 and whole[0] != "0":
        return text, "dot" if mark == "." else "comma", False
    return text, "en" if mark == "." else "da", False


def _parts(text: str) -> tuple[str, str, bool] | None:
    """The bare number, the shape it is written in, and whether it has a per cent sign; None where it is no number.

    Shapes: "plain", "da", "en", "dot" ("1.234") and "comma" ("1,234") for what may be either, "odd" for neither.
    """
    bare = _MARKS.sub("", told(text.lstrip("'")))
    grouped = _GROUPED.search(bare)
    if grouped:
        bare = bare.replace(grouped[0], grouped[0].replace(" ", ""))
    match = _NUMBER.fullmatch(bare)
    if match is None or (match["sign"] and not is_per_cent(match["sign"])):
        return None
    sign = "-" if match[1] in ("-", "−", "–") else ""
    return f"{sign}{match[2]}", _shape(match[2], bool(grouped)), bool(match["sign"])


def _shape(number: str, is_grouped: bool) -> str:
    points, commas = number.count("."), number.count(",")
    if not points and not commas:
        return "plain"
    if points and commas:
        danish = re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", number)
        english = re.fullmatch(r"\d{1,3}(,\d{3})+\.\d+", number)
        return "da" if danish else "en" if english else "odd"
    if points + commas > 1:
        whole = re.fullmatch(r"\d{1,3}([.,]\d{3})+", number)
        return "odd" if not whole else "da" if points else "en"
    if not is_grouped and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", number):
        return "dot" if points else "comma"
    return "en" if points else "da"


def _decimal(text: str, shape: str, style: str, is_count: bool) -> Decimal:
    if shape == "odd":
        return Decimal(0)
    if shape in ("dot", "comma"):
        own = "da" if shape == "dot" else "en"  # the style in which this mark groups thousands
        groups = style == own or (not style and is_count)
        return Decimal(re.sub("[.,]", "" if groups else ".", text))
    if shape == "da":
        return Decimal(text.replace(".", "").replace(",", "."))
    return Decimal(text.replace(",", ""))
