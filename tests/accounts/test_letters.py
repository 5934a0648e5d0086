"""Invitations and new passwords: by mail, once, for a while, and without telling who has an address here."""

import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse

from boligsocial.accounts import letters
from boligsocial.accounts.actions import invite
from boligsocial.accounts.letters import TOKENS, send_invitation
from boligsocial.accounts.models import Letter, LetterKind, User
from tests import factories

pytestmark = pytest.mark.django_db

NEW = "tre kloge heste i regn"


@pytest.fixture
def karla():
    return factories.user("Karla", email="karla@example.org")


@pytest.fixture
def invited(admin_user):
    person = invite(email="Ny@Example.org", name="Ny Kollega", by=admin_user)
    assert send_invitation(person, admin_user, RequestFactory().get("/"))
    return person


def delivered() -> list:
    """What has been sent, when the threads that send are done."""
    for thread in threading.enumerate():
        if thread.name == "letter":
            thread.join()
    return mail.outbox


def ask(email: str, **headers) -> Client:
    client = Client()
    answer = client.post(reverse("accounts:ask-for-password"), {"email": email}, **headers)
    assert answer.status_code == 302 and answer["Location"] == reverse("accounts:reset-sent")
    return client


def link(letter) -> str:
    return re.search(r"http://testserver(/\S+/\S+/\S+/)", letter.body).group(1)


