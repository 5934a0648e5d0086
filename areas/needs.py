"""The need level that each recipe gives each area in each year, kept for lists to sort by.

A level of a year comes from figures of that year alone. Only the count of residents, which says whether an area is
large enough and what it weighs in a mean, is the newest one up to the year.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial

from django.db import transaction
from django.db.models import Q

from areas.choices import Direction, Level, Trend
from areas.figures import Figure, figures
from areas.models import HousingArea, ListEntry, NeedLevel, Recipe, RecipeItem
from areas.rules.need import Item, Need, Place, Reading, Rule, change_of, fine
from areas.rules.need_places import judge
from areas.rules.uncertainty import around
from areas.said import NEAR, Said, said
from areas.thresholds import Thresholds
from boligsocial.common.loading import write_many

RESIDENTS = "residents"
AT_ONCE = 5_000  # areas in memory, unless a municipality has more
COLUMNS = (
    "area_id",
    "recipe_id",
    "year",
    "level",
    "before",
    "score",
    "trend",
    "rank_from",
    "rank_to",
    "ranked",
    "has_margin",
    "is_sensitive",
    "why_not",
)


@transaction.atomic
def rebuild(municipalities: list[int] | None, years: set[int] | None = None) -> None:
    """Rebuild them for the areas of these municipalities, or of all, where figures of these years may be felt.

    Areas have a row for each year in which one of a recipe's figures is known of them, if only that it is withheld.
    A count of residents, and a level as the beginning of a trend, may be felt in every later year; whether a number
    typed at the area is told, in the years around.
    """
    since = min(years) - NEAR if years else 0
    old = NeedLevel.objects.order_by().filter(year__gte=since)
    if municipalities is not None:
        old = old.filter(area__municipality__in=municipalities)
    old.delete()
    book = Book.read(municipalities)
    if book.recipes:
        for towns in _chunks(municipalities):
            write_many(NeedLevel, COLUMNS, list(_rows(book, towns, since)))


# --- what it is made of ---


@dataclass(frozen=True)
class Recipes:
    """A recipe as rules have it, and whose it is (None: everybody's)."""

    pk: int
    municipality: int | None
    rule: Rule
    trend_years: int


@dataclass
class Book:
    """The recipes with their parts, and the units of the indicators that they use."""

    recipes: list[Recipes]
    units: dict[int, str]
    parts: list[RecipeItem]

    @classmethod
    def read(cls, municipalities: list[int] | None = None, only: Recipe | None = None) -> "Book":
        """Those that say something about the municipalities, or one. At most two queries."""
        rows = Recipe.objects.order_by("pk")
        if municipalities is not None:
            rows = rows.filter(Q(municipality__isnull=True) | Q(municipality__in=municipalities))
        rows = list(rows) if only is None else [only]
        items, units = defaultdict(list), {}
        parts = RecipeItem.objects.filter(recipe__in=[row.pk for row in rows]).select_related("indicator")
        parts = list(parts.order_by("indicator__position", "indicator__code"))
        for part in parts:
            if part.indicator.direction != Direction.NEUTRAL:
                way = part.indicator.direction
                items[part.recipe_id].append(Item.of(part.indicator_id, way, part.weight, part.step, part.most))
                units[part.indicator_id] = part.indicator.unit
        recipes = [Recipes(row.pk, row.municipality_id, rule_of(row, items[row.pk]), row.trend_years) for row in rows]
        return cls(recipes, units, parts)

    def of(self, municipality: int) -> Iterator[Recipes]:
        return (recipe for recipe in self.recipes if recipe.municipality in (None, municipality))


def rule_of(recipe: Recipe, items: Iterable[Item]) -> Rule:
    limits = (fine(recipe.level_2), fine(recipe.level_3), fine(recipe.level_4))
    sizes = (recipe.smallest_residents, recipe.fewest_areas)
    return Rule(recipe.kind, tuple(items), *sizes, limits, fine(recipe.trend_from))


@dataclass
class Town:
    """A municipality's areas in order, the readings of each year (of each area, and its own), and the lists."""

    pk: int
    areas: list[int] = field(default_factory=list)
    counts: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))  # (year, residents)
    readings: dict[int, dict[int, dict[int, Reading]]] = field(default_factory=lambda: defaultdict(dict))
    own: dict[int, dict[int, Reading]] = field(default_factory=lambda: defaultdict(dict))
    listed: set[tuple[int, int]] = field(default_factory=set)  # (area, year): it is on an official list
    _places: dict[int, list[Place]] = field(default_factory=dict)  # made once for all recipes

    def residents(self, area: int, year: int) -> tuple[int, int] | None:
        """(year, count): the newest up to the year."""
        return max((count for count in self.counts[area] if count[0] <= year), default=None)

    def places(self, year: int) -> list[Place]:
        there = self.readings.get(year, {})
        known = {area: self.residents(area, year) for area in self.areas}
        return [
            Place(area, known[area] and known[area][1], there.get(area, {}), (area, year) in self.listed)
            for area in self.areas
        ]

    def judged(self, rule: Rule, year: int, with_moves: bool = False) -> dict[int, Need]:
        """The need of each area in the year."""
        if year not in self._places:
            self._places[year] = self.places(year)
        return judge(rule, self._places[year], self.own.get(year, {}), with_moves)


