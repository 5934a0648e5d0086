"""The activities of an effort."""

from datetime import date

import pytest
from django.urls import reverse

from efforts import reference
from efforts.models import Activity, FocusArea
from tests import factories
from tests.nasty import NASTY
from tests.page_forms import main_form


@pytest.fixture
def effort(home):
    return factories.effort("Kører", municipalities=(home,))


def new(effort) -> str:
    return reverse("desk:effort-activity-new", args=[effort.pk])


def one(activity, effort=None) -> str:
    return reverse("desk:effort-activity", args=[(effort or activity.effort).pk, activity.pk])


def send(client, url, **values):
    return client.post(url, main_form(client.get(url)).data() | values)


def test_an_activity_with_everything(effort, consultant, home, as_user):
    reference.load()
    focus = FocusArea.objects.first()
    factories.institution("Nordskolen", municipality=home)
    values = {"name": "Lektiecafé", "focus_area": str(focus.pk), "form": "drop_in", "institution": "nordsk"}
    period = {"starts_on": "2026-06-01", "ends_on": "2027-05-31", "in_operation": "on"}
    response = send(as_user(consultant), new(effort), **values, **period)
    assert response.url == reverse("efforts:detail", args=[effort.pk]) + "#activities"
    made = effort.activities.get()
    assert (made.name, made.focus_area, made.form, made.in_operation) == ("Lektiecafé", focus, "drop_in", True)
    assert (made.institution.name, made.starts_on, made.ends_on) == ("Nordskolen", date(2026, 6, 1), date(2027, 6, 1))


def test_it_is_in_an_area_or_at_an_institution(effort, consultant, home, as_user):
    area = factories.area(municipality=home)
    factories.institution("Nordskolen", municipality=home)
    client = as_user(consultant)
    refused = send(client, new(effort), name="Café", area=str(area.pk), institution="Nordskolen")
    assert refused.context["form"].errors
    assert send(client, new(effort), name="Café", area=str(area.pk)).status_code == 302
    assert effort.activities.get().area == area


def test_areas_one_does_not_see_are_no_choice(effort, consultant, elsewhere, as_user):
    area = factories.area(municipality=elsewhere)
    refused = send(as_user(consultant), new(effort), name="Café", area=str(area.pk))
    assert "area" in refused.context["form"].errors


def test_it_is_changed_and_two_people_are_told(effort, consultant, admin_user, as_user):
    activity = Activity.objects.create(effort=effort, name="Café")
    mine = as_user(consultant)
    data = main_form(mine.get(one(activity))).data()
    send(as_user(admin_user), one(activity), name="Deres")
    refused = mine.post(one(activity), data | {"name": "Min"})
    assert [(row.theirs, row.mine) for row in refused.context["conflict"].differences] == [("Deres", "Min")]
    again = main_form(refused).data() | {"keep-name": "mine"}
    assert mine.post(one(activity), again).status_code == 302
    activity.refresh_from_db()
    assert activity.name == "Min"


def test_it_is_deleted_where_it_is_read(effort, consultant, as_user):
    activity = Activity.objects.create(effort=effort, name="Café")
    client = as_user(consultant)
    url = reverse("desk:delete", args=["efforts.activity", activity.pk])
    assert url in client.get(one(activity)).content.decode()
    assert send(client, url).status_code == 302
    assert not effort.activities.exists()


@pytest.mark.parametrize("field", ["name", "focus_area", "form", "area", "institution", "starts_on", "version"])
@pytest.mark.parametrize("text", NASTY)
def test_nasty_text(effort, consultant, as_user, field, text):
    response = send(as_user(consultant), new(effort), **{"name": "Café", field: text})
    assert response.status_code in (200, 302)
    assert effort.activities.count() == (response.status_code == 302)


def test_rights(cast, effort, elsewhere, as_user):
    activity = Activity.objects.create(effort=effort, name="Café")
    other = factories.effort(municipalities=(elsewhere,))
    for url in (new(effort), one(activity)):
        assert as_user(cast.consultant).get(url).status_code == 200
        assert as_user(cast.board).get(url).status_code == 403
        assert as_user(cast.stranger).get(url).status_code == 404
    # An activity is found in its own effort alone.
    assert as_user(cast.admin).get(one(activity, other)).status_code == 404
