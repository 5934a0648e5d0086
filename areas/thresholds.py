"""How small a group each figure may be told about, from its source and its definition, and what is behind it."""

from decimal import Decimal

from areas.choices import Unit
from areas.models import FigureSource, Indicator
from areas.rules.withholding import Counts, Limits

RESIDENTS = "residents"  # the indicator that counts those who live there


class Thresholds:
    """The limits of every source and every indicator, in two queries."""

    def __init__(self):
        self.indicators = {one.pk: one for one in Indicator.objects.all()}
        sources = FigureSource.objects.all()
        self._sources = {one.pk: Limits(one.smallest_group, one.smallest_count) for one in sources}
        self.names = {one.pk: one.name for one in sources}  # of the sources

    def of(self, origin: int | None, indicator: int) -> Limits:
        """Those of the figure's own source, else of the one that its indicator names; the indicator's own beside it."""
        definition = self.indicators[indicator]
        return self._sources.get(origin or definition.source_id, Limits()) | self._own(definition)

    def everything(self) -> list[Limits]:
        return [*self._sources.values(), *map(self._own, self.indicators.values())]

    def ruled_sources(self) -> list[int]:
        """Those with a limit."""
        return [pk for pk, limits in self._sources.items() if limits]

    def ruled_indicators(self) -> list[int]:
        """Those with a limit of their own, or by the source they name."""
        return [pk for pk in self.indicators if self.of(None, pk)]

    @staticmethod
    def _own(definition: Indicator) -> Limits:
        return Limits(definition.smallest_group, definition.smallest_count)


def counts_of(
    definition: Indicator,
    value: Decimal | None,
    numerator: int | None,
    denominator: int | None,
    answers: int | None = None,
    residents: Decimal | None = None,
) -> Counts:
    """What is behind a figure. `answers`, else `residents` of the place stand in for a group that is not given.

    A count that is not given is reckoned from the share: of the residents it is the largest it can be.
    """
    if definition.code == RESIDENTS:
        return Counts(value, value, is_all=True)
    group = next((number for number in (denominator, answers, residents) if number is not None), None)
    if definition.unit == Unit.NUMBER:
        return Counts(value, group)
    if numerator is not None or value is None:
        return Counts(numerator, group)
    if definition.unit == Unit.PER_CENT and group is not None:
        return Counts(round(value * group / 100), group)
    return Counts(None, group)