def read_towns(
    book: Book,
    municipalities: Iterable[int],
    years: list[int] | None = None,
    thresholds: Thresholds | None = None,
    since: int = 0,
    typed: Said | None = None,
) -> dict[int, Town]:
    """The municipalities with what the recipes ask for, of these years, or of all since one."""
    towns = {pk: Town(pk) for pk in municipalities}
    town_of: dict[int, Town] = {}
    # Of a number typed at the area and a figure of the same year the figure counts, since it is read later.
    columns = ("pk", "municipality", "residents", "residents_on")
    areas = list(HousingArea.objects.filter(municipality__in=towns).order_by("pk").values_list(*columns))
    typed = typed or said([pk for pk, _town, residents, _on in areas if residents is not None])
    for pk, town, residents, on in areas:
        town_of[pk] = towns[town]
        towns[town].areas.append(pk)
        if residents is not None and typed.tells(pk, residents, on):
            towns[town].counts[pk].append((on.year, residents))
    wanted = {"indicator__in": list(book.units)} | ({"year__in": years} if years else {"year__gte": since})
    for figure in figures(Level.MUNICIPALITY, list(towns), bare=True, **wanted):
        towns[figure.key].own[figure.year][figure.indicator] = reading_of(figure, book.units[figure.indicator])
    for figure in figures(Level.AREA, list(town_of), thresholds, bare=True, **wanted):
        of_year = town_of[figure.key].readings[figure.year].setdefault(figure.key, {})
        of_year[figure.indicator] = reading_of(figure, book.units[figure.indicator])
    entries = ListEntry.objects.filter(year__in=years) if years else ListEntry.objects.filter(year__gte=since)
    for area, year in entries.filter(area__municipality__in=towns).order_by().values_list("area", "year"):
        town_of[area].listed.add((area, year))
    until = {"year__lte": max(years)} if years else {}
    for figure in figures(Level.AREA, list(town_of), thresholds, bare=True, indicator__code=RESIDENTS, **until):
        if figure.value is not None:
            _count(town_of[figure.key].counts[figure.key], figure)
    return towns


def _count(counts: list[tuple[int, int]], figure: Figure) -> None:
    counts[:] = [count for count in counts if count[0] != figure.year]
    counts.append((figure.year, int(figure.value)))


def reading_of(figure: Figure, unit: str) -> Reading:
    if figure.value is None:
        return Reading(figure.state.value)
    facts = {name: getattr(figure, name) for name in ("numerator", "denominator", "answers", "margin")}
    ends = around(unit, figure.value, **facts)
    less, more = (fine(end) for end in ends) if ends else (None, None)
    return Reading(figure.state.value, fine(figure.value), less, more, figure.denominator)


# --- the rows ---


def _chunks(municipalities: list[int] | None) -> Iterator[list[int]]:
    """Municipalities with areas, so many at once that the areas are no more than memory should hold."""
    rows = HousingArea.objects.order_by("municipality")
    if municipalities is not None:
        rows = rows.filter(municipality__in=municipalities)
    towns: dict[int, int] = defaultdict(int)
    for town in rows.values_list("municipality", flat=True).iterator():
        towns[town] += 1
    chunk, size = [], 0
    for town, areas in towns.items():
        if chunk and size + areas > AT_ONCE:
            yield chunk
            chunk, size = [], 0
        chunk.append(town)
        size += areas
    if chunk:
        yield chunk


def _rows(book: Book, municipalities: list[int], since: int) -> Iterator[tuple]:
    began = max(since - max(recipe.trend_years for recipe in book.recipes), 0)
    for town in read_towns(book, municipalities, since=began).values():
        for recipe in book.of(town.pk):
            wanted = {item.indicator for item in recipe.rule.items}
            judged = cache(partial(town.judged, recipe.rule))
            for year in (year for year in sorted(town.readings) if year >= since):
                there, needs = town.readings[year], judged(year)
                then = year - recipe.trend_years
                past = judged(then) if then in town.readings else {}
                for area in town.areas:
                    if wanted & there.get(area, {}).keys():
                        yield _row(recipe, year, needs[area], past.get(area))


def _row(recipe: Recipes, year: int, need: Need, past: Need | None) -> tuple:
    score = None if need.score is None else float(need.score)
    trend = change_of(recipe.rule, need, past).trend if need.level else Trend.UNKNOWN
    return (
        need.key,
        recipe.pk,
        year,
        need.level,
        past.level if past else None,
        score,
        trend.value,
        need.rank_from,
        need.rank_to,
        need.ranked,
        need.certainty == "known",
        need.is_sensitive,
        need.why_not.value if need.why_not else "",
    )
