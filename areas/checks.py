"""Facts across rows that deserve a second look: what lacks, overlaps, jumps, or does not agree with something else.

Each check is set-based: a query or two for all areas of a scope, and another for the page that is shown. Of figures
only those that are shown count (areas/figures.py): what is withheld is neither said to jump nor to disagree.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from areas.models import AreaBorder, HousingArea, ListEntry, Municipality, Observation
from areas.overlaps import overlapping_pairs
from areas.thresholds import RESIDENTS
from boligsocial.common.periods import in_force


class Check(StrEnum):
    OVERLAPS = "overlaps"
    NO_BORDER = "no_border"
    NO_RESIDENTS = "no_residents"
    GAPS = "gaps"
    LISTED = "listed"
    LATE = "late"
    JUMPS = "jumps"
    STATUS = "status"
    PARTS = "parts"
    SUMS = "sums"


@dataclass(frozen=True)
class Scope:
    """The areas that are checked: those a user sees, in a municipality or in all, on a day."""

    user: object
    on: date
    municipality: Municipality | None = None

    @property
    def areas(self) -> QuerySet:
        rows = HousingArea.objects.visible_to(self.user).current(self.on).order_by()
        return rows.filter(municipality=self.municipality) if self.municipality else rows

    def of_areas(self, rows: QuerySet, path: str = "area") -> QuerySet:
        """The rows that belong to an area of the scope; without a subquery where nothing is hidden."""
        if self.user.is_superuser:
            rows = rows.filter(in_force(self.on, f"{path}__"), **{f"{path}__isnull": False})
            return rows.filter(**{f"{path}__municipality": self.municipality}) if self.municipality else rows
        return rows.filter(**{f"{path}__in": self.areas.values("pk")})


@dataclass(frozen=True)
class Finding:
    """A row of a check. `level` says what `key` is the key of: "area", "estate" or "source".

    `other` is a second area. `numbers` are those that the check compares; `statuses` are codes of ListStatus.
    """

    level: str
    key: int
    name: str
    town: str = ""
    indicator: int | None = None
    year: int | None = None
    other: int | None = None
    other_name: str = ""
    code: str = ""
    statuses: tuple[str, ...] = ()
    numbers: dict[str, Decimal | float | int] = field(default_factory=dict)
    day: date | None = None


@dataclass(frozen=True)
class Rows:
    """The findings of a check: how many, and some of them."""

    count: Callable[[], int]
    part: Callable[[int, int | None], list[Finding]]


def listed_rows(found: list[Finding]) -> Rows:
    return Rows(lambda: len(found), lambda start, stop: found[start:stop])


def queried_rows(rows: QuerySet, columns: Iterable[str], made: Callable[..., Finding], counted: QuerySet | None = None):
    """Findings made of the values of a query's rows."""

    def part(start: int, stop: int | None) -> list[Finding]:
        return [made(*row) for row in rows.values_list(*columns)[start:stop]]

    @cache
    def count() -> int:
        return (rows if counted is None else counted).order_by().count()

    return Rows(count, part)


# --- Areas and their boundaries -------------------------------------------------------------------------------------

_PLACE = ("pk", "name", "municipality__name")


def _area(pk: int, name: str, town: str) -> Finding:
    return Finding("area", pk, name, town)


def overlaps(scope: Scope) -> Rows:
    """Pairs of areas whose boundaries of the day lie over each other, the largest first."""
    everywhere = Scope(scope.user, scope.on)
    borders = everywhere.of_areas(AreaBorder.objects.filter(in_force(scope.on)))
    if scope.municipality is not None:
        borders = _around(borders.filter(area__municipality=scope.municipality), borders)
    pairs = overlapping_pairs(borders, scope.on)
    wanted = {pk for pair in pairs for pk in (pair.first, pair.second)}
    rows = everywhere.areas.filter(pk__in=wanted).values_list(*_PLACE, "municipality") if wanted else []
    names = {row[0]: row for row in rows}
    found = []
    for pair in pairs:
        own, other = names[pair.first], names[pair.second]
        if scope.municipality is not None:
            # The other one may lie across the municipal border.
            own, other = (own, other) if own[3] == scope.municipality.pk else (other, own)
            if own[3] != scope.municipality.pk:
                continue
        numbers = {"hectares": pair.hectares, "share": pair.share}
        found.append(Finding("area", *own[:3], other=other[0], other_name=other[1], numbers=numbers))
    return listed_rows(found)


def _around(own: QuerySet, borders: QuerySet) -> QuerySet:
    """The borders in the box that holds all of one's own."""
    box = own.aggregate(west=Min("west"), south=Min("south"), east=Max("east"), north=Max("north"))
    if box["west"] is None:
        return borders.none()
    return borders.filter(
        west__lte=box["east"], east__gte=box["west"], south__lte=box["north"], north__gte=box["south"]
    )


def no_border(scope: Scope) -> Rows:
    now = AreaBorder.objects.filter(in_force(scope.on), area=OuterRef("pk"))
    rows = scope.areas.filter(~Exists(now)).order_by("sort_key", "pk")
    return queried_rows(rows, _PLACE, _area)


def no_residents(scope: Scope) -> Rows:
    """Areas of which nobody has counted the residents; a withheld count is one."""
    counts = Observation.objects.filter(indicator__code=RESIDENTS, year__lte=scope.on.year)
    counts = counts.exclude(availability="not_available")
    own, of_estates = counts.filter(area=OuterRef("pk")), counts.filter(estate__areas=OuterRef("pk"))
    rows = scope.areas.filter(~Exists(own), ~Exists(of_estates), residents__isnull=True)
    return queried_rows(rows.order_by("sort_key", "pk"), _PLACE, _area)


def listed_without_figures(scope: Scope) -> Rows:
    """Areas that an official list names in a year of which not one figure is here."""
    figures = Observation.objects.filter(year=OuterRef("year"))
    rows = scope.of_areas(ListEntry.objects.filter(year__lte=scope.on.year))
    rows = rows.filter(~Exists(figures.filter(area=OuterRef("area"))))
    rows = rows.filter(~Exists(figures.filter(estate__areas=OuterRef("area"))))
    columns = ("area", "area__name", "area__municipality__name", "year")
    once = rows.order_by("-year", "area__sort_key", "area").distinct()
    return queried_rows(
        once,
        (*columns, "area__sort_key"),
        lambda pk, name, town, year, _key: Finding("area", pk, name, town, year=year),
        counted=rows.order_by().values("area", "year").distinct(),
    )
