"""What is no boundary or no place comes back as a message at its field; what nobody touched stays."""

import json

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from areas.models import AreaBorder, HousingArea, Institution
from boligsocial.common.spatial import to_degrees
from tests import factories
from tests.admin.conftest import add_url, change_url, errors, send

BOW_TIE = '{"type": "Polygon", "coordinates": [[[10.3, 55.4], [10.4, 55.5], [10.4, 55.4], [10.3, 55.5], [10.3, 55.4]]]}'
MALMO = {"type": "Point", "coordinates": [13.0, 55.6]}
SWAPPED = {"type": "Point", "coordinates": [55.4, 10.4]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOW_TIE, "crosses itself"),
        (json.dumps(MALMO), "outside Denmark"),
        ("{", "not a shape"),
        ("\x00", "not a shape"),
        ('{"type": "Point", "coordinates": [10.4, 55.4]}', "a boundary"),
        ('{"type": "MultiPolygon", "coordinates": []}', "shape"),
        ("", "required"),
        ("[" * 5_000, "not a shape"),
    ],
)
def test_a_boundary_that_is_none(as_admin, place, text, said):
    as_admin.cookies["django_language"] = "en"
    page = send(as_admin, add_url(AreaBorder), area=place.pk, geometry=text)
    assert said in errors(page)["geometry"][0]
    page = send(
        as_admin, change_url(place), name="Nyt navn", borders__TOTAL_FORMS=1, borders__0__geometry=text,
        borders__0__quality="approximate",
    )  # fmt: skip
    assert said in errors(page)["borders-0-geometry"][0]
    assert not AreaBorder.objects.exists()
    assert HousingArea.objects.get().name == "Ørbækparken"


def test_where_a_boundary_crosses_itself_is_said(as_admin, place):
    as_admin.cookies["django_language"] = "en"
    page = send(as_admin, add_url(AreaBorder), area=place.pk, geometry=BOW_TIE)
    assert "near 55.45" in errors(page)["geometry"][0], "the place"
    assert "bow" not in page.content.decode() and "[10.4, 55.5]" in page.content.decode(), "the text is kept"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (json.dumps(MALMO), "outside Denmark"),
        ("55.6, 13.0", "outside Denmark"),
        (json.dumps(SWAPPED), "swapped"),
        ("10.4, 55.4", "swapped"),
        ("10,4; 55,4", "swapped"),
        ("999, 999", "outside Denmark"),
        ("Rådhuspladsen", "not a shape"),
        ("\x00", "not a shape"),
        ("9" * 20 + ", 5", "not a shape"),
    ],
)
def test_a_point_that_is_none(as_admin, home, text, said):
    as_admin.cookies["django_language"] = "en"
    fields = {"name": "Skolen", "kind": "school", "municipality": home.pk}
    page = send(as_admin, add_url(Institution), **fields, point=text)
    assert said in errors(page)["point"][0]
    assert not Institution.objects.exists()


@pytest.mark.parametrize(
    "text", ["55.4, 10.4", "55,4; 10,4", "55.4 10.4", "55.4,10.4", '{"type":"Point","coordinates":[10.4,55.4]}']
)
def test_a_point_may_be_typed(as_admin, home, text):
    fields = {"name": "Skolen", "kind": "school", "municipality": home.pk}
    assert send(as_admin, add_url(Institution), **fields, point=text).status_code == 302
    point = to_degrees(Institution.objects.get().point)
    assert (round(point.y, 6), round(point.x, 6)) == (55.4, 10.4)


def test_a_boundary_nobody_touched_stays_to_the_bit(as_admin, place):
    border = factories.border(place, geometry=factories.ring())
    for url in (change_url(border), change_url(place)):
        quality = "borders__0__quality" if url == change_url(place) else "quality"
        assert send(as_admin, url, **{quality: "surveyed"}).status_code == 302
        assert AreaBorder.objects.get().geometry.coords == border.geometry.coords


def test_overlapping_parts_are_refused(as_admin, place):
    square = factories.square()[0]
    text = to_degrees(MultiPolygon(square, Polygon(square.shell.coords), srid=square.srid or 25832)).geojson
    assert "geometry" in errors(send(as_admin, add_url(AreaBorder), area=place.pk, geometry=text))
