"""The embedded database answers what PostGIS answers.

When the suite runs on PostGIS the embedded database is compared with it; else with GEOS asked directly.
"""

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings

from tests.geosqlite import answers, shapes

on_postgis = connection.vendor == "postgresql"
bounded = settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    # No shrinking: it takes minutes, and the message names the one pair that differs.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture
def expected():
    """Asks the oracle: a name of answers.py and the shapes."""

    def ask(name, given_shapes):
        if on_postgis:
            return getattr(answers, f"{name}of_database")(given_shapes, "default")
        return getattr(answers, f"{name}of_geos")(given_shapes)

    return ask


def assert_same(mine, theirs, given_shapes):
    for one, other, asked in zip(mine, theirs, given_shapes, strict=True):
        assert {str(asked): answers.differences(one, other)} == {str(asked): {}}


@bounded
@given(pairs=shapes.pairs())
def test_every_lookup_and_function(embedded, expected, pairs):
    assert_same(answers.of_database(pairs, "embedded"), expected("", pairs), pairs)


@bounded
@given(pairs=shapes.pairs(shapes.wild_polygons))
def test_validity_and_its_repair(embedded, expected, pairs):
    wild = [a for a, _ in pairs]
    assert_same(answers.make_valid_of_database(wild, "embedded"), expected("make_valid_", wild), wild)


@bounded
@given(pairs=shapes.pairs())
def test_every_aggregate(embedded, expected, pairs):
    many = [a for a, _ in pairs]
    mine, theirs = answers.aggregates_of_database(many, "embedded"), expected("aggregates_", many)
    assert answers.differences(mine, theirs) == {}


def test_aggregates_of_no_shapes_are_null(embedded, expected):
    nothing = {"collect": None, "extent": None, "union": None}
    for many in ([], [None]):
        assert answers.aggregates_of_database(many, "embedded") == nothing == expected("aggregates_", many)
