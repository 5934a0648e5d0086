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
from areas.said import Said
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
    typed: Said | None = None,
) -> Means:
    """By indicator and year of the figures given (of one area): the means that there are. A flat number of queries.

    The municipality's for every year; the others, of thousands of areas, for each indicator's newest year alone.
    `thresholds`, the area's figures of its residents (`counted`), and which typed numbers of residents may be told
    (`typed`: of all areas) are given where they have been read already.
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
    alike = _alike(area, country, date(max(newest.values()), 12, 31), counted, typed)
    sums: dict[tuple[int, int, Scope], _Sums] = defaultdict(_Sums)
    for indicator, year, scopes, some in _added_up(
        area, {(one.indicator, one.year) for one in of}, set(newest.items()), alike, thresholds
    ):
        for scope in scopes:
            sums[indicator, year, scope].add(some)
    found: dict[tuple[int, int], dict[Scope, Mean]] = defaultdict(dict)
    for (indicator, year, scope), one in sums.items():
        mean = one.mean(thresholds.indicators[indicator].unit)
        if mean is not None:
            found[indicator, year][scope] = mean
    return dict(found)


def _alike(
    area: HousingArea, country: QuerySet, on: date, counted: Iterable[Figure] | None, typed: Said | None
) -> QuerySet:
    """The areas that are similar to it; none where its residents are not known."""
    residents = residents_of([area], on, counted, typed).get(area.pk)
    if residents is None or residents.number is None:
        return country.none()
    alike = with_residents(country.filter(tenure=area.tenure).exclude(pk=area.pk), on, typed)
    return alike.filter(people__gte=residents.number / 2, people__lte=residents.number * 2)


Pairs = set[tuple[int, int]]  # of indicators and years


def _added_up(area: HousingArea, wanted: Pairs, newest: Pairs, alike: QuerySet, thresholds: Thresholds):
    """The figures shown by indicator, year and the scopes that they are in, added up.

    Those `wanted` of the municipality's areas, and the `newest` of the country's.
    """
    estates = {pair for pair in wanted if thresholds.indicators[pair[0]].level == Level.ESTATE}
    if wanted - estates:
        yield from _own(area, wanted - estates, newest - estates, alike)
    if estates:
        yield from _computed(area, estates, newest & estates, alike, thresholds)


def _own(area: HousingArea, wanted: Pairs, newest: Pairs, alike: QuerySet):
    """What the areas own, added up by the database in one query."""
    shown = Observation.objects.filter(area__isnull=False, availability=Availability.AVAILABLE, hidden="").order_by()
    town = shown.filter(_pairs(wanted), area__municipality=area.municipality_id)
    country = shown.filter(_pairs(newest), area__municipality__is_fictional=area.municipality.is_fictional)
    no = Value(False)
    groups = (
        town.annotate(in_country=no, in_region=no, in_similar=no),
        country.annotate(
            in_country=Value(True),
            in_region=_is(area__municipality__region=area.municipality.region),
            in_similar=_is(area__in=alike.values("pk")),
        ),
    )
    town, country = map(_grouped, groups)
    for indicator, year, in_country, *is_in, number, mean, numerator, denominator, counted in town.union(
        country, all=True
    ):
        some = _Sums(number, Decimal(str(mean)) * number, numerator or 0, denominator or 0, counted)
        yield indicator, year, _scopes(*is_in) if in_country else [Scope.MUNICIPALITY], some


def _scopes(in_region: bool, in_similar: bool) -> list[Scope]:
    found = {Scope.COUNTRY: True, Scope.REGION: in_region, Scope.SIMILAR: in_similar}
    return [scope for scope, is_it in found.items() if is_it]


def _grouped(rows: QuerySet) -> QuerySet:
    both = Q(numerator__isnull=False, denominator__gt=0)
    return rows.values_list("indicator", "year", "in_country", "in_region", "in_similar").annotate(
        areas=Count("pk"),
        mean=Avg("value"),
        counts=Sum("numerator", filter=both),
        groups=Sum("denominator", filter=both),
        counted=Count("pk", filter=both),
    )


def _computed(area: HousingArea, wanted: Pairs, newest: Pairs, alike: QuerySet, thresholds: Thresholds):
    """What the areas have of their estates' figures, through the door."""
    town = HousingArea.objects.filter(municipality=area.municipality_id)
    for figure in _through_the_door(town, wanted, thresholds):
        yield figure.indicator, figure.year, [Scope.MUNICIPALITY], _Sums.of(figure)
    country = HousingArea.objects.filter(municipality__is_fictional=area.municipality.is_fictional)
    shown = list(_through_the_door(country, newest, thresholds))
    marked = HousingArea.objects.filter(pk__in={figure.key for figure in shown}).annotate(
        in_region=_is(municipality__region=area.municipality.region), in_similar=_is(pk__in=alike.values("pk"))
    )
    within = {key: _scopes(*is_in) for key, *is_in in marked.values_list("pk", "in_region", "in_similar")}
    for figure in shown:
        yield figure.indicator, figure.year, within[figure.key], _Sums.of(figure)


def _through_the_door(areas: QuerySet, wanted: Pairs, thresholds: Thresholds):
    ours = {"indicator__in": {pair[0] for pair in wanted}, "year__in": {pair[1] for pair in wanted}}
    for figure in computed(areas.values("pk"), thresholds, **ours):
        if (figure.indicator, figure.year) in wanted and figure.state is Availability.AVAILABLE:
            yield figure


def _is(**having) -> Case:
    return Case(When(**having, then=Value(True)), default=Value(False))


def _pairs(wanted: Pairs) -> Q:
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
