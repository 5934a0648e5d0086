"""What a rule says of an area on the list of a year, explained."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from areas.choices import Comparison, NoCount, Undecided, Unit, Verdict
from areas.rules.criteria import Criterion, Known, counts, why_unknown
from areas.rules.distance import Distance, of_count, of_rounded_share, of_share
from areas.rules.findings import CriterionFinding, RuleFinding, RunYear
from areas.rules.status import Judge, Rule
from areas.rules.ways import ways

VERDICTS = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNDECIDED}


def explain(judge: Judge, rule: Rule, year: int) -> RuleFinding:
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
        base=explain(judge, judge.book.rule(rule.builds_on), year) if rule.builds_on else None,
        other=explain(judge, judge.book.rule(rule.not_with), year) if rule.not_with else None,
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
    points = figure.value - limit
    if criterion.unit == Unit.NUMBER:
        return of_count(criterion.comparison, int(figure.value), int(limit))
    if criterion.unit != Unit.PER_CENT:
        return Distance(points, why=NoCount.NO_PEOPLE)
    if counts(figure, criterion.decimals):
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
