"""Whether an area can be what one rule names without being what another rule names.

Each of two rules may be open for itself while both together are settled, as a figure that is not known is the same in
both: an area that has all that makes it vulnerable is vulnerable, or too small for the other list too.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from areas.rules.criteria import Criterion, Limit, is_met, limits_for
from areas.rules.distance import meets

if TYPE_CHECKING:
    from areas.rules.status import Judge, Rule

STEP = Decimal("0.000001")  # finer than any limit
Answers = tuple[bool | None, ...]


def may_be_apart(judge: "Judge", rule: "Rule", year: int, as_if: bool = False) -> bool:
    """Whether any figures that fit what is known meet the rule but not the one it excludes; yes where unsure."""
    ours, theirs = _chain(judge, rule), _chain(judge, judge.book.rule(rule.not_with))
    if not judge.area.figures.get(year) or not ours or not theirs or theirs[0].not_with:
        return True
    rules = (*ours, *theirs)
    for residents in _sizes(judge, rules, year):
        known, open_ones = [], []
        for criterion in (one for each in rules for one in each.criteria):
            limits = limits_for(criterion, judge.book.limit(criterion, year), residents)
            known.append(is_met(criterion, judge.figure(criterion.indicator, year), limits))
            open_ones.append(limits[0])
        is_large = tuple(as_if or residents >= each.smallest_residents for each in rules)
        if _can_part(ours, theirs, is_large, tuple(known), tuple(open_ones)):
            return True
    return False


def _chain(judge: "Judge", rule: "Rule") -> tuple["Rule", ...]:
    """The rule and those it builds on; none where more than the figures of a year decides."""
    found = [rule]
    while found[-1].builds_on:
        found.append(judge.book.rule(found[-1].builds_on))
        if len(found) > len(judge.book.rules) or found[-1].not_with:
            return ()
    return tuple(found) if all(one.is_confirmed and one.in_a_row == 1 for one in found) else ()


def _sizes(judge: "Judge", rules: Iterable["Rule"], year: int) -> list[int]:
    """The residents, or where they are not known a number for each way in which they can count."""
    residents = judge.residents(year)
    if residents is not None:
        return [residents]
    marks = {each.smallest_residents for each in rules}
    marks |= {one.large_from for each in rules for one in each.criteria if one.large_from is not None}
    return sorted({max(mark - 1, 0) for mark in marks} | marks, reverse=True)


@lru_cache(maxsize=4096)
def _can_part(
    ours: tuple["Rule", ...],
    theirs: tuple["Rule", ...],
    is_large: tuple[bool, ...],
    known: Answers,
    limits: tuple[Limit, ...],
) -> bool:
    """`is_large` by rule, answers and limits by criterion: those of ours, then of theirs."""
    criteria = [one for each in (*ours, *theirs) for one in each.criteria]
    places: dict[object, list[int]] = {}
    for place, one in enumerate(criteria):
        places.setdefault(one.indicator, []).append(place)
    options = [
        _answers([criteria[one] for one in group], [limits[one] for one in group], [known[one] for one in group])
        for group in places.values()
    ]
    order = [place for group in places.values() for place in group]
    for chosen in product(*options):
        met = dict(zip(order, (yes for some in chosen for yes in some), strict=True))
        answers = iter([met[place] for place in range(len(criteria))])
        held = [_holds(rule, answers) and large for rule, large in zip((*ours, *theirs), is_large, strict=True)]
        if all(held[: len(ours)]) and not all(held[len(ours) :]):
            return True
    return False


def _answers(criteria: list[Criterion], limits: list[Limit], known: list[bool | None]) -> list[tuple[bool, ...]]:
    """All that one figure can answer to the criteria about it."""
    marks = [limit.value for limit in limits]
    if None in marks:
        marks = [one.times for one in criteria]  # each of them times one average
    if None in marks:
        found = set(product((True, False), repeat=len(criteria)))
    else:
        values = [mark + step for mark in marks for step in (-STEP, 0, STEP)]
        pairs = list(zip(criteria, marks, strict=True))
        found = {tuple(meets(one.comparison, value, mark) for one, mark in pairs) for value in values}
    return [some for some in found if all(a is None or a is b for a, b in zip(known, some, strict=True))]


def _holds(rule: "Rule", answers: Iterator[bool]) -> bool:
    """Whether the next answers, one for each criterion, meet the rule, its size apart."""
    own = [(one.is_required, next(answers)) for one in rule.criteria]
    return all(yes for must, yes in own if must) and sum(yes for must, yes in own if not must) >= rule.needed
