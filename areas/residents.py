"""How many live in an area: what the area says itself, else the newest figure about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, FloatField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast

from areas.models import HousingArea, Observation


@dataclass(frozen=True)
class Residents:
    """A count, the year it holds for, and where it is from."""

    number: int
    year: int
    source: str


def residents_of(areas: Iterable[HousingArea], on: date) -> dict[int, Residents]:
    """By area; areas without a known count are left out. One query, however many."""
    areas = list(areas)
    rows = Observation.objects.residents(on).filter(area__in=[area.pk for area in areas])
    found = {
        area: Residents(int(value), year, source)
        for area, value, year, source in rows.values_list("area", "value", "year", "source")
    }
    for area in areas:
        if area.residents is not None and area.residents_on <= on:
            found[area.pk] = Residents(area.residents, area.residents_on.year, area.source)
    return found


def with_residents(areas: QuerySet, on: date) -> QuerySet:
    """The areas with `people`, the count of `residents_of`, for the database to sort by."""
    newest = Observation.objects.residents(on).filter(area=OuterRef("pk")).order_by("-year").values("value")[:1]
    own = When(residents__isnull=False, residents_on__lte=on, then=Cast(F("residents"), FloatField()))
    return areas.annotate(people=Case(own, default=Cast(Subquery(newest), FloatField())))
