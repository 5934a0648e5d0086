"""Moving, ending, making and changing single posts and workplaces on their pages, from the week board on."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import RequestFactory
from django.urls import reverse

from efforts.choices import Role
from staffing.board import Board
from staffing.choices import Mode
from staffing.derive import modes_of_efforts
from staffing.filters import BoardFilterSet
from staffing.models import Placement, Post, Workplace
from tests import factories
from tests.nasty import NASTY
from tests.page_forms import main_form

TODAY = date(2026, 9, 7)
LATER = date(2026, 10, 1)


@pytest.fixture
def team(home):
    """Anna: Monday and Tuesday in Nordparken, Wednesday at the town hall. Bo: Monday in Nordparken."""
    north, south = (
        factories.area(name, municipality=home, residents=count, residents_on=date(2026, 1, 1))
        for name, count in (("Nordparken", 2000), ("Sydparken", 500))
    )
    effort = factories.effort("Plan", municipalities=(home,), reaches=(north, south))
    effort.north, effort.south = north, south
    effort.house, effort.hall = (
        factories.workplace(north, name="Beboerhuset"),
        factories.workplace(home, name="Rådhuset"),
    )
    effort.anna = factories.post(effort, title="Medarbejder", display_name="Anna")
    effort.bo = factories.post(effort, title="Medarbejder", display_name="Bo")
    effort.seats = [factories.placement(effort.anna, effort.house, day) for day in (1, 2)]
    effort.seats.append(factories.placement(effort.anna, effort.hall, 3))
    factories.placement(effort.bo, effort.house, 1)
    return effort


def move_url(post, **query) -> str:
    query = {"date": TODAY.isoformat(), **query}
    return f"{reverse('desk:post-move', args=[post.pk])}?{urlencode(query, doseq=True)}"


@pytest.fixture
def mover(consultant, as_user, team):
    """`mover(from=…, to=…, day=…)`: the form of Anna's move as the board opens it, in the consultant's browser."""
    return lambda **query: Mover(as_user(consultant), move_url(team.anna, **query))


class Mover:
    """A browser without JavaScript."""

    def __init__(self, client, url: str):
        self.client, self.url = client, url
        self.response = client.get(url)
        assert self.response.status_code == 200
        self.data = main_form(self.response).data()

    def send(self, **changes):
        self.data |= changes
        self.response = self.client.post(self.url, self.data)
        if self.response.status_code == 200:
            self.data = main_form(self.response).data()
        return self.response

    @property
    def effect(self):
        return self.response.context["effect"]

    @property
    def errors(self) -> str:
        return " ".join(self.response.context["form"].non_field_errors())


def board_rows(person, on: date) -> dict[str, tuple[int, float | None]]:
    """Days and rate by place, as the person's board shows them."""
    request = RequestFactory().get("/bemanding/", {"date": on.isoformat()})
    request.user = person
    posts = Post.objects.visible_to(person).for_board(on)
    board = Board(BoardFilterSet(request.GET, queryset=posts, request=request))
    rows = board.places([row[:2] for row in board.keys("place")])
    return {(row.area or row.workplace).name: (row.staff_days, row.per_thousand) for row in rows}


def week_of(post: Post, day: date) -> dict[int | None, str]:
    return {row.weekday: row.workplace.name for row in post.placements.select_related("workplace") if row.holds_on(day)}


# --- moving ---


def test_a_drop_opens_the_form_filled_in_and_says_what_it_does(team, mover):
    page = mover(**{"from": team.seats[0].pk, "to": f"area-{team.south.pk}", "day": 4})
    assert page.data["moved"] == [str(team.seats[0].pk)] and page.data["weekdays"] == ["4"]
    assert page.data["to"] == [f"area-{team.south.pk}"] and page.data["from_day"] == [TODAY.isoformat()]
    north, south = page.effect.places
    assert (north.name, north.before, north.after) == ("Nordparken", 3, 2)
    assert (south.name, south.before, south.after, south.rate_after) == ("Sydparken", 0, 1, 2.0)
    assert page.effect.post_before.mode == page.effect.post_after.mode == Mode.MIX
    assert page.effect.team_after.by_mode["local"] == ["Medarbejder (Bo)"]
    assert not Workplace.objects.filter(area=team.south).exists(), "nothing is saved"
    assert page.send().status_code == 302
    assert week_of(team.anna, TODAY) == {2: "Beboerhuset", 3: "Rådhuset", 4: "Sydparken"}


