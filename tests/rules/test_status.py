"""The rules of the lists: three values, exact limits, lists running, and what would have to change."""

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from areas.choices import Availability, Comparison, ListStatus, NoCount, Undecided, Unit, Verdict
from areas.rules.criteria import Criterion, Limit, all_of, at_least
from areas.rules.explain import explain
from areas.rules.status import Area, Judge, Rule, Rulebook

GT, GTE, LT = Comparison.MORE_THAN, Comparison.AT_LEAST, Comparison.LESS_THAN
THREE, TWO = Decimal(3), Decimal(2)


@dataclass(frozen=True)
class Known:
    """A figure, available unless it says otherwise."""

    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    state: Availability = Availability.AVAILABLE


WORK = Criterion("work", GT, Decimal(40))
CRIME = Criterion("crime", GTE, times=THREE, decimals=2)
SCHOOL = Criterion("school", GT, Decimal(60))
INCOME = Criterion("income", LT, Decimal(55), unit=Unit.INDEX)
FOREIGN = Criterion("foreign", GT, Decimal(50), is_required=True, of_residents=True)
VULNERABLE = Rule("udsat", ListStatus.VULNERABLE, 2018, None, 1000, needed=2, criteria=(WORK, CRIME, SCHOOL, INCOME))
PARALLEL = Rule("parallel", ListStatus.PARALLEL, 2018, None, 1000, builds_on="udsat", criteria=(FOREIGN,))
CONVERSION = Rule("omdannelse", ListStatus.CONVERSION, 2018, None, builds_on="parallel", in_a_row=5)
PREVENTION = Rule(
    "forebyggelse",
    ListStatus.PREVENTION,
    2018,
    None,
    1000,
    needed=2,
    not_with="udsat",
    criteria=(
        replace(FOREIGN, limit=Decimal(30)),
        replace(WORK, limit=Decimal(30)),
        replace(CRIME, times=TWO),
        SCHOOL,
        replace(INCOME, limit=Decimal(65)),
    ),
)
COMBINED = Rule(
    "kombineret",
    ListStatus.COMBINED,
    2018,
    None,
    1000,
    criteria=(Criterion("labour", GTE, Decimal(40), None, 5000, Decimal(30), is_required=True),),
)
RULES = (VULNERABLE, PARALLEL, CONVERSION, PREVENTION, COMBINED)
LIMITS = {
    ("crime", year, times): Limit(times * Decimal("0.70")) for year in range(2018, 2031) for times in (TWO, THREE)
}
BOOK = Rulebook(RULES, "residents", LIMITS)
YEAR = 2022


def known(**figures) -> dict:
    """Figures by indicator: plain numbers, a part and its whole, or a Known."""
    found = {}
    for name, value in figures.items():
        if isinstance(value, tuple):
            value = Known(Decimal(100 * value[0]) / value[1], *value)
        found[name] = value if isinstance(value, Known) else Known(Decimal(str(value)))
    return found


def judge(book: Rulebook = BOOK, **figures) -> Judge:
    return Judge(book, Area({YEAR: known(**figures)}))


def finding(rule: Rule, book: Rulebook = BOOK, **figures):
    return explain(judge(book, **figures), rule, YEAR)


CLEAR = {"residents": 2000, "work": 45, "crime": 1, "school": 65, "income": 70, "foreign": 60}


# --- limits ---


@pytest.mark.parametrize(
    ("figure", "on", "past"),
    [("work", "40.0", "40.1"), ("crime", "2.09", "2.10"), ("school", "60.0", "60.1"), ("income", "55.0", "54.9")],
)
def test_a_figure_on_its_limit_is_decided_by_the_words_of_the_law(figure, on, past):
    """More than, at least, less than: one of two is needed beside the other, which is met."""
    other = {"school": 70} if figure != "school" else {"work": 50}
    base = {"residents": 2000, "work": 10, "crime": 1, "school": 10, "income": 90} | other
    assert finding(VULNERABLE, **base | {figure: on}).verdict == Verdict.NO
    assert finding(VULNERABLE, **base | {figure: past}).verdict == Verdict.YES


def test_counts_decide_where_they_give_what_is_printed():
    """401 of 1,001 is printed 40.1, 4,002 of 10,001 is printed 40.0 and is more than 40."""
    assert finding(VULNERABLE, **CLEAR | {"work": Known(Decimal("40.0"), 4002, 10001)}).verdict == Verdict.YES
    assert finding(VULNERABLE, **CLEAR | {"work": Known(Decimal("40.0"), 4000, 10001)}).verdict == Verdict.NO
    # Counts of something else decide nothing.
    assert finding(VULNERABLE, **CLEAR | {"work": Known(Decimal("45"), 1, 10)}).verdict == Verdict.YES


