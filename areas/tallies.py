"""How many figures there are of each source and year, and which of them are odd: kept, because counting a million
figures anew takes seconds.
"""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Coalesce

from areas import figure_checks
from areas.choices import Level
from areas.models import FigureTally, Observation

TOWNS = {
    Level.AREA: "area__municipality",
    Level.ESTATE: "estate__municipality",
    Level.MUNICIPALITY: "municipality",
}


@transaction.atomic
def rebuild(municipalities: list[int] | None) -> None:
    """Count and mark the figures of these municipalities anew, or of all. A flat number of queries."""
    old = FigureTally.objects.order_by()
    if municipalities is not None:
        old = old.filter(municipality__in=municipalities)
    old.delete()
    FigureTally.objects.bulk_create(_counted(municipalities), batch_size=2000)
    _mark(municipalities)


def by_source(figures: QuerySet, *more: str) -> QuerySet:
    """By the source whose rules hold (`by`) and the year: `figures`, and the newest `extracted` and `entered`."""
    rows = figures.order_by().annotate(by=Coalesce("origin", "indicator__source")).values(*more, "by", "year")
    return rows.annotate(figures=Count("pk"), extracted=Max("extracted_on"), entered=Max("entered_at"))


def _of(level: Level, municipalities: list[int] | None) -> QuerySet:
    rows = Observation.objects.filter(**{f"{level}__isnull": False})
    return rows if municipalities is None else rows.filter(**{f"{TOWNS[level]}__in": municipalities})


def _counted(municipalities: list[int] | None) -> Iterator[FigureTally]:
    for level, town in TOWNS.items():
        for row in by_source(_of(level, municipalities), town):
            yield FigureTally(
                municipality_id=row[town],
                source_id=row["by"],
                year=row["year"],
                figures=row["figures"],
                extracted_on=row["extracted"],
                entered_at=row["entered"],
            )


def _mark(municipalities: list[int] | None) -> None:
    """Mark the figures that a check finds (areas/figure_checks.py), so that the checks look at those alone."""
    for level in figure_checks.OWNERS:
        rows = _of(level, municipalities)
        rows.filter(is_odd__isnull=False).update(is_odd=None)
        for odd in figure_checks.ODD:
            odd(rows, level).update(is_odd=True)
