"""The words the demonstration data is written in. Rows refer to each other by name; build.py makes models of them."""

from dataclasses import dataclass, field
from datetime import date

MON, TUE, WED, THU, FRI = range(1, 6)
NO_DAYS = (None,)  # a base, of which the weekdays are not known


@dataclass(frozen=True)
class Effort:
    """An effort with its parts.

    `fields` are the model's own; the lists hold the fields of each part, where areas, institutions, funders and
    municipalities are given by name. `declared` are numbers of the five typologies.
    """

    name: str
    municipalities: tuple[str, ...] = ()
    declared: tuple[int, ...] = ()
    fields: dict = field(default_factory=dict)
    areas: tuple[dict, ...] = ()
    citizens: tuple[dict, ...] = ()
    institutions: tuple[dict, ...] = ()
    city_links: tuple[dict, ...] = ()
    budgets: dict[int, int] = field(default_factory=dict)
    """Kroner by calendar year."""
    shares: tuple[dict, ...] = ()
    activities: tuple[dict, ...] = ()
    posts: tuple["Post", ...] = ()


@dataclass(frozen=True)
class Seat:
    """That a post sits at a workplace on some weekdays."""

    workplace: str
    weekdays: tuple[int | None, ...] = NO_DAYS
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Post:
    title: str
    fields: dict = field(default_factory=dict)
    hours: int | None = None
    seats: tuple[Seat, ...] = ()


def paid(funder: str, amounts: dict[int, int], **fields) -> tuple[dict, ...]:
    """A funder's shares, in kroner by calendar year."""
    return tuple({"funder": funder, "year": year, "amount": amount, **fields} for year, amount in amounts.items())
