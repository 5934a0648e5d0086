"""Which figures are withheld because few residents are behind them, kept at the figures (docs/decisions/0009).

Only the door (areas/figures.py) and this read the numbers of observations. Everything is read in streams; only figures
with a rule, and estates among which something is withheld, are worked on.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet

from areas.choices import Availability, Hidden, Level
from areas.models import Estate, HousingArea, Observation
from areas.rules.withholding import Counts, is_small, overlapping, seconds, strictest
from areas.said import areas_of_estates, small_places
from areas.thresholds import RESIDENTS, Thresholds, counts_of

_CHUNK = 5000
_HOMES = HousingArea.estates.through.objects

Place = tuple[Level, int, int]  # the level, the key and the year
Twins = frozenset[int]  # the areas of the estates that lie in exactly these


class _Row(NamedTuple):
    pk: int
    area: int | None
    estate: int | None
    municipality: int | None
    indicator: int
    year: int
    origin: int | None
    value: object
    numerator: int | None
    denominator: int | None
    answers: int | None

    @property
    def place(self) -> Place:
        for level in Level:
            key = getattr(self, level)
            if key is not None:
                return level, key, self.year
        raise ValueError("A figure without an owner.")


@transaction.atomic
def rebuild(municipalities: list[int] | None, years: set[int] | None = None) -> None:
    """Rebuild them for the areas of these municipalities, or of all, in these years, or in all.

    Whether a figure is told depends on figures of its own year alone.
    """
    work = _Work(_Scope(municipalities, years))
    _write(work.scope, work.found())


class _Scope(NamedTuple):
    """What is rebuilt; None: all of it."""

    municipalities: list[int] | None
    years: set[int] | None

    def observations(self) -> Iterable[QuerySet]:
        """All observations, or those of the municipalities' areas, their estates and their twins, and their own."""
        rows = Observation.objects.all() if self.years is None else Observation.objects.filter(year__in=self.years)
        if self.municipalities is None:
            return [rows]
        here = self.municipalities
        estates = Estate.objects.filter(Q(municipality__in=here) | Q(areas__municipality__in=here))
        twins = Estate.objects.filter(areas__estates__in=estates)
        return [
            rows.filter(area__municipality__in=here),
            rows.filter(Q(estate__in=estates.values("pk")) | Q(estate__in=twins.values("pk"))),
            rows.filter(municipality__in=here),
        ]


