"""Computing anew for the years that changed gives what computing everything gives."""

import random
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from areas import rulebook
from areas.choices import Availability, Level, ListStatus
from areas.figures import figures
from areas.models import FigureTally, Indicator, ListEntry, NeedLevel, Observation, Standing
from areas.recompute import recompute, recompute_lists
from tests import factories

pytestmark = pytest.mark.django_db

YEARS = range(2012, 2024)
STATUSES = ("udsat", "parallel", "haard_ghetto", "omdannelse")


def kept() -> dict[str, set]:
    """All that is derived."""
    standings = Standing.objects.values_list("area", "year", "statuses", "undecided", "as_if")
    counts = [field.attname for field in FigureTally._meta.concrete_fields if field.name != "id"]
    columns = [field.attname for field in NeedLevel._meta.concrete_fields if field.name != "id"]
    return {
        "withheld": set(Observation.objects.exclude(hidden="").values_list("pk", "hidden")),
        "status": set(standings),
        "need": set(NeedLevel.objects.values_list(*columns)),
        "counted": set(FigureTally.objects.values_list(*counts)),
        "odd": set(Observation.objects.filter(is_odd=True).values_list("pk", flat=True)),
    }


class World:
    """Three towns whose estates also lie across their boundary, figures of every level, and rules of any shape."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        self.towns = [factories.municipality() for _ in range(3)]
        self.areas = [factories.area(municipality=self.towns[number % 2]) for number in range(6)]
        self.areas.append(factories.area(municipality=self.towns[0], residents=800, residents_on="2016-01-01"))
        self.estates = [factories.estate(municipality=chance.choice(self.towns)) for _ in range(4)]
        home = None
        for estate in self.estates:
            home = home if home and chance.random() < 0.6 else chance.sample(self.areas, chance.choice([1, 1, 2]))
            estate.areas.set(home)
        self.indicators = [self.indicator(code) for code in ("residents", "", "", "", "")]
        self.rules()
        shares = self.indicators[1:]
        factories.recipe(*shares[:2], smallest_residents=600, fewest_areas=1, trend_years=chance.choice([1, 2, 4]))
        factories.recipe(*shares, kind="matrix", level_2=-1, level_3=1, level_4=2, trend_from="0.2", fewest_areas=1)
        factories.recipe(shares[2], municipality=self.towns[1], fewest_areas=1, trend_years=3)
        self.begin()

    def indicator(self, code: str) -> Indicator:
        is_residents = code == "residents"
        return factories.indicator(
            code,
            level=self.chance.choice([Level.AREA, Level.AREA, Level.ESTATE]),
            unit="number" if is_residents else "per_cent",
            is_of_residents=not is_residents and self.chance.random() < 0.5,
            smallest_group=self.chance.choice([None, 500, 900]),
            smallest_count=self.chance.choice([None, 60]),
            jump=self.chance.choice([None, 20]),
        )

    def rules(self) -> None:
        """They build on each other in any way, also in a circle."""
        made = []
        for _ in range(self.chance.randrange(1, 6)):
            first = self.chance.choice([2010, 2014, 2018])
            rule = factories.status_rule(
                *self.chance.sample(self.indicators[1:], 2),
                status=self.chance.choice(STATUSES),
                first_year=first,
                last_year=self.chance.choice([None, first + 2, first + 6]),
                in_a_row=self.chance.choice([1, 1, 2, 3, 5]),
                smallest_residents=self.chance.choice([0, 700]),
            )
            made.append(rule)
        for rule in made:
            others = [None, None, *made] if self.chance.random() < 0.3 else [None, *made[: made.index(rule)]]
            rule.builds_on, rule.not_with = self.chance.choice(others), self.chance.choice([None, *others])
            rule.save()

    def begin(self) -> None:
        rows = [
            self.figure(one, place, year) for one in self.indicators for place in self.owners(one) for year in YEARS
        ]
        Observation.objects.bulk_create(row for row in rows if self.chance.random() < 0.8)
        ListEntry.objects.bulk_create(
            ListEntry(area=area, year=year, status=self.chance.choice(STATUSES), source="Kilde")
            for area in self.areas
            for year in YEARS
            if self.chance.random() < 0.3
        )

    def owners(self, indicator: Indicator) -> list:
        return [*(self.areas if indicator.level == Level.AREA else self.estates), self.towns[0]]

    def figure(self, indicator: Indicator, place, year: int) -> Observation:
        owner = place._meta.model_name.removeprefix("housing")
        return Observation(indicator=indicator, year=year, source="Kilde", **{owner: place}, **self.numbers(indicator))

    def change(self, year: int, towns: list) -> None:
        """Enter, correct and take away figures of the towns and the year, and an entry on its lists."""
        for indicator in self.chance.choices(self.indicators, k=4):
            owners = [one for one in self.owners(indicator) if getattr(one, "municipality", one) in towns]
            if not owners:
                continue
            place = self.chance.choice(owners)
            new = self.figure(indicator, place, year)
            same = {"area": new.area, "estate": new.estate, "municipality": new.municipality}
            Observation.objects.filter(**same, indicator=indicator, year=year).delete()
            if self.chance.random() < 0.9:
                new.save()
        areas = [area for area in self.areas if area.municipality in towns]
        entry = {"area": self.chance.choice(areas), "year": year, "status": self.chance.choice(STATUSES)}
        if not ListEntry.objects.filter(**entry).delete()[0]:
            ListEntry.objects.create(**entry, source="Kilde")

    def numbers(self, indicator: Indicator) -> dict:
        if self.chance.random() < 0.05:
            return {"value": None, "availability": Availability.WITHHELD}
        whole = self.chance.randrange(300, 1500)
        if indicator.unit == "number":
            return {"value": whole}
        part = self.chance.randrange(whole // 20, whole)
        counts = {"numerator": part, "denominator": whole} if self.chance.random() < 0.7 else {}
        return {"value": round(Decimal(100 * part) / whole, 1), **counts}


# Seconds on PostgreSQL alone, but minutes in a whole run: its planner goes by what other tests left in the tables.
EXAMPLES = 4 if connection.vendor == "postgresql" else 10


@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_the_years_that_changed_are_enough(db, seed):
    chance = random.Random(seed)
    with transaction.atomic():
        world = World(chance)
        recompute()
        assert all(kept()[part] for part in ("status", "need", "odd"))
        for _ in range(2):
            years = set(chance.sample(YEARS, chance.choice([1, 1, 2, 3])))
            towns = chance.choice([world.towns, world.towns[:1], world.towns[1:2]])
            for year in years:
                world.change(year, towns)
            recompute([town.pk for town in towns], years)
            partly = kept()
            recompute()
            assert partly == kept()
        transaction.set_rollback(True)


def test_an_estate_in_several_areas_counts_once_in_each(db):
    figure = factories.indicator("", level=Level.ESTATE)
    town, estate = factories.municipality(), factories.estate()
    estate.areas.set([factories.area(municipality=town), factories.area(municipality=town), factories.area()])
    factories.observation(estate, figure, 2020, value=50, numerator=50, denominator=100)
    found = list(figures(Level.AREA, area__municipality__in=[town.pk]))
    assert {one.key for one in found} == set(town.areas.values_list("pk", flat=True))
    assert [one.value for one in found] == [50, 50]


def test_an_estate_is_felt_in_the_areas_of_other_municipalities(db):
    """Also when only the municipality whose estate it is is named."""
    figure = factories.indicator("", level=Level.ESTATE)
    factories.status_rule(figure, smallest_residents=0)
    area, estate = factories.area(), factories.estate()
    estate.areas.set([area])
    factories.observation(estate, figure, 2020, value=50, numerator=50, denominator=100)
    recompute([estate.municipality_id], {2020})
    assert Standing.objects.get(area=area).statuses == ",udsat,"


def test_a_list_that_becomes_known_in_full_is_felt_everywhere_and_in_the_years_after(db):
    (year, name), number = min(rulebook.published_counts().items(), key=lambda item: item[1])
    status = ListStatus(name)
    figure = factories.indicator()
    fields = {"first_year": year - 5, "smallest_residents": 0}
    base = factories.status_rule(figure, status=status, **fields)
    factories.status_rule(figure, status=ListStatus.PREVENTION, builds_on=base, in_a_row=3, **fields)
    areas = [factories.area() for _ in range(number + 1)]
    for area in areas:
        for each in range(year, year + 3):
            factories.observation(area, figure, each, value=50)
    recompute()
    for area in areas[:-1]:
        before = rulebook.complete_lists()
        factories.list_entry(area, year, status)
        recompute_lists([area.municipality_id], before, {year})
    assert rulebook.complete_lists()
    partly = kept()
    recompute()
    assert partly == kept()
    said = dict(Standing.objects.filter(area=areas[-1]).values_list("year", "statuses"))
    assert not any(f",{ListStatus.PREVENTION}," in said[each] for each in range(year, year + 3))


def test_nothing_is_computed_where_nothing_changed(db, count_queries):
    town = factories.municipality()
    assert count_queries(lambda: recompute([town.pk], set())) <= 3