def test_large_areas_have_another_limit():
    assert finding(COMBINED, residents=4999, labour=39.9).verdict == Verdict.NO
    assert finding(COMBINED, residents=4999, labour=40).verdict == Verdict.YES
    assert finding(COMBINED, residents=5000, labour=30).verdict == Verdict.YES
    assert finding(COMBINED, residents=5000, labour=29.9).verdict == Verdict.NO
    unknown = finding(COMBINED, labour=35)
    assert unknown.verdict == Verdict.UNDECIDED and Undecided.NO_RESIDENTS in unknown.why
    assert finding(COMBINED, labour=29).verdict == Verdict.NO


def test_an_area_too_small_is_judged_as_if_it_were_large():
    small = finding(VULNERABLE, **CLEAR | {"residents": 966})
    assert (small.verdict, small.as_if, small.is_large) == (Verdict.NO, Verdict.YES, False)
    assert (small.size.residents, small.size.fewer) == (34, False)
    assert finding(VULNERABLE, **CLEAR | {"residents": 1000}).verdict == Verdict.YES
    assert finding(PARALLEL, **CLEAR | {"residents": 966}).as_if == Verdict.YES


# --- what is not known ---


@pytest.mark.parametrize(
    ("figure", "why"),
    [
        (None, Undecided.MISSING),
        (Known(state=Availability.WITHHELD), Undecided.WITHHELD),
        (Known(state=Availability.NOT_AVAILABLE), Undecided.NOT_AVAILABLE),
    ],
)
def test_what_is_not_known_is_undecided_and_says_why(figure, why):
    figures = CLEAR | {"school": 10}
    figures = figures | {"income": figure} if figure else {k: v for k, v in figures.items() if k != "income"}
    found = finding(VULNERABLE, **figures)
    assert found.verdict == Verdict.UNDECIDED
    assert [one.criterion.indicator for one in found.unknown] == ["income"]
    assert found.why == (why,)


def test_the_others_may_still_decide():
    found = finding(VULNERABLE, residents=2000, work=45, school=65)
    assert found.verdict == Verdict.YES and len(found.unknown) == 2
    assert finding(VULNERABLE, residents=2000, work=10, school=10, income=90).verdict == Verdict.NO


@pytest.mark.parametrize("limit", [None, Limit(None, Undecided.UNCONFIRMED)])
def test_only_confirmed_limits_are_facts(limit):
    limits = {key: value for key, value in LIMITS.items() if key[1] != YEAR}
    book = Rulebook(RULES, "residents", limits | ({("crime", YEAR, THREE): limit} if limit else {}))
    found = finding(VULNERABLE, book, **CLEAR | {"school": 10})
    assert found.verdict == Verdict.UNDECIDED
    assert found.why == (Undecided.UNCONFIRMED if limit else Undecided.NO_LIMIT,)
    assert finding(VULNERABLE, book, **CLEAR).verdict == Verdict.YES


def test_a_rule_that_no_source_confirms_decides_nothing():
    book = Rulebook((replace(VULNERABLE, is_confirmed=False),), "residents", LIMITS)
    found = finding(book.rules[0], book, **CLEAR)
    assert (found.verdict, found.why) == (Verdict.UNDECIDED, (Undecided.RULE,))


def test_rules_that_lean_on_themselves_are_undecided():
    one = Rule("one", ListStatus.GHETTO, 2018, builds_on="two")
    two = Rule("two", ListStatus.PARALLEL, 2018, builds_on="one")
    book = Rulebook((one, two), "residents")
    assert Judge(book, Area({})).verdict(one, YEAR) is None


# --- lists running ---


def run(entries: dict, complete=(), **figures) -> Judge:
    lists = {year: frozenset({status}) for year, status in entries.items()}
    names = frozenset((year, ListStatus.PARALLEL) for year in complete)
    return Judge(BOOK, Area({YEAR: known(**figures)} if figures else {}, lists, names))


FIVE = dict.fromkeys(range(2019, 2022), ListStatus.PARALLEL) | {2018: ListStatus.GHETTO}


def test_five_lists_running_under_either_name():
    assert run(FIVE | {2022: ListStatus.PARALLEL}).verdict(CONVERSION, YEAR) is True
    # A conversion area is a parallel society.
    assert run(FIVE | {2022: ListStatus.CONVERSION}).verdict(CONVERSION, YEAR) is True


def test_a_list_that_is_known_in_full_says_no_and_one_that_is_not_says_nothing():
    gap = {year: status for year, status in FIVE.items() if year != 2020} | {2022: ListStatus.PARALLEL}
    assert run(gap, complete=[2020]).verdict(CONVERSION, YEAR) is False
    found = explain(run(gap), CONVERSION, YEAR)
    assert (found.verdict, found.why) == (Verdict.UNDECIDED, (Undecided.NO_LIST,))
    assert [(one.year, one.verdict, one.is_published) for one in found.run][2] == (2020, Verdict.UNDECIDED, False)


