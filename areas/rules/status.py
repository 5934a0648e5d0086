"""What the rules of the official lists say of an area (almenboligloven § 61 a, § 61 b).

Every answer has three values: yes, no, and None for what cannot be decided. A figure that is missing, withheld or held
against a limit that no source confirms decides nothing; the others may still decide. Figures count as they are printed,
or as their counts say where the source gives both and they agree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from areas.choices import ListStatus, Undecided
from areas.rules.apart import may_be_apart
from areas.rules.criteria import Criterion, Key, Known, Limit, all_of, at_least, is_met, limits_for

# One status under the names that the law gave it over the years.
GHETTOS = frozenset({ListStatus.GHETTO, ListStatus.PARALLEL})
HARD = frozenset({ListStatus.HARD_GHETTO, ListStatus.CONVERSION})
SAME = {status: frozenset({status}) for status in ListStatus} | dict.fromkeys(GHETTOS, GHETTOS)
SAME |= dict.fromkeys(HARD, HARD)
# An area with one of these has the status too.
STRONGER = SAME | dict.fromkeys(GHETTOS, GHETTOS | HARD)
STRONGER |= {ListStatus.VULNERABLE: frozenset({ListStatus.VULNERABLE}) | GHETTOS | HARD}


@dataclass(frozen=True)
class Rule:
    """What the lists of some years call an area, and when; `builds_on` and `not_with` are codes of other rules."""

    code: str
    status: ListStatus
    first_year: int
    last_year: int | None = None
    smallest_residents: int = 0
    needed: int = 0
    builds_on: str | None = None
    not_with: str | None = None
    in_a_row: int = 1
    is_confirmed: bool = True
    criteria: tuple[Criterion, ...] = ()

    def holds_in(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


@dataclass(frozen=True)
class Rulebook:
    """All rules, and the limits of single years by indicator, year and times; `residents` is that indicator's key."""

    rules: tuple[Rule, ...]
    residents: Key
    limits: Mapping[tuple[Key, int, Decimal], Limit] = field(default_factory=dict)

    def __post_init__(self):
        object.__setattr__(self, "_codes", {rule.code: rule for rule in self.rules})
        object.__setattr__(self, "_years", {})

    def rule(self, code: str) -> Rule:
        return self._codes[code]

    def of_year(self, year: int) -> tuple[Rule, ...]:
        """The rules of a year's lists, in their order."""
        if year not in self._years:
            self._years[year] = tuple(rule for rule in self.rules if rule.holds_in(year))
        return self._years[year]

    @cached_property
    def looks_back(self) -> int | None:
        """How many lists before a year's own may decide what it says; None if there is no saying how many."""
        spans = [self._span(rule, frozenset()) for rule in self.rules]
        return None if None in spans else max(spans, default=0)

    def _span(self, rule: Rule, seen: frozenset[str]) -> int | None:
        if rule.code in seen:  # rules that lean on themselves
            return None
        leans = {code for code in (rule.builds_on, rule.not_with) if code}
        if rule.builds_on:
            leans |= {each.code for each in self.rules if each.status in SAME[self.rule(rule.builds_on).status]}
        spans = [self._span(self.rule(code), seen | {rule.code}) for code in leans]
        return None if None in spans else rule.in_a_row - 1 + max(spans, default=0)

    def felt_in(self, years: Iterable[int]) -> set[int] | None:
        """The years whose lists may say otherwise when what is known of these years has changed; None: all of them."""
        if self.looks_back is None:
            return None
        return {year + later for year in years for later in range(self.looks_back + 1)}

    def limit(self, criterion: Criterion, year: int) -> Limit:
        """The limit of a criterion on a year's list, for areas that are not large."""
        if criterion.times is None:
            return Limit(criterion.limit)
        known = self.limits.get((criterion.indicator, year, criterion.times))
        return known or Limit(None, Undecided.NO_LIMIT)


