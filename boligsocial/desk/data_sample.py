"""What an import would write, the first of it: each figure beside the one that stands here now."""

from dataclasses import dataclass

from areas.choices import Availability, Level
from areas.figures import Figure, figures
from areas.models import Import, StagedFigure

LOOKED_AT = 400  # staged figures
SHOWN = 12


@dataclass(frozen=True)
class Written:
    """A staged figure and what it would replace; `before` is None where nothing stands here."""

    staged: StagedFigure
    before: Figure | None

    @property
    def is_same(self) -> bool:
        """Whether nothing that is shown would change."""
        now, then = self.staged, self.before
        if then is None or then.state != now.availability:
            return False
        return then.state != Availability.AVAILABLE or then.value == now.value

    @property
    def owner(self):
        return self.staged.area or self.staged.estate or self.staged.municipality


def sample(batch: Import) -> list[Written]:
    """A dozen of the figures that would be new or other than now; of those that stay only where nothing changes."""
    rows = StagedFigure.objects.filter(batch=batch, indicator__isnull=False).order_by("row", "pk")
    staged = list(rows.select_related("area", "estate", "municipality", "indicator")[:LOOKED_AT])
    now = _standing(staged)
    found = [Written(one, now.get(_place(one))) for one in staged]
    other = [one for one in found if not one.is_same]
    return (other or found)[:SHOWN]


def _place(one: StagedFigure) -> tuple:
    if one.new_area:
        return ("new", one.new_area, one.indicator_id, one.year)
    level, key = _owner(one)
    return (level, key, one.indicator_id, one.year)


def _owner(one: StagedFigure) -> tuple[Level, int | None]:
    if one.area_id:
        return Level.AREA, one.area_id
    return (Level.ESTATE, one.estate_id) if one.estate_id else (Level.MUNICIPALITY, one.municipality_id)


def _standing(staged: list[StagedFigure]) -> dict[tuple, Figure]:
    """The figures that are here for the same owners, indicators and years."""
    found = {}
    for level in Level:
        mine = [one for one in staged if not one.new_area and _owner(one)[0] == level]
        if mine:
            keys, years = {_owner(one)[1] for one in mine}, {one.year for one in mine}
            indicators = {one.indicator_id for one in mine}
            for now in figures(level, keys, indicator__in=indicators, year__in=years):
                found[level, now.key, now.indicator, now.year] = now
    return found
