"""From staged figures to observations: everything of a file at once, in a few statements of the database.

A figure that says what is there already is left as it is, with its own source, row and time. One that says something
else replaces it, and what it replaced is kept (ImportChange). The statements are written out because the ORM cannot
insert from a selection; both databases read them alike.
"""

import json
from collections.abc import Generator, Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas import recompute
from areas.choices import ImportState, Layout, Level, Tenure
from areas.intake import files
from areas.intake.steps import Step, finished
from areas.models import Estate, HousingArea, Import, ImportChange, ListEntry, Municipality, Observation, StagedFigure
from areas.rulebook import complete_lists
from boligsocial.common.loading import analyze, insert, write_many
from boligsocial.common.text import search_key

OBSERVATION, ENTRY, AREA = "areas.observation", "areas.listentry", "areas.housingarea"
_MANY = 500  # written rows after which the database's planner should count anew
_PIECE = 2000
_AT_ONCE = 10_000  # figures that are written with one statement
_TAKEN = ("availability", "value")  # always as the file has them; the parts below only add where the value is the same
_PARTS = ("numerator", "denominator", "answers", "margin")
CERTAINTY = ("is_certain", "source")  # of an entry on a list


def bring_in(batch: Import, *, user) -> Import:
    """Import all rows without errors, or nothing. Raises ValidationError "not_checked", "not_yours" or "meanwhile"."""
    return finished(bring_in_steps(batch, user=user))


def bring_in_steps(batch: Import, *, user) -> Generator[Step, None, Import]:
    """The same, told while it goes on. All of it is one transaction: closed before its end, nothing is imported."""
    try:
        with transaction.atomic():
            return (yield from _bring_in(batch, user))
    except IntegrityError:
        text = _("Somebody has entered some of these figures at the same moment. Nothing was imported: try again.")
        raise ValidationError(text, code="meanwhile") from None


def _bring_in(batch: Import, user) -> Generator[Step, None, Import]:
    batch = Import.objects.select_for_update().defer("content").get(pk=batch.pk)
    if batch.state != ImportState.CHECKED:
        raise ValidationError(_("The file must be checked before it is imported, and only once."), code="not_checked")
    towns = _lock(batch, user)
    now = timezone.now()
    batch.done_at, batch.state = now, ImportState.DONE
    _make_areas(batch, user)
    lists = complete_lists()
    counted = [*(yield from _bring_figures(batch, user)), _bring_entries(batch)]
    batch.created, batch.replaced, batch.unchanged = map(sum, zip(*counted, strict=True))
    batch.staged.all().delete()
    batch.save()
    files.throw_away(batch)
    if batch.created + batch.replaced > _MANY:
        analyze(Observation)
    yield from map(Step, recompute.parts_of_lists(towns, lists, years_of(batch)))
    return batch


def years_of(batch: Import) -> set[int]:
    """The years of the figures that stand as the import wrote them, and of its entries on lists."""
    entries = ListEntry.objects.filter(pk__in=batch.changes.filter(model=ENTRY).values("key")).order_by()
    told = (batch.observations.filter(entered_at=batch.done_at).order_by(), entries)
    return {year for rows in told for year in rows.values_list("year", flat=True).distinct()}


def _lock(batch: Import, user) -> list[int]:
    """The municipalities the figures are in, locked so that simultaneous imports are serial; or refuse."""
    places = (
        (Level.AREA, HousingArea.objects.filter(staged_figures__batch=batch)),
        (Level.ESTATE, Estate.objects.filter(staged_figures__batch=batch)),
        (Level.MUNICIPALITY, Municipality.objects.filter(staged_figures__batch=batch)),
    )
    towns: set[int] = set()
    for level, rows in places:
        keys = set(rows.order_by().values_list("pk", flat=True).distinct())
        mine = (
            set(type(rows)(rows.model).changeable_by(user).order_by().values_list("pk", flat=True)) if keys else set()
        )
        if keys - mine:
            text = _("You may not change the figures of all these places any more. Check the file again.")
            raise ValidationError(text, code="not_yours")
        home = "pk" if level == Level.MUNICIPALITY else "municipality"
        towns |= set(rows.order_by().values_list(home, flat=True).distinct())
    list(Municipality.objects.select_for_update().filter(pk__in=towns).order_by("pk").values_list("pk"))
    return sorted(towns)


