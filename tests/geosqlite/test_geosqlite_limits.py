"""What the embedded database does not know it refuses by name, instead of answering something else."""

import pytest
from django.contrib.gis.db.models import Extent3D, GeometryField, MakeLine, functions
from django.contrib.gis.db.models.fields import BaseSpatialField
from django.contrib.gis.db.models.lookups import GISLookup
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db import NotSupportedError, OperationalError, transaction

from boligsocial.geosqlite.operations import SUPPORTED_FUNCTIONS
from tests.geosqlite.answers import DISTANCES, LOOKUPS
from tests.geosqlite.models import Pair

SPOT = Point(600_000, 6_200_000, srid=25832)
UNKNOWN_LOOKUPS = sorted(
    name
    for name, lookup in BaseSpatialField.get_lookups().items()
    if issubclass(lookup, GISLookup) and name not in (*LOOKUPS, *DISTANCES)
)
# Functions of two shapes, or with an argument of their own; the rest take one shape.
ARGUMENTS = {
    "Azimuth": (SPOT,),
    "ClosestPoint": (SPOT,),
    "GeometryDistance": (SPOT,),
    "LineLocatePoint": (SPOT,),
    "Scale": (2, 2),
    "SnapToGrid": (1,),
    "Translate": (1, 1),
}
UNKNOWN_FUNCTIONS = sorted(
    name
    for name, function in vars(functions).items()
    if isinstance(function, type)
    and issubclass(function, functions.GeoFuncMixin)
    and function.__module__ == functions.__name__
    and name not in {*SUPPORTED_FUNCTIONS, "GeoFuncMixin", "GeoFunc", "GeomOutputGeoFunc"}
)


def test_there_is_something_left_to_refuse():
    assert {"left", "relate", "contains_properly"} <= set(UNKNOWN_LOOKUPS)
    assert {"AsKML", "BoundingCircle", "GeometryDistance", "Scale"} <= set(UNKNOWN_FUNCTIONS)


@pytest.mark.parametrize("lookup", UNKNOWN_LOOKUPS)
def test_an_unknown_lookup_is_named(embedded, lookup):
    value = (SPOT, "T********") if lookup == "relate" else SPOT
    with pytest.raises(NotSupportedError, match=rf"\b{lookup}\b"):
        Pair.objects.using("embedded").filter(**{f"a__{lookup}": value}).exists()


@pytest.mark.parametrize("name", UNKNOWN_FUNCTIONS)
def test_an_unknown_function_is_named(embedded, name):
    # FromWKB and FromWKT take no shape, but are asked for their name all the same.
    function = getattr(functions, name)("a", *ARGUMENTS.get(name, ()))
    if name == "Reverse":
        function.output_field = GeometryField(srid=25832)
    with pytest.raises(NotSupportedError, match=rf"\b{name}\b"):
        Pair.objects.using("embedded").values_list(function).first()


@pytest.mark.parametrize("aggregate", [Extent3D, MakeLine])
def test_an_unknown_aggregate_is_named(embedded, aggregate):
    with pytest.raises(NotSupportedError, match=aggregate.name):
        Pair.objects.using("embedded").aggregate(all=aggregate("a"))


@pytest.mark.parametrize("name", ["Area", "Length", "Perimeter", "Distance"])
def test_measures_in_degrees_are_refused(embedded, name):
    degrees = functions.Transform("a", 4326)
    arguments = (degrees, Point(9, 55, srid=4326)) if name == "Distance" else (degrees,)
    with pytest.raises(NotSupportedError):
        Pair.objects.using("embedded").values_list(getattr(functions, name)(*arguments)).first()


def test_metres_from_a_field_in_degrees_are_refused(embedded):
    with pytest.raises(ValueError, match="plain number"):
        embedded.ops.get_distance(GeometryField(srid=4326), (D(m=5),), "dwithin")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT ST_Intersects(a, ST_Transform(b, 4326)) FROM geosqlite_tests_pair",
        "SELECT ST_DWithin(a, b, -1) FROM geosqlite_tests_pair",
    ],
)
def test_senseless_questions_fail_rather_than_answer(embedded, sql):
    Pair.objects.using("embedded").create(a=SPOT, b=SPOT)
    with pytest.raises(OperationalError), transaction.atomic(using="embedded"), embedded.cursor() as cursor:
        cursor.execute(sql)
        cursor.fetchall()


def test_features_tell_what_is_supported(embedded):
    features = embedded.features
    assert features.supports_dwithin_lookup
    assert features.supports_isvalid_lookup
    assert features.supports_collect_aggr
    assert not features.supports_relate_lookup
    assert not features.supports_make_line_aggr
    assert features.has_AsGeoJSON_function
    assert not features.has_AsKML_function
