"""The pages of areas: what they show, to whom, and at what cost."""

import json
from datetime import date

import pytest
from django.urls import reverse

from areas.models import AreaName
from tests import factories

pytestmark = pytest.mark.django_db

JUNK = ["%00", "-1", "abc", "99999999999999999999", "<b>", "' OR 1=1 --", "æøå", "%F0%9F%98%80", "²"]


def listed(client, **query) -> list[str]:
    """The names in the table, in their order."""
    response = client.get(reverse("areas:list"), query)
    assert response.status_code == 200
    return [row.area.name for row in response.context["rows"]] if "rows" in response.context else []


def mapped(client, **query) -> set[str]:
    """The names on the map."""
    response = client.get(reverse("areas:map"), query)
    assert response.status_code == 200
    return {feature["properties"]["name"] for feature in json.loads(response.content)["features"]}


@pytest.fixture
def areas(home):
    """Ærø (reached, drawn), Birk (none, approximate), Cedervang (no border), Zoneparken (ended in 2020)."""
    made = {
        "Cedervang": factories.area("Cedervang", municipality=home, tenure="private_rental"),
        "Birk": factories.area("Birk", municipality=home),
        "Ærø": factories.area("Ærø", municipality=home),
        "Zoneparken": factories.area("Zoneparken", municipality=home, ends_on=date(2020, 1, 1)),
    }
    factories.border(made["Ærø"], quality="drawn")
    factories.border(made["Birk"], quality="approximate")
    factories.effort("Fælles indsats", reaches=(made["Ærø"],))
    return made


def test_the_list_is_sorted_as_danes_do_and_holds_the_areas_of_the_day(areas, consultant, as_user):
    client = as_user(consultant)
    assert listed(client) == ["Birk", "Cedervang", "Ærø"]
    assert listed(client, sort="-name") == ["Ærø", "Cedervang", "Birk"]
    assert listed(client, date="2019-06-01") == ["Birk", "Cedervang", "Zoneparken", "Ærø"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "ÆRØ"}, ["Ærø"]),
        ({"q": "kaldenavn"}, ["Birk"]),
        ({"tenure": "private_rental"}, ["Cedervang"]),
        ({"effort": "some"}, ["Ærø"]),
        ({"effort": "none"}, ["Birk", "Cedervang"]),
        ({"border": "approximate"}, ["Birk"]),
        ({"border": "none"}, ["Cedervang"]),
        ({"status": "udsat"}, ["Cedervang"]),
        ({"status": "udsat", "date": "2017-11-30"}, []),
        ({"effort": "none", "tenure": "social"}, ["Birk"]),
    ],
)
def test_filters_and_the_map_is_the_same_set(areas, consultant, as_user, query, names):
    AreaName.objects.create(area=areas["Birk"], name="Kaldenavnet")
    factories.list_entry(areas["Cedervang"], year=2017, status="udsat")
    client = as_user(consultant)
    assert listed(client, **query) == names
    assert mapped(client, **query) == {name for name in names if name != "Cedervang"}


def test_a_municipality_in_the_address_narrows_both(areas, home, elsewhere, admin_user, as_user):
    factories.border(factories.area("Langt væk", municipality=elsewhere))
    client = as_user(admin_user)
    assert "Langt væk" in listed(client) and "Langt væk" in mapped(client)
    assert "Langt væk" not in listed(client, municipality=home.code)
    assert mapped(client, municipality=elsewhere.code) == {"Langt væk"}


@pytest.mark.parametrize(
    "name", ["q", "municipality", "tenure", "effort", "status", "border", "date", "sort", "page", "box"]
)
@pytest.mark.parametrize("value", JUNK)
def test_junk_in_the_address_is_no_error(areas, consultant, as_user, name, value):
    client = as_user(consultant)
    for view in ("areas:list", "areas:map"):
        assert client.get(f"{reverse(view)}?{name}={value}").status_code == 200
    detail = reverse("areas:detail", args=[areas["Ærø"].pk])
    assert client.get(f"{detail}?{name}={value}").status_code == 200


def test_a_stranger_gets_404_and_sees_nothing(areas, stranger, as_user):
    client = as_user(stranger)
    assert listed(client) == []
    assert mapped(client) == set()
    for view in ("areas:detail", "areas:detail-map"):
        assert client.get(reverse(view, args=[areas["Ærø"].pk])).status_code == 404


