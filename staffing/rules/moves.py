"""What a move does to a post's placements: which end, which are gone, which begin. The past is never rewritten."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from boligsocial.common.periods import holds


@dataclass(frozen=True)
class Seat:
    """A placement: a workplace on an ISO weekday (None: the base is known, the days are not) in a half-open period.

    `key` is None for one that is not there yet.
    """

    workplace: int
    weekday: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    key: int | None = None

    @property
    def last_day(self) -> date | None:
        return self.ends_on - timedelta(days=1) if self.ends_on else None

    def holds_on(self, day: date) -> bool:
        return holds(self.starts_on, self.ends_on, day)

    def overlaps(self, other: "Seat") -> bool:
        """Whether the periods share a day."""
        return _before(self.starts_on, other.ends_on) and _before(other.starts_on, self.ends_on)

    def begins_before(self, day: date) -> bool:
        return self.starts_on is None or self.starts_on < day

    def lasts_beyond(self, day: date | None) -> bool:
        """Whether it holds on or after the day; no day is the end of time."""
        return day is not None and (self.ends_on is None or self.ends_on > day)


@dataclass(frozen=True)
class Change:
    """Placements that get another period (same key), those that are gone, and those that begin (no key)."""

    altered: tuple[Seat, ...] = ()
    gone: tuple[Seat, ...] = ()
    begun: tuple[Seat, ...] = ()

    def __add__(self, other: "Change") -> "Change":
        return Change(self.altered + other.altered, self.gone + other.gone, self.begun + other.begun)

    def __bool__(self) -> bool:
        return bool(self.altered or self.gone or self.begun)

    def applied_to(self, seats: Iterable[Seat]) -> tuple[Seat, ...]:
        """The placements after the change."""
        altered = {seat.key: seat for seat in self.altered}
        gone = {seat.key for seat in self.gone}
        return (*(altered.get(seat.key, seat) for seat in seats if seat.key not in gone), *self.begun)


def clear(seats: Iterable[Seat], from_day: date | None, until: date | None = None) -> Change:
    """Free the seats from a day (None: wholly) until another: what was before stays, what comes after goes on."""
    change = Change()
    for seat in seats:
        ended = replace(seat, ends_on=from_day) if from_day and seat.begins_before(from_day) else None
        resumed = replace(seat, starts_on=until) if seat.lasts_beyond(until) else None
        if ended:
            change += Change(altered=(ended,), begun=(replace(resumed, key=None),) if resumed else ())
        else:
            change += Change(altered=(resumed,)) if resumed else Change(gone=(seat,))
    return change


def move(
    moved: Iterable[Seat],
    workplace: int | None,
    weekdays: Iterable[int | None],
    from_day: date,
    until: date | None = None,
) -> Change:
    """Sit at the workplace (None: nowhere) on these weekdays from a day, instead of where `moved` are.

    With `until` (the first day after) what was moved goes on as before from that day.
    """
    begun = () if workplace is None else tuple(Seat(workplace, weekday, from_day, until) for weekday in weekdays)
    return clear(moved, from_day, until) + Change(begun=begun)


def set_week(seats: Iterable[Seat], week: dict[int | None, int | None], day: date, whole: bool = False) -> Change:
    """Sit at these workplaces (None: nowhere) on these weekdays from `day`; a weekday not named stays as it is.

    What is planned later on a weekday stays: the new place holds until it begins. `whole`: what is in force on the
    day was never so; it is replaced from its first day.
    """
    seats, change = tuple(seats), Change()
    for weekday, workplace in week.items():
        same_day = [seat for seat in seats if seat.weekday == weekday]
        now = next((seat for seat in same_day if seat.holds_on(day)), None)
        if (now.workplace if now else None) == workplace:
            continue
        change += clear([now] if now else [], None if whole else day)
        if workplace is not None:
            start, end = (now.starts_on, now.ends_on) if now else _gap(same_day, day)
            change += Change(begun=(Seat(workplace, weekday, start if whole else day, end),))
    return change


def end(seats: Iterable[Seat], day: date) -> Change:
    """Nobody sits there any more from the day on; what is planned after it is gone."""
    return clear([seat for seat in seats if seat.lasts_beyond(day)], day)


def clashes(seats: Iterable[Seat]) -> list[tuple[Seat, Seat]]:
    """Pairs that would have the post at two places at once. Bases are at one place each; several may be known."""
    return [(one, other) for one, other in combinations(seats, 2) if _same_day(one, other) and one.overlaps(other)]


def _same_day(one: Seat, other: Seat) -> bool:
    if one.weekday is None and other.weekday is None:
        return one.workplace == other.workplace
    return one.weekday == other.weekday


def _gap(seats: list[Seat], day: date) -> tuple[date | None, date | None]:
    """The free time around a day on which none of the seats holds."""
    before = [seat.ends_on for seat in seats if seat.ends_on is not None and seat.ends_on <= day]
    after = [seat.starts_on for seat in seats if seat.starts_on is not None and seat.starts_on > day]
    return max(before, default=None), min(after, default=None)


def _before(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start < end
