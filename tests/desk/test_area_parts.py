"""Institutions, estates and the closing of an area, on the pages."""

from datetime import date

import pytest
from django.urls import reverse

from areas.models import Estate, Institution
from efforts.choices import Role
from tests import factories
from tests.desk.test_area_pages import errors, opened, send
from tests.page_forms import main_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user, consultant):
    client = as_user(consultant)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def place(home):
    area = factories.area("Rosenhøj", municipality=home)
    factories.border(area)
    return area


# --- Institutions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["55.4, 10.3", "582327 6139891"])
def test_an_institution_is_made_from_coordinates(client, home, typed):
    answer = send(client, "institution-new", name="Møllevangskolen", kind="school", point=typed)
    assert answer.url == reverse("areas:institutions")
    made = Institution.objects.get()
    assert made.municipality == home and made.point.x == pytest.approx(582_327, abs=2)
    assert "Møllevangskolen" in client.get(answer.url).content.decode()


def test_a_point_nobody_touched_stays_to_the_bit(client, home):
    school = factories.institution(municipality=home, point=factories.spot(0.123456789, 7))
    assert send(client, "institution-edit", school.pk, name="Nyt navn", reason="Omdøbt").status_code == 302
    again = Institution.objects.get()
    assert again.name == "Nyt navn" and again.point.coords == school.point.coords


def test_a_point_in_the_sea_of_another_country_is_said(client):
    page = send(client, "institution-new", name="Skolen", kind="school", point="55.6, 13.0")
    assert "outside Denmark" in errors(page)["point"][0]


def test_the_list_and_its_map_show_what_one_may_see(as_user, consultant, board, home, elsewhere):
    for town, name in ((home, "Hjemmeskolen"), (elsewhere, "Fremmedskolen")):
        factories.institution(name, municipality=town, point=factories.spot())
    effort = factories.effort(municipalities=(home,))
    factories.partner(effort, Institution.objects.get(name="Hjemmeskolen"))
    for person, may in ((consultant, True), (board, False)):
        client = as_user(person)
        page = client.get(reverse("areas:institutions"))
        assert [row.name for row in page.context["rows"]] == ["Hjemmeskolen"]
        assert page.context["rows"][0].efforts == 1
        text = page.content.decode()
        assert (reverse("desk:institution-new") in text, "/ret/" in text) == (may, may)
        layer = client.get(reverse("areas:institutions-map")).json()
        assert [one["properties"]["name"] for one in layer["features"]] == ["Hjemmeskolen"]


