import json

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from boligsocial.common.spatial import (
    GRID,
    ShapeField,
    grid_point,
    in_denmark,
    parse_shape,
    rough_shape,
    to_degrees,
    to_grid,
)
from tests import factories

BOW_TIE = (
    '{"type": "Polygon", "coordinates": [[[10.0, 55.4], [10.01, 55.41], [10.01, 55.4], [10.0, 55.41], [10.0, 55.4]]]}'
)
INSIDE = [("Skagen", 57.737, 10.6), ("Gedser", 54.575, 11.927), ("Rønne", 55.1, 14.7), ("Esbjerg", 55.47, 8.45)]
INSIDE += [("Helsingør", 56.036, 12.6136), ("Saltholm", 55.64, 12.76), ("Anholt", 56.71, 11.58)]
OUTSIDE = [("Malmö", 55.605, 13.0038), ("Helsingborg", 56.0465, 12.6945), ("Flensburg", 54.7937, 9.4469)]
OUTSIDE += [("Göteborg", 57.7, 11.97), ("Kiel", 54.32, 10.13), ("Sylt", 54.9, 8.33), ("Landskrona", 55.8708, 12.8302)]


@pytest.mark.parametrize(("name", "lat", "lon"), INSIDE)
def test_danish_places_are_in_denmark(name, lat, lon):
    assert in_denmark(grid_point(lat, lon))


@pytest.mark.parametrize(("name", "lat", "lon"), OUTSIDE)
def test_neighbours_are_not(name, lat, lon):
    assert not in_denmark(grid_point(lat, lon))


@given(st.floats(54.6, 57.7), st.floats(8.1, 12.6))
def test_there_and_back_is_the_same_place(lat, lon):
    back = to_degrees(grid_point(lat, lon))
    assert (back.y, back.x) == pytest.approx((lat, lon), abs=1e-9)


def test_a_known_place_lands_where_the_survey_says():
    # Central meridian 9° E: easting is 500 km there, by definition of the zone.
    assert grid_point(55.0, 9.0).x == pytest.approx(500_000, abs=0.001)


def _refusal(text: str) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        parse_shape(text)
    return caught.value


def test_a_boundary_that_crosses_itself_is_refused_and_says_where():
    error = _refusal(BOW_TIE)
    assert error.code == "invalid_shape"
    assert error.params["where"] == "55.40500, 10.00500"


def test_a_point_in_sweden_is_refused():
    assert _refusal('{"type": "Point", "coordinates": [13.0038, 55.605]}').code == "outside_denmark"


def test_swapped_latitude_and_longitude_are_named():
    with translation.override("en"):
        error = _refusal('{"type": "Point", "coordinates": [55.4, 10.3]}')
        assert "swapped" in str(error.message)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "1",
        "{}",
        '{"type": "Point"}',
        '{"type": "Point", "coordinates": []}',
        '{"type": "Point", "coordinates": ["a", "b"]}',
        '{"type": "Point", "coordinates": [1e999, 1]}',
        '{"type": "Point", "coordinates": [NaN, 55]}',
        '{"type": "Polygon", "coordinates": [[[10, 55], [10, 56]]]}',
        '{"type": "Feature", "geometry": null}',
        "POINT (10 55)",
        "\x00",
        "<b>",
    ],
)
def test_what_is_no_shape_gets_a_message(text):
    assert _refusal(text).code in {"no_shape", "empty", "outside_denmark", "swapped_axes", "invalid_shape"}


def test_metres_are_read_when_the_text_says_so_and_other_systems_are_not_obeyed():
    place = {"type": "Point", "coordinates": [580_000, 6_140_000]}
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    assert parse_shape(json.dumps(place | {"crs": named})).x == 580_000
    odd = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    point = {"type": "Point", "coordinates": [10.3, 55.4], "crs": odd}
    assert parse_shape(json.dumps(point)).equals_exact(grid_point(55.4, 10.3), 1e-6)


def test_a_field_makes_a_boundary_of_a_single_polygon():
    shape = ShapeField(kind="MULTIPOLYGON").clean(to_degrees(factories.square()[0]).geojson)
    assert shape.geom_type == "MultiPolygon"
    assert shape.srid == GRID
    assert shape.equals_exact(factories.square(), 0.001)


def test_a_field_refuses_another_kind():
    with pytest.raises(ValidationError) as caught:
        ShapeField(kind="POINT").clean(to_degrees(factories.square()).geojson)
    assert caught.value.error_list[0].code == "wrong_kind"


def test_a_hole_survives_the_form_and_is_no_change():
    field, shape = ShapeField(kind="MULTIPOLYGON"), factories.ring()
    shown = field.prepare_value(shape)
    assert field.clean(shown)[0].num_interior_rings == 1
    assert not field.has_changed(shape, shown)
    assert field.has_changed(shape, field.prepare_value(factories.ring(x=1)))


def test_what_maps_draw_is_degrees_with_six_decimals_and_keeps_the_hole():
    drawn = json.loads(rough_shape(factories.ring()))
    assert [len(part) for part in drawn["coordinates"]] == [2, 1]
    assert all(round(number, 6) == number for number in drawn["coordinates"][0][0][0])
    back = to_grid(GEOSGeometry(json.dumps(drawn)))
    assert back.sym_difference(factories.ring()).area < 400 * 0.5
