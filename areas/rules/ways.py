"""What would have to change for a status to come or go: the smallest sets of criteria, both ways."""

from itertools import combinations, product

from areas.choices import Comparison, Verdict
from areas.rules.criteria import all_of, at_least
from areas.rules.findings import Change, CriterionFinding, RuleFinding, Way

MOST_WAYS = 12


def ways(finding: RuleFinding) -> tuple[Way, ...]:
    """The smallest sets of changes that surely turn a verdict over, the fewest residents first."""
    if finding.verdict == Verdict.UNDECIDED:
        return ()
    turned = finding.verdict != Verdict.YES
    found = _in(finding) if turned else _out(finding)
    if not finding.run:
        # What meets a criterion of this rule may meet one of a rule that it excludes, or builds on.
        found = [way for way in found if _after(finding, way) is turned]
    smallest = [way for way in found if not any(set(other) < set(way) for other in found)]
    return tuple(sorted(dict.fromkeys(smallest), key=_effort))[:MOST_WAYS]


def _effort(way: Way) -> tuple:
    """Ways that are known in residents first, those of fewest residents before others."""
    residents = [change.residents for change in way]
    known = [number for number in residents if number is not None]
    return (sum(change.lists for change in way), len(residents) - len(known), sum(known), len(way))


def _out(finding: RuleFinding) -> list[Way]:
    """What would take the status away. Criteria that cannot be decided may be met."""
    if finding.run:
        return _out(finding.base) if finding.base else _out_of_own(finding)
    return _out_of_own(finding) + (_out(finding.base) if finding.base else [])


def _out_of_own(finding: RuleFinding) -> list[Way]:
    found = [(_no_longer(one),) for one in finding.required if one.met]
    if finding.size is not None and finding.is_large:
        found.append((Change(distance=finding.size),))
    met = [one for one in finding.counted if one.met]
    spare = sum(one.met is not False for one in finding.counted) - finding.rule.needed
    if finding.rule.needed and 0 <= spare < len(met):
        found += [tuple(map(_no_longer, some)) for some in combinations(met, spare + 1)]
    return found


def _in(finding: RuleFinding) -> list[Way]:
    """What would give the status. Criteria that cannot be decided may not be met."""
    parts = [_into_own(finding)]
    if finding.run:
        parts = [_into_run(finding)]
    elif finding.base and finding.base.verdict != Verdict.YES:
        parts.append(_in(finding.base) if finding.base.verdict == Verdict.NO else [])
    if finding.other and finding.other.verdict != Verdict.NO:
        parts.append(_out(finding.other) if finding.other.verdict == Verdict.YES else [])
    return [tuple(dict.fromkeys(change for part in choice for change in part)) for choice in product(*parts)]


def _into_own(finding: RuleFinding) -> list[Way]:
    """Each way holds what is needed of the rule's own; the empty way if nothing is."""
    if finding.is_large is None or any(one.met is None for one in finding.required):
        return []
    always = [_met(one) for one in finding.required if not one.met]
    if not finding.is_large:
        always.append(Change(distance=finding.size, met=True))
    missing = max(finding.rule.needed - finding.met, 0)
    unmet = [one for one in finding.counted if one.met is False]
    return [(*always, *map(_met, some)) for some in combinations(unmet, missing)]


def _into_run(finding: RuleFinding) -> list[Way]:
    """So many more lists running must name the area, counted from the newest that does not."""
    running = next((at for at, each in enumerate(finding.run) if each.verdict != Verdict.YES), len(finding.run))
    wait = Change(met=True, lists=finding.rule.in_a_row - running)
    now = _in(finding.base) if running == 0 and finding.base and finding.base.verdict == Verdict.NO else [()]
    return [(*way, wait) for way in now]


def _no_longer(one: CriterionFinding) -> Change:
    return Change(one.criterion, one.distance, limit=one.limit)


def _met(one: CriterionFinding) -> Change:
    return Change(one.criterion, one.distance, met=True, limit=one.limit)


# --- what the rules would say after that ---


def _after(finding: RuleFinding, way: Way) -> bool | None:
    """What a rule would say after the changes of a way, each figure just past its limit."""
    rule = finding.rule
    answers = [_met_after(one, way) for one in finding.required]
    answers.append(at_least(rule.needed, [_met_after(one, way) for one in finding.counted]))
    if rule.smallest_residents:
        answers.append(_large_after(finding, way))
    if finding.base:
        answers.append(_after(finding.base, way))
    if finding.other:
        other = _after(finding.other, way)
        answers.append(None if other is None else not other)
    return all_of(answers)


def _large_after(finding: RuleFinding, way: Way) -> bool | None:
    change = next((each for each in way if each.criterion is None and each.distance), None)
    if change is None or finding.residents is None:
        return finding.is_large
    step = -change.distance.residents if change.distance.fewer else change.distance.residents
    return finding.residents + step >= finding.rule.smallest_residents


def _met_after(one: CriterionFinding, way: Way) -> bool | None:
    met = one.met
    for change in way:
        if change.criterion is None and one.criterion.large_from is not None:
            return None  # the limit itself may be another
        if change.criterion is not None and change.criterion.indicator == one.criterion.indicator:
            met = change.met if change.criterion == one.criterion else _past(one, change)
    return met


def _past(one: CriterionFinding, change: Change) -> bool | None:
    """Whether a figure just past the limit of a change meets another criterion that asks for the same figure."""
    falls = Comparison.LESS_THAN
    if None in (one.limit, change.limit) or (one.criterion.comparison == falls) != (
        change.criterion.comparison == falls
    ):
        return None
    if one.criterion.comparison == falls:
        return one.limit >= change.limit if change.met else one.limit > change.limit
    return one.limit <= change.limit if change.met else one.limit < change.limit
