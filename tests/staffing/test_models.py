"""What must not be in the staffing app."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from staffing.models import Placement, Post, Workplace
from tests import factories
from tests.refusal import refused

pytestmark = pytest.mark.django_db


def test_a_workplace_is_in_exactly_one_place():
    local = factories.workplace(factories.area())
    assert local.is_local
    assert not factories.workplace(factories.municipality()).is_local
    assert refused(lambda: Workplace.objects.create(name="Ingen steder"))
    assert refused(lambda: Workplace.objects.filter(pk=local.pk).update(municipality=factories.municipality()))


@pytest.mark.parametrize("minutes", [0, 48 * 60 + 1])
def test_hours_a_week_are_sensible(minutes):
    post = factories.post()
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(weekly_minutes=minutes))


def test_a_post_has_one_employer():
    post = factories.post(employer_municipality=factories.municipality())
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(employer_organisation=factories.organisation()))
    assert post.employer == post.employer_municipality


@pytest.mark.parametrize("weekday", [0, 8])
def test_a_weekday_is_a_weekday(weekday):
    placed = factories.placement(factories.post())
    assert refused(lambda: Placement.objects.filter(pk=placed.pk).update(weekday=weekday))


def test_a_post_moves_from_one_place_to_another_on_a_day():
    post, day = factories.post(), date(2026, 9, 1)
    factories.placement(post, weekday=3, ends_on=day)
    factories.placement(post, weekday=3, starts_on=day)
    assert refused(lambda: factories.placement(post, weekday=3, starts_on=day))


def test_the_workplace_with_staff_cannot_be_deleted():
    placed = factories.placement(factories.post())
    with pytest.raises(IntegrityError):
        placed.workplace.delete()


def test_a_post_without_a_title_gets_a_message_at_the_field():
    post = factories.post()
    post.title = ""
    with pytest.raises(ValidationError) as caught:
        post.full_clean()
    assert "title" in caught.value.message_dict
