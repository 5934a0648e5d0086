"""Boundaries that lie over each other."""

from datetime import date

import pytest

from areas.overlaps import overlaps_of
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def border(home):
    """16 hectares."""
    return factories.border(factories.area("Midten", municipality=home), geometry=factories.square())


def neighbour(home, name: str = "Naboen", area: dict | None = None, **fields):
    return factories.border(factories.area(name, municipality=home, **(area or {})), **fields)


def test_hectares_and_share_are_told_largest_first(border, home, consultant):
    neighbour(home, "Lidt", geometry=factories.square(x=300))
    neighbour(home, "Meget", geometry=factories.square(x=-200))
    found = overlaps_of(border, consultant, TODAY)
    assert [(one.area.name, one.hectares, one.share) for one in found] == [("Meget", 8, 50), ("Lidt", 4, 25)]


def test_a_hole_is_not_overlapped(home, consultant):
    with_hole = factories.border(factories.area(municipality=home), geometry=factories.ring())
    neighbour(home, geometry=factories.square(x=100, y=100, side=200))
    assert overlaps_of(with_hole, consultant, TODAY) == []


def test_neighbours_that_touch_and_slivers_are_none(border, home, consultant):
    neighbour(home, "Ved siden af", geometry=factories.square(x=400))
    neighbour(home, "En stribe", geometry=factories.square(x=399.8, y=-400.0 + 0.2))
    assert overlaps_of(border, consultant, TODAY) == []


def test_only_what_holds_on_the_day_counts(border, home, consultant):
    neighbour(home, "Flyttet", geometry=factories.square(), ends_on=date(2020, 1, 1))
    neighbour(home, "Lukket", {"ends_on": date(2020, 1, 1)}, geometry=factories.square())
    neighbour(home, "Kommer", geometry=factories.square(), starts_on=date(2030, 1, 1))
    assert overlaps_of(border, consultant, TODAY) == []
    assert [one.area.name for one in overlaps_of(border, consultant, date(2019, 1, 1))] == ["Flyttet", "Lukket"]


def test_who_may_not_see_the_neighbour_is_not_told_its_name(border, elsewhere, consultant):
    neighbour(elsewhere, "Hemmelig", geometry=factories.square(x=200))
    (found,) = overlaps_of(border, consultant, TODAY)
    assert found.area is None and found.hectares == 8


def test_ten_neighbours_cost_as_much_as_one(border, home, consultant, count_queries):
    neighbour(home, "Nabo 0", geometry=factories.square(x=200))
    overlaps_of(border, consultant, TODAY)  # the user's memberships are read once
    one = count_queries(lambda: overlaps_of(border, consultant, TODAY))
    for number in range(1, 11):
        neighbour(home, f"Nabo {number}", geometry=factories.square(x=200, y=10 * number))
    assert count_queries(lambda: overlaps_of(border, consultant, TODAY)) == one
