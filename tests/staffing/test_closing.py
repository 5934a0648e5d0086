"""Closing an area: what follows, and what ends with it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from efforts.choices import EffortStatus
from efforts.models import Activity
from staffing.closing import Closing, close_area
from tests import factories

pytestmark = pytest.mark.django_db

LAST, AFTER = date(2026, 12, 31), date(2027, 1, 1)


@pytest.fixture
def place(home):
    area = factories.area("Rosenhøj", municipality=home)
    factories.border(area)
    return area


@pytest.fixture
def effort(place):
    return factories.effort("Helhedsplanen", reaches=(place,))


def follows(place, user) -> Closing:
    return Closing(place, AFTER, user)


def test_everything_that_leans_on_it_is_found(place, effort, consultant):
    base = factories.workplace(place, name="Kontoret")
    seat = factories.placement(factories.post(effort), base)
    activity = Activity.objects.create(effort=effort, name="Lommepenge", area=place)
    link = factories.city_link(effort, area=place)
    share = factories.share(effort, earmarked_for=place, year=2027)
    factories.share(effort, earmarked_for=place, year=2025)
    found = follows(place, consultant)
    assert [part.row for part in found.reaches] == list(effort.area_reaches.all())
    assert [part.row for part in found.activities] == [activity]
    assert [part.row for part in found.city_links] == [link]
    assert [part.row for part in found.placements] == [seat]
    assert (found.workplaces, found.shares, found.is_free) == ([base], [share], False)
    assert all(part.can_end for part in (*found.reaches, *found.activities, *found.city_links, *found.placements))


def test_what_is_over_by_then_does_not_follow(place, consultant):
    factories.reach(factories.effort(municipalities=(place.municipality,)), place, ends_on=AFTER)
    over = factories.effort(reaches=(place,), ends_on=AFTER)
    factories.placement(factories.post(over), factories.workplace(place), ends_on=date(2026, 5, 1))
    found = follows(place, consultant)
    assert found.reaches == found.placements == []


def test_what_begins_later_cannot_end_and_is_said(place, consultant):
    later = factories.effort(municipalities=(place.municipality,))
    factories.reach(later, place, starts_on=date(2027, 6, 1))
    (part,) = follows(place, consultant).reaches
    assert part.begins_later and not part.can_end


def test_efforts_of_others_are_counted_and_drafts_are_not(place, elsewhere, consultant):
    foreign = factories.effort("Fremmed", municipalities=(elsewhere,))
    factories.reach(foreign, place)
    draft = factories.effort("Kladde", municipalities=(elsewhere,), status=EffortStatus.DRAFT)
    factories.reach(draft, place)
    found = follows(place, consultant)
    assert found.reaches == [] and found.hidden == 1 and not found.is_free


def test_nothing_leans_on_a_lonely_area(place, consultant):
    assert follows(place, consultant).is_free


def test_area_boundary_and_what_was_chosen_end_that_day(place, effort, consultant):
    kept = factories.placement(factories.post(effort), factories.workplace(place))
    reach = effort.area_reaches.get()
    close_area(area=place, last_day=LAST, reason="Revet ned", ending=[reach])
    place.refresh_from_db()
    reach.refresh_from_db()
    kept.refresh_from_db()
    assert place.last_day == place.borders.get().last_day == reach.last_day == LAST
    assert kept.ends_on is None
    for row in (place, place.borders.get(), reach):
        assert row.history.first().history_change_reason == "Revet ned"


def test_what_ended_meanwhile_stays_as_it_is(place, effort):
    reach = effort.area_reaches.get()
    type(reach).objects.filter(pk=reach.pk).update(ends_on=date(2026, 6, 1))
    close_area(area=place, last_day=LAST, reason="Revet ned", ending=[reach])
    reach.refresh_from_db()
    assert reach.ends_on == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("values", "code"),
    [({"reason": " "}, "no_reason"), ({"last_day": date(2019, 12, 31)}, "before_area")],
)
def test_it_is_refused_in_words(home, values, code):
    place = factories.area(municipality=home, starts_on=date(2020, 1, 1))
    with pytest.raises(ValidationError) as caught:
        close_area(**{"area": place, "last_day": LAST, "reason": "Revet ned", **values})
    assert [error.code for errors in caught.value.error_dict.values() for error in errors] == [code]


def test_a_boundary_that_begins_later_is_in_the_way(place):
    place.borders.update(ends_on=date(2028, 1, 1))
    factories.border(place, starts_on=date(2028, 1, 1))
    with pytest.raises(ValidationError) as caught:
        close_area(area=place, last_day=LAST, reason="Revet ned")
    assert caught.value.error_dict["last_day"][0].code == "border_after"
    place.refresh_from_db()
    assert place.ends_on is None


def test_the_fingerprint_is_another_when_anything_shown_is(place, effort, consultant):
    before = follows(place, consultant).fingerprint
    assert follows(place, consultant).fingerprint == before
    factories.workplace(place)
    after = follows(place, consultant).fingerprint
    effort.area_reaches.get().save()
    assert len({before, after, follows(place, consultant).fingerprint}) == 3


def test_ten_of_everything_cost_as_much_as_one(place, consultant, count_queries):
    def one_more():
        effort = factories.effort(reaches=(place,))
        factories.placement(factories.post(effort), factories.workplace(place))
        Activity.objects.create(effort=effort, name="Lommepenge", area=place)
        factories.share(effort, earmarked_for=place)

    def asked() -> int:
        user = type(consultant).objects.get(pk=consultant.pk)
        return count_queries(
            lambda: [follows(place, user).fingerprint, [str(p.row.post) for p in follows(place, user).placements]]
        )

    one_more()
    once = asked()
    for _number in range(9):
        one_more()
    assert asked() == once
