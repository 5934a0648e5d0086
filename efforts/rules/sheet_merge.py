"""Two people in one funding sheet: what was opened, what is there now and what is wanted become one sheet.

What only one of them changed stands; what both changed differently is a clash at that cell, and nothing is decided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

UNDATED = 0  # the column "year not known"


def budget_place(year: int) -> str:
    return f"b-{year}"


def cell_place(key: str, year: int) -> str:
    return f"c-{key}-{year}"


@dataclass(frozen=True)
class Row:
    """A party's line: its amounts in øre by year. `shares` are the keys of the rows behind them, by year as well.

    `key` names the line in the sheet; a line that is not saved has no shares.
    """

    key: str
    funder: int
    kind: str
    status: str
    area: int | None
    amounts: Mapping[int, int] = field(default_factory=dict)
    shares: Mapping[int, int] = field(default_factory=dict)

    @property
    def identity(self) -> tuple:
        return self.funder, self.kind, self.status, self.area

    def says_the_same(self, other: "Row") -> bool:
        return self.identity == other.identity and self.amounts == other.amounts


@dataclass(frozen=True)
class Sheet:
    budgets: Mapping[int, int] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()

    def row(self, key: str) -> Row | None:
        return next((row for row in self.rows if row.key == key), None)


@dataclass(frozen=True)
class ShareFact:
    """A share as it is saved now; `year` is UNDATED where it is not known."""

    pk: int
    funder: int
    kind: str
    status: str
    area: int | None
    year: int
    amount: int | None

    @property
    def identity(self) -> tuple:
        return self.funder, self.kind, self.status, self.area


def follow(opened: Sheet, budgets: Mapping[int, int], shares: Iterable[ShareFact]) -> Sheet:
    """The sheet as it is now, its lines named as they were when it was opened; new lines get names of their own.

    A line whose shares no longer say the same of kind, status and earmark has fallen apart: its parts are new lines.
    """
    left = {share.pk: share for share in shares}
    rows = []
    for row in opened.rows:
        found = [left[pk] for year, pk in row.shares.items() if pk in left and _belongs(left[pk], row, year)]
        if len({share.identity for share in found}) == 1:
            rows.append(_line(row.key, found))
            for share in found:
                del left[share.pk]
    keys = _new_keys(opened)
    for share in left.values():
        home = next((n for n, row in enumerate(rows) if _has_room(row, share)), None)
        if home is None:
            rows.append(_line(next(keys), [share]))
        else:
            rows[home] = _with(rows[home], share)
    return Sheet(dict(budgets), tuple(rows))


def _belongs(share: ShareFact, row: Row, year: int) -> bool:
    return share.year == year and share.funder == row.funder


def _has_room(row: Row, share: ShareFact) -> bool:
    return row.identity == share.identity and share.year not in row.shares


def _line(key: str, shares: list[ShareFact]) -> Row:
    row = Row(key, *shares[0].identity)
    for share in shares:
        row = _with(row, share)
    return row


def _with(row: Row, share: ShareFact) -> Row:
    amounts = row.amounts if share.amount is None else {**row.amounts, share.year: share.amount}
    return replace(row, amounts=amounts, shares={**row.shares, share.year: share.pk})


def _new_keys(opened: Sheet):
    number = max((int(row.key) for row in opened.rows if row.key.isdecimal()), default=0)
    while True:
        number += 1
        yield str(number)


# --- Three ways ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clash:
    """What two people changed differently, at the name of its field. For a line that one of them removed the values
    say whether it is removed; None is nothing."""

    place: str
    origin: object
    theirs: object
    mine: object


@dataclass(frozen=True)
class Merged:
    """`sheet` holds mine where there is a clash, and its lines have the names and shares of what is there now."""

    sheet: Sheet
    clashes: tuple[Clash, ...]


def merge(opened: Sheet, current: Sheet, wanted: Sheet, leaning: frozenset[int] = frozenset()) -> Merged:
    """`leaning` are the years whose wanted amounts were computed from the wanted budget: with another budget they would
    be others, so a budget that somebody changed meanwhile is a clash there."""
    clashes: list[Clash] = []
    budgets = {}
    for year in sorted({*opened.budgets, *current.budgets, *wanted.budgets}):
        origin, theirs, mine = (sheet.budgets.get(year) for sheet in (opened, current, wanted))
        leans = year in leaning and mine != theirs and theirs != origin
        kept = mine if leans else _decide(clashes, budget_place(year), origin, theirs, mine)
        if leans:
            clashes.append(Clash(budget_place(year), origin, theirs, mine))
        if kept is not None:
            budgets[year] = kept
    rows = [row for row in (_old_row(opened, current, wanted, row, clashes) for row in opened.rows) if row]
    rows += _new_rows(opened, current, wanted, clashes)
    return Merged(Sheet(budgets, tuple(rows)), tuple(clashes))


def _decide(clashes: list[Clash], place: str, origin, theirs, mine):
    if mine in (theirs, origin):
        return theirs
    if theirs != origin:
        clashes.append(Clash(place, origin, theirs, mine))
    return mine


def _old_row(opened: Sheet, current: Sheet, wanted: Sheet, origin: Row, clashes: list[Clash]) -> Row | None:
    theirs, mine = current.row(origin.key), wanted.row(origin.key)
    if theirs is None or mine is None:
        there = mine or theirs
        if there is None or there.says_the_same(origin):
            return None
        clashes.append(Clash(f"remove-{origin.key}", False, theirs is None, mine is None))
        return replace(there, shares={}) if theirs is None else None
    return _cell_by_cell(origin, theirs, mine, clashes)


def _cell_by_cell(origin: Row, theirs: Row, mine: Row, clashes: list[Clash]) -> Row:
    """The line under the name it has now."""
    said = {
        name: _decide(clashes, f"{name}-{theirs.key}", *(getattr(row, name) for row in (origin, theirs, mine)))
        for name in ("kind", "status", "area")
    }
    amounts = {}
    for year in sorted({*origin.amounts, *theirs.amounts, *mine.amounts}):
        values = (row.amounts.get(year) for row in (origin, theirs, mine))
        kept = _decide(clashes, cell_place(theirs.key, year), *values)
        if kept is not None:
            amounts[year] = kept
    return replace(theirs, amounts=amounts, **said)


def _new_rows(opened: Sheet, current: Sheet, wanted: Sheet, clashes: list[Clash]) -> list[Row]:
    """Lines that came since; a line both added is one."""
    known = {row.key for row in opened.rows}
    left = [row for row in current.rows if row.key not in known]
    rows = []
    for mine in wanted.rows:
        if mine.key in known:
            continue
        same = next((row for row in left if row.identity == mine.identity), None)
        if same is None:
            rows.append(replace(mine, shares={}))
        else:
            left.remove(same)
            rows.append(_cell_by_cell(replace(mine, amounts={}), same, mine, clashes))
    return [*rows, *left]


# --- What may never be saved ------------------------------------------------------------------------------------------


def overfunded(sheet: Sheet, granted: str) -> dict[int, int]:
    """The years in which more is granted than the budget, with how much; `granted` is the status that covers."""
    over = {}
    for year, budget in sheet.budgets.items():
        covered = sum(row.amounts.get(year, 0) for row in sheet.rows if row.status == granted)
        if covered > budget:
            over[year] = covered - budget
    return over
