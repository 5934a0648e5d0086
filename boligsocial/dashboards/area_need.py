"""The need of an area: its level by the recipe in use, why, how sure, and what other recipes say."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas.choices import RecipeKind, Trend
from areas.models import HousingArea, NeedLevel, Recipe
from areas.need import Certainty, MeanOf, NeedReasons, need_of, recipes_for
from boligsocial.common.templatetags.boligsocial import number
from boligsocial.dashboards import need_words
from boligsocial.dashboards.area_figures import AreaFigures
from boligsocial.dashboards.area_need_words import FigureWords, moved

LEVELS = (1, 2, 3, 4)
MOST_NAMED = 6  # areas it does not differ from


@dataclass(frozen=True)
class OtherRecipe:
    """What another recipe says of the area in its newest year."""

    recipe: Recipe
    need: NeedLevel | None

    @property
    def trend(self) -> str | None:
        return need_words.trend(self.need)

    @property
    def place(self) -> str | None:
        return need_words.place(self.need)

    @property
    def why_not(self) -> str:
        return need_words.why_not(self.need)


class AreaNeed:
    """The need of an area up to the year of a day, by its figures. `code` is the recipe the address asks for."""

    def __init__(self, numbers: AreaFigures, code: str = ""):
        self.area, self.user, self.on = numbers.area, numbers.user, numbers.on
        self.numbers, self.code = numbers, code

    @cached_property
    def recipes(self) -> list[Recipe]:
        return recipes_for(self.area.municipality)

    @cached_property
    def recipe(self) -> Recipe | None:
        """The one asked for, else the one that the municipality uses first."""
        asked = next((one for one in self.recipes if one.code == self.code), None)
        return asked or next(iter(self.recipes), None)

    @cached_property
    def _levels(self) -> dict[int, list[NeedLevel]]:
        """By recipe, oldest first. One query."""
        found = defaultdict(list)
        rows = NeedLevel.objects.filter(area=self.area, recipe__in=self.recipes, year__lte=self.on.year)
        for row in rows.order_by("year"):
            found[row.recipe_id].append(row)
        return found

    @property
    def levels(self) -> list[NeedLevel]:
        """Of the recipe shown, oldest first."""
        return self._levels[self.recipe.pk] if self.recipe else []

    @property
    def year(self) -> int | None:
        """The newest year with a level, else the newest of which anything can be said."""
        newest = _newest(self.levels)
        return newest.year if newest else None

    @property
    def newer_without(self) -> NeedLevel | None:
        """A newer year that has no level."""
        newest = self.levels[-1] if self.levels else None
        return newest if newest and newest.level is None and newest.year != self.year else None

    @property
    def newer_why_not(self) -> str:
        return need_words.why_not(self.newer_without)

    @cached_property
    def reasons(self) -> NeedReasons | None:
        if self.recipe is None or self.year is None:
            return None
        numbers = self.numbers
        return need_of(self.area, self.recipe, self.year, numbers.all, numbers.thresholds, numbers.typed)

    @property
    def others(self) -> list[OtherRecipe]:
        """What other recipes say."""
        return [OtherRecipe(one, _newest(self._levels[one.pk])) for one in self.recipes if one != self.recipe]

    # --- words ---

    @property
    def steps(self) -> list[tuple[int, bool]]:
        """The four levels, and which it is."""
        return [(level, self.reasons is not None and self.reasons.level == level) for level in LEVELS]

    @cached_property
    def figures(self) -> list[FigureWords]:
        return [FigureWords(one, self.recipe.kind) for one in self.reasons.figures]

    @property
    def why_not(self) -> str:
        return need_words.why_not(self.reasons)

    @property
    def score(self) -> str:
        return self._in_score(self.reasons.score)

    @property
    def between(self) -> str:
        """Where the score is, given what is known of the uncertainty."""
        low, high = self.reasons.low, self.reasons.high
        return "" if low is None or low == high else f"{self._in_score(low)}–{self._in_score(high)}"

    def _in_score(self, score: Decimal) -> str:
        return number(score, 0 if self.recipe.kind == RecipeKind.POINTS else 2)

    @property
    def limits(self) -> str:
        """Where the levels begin."""
        return ", ".join(
            _("level %(level)s from %(score)s") % {"level": level, "score": number_format(limit.normalize() + 0)}
            for level, limit in zip(LEVELS[1:], self._limits, strict=True)
        )

    @property
    def _limits(self) -> tuple[Decimal, Decimal, Decimal]:
        return self.recipe.level_2, self.recipe.level_3, self.recipe.level_4

    @property
    def place(self) -> str:
        """Its place among the areas of the municipality, as far as the uncertainty lets one say."""
        reasons = self.reasons
        if reasons.rank_from is None:
            return ""
        known = {"from": reasons.rank_from, "to": reasons.rank_to, "of": reasons.ranked}
        if reasons.ranked < 2:
            return _("The only area of the municipality with a need level; there is nothing to rank it against.")
        if reasons.rank_from == reasons.rank_to:
            return _("No. %(from)s of %(of)s areas in the municipality (1 is the most need).") % known
        return _("No. %(from)s–%(to)s of %(of)s areas in the municipality (1 is the most need).") % known

    @cached_property
    def alike(self) -> str:
        """From which areas it does not differ beyond the uncertainty; those one may not see are counted."""
        keys = self.reasons.alike
        if not keys:
            return ""
        rows = HousingArea.objects.visible_to(self.user).filter(pk__in=keys).order_by("sort_key")
        names = list(rows.values_list("name", flat=True))[:MOST_NAMED]
        rest = len(keys) - len(names)
        if rest:
            more = ngettext("%(count)s more area", "%(count)s more areas", rest) % {"count": rest}
            names.append(more if names else ngettext("%(count)s area", "%(count)s areas", rest) % {"count": rest})
        return _("It does not differ from %(areas)s.") % {"areas": ", ".join(names)}

    @property
    def certainty(self) -> str:
        return {
            Certainty.KNOWN: _("Areas that do not differ beyond the uncertainty are not ranked against each other."),
            Certainty.PARTLY: _(
                "The uncertainty is known of some figures only: the real one is larger, so read the place with care."
            ),
            Certainty.UNKNOWN: _(
                "How uncertain the figures are is not known, so small differences between areas may mean nothing."
            ),
        }[self.reasons.certainty]

    @property
    def trend(self) -> str:
        """Which way the need goes, since when, and whether that is beyond the uncertainty."""
        reasons = self.reasons
        if reasons.trend == Trend.UNKNOWN:
            return _("The trend is not known: there is no score for %(year)s.") % {"year": reasons.before_year}
        known = {
            "year": reasons.before_year,
            "before": self._in_score(reasons.before_score),
            "now": self._in_score(reasons.score),
        }
        words = {
            Trend.RISING: _("Rising: the score was %(before)s in %(year)s and is %(now)s."),
            Trend.STEADY: _("Steady: the score was %(before)s in %(year)s and is %(now)s."),
            Trend.FALLING: _("Falling: the score was %(before)s in %(year)s and is %(now)s."),
        }[reasons.trend] % known
        if reasons.is_trend_sure is False:
            words += " " + _("The change is within the uncertainty.")
        return words

    @property
    def arrow(self) -> str:
        return need_words.ARROWS[self.reasons.trend]

    @property
    def is_among_areas(self) -> bool:
        """Whether the area is held against other areas and not against the whole municipality."""
        return any(one.mean_of not in (None, MeanOf.MUNICIPALITY) for one in self.reasons.figures)

    @cached_property
    def moved(self) -> list[str]:
        """What one weight a step up or down would change."""
        return [moved(one) for one in self.reasons.moved]


def _newest(levels: list[NeedLevel]) -> NeedLevel | None:
    """The newest with a level, else the newest."""
    told = [one for one in levels if one.level is not None]
    return (told or levels or [None])[-1]
