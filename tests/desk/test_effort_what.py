"""The first step of a new effort, and the same page when the effort is changed later."""

from datetime import date

import pytest
from django.urls import reverse

from efforts.choices import EffortStatus, Role
from efforts.models import Effort, Typology, TypologySet
from tests import factories
from tests.nasty import NASTY
from tests.page_forms import main_form

NEW = reverse("desk:effort-new")


def what(effort) -> str:
    return reverse("desk:effort-what", args=[effort.pk])


def sent(client, url, **values):
    """Send the form of a page as it is, with these values put in."""
    return client.post(url, main_form(client.get(url)).data() | values)


def test_a_new_effort_begins_as_a_draft_and_goes_on_to_where(consultant, home, as_user):
    client = as_user(consultant)
    response = sent(client, NEW, name="Nye veje", starts_on="2026-06-01", years="4")
    effort = Effort.objects.get(name="Nye veje")
    assert response.url == reverse("desk:effort-where", args=[effort.pk])
    assert effort.status == EffortStatus.DRAFT
    assert (effort.starts_on, effort.ends_on) == (date(2026, 6, 1), date(2030, 6, 1))
    assert list(effort.municipalities.all()) == [home]
    assert effort.history.first().history_user == consultant


def test_the_page_has_the_steps_and_says_which_one_it_is(consultant, as_user):
    text = as_user(consultant).get(NEW).content.decode()
    assert text.count('aria-current="step"') == 1
    assert 'name="leave"' in text


def test_it_can_be_left_and_taken_up_again(consultant, as_user):
    client = as_user(consultant)
    response = sent(client, NEW, name="Senere", leave="1")
    effort = Effort.objects.get(name="Senere")
    assert response.url == reverse("efforts:list")
    listed = client.get(reverse("efforts:list")).content.decode()
    resume = reverse("desk:effort-resume", args=[effort.pk])
    assert resume in listed
    assert client.get(resume).url == reverse("desk:effort-where", args=[effort.pk])


def test_taking_it_up_leads_to_the_form_left_half_finished(consultant, as_user):
    client = as_user(consultant)
    sent(client, NEW, name="Halv")
    effort = Effort.objects.get(name="Halv")
    half = main_form(client.get(what(effort))).data() | {"name": "Halvt navn"}
    assert client.post(reverse("desk:keep"), half).status_code == 204
    assert client.get(reverse("desk:effort-resume", args=[effort.pk])).url == what(effort)


