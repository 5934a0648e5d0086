"""Boundaries and points on the admin's maps, as a person draws them."""

import json

import pytest
from django.contrib.gis.geos import Point

from areas.models import AreaBorder, HousingArea, Institution
from boligsocial.common.spatial import GRID, to_degrees
from tests import factories
from tests.admin.conftest import add_url, change_url
from tests.browser.mouse import click_corners

pytestmark = pytest.mark.browser

READY = "() => [...document.querySelectorAll('[data-shape-map]')].some((canvas) => canvas.shapeMap)"


@pytest.fixture
def ringed(home):
    return factories.border(factories.area("Ørbækparken", municipality=home), geometry=factories.ring())


@pytest.fixture
def admin_page(page, sign_in, admin_user):
    sign_in(page, admin_user)
    return page


def save(page) -> None:
    with page.expect_navigation():
        page.locator("input[name=_save]").first.click()
    assert page.locator(".errornote").count() == 0, page.locator(".errorlist").all_inner_texts()


def say_why(page) -> None:
    """A boundary is not moved without a word."""
    page.locator("input[name=reason]").fill("Opmålt på ny")


def rings(geometry) -> list[int]:
    return [len(part) for part in geometry]


def test_a_boundary_nobody_touched_stays_the_same(admin_page, ringed):
    admin_page.goto(change_url(ringed))
    admin_page.wait_for_function(READY)
    assert admin_page.locator("path.leaflet-interactive").count() == 2
    save(admin_page)
    assert AreaBorder.objects.get().geometry.coords == ringed.geometry.coords


def drag_first_corner(page) -> None:
    page.locator(".leaflet-draw-edit-edit").click()
    handle = page.locator(".leaflet-editing-icon").first
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y + 5, steps=4)
    page.mouse.up()


@pytest.mark.parametrize("finish", [True, False], ids=["kept first", "saved at once"])
def test_a_moved_corner_leaves_the_hole(admin_page, ringed, finish):
    admin_page.goto(change_url(ringed))
    admin_page.wait_for_function(READY)
    drag_first_corner(admin_page)
    if finish:
        admin_page.locator(".leaflet-draw-actions a").first.click()
    say_why(admin_page)
    save(admin_page)
    after = AreaBorder.objects.get().geometry
    assert rings(after) == rings(ringed.geometry) == [2, 1]
    assert after.area != pytest.approx(ringed.geometry.area, rel=0.001)
    hole = after[0][1]
    assert hole.equals_exact(ringed.geometry[0][1], 0.01)
    assert after[1].equals_exact(ringed.geometry[1], 0.01)


def test_the_text_and_the_map_follow_each_other(admin_page, ringed):
    admin_page.goto(change_url(ringed))
    admin_page.wait_for_function(READY)
    text = admin_page.locator("[data-shape-text]")
    assert not text.is_visible()
    admin_page.locator("[data-shape-source] summary").click()
    text.fill(to_degrees(factories.square(2000, 0)).geojson)
    text.blur()
    assert admin_page.locator("path.leaflet-interactive").count() == 1
    drag_first_corner(admin_page)
    admin_page.locator(".leaflet-draw-actions a").first.click()
    assert json.loads(text.input_value())["type"] == "MultiPolygon"
    assert text.input_value() != to_degrees(factories.square(2000, 0)).geojson


def test_a_boundary_is_drawn_in_a_row_added_to_an_area(admin_page, home):
    place = factories.area("Rosenhøj", municipality=home)
    admin_page.goto(change_url(place))
    admin_page.locator("#borders-group .add-row a").click()
    row = admin_page.locator("#borders-0")
    row.locator("[data-shape-fold] > summary").click()
    admin_page.wait_for_function(READY)
    row.locator(".leaflet-draw-draw-polygon").click()
    click_corners(admin_page, row.locator("[data-shape-map]"), (-30, -30), (30, -30), (30, 30), (-30, 30), (-30, -30))
    assert row.locator("[data-shape-text]").input_value().startswith('{"type":"MultiPolygon"')
    save(admin_page)
    border = HousingArea.objects.get(pk=place.pk).borders.get()
    assert rings(border.geometry) == [1] and border.geometry.area > 0


def test_a_point_is_placed_and_typed(admin_page, home):
    school = factories.institution(municipality=home, point=Point(588_000, 6_140_000, srid=GRID))
    admin_page.goto(change_url(school))
    admin_page.wait_for_function(READY)
    admin_page.locator(".leaflet-draw-draw-marker").click()
    canvas = admin_page.locator("[data-shape-map]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    admin_page.mouse.click(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2)
    assert admin_page.locator(".shape-pin").count() == 1
    save(admin_page)
    moved = Institution.objects.get().point
    assert 5 < moved.x - 588_000 < 2_000 and abs(moved.y - 6_140_000) < 100

    admin_page.goto(change_url(school))
    admin_page.locator("[data-shape-text]").fill("55,676098; 12,568337")
    save(admin_page)
    assert to_degrees(Institution.objects.get().point).y == pytest.approx(55.676098)


def test_names_with_html_stay_text(admin_page, home):
    home.name = "<img src=x onerror=alert(1)>"
    home.save()
    admin_page.goto(add_url(HousingArea))
    admin_page.locator(".field-municipality .select2-selection").click()
    admin_page.wait_for_selector(".select2-results__option:has-text('onerror')")
    assert admin_page.locator(".select2-results img").count() == 0
    admin_page.locator(".select2-results__option:has-text('onerror')").click()
    assert admin_page.locator(".select2-selection img").count() == 0


def test_tiles_that_do_not_answer_leave_a_working_map(admin_page, ringed, settings):
    settings.MAP_TILES = "http://127.0.0.1:9/{z}/{x}/{y}.png"
    admin_page.goto(change_url(ringed))
    admin_page.wait_for_function(READY)
    drag_first_corner(admin_page)
    say_why(admin_page)
    save(admin_page)
    assert rings(AreaBorder.objects.get().geometry) == [2, 1]
    admin_page.problems.clear()
