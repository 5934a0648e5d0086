"""How many figures there are of each indicator, source and year, and which of them are odd: kept, because counting a
million figures anew takes seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, IntegerField, Max, QuerySet, Value

from areas import figure_checks
from areas.choices import Level
from areas.coverage import STATES
from areas.models import FigureTally, Indicator, Observation

TOWNS = {
    Level.AREA: "area__municipality",
    Level.ESTATE: "estate__municipality",
    Level.MUNICIPALITY: "municipality",
}


@transaction.atomic
def rebuild(municipalities: list[int] | None, years: set[int] | None = None) -> None:
    """Count and mark the figures of these municipalities anew, or of all, where figures of these years are felt.

    A flat number of queries.
    """
    old = FigureTally.objects.order_by()
    if municipalities is not None:
        old = old.filter(municipality__in=municipalities)
    if years is not None:
        old = old.filter(year__in=years)
    old.delete()
    FigureTally.objects.bulk_create(_counted(municipalities, years), batch_size=2000)
    _mark(municipalities, years)


@dataclass
class Tally:
    """How many figures of a source and year there are, and when the newest was extracted and brought in.

    `indicator` is None where they are of several.
    """

    town: int | None
    indicator: int | None
    source: int | None
    year: int
    shown: int
    withheld: int
    missing: int
    extracted: date | None
    entered: datetime

    @property
    def figures(self) -> int:
        return self.shown + self.withheld + self.missing


def by_source(figures: QuerySet, town: str = "") -> Iterator[Tally]:
    """By indicator, source whose rules hold and year; and by municipality, where a path to it is given. Two queries."""
    sources = dict(Indicator.objects.order_by().values_list("pk", "source"))
    found: dict[tuple, Tally] = {}
    # The source that an indicator names is looked up here: the database would begin with all figures of each.
    rows = figures.order_by().values_list(town or Value(None, IntegerField()), "indicator", "origin", "year")
    rows = rows.annotate(**{name: Count("pk", filter=state) for name, state in STATES.items()})
    for place, indicator, origin, year, *counted in rows.annotate(Max("extracted_on"), Max("entered_at")):
        one = Tally(place, indicator, origin or sources[indicator], year, *counted)
        other = found.setdefault((place, indicator, one.source, year), one)
        if other is not one:
            other.shown += one.shown
            other.withheld += one.withheld
            other.missing += one.missing
            other.extracted = max(filter(None, (one.extracted, other.extracted)), default=None)
            other.entered = max(one.entered, other.entered)
    yield from found.values()


def _of(level: Level, municipalities: list[int] | None, years: set[int] | None = None) -> QuerySet:
    rows = Observation.objects.filter(**{f"{level}__isnull": False})
    rows = rows if years is None else rows.filter(year__in=years)
    return rows if municipalities is None else rows.filter(**{f"{TOWNS[level]}__in": municipalities})


def _counted(municipalities: list[int] | None, years: set[int] | None) -> Iterator[FigureTally]:
    for level, town in TOWNS.items():
        for one in by_source(_of(level, municipalities, years), town):
            yield FigureTally(
                municipality_id=one.town,
                level=level,
                indicator_id=one.indicator,
                source_id=one.source,
                year=one.year,
                shown=one.shown,
                withheld=one.withheld,
                missing=one.missing,
                extracted_on=one.extracted,
                entered_at=one.entered,
            )


def _mark(municipalities: list[int] | None, years: set[int] | None) -> None:
    """Mark the figures that a check finds (areas/figure_checks.py), so that the checks look at those alone."""
    near = None if years is None else {year + step for year in years for step in (-1, 0, 1)}
    for level in figure_checks.OWNERS:
        rows = _of(level, municipalities, near)
        rows.filter(is_odd__isnull=False).update(is_odd=None)
        for odd in figure_checks.ODD:
            odd(rows, level).update(is_odd=True)
        if near is not None:
            _mark_early(_of(level, municipalities).filter(year__lt=max(near)).exclude(year__in=near), level)


def _mark_early(rows: QuerySet, level: Level) -> None:
    """Figures long before those that changed: a series may go on after them now, or do so no more."""
    figure_checks.before_a_gap(rows, level).update(is_odd=True)
    plain = ended = figure_checks.newest(rows.filter(is_odd=True), level)
    for odd in figure_checks.ODD:
        plain = plain.exclude(pk__in=odd(ended, level).values("pk"))
    plain.update(is_odd=None)
