"""What the page of one area shows, part by part; each part is asked for once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import MultiPolygon
from django.contrib.gis.measure import D
from django.db.models import F
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from areas.choices import Unit
from areas.models import AreaBorder, HousingArea, Indicator, Institution, ListEntry, Observation
from areas.overlaps import Overlap, overlaps_of
from areas.residents import Residents, residents_of
from areas.rules.limits import Limit, limits_between
from boligsocial.common.charts import LineChart, line_chart
from boligsocial.common.periods import in_force
from efforts.choices import EffortStatus
from efforts.models import AreaReach, Effort
from staffing.choices import Weekday
from staffing.derive import WEEKEND, WORKING_WEEK, modes_of_efforts
from staffing.models import Placement, Post
from staffing.rules.placement import TeamMode

NEAR = 1_000  # metres: institutions within walking distance
MOST_INSTITUTIONS = 20


@dataclass(frozen=True)
class Series:
    """An indicator over the years: what is known, and its drawing."""

    indicator: Indicator
    by_year: dict[int, Observation]
    chart: LineChart | None
    newest: Observation | None
    limits: list[Limit]


@dataclass(frozen=True)
class Covering:
    """That an effort reaches the area, and where its team sits on the day."""

    reach: AreaReach
    holds: bool
    mode: TeamMode | None

    @property
    def effort(self) -> Effort:
        return self.reach.effort


@dataclass(frozen=True)
class ListYear:
    """What the official list of a year says of the area. `is_known`: any entry of that year's list is known here."""

    year: int
    entries: list[ListEntry]
    is_known: bool


