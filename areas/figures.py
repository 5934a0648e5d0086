"""Figures as people may see them: the one door through which pages, maps, files, rules and reports read observations.

A figure that is withheld (by its source, or here because few residents are behind it) comes through as a state without
its numbers, so that nothing that is computed from figures can give it back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from areas.choices import Availability, Level
from areas.models import Observation

_COLUMNS = (
    "pk",
    "area",
    "estate",
    "municipality",
    "indicator",
    "year",
    "period",
    "availability",
    "value",
    "numerator",
    "denominator",
    "answers",
    "margin",
    "source",
    "extracted_on",
    "hidden",
    "batch",
    "batch_row",
    "entered_by",
    "entered_at",
)


@dataclass(frozen=True)
class Figure:
    """A figure of an area, an estate or a whole municipality in a year; `key` is the owner's.

    Numbers are None where `state` is not AVAILABLE. `pk` is its observation's, None where it was computed from those
    of the estates (`parts` of them). `numerator`, `denominator` and `answers` are counts, `margin` is ± in the unit.
    """

    level: Level
    key: int
    indicator: int
    year: int
    state: Availability
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    answers: int | None = None
    margin: Decimal | None = None
    period: str = ""
    source: str = ""
    extracted_on: date | None = None
    pk: int | None = None
    batch: int | None = None
    batch_row: int | None = None
    entered_by: int | None = None
    entered_at: datetime | None = None
    parts: int = 0


def figures(level: Level, keys: Iterable[int] | None = None, **having) -> Iterable[Figure]:
    """The figures that areas, estates or municipalities own, by owner, indicator and year; of all of them if no `keys`.

    `having` narrows by fields of Observation (indicator__code__in, year__lte ...). One query. Who may see the owners is
    for the caller to say.
    """
    rows = Observation.objects.filter(**{f"{level}__isnull": False}, **having)
    if keys is not None:
        rows = rows.filter(**{f"{level}__in": keys})
    for row in rows.order_by(level, "indicator", "year").values_list(*_COLUMNS).iterator(chunk_size=5000):
        yield _figure(level, dict(zip(_COLUMNS, row, strict=True)))


def _figure(level: Level, row: dict) -> Figure:
    owner = {"level": level, "key": row[level], "indicator": row["indicator"], "year": row["year"]}
    told = {name: row[name] for name in ("period", "source", "extracted_on", "pk", "batch", "batch_row")}
    told |= {name: row[name] for name in ("entered_by", "entered_at")}
    state = Availability.WITHHELD if row["hidden"] else Availability(row["availability"])
    numbers = {}
    if state is Availability.AVAILABLE:
        numbers = {name: row[name] for name in ("value", "numerator", "denominator", "answers", "margin")}
    return Figure(**owner, **told, **numbers, state=state)
