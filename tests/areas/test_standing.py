"""Computed statuses that lists sort by: equal to what pages say, in a flat number of queries, for whom it is asked."""

import random
from decimal import Decimal

import pytest

from areas import list_rules, reference, rulebook, standing
from areas.choices import ListStatus, Verdict
from areas.models import Indicator, ListEntry, Observation, Standing, StatusCriterion, StatusRule, YearLimit
from areas.standing import packed
from areas.status import every_limit, limits_between, status_of
from boligsocial.common.templatetags import boligsocial as words
from tests import factories

CODES = ("residents", "outside_work", "nonwestern", "convicted", "basic_education", "income")


@pytest.fixture
def rules(db):
    reference.load()
    return {row.code: row for row in Indicator.objects.all()}


def fill(area, indicators, year=2022, **figures) -> None:
    for code, value in figures.items():
        factories.observation(area, indicators[code], year, value=value)


def random_figures(chance: random.Random, indicators, town, number: int, years=(2016, 2017, 2019, 2022)) -> list:
    areas = [factories.area(municipality=town) for _ in range(number)]
    ranges = {"residents": (500, 3000), "convicted": (1, 4), "income": (40, 80)}
    for area in areas:
        for year in years:
            for code in CODES:
                low, high = ranges.get(code, (10, 80))
                if chance.random() < 0.8:
                    value = Decimal(chance.randrange(low * 10, high * 10)) / 10
                    factories.observation(
                        area, indicators[code], year, value=value.quantize(Decimal(1)) if code == "residents" else value
                    )
            if chance.random() < 0.5:
                factories.list_entry(area, year, chance.choice(ListStatus.values))
    return areas


def kept() -> dict[tuple[int, int], tuple[str, str, str]]:
    rows = Standing.objects.values_list("area", "year", "statuses", "undecided", "as_if")
    return {row[:2]: row[2:] for row in rows}


def test_what_is_kept_is_what_pages_say(rules, home):
    areas = random_figures(random.Random(7), rules, home, 12)
    standing.rebuild(None)
    told = {}
    for area in areas:
        for status in status_of(area):
            by_verdict = {
                verdict: [one.rule.status for one in status.rules if one.finding.verdict == verdict]
                for verdict in Verdict
            }
            as_if = [
                one.rule.status
                for one in status.rules
                if one.finding.verdict != Verdict.YES and one.finding.as_if == Verdict.YES
            ]
            lists = (by_verdict[Verdict.YES], by_verdict[Verdict.UNDECIDED], as_if)
            told[area.pk, status.year] = tuple(packed(map(ListStatus, found)) for found in lists)
    assert kept() == told
    assert len({row[0] for row in told.values()}) > 3 and any(row[2] for row in told.values())


def test_rebuilding_some_municipalities_leaves_the_others(rules, home, elsewhere):
    chance = random.Random(8)
    random_figures(chance, rules, home, 3)
    random_figures(chance, rules, elsewhere, 3)
    standing.rebuild(None)
    whole = kept()
    Standing.objects.update(statuses=",udsat,")
    standing.rebuild([home.pk])
    own = {key for key in whole if key[0] in home.areas.values_list("pk", flat=True)}
    assert {key: kept()[key] for key in own} == {key: whole[key] for key in own}
    assert {row[0] for key, row in kept().items() if key not in own} == {",udsat,"}
    standing.rebuild(None)
    standing.rebuild(None)
    assert kept() == whole


def test_a_rebuild_costs_as_many_queries_for_ten_areas(rules, home, count_queries):
    chance = random.Random(9)
    random_figures(chance, rules, home, 1)
    one = count_queries(lambda: standing.rebuild(None))
    random_figures(chance, rules, home, 9)
    assert count_queries(lambda: standing.rebuild(None)) == one


def test_a_page_costs_as_many_queries_for_ten_years(rules, home, count_queries):
    area = factories.area(municipality=home)
    fill(area, rules, 2010, residents=2000, outside_work=41)
    one = count_queries(lambda: status_of(area))
    for year in range(2011, 2025):
        fill(area, rules, year, residents=2000, outside_work=41)
        factories.list_entry(area, year)
    assert len(status_of(area)) == 15
    assert count_queries(lambda: status_of(area)) == one


