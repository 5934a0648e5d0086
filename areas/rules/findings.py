"""What the rules say of an area, criterion by criterion, with distances and with what would have to change."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product

from areas.choices import Comparison, NoCount, Undecided, Unit, Verdict
from areas.rules.distance import Distance, of_count, of_rounded_share, of_share
from areas.rules.status import Criterion, Judge, Known, Rule, share, why_unknown

VERDICTS = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNDECIDED}
MOST_WAYS = 12


@dataclass(frozen=True)
class CriterionFinding:
    """A criterion held against the area's figure of the year.

    `limit` is None where it is not known, `figure` where there is none at all. `met` is None where it cannot be
    decided, and then `why` says why. `distance` is that to the limit, whatever is known of it.
    """

    criterion: Criterion
    limit: Decimal | None
    figure: Known | None
    met: bool | None
    why: Undecided | None
    distance: Distance


@dataclass(frozen=True)
class RunYear:
    """A list in a run of lists. `is_published`: the published list says so; else the area's figures do."""

    year: int
    verdict: Verdict
    is_published: bool


@dataclass(frozen=True)
class Change:
    """One thing that would have to change. `met`: whether the criterion would have to be met, or no longer be.

    `criterion` is None for the smallest number of residents. `lists` is set instead of both when it takes time alone:
    so many more lists running must name the area.
    """

    criterion: Criterion | None = None
    distance: Distance | None = None
    met: bool = False
    lists: int = 0

    @property
    def residents(self) -> int | None:
        """How many residents it is about, at the least."""
        return self.distance.residents if self.distance else None


Way = tuple[Change, ...]


