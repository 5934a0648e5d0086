"""What the funding sheet's fields say: texts by the names of the fields, read into a sheet and written from one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from boligsocial.common.money import WHOLE, per_cent
from efforts.choices import ShareStatus
from efforts.rules.sheet import Entry, Unreadable, amounts_of, parts_of, read_entry
from efforts.rules.sheet_merge import UNDATED, Row, Sheet, budget_place, cell_place

AMOUNTS, PER_CENT = "amounts", "per_cent"


def amount_text(ore: int) -> str:
    """1.250.000,00 in the language in use."""
    return formats.number_format(Decimal(ore) / 100, decimal_pos=2, force_grouping=True)


def with_unit(ore: int) -> str:
    return f"{amount_text(ore)} kr."


def read(text: str, unit: str = AMOUNTS) -> Entry | None:
    """An entry in the language in use; raises Unreadable."""
    point, group = formats.get_format("DECIMAL_SEPARATOR"), formats.get_format("THOUSAND_SEPARATOR")
    return read_entry(text, point, group, bare_is_part=unit == PER_CENT)


def complaint(code: str) -> str:
    """What is wrong with what was typed, for people."""
    return {
        "invalid": _("Enter an amount like 1,250,000.50 or a per cent like 12.5 %."),
        "negative": _("An amount cannot be negative."),
        "precision": _("Enter at most two decimals."),
        "too_large": _("Enter a smaller amount: less than 100 billion kroner."),
        "over_whole": _("A per cent lies between 0 and 100."),
        "budget_in_per_cent": _("A budget is an amount, not a per cent."),
        "no_budget": _("Give the year's budget first: the per cent is of it."),
    }[code]


@dataclass(frozen=True)
class Line:
    """A row of the sheet as typed; `funder` is 0 for a party that is made with it."""

    key: str
    funder: int
    kind: str
    status: str
    area: int | None
    removed: bool
    cells: Mapping[int, str]

    @property
    def is_live(self) -> bool:
        return not self.removed and self.status != ShareStatus.REFUSED


@dataclass
class Grid:
    """A sheet as read from its texts. `errors` are complaints by field; what cannot be read counts as nothing.

    `leaning`: the years in which amounts were computed from per cents of the typed budget.
    """

    lines: list[Line]
    years: list[int]
    budgets: dict[int, int] = field(default_factory=dict)
    amounts: dict[tuple[str, int], int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    leaning: set[int] = field(default_factory=set)

    def sheet(self) -> Sheet:
        """As it is wanted: without the lines that are removed."""
        return Sheet(dict(self.budgets), tuple(self._row(line) for line in self.lines if not line.removed))

    def all_rows(self) -> tuple[Row, ...]:
        return tuple(map(self._row, self.lines))

    def _row(self, line: Line) -> Row:
        amounts = {year: self.amounts[line.key, year] for year in self.years if (line.key, year) in self.amounts}
        return Row(line.key, line.funder, line.kind, line.status, line.area, amounts)


def read_grid(
    lines: list[Line], years: list[int], budgets: Mapping[int, str], unit: str, held: Mapping[str, int]
) -> Grid:
    """`held` are the amounts behind what a sheet in per cent shows: they stand where nothing in the year changes."""
    grid = Grid(lines, years)
    for year in years:
        if year != UNDATED:
            _read_budget(grid, year, budgets.get(year, ""))
        entries = {line.key: _read_cell(grid, line, year, unit) for line in lines}
        live = [line.key for line in lines if line.is_live]
        for keys in [live, *([line.key] for line in lines if not line.is_live)]:
            _settle(grid, year, {key: entries[key] for key in keys if entries[key] is not None}, held)
    for place in {cell_place(line.key, year) for line in lines if line.removed for year in years}:
        grid.errors.pop(place, None)
    return grid


def _read_budget(grid: Grid, year: int, text: str) -> None:
    try:
        entry = read(text)
    except Unreadable as error:
        grid.errors[budget_place(year)] = complaint(error.code)
        return
    if entry is not None and entry.amount is None:
        grid.errors[budget_place(year)] = complaint("budget_in_per_cent")
    elif entry is not None:
        grid.budgets[year] = entry.amount


def _read_cell(grid: Grid, line: Line, year: int, unit: str) -> Entry | None:
    try:
        return read(line.cells.get(year, ""), unit)
    except Unreadable as error:
        grid.errors[cell_place(line.key, year)] = complaint(error.code)
        return None


def _settle(grid: Grid, year: int, entries: dict[str, Entry], held: Mapping[str, int]) -> None:
    """The amounts of a column: those typed, and those that follow from per cents."""
    parts = {key: entry.part for key, entry in entries.items() if entry.part is not None}
    for key, entry in entries.items():
        if entry.amount is not None:
            grid.amounts[key, year] = entry.amount
    if not parts:
        return
    budget = grid.budgets.get(year)
    was = {key: held[cell_place(key, year)] for key in parts if cell_place(key, year) in held}
    if budget and budget == held.get(budget_place(year)) and _parts(was, budget) == parts:
        grid.amounts |= {(key, year): amount for key, amount in was.items()}
        return
    if not budget:
        grid.errors |= {cell_place(key, year): complaint("no_budget") for key in parts}
        return
    try:
        amounts = amounts_of(list(parts.values()), budget)
    except Unreadable:
        text = _("The per cents of %(year)s add up to %(sum)s: more than 100.00 %%.")
        grid.errors[budget_place(year)] = text % {"year": year, "sum": per_cent(sum(parts.values()))}
        amounts = [part * budget // WHOLE for part in parts.values()]  # shows how much too much it is
    grid.leaning.add(year)
    grid.amounts |= {(key, year): amount for key, amount in zip(parts, amounts, strict=True)}


def _parts(amounts: dict[str, int], budget: int) -> dict[str, int | None]:
    return dict(zip(amounts, parts_of(list(amounts.values()), budget), strict=True))


# --- From a sheet to texts ------------------------------------------------------------------------------------------


def parts_shown(rows: Iterable[Row], year: int, budget: int | None) -> dict[str, int]:
    """The per cents of a year's lines: those that are not refused add up together, a refused one stands alone."""
    if not budget or year == UNDATED:
        return {}
    here = [row for row in rows if year in row.amounts]
    live = {row.key: row.amounts[year] for row in here if row.status != ShareStatus.REFUSED}
    shown = _parts(live, budget)
    for row in here:
        if row.status == ShareStatus.REFUSED:
            shown |= _parts({row.key: row.amounts[year]}, budget)
    return shown


def texts_of(sheet: Sheet, years: Iterable[int], unit: str) -> tuple[dict[str, str], dict[str, int]]:
    """The texts of a sheet's budgets and cells by their names, and the amounts behind the per cents among them."""
    texts: dict[str, str] = {}
    held: dict[str, int] = {}
    for year in years:
        budget = sheet.budgets.get(year)
        parts = parts_shown(sheet.rows, year, budget) if unit == PER_CENT else {}
        if any(part > WHOLE for part in parts.values()):
            parts = {}  # per cents that nobody may type: the year is shown in amounts
        if budget is not None:
            texts[budget_place(year)] = amount_text(budget)
            held[budget_place(year)] = budget
        for row in sheet.rows:
            if year not in row.amounts:
                continue
            place, amount = cell_place(row.key, year), row.amounts[year]
            if parts.get(row.key) is not None:
                texts[place], held[place] = per_cent(parts[row.key]), amount
            else:
                texts[place] = with_unit(amount) if unit == PER_CENT else amount_text(amount)
    return texts, held if unit == PER_CENT else {}
