"""What a figure is held against: the mean of the municipality's areas, the region's, the country's and similar ones.

Part of the door (areas/figures.py): the means are of figures that are shown, so nothing withheld is in them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.db.models import Avg, Count, Q, QuerySet, Sum

from areas.choices import Availability, Level, Unit
from areas.figures import PLACES, Figure, figures
from areas.models import HousingArea, Indicator, Observation
from areas.residents import residents_of, with_residents

FEWEST = 3  # areas in a mean: of two, either could be told from the other


class Scope(StrEnum):
    """Whose areas are in a mean."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    COUNTRY = "country"
    SIMILAR = "similar"  # other areas of the same tenure with half to twice as many residents


class MeanBy(StrEnum):
    """How the areas count in a mean."""

    COUNTS = "counts"  # all who are counted in these areas, of all they are counted of
    AREAS = "areas"  # each area once


@dataclass(frozen=True)
class Mean:
    """The mean of the figures that are shown, of so many `areas`."""

    value: Decimal
    areas: int
    by: MeanBy


@dataclass
class _Sums:
    areas: int = 0
    values: Decimal = Decimal(0)
    numerator: int = 0
    denominator: int = 0
    counted: int = 0  # areas that give both

    def add(self, figure: Figure) -> None:
        self.areas += 1
        self.values += figure.value
        if figure.numerator is not None and figure.denominator:
            self.counted += 1
            self.numerator += figure.numerator
            self.denominator += figure.denominator

    def mean(self, unit: str) -> Mean | None:
        if self.areas < FEWEST:
            return None
        if unit == Unit.PER_CENT and self.counted == self.areas:
            value, by = Decimal(100 * self.numerator) / self.denominator, MeanBy.COUNTS
        else:
            value, by = self.values / self.areas, MeanBy.AREAS
        return Mean(value.quantize(PLACES, ROUND_HALF_UP), self.areas, by)


Means = dict[tuple[int, int], dict[Scope, Mean]]


def means(area: HousingArea, of: Iterable[Figure]) -> Means:
    """By indicator and year of the figures given (of one area): the means that there are. A flat number of queries.

    The municipality's for every year; the others, of thousands of areas, for each indicator's newest year alone, and
    only of what areas own: the country's estates are too many to add up for a page.
    """
    of = list(of)
    if not of:
        return {}
    newest: dict[int, int] = {}
    for figure in of:
        newest[figure.indicator] = max(figure.year, newest.get(figure.indicator, 0))
    places = _places(area, max(newest.values()))
    asked = {
        Scope.MUNICIPALITY: {(figure.indicator, figure.year) for figure in of},
        **dict.fromkeys((Scope.REGION, Scope.COUNTRY, Scope.SIMILAR), set(newest.items())),
    }
    indicators = {one.pk: one for one in Indicator.objects.filter(pk__in=newest)}
    computed = {pk for pk, one in indicators.items() if one.level == Level.ESTATE}
    found: dict[tuple[int, int], dict[Scope, Mean]] = defaultdict(dict)
    for scope, rows in places.items():
        wanted = asked[scope]
        sums = _added_up(rows, {pair for pair in wanted if pair[0] not in computed})
        if scope is Scope.MUNICIPALITY:
            sums |= _computed(rows, {pair for pair in wanted if pair[0] in computed})
        for pair, one in sums.items():
            mean = one.mean(indicators[pair[0]].unit)
            if mean is not None:
                found[pair][scope] = mean
    return dict(found)


def _places(area: HousingArea, year: int) -> dict[Scope, QuerySet]:
    """The areas of every scope. Made-up municipalities are not held against real ones."""
    town = area.municipality
    country = HousingArea.objects.filter(municipality__is_fictional=town.is_fictional)
    found = {
        Scope.MUNICIPALITY: country.filter(municipality=town),
        Scope.REGION: country.filter(municipality__region=town.region),
        Scope.COUNTRY: country,
    }
    on = date(year, 12, 31)
    residents = residents_of([area], on).get(area.pk)
    if residents is not None:
        alike = with_residents(country.filter(tenure=area.tenure).exclude(pk=area.pk), on)
        alike = alike.filter(people__gte=residents.number / 2, people__lte=residents.number * 2)
        found[Scope.SIMILAR] = alike
    return found


def _added_up(areas: QuerySet, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], _Sums]:
    """What the areas own, added up by the database."""
    if not wanted:
        return {}
    shown = Observation.objects.filter(_pairs(wanted), area__in=areas.values("pk"), hidden="", indicator__level="area")
    shown = shown.filter(availability=Availability.AVAILABLE).order_by().values_list("indicator", "year")
    both = Q(numerator__isnull=False, denominator__gt=0)
    rows = shown.annotate(
        areas=Count("pk"),
        mean=Avg("value"),
        counts=Sum("numerator", filter=both),
        groups=Sum("denominator", filter=both),
        counted=Count("pk", filter=both),
    )
    return {
        (indicator, year): _Sums(areas, Decimal(str(mean)) * areas, numerator or 0, denominator or 0, counted)
        for indicator, year, areas, mean, numerator, denominator, counted in rows
    }


def _computed(areas: QuerySet, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], _Sums]:
    """What the areas have of their estates' figures, through the door."""
    if not wanted:
        return {}
    found: dict[tuple[int, int], _Sums] = defaultdict(_Sums)
    ours = {"indicator__in": {pair[0] for pair in wanted}, "year__in": {pair[1] for pair in wanted}}
    for figure in figures(Level.AREA, list(areas.order_by().values_list("pk", flat=True)), **ours):
        if (figure.indicator, figure.year) in wanted and figure.state is Availability.AVAILABLE:
            found[figure.indicator, figure.year].add(figure)
    return found


def _pairs(wanted: set[tuple[int, int]]) -> Q:
    """Of these indicators in these years, each with its own."""
    years: dict[tuple[int, ...], list[int]] = defaultdict(list)
    by_indicator: dict[int, list[int]] = defaultdict(list)
    for indicator, year in sorted(wanted):
        by_indicator[indicator].append(year)
    for indicator, theirs in by_indicator.items():
        years[tuple(theirs)].append(indicator)
    found = Q()
    for theirs, indicators in years.items():
        found |= Q(indicator__in=indicators, year__in=theirs)
    return found
