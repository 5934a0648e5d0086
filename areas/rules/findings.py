"""What the rules say of an area, criterion by criterion, with distances and with what would have to change."""

from dataclasses import dataclass
from decimal import Decimal

from areas.choices import Undecided, Verdict
from areas.rules.criteria import Criterion, Known, at_least
from areas.rules.distance import Distance
from areas.rules.status import Rule


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

    `criterion` is None for the smallest number of residents; `limit` is what the figure is held against. `lists` is set
    instead of all these when it takes time alone: so many more lists running must name the area.
    """

    criterion: Criterion | None = None
    distance: Distance | None = None
    met: bool = False
    lists: int = 0
    limit: Decimal | None = None

    @property
    def is_shrinking(self) -> bool:
        """Whether it is that fewer live there."""
        return self.criterion is None and self.distance is not None and self.distance.fewer

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
    def is_shut_out(self) -> bool:
        """Whether it is no only since whatever would make it a yes makes the rule that it excludes a yes too."""
        if self.verdict != Verdict.NO or self.other is None or self.other.verdict != Verdict.UNDECIDED:
            return False
        base = self.base is None or self.base.verdict != Verdict.NO
        own = all(one.met is not False for one in self.required) and self.is_large is not False
        return own and base and at_least(self.rule.needed, [one.met for one in self.counted]) is not False

    @property
    def met(self) -> int:
        """How many of the counted criteria are met."""
        return sum(one.met is True for one in self.counted)

    @property
    def unknown(self) -> list[CriterionFinding]:
        return [one for one in self.criteria if one.met is None]
