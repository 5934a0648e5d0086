"""What the home of the section "Data" shows: the sources, how many figures there are of each, how fresh they are."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from areas.models import FigureSource, Observation
from areas.rules.freshness import Age, Freshness, freshness


@dataclass(frozen=True)
class SourceLine:
    """A source (None: figures without one) and the figures of it that the user may see."""

    source: FigureSource | None
    freshness: Freshness
    count: int = 0
    year: int | None = None
    brought_in: datetime | None = None


def sources(user, municipality, today: date) -> list[SourceLine]:
    """Every source there is, those that are late first. Two queries."""
    found = _figures(Observation.objects.visible_to(user), municipality)
    lines = [_line(source, found.pop(source.pk, []), today) for source in FigureSource.objects.all()]
    lines += [_line(None, years, today) for years in found.values()]
    worst = [Age.LATE, Age.DUE, Age.FRESH, Age.UNKNOWN]
    return sorted(lines, key=lambda line: (line.source is None, not line.count, worst.index(line.freshness.age)))


def _figures(rows: QuerySet, municipality) -> dict[int | None, list[dict]]:
    """By source: for each year how many figures, and when they were extracted and brought in last."""
    if municipality is not None:
        owners = ("area__municipality", "estate__municipality", "municipality")
        rows = rows.filter(Q(*((owner, municipality) for owner in owners), _connector=Q.OR))
    by_year = rows.annotate(by=Coalesce("origin", "indicator__source")).order_by().values("by", "year")
    found: dict[int | None, list[dict]] = {}
    for one in by_year.annotate(count=Count("pk"), extracted=Max("extracted_on"), entered=Max("entered_at")):
        found.setdefault(one["by"], []).append(one)
    return found


def _line(source: FigureSource | None, years: list[dict], today: date) -> SourceLine:
    between = source.months_between if source else None
    if not years:
        return SourceLine(source, freshness(None, None, between, today))
    newest = max(years, key=lambda one: one["year"])
    return SourceLine(
        source=source,
        freshness=freshness(newest["year"], newest["extracted"], between, today),
        count=sum(one["count"] for one in years),
        year=newest["year"],
        brought_in=max(one["entered"] for one in years),
    )
