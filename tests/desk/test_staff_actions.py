"""Moves and weeks as they are written: nobody twice, nothing lost, everything in the history, also at the same time."""

import threading
import time
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from staffing import actions
from staffing.models import Placement, Post, Workplace
from staffing.rules.moves import Seat, clashes
from tests import factories

START = date(2026, 6, 1)
LATER, LATEST = date(2026, 9, 1), date(2027, 1, 1)


@pytest.fixture
def team(home):
    """A post that sits locally on Monday and Tuesday and centrally on Wednesday, and the places."""
    area = factories.area("Nordparken", municipality=home)
    effort = factories.effort("Plan", municipalities=(home,), reaches=(area,))
    effort.area = area
    effort.post = factories.post(effort, title="Medarbejder", display_name="Anna")
    effort.local, effort.hall = (
        factories.workplace(area, name="Beboerhuset"),
        factories.workplace(home, name="Rådhuset"),
    )
    effort.seats = [factories.placement(effort.post, effort.local, day) for day in (1, 2)]
    effort.seats.append(factories.placement(effort.post, effort.hall, 3))
    return effort


def where(post, day: date) -> dict[int, str]:
    rows = [row for row in post.placements.select_related("workplace") if row.holds_on(day)]
    assert len({row.weekday for row in rows}) == len(rows)
    return {row.weekday: row.workplace.name for row in rows}


def moved(team, **values):
    values = {"post": team.post, "moved": [team.seats[0].pk], "workplace": team.hall, "weekdays": [1], **values}
    return actions.move(**{"from_day": START, **values})


def test_a_move_ends_the_old_place_and_begins_the_new(team):
    moved(team, reason="Mere ro")
    assert where(team.post, START - timedelta(1)) == {1: "Beboerhuset", 2: "Beboerhuset", 3: "Rådhuset"}
    assert where(team.post, START) == {1: "Rådhuset", 2: "Beboerhuset", 3: "Rådhuset"}
    old, new = team.post.placements.filter(weekday=1).order_by("pk")
    assert (old.pk, old.ends_on, new.starts_on, new.ends_on) == (team.seats[0].pk, START, START, None)
    assert [row.history_change_reason for row in (*old.history.all()[:1], *new.history.all())] == ["Mere ro"] * 2


def test_a_move_for_a_while_goes_back(team):
    moved(team, until=LATER)
    assert where(team.post, START)[1] == "Rådhuset"
    assert where(team.post, LATER)[1] == "Beboerhuset"


def test_a_move_from_the_first_day_replaces(team):
    row = factories.placement(team.post, team.local, 4, starts_on=START)
    actions.move(post=team.post, moved=[row.pk], workplace=team.hall, weekdays=[4], from_day=START)
    assert [place.workplace for place in team.post.placements.filter(weekday=4)] == [team.hall]
    assert Placement.history.filter(id=row.pk).first().history_type == "-"


def test_days_may_end_and_another_weekday_may_take_over(team):
    moved(team, workplace=None, weekdays=[])
    assert where(team.post, START) == {2: "Beboerhuset", 3: "Rådhuset"}
    moved(team, moved=[team.seats[1].pk], weekdays=[4, 5])
    assert where(team.post, START) == {3: "Rådhuset", 4: "Rådhuset", 5: "Rådhuset"}


def test_an_overlap_names_both(team):
    factories.placement(team.post, team.hall, 4, starts_on=LATER, ends_on=LATEST)
    with pytest.raises(ValidationError) as refused:
        moved(team, workplace=team.local, weekdays=[4])
    [text] = refused.value.messages
    for word in ("Medarbejder (Anna)", "Beboerhuset", "Rådhuset", "1. juni 2026", "1. september 2026", "31. december"):
        assert word in text
    assert "orsdag" in text or "Thursday" in text
    assert where(team.post, START) == {1: "Beboerhuset", 2: "Beboerhuset", 3: "Rådhuset"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"moved": [10**15]}, "gone"),
        ({"weekdays": []}, "no_days"),
        ({"moved": [], "workplace": None}, "no_days"),
        ({"until": START}, "backwards"),
        ({"from_day": date(2025, 12, 31)}, "outside"),
    ],
)
def test_what_makes_no_sense_is_refused(team, values, code):
    Post.objects.filter(pk=team.post.pk).update(starts_on=date(2026, 1, 1))
    before = list(Placement.objects.values())
    with pytest.raises(ValidationError) as refused:
        moved(team, **values)
    assert refused.value.code == code
    assert list(Placement.objects.values()) == before


def test_sitting_there_already_is_said(team):
    with pytest.raises(ValidationError) as refused:
        moved(team, workplace=team.local)
    assert refused.value.code == "same"


def test_a_place_that_is_moved_already_is_said(team):
    moved(team)
    with pytest.raises(ValidationError) as refused:
        moved(team, workplace=factories.workplace(team.area))
    assert refused.value.code == "gone"