def test_withheld_figures_decide_nothing_and_are_not_told(rules, home):
    area = factories.area(municipality=home)
    fill(area, rules, 2022, residents=1500, outside_work=45, income=60, convicted=9, basic_education=77)
    Observation.objects.filter(area=area, indicator__code="basic_education").update(hidden="small")
    (status,) = status_of(area)
    held = {one.criterion.indicator.code: one for one in status.rules[0].finding.criteria}["basic_education"]
    assert (held.figure.value, held.met, held.why, held.distance.points) == (None, None, "withheld", None)
    standing.rebuild(None)
    assert ",udsat," in Standing.objects.get(area=area).undecided


def test_a_list_known_in_full_speaks_of_real_towns_only(rules, home, elsewhere):
    counts = rulebook.published_counts()
    for _ in range(counts[2022, "parallel"]):
        factories.list_entry(factories.area(municipality=home), 2022, "parallel")
    assert (2022, ListStatus.PARALLEL) in rulebook.complete_lists()
    other = factories.area(municipality=home)
    fill(other, rules, residents=2000)
    parallel = {one.rule.status: one for one in status_of(other)[0].rules}[ListStatus.PARALLEL]
    assert parallel.published is False
    elsewhere.is_fictional = True
    elsewhere.save()
    made_up = factories.area(municipality=elsewhere)
    fill(made_up, rules, residents=2000)
    parallel = {one.rule.status: one for one in status_of(made_up)[0].rules}[ListStatus.PARALLEL]
    assert parallel.published is None
    ListEntry.objects.filter(year=2022).first().delete()
    assert (2022, ListStatus.PARALLEL) not in rulebook.complete_lists()


# --- the rules as data ---


def test_every_rule_and_limit_has_a_source(rules):
    assert all(rule.source.startswith("http") for rule in StatusRule.objects.all())
    assert all(limit.source for limit in YearLimit.objects.filter(is_confirmed=True))
    assert StatusRule.objects.count() == 10
    confirmed = YearLimit.objects.filter(is_confirmed=True).values_list("year", "times", "value")
    assert {(year, int(times), str(value.normalize())) for year, times, value in confirmed} == {
        (2018, 3, "1.98"),
        (2019, 3, "2.03"),
        (2020, 3, "2.27"),
        (2022, 2, "1.45"),
    }


def test_every_year_has_one_rule_at_most_for_a_status(rules):
    book = rulebook.read()
    for year in range(2008, 2031):
        statuses = [rule.status for rule in book.of_year(year)]
        assert len(statuses) == len(set(statuses))
        assert bool(statuses) == (year >= 2010)


def test_an_admins_edit_stays_and_what_was_taken_out_stays_out(rules):
    StatusRule.objects.filter(code="udsat-2018").update(needed=3, note="Vores")
    StatusCriterion.objects.filter(rule__code="ghetto-2010", indicator__code="convicted").delete()
    YearLimit.objects.filter(year=2021, times=3).update(value=2, is_confirmed=True)
    assert list_rules.load() == {"status rules": 0, "year limits": 0}
    assert StatusRule.objects.get(code="udsat-2018").needed == 3
    assert StatusRule.objects.get(code="ghetto-2010").criteria.count() == 2
    assert YearLimit.objects.get(year=2021, times=3).value == 2


def test_limits_for_charts(rules):
    found = every_limit()
    convicted = limits_between(rules["convicted"], 2017, 2026, found)
    assert [(limit.first, limit.last, words.number(limit.value, 2)) for limit in convicted] == [
        (2010, 2017, "2,70"),
        (2018, 2018, "1,98"),
        (2019, 2019, "2,03"),
        (2020, 2020, "2,27"),
        (2022, 2022, "1,45"),
    ]
    work = limits_between(rules["outside_work"], 2015, 2022, found)
    assert [(limit.value, limit.first, limit.last) for limit in work] == [(40, 2010, None), (30, 2021, None)]
    assert work[1].statuses == (ListStatus.PREVENTION,)
    assert limits_between(rules["outside_work"], 2000, 2009, found) == []
    assert [limit.value for limit in limits_between(rules["residents"], 2010, 2026)] == [1000]
    StatusRule.objects.update(is_confirmed=False)
    assert every_limit() == {}
