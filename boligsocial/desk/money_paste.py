"""A block of cells from a spreadsheet: parties in the first column, years in the first row, all of it or nothing."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from boligsocial.common.money import kroner, per_cent
from boligsocial.common.text import search_key
from boligsocial.desk.money_forms import SheetForm
from boligsocial.desk.money_grid import complaint, read, with_unit
from efforts.models import Funder
from efforts.rules.sheet import Entry, Unreadable

BUDGET, TOTAL = "budget", "total"
MOST_CELLS = 5_000


@dataclass
class _Block:
    """Entries by row and column of the block (numbered as in the spreadsheet, from 1); `errors` name both."""

    columns: dict[int, int | str] = field(default_factory=dict)  # column → year or TOTAL
    rows: dict[int, str] = field(default_factory=dict)  # row → line's key, "+<party>" for one not in the sheet, …
    names: dict[int, str] = field(default_factory=dict)
    entries: dict[tuple[int, int], Entry] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def where(self, row: int, column: int) -> str:
        head = self.columns.get(column, "")
        year = _("total") if head == TOTAL else head
        place = {"row": row, "name": self.names.get(row, ""), "column": column, "year": year}
        return _("Row %(row)s (%(name)s), column %(column)s (%(year)s)") % place


def fill_block(sheet: SheetForm, text: str) -> dict[str, dict[int, str]]:
    """Cell texts by party ("budget", a line's key, or "+<key of a funder>") and year; what is blank is not there.

    Raises ValidationError at `block` with everything that is wrong, by row and column.
    """
    lines = [line.split("\t") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    if len(lines) < 2 or max(map(len, lines)) < 2:
        text = _("Copy cells with the parties in the first column and the years in the first row.")
        raise ValidationError({"block": text})
    if sum(map(len, lines)) > MOST_CELLS:
        raise ValidationError({"block": _("These are too many cells for a funding sheet.")})
    block = _Block()
    _read_columns(sheet, block, lines[0])
    _read_rows(sheet, block, lines[1:])
    if not block.errors:
        _check_totals(block)
    if block.errors:
        raise ValidationError({"block": block.errors[:20]})
    found: dict[str, dict[int, str]] = {}
    for (row, column), entry in block.entries.items():
        party, year = block.rows[row], block.columns[column]
        if TOTAL not in (party, year):
            found.setdefault(party, {})[year] = _text(entry)
    return found


def _text(entry: Entry) -> str:
    return with_unit(entry.amount) if entry.part is None else per_cent(entry.part)


def _words(text: str) -> set[str]:
    return {search_key(word) for word in text.split("|")}


def _is_total(text: str) -> bool:
    # Translators: what people call a total in a spreadsheet, words parted by "|".
    return search_key(text) in _words(_("total|sum|all|in all")) | {"total", "sum"}


def _is_budget(text: str) -> bool:
    # Translators: what people call the row of the budget in a spreadsheet, words parted by "|".
    return search_key(text) in _words(_("budget|costs|expenses")) | {"budget"}


def _read_columns(sheet: SheetForm, block: _Block, heads: list[str]) -> None:
    for column, head in enumerate(heads[1:], 2):
        head = head.strip()
        if _is_total(head):
            block.columns[column] = TOTAL
        elif re.fullmatch(r"[0-9]{4}", head) and int(head) in block.columns.values():
            block.errors.append(_("Column %(column)s: %(year)s stands there twice.") % {"column": column, "year": head})
        elif re.fullmatch(r"[0-9]{4}", head) and 1980 <= int(head) <= 2100 and sheet.effort.covers_year(int(head)):
            block.columns[column] = int(head)
        elif re.fullmatch(r"[0-9]{4}", head):
            text = _("Column %(column)s: %(year)s lies outside the effort's period.")
            block.errors.append(text % {"column": column, "year": head})
        elif head:
            text = _("Column %(column)s: “%(head)s” is no year.")
            block.errors.append(text % {"column": column, "head": head[:40]})


def _read_rows(sheet: SheetForm, block: _Block, lines: list[list[str]]) -> None:
    of_party: dict[str, list[str]] = {}
    for line in sheet.grid.lines:
        if not line.removed:
            of_party.setdefault(search_key(sheet.party_name(line.key)), []).append(line.key)
    # No party's name holds a NUL, and PostgreSQL refuses to look for one.
    names = {key for cells in lines if (key := search_key(cells[0])) and "\x00" not in key}
    known = dict(Funder.objects.visible_to(sheet.user).filter(search_key__in=names).values_list("search_key", "pk"))
    for row, cells in enumerate(lines, 2):
        name = cells[0].strip()
        if not any(cell.strip() for cell in cells):
            continue
        block.names[row] = name[:60]
        party = TOTAL if _is_total(name) else BUDGET if _is_budget(name) else _party(block, row, name, of_party, known)
        if party and party != TOTAL and party in block.rows.values():
            block.errors.append(_("Row %(row)s: %(name)s stands there twice.") % {"row": row, "name": name[:60]})
        elif party:
            block.rows[row] = party
        for column, text in enumerate(cells[1:], 2):
            _read_cell(block, row, column, text)


def _party(block: _Block, row: int, name: str, of_party: dict, known: dict) -> str:
    lines = of_party.get(search_key(name), [])
    if len(lines) == 1:
        return lines[0]
    if not lines and search_key(name) in known:
        return f"+{known[search_key(name)]}"
    if lines:
        text = _("Row %(row)s: %(name)s has several rows in the sheet; paste into their cells instead.")
    else:
        text = _("Row %(row)s: there is no party “%(name)s” yet. Add it to the sheet first.")
    block.errors.append(text % {"row": row, "name": name[:60]})
    return ""


def _read_cell(block: _Block, row: int, column: int, text: str) -> None:
    if column not in block.columns:
        if text.strip() and not block.errors:
            text = _("Column %(column)s has figures but no year in the first row.") % {"column": column}
            block.errors.append(text)
        return
    try:
        entry = read(text)
    except Unreadable as error:
        block.errors.append(f"{block.where(row, column)}: {complaint(error.code)}")
        return
    if entry is not None and row in block.rows:
        if block.rows[row] == BUDGET and entry.amount is None:
            block.errors.append(f"{block.where(row, column)}: {complaint('budget_in_per_cent')}")
        block.entries[row, column] = entry


def _check_totals(block: _Block) -> None:
    """A total that is given must be the sum of its parts, of amounts and per cents alike."""
    years = [column for column, head in block.columns.items() if head != TOTAL]
    parties = [row for row, party in block.rows.items() if party not in (TOTAL, BUDGET)]
    for (row, column), entry in sorted(block.entries.items()):
        if block.rows[row] == block.columns[column] == TOTAL:
            parts = [block.entries.get((party, year)) for party in parties for year in years]
        elif block.rows[row] == TOTAL:
            parts = [block.entries.get((party, column)) for party in parties]
        elif block.columns[column] == TOTAL and entry.amount is not None:
            parts = [block.entries.get((row, year)) for year in years]
        else:
            continue
        _compare(block, row, column, entry, [part for part in parts if part is not None])


def _compare(block: _Block, row: int, column: int, entry: Entry, parts: list[Entry]) -> None:
    in_amounts = all(part.amount is not None for part in parts) and entry.amount is not None
    in_parts = all(part.part is not None for part in parts) and entry.part is not None
    if not in_amounts and not in_parts:
        return  # amounts beside per cents have no sum before they are in the sheet
    total = sum((part.amount if in_amounts else part.part) or 0 for part in parts)
    stated = entry.amount if in_amounts else entry.part
    if total != stated:
        said = [kroner(number) if in_amounts else per_cent(number) for number in (stated, total)]
        text = _("%(where)s: the total says %(stated)s, but its parts add up to %(sum)s.")
        block.errors.append(text % {"where": block.where(row, column), "stated": said[0], "sum": said[1]})
