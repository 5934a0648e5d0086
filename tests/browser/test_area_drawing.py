"""Boundaries drawn with mouse and keyboard, holes cut and filled, corners and files shown on the map."""

import json

import pytest
from django.urls import reverse

from areas.models import AreaBorder, HousingArea, Institution
from boligsocial.common.spatial import to_degrees
from tests import factories
from tests.browser.mouse import click_corners

pytestmark = pytest.mark.browser

READY = "() => document.querySelector('[data-shape-map]')?.shapeMap"


@pytest.fixture
def desk(page, sign_in, consultant):
    sign_in(page, consultant)
    return page


@pytest.fixture
def place(home):
    return factories.area("Rosenhøj", municipality=home)


def opened(page, name: str, *keys) -> None:
    page.goto(reverse(f"desk:{name}", args=keys))
    page.wait_for_function(READY)


def save(page) -> None:
    with page.expect_navigation():
        page.locator(".desk-form button[type=submit]").click()
    assert page.locator("[data-errors]").count() == 0, page.locator("[data-errors]").inner_text()


def shape_of(page) -> dict:
    return json.loads(page.locator("[data-shape-text]").input_value())


def rings(shape: dict) -> list[int]:
    return [len(part) for part in shape["coordinates"]]


def click(page, *spots) -> None:
    click_corners(page, page.locator("[data-shape-map]"), *spots)


def draw(page, tool: str, side: int) -> None:
    """A square around the middle of the map, closed by clicking its first corner again."""
    page.locator(f".leaflet-draw-draw-{tool}").click()
    half = side / 2
    click(page, (-half, -half), (half, -half), (half, half), (-half, half), (-half, -half))


def test_a_hole_is_cut_and_filled_with_the_mouse(desk, place):
    opened(desk, "border-new", place.pk)
    draw(desk, "polygon", 240)
    assert rings(shape_of(desk)) == [1]
    draw(desk, "hole", 80)
    assert rings(shape_of(desk)) == [2]
    assert "1" in desk.locator("[data-shape-said]").inner_text()
    desk.locator(".leaflet-draw-draw-fill").click()
    click(desk, (0, 0))
    assert rings(shape_of(desk)) == [1]
    draw(desk, "hole", 80)
    save(desk)
    border = AreaBorder.objects.get()
    assert [len(part) for part in border.geometry] == [2] and border.geometry.valid


def test_a_hole_outside_is_refused_in_words(desk, place):
    opened(desk, "border-new", place.pk)
    draw(desk, "polygon", 120)
    draw(desk, "hole", 200)
    assert rings(shape_of(desk)) == [1]
    assert desk.locator("[data-shape-said]").inner_text()


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def square_by_keyboard(page, tool: str, steps: int) -> None:
    page.locator(f".leaflet-draw-draw-{tool}").focus()
    press(page, "Enter")
    for arrow in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        press(page, "Enter", *[arrow] * steps)
    press(page, "Enter", "Enter")


def test_an_area_with_a_hole_is_drawn_by_keyboard_alone(desk, home):
    desk.emulate_media(reduced_motion="no-preference")  # a map that glides loses what is pressed meanwhile
    opened(desk, "area-new")
    desk.locator("#id_name").focus()
    desk.keyboard.type("Villabyen")
    square_by_keyboard(desk, "polygon", 3)
    assert rings(shape_of(desk)) == [1]
    desk.locator("[data-shape-map]").focus()
    press(desk, "ArrowRight", "ArrowUp", "ArrowUp")
    square_by_keyboard(desk, "hole", 1)
    assert rings(shape_of(desk)) == [2]
    desk.locator(".desk-form button[type=submit]").focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    area = HousingArea.objects.get()
    assert area.name == "Villabyen" and [len(part) for part in area.borders.get().geometry] == [2]


def test_backspace_takes_a_corner_back(desk, place):
    opened(desk, "border-new", place.pk)
    desk.locator(".leaflet-draw-draw-polygon").focus()
    press(desk, "Enter", "Enter", "ArrowRight", "Enter", "ArrowDown", "Enter", "Backspace")
    assert desk.locator(".leaflet-marker-pane .leaflet-editing-icon").count() == 2


def test_typed_corners_and_holes_are_shown(desk, place):
    opened(desk, "border-new", place.pk)
    desk.locator("[data-shape-source] > summary").click()
    text = desk.locator("[data-shape-text]")
    outer = "580000 6140000\n580400 6140000\n580400 6140400\n580000 6140400"
    hole = "580100 6140100\n580300 6140100\n580300 6140300\n580100 6140300"
    text.fill(f"{outer}\n\n{hole}")
    text.blur()
    assert desk.locator("path.leaflet-interactive").count() == 1
    said = desk.locator("[data-shape-said]").inner_text()
    assert said.startswith("12 ha") or said.startswith("11,9") or said.startswith("12,0"), said
    save(desk)
    assert AreaBorder.objects.get().geometry.area == pytest.approx(120_000), "as typed, not by way of the map"


def test_a_file_of_parcels_is_shown_and_becomes_one_boundary(desk, place, tmp_path):
    parcels = [to_degrees(factories.square(x=400 * number)) for number in range(2)]
    features = [{"type": "Feature", "properties": {}, "geometry": json.loads(one.geojson)} for one in parcels]
    file = tmp_path / "matrikler.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    opened(desk, "border-new", place.pk)
    desk.locator("[data-shape-file]").set_input_files(file)
    desk.wait_for_function("() => document.querySelectorAll('path.leaflet-interactive').length === 2")
    save(desk)
    assert [len(part) for part in AreaBorder.objects.get().geometry] == [1]


def test_a_hole_nobody_touched_survives_an_edit_of_the_rest(desk, place):
    border = factories.border(place, geometry=factories.ring())
    opened(desk, "border-edit", place.pk, border.pk)
    desk.locator(".leaflet-draw-edit-remove").click()
    desk.locator("path.leaflet-interactive").nth(1).click()
    desk.locator(".leaflet-draw-actions a").first.click()
    desk.locator("#id_reason").fill("Den lille del hører ikke til")
    save(desk)
    after = AreaBorder.objects.get().geometry
    assert [len(part) for part in after] == [2]
    assert after[0].equals_exact(border.geometry[0], 0.01)


def test_an_institution_is_placed_with_mouse_and_keyboard(desk, home):
    opened(desk, "institution-new")
    desk.locator("#id_name").fill("Møllevangskolen")
    desk.locator("#id_kind").select_option("school")
    desk.locator(".leaflet-draw-draw-marker").focus()
    press(desk, "Enter", "ArrowRight", "Enter")
    by_keyboard = desk.locator("[data-shape-text]").input_value()
    desk.locator(".leaflet-draw-draw-marker").click()
    click(desk, (60, 40))
    assert desk.locator(".shape-pin").count() == 1
    assert desk.locator("[data-shape-text]").input_value() != by_keyboard != ""
    save(desk)
    assert Institution.objects.get().point is not None


def test_neighbours_lie_under_the_drawing(desk, place, home):
    factories.border(factories.area("Naboen", municipality=home), geometry=factories.square(x=600))
    factories.border(place, geometry=factories.square())
    opened(desk, "border-new", place.pk)
    desk.wait_for_selector("path.shape-neighbour", state="attached")
    assert desk.locator("path.shape-neighbour").count() == 1, "not the area's own"
