"""Need held against effort: the page, its map and its files say the same, and what plain Python says."""

import csv
import io
import json
from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from areas.choices import Match, Trend
from areas.match import Needs, match_order, matches
from areas.models import HousingArea, NeedLevel, Standing
from areas.rules.match import match_of
from areas.standings import named
from boligsocial.common.periods import holds
from efforts.choices import EffortStatus
from efforts.models import AreaReach, Effort
from tests import factories

pytestmark = pytest.mark.django_db

ON = "2026-03-02"
JUNK = ["%00", "-1", "abc", "99999999999999999999", "<b>", "' OR 1=1 --", "æøå", "%F0%9F%98%80", "²"]
FILTERS = ["q", "municipality", "match", "need", "trend", "follow_up", "status", "tenure", "effort", "sort", "page"]


def listed(client, **query) -> list[str]:
    response = client.get(reverse("need:list"), {"date": ON, **query})
    assert response.status_code == 200
    return [row.area.name for row in response.context["rows"]]


def mapped(client, **query) -> dict[str, dict]:
    response = client.get(reverse("need:map"), {"date": ON, **query})
    return {one["properties"]["name"]: one["properties"] for one in json.loads(response.content)["features"]}


def written(client, **query) -> list[dict]:
    response = client.get(reverse("need:list"), {"date": ON, "export": "csv", **query})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.fixture
def recipe(db):
    return factories.recipe(is_default=True)


@pytest.fixture
def town(home, recipe):
    """One area of each sort: each stands on the map, and an effort reaches two of them."""
    made = {name: factories.area(name, municipality=home) for name in ("Kløft", "Rest", "Mødt", "Bliver", "Usagt")}
    for area in made.values():
        factories.border(area)
    for name, level, before in (("Kløft", 4, 3), ("Rest", 1, 2), ("Mødt", 3, 3), ("Bliver", 2, 3)):
        trend = Trend.RISING if before < level else Trend.FALLING if before > level else Trend.STEADY
        fields = {"before": before, "trend": trend, "rank_from": 5 - level, "rank_to": 5 - level, "ranked": 4}
        factories.need_level(made[name], recipe, level=level, **fields)
    factories.need_level(made["Usagt"], recipe, level=None, why_not="few_residents")
    factories.effort("Broen", reaches=(made["Mødt"], made["Bliver"]))
    return made


SORTS = {
    Match.GAP: ["Kløft"],
    Match.STAYS: ["Bliver"],
    Match.MET: ["Mødt"],
    Match.REST: ["Rest"],
    Match.UNSAID: ["Usagt"],
}


# --- What fits and what does not ----------------------------------------------------------------------------------


def test_what_needs_action_stands_first(town, consultant, as_user):
    assert listed(as_user(consultant)) == [name for names in SORTS.values() for name in names]


@pytest.mark.parametrize("match", Match)
def test_each_sort_is_the_same_in_list_map_file_and_count(town, consultant, as_user, match):
    client = as_user(consultant)
    assert listed(client, match=match) == SORTS[match] == list(mapped(client, match=match))
    assert [row["Område"] for row in written(client, match=match)] == SORTS[match]
    counts = client.get(reverse("need:list"), {"date": ON}).context["counts"]
    assert {one: number for one, number, _url in counts} == dict.fromkeys(Match, 1)
    (url,) = [url for one, _number, url in counts if one == match]
    assert [row.area.name for row in client.get(reverse("need:list") + url).context["rows"]] == SORTS[match]


def test_the_file_says_what_the_page_says(town, consultant, as_user):
    factories.follow_up(town["Kløft"], consultant, look_again_on=date(2026, 4, 1))
    rows = written(as_user(consultant), columns="match,need,efforts,staff_days,follow_ups,place,sensitive")
    kept = {row.pop("Område"): list(row.values()) for row in rows}
    gap = " ".join(kept["Kløft"])
    assert "4" in kept["Kløft"] and "2025" in kept["Kløft"] and consultant.name in gap
    assert any("Broen" in cell for cell in kept["Mødt"])
    page = as_user(consultant).get(reverse("need:list"), {"date": ON})
    row = next(row for row in page.context["rows"] if row.area.name == "Usagt")
    assert row.need_why and row.need_why in kept["Usagt"] and row.need_why in page.content.decode()


