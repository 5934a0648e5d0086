"""A boundary typed as corners, and boundaries of several features."""

import json

import pytest
from django.core.exceptions import ValidationError

from boligsocial.common.spatial import GRID, MOST_CORNERS, ShapeField, parse_boundary, to_degrees
from tests import factories

OUTER = "580000 6140000\n580400 6140000\n580400 6140400\n580000 6140400"
HOLE = "580100 6140100\n580300 6140100\n580300 6140300\n580100 6140300"
ISLAND = "580150 6140150\n580250 6140150\n580250 6140250\n580150 6140250"
BESIDE = "580500 6140000\n580600 6140000\n580600 6140100"


def rings(shape) -> list[int]:
    return [len(part) for part in shape]


def feature(shape, **crs) -> dict:
    return {"type": "Feature", "properties": {}, "geometry": json.loads(shape.geojson)} | crs


def collection(*features) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def test_corners_in_metres_become_parts_and_holes():
    shape = parse_boundary(f"{OUTER}\n\n{HOLE}\n\n{BESIDE}\n")
    assert shape.srid == GRID and rings(shape) == [2, 1]
    assert shape.area == pytest.approx(400 * 400 - 200 * 200 + 5_000)


def test_a_ring_in_a_hole_is_a_part_again_whatever_the_order():
    shape = parse_boundary(f"{ISLAND}\n\n{OUTER}\n\n \n\n{HOLE}")
    assert sorted(rings(shape)) == [1, 2]
    assert shape.area == pytest.approx(400 * 400 - 200 * 200 + 100 * 100)


@pytest.mark.parametrize("written", ["{:.7f}, {:.7f}", "{:.7f};{:.7f}", "{:.7f} {:.7f}", "{:.7f},{:.7f}"])
def test_corners_in_degrees_are_latitude_first(written):
    square = factories.square()
    corners = [written.format(lat, lon) for lon, lat in to_degrees(square)[0].shell]
    assert parse_boundary("\n".join(corners)).equals_exact(square, 0.05)
    assert parse_boundary("\n".join(corners[:-1])).equals_exact(square, 0.05), "the first one need not be repeated"


def test_decimal_commas_are_read():
    corners = [f"{lat:.7f}; {lon:.7f}".replace(".", ",") for lon, lat in to_degrees(factories.square())[0].shell]
    assert parse_boundary("\n".join(corners)).area == pytest.approx(160_000, rel=0.001)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("55.4, 10.3\n55.5, 10.3", "few_corners"),
        ("55.4, 10.3\n55.5, ten\n55.5, 10.4", "no_corner"),
        (f"{OUTER}\n55.4, 10.3", "mixed_corners"),
        (
            OUTER.replace("580400 6140400", "580000 6140200").replace("580000 6140400", "580400 6140300"),
            "invalid_shape",
        ),
        (f"{OUTER}\n\n580300 6140100\n580500 6140100\n580500 6140200", "invalid_shape"),
        ("10.3, 55.4\n10.4, 55.4\n10.4, 55.5", "swapped_axes"),
        ("1\x00", "no_corner"),
        ("9" * 10_000, "no_corner"),
        ("12345678901234567890, 5", "no_corner"),
        ("55.4, 10.3\n55.4, 10.3\n55.4, 10.3\n55.4, 10.3", "invalid_shape"),
    ],
)
def test_what_is_no_boundary_is_said(text, code):
    with pytest.raises(ValidationError) as caught:
        parse_boundary(text)
    assert caught.value.code == code


def test_features_that_touch_become_one_boundary():
    parcels = [to_degrees(factories.square(x=400 * number)) for number in range(3)]
    shape = ShapeField(kind="MULTIPOLYGON").clean(collection(*map(feature, parcels)))
    assert rings(shape) == [1] and shape.area == pytest.approx(3 * 160_000, rel=0.001)


def test_features_apart_become_parts_and_keep_their_holes():
    shapes = [to_degrees(factories.ring()), to_degrees(factories.square(x=2000))]
    shape = ShapeField(kind="MULTIPOLYGON").clean(collection(*map(feature, shapes)))
    assert sorted(rings(shape)) == [1, 1, 2]


def test_a_collection_may_be_in_metres():
    named = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}}
    text = json.dumps({"type": "FeatureCollection", "features": [feature(factories.ring())]} | named)
    assert ShapeField(kind="MULTIPOLYGON").clean(text).coords == factories.ring().coords
    unnamed = collection(feature(factories.ring()))
    assert ShapeField(kind="MULTIPOLYGON").clean(unnamed).coords == factories.ring().coords


def test_heights_are_left_out():
    ring = [[x, y, 7.5] for x, y in factories.square()[0].shell]
    shape = ShapeField(kind="MULTIPOLYGON").clean(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    assert not shape.hasz and shape.area == pytest.approx(160_000)


@pytest.mark.parametrize(
    "text",
    [
        collection(),
        collection({"type": "Feature", "geometry": None}),
        collection(feature(to_degrees(factories.square())), feature(to_degrees(factories.spot()))),
        '{"type": "FeatureCollection"}',
        '{"type": "FeatureCollection", "features": [1]}',
    ],
)
def test_a_collection_of_something_else_is_refused(text):
    with pytest.raises(ValidationError) as caught:
        ShapeField(kind="MULTIPOLYGON").clean(text)
    assert caught.value.code in {"no_shape", "wrong_kind"}


def test_too_many_corners_are_refused():
    corners = [[580_000 + number / 100, 6_140_000 + number % 2] for number in range(MOST_CORNERS)]
    ring = [*corners, [580_100, 6_141_000], corners[0]]
    with pytest.raises(ValidationError) as caught:
        parse_boundary(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    assert caught.value.code == "many_corners"


@pytest.mark.parametrize("text", ["580000 6140000", "580000, 6140000", " 580000;6140000 ", "580000,0 6140000,0"])
def test_a_point_may_be_typed_in_metres(text):
    assert ShapeField(kind="POINT").clean(text).coords == (580_000, 6_140_000)
