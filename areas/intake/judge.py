"""One figure of a row: its parts read and held against each other. What is wrong is told as codes."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from areas.choices import Availability, Unit
from areas.intake.cells import EMPTY, Number, read
from areas.intake.headers import shown
from areas.intake.plan import Slot
from areas.intake.readings import SHARES, Reading, reading_key
from areas.models import Indicator
from boligsocial.common.tabular import Cell, Row

HIGHEST_INDEX = 1000
_TOLERANCE = Decimal("0.06")  # published shares are rounded to one decimal


@dataclass(slots=True)
class Fault:
    column: int | None
    code: str
    details: dict = field(default_factory=dict)
    is_error: bool = True


@dataclass(slots=True)
class Judged:
    """The fields of a figure (none where the row gives none), and what is to be said about it."""

    fields: dict | None = None
    faults: list[Fault] = field(default_factory=list)

    def error(self, column: int | None, code: str, **details) -> None:
        self.faults.append(Fault(column, code, details))

    def remark(self, column: int | None, code: str, **details) -> None:
        self.faults.append(Fault(column, code, details, is_error=False))


def judge(slot: Slot, indicator: Indicator, row: Row, readings: dict[str, Reading]) -> Judged:
    judged = Judged()
    parts = {part: _part(judged, part, column, indicator, row, readings) for part, column in slot.columns.items()}
    if any(fault.is_error for fault in judged.faults) or all(part is EMPTY for part in parts.values()):
        return judged
    column = slot.columns.get("figure", next(iter(slot.columns.values())))
    value = parts.get("figure", EMPTY)
    counts = {name: parts.get(name, EMPTY).value for name in ("numerator", "denominator", "answers")}
    if value.state in ("", Availability.AVAILABLE):
        _compare(judged, slot, indicator, value, counts, parts)
        value = _value(judged, column, indicator, value, counts, parts)
    if value.state and not any(fault.is_error for fault in judged.faults):
        is_told = value.state == Availability.AVAILABLE
        judged.fields = {
            "availability": value.state,
            "value": value.value,
            **{name: int(count) if is_told and count is not None else None for name, count in counts.items()},
            "margin": parts.get("margin", EMPTY).value if is_told else None,
        }
    return judged


def _part(judged: Judged, part: str, column: int, indicator: Indicator, row: Row, readings: dict) -> Number:
    cell: Cell = row[column] if column < len(row) else None
    if cell is None:
        return EMPTY
    is_share = indicator.unit in SHARES and part in ("figure", "margin")
    is_count = part in ("numerator", "denominator", "answers") or (
        part == "figure" and indicator.unit == Unit.NUMBER and not indicator.decimals
    )
    reading = readings.get(reading_key(column, indicator.code), Reading())
    number = read(cell, reading, is_count=is_count, is_share=is_share)
    if not number.fault and part == "figure" and number.value is not None:
        if indicator.unit == Unit.PER_CENT and number.value > 100:
            number = Number(fault="over_100")
        elif indicator.unit == Unit.INDEX and number.value > HIGHEST_INDEX:
            number = Number(fault="too_large")
    if number.fault:
        judged.error(column, number.fault, text=_quoted(cell))
    for code in number.remarks:
        judged.remark(column, code, text=_quoted(cell))
    return number


def _quoted(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else shown(cell)[:80]


def _compare(judged: Judged, slot: Slot, indicator: Indicator, value: Number, counts: dict, parts: dict) -> None:
    numerator, denominator = counts["numerator"], counts["denominator"]
    if numerator is None or denominator is None:
        return
    if numerator > denominator:
        details = {"numerator": int(numerator), "denominator": int(denominator)}
        judged.error(slot.columns["numerator"], "part_over_whole", **details)
    elif value.value is not None and indicator.unit == Unit.PER_CENT and denominator:
        computed = 100 * numerator / denominator
        if abs(computed - value.value) > _TOLERANCE + Decimal(5).scaleb(-indicator.decimals - 1):
            told = {"text": shown(value.value), "computed": shown(computed.quantize(Decimal("0.01")))}
            judged.remark(slot.columns.get("figure"), "disagrees", **told)


def _value(judged: Judged, column: int, indicator: Indicator, value: Number, counts: dict, parts: dict) -> Number:
    """The value itself; of a share that is not given, what the counts make it."""
    if value.state:
        return value
    states = {part.state for part in parts.values()}
    for state in (Availability.WITHHELD, Availability.NOT_AVAILABLE):
        if state in states:
            return Number(state)
    numerator, denominator = counts["numerator"], counts["denominator"]
    if indicator.unit == Unit.PER_CENT and numerator is not None and denominator:
        return Number(Availability.AVAILABLE, (100 * numerator / denominator).quantize(Decimal("0.0001")))
    judged.error(column, "no_value")
    return value
