"""Who pays for an effort, year by year, and what is missing. Amounts are whole øre, shares whole basis points.

Only what is granted covers a budget. What is refused, an idea or of unknown status never does; what is applied for is
shown as what the gap would be if it came through. What a source doesn't give is left out of the sums and listed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from boligsocial.common.money import WHOLE, parts_of_whole
from efforts.choices import FunderKind, ShareKind, ShareStatus

# Landsbyggefonden pays at most 75 % of a master plan; at least 25 % is local co-financing (domain.md §5).
LBF_AT_MOST = 7_500
LOCAL_AT_LEAST = 2_500

STATUS_ORDER = (
    ShareStatus.GRANTED,
    ShareStatus.APPLIED,
    ShareStatus.IDEA,
    ShareStatus.UNKNOWN,
    ShareStatus.REFUSED,
)


@dataclass(frozen=True)
class Party:
    key: int
    name: str
    kind: FunderKind


@dataclass(frozen=True)
class Share:
    """A party's part: in a year (None: not known), of an amount in øre (None: not known)."""

    party: Party
    year: int | None
    status: ShareStatus
    kind: ShareKind
    amount: int | None
    hours: int | None = None
    stated_share: int | None = None
    earmark: str = ""
    note: str = ""

    @property
    def is_counted(self) -> bool:
        return self.year is not None and self.amount is not None


class Base(StrEnum):
    """What per cents of a year are of."""

    BUDGET = "budget"
    GRANTED = "granted"  # more is granted than the budget, or the budget is not known
    NOTHING = "nothing"


@dataclass(frozen=True)
class PartyRow:
    """A party in a year: its shares in order of status, what is granted and applied for.

    `per_cent` is its part of the year's whole; None where that is nothing, or where a granted amount is missing.
    """

    party: Party
    shares: tuple[Share, ...]
    granted: int
    applied: int
    per_cent: int | None


@dataclass(frozen=True)
class YearSheet:
    """A calendar year. `gap` and `surplus` are None where no budget is known, else never negative.

    `gap_if_applied` is what stays uncovered if all that is applied for comes through. `uncounted` are the year's
    shares without an amount; where a granted one is among them, the gap is at most what is written.
    """

    year: int
    budget: int | None
    rows: tuple[PartyRow, ...]
    uncounted: tuple[Share, ...]
    granted: int
    applied: int
    gap: int | None
    gap_if_applied: int | None
    surplus: int | None
    base: Base
    gap_per_cent: int | None

    @property
    def is_bare(self) -> bool:
        """Whether nothing at all is known about the year."""
        return self.budget is None and not self.rows and not self.uncounted

    @property
    def gap_is_at_most(self) -> bool:
        return bool(self.gap) and any(_is_missing(share) for share in self.uncounted)


@dataclass(frozen=True)
class PartyTotal:
    """A party over the years: each year with its row (None where it has nothing there), and sums by status."""

    party: Party
    by_year: tuple[tuple[YearSheet, PartyRow | None], ...]
    by_status: Mapping[ShareStatus, int]
    granted: int
    applied: int


@dataclass(frozen=True)
class Plan:
    """All years and parties of an effort. Sums across equal sums down, to the øre."""

    sheets: tuple[YearSheet, ...]
    parties: tuple[PartyTotal, ...]
    by_status: Mapping[ShareStatus, int]
    granted: int
    applied: int
    budget: int | None
    gap: int | None
    gap_if_applied: int | None
    surplus: int | None
    not_stated: tuple[Share, ...]


def plan_of(shares: Iterable[Share], budgets: Mapping[int, int], years: Iterable[int] = ()) -> Plan:
    """The plan over all years that have a share or a budget, and `years` besides (those of the effort's period).

    A total budget, gap and surplus are given only when every year shown has a budget: then budget = granted + gap
    - surplus. Parties keep the order they come in.
    """
    shares = list(shares)
    counted = [share for share in shares if share.is_counted]
    dated = {share.year for share in shares if share.year is not None}
    sheets = tuple(year_sheet(year, shares, budgets.get(year)) for year in sorted({*dated, *budgets, *years}))
    named = dict.fromkeys(share.party for share in shares if share.year is not None)
    parties = tuple(_party_total(party, sheets, counted) for party in named)
    known = [sheet.budget for sheet in sheets if sheet.budget is not None]
    complete = bool(sheets) and len(known) == len(sheets)
    return Plan(
        sheets=sheets,
        parties=parties,
        by_status=_by_status(counted),
        granted=sum(sheet.granted for sheet in sheets),
        applied=sum(sheet.applied for sheet in sheets),
        budget=sum(known) if complete else None,
        gap=sum(sheet.gap or 0 for sheet in sheets) if complete else None,
        gap_if_applied=sum(sheet.gap_if_applied or 0 for sheet in sheets) if complete else None,
        surplus=sum(sheet.surplus or 0 for sheet in sheets) if complete else None,
        not_stated=tuple(share for share in shares if not share.is_counted),
    )


