"""The dry run: a file is judged a piece at a time, so that it can be followed, and nothing is imported."""

import json
from collections import Counter, defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Min, Window
from django.utils.translation import gettext as _

from areas.choices import ImportState, Level
from areas.figures import figures
from areas.intake import files
from areas.intake.expecting import expected
from areas.intake.headers import columns_of, shown
from areas.intake.judge import Fault
from areas.intake.plan import HEADING, LIST_NOW, READINGS, Plan, plan_of
from areas.intake.readings import IndicatorNames, find_readings, readings_of
from areas.intake.rows import Draft, Judgement, Reader
from areas.models import Import, ImportFault, StagedFigure
from boligsocial.common.loading import write_many
from boligsocial.common.text import code_key, search_key

_BATCH = 1000
_TOLD = 10  # hidden rows whose numbers are told
_OWNER = ("area_id", "estate_id", "municipality_id", "new_area")
_PLAIN = (*_OWNER, "new_code", "listed", "year", "period", "availability", "numerator", "denominator", "answers")
_STAGED = ("batch_id", "row", "column", "indicator_id", *_PLAIN, "value", "margin")
_SAID = ("availability", "value", "numerator", "denominator", "answers", "margin")


@transaction.atomic
def check_more(batch: Import, *, user, rows: int = 2000) -> Import:
    """Judge the next rows: their figures are staged, their faults kept. After the last one the state is CHECKED."""
    batch = Import.objects.select_for_update().defer("content").get(pk=batch.pk)
    if batch.state != ImportState.CHECKING:
        raise ValidationError(_("Say first what the columns of the file are."), code="not_checking")
    plan, indicators = plan_of(batch, columns_of(batch)), IndicatorNames()
    if batch.checked_rows == 0:
        _begin(batch, plan, indicators)
    start = batch.skipped_rows + batch.header_rows + batch.checked_rows
    chunk = list(files.rows_of(batch, start, max(rows, 1)))
    reader = Reader(batch, plan, user, readings_of(batch), indicators)
    reader.heading = batch.mapping.get(HEADING)
    reader.of_list = batch.mapping.get(LIST_NOW, reader.of_list)
    found = reader.judge(chunk)
    batch.mapping = {**batch.mapping, HEADING: reader.heading, LIST_NOW: reader.of_list}
    _keep(batch, plan, found)
    batch.checked_rows += len(chunk)
    batch.bad_rows += sum(row.is_bad for row in found)
    if batch.checked_rows >= batch.rows:
        _finish(batch)
    batch.save()
    return batch


def _begin(batch: Import, plan: Plan, indicators: IndicatorNames) -> None:
    batch.staged.all().delete()
    batch.faults.all().delete()
    batch.rows, batch.bad_rows = files.rows_in(batch), 0
    readings, remarks = find_readings(batch, plan, indicators)
    batch.mapping = {**batch.mapping, READINGS: readings}
    if hidden := files.hidden_rows(batch):
        rows = ", ".join(map(str, hidden[:_TOLD])) + (" …" if hidden[_TOLD:] else "")
        details = {"number": len(hidden), "rows": rows}
        remarks.append(ImportFault(batch=batch, row=0, code="hidden_rows", details=details, is_error=False))
    if Import.objects.done_before(batch).exists():
        remarks.append(ImportFault(batch=batch, row=0, code="same_file", is_error=False))
    ImportFault.objects.bulk_create(remarks)


def _keep(batch: Import, plan: Plan, found: list[Judgement]) -> None:
    _remark_jumps(found, {name: column for column, name in plan.names.items()})
    staged = [_staged(batch, figure) for row in found if not row.is_bad for figure in row.figures]
    write_many(StagedFigure, _STAGED, staged)
    faults = [
        (batch.pk, row.number, plan.names.get(fault.column, ""), fault.code, json.dumps(fault.details), fault.is_error)
        for row in found
        for fault in row.faults
    ]
    write_many(ImportFault, ("batch_id", "row", "column", "code", "details", "is_error"), faults)


def _staged(batch: Import, draft: Draft) -> tuple:
    """A figure as the driver takes it, in the order of _STAGED."""
    return (
        batch.pk,
        draft.row,
        draft.column,
        draft.indicator.pk if draft.indicator else None,
        *(getattr(draft, name) for name in _PLAIN),
        None if draft.value is None else str(draft.value),
        None if draft.margin is None else str(draft.margin),
    )


