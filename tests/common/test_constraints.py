"""The database itself refuses what must not be: each test writes past the forms."""

from datetime import date

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from boligsocial.common.periods import holds
from boligsocial.common.spatial import GRID
from efforts.models import AreaReach
from staffing.models import Placement
from tests import factories
from tests.refusal import refused

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def test_a_border_that_crosses_itself_cannot_be_stored(db):
    bow_tie = Polygon(
        [(580_000, 6_140_000), (580_100, 6_140_100), (580_100, 6_140_000), (580_000, 6_140_100), (580_000, 6_140_000)]
    )
    border = factories.border()
    assert refused(lambda: type(border).objects.update(geometry=MultiPolygon(bow_tie, srid=GRID)))


def test_an_area_has_one_border_at_a_time(db):
    old = factories.border(ends_on=FEB)
    assert refused(lambda: factories.border(old.area, starts_on=JAN))
    assert not refused(lambda: factories.border(old.area, starts_on=FEB))


def test_a_bulk_update_cannot_make_borders_overlap(db):
    old = factories.border(ends_on=FEB)
    factories.border(old.area, starts_on=FEB)
    assert refused(lambda: old.area.borders.update(ends_on=None))


def test_overlap_is_said_in_words_with_the_row_in_the_way(db):
    old = factories.placement(factories.post(), starts_on=JAN, ends_on=MAR)
    double = Placement(post=old.post, workplace=old.workplace, weekday=old.weekday, starts_on=FEB)
    with pytest.raises(ValidationError) as caught:
        double.full_clean()
    assert "01.01.2026 – 28.02.2026" in str(caught.value)


def test_a_row_is_not_in_its_own_way(db):
    placed = factories.placement(factories.post(), starts_on=JAN)
    placed.ends_on = MAR
    placed.full_clean()
    placed.save()


def test_days_that_are_not_known_do_not_collide(db):
    post = factories.post()
    factories.placement(post, weekday=None)
    assert not refused(lambda: factories.placement(post, weekday=None))


def test_periods_run_forward(db):
    assert refused(lambda: factories.effort(starts_on=FEB, ends_on=JAN))
    assert refused(lambda: factories.effort(starts_on=FEB, ends_on=FEB))


def test_the_triggers_follow_a_table_remake(db):
    """Adding and removing a field remakes the table on the embedded database; the rule must still hold."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                [Placement._meta.db_table],
            )
            assert cursor.fetchone() == (2,)
    else:
        constraints = connection.introspection.get_constraints(connection.cursor(), Placement._meta.db_table)
        assert "staffing_placement_one_place_a_day" in constraints


DAYS = st.integers(0, 40).map(lambda number: date.fromordinal(JAN.toordinal() + number))
PERIODS = st.tuples(st.none() | DAYS, st.none() | DAYS)


class OverlapTests(TestCase):
    """Whatever order rows come in, no day is ever held twice, and no free day is refused."""

    @settings(max_examples=60, deadline=None)
    @given(st.lists(PERIODS, min_size=2, max_size=6))
    def test_no_day_is_held_twice(self, periods):
        effort, area = factories.effort(), factories.area()
        kept: list[tuple] = []
        for starts_on, ends_on in periods:
            row = AreaReach(effort=effort, area=area, starts_on=starts_on, ends_on=ends_on)
            said_no = refused(row.save)
            backwards = starts_on is not None and ends_on is not None and ends_on <= starts_on
            days = [date.fromordinal(JAN.toordinal() + number) for number in range(-1, 42)]
            mine = {day for day in days if holds(starts_on, ends_on, day)}
            taken = {day for period in kept for day in days if holds(*period, day)}
            assert said_no == (backwards or bool(mine & taken))
            if not said_no:
                kept.append((starts_on, ends_on))
