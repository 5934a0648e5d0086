"""The official status of an area for pages: what the rules say of it year by year, beside what was published."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from areas.models import HousingArea, Indicator, ListEntry, StatusRule
from areas.rules.findings import RuleFinding


@dataclass(frozen=True)
class Misprint:
    """That a published list is wrong in print about an area (areas/data/published_misprints.csv)."""

    printed: str
    read_as: str
    why_da: str
    why_en: str
    source: str


@dataclass(frozen=True)
class RuleYear:
    """A rule of the year, what it says of the area, and what the published list says of it.

    The criteria in `finding` carry their Indicator (`finding.criteria[0].criterion.indicator.name`). `published` is
    None where it is not known whether the list names the area. `differs`: both are known and say otherwise.
    """

    rule: StatusRule
    finding: RuleFinding
    published: bool | None
    entry: ListEntry | None

    @property
    def differs(self) -> bool:
        return (
            self.published is not None
            and self.finding.verdict != "undecided"
            and (self.published != (self.finding.verdict == "yes"))
        )


@dataclass(frozen=True)
class StatusYear:
    """The statuses of an area on the list of a year: by the rules, and as published."""

    year: int
    rules: list[RuleYear]
    entries: list[ListEntry]
    misprints: list[Misprint]

    @property
    def has_figures(self) -> bool:
        """Whether any figure that a rule asks for is known of the year."""
        findings = [one.finding for one in self.rules]
        return any(crit.figure is not None for one in findings for crit in one.criteria)


@dataclass(frozen=True)
class ChartLimit:
    """What a figure was held against on the lists of the years `first` to `last` (None: until now)."""

    indicator: Indicator
    value: Decimal
    first: int
    last: int | None
    source: str

    def holds_in(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)


def status_of(area: HousingArea, years: Iterable[int] | None = None) -> list[StatusYear]:
    """The statuses of an area, the oldest list first; of all years with figures or entries if no `years`. Flat queries."""
    raise NotImplementedError


def limits_between(indicator: Indicator, first: int, last: int) -> list[ChartLimit]:
    """The limits that a figure was held against in some of the years, in order; those that are confirmed."""
    raise NotImplementedError
