"""The funding sheet as its template draws it: cells with what follows from them, and sums that add up."""

from dataclasses import dataclass

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boligsocial.common.money import per_cent
from boligsocial.desk.money_forms import SheetForm
from boligsocial.desk.money_grid import PER_CENT, Line, amount_text, parts_shown, with_unit
from efforts.choices import ShareStatus
from efforts.models import FundingShare
from efforts.rules.sheet import YearSum, parts_of
from efforts.rules.sheet_merge import UNDATED, budget_place, cell_place

ALL = -1  # the column of all years


@dataclass(frozen=True)
class Cell:
    """`follows` is the other figure: the per cent of an amount, the amount of a per cent."""

    year: int
    field: forms.BoundField
    follows: str
    note: str

    @property
    def label(self) -> str:
        return _label(self.year)


@dataclass(frozen=True)
class PartyLine:
    key: str
    name: str
    party_kind: str
    kind: forms.BoundField
    status: forms.BoundField
    area: forms.BoundField | None
    remove: forms.BoundField
    is_live: bool
    cells: list[Cell]
    total: str
    part: str

    @property
    def lists(self) -> list[forms.BoundField]:
        return [field for field in (self.status, self.kind, self.area) if field is not None]


@dataclass(frozen=True)
class Column:
    """A year with its sums; without a year there is only what is put down."""

    year: int
    field: forms.BoundField | None
    sums: YearSum

    @property
    def label(self) -> str:
        return _label(self.year)

    @property
    def total(self) -> str:
        return amount_text(self.sums.total)

    @property
    def granted(self) -> str:
        return amount_text(self.sums.granted)

    @property
    def budget(self) -> str:
        return "–" if self.sums.budget is None else amount_text(self.sums.budget)

    @property
    def part(self) -> str:
        return "" if self.sums.part is None else per_cent(self.sums.part)

    @property
    def look(self) -> str:
        gap = self.sums.gap
        return "" if gap is None or not self.year else "is-even" if gap == 0 else "is-short" if gap > 0 else "is-much"

    @property
    def is_over(self) -> bool:
        return (self.sums.rest or 0) < 0

    @property
    def verdict(self) -> str:
        """Of what is granted, against the budget."""
        return _verdict(self.sums.gap) if self.year else ""

    @property
    def rest(self) -> str:
        """Of everything put down, against the budget."""
        return _verdict(self.sums.rest) if self.year else ""


def _label(year: int) -> str:
    return {UNDATED: _("Year not known"), ALL: _("All years")}.get(year, str(year))


def _verdict(missing: int | None) -> str:
    if missing is None:
        return _("no budget")
    if missing == 0:
        return _("adds up")
    return (_("%(amount)s missing") if missing > 0 else _("%(amount)s too much")) % {"amount": with_unit(abs(missing))}


class SheetView:
    """Everything the template needs; one query."""

    def __init__(self, sheet: SheetForm):
        self.sheet, self.grid = sheet, sheet.grid
        self.unit = sheet.unit_now
        self.notes = _notes(sheet)
        self.rows = self.grid.all_rows()
        self.parts = {year: parts_shown(self._kept(), year, self.grid.budgets.get(year)) for year in sheet.columns}
        self.columns = [self._column(year) for year in sheet.columns]
        self.whole = self._whole()
        self.lines = [self._line(line) for line in self.grid.lines]

    @property
    def all_columns(self) -> list[Column]:
        return [*self.columns, self.whole]

    @property
    def live_names(self) -> str:
        return ", ".join(self.sheet.party_name(line.key) for line in self.grid.lines if line.is_live) or "–"

    @property
    def has_all_years(self) -> bool:
        """Whether the period says which years there are."""
        return self.sheet.effort.starts_on is not None and self.sheet.effort.ends_on is not None

    def _kept(self):
        removed = {line.key for line in self.grid.lines if line.removed}
        return [row for row in self.rows if row.key not in removed]

    def _column(self, year: int) -> Column:
        live = [row for row in self._kept() if row.status != ShareStatus.REFUSED]
        granted = [row for row in live if row.status == ShareStatus.GRANTED]
        sums = YearSum(
            budget=self.grid.budgets.get(year),
            total=sum(row.amounts.get(year, 0) for row in live),
            granted=sum(row.amounts.get(year, 0) for row in granted),
        )
        return Column(year, self.sheet[budget_place(year)] if year else None, sums)

    def _whole(self) -> Column:
        """All columns together; a budget only when every year has one."""
        dated = [column.sums.budget for column in self.columns if column.year != UNDATED]
        sums = YearSum(
            budget=sum(dated) if dated and None not in dated else None,
            total=sum(column.sums.total for column in self.columns),
            granted=sum(column.sums.granted for column in self.columns),
        )
        return Column(ALL, None, sums)

    def _line(self, line: Line) -> PartyLine:
        sheet = self.sheet
        has_areas = len(sheet.areas) > 1
        return PartyLine(
            key=line.key,
            name=sheet.party_name(line.key),
            party_kind=sheet.party_kind(line.key),
            kind=sheet[f"kind-{line.key}"],
            status=sheet[f"status-{line.key}"],
            area=sheet[f"area-{line.key}"] if has_areas else None,
            remove=sheet[f"remove-{line.key}"],
            is_live=line.is_live,
            cells=[self._cell(line.key, year) for year in sheet.columns],
            total=amount_text(self._total(line.key)),
            part=self._part(line.key),
        )

    def _cell(self, key: str, year: int) -> Cell:
        amount, part = self.grid.amounts.get((key, year)), self.parts[year].get(key)
        if amount is None:
            follows = ""
        elif self.unit == PER_CENT:
            follows = with_unit(amount)
        else:
            follows = "" if part is None else per_cent(part)
        return Cell(year, self.sheet[cell_place(key, year)], follows, self.notes.get(cell_place(key, year), ""))

    def _total(self, key: str) -> int:
        return sum(self.grid.amounts.get((key, year), 0) for year in self.sheet.columns)

    def _part(self, key: str) -> str:
        """The line's part of all budgets; the lines and the gap add up to 100,00 %."""
        budget = self.whole.sums.budget
        live = [line.key for line in self.grid.lines if line.is_live]
        if not budget or key not in live:
            return ""
        parts = dict(zip(live, parts_of([self._total(each) for each in live], budget), strict=True))
        return per_cent(parts[key])


def _notes(sheet: SheetForm) -> dict[str, str]:
    """What a share says besides its amount, by cell."""
    places = {pk: cell_place(row.key, year) for row in sheet.origin.rows for year, pk in row.shares.items()}
    notes = {}
    for share in FundingShare.objects.filter(pk__in=places, effort=sheet.effort):
        said = []
        if share.hours is not None:
            hours = formats.number_format(share.hours, force_grouping=True)
            said.append(ngettext("%(hours)s hour", "%(hours)s hours", share.hours) % {"hours": hours})
        if share.stated_share is not None:
            said.append(_("stated: %(part)s") % {"part": per_cent(share.stated_share)})
        if share.amount is None and not said:
            said.append(_("amount not stated"))
        if share.note:
            said.append(share.note)
        notes[places[share.pk]] = "; ".join(said)
    return notes
