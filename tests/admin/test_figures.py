"""Figures in the admin: one may be typed at its own level only, and a withheld one is withheld here too."""

import pytest
from django.contrib.admin.models import LogEntry

from areas.choices import Availability
from areas.models import Import, Observation
from areas.recompute import recompute
from tests import factories
from tests.admin.conftest import add_url, change_url, errors, list_url, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def share():
    return factories.indicator("share", source=factories.figure_source(smallest_count=5))


@pytest.fixture
def withheld(place, share):
    row = factories.observation(place, share, value="7.9190", numerator=3, denominator=7919, margin="0.7919")
    recompute()
    return row


def new(client, **fields):
    figure = {"year": 2020, "availability": "available", "value": "40", "source": "Kilde", **fields}
    return client.post(add_url(Observation), {name: getattr(value, "pk", value) for name, value in figure.items()})


def test_a_figure_is_typed_at_the_level_that_owns_it(as_admin, place, home):
    estate = factories.estate(municipality=home)
    of = {level: factories.indicator(f"of-{level}", level=level) for level in ("area", "estate", "municipality")}
    for level, owner in (("area", place), ("estate", estate), ("municipality", home)):
        assert new(as_admin, indicator=of[level], **{level: owner}).status_code == 302
    for level in ("area", "estate"):
        assert new(as_admin, indicator=of[level], municipality=home).status_code == 302
    for level, owner in (("area", "estate"), ("estate", "area"), ("municipality", "area"), ("municipality", "estate")):
        refused = new(as_admin, indicator=of[level], **{owner: place if owner == "area" else estate})
        assert list(errors(refused)) == ["indicator"]
    assert Observation.objects.count() == 5


def test_a_figure_is_about_one_place(as_admin, place, home, share):
    assert list(errors(new(as_admin, indicator=share))) == ["area"]
    assert list(errors(new(as_admin, indicator=share, area=place, municipality=home))) == ["municipality"]


def test_what_is_typed_is_somebodys_and_no_files_any_more(as_admin, admin_user, place, share):
    batch = Import.objects.create(file_name="tal.csv", sha256="", content=b"", layout="wide")
    row = factories.observation(place, share, numerator=40, denominator=100, batch=batch, batch_row=7)
    page = as_admin.get(change_url(row)).content.decode()
    assert "tal.csv" in page and "7" in page
    assert send(as_admin, change_url(row), value="2", numerator="2").status_code == 302
    row.refresh_from_db()
    assert (row.batch, row.batch_row, row.entered_by, row.hidden) == (None, None, admin_user, "small")


def test_a_withheld_figure_shows_no_number_anywhere(as_admin, as_editor, withheld, editor):
    editor.groups.first().permissions.remove(
        *editor.groups.first().permissions.filter(codename__in=["change_observation", "delete_observation"])
    )
    send(as_admin, change_url(withheld), source="En anden kilde")
    for client in (as_admin, as_editor):
        pages = [list_url(withheld), change_url(withheld), change_url(withheld).replace("change", "history")]
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200
            text = answer.content.decode().replace(".", "").replace(",", "")
            assert "7919" not in text, page
    assert str(Availability.WITHHELD.label) in as_editor.get(change_url(withheld)).content.decode()
    assert not LogEntry.objects.filter(change_message__contains="7919").exists()


@pytest.mark.parametrize("asked", ["value__gt=7", "value=7.919", "numerator__lt=5", "margin__gt=0", "hidden=small"])
def test_nobody_asks_for_figures_by_number(as_admin, withheld, asked):
    answer = as_admin.get(f"{list_url(withheld)}?{asked}")
    assert answer.status_code in (302, 400)


def test_the_list_is_not_sorted_by_number(as_admin, withheld):
    shown = as_admin.get(list_url(withheld)).context["cl"]
    assert "shown_value" in shown.list_display
    assert shown.get_ordering_field("shown_value") is None and shown.get_ordering_field("year") == "year"


def test_a_withheld_figure_keeps_its_numbers_or_gets_new_ones(as_admin, withheld):
    assert send(as_admin, change_url(withheld), source="Rettet kilde").status_code == 302
    withheld.refresh_from_db()
    assert (withheld.numerator, withheld.denominator, withheld.source) == (3, 7919, "Rettet kilde")
    answer = send(as_admin, change_url(withheld), value="50", numerator="50", denominator="100")
    assert answer.status_code == 302
    withheld.refresh_from_db()
    assert (withheld.numerator, withheld.denominator, withheld.margin, withheld.hidden) == (50, 100, None, "")


def test_a_stricter_rule_holds_at_once(as_admin, place, share):
    row = factories.observation(place, share, value=40, numerator=40, denominator=100)
    assert send(as_admin, change_url(share.source), smallest_count="60").status_code == 302
    row.refresh_from_db()
    assert row.hidden == "small"
    send(as_admin, change_url(share.source), smallest_count="5")
    row.refresh_from_db()
    assert row.hidden == ""
    assert send(as_admin, change_url(share), smallest_group="101").status_code == 302
    row.refresh_from_db()
    assert row.hidden == "small"


def test_a_definition_keeps_its_level_while_it_has_figures(as_admin, place, share):
    factories.observation(place, share)
    assert list(errors(send(as_admin, change_url(share), level="estate"))) == ["level"]


def test_deleting_a_figure_is_followed_by_the_rest(as_admin, home, share):
    estates = [factories.estate(municipality=home) for _ in range(2)]
    factories.area(municipality=home).estates.set(estates)
    figure = factories.indicator(level="estate", smallest_count=5)
    first, second = (
        factories.observation(one, figure, value=count, numerator=count, denominator=100)
        for one, count in zip(estates, (3, 50), strict=True)
    )
    recompute()
    second.refresh_from_db()
    assert second.hidden == "second"
    as_admin.post(change_url(first).replace("change", "delete"), {"post": "yes", "reason": "Fejl"})
    second.refresh_from_db()
    assert second.hidden == ""
