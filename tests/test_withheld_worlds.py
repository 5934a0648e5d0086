"""Two worlds that differ in nothing but withheld numbers look the same: on every page, in every order and format.

So whatever anybody adds up, sorts, filters, counts or holds against something else, it tells nothing of them.
"""

import re
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from areas.models import HousingArea, ImportChange, Indicator, Observation
from areas.recompute import recompute
from boligsocial.records.deletion import delete
from tests import factories
from tests.addresses import ADDRESSES
from tests.admin.conftest import change_url, list_url
from tests.test_withheld_digits import an_import, text_of

pytestmark = pytest.mark.django_db

YEAR = 2021
PEOPLE = ("consultant-M", "admin")
# What is new in every answer, and when a file was made.
FRESH = re.compile(r'name="(?:csrfmiddlewaretoken|token)" value="[^"]*"|nonce="[^"]*"|<dcterms:\w+[^<]*')
QUERIES = ("export=csv", "export=xlsx", "export=geojson")
NUMBERS = ("value", "numerator", "denominator", "answers")


class Places:
    """Areas and estates of a town: `whole` is `part` and `rest`, that share their estates with it."""

    def __init__(self, rows: dict):
        self.town, self.first = rows["areas.Municipality"], rows["areas.HousingArea"]
        self.part, self.rest, self.whole, self.fourth = (factories.area(municipality=self.town) for _ in range(4))
        self.beside = [rows["areas.Estate"], *(self._estate() for _ in range(3))]  # lie in the first area alone
        self.lone, self.other = self._estate(), self._estate()
        self.first.estates.set(self.beside)
        self.part.estates.set([self.lone])
        self.rest.estates.set([self.other])
        self.whole.estates.set([self.lone, self.other])
        for place in self.areas:
            if not place.borders.exists():
                factories.border(place)

    def _estate(self):
        return factories.estate(municipality=self.town)

    @property
    def areas(self) -> list[HousingArea]:
        return [self.first, self.part, self.rest, self.whole, self.fourth]


class Figures:
    """The figures of the places. `other` holds what the withheld ones are in the other world, by their keys."""

    def __init__(self, places: Places):
        source = factories.figure_source(smallest_count=10)
        number = {"unit": "number", "direction": "neutral"}
        self.residents = factories.indicator("residents", smallest_group=100, jump=1, **number)
        self.of_areas, self.of_estates = (
            factories.indicator(level=level, source=source, jump=1, decimals=1) for level in ("area", "estate")
        )
        self.of_residents = factories.indicator(is_of_residents=True)
        self.survey = factories.indicator(smallest_group=20, is_survey=True)
        self.other: dict[int, dict] = {}
        self.shown: list[Observation] = []
        for year in (YEAR - 1, YEAR):
            self._of_year(places, year, year - YEAR)

    def _of_year(self, places: Places, year: int, more: int) -> None:
        first, part, rest, whole, fourth = places.areas
        self.counted(self.of_areas, first, year, (3, 400), (4, 400))
        self.counted(self.of_areas, places.town, year, (5, 90_000), (7, 90_000))
        self.counted(self.of_areas, part, year, (250 + more, 500), (249 + more, 500))
        self.counted(self.of_areas, rest, year, (2, 100), (3, 100))
        self.counted(self.of_areas, whole, year, (252 + more, 600))
        self.counted(self.of_areas, fourth, year, (90 + more, 200))
        for place, few in zip(places.beside, ((3, 300), (30, 250), (400, 900), (500, 950)), strict=True):
            moved = {3: (4, 300), 30: (29, 250)}.get(few[0])
            self.counted(self.of_estates, place, year, few, moved)
        self.counted(self.of_estates, places.lone, year, (2, 100), (8, 100))
        self.counted(self.of_estates, places.other, year, (50, 100))
        for place, lived, otherwise in zip(places.areas, (1400, 1200, 900, 2100, 80), (None,) * 4 + (70,), strict=True):
            few = {"value": otherwise} if otherwise else None
            self.add(self.residents, place, year, {"value": lived + 5 * more}, few)
        for place, few in zip(places.areas, ((300, 1400), (400, 1200), (100, 900), (500, 2100), (40, 80)), strict=True):
            self.counted(self.of_residents, place, year, few, (60, 70) if place == fourth else None)
        for place, answers in zip(places.areas, (12, 40, 50, 60, 19), strict=True):
            few = {"value": "33.3333", "answers": answers - 1} if answers < 20 else None
            self.add(self.survey, place, year, {"value": "41.6667", "answers": answers}, few)

    def counted(self, indicator: Indicator, place, year: int, *counts) -> None:
        self.add(indicator, place, year, *(_share(*one) if one else None for one in counts))

    def add(self, indicator: Indicator, place, year: int, numbers: dict, otherwise: dict | None = None) -> None:
        row = factories.observation(place, indicator, year, **numbers)
        if otherwise:
            self.other[row.pk] = otherwise
        else:
            self.shown.append(row)


