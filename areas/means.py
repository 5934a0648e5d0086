"""What a figure is held against: the mean of the municipality's areas, the region's, the country's and similar ones.

Part of the door (areas/figures.py): the means are of figures that are shown, so nothing withheld is in them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.db.models import Avg, Case, Count, Q, QuerySet, Sum, Value, When

from areas.choices import Availability, Level, Unit
from areas.figures import PLACES, Figure, computed
from areas.models import HousingArea, Observation
from areas.residents import residents_of, with_residents
from areas.thresholds import Thresholds

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

    @classmethod
    def of(cls, figure: Figure) -> "_Sums":
        if figure.numerator is None or not figure.denominator:
            return cls(1, figure.value)
        return cls(1, figure.value, figure.numerator, figure.denominator, 1)

    def add(self, other: "_Sums") -> None:
        self.areas += other.areas
        self.values += other.values
        self.numerator += other.numerator
        self.denominator += other.denominator
        self.counted += other.counted

    def mean(self, unit: str) -> Mean | None:
        if self.areas < FEWEST:
            return None
        if unit == Unit.PER_CENT and self.counted == self.areas:
            value, by = Decimal(100 * self.numerator) / self.denominator, MeanBy.COUNTS
        else:
            value, by = self.values / self.areas, MeanBy.AREAS
        return Mean(value.quantize(PLACES, ROUND_HALF_UP), self.areas, by)


Means = dict[tuple[int, int], dict[Scope, Mean]]


def means(
    area: HousingArea,
    of: Iterable[Figure],
    thresholds: Thresholds | None = None,
    counted: Iterable[Figure] | None = None,
) -> Means:
    """By indicator and year of the figures given (of one area): the means that there are. A flat number of queries.

    The municipality's for every year; the others, of thousands of areas, for each indicator's newest year alone.
    `thresholds`, and the area's figures of its residents (`counted`), are given where they have been read already.
    """
    of = list(of)
    if not of:
        return {}
    newest: dict[int, int] = {}
    for figure in of:
        newest[figure.indicator] = max(figure.year, newest.get(figure.indicator, 0))
    thresholds = thresholds or Thresholds()
    # Made-up municipalities are not held against real ones.
    country = HousingArea.objects.filter(municipality__is_fictional=area.municipality.is_fictional)
    town = country.filter(municipality=area.municipality_id)
    beside = _beside(area, country, date(max(newest.values()), 12, 31), counted)
    sums: dict[tuple[int, int, Scope], _Sums] = defaultdict(_Sums)
    for indicator, year, _scopes, some in _added_up(town, {(one.indicator, one.year) for one in of}, {}, thresholds):
        sums[indicator, year, Scope.MUNICIPALITY].add(some)
    for indicator, year, scopes, some in _added_up(country, set(newest.items()), beside, thresholds):
        for scope in (Scope.COUNTRY, *scopes):
            sums[indicator, year, scope].add(some)
    found: dict[tuple[int, int], dict[Scope, Mean]] = defaultdict(dict)
    for (indicator, year, scope), one in sums.items():
        mean = one.mean(thresholds.indicators[indicator].unit)
        if mean is not None:
            found[indicator, year][scope] = mean
    return dict(found)


def _beside(area: HousingArea, country: QuerySet, on: date, counted: Iterable[Figure] | None) -> dict[Scope, QuerySet]:
    """The areas of the scopes that are parts of the country."""
    found = {Scope.REGION: country.filter(municipality__region=area.municipality.region)}
    residents = residents_of([area], on, counted).get(area.pk)
    if residents is not None:
        alike = with_residents(country.filter(tenure=area.tenure).exclude(pk=area.pk), on)
        found[Scope.SIMILAR] = alike.filter(people__gte=residents.number / 2, people__lte=residents.number * 2)
    return found


def _added_up(areas: QuerySet, wanted: set[tuple[int, int]], scopes: dict[Scope, QuerySet], thresholds: Thresholds):
    """The figures shown of these areas by indicator, year and the scopes that they are in, added up."""
    estates = {pair for pair in wanted if thresholds.indicators[pair[0]].level == Level.ESTATE}
    if wanted - estates:
        yield from _own(areas, wanted - estates, scopes)
    if estates:
        yield from _computed(areas, estates, scopes, thresholds)


def _own(areas: QuerySet, wanted: set[tuple[int, int]], scopes: dict[Scope, QuerySet]):
    """What the areas own, added up by the database in one query."""
    shown = Observation.objects.filter(_pairs(wanted), area__in=areas.values("pk"), hidden="", indicator__level="area")
    shown = shown.filter(availability=Availability.AVAILABLE).order_by()
    shown = shown.annotate(**{f"in_{scope}": _is_in("area__in", rows) for scope, rows in scopes.items()})
    both = Q(numerator__isnull=False, denominator__gt=0)
    rows = shown.values_list("indicator", "year", *(f"in_{scope}" for scope in scopes)).annotate(
        areas=Count("pk"),
        mean=Avg("value"),
        counts=Sum("numerator", filter=both),
        groups=Sum("denominator", filter=both),
        counted=Count("pk", filter=both),
    )
    for indicator, year, *is_in, number, mean, numerator, denominator, counted in rows:
        its = [scope for scope, is_it in zip(scopes, is_in, strict=True) if is_it]
        some = _Sums(number, Decimal(str(mean)) * number, numerator or 0, denominator or 0, counted)
        yield indicator, year, its, some


def _computed(areas: QuerySet, wanted: set[tuple[int, int]], scopes: dict[Scope, QuerySet], thresholds: Thresholds):
    """What the areas have of their estates' figures, through the door."""
    ours = {"indicator__in": {pair[0] for pair in wanted}, "year__in": {pair[1] for pair in wanted}}
    shown = [
        figure
        for figure in computed(areas.values("pk"), thresholds, **ours)
        if (figure.indicator, figure.year) in wanted and figure.state is Availability.AVAILABLE
    ]
    within: dict[int, list[Scope]] = {}
    if scopes and shown:
        marked = areas.filter(pk__in={figure.key for figure in shown})
        marked = marked.annotate(**{f"in_{scope}": _is_in("pk__in", rows) for scope, rows in scopes.items()})
        for key, *is_in in marked.values_list("pk", *(f"in_{scope}" for scope in scopes)):
            within[key] = [scope for scope, is_it in zip(scopes, is_in, strict=True) if is_it]
    for figure in shown:
        yield figure.indicator, figure.year, within.get(figure.key, []), _Sums.of(figure)


def _is_in(name: str, areas: QuerySet) -> Case:
    return Case(When(**{name: areas.values("pk")}, then=Value(True)), default=Value(False))


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
