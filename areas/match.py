"""Need on a day, for sets of areas: by the recipe that each municipality uses, in its newest year with a level.

One year for all areas of a municipality, so that they are held against each other on the same ground. What the levels
are is kept by areas/needs.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import (
    Case,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.http import HttpRequest

from areas.choices import Match
from areas.models import HousingArea, Municipality, NeedLevel, Recipe
from areas.querysets import reached
from areas.rules.match import GREAT
from boligsocial.common.views import view_date


@dataclass(frozen=True)
class Needs:
    """The need levels that hold on a day, in one municipality (its key) or in all."""

    on: date
    municipality: int | None = None

    @cached_property
    def years(self) -> dict[tuple[int, int], list[int]]:
        """The municipalities by the recipe they use and the newest year in which it says a level of any of their areas.

        Where it never does, the newest year in which it was tried: its rows say why not.
        """
        used = self._used
        common = used[None]
        found: dict[tuple[int, int], list[int]] = {}
        areas = HousingArea.objects.order_by()
        if self.municipality is not None:
            areas = areas.filter(municipality=self.municipality)
        else:
            # Most have a level in the newest year of all, so that not every area must be asked for its own.
            for town, *newest in _levels_in({*used.values()}):
                if used.get(town, common) == tuple(newest):
                    found.setdefault(tuple(newest), []).append(town)
            areas = areas.exclude(municipality__in=[town for towns in found.values() for town in towns])
        recipe = Case(
            *(When(municipality=town, then=Value(pk)) for town, (pk, _newest) in used.items() if town),
            default=Value(common[0]),
            output_field=IntegerField(),
        )
        tried = NeedLevel.objects.filter(area=OuterRef("pk"), recipe=OuterRef("used"), year__lte=self.on.year)
        tried = tried.order_by("-year").values("year")
        areas = areas.annotate(used=recipe)
        areas = areas.annotate(said=Subquery(tried.filter(level__isnull=False)[:1]), tried=Subquery(tried[:1]))
        for town, said, tried in areas.values_list("municipality").annotate(Max("said"), Max("tried")):
            if said or tried:
                found.setdefault((used.get(town, common)[0], said or tried), []).append(town)
        return found

    @property
    def _used(self) -> dict[int | None, tuple[int, int | None]]:
        """The recipe that a municipality (None: every other) uses, and the newest year in which it says any level."""
        levels = NeedLevel.objects.filter(recipe=OuterRef("pk"), year__lte=self.on.year, level__isnull=False)
        recipes = Recipe.objects.filter(is_default=True).order_by()
        recipes = recipes.annotate(newest=Subquery(levels.order_by("-year").values("year")[:1]))
        found = recipes.values_list("municipality", "pk", "newest")
        return {None: (0, None)} | {town: (pk, newest) for town, pk, newest in found}

    def said(self, path: str, town: str) -> Q:
        """The levels that hold; `path` leads to them, `town` to the municipality ("" and "area__municipality")."""
        if not self.years:
            return Q(**{f"{path}year": 0})  # none, in a way that a join's condition can say
        found = Q()
        for (recipe, year), towns in self.years.items():
            # Other municipalities may have levels by this recipe too, and use another one.
            found |= Q(**{f"{path}recipe": recipe, f"{path}year": year, f"{town}__in": towns})
        # Said beforehand, so that each level is looked up and not all of an area's gone through.
        recipes, years = zip(*self.years, strict=True)
        return Q(**{f"{path}recipe__in": sorted({*recipes}), f"{path}year__in": sorted({*years})}) & found

    def beside(self, rows: QuerySet, path: str = "") -> QuerySet:
        """The rows with `need`, the level that holds of the area `path` leads to; joined where a query asks for it."""
        levels = f"{path}need_levels"
        return rows.annotate(need=FilteredRelation(levels, condition=self.said(f"{levels}__", f"{path}municipality")))

    def of(self, areas: Iterable[int]) -> dict[int, NeedLevel]:
        """The level of each of these areas, by its key; none where no year of its municipality is said."""
        rows = NeedLevel.objects.filter(self.said("", "area__municipality"), area__in=areas).order_by()
        return {row.area_id: row for row in rows}


def _levels_in(years: set[tuple[int, int | None]]) -> Iterable[tuple[int, int, int]]:
    """The municipalities with a level by one of these recipes in the year beside it, with both."""
    wanted = Q(pk__in=[])
    for recipe, year in years:
        wanted |= Q(recipe=recipe, year=year) if year else Q()
    rows = NeedLevel.objects.filter(wanted, level__isnull=False).order_by()
    return rows.values_list("area__municipality", "recipe", "year").distinct()


def needs_on(request: HttpRequest) -> Needs:
    """Those of the day and the municipality in the address; asked for once a request."""
    if not hasattr(request, "_needs"):
        code = request.GET.get("municipality", "")
        towns = Municipality.objects.filter(code=code if code.isascii() and code.isdigit() else "")
        town = towns.order_by().values_list("pk", flat=True).first() if code else None
        request._needs = Needs(view_date(request), town)
    return request._needs


def matches(on: date) -> dict[Match, Q]:
    """What holds for areas (with `need` beside) where need and effort fit or do not: rules/match.py in SQL."""
    here, great, small = Q(reached(HousingArea, on)), Q(need__level__gte=GREAT), Q(need__level__lt=GREAT)
    not_fallen = Q(need__before__isnull=True) | Q(need__before__lte=F("need__level"))
    return {
        Match.GAP: great & ~here,
        Match.STAYS: small & ~not_fallen & here,
        Match.MET: great & here,
        Match.REST: small & (not_fallen | ~here),
        Match.UNSAID: Q(need__level__isnull=True),
    }


def match_order(on: date) -> Case:
    """The place of an area (with `need` beside) in the order of Match; asks once whether an effort reaches it."""
    place = {match: Value(number) for number, match in enumerate(Match)}
    great = Q(need__level__gte=GREAT)
    fallen = When(need__before__gt=F("need__level"), then=place[Match.STAYS])
    here = Case(When(great, then=place[Match.MET]), fallen, default=place[Match.REST])
    not_here = Case(When(great, then=place[Match.GAP]), default=place[Match.REST])
    return Case(
        When(need__level__isnull=True, then=place[Match.UNSAID]),
        When(reached(HousingArea, on), then=here),
        default=not_here,
        output_field=IntegerField(),
    )
