"""The rows of a piece of a file: which are none, whom they are about, and the figures they give."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from areas.choices import Availability, ListStatus
from areas.intake import words
from areas.intake.headers import shown
from areas.intake.judge import Fault, judge
from areas.intake.mapping import FIRST_YEAR, last_year
from areas.intake.places import Areas, Estates, Municipalities
from areas.intake.plan import Listed, Plan
from areas.intake.readings import IndicatorNames, Reading
from areas.intake.whose import Places
from areas.models import Import, Indicator
from boligsocial.common.tabular import Cell, Row

FIRST_LIST = 2010
LAST_GHETTO = 2020  # since then the list names parallel societies and conversion areas instead
_RENAMED = {
    ListStatus.GHETTO.value: ListStatus.PARALLEL.value,
    ListStatus.HARD_GHETTO.value: ListStatus.CONVERSION.value,
}
_WRITTEN = {new: old for old, new in _RENAMED.items()}
_DAY_NOUGHT, _DAYS = date(1899, 12, 30), range(29_221, 73_051)  # the days of 1980 to 2099 as a sheet counts them
_LONGEST = 500  # characters of a name that are read: it is told from one that may be


@dataclass(slots=True)
class Draft:
    """A figure, or an entry on a list (`listed`), as it will be staged. A model's instance takes ten times as long."""

    row: int
    column: str
    year: int
    indicator: Indicator | None = None
    area_id: int | None = None
    estate_id: int | None = None
    municipality_id: int | None = None
    new_area: str = ""
    new_code: str = ""
    listed: str = ""
    period: str = ""
    availability: str = Availability.AVAILABLE.value
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    answers: int | None = None
    margin: Decimal | None = None


