"""The need level of a municipality's areas in a year, by a recipe.

POINTS: a figure gives a point for each whole `step` it is worse than the mean, at most `most`; better than the mean
gives none. The score is the sum of points times weights. MATRIX: a figure counts as standard deviations from the mean
(worse is higher), where the deviation is the root of the mean square distance of the areas from that mean, weighted as
the mean is. The score is their mean, weighted by the recipe's weights.

Everything that decides a level is a whole number of ten-thousandths: figures and means have four decimals, as the
columns that hold them, and so have standard deviations. The same figures give the same level on every machine and
database. How uncertain a figure is: areas/rules/uncertainty.py.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import isqrt, sqrt

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
    """An area in a year: its residents, and its readings by indicator."""

    key: int
    residents: int | None
    readings: dict[int, Reading]


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


def base_of(rule: Rule, item: Item, places: Iterable[Place], own: Reading | None) -> Base | None:
    """What the figure is held against: the municipality's own one, else the mean of its areas; None if neither is
    there. A MATRIX needs areas enough for a deviation either way."""
    found = [(place.readings[item.indicator], place.residents) for place in places if item.indicator in place.readings]
    found = [(reading, residents) for reading, residents in found if reading.is_there]
    of, weighed = MeanOf.RESIDENTS, [(reading.value, residents) for reading, residents in found if residents]
    if found and all(reading.denominator for reading, _residents in found):
        of, weighed = MeanOf.DENOMINATORS, [(reading.value, reading.denominator) for reading, _residents in found]
    is_own = own is not None and own.is_there
    is_enough = len(weighed) >= max(rule.fewest_areas, 1)
    if not (is_enough or (is_own and rule.kind == RecipeKind.POINTS)):
        return None
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


# --- all areas of a municipality in a year ---


def bases_of(rule: Rule, places: Sequence[Place], own: dict[int, Reading]) -> dict[int, Base | None]:
    return {item.indicator: base_of(rule, item, places, own.get(item.indicator)) for item in rule.items}


def judge(rule: Rule, places: Sequence[Place], own: dict[int, Reading], with_moves: bool = False) -> dict[int, Need]:
    """The need of each area by its key; `own` are the municipality's own readings by indicator.

    The places are by the score among the areas that have one. The range of a score is found by the square-and-add rule
    for independent figures (MOVER): the root of the squares of what each may lack, or have too much.
    """
    bases = bases_of(rule, places, own)
    items = rule.counting
    needs, scored = {}, []
    for place in places:
        why_not = _why_not(rule, items, place, bases)
        if why_not is not None:
            needs[place.key] = Need(place.key, why_not=why_not)
        else:
            scored.append(place)
    if scored:
        for need in _rank(rule, items, scored, bases, with_moves):
            needs[need.key] = need
    return needs


def _why_not(rule: Rule, items: tuple[Item, ...], place: Place, bases: dict) -> WhyNot | None:
    readings = [place.readings.get(item.indicator) for item in items]
    if not items:
        return WhyNot.EMPTY
    if not any(readings) or all(reading is None or reading.state == Availability.NOT_AVAILABLE for reading in readings):
        return WhyNot.NO_FIGURES
    if place.residents is None and rule.smallest_residents:
        return WhyNot.NO_RESIDENTS
    if place.residents is not None and place.residents < rule.smallest_residents:
        return WhyNot.FEW_RESIDENTS
    if any(reading is None or reading.state == Availability.NOT_AVAILABLE for reading in readings):
        return WhyNot.MISSING
    if not all(reading.is_there for reading in readings):
        return WhyNot.WITHHELD
    if any(bases[item.indicator] is None for item in items):
        return WhyNot.FEW_AREAS
    return None


def _rank(rule: Rule, items: tuple[Item, ...], scored: list[Place], bases: dict, with_moves: bool) -> Iterable[Need]:
    given = [[_given(item, place, bases) for item in items] for place in scored]
    weights = [item.weight for item in items]
    unit = unit_of(rule, weights)
    totals = [sum(weight * one for weight, one in zip(weights, row, strict=True)) for row in given]
    spans = [_span(items, place, row, bases) for place, row in zip(scored, given, strict=True)]
    lows = [total - less for total, (less, _more, _sure) in zip(totals, spans, strict=True)]
    highs = [total + more for total, (_less, more, _sure) in zip(totals, spans, strict=True)]
    by_total, by_low, by_high, number = sorted(totals), sorted(lows), sorted(highs), len(scored)
    moved = _moved(rule, items, given, totals, with_moves)
    for index, place in enumerate(scored):
        yield Need(
            key=place.key,
            level=level_of(rule, totals[index], unit),
            unit=unit,
            total=totals[index],
            low=lows[index],
            high=highs[index],
            place=_place(by_total, totals[index]),
            rank_from=1 + number - bisect_right(by_low, highs[index]),
            rank_to=number - bisect_left(by_high, lows[index]),
            ranked=number,
            certainty=spans[index][2],
            is_sensitive=bool(moved[index]),
            moved=tuple(moved[index]) if with_moves else (),
        )


def _given(item: Item, place: Place, bases: dict) -> int:
    return points(item, place.readings[item.indicator].value, bases[item.indicator])


def _place(ascending: list[int], total: int) -> int:
    """1 and how many have a higher total."""
    return 1 + len(ascending) - bisect_right(ascending, total)


def _span(items, place: Place, row: list[int], bases: dict) -> tuple[float, float, Certainty]:
    """How far the total may be below and above."""
    less = more = known = 0
    for item, given in zip(items, row, strict=True):
        reading = place.readings[item.indicator]
        if reading.less is None or reading.more is None:
            continue
        known += 1
        fewest, most = range_of(item, reading, bases[item.indicator])
        less += (item.weight * (given - fewest)) ** 2
        more += (item.weight * (most - given)) ** 2
    certainty = Certainty.KNOWN if known == len(items) else Certainty.PARTLY if known else Certainty.UNKNOWN
    return sqrt(less), sqrt(more), certainty


def _moved(rule: Rule, items, given: list[list[int]], totals: list[int], all_of_them: bool) -> list[list[Moved]]:
    """For each area the weights that give it another place by one step, all of them or the first.

    A recipe always keeps a figure that counts.
    """
    found: list[list[Moved]] = [[] for _total in totals]
    by_total = sorted(totals)
    places = [_place(by_total, total) for total in totals]
    asked = range(len(totals))
    for number, item, new_weight, unit in _trials(rule, items):
        step = new_weight - item.weight
        new = [total + step * row[number] for total, row in zip(totals, given, strict=True)]
        by_new = sorted(new)
        for index in asked:
            place = _place(by_new, new[index])
            if place != places[index]:
                level = level_of(rule, new[index], unit)
                found[index].append(Moved(item.indicator, item.weight, new_weight, place, level))
        if not all_of_them:
            asked = [index for index in asked if not found[index]]
    return found


def _trials(rule: Rule, items) -> Iterable[tuple[int, Item, int, int]]:
    """Each weight one up and one down: the figure's number, the figure, its new weight, the new unit of the total."""
    weights = [item.weight for item in items]
    for number, item in enumerate(items):
        for new_weight in (item.weight + 1, item.weight - 1):
            new_weights = [*weights[:number], new_weight, *weights[number + 1 :]]
            if any(new_weights):
                yield number, item, new_weight, unit_of(rule, new_weights)


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
