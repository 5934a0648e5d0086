"""The need level of a municipality's areas in a year, by a recipe.

POINTS: a figure gives a point for each whole `step` it is worse than the mean, at most `most`; better than the mean
gives none. The score is the sum of points times weights. MATRIX: a figure counts as standard deviations from the mean
(worse is higher), where the deviation is the root of the mean square distance of the areas from that mean, weighted as
the mean is. The score is their mean, weighted by the recipe's weights.

Everything that decides a level is a whole number of ten-thousandths: figures and means have four decimals, as the
columns that hold them, and so have standard deviations. The same figures give the same level on every machine and
database. All areas of a municipality together: areas/rules/need_places.py; how uncertain a figure is: uncertainty.py.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import isqrt

from areas.choices import Availability, Direction, RecipeKind, Trend

FINE = 10_000  # in a unit
LEVELS = 4


class MeanOf(StrEnum):
    """What an area's figure is held against."""

    MUNICIPALITY = "municipality"  # the municipality's own figure for the year
    DENOMINATORS = "denominators"  # the mean of its areas that have the figure, by how many each is about
    RESIDENTS = "residents"  # the same, by the residents of each


class Certainty(StrEnum):
    """Whether the uncertainty of the figures that count is known."""

    KNOWN = "known"
    PARTLY = "partly"  # of some of them: the real one is larger
    UNKNOWN = "unknown"


class WhyNot(StrEnum):
    """Why an area has no level in a year; the first that holds."""

    EMPTY = "empty"  # no figure counts in the recipe
    NO_FIGURES = "no_figures"  # none of the figures that count is there
    NO_RESIDENTS = "no_residents"  # how many live there is not known
    FEW_RESIDENTS = "few_residents"  # fewer than the recipe asks for
    MISSING = "missing"  # at least one of the figures is not there
    WITHHELD = "withheld"  # at least one of them is withheld, the others are there
    FEW_AREAS = "few_areas"  # no figure of the municipality, or too few areas for a mean
    ONLY_LISTED = "only_listed"  # the same, but for areas that were picked for being badly off


def fine(number: Decimal | int) -> int:
    """In ten-thousandths."""
    return int((Decimal(number) * FINE).to_integral_value())


@dataclass(frozen=True, slots=True)
class Item:
    """A figure of a recipe: which way is worse (1 higher, -1 lower), its weight, the step, and the most points."""

    indicator: int
    worse: int
    weight: int
    step: int
    most: int

    @classmethod
    def of(cls, indicator: int, direction: str, weight: int, step: Decimal, most: int) -> "Item":
        """Of a figure whose direction is not neutral: in that one nothing is worse."""
        return cls(indicator, -1 if direction == Direction.LOWER_IS_WORSE else 1, weight, fine(step), most)


