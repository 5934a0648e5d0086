"""What a mapping says, ready to be followed row by row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from areas.choices import Layout
from areas.intake import words
from areas.intake.headers import Header
from areas.intake.targets import ONCE, PARTS
from areas.models import Import, Indicator

# Beside the columns in Import.mapping: the list that all rows are on, and, found by the check, how the columns are read
# and the headings that the check is under: a municipality, and another list than the first.
LIST, READINGS, HEADING, LIST_NOW = "list", "readings", "heading", "list now"


@dataclass(frozen=True)
class Slot:
    """A figure that each row gives: `indicator` None where the row says which, `year` None where it says when.

    `columns`: the column of each part, "figure" (the value itself), "numerator" …
    """

    indicator: Indicator | None
    year: int | None
    columns: dict[str, int]


@dataclass(frozen=True)
class Listed:
    """A column that says who is on a list: of `statuses`, if its header names them."""

    column: int
    statuses: tuple[str, ...]
    year: int | None


@dataclass
class Plan:
    layout: str
    once: dict[str, int] = field(default_factory=dict)  # "area" → column, and so on
    slots: list[Slot] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    of_list: str = ""  # the status of the list that all rows are on
    names: dict[int, str] = field(default_factory=dict)  # what each column is called in messages
    width: int = 0  # columns up to the last one with a header
    twice: list[tuple[str, int, int]] = field(default_factory=list)  # key, and two columns that both are it
    loose: list[tuple[str, int]] = field(default_factory=list)  # parts of a figure that is in several columns

    @property
    def figure_columns(self) -> list[int]:
        return [column for slot in self.slots for column in slot.columns.values()]

    @property
    def name_column(self) -> int:
        """The column that names the area."""
        return self.once.get("area", self.once.get("area_code", 0))

    @property
    def levels(self) -> set[str]:
        """Whom rows can be about: an area is named by its name, its code or both."""
        return set(self.once) | ({"area"} if "area_code" in self.once else set())

    def has_year(self, year: int | None) -> bool:
        """Whether every figure has one: by a column, by its header, or the whole file."""
        if year or "year" in self.once:
            return True
        return not self.of_list and all(row.year for row in (*self.slots, *self.listed))


def plan_of(batch: Import, headers: Iterable[Header], mapping: dict | None = None) -> Plan:
    headers = list(headers)
    mapping = batch.mapping if mapping is None else mapping
    codes = {key.partition(":")[2] for key in mapping.values() if isinstance(key, str) and ":" in key}
    indicators = {row.code: row for row in Indicator.objects.filter(code__in=codes)}
    names = {header.index: _name(header) for header in headers}
    plan = Plan(batch.layout, of_list=mapping.get(LIST) or "", names=names)
    plan.width = max((header.index + 1 for header in headers if header.text), default=0)
    keyed = [(header, mapping.get(str(header.index)) or "") for header in headers]
    by_row = any(key == "year" for _header, key in keyed)
    # Beside the year of a list, the years in its headers are those in which was counted, if no column is there twice.
    times = Counter(key for _header, key in keyed if key)
    across = {_about(key) for key, number in times.items() if number > 1}
    is_list = batch.layout == Layout.OFFICIAL and batch.year is not None
    figures: dict[tuple[str, int | None], dict[str, int]] = {}
    for header, key in keyed:
        year = None if by_row or (is_list and _about(key) not in across) else header.year
        if key in ONCE:
            _put(plan, plan.once, key, key, header.index)
        elif key == "listed":
            plan.listed.append(Listed(header.index, tuple(words.statuses(header.text) or ()), year))
        elif key:
            part, _colon, code = key.partition(":")
            part = "figure" if part == "value" else part
            _put(plan, figures.setdefault((code, year), {}), part, key, header.index)
    _gather(plan, figures, indicators)
    return plan


def _about(key: str) -> str:
    """The figure that a key is a part of."""
    return key.partition(":")[2] or key


def _put(plan: Plan, place: dict[str, int], name: str, key: str, column: int) -> None:
    if name in place:
        plan.twice.append((key, place[name], column))
    else:
        place[name] = column


def _gather(plan: Plan, figures: dict, indicators: dict[str, Indicator]) -> None:
    """Parts without a year in their header belong to the figure's only column."""
    for code, year in list(figures):
        years = [other for name, other in figures if name == code and other is not None]
        if year is None and years and (code, None) in figures and "figure" not in figures[code, None]:
            parts = figures.pop((code, None))
            if len(years) > 1:
                plan.loose += [(code, column) for column in parts.values()]
            else:
                for part, column in parts.items():
                    _put(plan, figures[code, years[0]], part, f"{part}:{code}", column)
    is_long = plan.layout == Layout.LONG
    for (code, year), columns in figures.items():
        if is_long or code in indicators:
            ordered = {part: columns[part] for part in PARTS if part in columns}
            plan.slots.append(Slot(None if is_long else indicators[code], year, ordered))


def _name(header: Header) -> str:
    if not header.text:
        return header.letter
    return f"{header.text[:290]} ({header.letter})" if header.is_double else header.text
