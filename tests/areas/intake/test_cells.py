"""Numbers as people write them: nothing is guessed without saying so, and what was meant comes back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from areas.intake.cells import Reading, Tally, read
from areas.intake.words import availability
from boligsocial.common.tabular import Broken, Share

SHARE = {"is_count": False, "is_share": True}
COUNT = {"is_count": True}


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ("43,5", SHARE, "43.5"),
        ("43.5", SHARE, "43.5"),
        ("43,5 %", SHARE, "43.5"),
        ("43,5%", SHARE, "43.5"),
        ("43,5 pct.", SHARE, "43.5"),
        (" 43,5\xa0", SHARE, "43.5"),
        ("'43,5", SHARE, "43.5"),
        ("43,5*", SHARE, "43.5"),
        ("43,5 1)", SHARE, "43.5"),
        ("43,5¹", SHARE, "43.5"),
        (",5", SHARE, "0.5"),
        (0, SHARE, "0"),
        (Decimal("36.8"), SHARE, "36.8"),
        (Share(Decimal("43.30")), SHARE, "43.3"),
        ("2.440", COUNT, "2440"),
        ("2,440", COUNT, "2440"),
        ("1.234.567", COUNT, "1234567"),
        ("1 234", COUNT, "1234"),
        ("1\u202f234", COUNT, "1234"),
        ("2440,0", COUNT, "2440"),
        ("1.234,5", {"is_count": False}, "1234.5"),
        ("1,234.5", {"is_count": False}, "1234.5"),
        ("43.333", SHARE, "43.333"),
        (Decimal("0.30000000000000004"), SHARE, "0.3"),
    ],
)
def test_numbers_that_are_understood(cell, kind, value):
    number = read(cell, Reading(), **kind)
    assert (number.state, number.value, number.fault) == ("available", Decimal(value), "")


@pytest.mark.parametrize(
    ("cell", "kind", "fault"),
    [
        ("ca. 40", SHARE, "not_a_number"),
        ("40-50", SHARE, "not_a_number"),
        ("4 3", SHARE, "not_a_number"),
        ("1e3", SHARE, "not_a_number"),
        ("=1+1", SHARE, "not_a_number"),
        ("٤٣", SHARE, "not_a_number"),
        (True, SHARE, "not_a_number"),
        ("1.23,4.5", SHARE, "odd_number"),
        ("1,23,4", SHARE, "odd_number"),
        ("-3,5", SHARE, "negative"),
        ("−3", COUNT, "negative"),
        (-3, COUNT, "negative"),
        ("12,5", COUNT, "not_whole"),
        ("12 %", COUNT, "sign_in_count"),
        (Share(Decimal(12)), COUNT, "sign_in_count"),
        (10**15, SHARE, "too_large"),
        ("9" * 400, COUNT, "too_large"),
        (60_000_000, COUNT, "too_large"),
        (Broken("#DIV/0!"), SHARE, "excel_error"),
        (Broken(""), SHARE, "no_formula_value"),
    ],
)
def test_what_is_no_number_is_named(cell, kind, fault):
    assert read(cell, Reading(), **kind).fault == fault


@pytest.mark.parametrize("word", ["-", "–", "..", "…", "i.a.", "N/A", "n/a", "Ikke oplyst", " .. "])
def test_words_for_not_available(word):
    assert availability(word) == read(word, Reading(), **SHARE).state == "not_available"


@pytest.mark.parametrize(
    "word", ["•", "*", "<5", "< 5", "under 5", "Færre end 20", "Diskretioneret", "1-4", "fewer than 5"]
)
def test_words_for_withheld(word):
    assert read(word, Reading(), **COUNT).state == "withheld"


def test_digits_beyond_four_decimals_are_said_to_be_rounded():
    assert read("33,33333", Reading(), **SHARE).remarks == ("rounded",)


def tally(*cells) -> Tally:
    found = Tally()
    for cell in cells:
        found.add(cell)
    return found


def test_a_column_decides_what_a_lone_mark_means():
    assert tally("1.234", "12,5").style == "da"
    assert tally("1,234", "12.5").style == "en"
    assert tally("1.234", "1,234").style == "" == tally("12,5", "12.5").style
    assert read("1.234", Reading("da"), **SHARE).value == 1234
    assert read("1.234", Reading("en"), **SHARE).value == Decimal("1.234")
    assert read("1,234", Reading("en"), **COUNT).value == 1234
    assert read("1,234", Reading("da"), **SHARE).value == Decimal("1.234")


def test_a_column_without_a_number_above_one_may_hold_parts_of_one():
    assert tally("0,43", Decimal("0.5"), "-", "", 1, 0).may_be_fractions()
    assert not tally("0,43", "43").may_be_fractions()
    assert not tally(0, "0").may_be_fractions()
    # What has its sign is in per cent, whatever the others are.
    assert not tally("0,4 %", Share(Decimal("0.4"))).may_be_fractions()


def danish(number: Decimal, groups: bool) -> str:
    whole, _point, rest = f"{number:,}".partition(".") if groups else str(number).partition(".")
    return whole.replace(",", ".") + ("," + rest if rest else "")


@given(st.decimals(0, 9_999_999, places=4, allow_nan=False), st.integers(0, 4), st.booleans(), st.booleans())
def test_numbers_come_back(number, places, groups, is_danish):
    number = round(number, places) if places else Decimal(int(number))
    text = danish(number, groups) if is_danish else f"{number:,}" if groups else str(number)
    found = read(text, Reading("da" if is_danish else "en"), is_count=False)
    assert (found.fault, found.value) == ("", number)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text):
    for style in ("", "da", "en"):
        number = read(text, Reading(style, 100), is_count=False, is_share=True)
        assert (number.value is not None) == (number.state == "available")
        assert not (number.state and number.fault)
        Tally().add(text)


def test_a_number_that_is_nearly_nothing_says_nothing_of_the_scale():
    tally = Tally()
    tally.add(f"0,{'0' * 400}1")
    assert not tally.may_be_fractions() and read(f"0,{'0' * 400}1", Reading("da"), **SHARE).value == 0
