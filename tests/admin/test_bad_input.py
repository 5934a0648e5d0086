"""What people mistype comes back as a message at its field; nothing is half saved; what may stand is shown safely."""

import json
import unicodedata

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from areas.models import AreaBorder, HousingArea, Institution
from boligsocial.common.spatial import to_degrees
from efforts.models import Budget, Effort, FundingShare
from tests import factories
from tests.admin.conftest import add_url, change_url, errors, list_url, send, world

BOW_TIE = '{"type": "Polygon", "coordinates": [[[10.3, 55.4], [10.4, 55.5], [10.4, 55.4], [10.3, 55.5], [10.3, 55.4]]]}'
MALMO = {"type": "Point", "coordinates": [13.0, 55.6]}
SWAPPED = {"type": "Point", "coordinates": [55.4, 10.4]}


@pytest.fixture
def place(home):
    return factories.area("Ørbækparken", municipality=home)


@pytest.fixture
def effort(home):
    return factories.effort("Broen", municipalities=(home,), starts_on="2024-01-01", ends_on="2028-01-01")


# --- shapes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOW_TIE, "crosses itself"),
        (json.dumps(MALMO), "outside Denmark"),
        ("{", "not a shape"),
        ("\x00", "not a shape"),
        ('{"type": "Point", "coordinates": [10.4, 55.4]}', "a boundary"),
        ('{"type": "MultiPolygon", "coordinates": []}', "shape"),
        ("", "required"),
        ("[" * 5_000, "not a shape"),
    ],
)
def test_a_boundary_that_is_none(as_admin, place, text, said):
    as_admin.cookies["django_language"] = "en"
    page = send(as_admin, add_url(AreaBorder), area=place.pk, geometry=text)
    assert said in errors(page)["geometry"][0]
    page = send(
        as_admin, change_url(place), name="Nyt navn", borders__TOTAL_FORMS=1, borders__0__geometry=text,
        borders__0__quality="approximate",
    )  # fmt: skip
    assert said in errors(page)["borders-0-geometry"][0]
    assert not AreaBorder.objects.exists()
    assert HousingArea.objects.get().name == "Ørbækparken"


def test_where_a_boundary_crosses_itself_is_said(as_admin, place):
    as_admin.cookies["django_language"] = "en"
    page = send(as_admin, add_url(AreaBorder), area=place.pk, geometry=BOW_TIE)
    assert "[" in errors(page)["geometry"][0], "the place"
    assert "bow" not in page.content.decode() and "[10.4, 55.5]" in page.content.decode(), "the text is kept"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (json.dumps(MALMO), "outside Denmark"),
        ("55.6, 13.0", "outside Denmark"),
        (json.dumps(SWAPPED), "swapped"),
        ("10.4, 55.4", "swapped"),
        ("10,4; 55,4", "swapped"),
        ("999, 999", "outside Denmark"),
        ("Rådhuspladsen", "not a shape"),
        ("\x00", "not a shape"),
        ("9" * 20 + ", 5", "not a shape"),
    ],
)
def test_a_point_that_is_none(as_admin, home, text, said):
    as_admin.cookies["django_language"] = "en"
    fields = {"name": "Skolen", "kind": "school", "municipality": home.pk}
    page = send(as_admin, add_url(Institution), **fields, point=text)
    assert said in errors(page)["point"][0]
    assert not Institution.objects.exists()


@pytest.mark.parametrize(
    "text", ["55.4, 10.4", "55,4; 10,4", "55.4 10.4", "55.4,10.4", '{"type":"Point","coordinates":[10.4,55.4]}']
)
def test_a_point_may_be_typed(as_admin, home, text):
    fields = {"name": "Skolen", "kind": "school", "municipality": home.pk}
    assert send(as_admin, add_url(Institution), **fields, point=text).status_code == 302
    point = to_degrees(Institution.objects.get().point)
    assert (round(point.y, 6), round(point.x, 6)) == (55.4, 10.4)


