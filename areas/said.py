"""How many live in an area as people typed it at the area, and whether that may be told (docs/decisions/0009).

A typed number is the figure of residents by another name, so it is withheld where that figure would be: below the limit
of the figure's source or definition, and within a year of one that is withheld, of the area itself, of an estate of
it, or of an area that shares an estate with it. A count of 31 December is that of the year after.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from areas.choices import Availability, Level
from areas.models import HousingArea, Indicator, Observation
from areas.thresholds import RESIDENTS

NEAR = 1  # years before and after
MANY = 1000  # areas from which it is faster to ask about all


@dataclass(frozen=True)
class Said:
    """Typed numbers from `least` up are told, but none within a year of the `years` of its area."""

    least: int
    years: dict[int, set[int]]

    def tells(self, area: int, number: int, on: date) -> bool:
        """Whether it may be told that so many lived in the area on the day."""
        return number >= self.least and not _near(on.year) & self.years.get(area, set())


def said(areas: Collection[int] | None = None, years_of_days: Collection[int] | None = None) -> Said:
    """What may be told of these areas, or of all; three or four queries.

    `years_of_days`: those of all days that will be asked about, so that a million figures are not gone through.
    """
    areas = None if areas is not None and len(areas) > MANY else areas
    least = smallest_told()
    homes = {} if areas is None else areas_of_estates(areas)
    near = None if areas is None else {*areas, *(area for those in homes.values() for area in those)}
    of_areas, of_estates = defaultdict(set), defaultdict(set)
    for area, year in _small(least, near):
        of_areas[area].add(year)
    near_years = None if years_of_days is None else {near for year in years_of_days for near in _near(year)}
    for area, estate, level, year in _withheld(near, homes, near_years):
        if area is not None:
            of_areas[area].add(year)
        elif level == Level.ESTATE:
            of_estates[estate].add(year)
    if areas is None and (of_areas or of_estates):
        homes = areas_of_estates()
    years = defaultdict(set, {area: set(its) for area, its in of_areas.items()})
    for estate, those in homes.items():
        shared = of_estates[estate].union(*(of_areas.get(area, ()) for area in those))
        for area in those if shared else ():
            years[area] |= shared
    return Said(least, dict(years))


def said_of_all() -> Said:
    """What may be told of any typed number there is: for whoever asks more than once. Three to five queries."""
    typed = HousingArea.objects.filter(residents__isnull=False).order_by()
    return said(years_of_days=typed.values_list("residents_on__year", flat=True).distinct())


def told_by(areas: Collection[HousingArea], known: Said | None = None) -> set[int]:
    """The keys of those of the areas, which all have a typed number, that tell it."""
    if not areas:
        return set()
    known = known or said([area.pk for area in areas])
    return {area.pk for area in areas if known.tells(area.pk, area.residents, area.residents_on)}


def told(known: Said | None = None) -> Q:
    """The same for the database: of areas that have a typed number, those that tell it. `known`: said of all."""
    known = known or said_of_all()
    rows = HousingArea.objects.filter(residents__isnull=False, pk__in=known.years).order_by()
    untold = [pk for pk, day in rows.values_list("pk", "residents_on") if _near(day.year) & known.years[pk]]
    return Q(residents__gte=known.least) & ~Q(pk__in=untold)


def small_places(areas=None) -> set[tuple[int, int]]:
    """Areas and years of which a typed number is so small that shares of all residents would tell it."""
    return {(area, year) for area, counted in _small(smallest_told(), areas) for year in _near(counted)}


def smallest_told() -> int:
    """The limit for the number of residents, by its definition and the source that names."""
    limits = ("smallest_group", "smallest_count", "source__smallest_group", "source__smallest_count")
    row = Indicator.objects.filter(code=RESIDENTS).values_list(*limits).first() or ()
    return max((limit for limit in row if limit is not None), default=0)


def _near(year: int) -> set[int]:
    return set(range(year - NEAR, year + NEAR + 1))


def areas_of_estates(areas: Collection[int] | None = None) -> dict[int, set[int]]:
    """The areas of every estate of these areas, or of every estate in any."""
    links = HousingArea.estates.through.objects.order_by()
    if areas is not None:
        links = links.filter(estate__in=links.filter(housingarea__in=areas).values("estate"))
    homes = defaultdict(set)
    for estate, area in links.values_list("estate", "housingarea"):
        homes[estate].add(area)
    return homes


def _small(least: int, areas) -> list[tuple[int, int]]:
    if not least:
        return []
    rows = HousingArea.objects.filter(residents__lt=least).order_by()
    rows = rows if areas is None else rows.filter(pk__in=areas)
    return [(pk, day.year) for pk, day in rows.values_list("pk", "residents_on")]


def _withheld(areas: set[int] | None, estates: dict[int, set[int]], years: set[int] | None):
    rows = Observation.objects.filter(~Q(hidden="") | Q(availability=Availability.WITHHELD), indicator__code=RESIDENTS)
    if areas is not None:
        rows = rows.filter(Q(area__in=areas) | Q(estate__in=list(estates)))
    if years is not None:
        rows = rows.filter(year__in=years)
    return rows.order_by().values_list("area", "estate", "indicator__level", "year")
