"""What the home of the section "Data" shows: the sources, how many figures there are of each, how fresh they are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Sum

from areas.choices import Level
from areas.models import FigureSource, FigureTally, Observation
from areas.rules.freshness import Age, Freshness, freshness
from areas.tallies import TOWNS, Tally, by_source


@dataclass(frozen=True)
class SourceLine:
    """A source (None: figures without one) and the figures of it that the user may see."""

    source: FigureSource | None
    freshness: Freshness
    count: int = 0
    year: int | None = None
    brought_in: datetime | None = None


def sources(user, municipality, today: date) -> list[SourceLine]:
    """Every source there is, those that are late first. A flat number of queries."""
    found = _tallies(municipality) if user.is_superuser else _figures(user, municipality)
    lines = [_line(source, found.pop(source.pk, []), today) for source in FigureSource.objects.all()]
    lines += [_line(None, years, today) for years in found.values()]
    worst = [Age.LATE, Age.DUE, Age.FRESH, Age.UNKNOWN]
    return sorted(lines, key=lambda line: (line.source is None, not line.count, worst.index(line.freshness.age)))


def _tallies(municipality, **having) -> dict[int | None, list[Tally]]:
    """By source, of everybody's figures."""
    rows = FigureTally.objects.filter(**having).order_by()
    if municipality is not None:
        rows = rows.filter(municipality=municipality)
    found: dict[int | None, list[Tally]] = defaultdict(list)
    counted = (Sum("shown"), Sum("withheld"), Sum("missing"), Max("extracted_on"), Max("entered_at"))
    for source, year, *numbers in rows.values_list("source", "year").annotate(*counted):
        found[source].append(Tally(None, None, source, year, *numbers))
    return found


def _figures(user, municipality) -> dict[int | None, list[Tally]]:
    """By source, of the figures that the user may see; those of whole municipalities are everybody's."""
    found = _tallies(municipality, level=Level.MUNICIPALITY)
    for level in (Level.AREA, Level.ESTATE):
        rows = Observation.objects.visible_at(level, user)
        for one in by_source(rows if municipality is None else rows.filter(**{TOWNS[level]: municipality})):
            found[one.source].append(one)
    return found


def _line(source: FigureSource | None, years: list[Tally], today: date) -> SourceLine:
    between = source.months_between if source else None
    if not years:
        return SourceLine(source, freshness(None, None, between, today))
    newest = max(years, key=lambda one: (one.year, one.extracted or date.min))
    return SourceLine(
        source=source,
        freshness=freshness(newest.year, newest.extracted, between, today),
        count=sum(one.figures for one in years),
        year=newest.year,
        brought_in=max(one.entered for one in years),
    )