@pytest.mark.parametrize(
    ("values", "last"),
    [
        ({"starts_on": "2028-02-29", "years": "1"}, date(2029, 3, 1)),
        ({"starts_on": "2026-06-01", "ends_on": "2027-05-31", "years": "1"}, date(2027, 6, 1)),
        ({"starts_on": "2026-06-01", "ends_on": "2027-05-31"}, date(2027, 6, 1)),
        ({"starts_on": "2026-06-01"}, None),
    ],
)
def test_the_last_day_or_the_years(consultant, as_user, values, last):
    sent(as_user(consultant), NEW, name="Tid", **values)
    assert Effort.objects.get(name="Tid").ends_on == last


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"starts_on": "2026-06-01", "ends_on": "2026-01-01"}, "ends_on"),
        ({"starts_on": "2026-06-01", "ends_on": "2028-05-31", "years": "4"}, "years"),
        ({"years": "4"}, "starts_on"),
        ({"starts_on": "2099-06-01", "years": "30"}, "years"),
        ({"years": "0"}, "years"),
        ({"years": "99999999999999999999"}, "years"),
        ({"municipalities": []}, "municipalities"),
        ({"municipalities": ["99999999999999999999"]}, "municipalities"),
        ({"lead_municipality": "99999999999999999999"}, "lead_municipality"),
        ({"declared_typologies": ["0"]}, "declared_typologies"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(consultant, as_user, values, field):
    response = sent(as_user(consultant), NEW, **{"name": "Skæv", **values})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Effort.objects.exists()


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("field", ["name", "description", "source", "starts_on", "kind", "municipalities", "version"])
def test_nasty_text_is_kept_as_it_is_or_refused(consultant, as_user, field, text):
    response = sent(as_user(consultant), NEW, **{"name": "Navn", field: text})
    assert response.status_code in (200, 302)
    assert response.status_code == 302 or not Effort.objects.exists()


def test_sent_twice_it_is_made_once(consultant, as_user):
    client = as_user(consultant)
    data = main_form(client.get(NEW)).data() | {"name": "Én gang"}
    assert client.post(NEW, data).url == client.post(NEW, data).url
    assert Effort.objects.filter(name="Én gang").count() == 1


def test_who_may_make_one(cast, as_user):
    assert as_user(cast.board).get(NEW).status_code == 403
    assert as_user(cast.leader).get(NEW).status_code == 403
    for person in (cast.consultant, cast.stranger, cast.admin):
        assert as_user(person).get(NEW).status_code == 200


def test_an_organisations_consultant_makes_one_that_the_organisation_leads(db, as_user):
    organisation = factories.organisation()
    person = factories.user()
    factories.member(person, organisation, Role.CONSULTANT)
    client = as_user(person)
    refused = sent(client, NEW, name="Vores")
    assert refused.context["form"].errors["municipalities"]
    sent(client, NEW, name="Vores", lead_organisation=str(organisation.pk))
    assert Effort.objects.changeable_by(person).filter(name="Vores").exists()


def test_nobody_gives_an_effort_out_of_their_hands(consultant, elsewhere, as_user):
    client = as_user(consultant)
    sent(client, NEW, name="Vores", starts_on="2026-06-01")
    effort = Effort.objects.get(name="Vores")
    response = sent(client, what(effort), municipalities=[str(elsewhere.pk)])
    assert response.context["form"].errors["municipalities"]
    assert [row.name for row in effort.municipalities.all()] == ["Hjemkøbing"]


def test_later_the_page_changes_the_effort_without_steps(consultant, home, as_user):
    effort = factories.effort("Kører", municipalities=(home,), starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))
    client = as_user(consultant)
    page = client.get(what(effort))
    assert 'aria-current="step"' not in page.content.decode()
    assert main_form(page).data()["ends_on"] == ["2026-12-31"]
    assert sent(client, what(effort), years="2").url.startswith(reverse("efforts:detail", args=[effort.pk]))
    effort.refresh_from_db()
    assert effort.ends_on == date(2028, 1, 1)
    assert effort.status == EffortStatus.RUNNING


def test_a_period_that_leaves_money_outside_is_refused(consultant, home, as_user):
    effort = factories.effort(municipalities=(home,), starts_on=date(2026, 1, 1), ends_on=date(2028, 1, 1))
    factories.budget(effort, 2027)
    response = sent(as_user(consultant), what(effort), ends_on="2026-12-31")
    assert "ends_on" in response.context["form"].errors


def test_typologies_are_declared_by_set(consultant, home, as_user):
    which = TypologySet.objects.create(code="fem", name_da="Fem", name_en="Five", source="CFBU")
    one = Typology.objects.create(typology_set=which, number=1, name_da="Én", name_en="One", traits=["citizens"])
    effort = factories.effort(municipalities=(home,))
    sent(as_user(consultant), what(effort), declared_typologies=[str(one.pk)])
    assert list(effort.declared_typologies.all()) == [one]


def test_two_people_change_the_same_field(consultant, admin_user, home, as_user):
    effort = factories.effort("Fælles", municipalities=(home,))
    mine, theirs = as_user(consultant), as_user(admin_user)
    data = main_form(mine.get(what(effort))).data()
    sent(theirs, what(effort), name="Deres navn")
    refused = mine.post(what(effort), data | {"name": "Mit navn"})
    assert refused.status_code == 200
    (difference,) = refused.context["conflict"].differences
    assert (difference.origin, difference.theirs, difference.mine) == ("Fælles", "Deres navn", "Mit navn")
    again = main_form(refused).data() | {"keep-name": "mine"}
    assert mine.post(what(effort), again).status_code == 302
    effort.refresh_from_db()
    assert effort.name == "Mit navn"
    assert {"Fælles", "Deres navn", "Mit navn"} <= set(effort.history.values_list("name", flat=True))


@pytest.mark.parametrize("name", ["desk:effort-what", "desk:effort-resume"])
def test_rights(cast, home, as_user, name):
    effort = factories.effort(municipalities=(home,))
    url = reverse(name, args=[effort.pk])
    assert as_user(cast.board).get(url).status_code == 403
    assert as_user(cast.board).post(url, {"name": "x"}).status_code in (403, 405)
    assert as_user(cast.stranger).get(url).status_code == 404
    assert as_user(cast.consultant).get(url).status_code in (200, 302)
    assert as_user(cast.consultant).get(reverse(name, args=[10**19])).status_code == 404
