"""The need levels that are kept for lists are those that the figures give when one asks."""

import random
from decimal import Decimal

import pytest
from django.urls import reverse

from areas import needs, reference
from areas.choices import Availability, Trend
from areas.models import NeedLevel, Observation, Recipe, RecipeItem
from areas.need import MeanOf, WhyNot, need_of, recipe_for, recipes_for, used_first, years_of
from areas.recompute import recompute
from tests import factories
from tests.page_forms import main_form

pytestmark = pytest.mark.django_db
KEPT = ("level", "before", "score", "trend", "rank_from", "rank_to", "ranked", "has_margin", "is_sensitive", "why_not")


def as_kept(reasons) -> tuple:
    """The reasons of an area as its row says them."""
    score = None if reasons.score is None else float(reasons.score)
    places = (reasons.rank_from, reasons.rank_to, reasons.ranked)
    flags = (reasons.certainty == "known", reasons.is_sensitive, reasons.why_not or "")
    return (reasons.level, reasons.before_level, score, reasons.trend, *places, *flags)


@pytest.fixture
def figures(db):
    return [
        factories.indicator("outside", direction="higher"),
        factories.indicator("income", direction="lower", unit="index"),
        factories.indicator("convicted", direction="higher"),
    ]


@pytest.fixture
def counted(db):
    return factories.indicator("residents", unit="number", direction="neutral")


def write_at_random(chance, towns, places, figures, counted) -> None:
    for place in places:
        for year in range(2018, 2024):
            if chance.random() < 0.9:
                factories.observation(place, counted, year, value=chance.randrange(300, 3000))
            for figure in figures:
                if chance.random() < 0.9:
                    factories.observation(place, figure, year, **a_figure(chance, figure))
    for town in towns:
        for year in (2019, 2021, 2022):
            if chance.random() < 0.5:
                fields = {"municipality": town, "indicator": figures[0], "year": year, "source": "Kilde"}
                Observation.objects.create(value=Decimal(chance.randrange(1000, 3000)) / 100, **fields)


