"""The money of a year that the effort does not see the end of."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efforts.rules.shortening import YearAmounts, part_left, shortened

amounts = st.dictionaries(st.integers(1, 9), st.integers(0, 10**12), max_size=6)
parts = st.fractions(0, 1, max_denominator=366)


@pytest.mark.parametrize(
    ("starts_on", "before", "after", "left"),
    [
        (None, None, date(2027, 1, 1), Fraction(1)),
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 7, 1), Fraction(181, 365)),
        (date(2026, 6, 1), date(2026, 9, 1), date(2026, 8, 1), Fraction(61, 92)),
        (None, None, date(2028, 7, 1), Fraction(182, 366)),
    ],
)
def test_the_part_of_the_days_that_is_left(starts_on, before, after, left):
    year = date.fromordinal(after.toordinal() - 1).year
    assert part_left(starts_on, before, after, year) == left


@given(amounts, st.integers(0, 10**12), parts)
def test_what_is_covered_and_what_is_not_adds_up_to_the_budget(granted, gap, part):
    whole = sum(granted.values()) + gap
    after = shortened(YearAmounts(whole, granted, {}), part)
    assert sum(after.granted.values()) <= after.budget
    assert abs(after.budget - whole * part) <= Fraction(1, 2)
    for key, amount in after.granted.items():
        assert abs(amount - granted[key] * part) <= 1
    if gap == 0:
        assert sum(after.granted.values()) == after.budget


@given(amounts, amounts, parts)
def test_nothing_grows_and_nobody_is_lost(granted, others, part):
    after = shortened(YearAmounts(None, granted, others), part)
    assert after.budget is None
    assert after.granted.keys() == granted.keys()
    assert after.others.keys() == others.keys()
    assert sum(after.granted.values()) <= sum(granted.values())
    assert all(0 <= after.others[key] <= others[key] for key in others)