def _share(part: int, whole: int) -> dict:
    return {"value": str(round(Decimal(100 * part) / whole, 4)), "numerator": part, "denominator": whole}


@pytest.fixture(scope="module")
def scene(whole_world):
    """A town whose figures count in a rule and in two recipes, with an earlier edition and a deleted figure."""
    places = Places(whole_world.rows["own"])
    figures = Figures(places)
    counting = (figures.of_areas, figures.of_residents, figures.survey)
    factories.status_rule(*counting[:2], first_year=YEAR - 1, smallest_residents=1000)
    for kind, fields in (("points", {"is_default": True}), ("matrix", {"fewest_areas": 2})):
        factories.recipe(*counting, figures.of_estates, kind=kind, municipality=places.town, **fields)
        factories.recipe(figures.of_areas, kind=kind)
    batch = an_import(whole_world)
    edition = {**_share(3, 400), "availability": "available"}
    changed = figures.shown[0].pk
    ImportChange.objects.create(batch=batch, model="areas.observation", key=changed, row=1, before=edition)
    gone = factories.observation(places.first, figures.of_areas, YEAR - 3, **_share(3, 400))
    delete(gone, user=whole_world.people["admin"].user)
    recompute()
    return places, figures


def to_the_other_world(figures: Figures) -> None:
    for pk, numbers in figures.other.items():
        Observation.objects.filter(pk=pk).update(**numbers)
    edition = ImportChange.objects.filter(key=figures.shown[0].pk, model="areas.observation")
    edition.update(before={**_share(4, 400), "availability": "available"})
    recompute()


def urls(world, person, places: Places, figures: Figures) -> list[str]:
    """Every page to read about what is here, in every order and format, and the admin's about figures."""
    found = []
    for address in ADDRESSES.values():
        # What was so at a moment tells the moment, and no figures.
        if address.view.__module__.startswith("boligsocial.dashboards") and not address.name.endswith("-moment"):
            url = reverse(address.name, kwargs=address.filled(lambda label: world.row(person, "own", label)))
            found += [url, *_queried(address.view, url)]
    for place in places.areas:
        found.append(reverse("areas:detail", args=[place.pk]))
    for indicator in Indicator.objects.all():
        url = reverse("data:indicator", args=[indicator.pk])
        found += [url, *(f"{url}?sort={sort}" for sort in ("value", "-value")), *(f"{url}?{one}" for one in QUERIES)]
        found.append(reverse("data:indicator-map", args=[indicator.pk]))
    for row in Observation.objects.filter(pk__in=figures.other):
        found += [reverse("areas:figure", args=[row.area_id, row.pk])] if row.area_id else []
        found += [change_url(row).replace("change", page) for page in ("change", "history", "delete")]
    admins = [list_url(model) for model in (Observation, HousingArea)]
    found += [*admins, *(f"{list_url(Observation)}?o={column}" for column in range(1, 7))]
    return [url for url in found if url.startswith(reverse("admin:index")) == person.is_admin]


def _queried(view, url: str) -> list[str]:
    sorts = getattr(view, "sorts", {})
    keys = list(sorts) if isinstance(sorts, dict) else []
    queries = [f"sort={sign}{key}" for key in keys for sign in ("", "-")]
    return [f"{url}?{query}" for query in (*queries, *(QUERIES if hasattr(view, "formats") else ()))]


def test_what_is_withheld_changes_nothing_that_anybody_sees(whole_world, scene):
    places, figures = scene
    hidden = set(Observation.objects.exclude(hidden="").values_list("pk", flat=True))
    assert hidden == set(figures.other)
    people = [whole_world.people[name] for name in PEOPLE]
    asked = {person.name: urls(whole_world, person, places, figures) for person in people}
    before = {person.name: seen(person, asked[person.name]) for person in people}
    to_the_other_world(figures)
    assert set(Observation.objects.exclude(hidden="").values_list("pk", flat=True)) == hidden
    after = {person.name: seen(person, asked[person.name]) for person in people}
    told = [(name, url) for name in PEOPLE for url in asked[name] if before[name][url] != after[name][url]]
    assert told == []
    # The walk would have noticed: what is shown changes pages.
    Observation.objects.filter(pk=figures.shown[0].pk).update(value="61.2345")
    recompute()
    pages = (reverse("areas:detail", args=[places.whole.pk]), list_url(Observation))
    for person, page in zip(people, pages, strict=True):
        assert before[person.name][page] != seen(person, [page])[page]


def seen(person, addresses: list[str]) -> dict[str, str]:
    found = {}
    for url in addresses:
        with transaction.atomic():
            answer = person.client.get(url)
            found[url] = f"{answer.status_code} {FRESH.sub('', text_of(answer))}"
            transaction.set_rollback(True)
    return found
