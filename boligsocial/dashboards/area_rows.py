"""What the table of areas shows beside each area: boundary, residents, efforts and staff, for one page at a time."""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from areas.choices import Match
from areas.match import Needs
from areas.models import AreaBorder, AreaName, HousingArea, ListEntry, NeedLevel, Standing
from areas.residents import Residents, residents_of
from areas.rules.match import match_of
from areas.standings import standings_of
from boligsocial.common.periods import in_force
from boligsocial.dashboards import need_words
from efforts.choices import EffortStatus
from efforts.models import AreaReach, Effort
from staffing.derive import modes_of_efforts
from staffing.models import FollowUp, Placement, Post


@dataclass
class AreaRow:
    """A row of the list. `hidden_efforts` reach the area, and the user may not see which they are."""

    area: HousingArea
    quality: str = ""
    residents: Residents | None = None
    statuses: list[ListEntry] = field(default_factory=list)
    efforts: list[Effort] = field(default_factory=list)
    hidden_efforts: int = 0
    staff_days: int = 0
    bases: int = 0
    estates: list[str] = field(default_factory=list)
    other_names: list[str] = field(default_factory=list)
    listed_in: int | None = None  # the year of the newest official list, if any is known
    need: NeedLevel | None = None
    standing: Standing | None = None
    follow_ups: list[FollowUp] = field(default_factory=list)  # those open, the first to look at first
    untold: bool = False  # an effort reaches the area whose staff's places or days are not all known

    @property
    def is_at_least(self) -> bool:
        """Whether somebody more may be there, on days or of efforts that are not stated."""
        return self.untold or self.bases > 0

    @property
    def is_reached(self) -> bool:
        return bool(self.efforts or self.hidden_efforts)

    @property
    def match(self) -> Match:
        """Whether need and effort fit; needs the columns of both."""
        if self.need is None:
            return Match.UNSAID
        return match_of(self.need.level, self.need.before, self.is_reached)

    @property
    def need_why(self) -> str:
        """Why the need cannot be said; nothing where it can."""
        return need_words.why_not(self.need)

    @property
    def place(self) -> str | None:
        return need_words.place(self.need)


def area_rows(areas: Iterable[HousingArea], user, needs: Needs, asked: Set[str]) -> list[AreaRow]:
    """The rows of these areas as the user sees them on the day of `needs`: what the columns `asked` for, and no more.

    A fixed number of queries, however many areas.
    """
    on = needs.on
    rows = {area.pk: AreaRow(area) for area in areas}
    if not rows:
        return []
    if "border" in asked:
        for area, quality in AreaBorder.objects.filter(in_force(on), area__in=rows).values_list("area", "quality"):
            rows[area].quality = quality
    if "residents" in asked:
        for area, residents in residents_of([row.area for row in rows.values()], on).items():
            rows[area].residents = residents
    if "status" in asked:
        _list_statuses(rows, on)
    if "need" in asked:
        for area, need in needs.of(rows).items():
            rows[area].need = need
    if "computed" in asked:
        for area, standing in standings_of(rows, on).items():
            rows[area].standing = standing
    if "follow_ups" in asked:
        for one in FollowUp.objects.visible_to(user).filter(area__in=rows).open(on).select_related("owner"):
            rows[one.area_id].follow_ups.append(one)
    if asked & {"efforts", "staff_days"}:
        _name_efforts(rows, user, on)
    if "staff_days" in asked:
        _count_staff(rows, user, on)
    if "estates" in asked:
        _name_estates(rows)
    if "other_names" in asked:
        names = AreaName.objects.filter(area__in=rows).order_by("sort_key")
        for area, name in names.values_list("area", "name"):
            rows[area].other_names.append(name)
    return list(rows.values())


def _list_statuses(rows: dict[int, AreaRow], on: date) -> None:
    newest = ListEntry.objects.newest_year(on)
    for row in rows.values():
        row.listed_in = newest
    for entry in ListEntry.objects.filter(area__in=rows, year=newest):
        rows[entry.area_id].statuses.append(entry)


def _name_estates(rows: dict[int, AreaRow]) -> None:
    """By name; an area that may be seen shows what it is made of, as its page does."""
    pairs = HousingArea.estates.through.objects.filter(housingarea__in=rows).order_by("estate__sort_key")
    for area, name in pairs.values_list("housingarea", "estate__name"):
        rows[area].estates.append(name)


def _name_efforts(rows: dict[int, AreaRow], user, on: date) -> None:
    reaches = AreaReach.objects.filter(in_force(on), in_force(on, "effort__"), area__in=rows)
    reaches = reaches.exclude(effort__status=EffortStatus.DRAFT)
    pairs = list(reaches.order_by("effort__sort_key", "effort").values_list("area", "effort"))
    seen = Effort.objects.visible_to(user).only("name").in_bulk({effort for _area, effort in pairs})
    found = defaultdict(set)
    for area, effort in pairs:
        if effort in found[area]:
            continue
        found[area].add(effort)
        if effort in seen:
            rows[area].efforts.append(seen[effort])
        else:
            rows[area].hidden_efforts += 1
    teams = modes_of_efforts(seen, on) if seen else {}
    for row in rows.values():
        row.untold = bool(row.hidden_efforts) or any(not teams[effort.pk].is_told for effort in row.efforts)


def _count_staff(rows: dict[int, AreaRow], user, on: date) -> None:
    posts = Post.objects.visible_to(user).for_board(on)
    here = Placement.objects.for_board(posts, on).filter(workplace__area__in=rows).order_by()
    counted = here.values_list("workplace__area").annotate(days=Count("weekday"), everything=Count("pk"))
    for area, days, everything in counted:
        rows[area].staff_days, rows[area].bases = days, everything - days