@pytest.mark.parametrize(
    ("to", "weekdays"), [("hall", ["1"]), ("hall", ["4", "5"]), ("south", ["1"]), ("nowhere", []), ("house", ["6"])]
)
def test_what_is_shown_is_what_the_board_shows_afterwards(team, mover, consultant, to, weekdays):
    keys = {"hall": team.hall.pk, "house": team.house.pk, "south": f"area-{team.south.pk}"}
    page = mover(**{"from": [seat.pk for seat in team.seats[:2]]})
    page.send(preview="1", to=keys.get(to, to), weekdays=weekdays, from_day=LATER.isoformat())
    effect, before = page.effect, board_rows(consultant, LATER)
    for place in effect.places:
        assert (place.before, place.rate_before) == before.get(place.name, (0, None)) or place.before == 0
    assert page.send().status_code == 302
    after = board_rows(consultant, LATER)
    for place in effect.places:
        days, rate = after.get(place.name, (0, None))
        assert place.after == days and (not place.is_area or place.rate_after == rate)
    team_now = modes_of_efforts([team.pk], LATER)[team.pk]
    assert effect.team_after.team.mode == team_now.mode
    assert (effect.team_after.team.local_days, effect.team_after.team.central_days) == (
        team_now.local_days,
        team_now.central_days,
    )


def test_nothing_is_saved_before_one_has_seen_what_it_does(team, mover):
    page = mover(**{"from": team.seats[0].pk})
    page.send(to=str(team.hall.pk))
    assert page.response.status_code == 200 and page.effect is not None and page.errors
    assert week_of(team.anna, TODAY)[1] == "Beboerhuset"
    assert page.send().status_code == 302
    assert week_of(team.anna, TODAY)[1] == "Rådhuset"


def test_a_move_that_others_were_quicker_with_is_shown_anew(team, mover):
    mine = mover(**{"from": team.seats[0].pk, "to": team.hall.pk})
    theirs = mover(**{"from": team.seats[1].pk, "to": team.hall.pk})
    assert theirs.send().status_code == 302
    mine.send()
    assert mine.response.status_code == 200 and "Medarbejder (Anna)" in mine.errors
    assert mine.effect.places[0].before == 2, "with what the others saved"
    assert mine.send().status_code == 302
    assert week_of(team.anna, TODAY) == {1: "Rådhuset", 2: "Rådhuset", 3: "Rådhuset"}


def test_the_same_place_moved_twice_is_refused(team, mover):
    mine, theirs = (
        mover(**{"from": team.seats[0].pk, "to": place}) for place in (team.hall.pk, f"area-{team.south.pk}")
    )
    assert theirs.send().status_code == 302
    mine.send()
    assert mine.response.status_code == 200 and mine.errors
    assert week_of(team.anna, TODAY)[1] == "Sydparken"


def test_an_overlap_names_both_before_and_at_the_save(team, mover):
    page = mover(**{"from": team.seats[0].pk, "to": team.hall.pk, "day": 2})
    [refused] = page.response.context["refused"]
    for word in ("Anna", "Beboerhuset", "Rådhuset", "irsdag" if "irsdag" in refused else "Tuesday"):
        assert word in refused
    page.send()
    assert page.response.status_code == 200 and "Beboerhuset" in page.errors and "Rådhuset" in page.errors


def test_warnings_are_said(team, mover):
    Post.objects.filter(pk=team.anna.pk).update(weekly_minutes=20 * 60)
    elsewhere = factories.area("Vestparken", municipality=team.north.municipality)
    factories.workplace(elsewhere, name="Vest")
    page = mover(to=f"area-{elsewhere.pk}", day=[4])
    assert page.effect.over_hours and page.effect.unreached == ["Vestparken"]
    team.bo.placements.all().delete()
    page = mover(**{"from": [seat.pk for seat in team.seats[:2]], "to": team.hall.pk})
    assert [place.name for place in page.effect.emptied] == ["Nordparken"]


def test_a_script_gets_the_preview_alone(team, mover):
    page = mover(**{"from": team.seats[0].pk, "to": team.hall.pk})
    answer = page.client.post(page.url, page.data | {"fragment": "1"})
    text = answer.content.decode()
    assert "<html" not in text and 'name="shown"' in text and "Nordparken" in text


def test_a_post_without_a_place_is_placed(team, consultant, as_user):
    post = factories.post(team, title="Ny")
    page = Mover(as_user(consultant), move_url(post, to=team.hall.pk, day=[1, 2]))
    assert page.send().status_code == 302
    assert week_of(post, TODAY) == {1: "Rådhuset", 2: "Rådhuset"}


# --- the board ---


def test_the_board_offers_moves_to_those_who_may(team, consultant, board, as_user):
    url = reverse("staffing:board") + f"?date={TODAY}"
    mine, theirs = (as_user(person).get(url).content.decode() for person in (consultant, board))
    for mark in (
        "draggable",
        "data-drop-day",
        reverse("desk:post-move", args=[team.anna.pk]),
        reverse("desk:post-new"),
    ):
        assert mark in mine and mark not in theirs