def test_the_list_is_narrowed_sorted_and_taken_away(client, home):
    factories.institution("Ålegården", municipality=home, kind="day_care", point=factories.spot())
    factories.institution("Birkeskolen", municipality=home)
    address = reverse("areas:institutions")
    names = [[row.name for row in client.get(address, {"sort": sort}).context["rows"]] for sort in ("name", "-name")]
    assert names == [["Birkeskolen", "Ålegården"], ["Ålegården", "Birkeskolen"]]
    assert [row.name for row in client.get(address, {"kind": "day_care"}).context["rows"]] == ["Ålegården"]
    assert [row.name for row in client.get(address, {"q": "ÅLEG"}).context["rows"]] == ["Ålegården"]
    file = b"".join(client.get(address, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert "Ålegården" in file and "Birkeskolen" in file
    shapes = b"".join(client.get(address, {"export": "geojson"}).streaming_content).decode()
    assert shapes.count('"Point"') == 1


def test_ten_institutions_cost_as_much_as_one(as_user, consultant, home, count_queries):
    def one_more():
        school = factories.institution(municipality=home, point=factories.spot())
        factories.partner(factories.effort(municipalities=(home,)), school)

    def asked() -> int:
        return count_queries(lambda: as_user(consultant).get(reverse("areas:institutions")))

    one_more()
    once = asked()
    for _number in range(9):
        one_more()
    assert asked() == once


# --- Estates ----------------------------------------------------------------------------------------------------


def test_an_estate_is_made_for_an_area(client, place):
    organisation = factories.organisation()
    page = client.get(reverse("desk:estate-new"), {"area": place.pk})
    data = main_form(page).data()
    assert data["area"] == [str(place.pk)] and data["municipality"] == [str(place.municipality_id)]
    answer = send(client, "estate-new", data=data, name="Afdeling 7", number="7", organisation=organisation.pk)
    assert answer.url.startswith(reverse("areas:detail", args=[place.pk]))
    assert place.estates.get().name == "Afdeling 7"


@pytest.mark.parametrize("wanted", ["", "x", "²", "9" * 30, "-1", "0"])
def test_an_area_that_is_none_is_no_error(client, wanted):
    assert client.get(reverse("desk:estate-new"), {"area": wanted}).status_code == 200


def test_an_area_elsewhere_cannot_be_chosen(client, home, elsewhere):
    other = factories.area(municipality=elsewhere)
    page = send(client, "estate-new", name="Ny", organisation=factories.organisation().pk, area=other.pk)
    assert "area" in errors(page) and not Estate.objects.exists()


def test_an_organisations_leader_makes_its_own_estates_anywhere(as_user, elsewhere):
    leader, own = factories.user(), factories.organisation()
    factories.member(leader, own, Role.LEADER)
    client = as_user(leader)
    fields = {"name": "Afdeling 9", "municipality": elsewhere.pk}
    assert "municipality" in errors(send(client, "estate-new", **fields, organisation=factories.organisation().pk))
    assert send(client, "estate-new", **fields, organisation=own.pk).status_code == 302
    assert Estate.objects.get().organisation == own


def test_an_estate_is_changed(client, place):
    estate = factories.estate(municipality=place.municipality)
    place.estates.add(estate)
    assert send(client, "estate-edit", estate.pk, homes=120).status_code == 302
    assert Estate.objects.get().homes == 120


# --- Closing ----------------------------------------------------------------------------------------------------


@pytest.fixture
def effort(place):
    effort = factories.effort("Helhedsplanen", reaches=(place,))
    factories.placement(factories.post(effort, title="Brobygger"), factories.workplace(place, name="Kontoret"))
    return effort


def closing(client, place, day: str = "2026-12-31"):
    page = client.get(reverse("desk:area-close", args=[place.pk]), {"last_day": day})
    assert page.status_code == 200
    return page


def test_what_follows_is_shown_and_ends_when_ticked(client, place, effort):
    page = closing(client, place)
    text = page.content.decode()
    assert all(word in text for word in ("Helhedsplanen", "Brobygger", "Kontoret", "31 December 2026"))
    answer = send(client, "area-close", place.pk, data=main_form(page).data() | {"reason": "Revet ned"})
    assert answer.status_code == 302
    place.refresh_from_db()
    assert place.last_day == place.borders.get().last_day == date(2026, 12, 31)
    assert effort.area_reaches.get().last_day == date(2026, 12, 31)
    assert effort.posts.get().placements.get().last_day == date(2026, 12, 31)


def test_a_boundary_that_begins_later_is_said_before_one_confirms(client, place):
    place.borders.update(ends_on=date(2028, 1, 1))
    later = factories.border(place, starts_on=date(2028, 1, 1))
    address = reverse("desk:border-edit", args=[place.pk, later.pk])
    assert address in closing(client, place).content.decode()
    assert address not in closing(client, place, "2028-06-30").content.decode()


def test_what_is_not_ticked_goes_on(client, place, effort):
    data = main_form(closing(client, place)).data() | {"reason": "Revet ned"}
    assert data.pop("end_placements") == ["on"]
    send(client, "area-close", place.pk, data=data)
    assert effort.area_reaches.get().ends_on and effort.posts.get().placements.get().ends_on is None


def test_efforts_one_may_not_change_stay(as_user, place, effort, home):
    person = factories.user()
    organisation = factories.organisation()
    place.estates.add(factories.estate(organisation=organisation, municipality=home))
    factories.member(person, organisation, Role.CONSULTANT)
    client = as_user(person)
    data = main_form(closing(client, place)).data() | {"reason": "Revet ned", "end_reaches": "on"}
    assert send(client, "area-close", place.pk, data=data).status_code == 302
    assert effort.area_reaches.get().ends_on is None


def test_it_says_why(client, place):
    page = send(client, "area-close", place.pk, data=main_form(closing(client, place)).data())
    assert "reason" in errors(page)
    place.refresh_from_db()
    assert place.ends_on is None


def test_news_are_shown_before_anything_ends(client, place, effort):
    data = main_form(closing(client, place)).data() | {"reason": "Revet ned"}
    factories.reach(factories.effort("Ny indsats", municipalities=(place.municipality,)), place)
    page = send(client, "area-close", place.pk, data=data)
    assert "changed since the page was shown" in str(errors(page)) and "Ny indsats" in page.content.decode()
    again = main_form(page).data()
    assert again["reason"] == ["Revet ned"]
    assert send(client, "area-close", place.pk, data=again).status_code == 302


def test_a_day_that_was_not_shown_is_news(client, place):
    data = main_form(closing(client, place)).data() | {"reason": "Revet ned", "last_day": "2027-05-31"}
    page = send(client, "area-close", place.pk, data=data)
    assert "changed since" in str(errors(page)) and "31 May 2027" in page.content.decode()


@pytest.mark.parametrize("day", ["", "x", "\x00", "9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_that_is_none_is_no_error(client, place, day):
    assert closing(client, place, day).context["last_day"] is not None
    data = opened(client, "area-close", place.pk) | {"reason": "Revet ned", "last_day": day}
    assert errors(send(client, "area-close", place.pk, data=data))
    place.refresh_from_db()
    assert place.ends_on is None