@dataclass(frozen=True)
class Area:
    """What is known of an area: its figures by year and indicator, and its entries on published lists by year.

    `complete` holds the years and statuses whose published list is known in full: an area that is not named there is
    not on it.
    """

    figures: Mapping[int, Mapping[Key, Known]]
    entries: Mapping[int, frozenset[ListStatus]] = field(default_factory=dict)
    complete: frozenset[tuple[int, ListStatus]] = frozenset()

    def listed(self, status: ListStatus, year: int) -> bool | None:
        """Whether the published lists of a year give the area this status, by any of its names or by a stronger one."""
        if not STRONGER[status].isdisjoint(self.entries.get(year, ())):
            return True
        return False if any((year, name) in self.complete for name in SAME[status]) else None


class Judge:
    """Holds the rules against one area; every answer is found once. `as_if`: what would be with residents enough."""

    def __init__(self, book: Rulebook, area: Area):
        self.book, self.area = book, area
        self._answers: dict[tuple[str, int, bool], bool | None] = {}

    def verdict(self, rule: Rule, year: int, as_if: bool = False) -> bool | None:
        """What a rule says of the area on a year's list. Rules that lean on themselves cannot be decided."""
        key = (rule.code, year, as_if)
        if key not in self._answers:
            self._answers[key] = None
            self._answers[key] = self._verdict(rule, year, as_if)
        return self._answers[key]

    def _verdict(self, rule: Rule, year: int, as_if: bool) -> bool | None:
        if not rule.is_confirmed:
            return None
        if rule.in_a_row > 1:
            return all_of(self.in_run(rule, each, as_if) for each in self.years(rule, year))
        answers = [self.own(rule, year, as_if)]
        if rule.builds_on:
            answers.append(self.verdict(self.book.rule(rule.builds_on), year, as_if))
        if rule.not_with:
            other = self.verdict(self.book.rule(rule.not_with), year, as_if)
            answers.append(None if other is None else not other)
        verdict = all_of(answers)
        # What is not known is the same in both rules: it may leave no way to be the one without the other.
        if verdict is None and rule.not_with and not may_be_apart(self, rule, year, as_if):
            return False
        return verdict

    def own(self, rule: Rule, year: int, as_if: bool = False) -> bool | None:
        """What the rule's own size and criteria say, apart from other rules."""
        required, counted = [], []
        if rule.smallest_residents and not as_if:
            required.append(self.is_large(rule, year))
        for criterion in rule.criteria:
            (required if criterion.is_required else counted).append(self.met(criterion, year))
        return all_of((*required, at_least(rule.needed, counted)))

    def residents(self, year: int) -> int | None:
        figure = self.figure(self.book.residents, year)
        return None if figure is None or figure.value is None else int(figure.value)

    def is_large(self, rule: Rule, year: int) -> bool | None:
        """Whether the area has the residents that the rule asks for."""
        residents = self.residents(year)
        return None if residents is None else residents >= rule.smallest_residents

    def figure(self, indicator: Key, year: int) -> Known | None:
        return self.area.figures.get(year, {}).get(indicator)

    def limits(self, criterion: Criterion, year: int) -> tuple[Limit, ...]:
        return limits_for(criterion, self.book.limit(criterion, year), self.residents(year))

    def met(self, criterion: Criterion, year: int) -> bool | None:
        return is_met(criterion, self.figure(criterion.indicator, year), self.limits(criterion, year))

    # --- lists running ---

    def years(self, rule: Rule, year: int) -> range:
        """The years whose lists must all have named the area, the newest first; none before the lists began."""
        began = min(each.first_year for each in self.book.rules)
        return range(year, max(year - rule.in_a_row, began - 2), -1)

    def in_run(self, rule: Rule, year: int, as_if: bool = False) -> bool | None:
        """Whether a year counts in a run: the published list says, else what the rule of that year says."""
        own = self.own(rule, year, as_if)
        if not rule.builds_on or own is False:
            return own
        base = self.book.rule(rule.builds_on)
        listed = self.area.listed(base.status, year)
        if listed is None or (as_if and not listed):
            then = next((each for each in self.book.of_year(year) if each.status in SAME[base.status]), None)
            listed = self.verdict(then, year, as_if) if then else None
        return all_of((own, listed))
