"""The placement rules asked of the database: for many efforts at once, and for one effort's page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from boligsocial.common.periods import in_force
from efforts.models import Effort
from staffing.choices import Condition, Mode, Strength, Weekday
from staffing.models import Placement, Post
from staffing.querysets import CENTRAL, LOCAL
from staffing.rules.placement import (
    CONDITIONS,
    SOURCE,
    STRENGTHS,
    PostMode,
    Spot,
    TeamMode,
    full_time_equivalents,
    mode_of_post,
    mode_of_team,
)

WORKING_WEEK = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
WEEKEND = (Weekday.SATURDAY, Weekday.SUNDAY)


def modes_of_efforts(effort_ids: Iterable[int], on: date) -> dict[int, TeamMode]:
    """The mode of each effort's team on the day; two queries, however many. Efforts without posts are unknown."""
    ids = set(effort_ids)
    posts: dict[int, list[int]] = {effort: [] for effort in ids}
    for effort, post in Post.objects.filter(in_force(on), effort__in=ids).order_by("pk").values_list("effort", "pk"):
        posts[effort].append(post)
    spots = spots_of_posts(Post.objects.filter(in_force(on), effort__in=ids), on)
    return {
        effort: mode_of_team([mode_of_post(post, spots.get(post, ())) for post in team])
        for effort, team in posts.items()
    }


def posts_of_efforts(effort_ids: Iterable[int], on: date) -> dict[int, int]:
    """How many posts each effort has on the day; one query. Efforts without posts are left out."""
    posts = Post.objects.filter(in_force(on), effort__in=set(effort_ids)).order_by()
    return dict(posts.values_list("effort").annotate(n=Count("pk")))


def spots_of_posts(posts: QuerySet, on: date) -> dict[int, list[Spot]]:
    """Where each post sits on the day; posts without a place are left out."""
    spots = defaultdict(list)
    rows = Placement.objects.for_board(posts, on).order_by("pk")
    for post, weekday, area in rows.values_list("post", "weekday", "workplace__area"):
        spots[post].append(Spot(is_local=area is not None, weekday=weekday))
    return dict(spots)


def efforts_in_mode(efforts: QuerySet, mode: str, on: date) -> QuerySet:
    """The efforts whose team is local, central, mixed or not known on the day, chosen in SQL."""
    here = Placement.objects.filter(in_force(on), in_force(on, "post__"), post__effort=OuterRef("pk"))
    local, central = Exists(here.filter(LOCAL)), Exists(here.filter(CENTRAL))
    wanted = {
        Mode.LOCAL: (local, ~central),
        Mode.CENTRAL: (central, ~local),
        Mode.MIX: (local, central),
        Mode.UNKNOWN: (~local, ~central),
    }
    return efforts.filter(*wanted[Mode(mode)])


@dataclass
class StaffRow:
    """A post of an effort: where it sits on each weekday, and the mode that follows."""

    post: Post
    mode: PostMode
    days: dict[Weekday, list[Placement]]
    bases: list[Placement]

    @property
    def is_uncertain(self) -> bool:
        """Whether the post may sit somewhere on a day that shows nothing."""
        return bool(self.bases) or self.mode.mode == Mode.UNKNOWN


@dataclass
class EffortStaff:
    """Who is where in one effort on a day."""

    on: date
    weekdays: list[Weekday]
    team: TeamMode
    rows: list[StaffRow]
    strengths: tuple[Strength, ...]
    conditions: tuple[Condition, ...]
    source: str = SOURCE
    minutes: int | None = None
    full_time: int | None = None  # hundredths; 37 hours a week is 100
    hours_unknown: int = 0
    other_periods: int = 0
    by_mode: dict[str, list[Post]] = field(default_factory=dict)


def staff_of_effort(effort: Effort, on: date) -> EffortStaff:
    """The staff of an effort on the day, for its page; two queries."""
    everyone = list(effort.posts.select_related("employer_municipality", "employer_organisation"))
    posts = [post for post in everyone if post.holds_on(on)]
    placements = defaultdict(list)
    for placement in Placement.objects.filter(in_force(on), post__effort=effort).with_everyone():
        placements[placement.post_id].append(placement)
    weekdays = [*WORKING_WEEK]
    if any(placement.weekday in WEEKEND for found in placements.values() for placement in found):
        weekdays += WEEKEND
    rows = [_staff_row(post, placements[post.pk], weekdays) for post in posts]
    team = mode_of_team([row.mode for row in rows])
    known = [post.weekly_minutes for post in posts if post.weekly_minutes is not None]
    return EffortStaff(
        on=on,
        weekdays=weekdays,
        team=team,
        rows=rows,
        strengths=STRENGTHS[team.mode],
        conditions=CONDITIONS[team.mode],
        minutes=sum(known) if known else None,
        full_time=full_time_equivalents(known),
        hours_unknown=len(posts) - len(known),
        other_periods=len(everyone) - len(posts),
        by_mode={mode.value: [row.post for row in rows if row.mode.mode == mode] for mode in Mode},
    )


def _staff_row(post: Post, placements: list[Placement], weekdays: list[Weekday]) -> StaffRow:
    spots = [Spot(placement.workplace.is_local, placement.weekday) for placement in placements]
    return StaffRow(
        post=post,
        mode=mode_of_post(post.pk, spots),
        days={day: [one for one in placements if one.weekday == day] for day in weekdays},
        bases=[placement for placement in placements if placement.weekday is None],
    )
