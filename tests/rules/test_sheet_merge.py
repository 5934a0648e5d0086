"""Two people in one sheet: nothing that one of them changed is lost, and what both changed is never decided here."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from efforts.rules.sheet_merge import Row, ShareFact, Sheet, follow, merge, overfunded

LBF, TOWN = 1, 2


def fact(pk, funder=LBF, year=2026, amount=100, status="granted", kind="cash", area=None):
    return ShareFact(pk, funder, kind, status, area, year, amount)


def opened(*facts, budgets=None) -> Sheet:
    return follow(Sheet(), budgets or {}, facts)


def with_amount(sheet: Sheet, key: str, year: int, amount: int | None) -> Sheet:
    def changed(row):
        amounts = {y: a for y, a in row.amounts.items() if y != year}
        return replace(row, amounts=amounts if amount is None else {**amounts, year: amount})

    return Sheet(sheet.budgets, tuple(changed(row) if row.key == key else row for row in sheet.rows))


def test_shares_of_a_party_with_the_same_status_are_one_line():
    sheet = opened(fact(1), fact(2, year=2027), fact(3, status="applied", year=2027), fact(4, funder=TOWN))
    assert [(row.key, row.shares) for row in sheet.rows] == [
        ("1", {2026: 1, 2027: 2}),
        ("2", {2027: 3}),
        ("3", {2026: 4}),
    ]


def test_two_shares_without_a_year_are_two_lines():
    assert len(opened(fact(1, year=0), fact(2, year=0)).rows) == 2


def test_lines_keep_their_names_when_others_change_them():
    first = opened(fact(1), fact(2, year=2027))
    now = follow(first, {}, [fact(1, status="applied"), fact(2, year=2027, status="applied"), fact(9, funder=TOWN)])
    assert [(row.key, row.status) for row in now.rows] == [("1", "applied"), ("2", "granted")]


def test_what_only_one_changed_stands():
    first = opened(fact(1), fact(2, funder=TOWN), budgets={2026: 500})
    theirs = follow(first, {2026: 600}, [fact(1, amount=150), fact(2, funder=TOWN)])
    mine = with_amount(first, "2", 2026, 70)
    merged = merge(first, theirs, mine)
    assert merged.clashes == ()
    assert [row.amounts for row in merged.sheet.rows] == [{2026: 150}, {2026: 70}]
    assert merged.sheet.budgets == {2026: 600}


def test_what_both_changed_is_a_clash_at_the_cell():
    first = opened(fact(1), budgets={2026: 500})
    merged = merge(first, follow(first, {2026: 600}, [fact(1, amount=150)]), Sheet({2026: 700}, first.rows))
    assert [(clash.place, clash.origin, clash.theirs, clash.mine) for clash in merged.clashes] == [
        ("b-2026", 500, 600, 700)
    ]
    merged = merge(first, follow(first, {2026: 500}, [fact(1, amount=150)]), with_amount(first, "1", 2026, None))
    assert [(clash.place, clash.theirs, clash.mine) for clash in merged.clashes] == [("c-1-2026", 150, None)]


def test_a_line_one_removed_and_the_other_changed_is_a_clash():
    first = opened(fact(1))
    removed = merge(first, follow(first, {}, [fact(1, amount=150)]), Sheet())
    assert [(clash.place, clash.theirs, clash.mine) for clash in removed.clashes] == [("remove-1", False, True)]
    kept = merge(first, Sheet(), with_amount(first, "1", 2026, 70))
    assert [(clash.place, clash.theirs, clash.mine) for clash in kept.clashes] == [("remove-1", True, False)]


def test_a_line_only_one_removed_is_removed():
    first = opened(fact(1))
    assert merge(first, first, Sheet()).sheet.rows == ()
    assert merge(first, Sheet(), first).sheet.rows == ()


def test_a_line_both_added_is_one():
    mine = Sheet({}, (Row("n1", LBF, "cash", "granted", None, {2026: 100, 2027: 50}),))
    theirs = follow(Sheet(), {}, [fact(7, amount=100)])
    merged = merge(Sheet(), theirs, mine)
    assert merged.clashes == ()
    assert [(row.amounts, row.shares) for row in merged.sheet.rows] == [({2026: 100, 2027: 50}, {2026: 7})]
    other = merge(Sheet(), follow(Sheet(), {}, [fact(7, amount=90)]), mine)
    assert [clash.place for clash in other.clashes] == ["c-1-2026"]


def test_per_cents_of_a_budget_that_somebody_changed_are_a_clash():
    first = opened(fact(1), budgets={2026: 500})
    mine = with_amount(first, "1", 2026, 250)
    theirs = follow(first, {2026: 600}, [fact(1)])
    assert merge(first, theirs, mine).clashes == ()
    assert [clash.place for clash in merge(first, theirs, mine, frozenset({2026})).clashes] == ["b-2026"]


def test_only_what_is_granted_fills_a_budget():
    sheet = opened(fact(1, amount=80), fact(2, funder=TOWN, amount=30), budgets={2026: 100, 2027: 5})
    assert overfunded(sheet, "granted") == {2026: 10}
    assert overfunded(opened(fact(1, amount=80, status="applied"), budgets={2026: 10}), "granted") == {}


amounts = st.one_of(st.none(), st.integers(0, 3))
cells = st.dictionaries(st.tuples(st.sampled_from([LBF, TOWN]), st.sampled_from([2026, 2027])), amounts, max_size=4)


def facts_of(values: dict) -> list[ShareFact]:
    return [fact(f * 10_000 + y, f, y, amount) for (f, y), amount in sorted(values.items())]


@given(cells, cells, cells)
def test_no_change_of_either_is_lost(before, theirs, mine):
    """Cell by cell: where both changed differently there is a clash; otherwise the one that changed it stands."""
    first = opened(*facts_of(before))
    now = follow(first, {}, facts_of({**before, **theirs}))
    wanted = follow(first, {}, facts_of({**before, **mine}))
    named = {row.funder: row.key for row in first.rows}
    wanted = Sheet({}, tuple(replace(r, key=r.key if r.funder in named else f"n{r.key}") for r in wanted.rows))
    merged = merge(first, now, wanted)
    for place in [(f, y) for f in (LBF, TOWN) for y in (2026, 2027)]:
        a, b, c = before.get(place), {**before, **theirs}.get(place), {**before, **mine}.get(place)
        rows = [row for row in merged.sheet.rows if row.funder == place[0]]
        stands = next((row.amounts.get(place[1]) for row in rows), None)
        clash = any(clash.place == f"c-{row.key}-{place[1]}" for row in rows for clash in merged.clashes)
        if b not in (a, c) and c != a:
            assert clash
        else:
            assert not clash
            assert stands == (c if b == a else b)
