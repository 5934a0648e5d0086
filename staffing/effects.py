"""What follows from what somebody is about to save: modes and staff days by the board's own rules. Nothing is saved."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q

from areas.models import HousingArea
from areas.residents import residents_of
from boligsocial.common.periods import in_force
from staffing.choices import Mode
from staffing.models import Placement, Post, Workplace
from staffing.places import Places, area_of, is_local, key_of
from staffing.rules.moves import Change, Seat
from staffing.rules.placement import (
    PostMode,
    Spot,
    TeamMode,
    mode_of_post,
    mode_of_team,
    over_hours,
)


@dataclass(frozen=True)
class Team:
    """The mode of a team with its reasons, as templates/staffing/_team_why.html shows it."""

    team: TeamMode
    by_mode: dict[str, list[str]]


@dataclass(frozen=True)
class PlaceDays:
    """Staff days a week at a place, before and after; bases are posts there whose days are not stated."""

    name: str
    is_area: bool
    before: int
    after: int
    bases: int = 0
    residents: int | None = None

    @property
    def is_emptied(self) -> bool:
        """Whether nobody known is left."""
        return self.is_area and self.before > self.after == 0 and not self.bases

    @property
    def rate_before(self) -> float | None:
        return self.before * 1000 / self.residents if self.residents else None

    @property
    def rate_after(self) -> float | None:
        return self.after * 1000 / self.residents if self.residents else None


@dataclass(frozen=True)
class Effect:
    """What a change of one post's places does on a day."""

    on: date
    places: list[PlaceDays]
    post_before: PostMode
    post_after: PostMode
    team_before: Team
    team_after: Team
    over_hours: bool = False  # more whole days than the post has hours for
    unreached: list[str] = field(default_factory=list)  # areas it comes to that the effort does not reach

    @property
    def emptied(self) -> list[PlaceDays]:
        return [place for place in self.places if place.is_emptied]


def effect_of(post: Post, seats: list[Seat], change: Change, places: Places, on: date, leaves: bool = False) -> Effect:
    """What the change does on the day, among the posts that the user of `places` sees; eight queries or fewer.

    `leaves`: the post itself is not there any more.
    """
    before = [seat for seat in seats if seat.holds_on(on)]
    after = [seat for seat in change.applied_to(seats) if seat.holds_on(on)]
    mine_before, mine_after = (
        mode_of_post(post.pk, _spots(before, places)),
        mode_of_post(post.pk, _spots(after, places)),
    )
    names, others = _colleagues(post, on)
    names[post.pk] = str(post)
    days_before, days_after = (len(mode.local_days) + len(mode.central_days) for mode in (mine_before, mine_after))
    return Effect(
        on=on,
        places=_places(post, before, after, places, on),
        post_before=mine_before,
        post_after=mine_after,
        team_before=team_of([*others, mine_before], names),
        team_after=team_of(others if leaves else [*others, mine_after], names),
        over_hours=days_after > days_before and over_hours(days_after, post.weekly_minutes),
        unreached=_unreached(post, before, after, places, on),
    )


def team_of(modes: Iterable[PostMode], names: dict[int, str]) -> Team:
    modes = list(modes)
    by_mode = {mode.value: [names[one.post] for one in modes if one.mode == mode] for mode in Mode}
    return Team(mode_of_team(modes), by_mode)


def _spots(seats: Iterable[Seat], places: Places) -> list[Spot]:
    return [Spot(is_local(_place(seat, places)), seat.weekday) for seat in seats]


def _place(seat: Seat, places: Places):
    return places.known[str(seat.workplace)]


