"""The need of all areas of a municipality in a year, and their places among each other (areas/rules/need.py)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import sqrt

from areas.choices import Availability
from areas.rules.need import (
    Certainty,
    Item,
    Moved,
    Need,
    Place,
    Reading,
    Rule,
    WhyNot,
    bases_of,
    level_of,
    points,
    range_of,
    unit_of,
)


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
    return next((base for item in items if isinstance(base := bases[item.indicator], WhyNot)), None)


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