def test_published_entries_win_over_the_figures():
    low = {"residents": 2000, "work": 1, "crime": 0, "school": 1, "income": 99, "foreign": 1}
    assert run(FIVE | {2022: ListStatus.PARALLEL}, **low).verdict(CONVERSION, YEAR) is True
    assert run(FIVE, [2022], **CLEAR).verdict(CONVERSION, YEAR) is False
    # Without a list the figures say.
    assert run(FIVE, **CLEAR).verdict(CONVERSION, YEAR) is True
    assert run(FIVE, **low).verdict(CONVERSION, YEAR) is False


def test_how_many_more_lists_it_takes():
    found = explain(run({2021: ListStatus.PARALLEL, 2022: ListStatus.PARALLEL}, complete=[2020]), CONVERSION, YEAR)
    assert found.verdict == Verdict.NO
    assert [[change.lists for change in way] for way in found.ways] == [[3]]


# --- distances and what would have to change ---


def test_distances_say_why_they_are_not_known():
    found = finding(PARALLEL, **CLEAR | {"foreign": 52.3, "residents": 1436})
    distance = found.criteria[0].distance
    # 750 or 751 of 1,436 are printed 52.3; 718 are half.
    assert (distance.points, distance.residents, distance.most, distance.is_about) == (Decimal("2.3"), 33, 33, False)
    by_name = {one.criterion.indicator: one.distance for one in found.base.criteria}
    assert by_name["work"].why == NoCount.NO_GROUP and by_name["work"].points == 5
    assert by_name["income"].why == NoCount.NO_PEOPLE and by_name["income"].points == 15


def test_the_smallest_sets_of_changes_the_fewest_residents_first():
    """Met: work (14 too many) and school (30 too many); without crime and income one of them is enough."""
    found = finding(VULNERABLE, residents=2000, work=(414, 1000), crime=(1, 1000), school=(330, 500), income=70)
    ways = [[(one.criterion and one.criterion.indicator, one.residents) for one in way] for way in found.ways]
    assert ways == [[("work", 14)], [("school", 30)], [(None, 1001)]]
    assert not any(change.met for way in found.ways for change in way)
    three = finding(VULNERABLE, residents=2000, work=(414, 1000), crime=(30, 1000), school=(330, 500), income=70)
    ways = [{one.criterion.indicator for one in way if one.criterion} for way in three.ways]
    assert ways == [{"work", "crime"}, {"crime", "school"}, {"work", "school"}, set()]


def test_what_would_name_an_area():
    found = finding(PARALLEL, residents=990, work=(390, 1000), crime=1, school=(330, 500), income=70, foreign=60)
    ways = [{one.criterion.indicator if one.criterion else "residents" for one in way} for way in found.ways]
    assert ways[0] == {"residents", "work"}
    assert all(change.met for way in found.ways for change in way)


def test_what_cannot_be_decided_is_no_sure_way():
    """Two of four are met and one is not known: both of the two must go before the status surely does."""
    figures = {"residents": 2000, "work": (414, 1000), "school": (330, 500), "income": 70}
    found = finding(VULNERABLE, **figures)
    assert [len(way) for way in found.ways] == [2, 1]
    assert finding(VULNERABLE, residents=2000, work=45).ways == ()


# --- properties ---

counts = st.one_of(st.none(), st.integers(0, 1000))


@st.composite
def areas(draw):
    """Any figures, some of them not known; shares of 1,000."""
    shares = {name: draw(counts) for name in ("work", "crime", "school", "foreign", "labour")}
    figures = {name: (count, 1000) for name, count in shares.items() if count is not None}
    for name, amount in (("income", draw(counts)), ("residents", draw(st.one_of(st.none(), st.integers(0, 9000))))):
        if amount is not None:
            figures[name] = amount if name == "residents" else Decimal(amount) / 10
    return figures


TURNING = (VULNERABLE, PARALLEL, COMBINED)


@given(areas(), st.sampled_from(TURNING), st.sampled_from(["work", "crime", "school", "foreign", "labour"]))
def test_a_higher_share_takes_no_status_away(figures, rule, name):
    assume(name in figures)
    before = judge(**figures).verdict(rule, YEAR)
    for more in (1, 50, 1000):
        raised = figures | {name: (min(figures[name][0] + more, 1000), 1000)}
        after = judge(**raised).verdict(rule, YEAR)
        assert (before, after) not in {(True, False), (True, None), (None, False)}


@given(areas(), st.sampled_from(TURNING))
def test_a_higher_income_gives_no_status(figures, rule):
    assume("income" in figures)
    before = judge(**figures).verdict(rule, YEAR)
    after = judge(**figures | {"income": figures["income"] + 1}).verdict(rule, YEAR)
    assert (before, after) not in {(False, True), (False, None), (None, True)}


