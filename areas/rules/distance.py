"""How far a figure is from its limit: in the figure's unit, and in residents.

The number of residents is that of a group whose size stays: so many of those without work find work, or the other way
round. It is exact where the source gives counts. Where only the size of the group is known, the share as printed is
rounded, and the number lies between `residents` and `most`.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from areas.choices import Comparison, NoCount

Number = int | Decimal | Fraction


@dataclass(frozen=True)
class Distance:
    """From the figure to its limit, and what turns the criterion over.

    `points`: the figure minus the limit, in the figure's unit. `residents`: how many fewer (`fewer`) or more people
    turn the criterion over, at the least; `most`: at the most, the same where it is exact. None where it is not known,
    and then `why` says why.
    """

    points: Decimal | None = None
    residents: int | None = None
    most: int | None = None
    fewer: bool = False
    why: NoCount | None = None

    @property
    def is_about(self) -> bool:
        """Whether the number follows from a rounded figure."""
        return self.residents != self.most


def meets(comparison: Comparison, number: Number, limit: Number) -> bool:
    """Whether a figure meets a criterion; on the limit itself the comparison decides."""
    if comparison is Comparison.MORE_THAN:
        return number > limit
    return number >= limit if comparison is Comparison.AT_LEAST else number < limit


def edge(comparison: Comparison, limit: Decimal, whole: int) -> tuple[int, int]:
    """Of a whole: the last count that meets the criterion on its way to the limit, and the first that does not."""
    exact = Fraction(limit) * whole / 100
    if comparison == Comparison.MORE_THAN:
        return floor(exact) + 1, floor(exact)
    if comparison == Comparison.AT_LEAST:
        return ceil(exact), ceil(exact) - 1
    return ceil(exact) - 1, ceil(exact)


def of_count(comparison: Comparison, count: int, limit: int) -> Distance:
    """A plain number of people, such as the residents, from its limit."""
    met = meets(comparison, count, limit)
    last, first = {
        Comparison.MORE_THAN: (limit + 1, limit),
        Comparison.AT_LEAST: (limit, limit - 1),
        Comparison.LESS_THAN: (limit - 1, limit),
    }[comparison]
    change = (first if met else last) - count
    return Distance(Decimal(count - limit), abs(change), abs(change), change < 0)


def of_share(comparison: Comparison, points: Decimal, limit: Decimal, part: int, whole: int) -> Distance:
    """A share of people whose part and whole the source counts."""
    return _between(comparison, points, limit, (part, part), whole)


def of_rounded_share(
    comparison: Comparison, value: Decimal, limit: Decimal, whole: int, half: Fraction, met: bool
) -> Distance:
    """A share as printed, of a whole that is known; `half` is the most that rounding took or added.

    `met` is what the printed share says: parts of the whole that say otherwise are left out.
    """
    low = max(ceil((Fraction(value) - half) * whole / 100), 0)
    high = min(floor((Fraction(value) + half) * whole / 100), whole)
    last, first = edge(comparison, limit, whole)
    bound = last if met else first
    if (comparison != Comparison.LESS_THAN) == met:
        low = max(low, bound)
    else:
        high = min(high, bound)
    if low > high:
        return Distance(value - limit, why=NoCount.NO_GROUP)
    return _between(comparison, value - limit, limit, (low, high), whole)


def _between(comparison: Comparison, points: Decimal, limit: Decimal, parts: tuple[int, int], whole: int) -> Distance:
    """Both parts lie on the same side of the limit."""
    last, first = edge(comparison, limit, whole)
    is_met = parts[0] <= last if comparison == Comparison.LESS_THAN else parts[0] >= last
    goal = first if is_met else last
    if not 0 <= goal <= whole:
        return Distance(points, why=NoCount.NO_WAY)
    changes = sorted(abs(goal - part) for part in parts)
    return Distance(points, changes[0], changes[1], goal < parts[0])
