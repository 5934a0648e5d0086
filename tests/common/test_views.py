"""The frame of list pages and map layers: dates and boxes from addresses, pages, GeoJSON, the header."""

import json
from datetime import date

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from django.utils import timezone

from areas.models import HousingArea
from boligsocial.common.paging import Page, page_of
from boligsocial.common.views import feature_collection, feature_response, point, view_box, view_date
from tests import factories


def request(**query):
    made = RequestFactory().get("/", query)
    made.session = {}
    made._messages = FallbackStorage(made)
    return made


def test_the_date_is_that_of_the_address():
    assert view_date(request(date="2026-05-31")) == date(2026, 5, 31)
    assert view_date(request()) == timezone.localdate()


@pytest.mark.parametrize(
    "text", ["x", "2026-02-30", "20260531", "9999-12-31", "0001-01-01", "\x00", "2026-W01-1", "9" * 20]
)
def test_what_is_no_date_is_today_and_said_once(text):
    asked = request(date=text)
    assert view_date(asked) == view_date(asked) == timezone.localdate()
    assert len(asked._messages) == 1


def test_boxes():
    assert view_box(request(box="9.5,55,10.5,56")) == (9.5, 55.0, 10.5, 56.0)
    for junk in ("", "1,2,3", "a,b,c,d", "10,55,9,56", "nan,0,1,1", "1e9,0,1,1", "\x00", "1" * 5000):
        assert view_box(request(box=junk)) is None


@pytest.mark.parametrize(
    ("number", "numbers"), [(1, [1, 2, None, 9]), (5, [1, None, 4, 5, 6, None, 9]), (9, [1, None, 8, 9])]
)
def test_page_numbers_have_gaps(number, numbers):
    assert Page([], number, 85, 10).numbers == numbers


def test_pages_are_kind_to_odd_numbers(db, home, count_queries):
    for number in range(5):
        factories.area(f"Område {number}", municipality=home)
    rows = HousingArea.objects.order_by("sort_key", "pk")
    assert page_of(rows, "2", 2).ids == list(rows.values_list("pk", flat=True))[2:4]
    for low in (None, "", "0", "-1", "abc", "\x00", "1e3", "9" * 20, "²"):
        assert page_of(rows, low, 2).number == 1
    assert page_of(rows, "99", 2).number == 3
    assert page_of(rows.none(), "7", 2).total == 0
    assert count_queries(lambda: page_of(rows, "2", 2)) == 1


def test_features_are_geojson():
    body = feature_collection([("area-1", point(10.5, 55.25), {"name": 'Ørbæk "nord" </script>'})], shapes=False)
    data = json.loads(body)
    assert data["shapes"] is False
    assert data["features"][0]["properties"] == {"id": "area-1", "name": 'Ørbæk "nord" </script>'}
    assert data["features"][0]["geometry"] == {"type": "Point", "coordinates": [10.5, 55.25]}


def test_a_layer_that_has_not_changed_is_not_sent_again():
    first = feature_response(request(), [("a", point(1, 2), {})])
    again = RequestFactory().get("/", headers={"If-None-Match": first["ETag"]})
    assert feature_response(again, [("a", point(1, 2), {})]).status_code == 304
    assert feature_response(again, [("b", point(1, 2), {})]).status_code == 200
