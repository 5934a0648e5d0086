"""Who may see what: the policy of areas/access.py, efforts/access.py and staffing/access.py, row by row."""

import pytest
from django.contrib.auth.models import AnonymousUser

from areas.models import Estate, HousingArea, Institution, Observation
from efforts.choices import Role
from efforts.models import Effort
from staffing.models import Placement, Post, Workplace
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(home, elsewhere):
    """One of everything at home, tied together, and one of everything elsewhere."""
    rows = []
    for town in (home, elsewhere):
        organisation = factories.organisation()
        area = factories.area(municipality=town)
        estate = factories.estate(organisation=organisation, municipality=town)
        area.estates.add(estate)
        school = factories.institution(municipality=town)
        effort = factories.effort(reaches=(area,), lead_organisation=organisation)
        factories.partner(effort, school)
        post = factories.post(effort)
        workplace = factories.workplace(area)
        placement = factories.placement(post, workplace)
        figure = factories.observation(area, factories.indicator())
        rows.append([area, estate, school, effort, post, workplace, placement, figure])
    return rows


MODELS = [HousingArea, Estate, Institution, Effort, Post, Workplace, Placement, Observation]


def seen(person) -> set:
    return {row for model in MODELS for row in model.objects.visible_to(person)}


def test_a_member_of_a_municipality_sees_what_is_in_it(world, consultant):
    ours, _theirs = world
    assert seen(consultant) == set(ours)


@pytest.mark.parametrize("role", Role)
def test_every_role_sees_the_same(world, home, role):
    person = factories.user()
    factories.member(person, home, role)
    assert seen(person) == set(world[0])


def test_an_admin_sees_everything(world, admin_user):
    assert seen(admin_user) == {*world[0], *world[1]}


def test_nobody_else_sees_anything(world):
    assert seen(factories.user()) == set()
    assert seen(AnonymousUser()) == set()


def test_a_member_of_an_organisation_sees_its_estates_areas_and_efforts(world):
    area, estate, school, effort, post, workplace, placement, figure = world[0]
    person = factories.user()
    factories.member(person, estate.organisation, Role.READER)
    assert seen(person) == {area, estate, school, effort, post, workplace, placement, figure}


def test_an_organisation_that_pays_sees_the_effort_and_what_it_reaches(world):
    area, _estate, school, effort, *_ = world[0]
    payer = factories.organisation()
    factories.share(effort, factories.funder(kind="organisation", organisation=payer))
    person = factories.user()
    factories.member(person, payer, Role.BOARD)
    assert {effort, area, school} <= seen(person)


def test_the_leader_of_one_effort_sees_what_it_reaches_and_no_more(world):
    area, estate, school, effort, post, workplace, placement, figure = world[0]
    person = factories.user()
    factories.member(person, effort, Role.LEADER)
    other = factories.area(municipality=area.municipality)
    assert seen(person) == {area, school, effort, post, workplace, placement, figure}
    assert other not in seen(person)


def test_an_effort_across_the_border_shows_what_it_reaches_there(world, consultant):
    ours, theirs = world
    factories.reach(ours[3], theirs[0])
    found = seen(consultant)
    assert theirs[0] in found
    assert theirs[3] not in found


def test_several_memberships_add_up_and_rows_never_double(world, home, elsewhere):
    person = factories.user()
    for place in (home, elsewhere, world[0][3], world[0][1].organisation):
        for role in (Role.READER, Role.CONSULTANT):
            factories.member(person, place, role)
    assert seen(person) == {*world[0], *world[1]}
    for model in MODELS:
        rows = list(model.objects.visible_to(person))
        assert len(rows) == len(set(rows))


@pytest.mark.parametrize(("role", "may"), [("consultant", True), ("leader", True), ("board", False), ("reader", False)])
def test_only_consultants_and_leaders_change(world, home, role, may):
    person = factories.user()
    factories.member(person, home, role)
    changeable = {row for model in (Effort, Post, Placement, Workplace) for row in model.objects.changeable_by(person)}
    _area, _estate, _school, effort, post, workplace, placement, _figure = world[0]
    assert changeable == ({effort, post, placement, workplace} if may else set())


def test_memberships_are_read_once_for_a_page(world, consultant, count_queries):
    assert count_queries(lambda: [list(model.objects.visible_to(consultant)) for model in MODELS]) == len(MODELS) + 1