@dataclass(frozen=True)
class RuleFinding:
    """What a rule says of an area on a year's list.

    `as_if` is the verdict with residents enough; it differs only for areas that are too small, or of unknown size.
    `size` is the distance to the smallest number of residents, None where the rule has none. `base` and `other` are
    what the rules say that it builds on, and that it excludes. `run` holds the lists running, newest first. `ways` are
    the smallest sets of changes that surely turn the verdict over, the least residents first; none when undecided.
    """

    rule: Rule
    year: int
    verdict: Verdict
    as_if: Verdict
    residents: int | None
    size: Distance | None
    is_large: bool | None
    criteria: tuple[CriterionFinding, ...]
    base: "RuleFinding | None" = None
    other: "RuleFinding | None" = None
    run: tuple[RunYear, ...] = ()
    why: tuple[Undecided, ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def required(self) -> list[CriterionFinding]:
        return [one for one in self.criteria if one.criterion.is_required]

    @property
    def counted(self) -> list[CriterionFinding]:
        return [one for one in self.criteria if not one.criterion.is_required]

    @property
    def met(self) -> int:
        """How many of the counted criteria are met."""
        return sum(one.met is True for one in self.counted)

    @property
    def unknown(self) -> list[CriterionFinding]:
        return [one for one in self.criteria if one.met is None]


def find(judge: Judge, rule: Rule, year: int) -> RuleFinding:
    """Everything that a rule says of the judge's area on the list of a year."""
    criteria = tuple(_criterion(judge, one, year) for one in rule.criteria)
    residents = judge.residents(year)
    size = None
    if rule.smallest_residents and residents is not None:
        size = of_count(Comparison.AT_LEAST, residents, rule.smallest_residents)
    finding = RuleFinding(
        rule=rule,
        year=year,
        verdict=VERDICTS[judge.verdict(rule, year)],
        as_if=VERDICTS[judge.verdict(rule, year, as_if=True)],
        residents=residents,
        size=size,
        is_large=judge.is_large(rule, year) if rule.smallest_residents else True,
        criteria=criteria,
        base=find(judge, judge.book.rule(rule.builds_on), year) if rule.builds_on else None,
        other=find(judge, judge.book.rule(rule.not_with), year) if rule.not_with else None,
        run=_run(judge, rule, year),
    )
    return replace(finding, why=_why(finding), ways=ways(finding))


def _criterion(judge: Judge, criterion: Criterion, year: int) -> CriterionFinding:
    figure, limits = judge.figure(criterion.indicator, year), judge.limits(criterion, year)
    met = judge.met(criterion, year)
    limit = limits[0].value if len(limits) == 1 else None
    why = why_unknown(figure, limits) if met is None else None
    residents = judge.residents(year) if criterion.of_residents else None
    return CriterionFinding(criterion, limit, figure, met, why, distance(criterion, figure, limit, met, residents))


def distance(
    criterion: Criterion, figure: Known | None, limit: Decimal | None, met: bool | None, residents: int | None
) -> Distance:
    """From a figure to its limit; `residents` is the size of the group where the figure is a share of all."""
    if figure is None or figure.value is None:
        return Distance(why=NoCount.NO_FIGURE)
    if limit is None or met is None:
        return Distance(why=NoCount.NO_LIMIT)
    number = share(figure, criterion.decimals) if criterion.unit == Unit.PER_CENT else figure.value
    points = figure.value - limit
    if criterion.unit == Unit.NUMBER:
        return of_count(criterion.comparison, int(figure.value), int(limit))
    if criterion.unit != Unit.PER_CENT:
        return Distance(points, why=NoCount.NO_PEOPLE)
    if isinstance(number, Fraction):
        return of_share(criterion.comparison, points, limit, figure.numerator, figure.denominator)
    whole = figure.denominator or residents
    if not whole:
        return Distance(points, why=NoCount.NO_GROUP)
    half = Fraction(1, 2 * 10**criterion.decimals)
    return of_rounded_share(criterion.comparison, figure.value, limit, whole, half, met)


def _run(judge: Judge, rule: Rule, year: int) -> tuple[RunYear, ...]:
    if rule.in_a_row == 1:
        return ()
    base = judge.book.rule(rule.builds_on) if rule.builds_on else None
    return tuple(
        RunYear(
            each,
            VERDICTS[judge.in_run(rule, each)],
            base is not None and judge.area.listed(base.status, each) is not None,
        )
        for each in judge.years(rule, year)
    )


def _why(finding: RuleFinding) -> tuple[Undecided, ...]:
    """What keeps an undecided verdict from being decided, each reason once."""
    if finding.verdict != Verdict.UNDECIDED:
        return ()
    if not finding.rule.is_confirmed:
        return (Undecided.RULE,)
    if finding.run:
        return (Undecided.NO_LIST,)
    found = [one.why for one in finding.criteria if one.why]
    found += [Undecided.MISSING] if finding.is_large is None else []
    for other in (finding.base, finding.other):
        found += other.why if other else ()
    return tuple(dict.fromkeys(found))


# --- what would have to change ---


def ways(finding: RuleFinding) -> tuple[Way, ...]:
    """The smallest sets of changes that surely turn a verdict over, the fewest residents first."""
    if finding.verdict == Verdict.UNDECIDED:
        return ()
    found = _out(finding) if finding.verdict == Verdict.YES else _in(finding)
    smallest = [way for way in found if not any(set(other) < set(way) for other in found)]
    return tuple(sorted(dict.fromkeys(smallest), key=_effort))[:MOST_WAYS]


def _effort(way: Way) -> tuple:
    """Ways that are known in residents first, those of fewest residents before others."""
    counts = [change.residents for change in way]
    known = [count for count in counts if count is not None]
    return (sum(change.lists for change in way), len(counts) - len(known), sum(known), len(way))


def _out(finding: RuleFinding) -> list[Way]:
    """What would take the status away. Criteria that cannot be decided may be met."""
    if finding.run:
        return _out(finding.base) if finding.base else _out_of_own(finding)
    return _out_of_own(finding) + (_out(finding.base) if finding.base else [])


def _out_of_own(finding: RuleFinding) -> list[Way]:
    found = [(_no_longer(one),) for one in finding.required]
    if finding.size is not None:
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
    return Change(one.criterion, one.distance)


def _met(one: CriterionFinding) -> Change:
    return Change(one.criterion, one.distance, met=True)
