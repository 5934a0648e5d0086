"""How old figures are, held against how often their source comes."""

from datetime import date

import pytest

from areas.rules.freshness import Age, freshness, whole_months

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2025, 11, 23), TODAY, 12),
        (date(2025, 11, 24), TODAY, 11),
        (TODAY, TODAY, 0),
    ],
)
def test_months_are_whole(first, last, months):
    assert whole_months(first, last) == months


@pytest.mark.parametrize(
    ("extracted", "between", "age"),
    [
        (date(2025, 11, 24), 12, Age.FRESH),
        (date(2025, 11, 23), 12, Age.DUE),
        (date(2025, 5, 24), 12, Age.DUE),  # seventeen whole months
        (date(2025, 5, 23), 12, Age.LATE),
        (date(2026, 11, 1), None, Age.UNKNOWN),
        (date(2026, 11, 1), 0, Age.UNKNOWN),
    ],
)
def test_an_edition_is_due_and_then_late(extracted, between, age):
    assert freshness(2025, extracted, between, TODAY).age is age


def test_without_an_extract_date_the_year_counts_to_its_end():
    found = freshness(2023, None, 12, TODAY)
    assert (found.age, found.as_of, found.months) == (Age.LATE, date(2023, 12, 31), 34)


def test_a_year_that_has_not_ended_is_no_older_than_today():
    assert freshness(2026, None, 12, TODAY).months == 0


def test_no_figures_have_no_age():
    found = freshness(None, None, 12, TODAY)
    assert (found.age, found.as_of, found.months) == (Age.UNKNOWN, None, None)
