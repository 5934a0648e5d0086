"""How the first rows of a file would be understood, while its columns are still being chosen. Nothing is saved."""

from dataclasses import dataclass

from areas.choices import ListStatus
from areas.intake import files
from areas.intake.faults import fault_words
from areas.intake.headers import columns_of
from areas.intake.plan import plan_of
from areas.intake.readings import IndicatorNames, find_readings, reading_of
from areas.intake.rows import Reader
from areas.models import Estate, HousingArea, Import, ImportFault, Municipality, StagedFigure

SHOWN = 5
LOOKED_AT = 2000  # rows from which it is seen how numbers are written


@dataclass(frozen=True)
class Understood:
    """A row: whom it is about, the figures it gives, the lists (year, name) it stands on, and what is to be said about
    it (is it an error, the words)."""

    number: int
    about: str
    figures: list[StagedFigure]
    lists: list[tuple[int, str]]
    faults: list[tuple[bool, str]]


def preview(batch: Import, *, mapping: dict[str, str], user) -> list[Understood]:
    """The first rows below the headers, at the batch's place and with this mapping."""
    plan, indicators = plan_of(batch, columns_of(batch), mapping), IndicatorNames()
    readings, _remarks = find_readings(batch, plan, indicators, rows=LOOKED_AT)
    rows = list(files.rows_of(batch, batch.skipped_rows + batch.header_rows, SHOWN))
    reader = Reader(batch, plan, user, {key: reading_of(told) for key, told in readings.items()}, indicators)
    judged = reader.judge(rows)
    names = _names([figure for row in judged for figure in row.figures])
    found = []
    for row in judged:
        faults = [
            ImportFault(
                row=row.number,
                column="" if fault.column is None else plan.names.get(fault.column, ""),
                code=fault.code,
                details=fault.details,
                is_error=fault.is_error,
            )
            for fault in row.faults
        ]
        about = next((names[_owner(figure)] for figure in row.figures), "")
        told = [(fault.is_error, fault_words(fault)) for fault in faults]
        figures = [figure for figure in row.figures if not figure.listed]
        lists = [(figure.year, str(ListStatus(figure.listed).label)) for figure in row.figures if figure.listed]
        found.append(Understood(row.number, about, figures, lists, told))
    return found


def _owner(figure: StagedFigure) -> tuple:
    if figure.new_area:
        return HousingArea, figure.new_area
    keys = {HousingArea: figure.area_id, Estate: figure.estate_id, Municipality: figure.municipality_id}
    return next((model, key) for model, key in keys.items() if key is not None)


def _names(figures: list[StagedFigure]) -> dict[tuple, str]:
    owners = {_owner(figure) for figure in figures}
    names = {(model, key): key for model, key in owners if isinstance(key, str)}
    for model in (HousingArea, Estate, Municipality):
        keys = {key for kind, key in owners if kind is model and not isinstance(key, str)}
        if keys:
            names |= {(model, row.pk): row.name for row in model.objects.filter(pk__in=keys)}
    return names
