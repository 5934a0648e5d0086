"""How many live in an area: what the area says itself, if that may be told, else the newest figure about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, FloatField, QuerySet, When
from django.db.models.functions import Cast

from areas.choices import Availability, Level
from areas.figures import Figure, figures, newest_residents
from areas.models import HousingArea
from areas.said import Said, told, told_by
from areas.thresholds import RESIDENTS


@dataclass(frozen=True)
class Residents:
    """A count, the year it holds for, and where it is from; without a number where all counts are withheld."""

    number: int | None = None
    year: int | None = None
    source: str = ""


def residents_of(
    areas: Iterable[HousingArea], on: date, counted: Iterable[Figure] | None = None, typed: Said | None = None
) -> dict[int, Residents]:
    """By area; areas that nobody has counted are left out. A flat number of queries.

    `counted`: the figures of the number of residents up to the day, by year, and `typed`: which typed numbers may be
    told, where they have been read already.
    """
    areas = list(areas)
    if counted is None:
        counted = figures(Level.AREA, [area.pk for area in areas], indicator__code=RESIDENTS, year__lte=on.year)
    found = {}
    for figure in counted:
        if figure.state is Availability.AVAILABLE:
            found[figure.key] = Residents(int(figure.value), figure.year, figure.source)
        elif figure.state is Availability.WITHHELD:
            found.setdefault(figure.key, Residents())
    saying = [area for area in areas if area.residents is not None and area.residents_on <= on]
    telling = told_by(saying, typed)
    for area in saying:
        if area.pk in telling:
            found[area.pk] = Residents(area.residents, area.residents_on.year, area.source)
        else:
            found.setdefault(area.pk, Residents())
    return found


def people(on: date, typed: Said | None = None) -> Case:
    """The count of `residents_of`, for the database to sort areas by."""
    own = When(told(typed), residents_on__lte=on, then=Cast(F("residents"), FloatField()))
    return Case(own, default=Cast(newest_residents(on), FloatField()))


def with_residents(areas: QuerySet, on: date, typed: Said | None = None) -> QuerySet:
    """The areas with `people`."""
    return areas.annotate(people=people(on, typed))