def without_tokens(page: str) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"|nonce="[^"]+"', "", page)


def choose(url: str, password: str = NEW, again: str | None = None):
    """Follow the link, and choose a password if it works."""
    client = Client()
    page = client.get(url, follow=True)
    if not page.context["validlink"]:
        return None
    target = page.redirect_chain[-1][0]
    return client.post(target, {"new_password1": password, "new_password2": again or password})


def old_tokens(monkeypatch, age: timedelta) -> None:
    """Links that are made from now on are this old."""
    for tokens in TOKENS.values():
        now = tokens._now
        monkeypatch.setattr(tokens, "_now", lambda now=now: now() - age)


def test_a_new_password_by_mail(karla):
    ask("KARLA@example.org")
    (letter,) = delivered()
    assert letter.to == ["karla@example.org"]
    answer = choose(link(letter))
    assert answer.status_code == 302 and answer.client.session["_auth_user_id"] == str(karla.pk)
    karla.refresh_from_db()
    assert karla.check_password(NEW)


def test_a_link_works_once(karla):
    ask(karla.email)
    url = link(delivered()[0])
    assert choose(url).status_code == 302
    assert choose(url) is None


def test_a_link_of_before_another_sign_in_or_password_is_dead(karla):
    ask(karla.email)
    karla.set_password("noget andet")
    karla.save()
    assert choose(link(delivered()[0])) is None


@pytest.mark.parametrize(("age", "works"), [(timedelta(minutes=110), True), (timedelta(minutes=130), False)])
def test_a_link_for_a_new_password_holds_two_hours(karla, monkeypatch, age, works):
    with monkeypatch.context() as patch:
        old_tokens(patch, age)
        ask(karla.email)
    assert (choose(link(delivered()[0])) is not None) is works


@pytest.mark.parametrize(("age", "works"), [(timedelta(hours=71), True), (timedelta(hours=73), False)])
def test_an_invitation_holds_three_days(admin_user, monkeypatch, age, works):
    person = invite(email="ny@example.org", name="", by=admin_user)
    with monkeypatch.context() as patch:
        old_tokens(patch, age)
        send_invitation(person, admin_user, RequestFactory().get("/"))
    assert (choose(link(mail.outbox[0])) is not None) is works


def test_an_invitation_leads_in(invited, admin_user):
    assert not invited.has_usable_password() and not invited.is_staff and not invited.is_superuser
    (letter,) = mail.outbox
    assert letter.to == ["ny@example.org"] and "Ny Kollega" in letter.body and admin_user.name in letter.body
    answer = choose(link(letter))
    assert answer["Location"] == reverse("dashboards:overview")
    assert answer.client.get(reverse("accounts:account")).status_code == 200
    assert choose(link(letter)) is None


def test_links_of_one_kind_are_not_of_the_other(invited, karla):
    ask(karla.email)
    first, second = (link(letter) for letter in delivered())
    assert choose(first.replace("/invitation/", "/adgangskode/ny/")) is None
    assert choose(second.replace("/adgangskode/ny/", "/invitation/")) is None


@pytest.mark.parametrize("email", ["ingen@example.org", "lukket@example.org", "ny@example.org"])
def test_who_has_no_password_here_gets_nothing_and_the_answer_is_the_same(invited, email):
    factories.user(email="lukket@example.org", is_active=False)
    mail.outbox.clear()
    ask(email)
    assert delivered() == []
    known = factories.user(email="kendt@example.org")
    pages = [ask(address).get(reverse("accounts:reset-sent")).content.decode() for address in (email, known.email)]
    assert without_tokens(pages[0]) == without_tokens(pages[1])


def test_a_closed_person_gets_nowhere_with_an_old_link(invited):
    User.objects.filter(pk=invited.pk).update(is_active=False)
    assert choose(link(mail.outbox[0])) is None


def test_one_address_is_not_flooded(karla):
    for _ in range(5):
        ask(karla.email)
    assert len(delivered()) == letters.MOST_FOR_A_PERSON
    Letter.objects.update(sent_at=Letter.objects.first().sent_at - timedelta(hours=2))
    ask(karla.email)
    assert len(delivered()) == letters.MOST_FOR_A_PERSON + 1


def test_one_computer_does_not_ask_for_everybody():
    people = [factories.user() for _ in range(letters.MOST_BY_A_COMPUTER + 2)]
    for person in people:
        ask(person.email)
    assert len(delivered()) == letters.MOST_BY_A_COMPUTER
    ask(people[-1].email, REMOTE_ADDR="10.0.0.9")
    assert len(delivered()) == letters.MOST_BY_A_COMPUTER + 1


@pytest.mark.parametrize(("language", "word"), [("en", "Somebody, most likely you"), ("", "Boligsocial")])
def test_a_mail_is_in_the_language_of_who_gets_it(karla, language, word):
    karla.language = language
    karla.save()
    ask(karla.email)
    (letter,) = delivered()
    assert word in letter.body
    assert ("Somebody" in letter.body) is (language == "en")
    assert "\n" not in letter.subject and "&#" not in letter.body


def test_a_name_makes_no_html_and_no_header(admin_user):
    person = invite(email="ny@example.org", name="<b>O'Neil</b> & Co", by=admin_user)
    send_invitation(person, admin_user, RequestFactory().get("/"))
    assert "<b>O'Neil</b> & Co" in mail.outbox[0].body
    assert mail.outbox[0].content_subtype == "plain"


@pytest.mark.parametrize(
    "posted", [{}, {"email": "x" * 10_000}, {"email": "a\x00@b.dk"}, {"email": "a@b.dk\nBcc: c@d.dk"}]
)
def test_what_is_no_address_is_said_at_the_field(client, posted):
    answer = client.post(reverse("accounts:ask-for-password"), posted)
    assert answer.status_code == 200 and answer.context["form"].errors["email"]
    assert delivered() == []


@pytest.mark.parametrize("name", ["accounts:reset", "accounts:invitation"])
@pytest.mark.parametrize(
    "parts", [("x", "x"), ("MQ", "set-password"), ("\u202e", "%00"), ("9" * 300, "1-" + "a" * 5000)]
)
def test_made_up_links_are_dead(client, name, parts):
    page = client.get(reverse(name, args=parts))
    assert page.status_code == 200 and not page.context["validlink"]


@pytest.mark.parametrize("password", ["", "kort", "hemmelig", "123456789012345", "karla@example.org", "password1234"])
def test_weak_passwords_are_refused(karla, password):
    ask(karla.email)
    answer = choose(link(delivered()[0]), password)
    assert answer.status_code == 200 and answer.context["form"].errors["new_password1"]
    karla.refresh_from_db()
    assert karla.check_password("hemmelig")


def test_when_the_mail_server_is_away_nobody_sees_an_error(karla, admin_user, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    ask(karla.email)
    delivered()
    person = invite(email="ny@example.org", name="", by=admin_user)
    assert send_invitation(person, admin_user, RequestFactory().get("/")) is False
    assert not Letter.objects.filter(kind=LetterKind.INVITATION).exists()
    assert "could not be sent" in caplog.text
