"""The number of residents that people typed at an area is told only where the figure of residents would be."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from areas.figures import figures
from areas.means import means
from areas.models import HousingArea
from areas.needs import Book, read_towns
from areas.recompute import recompute
from areas.residents import residents_of, with_residents
from areas.said import said_of_all
from tests import factories
from tests.admin.conftest import change_url, form_data, list_url, send
from tests.page_forms import main_form

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 1)
NEW_YEAR = date(2021, 1, 1)
RARE = 45_317


@pytest.fixture
def counted(db):
    """The figure that counts residents, of areas, from a source that shows no fewer than 100."""
    return factories.indicator(
        "residents", unit="number", decimals=0, source=factories.figure_source(smallest_count=100)
    )


def area(home, number: int | None = RARE, on: date = NEW_YEAR, **fields) -> HousingArea:
    return factories.area(municipality=home, residents=number, residents_on=None if number is None else on, **fields)


def told(*areas) -> list[int | None]:
    """What each area tells, by both of the readers, which agree, also when it was asked of all areas before."""
    rows = HousingArea.objects.filter(pk__in=[one.pk for one in areas])
    found, known = residents_of(rows, TODAY), said_of_all()
    assert residents_of(rows, TODAY, typed=known) == found
    sorts = dict(with_residents(HousingArea.objects.all(), TODAY).values_list("pk", "people"))
    assert dict(with_residents(HousingArea.objects.all(), TODAY, known).values_list("pk", "people")) == sorts
    found = {pk: one for pk, one in found.items() if one.number is not None}
    numbers = [found[one.pk].number if one.pk in found else None for one in areas]
    assert numbers == [sorts[one.pk] for one in areas]
    home = areas[0].municipality_id
    town, again = (read_towns(Book.read(None), [home], typed=how)[home] for how in (None, known))
    assert town.counts == again.counts
    assert [town.residents(one.pk, TODAY.year) for one in areas if not one.estates.exists()] == [
        (found[one.pk].year, found[one.pk].number) if one.pk in found else None
        for one in areas
        if not one.estates.exists()
    ]
    return numbers


def test_a_number_below_the_limit_is_not_told(home, counted):
    assert told(area(home, 99), area(home, 100), area(home, None), area(home, 0)) == [None, 100, None, None]
    counted.source = None
    counted.save()
    assert told(area(home, 99)) == [99]
    counted.smallest_group = 100
    counted.save()
    assert told(area(home, 99)) == [None]


@pytest.mark.parametrize(("year", "number"), [(2019, RARE), (2020, None), (2021, None), (2022, None), (2023, RARE)])
@pytest.mark.parametrize("state", ["small", "source"])
def test_a_number_near_a_withheld_figure_is_not_told(home, counted, year, number, state):
    place = area(home)
    how = {"value": 60} if state == "small" else {"value": None, "availability": "withheld"}
    factories.observation(place, counted, year, **how)
    recompute()
    assert told(place) == [number]


def test_a_figure_that_is_shown_is_told_instead(home, counted):
    place = area(home)
    factories.observation(place, counted, 2021, value=60)
    factories.observation(place, counted, 2015, value=700)
    recompute()
    assert told(place) == [700]


def test_a_number_does_not_tell_an_estates_figure(home, counted):
    counted.level = "estate"
    counted.save()
    place, other, apart = area(home), area(home), area(home)
    estates = [factories.estate(municipality=home) for _ in range(3)]
    place.estates.set(estates[:2])
    other.estates.set(estates[1:2])
    apart.estates.set(estates[2:])
    for estate, number in zip(estates, (60, 700, 800), strict=True):
        factories.observation(estate, counted, 2021, value=number)
    recompute()
    found = residents_of([place, other, apart], TODAY)
    # That of the second is no secret, and could be taken off that of the first: what is left is the small estate.
    assert {pk: one.number for pk, one in found.items()} == {place.pk: None, other.pk: RARE, apart.pk: RARE}


def test_a_number_does_not_tell_that_of_an_area_within(home, counted):
    """One area is two others together: the two typed numbers would leave the third."""
    whole, part, rest, apart = (area(home, number) for number in (900, 840, 60, 1000))
    estates = [factories.estate(municipality=home) for _ in range(3)]
    for place, its in ((whole, estates[:2]), (part, estates[:1]), (rest, estates[1:2]), (apart, estates[2:])):
        place.estates.set(its)
    assert told(whole, part, rest, apart) == [None, 840, None, 1000]


def test_shares_of_all_residents_go_with_a_small_number(home, counted):
    place = area(home, 90)
    share = factories.indicator(is_of_residents=True)
    for year in (2020, 2021, 2024):
        factories.observation(place, share, year, numerator=40, denominator=80, value=50)
    recompute()
    states = {figure.year: figure.state for figure in figures("area", [place.pk], indicator__code=share.code)}
    assert states == {2020: "withheld", 2021: "withheld", 2024: "available"}


def test_shares_of_all_residents_of_estates_go_with_a_small_number(home, counted):
    place, share = area(home, 90), factories.indicator(is_of_residents=True, level="estate")
    estate = factories.estate(municipality=home)
    place.estates.add(estate)
    factories.observation(estate, share, 2021, numerator=40, denominator=80, value=50)
    recompute()
    assert [figure.state for figure in figures("area", [place.pk], indicator__code=share.code)] == ["withheld"]


def test_which_areas_are_similar_tells_nothing(home, counted):
    mine, small = area(home, 100), area(home, 99)
    index = factories.indicator()
    for place in (mine, small):
        factories.observation(place, index, 2021, value=50)
    recompute()
    found = means(mine, list(figures("area", [mine.pk], indicator__code=index.code)))
    assert all("similar" not in scopes for scopes in found.values())


# --- changing it ------------------------------------------------------------------------------------------------------


@pytest.fixture
def place(home, counted):
    return area(home, 77)


def main_of(page: str) -> str:
    """Without addresses and times: keys and parts of a second may have any digits."""
    return re.sub(r'(href|datetime)="[^"]*"', "", page.split("<main")[1].split("</main")[0])


def form_of(page) -> dict:
    return main_form(page).data()


def test_who_owns_the_area_changes_it_without_reading_the_number(as_user, consultant, place):
    client, url = as_user(consultant), reverse("desk:area-edit", args=[place.pk])
    data = form_of(client.get(url))
    assert data["residents"] in ("", [""]) and data["residents_on"] == ["2021-01-01"]
    assert client.post(url, data | {"homes": 300}).status_code == 302
    place.refresh_from_db()
    assert (place.homes, place.residents, place.residents_on) == (300, 77, NEW_YEAR)
    data = form_of(client.get(url))
    page = client.post(url, data | {"residents_on": "2015-01-01"})
    assert list(page.context["form"].errors) == ["residents"] and "77" not in page.content.decode().split("</form")[0]
    assert client.post(url, data | {"residents": "650", "residents_on": "2026-01-01"}).status_code == 302
    place.refresh_from_db()
    assert (place.residents, place.residents_on) == (650, date(2026, 1, 1))


def test_a_withheld_number_can_be_taken_away(as_user, consultant, place):
    client, url = as_user(consultant), reverse("desk:area-edit", args=[place.pk])
    assert client.post(url, form_of(client.get(url)) | {"residents_on": ""}).status_code == 302
    place.refresh_from_db()
    assert place.residents is None and place.residents_on is None


def test_two_at_once_are_not_told_what_the_other_typed(as_user, consultant, admin_user, home, counted):
    place = area(home, 650)
    client, url = as_user(consultant), reverse("desk:area-edit", args=[place.pk])
    mine = form_of(client.get(url))
    other = as_user(admin_user)
    assert other.post(url, form_of(other.get(url)) | {"residents": "77"}).status_code == 302
    page = client.post(url, mine | {"residents": "640"})
    (difference,) = page.context["conflict"].differences
    # Nor what stood there before: an earlier number of the day tells as much.
    assert difference.origin == difference.theirs and "77" not in difference.theirs and difference.mine == "640"
    assert client.post(url, form_of(page) | {"keep-residents": "theirs"}).status_code == 302
    place.refresh_from_db()
    assert place.residents == 77


def test_the_admin_goes_through_the_door(as_user, admin_user, place, home):
    client = as_user(admin_user)
    data = form_data(client.get(change_url(place)))
    assert "residents" not in data and data["residents_on"]
    assert send(client, change_url(place), homes=300).status_code == 302
    place.refresh_from_db()
    assert (place.homes, place.residents) == (300, 77)
    large = area(home, RARE)
    listed = client.get(list_url(HousingArea)).content.decode()
    assert "45.317" in listed and ">77<" not in listed
    asked = client.get(f"{list_url(HousingArea)}?residents__gte=80")
    assert asked.status_code in (302, 400), large


def test_history_tells_old_numbers_as_it_tells_new_ones(as_user, consultant, place, counted):
    place.history.update(history_date=timezone.now() - timedelta(days=2))
    place.residents, place.residents_on = 4321, date(2024, 1, 1)
    place.save()
    client = as_user(consultant)
    page = client.get(reverse("history:area", args=[place.pk])).content.decode()
    assert "4.321" in page and "antal skjult (få personer)" in page and "77" not in main_of(page)
    then = {"at": f"{timezone.localtime() - timedelta(days=1):%Y-%m-%dT%H:%M}"}
    page = client.get(reverse("history:area-moment", args=[place.pk]), then).content.decode()
    assert "antal skjult (få personer)" in page and "77" not in main_of(page)
    factories.observation(place, counted, 2023, value=5)
    recompute()
    assert "4.321" not in client.get(reverse("history:area", args=[place.pk])).content.decode()


def test_the_page_the_list_and_its_file_say_that_it_is_withheld(as_user, consultant, place):
    client = as_user(consultant)
    client.cookies["django_language"] = "en"
    page = reverse("areas:detail", args=[place.pk])
    for address in (page, reverse("areas:list"), f"{reverse('areas:list')}?export=csv"):
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"withheld" in content, address