def test_a_boundary_nobody_touched_stays_to_the_bit(as_admin, place):
    border = factories.border(place, geometry=factories.ring())
    for url in (change_url(border), change_url(place)):
        quality = "borders__0__quality" if url == change_url(place) else "quality"
        assert send(as_admin, url, **{quality: "surveyed"}).status_code == 302
        assert AreaBorder.objects.get().geometry.coords == border.geometry.coords


def test_overlapping_parts_are_refused(as_admin, place):
    square = factories.square()[0]
    text = to_degrees(MultiPolygon(square, Polygon(square.shell.coords), srid=square.srid or 25832)).geojson
    assert "geometry" in errors(send(as_admin, add_url(AreaBorder), area=place.pk, geometry=text))


# --- periods --------------------------------------------------------------------------------------------------


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


# --- money ----------------------------------------------------------------------------------------------------


def share(number: int, payer, **fields) -> dict:
    fields = {"funder": payer.pk, "status": "granted", "kind": "cash", **fields}
    return {f"shares__{number}__{name}": value for name, value in fields.items()}


def test_a_share_in_a_year_outside_the_effort(as_admin, effort):
    as_admin.cookies["django_language"] = "en"
    payer = factories.funder()
    one = {"shares__TOTAL_FORMS": 1, **share(0, payer, year="2028", amount="100")}
    page = send(as_admin, change_url(effort), **one)
    assert "outside the effort" in errors(page)["shares-0-year"][0]
    # The period as it is in the same form counts, not the one before.
    assert send(as_admin, change_url(effort), **one, ends_on="2029-01-01").status_code == 302
    page = send(as_admin, change_url(effort), ends_on="2027-01-01")
    assert "2028" in errors(page)["ends_on"][0]
    page = send(as_admin, change_url(FundingShare.objects.get()), year="2031")
    assert "outside the effort" in errors(page)["year"][0]
    assert str(Effort.objects.get().ends_on) == "2029-01-01"


def test_a_share_outside_the_period_of_a_new_effort(as_admin, home):
    fields = {"name": "Ny", "kind": "own", "status": "planned", "municipalities": [home.pk]}
    fields |= {"starts_on": "2026-01-01", "ends_on": "2027-01-01", "shares__TOTAL_FORMS": 1}
    page = send(as_admin, add_url(Effort), **fields, **share(0, factories.funder(), year="2030", amount="5"))
    assert "shares-0-year" in errors(page)
    assert not Effort.objects.exists()


def test_the_same_share_twice(as_admin, effort):
    payer, area = factories.funder(), factories.area()
    twice = {"shares__TOTAL_FORMS": 2, **share(0, payer, year="2026"), **share(1, payer, year="2026")}
    assert "shares-1-kind" in errors(send(as_admin, change_url(effort), **twice))
    earmarked = twice | {"shares__1__earmarked_for": area.pk}
    assert send(as_admin, change_url(effort), **earmarked).status_code == 302
    assert FundingShare.objects.count() == 2


def test_budgets_change_years(as_admin, effort):
    factories.budget(effort, 2025, 100)
    factories.budget(effort, 2026, 200)
    page = send(as_admin, change_url(effort), budgets__0__year="2026", budgets__1__year="2025")
    assert "budgets-0-__all__" in errors(page)
    page = send(as_admin, change_url(effort), budgets__0__year="2026")
    assert "budgets-1-year" in errors(page)
    assert send(as_admin, change_url(effort), budgets__0__year="2026", budgets__1__year="2027").status_code == 302
    assert list(Budget.objects.values_list("year", "amount")) == [(2026, 100), (2027, 200)]


@pytest.mark.parametrize("amount", ["-5", "9" * 20, "9" * 13, "1e999999", "abc", "1,234", "NaN", "\x00", "1" * 10_000])
def test_an_amount_that_is_none(as_admin, effort, amount):
    budget = factories.budget(effort)
    assert errors(send(as_admin, change_url(effort), budgets__0__amount=amount)).keys() == {"budgets-0-amount"}
    assert Budget.objects.get().amount == budget.amount


