"""The funding sheet's arithmetic: what people type as money, per cents that add up, a total spread over part years.

Amounts are whole øre, shares whole basis points. Everything adds up to the øre by largest remainder.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from boligsocial.common.money import WHOLE, parts_of_whole
from boligsocial.common.periods import days_in_year

LARGEST = 10**13  # øre: 100 billion kroner, what a column of ours takes
LONGEST = 60  # characters of a cell
UNITS = {"mio.": 1_000_000, "mio": 1_000_000}


class Unreadable(ValueError):
    """What was typed is no amount and no per cent. `code`: invalid, negative, precision, too_large, over_whole."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Entry:
    """What a cell says: an amount in øre, or a part of the year's budget in basis points."""

    amount: int | None = None
    part: int | None = None


def read_entry(text: str, point: str = ",", group: str = ".", *, bare_is_part: bool = False) -> Entry | None:
    """An entry from "1.234.567,50", "75000 kr.", "1,5 mio." or "12,5 %"; None for an empty cell (Excel writes "-").

    `point` and `group` are the signs of the language in use; thousands may be set apart by spaces too. A number
    without "%" and "kr." is an amount, or a per cent with `bare_is_part`.
    """
    text = " ".join(text.split()).lower()
    if text in ("", "-", "–"):
        return None
    if len(text) > LONGEST:
        raise Unreadable("invalid")
    if re.match(r"(kr\.? ?)?[-−–] ?\d", text) or re.fullmatch(r"[\d., ]*\d-|\([\d., ]+\)", text):
        raise Unreadable("negative")
    is_part, text = text.endswith("%"), text.removesuffix("%").strip()
    bare = re.sub(r"^kr\.? ?|,-$", "", re.sub(r" ?(kr\.?|,-)$", "", text))
    is_amount, scale = bare != text, 1
    for unit, worth in UNITS.items():
        if bare.endswith(unit):
            bare, scale, is_amount = bare.removesuffix(unit).strip(), worth, True
            break
    if is_part and is_amount:
        raise Unreadable("invalid")
    number = _number(bare, point, group) * 100
    if not is_amount and (is_part or bare_is_part):
        return Entry(part=_whole(number, WHOLE, "over_whole"))
    return Entry(amount=_whole(number * scale, LARGEST, "too_large"))


def _number(text: str, point: str, group: str) -> Decimal:
    """Groups of thousands must be whole, so that a number of the other language is refused and not misread."""
    whole, _point, decimals = text.partition(point)
    for sign in (group, " "):
        if re.fullmatch(rf"[0-9]{{1,3}}({re.escape(sign)}[0-9]{{3}})+", whole):
            whole = whole.replace(sign, "")
    if not re.fullmatch(r"[0-9]+", whole) or not re.fullmatch(r"[0-9]*", decimals):
        raise Unreadable("invalid")
    if len(whole.lstrip("0")) > 15:
        raise Unreadable("too_large")
    return Decimal(f"{whole}.{decimals or 0}")


def _whole(number: Decimal, most: int, code: str) -> int:
    if number > most:
        raise Unreadable(code)
    if number != number.to_integral_value():
        raise Unreadable("precision")
    return int(number)


# --- Per cents of a year's budget ----------------------------------------------------------------------------------


def amounts_of(parts: Sequence[int], budget: int) -> list[int]:
    """The amounts that parts of the budget (basis points, at most 100,00 % together) stand for.

    Parts of exactly 100,00 % add up to the budget.
    """
    rest = WHOLE - sum(parts)
    if rest < 0:
        raise Unreadable("over_whole")
    if not budget:
        return [0] * len(parts)
    # The parts sum to the whole, so each amount is that part of the budget, and the last one is what is missing.
    return parts_of_whole([*parts, rest], budget)[: len(parts)]


def parts_of(amounts: Sequence[int], budget: int) -> list[int | None]:
    """The parts of the budget that amounts are; with the gap they add up to exactly 100,00 %.

    Where the amounts exceed the budget each is rounded down on its own; without a budget there are none.
    """
    if not budget:
        return [None] * len(amounts)
    rest = budget - sum(amounts)
    if rest < 0:
        return [amount * WHOLE // budget for amount in amounts]
    return list(parts_of_whole([*amounts, rest])[: len(amounts)])


# --- Part years ------------------------------------------------------------------------------------------------------


def spread_by_days(total: int, starts_on: date, ends_on: date) -> dict[int, int]:
    """A total over the calendar years of a period (`ends_on` is the first day after it), by its days in each."""
    if ends_on <= starts_on:
        raise ValueError("the period ends before it starts")
    last_year = date.fromordinal(ends_on.toordinal() - 1).year
    years = range(starts_on.year, last_year + 1)
    days = [days_in_year(starts_on, ends_on, year) for year in years]
    return dict(zip(years, parts_of_whole(days, total), strict=True))


def years_shown(
    starts_on: date | None, last_day: date | None, there: Sequence[int], today: int, most: int = 40
) -> list[int]:
    """The columns of a sheet: the years of the period and those that have money; an open end shows what is there."""
    known = [*there]
    if starts_on is not None:
        known.append(starts_on.year)
    if last_day is not None:
        known.append(last_day.year)
    if not known:
        return [today]
    if starts_on is None and last_day is None:
        return sorted(set(known))
    first = starts_on.year if starts_on else min(known)
    last = last_day.year if last_day else max(known)
    return sorted({*there, *range(first, min(last, first + most) + 1)})


# --- What a year adds up to ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearSum:
    """A column's sums. `total` is everything that is not refused, `granted` what covers the budget.

    `gap` is what is not granted of the budget (below 0: too much), `rest` what nobody is put down for; both None
    without a budget. `part` is the granted part of the budget in basis points, rounded down.
    """

    budget: int | None
    total: int
    granted: int

    @property
    def gap(self) -> int | None:
        return None if self.budget is None else self.budget - self.granted

    @property
    def rest(self) -> int | None:
        return None if self.budget is None else self.budget - self.total

    @property
    def part(self) -> int | None:
        return self.granted * WHOLE // self.budget if self.budget else None
