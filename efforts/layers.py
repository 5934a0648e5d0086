"""What an effort reaches as things on a map and rows of a table: the same list for both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from areas.choices import BorderQuality
from areas.models import AreaBorder, HousingArea, Municipality
from boligsocial.common.periods import in_force
from boligsocial.common.spatial import to_degrees
from boligsocial.common.views import point
from efforts.choices import AreaRole
from efforts.models import AreaReach, CitizenGroup, CityLink, Effort, InstitutionReach

Feature = tuple[str, str, dict]
MOST_NAMED = 6  # unplaced things that a marker names; the table names all


@dataclass(frozen=True)
class Thing:
    """Something reached. `geometry` is GeoJSON text, empty where no place is known; `kind` is the map's class."""

    key: str
    kind: str
    what: str
    name: str
    row: AreaReach | CitizenGroup | InstitutionReach | CityLink
    municipalities: tuple[Municipality, ...]
    geometry: str = ""
    lon: float | None = None
    lat: float | None = None
    approximate: bool = False
    area: HousingArea | None = None

    @property
    def feature(self) -> str:
        """The key of what the map shows for it: itself, or the marker at the municipality's centre."""
        if self.geometry or not self.municipalities:
            return self.key
        return unplaced_key(self.municipalities[0])


def unplaced_key(municipality: Municipality) -> str:
    return f"unplaced-{municipality.code}"


def things_of(effort: Effort, on: date) -> list[Thing]:
    """All that the effort reaches on the day, from `EffortQuerySet.with_reach(on)`."""
    towns = tuple(effort.municipalities.all())
    return [
        *(_area(row) for row in effort.area_reaches.all() if row.holds_on(on)),
        *(_group(row) for row in effort.citizen_groups.all() if row.holds_on(on)),
        *(_institution(row, towns) for row in effort.institution_reaches.all() if row.holds_on(on)),
        *(_link(row, towns) for row in effort.city_links.all() if row.holds_on(on)),
    ]


def _area(row: AreaReach) -> Thing:
    return Thing(
        key=f"area-{row.pk}",
        kind="origin" if row.role == AreaRole.ORIGIN else "area",
        what=row.get_role_display(),
        name=row.area.name,
        row=row,
        municipalities=(row.area.municipality,),
        area=row.area,
        **_outline(row.area),
    )


def _group(row: CitizenGroup) -> Thing:
    # A point stands for the homes of many, so it is never exact.
    place = _spot(row.point) | {"approximate": True} if row.point else {}
    return Thing(f"group-{row.pk}", "group", _("citizen group"), row.name, row, (row.municipality,), **place)


def _institution(row: InstitutionReach, towns: tuple[Municipality, ...]) -> Thing:
    named = row.institution
    what = named.get_kind_display() if named else row.get_unnamed_kind_display()
    place = _spot(named.point) | {"approximate": named.is_approximate} if named and named.point else {}
    where = (named.municipality,) if named else towns
    return Thing(
        f"institution-{row.pk}", "institution", what, named.name if named else row.unnamed, row, where, **place
    )


def _link(row: CityLink, towns: tuple[Municipality, ...]) -> Thing:
    place = _outline(row.area) if row.area else {}
    if not place and row.point:
        place = _spot(row.point)
    return Thing(f"link-{row.pk}", "link", row.get_kind_display(), row.name, row, towns, area=row.area, **place)


def _outline(area: HousingArea) -> dict:
    if not area.borders_now:
        return {}
    border = area.borders_now[0]
    approximate = border.quality == BorderQuality.APPROXIMATE
    return {"geometry": border.outline, "lon": border.lon, "lat": border.lat, "approximate": approximate}


def _spot(shape) -> dict:
    degrees = to_degrees(shape)
    return {"geometry": point(degrees.x, degrees.y), "lon": degrees.x, "lat": degrees.y}