def test_the_board_asks_once_for_what_may_be_changed(team, consultant, as_user, count_queries):
    client, url = as_user(consultant), reverse("staffing:board") + f"?date={TODAY}"
    client.get(url)
    few = count_queries(lambda: client.get(url))
    for number in range(8):
        factories.placement(factories.post(team, title=f"Post {number}"), team.house, 1 + number % 5)
    assert count_queries(lambda: client.get(url)) == few


def test_the_form_of_a_move_costs_the_same_with_many_colleagues(team, consultant, as_user, count_queries):
    client, url = as_user(consultant), move_url(team.anna, **{"from": team.seats[0].pk, "to": team.hall.pk})
    client.get(url)
    few = count_queries(lambda: client.get(url))
    for number in range(8):
        factories.placement(factories.post(team, title=f"Post {number}"), factories.workplace(team.north), 1)
        factories.placement(
            team.anna, team.hall, 4, starts_on=date(2030 + number, 1, 1), ends_on=date(2031 + number, 1, 1)
        )
    assert count_queries(lambda: client.get(url)) == few


# --- single posts ---


def test_a_post_is_made_and_then_placed(team, consultant, as_user):
    client, url = as_user(consultant), reverse("desk:post-new") + f"?effort={team.pk}"
    data = main_form(client.get(url)).data()
    answer = client.post(url, data | {"title": "Projektleder", "weekly_minutes": "37", "employer": data["employer"]})
    post = Post.objects.get(title="Projektleder")
    assert post.effort_id == team.pk and answer["Location"].startswith(reverse("desk:post-move", args=[post.pk]))


def test_a_post_is_made_only_where_one_may(team, consultant, as_user):
    other = factories.effort("Andres")
    client = as_user(consultant)
    assert client.get(reverse("desk:post-new") + f"?effort={other.pk}").status_code == 404
    url = reverse("desk:post-new")
    assert client.post(url, {"effort": other.pk, "title": "Ny"}).status_code == 200
    assert not other.posts.exists()


def test_a_post_is_changed_and_two_people_are_told(team, consultant, as_user):
    client, url = as_user(consultant), reverse("desk:post-edit", args=[team.anna.pk])
    mine, theirs = (main_form(client.get(url)).data() for _person in range(2))
    town = f"municipality-{team.north.municipality_id}"
    assert client.post(url, theirs | {"title": "Leder", "employer": town}).status_code == 302
    answer = client.post(url, mine | {"title": "Vejleder"})
    assert answer.status_code == 200 and "Leder" in answer.content.decode()
    data = main_form(answer).data() | {"keep-title": "mine", "keep-employer_municipality": "theirs"}
    assert client.post(url, data).status_code == 302
    team.anna.refresh_from_db()
    assert team.anna.title == "Vejleder" and team.anna.employer_municipality_id == team.north.municipality_id


def test_a_post_ends_with_its_places(team, consultant, as_user):
    client, url = as_user(consultant), reverse("desk:post-end", args=[team.anna.pk]) + f"?date={TODAY}"
    page = client.get(url)
    [north, hall] = page.context["effect"].places
    assert (north.before, north.after, hall.before, hall.after) == (3, 1, 1, 0)
    assert page.context["effect"].team_after.by_mode["unknown"] == []
    assert client.post(url, main_form(page).data() | {"reason": "Rejst"}).status_code == 302
    team.anna.refresh_from_db()
    assert team.anna.last_day == TODAY and week_of(team.anna, LATER) == {}
    assert len(week_of(team.anna, TODAY)) == 3


def test_an_end_is_asked_about_again_when_somebody_changed_the_post_or_its_places(team, consultant, as_user):
    client, url = as_user(consultant), reverse("desk:post-end", args=[team.anna.pk]) + f"?date={TODAY}"
    opened = main_form(client.get(url)).data()
    team.anna.ends_on = date(2027, 1, 1)
    team.anna.save()
    refused = client.post(url, opened | {"ends_on": "2027-12-31"})
    assert refused.status_code == 200 and refused.context["form"].non_field_errors()
    team.anna.refresh_from_db()
    assert team.anna.ends_on == date(2027, 1, 1)
    again = main_form(refused).data()
    team.anna.placements.first().delete()
    assert client.post(url, again).status_code == 200
    assert client.post(url, main_form(client.post(url, again)).data()).status_code == 302


def test_a_post_does_not_end_before_it_starts(team, consultant, as_user):
    Post.objects.filter(pk=team.anna.pk).update(starts_on=TODAY)
    client, url = as_user(consultant), reverse("desk:post-end", args=[team.anna.pk])
    answer = client.post(url, main_form(client.get(url)).data() | {"ends_on": "2026-01-01"})
    assert "before_start" in {error.code for error in answer.context["form"].non_field_errors().as_data()}
    team.anna.refresh_from_db()
    assert team.anna.ends_on is None


