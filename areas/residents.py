"""How many live in an area: what the area says itself, else the newest figure about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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
