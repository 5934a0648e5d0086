"""What ends within the next year and a half: efforts, and parties' money in efforts that go on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet

from boligsocial.dashboards.scope import Scope
from efforts.choices import EffortStatus, ShareStatus
from efforts.models import FundingShare
from efforts.rules.endings import Stage, horizon, stage_of

MANY_FUNDERS = 12  # rows of money read for each effort that is shown


@dataclass
class Ending:
    """An effort with something that ends: its own last day (None: not in the lead time), or parties' granted money.

    `money` is (last day, names of the parties), soonest first.
    """

    effort: int
    name: str
    last_day: date | None = None
    money: list[tuple[date, list[str]]] = field(default_factory=list)
    stage: Stage = Stage.START

    @property
    def soonest(self) -> date:
        return min(day for day in (self.last_day, *(day for day, _names in self.money)) if day)


@dataclass(frozen=True)
class Endings:
    """The first of them by date, and how many there are. An effort may be among both."""

    rows: list[Ending]
    all: int
    efforts: int
    losing: int


def endings(scope: Scope, limit: int | None = None) -> Endings:
    """What ends within the lead time, soonest first; at most `limit` efforts of it."""
    ending, money = _ending_efforts(scope), _ending_money(scope)
    first_money = money.order_by("last", "effort__sort_key", "effort", "funder__sort_key")
    found = _merged(
        ending.order_by("ends_on", "sort_key").values_list("pk", "name", "ends_on")[:limit],
        first_money.values_list("effort", "effort__name", "funder__name", "last")[: limit and limit * MANY_FUNDERS],
    )
    for row in found:
        row.stage = stage_of(row.soonest, scope.on)
    if limit is None:
        ends, loses = [row for row in found if row.last_day], [row for row in found if row.money]
        return Endings(found, len(found), len(ends), len(loses))
    ends, loses = _ends(scope.on), Q(pk__in=money.values("effort"))
    return Endings(
        found[:limit],
        **scope.efforts.aggregate(
            all=Count("pk", filter=ends | loses), efforts=Count("pk", filter=ends), losing=Count("pk", filter=loses)
        ),
    )


def _merged(efforts: Iterable, money: Iterable) -> list[Ending]:
    rows = {pk: Ending(pk, name, ends_on - timedelta(days=1)) for pk, name, ends_on in efforts}
    for pk, name, funder, year in money:
        row, day = rows.setdefault(pk, Ending(pk, name)), date(year, 12, 31)
        if not row.money or row.money[-1][0] != day:
            row.money.append((day, []))
        row.money[-1][1].append(funder)
    return sorted(rows.values(), key=lambda row: row.soonest)


def _ending_efforts(scope: Scope) -> QuerySet:
    """Efforts whose last day lies in the lead time."""
    return scope.efforts.filter(_ends(scope.on))


def _ends(on: date) -> Q:
    return Q(ends_on__gt=on, ends_on__lte=horizon(on) + timedelta(days=1)) & ~Q(status=EffortStatus.CLOSED)


def _ending_money(scope: Scope) -> QuerySet:
    """Parties whose last granted year ends in the lead time, in efforts that go on after it; grouped by both."""
    latest = horizon(scope.on)
    years = [year for year in range(scope.on.year, latest.year + 1) if date(year, 12, 31) <= latest]
    goes_on = Q()
    for year in years:
        after = Q(effort__ends_on__isnull=True) | Q(effort__ends_on__gt=date(year + 1, 1, 1))
        goes_on |= Q(last=year) & after
    shares = FundingShare.objects.filter(status=ShareStatus.GRANTED, year__isnull=False)
    return (
        scope.of_efforts(shares.exclude(effort__status=EffortStatus.CLOSED))
        .values("effort", "funder")
        .annotate(last=Max("year"))
        .filter(goes_on)
    )
