"""What was there before anybody edited is the first state of its history, lists included."""

import pytest
from django.apps import apps

from boligsocial.common.loading import insert
from boligsocial.common.versions import begin_history
from boligsocial.demo import loading as demo
from efforts.models import Effort
from tests import factories

pytestmark = pytest.mark.django_db


def towns_of(state) -> list[str]:
    return sorted(link.municipality.name for link in state.municipalities.all())


def test_rows_written_together_begin_with_their_lists(home):
    (effort,) = insert([Effort(name="Broen")])
    insert([Effort.municipalities.through(effort=effort, municipality=home)])
    state = effort.history.get()
    assert (state.name, state.history_type, towns_of(state)) == ("Broen", "+", [home.name])


def test_rows_from_before_the_history_begin_with_their_lists(home, elsewhere):
    effort = factories.effort("Broen", municipalities=(home, elsewhere))
    bare = factories.effort("Uden", municipalities=(home,))
    bare.municipalities.clear()
    Effort.history.all().delete()
    begin_history("efforts", "Effort")(apps, None)
    assert towns_of(effort.history.get()) == sorted([home.name, elsewhere.name])
    assert towns_of(bare.history.get()) == []


def test_the_demonstration_begins_with_its_lists(db):
    demo.load()
    for effort in Effort.objects.prefetch_related("municipalities"):
        newest = effort.history.order_by("-history_date", "-history_id").first()
        assert towns_of(newest) == sorted(town.name for town in effort.municipalities.all())