# --- workplaces ---


def test_a_workplace_is_made_and_changed(team, consultant, as_user, home):
    client, url = as_user(consultant), reverse("desk:workplace-new")
    data = main_form(client.get(url)).data()
    fields = {"name": "Jobcentret", "owner": f"municipality-{home.pk}", "point": "55.40, 10.38"}
    assert client.post(url, data | fields).status_code == 302
    made = Workplace.objects.get(name="Jobcentret")
    assert made.municipality == home and made.point is not None
    url = reverse("desk:workplace-edit", args=[made.pk])
    data = main_form(client.get(url)).data() | {"owner": f"area-{team.north.pk}"}
    assert client.post(url, data).status_code == 302
    made.refresh_from_db()
    assert (made.area, made.municipality, made.is_local) == (team.north, None, True)


def test_a_workplace_is_made_only_where_one_may(team, consultant, as_user):
    other = factories.area()
    client, url = as_user(consultant), reverse("desk:workplace-new")
    for owner in (f"area-{other.pk}", f"municipality-{other.municipality_id}", "area-", ""):
        assert client.post(url, {"name": "Fremmed", "owner": owner}).status_code == 200
    assert not Workplace.objects.filter(name="Fremmed").exists()


def test_the_list_of_workplaces(team, consultant, board, stranger, as_user):
    url = reverse("desk:workplaces")
    edit = reverse("desk:workplace-edit", args=[team.house.pk])
    mine, theirs, none = (as_user(person).get(url).content.decode() for person in (consultant, board, stranger))
    assert "Beboerhuset" in mine and edit in mine and reverse("desk:workplace-new") in mine
    assert "Beboerhuset" in theirs and edit not in theirs and reverse("desk:workplace-new") not in theirs
    assert "Beboerhuset" not in none
    for query in ("q=%00", "q=nordp", "page=x", "municipality=%00"):
        assert as_user(consultant).get(f"{url}?{query}").status_code == 200


# --- rights and junk ---


@pytest.mark.parametrize("name", ["post-move", "post-edit", "post-end"])
def test_strangers_find_nothing_and_board_members_may_not(team, stranger, board, leader, as_user, name):
    url, before = reverse(f"desk:{name}", args=[team.anna.pk]), list(Placement.objects.values())
    for person, code in ((stranger, 404), (leader, 404), (board, 403)):
        assert as_user(person).get(url).status_code == code
        assert as_user(person).post(url, {"title": "X", "ends_on": "2026-01-01"}).status_code == code
    assert list(Placement.objects.values()) == before
    factories.member(leader, team, Role.LEADER)
    assert as_user(leader).get(url).status_code == 200


def test_places_and_placements_of_others_cannot_be_named(team, mover):
    other = factories.placement(factories.post(), factories.workplace(), 1)
    page = mover(**{"from": other.pk, "to": other.workplace_id})
    assert "moved" not in page.data and page.data["to"] == [""]
    page.send(moved=[str(other.pk)], to=str(other.workplace_id))
    assert set(page.response.context["form"].errors) == {"to"}
    page.send(moved=[str(other.pk)], to=str(team.hall.pk), shown="")
    assert page.response.status_code == 200 and page.errors
    assert other.workplace.placements.count() == 1


@pytest.mark.parametrize("name", ["from", "to", "day", "date", "back", "municipality"])
def test_nasty_addresses_open_the_form(team, consultant, as_user, name):
    client = as_user(consultant)
    for text in NASTY:
        assert client.get(move_url(team.anna, **{name: text})).status_code == 200


@pytest.mark.parametrize("name", ["moved", "to", "weekdays", "from_day", "until", "reason", "shown", "token"])
def test_nasty_moves_are_refused_or_harmless(team, mover, name):
    page = mover(**{"from": team.seats[0].pk, "to": team.hall.pk})
    for text in NASTY:
        answer = page.client.post(page.url, page.data | {name: text, **({"shown": ""} if name != "shown" else {})})
        assert answer.status_code == 200
    assert week_of(team.anna, TODAY) == {1: "Beboerhuset", 2: "Beboerhuset", 3: "Rådhuset"}


@pytest.mark.parametrize("key", ["", "x", "99999999999999999999", "\x00", "-1"])
def test_nasty_efforts_of_a_new_post(team, consultant, as_user, key):
    answer = as_user(consultant).get(reverse("desk:post-new") + "?" + urlencode({"effort": key}))
    assert answer.status_code == (404 if key else 200)