def _colleagues(post: Post, on: date) -> tuple[dict[int, str], list[PostMode]]:
    """The other posts of the effort on the day: what they are called, and their modes."""
    rows = Post.objects.filter(in_force(on), effort=post.effort_id).exclude(pk=post.pk).order_by("title", "pk")
    names = {row.pk: str(row) for row in rows}
    spots: dict[int, list[Spot]] = {pk: [] for pk in names}
    seated = Placement.objects.filter(in_force(on), post__in=names).order_by("pk")
    for pk, weekday, area in seated.values_list("post", "weekday", "workplace__area"):
        spots[pk].append(Spot(area is not None, weekday))
    return names, [mode_of_post(pk, found) for pk, found in spots.items()]


def _places(post: Post, before: list[Seat], after: list[Seat], places: Places, on: date) -> list[PlaceDays]:
    """The rows of the board that the change touches."""
    counts = [_count(seats, places) for seats in (before, after)]
    touched = [key for key in dict.fromkeys([*counts[0], *counts[1]]) if counts[0][key] != counts[1][key]]
    rows = {key: _about(key, places, [*before, *after]) for key in touched}
    areas = {key: row for key, row in rows.items() if isinstance(row, HousingArea)}
    residents = residents_of(areas.values(), on) if areas else {}
    elsewhere = _others(post, rows, places.user, on)
    found = []
    for key, row in rows.items():
        (days_before, _bases), (days_after, bases) = counts[0][key], counts[1][key]
        days, more_bases = elsewhere.get(key, (0, 0))
        known = residents.get(row.pk) if key in areas else None
        found.append(
            PlaceDays(
                name=row.name,
                is_area=key in areas,
                before=days + days_before,
                after=days + days_after,
                bases=bases + more_bases,
                residents=known.number if known else None,
            )
        )
    return found


def _count(seats: list[Seat], places: Places) -> dict[str, tuple[int, int]]:
    """Days and bases by row of the board: "area-12" for all workplaces of an area, else the workplace."""
    days, bases = Counter(), Counter()
    for seat in seats:
        (days if seat.weekday else bases)[_row(seat, places)] += 1
    return _Counted({key: (days[key], bases[key]) for key in dict.fromkeys([*days, *bases])})


class _Counted(dict):
    def __missing__(self, key):
        return (0, 0)


def _row(seat: Seat, places: Places) -> str:
    place = _place(seat, places)
    return f"area-{area_of(place)}" if is_local(place) else key_of(place)


def _about(key: str, places: Places, seats: list[Seat]):
    """The area or the central workplace that a row is about."""
    place = next(_place(seat, places) for seat in seats if _row(seat, places) == key)
    return place.area if isinstance(place, Workplace) and place.area_id else place


def _others(post: Post, rows: dict, user, on: date) -> dict[str, tuple[int, int]]:
    """Days and bases of all other posts on the user's board, in these rows."""
    areas = [row.pk for row in rows.values() if isinstance(row, HousingArea)]
    central = [row.pk for row in rows.values() if isinstance(row, Workplace)]
    posts = Post.objects.visible_to(user).for_board(on).exclude(pk=post.pk)
    seated = Placement.objects.for_board(posts, on).filter(Q(workplace__area__in=areas) | Q(workplace__in=central))
    counted: dict[str, tuple[int, int]] = {}
    lines = seated.order_by().values_list("workplace", "workplace__area")
    for workplace, area, days, everything in lines.annotate(days=Count("weekday"), everything=Count("pk")):
        key = f"area-{area}" if area else str(workplace)
        before = counted.get(key, (0, 0))
        counted[key] = (before[0] + days, before[1] + everything - days)
    return counted


def _unreached(post: Post, before: list[Seat], after: list[Seat], places: Places, on: date) -> list[str]:
    new = {_row(seat, places) for seat in after} - {_row(seat, places) for seat in before}
    areas = {f"area-{pk}": pk for pk in (area_of(_place(seat, places)) for seat in after) if pk}
    wanted = {pk for key, pk in areas.items() if key in new}
    if not wanted:
        return []
    reached = post.effort.area_reaches.filter(in_force(on), area__in=wanted).values_list("area", flat=True)
    missing = wanted - set(reached)
    return [area.name for area in (*places.areas, *places.others) if area.pk in missing]