def test_a_map_that_has_not_changed_is_not_sent_again(areas, consultant, as_user):
    client = as_user(consultant)
    first = client.get(reverse("areas:map"))
    again = client.get(reverse("areas:map"), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_a_box_narrows_the_map(areas, consultant, as_user):
    border = areas["Ærø"].borders.get()
    box = f"{border.west},{border.south},{border.east},{border.north}"
    assert mapped(as_user(consultant), box=box) == {"Ærø"}


def detail(client, area, **query):
    response = client.get(reverse("areas:detail", args=[area.pk]), query)
    assert response.status_code == 200
    return response


def test_the_page_tells_who_covers_the_area_and_who_is_there(areas, consultant, as_user):
    area = areas["Ærø"]
    effort = area.reaches.get().effort
    post = factories.post(effort, title="Brobygger")
    factories.placement(post, factories.workplace(area), weekday=3)
    page = detail(as_user(consultant), area).context["page"]
    assert [one.effort for one in page.covering if one.holds] == [effort]
    assert page.staff_days == 1
    assert [(day.value, [str(one.post) for one in placed]) for day, placed in page.week if placed] == [
        (3, ["Brobygger"])
    ]


def test_staff_whose_places_are_not_known_are_not_nobody(areas, consultant, as_user):
    """The effort has no post: whether somebody is in the area is not known; where no effort reaches, nobody is."""
    client = as_user(consultant)
    assert detail(client, areas["Ærø"]).context["page"].untold
    assert not detail(client, areas["Birk"]).context["page"].untold
    rows = {row.area.name: row for row in client.get(reverse("areas:list")).context["rows"]}
    assert (rows["Ærø"].untold, rows["Birk"].untold) == (True, False)
    post = factories.post(areas["Ærø"].reaches.get().effort)
    factories.placement(post, factories.workplace(areas["Birk"]))
    assert not detail(client, areas["Ærø"]).context["page"].untold


def test_an_effort_that_one_may_not_see_is_counted_and_not_named(areas, as_user):
    area = areas["Birk"]
    estate = factories.estate(municipality=area.municipality)
    area.estates.add(estate)
    person = factories.user()
    factories.member(person, estate.organisation)
    factories.effort("Hemmelig indsats", reaches=(area,))
    client = as_user(person)
    response = detail(client, area)
    assert response.context["page"].hidden_efforts == 1
    assert "Hemmelig indsats" not in response.content.decode()
    assert "Hemmelig indsats" not in client.get(reverse("areas:list")).content.decode()


def test_every_figure_has_its_source_and_a_missing_one_its_word(areas, consultant, as_user):
    area, figure = areas["Ærø"], factories.indicator("outside_work")
    factories.observation(area, figure, 2016, value=40.5, source="Ministeriets liste", extracted_on=date(2017, 1, 2))
    factories.observation(area, figure, 2017, value=None, availability="withheld")
    text = detail(as_user(consultant), area).content.decode()
    assert "40,5" in text
    assert "Ministeriets liste" in text and "2. januar 2017" in text
    assert "skjult" in text.lower()


def test_figures_after_the_day_shown_are_not_shown(areas, consultant, as_user):
    area, figure = areas["Ærø"], factories.indicator("outside_work")
    for year in (2016, 2018):
        factories.observation(area, figure, year)
    assert detail(as_user(consultant), area, date="2017-05-01").context["numbers"].years == [2016]


def test_what_the_area_says_itself_goes_before_an_older_figure(areas, consultant, as_user):
    area = areas["Ærø"]
    factories.observation(area, factories.indicator("residents", unit="number"), 2017, value=1200)
    page = detail(as_user(consultant), area).context["page"]
    assert (page.residents.number, page.residents.year) == (1200, 2017)
    area.residents, area.residents_on = 1300, date(2026, 1, 1)
    area.save()
    assert detail(as_user(consultant), area).context["page"].residents.number == 1300
    assert detail(as_user(consultant), area, date="2025-12-31").context["page"].residents.number == 1200


def test_the_page_s_map_has_the_area_its_neighbours_and_institutions(areas, consultant, as_user, home):
    factories.border(areas["Cedervang"], geometry=factories.ring(y=900))
    for number, name in enumerate(["Ærø", "Birk"]):
        areas[name].borders.update(geometry=factories.square(x=number * 1_000))
        for border in areas[name].borders.all():
            border.save()
    factories.institution("Skolen", municipality=home, point=factories.spot(x=-600, y=100))
    factories.institution("Langt væk", municipality=home, point=factories.spot(x=-9_000))
    client = as_user(consultant)
    page = detail(client, areas["Ærø"]).context["page"]
    assert [(one.name, round(one.distance.m)) for one in page.institutions] == [("Skolen", 600)]
    features = json.loads(client.get(reverse("areas:detail-map", args=[areas["Ærø"].pk])).content)["features"]
    kinds = {one["properties"]["name"]: one["properties"].get("kind") for one in features}
    assert kinds == {"Ærø": None, "Birk": "neighbour", "Cedervang": "neighbour", "Skolen": "institution"}


def test_names_with_html_are_shown_as_text(home, consultant, as_user):
    area = factories.area("<script>alert(1)</script>", municipality=home, note="<img src=x>")
    factories.border(area)
    client = as_user(consultant)
    for view, args in (("areas:list", []), ("areas:detail", [area.pk])):
        text = client.get(reverse(view, args=args)).content.decode()
        assert "<script>alert" not in text and "<img src=x>" not in text
        assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("view", ["areas:list", "areas:map", "areas:detail", "areas:detail-map"])
def test_ten_areas_cost_as_many_queries_as_one(view, home, consultant, as_user, count_queries):
    figure = factories.indicator("residents")

    def add():
        area = factories.area(municipality=home)
        factories.border(area, starts_on=date(2000, 1, 1))
        effort = factories.effort(reaches=(area,))
        factories.placement(factories.post(effort), factories.workplace(area))
        factories.observation(area, figure)
        factories.list_entry(area)
        return area

    first = add()
    client = as_user(consultant)
    address = reverse(view, args=[first.pk] if "detail" in view else [])
    client.get(address)
    one = count_queries(lambda: client.get(address))
    for _ in range(9):
        add()
    for number in range(9):
        effort = factories.effort(reaches=(first,))
        factories.placement(factories.post(effort), factories.workplace(first), weekday=1 + number % 5)
        factories.observation(first, factories.indicator())
        factories.institution(municipality=home, point=first.borders.get().geometry.centroid)
    assert count_queries(lambda: client.get(address)) == one
