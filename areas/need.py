"""The need of an area by a recipe, with its reasons: for pages. Lists sort by the read model (areas/needs.py)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from areas.choices import Availability, Level, RecipeKind, Trend
from areas.figures import Figure, figures
from areas.models import HousingArea, Indicator, Municipality, NeedLevel, Recipe, RecipeItem
from areas.needs import Book, Recipes, Town, read_towns, reading_of
from areas.rules import need as rules
from areas.rules.need import FINE, Certainty, MeanOf, Need, WhyNot
from areas.said import Said
from areas.thresholds import Thresholds

__all__ = ["Certainty", "MeanOf", "NeedFigure", "NeedReasons", "WeightMoved", "WhyNot"]


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
    figure: Figure | None = None  # with where it is from; None where there is none for the year
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
    alike: tuple[int, ...] = ()  # the keys of areas that it does not differ from beyond the uncertainty
    certainty: Certainty = Certainty.UNKNOWN
    trend: Trend = Trend.UNKNOWN
    change: Decimal | None = None  # of the score, since `before_year`
    before_level: int | None = None
    before_score: Decimal | None = None
    is_trend_sure: bool | None = None
    moved: tuple[WeightMoved, ...] = ()

    @property
    def is_sensitive(self) -> bool:
        return bool(self.moved)


# --- which recipe ---


def recipes_for(municipality: Municipality | None = None) -> list[Recipe]:
    """Those that say something about its areas: its own and the common ones, the one used first at the top."""
    rows = Recipe.objects.filter(Q(municipality__isnull=True) | Q(municipality=municipality))
    rows = rows.select_related("municipality")
    return sorted(rows, key=lambda row: (not row.is_default, row.municipality_id is None, row.code))


def recipe_for(municipality: Municipality) -> Recipe | None:
    """The recipe it uses first: its own copy that does, else the common one."""
    found = sorted(
        (row for row in recipes_for(municipality) if row.is_default), key=lambda row: row.municipality_id is None
    )
    return found[0] if found else None


def used_first(levels: QuerySet) -> QuerySet:
    """Of need levels, those by the recipe that each area's municipality uses first."""
    own = Recipe.objects.filter(is_default=True, municipality=OuterRef("area__municipality"))
    common = Q(recipe__municipality__isnull=True) & ~Exists(own)
    return levels.filter(Q(recipe__municipality=F("area__municipality")) | common, recipe__is_default=True)


# --- why ---


def need_of(
    area: HousingArea,
    recipe: Recipe,
    year: int,
    among: Iterable[Figure] | None = None,
    thresholds: Thresholds | None = None,
    typed: Said | None = None,
) -> NeedReasons:
    """The need of the area in the year, from the figures as they are now. Who may see the area is for the caller.

    `among`: the area's figures, the `thresholds`, and which typed numbers may be told (`typed`), where they have been
    read already.
    """
    book = Book.read(only=recipe)
    years = [year - recipe.trend_years, year]
    towns = read_towns(book, [area.municipality_id], years, thresholds, typed=typed)
    if among is None:
        among = figures(Level.AREA, [area.pk], thresholds, indicator__in=list(book.units), year=year)
    known = {one.indicator: one for one in among if one.year == year}
    return _reasons(area, recipe, year, book, towns[area.municipality_id], known)


def _reasons(
    area: HousingArea, recipe: Recipe, year: int, book: Book, town: Town, known: dict[int, Figure]
) -> NeedReasons:
    used = book.recipes[0]
    before_year = year - used.trend_years
    now, before = (town.judged(used.rule, one, with_moves=True) for one in (year, before_year))
    need, past = now[area.pk], before.get(area.pk)
    change = rules.change_of(used.rule, need, past)
    count = town.residents(area.pk, year)
    return NeedReasons(
        area=area,
        recipe=recipe,
        year=year,
        before_year=before_year,
        figures=_figures(recipe, used, book, _bases(used, town, year), known),
        level=need.level,
        why_not=need.why_not,
        score=need.score,
        low=_in_score(need, need.low),
        high=_in_score(need, need.high),
        residents=count[1] if count else None,
        residents_year=count[0] if count else None,
        place=need.place,
        rank_from=need.rank_from,
        rank_to=need.rank_to,
        ranked=need.ranked,
        alike=tuple(key for key, other in now.items() if key != area.pk and _overlap(need, other)),
        certainty=need.certainty,
        trend=change.trend,
        change=change.by,
        before_level=past.level if past else None,
        before_score=past.score if past else None,
        is_trend_sure=change.is_sure,
        moved=_moved(need, book),
    )


def _overlap(one: Need, other: Need) -> bool:
    if None in (one.low, other.low):
        return False
    return one.low <= other.high and other.low <= one.high


def years_of(area: HousingArea, recipe: Recipe) -> list[NeedLevel]:
    """The levels of the area over the years, oldest first, as kept for lists."""
    return list(NeedLevel.objects.filter(area=area, recipe=recipe).order_by("year"))


def _bases(used: Recipes, town: Town, year: int) -> dict:
    return rules.bases_of(used.rule, town.places(year), town.own.get(year, {}))


def _figures(recipe: Recipe, used: Recipes, book: Book, bases: dict, known: dict[int, Figure]) -> list[NeedFigure]:
    parts = {part.indicator_id: part for part in book.parts}
    whole = rules.unit_of(used.rule, [item.weight for item in used.rule.items]) or FINE
    return [_figure(recipe, item, parts[item.indicator], known, bases, book, whole) for item in used.rule.items]


def _figure(recipe: Recipe, item: rules.Item, part: RecipeItem, known, bases, book: Book, whole: int) -> NeedFigure:
    figure, base = known.get(item.indicator), bases[item.indicator]
    about = {"indicator": part.indicator, "weight": part.weight, "step": part.step, "most": part.most}
    about["figure"], about["state"] = figure, figure.state if figure else Availability.NOT_AVAILABLE
    if isinstance(base, rules.Base):
        spread = None if base.spread is None else _coarse(base.spread)
        about |= {"mean": _coarse(base.mean), "mean_of": base.of, "mean_areas": base.areas, "spread": spread}
    if figure is None or figure.value is None:
        return NeedFigure(**about)
    reading = reading_of(figure, book.units[item.indicator])
    about |= {"value": figure.value, "answers": figure.answers}
    if reading.less is not None and reading.more is not None:
        about |= {"low": _coarse(reading.value - reading.less), "high": _coarse(reading.value + reading.more)}
    if isinstance(base, rules.Base):
        given = rules.points(item, reading.value, base)
        about["distance"] = _coarse(item.worse * (reading.value - base.mean))
        about["points"] = Decimal(given) if recipe.kind == RecipeKind.POINTS else _coarse(given)
        about["counted"] = rules.in_units(item.weight * given, whole)
    return NeedFigure(**about)


def _coarse(ten_thousandths: int) -> Decimal:
    return Decimal(ten_thousandths) / FINE


def _in_score(need: Need, total: float | None) -> Decimal | None:
    return None if total is None else rules.in_units(total, need.unit)


def _moved(need: Need, book: Book) -> tuple[WeightMoved, ...]:
    named = {part.indicator_id: part.indicator for part in book.parts}
    return tuple(
        WeightMoved(
            named[one.indicator], one.weight, one.new_weight, need.place, one.new_place, need.level, one.new_level
        )
        for one in need.moved
    )
