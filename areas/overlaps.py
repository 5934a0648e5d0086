"""Where the boundaries of neighbouring areas overlap: said, never refused."""

from dataclasses import dataclass
from datetime import date

from django.contrib.gis.db.models.functions import Area, Intersection

from areas.models import AreaBorder, HousingArea
from boligsocial.common.periods import in_force

SLIVER = 100.0  # square metres: two boundaries drawn along the same street always share a little
SQUARE_METRES = 10_000  # of a hectare


@dataclass(frozen=True)
class Overlap:
    """What a boundary shares with that of another area. `area` is None where the user may not see which."""

    area: HousingArea | None
    hectares: float
    share: float  # of the boundary asked about, in per cent


def overlaps_of(border: AreaBorder, user, on: date) -> list[Overlap]:
    """The areas whose boundary in force on the day lies over this one, the largest overlap first."""
    near = AreaBorder.objects.filter(
        in_force(on),
        in_force(on, "area__"),
        west__lte=border.east,
        east__gte=border.west,
        south__lte=border.north,
        north__gte=border.south,
    )
    rows = near.exclude(area=border.area_id).filter(geometry__intersects=border.geometry).order_by()
    shared = {
        pk: size.sq_m
        for pk, size in rows.annotate(shared=Area(Intersection("geometry", border.geometry))).values_list(
            "area", "shared"
        )
    }
    shared = {pk: size for pk, size in shared.items() if size > SLIVER}
    if not shared:
        return []
    seen = HousingArea.objects.visible_to(user).in_bulk(list(shared))
    whole = border.geometry.area
    found = [Overlap(seen.get(pk), size / SQUARE_METRES, 100 * size / whole) for pk, size in shared.items()]
    return sorted(found, key=lambda overlap: overlap.hectares, reverse=True)
