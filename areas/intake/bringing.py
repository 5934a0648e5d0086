"""From staged figures to observations: everything of a file at once, in a few statements of the database.

A figure that says what is there already is left as it is, with its own source, row and time. One that says something
else replaces it, and what it replaced is kept (ImportChange). The statements are written out because the ORM cannot
insert from a selection; both databases read them alike.
"""

import json

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas import recompute
from areas.choices import ImportState, Layout, Level, Tenure
from areas.intake import files
from areas.models import Estate, HousingArea, Import, ImportChange, ListEntry, Municipality, Observation, StagedFigure
from areas.rulebook import complete_lists
from boligsocial.common.loading import analyze, insert, write_many
from boligsocial.common.text import search_key

OBSERVATION, ENTRY, AREA = "areas.observation", "areas.listentry", "areas.housingarea"
_MANY = 500  # written rows after which the database's planner should count anew
_PIECE = 2000
_TAKEN = ("availability", "value")  # always as the file has them; the parts below only add where the value is the same
_PARTS = ("numerator", "denominator", "answers", "margin")


def bring_in(batch: Import, *, user) -> Import:
    """Import all rows without errors, or nothing. Raises ValidationError "not_checked", "not_yours" or "meanwhile"."""
    try:
        with transaction.atomic():
            return _bring_in(batch, user)
    except IntegrityError:
        text = _("Somebody has entered some of these figures at the same moment. Nothing was imported: try again.")
        raise ValidationError(text, code="meanwhile") from None


def _bring_in(batch: Import, user) -> Import:
    batch = Import.objects.select_for_update().defer("content").get(pk=batch.pk)
    if batch.state != ImportState.CHECKED:
        raise ValidationError(_("The file must be checked before it is imported, and only once."), code="not_checked")
    towns = _lock(batch, user)
    now = timezone.now()
    batch.done_at, batch.state = now, ImportState.DONE
    _make_areas(batch, user)
    lists = complete_lists()
    counted = _bring_figures(batch, user) + _bring_entries(batch)
    batch.created, batch.replaced, batch.unchanged = map(sum, zip(*counted, strict=True))
    batch.staged.all().delete()
    batch.save()
    files.throw_away(batch)
    if batch.created + batch.replaced > _MANY:
        analyze(Observation)
    recompute.recompute_lists(towns, lists, years_of(batch))
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


# --- What would be written ------------------------------------------------------------------------------------------


def expected(batch: Import) -> tuple[int, int, int]:
    """How many figures and entries on lists would be new, changed, and as they are, if it were imported now."""
    counted = [_expected_at(batch, level) for level in Level]
    counted.append((batch.staged.filter(indicator__isnull=False).exclude(new_area="").count(), 0, 0))
    wanted = set(batch.staged.exclude(listed="").values_list("area", "new_area", "year", "listed"))
    years = {year for _area, _new, year, _status in wanted}
    known = set(ListEntry.objects.filter(year__in=years).values_list("area", "year", "status")) if years else set()
    there = sum((area, year, status) in known for area, _new, year, status in wanted)
    counted.append((len(wanted) - there, 0, there))
    created, replaced, unchanged = map(sum, zip(*counted, strict=True))
    return created, replaced, unchanged


def _expected_at(batch: Import, level: Level) -> tuple[int, int, int]:
    rows = _rows_of(batch, level).filter(new_area="").count()
    if not rows:
        return 0, 0, 0
    owner = f"{level}_id"
    joined = (
        f"FROM {_table(Observation)} o, {_table(StagedFigure)} s WHERE s.batch_id = %s AND s.indicator_id IS NOT NULL "
        f"AND s.new_area = '' AND o.{owner} = s.{owner} AND o.indicator_id = s.indicator_id AND o.year = s.year"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), COUNT(CASE WHEN {_same()} THEN 1 END) {joined}", [batch.pk])
        there, same = cursor.fetchone()
    return rows - there, there - same, same


# --- Figures ------------------------------------------------------------------------------------------------------


def _bring_figures(batch: Import, user) -> list[tuple[int, int, int]]:
    return [_bring_level(batch, user, level) for level in Level if _rows_of(batch, level).exists()]


def _rows_of(batch: Import, level: Level):
    return batch.staged.filter(indicator__isnull=False, **{f"{level}__isnull": False})


