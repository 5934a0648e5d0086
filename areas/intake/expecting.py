"""What bringing a checked file in would write, counted without writing it."""

from django.db import connection

from areas.choices import Level
from areas.intake.bringing import rows_of, same, table
from areas.models import Import, ListEntry, Observation, StagedFigure


def expected(batch: Import) -> tuple[int, int, int]:
    """How many figures and entries on lists would be new, changed, and as they are, if it were imported now."""
    counted = [_expected_at(batch, level) for level in Level]
    counted.append((batch.staged.filter(indicator__isnull=False).exclude(new_area="").count(), 0, 0))
    wanted = set(batch.staged.exclude(listed="").values_list("area", "new_area", "year", "listed"))
    years = {year for _area, _new, year, _status in wanted}
    rows = ListEntry.objects.filter(year__in=years).values_list("area", "year", "status", "is_certain") if years else ()
    known = {tuple(key): is_certain for *key, is_certain in rows}
    there = [known[area, year, status] for area, _new, year, status in wanted if (area, year, status) in known]
    counted.append((len(wanted) - len(there), there.count(False), there.count(True)))
    created, replaced, unchanged = map(sum, zip(*counted, strict=True))
    return created, replaced, unchanged


def _expected_at(batch: Import, level: Level) -> tuple[int, int, int]:
    rows = rows_of(batch, level).filter(new_area="").count()
    if not rows:
        return 0, 0, 0
    owner = f"{level}_id"
    joined = (
        f"FROM {table(Observation)} o, {table(StagedFigure)} s WHERE s.batch_id = %s AND s.indicator_id IS NOT NULL "
        f"AND s.new_area = '' AND o.{owner} = s.{owner} AND o.indicator_id = s.indicator_id AND o.year = s.year"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), COUNT(CASE WHEN {same()} THEN 1 END) {joined}", [batch.pk])
        there, alike = cursor.fetchone()
    return rows - there, there - alike, alike
