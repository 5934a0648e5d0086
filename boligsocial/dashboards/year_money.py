"""Who pays in a calendar year over many efforts, and what of the known budgets is not covered; summed in SQL.

A test holds that the sums are those of efforts/rules/funding.py.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from boligsocial.common.periods import overlapping
from boligsocial.dashboards.scope import Scope
from efforts.choices import EffortStatus, FunderKind, ShareStatus
from efforts.models import Budget, FundingShare

MOST_PARTIES = 8  # more funders than these are shown by their kind


@dataclass
class PartyMoney:
    """What a party pays in the year, in øre; `unknown` shares are granted and their amounts not stated.

    With more than one party in it, it is the sum of a kind and has no name.
    """

    kind: FunderKind
    name: str
    granted: int
    applied: int
    unknown: int
    parties: int = 1


@dataclass(frozen=True)
class YearMoney:
    """Who pays in a calendar year, of what is known, in øre.

    `gap` is what is missing of the budgets that are known; `gap_at_most`: a granted amount that is not stated may
    make it smaller. `budget_unknown` counts the efforts of the year whose budget is not stated.
    """

    year: int
    parties: list[PartyMoney]
    budgets: int
    gap: int | None
    gap_at_most: bool
    budget_unknown: int

    @property
    def granted(self) -> int:
        return sum(party.granted for party in self.parties)

    @property
    def applied(self) -> int:
        return sum(party.applied for party in self.parties)

    @property
    def unknown(self) -> int:
        return sum(party.unknown for party in self.parties)

    @property
    def most(self) -> int:
        """The longest bar."""
        return max([*(party.granted + party.applied for party in self.parties), self.gap or 0, 1])


def money_of_year(scope: Scope) -> YearMoney:
    year = scope.on.year
    return YearMoney(year=year, parties=_parties(scope, year), **_gap(scope, year), budget_unknown=_unbudgeted(scope))


def _parties(scope: Scope, year: int) -> list[PartyMoney]:
    granted, applied = Q(status=ShareStatus.GRANTED), Q(status=ShareStatus.APPLIED)
    rows = (
        scope.of_efforts(FundingShare.objects.filter(granted | applied, year=year))
        .values_list("funder__kind", "funder__name")
        .annotate(
            granted=Coalesce(Sum("amount", filter=granted), 0),
            applied=Coalesce(Sum("amount", filter=applied), 0),
            unknown=Count("pk", filter=granted & Q(amount__isnull=True)),
        )
        .order_by("funder__sort_key")
    )
    parties = [PartyMoney(FunderKind(kind), *rest) for kind, *rest in rows]
    if len(parties) > MOST_PARTIES:
        parties = _by_kind(parties)
    order = list(FunderKind)
    return sorted(parties, key=lambda party: order.index(party.kind))


def _by_kind(parties: list[PartyMoney]) -> list[PartyMoney]:
    """One row a kind of party; a kind with one party keeps its name."""
    merged: dict[FunderKind, PartyMoney] = {}
    for party in parties:
        if party.kind not in merged:
            merged[party.kind] = party
            continue
        sum_ = merged[party.kind]
        sum_.name = ""
        sum_.granted += party.granted
        sum_.applied += party.applied
        sum_.unknown += party.unknown
        sum_.parties += 1
    return list(merged.values())


def _gap(scope: Scope, year: int) -> dict:
    granted = FundingShare.objects.filter(effort=OuterRef("effort"), year=year, status=ShareStatus.GRANTED).order_by()
    total = Subquery(granted.values("effort").annotate(sum=Coalesce(Sum("amount"), 0)).values("sum"))
    missing = Exists(granted.filter(amount__isnull=True))
    rows = scope.of_efforts(Budget.objects.filter(year=year)).annotate(
        short=Greatest(F("amount") - Coalesce(total, 0), Value(0)), is_unsure=missing
    )
    found = rows.aggregate(
        budgets=Count("pk"), gap=Sum("short"), at_most=Count("pk", filter=Q(short__gt=0, is_unsure=True))
    )
    return {"budgets": found["budgets"], "gap": found["gap"], "gap_at_most": bool(found["at_most"])}


def _unbudgeted(scope: Scope) -> int:
    """Efforts with a day in the year whose budget of it is not stated."""
    year = scope.on.year
    at_some_time = Q(status=EffortStatus.CLOSED, ends_on__isnull=True) | Q(
        status=EffortStatus.PLANNED, starts_on__isnull=True
    )
    rows = scope.efforts.filter(overlapping(date(year, 1, 1), date(year + 1, 1, 1))).exclude(at_some_time)
    return rows.filter(~Exists(Budget.objects.filter(effort=OuterRef("pk"), year=year))).count()
