"""The need level: what a worse figure does, what is equal, what overlaps, and what one weight changes."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from hypothesis import assume, given
from hypothesis import strategies as st

from areas.choices import Availability, RecipeKind, Trend
from areas.rules.need import (
    FINE,
    Base,
    Certainty,
    Item,
    MeanOf,
    Need,
    Place,
    Reading,
    Rule,
    WhyNot,
    bases_of,
    change_of,
    level_of,
    points,
)
from areas.rules.need_places import judge

THERE = Availability.AVAILABLE.value
LIMITS = (4 * FINE, 8 * FINE, 12 * FINE)


def rule(*items: Item, kind=RecipeKind.POINTS, **fields) -> Rule:
    limits = LIMITS if kind == RecipeKind.POINTS else (-FINE, FINE, 15_000)
    fields = {"smallest_residents": 500, "fewest_areas": 3, "limits": limits, "trend_from": FINE, **fields}
    return Rule(kind, items, **fields)


def reading(value: float, **fields) -> Reading:
    return Reading(THERE, round(Decimal(str(value)) * FINE), **fields)


def place(key: int, *values, residents: int | None = 1000) -> Place:
    return Place(key, residents, {number: reading(value) for number, value in enumerate(values) if value is not None})


@st.composite
def towns(draw, kind=None, most_areas: int = 6, fewest: int = 3):
    """A rule and the areas of a municipality that has every figure, some with uncertainty, and its own or none."""
    kind = kind or draw(st.sampled_from(list(RecipeKind)))
    number = draw(st.integers(1, 4))
    items = [
        Item(one, draw(st.sampled_from((1, -1))), draw(st.integers(1, 3)), draw(st.integers(1, 9 * FINE)), 4)
        for one in range(number)
    ]
    value = st.integers(0, 100 * FINE)
    ends = st.one_of(st.none(), st.integers(0, 5 * FINE))
    places = []
    for key in range(draw(st.integers(fewest, most_areas))):
        readings = {}
        for one in range(number):
            end = draw(ends)
            readings[one] = Reading(THERE, draw(value), end, end, draw(st.integers(1, 5000)))
        places.append(Place(key, draw(st.integers(500, 9000)), readings))
    own = {one: Reading(THERE, draw(value)) for one in range(number) if draw(st.booleans())}
    return rule(*items, kind=kind), places, own


# --- points ---


def test_a_point_for_each_whole_step_and_never_more_than_the_most():
    item, base = Item.of(1, "higher", 1, Decimal("2.5"), 4), Base(20 * FINE, MeanOf.MUNICIPALITY, 0)
    found = [points(item, fine_value, base) for fine_value in (19 * FINE, 20 * FINE, 224_999, 225_000, 90 * FINE)]
    assert found == [0, 0, 0, 1, 4]


def test_a_lower_income_is_worse():
    item, base = Item.of(1, "lower", 1, Decimal(5), 4), Base(60 * FINE, MeanOf.MUNICIPALITY, 0)
    assert [points(item, value * FINE, base) for value in (65, 60, 56, 55, 50)] == [0, 0, 0, 1, 2]


def test_a_score_on_a_limit_has_reached_it():
    assert [level_of(rule(), total, 1) for total in (0, 3, 4, 7, 8, 11, 12, 99)] == [1, 1, 2, 2, 3, 3, 4, 4]


@given(towns())
def test_a_worse_figure_never_lowers_the_score(town):
    a_rule, places, own = town
    before = judge(a_rule, places, own)[0]
    bases = bases_of(a_rule, places, own)
    assume(before.total is not None)
    for item in a_rule.items:
        value = places[0].readings[item.indicator].value
        for more in (1, FINE, 30 * FINE):
            assert points(item, value + item.worse * more, bases[item.indicator]) >= points(
                item, value, bases[item.indicator]
            )


@given(towns(kind=RecipeKind.POINTS), st.integers(1, 40 * FINE))
def test_nor_when_the_mean_moves_with_it(town, more):
    a_rule, places, own = town
    before = judge(a_rule, places, own)[0]
    item = a_rule.items[0]
    old = places[0].readings[item.indicator]
    worse = replace(places[0], readings={**places[0].readings, 0: replace(old, value=old.value + item.worse * more)})
    after = judge(a_rule, [worse, *places[1:]], own)[0]
    assert after.total >= before.total


@given(towns(), st.integers(2, 5))
def test_all_weights_times_the_same_keep_the_order(town, times):
    a_rule, places, own = town
    heavier = replace(a_rule, items=tuple(replace(item, weight=item.weight * times) for item in a_rule.items))
    now, then = judge(a_rule, places, own), judge(heavier, places, own)
    assert [now[key].place for key in now] == [then[key].place for key in now]
    assert [(now[key].rank_from, now[key].rank_to) for key in now] == [
        (then[key].rank_from, then[key].rank_to) for key in now
    ]


@given(towns())
def test_an_area_equal_to_the_mean_has_nothing_to_show_for_it(town):
    a_rule, places, own = town
    bases = bases_of(a_rule, places, own)
    assume(all(bases.values()))
    assert all(points(item, bases[item.indicator].mean, bases[item.indicator]) == 0 for item in a_rule.items)


def test_areas_that_are_all_alike_do_not_differ_by_a_deviation_of_nothing():
    found = judge(rule(Item(0, 1, 1, FINE, 4), kind=RecipeKind.MATRIX), [place(key, 40) for key in range(4)], {})
    assert {(need.total, need.place, need.rank_from, need.rank_to) for need in found.values()} == {(0, 1, 1, 4)}


def test_a_standard_deviation_is_one():
    """Two areas of 30 and two of 50, equally large: the mean is 40 and the deviation 10."""
    town = [place(1, 30), place(2, 30), place(3, 50), place(4, 50)]
    found = judge(rule(Item(0, 1, 2, FINE, 4), kind=RecipeKind.MATRIX), town, {})
    assert [found[key].score for key in (1, 2, 3, 4)] == [-1, -1, 1, 1]
    assert [found[key].level for key in (1, 2, 3, 4)] == [2, 2, 3, 3]


# --- the mean ---


def test_the_mean_is_the_municipalitys_own_figure_where_there_is_one():
    a_rule = rule(Item(0, 1, 1, FINE, 4))
    assert bases_of(a_rule, [place(1, 30)], {0: reading(20)})[0] == Base(20 * FINE, MeanOf.MUNICIPALITY, 1)
    withheld = {0: Reading(Availability.WITHHELD.value)}
    assert bases_of(a_rule, [place(1, 30)], withheld) == {0: WhyNot.FEW_AREAS}


def test_else_it_is_weighed_by_denominators_and_where_one_lacks_them_by_residents():
    a_rule = rule(Item(0, 1, 1, FINE, 4))
    town = [place(1, 30, residents=1000), place(2, 40, residents=2000), place(3, 50, residents=1000)]
    assert bases_of(a_rule, town, {})[0] == Base(40 * FINE, MeanOf.RESIDENTS, 3)
    counted = [Place(one.key, 9, {0: replace(one.readings[0], denominator=one.key)}) for one in town]
    # (30 + 2 × 40 + 3 × 50) / 6, to four decimals
    assert bases_of(a_rule, counted, {})[0] == Base(433_333, MeanOf.DENOMINATORS, 3)


# --- why not ---


def test_why_there_is_no_level():
    items = Item(0, 1, 1, FINE, 4), Item(1, 1, 1, FINE, 4)
    withheld = Place(6, 900, {0: reading(30), 1: Reading(Availability.WITHHELD.value)})
    town = [
        *(place(key, 30, 40) for key in (1, 2, 3)),
        place(4, 30, None),
        place(5, None, None),
        withheld,
        place(7, 30, 40, residents=499),
        place(8, 30, 40, residents=None),
        Place(9, 900, {0: reading(30), 1: Reading(Availability.NOT_AVAILABLE.value)}),
    ]
    found = judge(rule(*items), town, {})
    assert {key: need.why_not for key, need in found.items() if need.why_not} == {
        4: WhyNot.MISSING,
        5: WhyNot.NO_FIGURES,
        6: WhyNot.WITHHELD,
        7: WhyNot.FEW_RESIDENTS,
        8: WhyNot.NO_RESIDENTS,
        9: WhyNot.MISSING,
    }
    assert {need.ranked for need in found.values() if need.level} == {3}
    assert judge(rule(), town[:1], {})[1].why_not == WhyNot.EMPTY
    assert judge(rule(*items), town[:2], {})[1].why_not == WhyNot.FEW_AREAS


def test_areas_of_the_official_lists_are_not_held_against_each_other_alone():
    a_rule, town = rule(Item(0, 1, 1, FINE, 4)), [place(key, 30 + key) for key in range(6)]
    listed = [replace(one, is_listed=True) for one in town]
    few = [*listed[:4], *town[4:]]
    assert {need.why_not for need in judge(a_rule, few, {}).values()} == {WhyNot.ONLY_LISTED}
    assert all(need.level for need in judge(a_rule, [*listed[:3], *town[3:]], {}).values()), "three are on none"
    assert all(need.level for need in judge(a_rule, listed, {0: reading(20)}).values()), "the municipality's own"


def test_a_figure_without_weight_is_not_missed():
    items = Item(0, 1, 1, FINE, 4), Item(1, 1, 0, FINE, 4)
    found = judge(rule(*items), [place(key, 30) for key in (1, 2, 3)], {})
    assert {need.level for need in found.values()} == {1}


# --- the places ---


@given(towns(most_areas=5))
def test_an_area_may_have_just_the_places_that_its_interval_leaves_it(town):
    """Every order in which nobody stands above somebody who is surely higher."""
    needs = [need for need in judge(*town).values() if need.level]
    possible = {need.key: set() for need in needs}
    for order in permutations(needs):
        pairs = [(above, below) for index, above in enumerate(order) for below in order[index + 1 :]]
        if not any(below.low > above.high for above, below in pairs):
            for position, need in enumerate(order, 1):
                possible[need.key].add(position)
    for need in needs:
        assert possible[need.key] == set(range(need.rank_from, need.rank_to + 1))
        assert need.low <= need.total <= need.high
        assert need.rank_from <= need.place <= need.rank_to


def test_what_is_not_known_to_differ_is_not_ranked():
    a_rule = rule(Item(0, 1, 1, FINE, 99))
    town = [
        Place(1, 900, {0: reading(50, less=3 * FINE, more=3 * FINE)}),
        Place(2, 900, {0: reading(46, less=3 * FINE, more=3 * FINE)}),
        Place(3, 900, {0: reading(30, less=3 * FINE, more=3 * FINE)}),
    ]
    found = judge(a_rule, town, {0: reading(20)})
    assert [(found[key].place, found[key].rank_from, found[key].rank_to) for key in (1, 2, 3)] == [
        (1, 1, 2),
        (2, 1, 2),
        (3, 3, 3),
    ]
    assert found[1].certainty == Certainty.KNOWN
    unsure = judge(a_rule, [place(1, 50), *town[1:]], {0: reading(20)})
    assert unsure[1].certainty == Certainty.UNKNOWN


# --- one weight ---


@given(towns())
def test_a_weight_moved_gives_the_place_that_computing_anew_gives(town):
    a_rule, places, own = town
    now = judge(a_rule, places, own, with_moves=True)
    assume(any(need.level for need in now.values()))
    expected = {key: set() for key in now}
    for number, item in enumerate(a_rule.items):
        for weight in (item.weight + 1, item.weight - 1):
            items = (*a_rule.items[:number], replace(item, weight=weight), *a_rule.items[number + 1 :])
            if any(one.weight for one in items):
                then = judge(replace(a_rule, items=items), places, own)
                for key, need in then.items():
                    if need.level and need.place != now[key].place:
                        expected[key].add((item.indicator, item.weight, weight, need.place, need.level))
    found = {
        key: {(one.indicator, one.weight, one.new_weight, one.new_place, one.new_level) for one in need.moved}
        for key, need in now.items()
    }
    assert found == expected
    flags = {key: need.is_sensitive for key, need in judge(a_rule, places, own).items()}
    assert flags == {key: bool(moves) for key, moves in expected.items()}


# --- the trend ---


def test_the_trend_is_rising_from_its_limit_and_not_known_without_both_years():
    a_rule = rule(Item(0, 1, 1, FINE, 4), trend_from=2 * FINE)
    needs = [Need(1, level=1, total=total, low=total, high=total) for total in (3, 4, 5, 6, 7)]
    trends = [change_of(a_rule, need, needs[2]).trend for need in needs]
    assert trends == [Trend.FALLING, Trend.STEADY, Trend.STEADY, Trend.STEADY, Trend.RISING]
    assert change_of(a_rule, needs[0], None).trend == Trend.UNKNOWN
    assert change_of(a_rule, needs[0], Need(1, why_not=WhyNot.MISSING)).trend == Trend.UNKNOWN


def test_a_change_within_the_uncertainty_is_not_sure():
    a_rule = rule(Item(0, 1, 1, FINE, 4))
    sure = {"certainty": Certainty.KNOWN}
    before, near = Need(1, total=4, low=2, high=6, **sure), Need(1, total=7, low=5, high=9, **sure)
    far, unknown = Need(1, total=9, low=7, high=11, **sure), Need(1, total=9, low=9, high=9)
    found = [change_of(a_rule, now, before).is_sure for now in (near, far, unknown)]
    assert found == [False, True, None]
