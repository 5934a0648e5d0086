"""When boundaries hold: where a new one takes over from those before and after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Refusal(Enum):
    """Why a boundary cannot begin on a day."""

    NO_DATE = "no_date"  # the area has a boundary, and nothing says when the new one takes over
    SAME_DAY = "same_day"  # one begins on that day already
    BEFORE_AREA = "before_area"
    AFTER_AREA = "after_area"


@dataclass(frozen=True)
class Period:
    """The first day and the first day after the last; None is open."""

    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Place:
    """Where a new boundary fits: `ends` is the period it cuts short, if any, `ends_on` the end of its own."""

    ends: Period | None
    ends_on: date | None


def place_of(starts_on: date | None, borders: Iterable[Period], area: Period) -> Place | Refusal:
    """Where a boundary from `starts_on` fits among those an area has; the area's own period bounds it."""
    borders = list(borders)
    if starts_on is None and borders:
        return Refusal.NO_DATE
    if any(border.starts_on == starts_on for border in borders):
        return Refusal.SAME_DAY
    if starts_on is not None:
        if area.starts_on is not None and starts_on < area.starts_on:
            return Refusal.BEFORE_AREA
        if area.ends_on is not None and starts_on >= area.ends_on:
            return Refusal.AFTER_AREA
    replaced = next((border for border in borders if _holds(border, starts_on)), None)
    later = [border.starts_on for border in borders if border.starts_on and starts_on and border.starts_on > starts_on]
    ends = [*later, area.ends_on, replaced.ends_on if replaced else None]
    return Place(replaced, min((day for day in ends if day is not None), default=None))


def _holds(border: Period, on: date | None) -> bool:
    if on is None:
        return False
    return (border.starts_on is None or border.starts_on <= on) and (border.ends_on is None or on < border.ends_on)
