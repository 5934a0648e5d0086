"""How far from a figure the truth may be, with 95 per cent.

* A survey's own `margin` counts as it is: ± in the unit.
* A share of which numerator and denominator are known: Wilson's interval for a binomial share,
  (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n) with z = 1.96, p = numerator/denominator and n = denominator. A
  register counts everybody, so this is not the error of a sample: it is how much a share of so few moves by chance.
* A share of a survey of which only the answers are known: the same, with the share itself as p and the answers as n.
* Anything else: not known.
"""

from decimal import Decimal
from math import sqrt

from areas.choices import Unit

Z = 1.96


def around(
    unit: str,
    value: Decimal,
    *,
    numerator: int | None = None,
    denominator: int | None = None,
    answers: int | None = None,
    margin: Decimal | None = None,
) -> tuple[Decimal, Decimal] | None:
    """How far below and how far above the value; None if that is not known. A share stays from 0 to 100."""
    if margin is not None:
        return margin, margin
    if unit != Unit.PER_CENT:
        return None
    if numerator is not None and denominator:
        share, number = min(numerator / denominator, 1.0), denominator
    elif answers:
        share, number = float(value) / 100, answers
    else:
        return None
    if not 0 <= share <= 1:
        return None
    below, above = wilson(share, number)
    return _points(share - below), _points(above - share)


def wilson(share: float, number: int) -> tuple[float, float]:
    """The lower and the upper end of the interval, from 0 to 1."""
    whole = 1 + Z * Z / number
    middle = (share + Z * Z / (2 * number)) / whole
    half = Z * sqrt(share * (1 - share) / number + Z * Z / (4 * number * number)) / whole
    return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))


def _points(share: float) -> Decimal:
    """Per cent to four decimals."""
    return Decimal(round(share * 1_000_000)) / 10_000