def _remark_jumps(found: list[Judgement], columns: dict[str, int]) -> None:
    """Say which figures are far from the year before, where their definition says what far is. `columns`: by name."""
    told = [
        (row, figure, owner)
        for row in found
        for figure in row.figures
        if figure.indicator is not None and figure.indicator.jump is not None and figure.value is not None
        if (owner := _owner(figure))
    ]
    before = _known(told)
    before |= {(figure.indicator.pk, *owner, figure.year): figure.value for _row, figure, owner in told}
    for row, figure, owner in told:
        earlier = before.get((figure.indicator.pk, *owner, figure.year - 1))
        if earlier is not None and abs(figure.value - earlier) > figure.indicator.jump:
            details = {"text": shown(figure.value), "before": shown(earlier), "figure": figure.indicator.code}
            row.faults.append(Fault(columns.get(figure.column), "jump", details, is_error=False))


def _owner(figure: Draft) -> tuple:
    """The place a figure is about, as a level and a key; none for an area that is to be made."""
    if figure.area_id is not None:
        return Level.AREA.value, figure.area_id
    if figure.estate_id is not None:
        return Level.ESTATE.value, figure.estate_id
    return () if figure.new_area else (Level.MUNICIPALITY.value, figure.municipality_id)


def _known(told: list[tuple[Judgement, Draft, tuple]]) -> dict[tuple, object]:
    """The figures of the years before that are known already, as anybody may see them."""
    found = {}
    for level in Level:
        keys = {owner[1] for _row, _figure, owner in told if owner[0] == level}
        if keys:
            narrowed = {
                "indicator__in": {figure.indicator.pk for _row, figure, _owner in told},
                "year__in": {figure.year - 1 for _row, figure, _owner in told},
            }
            for row in figures(level, keys, **narrowed):
                if row.value is not None:
                    found[row.indicator, level.value, row.key, row.year] = row.value
    return found


# --- The end: what only the whole file shows ----------------------------------------------------------------------


def _finish(batch: Import) -> None:
    _write_alike(batch)
    _find_code_clashes(batch)
    _find_doubles(batch)
    bad = batch.faults.filter(is_error=True, row__gt=0).values("row").distinct()
    batch.staged.filter(row__in=bad).delete()
    batch.bad_rows = bad.count()
    batch.created, batch.replaced, batch.unchanged = expected(batch)
    batch.state = ImportState.CHECKED


def _write_alike(batch: Import) -> None:
    """One spelling for each new area, so that it is made once."""
    first: dict[tuple[int, str], str] = {}
    new = batch.staged.exclude(new_area="").order_by("row").values_list("municipality_id", "new_area")
    for home, name in dict.fromkeys(new):
        kept = first.setdefault((home, search_key(name)), name)
        if kept != name:
            batch.staged.filter(municipality_id=home, new_area=name).update(new_area=kept)


def _find_code_clashes(batch: Import) -> None:
    """New areas that share a code, or have several: none of their rows is taken."""
    coded = batch.staged.exclude(new_code="").order_by("row")
    places, codes = defaultdict(set), defaultdict(set)
    rows = list(coded.values_list("row", "municipality_id", "new_area", "new_code").distinct())
    for _row, home, name, code in rows:
        places[home, code_key(code)].add(name)
        codes[home, name].add(code)
    faults = [
        ImportFault(batch=batch, row=row, code="new_code_twice", details={"text": name, "code": code})
        for row, home, name, code in rows
        if len(places[home, code_key(code)]) > 1 or len(codes[home, name]) > 1
    ]
    ImportFault.objects.bulk_create(faults, batch_size=_BATCH)


def _find_doubles(batch: Import) -> None:
    """A figure that two rows give alike is taken once; where they differ, neither row is taken."""
    same = [F(name) for name in (*_OWNER, "indicator_id", "listed", "year")]
    rows = batch.staged.order_by().annotate(
        times=Window(Count("pk"), partition_by=same), first=Window(Min("pk"), partition_by=same)
    )
    groups: dict[int, list[dict]] = {}
    for row in rows.filter(times__gt=1).values("pk", "first", "row", "column", *_SAID):
        groups.setdefault(row["first"], []).append(row)
    faults, repeated = [], []
    for group in groups.values():
        group.sort(key=lambda row: row["pk"])
        alike = len({tuple(row[name] for name in _SAID) for row in group}) == 1
        kinds = Counter(row["row"] for row in group)
        for row in group[1:] if alike else group:
            other = group[0] if row is not group[0] else group[1]
            faults.append(
                ImportFault(
                    batch=batch,
                    row=row["row"],
                    column=row["column"],
                    code="repeated" if alike else "twice",
                    details={"row": other["row"], "column": other["column"], "rows": len(kinds)},
                    is_error=not alike,
                )
            )
            if alike:
                repeated.append(row["pk"])
    ImportFault.objects.bulk_create(faults, batch_size=_BATCH)
    for start in range(0, len(repeated), _BATCH):
        batch.staged.filter(pk__in=repeated[start : start + _BATCH]).delete()
