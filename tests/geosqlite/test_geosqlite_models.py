"""The embedded database through models: what is stored comes back, and the usual querysets work on it."""

import pickle
import threading

import pytest
from django.conf import settings
from django.contrib.gis.db.models import Collect
from django.contrib.gis.db.models.functions import AsGeoJSON, Distance, Transform
from django.contrib.gis.db.models.functions import Union as UnionOf
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon
from django.contrib.gis.measure import D
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.db.models import Exists, F, OuterRef, Subquery, Value
from django.test import override_settings

from boligsocial.geosqlite.operations import Adapter
from tests.geosqlite.conftest import embedded_database
from tests.geosqlite.models import Pair, Place

X, Y = 600_000, 6_200_000


def box(west, south, east, north):
    return MultiPolygon(Polygon.from_bbox((X + west, Y + south, X + east, Y + north)), srid=25832)


def point(x, y):
    return Point(X + x, Y + y, srid=25832)


BOWTIE = MultiPolygon(Polygon([(X, Y), (X + 1, Y + 1), (X + 1, Y), (X, Y + 1), (X, Y)]), srid=25832)


@pytest.fixture
def places(embedded):
    """Two boxes side by side with a point in the first, and a place without shapes."""
    return Place.objects.using("embedded").bulk_create(
        [
            Place(name="west", border=box(0, 0, 100, 100), point=point(50, 50)),
            Place(name="east", border=box(100, 0, 200, 100), point=point(500, 50)),
            Place(name="nowhere"),
        ]
    )


def installed():
    """These models as an app of the project, for what looks models up by name."""
    return override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, "tests.geosqlite.apps.GeosqliteTests"])


def names(**conditions):
    return set(Place.objects.using("embedded").filter(**conditions).values_list("name", flat=True))


def test_shapes_come_back_as_they_were_stored(places):
    west = Place.objects.using("embedded").get(name="west")
    assert west.border == box(0, 0, 100, 100)
    assert (west.border.srid, west.point.srid) == (25832, 25832)
    assert type(west.border) is MultiPolygon
    deferred = Place.objects.using("embedded").defer("border").get(name="west")
    assert deferred.border == west.border
    assert Place.objects.using("embedded").get(name="nowhere").border is None


def test_an_empty_shape_is_not_a_missing_one(embedded):
    place = Place.objects.using("embedded").create(name="empty", border=MultiPolygon(srid=25832))
    place.refresh_from_db()
    assert place.border.empty
    assert names(border__isempty=True) == {"empty"}
    assert names(border__isnull=True) == set()


def test_shapes_in_degrees_are_brought_to_the_grid(places):
    spot = point(50, 50)
    degrees = spot.transform(4326, clone=True)
    assert names(border__contains=degrees) == {"west"}
    place = Place.objects.using("embedded").create(name="from degrees", point=degrees)
    place.refresh_from_db()
    assert place.point.srid == 25832
    assert place.point.distance(spot) < 1e-6


def test_degrees_go_out_as_geojson(places):
    text = AsGeoJSON(Transform("point", 4326), precision=6)
    expected = point(50, 50).transform(4326, clone=True)
    rows = Place.objects.using("embedded").filter(name="west").values_list(text, Transform("point", 4326))
    assert rows[0][0] == f'{{"type":"Point","coordinates":[{round(expected.x, 6)},{round(expected.y, 6)}]}}'
    assert rows[0][1].distance(expected) < 1e-9


def test_distances_are_metres(places):
    assert names(point__dwithin=(point(50, 150), D(m=100))) == {"west"}
    assert names(point__distance_lte=(point(50, 150), D(km=0.1))) == {"west"}
    assert names(point__dwithin=(point(50, 150), 99.9)) == set()
    assert names(point__distance_gt=(F("border"), 299)) == {"east"}
    metres = Place.objects.using("embedded").annotate(d=Distance("point", point(50, 80)))
    assert metres.get(name="west").d.m == 30
    assert list(metres.filter(d__lt=D(m=31)).values_list("name", flat=True)) == ["west"]


def test_distance_may_come_from_a_row(places):
    rows = Place.objects.using("embedded").annotate(reach=Value(10))
    assert rows.filter(point__dwithin=(point(50, 59), F("reach"))).count() == 1