def test_kroner_are_kept_as_ore(as_admin, effort):
    budget = factories.budget(effort)
    for text, ore in (("1.250.000", 125_000_000), ("1 250 000,50", 125_000_050), ("0", 0)):
        assert send(as_admin, change_url(budget), amount=text).status_code == 302
        assert Budget.objects.get().amount == ore
    assert send(as_admin, change_url(budget)).status_code == 302
    assert "0 kr." in as_admin.get(list_url(budget)).content.decode()


# --- names and numbers ----------------------------------------------------------------------------------------


def test_names_that_are_too_long_empty_or_broken(as_admin, place):
    for name in ("x" * 10_000, "", "   ", "Ørbæk\x00parken"):
        assert "name" in errors(send(as_admin, change_url(place), name=name))
    for number in ("9" * 20, "-1", "1e5", "\x00"):
        assert "residents" in errors(send(as_admin, change_url(place), residents=number))
    assert HousingArea.objects.get().name == "Ørbækparken"


def test_html_in_names_stays_text(as_admin, home):
    evil = '<script>alert(1)</script>"><img src=x>'
    made = world(home)
    HousingArea.objects.filter(pk=made["housingarea"].pk).update(name=evil)
    Effort.objects.filter(pk=made["effort"].pk).update(name=evil)
    for url in (
        list_url(made["housingarea"]),
        change_url(made["housingarea"]),
        change_url(made["effort"]),
        list_url(made["areareach"]),
        change_url(made["placement"]),
        change_url(made["effort"]).replace("change", "delete"),
    ):
        page = as_admin.get(url).content.decode()
        assert "<script>alert(1)" not in page and "<img src=x>" not in page


def test_both_forms_of_danish_letters_are_found(as_admin, home):
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, f"Ådal Æblehaven {form}")
        fields = {"name": name, "tenure": "social", "municipality": home.pk}
        assert send(as_admin, add_url(HousingArea), **fields).status_code == 302
    for form in ("NFC", "NFD"):
        word = unicodedata.normalize(form, "åDAL")
        assert len(as_admin.get(list_url(HousingArea), {"q": word}).context["cl"].result_list) == 2


def test_names_that_are_taken(as_admin, place, home):
    as_admin.cookies["django_language"] = "en"
    fields = {"name": place.name, "tenure": "social", "municipality": home.pk}
    assert "area of this name" in errors(send(as_admin, add_url(HousingArea), **fields))["name"][0]
    twice = {"other_names__TOTAL_FORMS": 2, "other_names__0__name": "Parken", "other_names__1__name": "Parken"}
    assert "other_names-1-name" in errors(send(as_admin, change_url(place), **twice))
    assert "residents_on" in errors(send(as_admin, change_url(place), residents="5"))


def test_what_others_lean_on_is_not_deleted(as_admin, home):
    made = world(home)
    for name in ("housingarea", "municipality", "funder", "workplace", "effort"):
        url = change_url(made[name]).replace("change", "delete")
        assert as_admin.get(url).context["protected"]
        assert as_admin.post(url, {"post": "yes"}).status_code == 200
        assert type(made[name]).objects.filter(pk=made[name].pk).exists()


def test_somebody_quicker_is_no_error_page(as_admin, place, monkeypatch):
    """What only the database can know in the last moment comes back as a message."""
    factories.border(place)
    monkeypatch.setattr("boligsocial.common.forms.RowsTogether.clean", lambda self: setattr(self, "_order", []))
    page = send(as_admin, change_url(place), borders__TOTAL_FORMS=2, name="Nyt navn", **row(1, **NEW))
    assert page.status_code == 302 and page.url == change_url(place)
    assert HousingArea.objects.get().name == "Ørbækparken"
