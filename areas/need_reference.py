"""The common need recipes that come with the program. They are only added: a recipe that is there stays as it is."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from areas.models import Indicator, Recipe, RecipeItem
from boligsocial.common.loading import add_missing, insert, read_csv

DATA = Path(__file__).resolve().parent / "data"
TEXTS = ("code", "kind", "name_da", "name_en", "description_da", "description_en", "source")
COUNTS = ("smallest_residents", "fewest_areas", "trend_years")
LIMITS = ("level_2", "level_3", "level_4", "trend_from")


def load() -> int:
    """How many recipes were added. The indicators are there already."""
    is_chosen = Recipe.objects.filter(municipality__isnull=True, is_default=True).exists()
    new = {recipe.code: recipe for recipe in add_missing(_recipes(is_chosen), by=("code",))}
    insert(list(_items(new)))
    return len(new)


def _recipes(is_chosen: bool) -> Iterator[Recipe]:
    """If an admin has chosen which common recipe is used first, it stays so."""
    for row in read_csv(DATA / "recipes.csv"):
        yield Recipe(
            **{name: row[name] for name in TEXTS},
            **{name: int(row[name]) for name in COUNTS},
            **{name: Decimal(row[name]) for name in LIMITS},
            is_default=row["is_default"] == "yes" and not is_chosen,
            is_confirmed=row["is_confirmed"] == "yes",
        )


def _items(new: dict[str, Recipe]) -> Iterator[RecipeItem]:
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    for row in read_csv(DATA / "recipe_items.csv"):
        if row["recipe"] in new:
            yield RecipeItem(
                recipe=new[row["recipe"]],
                indicator_id=indicators[row["indicator"]],
                weight=int(row["weight"]),
                step=Decimal(row["step"]),
                most=int(row["most"]),
            )
