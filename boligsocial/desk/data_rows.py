"""What one row of a file says and what became of it: the end of the way back from a figure."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from areas.choices import Layout, Level
from areas.figures import Figure, figures
from areas.intake import fault_words, headers_of, targets
from areas.intake.files import rows_of
from areas.intake.headers import shown
from areas.models import Estate, HousingArea, Import, Indicator, Municipality

OWNERS = {Level.AREA: HousingArea, Level.ESTATE: Estate, Level.MUNICIPALITY: Municipality}


@dataclass(frozen=True)
class Cell:
    """A cell of the row: its column's letter and header, what it says, and what the column was said to be."""

    letter: str
    header: str
    text: str
    target: str


@dataclass(frozen=True)
class RowOfFile:
    """`figures` are those of the user's sight that still stand as this row gave them: (owner, indicator, figure)."""

    number: int
    cells: list[Cell] = field(default_factory=list)
    faults: list[tuple[bool, str]] = field(default_factory=list)
    figures: list[tuple[object, Indicator, Figure]] = field(default_factory=list)
    is_there: bool = True


def row_of_file(batch: Import, number: int, user) -> RowOfFile:
    """The row with this number; the file itself is read for it."""
    cells = _cells(batch, number)
    faults = [(fault.is_error, fault_words(fault)) for fault in batch.faults.filter(row=number)]
    return RowOfFile(number, cells, faults, _figures(batch, number, user), is_there=bool(cells))


def _cells(batch: Import, number: int) -> list[Cell]:
    if batch.layout == Layout.BORDERS:
        return []
    try:
        headers = headers_of(batch)
        row = next((row for found, row in rows_of(batch, number - 1, 1) if found == number), None)
    except ValidationError:
        return []
    if row is None:
        return []
    names = {target.key: str(target.label) for target in targets(batch.layout)}
    return [
        Cell(header.letter, header.text, shown(row[header.index]), names.get(batch.mapping.get(str(header.index)), ""))
        for header in headers
        if header.index < len(row)
    ]


def _figures(batch: Import, number: int, user) -> list[tuple[object, Indicator, Figure]]:
    found = [one for level in OWNERS for one in figures(level, batch=batch.pk, batch_row=number) if one.pk]
    indicators = Indicator.objects.in_bulk({one.indicator for one in found})
    owners = {}
    for level, model in OWNERS.items():
        keys = {one.key for one in found if one.level == level}
        if keys:
            owners |= {(level, row.pk): row for row in model.objects.visible_to(user).filter(pk__in=keys)}
    known = [one for one in found if (one.level, one.key) in owners]
    return [(owners[one.level, one.key], indicators[one.indicator], one) for one in known]
