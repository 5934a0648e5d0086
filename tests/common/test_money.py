import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from boligsocial.common.money import WHOLE, ScaledFormField, kroner, parts_of_whole, per_cent

AMOUNTS = st.lists(st.integers(0, 10**13), min_size=1, max_size=12)


@given(AMOUNTS)
def test_parts_add_up_to_the_whole(amounts):
    parts = parts_of_whole(amounts)
    assert sum(parts) == (WHOLE if sum(amounts) else 0)


@given(AMOUNTS)
def test_a_part_is_never_a_basis_point_or_more_from_its_true_share(amounts):
    total = sum(amounts)
    for amount, part in zip(amounts, parts_of_whole(amounts), strict=True):
        assert abs(part * total - amount * WHOLE) < total or total == 0


def test_thirds_are_shared_out():
    assert parts_of_whole([1, 1, 1]) == [3334, 3333, 3333]
    assert parts_of_whole([75, 12, 13]) == [7500, 1200, 1300]
    assert parts_of_whole([0, 0]) == [0, 0]


@pytest.mark.parametrize(
    ("language", "money", "share"),
    [("da", "1.250.000,50 kr.", "12,50 %"), ("en", "1,250,000.50 kr.", "12.50 %")],
)
def test_money_and_shares_are_written_in_the_language(language, money, share):
    with translation.override(language):
        assert kroner(125_000_050) == money
        assert per_cent(1250) == share


def test_whole_kroner_have_no_decimals():
    assert kroner(125_000_000) == "1.250.000 kr."


@pytest.mark.parametrize(
    ("typed", "ore"),
    [
        ("1.250.000,50", 125_000_050),
        ("1250000,5", 125_000_050),
        ("1 250 000 kr.", 125_000_000),
        ("1.250", 125_000),
        ("12.5", 1250),
        ("0", 0),
        ("12,5", 1250),
        ("", None),
    ],
)
def test_danish_amounts_are_read(typed, ore):
    assert ScaledFormField(scale=100, required=False).clean(typed) == ore


NO_AMOUNTS = ["abc", "1,005", "NaN", "Infinity", "1e400000", "--1", "\x00", "½", "1.2.3", "12.34.5"]


@pytest.mark.parametrize("typed", NO_AMOUNTS)
def test_what_is_no_amount_gets_a_message(typed):
    with pytest.raises(ValidationError):
        ScaledFormField(scale=100).clean(typed)


@given(st.integers(0, 10**13))
def test_what_is_shown_is_read_back(ore):
    field = ScaledFormField(scale=100)
    for language in ("da", "en"):
        with translation.override(language):
            assert field.clean(field.prepare_value(ore)) == ore


@given(st.integers(1, 48 * 60))
def test_minutes_that_are_no_round_hours_survive_a_form(minutes):
    field = ScaledFormField(scale=60, rounds=True)
    with translation.override("da"):
        assert field.clean(field.prepare_value(minutes)) == minutes
