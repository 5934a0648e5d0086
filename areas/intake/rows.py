"""The rows of a piece of a file: which are none, whom they are about, and the figures they give."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from areas.choices import Availability, Level, ListStatus
from areas.intake import words
from areas.intake.headers import shown
from areas.intake.judge import Fault, judge
from areas.intake.mapping import FIRST_YEAR, last_year
from areas.intake.places import Areas, Estates, Found, Municipalities
from areas.intake.plan import Listed, Plan
from areas.intake.readings import IndicatorNames, Reading
from areas.models import Import, Indicator
from areas.ownership import owns
from boligsocial.common.tabular import Cell, Row

FIRST_LIST = 2010
LAST_GHETTO = 2020  # since then the list names parallel societies and conversion areas instead
_RENAMED = {
    ListStatus.GHETTO.value: ListStatus.PARALLEL.value,
    ListStatus.HARD_GHETTO.value: ListStatus.CONVERSION.value,
}
_WRITTEN = {new: old for old, new in _RENAMED.items()}
_LONGEST = 500  # characters of a name that are read: it is told from one that may be
_LEVELS = (Level.ESTATE, Level.AREA, Level.MUNICIPALITY)


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

    def judge(self, rows: list[tuple[int, Row]]) -> list[Judgement]:
        self.municipalities = Municipalities(self.user)
        names, codes = ({self._text(row, name) for _n, row in rows} for name in ("area", "area_code"))
        self.areas = Areas(self.user, names, codes, self.municipalities)
        self.estates = Estates(self.user, {self._text(row, "estate") for _n, row in rows})
        return [self._judgement(number, row) for number, row in rows if row]

    def _cell(self, row: Row, name: str) -> Cell:
        column = self.plan.once.get(name)
        return row[column] if column is not None and column < len(row) else None

    def _text(self, row: Row, name: str) -> str:
        cell = self._cell(row, name)
        text = cell[:_LONGEST] if isinstance(cell, str) else shown(cell)
        return unicodedata.normalize("NFC", " ".join(text.split()))

    def _judgement(self, number: int, row: Row) -> Judgement:
        found = Judgement(number)
        reason = self._no_row(row)
        if reason:
            told = next(shown(cell) for cell in row if cell is not None)
            found.faults.append(Fault(None, reason, {"text": told[:80]}, is_error=False))
            return found
        places = _Places(self, row, found)
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
                fields = {"indicator": indicator, "year": year, "period": self._text(row, "period")[:100]}
                found.figures.append(self._draft(number, column, owner | fields | judged.fields))
        for listed in self.plan.listed:
            self._list(listed, row, places, found)
        found.faults = _once(found.faults)
        return found

    def _no_row(self, row: Row) -> str:
        """Why a row gives nothing: it is a total, a footnote, or the headers again. "" for one that should."""
        texts = [cell for cell in row if isinstance(cell, str)]
        if len(texts) > 1 and sum(words.folded(text) in self.headers for text in texts) * 2 > len(texts):
            return "headers_again"
        if any(words.is_total(self._text(row, name)) for name in ("area", "estate", "municipality")):
            return "total_row"
        columns = [*self.plan.figure_columns, *(listed.column for listed in self.plan.listed)]
        if all(column >= len(row) or row[column] is None for column in columns):
            return "no_figures"
        named = any(self._text(row, name) for name in ("area", "area_code", "estate", "municipality"))
        return "" if named or not any(words.is_total(text) for text in texts) else "total_row"

    def _draft(self, number: int, column: int, fields: dict) -> Draft:
        return Draft(row=number, column=self.plan.names[column], **fields)

    def _indicator(self, row: Row, found: Judgement) -> Indicator | None:
        indicator = self.indicators.of(row, self.plan)
        if indicator is None:
            text = self._text(row, "indicator")
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

    def _list(self, listed: Listed, row: Row, places: "_Places", found: Judgement) -> None:
        cell = row[listed.column] if listed.column < len(row) else None
        text = "" if cell is None else shown(cell)
        answer = cell if isinstance(cell, bool) else words.yes_or_no(text)
        if not text or answer is False:
            return
        year = self._in_reach(listed.year or self._year(row, found, FIRST_LIST), FIRST_LIST, listed.column, found)
        area = places.area()
        if year is None or area is None:
            return
        for status in self._statuses(listed, text, answer, year, found):
            named = of_year(status, year)
            if named != status:
                details = {"text": text[:80], "year": year, "status": named}
                found.faults.append(Fault(listed.column, "renamed", details, is_error=False))
            found.figures.append(self._draft(found.number, listed.column, area | {"listed": named, "year": year}))

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


class _Places:
    """Whom one row is about. What cannot be found is said once."""

    def __init__(self, reader: Reader, row: Row, found: Judgement):
        self.reader, self.row, self.found = reader, row, found
        self._kept: dict[str, dict | None] = {}
        self._home: Found | None = None

    def owner(self, indicator: Indicator) -> dict | None:
        level = indicator.level
        if level not in self._kept:
            self._kept[level] = self._owner(indicator)
        return self._kept[level]

    def area(self) -> dict | None:
        if Level.AREA not in self._kept:
            self._kept[Level.AREA] = self._area()
        return self._kept[Level.AREA]

    def _owner(self, indicator: Indicator) -> dict | None:
        finest = next((level for level in _LEVELS if self._is_told(level)), None)
        if finest is not None and not owns(indicator, finest) and _LEVELS.index(finest) < _place(indicator.level):
            details = {"figure": indicator.code, "level": indicator.level, "given": finest}
            return self._fault(None, "wrong_level", details)
        return {Level.AREA: self.area, Level.ESTATE: self._estate, Level.MUNICIPALITY: self._whole}[indicator.level]()

    def _is_told(self, level: Level) -> bool:
        return bool(self._text(level) or (level is Level.AREA and self._text("area_code")))

    def _text(self, name: str) -> str:
        return self.reader._text(self.row, name)

    def _fault(self, name: str | None, code: str, details: dict | None = None) -> None:
        self.found.faults.append(Fault(self.reader.plan.once.get(name or ""), code, details or {}))

    def _municipality(self) -> Found:
        if self._home is None:
            text = self._text("municipality")
            self._home = self.reader.municipalities.find(text) if text else Found()
            if self._home.fault:
                self._fault("municipality", self._home.fault, self._home.details)
        return self._home

    def _area(self) -> dict | None:
        home, text, code = self._municipality(), self._text("area"), self._text("area_code")
        if home.fault:
            return None
        if not text and not code:
            return self._fault("area", "no_area")
        area = self.reader.areas.find(text, code, home.key)
        if area.fault == "unknown_area" and self.reader.batch.makes_areas:
            return self._new_area(text, code, home.key)
        if area.fault:
            return self._fault("area_code" if "code" in area.fault else "area", area.fault, area.details)
        return {"area_id": area.key}

    def _new_area(self, text: str, code: str, home: int | None) -> dict | None:
        if home is None:
            return self._fault("municipality", "no_municipality")
        if home not in self.reader.municipalities.changeable:
            name = self.reader.municipalities.names[home]
            return self._fault("area", "makes_no_area", {"text": text[:80], "municipality": name})
        if len(text) > 200:
            return self._fault("area", "long_name", {"text": text[:80]})
        if len(code) > 50:
            return self._fault("area_code", "long_code", {"text": code[:80]})
        self.found.faults.append(Fault(self.reader.plan.once["area"], "new_area", {"text": text[:200]}, is_error=False))
        return {"new_area": text, "new_code": code, "municipality_id": home}

    def _estate(self) -> dict | None:
        home, text = self._municipality(), self._text("estate")
        if home.fault:
            return None
        if not text:
            return self._fault("estate", "no_estate")
        estate = self.reader.estates.find(text, home.key, self._text("organisation"))
        return self._fault("estate", estate.fault, estate.details) if estate.fault else {"estate_id": estate.key}

    def _whole(self) -> dict | None:
        home = self._municipality()
        if home.fault:
            return None
        if home.key is None:
            return self._fault("municipality", "no_municipality")
        if home.key not in self.reader.municipalities.changeable:
            return self._fault("municipality", "not_yours", {"name": self.reader.municipalities.names[home.key]})
        return {"municipality_id": home.key}


def _place(level: str) -> int:
    return _LEVELS.index(Level(level))


def of_year(status: str, year: int) -> str:
    """The word of a year's list for a status: a ghetto area of 2021 is a parallel society."""
    return (_WRITTEN if year <= LAST_GHETTO else _RENAMED).get(status, status)


def year_of(cell: Cell) -> int | None:
    """The year in a cell: 2017, a date, "1. december 2017". None where it names none, or several."""
    if isinstance(cell, date):
        return cell.year
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | Decimal):
        return int(cell) if cell == int(cell) and 1000 <= cell <= 9999 else None
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
