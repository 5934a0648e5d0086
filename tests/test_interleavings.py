"""Random interleavings of several people's edits: no acknowledged change lost, no total wrong, no double placement.

The schedules are generated (hypothesis, the same ones every time). INTERLEAVINGS sets how many, over all games: .ci/run
plays 5,000 on each database, a run by hand 1,000.
"""

import os
import random
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simple_history.models import HistoricalRecords

from areas.models import HousingArea
from boligsocial.common.versions import VersionedModel
from efforts.models import AreaReach, Budget, Effort, FundingShare
from staffing.models import Placement, Post
from tests import factories, games

pytestmark = pytest.mark.django_db

TOTAL = int(os.environ.get("INTERLEAVINGS", "1000"))
# A step: who, and the chance with which they choose what to change.
STEPS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 10_000)), min_size=4, max_size=9)


class Undo(Exception):
    """Ends an interleaving: the next one starts from the same rows."""


@pytest.fixture
def people(home):
    made = [factories.user(name) for name in ("Anna", "Bo", "Carla")]
    for person in made:
        factories.member(person, home)
    yield made
    HistoricalRecords.context.request = None
    del HistoricalRecords.context.request


def interleave(share: float, make, *followed: type[VersionedModel]) -> games.Tally:
    """Play `share` of all interleavings, each from the same start, and return what came of their steps."""
    tally = games.Tally()

    @settings(
        max_examples=max(int(TOTAL * share), 1),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(STEPS)
    def played(steps):
        with suppress(Undo), transaction.atomic():
            game = make(tally)
            for person, seed in steps:
                game.play(person, random.Random(seed))
            games.replays(*followed)
            tally["interleavings"] += 1
            raise Undo

    played()
    assert tally["interleavings"] >= int(TOTAL * share)
    assert tally["sent with others open"] > tally["interleavings"] / 2
    print(dict(tally))
    return tally


def test_facts_of_an_area(home, people):
    area = factories.area("Ørbækparken", municipality=home, homes=100)
    estates = [factories.estate(municipality=home, organisation=factories.organisation()) for _number in range(2)]
    tally = interleave(0.15, lambda tally: games.AreaGame(area, people, tally, estates), HousingArea)
    assert tally["saved"] and tally["refused as stale"]


def test_facts_of_an_effort(home, elsewhere, people):
    effort = factories.effort("Broen", municipalities=(home,))
    for person in people:
        # Only who may change things in a municipality can take it out of the effort.
        factories.member(person, elsewhere)
    tally = interleave(0.1, lambda tally: games.WhatGame(effort, people, tally, [home, elsewhere]), Effort)
    assert tally["saved"] and tally["refused as stale"]


def test_what_an_effort_reaches(home, people):
    areas = [factories.area(municipality=home) for _number in range(3)]
    effort = factories.effort("Broen", municipalities=(home,), reaches=tuple(areas[:2]))
    tally = interleave(0.05, lambda tally: games.ReachGame(effort, people, tally), AreaReach, Effort)
    assert tally["saved"] and tally["refused as stale"]


def test_who_pays(home, people):
    effort = factories.effort("Broen", municipalities=(home,))
    payers = [factories.funder() for _number in range(3)]
    for year in games.SheetGame.years:
        factories.budget(effort, year, 100_000_00)
        factories.share(effort, payers[0], year=year, amount=50_000_00)
    keys = [payer.pk for payer in payers]
    tally = interleave(0.3, lambda tally: games.SheetGame(effort, people, tally, keys), FundingShare, Budget, Effort)
    assert tally["saved"] and tally["refused as stale"] and tally["refused as a wrong total"]


def test_who_sits_where(home, people):
    post = factories.post(factories.effort("Broen", municipalities=(home,)))
    places = [factories.workplace(factories.area(municipality=home)) for _number in range(3)]
    for weekday in (1, 2):
        factories.placement(post, places[0], weekday)
    tally = interleave(0.4, lambda tally: games.MoveGame(post, people, tally, places), Placement, Post)
    assert tally["saved"] and tally["refused: gone"] and tally["refused: overlap"]
