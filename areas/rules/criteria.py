"""Figures against limits in three values: yes, no, and None for what cannot be decided."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from areas.choices import Availability, Comparison, Undecided, Unit
from areas.rules.distance import meets

Key = Hashable  # what the caller knows an indicator by


class Known(Protocol):
    """A figure of an area in a year (areas/figures.py Figure); its numbers are None unless it is available."""

    state: Availability
    value: Decimal | None
    numerator: int | None
    denominator: int | None


@dataclass(frozen=True)
class Limit:
    """What a figure of a year is held against. `value` is None, and `why` says why, where that is not known."""

    value: Decimal | None
    why: Undecided | None = None


@dataclass(frozen=True)
class Criterion:
    """A figure and its limit: `limit`, or that of the year for `times` the national average.

    Areas of at least `large_from` residents have `large_limit` instead. `of_residents`: the figure is a share of all.
    """

    indicator: Key
    comparison: Comparison
    limit: Decimal | None = None
    times: Decimal | None = None
    large_from: int | None = None
    large_limit: Decimal | None = None
    is_required: bool = False
    unit: Unit = Unit.PER_CENT
    decimals: int = 1
    of_residents: bool = False


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Yes if all are yes, no if one is no: those after it are not asked."""
    is_sure = True
    for answer in answers:
        if answer is False:
            return False
        is_sure = is_sure and answer is not None
    return True if is_sure else None


def at_least(needed: int, answers: Iterable[bool | None]) -> bool | None:
    """Whether so many are yes."""
    answers = list(answers)
    if answers.count(True) >= needed:
        return True
    return None if answers.count(True) + answers.count(None) >= needed else False


def counts(figure: Known, decimals: int) -> bool:
    """Whether an available share has counts that give what is printed: then they are what is known exactly."""
    if figure.numerator is None or not figure.denominator:
        return False
    # Half of the last decimal, times the denominator; whole numbers and decimals are ten times as quick as fractions.
    return abs(100 * figure.numerator - figure.value * figure.denominator) * 2 * 10**decimals <= figure.denominator


def limits_for(criterion: Criterion, limit: Limit, residents: int | None) -> tuple[Limit, ...]:
    """The limit for an area of this size; both that may be meant where the size is not known."""
    if criterion.large_from is None:
        return (limit,)
    large = Limit(criterion.large_limit)
    if residents is None:
        return limit, large
    return (large,) if residents >= criterion.large_from else (limit,)


def is_met(criterion: Criterion, figure: Known | None, limits: tuple[Limit, ...]) -> bool | None:
    """Whether a figure meets a criterion, whichever of the limits holds."""
    if figure is None or figure.value is None:
        return None
    number, whole = figure.value, 1
    if criterion.unit == Unit.PER_CENT and counts(figure, criterion.decimals):
        number, whole = 100 * figure.numerator, figure.denominator
    answers = {
        None if limit.value is None else meets(criterion.comparison, number, limit.value * whole) for limit in limits
    }
    return answers.pop() if len(answers) == 1 else None


def why_unknown(figure: Known | None, limits: tuple[Limit, ...]) -> Undecided:
    """Why a criterion that is neither met nor not met cannot be decided."""
    if figure is None:
        return Undecided.MISSING
    if figure.value is None:
        return Undecided.WITHHELD if figure.state == Availability.WITHHELD else Undecided.NOT_AVAILABLE
    unknown = next((limit for limit in limits if limit.value is None), None)
    return (unknown.why or Undecided.NO_LIMIT) if unknown else Undecided.NO_RESIDENTS