def _bring_level(batch: Import, user, level: Level) -> tuple[int, int, int]:
    staged = _rows_of(batch, level).count()
    owner = f"{level}_id"
    there = f"o.{owner} = s.{owner} AND o.indicator_id = s.indicator_id AND o.year = s.year"
    ours = f"s.batch_id = %s AND s.indicator_id IS NOT NULL AND s.{owner} IS NOT NULL"
    changed = f"{ours} AND {there} AND NOT ({_same()})"
    created = _insert_new(batch, user, there, ours)
    keys = _keep_before(batch, changed)
    if keys:
        _replace(batch, user, changed)
    return created, keys, staged - created - keys


def _insert_new(batch: Import, user, there: str, ours: str) -> int:
    copied = ["area_id", "estate_id", "municipality_id", "indicator_id", "year", "period", *_TAKEN, *_PARTS]
    given = _provenance(batch, user)
    columns = ", ".join([*copied, "batch_row", "hidden", *given])
    chosen = ", ".join([*(f"s.{name}" for name in copied), "s.row", "''", *["%s"] * len(given)])
    number = _run(
        f"INSERT INTO {_table(Observation)} ({columns}) SELECT {chosen} FROM {_table(StagedFigure)} s "
        f"WHERE {ours} AND NOT EXISTS (SELECT 1 FROM {_table(Observation)} o WHERE {there}) ORDER BY s.id",
        [*given.values(), batch.pk],
    )
    if number:
        # Those that are ours and not written down yet.
        _run(
            f"INSERT INTO {_table(ImportChange)} (batch_id, model, key, row) "
            f"SELECT o.batch_id, %s, o.id, o.batch_row FROM {_table(Observation)} o WHERE o.batch_id = %s "
            f"AND NOT EXISTS (SELECT 1 FROM {_table(ImportChange)} c "
            "WHERE c.batch_id = o.batch_id AND c.model = %s AND c.key = o.id) ORDER BY o.id",
            [OBSERVATION, batch.pk, OBSERVATION],
        )
    return number


def _keep_before(batch: Import, changed: str) -> int:
    """Keep what will be replaced; how many figures that are."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.id, s.row FROM {_table(Observation)} o, {_table(StagedFigure)} s WHERE {changed} ORDER BY o.id",
            [batch.pk],
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


def _replace(batch: Import, user, changed: str) -> None:
    given = _provenance(batch, user)
    alike = "o.value = s.value"
    told = [f"{name} = s.{name}" for name in _TAKEN]
    told += [f"{name} = CASE WHEN {alike} THEN COALESCE(s.{name}, o.{name}) ELSE s.{name} END" for name in _PARTS]
    told.append(f"period = CASE WHEN {alike} AND s.period = '' THEN o.period ELSE s.period END")
    told += ["batch_row = s.row", *(f"{name} = %s" for name in given)]
    _run(
        f"UPDATE {_table(Observation)} AS o SET {', '.join(told)} FROM {_table(StagedFigure)} AS s WHERE {changed}",
        [*given.values(), batch.pk],
    )


def _same() -> str:
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


def _bring_entries(batch: Import) -> list[tuple[int, int, int]]:
    staged = batch.staged.exclude(listed="").order_by("pk")
    wanted = {
        (area, year, status): row for area, year, status, row in staged.values_list("area", "year", "listed", "row")
    }
    years = {year for _area, year, _status in wanted}
    there = ListEntry.objects.filter(year__in=years).values_list("area", "year", "status") if years else []
    known = set(there)
    new = {key: row for key, row in wanted.items() if key not in known}
    entries = [
        ListEntry(area_id=area, year=year, status=status, source=batch.source_text) for area, year, status in new
    ]
    ListEntry.objects.bulk_create(entries, batch_size=_PIECE)
    changes = [
        ImportChange(batch=batch, model=ENTRY, key=entry.pk, row=row)
        for entry, row in zip(entries, new.values(), strict=True)
    ]
    ImportChange.objects.bulk_create(changes, batch_size=_PIECE)
    return [(len(new), 0, len(wanted) - len(new))]


# --- Rows as they were --------------------------------------------------------------------------------------------

FIELDS = tuple(field.attname for field in Observation._meta.concrete_fields)


def packed(state: dict) -> dict:
    """The columns of an observation as JSON keeps them, so that they come back the same to the digit."""
    plain = (str, int, type(None))
    return {
        name: value if isinstance(value, plain) else value.isoformat() if hasattr(value, "isoformat") else str(value)
        for name, value in state.items()
    }


def _table(model: type) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _run(sql: str, params: list | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or [])
        return cursor.rowcount
