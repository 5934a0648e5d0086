"""Signing in and out, the language, and the doors of a demonstration, which exist nowhere else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from boligsocial.accounts.models import User
from boligsocial.demo.views import WHO, Enter
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_address_is_one_however_it_is_typed(client):
    factories.user(email="Karla@Example.org")
    response = client.post(reverse("accounts:sign-in"), {"username": "KARLA@example.ORG ", "password": "hemmelig"})
    assert response.status_code == 302
    assert client.session["_auth_user_id"]


def test_two_people_cannot_share_an_address():
    factories.user(email="karla@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.user(email="KARLA@example.org")
    with transaction.atomic(), pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="Karla@example.org")])


@pytest.mark.parametrize(
    "posted", [{}, {"username": "x" * 5000, "password": "x"}, {"username": "a\x00@b.dk", "password": "\x00"}]
)
def test_what_does_not_fit_is_said_at_the_form(client, posted):
    assert client.post(reverse("accounts:sign-in"), posted).status_code == 200


def test_signing_in_leads_on_but_not_out_of_the_house(client):
    factories.user(email="karla@example.org")
    for target, expected in (("/indsatser/?date=2026-01-01", "/indsatser/?date=2026-01-01"), ("https://evil.dk/", "/")):
        posted = {"username": "karla@example.org", "password": "hemmelig", "next": target}
        assert client.post(reverse("accounts:sign-in"), posted)["Location"] == expected
        client.post(reverse("accounts:sign-out"))


def test_the_language_can_be_changed_before_signing_in(client):
    assert '<html lang="da">' in client.get(reverse("accounts:sign-in")).content.decode()
    response = client.post(reverse("set_language"), {"language": "en", "next": reverse("accounts:sign-in")})
    assert response["Location"] == reverse("accounts:sign-in")
    assert '<html lang="en">' in client.get(reverse("accounts:sign-in")).content.decode()


def test_outside_a_demonstration_the_doors_are_closed(client, settings):
    settings.DEMO = False
    factories.user(email="admin@demo.invalid", is_superuser=True)
    page = client.get(reverse("accounts:sign-in")).content.decode()
    assert "/demo/" not in page
    for who in WHO:
        request = RequestFactory().post(f"/demo/ind/{who}/")
        request.user = AnonymousUser()
        with pytest.raises(Http404):
            Enter.as_view()(request, who=who)


@pytest.mark.parametrize("browser", ["en-GB,en;q=0.9", "de", "x" * 3000])
def test_the_page_is_danish_whatever_the_browser_prefers(client, browser):
    response = client.get(reverse("accounts:sign-in"), headers={"Accept-Language": browser})
    assert '<html lang="da">' in response.content.decode()


def test_an_unknown_language_is_the_sites(client):
    client.cookies["django_language"] = "xx"
    assert '<html lang="da">' in client.get(reverse("accounts:sign-in")).content.decode()
