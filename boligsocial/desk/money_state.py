"""The funding sheet between two requests: its fields' texts, and what was opened, signed."""

import json
import re

from django.core import signing

from boligsocial.desk.money_grid import AMOUNTS, amount_text, texts_of
from efforts.models import Effort
from efforts.rules.sheet import LARGEST, years_shown
from efforts.rules.sheet_merge import UNDATED, Row, Sheet

CELL = re.compile(r"c-n?[0-9]+-[0-9]+|b-[0-9]+")


def texts_of_new(effort: Effort, sheet: Sheet, today: int) -> dict[str, str]:
    there = {*sheet.budgets, *(year for row in sheet.rows for year in row.shares)}
    years = years_shown(effort.starts_on, effort.last_day, sorted(there - {UNDATED}), today)
    return as_data(effort, sheet, sheet, [*years, *(there & {UNDATED})], {})


def as_data(effort: Effort, opened: Sheet, sheet: Sheet, years: list[int], contested: dict) -> dict[str, str]:
    """The fields of a sheet that stands on top of what was opened; in amounts."""
    years = list(dict.fromkeys([*years, *sorted({*sheet.budgets, *(y for row in sheet.rows for y in row.amounts)})]))
    texts, _behind = texts_of(sheet, years, AMOUNTS)
    return (
        texts
        | lists_of(sheet)
        | {
            "opened": _signed(effort, opened, contested),
            "rows": ",".join(row.key for row in sheet.rows),
            "years": ",".join(map(str, years)),
            "unit": AMOUNTS,
            "held": "",
        }
    )


def lists_of(sheet: Sheet) -> dict[str, str]:
    """What is chosen in each line's lists."""
    texts = {}
    for row in sheet.rows:
        texts |= {f"kind-{row.key}": row.kind, f"status-{row.key}": row.status, f"area-{row.key}": str(row.area or "")}
    return texts


def _signed(effort: Effort, sheet: Sheet, contested: dict) -> str:
    rows = [
        [row.key, row.funder, row.kind, row.status, row.area, list(row.amounts.items()), list(row.shares.items())]
        for row in sheet.rows
    ]
    state = {"budgets": list(sheet.budgets.items()), "rows": rows, "contested": contested}
    return signing.dumps(state, salt=f"sheet-{effort.pk}", compress=True)


def opened_state(effort: Effort, text: str) -> tuple[Sheet, dict] | None:
    """None for what we did not sign for this effort."""
    try:
        state = signing.loads(text, salt=f"sheet-{effort.pk}")
    except (signing.BadSignature, ValueError):
        return None
    rows = tuple(
        Row(key, funder, kind, status, area, dict(amounts), dict(shares))
        for key, funder, kind, status, area, amounts, shares in state["rows"]
    )
    return Sheet(dict(state["budgets"]), rows), state["contested"]


def read_held(text: str) -> dict[str, int]:
    """Amounts by cell; they count only where the per cents shown are theirs, so junk counts for nothing."""
    try:
        found = json.loads(text) if len(text) < 100_000 else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        place: amount
        for place, amount in found.items()
        if CELL.fullmatch(place) and isinstance(amount, int) and 0 <= amount <= LARGEST
    }


def text_of(place: str, value) -> str:
    """A value as its field says it."""
    if isinstance(value, bool):
        return "on" if value else ""
    if value is None:
        return ""
    return amount_text(value) if CELL.fullmatch(place) else str(value)