def year_sheet(year: int, shares: Iterable[Share], budget: int | None) -> YearSheet:
    """The sheet of one year from an effort's shares (those of other years are left out)."""
    of_year = [share for share in shares if share.year == year]
    by_party: dict[Party, list[Share]] = defaultdict(list)
    for share in of_year:
        by_party[share.party].append(share)
    granted = {party: _sum(rows, ShareStatus.GRANTED) for party, rows in by_party.items()}
    applied = {party: _sum(rows, ShareStatus.APPLIED) for party, rows in by_party.items()}
    total, hoped = sum(granted.values()), sum(granted.values()) + sum(applied.values())
    gap = None if budget is None else max(budget - total, 0)
    base, per_cents, gap_per_cent = _per_cents(list(granted.values()), gap, budget)
    rows = tuple(
        PartyRow(
            party,
            tuple(sorted(rows, key=_share_order)),
            granted[party],
            applied[party],
            None if any(_is_missing(row) for row in rows) else part,
        )
        for (party, rows), part in zip(by_party.items(), per_cents, strict=True)
    )
    return YearSheet(
        year=year,
        budget=budget,
        rows=rows,
        uncounted=tuple(share for share in of_year if not share.is_counted),
        granted=total,
        applied=hoped - total,
        gap=gap,
        gap_if_applied=None if budget is None else max(budget - hoped, 0),
        surplus=None if budget is None else max(total - budget, 0),
        base=base,
        gap_per_cent=gap_per_cent,
    )


def _per_cents(
    granted: Sequence[int], gap: int | None, budget: int | None
) -> tuple[Base, list[int | None], int | None]:
    """Per cents of the parties and the gap that sum to exactly 100,00 (largest remainder)."""
    if not sum(granted) + (gap or 0):
        return Base.NOTHING, [None] * len(granted), None
    *parts, rest = parts_of_whole([*granted, gap or 0])
    on_budget = budget is not None and sum(granted) <= budget
    return (Base.BUDGET if on_budget else Base.GRANTED), list(parts), rest if budget is not None else None


def _party_total(party: Party, sheets: Sequence[YearSheet], counted: Iterable[Share]) -> PartyTotal:
    own = [share for share in counted if share.party == party]
    by_year = tuple((sheet, next((row for row in sheet.rows if row.party == party), None)) for sheet in sheets)
    return PartyTotal(
        party=party,
        by_year=by_year,
        by_status=_by_status(own),
        granted=sum(row.granted for _sheet, row in by_year if row),
        applied=sum(row.applied for _sheet, row in by_year if row),
    )


def _by_status(shares: Iterable[Share]) -> dict[ShareStatus, int]:
    sums: dict[ShareStatus, int] = {}
    for status in STATUS_ORDER:
        of_status = [share.amount or 0 for share in shares if share.status == status]
        if of_status:
            sums[status] = sum(of_status)
    return sums


def _sum(shares: Iterable[Share], status: ShareStatus) -> int:
    return sum(share.amount or 0 for share in shares if share.status == status)


def _is_missing(share: Share) -> bool:
    """Granted, but how much is not known."""
    return share.status == ShareStatus.GRANTED and share.amount is None


def _share_order(share: Share) -> tuple:
    return STATUS_ORDER.index(share.status), share.kind, share.earmark


# --- The rule for Landsbyggefonden --------------------------------------------------------------------------------


class Answer(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NOT_DECIDABLE = "not_decidable"


@dataclass(frozen=True)
class LimitCheck:
    """Whether Landsbyggefonden's part of a year is within its limit and the local part reaches its own.

    `year` None: of the whole, from stated shares. Parts are basis points of the budget, rounded down for the local
    part and up for Landsbyggefonden's, so that what is written never looks better than it is.
    """

    year: int | None
    within_limit: Answer
    lbf_part: int | None
    local_reached: Answer
    local_part: int | None
    budget: int | None


def check_limits(plan: Plan) -> list[LimitCheck]:
    """One check for each year with something known, and one for what is stated of the whole; none without the fund."""
    parties = [total.party for total in plan.parties] + [share.party for share in plan.not_stated]
    if not any(party.kind == FunderKind.LBF for party in parties):
        return []
    checks = [_check_year(sheet) for sheet in plan.sheets if not sheet.is_bare]
    undated = [share for share in plan.not_stated if share.year is None and share.status == ShareStatus.GRANTED]
    if any(share.party.kind == FunderKind.LBF for share in undated):
        lbf, local = _stated_parts(undated)
        checks.append(_judge(None, lbf, local, None))
    return checks


def _check_year(sheet: YearSheet) -> LimitCheck:
    missing = [share for share in sheet.uncounted if _is_missing(share)]
    if sheet.budget:
        paid = {True: 0, False: 0}
        for row in sheet.rows:
            paid[row.party.kind == FunderKind.LBF] += row.granted
        lbf = -(-paid[True] * WHOLE // sheet.budget)
        local = paid[False] * WHOLE // sheet.budget
        more_lbf, more_local = _stated_parts(missing)
        lbf_known = None if more_lbf is None else lbf + more_lbf
        local_known = None if more_local is None else local + more_local
        return _judge(sheet.year, lbf_known, local_known, sheet.budget)
    if missing and not sheet.granted:
        return _judge(sheet.year, *_stated_parts(missing), None)
    return LimitCheck(sheet.year, Answer.NOT_DECIDABLE, None, Answer.NOT_DECIDABLE, None, sheet.budget)


def _stated_parts(shares: Iterable[Share]) -> tuple[int | None, int | None]:
    """The stated shares of Landsbyggefonden and of the others; None where one of them states none."""
    lbf = [share.stated_share for share in shares if share.party.kind == FunderKind.LBF]
    local = [share.stated_share for share in shares if share.party.kind != FunderKind.LBF]
    return (None if None in lbf else sum(lbf)), (None if None in local else sum(local))


def _judge(year: int | None, lbf: int | None, local: int | None, budget: int | None) -> LimitCheck:
    within = Answer.NOT_DECIDABLE if lbf is None else Answer.MET if lbf <= LBF_AT_MOST else Answer.NOT_MET
    reached = Answer.NOT_DECIDABLE if local is None else Answer.MET if local >= LOCAL_AT_LEAST else Answer.NOT_MET
    return LimitCheck(year, within, lbf, reached, local, budget)
