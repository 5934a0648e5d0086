"""Changes of need recipes. After each of them the levels of the areas it is about are worked out anew."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from areas import needs
from areas.models import Municipality, NeedLevel, Recipe, RecipeItem
from areas.need import used_first

COPIED = (
    "kind",
    "smallest_residents",
    "fewest_areas",
    "level_2",
    "level_3",
    "level_4",
    "trend_years",
    "trend_from",
    "source",
)


@transaction.atomic
def copy_recipe(
    *, recipe: Recipe, municipality: Municipality, name_da: str, name_en: str, is_default: bool, reason: str = ""
) -> Recipe:
    """Give the municipality a copy of its own. What the original says of its limits is not copied: they are to change.

    With `is_default` it becomes the one the municipality uses first.
    """
    municipality = Municipality.objects.select_for_update().get(pk=municipality.pk)
    made = Recipe(
        code=_free_code(municipality),
        name_da=name_da,
        name_en=name_en or name_da,
        municipality=municipality,
        copied_from=recipe,
        is_default=is_default,
        **{name: getattr(recipe, name) for name in COPIED},
    )
    if is_default:
        _step_back(made, reason)
    made._change_reason = reason or None
    made.save()
    for item in recipe.items.order_by("pk"):
        RecipeItem.objects.create(
            recipe=made, indicator_id=item.indicator_id, weight=item.weight, step=item.step, most=item.most
        )
    needs.rebuild([municipality.pk])
    return made


@transaction.atomic
def save_recipe(
    *, recipe: Recipe, saved: Iterable[RecipeItem] = (), removed: Iterable[RecipeItem] = (), reason: str = ""
) -> int:
    """Save the recipe and its figures; how many areas have another level in the newest year because of it."""
    before = _levels(recipe)
    if recipe.is_default:
        _step_back(recipe, reason)
    recipe._change_reason = reason or None
    recipe.save()
    for item in removed:
        item._change_reason = reason or None
        item.delete()
    for item in saved:
        item._change_reason = reason or None
        item.save()
    needs.rebuild(None if recipe.municipality_id is None else [recipe.municipality_id])
    after = _levels(recipe)
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())


def _step_back(recipe: Recipe, reason: str) -> None:
    """Whatever was used first before the recipe is so no longer: the database allows one."""
    others = Recipe.objects.select_for_update().filter(municipality=recipe.municipality_id, is_default=True)
    for other in others.exclude(pk=recipe.pk):
        other.is_default = False
        other._change_reason = reason or None
        other.save()


def _free_code(municipality: Municipality) -> str:
    stem = slugify(municipality.code) or "own"
    taken = set(Recipe.objects.filter(code__startswith=f"{stem}-").values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"{stem}-{number}") not in taken)


def _levels(recipe: Recipe) -> dict[int, int | None]:
    """By area, in the newest year, by the recipe its municipality uses first."""
    rows = used_first(NeedLevel.objects.order_by())
    if recipe.municipality_id is not None:
        rows = rows.filter(area__municipality=recipe.municipality_id)
    newest = rows.aggregate(year=Max("year"))["year"]
    return dict(rows.filter(year=newest).values_list("area", "level"))