def shapes_of(things: Iterable[Thing], on: date) -> dict[Thing, GEOSGeometry]:
    """The whole shapes of things, as they are kept (EPSG:25832); those without a known place are left out.

    Maps draw simplified outlines; these are for files. One query, however many.
    """
    things = list(things)
    borders = AreaBorder.objects.filter(in_force(on), area__in={thing.area.pk for thing in things if thing.area})
    boundaries = dict(borders.order_by().values_list("area", "geometry"))
    found = {}
    for thing in things:
        named = thing.row.institution if isinstance(thing.row, InstitutionReach) else None
        point_of = named or thing.row
        shape = boundaries.get(thing.area.pk) if thing.area else None
        shape = shape or getattr(point_of, "point", None)
        if shape is not None:
            found[thing] = shape
    return found


# --- Features -----------------------------------------------------------------------------------------------------


def features_of_one(effort: Effort, on: date, links: dict[int, str]) -> Iterator[Feature]:
    """The map of one effort: everything it reaches by its own key; `links` are the addresses of areas that open."""
    things = things_of(effort, on)
    for thing in things:
        if thing.geometry:
            about = {"name": thing.name, "note": thing.what, "kind": thing.kind, "approximate": thing.approximate}
            if thing.area and thing.area.pk in links:
                about["url"] = links[thing.area.pk]
            yield thing.key, thing.geometry, about
    for town, names in _unplaced(effort, things):
        yield unplaced_key(town), point(town.lon, town.lat), _centre(town.name, names)


def features_of_many(efforts: Iterable[Effort], on: date, address) -> Iterator[Feature]:
    """The map of a list: all that each effort reaches under the effort's key; `address(effort)` is its page."""
    for effort in efforts:
        key, url = f"effort-{effort.pk}", address(effort.pk)
        things = things_of(effort, on)
        for thing in things:
            if thing.geometry:
                yield (
                    key,
                    thing.geometry,
                    {
                        "name": effort.name,
                        "note": f"{thing.name} ({thing.what})",
                        "kind": thing.kind,
                        "approximate": thing.approximate,
                        "url": url,
                    },
                )
        for town, names in _unplaced(effort, things):
            yield key, point(town.lon, town.lat), _centre(effort.name, names) | {"url": url}


def _unplaced(effort: Effort, things: list[Thing]) -> Iterator[tuple[Municipality, list[str]]]:
    """Per municipality what has no known place; an effort that reaches nothing on the day is there by itself."""
    found: dict[Municipality, list[str]] = {}
    for thing in things:
        if not thing.geometry:
            for town in thing.municipalities:
                found.setdefault(town, []).append(thing.name)
    if not things:
        found = {town: [] for town in effort.municipalities.all()}
    yield from found.items()


def _centre(name: str, names: list[str]) -> dict:
    if names:
        listed = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
        note = _("The place is not stated; shown at the middle of the municipality: %(names)s.") % {"names": listed}
    else:
        note = _("No place is stated; shown at the middle of the municipality.")
    return {"name": name, "note": note, "kind": "unplaced", "approximate": True}


def points_of_many(efforts: QuerySet, on: date, address) -> Iterator[Feature]:
    """One point for each of very many efforts: an area it reaches, else the middle of a municipality. Three queries."""
    ids = efforts.order_by().values("pk")
    names = dict(efforts.order_by().values_list("pk", "name"))
    reached = (
        AreaReach.objects.filter(in_force(on), in_force(on, "area__borders__"), effort__in=ids)
        .order_by("-pk")
        .values_list("effort", "area__borders__lon", "area__borders__lat")
    )
    towns = Effort.municipalities.through.objects.filter(effort__in=ids).order_by("-pk")
    centres = towns.values_list("effort", "municipality__lon", "municipality__lat")
    places = {pk: (lon, lat, {"kind": "unplaced", "approximate": True}) for pk, lon, lat in centres}
    places |= {pk: (lon, lat, {}) for pk, lon, lat in reached}
    for pk, (lon, lat, about) in places.items():
        yield f"effort-{pk}", point(lon, lat), {"name": names[pk], "url": address(pk), **about}
