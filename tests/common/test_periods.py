from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boligsocial.common.periods import days_in_year, holds, in_force, overlapping
from efforts.models import Effort
from tests import factories

DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))
ENDS = st.none() | DAYS


@given(ENDS, ENDS, DAYS)
def test_days_in_years_add_up_to_the_period(starts_on, ends_on, on):
    years = range(2019, 2029)
    first, after = starts_on or date(2019, 1, 1), ends_on or date(2029, 1, 1)
    assert sum(days_in_year(first, after, year) for year in years) == max((after - first).days, 0)


def test_a_period_holds_its_first_day_and_not_its_end():
    start, end = date(2017, 6, 1), date(2021, 6, 1)
    assert holds(start, end, start)
    assert holds(start, end, date(2021, 5, 31))
    assert not holds(start, end, end)
    assert not holds(start, end, date(2017, 5, 31))


@pytest.mark.parametrize("on", [date(2020, 12, 31), date(2021, 1, 1), date(2022, 12, 31), date(2023, 1, 1)])
@pytest.mark.parametrize("starts_on", [None, date(2021, 1, 1)])
@pytest.mark.parametrize("ends_on", [None, date(2023, 1, 1)])
def test_the_database_and_python_agree_on_what_is_in_force(db, starts_on, ends_on, on):
    factories.effort(starts_on=starts_on, ends_on=ends_on)
    assert Effort.objects.filter(in_force(on)).exists() == holds(starts_on, ends_on, on)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "meets"),
    [
        (None, None, True),
        (None, date(2021, 1, 1), False),
        (None, date(2021, 1, 2), True),
        (date(2023, 1, 1), None, False),
        (date(2022, 12, 31), None, True),
        (date(2021, 5, 1), date(2021, 6, 1), True),
    ],
)
def test_periods_that_only_touch_do_not_overlap(db, starts_on, ends_on, meets):
    factories.effort(starts_on=date(2021, 1, 1), ends_on=date(2023, 1, 1))
    assert Effort.objects.filter(overlapping(starts_on, ends_on)).exists() is meets


def test_the_last_day_is_the_day_before_the_end(db):
    assert factories.effort(ends_on=date(2021, 6, 1)).last_day == date(2021, 5, 31)
    assert factories.effort().last_day is None


def test_a_row_is_named_by_its_days_as_danes_write_them():
    row = Effort(starts_on=date(2017, 6, 1), ends_on=date(2021, 6, 1))
    assert row.span == "01.06.2017 – 31.05.2021"
    assert Effort(starts_on=date(2017, 6, 1)).span == "01.06.2017 – …"
    assert Effort().span == ""