@dataclass(slots=True)
class Judgement:
    """What became of a row: figures to stage, or faults; `is_row` is no for titles, totals, footnotes."""

    number: int
    figures: list[Draft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_bad(self) -> bool:
        return any(fault.is_error for fault in self.faults)


class Reader:
    """Follows a plan through a piece of a file. Places are looked up together, once for the piece."""

    def __init__(self, batch: Import, plan: Plan, user, readings: dict[str, Reading], indicators: IndicatorNames):
        self.batch, self.plan, self.readings, self.indicators = batch, plan, readings, indicators
        self.user, self.last_year = user, last_year()
        self.headers = {words.folded(text) for text in plan.names.values()}
        self.heading: int | None = None  # the municipality that rows without one of their own belong to
        self.of_list = plan.of_list  # until a heading names another list

    def judge(self, rows: list[tuple[int, Row]]) -> list[Judgement]:
        self.municipalities = Municipalities(self.user)
        names, codes = ({self.text(row, name) for _n, row in rows} for name in ("area", "area_code"))
        self.areas = Areas(self.user, names, codes, self.municipalities)
        self.estates = Estates(self.user, {self.text(row, "estate") for _n, row in rows})
        return [self._judgement(number, row) for number, row in rows if row]

    def _cell(self, row: Row, name: str) -> Cell:
        column = self.plan.once.get(name)
        return row[column] if column is not None and column < len(row) else None

    def text(self, row: Row, name: str) -> str:
        cell = self._cell(row, name)
        text = cell[:_LONGEST].removeprefix("'") if isinstance(cell, str) else shown(cell)
        return unicodedata.normalize("NFC", " ".join(text.split()))

    def _judgement(self, number: int, row: Row) -> Judgement:
        found = Judgement(number)
        reason = self._no_row(row)
        if reason:
            told = next(shown(cell) for cell in row if cell is not None)
            found.faults.append(Fault(None, reason, {"text": told[:80]}, is_error=False))
            return found
        rest = [shown(cell) for cell in row[self.plan.width :] if cell is not None]
        if not self.batch.sheet and any(words.is_figure(text) and any(map(str.isdigit, text)) for text in rest):
            # In a CSV file, a comma in a number that is not within quotation marks makes two cells of it.
            found.faults.append(Fault(None, "long_row", {"text": "; ".join(rest)[:80]}))
            return found
        places = Places(self, row, found)
        for slot in self.plan.slots:
            indicator = slot.indicator or self._indicator(row, found)
            if indicator is None:
                continue
            judged = judge(slot, indicator, row, self.readings)
            found.faults += judged.faults
            if judged.fields is None:
                continue
            column = slot.columns.get("figure", next(iter(slot.columns.values())))
            year = self._in_reach(slot.year or self._year(row, found), FIRST_YEAR, column, found)
            owner = places.owner(indicator)
            if year and owner:
                fields = {"indicator": indicator, "year": year, "period": self.text(row, "period")[:100]}
                found.figures.append(self._draft(number, column, owner | fields | judged.fields))
        for listed in self.plan.listed:
            self._list(listed, row, places, found)
        if self.of_list:
            year = self._in_reach(self._year(row, found, FIRST_LIST), FIRST_LIST, self.plan.name_column, found)
            self._enter([self.of_list], year, self.plan.name_column, places, found)
        found.faults = _once(found.faults)
        return found

    def _no_row(self, row: Row) -> str:
        """Why a row gives nothing: it is a total, a footnote, or the headers again. "" for one that should."""
        texts = [cell for cell in row if isinstance(cell, str)]
        if len(texts) > 1 and sum(words.folded(text) in self.headers for text in texts) * 2 > len(texts):
            return "headers_again"
        if any(words.is_total(self.text(row, name)) for name in ("area", "estate", "municipality")):
            return "total_row"
        columns = [*self.plan.figure_columns, *(listed.column for listed in self.plan.listed)]
        if self.plan.of_list:
            columns.append(self.plan.name_column)
        # A text that stands alone, also in merged cells, is a heading of rows or a note.
        if len(set(map(str, filter(None, row)))) == 1 and texts and not words.is_figure(texts[0]):
            home = self.municipalities.find(texts[0]).key
            self.heading = home or self.heading
            return "under_heading" if home else self._under_list(texts[0]) or "no_figures"
        if all(column >= len(row) or row[column] is None for column in columns):
            return "no_figures"
        named = any(self.text(row, name) for name in ("area", "area_code", "estate", "municipality"))
        return "" if named or not any(words.is_total(text) for text in texts) else "total_row"

    def _under_list(self, text: str) -> str:
        """A heading between the rows that names another list; a note may name one too."""
        named = words.lists_named(text)
        if not self.of_list or len(named) != 1 or not text[:1].isalpha():
            return ""
        self.of_list = named.pop()
        return "under_list"

    def _draft(self, number: int, column: int, fields: dict) -> Draft:
        return Draft(row=number, column=self.plan.names[column], **fields)

    def _indicator(self, row: Row, found: Judgement) -> Indicator | None:
        indicator = self.indicators.of(row, self.plan)
        if indicator is None:
            text = self.text(row, "indicator")
            code = "unknown_indicator" if text else "no_indicator"
            found.faults.append(Fault(self.plan.once.get("indicator"), code, {"text": text[:80]}))
        return indicator

    def _year(self, row: Row, found: Judgement, first: int = FIRST_YEAR) -> int | None:
        column, cell = self.plan.once.get("year"), self._cell(row, "year")
        if cell is None:
            if self.batch.year is None:
                found.faults.append(Fault(column, "no_year"))
            return self.batch.year
        year = year_of(cell)
        if year is None:
            found.faults.append(Fault(column, "bad_year", {"text": shown(cell)[:80]}))
        elif not first <= year <= self.last_year:
            found.faults.append(Fault(column, "far_year", {"year": year, "first": first, "last": self.last_year}))
            return None
        return year

    def _in_reach(self, year: int | None, first: int, column: int, found: Judgement) -> int | None:
        """A year that the header of the column, or the whole file, says may be far off too."""
        if year is None or first <= year <= self.last_year:
            return year
        found.faults.append(Fault(column, "far_year", {"year": year, "first": first, "last": self.last_year}))
        return None

    # --- Lists ------------------------------------------------------------------------------------------------

    def _list(self, listed: Listed, row: Row, places: Places, found: Judgement) -> None:
        cell = row[listed.column] if listed.column < len(row) else None
        text = "" if cell is None else shown(cell)
        answer = cell if isinstance(cell, bool) else words.yes_or_no(text)
        if not text or answer is False:
            return
        year = self._in_reach(listed.year or self._year(row, found, FIRST_LIST), FIRST_LIST, listed.column, found)
        if year is not None and places.area() is not None:
            self._enter(self._statuses(listed, text, answer, year, found), year, listed.column, places, found)

    def _enter(self, statuses: list[str], year: int | None, column: int, places: Places, found: Judgement) -> None:
        area = places.area()
        if year is None or area is None:
            return
        for status in statuses:
            named = of_year(status, year)
            if named != status:
                details = {"text": ListStatus(status).value, "year": year, "status": named}
                found.faults.append(Fault(column, "renamed", details, is_error=False))
            found.figures.append(self._draft(found.number, column, area | {"listed": named, "year": year}))

    def _statuses(self, listed: Listed, text: str, answer: bool | None, year: int, found: Judgement) -> list[str]:
        if answer:
            if listed.statuses:
                return [listed.statuses[0]]
            if year < 2018:
                return [ListStatus.GHETTO.value]  # the only status there was
            found.faults.append(Fault(listed.column, "which_list", {"year": year}))
            return []
        statuses = words.statuses(text)
        if statuses is None:
            found.faults.append(Fault(listed.column, "unknown_status", {"text": text[:80]}))
        return statuses or []


def of_year(status: str, year: int) -> str:
    """The word of a year's list for a status: a ghetto area of 2021 is a parallel society."""
    return (_WRITTEN if year <= LAST_GHETTO else _RENAMED).get(status, status)


def year_of(cell: Cell) -> int | None:
    """The year in a cell: 2017, a date, also one that lost its format (43070), "1. december 2017".

    None where it names none, or several.
    """
    if isinstance(cell, date):
        return cell.year
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | Decimal):
        number = int(cell)
        if number in _DAYS:
            return (_DAY_NOUGHT + timedelta(days=number)).year
        return number if number == cell and 1000 <= number <= 9999 else None
    if isinstance(cell, str):
        years = words.years_in(cell)
        return years.pop() if len(years) == 1 else None
    return None


def _once(faults: list[Fault]) -> list[Fault]:
    """Each thing once, though several figures of the row stumble over it."""
    kept: dict[tuple, Fault] = {}
    for fault in faults:
        kept.setdefault((fault.column, fault.code, str(fault.details)), fault)
    return list(kept.values())