# A number on each side of every limit, and between two of them.
SIDES = {
    "residents": (0, 1000, 9000),
    "work": (0, 350, 1000),
    "crime": (0, 17, 1000),
    "school": (0, 1000),
    "income": (0, 60, 100),
    "foreign": (0, 400, 1000),
    "labour": (0, 350, 1000),
}


@given(areas(), st.sampled_from(RULES), st.booleans())
def test_undecided_is_what_could_be_either(figures, rule, has_limit):
    """What is not known is filled in every way, limits too: a verdict is given when, and only when, all agree."""
    asked = {one.indicator for each in (rule, VULNERABLE, PARALLEL) for one in each.criteria} | {"residents"}
    open_ones = sorted(asked - figures.keys())
    years = {key: value for key, value in LIMITS.items() if has_limit or key[1] != YEAR}
    means = [Decimal("0.7")]
    if not has_limit:  # with one that the figure is twice, but not three times
        means += [Decimal(0), Decimal(1000), Decimal(figures.get("crime", (0,))[0]) / 25 or 1]
    answers = set()
    for mean, *numbers in product(means, *(SIDES[name] for name in open_ones)):
        shares = {n: v if n in ("residents", "income") else (v, 1000) for n, v in zip(open_ones, numbers, strict=True)}
        filled = Rulebook(RULES, "residents", years | {("crime", YEAR, t): Limit(t * mean) for t in (TWO, THREE)})
        answers.add(judge(filled, **figures | shares).verdict(rule, YEAR))
        if len(answers) == 2:
            break
    verdict = judge(Rulebook(RULES, "residents", years), **figures).verdict(rule, YEAR)
    if rule is CONVERSION:  # lists of other years are not known
        assert verdict is not True and (verdict is None or answers == {False})
    else:
        assert verdict is (answers.pop() if len(answers) == 1 else None)


def test_what_is_settled_whatever_is_filled_in_is_decided():
    """With enough for both lists it is on the other, or too small for either; the school counts in both alike."""
    both = {name: value for name, value in CLEAR.items() if name != "residents"}
    found = finding(PREVENTION, **both)
    assert (found.verdict, found.other.verdict, found.is_shut_out) == (Verdict.NO, Verdict.UNDECIDED, True)
    assert not finding(PREVENTION, **both | {"foreign": 0}).is_shut_out
    tied = {"residents": 2000, "work": 45, "crime": 0, "income": 90, "foreign": 60}
    assert finding(PREVENTION, **tied).verdict == Verdict.NO
    assert finding(PREVENTION, **tied | {"work": 35}).verdict == Verdict.UNDECIDED


def changed(figures: dict, way) -> dict:
    """The figures after the changes of a way."""
    after = dict(figures)
    for change in way:
        step = -change.distance.residents if change.distance.fewer else change.distance.residents
        if change.criterion is None:
            after["residents"] += step
        else:
            name = change.criterion.indicator
            after[name] = (figures[name][0] + step, figures[name][1])
    return after


@given(areas(), st.sampled_from((VULNERABLE, PARALLEL, PREVENTION)))
def test_every_way_turns_the_verdict_over_and_a_smaller_one_does_not(figures, rule):
    found = finding(rule, **figures)
    for way in found.ways:
        if any(change.residents is None for change in way) or len({c.criterion for c in way}) < len(way):
            continue
        names = [change.criterion and change.criterion.indicator for change in way]
        if len(set(names)) < len(names):
            continue
        after = finding(rule, **changed(figures, way))
        assert after.verdict not in {found.verdict, Verdict.UNDECIDED}
        for left_out in range(len(way)):
            part = way[:left_out] + way[left_out + 1 :]
            assert finding(rule, **changed(figures, part)).verdict != after.verdict


@given(areas(), st.sampled_from(RULES))
def test_what_is_told_is_what_is_judged(figures, rule):
    """The criteria as told give the verdict as judged, so that lists and pages agree."""
    found = finding(rule, **figures)
    told = [one.met for one in found.required] + [at_least(rule.needed, [one.met for one in found.counted])]
    told += [found.is_large] if rule.smallest_residents else []
    words = {Verdict.YES: True, Verdict.NO: False, Verdict.UNDECIDED: None}
    if found.run:
        told += [words[one.verdict] for one in found.run]
    elif found.base:
        told.append(words[found.base.verdict])
    if found.other:
        told.append(None if words[found.other.verdict] is None else not words[found.other.verdict])
    if found.is_shut_out:
        assert (all_of(told), found.verdict) == (None, Verdict.NO)
    else:
        assert all_of(told) is words[found.verdict]
    assert all((one.met is None) == (one.why is not None) for one in found.criteria)
