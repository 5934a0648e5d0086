"""The modes of efforts and the staff of one, asked of the database."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from efforts.models import Effort
from staffing.choices import Mode
from staffing.derive import efforts_in_mode, modes_of_efforts, staff_of_effort
from tests import factories

ON = date(2026, 3, 2)


@pytest.fixture
def efforts(home):
    """One effort of each mode, by mode."""
    area = factories.area("Parken", municipality=home)
    local, central = factories.workplace(area), factories.workplace(home)
    found = {mode: factories.effort(mode.value, municipalities=(home,)) for mode in Mode}
    factories.placement(factories.post(found[Mode.LOCAL]), local, 1)
    factories.placement(factories.post(found[Mode.CENTRAL]), central, None)
    factories.placement(factories.post(found[Mode.MIX], title="Projektleder"), central, None)
    factories.placement(factories.post(found[Mode.MIX]), local, None)
    factories.post(found[Mode.UNKNOWN])
    return found


def test_modes_of_many_efforts_in_two_queries(efforts, django_assert_num_queries):
    with django_assert_num_queries(2):
        modes = modes_of_efforts([effort.pk for effort in efforts.values()], ON)
    assert {pk: team.mode for pk, team in modes.items()} == {effort.pk: mode for mode, effort in efforts.items()}


@pytest.mark.parametrize("mode", Mode)
def test_the_database_chooses_as_the_rule_does(efforts, mode):
    assert list(efforts_in_mode(Effort.objects.all(), mode, ON)) == [efforts[mode]]


def test_a_placement_that_has_ended_does_not_count(efforts):
    effort = efforts[Mode.LOCAL]
    post = effort.posts.get()
    post.placements.update(ends_on=ON)
    assert modes_of_efforts([effort.pk], ON)[effort.pk].mode == Mode.UNKNOWN


def test_the_staff_of_an_effort(efforts):
    staff = staff_of_effort(efforts[Mode.MIX], ON)
    assert staff.team.mixes_across and len(staff.rows) == 2
    assert (staff.minutes, staff.full_time, staff.hours_unknown) == (2 * 37 * 60, 200, 0)


def test_unknown_hours_are_counted_not_guessed(home):
    effort = factories.effort(municipalities=(home,))
    factories.post(effort, weekly_minutes=None)
    staff = staff_of_effort(effort, ON)
    assert (staff.minutes, staff.full_time, staff.hours_unknown) == (None, None, 1)


def test_posts_of_other_periods_are_counted(home):
    effort = factories.effort(municipalities=(home,))
    factories.post(effort, ends_on=ON)
    assert staff_of_effort(effort, ON).other_periods == 1


def test_the_staff_are_flat(efforts, count_queries):
    effort = efforts[Mode.MIX]
    few = count_queries(lambda: staff_of_effort(effort, ON))
    for _n in range(9):
        factories.placement(factories.post(effort), factories.workplace(), 1)
    assert count_queries(lambda: staff_of_effort(effort, ON)) == few == 2


@pytest.mark.parametrize("mode", Mode)
def test_the_part_of_the_effort_page_says_the_mode(efforts, mode):
    staff = staff_of_effort(efforts[mode], ON)
    html = render_to_string("staffing/_effort_staff.html", {"staff": staff})
    assert f'data-mode="{mode.value}"' in html


def test_an_effort_without_posts_says_so(home):
    staff = staff_of_effort(factories.effort(municipalities=(home,)), ON)
    html = render_to_string("staffing/_effort_staff.html", {"staff": staff})
    assert 'class="empty"' in html and "<table" not in html