def test_subqueries_ask_about_the_outer_shape(places):
    rows = Place.objects.using("embedded")
    containing = rows.filter(border__contains=OuterRef("point"))
    assert set(rows.filter(Exists(containing)).values_list("name", flat=True)) == {"west"}
    found = rows.annotate(inside=Subquery(containing.values("name")[:1])).order_by("name")
    assert list(found.values_list("name", "inside")) == [("east", None), ("nowhere", None), ("west", "west")]
    touching = rows.filter(border__touches=OuterRef("border")).values("border")[:1]
    neighbour = rows.annotate(other=Subquery(touching)).get(name="east").other
    assert neighbour == box(0, 0, 100, 100)


def test_update_and_bulk_update(places):
    rows = Place.objects.using("embedded")
    rows.filter(name="nowhere").update(point=point(1, 1), border=box(0, 0, 1, 1))
    assert rows.get(name="nowhere").point == point(1, 1)
    moved = list(rows.all())
    for place in moved:
        place.point = point(7, 7)
    rows.bulk_update(moved, ["point"])
    assert rows.filter(point__equals=point(7, 7)).count() == 3
    rows.update(point=None)
    assert rows.filter(point__isnull=True).count() == 3


def test_the_database_refuses_a_shape_that_crosses_itself(embedded):
    with pytest.raises(IntegrityError, match="place_border_is_valid"), transaction.atomic(using="embedded"):
        Place.objects.using("embedded").create(name="bowtie", border=BOWTIE)
    place = Place.objects.using("embedded").create(name="sound", border=box(0, 0, 1, 1))
    place.border = BOWTIE
    with pytest.raises(IntegrityError), transaction.atomic(using="embedded"):
        place.save()


def test_full_clean_says_so_first(places):
    west = Place.objects.using("embedded").get(name="west")
    west.full_clean()
    west.border = BOWTIE
    with pytest.raises(ValidationError, match="The border crosses itself"):
        west.full_clean()


def test_a_column_takes_only_its_own_kind_and_coordinate_system(places):
    west = Place.objects.using("embedded").filter(name="west")
    for wrong in (UnionOf("border", "border"), F("point")):
        with pytest.raises(IntegrityError), transaction.atomic(using="embedded"):
            west.update(border=wrong)
    with pytest.raises(IntegrityError), transaction.atomic(using="embedded"):
        west.update(border=GEOSGeometry("MULTIPOLYGON Z (((0 0 1, 1 0 1, 1 1 1, 0 0 1)))", srid=25832))
    stray = bytes(Adapter(Point(1, 2, srid=4326)).ewkb)
    with pytest.raises(IntegrityError), connections["embedded"].cursor() as cursor:
        cursor.execute("INSERT INTO geosqlite_tests_place (name, point) VALUES ('stray', %s)", [stray])


def test_collect_of_points_is_a_multipoint(places):
    found = Place.objects.using("embedded").aggregate(all=Collect("point"))["all"]
    assert found.geom_type == "MultiPoint"
    assert len(found) == 2


def test_groups_of_shapes(places):
    rows = Place.objects.using("embedded").values("border").annotate(all=Collect("point")).order_by("border")
    assert [row["all"] and row["all"].num_geom for row in rows] == [None, 1, 1]


def test_fixtures_go_out_and_come_in(places, tmp_path):
    rows = Place.objects.using("embedded").order_by("pk").values_list("name", "point", "border")
    before, file = list(rows), str(tmp_path / "places.json")
    with installed():
        call_command("dumpdata", "geosqlite_tests.place", database="embedded", output=file, verbosity=0)
        Place.objects.using("embedded").all().delete()
        call_command("loaddata", file, database="embedded", verbosity=0)
    assert list(rows.all()) == before


def test_queries_with_shapes_can_be_pickled_and_printed(places):
    rows = Place.objects.using("embedded").filter(border__contains=point(50, 50))
    again = Place.objects.using("embedded").all()
    with installed():
        again.query = pickle.loads(pickle.dumps(rows.query))
    assert again.get().name == "west"
    assert "ST_Contains" in str(rows.query)


def test_every_thread_and_connection_knows_the_functions(new_database):
    with new_database.schema_editor() as editor:
        editor.create_model(Pair)
    name, answers = new_database.settings_dict["NAME"], []

    def ask():
        database = embedded_database(name)
        with database.cursor() as cursor:
            blob = Adapter(point(0, 0)).ewkb
            cursor.execute("SELECT ST_AsText(ST_Transform(ST_Transform(%s, 4326), 25832)), 1", [blob])
            answers.append(GEOSGeometry(cursor.fetchone()[0]).distance(Point(X, Y)) < 1e-6)
        database.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 4
