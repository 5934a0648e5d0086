"""What changes of places do to the rows around them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from areas.actions import add_estate, borders_follow, name_also, set_border
from areas.models import AreaBorder, AreaName
from tests import factories

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2026, 1, 1)


@pytest.fixture
def place(home):
    return factories.area("Rosenhøj", municipality=home)


def refusal(**values) -> dict:
    with pytest.raises(ValidationError) as caught:
        set_border(**values)
    return {name: [one.code for one in errors] for name, errors in caught.value.error_dict.items()}


def test_the_boundary_before_is_kept_and_ends(place):
    old = factories.border(place, geometry=factories.ring())
    made = set_border(area=place, geometry=factories.square(), starts_on=NEW_YEAR, reason="Nøjsomhed skilt ud")
    old.refresh_from_db()
    assert (old.ends_on, made.starts_on, made.ends_on) == (NEW_YEAR, NEW_YEAR, None)
    assert old.geometry.coords == factories.ring().coords, "to the bit"
    for border in (old, made):
        assert border.history.first().history_change_reason == "Nøjsomhed skilt ud"


def test_one_between_two_ends_where_the_next_begins(place):
    factories.border(place, ends_on=date(2028, 1, 1))
    factories.border(place, starts_on=date(2028, 1, 1))
    made = set_border(area=place, geometry=factories.square(), starts_on=NEW_YEAR, reason="Ny")
    assert made.ends_on == date(2028, 1, 1)
    assert place.borders.count() == 3


def test_another_boundary_needs_a_day_and_a_reason_the_first_neither(place):
    first = set_border(area=place, geometry=factories.square(), starts_on=None)
    assert first.starts_on is None
    another = {"area": place, "geometry": factories.ring()}
    assert refusal(**another, starts_on=None, reason="Ny") == {"starts_on": ["no_date"]}
    assert refusal(**another, starts_on=NEW_YEAR, reason="  ") == {"reason": ["no_reason"]}
    assert place.borders.get().ends_on is None, "nothing is half-saved"


def test_two_cannot_begin_on_a_day(place):
    set_border(area=place, geometry=factories.square(), starts_on=NEW_YEAR)
    values = {"area": place, "geometry": factories.ring(), "starts_on": NEW_YEAR, "reason": "Ny"}
    assert refusal(**values) == {"starts_on": ["same_day"]}


def test_a_boundary_lies_in_the_areas_period(home):
    place = factories.area(municipality=home, starts_on=date(2020, 1, 1), ends_on=date(2025, 1, 1))
    values = {"area": place, "geometry": factories.square()}
    assert refusal(**values, starts_on=date(2019, 1, 1)) == {"starts_on": ["before_area"]}
    assert refusal(**values, starts_on=date(2025, 1, 1)) == {"starts_on": ["after_area"]}
    assert set_border(**values, starts_on=date(2024, 1, 1)).ends_on == date(2025, 1, 1)


def test_names_are_merged_with_what_others_made_of_them(place):
    for name in ("Blokkene", "Rosen"):
        AreaName.objects.create(area=place, name=name)
    AreaName.objects.create(area=place, name="Af en kollega")
    name_also(area=place, added={"Højen", "Rosen"}, removed={"Blokkene", "Aldrig nævnt"})
    assert set(place.other_names.values_list("name", flat=True)) == {"Rosen", "Af en kollega", "Højen"}
    assert AreaName.history.filter(name="Blokkene", history_type="-").exists()


def test_an_area_that_opens_again_takes_its_boundary_along(place):
    border = factories.border(place, ends_on=NEW_YEAR)
    borders_follow(area=place, before=NEW_YEAR)
    border.refresh_from_db()
    assert border.ends_on is None


def test_a_boundary_that_ended_before_the_area_stays(place):
    place.ends_on = date(2027, 1, 1)
    border = factories.border(place, ends_on=date(2020, 1, 1))
    borders_follow(area=place, before=NEW_YEAR)
    border.refresh_from_db()
    assert border.ends_on == date(2020, 1, 1)


def test_an_area_that_ends_before_its_boundary_begins_leaves_it(place):
    border = factories.border(place, starts_on=date(2025, 1, 1), ends_on=NEW_YEAR)
    place.ends_on = date(2024, 1, 1)
    borders_follow(area=place, before=NEW_YEAR)
    assert AreaBorder.objects.get(pk=border.pk).ends_on == NEW_YEAR


def test_an_estate_is_added_once_and_is_a_change_of_the_area(place):
    estate = factories.estate(municipality=place.municipality)
    add_estate(area=place, estate=estate)
    add_estate(area=place, estate=estate)
    place.refresh_from_db()
    assert list(place.estates.all()) == [estate] and place.version == 2
    assert [row.estate for row in place.history.first().estates.all()] == [estate]
