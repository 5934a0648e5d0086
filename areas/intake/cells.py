"""A cell as a number: how Danes and others write them. Pure; what is odd about a cell is told as a code."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
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
_ERROR = re.compile(r"#[\w/]+[!?]?")  # an error of Excel, in any language
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
    is the decimal point, "": by the unit); numbers without a per cent sign are multiplied by `scale`. `usual` is how
    large most numbers of a column of shares are, and `places` with how many decimals, where some are much smaller."""

    style: str = ""
    scale: Decimal = Decimal(1)
    usual: float = 0
    places: int = 0

    def doubt(self, number: Decimal) -> str:
        """What to say of a number that may be a part of one among others in per cent: an error where it is written in
        another way than they are, else a remark."""
        if not 0 < number <= 1 or float(number) * 10 >= self.usual:
            return ""
        return "part_among_shares" if places_of(number) > self.places else "small_share"


@dataclass
class Tally:
    """What a whole column shows of how its numbers are written."""

    danish: str = ""  # a number that can only be Danish, or English
    english: str = ""
    unsure: str = ""  # one that may be either
    small: list[Decimal] = field(default_factory=list)  # numbers without a per cent sign, up to one
    large: list[Decimal] = field(default_factory=list)  # and above it
    signed: list[Decimal] = field(default_factory=list)  # and those with one
    largest: Decimal = Decimal(0)  # of those without one
    marks: Counter[str] = field(default_factory=Counter)  # what stands in the place of numbers

    def add(self, cell: Cell) -> None:
        if isinstance(cell, str):
            parts = _plain(cell) or _parts(cell)
            if parts is None:
                if availability(cell):
                    self.marks[cell[:80]] += 1
                return
            text, shape, has_sign = parts
            if shape == "da":
                self.danish = self.danish or cell
            elif shape == "en":
                self.english = self.english or cell
            elif shape in ("dot", "comma"):
                self.unsure = self.unsure or cell
            self._size(_decimal(text, shape, "", is_count=shape in ("dot", "comma")), has_sign)
        elif isinstance(cell, Share):
            self._size(cell.number, True)
        elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
            self._size(Decimal(cell), False)

    def _size(self, number: Decimal, has_sign: bool) -> None:
        kept = self.signed if has_sign else self.large if abs(number) > 1 else self.small
        if not has_sign:
            self.largest = max(self.largest, abs(number))
        if abs(number) > _NOISE and len(kept) < MOST_KEPT:
            kept.append(abs(number))

    @property
    def style(self) -> str:
        if bool(self.danish) == bool(self.english):
            return ""
        return "da" if self.danish else "en"

    def may_be_fractions(self, most: int = 1) -> bool:
        """Nothing without a sign is above `most`, and something is between none and one."""
        return self.largest <= most and any(number != 1 for number in self.small)

    @property
    def shares(self) -> list[Decimal]:
        """The numbers that can only be in per cent."""
        return self.large + self.signed


def read(cell: Cell, reading: Reading, *, is_count: bool, is_share: bool = False) -> Number:
    """The number in a cell. `is_count`: of people or homes, and so whole; `is_share`: in per cent."""
    if cell is None:
        return EMPTY
    if isinstance(cell, Broken):
        return Number(fault="excel_error" if cell.text else "no_formula_value")
    if isinstance(cell, bool | date):
        return Number(fault="not_a_number" if isinstance(cell, bool) else "is_a_date")
    remarks: tuple[str, ...] = ()
    if isinstance(cell, str):
        parts = _plain(cell)
        state = None if parts else availability(cell)
        if state:
            return Number(state)
        parts = parts or _parts(cell)
        if parts is None:
            return Number(fault="excel_error" if _ERROR.fullmatch(cell) else "not_a_number")
        text, shape, has_sign = parts
        if shape == "odd":
            return Number(fault="odd_number")
        if not cell[-1].isdecimal() and _MARKS.search(told(cell)):
            remarks = ("footnote_mark",)
        number = _decimal(text, shape, reading.style, is_count)
    elif isinstance(cell, Share):
        number, has_sign = cell.number, True
    else:
        number, has_sign = Decimal(cell), False
    if has_sign and not is_share:
        return Number(fault="sign_in_count")
    doubt = "" if has_sign or not is_share else reading.doubt(number)
    if doubt == "part_among_shares":
        return Number(fault=doubt)
    remarks += (doubt,) if doubt else ()
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


def places_of(number: Decimal) -> int:
    """How many decimals a number needs."""
    return max(-number.normalize().as_tuple().exponent, 0)


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
