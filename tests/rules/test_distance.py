"""The distance to a limit: exact where people are counted, a range that holds it where a share is rounded."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from areas.choices import Comparison, NoCount
from areas.rules.distance import edge, meets, of_count, of_rounded_share, of_share

GT, GTE, LT = Comparison.MORE_THAN, Comparison.AT_LEAST, Comparison.LESS_THAN
comparisons = st.sampled_from(Comparison)
limits = st.decimals(min_value=1, max_value=99, places=2)


@st.composite
def groups(draw):
    """A group and how many of it."""
    whole = draw(st.integers(1, 5000))
    return draw(st.integers(0, whole)), whole


def met(comparison: Comparison, limit: Decimal, part: int, whole: int) -> bool:
    return meets(comparison, Fraction(100 * part, whole), limit)


@pytest.mark.parametrize(
    ("comparison", "on_the_limit"), [(GT, False), (GTE, True), (LT, False)], ids=["more than", "at least", "less than"]
)
def test_the_comparison_decides_on_the_limit_itself(comparison, on_the_limit):
    limit = Decimal("40")
    assert meets(comparison, Decimal("40.0000"), limit) is on_the_limit
    assert meets(comparison, Fraction(40), limit) is on_the_limit
    assert meets(comparison, Decimal("40.0001"), limit) is (comparison != LT)
    assert meets(comparison, Decimal("39.9999"), limit) is (comparison == LT)


def test_fourteen_fewer_without_work():
    """414 of 1,000 are without work; at 400 it is no longer more than 40 per cent."""
    found = of_share(GT, Decimal("1.4"), Decimal(40), 414, 1000)
    assert (found.residents, found.most, found.fewer, found.is_about) == (14, 14, True, False)
    found = of_share(GTE, Decimal("1.4"), Decimal(40), 414, 1000)
    assert (found.residents, found.fewer) == (15, True)
    found = of_share(GT, Decimal("0"), Decimal(40), 400, 1000)
    assert (found.residents, found.fewer) == (1, False)


def test_a_number_of_residents():
    found = of_count(GTE, 966, 1000)
    assert (found.points, found.residents, found.fewer) == (-34, 34, False)
    found = of_count(GTE, 1000, 1000)
    assert (found.points, found.residents, found.fewer) == (0, 1, True)


def test_limits_that_no_number_of_people_passes():
    assert of_share(GT, Decimal(0), Decimal(100), 50, 50).why == NoCount.NO_WAY
    assert of_share(GTE, Decimal(0), Decimal(0), 0, 50).why == NoCount.NO_WAY
    assert of_share(LT, Decimal(0), Decimal(0), 0, 50).why == NoCount.NO_WAY


@given(comparisons, limits, groups())
def test_exactly_so_many_turn_it_over_and_one_fewer_does_not(comparison, limit, group):
    part, whole = group
    found = of_share(comparison, Decimal(0), limit, part, whole)
    if found.residents is None:
        ends = {met(comparison, limit, count, whole) for count in range(whole + 1)}
        assert ends == {met(comparison, limit, part, whole)}
        return
    step = -1 if found.fewer else 1
    before = met(comparison, limit, part, whole)
    assert met(comparison, limit, part + step * found.residents, whole) is not before
    assert met(comparison, limit, part + step * (found.residents - 1), whole) is before


@given(comparisons, limits, st.integers(1, 5000))
def test_the_edge_is_where_the_answer_turns(comparison, limit, whole):
    last, first = edge(comparison, limit, whole)
    assert abs(last - first) == 1
    for count, answer in ((last, True), (first, False)):
        if 0 <= count <= whole:
            assert met(comparison, limit, count, whole) is answer


@given(comparisons, limits, groups(), st.integers(0, 2))
def test_a_rounded_share_gives_a_range_that_holds_the_truth(comparison, limit, group, decimals):
    part, whole = group
    printed = (Decimal(100 * part) / whole).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    says = meets(comparison, printed, limit)
    found = of_rounded_share(comparison, printed, limit, whole, Fraction(1, 2 * 10**decimals), says)
    if met(comparison, limit, part, whole) is not says:
        return  # printed on the other side of the limit: nobody can know from the print
    truth = of_share(comparison, Decimal(0), limit, part, whole)
    assert (found.residents is None) == (truth.residents is None)
    if found.residents is not None:
        assert found.residents <= truth.residents <= found.most
        assert found.fewer == truth.fewer
