"""The pages of roles: giving, changing and taking them, closing people, and what each of them sees."""

import pytest
from django.core import mail
from django.urls import reverse

from boligsocial.accounts.models import Letter, User
from boligsocial.accounts.throttle import locks
from efforts.choices import Role
from efforts.models import Membership
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(as_user, admin_user):
    return as_user(admin_user)


def give(client, **fields):
    posted = {"email": "ny@example.org", "name": "Ny Kollega", "role": "reader", "reason": "", **fields}
    return client.post(reverse("desk:role-new"), posted)


def act(client, name: str, person):
    return client.post(reverse(f"desk:person-{name}", args=[person.pk]), follow=True)


def said(answer) -> list[str]:
    return [f"{message.level_tag}" for message in answer.context["messages"]]


# --- giving -----------------------------------------------------------------------------------------------------


def test_somebody_new_is_invited(admin, admin_user, home):
    answer = give(admin, municipality=home.pk, reason="Begynder 1. juni")
    person = User.objects.get(email="ny@example.org")
    assert answer["Location"] == reverse("desk:person", args=[person.pk])
    assert (person.name, person.is_staff, person.is_superuser) == ("Ny Kollega", False, False)
    assert not person.has_usable_password()
    role = person.memberships.get()
    assert (role.role, role.municipality) == (Role.READER, home)
    state = role.history.get()
    assert (state.history_user, state.history_change_reason) == (admin_user, "Begynder 1. juni")
    assert mail.outbox[0].to == ["ny@example.org"] and Letter.objects.get().sent_by == admin_user


