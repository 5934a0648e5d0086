"""Boundaries from a map file in a real browser: chosen, looked through on the map, brought in, taken back."""

import pytest
from django.urls import reverse

from areas.models import AreaBorder, Import
from areas.recompute import recompute
from tests import factories
from tests.areas.intake.map_files import map_file

pytestmark = pytest.mark.browser


def send(page) -> None:
    with page.expect_navigation():
        page.locator("main form button.button-primary").first.click()
    assert page.locator("[data-errors]").count() == 0


def test_a_geopackage_becomes_boundaries_and_is_taken_back(page, sign_in, consultant, home, tmp_path):
    place = factories.area("Ærøvænget", municipality=home)
    old = factories.border(place, geometry=factories.square())
    factories.area("Lunden", municipality=home)
    shapes = [factories.square(side=300), factories.square(x=900), factories.square(x=2000)]
    name, content = map_file(tmp_path, "GPKG", shapes, navn=["Ærøvænget", "Lunden", "Lundn"])
    (tmp_path / "kort.gpkg").write_bytes(content)
    sign_in(page, consultant)
    page.goto(reverse("data:borders"))
    page.locator("input[type=file]").set_input_files(tmp_path / "kort.gpkg")
    send(page)
    assert page.locator("#id_column").input_value() == "navn", "the attribute that holds names is proposed"
    page.locator("#id_starts_on").fill("2026-06-01")
    page.locator("#id_reason").fill("Ny opmåling")
    send(page)
    page.wait_for_selector("path.shape--border-new")
    assert page.locator("path.shape--border-old").count() == 1
    rows = page.locator("table.borders tbody tr")
    assert rows.count() == 3 and "Lunden (Hjemkøbing)" in rows.nth(2).inner_text()
    rows.nth(0).hover()
    assert page.locator("path.shape--lit").count() == 2, "the boundary until now, and the new one"
    rows.nth(1).locator("input[type=checkbox]").uncheck()
    send(page)
    assert place.borders.count() == 2 and AreaBorder.objects.filter(area__name="Lunden").count() == 0
    page.locator(".page-head__actions a").click()
    send(page)
    assert list(place.borders.all()) == [old] and Import.objects.get().state == "undone"


def test_the_check_of_a_jump_leads_to_the_area(page, sign_in, consultant, home):
    place, share = factories.area("Ærøvænget", municipality=home), factories.indicator(jump=5)
    for year, value in ((2018, 20), (2019, 60)):
        factories.observation(place, share, year, value=value)
    recompute()
    sign_in(page, consultant)
    page.goto(reverse("data:checks"))
    page.locator("a[href*='check=jumps']").click()
    page.locator("table.check-rows tbody tr a").first.click()
    assert page.locator("h1").inner_text() == "Ærøvænget"