def test_an_area_without_a_workplace_gets_one(team, home):
    area = factories.area("Sydparken", municipality=home)
    for seat, weekday in zip(team.seats[:2], (1, 2), strict=True):
        actions.move(post=team.post, moved=[seat.pk], workplace=area, weekdays=[weekday], from_day=START)
    assert Workplace.objects.get(area=area).name == "Sydparken"
    assert where(team.post, START) == {1: "Sydparken", 2: "Sydparken", 3: "Rådhuset"}


def test_the_end_of_a_post_ends_its_places(team):
    factories.placement(team.post, team.hall, 5, starts_on=LATER)
    actions.end_post(post=team.post, day=START, reason="Rejst")
    team.post.refresh_from_db()
    assert team.post.ends_on == START and where(team.post, START) == where(team.post, LATER) == {}
    assert where(team.post, START - timedelta(1)) == {1: "Beboerhuset", 2: "Beboerhuset", 3: "Rådhuset"}
    assert team.post.history.first().history_change_reason == "Rejst"


def test_staff_are_saved_all_or_none(team, consultant):
    good = actions.PostWeek(Post(title="Ny"), {1: team.local})
    bad = actions.PostWeek(Post(title="Galt", weekly_minutes=-1), {1: team.local})
    with pytest.raises(Exception, match="hours_are_sensible"):
        actions.save_staff(effort=team, user=consultant, posts=[good, bad])
    assert team.posts.count() == 1


def test_new_posts_sit_there_as_long_as_they_are(team, consultant):
    actions.save_staff(
        effort=team, user=consultant, posts=[actions.PostWeek(Post(title="Ny"), {1: team.local, 2: team.area})]
    )
    rows = Placement.objects.filter(post__title="Ny")
    assert {(row.weekday, row.workplace, row.starts_on, row.ends_on) for row in rows} == {
        (1, team.local, None, None),
        (2, team.local, None, None),
    }


places = st.integers(0, 3)
days = st.integers(0, 20)


class RandomMoves(TestCase):
    """Sequences of moves against the database."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(places, st.sets(st.integers(1, 3)), days, st.none() | st.integers(1, 9), st.randoms())))
    def test_never_twice_and_never_lost(self, steps):
        post = factories.post()
        area = factories.area()
        rooms = [None, *(factories.workplace(area) for _number in range(3))]
        for weekday in (1, 2):
            factories.placement(post, rooms[1], weekday)
        for place, weekdays, start, length, luck in steps:
            before = actions.seats_of(post)
            from_day = START + timedelta(start)
            until = from_day + timedelta(length) if length else None
            chosen = [seat.key for seat in before if luck.random() < 0.4]
            try:
                change = actions.move(
                    post=post,
                    moved=chosen,
                    workplace=rooms[place],
                    weekdays=weekdays,
                    from_day=from_day,
                    until=until,
                )
            except ValidationError:
                assert actions.seats_of(post) == before, "refused, so nothing is saved"
                continue
            after = actions.seats_of(post)
            assert clashes(after) == []
            assert _bare(after) == _bare(change.applied_to(before))
            self._history_agrees(post)

    def _history_agrees(self, post):
        last = {}
        for state in Placement.history.filter(post=post).order_by("history_date", "history_id"):
            last[state.id] = state
        there = {pk: state for pk, state in last.items() if state.history_type != "-"}
        rows = {row.pk: row for row in post.placements.all()}
        assert set(rows) == set(there)
        for pk, row in rows.items():
            fields = ("workplace_id", "weekday", "starts_on", "ends_on", "version")
            assert [getattr(row, name) for name in fields] == [getattr(there[pk], name) for name in fields]


def _bare(seats) -> set[tuple]:
    return {(seat.workplace, seat.weekday, seat.starts_on, seat.ends_on) for seat in seats}


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_the_same_time_one_is_refused_with_both_named():
    post = factories.post()
    place = factories.workplace()
    rooms = [factories.workplace(place.area, name=name) for name in ("Vest", "Øst")]
    row = factories.placement(post, place, 1)
    refusals, gate = [], threading.Barrier(2)

    def go(room):
        gate.wait()
        for _turn in range(200):
            try:
                actions.move(post=post, moved=[], workplace=room, weekdays=[2], from_day=START)
            except ValidationError as refused:
                refusals.append(refused)
            except OperationalError:
                # A database in memory does not wait for another's lock, as the one in a file does.
                time.sleep(0.01)
                continue
            break
        connection.close()

    threads = [threading.Thread(target=go, args=(room,)) for room in rooms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [refused] = refusals
    assert "Vest" in refused.messages[0] and "Øst" in refused.messages[0]
    assert post.placements.count() == 2 and row in post.placements.all()


@pytest.mark.django_db
def test_the_database_itself_names_both_when_the_lock_was_passed_by(team):
    """The admin and imports write without the post's lock: what they wrote since is found by the constraint."""
    seats = [seat for seat in actions.seats_of(team.post) if seat.weekday != 1]
    change = actions.Change(begun=(Seat(team.hall.pk, 1, START),))
    with pytest.raises(ValidationError) as refused:
        actions._apply(team.post, seats, change, "")
    assert "Beboerhuset" in refused.value.messages[0] and "Rådhuset" in refused.value.messages[0]