def _make_areas(batch: Import, user) -> None:
    """Make the areas that are not there, with the beginning of their history; somebody may have made them meanwhile."""
    wanted = list(batch.staged.exclude(new_area="").order_by().values_list("municipality_id", "new_area").distinct())
    if not wanted:
        return
    there = HousingArea.objects.filter(municipality__in={home for home, _name in wanted})
    known = {(home, key): pk for pk, home, key in there.values_list("pk", "municipality_id", "search_key")}
    tenure = Tenure.SOCIAL if batch.layout == Layout.OFFICIAL else Tenure.UNKNOWN
    coded = batch.staged.exclude(new_code="").order_by().values_list("municipality_id", "new_area", "new_code")
    codes = {(home, name): code for home, name, code in coded.distinct()}
    made = []
    for home, name in wanted:
        if (home, search_key(name)) not in known:
            told = {"code": codes.get((home, name), ""), "tenure": tenure, "source": batch.source_text}
            area = HousingArea(municipality_id=home, name=name, **told)
            area._history_user = user
            made.append(area)
    insert(made)
    known |= {(area.municipality_id, area.search_key): area.pk for area in made}
    changes = [ImportChange(batch=batch, model=AREA, key=area.pk) for area in made]
    ImportChange.objects.bulk_create(changes, batch_size=_PIECE)
    for home, name in wanted:
        rows = batch.staged.filter(municipality_id=home, new_area=name)
        rows.update(area=known[home, search_key(name)], new_area="", municipality=None)


# --- Figures ------------------------------------------------------------------------------------------------------


def _bring_figures(batch: Import, user) -> Generator[Step, None, list[tuple[int, int, int]]]:
    total, done = batch.staged.filter(indicator__isnull=False).count(), 0
    counted = []
    for level in Level:
        for keys in _pieces(rows_of(batch, level)):
            counted.append(_bring_piece(batch, user, level, keys))
            done += len(keys)
            yield Step("written", done, total)
    if any(created for created, _replaced, _unchanged in counted):
        _note_new(batch)
    return counted


def rows_of(batch: Import, level: Level):
    """The staged figures of a level."""
    return batch.staged.filter(indicator__isnull=False, **{f"{level}__isnull": False})


def _pieces(rows) -> Iterator[list[int]]:
    last, rows = 0, rows.order_by("pk").values_list("pk", flat=True)
    while keys := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
        yield keys
        if len(keys) < _AT_ONCE:
            return
        last = keys[-1]


def _bring_piece(batch: Import, user, level: Level, keys: list[int]) -> tuple[int, int, int]:
    owner = f"{level}_id"
    there = f"o.{owner} = s.{owner} AND o.indicator_id = s.indicator_id AND o.year = s.year"
    ours = f"s.batch_id = %s AND s.id BETWEEN %s AND %s AND s.indicator_id IS NOT NULL AND s.{owner} IS NOT NULL"
    those = [batch.pk, keys[0], keys[-1]]
    created = _insert_new(batch, user, there, ours, those)
    changed = f"{ours} AND {there} AND NOT ({same()})"
    replaced = _keep_before(batch, changed, those)
    if replaced:
        _replace(batch, user, changed, those)
    return created, replaced, len(keys) - created - replaced


def _insert_new(batch: Import, user, there: str, ours: str, those: list[int]) -> int:
    copied = ["area_id", "estate_id", "municipality_id", "indicator_id", "year", "period", *_TAKEN, *_PARTS]
    given = _provenance(batch, user)
    columns = ", ".join([*copied, "batch_row", "hidden", *given])
    chosen = ", ".join([*(f"s.{name}" for name in copied), "s.row", "''", *["%s"] * len(given)])
    return _run(
        f"INSERT INTO {table(Observation)} ({columns}) SELECT {chosen} FROM {table(StagedFigure)} s "
        f"WHERE {ours} AND NOT EXISTS (SELECT 1 FROM {table(Observation)} o WHERE {there}) ORDER BY s.id",
        [*given.values(), *those],
    )


def _note_new(batch: Import) -> None:
    """Write down which figures are new: those that are ours and not written down yet."""
    _run(
        f"INSERT INTO {table(ImportChange)} (batch_id, model, key, row) "
        f"SELECT o.batch_id, %s, o.id, o.batch_row FROM {table(Observation)} o WHERE o.batch_id = %s "
        f"AND NOT EXISTS (SELECT 1 FROM {table(ImportChange)} c "
        "WHERE c.batch_id = o.batch_id AND c.model = %s AND c.key = o.id) ORDER BY o.id",
        [OBSERVATION, batch.pk, OBSERVATION],
    )


