"""A session ends by itself, at sign-out, when the password changes, and at once when the person is closed."""

import pytest
from django.urls import reverse

from boligsocial.accounts.sessions import SEEN, STARTED
from tests import factories

pytestmark = pytest.mark.django_db

HOUR = 3600


def is_in(client) -> bool:
    return client.get(reverse("accounts:account")).status_code == 200


def age(client, **hours) -> None:
    session = client.session
    for name, number in hours.items():
        session[{"started": STARTED, "seen": SEEN}[name]] -= int(number * HOUR)
    session.save()


@pytest.fixture
def karla():
    return factories.user("Karla", email="karla@example.org")


@pytest.fixture
def browser(karla, as_user):
    client = as_user(karla)
    assert is_in(client)
    return client


def test_two_hours_without_use_end_it_and_the_page_says_so(browser):
    age(browser, seen=2.1)
    away = browser.get(reverse("accounts:account"), follow=True)
    assert away.redirect_chain[-1][0] == f"{reverse('accounts:sign-in')}?next={reverse('accounts:account')}"
    assert "message--info" in away.content.decode()
    assert not is_in(browser)


def test_use_keeps_it_alive_but_not_beyond_twelve_hours(browser):
    for _ in range(6):
        age(browser, seen=1.9, started=1.9)
        assert is_in(browser)
    age(browser, started=0.7)
    assert not is_in(browser)


def test_the_idle_time_is_a_setting(browser, settings):
    settings.SESSION_IDLE = 60
    age(browser, seen=0.02)
    assert not is_in(browser)


def test_a_used_session_is_seldom_written(browser, count_queries):
    before = browser.session[SEEN]
    assert is_in(browser) and browser.session[SEEN] == before
    age(browser, seen=0.2)
    assert is_in(browser) and browser.session[SEEN] >= before


def test_a_real_sign_in_starts_the_clock(client, karla):
    client.post(reverse("accounts:sign-in"), {"username": karla.email, "password": "hemmelig"})
    assert {STARTED, SEEN} <= set(client.session.keys())


def test_signing_out_ends_it_on_the_server(browser):
    cookie = browser.cookies["sessionid"].value
    browser.post(reverse("accounts:sign-out"))
    browser.cookies["sessionid"] = cookie
    assert not is_in(browser)


def test_signing_out_needs_a_form(browser):
    assert browser.get(reverse("accounts:sign-out")).status_code == 405
    assert is_in(browser)


def test_another_password_ends_all_other_sessions(browser, karla, as_user):
    elsewhere = as_user(karla)
    new = "en helt anden sætning"
    posted = {"old_password": "hemmelig", "new_password1": new, "new_password2": new}
    assert browser.post(reverse("accounts:change-password"), posted).status_code == 302
    assert is_in(browser)
    assert not is_in(elsewhere)


def test_closing_a_person_ends_their_sessions_at_once(browser, karla):
    karla.is_active = False
    karla.save()
    assert not is_in(browser)


def test_scripts_and_other_sites_do_not_get_the_cookies(client, karla):
    answer = client.post(reverse("accounts:sign-in"), {"username": karla.email, "password": "hemmelig"})
    for name in ("sessionid", "csrftoken"):
        assert answer.cookies[name]["httponly"] and answer.cookies[name]["samesite"] == "Lax"