def test_the_map_says_level_and_sort_in_more_than_a_colour(town, consultant, as_user):
    shown = mapped(as_user(consultant))
    assert {name: (about["kind"], about["mark"]) for name, about in shown.items()} == {
        "Kløft": ("need-4 gap", "4"),
        "Bliver": ("need-2 stays", "2"),
        "Mødt": ("need-3 met", "3"),
        "Rest": ("need-1 rest", "1"),
        "Usagt": ("unsaid", "?"),
    }
    assert "4" in shown["Kløft"]["note"] and "2025" in shown["Kløft"]["note"]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_database_sorts_areas_as_plain_python_does(home, recipe, data):
    """Levels of two recipes and several years, efforts and reaches that begin, end, are drafts or closed."""
    for model in (AreaReach, Effort, NeedLevel, HousingArea):
        model.objects.all().delete()
    other = factories.municipality()
    own = factories.recipe(municipality=other, is_default=True)
    days = st.none() | st.dates(date(2023, 1, 1), date(2027, 1, 1))
    levels, statuses = st.none() | st.integers(1, 4), st.sampled_from(EffortStatus)
    areas = [factories.area(municipality=place) for place in (home, home, home, other, other)]
    said = {}
    for area in areas:
        for year in (2023, 2025):
            for one in (recipe, own):
                if data.draw(st.booleans()):
                    level, before = data.draw(levels), data.draw(levels)
                    factories.need_level(area, one, year, level, before=before)
                    said[area, one, year] = (level, before)
        if data.draw(st.booleans()):
            effort = factories.effort(reaches=(area,), status=data.draw(statuses))
            for row, model in ((effort, Effort), (effort.area_reaches.get(), AreaReach)):
                starts_on, ends_on = sorted((data.draw(days), data.draw(days)), key=lambda day: day or date.max)
                if starts_on is None or starts_on != ends_on:
                    model.objects.filter(pk=row.pk).update(starts_on=starts_on, ends_on=ends_on)
    on = data.draw(st.dates(date(2023, 6, 1), date(2026, 12, 31)))
    expected = {
        area.pk: plain_match(area, areas, own if area.municipality == other else recipe, said, on) for area in areas
    }
    found = Needs(on).beside(HousingArea.objects.all())
    in_sql = {
        pk: match for match, holds_ in matches(on).items() for pk in found.filter(holds_).values_list("pk", flat=True)
    }
    assert in_sql == expected
    order = dict(found.annotate(order=match_order(on)).values_list("pk", "order"))
    assert order == {pk: list(Match).index(match) for pk, match in expected.items()}
    type(own).objects.filter(pk=own.pk).delete()


def plain_match(area, areas, recipe, said, on) -> Match:
    """By the newest year in which any area of the municipality has a level; else that in which it was tried."""
    together = [one for one in areas if one.municipality_id == area.municipality_id]
    tried = {year for one, by, year in said if one in together and by == recipe and year <= on.year}
    known = {
        year for one, by, year in said if year in tried and one in together and by == recipe and said[one, by, year][0]
    }
    year = max(known or tried, default=None)
    level, before = said.get((area, recipe, year), (None, None))
    reached = any(
        holds(reach.starts_on, reach.ends_on, on)
        and holds(reach.effort.starts_on, reach.effort.ends_on, on)
        and reach.effort.status != EffortStatus.DRAFT
        for reach in AreaReach.objects.filter(area=area).select_related("effort")
    )
    return match_of(level, before, reached)


# --- Years, recipes, days ------------------------------------------------------------------------------------------


def test_need_and_efforts_are_those_of_the_day(home, recipe, consultant, as_user):
    area = factories.area("Skiftende", municipality=home)
    factories.need_level(area, recipe, 2023, 4)
    factories.need_level(area, recipe, 2025, 1, before=4)
    factories.effort(reaches=(area,), starts_on=date(2025, 6, 1), ends_on=date(2026, 6, 1))
    client = as_user(consultant)
    for day, match in (
        ("2022-05-01", Match.UNSAID),
        ("2024-05-01", Match.GAP),
        ("2025-05-01", Match.REST),
        ("2025-07-01", Match.STAYS),
        ("2026-06-01", Match.REST),
    ):
        assert listed(client, date=day, match=match) == ["Skiftende"], day


def test_one_year_holds_for_a_whole_municipality(home, recipe, consultant, as_user):
    """An area without a level in the newest year is not shown with an older one beside its neighbours."""
    new, old = (factories.area(name, municipality=home) for name in ("Ny", "Gammel"))
    for area in (new, old):
        factories.need_level(area, recipe, 2023, 4)
    factories.need_level(new, recipe, 2025, 3)
    factories.need_level(old, recipe, 2025, None, why_not="withheld")
    assert listed(as_user(consultant), need="none") == ["Gammel"]


def test_a_municipality_has_its_own_recipe(home, elsewhere, recipe, admin_user, as_user):
    own = factories.recipe(municipality=elsewhere, is_default=True)
    here, there = factories.area("Her", municipality=home), factories.area("Der", municipality=elsewhere)
    for area in (here, there):
        factories.need_level(area, recipe, 2025, 4)
        factories.need_level(area, own, 2024, 1)
    client = as_user(admin_user)
    assert listed(client, need="4") == ["Her"] and listed(client, need="1") == ["Der"]
    assert listed(client, municipality=elsewhere.code, need="1") == ["Der"]


