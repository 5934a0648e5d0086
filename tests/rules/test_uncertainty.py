"""How far the truth may be from a figure."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from areas.rules.uncertainty import around


def test_wilsons_interval_as_the_textbook_has_it():
    """10 of 100: from 5.52 to 17.44 per cent."""
    less, more = around("per_cent", Decimal(10), numerator=10, denominator=100)
    assert (round(10 - less, 2), round(10 + more, 2)) == (Decimal("5.52"), Decimal("17.44"))


def test_a_survey_says_it_itself_or_by_its_answers():
    assert around("index", Decimal(60), margin=Decimal("2.5")) == (Decimal("2.5"), Decimal("2.5"))
    assert around("per_cent", Decimal(10), answers=100) == around(
        "per_cent", Decimal(10), numerator=10, denominator=100
    )


def test_what_says_nothing_is_not_known():
    assert around("per_cent", Decimal(10)) is None
    assert around("index", Decimal(60), numerator=60, denominator=100) is None
    assert around("number", Decimal(1200), denominator=1200) is None
    assert around("per_cent", Decimal(140), answers=100) is None
    assert around("per_cent", Decimal(0), numerator=0, denominator=0) is None


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_stays_between_none_and_all(share):
    numerator, denominator = share
    less, more = around("per_cent", Decimal(0), numerator=numerator, denominator=denominator)
    value = 100 * Decimal(numerator) / denominator
    assert less >= 0 and more >= 0
    assert value - less >= Decimal("-0.0001") and value + more <= Decimal("100.0001")
    assert less + more > 0
