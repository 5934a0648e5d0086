"""One's own account: the name, the language, the password, the roles."""

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from boligsocial import settings as shipped
from efforts.choices import Role
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = "accounts:account"


def test_the_name_and_language_are_ones_own(consultant, as_user):
    answer = as_user(consultant).post(reverse(PAGE), {"name": " Karla \n Ny ", "language": "en", "is_superuser": "on"})
    assert answer.status_code == 302
    consultant.refresh_from_db()
    assert (consultant.name, consultant.language, consultant.is_superuser) == ("Karla Ny", "en", False)


@pytest.mark.parametrize("posted", [{"name": "x" * 10_000}, {"name": "a\x00"}, {"name": "a", "language": "xx"}])
def test_what_does_not_fit_is_said_at_the_field(consultant, as_user, posted):
    answer = as_user(consultant).post(reverse(PAGE), posted)
    assert answer.status_code == 200 and answer.context["form"].errors
    consultant.refresh_from_db()
    assert consultant.name == "Karla Konsulent"


def test_the_page_says_which_roles_one_has(consultant, home, as_user):
    factories.member(consultant, factories.organisation("Boligforeningen Syd"), Role.READER)
    text = as_user(consultant).get(reverse(PAGE)).content.decode()
    assert "Hjemkøbing" in text and "Boligforeningen Syd" in text


def test_many_roles_cost_no_more_queries(as_user, count_queries):
    person = factories.user()
    client, counts = as_user(person), []
    for _ in range(2):
        factories.member(person, factories.municipality())
        factories.member(person, factories.effort())
        counts.append(count_queries(lambda: client.get(reverse(PAGE))))
    assert counts[0] == counts[1]


def test_the_language_chosen_in_the_header_is_that_of_mails(consultant, as_user):
    as_user(consultant).post(reverse("set_language"), {"language": "en", "next": "/"})
    consultant.refresh_from_db()
    assert consultant.language == "en"
    as_user(consultant).post(reverse("set_language"), {"language": "xx" * 100, "next": "/"})
    consultant.refresh_from_db()
    assert consultant.language == "en"


def test_another_password_needs_the_old_one(consultant, as_user):
    posted = {"old_password": "forkert", "new_password1": "en lang sætning her", "new_password2": "en lang sætning her"}
    answer = as_user(consultant).post(reverse("accounts:change-password"), posted)
    assert answer.status_code == 200 and answer.context["form"].errors["old_password"]


def test_passwords_are_argon2(settings):
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS
    assert make_password("hemmelig").startswith("argon2$argon2id$")
