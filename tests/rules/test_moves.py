"""Moves day by day: an independent calendar says where the post sits, and the rules must agree with it."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from staffing.rules.moves import Change, Seat, clashes, end, move, set_week

FIRST = date(2026, 1, 1)
DAYS = 12  # the calendar of the tests
day_numbers = st.integers(0, DAYS - 1)


def on(number: int) -> date:
    return FIRST + timedelta(days=number)


def calendar(seats) -> dict[tuple[int, int | None], list[int]]:
    """Workplaces by day and weekday, one entry a seat."""
    found = {}
    for number in range(DAYS):
        for seat in seats:
            if seat.holds_on(on(number)):
                found.setdefault((number, seat.weekday), []).append(seat.workplace)
    return {key: sorted(places) for key, places in found.items()}


def keyed(seats) -> list[Seat]:
    return [replace(seat, key=number) for number, seat in enumerate(seats, 1)]


@st.composite
def weeks(draw):
    """Placements of one post without two at once: per weekday a few periods after each other."""
    seats = []
    for weekday in (1, 2, 3):
        cuts = sorted(draw(st.sets(day_numbers, max_size=4)))
        starts = [None, *map(on, cuts)] if draw(st.booleans()) else list(map(on, cuts))
        for start, stop in zip(starts, [*starts[1:], None], strict=True) if starts else ():
            if draw(st.booleans()):
                seats.append(Seat(draw(st.integers(1, 3)), weekday, start, stop))
    return keyed(seats)


@st.composite
def moves(draw, seats):
    start = draw(day_numbers)
    stop = draw(st.none() | st.integers(start + 1, DAYS))
    movable = [
        seat for seat in seats if seat.lasts_beyond(on(start)) and (stop is None or seat.begins_before(on(stop)))
    ]
    moved = [seat for seat in movable if draw(st.booleans())]
    weekdays = sorted(draw(st.sets(st.sampled_from([1, 2, 3]), min_size=1)))
    return moved, draw(st.integers(1, 4) | st.none()), weekdays, start, stop


@settings(max_examples=400)
@given(st.data())
def test_a_move_changes_only_the_days_it_names(data):
    seats = data.draw(weeks())
    moved, workplace, weekdays, start, stop = data.draw(moves(seats))
    change = move(moved, workplace, weekdays, on(start), on(stop) if stop else None)
    expected = {key: list(places) for key, places in calendar(seats).items()}
    for number in range(start, stop or DAYS):
        for seat in moved:
            if seat.holds_on(on(number)):
                expected[number, seat.weekday].remove(seat.workplace)
        for weekday in weekdays if workplace else ():
            expected.setdefault((number, weekday), []).append(workplace)
    expected = {key: sorted(places) for key, places in expected.items() if places}
    after = change.applied_to(seats)
    assert calendar(after) == expected
    doubled = any(len(places) > 1 for places in expected.values())
    assert bool(clashes(after)) == doubled or (not doubled and _clash_is_later(after))


def _clash_is_later(seats) -> bool:
    """Whether two are at once only after the calendar's last day."""
    return all(one.lasts_beyond(on(DAYS - 1)) and other.lasts_beyond(on(DAYS - 1)) for one, other in clashes(seats))


@settings(max_examples=400)
@given(st.data())
def test_moves_one_after_the_other_never_double_and_never_lose(data):
    seats = data.draw(weeks())
    for _turn in range(5):
        moved, workplace, weekdays, start, stop = data.draw(moves(seats))
        change = move(moved, workplace, weekdays, on(start), on(stop) if stop else None)
        after = change.applied_to(seats)
        if clashes(after):
            continue
        before, seats = calendar(seats), keyed(after)
        assert all(len(places) == 1 for places in calendar(seats).values())
        past = {key: places for key, places in before.items() if key[0] < start}
        assert past == {key: places for key, places in calendar(seats).items() if key[0] < start}


@settings(max_examples=400)
@given(st.data())
def test_a_week_set_holds_from_its_day_until_what_is_planned(data):
    seats = data.draw(weeks())
    day, wanted = (
        data.draw(day_numbers),
        data.draw(st.dictionaries(st.sampled_from([1, 2, 3]), st.integers(1, 3) | st.none())),
    )
    whole = data.draw(st.booleans())
    after = set_week(seats, wanted, on(day), whole=whole).applied_to(seats)
    assert clashes(after) == []
    now, then = calendar(seats), calendar(after)
    for weekday, workplace in wanted.items():
        assert then.get((day, weekday), []) == ([workplace] if workplace else [])
    for (number, weekday), places in now.items():
        if weekday not in wanted or (number < day and not whole):
            assert then.get((number, weekday)) == places
    planned = [seat for seat in seats if not seat.begins_before(on(day)) and not seat.holds_on(on(day))]
    assert set(planned) <= set(after)


@settings(max_examples=200)
@given(st.data())
def test_an_end_leaves_the_past_and_nothing_after(data):
    seats, day = data.draw(weeks()), data.draw(day_numbers)
    after = end(seats, on(day)).applied_to(seats)
    assert calendar(after) == {key: places for key, places in calendar(seats).items() if key[0] < day}


def test_a_move_on_the_very_first_day_replaces():
    seat = Seat(1, 1, on(3), None, key=7)
    change = move([seat], 2, [1], on(3))
    assert change == Change(gone=(seat,), begun=(Seat(2, 1, on(3)),))


def test_a_move_for_a_while_goes_back():
    seat = Seat(1, 1, key=7)
    change = move([seat], 2, [1], on(3), on(6))
    assert change.altered == (replace(seat, ends_on=on(3)),)
    assert change.begun == (Seat(1, 1, on(6)), Seat(2, 1, on(3), on(6)))


def test_bases_clash_only_at_the_same_place():
    assert clashes([Seat(1), Seat(2)]) == []
    assert clashes([Seat(1), Seat(1)]) == [(Seat(1), Seat(1))]
