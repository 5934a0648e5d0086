"""Local, central, mix: where the weekdays are spent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing.choices import Mode
from staffing.rules.placement import (
    CONDITIONS,
    STRENGTHS,
    PostMode,
    Spot,
    full_time_equivalents,
    mode_of_post,
    mode_of_team,
)

LOCAL, CENTRAL = True, False


def post(number, *spots):
    return mode_of_post(number, [Spot(is_local, weekday) for is_local, weekday in spots])


@pytest.mark.parametrize(
    ("spots", "mode", "local_days", "central_days"),
    [
        ([], Mode.UNKNOWN, (), ()),
        ([(LOCAL, 1), (LOCAL, 2)], Mode.LOCAL, (1, 2), ()),
        ([(CENTRAL, 5)], Mode.CENTRAL, (), (5,)),
        ([(LOCAL, 2), (CENTRAL, 1), (CENTRAL, 3)], Mode.MIX, (2,), (1, 3)),
        ([(LOCAL, None)], Mode.LOCAL, (), ()),
        ([(CENTRAL, None)], Mode.CENTRAL, (), ()),
        ([(CENTRAL, None), (LOCAL, 2)], Mode.MIX, (2,), ()),
    ],
)
def test_a_post_is_where_its_weekdays_are_spent(spots, mode, local_days, central_days):
    found = post(1, *spots)
    assert (found.mode, found.local_days, found.central_days) == (mode, local_days, central_days)


def test_a_base_without_days_is_a_base_and_its_days_are_not_stated():
    found = post(1, (LOCAL, None))
    assert found.local_base and not found.central_base and found.days_not_stated
    assert not post(1, (LOCAL, 3)).days_not_stated


def test_frederiksberg_is_a_mix_across_posts():
    """The project leader sits in the mayor's staff, the workers in the areas; on which days is not given."""
    team = mode_of_team([post(1, (CENTRAL, None)), post(2, (LOCAL, None)), post(3, (LOCAL, None))])
    assert team.mode == Mode.MIX
    assert team.mixes_across and not team.mixes_within
    assert (team.central, team.local, team.days_not_stated) == ((1,), (2, 3), (1, 2, 3))


@pytest.mark.parametrize("case", ["Brøndby: the job centre", "Boligselskabet Sjælland: the prevention team"])
def test_a_team_at_the_centre_is_central(case):
    team = mode_of_team([post(1, (CENTRAL, None)), post(2, (CENTRAL, 1), (CENTRAL, 2))])
    assert team.mode == Mode.CENTRAL and team.central == (1, 2), case


def test_a_worker_who_moves_makes_the_team_a_mix_within_posts():
    team = mode_of_team([post(1, (CENTRAL, 1), (LOCAL, 2)), post(2, (LOCAL, 1))])
    assert team.mode == Mode.MIX
    assert team.mixes_within and not team.mixes_across
    assert (team.local_days, team.central_days) == (2, 1)


def test_posts_without_a_place_do_not_count_and_are_named():
    team = mode_of_team([post(1, (LOCAL, 1)), post(2)])
    assert team.mode == Mode.LOCAL and team.unknown == (2,)


@pytest.mark.parametrize("posts", [[], [post(1)], [post(1), post(2)]])
def test_a_team_of_whom_nothing_is_known_is_unknown(posts):
    assert mode_of_team(posts).mode == Mode.UNKNOWN


spots = st.lists(st.builds(Spot, st.booleans(), st.none() | st.integers(1, 7)), max_size=7)
teams = st.lists(spots, max_size=6)


def team_of(placements):
    return mode_of_team([mode_of_post(number, spots) for number, spots in enumerate(placements)])


@given(teams)
def test_the_team_is_what_all_its_places_together_are(placements):
    """The database counts places per effort; that is the same answer as post by post."""
    together = mode_of_post(0, [spot for spots in placements for spot in spots])
    assert team_of(placements).mode == together.mode


@given(teams)
def test_every_post_is_named_once_among_the_reasons(placements):
    team = team_of(placements)
    assert sorted(team.local + team.central + team.within + team.unknown) == list(range(len(placements)))


@given(teams, st.randoms())
def test_order_does_not_matter(placements, random):
    shuffled = [random.sample(spots, len(spots)) for spots in placements]
    mode = team_of(placements).mode
    random.shuffle(shuffled)
    assert team_of(shuffled).mode == mode


@given(teams)
def test_a_mix_has_a_reason_and_nothing_else_has(placements):
    team = team_of(placements)
    assert (team.mode == Mode.MIX) == (team.mixes_within or team.mixes_across)


@given(spots)
def test_days_are_weekdays_in_order(found):
    mode: PostMode = mode_of_post(1, found)
    for days in (mode.local_days, mode.central_days):
        assert list(days) == sorted(set(days)) and all(1 <= day <= 7 for day in days)


@pytest.mark.parametrize(
    ("minutes", "hundredths"),
    [([], None), ([None], None), ([2220], 100), ([2220, 1110, None], 150), ([1920], 86)],
)
def test_full_time_is_37_hours_and_unknown_hours_are_left_out(minutes, hundredths):
    assert full_time_equivalents(minutes) == hundredths


def test_every_mode_has_its_strengths_and_conditions():
    assert set(STRENGTHS) == set(CONDITIONS) == set(Mode)
    assert not STRENGTHS[Mode.UNKNOWN]
