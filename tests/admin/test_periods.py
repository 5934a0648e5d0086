"""Periods of rows on one page: judged as they will stand together, saved in an order the database accepts."""

import pytest

from areas.models import AreaBorder, HousingArea
from boligsocial.common.spatial import to_degrees
from tests import factories
from tests.admin.conftest import add_url, change_url, errors, send

BOW_TIE = '{"type": "Polygon", "coordinates": [[[10.3, 55.4], [10.4, 55.5], [10.4, 55.4], [10.3, 55.5], [10.3, 55.4]]]}'
MALMO = {"type": "Point", "coordinates": [13.0, 55.6]}
SWAPPED = {"type": "Point", "coordinates": [55.4, 10.4]}


def test_a_period_that_runs_backwards(as_admin, place, effort):
    as_admin.cookies["django_language"] = "en"
    period = {"starts_on": "2026-05-01", "ends_on": "2026-04-01"}
    for row in (place, effort):
        assert "end after it starts" in errors(send(as_admin, change_url(row), **period))["ends_on"][0]
    row = factories.reach(effort, place)
    page = send(as_admin, change_url(effort), **{f"area_reaches__0__{name}": day for name, day in period.items()})
    assert "end after it starts" in errors(page)["area_reaches-0-ends_on"][0]
    assert type(row).objects.get().starts_on is None


@pytest.mark.parametrize("day", ["2026-02-30", "i går", "99999999999999999999", "\x00", "0000-00-00"])
def test_a_day_that_is_none(as_admin, place, day):
    assert "starts_on" in errors(send(as_admin, change_url(place), starts_on=day))


def borders(place) -> list[tuple]:
    return [(str(row.starts_on), str(row.ends_on)) for row in place.borders.order_by("starts_on")]


def row(number: int, **fields) -> dict:
    return {f"borders__{number}__{name}": value for name, value in fields.items()}


NEW = {"quality": "drawn", "geometry": to_degrees(factories.square()).geojson}


def test_borders_that_overlap(as_admin, place):
    as_admin.cookies["django_language"] = "en"
    factories.border(place, starts_on="2020-01-01")
    page = send(as_admin, add_url(AreaBorder), area=place.pk, starts_on="2024-01-01", **NEW)
    assert "boundary in that period" in errors(page)["starts_on"][0]
    page = send(as_admin, change_url(place), borders__TOTAL_FORMS=2, **row(1, starts_on="2024-01-01", **NEW))
    assert "boundary in that period" in errors(page)["borders-1-starts_on"][0]
    two = row(1, starts_on="2010-01-01", ends_on="2012-01-01", **NEW) | row(
        2, starts_on="2011-01-01", ends_on="2013-01-01", **NEW
    )
    page = send(as_admin, change_url(place), borders__TOTAL_FORMS=3, **two)
    assert "boundary in that period" in errors(page)["borders-2-starts_on"][0]
    assert place.borders.count() == 1


def test_two_new_rows_of_a_new_area_overlap(as_admin, home):
    rows = row(0, **NEW) | row(1, **NEW)
    page = send(
        as_admin, add_url(HousingArea), name="Ny", tenure="social", municipality=home.pk, borders__TOTAL_FORMS=2, **rows
    )
    assert "borders-1-starts_on" in errors(page)
    assert not HousingArea.objects.exists()


def test_an_old_border_ends_where_a_new_one_begins_in_one_save(as_admin, place):
    factories.border(place, starts_on="2020-01-01")
    rows = row(0, ends_on="2026-01-01") | row(1, starts_on="2026-01-01", **NEW)
    assert send(as_admin, change_url(place), borders__TOTAL_FORMS=2, **rows).status_code == 302
    assert borders(place) == [("2020-01-01", "2026-01-01"), ("2026-01-01", "None")]


def test_a_border_takes_the_period_of_one_that_is_removed(as_admin, place):
    factories.border(place, starts_on="2018-01-01", ends_on="2020-01-01")
    factories.border(place, starts_on="2020-01-01")
    rows = row(0, ends_on="2024-01-01") | row(1, DELETE="on")
    assert send(as_admin, change_url(place), **rows).status_code == 302
    assert borders(place) == [("2018-01-01", "2024-01-01")]


def test_borders_move_up_one_after_the_other(as_admin, place):
    """The first moves into what the second leaves: the second has to be saved first."""
    factories.border(place, starts_on="2018-01-01", ends_on="2020-01-01")
    factories.border(place, starts_on="2020-01-01", ends_on="2022-01-01")
    rows = row(0, starts_on="2020-01-01", ends_on="2022-01-01") | row(1, starts_on="2022-01-01", ends_on="2024-01-01")
    assert send(as_admin, change_url(place), **rows).status_code == 302
    assert borders(place) == [("2020-01-01", "2022-01-01"), ("2022-01-01", "2024-01-01")]


def test_borders_that_change_places_are_told_how(as_admin, place):
    as_admin.cookies["django_language"] = "en"
    first = {"starts_on": "2018-01-01", "ends_on": "2020-01-01"}
    second = {"starts_on": "2020-01-01", "ends_on": "2022-01-01"}
    factories.border(place, **first)
    factories.border(place, **second)
    page = send(as_admin, change_url(place), **row(0, **second), **row(1, **first))
    assert "change places" in errors(page)["borders-0-__all__"][0]
    assert borders(place) == [("2018-01-01", "2020-01-01"), ("2020-01-01", "2022-01-01")]


def test_a_post_sits_in_one_place_a_day(as_admin, effort):
    as_admin.cookies["django_language"] = "en"
    post, desk, other = factories.post(effort), factories.workplace(), factories.workplace()
    two = {"placements__TOTAL_FORMS": 2}
    for number, at in enumerate((desk, other)):
        two |= {f"placements__{number}__workplace": at.pk, f"placements__{number}__weekday": 1}
    page = send(as_admin, change_url(post), **two)
    assert "somewhere else" in errors(page)["placements-1-starts_on"][0]
    assert not post.placements.exists()
    # Two bases on days that are not known are no contradiction.
    two |= {"placements__0__weekday": "", "placements__1__weekday": ""}
    assert send(as_admin, change_url(post), **two).status_code == 302
    # Workplaces changing places keep their days, so that is one save.
    post.placements.filter(workplace=desk).update(weekday=1)
    post.placements.filter(workplace=other).update(weekday=2)
    swap = {"placements__0__workplace": other.pk, "placements__1__workplace": desk.pk}
    assert send(as_admin, change_url(post), **swap).status_code == 302


def test_somebody_quicker_is_no_error_page(as_admin, place, monkeypatch):
    """What only the database can know in the last moment comes back as a message."""
    factories.border(place)
    monkeypatch.setattr("boligsocial.common.forms.RowsTogether.clean", lambda self: setattr(self, "_order", []))
    page = send(as_admin, change_url(place), borders__TOTAL_FORMS=2, name="Nyt navn", **row(1, **NEW))
    assert page.status_code == 302 and page.url == change_url(place)
    assert HousingArea.objects.get().name == "Ørbækparken"
