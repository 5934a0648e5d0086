"""Where the boundaries of neighbouring areas overlap: said, never refused."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import Area, Intersection
from django.db.models import QuerySet

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


@dataclass(frozen=True)
class Pair:
    """Two areas, by key, whose boundaries share some ground."""

    first: int
    second: int
    hectares: float
    share: float  # of the smaller of the two, in per cent


def overlapping_pairs(borders: QuerySet, on: date) -> list[Pair]:
    """All pairs among these boundaries that overlap on the day, the largest overlap first. Two queries.

    The stored boxes say which could; only the shapes of those are read.
    """
    columns = ("pk", "area", "west", "south", "east", "north")
    rows = list(borders.filter(in_force(on)).order_by("pk").values_list(*columns))
    if len(rows) < 2:
        return []
    boxes = shapely.box(*np.array([row[2:] for row in rows]).T)
    one, other = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    pairs = [(rows[a], rows[b]) for a, b in zip(one, other, strict=True) if a < b and rows[a][1] != rows[b][1]]
    if not pairs:
        return []
    keys = {row[0] for pair in pairs for row in pair}
    shapes = {
        pk: shapely.from_wkb(bytes(shape.wkb))
        for pk, shape in AreaBorder.objects.filter(pk__in=keys).order_by().values_list("pk", "geometry")
    }
    firsts, seconds = (np.array([shapes[row[0]] for row in side]) for side in zip(*pairs, strict=True))
    shared = shapely.area(shapely.intersection(firsts, seconds))
    smaller = np.minimum(shapely.area(firsts), shapely.area(seconds))
    found = [
        Pair(a[1], b[1], size / SQUARE_METRES, 100 * size / whole)
        for (a, b), size, whole in zip(pairs, shared.tolist(), smaller.tolist(), strict=True)
        if size > SLIVER
    ]
    return sorted(found, key=lambda pair: pair.hectares, reverse=True)
