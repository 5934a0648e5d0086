"""How each column of a file is to be read, decided from all of it: marks of decimals, and of how many a number is."""

import math
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import islice
from statistics import median

from areas.choices import Level, Unit
from areas.figures import figures
from areas.intake import files, words
from areas.intake.cells import Reading, Tally, places_of
from areas.intake.headers import shown
from areas.intake.plan import READINGS, Plan
from areas.models import Import, ImportFault, Indicator, StatusCriterion, YearLimit
from boligsocial.common.tabular import Row

SHARES = (Unit.PER_CENT, Unit.INDEX)
_LARGEST_PART = {Unit.PER_CENT: 1, Unit.INDEX: 3}  # parts of one may be: an index is also above one hundred
_KNOWN = 500  # known figures that say how large such a figure is
_MOST_MARKS = 10  # in the place of figures, that are told


def find_readings(
    batch: Import, plan: Plan, indicators: "IndicatorNames", rows: int | None = None
) -> tuple[dict, list[ImportFault]]:
    """The readings as Import.mapping keeps them, and remarks on the file that say what was decided.

    `rows`: look at no more of them than that, for a first impression.
    """
    tallies: dict[tuple[int, str], Tally] = defaultdict(Tally)
    shares: dict[str, Indicator] = {}
    for _number, row in files.rows_of(batch, batch.skipped_rows + batch.header_rows, rows):
        for slot in plan.slots:
            indicator = slot.indicator or indicators.of(row, plan)
            if indicator is None:
                continue
            shares[indicator.code] = indicator
            for column in slot.columns.values():
                if column < len(row) and row[column] is not None:
                    tallies[column, indicator.code].add(row[column])
    marks = sum((tally.marks for tally in tallies.values()), Counter())
    found, remarks = {}, [_mark(batch, text, times) for text, times in marks.most_common(_MOST_MARKS)]
    scales: dict[str, int] = {}
    # Uncertainties after the values that they belong to: they are written alike.
    margins = {slot.columns.get("margin") for slot in plan.slots}
    for (column, code), tally in sorted(tallies.items(), key=lambda told: (told[0][0] in margins, told[0])):
        indicator, scale, usual, places = shares[code], 1, 0.0, 0
        many = words.per_many(plan.names[column])
        if column in margins:
            scale = scales.get(code, 1) if tally.may_be_fractions() else 1
        elif (
            indicator.unit == Unit.PER_CENT
            and _is_share(plan, column, indicator)
            and many
            and (tally.large or tally.small)
        ):
            scale = Decimal(100) / many
            bare = (tally.large or tally.small)[0]
            details = {"text": shown(bare), "many": many, "percent": shown(bare * scale)}
            remarks.append(_remark(batch, plan, column, "per_many", details))
        elif _is_share(plan, column, indicator) and tally.may_be_fractions(_LARGEST_PART[indicator.unit]):
            scale = scales[code] = _scale(indicator, tally)
            word = "fractions" if scale == 100 else "no_fractions"
            sample = shown(tally.small[0].normalize())
            remarks.append(_remark(batch, plan, column, word, {"text": sample, "figure": code}))
        elif _is_share(plan, column, indicator) and tally.small and tally.shares:
            usual, places = float(median(tally.shares)), max(map(places_of, tally.shares))
        if tally.danish and tally.english:
            details = {"danish": tally.danish, "english": tally.english}
            remarks.append(_remark(batch, plan, column, "mixed_marks", details))
        if tally.unsure:
            details = {"text": tally.unsure, "style": tally.style, "is_count": shares[code].unit == Unit.NUMBER}
            remarks.append(_remark(batch, plan, column, "unsure_mark", details))
        if tally.style or scale != 1 or usual:
            found[reading_key(column, code)] = [tally.style, str(scale), usual, places]
    return found, remarks


def reading_key(column: int, code: str) -> str:
    return f"{column} {code}"


def readings_of(batch: Import) -> dict[str, Reading]:
    return {key: reading_of(told) for key, told in batch.mapping.get(READINGS, {}).items()}


def reading_of(told: list) -> Reading:
    style, scale, *rest = told
    return Reading(style, Decimal(scale), *rest)


def _is_share(plan: Plan, column: int, indicator: Indicator) -> bool:
    values = {slot.columns.get("figure") for slot in plan.slots}
    return indicator.unit in SHARES and column in values


def _scale(indicator: Indicator, tally: Tally) -> int:
    """1 or 100: whichever brings the column nearer to the figures that are known; parts of one where none are."""
    known = islice(figures(Level(indicator.level), indicator=indicator.pk), _KNOWN)
    values = [float(row.value) for row in known if row.value] or _limits(indicator)
    if not values:
        return 100
    here, there = float(median(tally.small)), abs(median(values)) or 1.0
    return min((100, 1), key=lambda scale: abs(math.log(here * scale / there)))


def _limits(indicator: Indicator) -> list[float]:
    """How large such a figure is, if none is known: as large as the limits it is held against."""
    criteria = StatusCriterion.objects.filter(indicator=indicator, limit__isnull=False).values_list("limit", flat=True)
    years = YearLimit.objects.filter(indicator=indicator, value__isnull=False).values_list("value", flat=True)
    return [float(limit) for limit in (*criteria, *years)]


def _mark(batch: Import, text: str, times: int) -> ImportFault:
    details = {"text": text, "state": words.availability(text), "times": times}
    return ImportFault(batch=batch, row=0, code="mark", details=details, is_error=False)


def _remark(batch: Import, plan: Plan, column: int, code: str, details: dict) -> ImportFault:
    return ImportFault(batch=batch, row=0, column=plan.names[column], code=code, details=details, is_error=False)


class IndicatorNames:
    """The figures that a long table may name, by code or by name in either language."""

    def __init__(self):
        self.all = list(Indicator.objects.all())
        self._by_word: dict[str, Indicator] = {}
        self._found: dict[str, Indicator | None] = {}
        for row in self.all:
            for text in (row.name_en, row.name_da, row.code):
                self._by_word[words.folded(text)] = row

    def of(self, row: Row, plan: Plan) -> Indicator | None:
        column = plan.once.get("indicator")
        cell = row[column] if column is not None and column < len(row) else None
        return None if cell is None else self.find(str(cell))

    def find(self, text: str) -> Indicator | None:
        if text not in self._found:
            row = self._by_word.get(words.folded(text))
            if row is None:
                code = words.column(text).partition("figure:")[2]
                row = next((one for one in self.all if code and one.code == code), None)
            self._found[text] = row
        return self._found[text]
