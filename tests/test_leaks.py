"""What attackers and careless colleagues try: nobody gains, gives away or loses a row they should not."""

from datetime import date

import pytest
from django.urls import reverse

from boligsocial.records.deletion import delete
from efforts.choices import EffortStatus, Role
from efforts.models import Effort
from staffing.models import Workplace
from tests import factories
from tests.page_forms import main_form

pytestmark = pytest.mark.django_db


def sent(client, url, **values):
    """Send the form of a page as it is, with these values put in."""
    return client.post(url, main_form(client.get(url)).data() | values)


def consultant_of(place):
    person = factories.user()
    factories.member(person, place, Role.CONSULTANT)
    return person


# --- workplaces -------------------------------------------------------------------------------------------------------


def test_a_post_at_somebody_elses_workplace_does_not_make_it_ours(home, stranger, elsewhere, as_user):
    townhall = factories.workplace(home, name="Rådhuset")
    factories.placement(factories.post(factories.effort(municipalities=(elsewhere,))), townhall)
    client = as_user(stranger)
    assert "Rådhuset" in client.get(reverse("desk:workplaces")).content.decode()
    assert client.get(reverse("desk:workplace-edit", args=[townhall.pk])).status_code == 403
    assert client.get(reverse("desk:delete", args=["staffing.workplace", townhall.pk])).status_code == 403


def test_an_organisation_sees_and_changes_the_workplaces_in_its_areas(home, as_user):
    estate = factories.estate(municipality=home)
    area = factories.area(municipality=home)
    area.estates.add(estate)
    person = consultant_of(estate.organisation)
    client = as_user(person)
    assert sent(client, reverse("desk:workplace-new"), name="Kælderen", owner=f"area-{area.pk}").status_code == 302
    made = Workplace.objects.get()
    assert client.get(reverse("desk:workplace-edit", args=[made.pk])).status_code == 200


# --- efforts and areas: taken away, given away ------------------------------------------------------------------------


def test_nobody_takes_an_effort_away_from_a_municipality_that_is_not_theirs(home, elsewhere, consultant, as_user):
    effort = factories.effort("Fælles", municipalities=(home, elsewhere))
    url = reverse("desk:effort-what", args=[effort.pk])
    refused = sent(as_user(consultant), url, municipalities=[str(home.pk)])
    assert refused.context["form"].errors["municipalities"]
    assert set(effort.municipalities.all()) == {home, elsewhere}
    leader = factories.user()
    factories.member(leader, effort, Role.LEADER)
    assert sent(as_user(leader), url, municipalities=[str(elsewhere.pk)]).status_code == 200
    assert set(effort.municipalities.all()) == {home, elsewhere}


def test_in_a_draft_a_municipality_chosen_by_mistake_is_taken_back(home, elsewhere, consultant, as_user):
    effort = factories.effort(municipalities=(home, elsewhere), status=EffortStatus.DRAFT)
    url = reverse("desk:effort-what", args=[effort.pk])
    assert sent(as_user(consultant), url, municipalities=[str(home.pk)]).status_code == 302
    assert list(effort.municipalities.all()) == [home]


def test_nobody_shuts_themselves_out_of_an_effort_by_its_money(home, as_user):
    payer = factories.organisation()
    effort = factories.effort(municipalities=(home,), starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))
    share = factories.share(effort, factories.funder(kind="organisation", organisation=payer))
    person = consultant_of(payer)
    url = reverse("desk:effort-money", args=[effort.pk])
    client = as_user(person)
    form = client.get(url).context["form"]
    (key,) = form.lines_shown
    refused = sent(client, url, **{f"remove-{key}": "on", "reason": "Fejl"})
    assert refused.status_code == 200 and refused.context["form"].errors
    assert effort.shares.get() == share
    gone = sent(client, reverse("desk:delete", args=["efforts.fundingshare", share.pk]), reason="Fejl")
    assert gone.status_code == 200 and effort.shares.get() == share


def test_nobody_shuts_themselves_out_of_an_area_by_its_estates(home, as_user):
    estate = factories.estate(municipality=home)
    area = factories.area(municipality=home)
    area.estates.add(estate)
    client = as_user(consultant_of(estate.organisation))
    refused = sent(client, reverse("desk:area-edit", args=[area.pk]), estates=[])
    assert refused.status_code == 200 and refused.context["form"].errors["estates"]
    assert list(area.estates.all()) == [estate]


# --- what is deleted --------------------------------------------------------------------------------------------------


def test_a_deleted_post_of_a_draft_is_not_read_by_those_who_never_saw_it(home, consultant, board, as_user):
    draft = factories.effort(municipalities=(home,), status=EffortStatus.DRAFT)
    post = factories.post(draft, title="Hemmelig stilling")
    seat = factories.placement(post)
    pages = [reverse("history:post", args=[post.pk]), reverse("history:post-moment", args=[post.pk])]
    delete(seat, user=consultant)
    delete(post, user=consultant)
    assert [as_user(board).get(page).status_code for page in pages] == [404, 404]
    assert [as_user(consultant).get(page).status_code for page in pages] == [200, 200]


def test_nothing_is_put_back_where_one_may_not_change_things_any_more(home, elsewhere, stranger, consultant, as_user):
    effort = factories.effort(municipalities=(home, elsewhere))
    kept = delete(factories.citizens(effort), user=stranger)
    effort.municipalities.remove(elsewhere)
    url = reverse("desk:put-back", args=[kept.pk])
    answer = as_user(stranger).post(url, follow=True)
    assert answer.redirect_chain[0][0] == reverse("desk:trash") and "message--error" in answer.content.decode()
    assert not effort.citizen_groups.exists()
    assert as_user(consultant).post(url).status_code == 302 and effort.citizen_groups.exists()


def test_who_led_an_effort_puts_it_back_with_their_own_role(leader, as_user):
    kept = delete(leader.effort, user=leader)
    answer = as_user(leader).post(reverse("desk:put-back", args=[kept.pk]))
    assert answer.status_code == 302 and Effort.objects.changeable_by(leader).exists()


# --- small groups -----------------------------------------------------------------------------------------------------


def test_a_group_of_few_households_is_withheld_everywhere_on_the_page(home, board, as_user):
    effort = factories.effort(municipalities=(home,))
    factories.citizens(effort, name="To opgange", people=8713, households=2)
    text = as_user(board).get(reverse("efforts:detail", args=[effort.pk])).content.decode()
    assert "To opgange" in text
    assert "8.713" not in text and "8713" not in text
