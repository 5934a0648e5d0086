"""What must not be in the place app: said at the field to people, refused by the database to everyone else."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from areas.models import AreaName, HousingArea, Observation
from boligsocial.common.spatial import to_degrees
from tests import factories
from tests.refusal import refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["", "12", "abcd", "１２３４"])
def test_a_municipality_code_is_four_digits(code):
    town = factories.municipality()
    assert refused(lambda: type(town).objects.filter(pk=town.pk).update(code=code))


def test_two_municipalities_cannot_share_a_code():
    town = factories.municipality()
    assert refused(lambda: factories.municipality(code=town.code))


def test_an_area_has_a_name_of_its_own_in_its_municipality():
    place = factories.area("Ørbækparken")
    assert refused(lambda: factories.area("Ørbækparken", municipality=place.municipality))
    assert not refused(lambda: factories.area("Ørbækparken"))
    assert refused(lambda: HousingArea.objects.filter(pk=place.pk).update(name=""))


def test_residents_carry_the_day_they_were_counted():
    place = factories.area()
    assert refused(lambda: HousingArea.objects.filter(pk=place.pk).update(residents=1000))
    place.residents = 1000
    with pytest.raises(ValidationError) as caught:
        place.full_clean()
    assert "talt op" in str(caught.value) or "counted" in str(caught.value)


def test_search_and_sort_keys_follow_the_name():
    place = factories.area("ÅRHUS  Øst")
    assert place.search_key == "aarhus øst"
    place.name = "Ærøgade"
    place.save(update_fields=["name"])
    place.refresh_from_db()
    assert place.search_key == "ærøgade"
    assert place.sort_key.startswith("{a")


def test_an_other_name_is_there_once():
    place = factories.area()
    AreaName.objects.create(area=place, name="Vangkvarteret")
    assert refused(lambda: AreaName.objects.create(area=place, name="Vangkvarteret"))


def test_what_maps_draw_follows_the_border():
    border = factories.border(geometry=factories.ring())
    assert (border.west, border.south, border.east, border.north) == to_degrees(factories.ring()).extent
    assert border.west < border.lon < border.east
    border.geometry = factories.square(x=5000)
    border.save()
    border.refresh_from_db()
    assert border.geometry.equals_exact(factories.square(x=5000), 1e-6)
    assert border.west == to_degrees(factories.square(x=5000)).extent[0]


def test_an_unavailable_figure_has_no_value_and_an_available_one_has():
    seen = factories.observation(factories.area(), factories.indicator())
    rows = Observation.objects.filter(pk=seen.pk)
    assert refused(lambda: rows.update(value=None))
    assert refused(lambda: rows.update(availability="withheld"))
    assert not refused(lambda: rows.update(availability="withheld", value=None))


def test_a_figure_is_there_once_a_year():
    seen = factories.observation(factories.area(), factories.indicator(), year=2016)
    assert refused(lambda: factories.observation(seen.area, seen.indicator, year=2016))
    assert not refused(lambda: factories.observation(seen.area, seen.indicator, year=2017))


def test_a_part_is_not_larger_than_its_whole():
    seen = factories.observation(factories.area(), factories.indicator())
    assert refused(lambda: Observation.objects.filter(pk=seen.pk).update(numerator=11, denominator=10))


def test_an_area_exists_in_its_period_only():
    gone = factories.area(ends_on=date(2020, 1, 1))
    assert not HousingArea.objects.current(date(2020, 1, 1)).filter(pk=gone.pk).exists()
    assert HousingArea.objects.current(date(2019, 12, 31)).filter(pk=gone.pk).exists()


def test_a_figure_is_called_by_its_indicator():
    figure = factories.observation(factories.area(), factories.indicator(), year=2020)
    assert str(figure) == f"{figure.indicator.name} 2020"