def test_areas_that_do_not_differ_stand_by_name(home, recipe, consultant, as_user):
    """By the places they may have, not by a score that says more than is known."""
    for name, score, places in (("Bæk", 9, (1, 3)), ("Aa", 8, (1, 3)), ("Dal", 10, (1, 3)), ("Eng", 4, (4, 4))):
        fields = {"score": score, "rank_from": places[0], "rank_to": places[1], "ranked": 4}
        factories.need_level(factories.area(name, municipality=home), recipe, level=3, **fields)
    client = as_user(consultant)
    assert listed(client, sort="need") == ["Bæk", "Dal", "Aa", "Eng"]
    assert "1–3" in client.get(reverse("need:list"), {"date": ON}).content.decode()


# --- Filters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"need": "4"}, ["Kløft"]),
        ({"need": "none"}, ["Usagt"]),
        ({"trend": "rising"}, ["Kløft"]),
        ({"trend": "unknown"}, ["Usagt"]),
        ({"follow_up": "some"}, ["Mødt"]),
        ({"follow_up": "none", "match": "met"}, []),
        ({"status": "udsat"}, ["Rest"]),
        ({"effort": "some"}, ["Bliver", "Mødt"]),
        ({"q": "KLØ"}, ["Kløft"]),
        ({"tenure": "mixed"}, []),
        ({"match": "gap", "need": "3"}, []),
    ],
)
def test_filters_narrow_list_map_and_file_alike(town, consultant, as_user, query, names):
    factories.follow_up(town["Mødt"])
    factories.follow_up(town["Rest"], closed_on=date(2026, 3, 1), outcome="Færdig.")
    factories.list_entry(town["Rest"], year=2025, status="udsat")
    client = as_user(consultant)
    shown = listed(client, **query) if names else []
    assert sorted(shown) == sorted(names) == sorted(mapped(client, **query))
    assert sorted(row["Område"] for row in written(client, **query)) == sorted(names)


@pytest.mark.parametrize("view", ["need:list", "need:map", "need:follow-ups"])
def test_junk_in_the_address_is_no_error(town, consultant, as_user, view):
    client = as_user(consultant)
    for value in JUNK:
        for name in (*FILTERS, "date", "box", "columns", "export"):
            assert client.get(f"{reverse(view)}?{name}={value}").status_code == 200, (name, value)


# --- Rights and cost ------------------------------------------------------------------------------------------------


def test_a_stranger_sees_none_of_it_and_a_reader_begins_nothing(town, cast, as_user):
    client = as_user(cast.stranger)
    assert mapped(client) == {} and written(client) == []
    assert client.get(reverse("need:list"), {"date": ON}).context["page"].total == 0
    begin = reverse("desk:follow-up-new", args=[town["Kløft"].pk])
    assert begin in as_user(cast.consultant).get(reverse("need:list")).content.decode()
    assert begin not in as_user(cast.board).get(reverse("need:list")).content.decode()


def test_queries_are_flat(home, recipe, consultant, as_user, count_queries):
    client = as_user(consultant)

    def grow(number):
        for _n in range(number):
            area = factories.area(municipality=home)
            factories.border(area)
            factories.need_level(area, recipe, level=2, before=3)
            effort = factories.effort(reaches=(area,))
            factories.placement(factories.post(effort), factories.workplace(area))
            factories.follow_up(area, consultant)
            factories.list_entry(area, 2025)
            Standing.objects.create(area=area, year=2025, statuses=",udsat,")

    names = ("need:list", "need:map", "need:follow-ups", "areas:list", "areas:map")
    every = {"columns": "area,match,need,efforts,follow_ups,staff_days,computed,status,residents"}

    def cost():
        return [count_queries(lambda name=name: client.get(reverse(name), every)) for name in names]

    grow(1)
    cost()
    few = cost()
    grow(9)
    assert cost() == few


# --- The list of areas ---------------------------------------------------------------------------------------------


def test_the_list_of_areas_tells_need_and_both_statuses(town, consultant, as_user):
    Standing.objects.create(area=town["Kløft"], year=2025, statuses=",udsat,", undecided=",parallel,")
    Standing.objects.create(area=town["Kløft"], year=2020, statuses=",ghetto,")
    Standing.objects.create(area=town["Rest"], year=2025)
    client = as_user(consultant)

    def names(**query):
        return [row.area.name for row in client.get(reverse("areas:list"), {"date": ON, **query}).context["rows"]]

    assert names(need="3") == ["Mødt"] and names(sort="-need")[:2] == ["Kløft", "Mødt"]
    assert names(computed="udsat") == names(computed="any") == names(computed="open") == ["Kløft"]
    assert names(computed="none") == ["Rest"]
    assert names(computed="ghetto", date="2021-01-01") == ["Kløft"]
    shown = client.get(reverse("areas:map"), {"date": ON}).json()["features"]
    kinds = {one["properties"]["name"]: one["properties"]["kind"] for one in shown}
    assert kinds["Kløft"] == "need-4 uncovered" and kinds["Mødt"] == "need-3 covered" and kinds["Usagt"] == "uncovered"


def test_codes_between_commas_are_statuses():
    assert [status.value for status in named(",udsat,parallel,")] == ["udsat", "parallel"] and named("") == []
