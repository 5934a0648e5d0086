"""Half-finished forms survive: while one types, when the session ends, when somebody else signs in."""

import pytest
from django.core import signing
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from areas.models import HousingArea
from boligsocial.records import keep
from boligsocial.records.models import Draft
from tests import factories
from tests.page_forms import main_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(home):
    return factories.area("Ørbækparken", municipality=home, homes=100)


@pytest.fixture
def url(area):
    return reverse("desk:area-edit", args=[area.pk])


def opened(client, url, **typed) -> dict:
    """What the browser would send from the page, with something typed."""
    return main_form(client.get(url)).data() | {name: [value] for name, value in typed.items()}


def sign_in(client, person, to):
    """By the form, as people do: what waits in the session stays there."""
    data = {"username": person.email, "password": "hemmelig", "next": to.partition("next=")[2]}
    from urllib.parse import unquote

    data["next"] = unquote(data["next"])
    return client.post(reverse("accounts:sign-in"), data)


def value_in(page, name):
    return main_form(page).data()[name]


def test_what_is_typed_is_kept_and_taken_up_again(consultant, as_user, url, area):
    client = as_user(consultant)
    data = opened(client, url, name="Ørbæk Nord", homes="ikke et tal")
    assert client.post(reverse("desk:keep"), data).status_code == 204
    assert "draft=1" in client.get(url).content.decode()
    page = client.get(url, {"draft": 1})
    assert value_in(page, "name") == ["Ørbæk Nord"] and value_in(page, "homes") == ["ikke et tal"]
    assert HousingArea.objects.get(pk=area.pk).name == "Ørbækparken"
    draft = Draft.objects.get()
    assert draft.title and "csrf" not in draft.fields and "form_of" not in draft.fields
    listed = client.get(reverse("desk:drafts")).content.decode()
    assert draft.title in listed and f"{url}?draft=1" in listed


def test_a_saved_form_is_not_half_finished(consultant, as_user, url):
    client = as_user(consultant)
    data = opened(client, url, name="Ørbæk Nord")
    client.post(reverse("desk:keep"), data)
    assert client.post(url, data).status_code == 302
    assert not Draft.objects.exists()
    # A late answer of the page that is gone by now.
    assert client.post(reverse("desk:keep"), data).status_code == 204
    assert not Draft.objects.exists()


def test_a_form_sent_after_the_session_ended_waits_for_its_sender(consultant, as_user, url, area):
    client = as_user(consultant)
    data = opened(client, url, name="Ørbæk Nord", password="hemmeligt")
    client.logout()
    away = client.post(url, data)
    assert away.status_code == 302 and away.url.startswith(reverse("accounts:sign-in"))
    assert HousingArea.objects.get(pk=area.pk).name == "Ørbækparken" and not Draft.objects.exists()
    back = sign_in(client, consultant, away.url)
    assert back.url == f"{url}?draft=1"
    page = client.get(back.url)
    assert value_in(page, "name") == ["Ørbæk Nord"]
    assert "password" not in Draft.objects.get().fields
    assert client.post(url, main_form(page).data()).status_code == 302
    assert HousingArea.objects.get(pk=area.pk).name == "Ørbæk Nord" and not Draft.objects.exists()


def test_what_was_kept_while_typing_waits_too(consultant, as_user, url):
    client = as_user(consultant)
    data = opened(client, url, name="Ørbæk Nord")
    client.logout()
    assert client.post(reverse("desk:keep"), data).status_code == 302
    sign_in(client, consultant, "next=/")
    assert value_in(client.get(url, {"draft": 1}), "name") == ["Ørbæk Nord"]


def test_somebody_else_on_the_same_computer_gets_nothing(consultant, stranger, board, as_user, url):
    for other in (stranger, board):
        client = as_user(consultant)
        data = opened(client, url, name="Ørbæk Nord")
        client.logout()
        away = client.post(url, data)
        back = sign_in(client, other, away.url)
        assert client.get(back.url).status_code in (403, 404)
        assert not Draft.objects.exists() and "parked" not in client.session
        client.logout()
        sign_in(client, consultant, "next=/")
        client.get("/")
        assert not Draft.objects.exists()


def test_a_newer_draft_from_another_computer_is_not_overwritten(consultant, as_user, url):
    old, new = as_user(consultant), as_user(consultant)
    data = opened(old, url, name="Gammelt")
    old.logout()
    old.post(url, data)
    new.post(reverse("desk:keep"), opened(new, url, name="Nyt"))
    sign_in(old, consultant, "next=/")
    old.get("/")
    assert QueryDict(Draft.objects.get().fields)["name"] == "Nyt"


FORGED = ["", "x", "%00", "1:2:3", "9" * 20, "=1+1", "\u202e", "x" * 10_000]


@pytest.mark.parametrize("forged", FORGED)
def test_a_form_that_is_not_ours_is_not_kept(consultant, as_user, client, url, forged):
    signed_in = as_user(consultant)
    data = opened(signed_in, url, form_of=forged, name="Ørbæk Nord")
    assert signed_in.post(reverse("desk:keep"), data).status_code == 400
    assert client.post(url, data).status_code == 302
    assert "parked" not in client.session and not Draft.objects.exists()


def test_a_form_of_somebody_else_is_not_kept(consultant, board, as_user, url):
    data = opened(as_user(consultant), url)
    assert as_user(board).post(reverse("desk:keep"), data).status_code == 400
    other = signing.dumps([board.pk, url, ""], salt="another purpose")
    assert as_user(board).post(reverse("desk:keep"), data | {"form_of": [other]}).status_code == 400
    assert not Draft.objects.exists()


def test_too_much_is_not_kept(consultant, as_user, url):
    client = as_user(consultant)
    data = opened(client, url, note="x" * (keep.LONGEST + 1))
    assert client.post(reverse("desk:keep"), data).status_code == 413
    client.logout()
    assert client.post(url, data).status_code == 302
    assert "parked" not in client.session


def test_a_form_older_than_the_last_sign_in_is_refused_and_kept(consultant, url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(consultant)
    data = opened(client, url, name="Ørbæk Nord")
    client.cookies["csrftoken"] = "a" * 32
    page = client.post(url, data)
    assert page.status_code == 403 and f"{url}?draft=1" in page.content.decode()
    assert value_in(client.get(url, {"draft": 1}), "name") == ["Ørbæk Nord"]


def test_somebody_elses_page_cannot_make_drafts(consultant, url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(consultant)
    assert client.post(url, {"name": "Kapret", "form_of": "x"}).status_code == 403
    assert not Draft.objects.exists()


def test_drafts_are_only_ones_own(consultant, admin_user, as_user, url):
    client = as_user(consultant)
    client.post(reverse("desk:keep"), opened(client, url, name="Ørbæk Nord"))
    other = as_user(admin_user)
    assert "Ørbæk Nord" not in other.get(url, {"draft": 1}).content.decode()
    other.post(reverse("desk:forget"), {"path": url})
    assert Draft.objects.count() == 1
    assert client.post(reverse("desk:forget"), {"path": url, "next": "//evil.example/"}).url == "/"
    assert not Draft.objects.exists()


def test_ten_drafts_cost_as_many_queries_as_one(consultant, as_user, count_queries):
    client = as_user(consultant)
    Draft.objects.create(user=consultant, path="/1/", title="Første", fields="")
    client.get(reverse("desk:drafts"))
    one = count_queries(lambda: client.get(reverse("desk:drafts")))
    for number in range(2, 11):
        Draft.objects.create(user=consultant, path=f"/{number}/", fields="")
    assert count_queries(lambda: client.get(reverse("desk:drafts"))) == one
