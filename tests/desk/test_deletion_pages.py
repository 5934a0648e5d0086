"""Deleting on a page: asked once more, refused where others lean on it, put back from the page of deleted things."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from areas.models import AreaBorder, HousingArea
from boligsocial.desk.deletion_kinds import KINDS
from boligsocial.records.deletion import delete
from boligsocial.records.models import Deletion
from tests import factories
from tests.admin.conftest import world
from tests.page_forms import main_form

pytestmark = pytest.mark.django_db


def address(row) -> str:
    return reverse("desk:delete", args=[row._meta.label_lower, row.pk])


def send(client, url, **changes):
    return client.post(url, main_form(client.get(url)).data() | changes)


@pytest.fixture
def area(home):
    area = factories.area("Ørbækparken", municipality=home)
    area.other_names.create(name="Parken")
    return area


def test_it_says_what_goes_along_and_deletes(area, consultant, as_user):
    client = as_user(consultant)
    assert "Parken" in client.get(address(area)).content.decode()
    answer = send(client, address(area), reason="Revet ned")
    assert answer.status_code == 302 and answer.url == reverse("areas:list")
    assert not HousingArea.objects.exists()
    kept = Deletion.objects.get()
    assert (kept.user, kept.reason) == (consultant, "Revet ned")
    page = client.get(reverse("desk:trash")).content.decode()
    assert "Ørbækparken" in page and "Revet ned" in page and "Karla Konsulent" in page
    back = client.post(reverse("desk:put-back", args=[kept.pk]))
    assert back.url == reverse("areas:detail", args=[HousingArea.objects.get().pk])
    assert (
        "Ørbækparken"
        not in client.get(reverse("desk:trash")).content.decode().partition("<main")[2].partition("page-head")[2]
    )


def test_it_says_who_leans_on_it_and_has_no_button(area, home, consultant, as_user):
    factories.reach(factories.effort("Broen", municipalities=(home,)), area)
    client = as_user(consultant)
    page = client.get(address(area))
    assert "Broen" in page.content.decode()
    assert all(form.action != "" for form in [main_form(page)])
    answer = client.post(address(area), {"version": area.version})
    assert answer.status_code == 200 and "Broen" in answer.content.decode()
    assert HousingArea.objects.exists()


def test_a_boundary_is_not_deleted_without_a_word(area, consultant, as_user):
    border = factories.border(area)
    client = as_user(consultant)
    assert send(client, address(border)).status_code == 200 and AreaBorder.objects.exists()
    answer = send(client, address(border), reason="Forkert tegnet")
    assert answer.url == reverse("areas:detail", args=[area.pk]) and not AreaBorder.objects.exists()


def test_what_somebody_changed_since_is_looked_at_again(area, consultant, as_user):
    client = as_user(consultant)
    data = main_form(client.get(address(area))).data()
    area.homes = 7
    area.save()
    page = client.post(address(area), data)
    assert page.status_code == 200 and HousingArea.objects.exists()
    assert client.post(address(area), main_form(page).data()).status_code == 302
    assert not HousingArea.objects.exists()


def test_sent_twice_it_is_deleted_once(area, consultant, as_user):
    client = as_user(consultant)
    data = main_form(client.get(address(area))).data()
    assert client.post(address(area), data).status_code == 302
    assert client.post(address(area), data).status_code in (302, 404)
    assert Deletion.objects.count() == 1


NAMES = sorted(KINDS)


@pytest.mark.parametrize("label", NAMES)
def test_who_may_delete_what(home, cast, as_user, client, label):
    row = world(home)[label.partition(".")[2]]
    url = address(row)
    assert as_user(cast.consultant).get(url).status_code == 200
    assert as_user(cast.admin).get(url).status_code == 200
    for method in ("get", "post"):
        assert getattr(as_user(cast.board), method)(url).status_code == 403
        assert getattr(as_user(cast.stranger), method)(url).status_code == 404
        assert getattr(client, method)(url).status_code == 302
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "label", ["accounts.user", "areas.municipality", "efforts.membership", "x", "%00", "<b>", "a" * 10_000]
)
@pytest.mark.parametrize("pk", ["1", "9" * 20])
def test_nothing_else_is_deleted_here(admin_user, as_user, label, pk):
    assert as_user(admin_user).get(f"/slet/{label}/{pk}/").status_code == 404


def test_who_may_put_back(area, cast, as_user, client):
    kept = delete(area, user=cast.consultant)
    url = reverse("desk:put-back", args=[kept.pk])
    assert as_user(cast.board).post(url).status_code == 403
    assert as_user(cast.stranger).post(url).status_code == 404
    assert client.post(url).status_code == 302 and not HousingArea.objects.exists()
    assert as_user(cast.consultant).get(url).status_code == 405
    for person in (cast.board, cast.stranger):
        assert "Ørbækparken" not in as_user(person).get(reverse("desk:trash")).content.decode()
    assert as_user(cast.consultant).post(url).status_code == 302 and HousingArea.objects.exists()
    again = as_user(cast.consultant).post(url, follow=True)
    assert again.status_code == 200 and HousingArea.objects.count() == 1


def test_what_is_in_the_way_is_said(area, home, consultant, as_user):
    kept = delete(area, user=consultant)
    factories.area("Ørbækparken", municipality=home)
    page = as_user(consultant).post(reverse("desk:put-back", args=[kept.pk]), follow=True)
    assert "message--error" in page.content.decode() and HousingArea.objects.count() == 1


NASTY = ["%00", "\x00", "9" * 20, "x" * 10_000, "<script>alert(1)</script>", "=1+1", "\u202eabc", "A\u030a"]


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("name", ["reason", "version", "token", "form_of"])
def test_nasty_words_are_no_error(home, consultant, as_user, nasty, name):
    border = factories.border(factories.area(municipality=home))
    client = as_user(consultant)
    answer = send(client, address(border), **{"reason": "Fordi", name: nasty})
    assert answer.status_code in (200, 302)
    assert AreaBorder.objects.exists() == (answer.status_code == 200)
    if answer.status_code == 302 and name == "reason":
        page = client.get(reverse("desk:trash")).content.decode()
        assert escape(nasty.strip()) in page or nasty not in page


def test_ten_deletions_cost_as_many_queries_as_one(home, consultant, as_user, count_queries):
    client, url = as_user(consultant), reverse("desk:trash")
    delete(factories.area(municipality=home), user=consultant)
    client.get(url)
    one = count_queries(lambda: client.get(url))
    for _number in range(9):
        delete(factories.institution(municipality=home), user=consultant)
    assert count_queries(lambda: client.get(url)) == one