class AreaPage:
    """An area as a user sees it on a day."""

    def __init__(self, area: HousingArea, user, on: date):
        self.area, self.user, self.on = area, user, on

    @property
    def exists(self) -> bool:
        """Whether the area exists on the day."""
        return self.area.holds_on(self.on)

    # --- where ---

    @cached_property
    def borders(self) -> list[AreaBorder]:
        """All of them, the oldest first."""
        oldest = F("starts_on").asc(nulls_first=True)
        return list(self.area.borders.defer("geometry", "outline").order_by(oldest))

    @cached_property
    def border(self) -> AreaBorder | None:
        """The boundary in force on the day."""
        return next((border for border in self.borders if border.holds_on(self.on)), None)

    @cached_property
    def shape(self) -> MultiPolygon:
        """The boundary in force on the day, with all its corners."""
        return AreaBorder.objects.values_list("geometry", flat=True).get(pk=self.border.pk)

    @cached_property
    def overlaps(self) -> list[Overlap]:
        """Other areas whose boundary of the day lies over this one."""
        if self.border is None:
            return []
        self.border.geometry = self.shape
        return overlaps_of(self.border, self.user, self.on)

    @property
    def box(self) -> str:
        """What the map shows at first: the boundary with a margin, or the municipality where none is known."""
        if self.border is None:
            town = self.area.municipality
            return f"{town.west},{town.south},{town.east},{town.north}"
        border = self.border
        across, up = (border.east - border.west) * 0.6, (border.north - border.south) * 0.6
        return f"{border.west - across:.5f},{border.south - up:.5f},{border.east + across:.5f},{border.north + up:.5f}"

    @cached_property
    def institutions(self) -> list[Institution]:
        """Institutions within walking distance of the boundary, nearest first; each with `distance`."""
        if self.border is None:
            return []
        shape = self.shape
        rows = Institution.objects.visible_to(self.user).filter(municipality=self.area.municipality_id)
        near = rows.filter(point__dwithin=(shape, D(m=NEAR))).annotate(distance=Distance("point", shape))
        return list(near.order_by("distance", "sort_key")[:MOST_INSTITUTIONS])

    # --- who lives there ---

    @cached_property
    def residents(self) -> Residents | None:
        return residents_of([self.area], self.on).get(self.area.pk)

    @cached_property
    def observations(self) -> list[Observation]:
        rows = self.area.observations.filter(year__lte=self.on.year).select_related("indicator")
        return list(rows.order_by("indicator__position", "indicator__code", "year"))

    @cached_property
    def years(self) -> list[int]:
        """The years of the table, newest first."""
        return sorted({seen.year for seen in self.observations}, reverse=True)

    @cached_property
    def series(self) -> list[Series]:
        found: dict[Indicator, dict[int, Observation]] = defaultdict(dict)
        for seen in self.observations:
            found[seen.indicator][seen.year] = seen
        return [self._series(indicator, by_year) for indicator, by_year in found.items()]

    def _series(self, indicator: Indicator, by_year: dict[int, Observation]) -> Series:
        known = [(year, seen.value) for year, seen in sorted(by_year.items()) if seen.value is not None]
        limits = limits_between(indicator.code, known[0][0], known[-1][0]) if known else []
        unit = " %" if indicator.unit != Unit.NUMBER else ""
        chart = line_chart(
            key=f"figure-{indicator.pk}",
            title=indicator.name,
            points=[(year, seen.value) for year, seen in by_year.items()],
            limits=[
                (
                    one.value,
                    _("limit %(value)s") % {"value": f"{number_format(one.value, force_grouping=True)}{unit}"},
                    one.first,
                    one.last,
                )
                for one in limits
            ],
            unit=unit,
            decimals=indicator.decimals,
        )
        return Series(indicator, by_year, chart, by_year[known[-1][0]] if known else None, limits)

    @property
    def rows(self) -> list[tuple[int, list[tuple[Series, Observation | None]]]]:
        """The table: a year and its figures in the order of `series`."""
        return [(year, [(series, series.by_year.get(year)) for series in self.series]) for year in self.years]

    @property
    def limits(self) -> list[tuple[Indicator, Limit]]:
        """Every limit that is drawn, with its indicator."""
        return [(series.indicator, limit) for series in self.series for limit in series.limits]

    @property
    def sources(self) -> list[tuple[str, list[int], date | None]]:
        """Where the figures are from: the source, the years it gives, when it was extracted."""
        found: dict[tuple[str, date | None], set[int]] = defaultdict(set)
        for seen in self.observations:
            found[seen.source, seen.extracted_on].add(seen.year)
        return [(source, sorted(years), extracted) for (source, extracted), years in found.items()]

    @cached_property
    def lists(self) -> list[ListYear]:
        """The official lists, year by year since the first that any entry is known of."""
        newest = ListEntry.objects.newest_year(self.on)
        entries = defaultdict(list)
        for entry in self.area.list_entries.order_by("year", "status"):
            entries[entry.year].append(entry)
        if newest is None or not entries:
            return []
        known = set(ListEntry.objects.filter(year__lte=newest).order_by().values_list("year", flat=True).distinct())
        return [ListYear(year, entries[year], year in known) for year in range(min(known), newest + 1)]

    @property
    def list_sources(self) -> list[str]:
        """Each once, in the order of the years."""
        return list(dict.fromkeys(entry.source for listed in self.lists for entry in listed.entries))

    # --- who works there ---

    @cached_property
    def covering(self) -> list[Covering]:
        """The efforts that reach the area and that the user may see, those of the day first."""
        rows = AreaReach.objects.filter(area=self.area, effort__in=Effort.objects.visible_to(self.user).finished())
        rows = list(rows.select_related("effort").order_by("effort__sort_key", "starts_on"))
        now = {row.pk for row in rows if row.holds_on(self.on) and row.effort.holds_on(self.on)}
        modes = modes_of_efforts({row.effort_id for row in rows if row.pk in now}, self.on)
        found = [Covering(row, row.pk in now, modes.get(row.effort_id)) for row in rows]
        return sorted(found, key=lambda covering: not covering.holds)

    @cached_property
    def hidden_efforts(self) -> int:
        """How many more efforts reach the area on the day, of those the user may not see."""
        seen = Effort.objects.visible_to(self.user).values("pk")
        reaches = AreaReach.objects.filter(in_force(self.on), in_force(self.on, "effort__"), area=self.area)
        reaches = reaches.exclude(effort__status=EffortStatus.DRAFT)
        return reaches.exclude(effort__in=seen).order_by().values("effort").distinct().count()

    @property
    def reached_by(self) -> int:
        """How many efforts reach the area on the day."""
        return len({one.effort.pk for one in self.covering if one.holds}) + self.hidden_efforts

    @cached_property
    def placements(self) -> list[Placement]:
        posts = Post.objects.visible_to(self.user).for_board(self.on)
        return list(Placement.objects.for_board(posts, self.on).filter(workplace__area=self.area).with_everyone())

    @property
    def week(self) -> list[tuple[Weekday, list[Placement]]]:
        """Who is there on each weekday; the weekend only where anybody works in it."""
        days = [*WORKING_WEEK, *(day for day in WEEKEND if any(one.weekday == day for one in self.placements))]
        return [(day, [one for one in self.placements if one.weekday == day]) for day in days]

    @property
    def bases(self) -> list[Placement]:
        """Those who have their base there, on days that are not stated."""
        return [one for one in self.placements if one.weekday is None]

    @property
    def untold(self) -> bool:
        """Whether an effort that reaches the area on the day has staff of whom the places or days are not all known."""
        return bool(self.hidden_efforts) or any(one.holds and not one.mode.is_told for one in self.covering)

    @property
    def is_at_least(self) -> bool:
        """Whether somebody more may be there, on days or of efforts that are not stated."""
        return self.untold or bool(self.bases)

    @property
    def staff_days(self) -> int:
        return sum(1 for one in self.placements if one.weekday is not None)
