"""What money ends when, and whether there is time to find new.

Lead times are those of the work (domain: an application to Landsbyggefonden): the dialogue takes 8-14 months, so one
starts about a year and a half before the money ends.
"""

from datetime import date
from enum import StrEnum

START_MONTHS = 18
DIALOGUE_MONTHS = (8, 14)


class Stage(StrEnum):
    """How an ending on a day looks from another."""

    DISTANT = "distant"  # more than START_MONTHS ahead
    START = "start"  # time to start
    DIALOGUE = "dialogue"  # an application should be under way
    SHORT = "short"  # less than the shortest dialogue is left
    OVER = "over"


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; the 31st becomes the month's last day."""
    month = day.year * 12 + day.month - 1 + months
    year, month = divmod(month, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - date(year, month + 1, 1)).days))


def horizon(on: date) -> date:
    """The last day of what one should have started on."""
    return add_months(on, START_MONTHS)


def stage_of(last_day: date, on: date) -> Stage:
    """The stage on the day `on` of money or an effort with this last day."""
    if last_day < on:
        return Stage.OVER
    if last_day > horizon(on):
        return Stage.DISTANT
    if last_day > add_months(on, DIALOGUE_MONTHS[1]):
        return Stage.START
    return Stage.DIALOGUE if last_day > add_months(on, DIALOGUE_MONTHS[0]) else Stage.SHORT
