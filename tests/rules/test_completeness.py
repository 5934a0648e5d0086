"""What an effort lacks, and the status its dates give it."""

from datetime import date

import pytest

from efforts.choices import AreaRole, EffortStatus, FunderKind, ShareKind, ShareStatus
from efforts.rules.completeness import EffortFacts, Lack, status_on, what_is_missing
from efforts.rules.funding import Party, Share, plan_of
from efforts.rules.typology import AreaFact, Reach

FULL = Reach(areas=(AreaFact("Elmeparken", AreaRole.TARGET, "social", "0001"),))
PARTY = Party(1, "Fonden", FunderKind.FOUNDATION)


def share(amount, year=2026):
    return Share(
        party=PARTY, year=year, status=ShareStatus.GRANTED, kind=ShareKind.CASH, amount=amount, hours=None,
        stated_share=None, earmark="", note="",
    )  # fmt: skip


def facts(**fields):
    whole = {
        "name": "Nye veje",
        "has_home": True,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2027, 1, 1),
        "reach": FULL,
        "plan": plan_of([share(100)], {2026: 100}),
        "posts": 2,
    }
    return EffortFacts(**whole | fields)


def lacks(**fields) -> list[Lack]:
    return [one.lack for one in what_is_missing(facts(**fields))]


def test_nothing_is_missing():
    assert lacks() == []


@pytest.mark.parametrize(
    ("fields", "lack", "needed"),
    [
        ({"name": " "}, Lack.NAME, True),
        ({"has_home": False}, Lack.HOME, True),
        ({"starts_on": None}, Lack.PERIOD, False),
        ({"ends_on": None}, Lack.PERIOD, False),
        ({"reach": Reach()}, Lack.REACH, False),
        ({"plan": plan_of([], {}, [2026])}, Lack.MONEY, False),
        ({"plan": plan_of([share(100)], {})}, Lack.BUDGET, False),
        ({"plan": plan_of([share(60)], {2026: 100})}, Lack.GAP, False),
        ({"posts": 0}, Lack.POSTS, False),
        ({"unplaced": ("Leder",)}, Lack.PLACES, False),
    ],
)
def test_each_thing_that_is_missing(fields, lack, needed):
    (one,) = what_is_missing(facts(**fields))
    assert (one.lack, one.is_needed) == (lack, needed)


def test_a_gap_is_summed_over_its_years():
    plan = plan_of([share(60), share(100, 2027), share(50, 2028)], {2026: 100, 2027: 100, 2028: 100})
    (gap,) = what_is_missing(facts(plan=plan))
    assert (gap.amount, gap.years) == (90, (2026, 2028))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "status"),
    [
        (date(2026, 6, 1), None, EffortStatus.RUNNING),
        (date(2026, 6, 2), None, EffortStatus.PLANNED),
        (None, None, EffortStatus.PLANNED),
        (None, date(2026, 6, 1), EffortStatus.CLOSED),
        (date(2025, 1, 1), date(2026, 6, 2), EffortStatus.RUNNING),
    ],
)
def test_the_status_follows_from_the_dates(starts_on, ends_on, status):
    assert status_on(starts_on, ends_on, date(2026, 6, 1)) == status
