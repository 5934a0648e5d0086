"""What becomes of a year's money when the effort ends before the year does."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from boligsocial.common.money import parts_of_whole
from boligsocial.common.periods import days_in_year


def part_left(starts_on: date | None, before: date | None, after: date, year: int) -> Fraction:
    """The part of the year's days that stays when the first day after the effort moves from `before` to `after`.

    One when nothing of the year is lost.
    """
    had, has = days_in_year(starts_on, before, year), days_in_year(starts_on, after, year)
    return Fraction(min(has, had), had) if had else Fraction(1)


@dataclass(frozen=True)
class YearAmounts:
    """A year's money in øre: the budget, what is granted by the key of its share, and what is not granted (yet)."""

    budget: int | None
    granted: dict[int, int]
    others: dict[int, int]


def shortened(year: YearAmounts, part: Fraction) -> YearAmounts:
    """The same year with only a part of its days: every amount to the øre, and together the part of the whole."""
    keys, amounts = list(year.granted), list(year.granted.values())
    rest = 0 if year.budget is None else max(year.budget - sum(amounts), 0)
    whole = _rounded((sum(amounts) + rest) * part)
    *granted, _gap = parts_of_whole([*amounts, rest], whole)
    budget = None if year.budget is None else _rounded(year.budget * part)
    return YearAmounts(
        budget=budget,
        granted=dict(zip(keys, granted, strict=True)),
        others={key: _rounded(amount * part) for key, amount in year.others.items()},
    )


def _rounded(number: Fraction) -> int:
    """Half an øre up: no surprises for whoever checks with a calculator."""
    return int(number + Fraction(1, 2))
