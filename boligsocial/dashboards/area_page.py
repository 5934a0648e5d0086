"""What the page of one area shows, part by part; each part is asked for once.

Its figures, status and need are in area_figures.py, area_status.py and area_need.py.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.measure import D
from django.db.models import Exists, F, OuterRef

from areas.figures import Figure
from areas.models import AreaBorder, HousingArea, Institution
from areas.overlaps import Overlap, overlaps_of
from areas.residents import Residents, residents_of
from areas.said import Said
from efforts.choices import EffortStatus
from efforts.models import AreaReach, Effort
from staffing.choices import Weekday
from staffing.derive import WEEKEND, WORKING_WEEK, modes_of_efforts
from staffing.models import Placement, Post
from staffing.rules.placement import TeamMode

NEAR = 1_000  # metres: institutions within walking distance
MOST_INSTITUTIONS = 20


@dataclass(frozen=True)
class Covering:
    """That an effort reaches the area, and where its team sits on the day."""

    reach: AreaReach
    holds: bool
    mode: TeamMode | None

    @property
    def effort(self) -> Effort:
        return self.reach.effort


class AreaPage:
    """An area as a user sees it on a day."""

    def __init__(
        self, area: HousingArea, user, on: date, counted: list[Figure] | None = None, typed: Said | None = None
    ):
        """`counted`: the figures of its residents, `typed`: which typed numbers may be told; both if read already."""
        self.area, self.user, self.on, self.counted, self.typed = area, user, on, counted, typed

    @property
    def exists(self) -> bool:
        """Whether the area exists on the day."""
        return self.area.holds_on(self.on)

    # --- where ---

    @cached_property
    def borders(self) -> list[AreaBorder]:
        """All of them, the oldest first."""
        oldest = F("starts_on").asc(nulls_first=True)
        return list(self.area.borders.defer("outline").order_by(oldest))

    @cached_property
    def border(self) -> AreaBorder | None:
        """The boundary in force on the day."""
        return next((border for border in self.borders if border.holds_on(self.on)), None)

    @cached_property
    def overlaps(self) -> list[Overlap]:
        """Other areas whose boundary of the day lies over this one."""
        if self.border is None:
            return []
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
        shape = self.border.geometry
        rows = Institution.objects.visible_to(self.user).filter(municipality=self.area.municipality_id)
        near = rows.filter(point__dwithin=(shape, D(m=NEAR))).annotate(distance=Distance("point", shape))
        return list(near.order_by("distance", "sort_key")[:MOST_INSTITUTIONS])

    # --- who lives there ---

    @cached_property
    def residents(self) -> Residents | None:
        return residents_of([self.area], self.on, self.counted, self.typed).get(self.area.pk)

    # --- who works there ---

    @cached_property
    def _reaches(self) -> list[AreaReach]:
        """Every effort's but drafts', each with `is_seen`: whether the user may see the effort."""
        rows = AreaReach.objects.filter(area=self.area).exclude(effort__status=EffortStatus.DRAFT)
        seen = Effort.objects.visible_to(self.user).filter(pk=OuterRef("effort"))
        rows = rows.annotate(is_seen=Exists(seen)).select_related("effort")
        return list(rows.order_by("effort__sort_key", "starts_on"))

    def _holds(self, reach: AreaReach) -> bool:
        return reach.holds_on(self.on) and reach.effort.holds_on(self.on)

    @cached_property
    def covering(self) -> list[Covering]:
        """The efforts that reach the area and that the user may see, those of the day first."""
        rows = [row for row in self._reaches if row.is_seen]
        now = {row.pk for row in rows if self._holds(row)}
        modes = modes_of_efforts({row.effort_id for row in rows if row.pk in now}, self.on)
        found = [Covering(row, row.pk in now, modes.get(row.effort_id)) for row in rows]
        return sorted(found, key=lambda covering: not covering.holds)

    @cached_property
    def hidden_efforts(self) -> int:
        """How many more efforts reach the area on the day, of those the user may not see."""
        return len({row.effort_id for row in self._reaches if not row.is_seen and self._holds(row)})

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
