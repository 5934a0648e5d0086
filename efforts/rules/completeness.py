"""What an effort lacks, and which status its dates give it. What is left open is not known; little is needed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from efforts.choices import EffortStatus
from efforts.rules.funding import Plan
from efforts.rules.typology import Reach


class Lack(StrEnum):
    """The kinds of what is missing; the template has a sentence for each."""

    NAME = "name"
    HOME = "home"  # neither a municipality nor a lead: nobody would see it
    PERIOD = "period"
    REACH = "reach"
    MONEY = "money"
    BUDGET = "budget"
    GAP = "gap"
    POSTS = "posts"
    PLACES = "places"


NEEDED = frozenset({Lack.NAME, Lack.HOME})
# The step at which each is put right.
STEP_OF = {
    Lack.NAME: "what",
    Lack.HOME: "what",
    Lack.PERIOD: "what",
    Lack.REACH: "where",
    Lack.MONEY: "money",
    Lack.BUDGET: "money",
    Lack.GAP: "money",
    Lack.POSTS: "staff",
    Lack.PLACES: "staff",
}


@dataclass(frozen=True)
class Missing:
    """Something missing: in which years, or of whom (names); `amount` is øre."""

    lack: Lack
    years: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    amount: int = 0

    @property
    def is_needed(self) -> bool:
        return self.lack in NEEDED

    @property
    def step(self) -> str:
        return STEP_OF[self.lack]


@dataclass(frozen=True)
class EffortFacts:
    """What is looked at; `unplaced` are the posts without a known place, of `posts` in all."""

    name: str
    has_home: bool
    starts_on: date | None
    ends_on: date | None
    reach: Reach
    plan: Plan
    posts: int
    unplaced: tuple[str, ...] = ()


def what_is_missing(facts: EffortFacts) -> list[Missing]:
    """In the order of the steps."""
    found = []
    if not facts.name.strip():
        found.append(Missing(Lack.NAME))
    if not facts.has_home:
        found.append(Missing(Lack.HOME))
    if facts.starts_on is None or facts.ends_on is None:
        found.append(Missing(Lack.PERIOD))
    reach = facts.reach
    if not (reach.areas or reach.citizens or reach.institutions or reach.city_links):
        found.append(Missing(Lack.REACH))
    found += _of_money(facts.plan)
    if not facts.posts:
        found.append(Missing(Lack.POSTS))
    elif facts.unplaced:
        found.append(Missing(Lack.PLACES, names=facts.unplaced))
    return found


def _of_money(plan: Plan) -> list[Missing]:
    if not plan.not_stated and all(sheet.is_bare for sheet in plan.sheets):
        return [Missing(Lack.MONEY)]
    found = []
    if unbudgeted := tuple(sheet.year for sheet in plan.sheets if sheet.budget is None):
        found.append(Missing(Lack.BUDGET, years=unbudgeted))
    short = [sheet for sheet in plan.sheets if sheet.gap]
    if short:
        amount = sum(sheet.gap for sheet in short)
        found.append(Missing(Lack.GAP, years=tuple(sheet.year for sheet in short), amount=amount))
    return found


def status_on(starts_on: date | None, ends_on: date | None, on: date) -> EffortStatus:
    """Planned before the first day or without one, running from it, closed after the last."""
    if ends_on is not None and ends_on <= on:
        return EffortStatus.CLOSED
    return EffortStatus.RUNNING if starts_on is not None and starts_on <= on else EffortStatus.PLANNED
