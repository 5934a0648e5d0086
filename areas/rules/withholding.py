"""When a figure is withheld because few residents are behind it, and when a sum may be shown beside its parts.

Two ideas carry it all (docs/decisions/0009-withholding.md):

- A figure is *small* when the group behind it, the part of the group that it counts, or what is left of the group is
  below a limit of its source or its definition.
- Estates that lie in exactly the same areas are *twins*: every sum that holds one of them holds the other. Where two
  twins are withheld, a number can be moved from one to the other without changing any sum, so no sum, and nothing that
  is computed from sums, tells what either of them is. Where one would be alone, a second is withheld; where there is no
  second, the sums that hold it are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Limits:
    """A figure about fewer than `group` is not shown, nor one with fewer than `count` counted, or left. None: any."""

    group: int | None = None
    count: int | None = None

    def __or__(self, other: "Limits") -> "Limits":
        """The stricter of both."""
        return Limits(_larger(self.group, other.group), _larger(self.count, other.count))

    def __bool__(self) -> bool:
        return bool(self.group or self.count)


@dataclass(frozen=True)
class Counts:
    """What is behind a figure, as far as it is known: how many are counted, of how many.

    `is_all`: the group itself is counted, so that there is nobody who could be left of it.
    """

    counted: Decimal | int | None = None
    group: Decimal | int | None = None
    is_all: bool = False

    @property
    def left(self) -> Decimal | int | None:
        return None if self.is_all or self.counted is None or self.group is None else self.group - self.counted

    def against(self, limits: Limits) -> list[tuple]:
        """Every count that is known, with the limit it is held against."""
        pairs = [(self.counted, limits.count), (self.left, limits.count), (self.group, limits.group)]
        return [(count, limit) for count, limit in pairs if count is not None and limit]


def is_small(counts: Counts, limits: Limits) -> bool:
    """Whether anything that is known of the figure is below its limit. Nought is below it too."""
    return any(count < limit for count, limit in counts.against(limits))


def seconds(twins: Sequence[Counts], small: set[int], limits: Limits) -> set[int]:
    """Which more of the twins to withhold, by their place, so that those withheld do not give one another away.

    Where one would be alone, that which is about the fewest. Where that is not enough, all: then the sums go too. To
    go on one by one would tell that one fewer was not enough.
    """
    if not small:
        return set()
    others = sorted((place for place in range(len(twins)) if place not in small), key=_sizes(twins).__getitem__)
    second = set(others[:1]) if len(small) == 1 else set()
    return second if hides_well(twins, small, second, limits) else set(others)


def hides_well(twins: Sequence[Counts], small: set[int], second: set[int], limits: Limits) -> bool:
    """Whether the sum of the withheld ones among twins may be known without giving one of them away.

    Whoever knows that sum, the group of each, the limits, which are small, and how the second was chosen, must still
    have a choice. A second beside several small ones, or several: all had to go.
    """
    withheld = small | second
    if not withheld:
        return True
    if len(withheld) < 2 or len(second) > (1 if len(small) == 1 else 0):
        return False
    hidden = [twins[place] for place in sorted(withheld)]
    if len(hidden) == len(twins) and is_small(together(hidden), limits):
        return False
    shown = [size for place, size in enumerate(_sizes(twins)) if place not in withheld]
    most = None if _know_groups(twins) else min(shown, default=None)
    columns = [
        [(counts.counted, *_counted_between(counts, limits, most)) for counts in hidden],
        [(counts.group, *_between(counts.group, limits.group, None)) for counts in hidden],
    ]
    return all(_leaves_a_choice(column) for column in columns if None not in {number for number, _low, _high in column})


def together(some: Sequence[Counts]) -> Counts:
    """Of all of them; what is not known of each is not known of all."""
    counted, groups = [one.counted for one in some], [one.group for one in some]
    return Counts(None if None in counted else sum(counted), None if None in groups else sum(groups), some[0].is_all)


def _know_groups(twins: Sequence[Counts]) -> bool:
    """Whether it is known how many each is about: that is no secret, so to choose by it tells nothing."""
    return all(counts.group is not None and not counts.is_all for counts in twins)


def _sizes(twins: Sequence[Counts]) -> list:
    """By which a second one is chosen."""
    by_group = _know_groups(twins)
    return [counts.group if by_group else counts.counted or 0 for counts in twins]


def _counted_between(counts: Counts, limits: Limits, most) -> tuple:
    """Between which two numbers the counted one is known to lie; None: no end. `most`: the smallest that is shown."""
    limit, group = limits.count or 0, counts.group
    if counts.is_all:
        return _between(counts.counted, max(limit, limits.group or 0), most)
    if counts.counted is None or group is None:
        return _between(counts.counted, limit, most)
    if group < 2 * limit:
        return 0, group  # small, whatever is counted
    if counts.left < limit:
        return group - limit + 1, group
    low, high = _between(counts.counted, limit, most)
    return low, group - limit if high is None else min(high, group - limit)


def _between(number, limit: int | None, most) -> tuple:
    """Below the limit, or from there on."""
    return (limit or 0, most) if number is None or number >= (limit or 0) else (0, limit - 1)


def _leaves_a_choice(column: list[tuple]) -> bool:
    """Whether none of the numbers follows from their sum, and from the two between which each lies."""
    total = sum(number for number, _low, _high in column)
    lows = [low for _number, low, _high in column]
    highs = [total if high is None else min(high, total) for _number, _low, high in column]
    least, most = sum(lows), sum(highs)
    return all(
        max(low, total - (most - high)) < min(high, total - (least - low))
        for low, high in zip(lows, highs, strict=True)
    )


def _larger(one: int | None, other: int | None) -> int | None:
    return max((limit for limit in (one, other) if limit is not None), default=None)


def strictest(limits: Iterable[Limits]) -> Limits:
    found = Limits()
    for one in limits:
        found |= one
    return found


# --- areas that overlap -----------------------------------------------------------------------------------------------


def overlapping(estates: Mapping[int, frozenset[int]], withheld: set[int]) -> set[int]:
    """Which more of the areas to withhold, so that sums and differences of those shown are none of those withheld.

    `estates` are those of each area, at least one.
    """
    shown, found = set(estates) - withheld, set()
    for area in sorted(withheld & estates.keys()):
        while _follows(estates[area], [estates[other] for other in shown]):
            second = _second(area, estates, shown)
            shown.remove(second)
            found.add(second)
    return found


def _second(area: int, estates: Mapping[int, frozenset[int]], shown: set[int]) -> int:
    """The area of fewest estates without which the rest do not tell, else the one beside it."""
    by_size = sorted(shown, key=lambda other: (len(estates[other]), other))
    for other in by_size:
        if not _follows(estates[area], [estates[rest] for rest in shown - {other}]):
            return other
    return next(other for other in by_size if estates[other] & estates[area])


def _follows(one: frozenset[int], others: Iterable[frozenset[int]]) -> bool:
    """Whether some of the others, added and taken away, make this one."""
    rows: list[dict[int, Fraction]] = []  # each begins with an estate that none after it has
    for other in [*others, one]:
        row = dict.fromkeys(sorted(other), Fraction(1))
        for known in rows:
            lead = next(iter(known))
            times = row.get(lead, 0) / known[lead]
            row = {key: row.get(key, 0) - times * known.get(key, 0) for key in row.keys() | known.keys()}
            row = {key: number for key, number in row.items() if number}
        if row:
            rows.append(row)
    return not row
