"""Sheets per year, totals that add up to the øre, per cents that sum to 100,00, and the limits of Landsbyggefonden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efforts.choices import FunderKind, ShareKind, ShareStatus
from efforts.rules.funding import Answer, Base, Party, Share, check_limits, plan_of, year_sheet

LBF = Party(1, "Landsbyggefonden", FunderKind.LBF)
TOWN = Party(2, "Kommunen", FunderKind.MUNICIPALITY)
HOMES = Party(3, "Boligforeningen", FunderKind.ORGANISATION)
GRANTED, APPLIED, IDEA = ShareStatus.GRANTED, ShareStatus.APPLIED, ShareStatus.IDEA


def share(party=LBF, amount: int | None = 100, year: int | None = 2026, status=GRANTED, kind=ShareKind.CASH, **fields):
    return Share(party, year, status, kind, amount, **fields)


# --- A year --------------------------------------------------------------------------------------------------


def test_a_covered_year_has_no_gap():
    sheet = year_sheet(2026, [share(LBF, 7_500), share(TOWN, 1_250), share(HOMES, 1_250)], 10_000)
    assert (sheet.granted, sheet.gap, sheet.surplus, sheet.gap_per_cent) == (10_000, 0, 0, 0)
    assert [row.per_cent for row in sheet.rows] == [7_500, 1_250, 1_250]


def test_only_what_is_granted_covers():
    others = [share(TOWN, 100, status=status) for status in ShareStatus if status != GRANTED]
    sheet = year_sheet(2026, [share(LBF, 400), *others], 1_000)
    assert (sheet.granted, sheet.applied, sheet.gap, sheet.gap_if_applied) == (400, 100, 600, 500)


def test_too_much_is_a_surplus_and_not_a_gap_below_zero():
    sheet = year_sheet(2026, [share(LBF, 900), share(TOWN, 300)], 1_000)
    assert (sheet.gap, sheet.surplus, sheet.base) == (0, 200, Base.GRANTED)
    assert [row.per_cent for row in sheet.rows] == [7_500, 2_500]


def test_without_a_budget_the_gap_is_not_known():
    sheet = year_sheet(2026, [share(LBF, 900)], None)
    assert (sheet.granted, sheet.gap, sheet.gap_if_applied, sheet.surplus) == (900, None, None, None)
    assert (sheet.base, sheet.gap_per_cent) == (Base.GRANTED, None)


def test_a_year_with_only_a_budget_is_all_gap():
    sheet = year_sheet(2026, [], 1_000)
    assert (sheet.gap, sheet.gap_per_cent, sheet.base) == (1_000, 10_000, Base.BUDGET)


def test_a_share_without_an_amount_is_never_nought():
    sheet = year_sheet(2026, [share(LBF, 600), share(TOWN, None, stated_share=2_500)], 1_000)
    assert [(row.party, row.per_cent) for row in sheet.rows] == [(LBF, 6_000), (TOWN, None)]
    assert [missing.party for missing in sheet.uncounted] == [TOWN]
    assert sheet.gap == 400
    assert sheet.gap_is_at_most


def test_a_year_of_nothing_is_bare():
    assert year_sheet(2026, [], None).is_bare


# --- All years --------------------------------------------------------------------------------------------------


def test_shares_without_year_or_amount_are_listed_and_not_summed():
    undated, unknown = share(year=None, amount=500), share(TOWN, None)
    plan = plan_of([share(amount=100), undated, unknown], {2026: 200})
    assert plan.not_stated == (undated, unknown)
    assert plan.granted == 100


def test_the_years_of_the_period_are_shown_though_nothing_is_known():
    plan = plan_of([share(year=2026)], {2026: 100}, years=(2025, 2026, 2027))
    assert [sheet.year for sheet in plan.sheets] == [2025, 2026, 2027]
    assert plan.budget is None and plan.gap is None


def test_a_party_has_a_cell_a_year():
    plan = plan_of([share(LBF, 100, 2025), share(LBF, 200, 2027), share(TOWN, 50, 2026)], {})
    assert [row.granted if row else None for _sheet, row in plan.parties[0].by_year] == [100, None, 200]
    assert plan.parties[0].granted == 300


parties = st.sampled_from([LBF, TOWN, HOMES])
shares_strategy = st.lists(
    st.builds(
        share,
        parties,
        st.none() | st.integers(0, 10**13),
        st.none() | st.integers(2020, 2024),
        st.sampled_from(ShareStatus),
        st.sampled_from(ShareKind),
    ),
    max_size=14,
)
budgets_strategy = st.dictionaries(st.integers(2020, 2024), st.integers(0, 10**13), max_size=5)


@given(shares_strategy, budgets_strategy)
def test_sums_across_equal_sums_down(shares, budgets):
    plan = plan_of(shares, budgets)
    assert sum(party.granted for party in plan.parties) == sum(sheet.granted for sheet in plan.sheets) == plan.granted
    assert sum(party.applied for party in plan.parties) == sum(sheet.applied for sheet in plan.sheets) == plan.applied
    for status, total in plan.by_status.items():
        assert sum(party.by_status.get(status, 0) for party in plan.parties) == total
    counted = [share.amount for share in shares if share.is_counted]
    assert sum(plan.by_status.values()) == sum(counted)
    assert len(plan.not_stated) + len(counted) == len(shares)


@given(shares_strategy, budgets_strategy)
def test_budget_granted_gap_and_surplus_add_up(shares, budgets):
    plan = plan_of(shares, budgets)
    for sheet in plan.sheets:
        if sheet.budget is not None:
            assert sheet.budget == sheet.granted + sheet.gap - sheet.surplus
            assert 0 <= sheet.gap_if_applied <= sheet.gap
            assert not (sheet.gap and sheet.surplus)
    if plan.budget is not None:
        assert plan.budget == plan.granted + plan.gap - plan.surplus


@given(shares_strategy, budgets_strategy)
def test_per_cents_sum_to_exactly_a_hundred(shares, budgets):
    for sheet in plan_of(shares, budgets).sheets:
        known = [row.per_cent or 0 for row in sheet.rows if row.granted] + [sheet.gap_per_cent or 0]
        missing = any(row.per_cent is None for row in sheet.rows if row.granted)
        if sheet.base == Base.NOTHING:
            assert sheet.granted == 0 and not sheet.gap
        elif not missing:
            assert sum(known) == 10_000


# --- Landsbyggefonden ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lbf", "town", "budget", "within", "reached"),
    [
        (7_500, 2_500, 10_000, Answer.MET, Answer.MET),
        (7_501, 2_499, 10_000, Answer.NOT_MET, Answer.NOT_MET),
        (7_000, 2_000, 10_000, Answer.MET, Answer.NOT_MET),
        (7_500_001, 2_500_000, 10_000_001, Answer.NOT_MET, Answer.NOT_MET),
        (7_500, 2_500, None, Answer.NOT_DECIDABLE, Answer.NOT_DECIDABLE),
        (7_500, 2_500, 0, Answer.NOT_DECIDABLE, Answer.NOT_DECIDABLE),
    ],
)
def test_the_limits_of_a_year(lbf, town, budget, within, reached):
    plan = plan_of([share(LBF, lbf), share(TOWN, town)], {} if budget is None else {2026: budget})
    [check] = check_limits(plan)
    assert (check.within_limit, check.local_reached) == (within, reached)


def test_a_granted_share_without_an_amount_leaves_its_side_undecided():
    plan = plan_of([share(LBF, 7_000), share(TOWN, None)], {2026: 10_000})
    [check] = check_limits(plan)
    assert (check.within_limit, check.local_reached) == (Answer.MET, Answer.NOT_DECIDABLE)


def test_stated_shares_decide_where_there_is_no_money():
    stated = [
        share(party, None, None, stated_share=part) for party, part in ((LBF, 7_500), (TOWN, 1_250), (HOMES, 1_250))
    ]
    [check] = check_limits(plan_of(stated, {}))
    assert (check.year, check.lbf_part, check.local_part) == (None, 7_500, 2_500)
    assert (check.within_limit, check.local_reached) == (Answer.MET, Answer.MET)


def test_without_the_fund_there_is_no_limit():
    assert check_limits(plan_of([share(TOWN, 100)], {2026: 100})) == []