def _keep_before(batch: Import, changed: str, those: list[int]) -> int:
    """Keep what will be replaced; how many figures that are."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.id, s.row FROM {table(Observation)} o, {table(StagedFigure)} s WHERE {changed} ORDER BY o.id",
            those,
        )
        rows = cursor.fetchall()
    for start in range(0, len(rows), _PIECE):
        piece = dict(rows[start : start + _PIECE])
        before = Observation.objects.filter(pk__in=piece).order_by("pk").values(*FIELDS)
        changes = [
            (batch.pk, OBSERVATION, state["id"], piece[state["id"]], json.dumps(packed(state))) for state in before
        ]
        write_many(ImportChange, ("batch_id", "model", "key", "row", "before"), changes)
    return len(rows)


def _replace(batch: Import, user, changed: str, those: list[int]) -> None:
    given = _provenance(batch, user)
    alike = "o.value = s.value"
    told = [f"{name} = s.{name}" for name in _TAKEN]
    told += [f"{name} = CASE WHEN {alike} THEN COALESCE(s.{name}, o.{name}) ELSE s.{name} END" for name in _PARTS]
    told.append(f"period = CASE WHEN {alike} AND s.period = '' THEN o.period ELSE s.period END")
    told += ["batch_row = s.row", *(f"{name} = %s" for name in given)]
    _run(
        f"UPDATE {table(Observation)} AS o SET {', '.join(told)} FROM {table(StagedFigure)} AS s WHERE {changed}",
        [*given.values(), *those],
    )


def same() -> str:
    """That a staged figure says nothing that is not there. Parts that it does not give are no news."""
    parts = (f"(s.{name} IS NULL OR (o.{name} IS NOT NULL AND o.{name} = s.{name}))" for name in _PARTS)
    value = "(o.value = s.value OR (o.value IS NULL AND s.value IS NULL))"
    return " AND ".join(["o.availability = s.availability", value, *parts, "(s.period = '' OR s.period = o.period)"])


def _provenance(batch: Import, user) -> dict:
    """The columns that say where a figure is from, with values as the database takes them."""
    told = {
        "source": batch.source_text,
        "origin": batch.source_id,
        "extracted_on": batch.extracted_on,
        "batch": batch.pk,
        "entered_by": user.pk,
        "entered_at": batch.done_at,
    }
    fields = {name: Observation._meta.get_field(name) for name in told}
    return {fields[name].column: fields[name].get_db_prep_save(value, connection) for name, value in told.items()}


# --- Entries on lists ---------------------------------------------------------------------------------------------


def _bring_entries(batch: Import) -> tuple[int, int, int]:
    """New ones, and those that were only inferred until a file names them."""
    staged = batch.staged.exclude(listed="").order_by("pk")
    wanted = {
        (area, year, status): row for area, year, status, row in staged.values_list("area", "year", "listed", "row")
    }
    years = {year for _area, year, _status in wanted}
    there = ListEntry.objects.filter(year__in=years) if years else []
    known = {(entry.area_id, entry.year, entry.status): entry for entry in there}
    inferred = [known[key] for key in wanted if key in known and not known[key].is_certain]
    before = {entry.pk: {name: getattr(entry, name) for name in CERTAINTY} for entry in inferred}
    for entry in inferred:
        entry.is_certain, entry.source = True, batch.source_text
    ListEntry.objects.bulk_update(inferred, CERTAINTY, batch_size=_PIECE)
    new = [
        ListEntry(area_id=area, year=year, status=status, source=batch.source_text)
        for area, year, status in wanted
        if (area, year, status) not in known
    ]
    ListEntry.objects.bulk_create(new, batch_size=_PIECE)
    changes = [
        ImportChange(
            batch=batch,
            model=ENTRY,
            key=entry.pk,
            row=wanted[entry.area_id, entry.year, entry.status],
            before=before.get(entry.pk),
        )
        for entry in (*new, *inferred)
    ]
    ImportChange.objects.bulk_create(changes, batch_size=_PIECE)
    return len(new), len(inferred), len(wanted) - len(changes)


# --- Rows as they were --------------------------------------------------------------------------------------------

FIELDS = tuple(field.attname for field in Observation._meta.concrete_fields)


def packed(state: dict) -> dict:
    """The columns of an observation as JSON keeps them, so that they come back the same to the digit."""
    plain = (str, int, type(None))
    return {
        name: value if isinstance(value, plain) else value.isoformat() if hasattr(value, "isoformat") else str(value)
        for name, value in state.items()
    }


def table(model: type) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _run(sql: str, params: list | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or [])
        return cursor.rowcount
