"""The funding sheet's arithmetic: numbers as Danes write them, per cents and part years that add up to the øre."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from boligsocial.common.money import WHOLE
from efforts.rules.sheet import (
    LARGEST,
    Entry,
    Unreadable,
    YearSum,
    amounts_of,
    parts_of,
    read_entry,
    spread_by_days,
    years_shown,
)

ore = st.integers(0, LARGEST)
budgets = st.integers(1, 10**10)
days = st.dates(date(1980, 1, 1), date(2100, 12, 31))


def danish(amount: int) -> str:
    return f"{amount // 100:,}".replace(",", ".") + f",{amount % 100:02}"


# --- What people type ---------------------------------------------------------------------------------------------


@given(ore, st.sampled_from(["", " kr.", " kr", "\u00a0kr.", ",-"]), st.sampled_from(["", "  ", "\u00a0"]))
def test_danish_amounts_come_back_as_they_were(amount, unit, edge):
    text = danish(amount)
    if unit == ",-":
        amount, text = amount // 100 * 100, danish(amount).partition(",")[0]
    for written in (text, text.replace(".", ""), text.replace(".", "\u00a0"), text.replace(".", "\u202f")):
        assert read_entry(f"{edge}{written}{unit}{edge}") == Entry(amount=amount)


@given(ore)
def test_english_amounts_come_back_as_they_were(amount):
    text = f"{amount // 100:,}.{amount % 100:02}"
    assert read_entry(text, ".", ",") == Entry(amount=amount)


@given(st.integers(0, WHOLE))
def test_per_cents_come_back_as_they_were(part):
    text = f"{part // 100},{part % 100:02}"
    assert read_entry(f"{text} %") == read_entry(f"{text}%") == read_entry(text, bare_is_part=True) == Entry(part=part)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234.567,50", 1_234_567_50),
        ("75000", 75_000_00),
        ("1,5 mio.", 1_500_000_00),
        ("1,5 mio. kr.", 1_500_000_00),
        ("kr. 1.000", 1_000_00),
        ("0", 0),
        ("0,05", 5),
    ],
)
def test_amounts(text, amount):
    assert read_entry(text) == Entry(amount=amount)
    assert read_entry(text if "kr" in text or "mio" in text else f"{text} kr.", bare_is_part=True).amount == amount


@pytest.mark.parametrize("text", ["", "   ", "\u00a0", "-", "–"])
def test_empty_cells_are_nothing(text):
    assert read_entry(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-1.000", "negative"),
        ("−5", "negative"),
        ("kr. -5", "negative"),
        ("1.000-", "negative"),
        ("(1.000)", "negative"),
        ("1.23", "invalid"),  # an English number is never misread as a Danish one
        ("1,234.50", "invalid"),
        ("12.34.567", "invalid"),
        ("1 2 3", "invalid"),
        ("1,234", "precision"),
        ("12,345 %", "precision"),
        ("100,01 %", "over_whole"),
        ("10 % kr.", "invalid"),
        ("12345678901234567890", "too_large"),
        ("100.000.000.000,01", "too_large"),
        ("999999 mio.", "too_large"),
        ("=1+1", "invalid"),
        ("=HYPERLINK()", "invalid"),
        ("%00", "invalid"),
        ("\x00", "invalid"),
        ("1e9", "invalid"),
        ("NaN", "invalid"),
        ("∞", "invalid"),
        ("\u202e1000", "invalid"),
        ("١٢٣", "invalid"),  # digits of another script
        ("½", "invalid"),
        ("<b>1</b>", "invalid"),
        ("9" * 10_000, "invalid"),
        (",", "invalid"),
        ("%", "invalid"),
        ("kr.", "invalid"),
    ],
)
def test_what_is_no_money_is_refused(text, code):
    with pytest.raises(Unreadable) as refused:
        read_entry(text)
    assert refused.value.code == code


@given(st.text(max_size=80))
def test_no_text_breaks_it_or_comes_out_beyond_what_fits(text):
    try:
        entry = read_entry(text)
    except Unreadable:
        return
    assert entry is None or (entry.amount is None) != (entry.part is None)
    assert entry is None or 0 <= (entry.amount or 0) <= LARGEST and 0 <= (entry.part or 0) <= WHOLE


# --- Per cents ----------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, WHOLE), min_size=1, max_size=12), budgets)
def test_per_cents_become_amounts_that_never_exceed_the_budget(parts, budget):
    if sum(parts) > WHOLE:
        with pytest.raises(Unreadable):
            amounts_of(parts, budget)
        return
    amounts = amounts_of(parts, budget)
    assert sum(amounts) <= budget
    assert all(abs(amount * WHOLE - part * budget) < WHOLE for amount, part in zip(amounts, parts, strict=True))


@given(st.lists(st.integers(0, WHOLE), max_size=10), budgets)
def test_exactly_a_hundred_per_cent_is_the_budget_to_the_ore(cuts, budget):
    edges = sorted([0, *cuts, WHOLE])
    parts = [after - before for before, after in zip(edges, edges[1:], strict=False)]
    assert sum(amounts_of(parts, budget)) == budget


def test_75_and_twice_12_and_a_half():
    assert amounts_of([7500, 1250, 1250], 1_000_000_00) == [750_000_00, 125_000_00, 125_000_00]
    assert sum(amounts_of([7500, 1250, 1250], 999_999_99)) == 999_999_99


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=10), budgets)
def test_the_per_cents_of_amounts_add_up_with_the_gap(amounts, budget):
    parts = parts_of(amounts, budget)
    if sum(amounts) <= budget:
        assert 0 <= WHOLE - sum(parts) <= WHOLE
        if sum(amounts) == budget:
            assert sum(parts) == WHOLE
    assert all(abs(part * budget - amount * WHOLE) < budget for part, amount in zip(parts, amounts, strict=True))


def test_without_a_budget_there_are_no_per_cents():
    assert parts_of([5, 6], 0) == [None, None]
    assert amounts_of([5000], 0) == [0]


# --- Part years ---------------------------------------------------------------------------------------------------


@given(st.integers(0, LARGEST), days, st.integers(1, 4000))
def test_a_total_spread_by_days_adds_up_and_stays_inside(total, starts_on, length):
    assume(starts_on.year < 2090)
    ends_on = starts_on + timedelta(days=length)
    spread = spread_by_days(total, starts_on, ends_on)
    assert sum(spread.values()) == total
    assert list(spread) == list(range(starts_on.year, (ends_on - timedelta(days=1)).year + 1))
    for year, amount in spread.items():
        days_there = (min(ends_on, date(year + 1, 1, 1)) - max(starts_on, date(year, 1, 1))).days
        assert abs(amount * length - total * days_there) < length


def test_four_years_from_june():
    spread = spread_by_days(14_610_000_00, date(2026, 6, 1), date(2030, 6, 1))
    assert spread == {
        2026: 2_140_000_00,
        2027: 3_650_000_00,
        2028: 3_660_000_00,
        2029: 3_650_000_00,
        2030: 1_510_000_00,
    }


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends before"):
        spread_by_days(100, date(2026, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("starts_on", "last_day", "there", "shown"),
    [
        (date(2026, 6, 1), date(2028, 5, 31), [], [2026, 2027, 2028]),
        (date(2026, 6, 1), None, [2028], [2026, 2027, 2028]),
        (None, date(2028, 5, 31), [2027], [2027, 2028]),
        (None, None, [2027, 2030], [2027, 2030]),
        (None, None, [], [2025]),
        (date(2026, 1, 1), date(2027, 12, 31), [2024], [2024, 2026, 2027]),
    ],
)
def test_columns(starts_on, last_day, there, shown):
    assert years_shown(starts_on, last_day, there, today=2025) == shown


# --- Sums ---------------------------------------------------------------------------------------------------------


def test_a_year_says_what_is_missing():
    year = YearSum(budget=100_00, total=90_00, granted=75_00)
    assert (year.gap, year.rest, year.part) == (25_00, 10_00, 7500)
    assert YearSum(None, 5, 5).gap is None
    assert YearSum(0, 0, 0).part is None