def a_figure(chance, figure) -> dict:
    if chance.random() < 0.1:
        state = chance.choice([Availability.WITHHELD, Availability.NOT_AVAILABLE])
        return {"value": None, "availability": state}
    whole = chance.randrange(300, 1500)
    part = chance.randrange(whole // 10, whole // 2)
    fields = {"value": round(Decimal(100 * part) / whole, chance.choice([1, 4]))}
    kind = chance.random()
    if kind < 0.4:
        fields |= {"numerator": part, "denominator": whole}
    elif kind < 0.6:
        fields |= {"answers": 200, "margin": Decimal("6.9")}
    return fields


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_kept_is_what_the_figures_give(seed, figures, counted):
    chance = random.Random(seed)
    towns = [factories.municipality() for _ in range(2)]
    places = [factories.area(municipality=towns[number % 2]) for number in range(9)]
    recipes = [
        factories.recipe(*figures, smallest_residents=500, is_default=True),
        factories.recipe(*figures, kind="matrix", level_2=-1, level_3=1, level_4="1.5", trend_from="0.2"),
        factories.recipe(*figures[:2], municipality=towns[1], fewest_areas=2, trend_years=1),
    ]
    write_at_random(chance, towns, places, figures, counted)
    recompute()
    for _ in range(3):
        rows = list(Observation.objects.filter(area__isnull=False).order_by("pk"))
        for row in chance.sample(rows, 15):
            if chance.random() < 0.3:
                row.delete()
            elif row.value is not None:
                row.value = row.value + chance.randrange(-5, 6)
                row.save()
        town = chance.choice([None, *towns])
        recompute(None if town is None else [town.pk])
    recompute()
    kept = {(row.area_id, row.recipe_id, row.year): row for row in NeedLevel.objects.all()}
    assert len(kept) > 80 and len({row.level for row in kept.values()}) > 2
    for place in chance.sample(places, 5):
        for recipe in recipes:
            for year in (2018, 2020, 2023):
                if recipe.municipality_id in (None, place.municipality_id):
                    reasons = need_of(place, recipe, year)
                    row = kept.get((place.pk, recipe.pk, year))
                    if row is None:
                        assert reasons.why_not == WhyNot.NO_FIGURES
                    else:
                        assert tuple(getattr(row, name) for name in KEPT) == as_kept(reasons)
                else:
                    assert (place.pk, recipe.pk, year) not in kept


def test_only_the_municipalities_that_are_named_are_rebuilt(figures):
    here, there = factories.area(), factories.area()
    recipe = factories.recipe(figures[0], fewest_areas=1)
    for place in (here, there):
        factories.observation(place, figures[0], 2023)
    needs.rebuild(None)
    Observation.objects.all().delete()
    needs.rebuild([here.municipality_id])
    assert [row.area for row in NeedLevel.objects.filter(recipe=recipe)] == [there]


def test_ten_areas_take_as_many_queries_as_one(figures, count_queries):
    def make(number):
        for _ in range(number):
            for year in (2021, 2022, 2023):
                factories.observation(factories.area(municipality=town), figures[0], year)

    town = factories.municipality()
    recipe = factories.recipe(*figures, fewest_areas=1)
    make(1)
    place = town.areas.get(pk=Observation.objects.first().area_id)
    counts = [count_queries(lambda: needs.rebuild(None)), count_queries(lambda: need_of(place, recipe, 2023))]
    make(10)
    assert [count_queries(lambda: needs.rebuild(None)), count_queries(lambda: need_of(place, recipe, 2023))] == counts
    assert max(counts) <= 20


def test_years_are_not_mixed(figures):
    """A figure that has no value this year is not taken from last year; the trend is held against its very year."""
    town = factories.municipality()
    places = [factories.area(municipality=town) for _ in range(3)]
    recipe = factories.recipe(*figures[:2], trend_years=2)
    for place in places:
        for year in (2020, 2022, 2023):
            factories.observation(place, figures[0], year, denominator=500)
            factories.observation(place, figures[1], year, denominator=500)
    Observation.objects.filter(area=places[0], indicator=figures[1], year=2023).delete()
    recompute()
    rows = {row.year: row for row in years_of(places[0], recipe)}
    assert rows[2023].level is None and rows[2023].why_not == WhyNot.MISSING
    assert (rows[2022].level, rows[2022].before, rows[2022].trend) == (1, 1, Trend.STEADY)
    assert NeedLevel.objects.get(area=places[1], year=2023).trend == Trend.UNKNOWN
    assert need_of(places[1], recipe, 2023).before_year == 2021


def test_a_page_is_told_what_each_figure_adds(figures, counted):
    town = factories.municipality()
    place, *others = [factories.area(municipality=town) for _ in range(3)]
    recipe = factories.recipe()
    factories.recipe_item(recipe, figures[0], weight=2, step="2.5", most=3)
    factories.observation(place, figures[0], 2023, value=46, numerator=460, denominator=1000)
    factories.observation(place, counted, 2021, value=1200)
    for other in others:
        factories.observation(other, figures[0], 2023, value=40)
    Observation.objects.create(municipality=town, indicator=figures[0], year=2023, value=41, source="Kilde")
    reasons = need_of(place, recipe, 2023)
    figure = reasons.figures[0]
    assert (figure.mean, figure.mean_of, figure.distance) == (41, MeanOf.MUNICIPALITY, 5)
    assert (figure.points, figure.weight, figure.counted) == (2, 2, 4)
    assert (reasons.score, reasons.level, reasons.place, reasons.ranked) == (4, 2, 1, 3)
    assert (round(figure.low, 1), round(figure.high, 1)) == (Decimal("42.9"), Decimal("49.1"))
    assert (reasons.residents, reasons.residents_year) == (1200, 2021)
    assert figure.figure.pk == Observation.objects.get(area=place, indicator=figures[0]).pk


def test_a_withheld_figure_gives_nothing_away(figures):
    town = factories.municipality()
    places = [factories.area(municipality=town) for _ in range(4)]
    recipe = factories.recipe(figures[0])
    for place in places:
        factories.observation(place, figures[0], 2023, value=30, denominator=500)
    hidden = Observation.objects.get(area=places[0])
    told = []
    for value in (10, 90):
        Observation.objects.filter(pk=hidden.pk).update(value=value, hidden="small")
        needs.rebuild(None)
        rows = NeedLevel.objects.order_by("area").values(*KEPT)
        told.append((list(rows), [need_of(place, recipe, 2023).figures[0].mean for place in places]))
    assert told[0] == told[1] and told[0][1] == [30] * 4
    assert told[0][0][0]["why_not"] == WhyNot.WITHHELD and told[0][0][0]["level"] is None


def test_the_municipalitys_own_recipe_comes_before_the_common_one(figures):
    place, elsewhere = factories.area(), factories.area()
    common = factories.recipe(figures[0], is_default=True, fewest_areas=1)
    spare = factories.recipe(figures[0], municipality=place.municipality, fewest_areas=1)
    assert recipe_for(place.municipality) == common
    own = factories.recipe(figures[0], municipality=place.municipality, is_default=True, fewest_areas=1)
    assert recipe_for(place.municipality) == own and recipe_for(elsewhere.municipality) == common
    assert recipes_for(place.municipality) == [own, common, spare]
    assert recipes_for() == [common]
    for one in (place, elsewhere):
        factories.observation(one, figures[0], 2023)
    needs.rebuild(None)
    assert {(row.area, row.recipe) for row in used_first(NeedLevel.objects.all())} == {
        (place, own),
        (elsewhere, common),
    }


def test_the_recipes_that_come_with_the_program_stay_as_an_admin_left_them():
    reference.load()
    points = Recipe.objects.get(code="points")
    assert points.is_default and not points.is_confirmed and points.items.count() == 4
    assert not RecipeItem.objects.filter(indicator__direction="neutral").exists()
    assert points.history.count() == 1
    points.items.first().delete()
    Recipe.objects.filter(pk=points.pk).update(is_default=False)
    Recipe.objects.filter(code="status-trend").update(is_default=True)
    assert reference.load()["recipes"] == 0
    assert points.items.count() == 3 and Recipe.objects.get(is_default=True).code == "status-trend"


def test_an_area_that_grows_changes_the_levels_of_all(as_user, consultant, home, figures):
    """It weighs more in the mean that all are held against."""
    places = [factories.area(municipality=home, residents=1000, residents_on="2023-01-01") for _ in range(4)]
    factories.recipe(figures[0], smallest_residents=500)
    for number, place in enumerate(places):
        factories.observation(place, figures[0], 2023, value=30 + 4 * number)
    recompute()
    client = as_user(consultant)
    url = reverse("desk:area-edit", args=[places[0].pk])
    data = main_form(client.get(url)).data() | {"residents": "9000", "reason": "Talt igen"}
    assert client.post(url, data).status_code == 302
    assert kept() == rebuilt() and len(kept()) == 4
    assert [row["score"] for row in kept()] == [0, 2, 4, 4], "the mean has moved with its residents"


def kept() -> list[dict]:
    return list(NeedLevel.objects.order_by("area", "year").values("area", "year", *KEPT))


def rebuilt() -> list[dict]:
    needs.rebuild(None)
    return kept()
