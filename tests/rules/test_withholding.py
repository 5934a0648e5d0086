"""What is small, and which more are withheld so that nothing gives it away."""

from collections import defaultdict
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from areas.rules.withholding import Counts, Limits, hides_well, is_small, overlapping, seconds
from tests.exact import determined

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
    assert seconds(counts(50, 60), set(), FIVE) == set() and hides_well(counts(50, 60), set(), set(), FIVE)


def test_a_lone_one_gets_the_twin_about_the_fewest_for_company():
    twins = [Counts(number, group) for number, group in ((3, 400), (80, 300), (40, 200), (60, 500))]
    assert seconds(twins, {0}, FIVE) == {2} and hides_well(twins, {0}, {2}, FIVE)
    # Where it is not known about how many each is, the smallest count.
    assert seconds([Counts(number) for number in (3, 80, 40, 60)], {0}, FIVE) == {2}


def test_company_that_would_give_it_away_is_not_enough_and_takes_the_sums_with_it():
    # The second has 5 or more: with a sum of 5 the small one can only have 0.
    assert seconds(counts(0, 5, 60), {0}, FIVE) == {1, 2} and not hides_well(counts(0, 5, 60), {0}, {1, 2}, FIVE)
    # Two that are below 5 and make 8 can only be 4 each.
    assert seconds(counts(4, 4, 60), {0, 1}, FIVE) == {2} and not hides_well(counts(4, 4, 60), {0, 1}, {2}, FIVE)
    assert not hides_well(counts(0, 0, 60), {0, 1}, set(), FIVE)
    assert hides_well(counts(1, 3, 60), {0, 1}, set(), FIVE)


def test_nobody_is_counted_among_few_and_the_sum_says_so():
    # Both groups are small; that nobody of them is counted, or everybody, would follow from the sum.
    few = Limits(group=20)
    for numbers in ((0, 0, 40), (8, 9, 40)):
        twins = [Counts(number, group) for number, group in zip(numbers, (8, 9, 90), strict=True)]
        assert not hides_well(twins, {0, 1}, set(), few)
    # One of them has but 1 who could be counted, and the other at most 4.
    twins = [Counts(1, 1), Counts(4, 30), Counts(60, 90)]
    assert not hides_well(twins, {0, 1}, set(), FIVE)


def test_where_there_is_no_company_it_cannot_be_hidden():
    assert seconds(counts(3), {0}, FIVE) == set() and not hides_well(counts(3), {0}, set(), FIVE)


GROUPS = st.lists(st.integers(1, 8), min_size=1, max_size=3) | st.sampled_from([[None] * 2, [None] * 3])


@settings(max_examples=60, deadline=None)
@given(GROUPS, st.sampled_from([None, 3, 5]), st.sampled_from([None, 2, 3]), st.booleans())
def test_whoever_knows_how_it_is_done_still_has_a_choice(groups, group, count, are_all):
    """Every table there can be is withheld from. Of those that look the same, no two have the same withheld number."""
    limits, last = Limits(group, count), 10
    alike = defaultdict(list)
    for table in product(*(range((last if one is None else one) + 1) for one in groups)):
        twins = [
            Counts(number, number, is_all=True) if one is None and are_all else Counts(number, one)
            for number, one in zip(table, groups, strict=True)
        ]
        small = {place for place, one in enumerate(twins) if is_small(one, limits)}
        second = seconds(twins, small, limits)
        shown = tuple(number for place, number in enumerate(table) if place not in small | second)
        total = Counts(sum(table), None if None in groups else sum(groups), twins[0].is_all)
        has_sum = hides_well(twins, small, second, limits) and not is_small(total, limits)
        alike[frozenset(small | second), shown, sum(table) if has_sum else None].append(table)
    for (withheld, *_shown), tables in alike.items():
        for place in withheld:
            ends_here = groups[place] is None and any(last in table for table in tables)
            assert ends_here or len({table[place] for table in tables}) > 1, (tables, place)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.sets(st.integers(0, 5)))
def test_either_they_hide_one_another_or_all_are_withheld(numbers, places):
    twins = counts(*numbers)
    small = {place for place in places if place < len(numbers)}
    second = seconds(twins, small, FIVE)
    assert hides_well(twins, small, second, FIVE) or small | second == set(range(len(numbers)))


AREAS = st.lists(st.sets(st.integers(0, 3), min_size=1), min_size=1, max_size=6)


@given(AREAS, st.sets(st.integers(0, 5)))
def test_no_withheld_area_is_made_of_those_that_are_shown(areas, withheld):
    estates = dict(enumerate(map(frozenset, areas)))
    withheld &= estates.keys()
    more = overlapping(estates, withheld)
    shown = estates.keys() - withheld - more
    # The whole of each that is shown is known, and that of one that is withheld given a name.
    known = [(dict.fromkeys(estates[area], 1), 0) for area in shown]
    for area in withheld:
        named = ({**dict.fromkeys(estates[area], 1), "whole": -1}, 0)
        assert "whole" not in determined([*known, named])
    assert bool(more) <= bool(withheld)
