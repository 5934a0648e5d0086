"""A boundary as a list of corners, one a line: what can be typed without a map.

55.396, 10.388        latitude and longitude in degrees, or
587000 6139500        east and north in metres (EPSG:25832)

A line without text begins the next ring. A ring that lies inside another is a hole in it, one inside a hole is a part
again; the first corner need not be repeated.
"""

import re

from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Polygon
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_NUMBER = r"-?[0-9]{1,3}(?:[.,][0-9]{1,15})?"
_LAT_LON = re.compile(rf"({_NUMBER})\s*(?:[;\s]|,\s|,(?=-?[0-9]+\.))\s*({_NUMBER})")
_METRES = r"[0-9]{5,7}(?:[.,][0-9]{1,6})?"
_EAST_NORTH = re.compile(rf"({_METRES})\s*(?:[;\s]|,\s|,(?=[0-9]))\s*({_METRES})")

Corner = tuple[float, float]
MOST_RINGS = 300  # each is held against all others


def looks_like_corners(text: str) -> bool:
    """Whether the text begins with a number, as no GeoJSON does."""
    return text.lstrip()[:1] in set("-0123456789")


def parse_corners(text: str, *, degrees: int, grid: int) -> GEOSGeometry:
    """The boundary in the system its numbers are in: `degrees` or `grid`. Raises ValidationError in words.

    Whether it crosses itself is not asked here.
    """
    rings, metric = _rings(text)
    try:
        shells = [Polygon(ring) for ring in rings]
        return MultiPolygon(_nested(shells), srid=grid if metric else degrees)
    except GEOSException:
        raise ValidationError(_("This is not a boundary."), code="no_shape") from None


def _rings(text: str) -> tuple[list[list[Corner]], bool]:
    """The rings, longitude (or east) first and closed, and whether they are in metres."""
    rings: list[list[Corner]] = [[]]
    systems = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            rings.append([])
            continue
        read = read_corner(line)
        if read is None:
            raise ValidationError(
                _("Line %(number)s is not a corner. Write latitude and longitude, for example 55.676098, 12.568337."),
                code="no_corner",
                params={"number": number},
            )
        corner, metric = read
        rings[-1].append(corner)
        systems.add(metric)
    if len(systems) > 1:
        raise ValidationError(_("Write all corners in degrees, or all in metres."), code="mixed_corners")
    rings = [ring if ring[0] == ring[-1] and len(ring) > 1 else [*ring, ring[0]] for ring in rings if ring]
    if len(rings) > MOST_RINGS:
        text = _("These are more than %(most)s parts and holes. Choose a file instead.")
        raise ValidationError(text, code="many_rings", params={"most": MOST_RINGS})
    if any(len(ring) < 4 for ring in rings):
        raise ValidationError(
            _("A boundary needs at least three corners; an empty line begins the next part or hole."),
            code="few_corners",
        )
    return rings, True in systems


def read_corner(text: str) -> tuple[Corner, bool] | None:
    """One corner, longitude (or east) first, and whether it is in metres; None for what is none."""
    for pattern, metric in ((_LAT_LON, False), (_EAST_NORTH, True)):
        found = pattern.fullmatch(text.strip())
        if found:
            first, second = (float(figure.replace(",", ".")) for figure in found.groups())
            return ((first, second) if metric else (second, first)), metric
    return None


def _nested(rings: list[Polygon]) -> list[Polygon]:
    """The parts with their holes: a ring inside an odd number of others is a hole of the smallest of them."""
    rings = sorted(rings, key=lambda ring: ring.area, reverse=True)
    around = [[outer for outer in rings[:index] if _inside(ring, outer)] for index, ring in enumerate(rings)]
    holes: dict[int, list[Polygon]] = {id(ring): [] for ring in rings}
    for ring, outer in zip(rings, around, strict=True):
        if len(outer) % 2:
            holes[id(outer[-1])].append(ring)
    parts = [ring for ring, outer in zip(rings, around, strict=True) if len(outer) % 2 == 0]
    return [Polygon(part.shell, *(hole.shell for hole in holes[id(part)])) for part in parts]


def _inside(ring: Polygon, outer: Polygon) -> bool:
    try:
        return outer.contains(ring)
    except GEOSException:
        # One of them crosses itself; that is said when the whole is judged.
        return False
