"""Figures and limits as people write them, in the unit of their indicator."""

from decimal import Decimal

from areas.choices import Availability, Unit
from areas.figures import Figure
from areas.models import Indicator
from boligsocial.common.templatetags.boligsocial import number


def amount(value: Decimal | int, indicator: Indicator, decimals: int | None = None) -> str:
    """The value in its unit, as people write it: "40,5 %"; with as many decimals as the indicator shows, or as said."""
    written = number(value, indicator.decimals if decimals is None else decimals)
    return written if indicator.unit == Unit.NUMBER else f"{written} %"


def exact(value: Decimal, indicator: Indicator) -> str:
    """A limit in its unit, with no more decimals than it has."""
    bare = value.normalize()
    return amount(value, indicator, max(0, -bare.as_tuple().exponent))


def figure_words(figure: Figure, indicator: Indicator) -> str:
    """The figure as people write it, or why it is not shown."""
    if figure.state != Availability.AVAILABLE:
        return str(figure.state.label)
    return amount(figure.value, indicator)
