"""When a figure is withheld because few residents are behind it, and when a sum may be shown beside its parts.

Two ideas carry it all (docs/decisions/0009-withholding.md):

- A figure is *small* when the group behind it, the part of the group that it counts, or what is left of the group is
  below a limit of its source or its definition.
- Estates that lie in exactly the same areas are *twins*: every sum that holds one of them holds the other. Where two
  twins are withheld, a number can be moved from one to the other without changing any sum, so no sum, and nothing that
  is computed from sums, tells what either of them is. Where one would be alone, a second is withheld; where there is no
  second, the sums that hold it are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


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


def seconds(twins: Sequence[Counts], withheld: set[int], limits: Limits) -> set[int]:
    """Which more of the twins to withhold, by their place, so that those withheld do not give one another away.

    The smallest come first, so that as much as can be stays on show. All of them, where that is not enough:
    `hides_well` then says no, and the sums go.
    """
    found = set(withheld)
    others = sorted((place for place in range(len(twins)) if place not in found), key=lambda place: _size(twins[place]))
    while withheld and others and not hides_well(twins, found, limits):
        found.add(others.pop(0))
    return found - withheld


def hides_well(twins: Sequence[Counts], withheld: set[int], limits: Limits) -> bool:
    """Whether the sum of the withheld ones among twins may be known without giving one of them away.

    Whoever knows that sum, the limits, and that the smallest were chosen, must still have a choice.
    """
    if not withheld:
        return True
    if len(withheld) < 2:
        return False
    hidden = [twins[place] for place in sorted(withheld)]
    shown = [_size(counts) for place, counts in enumerate(twins) if place not in withheld]
    columns = [
        ([counts.counted for counts in hidden], limits.count, min(shown, default=None)),
        ([counts.left for counts in hidden], limits.count, None),
        ([counts.group for counts in hidden], limits.group, None),
    ]
    return all(_leaves_a_choice(column, limit, most) for column, limit, most in columns if limit and None not in column)


def _leaves_a_choice(column: list, limit: int, most) -> bool:
    """Whether the numbers below the limit could be others with the same sum, which is not below it itself.

    Those from the limit up are known to be no smaller than it, and no larger than `most`.
    """
    small = sum(1 for count in column if count < limit)
    if not small:
        return True
    total, large = sum(column), len(column) - small
    if not large:
        return limit <= total < small * (limit - 1)
    lowest = 0 if most is None else max(0, total - large * max(most, limit))
    return min(small * (limit - 1), total - large * limit) > lowest


def _size(counts: Counts):
    return counts.counted if counts.counted is not None else counts.group if counts.group is not None else 0


def _larger(one: int | None, other: int | None) -> int | None:
    return max((limit for limit in (one, other) if limit is not None), default=None)


def strictest(limits: Iterable[Limits]) -> Limits:
    found = Limits()
    for one in limits:
        found |= one
    return found
