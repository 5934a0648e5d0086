"""Bringing in and taking back while a script is told how far it is: all of it is written at the end, or nothing."""

import json
import uuid
from itertools import islice

import pytest
from django.db import connection

from areas.intake import bringing, undoing
from areas.models import HousingArea, Import, ImportChange, Observation
from boligsocial.desk.data_told import LINES
from efforts.models import Membership
from tests.desk.test_data_imports import GOOD, UNKNOWN, _own_folder, at, checked, client, filled, places, sent, wide

__all__ = ["_own_folder", "client", "places"]  # fixtures

TABLE = wide(GOOD, ["Hjemkøbing", "Ærøvænget", 2025, "1.100", "1,05"])


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    monkeypatch.setattr(bringing, "_AT_ONCE", 3)
    monkeypatch.setattr(undoing, "_PIECE", 3)


@pytest.fixture
def batch(client):
    return checked(client, TABLE)


def asked(client, name: str, batch: Import, token: str = ""):
    """The answer, of which nothing is read yet, and so nothing done."""
    headers = {"Accept": LINES, "Accept-Encoding": "gzip"}
    return client.post(at(name, batch), {"token": token or str(uuid.uuid4())}, headers=headers)


def read(answer) -> list[dict]:
    return [json.loads(line) for line in answer.streaming_content]


def written() -> tuple[int, int]:
    return Observation.objects.count(), ImportChange.objects.count()


def state_of(batch: Import) -> str:
    return Import.objects.get(pk=batch.pk).state


def test_the_bar_goes_up_and_the_last_line_says_where_to_go(client, batch):
    client.cookies["django_language"] = "en"
    for name, first, then, state in (
        ("import-bring-in", "3 of 4 figures are written.", "4 of 4 figures are written.", "done"),
        ("import-take-back", "3 of 4 figures are taken back.", "4 of 4 figures are taken back.", "undone"),
    ):
        answer = asked(client, name, batch)
        assert answer["Content-Type"] == LINES and answer["X-Accel-Buffering"] == "no"
        assert answer["Content-Encoding"] == "identity", "compressed, it would all come at the end"
        *steps, last = read(answer)
        done = [step["done"] for step in steps]
        assert done == sorted(done) and done[0] > 0 and done[-1] < 100
        assert [step["text"] for step in steps][:3] == [first, then, "Finding out which figures must be withheld."]
        assert len(steps) == 6 and last == {"url": at("import", batch)}
        assert state_of(batch) == state
    assert written() == (0, 0)


@pytest.mark.parametrize(("name", "before", "after"), [("import-bring-in", 0, 4), ("import-take-back", 4, 0)])
def test_whoever_goes_away_before_the_last_line_has_changed_nothing(client, batch, monkeypatch, name, before, after):
    # The server would end its connection to the database with the answer; here it is the test's own.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    if before:
        read(asked(client, "import-bring-in", batch))
    state = state_of(batch)
    for lines in range(7):
        answer = asked(client, name, batch)
        assert "url" not in "".join(map(str, islice(answer.streaming_content, lines)))
        answer.close()
        assert written() == (before, before) and state_of(batch) == state, lines
    answer = asked(client, name, batch)
    assert len(list(islice(answer.streaming_content, 7))) == 7
    answer.close()
    assert written() == (after, after), "the last line is sent when all is written"


def test_what_fails_on_the_way_is_said_and_nothing_is_written(client, batch):
    twice = batch.staged.order_by("pk").last()
    twice.pk = None
    twice.save()
    step, last = read(asked(client, "import-bring-in", batch))
    assert step["done"] and last.keys() == {"refused"} and last["refused"]
    assert written() == (0, 0) and state_of(batch) == "checked"
    twice.delete()
    assert "url" in read(asked(client, "import-bring-in", batch))[-1]


def test_a_form_that_is_sent_twice_does_it_once(client, batch):
    token = str(uuid.uuid4())
    one, same, other = (asked(client, "import-bring-in", batch, each) for each in (token, token, ""))
    there = {"url": at("import", batch)}
    assert [read(answer)[-1] for answer in (one, same, other)] == [there] * 3
    assert written() == (4, 4), "the two that came later found it done"
    for again in (token, ""):
        assert asked(client, "import-bring-in", batch, again).status_code == 409
        page = client.post(at("import-bring-in", batch), {"token": again}, follow=True)
        assert page.redirect_chain == [(there["url"], 302)] and len(page.context["messages"]) == 1, "said once"
    assert written() == (4, 4)


def test_who_made_an_area_is_known_after_the_page_has_been_answered(client, consultant):
    columns = sent(client, wide(UNKNOWN)).url
    client.post(columns, filled(client.get(columns)) | {"makes_areas": "on"})
    read(asked(client, "import-bring-in", Import.objects.get()))
    assert HousingArea.objects.get(name="Findes ikke").history.get().history_user == consultant


def test_whoever_may_not_gets_a_page(client, batch, consultant):
    Membership.objects.filter(user=consultant).update(role="reader")
    assert asked(client, "import-bring-in", batch).status_code == 403
    client.logout()
    assert asked(client, "import-bring-in", batch).status_code == 302
    assert written() == (0, 0)
