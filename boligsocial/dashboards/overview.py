"""The figures of the overview: counted by the database, so that the country costs little more than one municipality.

Every count has a list behind it (`Tile.url` in views.py); tests hold that both agree.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, F, Q, QuerySet, Sum

from areas.choices import ListStatus, Match
from areas.models import HousingArea, ListEntry
from areas.querysets import reached
from areas.rules.match import match_of
from boligsocial.common.periods import in_force
from boligsocial.dashboards.scope import Scope
from boligsocial.dashboards.year_money import YearMoney, money_of_year
from efforts.choices import FINISHED, EffortStatus, Trait
from efforts.derive import main_typologies, rule_of
from efforts.models import Typology
from efforts.rules.typology import Verdict, best_of
from staffing.choices import Mode
from staffing.models import FollowUp, Placement
from staffing.rules.placement import FULL_TIME_MINUTES, mode_of

MOST_AREAS = 6
MOST_DUE = 5  # follow-ups that the overview itself shows
LEVELS = (4, 3, 2, 1, None)


# --- Efforts, areas, staff --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EffortCounts:
    now: int
    by_status: dict[EffortStatus, int]

    @property
    def all(self) -> int:
        return sum(self.by_status.values())


def count_efforts(scope: Scope) -> EffortCounts:
    rows = scope.efforts.values_list("status").annotate(n=Count("pk"), now=Count("pk", filter=in_force(scope.on)))
    found = {EffortStatus(status): (n, now) for status, n, now in rows}
    return EffortCounts(
        now=sum(now for _n, now in found.values()),
        by_status={status: found.get(status, (0, 0))[0] for status in FINISHED},
    )


@dataclass(frozen=True)
class LevelCounts:
    """How many areas have a need level (None: it cannot be said), and how many of them no effort reaches."""

    level: int | None
    all: int
    uncovered: int


@dataclass(frozen=True)
class AreaCounts:
    """How many areas there are, by need level, and by whether effort fits the need."""

    levels: list[LevelCounts]
    by_match: dict[Match, int]
    first_year: int | None = None  # of the figures behind the levels
    last_year: int | None = None

    @property
    def all(self) -> int:
        return sum(one.all for one in self.levels)

    @property
    def uncovered(self) -> int:
        return sum(one.uncovered for one in self.levels)

    @property
    def covered(self) -> int:
        return self.all - self.uncovered

    @property
    def said(self) -> int:
        """Of how many the need can be said."""
        return self.all - self.by_match[Match.UNSAID]

    @property
    def great(self) -> int:
        """How many have great need."""
        return self.by_match[Match.GAP] + self.by_match[Match.MET]

    @property
    def gap(self) -> int:
        return self.by_match[Match.GAP]

    @property
    def stays(self) -> int:
        return self.by_match[Match.STAYS]


def areas_with_need(scope: Scope) -> QuerySet:
    """The areas with their `need` beside."""
    return scope.needs.beside(scope.areas)


def count_areas(scope: Scope) -> AreaCounts:
    rows = areas_with_need(scope).annotate(is_reached=reached(HousingArea, scope.on))
    every, uncovered, by_match, years = Counter(), Counter(), Counter(), set()
    # Counted here: the database would find out for every count anew whether an effort reaches the area.
    found = Counter(rows.values_list("need__level", "need__before", "need__year", "is_reached"))
    for (level, before, year, is_reached), areas in found.items():
        every[level] += areas
        uncovered[level] += 0 if is_reached else areas
        by_match[match_of(level, before, is_reached)] += areas
        years |= set() if level is None else {year}
    return AreaCounts(
        [LevelCounts(level, every[level], uncovered[level]) for level in LEVELS],
        {match: by_match[match] for match in Match},
        min(years, default=None),
        max(years, default=None),
    )


def uncovered_areas(scope: Scope) -> list[HousingArea]:
    """The first of the areas that no effort reaches, those with most need before the others."""
    rows = areas_with_need(scope).reached(scope.on, yes=False).select_related("municipality")
    rows = rows.annotate(level=F("need__level"), need_year=F("need__year"))
    rows = rows.order_by(F("level").desc(nulls_last=True), "sort_key")
    return list(rows.only("name", "municipality__name", "municipality__is_fictional")[:MOST_AREAS])


@dataclass(frozen=True)
class FollowUpCounts:
    """Follow-ups on the list, and those of them that are due today or late; the first of these."""

    open: int
    due: int
    first: list[FollowUp]


def count_follow_ups(scope: Scope) -> FollowUpCounts:
    rows = scope.follow_ups.open(scope.on)
    due = Q(look_again_on__lte=scope.on)
    counted = rows.order_by().aggregate(open=Count("pk"), due=Count("pk", filter=due))
    first = rows.filter(due).select_related("area__municipality", "owner")[:MOST_DUE] if counted["due"] else []
    return FollowUpCounts(**counted, first=list(first))


@dataclass(frozen=True)
class StaffCounts:
    """Posts at work; `minutes` a week are those known."""

    posts: int
    minutes: int | None
    hours_unknown: int

    @property
    def full_time(self) -> int | None:
        """Full-time equivalents in hundredths of the hours known."""
        return None if self.minutes is None else round(self.minutes * 100 / FULL_TIME_MINUTES)


def count_staff(scope: Scope) -> StaffCounts:
    counted = scope.posts.aggregate(
        posts=Count("pk"),
        minutes=Sum("weekly_minutes"),
        hours_unknown=Count("pk", filter=Q(weekly_minutes__isnull=True)),
    )
    return StaffCounts(**counted)


def count_modes(scope: Scope, efforts: int) -> dict[Mode, int]:
    """How many of the efforts in force (there are `efforts`) are local, central, mixed or not known."""
    placed = Placement.objects.filter(in_force(scope.on), in_force(scope.on, "post__"))
    placed = placed.filter(in_force(scope.on, "post__effort__"))
    teams = (
        scope.of_efforts(placed, "post__effort")
        .values("post__effort")
        .annotate(local=Count("workplace__area"), everything=Count("pk"))
        .values_list("local", "everything")
    )
    counts = dict.fromkeys(Mode, 0)
    for local, everything in teams:
        counts[mode_of(local=local > 0, central=everything > local)] += 1
    counts[Mode.UNKNOWN] = efforts - sum(counts.values())
    return counts


# --- Typologies -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TypologyCount:
    """How many efforts in force show a typology; `open`: of how many facts are missing to say."""

    typology: Typology
    shown: int
    open: int


def count_typologies(scope: Scope) -> list[TypologyCount]:
    """The five typologies over the efforts in force; an effort may show several."""
    names = [f"shows_{trait.value}" for trait in Trait]
    # Counted here, not with GROUP BY: that would build the long expressions twice.
    found = Counter(scope.efforts_now.with_traits(scope.on).values_list(*names))
    patterns = [(dict(zip(Trait, map(Verdict, row), strict=True)), n) for row, n in found.items()]
    counts = []
    for typology in main_typologies():
        traits = rule_of(typology).traits
        verdicts = [(best_of(shows[trait] for trait in traits), n) for shows, n in patterns]
        shown = sum(n for verdict, n in verdicts if verdict == Verdict.MET)
        counts.append(TypologyCount(typology, shown, sum(n for verdict, n in verdicts if verdict == Verdict.OPEN)))
    return counts


# --- Official lists ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ListCounts:
    """How many areas of the scope the newest list names, by status."""

    year: int
    by_status: list[tuple[ListStatus, int]]
    uncertain: int


def newest_list(scope: Scope) -> ListCounts | None:
    """The newest list that names any area known here."""
    newest = ListEntry.objects.newest_year(scope.on)
    if newest is None:
        return None
    rows = ListEntry.objects.filter(year=newest).order_by()
    if not scope.is_everything:
        rows = rows.filter(area__in=scope.areas.values("pk"))
    counted = rows.values_list("status").annotate(n=Count("pk"), doubtful=Count("pk", filter=Q(is_certain=False)))
    found = {ListStatus(status): (n, doubtful) for status, n, doubtful in counted}
    return ListCounts(
        year=newest,
        by_status=[(status, found[status][0]) for status in ListStatus if status in found],
        uncertain=sum(doubtful for _n, doubtful in found.values()),
    )


# --- All of it ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overview:
    """What the page shows; each part is asked for once."""

    scope: Scope

    @cached_property
    def efforts(self) -> EffortCounts:
        return count_efforts(self.scope)

    @cached_property
    def areas(self) -> AreaCounts:
        return count_areas(self.scope)

    @cached_property
    def uncovered(self) -> list[HousingArea]:
        return uncovered_areas(self.scope) if self.areas.uncovered else []

    @cached_property
    def follow_ups(self) -> FollowUpCounts:
        return count_follow_ups(self.scope)

    @cached_property
    def staff(self) -> StaffCounts:
        return count_staff(self.scope)

    @cached_property
    def modes(self) -> dict[Mode, int]:
        return count_modes(self.scope, self.efforts.now)

    @cached_property
    def typologies(self) -> list[TypologyCount]:
        return count_typologies(self.scope)

    @cached_property
    def money(self) -> YearMoney:
        return money_of_year(self.scope)

    @cached_property
    def lists(self) -> ListCounts | None:
        return newest_list(self.scope)
