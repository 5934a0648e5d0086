"""Where a new boundary fits among those an area has."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from areas.rules.borders import Period, Place, Refusal, place_of

ALWAYS = Period(None, None)
Y20, Y22, Y24, Y26 = (date(year, 1, 1) for year in (2020, 2022, 2024, 2026))


def test_the_first_one_may_hold_always():
    assert place_of(None, [], ALWAYS) == Place(None, None)
    assert place_of(None, [], Period(None, Y26)) == Place(None, Y26)


def test_the_one_in_force_ends_where_the_new_one_begins():
    assert place_of(Y22, [ALWAYS], ALWAYS) == Place(ALWAYS, None)
    before, now = Period(None, Y20), Period(Y20, None)
    assert place_of(Y22, [before, now], ALWAYS) == Place(now, None)


def test_it_ends_where_the_next_begins_where_the_old_one_ended_and_with_the_area():
    now, later = Period(None, Y24), Period(Y24, None)
    assert place_of(Y22, [now, later], ALWAYS) == Place(now, Y24)
    assert place_of(Y22, [Period(None, Y24)], ALWAYS) == Place(Period(None, Y24), Y24)
    assert place_of(Y22, [ALWAYS], Period(None, Y26)) == Place(ALWAYS, Y26)
    assert place_of(Y20, [later], ALWAYS) == Place(None, Y24)


def test_what_does_not_fit_is_refused():
    assert place_of(None, [ALWAYS], ALWAYS) == Refusal.NO_DATE
    assert place_of(Y20, [Period(Y20, None)], ALWAYS) == Refusal.SAME_DAY
    assert place_of(Y20, [], Period(Y22, None)) == Refusal.BEFORE_AREA
    assert place_of(Y22, [ALWAYS], Period(None, Y22)) == Refusal.AFTER_AREA


@given(st.lists(st.integers(0, 400), max_size=12), st.booleans())
def test_there_is_never_more_than_one_boundary_a_day_and_never_a_gap(days, first_is_open):
    borders = [ALWAYS] if first_is_open else []
    for day in days:
        begins = Y20 + timedelta(days=day)
        place = place_of(begins, borders, ALWAYS)
        if isinstance(place, Refusal):
            assert place == Refusal.SAME_DAY and any(border.starts_on == begins for border in borders)
            continue
        if place.ends is not None:
            borders[borders.index(place.ends)] = Period(place.ends.starts_on, begins)
        borders.append(Period(begins, place.ends_on))
    borders.sort(key=lambda border: border.starts_on or date.min)
    for one, following in zip(borders, borders[1:], strict=False):
        assert one.ends_on == following.starts_on
        assert one.starts_on is None or one.starts_on < one.ends_on
    assert not borders or borders[-1].ends_on is None
