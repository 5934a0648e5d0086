"""The whole work of a new effort by keyboard alone, from an area with a hole in it to what page, map and file say."""

import csv
import io
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from areas.models import HousingArea
from boligsocial.accounts.models import User
from boligsocial.common.spatial import to_degrees
from efforts.models import Effort
from tests.browser.keyboard import Keyboard
from tests.conftest import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(page, sign_in, live_server):
    """The demonstration's consultant, in English."""
    call_command("load_demo", verbosity=0)
    person = User.objects.get(email="consultant@demo.invalid")
    sign_in(page, person)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.person = person
    return page


def a_ring_near(area: HousingArea) -> str:
    """A square with a hole 700 m north of the area, as somebody would paste it."""
    box = area.borders.first().geometry.extent
    x, y = box[0], box[3] + 700
    ring = [[x, y], [x + 300, y], [x + 300, y + 300], [x, y + 300], [x, y]]
    hole = [[x + 100, y + 100], [x + 100, y + 200], [x + 200, y + 200], [x + 200, y + 100], [x + 100, y + 100]]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    return json.dumps({"type": "Polygon", "crs": crs, "coordinates": [ring, hole]})


def test_a_new_area_and_a_new_effort_by_keyboard_alone(town):
    page, keys = town, Keyboard(town)
    social = HousingArea.objects.get(name="Søndervang")
    make_area(page, keys, a_ring_near(social))
    private = HousingArea.objects.get(name="Nordre Have")
    border = private.borders.get()
    assert [len(part) for part in border.geometry] == [2], "one part with one hole"
    assert round(border.geometry.area) == 80_000

    begin_effort(page, keys)
    pick_reach(page, keys)
    fill_in_money(page, keys)
    fill_in_staff(page, keys)
    finish(page, keys)

    effort = Effort.objects.get(name="Broen til byen")
    assert [str(effort.starts_on), str(effort.ends_on)] == ["2026-06-01", "2030-06-01"]
    assert set(effort.area_reaches.values_list("area__name", flat=True)) == {"Søndervang", "Egekrogen", "Nordre Have"}
    money_adds_up(effort)
    everything_agrees(page, effort, private)


def make_area(page, keys, shape):
    page.goto(reverse("areas:list"))
    keys.press_and_go("New area")
    keys.write("Name", "Nordre Have")
    keys.choose("Municipality", "Eventyr")
    keys.choose("Tenure", "private")
    keys.press("The boundary as text: corners or GeoJSON")
    keys.write("Boundary", shape)
    keys.press_and_go("Save")
    assert page.locator("h1").inner_text() == "Nordre Have"


def begin_effort(page, keys):
    page.goto(reverse("efforts:list"))
    keys.press_and_go("New effort")
    keys.write("Name", "Broen til byen")
    keys.date("First day", "06012026")
    keys.write("or for how many years", "4")
    keys.tick("Eventyrkøbing")
    keys.press_and_go("Save and go on")


def pick_reach(page, keys):
    for name in ("Egekrogen", "Nordre Have", "Søndervang"):
        keys.tick(name, exact=False)
    keys.press("Add an institution")
    keys.write("Institution", "Svaneskolen, Eventyrkøbing")
    page.wait_for_load_state("networkidle")
    keys.press_and_go("Save and go on")


def fill_in_money(page, keys):
    keys.press("Spread a total by days")
    keys.write("Total for the whole period", "4,000,000")
    keys.press_and_go("Spread it")
    for party in ("Landsbyggefonden", "Eventyrkøbing Kommune", "Boligselskabet Eventyrland"):
        keys.write("Party", party)
        keys.choose("Status", "granted")
        keys.press_and_go("Add the party")
    keys.press("The same per cent in all years")
    keys.write("Per cent for each party, the same in all years", "75 / 12.5 / 12.5")
    keys.press_and_go("Fill in all years")
    keys.press_and_go("Save and go on")


def fill_in_staff(page, keys):
    for title, place in (("Project leader", "Beboerhuset"), ("Family guide", "Egestuen"), ("Job guide", "Nordre")):
        keys.write("Title", title)
        keys.write("Hours a week", "37")
        keys.choose("Monday to Friday", place)
        if title == "Project leader":
            keys.choose("Thursday", "Rådhuset")
            keys.choose("Friday", "Rådhuset")
    keys.press_and_go("Save and go on")


def finish(page, keys):
    said = page.locator("main").inner_text()
    assert "Nothing: everything the effort's page shows is filled in." in said
    assert "Mix\n\nwithin posts" in said
    assert typologies_on(page) == ["1", "2", "4"]
    keys.press_and_go("Finish the draft")


def money_adds_up(effort):
    """Four years of days, 1 June 2026 to 31 May 2030: 214, 365, 366, 365 and 151 of them."""
    days = {2026: 214, 2027: 365, 2028: 366, 2029: 365, 2030: 151}
    budgets = dict(effort.budgets.values_list("year", "amount"))
    assert sum(budgets.values()) == 4_000_000_00
    for year, count in days.items():
        assert abs(budgets[year] - 4_000_000_00 * count / 1461) < 1
        parts = {row.funder.name.split()[0]: row.amount for row in effort.shares.filter(year=year)}
        assert sum(parts.values()) == budgets[year]
        assert abs(parts["Landsbyggefonden"] - budgets[year] * 0.75) < 1


def everything_agrees(page, effort, private):
    """The page, the map, the files and the history say the same."""
    page.goto(f"{reverse('efforts:detail', args=[effort.pk])}?date=2026-09-01")
    said = page.locator("main").inner_text()
    for words in ("Nordre Have", "Søndervang", "Egekrogen", "Svaneskolen", "Mix", "75.00 %", "12.50 %"):
        assert words in said, words
    assert typologies_on(page) == ["1", "2", "4"]

    client = signed_in(page.person)
    drawn = client.get(f"{reverse('efforts:detail-map', args=[effort.pk])}?date=2026-09-01").json()
    assert {one["properties"]["name"] for one in drawn["features"]} >= {"Nordre Have", "Svaneskolen", "Søndervang"}

    told = client.get(f"{reverse('efforts:list')}?date=2026-09-01&q=Broen+til&export=csv").getvalue()
    (row,) = csv.DictReader(io.StringIO(told.decode("utf-8-sig")), delimiter=";")
    values = list(row.values())
    assert {"Broen til byen", "Mix", "2026-06-01", "2030-05-31", "585900,07"} <= set(values)
    assert [part.split()[0] for part in values[2].split("; ")] == ["1", "2", "4"]
    assert values[3] == "Landsbyggefonden 75,00 %; Eventyrkøbing Kommune 12,50 %; Boligselskabet Eventyrland 12,50 %"

    areas = client.get(f"{reverse('areas:list')}?q=Nordre+Have&export=geojson").getvalue()
    (feature,) = json.loads(areas)["features"]
    rings = feature["geometry"]["coordinates"][0]
    assert len(rings) == 2
    there = to_degrees(private.borders.get().geometry)[0].shell.coords
    assert {(round(x, 5), round(y, 5)) for x, y in rings[0]} == {(round(x, 5), round(y, 5)) for x, y in there}

    history = client.get(reverse("history:effort", args=[effort.pk])).content.decode()
    for words in ("Nordre Have", "Svaneskolen", "Landsbyggefonden", "Project leader", page.person.name):
        assert words in history, words


def typologies_on(page) -> list[str]:
    """The numbers that the first set shows."""
    return page.locator(".typology-set").first.locator(".verdict--met .verdict__number").all_inner_texts()
