"""Whether a source's figures are as new as its editions let them be."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Age(StrEnum):
    FRESH = "fresh"
    DUE = "due"  # the time between two editions has passed
    LATE = "late"  # half that time again has passed
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Freshness:
    """`as_of` is the day the figures are of; `months` are whole months since then."""

    age: Age
    as_of: date | None = None
    months: int | None = None


def freshness(year: int | None, extracted_on: date | None, months_between: int | None, today: date) -> Freshness:
    """How old the newest figures are: `year` is theirs, `extracted_on` the last day one of that year was extracted.

    Without an extract date they are of the last day of their year at most. None in either means not known.
    """
    if year is None:
        return Freshness(Age.UNKNOWN)
    as_of = min(extracted_on or date(year, 12, 31), today)
    months = whole_months(as_of, today)
    if not months_between:
        return Freshness(Age.UNKNOWN, as_of, months)
    if months < months_between:
        return Freshness(Age.FRESH, as_of, months)
    return Freshness(Age.DUE if 2 * months < 3 * months_between else Age.LATE, as_of, months)


def whole_months(first: date, last: date) -> int:
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)