def test_somebody_known_gets_a_role_and_no_mail_and_keeps_the_name(admin, consultant):
    organisation, effort = factories.organisation(), factories.effort()
    give(admin, email=consultant.email.upper(), organisation=organisation.pk, role="board")
    give(admin, email=consultant.email, effort=effort.pk, role="leader")
    assert {(str(m.place), m.role) for m in consultant.memberships.all()} >= {
        (organisation.name, "board"),
        (effort.name, "leader"),
    }
    consultant.refresh_from_db()
    assert consultant.name == "Karla Konsulent" and mail.outbox == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "municipality"),
        ({"municipality": "both"}, "municipality"),
        ({"municipality": "home", "role": "king"}, "role"),
        ({"municipality": "home", "role": ""}, "role"),
        ({"municipality": "home", "email": ""}, "email"),
        ({"municipality": "home", "email": "ny\x00@example.org"}, "email"),
        ({"municipality": "home", "email": "x" * 10_000 + "@example.org"}, "email"),
        ({"municipality": "home", "email": "ny@example.org\nBcc: b@example.org"}, "email"),
        ({"municipality": "home", "name": "y" * 10_000}, "name"),
        ({"municipality": "home", "reason": "z" * 501}, "reason"),
        ({"municipality": "9" * 20}, "municipality"),
        ({"municipality": "=1+1"}, "municipality"),
        ({"municipality": "\u202e%00"}, "municipality"),
        ({"municipality": "home", "email": "lukket@example.org"}, "email"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_half_done(admin, home, wrong, field):
    factories.user(email="lukket@example.org", is_active=False)
    before = User.objects.count()
    if wrong.get("municipality") == "both":
        wrong = {"municipality": home.pk, "organisation": factories.organisation().pk}
    wrong = {key: home.pk if value == "home" else value for key, value in wrong.items()}
    answer = give(admin, **wrong)
    assert answer.status_code == 200 and field in answer.context["form"].errors
    assert User.objects.count() == before and not Membership.objects.exists() and mail.outbox == []


def test_the_same_role_twice_is_refused_in_words(admin, consultant, home):
    answer = give(admin, email=consultant.email, municipality=home.pk, role="consultant")
    assert answer.status_code == 200 and answer.context["form"].errors
    assert consultant.memberships.count() == 1


def test_a_form_sent_twice_gives_one_role_and_one_mail(admin, home):
    token = admin.get(reverse("desk:role-new")).context["token"]
    for _ in range(2):
        assert give(admin, municipality=home.pk, token=token).status_code == 302
    assert Membership.objects.count() == 1 and len(mail.outbox) == 1


def test_the_form_begins_where_one_came_from(admin, consultant, home):
    page = admin.get(reverse("desk:role-new"), {"person": consultant.pk, "municipality": home.pk})
    assert page.context["form"]["email"].value() == consultant.email
    for junk in ("x", "9" * 30, "%00", "-1"):
        assert admin.get(reverse("desk:role-new"), {"person": junk, "effort": junk}).status_code == 200


def test_a_mail_server_that_is_away_loses_no_role(admin, home, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert give(admin, municipality=home.pk).status_code == 302
    person = Membership.objects.get().user
    page = admin.get(reverse("desk:person", args=[person.pk]))
    assert "error" in said(page)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    act(admin, "invite", person)
    assert mail.outbox[0].to == [person.email]


# --- changing and taking -----------------------------------------------------------------------------------------


def test_a_role_is_changed_and_the_history_knows(admin, consultant):
    role = consultant.memberships.get()
    posted = {"role": "board", "version": role.version, "reason": "Ny stilling"}
    assert admin.post(reverse("desk:role-edit", args=[role.pk]), posted).status_code == 302
    role.refresh_from_db()
    assert role.role == "board"
    assert role.history.first().history_change_reason == "Ny stilling"


def test_a_stale_change_is_refused(admin, consultant):
    role = consultant.memberships.get()
    version = role.version
    role.role = Role.LEADER
    role.save()
    answer = admin.post(reverse("desk:role-edit", args=[role.pk]), {"role": "board", "version": version})
    assert answer.status_code == 200 and answer.context["conflict"]
    role.refresh_from_db()
    assert role.role == Role.LEADER


def test_two_roles_do_not_become_the_same(admin, consultant, home):
    other = factories.member(consultant, home, Role.READER)
    answer = admin.post(reverse("desk:role-edit", args=[other.pk]), {"role": "consultant", "version": other.version})
    assert answer.status_code == 200 and answer.context["form"].errors
    other.refresh_from_db()
    assert other.role == Role.READER


def test_a_role_is_taken_and_shows_nothing_any_more(admin, admin_user, consultant, as_user, home):
    area = factories.area(municipality=home)
    role, browser = consultant.memberships.get(), as_user(consultant)
    assert browser.get(reverse("areas:detail", args=[area.pk])).status_code == 200
    admin.post(reverse("desk:role-take", args=[role.pk]), {"reason": "Holder op"})
    assert browser.get(reverse("areas:detail", args=[area.pk])).status_code == 404
    last = Membership.history.filter(id=role.pk).first()
    assert (last.history_type, last.history_change_reason, last.history_user) == ("-", "Holder op", admin_user)
    assert admin.post(reverse("desk:role-take", args=[role.pk]), {}).status_code == 404


# --- closing, administrators, locks ------------------------------------------------------------------------------


def test_closing_and_opening_again(admin, consultant, as_user):
    browser = as_user(consultant)
    assert said(act(admin, "close", consultant)) == ["success"]
    assert browser.get("/").status_code == 302
    assert consultant.memberships.count() == 1
    act(admin, "open", consultant)
    assert as_user(consultant).get("/").status_code == 200


def test_nobody_closes_themselves_or_the_last_administrator(admin, admin_user, as_user):
    for name in ("close", "no-admin"):
        assert said(act(admin, name, admin_user)) == ["error"]
    second = factories.user("Anden", is_superuser=True, is_staff=True)
    assert said(act(admin, "close", admin_user)) == ["error"]
    act(admin, "close", second)
    second.refresh_from_db()
    assert not second.is_active
    # A closed administrator lets nobody in: the other one is still the last.
    assert said(act(admin, "no-admin", admin_user)) == ["error"]
    admin_user.refresh_from_db()
    assert admin_user.is_superuser and admin_user.is_active


def test_the_admin_does_not_lose_the_last_administrator_either(admin, admin_user):
    url = reverse("admin:accounts_user_change", args=[admin_user.pk])
    posted = {"email": admin_user.email, "name": "Ane", "is_active": "on", "is_staff": "on"}
    rows = {f"memberships-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    assert admin.post(url, posted | rows).context["errors"]
    answer = admin.post(reverse("admin:accounts_user_delete", args=[admin_user.pk]), {"post": "yes"})
    assert answer.status_code == 200
    admin_user.refresh_from_db()
    assert admin_user.is_superuser
    assert admin.post(url, posted | rows | {"is_superuser": "on"}).status_code == 302


def test_making_and_unmaking_an_administrator(admin, consultant, as_user):
    act(admin, "admin", consultant)
    assert as_user(consultant).get(reverse("desk:people")).status_code == 200
    act(admin, "no-admin", consultant)
    consultant.refresh_from_db()
    assert not consultant.is_superuser and not consultant.is_staff
    assert as_user(consultant).get(reverse("desk:people")).status_code == 403


def test_a_lock_is_shown_and_opened(admin, client, consultant):
    for _ in range(5):
        client.post(reverse("accounts:sign-in"), {"username": consultant.email, "password": "forkert"})
    page = admin.get(reverse("desk:person", args=[consultant.pk]))
    assert "127.0.0.1" in page.content.decode()
    act(admin, "unlock", consultant)
    assert locks(consultant.email) == []


def test_an_invitation_is_not_sent_to_who_has_a_password(admin, consultant):
    act(admin, "invite", consultant)
    assert mail.outbox == [] and not Letter.objects.exists()


# --- the overview ------------------------------------------------------------------------------------------------


def test_people_and_places_are_listed_and_found(admin, consultant, leader, stranger, home):
    consultant.name = "Øjvind Ærø"
    consultant.save()
    page = admin.get(reverse("desk:people"))
    assert {person.pk for person, _roles in page.context["rows"]} >= {consultant.pk, leader.pk, stranger.pk}
    for query in ({"q": "ØJVIND"}, {"q": "øjvind hjemk"}, {"q": consultant.email}, {"role": "consultant", "q": "ærø"}):
        rows = admin.get(reverse("desk:people"), query).context["rows"]
        assert [person.pk for person, _roles in rows] == [consultant.pk], query
    rows = admin.get(reverse("desk:people"), {"municipality": home.code}).context["rows"]
    assert {person.pk for person, _roles in rows} == {consultant.pk, leader.pk}
    places = admin.get(reverse("desk:places"), {"q": "hjemkøbing"}).context["places"]
    assert [(str(one.place), [role.user for role in one.roles]) for one in places] == [("Hjemkøbing", [consultant])]


@pytest.mark.parametrize(
    ("standing", "found"),
    [("invited", "ny"), ("closed", "lukket"), ("admin", "admin"), ("none", "uden"), ("active", "karla")],
)
def test_how_people_stand_is_a_filter(admin, admin_user, consultant, standing, found):
    new, closed = factories.user(email="ny@example.org"), factories.user(email="lukket@example.org", is_active=False)
    new.set_unusable_password()
    new.save()
    everybody = {"ny": new, "lukket": closed, "admin": admin_user, "karla": consultant}
    everybody["uden"] = factories.user(email="uden@example.org")
    rows = admin.get(reverse("desk:people"), {"standing": standing}).context["rows"]
    assert everybody[found] in [person for person, _roles in rows]
    assert len(rows) < len(everybody)


@pytest.mark.parametrize("name", ["desk:people", "desk:places"])
@pytest.mark.parametrize("junk", ["q=%00", "q=" + "x" * 10_000, "role=king", "page=-1", "sort=x", "standing=%3Cb%3E"])
def test_junk_in_the_filters_is_no_error(admin, consultant, name, junk):
    assert admin.get(f"{reverse(name)}?{junk}").status_code == 200


@pytest.mark.parametrize("name", ["desk:people", "desk:places"])
def test_ten_people_cost_what_one_does(admin, home, count_queries, name):
    counts = []
    for number in (1, 9):
        for _ in range(number):
            person = factories.user()
            for place in (home, factories.organisation(), factories.effort()):
                factories.member(person, place)
        admin.get(reverse(name))
        counts.append(count_queries(lambda: admin.get(reverse(name))))
    assert counts[0] == counts[1]


def test_a_persons_page_counts_what_they_see(admin, consultant, board, home, elsewhere):
    for town, number in ((home, 2), (elsewhere, 3)):
        for _ in range(number):
            factories.area(municipality=town)
    factories.effort(municipalities=(home,))
    for person, changed in ((consultant, (2, 1)), (board, (0, 0))):
        sight = admin.get(reverse("desk:person", args=[person.pk])).context["sight"]
        assert (sight[0].seen, sight[0].changed) == (2, changed[0])
        assert (sight[3].seen, sight[3].changed) == (1, changed[1])


def test_a_persons_page_costs_the_same_with_many_roles(admin, consultant, count_queries):
    url, counts = reverse("desk:person", args=[consultant.pk]), []
    for _ in range(2):
        for place in (factories.municipality(), factories.organisation(), factories.effort()):
            factories.member(consultant, place)
        admin.get(url)
        counts.append(count_queries(lambda: admin.get(url)))
    assert counts[0] == counts[1]


def test_names_do_no_harm(admin, home):
    person = factories.user('<script>alert(1)</script>"\u202e', email="farlig@example.org")
    factories.member(person, home)
    for url in (reverse("desk:people"), reverse("desk:places"), reverse("desk:person", args=[person.pk])):
        assert "<script>alert" not in admin.get(url).content.decode()


def test_the_way_there_is_shown_to_administrators_only(admin, consultant, as_user):
    assert reverse("desk:people") in admin.get("/").content.decode()
    assert reverse("desk:people") not in as_user(consultant).get("/").content.decode()
