"""The limits of the official lists: one at most for a figure in a year, none where no source confirms one."""

from decimal import Decimal

import pytest

from areas.rules.limits import LIMITS, limits_between


@pytest.mark.parametrize("year", range(2008, 2027))
@pytest.mark.parametrize("indicator", sorted({limit.indicator for limit in LIMITS}))
def test_a_figure_has_one_limit_a_year_at_most(indicator, year):
    assert len([limit for limit in LIMITS if limit.indicator == indicator and limit.holds_in(year)]) <= 1


def test_the_limit_for_convicted_is_unknown_after_2020():
    assert limits_between("convicted", 2021, 2026) == []
    assert [limit.value for limit in limits_between("convicted", 2017, 2019)] == [
        Decimal("2.70"),
        Decimal("1.98"),
        Decimal("2.03"),
    ]


def test_limits_before_the_first_list_are_not_made_up():
    assert limits_between("outside_work", 2000, 2009) == []


def test_every_limit_has_a_source():
    assert all(limit.source.startswith("http") for limit in LIMITS)