@dataclass(frozen=True, slots=True)
class Rule:
    """A recipe. `limits` are where levels 2, 3 and 4 begin, in ten-thousandths of the score; `trend_from` is a change
    of it."""

    kind: str
    items: tuple[Item, ...]
    smallest_residents: int
    fewest_areas: int
    limits: tuple[int, int, int]
    trend_from: int

    @property
    def counting(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.weight)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of an area or a municipality. `less` and `more` are how far below and above the value may really be."""

    state: str
    value: int = 0
    less: int | None = None
    more: int | None = None
    denominator: int | None = None

    @property
    def is_there(self) -> bool:
        return self.state == Availability.AVAILABLE


@dataclass(frozen=True, slots=True)
class Place:
    """An area in a year: its residents, its readings by indicator, and whether it is on an official list."""

    key: int
    residents: int | None
    readings: dict[int, Reading]
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class Base:
    """What the areas' figures are held against; `areas` are those it was made of, `spread` a standard deviation."""

    mean: int
    of: MeanOf
    areas: int
    spread: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A weight one higher or lower gives the area another place, and this level."""

    indicator: int
    weight: int
    new_weight: int
    new_place: int
    new_level: int


@dataclass(frozen=True, slots=True)
class Need:
    """The need of an area. `total` is the score times `unit`, `low` and `high` where it may be.

    `is_sensitive` says whether one weight a step up or down gives another place, `moved` which (if asked for).
    """

    key: int
    level: int | None = None
    why_not: WhyNot | None = None
    unit: int = 1
    total: int | None = None
    low: float | None = None
    high: float | None = None
    place: int | None = None
    rank_from: int | None = None
    rank_to: int | None = None
    ranked: int = 0
    certainty: Certainty = Certainty.UNKNOWN
    is_sensitive: bool = False
    moved: tuple[Moved, ...] = ()

    @property
    def score(self) -> Decimal | None:
        return None if self.total is None else in_units(self.total, self.unit)


def in_units(total: float, unit: int) -> Decimal:
    """A score to four decimals."""
    return (Decimal(total) / unit).quantize(Decimal("0.0001"))


# --- the mean ---


def base_of(rule: Rule, item: Item, places: Iterable[Place], own: Reading | None) -> Base | WhyNot:
    """What the figure is held against: the municipality's own one, else the mean of its areas; or why there is nothing.

    The areas of the official lists alone are no mean to be held against: against each other the worst off of the
    country would have little need. So the fewest areas of a mean are on no list. A MATRIX needs areas enough for a
    deviation either way.
    """
    found = [(place.readings[item.indicator], place) for place in places if item.indicator in place.readings]
    found = [(reading, place) for reading, place in found if reading.is_there]
    of, weighed = MeanOf.RESIDENTS, [(reading.value, place.residents) for reading, place in found if place.residents]
    if found and all(reading.denominator for reading, _place in found):
        of, weighed = MeanOf.DENOMINATORS, [(reading.value, reading.denominator) for reading, _place in found]
    is_own = own is not None and own.is_there
    is_enough = len(weighed) >= max(rule.fewest_areas, 1)
    if not (is_enough or (is_own and rule.kind == RecipeKind.POINTS)):
        return WhyNot.FEW_AREAS
    if not is_own and sum(not place.is_listed for _reading, place in found) < rule.fewest_areas:
        return WhyNot.ONLY_LISTED
    whole = sum(weight for _value, weight in weighed)
    mean = own.value if is_own else _rounded(sum(value * weight for value, weight in weighed), whole)
    of = MeanOf.MUNICIPALITY if is_own else of
    if rule.kind == RecipeKind.POINTS:
        return Base(mean, of, len(weighed))
    square = sum(weight * (value - mean) ** 2 for value, weight in weighed)
    return Base(mean, of, len(weighed), (isqrt(4 * square // whole) + 1) // 2)


def _rounded(part: int, whole: int) -> int:
    """Halves go up."""
    return (2 * part + whole) // (2 * whole)


def bases_of(rule: Rule, places: Sequence[Place], own: dict[int, Reading]) -> dict[int, Base | WhyNot]:
    return {item.indicator: base_of(rule, item, places, own.get(item.indicator)) for item in rule.items}


# --- points ---


def points(item: Item, value: int, base: Base) -> int:
    """The points of a figure, or its ten-thousandths of a standard deviation where the base has one."""
    distance = item.worse * (value - base.mean)
    if base.spread is None:
        return min(distance // item.step, item.most) if distance > 0 else 0
    return _rounded(distance * FINE, base.spread) if base.spread else 0


def range_of(item: Item, reading: Reading, base: Base) -> tuple[int, int]:
    """The fewest and the most points, given the uncertainty; the points themselves where that is not known."""
    if reading.less is None or reading.more is None:
        return (points(item, reading.value, base),) * 2
    ends = points(item, reading.value - reading.less, base), points(item, reading.value + reading.more, base)
    return min(ends), max(ends)


def unit_of(rule: Rule, weights: Sequence[int]) -> int:
    """How many parts of a total make 1 of the score."""
    return 1 if rule.kind == RecipeKind.POINTS else FINE * sum(weights)


def level_of(rule: Rule, total: int, unit: int) -> int:
    """1 to 4; a score on a limit has reached it."""
    return 1 + bisect_right(rule.limits, total * FINE // unit)


# --- from one year to another ---


@dataclass(frozen=True, slots=True)
class Change:
    """Of a score. `is_sure`: whether it is beyond the uncertainty; None where that is not known."""

    trend: Trend
    by: Decimal | None = None
    is_sure: bool | None = None


def change_of(rule: Rule, now: Need | None, before: Need | None) -> Change:
    """Rising is more need. Without a score in both years the trend is not known."""
    if now is None or before is None or now.total is None or before.total is None:
        return Change(Trend.UNKNOWN)
    by, enough = (now.total - before.total) * FINE, rule.trend_from * now.unit
    trend = Trend.RISING if by >= enough else Trend.FALLING if by <= -enough else Trend.STEADY
    return Change(trend, in_units(now.total - before.total, now.unit), _is_sure(now, before))


def _is_sure(now: Need, before: Need) -> bool | None:
    if now.low <= before.high and before.low <= now.high and Certainty.UNKNOWN not in (now.certainty, before.certainty):
        return False
    return True if now.certainty == before.certainty == Certainty.KNOWN else None
