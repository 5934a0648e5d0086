"""The need of an area by a recipe, with its reasons: for pages. Lists sort by the read model (areas/needs.py)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from areas.choices import Availability, Trend
from areas.models import HousingArea, Indicator, Municipality, NeedLevel, Recipe


class MeanOf(StrEnum):
    """What an area's figure is held against."""

    MUNICIPALITY = "municipality"  # the municipality's own figure for the year
    DENOMINATORS = "denominators"  # the mean of its areas that have the figure, by how many each is about
    RESIDENTS = "residents"  # the same, by the residents of each


class Certainty(StrEnum):
    """Whether the uncertainty of the figures that count is known."""

    KNOWN = "known"
    PARTLY = "partly"  # of some of them: the real one is larger
    UNKNOWN = "unknown"


class WhyNot(StrEnum):
    """Why an area has no level in a year."""

    NO_FIGURES = "no_figures"  # none of the recipe's figures
    MISSING = "missing"  # at least one of them
    WITHHELD = "withheld"  # at least one of them is withheld, the others are there
    NO_RESIDENTS = "no_residents"  # how many live there is not known
    FEW_RESIDENTS = "few_residents"  # fewer than the recipe asks for
    FEW_AREAS = "few_areas"  # no figure of the municipality, and too few areas for a mean


@dataclass(frozen=True)
class NeedFigure:
    """A figure of the recipe at an area. `distance` is how much worse than the mean (below zero: better), in the unit.

    `points` are points, or standard deviations in a MATRIX; `counted` is what it adds to the score, by its weight.
    `low` and `high` are where the value is with 95 per cent, None where that is not known.
    """

    indicator: Indicator
    state: Availability
    weight: int
    step: Decimal
    most: int
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    answers: int | None = None  # of a survey
    mean: Decimal | None = None
    mean_of: MeanOf | None = None
    mean_areas: int = 0  # how many areas are in the mean
    spread: Decimal | None = None  # a standard deviation, in the unit; of a MATRIX
    distance: Decimal | None = None
    points: Decimal | None = None
    counted: Decimal | None = None


@dataclass(frozen=True)
class WeightMoved:
    """What becomes of the area when one weight is one higher or lower: another place, and perhaps another level."""

    indicator: Indicator
    weight: int
    new_weight: int
    place: int
    new_place: int
    level: int
    new_level: int


@dataclass(frozen=True)
class NeedReasons:
    """The need of an area in a year, and why.

    `level` is 1 (least) to 4 (most), None where it cannot be said: `why_not` says why. `low` and `high` are where the
    score is, given what is known of the uncertainty; `place` is by the score alone (1 is the most need), `rank_from` to
    `rank_to` are the places it may have among the `ranked` areas when those that do not differ beyond the uncertainty
    are not ranked against each other. The trend is held against the year `before_year`, and is UNKNOWN without a score
    in that very year; `is_trend_sure` says whether the change is beyond the uncertainty (None: not known).
    `moved` are the weights that would change its place by one step up or down.
    """

    area: HousingArea
    recipe: Recipe
    year: int
    before_year: int
    figures: list[NeedFigure]
    level: int | None = None
    why_not: WhyNot | None = None
    score: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    residents: int | None = None
    residents_year: int | None = None  # of the count: the newest one up to the year
    place: int | None = None
    rank_from: int | None = None
    rank_to: int | None = None
    ranked: int = 0
    certainty: Certainty = Certainty.UNKNOWN
    trend: Trend = Trend.UNKNOWN
    before_level: int | None = None
    before_score: Decimal | None = None
    is_trend_sure: bool | None = None
    moved: tuple[WeightMoved, ...] = ()

    @property
    def is_sensitive(self) -> bool:
        return bool(self.moved)


def recipe_for(municipality: Municipality) -> Recipe | None:
    """The recipe it uses first: its own copy that does, else the common one."""


def recipes_for(municipality: Municipality | None = None) -> list[Recipe]:
    """Those that say something about its areas: its own and the common ones, the one used first at the top."""


def need_of(area: HousingArea, recipe: Recipe, year: int) -> NeedReasons:
    """The need of the area in the year, from the figures as they are now. Who may see the area is for the caller."""


def years_of(area: HousingArea, recipe: Recipe) -> list[NeedLevel]:
    """The levels of the area over the years, oldest first, as kept for lists."""
