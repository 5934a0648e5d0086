"""What is small, and which more are withheld so that nothing gives it away."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from areas.rules.withholding import Counts, Limits, hides_well, is_small, seconds

FIVE = Limits(count=5)


def counts(*numbers: int, of: int = 1000) -> list[Counts]:
    return [Counts(number, of) for number in numbers]


def test_below_the_limit_is_small_and_on_it_is_not():
    assert [is_small(Counts(number, 100), FIVE) for number in (0, 4, 5, 95, 96, 100)] == [1, 1, 0, 0, 1, 1]
    # A count of residents is the whole group: that nobody is left of it tells nothing of anybody.
    assert [is_small(Counts(number, number, is_all=True), FIVE) for number in (4, 5, 900)] == [True, False, False]
    assert [is_small(Counts(50, group), Limits(group=100)) for group in (99, 100)] == [True, False]


def test_what_is_not_known_is_not_held_against_a_limit():
    assert not is_small(Counts(), Limits(100, 5))
    assert is_small(Counts(None, 99), Limits(100, 5)) and is_small(Counts(4, None), Limits(100, 5))
    assert not is_small(Counts(1, 2), Limits())


def test_of_two_sets_of_limits_the_stricter_counts():
    assert Limits(100, None) | Limits(20, 5) == Limits(100, 5)
    assert not Limits() and not Limits(0, 0) and Limits(None, 1)


def test_nothing_more_is_withheld_where_nothing_is():
    assert seconds(counts(50, 60), set(), FIVE) == set()


def test_a_lone_one_gets_the_smallest_of_its_twins_for_company():
    assert seconds(counts(3, 80, 40, 60), {0}, FIVE) == {2}


def test_company_that_would_give_it_away_is_not_enough():
    # The second is 5 or more and the smallest: with a sum of 5 the small one can only be 0.
    assert seconds(counts(0, 5, 60), {0}, FIVE) == {1, 2}
    # Two that are below 5 and make 8 can only be 4 each.
    assert seconds(counts(4, 4, 60), {0, 1}, FIVE) == {2}
    assert seconds(counts(0, 0, 60), {0, 1}, FIVE) == {2}
    # The second is the smallest of those above 4, and one that is shown has 5.
    assert not hides_well(counts(2, 5, 5), {0, 1}, FIVE)


def test_where_there_is_no_company_it_cannot_be_hidden():
    assert seconds(counts(3), {0}, FIVE) == set() and not hides_well(counts(3), {0}, FIVE)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=4), st.integers(2, 6))
def test_whoever_knows_the_sum_and_the_rule_still_has_a_choice(numbers, limit):
    """Every table of numbers that would look the same is tried: no withheld number is the same in all of them."""
    limits = Limits(count=limit)
    twins = counts(*numbers)
    small = {place for place, number in enumerate(numbers) if number < limit}
    withheld = small | seconds(twins, small, limits)
    if not hides_well(twins, withheld, limits):
        return
    total = sum(numbers[place] for place in withheld)
    most = min((numbers[place] for place in range(len(numbers)) if place not in withheld), default=total)
    ranges = [range(limit) if place in small else range(limit, most + 1) for place in sorted(withheld)]
    same = [guess for guess in product(*ranges) if sum(guess) == total]
    for place in range(len(withheld)):
        assert len({guess[place] for guess in same}) > 1


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.sets(st.integers(0, 5)))
def test_either_they_hide_one_another_or_all_are_withheld(numbers, places):
    twins = counts(*numbers)
    withheld = {place for place in places if place < len(numbers)}
    together = withheld | seconds(twins, withheld, FIVE)
    assert hides_well(twins, together, FIVE) or together == set(range(len(numbers)))