class _Work:
    """One rebuild: `hidden` is why, by the key of the observation."""

    def __init__(self, scope: _Scope):
        self.scope = scope
        self.thresholds = Thresholds()
        self.hidden: dict[int, Hidden] = {}
        self.untold: set[Place] = set()  # where the number of residents is withheld
        self.estates: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)  # what is withheld of each estate

    def found(self) -> dict[int, Hidden]:
        self.residents = {row.place: row.value for row in self._read(indicator__code=RESIDENTS)}
        areas = HousingArea.objects.filter(residents__isnull=False)
        if self.scope.municipalities is not None:
            areas = areas.filter(municipality__in=self.scope.municipalities)
        self.said = dict(areas.order_by().values_list("pk", "residents"))  # what the areas say of themselves
        self.untold |= {(Level.AREA, *place) for place in small_places()}
        self._hide_small()
        counted = {pk for pk, one in self.thresholds.indicators.items() if one.code == RESIDENTS}
        self._hide_more(counted)
        self._hide_shares_of_untold()
        self._hide_more(set(self.thresholds.indicators) - counted)
        return self.hidden

    # --- reading ---

    def _read(self, *conditions: Q, **having) -> Iterator[_Row]:
        having |= {"availability": Availability.AVAILABLE}
        for rows in self.scope.observations():
            rows = rows.filter(*conditions, **having).order_by().values_list(*_Row._fields)
            yield from map(_Row._make, rows.iterator(chunk_size=_CHUNK))

    def _with_a_rule(self) -> Q | None:
        """Those that may be small: with a limit, and with counts that are below the highest one or not known."""
        limits = strictest(self.thresholds.everything())
        if not limits:
            return None
        ruled = Q(indicator__in=self.thresholds.ruled_indicators()) | Q(origin__in=self.thresholds.ruled_sources())
        group, count = limits.group or 0, limits.count or 0
        near = Q(numerator__isnull=True) | Q(denominator__isnull=True) | Q(denominator__lt=group)
        return ruled & (near | Q(numerator__lt=count) | Q(denominator__lt=F("numerator") + count))

    def _counts(self, row: _Row) -> Counts:
        definition = self.thresholds.indicators[row.indicator]
        residents = self.residents.get(row.place, self.said.get(row.area)) if row.denominator is None else None
        return counts_of(definition, row.value, row.numerator, row.denominator, row.answers, residents)

    # --- withholding ---

    def _hide(self, row: _Row, why: Hidden) -> None:
        self.hidden.setdefault(row.pk, why)
        if self.thresholds.indicators[row.indicator].code == RESIDENTS:
            self.untold.add(row.place)
        if row.estate is not None:
            self.estates[row.estate][row.indicator, row.year] = row.pk

    def _hide_small(self) -> None:
        condition = self._with_a_rule()
        for row in self._read(condition) if condition is not None else ():
            limits = self.thresholds.of(row.origin, row.indicator)
            if limits and is_small(self._counts(row), limits):
                self._hide(row, Hidden.SMALL)

    def _hide_shares_of_untold(self) -> None:
        """A share of all residents, with its parts, would tell how many they are."""
        if not self.untold:
            return
        years = {year for _level, _key, year in self.untold}
        for row in self._read(indicator__is_of_residents=True, year__in=years):
            if row.place in self.untold:
                self._hide(row, Hidden.SMALL)

    def _hide_more(self, indicators: set[int]) -> None:
        """What would give a withheld one away."""
        self._hide_seconds(indicators)
        if self._overlapping:
            self._hide_overlapping(indicators)

    def _hide_seconds(self, indicators: set[int]) -> None:
        """No estate is the only one that is withheld among those of the same areas."""
        wanted = {(estate, key) for estate, keys in self.estates.items() for key in keys if key[0] in indicators}
        if not wanted:
            return
        homes = _homes(estate for estate, _key in wanted)
        groups: dict[tuple, list[_Row]] = {(homes[estate], *key): [] for estate, key in wanted if estate in homes}
        rows = self._read(estate__isnull=False, indicator__in={key[0] for _estate, key in wanted})
        for row in rows:
            group = groups.get((homes.get(row.estate), row.indicator, row.year))
            if group is not None:
                group.append(row)
        for twins in groups.values():
            self._hide_among(sorted(twins))

    def _hide_among(self, twins: list[_Row]) -> None:
        limits = strictest(self.thresholds.of(row.origin, row.indicator) for row in twins)
        small = {place for place, row in enumerate(twins) if row.pk in self.hidden}
        for place in seconds([self._counts(row) for row in twins], small, limits):
            self._hide(twins[place], Hidden.SECOND)

    @cached_property
    def _overlapping(self) -> dict[int, frozenset[int]]:
        """The estates of every area that shares one with another."""
        estates = defaultdict(set)
        shared = Estate.objects.order_by().alias(places=Count("areas")).filter(places__gt=1)
        near = HousingArea.objects.filter(estates__in=shared.values("pk"))
        for area, estate in _HOMES.order_by().filter(housingarea__in=near).values_list("housingarea", "estate"):
            estates[area].add(estate)
        return {area: frozenset(its) for area, its in estates.items()}

    def _hide_overlapping(self, indicators: set[int]) -> None:
        """No figure that an area owns is the sum or the difference of those of areas that overlap with it."""
        given, withheld = defaultdict(dict), defaultdict(set)
        asked = {"area__in": list(self._overlapping), "indicator__in": indicators, "indicator__level": Level.AREA}
        for row in self._read(**asked):
            given[row.indicator, row.year][row.area] = row
            if row.pk in self.hidden:
                withheld[row.indicator, row.year].add(row.area)
        for rows in self.scope.observations():
            rows = rows.filter(**asked, availability=Availability.WITHHELD).order_by()
            for area, *key in rows.values_list("area", "indicator", "year"):
                withheld[tuple(key)].add(area)
        for key, areas in withheld.items():
            estates = {area: self._overlapping[area] for area in areas | given[key].keys()}
            for area in overlapping(estates, areas):
                self._hide(given[key][area], Hidden.SECOND)


def _homes(estates: Iterable[int]) -> dict[int, Twins]:
    """The areas of every estate that lies in an area with one of these; those in no area are left out."""
    homes = areas_of_estates()
    near = {area for estate in set(estates) for area in homes.get(estate, ())}
    return {estate: frozenset(areas) for estate, areas in homes.items() if areas & near}


def _write(scope: _Scope, hidden: dict[int, Hidden]) -> None:
    """Write what has changed, in one go."""
    kept = (rows.exclude(hidden="").order_by().values_list("pk", "hidden") for rows in scope.observations())
    before = dict(chain.from_iterable(rows.iterator(chunk_size=_CHUNK) for rows in kept))
    changes = [(why.value, pk) for pk, why in hidden.items() if before.get(pk) != why]
    changes += [(Hidden.SHOWN.value, pk) for pk in before.keys() - hidden.keys()]
    if not changes:
        return
    table, column = Observation._meta.db_table, Observation._meta.get_field("hidden").column
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE "{table}" SET "{column}" = %s WHERE "id" = %s', changes)
