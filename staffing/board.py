"""The week board: places as rows, weekdays as columns, posts in the cells. The same set on a page and on its map."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import CharField, Count, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from areas.models import HousingArea
from areas.residents import people, residents_of
from boligsocial.common.periods import in_force
from efforts.models import AreaReach, Effort
from staffing.choices import Weekday
from staffing.derive import WEEKEND, WORKING_WEEK, modes_of_efforts
from staffing.filters import BoardFilterSet
from staffing.models import Placement, Post, Workplace

AREA, CENTRAL = "area", "workplace"
LAST = "\U0010ffff"  # sorts after every name

# What `?sort=` may say: the columns of the union that it orders by.
SORTS = {
    "place": ("row_town", "row_kind", "row_name"),
    "name": ("row_name",),
    "days": ("row_days", "row_name"),
    "rate": ("row_rate", "row_name"),
}


@dataclass
class Place:
    """A row: an area (with all workplaces in it) or a central workplace.

    `days` follow `Board.weekdays`. `opens`: the user may open the area's page. `residents_year` is the year the number
    of residents is of. `untold` are efforts that reach the area and whose staff's places or days are not all known:
    where there are any, nobody in a cell is not the same as nobody there.
    """

    kind: str
    pk: int
    area: HousingArea | None = None
    workplace: Workplace | None = None
    days: dict[Weekday, list[Placement]] = field(default_factory=dict)
    bases: list[Placement] = field(default_factory=list)
    residents: int | None = None
    residents_year: int | None = None
    opens: bool = False
    reached_by: list[Effort] = field(default_factory=list)
    untold: list[Effort] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}"

    @property
    def staff_days(self) -> int:
        return sum(map(len, self.days.values()))

    @property
    def per_thousand(self) -> float | None:
        """Staff days a week per 1,000 residents; None where either is not known."""
        if not self.residents or (not self.staff_days and (self.bases or self.untold)):
            return None
        return self.staff_days * 1000 / self.residents

    @property
    def everyone(self) -> list[Placement]:
        """All placements in the row."""
        return [*self.bases, *(placement for day in self.days.values() for placement in day)]

    @property
    def is_uncertain(self) -> bool:
        """Whether somebody may be here on a day that shows nobody."""
        return bool(self.untold or self.bases)

    @property
    def is_empty(self) -> bool:
        """Whether no post shown has its place here, on whichever day."""
        return not self.staff_days and not self.bases


class Board:
    """The board of one filtered set on one day."""

    def __init__(self, filterset: BoardFilterSet):
        self.filterset, self.on = filterset, filterset.on
        self.posts: QuerySet = filterset.qs.order_by()
        self.placements: QuerySet = Placement.objects.for_board(self.posts, self.on)

    # --- the set ---

    @cached_property
    def areas(self) -> QuerySet:
        """Areas where posts of the set sit, and areas that its efforts reach."""
        reached = AreaReach.objects.filter(in_force(self.on), effort__in=self.filterset.efforts().values("pk"))
        seated = self.placements.filter(workplace__area__isnull=False)
        found = Q(pk__in=reached.values("area")) | Q(pk__in=seated.values("workplace__area"))
        return HousingArea.objects.filter(found).order_by()

    @cached_property
    def central(self) -> QuerySet:
        """Central workplaces where posts of the set sit."""
        return Workplace.objects.filter(area__isnull=True, pk__in=self.placements.values("workplace")).order_by()

    def count(self) -> int:
        return self.areas.values("pk").union(self.central.values("pk"), all=True).count()

    def keys(self, sort: str) -> QuerySet:
        """(kind, pk, …) of all rows in the order of `sort`."""
        descending, name = sort.startswith("-"), sort.removeprefix("-")
        areas = self._columns(self.areas, AREA, "municipality__sort_key", "workplace__area", name, descending)
        central = self._columns(self.central, CENTRAL, "municipality__sort_key", "workplace", name, descending)
        first, *others = SORTS[name]
        order = [f"-{first}" if descending else first, *others, "row_pk"]
        return areas.union(central, all=True).order_by(*order)

    def _columns(self, rows, kind: str, town: str, path: str, sort: str, descending: bool) -> QuerySet:
        nothing = -1.0 if descending else 1e9  # what is not known comes last either way
        days, rate = Value(0), Value(nothing, FloatField())
        if sort in ("days", "rate"):
            days = Coalesce(self._counted(path), 0)
        if sort == "rate" and kind == AREA:
            rate = Cast(days, FloatField()) * 1000.0 / people(self.on)
            rate = Coalesce(rate, Value(nothing), output_field=FloatField())
        return rows.annotate(
            row_kind=Value(kind, CharField()),
            row_pk=F("pk"),
            row_name=F("sort_key"),
            row_town=Coalesce(F(town), Value(LAST), output_field=CharField()),
            row_days=days,
            row_rate=rate,
        ).values_list("row_kind", "row_pk", "row_name", "row_town", "row_days", "row_rate")

    def _counted(self, path: str) -> Subquery:
        counted = self.placements.filter(**{path: OuterRef("pk")}, weekday__isnull=False).order_by()
        return Subquery(
            counted.values(path).annotate(n=Count("pk")).values("n"),
            output_field=IntegerField(),
        )

    # --- one page of it ---

    @cached_property
    def totals(self) -> dict[int | None, int]:
        """Placements of the whole set by weekday; None are bases without known days."""
        return dict(self.placements.order_by().values_list("weekday").annotate(n=Count("pk")))

    @property
    def weekdays(self) -> list[Weekday]:
        """Monday to Friday, and the weekend where anybody works in it."""
        return [*WORKING_WEEK, *(WEEKEND if any(day in self.totals for day in WEEKEND) else ())]

    @property
    def footer(self) -> list[tuple[Weekday, int]]:
        """How many sit anywhere on each weekday."""
        return [(day, self.totals.get(day, 0)) for day in self.weekdays]

    @property
    def bases(self) -> int:
        """Placements of which the days are not stated."""
        return self.totals.get(None, 0)

    @property
    def staff_days(self) -> int:
        return sum(count for day, count in self.totals.items() if day is not None)

    def places(self, keys: list[tuple[str, int]]) -> list[Place]:
        """The rows with these keys, filled, in their order."""
        area_ids = [pk for kind, pk in keys if kind == AREA]
        central_ids = [pk for kind, pk in keys if kind == CENTRAL]
        found = self._areas(area_ids)
        workplaces = Workplace.objects.filter(pk__in=central_ids).select_related("municipality", "organisation")
        found |= {(CENTRAL, row.pk): Place(CENTRAL, row.pk, workplace=row) for row in workplaces}
        self._seat(found, area_ids, central_ids)
        self._count_residents(found, area_ids)
        self._name_efforts(found, area_ids)
        return [found[key] for key in keys if key in found]

    def _areas(self, ids: list[int]) -> dict:
        rows = HousingArea.objects.filter(pk__in=ids).select_related("municipality").defer("note")
        visible = HousingArea.objects.visible_to(self.filterset.request.user).filter(pk__in=ids)
        opening = set(visible.order_by().values_list("pk", flat=True))
        return {(AREA, area.pk): Place(AREA, area.pk, area=area, opens=area.pk in opening) for area in rows}

    def _seat(self, places: dict, area_ids: list[int], central_ids: list[int]) -> None:
        for place in places.values():
            place.days = {day: [] for day in self.weekdays}
        here = Q(workplace__area__in=area_ids) | Q(workplace__in=central_ids)
        for placement in self.placements.filter(here).with_everyone():
            workplace = placement.workplace
            place = places[(AREA, workplace.area_id) if workplace.is_local else (CENTRAL, workplace.pk)]
            if placement.weekday is None:
                place.bases.append(placement)
            else:
                place.days[Weekday(placement.weekday)].append(placement)

    def _count_residents(self, places: dict, area_ids: list[int]) -> None:
        areas = [places[(AREA, pk)].area for pk in area_ids if (AREA, pk) in places]
        for pk, residents in residents_of(areas, self.on).items():
            place = places[(AREA, pk)]
            place.residents, place.residents_year = residents.number, residents.year

    def _name_efforts(self, places: dict, area_ids: list[int]) -> None:
        """Which efforts of the set reach each area, and for which of them not all is known."""
        reaches = AreaReach.objects.filter(
            in_force(self.on), area__in=area_ids, effort__in=self.filterset.efforts().values("pk")
        )
        rows = list(reaches.select_related("effort").order_by("effort__sort_key", "effort"))
        teams = modes_of_efforts({row.effort_id for row in rows}, self.on)
        for row in rows:
            place, team = places[(AREA, row.area_id)], teams[row.effort_id]
            place.reached_by.append(row.effort)
            if not team.is_told:
                place.untold.append(row.effort)

    # --- the map ---

    def days_of_places(self) -> dict[tuple[str, int], tuple[int, int]]:
        """Staff days a week, and posts whose days are not stated, by the key of the place."""
        counted: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
        rows = self.placements.order_by().values_list("workplace", "workplace__area")
        for workplace, area, days, everything in rows.annotate(days=Count("weekday"), everything=Count("pk")):
            count = counted[(AREA, area) if area else (CENTRAL, workplace)]
            count[0] += days
            count[1] += everything - days
        return {key: (days, bases) for key, (days, bases) in counted.items()}

    def centres(self) -> dict[int, tuple[float, float]]:
        """The centre of the municipality of each central workplace, in degrees.

        A housing organisation's is that of the efforts of its posts, where they are all in one municipality.
        """
        towns = defaultdict(set)
        rows = self.placements.filter(workplace__area__isnull=True, workplace__point__isnull=True).order_by()
        centre = ("lon", "lat")
        own = [f"workplace__municipality__{name}" for name in centre]
        theirs = [f"post__effort__municipalities__{name}" for name in centre]
        for workplace, lon, lat, effort_lon, effort_lat in rows.values_list("workplace", *own, *theirs).distinct():
            towns[workplace].add((lon, lat) if lon is not None else (effort_lon, effort_lat))
        return {workplace: found for workplace, (found, *others) in towns.items() if not others and None not in found}

    # --- posts beside it ---

    @cached_property
    def unplaced(self) -> QuerySet:
        """Posts of the set that sit nowhere known on the day."""
        seated = Placement.objects.filter(in_force(self.on)).values("post")
        rows = self.posts.exclude(pk__in=seated)
        return rows.select_related("effort", "employer_municipality", "employer_organisation").order_by(
            "effort__sort_key", "title", "pk"
        )

    def cards(self, places: list[Place]) -> list["Card"]:
        """The posts in these rows and those without a place, each with all its places on the day."""
        shown = {placement.post_id for place in places for placement in place.everyone}
        rows = self.placements.filter(post__in=shown).with_everyone()
        cards: dict[int, Card] = {}
        for placement in rows:
            cards.setdefault(placement.post_id, Card(placement.post)).placements.append(placement)
        return list(cards.values())


@dataclass
class Card:
    """What a post's chip opens to."""

    post: Post
    placements: list[Placement] = field(default_factory=list)
