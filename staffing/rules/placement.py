"""Where staff have their workplace: local in areas, central, or a mix, by where their weekdays are spent.

After "Den boligsociale geografi" (vidensblad, October 2021), the part on placement: a mix may lie within one worker
(some days here, some there) or across the team (some local, others central). What is not known is left out of the
judgement and named among the reasons.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from staffing.choices import Condition, Mode, Strength

FULL_TIME_MINUTES = 37 * 60
SOURCE = "Rikke Engly Mygind og Helle Nielsen: Den boligsociale geografi (vidensblad, oktober 2021)"

STRENGTHS: dict[Mode, tuple[Strength, ...]] = {
    Mode.LOCAL: (Strength.TRUST, Strength.OUTREACH, Strength.KNOWLEDGE, Strength.LOCAL_COOPERATION),
    Mode.CENTRAL: (Strength.OPERATION, Strength.STRATEGY, Strength.ANCHORING),
    Mode.MIX: (Strength.BOTH, Strength.MOVES),
    Mode.UNKNOWN: (),
}
CONDITIONS: dict[Mode, tuple[Condition, ...]] = {
    Mode.LOCAL: (Condition.FIXED_BASE,),
    Mode.CENTRAL: (Condition.LOCAL_CONTACTS,),
    Mode.MIX: (),  # the source names none
    Mode.UNKNOWN: (),
}


@dataclass(frozen=True)
class Spot:
    """A workplace a post sits at: local (in an area) or central; on an ISO weekday, or None where only the base is
    known."""

    is_local: bool
    weekday: int | None = None


@dataclass(frozen=True)
class PostMode:
    """A post's mode with its reasons: the weekdays on each side, and bases whose days are not known."""

    post: int
    mode: Mode
    local_days: tuple[int, ...] = ()
    central_days: tuple[int, ...] = ()
    local_base: bool = False
    central_base: bool = False

    @property
    def days_not_stated(self) -> bool:
        """Whether there is a base of which the days are not known."""
        return self.local_base or self.central_base


@dataclass(frozen=True)
class TeamMode:
    """A team's mode with its reasons: which posts are local, central, mixed or not known."""

    mode: Mode
    posts: tuple[PostMode, ...] = ()

    def _in(self, mode: Mode) -> tuple[int, ...]:
        return tuple(post.post for post in self.posts if post.mode == mode)

    @property
    def local(self) -> tuple[int, ...]:
        return self._in(Mode.LOCAL)

    @property
    def central(self) -> tuple[int, ...]:
        return self._in(Mode.CENTRAL)

    @property
    def within(self) -> tuple[int, ...]:
        """The posts that are a mix themselves."""
        return self._in(Mode.MIX)

    @property
    def unknown(self) -> tuple[int, ...]:
        return self._in(Mode.UNKNOWN)

    @property
    def is_told(self) -> bool:
        """Whether it is known of every post where it sits and on which days, and there is at least one."""
        return bool(self.posts) and not self.unknown and not self.days_not_stated

    @property
    def mixes_within(self) -> bool:
        return bool(self.within)

    @property
    def mixes_across(self) -> bool:
        """Whether posts differ: some are local and others central."""
        return bool(self.local and self.central)

    @property
    def local_days(self) -> int:
        """Days a week in areas, of those posts whose days are known."""
        return sum(len(post.local_days) for post in self.posts)

    @property
    def central_days(self) -> int:
        return sum(len(post.central_days) for post in self.posts)

    @property
    def days_not_stated(self) -> tuple[int, ...]:
        """The posts that have a base of which the days are not known."""
        return tuple(post.post for post in self.posts if post.days_not_stated)


def mode_of(*, local: bool, central: bool) -> Mode:
    """The mode of whoever sits locally, centrally, both or nowhere known."""
    if local and central:
        return Mode.MIX
    if local:
        return Mode.LOCAL
    return Mode.CENTRAL if central else Mode.UNKNOWN


def mode_of_post(post: int, spots: Iterable[Spot]) -> PostMode:
    """The mode of a post from its placements on one day."""
    spots = tuple(spots)
    local = [spot.weekday for spot in spots if spot.is_local]
    central = [spot.weekday for spot in spots if not spot.is_local]
    return PostMode(
        post=post,
        mode=mode_of(local=bool(local), central=bool(central)),
        local_days=_days(local),
        central_days=_days(central),
        local_base=None in local,
        central_base=None in central,
    )


def mode_of_team(posts: Iterable[PostMode]) -> TeamMode:
    """The mode of a team from its posts; posts without a known place do not count."""
    posts = tuple(posts)
    modes = {post.mode for post in posts}
    mixed = Mode.MIX in modes
    mode = mode_of(local=mixed or Mode.LOCAL in modes, central=mixed or Mode.CENTRAL in modes)
    return TeamMode(mode=mode, posts=posts)


def full_time_equivalents(minutes: Iterable[int | None]) -> int | None:
    """Full-time equivalents in hundredths (37 hours a week is 100) of the hours known; None when none are."""
    known = [number for number in minutes if number is not None]
    return round(sum(known) * 100 / FULL_TIME_MINUTES) if known else None


def over_hours(days: int, minutes: int | None) -> bool:
    """Whether so many whole days a week are more than the hours of a post; of hours not known that cannot be said."""
    return minutes is not None and days * FULL_TIME_MINUTES > minutes * 5


def _days(weekdays: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted({day for day in weekdays if day is not None}))
