"""An effort that is still being put together: seen by those who may change it, counted nowhere."""

import json
from datetime import date

import pytest
from django.urls import reverse

from areas.access import DRAFT, FINISHED
from areas.models import HousingArea
from boligsocial.dashboards.endings import endings
from boligsocial.dashboards.overview import Overview
from boligsocial.dashboards.scope import Scope
from efforts.choices import EffortStatus, Role
from efforts.models import Effort
from staffing.models import Placement, Post
from tests import factories

ON = date(2026, 6, 1)


@pytest.fixture
def draft(home):
    """A draft with everything that could be counted: reach, money that ends, a post in the area."""
    place = factories.area("Kladdekvarteret", municipality=home)
    factories.border(place)
    made = factories.effort(
        "Kladden",
        municipalities=(home,),
        reaches=(place,),
        status=EffortStatus.DRAFT,
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 1),
    )
    factories.budget(made, 2026)
    factories.share(made, year=2026)
    factories.placement(factories.post(made), factories.workplace(place), 1)
    made.place = place
    return made


def test_the_states_are_spelled_as_the_efforts_app_has_them():
    assert {DRAFT, *FINISHED} == set(EffortStatus.values)
    assert DRAFT == EffortStatus.DRAFT


def test_those_who_may_change_it_see_it_and_others_do_not(draft, consultant, board, stranger, admin_user, home):
    assert Effort.objects.visible_to(consultant).filter(pk=draft.pk).exists()
    assert Effort.objects.visible_to(admin_user).filter(pk=draft.pk).exists()
    for other in (board, stranger):
        assert not Effort.objects.visible_to(other).filter(pk=draft.pk).exists()
        assert not Post.objects.visible_to(other).filter(effort=draft).exists()
        assert not Placement.objects.visible_to(other).filter(post__effort=draft).exists()
    both = factories.user()
    factories.member(both, home, Role.BOARD)
    factories.member(both, home, Role.CONSULTANT)
    assert Effort.objects.visible_to(both).filter(pk=draft.pk).exists()


def test_a_draft_shows_its_areas_to_nobody_new(draft):
    organisation = factories.organisation()
    reader = factories.user()
    factories.member(reader, organisation, Role.BOARD)
    draft.lead_organisation = organisation
    draft.save()
    assert not HousingArea.objects.visible_to(reader).filter(pk=draft.place.pk).exists()
    draft.status = EffortStatus.RUNNING
    draft.save()
    assert HousingArea.objects.visible_to(reader).filter(pk=draft.place.pk).exists()


@pytest.mark.parametrize("who", ["consultant", "board", "admin"])
def test_no_figure_counts_it(draft, cast, who):
    user = getattr(cast, who)
    scope = Scope(user, ON)
    overview = Overview(scope)
    assert overview.efforts.all == Effort.objects.visible_to(user).exclude(pk=draft.pk).count()
    assert overview.areas.uncovered == 1
    assert overview.staff.posts == 0
    assert overview.money.budgets == 0
    assert overview.money.granted == 0
    assert endings(scope).all == 0
    assert list(HousingArea.objects.reached(ON, yes=False)) == [draft.place]


@pytest.mark.parametrize("who", ["consultant", "admin"])
def test_no_list_or_map_counts_it(draft, cast, as_user, who):
    client = as_user(getattr(cast, who))
    query = {"date": ON.isoformat()}
    page = client.get(reverse("efforts:list"), query)
    assert draft.pk not in [row.effort.pk for row in page.context["rows"]]
    features = json.loads(client.get(reverse("efforts:map"), query).content)["features"]
    assert "Kladden" not in json.dumps(features)
    areas = json.loads(client.get(reverse("areas:map"), query).content)["features"]
    assert [one["properties"]["kind"] for one in areas] == ["uncovered"]
    area = client.get(reverse("areas:detail", args=[draft.place.pk]), query)
    assert area.context["page"].reached_by == 0
    assert "Kladden" not in area.content.decode()
    assert "Kladden" not in client.get(reverse("staffing:board"), query).content.decode()


def test_a_board_member_gets_no_hint_of_it(draft, board, as_user):
    client = as_user(board)
    assert client.get(reverse("efforts:detail", args=[draft.pk])).status_code == 404
    page = client.get(reverse("areas:detail", args=[draft.place.pk]), {"date": ON.isoformat()})
    assert page.context["page"].hidden_efforts == 0
    assert "Kladden" not in client.get(reverse("efforts:list")).content.decode()
