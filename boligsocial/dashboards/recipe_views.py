"""The pages about need recipes: which there are, and what one does. Everyone who is signed in may know."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import ngettext
from django.views import View

from areas.choices import Direction, RecipeKind, Unit
from areas.models import HousingArea, Municipality, Recipe, RecipeItem
from areas.recipe_forms import trimmed
from boligsocial.common.rights import SIGNED_IN, Ruled, sees
from boligsocial.common.views import view_date
from boligsocial.dashboards.scope import scope_of

MOST_NAMED = 12  # municipalities in a sentence


@dataclass(frozen=True)
class Step:
    """A level with the scores that give it: from `start`, below `end`; empty: no end that way."""

    level: int
    start: str
    end: str


@dataclass(frozen=True)
class Row:
    """A figure that counts: how much worse gives a point, the most it adds, its part of the whole (MATRIX)."""

    item: RecipeItem
    step: str
    most: int
    part: str


class RecipePage:
    """What the pages show of a recipe. The items are fetched beforehand."""

    def __init__(self, recipe: Recipe):
        self.recipe = recipe
        self.items = sorted(recipe.items.all(), key=lambda item: (item.indicator.position, item.indicator.code))

    @property
    def counting(self) -> list[RecipeItem]:
        return [item for item in self.items if item.weight and item.indicator.direction != Direction.NEUTRAL]

    @property
    def rows(self) -> list[Row]:
        return [
            Row(item, step_in_words(item), item.weight * item.most, f"{item.weight}/{self.whole}")
            for item in self.counting
        ]

    @property
    def has_points(self) -> bool:
        return self.recipe.kind == RecipeKind.POINTS

    @property
    def most(self) -> int:
        """The highest score that a points recipe can give."""
        return sum(item.weight * item.most for item in self.counting)

    @property
    def whole(self) -> int:
        """All weights together."""
        return sum(item.weight for item in self.counting)

    @property
    def steps(self) -> list[Step]:
        """The levels, the greatest need first."""
        recipe = self.recipe
        limits = [score_in_words(one) for one in (None, recipe.level_2, recipe.level_3, recipe.level_4, None)]
        return [Step(level, limits[level - 1], limits[level]) for level in (4, 3, 2, 1)]

    @property
    def trend_from(self) -> str:
        return score_in_words(self.recipe.trend_from)

    @property
    def is_out_of_reach(self) -> bool:
        """Whether no area could ever get level 4."""
        return self.has_points and self.most < self.recipe.level_4


def step_in_words(item: RecipeItem) -> str:
    """The distance that gives a point, in the unit of its figure."""
    number = formats.number_format(trimmed(item.step))
    if item.indicator.unit == Unit.NUMBER:
        return number
    ones = 1 if item.step == 1 else 2
    return ngettext("%(number)s percentage point", "%(number)s percentage points", ones) % {"number": number}


def score_in_words(score: Decimal | None) -> str:
    return "" if score is None else formats.number_format(trimmed(score)).replace("-", "−")


class RecipeList(Ruled, View):
    """The common recipes and the municipalities' own; of one municipality when the header chose it."""

    rule = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        town = scope_of(request).municipality
        rows = Recipe.objects.visible_to(request.user).select_related("municipality", "copied_from")
        rows = rows.prefetch_related("items__indicator").order_by("-is_default", "municipality__sort_key", "code")
        pages = [RecipePage(row) for row in rows]
        own = [page for page in pages if page.recipe.municipality_id is not None]
        if town is not None:
            own = [page for page in own if page.recipe.municipality_id == town.pk]
        context = {
            "common": [page for page in pages if page.recipe.municipality_id is None],
            "own": own,
            "town": town,
            "first": next((page.recipe for page in [*own, *pages] if _is_first(page.recipe, town)), None),
            "may_make": Municipality.objects.changeable_by(request.user).exists(),
            "scope_url": reverse("data:recipes"),
            "on": view_date(request),
        }
        return render(request, "recipes/list.html", context)


def _is_first(recipe: Recipe, town: Municipality | None) -> bool:
    return town is not None and recipe.is_default and recipe.municipality_id in (None, town.pk)


class RecipeDetail(Ruled, View):
    """What a recipe does, with its figures and limits, who uses it, and who changed it last."""

    rule = sees("areas.Recipe")

    @cached_property
    def recipe(self) -> Recipe:
        rows = Recipe.objects.select_related("municipality", "copied_from__municipality")
        return self.rule.row(self.request.user, self.kwargs, rows.prefetch_related("items__indicator"))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = request.user
        context = {
            "page": RecipePage(self.recipe),
            "recipe": self.recipe,
            "last": self.recipe.history.select_related("history_user").order_by("-history_date", "-history_id").first(),
            "may_change": Recipe.objects.changeable_by(user).filter(pk=pk).exists(),
            "may_copy": Municipality.objects.changeable_by(user).exists(),
            "copies": self.recipe.copies.visible_to(user).select_related("municipality").order_by("name_da", "pk"),
            "scope_url": reverse("data:recipes"),
            "on": view_date(request),
            **self.used(),
        }
        return render(request, "recipes/detail.html", context)

    def used(self) -> dict:
        """The municipalities that use it first; of the common one, how many, and those that have one of their own."""
        if not self.recipe.is_default:
            return {"used_by": 0, "others": []}
        if self.recipe.municipality_id is not None:
            return {"used_by": 1, "others": []}
        own = Recipe.objects.filter(is_default=True, municipality=OuterRef("pk"))
        towns = Municipality.objects.filter(Exists(HousingArea.objects.filter(municipality=OuterRef("pk"))))
        towns = towns.annotate(has_own=Exists(own)).order_by("sort_key")
        others = [town for town in towns if town.has_own]
        return {"used_by": len(towns) - len(others), "others": others[:MOST_NAMED], "more": others[MOST_NAMED:]}
