"""What ends when, and whether there is time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efforts.rules.endings import Stage, add_months, horizon, stage_of

ON = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 1, 31), 13, date(2027, 2, 28)),
        (date(2027, 12, 5), 2, date(2028, 2, 5)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_months_are_added_in_the_calendar(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("last_day", "stage"),
    [
        (ON - timedelta(days=1), Stage.OVER),
        (ON, Stage.SHORT),
        (date(2026, 11, 30), Stage.SHORT),
        (date(2026, 12, 1), Stage.DIALOGUE),
        (date(2027, 5, 31), Stage.DIALOGUE),
        (date(2027, 6, 1), Stage.START),
        (date(2027, 9, 30), Stage.START),
        (date(2027, 10, 1), Stage.DISTANT),
    ],
)
def test_the_stage_follows_the_lead_time(last_day, stage):
    assert stage_of(last_day, ON) == stage


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 900))
def test_what_lies_within_the_horizon_is_never_distant(on, days):
    last_day = on + timedelta(days=days)
    assert (stage_of(last_day, on) == Stage.DISTANT) == (last_day > horizon(on))
