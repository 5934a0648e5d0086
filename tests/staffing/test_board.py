"""The week board: who is where, who is not, and what is not stated."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import RequestFactory
from django.urls import reverse

from staffing.board import AREA, CENTRAL, Board
from staffing.choices import Mode
from staffing.filters import BoardFilterSet
from staffing.models import Post
from tests import factories

ON = date(2026, 3, 2)


def board_of(person, **query) -> Board:
    query = {"date": ON.isoformat(), **query}
    request = RequestFactory().get("/bemanding/", query)
    request.user = person
    posts = Post.objects.visible_to(person).for_board(ON)
    return Board(BoardFilterSet(request.GET, queryset=posts, request=request))


def rows_of(board: Board, sort: str = "place"):
    return board.places([row[:2] for row in board.keys(sort)])


def url(**query):
    return f"{reverse('staffing:board')}?{urlencode({'date': ON.isoformat(), **query})}"


@pytest.fixture
def week(home):
    """An effort with two areas: one worker in the first on two days and central on one, nobody in the second."""
    north = factories.area("Nordparken", municipality=home, residents=2000, residents_on=date(2026, 1, 1))
    south = factories.area("Sydparken", municipality=home)
    effort = factories.effort("Fælles plan", municipalities=(home,), reaches=(north, south))
    post = factories.post(effort, title="Medarbejder", employer_municipality=home)
    local, central = factories.workplace(north, name="Beboerhuset"), factories.workplace(home, name="Rådhuset")
    for weekday, workplace in ((1, local), (2, local), (3, central)):
        factories.placement(post, workplace, weekday)
    effort.north, effort.south, effort.post, effort.central = north, south, post, central
    return effort


def test_areas_and_central_workplaces_are_rows(week, consultant):
    rows = rows_of(board_of(consultant))
    assert [(row.kind, row.pk) for row in rows] == [
        (AREA, week.north.pk),
        (AREA, week.south.pk),
        (CENTRAL, week.central.pk),
    ]
    assert [row.staff_days for row in rows] == [2, 0, 1]
    assert [day.value for day, found in rows[0].days.items() if found] == [1, 2]


def test_nobody_is_said_only_when_all_is_known(week, consultant):
    empty = rows_of(board_of(consultant))[1]
    assert empty.is_empty and not empty.untold and empty.reached_by == [week]
    factories.post(week, title="Vikar")
    assert rows_of(board_of(consultant))[1].untold == [week]


def test_days_of_a_base_may_be_unknown(week, consultant):
    other = factories.post(week, title="Leder")
    factories.placement(other, factories.workplace(week.south), None)
    board = board_of(consultant)
    south = rows_of(board)[1]
    assert [placement.post for placement in south.bases] == [other]
    assert south.staff_days == 0 and south.per_thousand is None and not south.is_empty
    assert board.bases == 1 and board.staff_days == 3


def test_days_per_thousand_residents_know_their_year(week, consultant):
    residents = factories.indicator("residents")
    for year, value in ((2016, 900), (2017, 1500), (2030, 9)):
        factories.observation(week.south, residents, year, value=value)
    factories.placement(week.post, factories.workplace(week.south), 4)
    north, south, _central = rows_of(board_of(consultant))
    assert (north.residents, north.residents_year, north.per_thousand) == (2000, 2026, 1.0)
    assert (south.residents, south.residents_year) == (1500, 2017)
    assert south.per_thousand == pytest.approx(1 / 1.5)


def test_the_weekend_is_shown_when_somebody_works_in_it(week, consultant):
    assert len(board_of(consultant).weekdays) == 5
    factories.placement(week.post, week.central, 7)
    assert len(board_of(consultant).weekdays) == 7


def test_only_what_holds_on_the_day_is_on_the_board(week, consultant):
    gone = factories.post(week, title="Fratrådt", ends_on=ON)
    factories.placement(gone, week.central, 1)
    ended = factories.effort("Slut", municipalities=week.municipalities.all(), ends_on=ON)
    factories.placement(factories.post(ended), week.central, 1)
    factories.placement(week.post, week.central, 5, starts_on=date(2027, 1, 1))
    assert board_of(consultant).staff_days == 3


def test_a_closed_effort_without_a_last_day_has_ended(week, consultant):
    closed = factories.effort("Lukket", municipalities=week.municipalities.all(), status="closed")
    factories.placement(factories.post(closed), week.central, 1)
    assert board_of(consultant).staff_days == 3


def test_posts_without_a_place_stand_beside_it(week, consultant):
    loose = factories.post(week, title="Ukendt")
    board = board_of(consultant)
    assert list(board.unplaced) == [loose]
    assert [card.post for card in board.cards(rows_of(board))] == [week.post]


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ({}, 4),
        ({"q": "medarb"}, 3),
        ({"q": "SYDPARKEN"}, 3),
        ({"q": "rådhus"}, 4),
        ({"q": "findes ikke"}, 0),
        ({"mode": "mix"}, 3),
        ({"mode": "central"}, 1),
        ({"mode": "local"}, 0),
    ],
)
def test_filters(week, consultant, query, days):
    other = factories.effort("Anden", municipalities=week.municipalities.all())
    factories.placement(factories.post(other, title="Leder"), week.central, 4)
    assert board_of(consultant, **query).staff_days == days


def test_filters_by_effort_employer_and_funder(week, consultant, home, elsewhere):
    payer = factories.funder("Fonden")
    other = factories.effort("Anden", municipalities=(home,))
    factories.share(other, payer)
    factories.placement(factories.post(other, title="Leder"), week.central, 4)
    assert board_of(consultant, effort=week.pk).staff_days == 3
    assert board_of(consultant, funder=payer.pk).staff_days == 1
    assert board_of(consultant, employer=f"municipality-{home.pk}").staff_days == 3
    assert board_of(consultant, municipality=home.code).staff_days == 4
    assert board_of(consultant, municipality=elsewhere.code).staff_days == 0


def test_the_mode_in_sql_is_the_mode_of_the_rule(week, consultant):
    factories.post(week)
    for mode, count in ((Mode.MIX, 1), (Mode.UNKNOWN, 1), (Mode.LOCAL, 0), (Mode.CENTRAL, 0)):
        assert Post.objects.in_mode(mode, ON).count() == count


@pytest.mark.parametrize("sort", ["place", "name", "days", "rate"])
def test_sorting_turns_round_and_keeps_everything(week, consultant, sort):
    board = board_of(consultant)
    up, down = ([row.key for row in rows_of(board, way + sort)] for way in ("", "-"))
    assert sorted(up) == sorted(down) and len(up) == board.count() == 3
    if sort == "days":
        assert down[0] == f"area-{week.north.pk}" and up[0] == f"area-{week.south.pk}"
    if sort == "rate":
        assert up[0] == down[0] == f"area-{week.north.pk}", "what is not known comes last either way"


def test_the_page_shows_the_week(week, consultant, as_user):
    page = as_user(consultant).get(url()).content.decode()
    for text in ("Nordparken", "Sydparken", "Rådhuset", "Medarbejder", f'id="post-{week.post.pk}"'):
        assert text in page
    assert f'data-feature="area-{week.south.pk}"' in page


def test_the_link_to_the_admin_is_for_those_who_may(week, consultant, admin_user, as_user):
    change = reverse("admin:staffing_post_change", args=[week.post.pk])
    assert change in as_user(admin_user).get(url()).content.decode()
    assert change not in as_user(consultant).get(url()).content.decode()


def test_a_stranger_sees_nothing_of_it(week, stranger, as_user):
    page = as_user(stranger).get(url()).content.decode()
    assert "Nordparken" not in page and "Medarbejder" not in page
    layer = as_user(stranger).get(reverse("staffing:board-map")).json()
    assert layer["features"] == []


def test_an_anonymous_visitor_signs_in_first(client, db):
    for name in ("staffing:board", "staffing:board-map"):
        assert client.get(reverse(name)).status_code == 302


JUNK = ["", "x", "-1", "0", "99999999999999999999", "\x00", "'", "æøå", "1.5", "None", "municipality-", "a" * 9000]


@pytest.mark.parametrize("name", ["municipality", "q", "effort", "employer", "funder", "mode", "sort", "page", "date"])
@pytest.mark.parametrize("value", JUNK, ids=range(len(JUNK)))
def test_junk_in_the_address_is_no_error(week, consultant, as_user, name, value):
    client = as_user(consultant)
    assert client.get(reverse("staffing:board"), {name: value}).status_code == 200
    assert client.get(reverse("staffing:board-map"), {name: value, "box": value}).status_code == 200


def test_an_empty_board_teaches(consultant, as_user):
    page = as_user(consultant).get(url())
    assert page.status_code == 200 and 'class="empty"' in page.content.decode()


def test_pages_of_a_long_board(week, consultant, as_user, home):
    for number in range(45):
        factories.reach(week, factories.area(f"Område {number:02}", municipality=home))
    first, second = (as_user(consultant).get(url(page=n)).context["page"] for n in (1, 2))
    assert (first.total, len(first), len(second), first.last) == (48, 40, 8, 2)
    assert not {row.key for row in first} & {row.key for row in second}
    assert as_user(consultant).get(url(page=999)).context["page"].number == 2


def grow(effort, home, number):
    for n in range(number):
        place = factories.area(f"Nyt {n}", municipality=home)
        factories.border(place)
        other = factories.effort(f"Ny {n}", municipalities=(home,), reaches=(place,))
        post = factories.post(other, employer_organisation=factories.organisation())
        factories.placement(post, factories.workplace(place), 1)
        factories.placement(post, factories.workplace(home), 2)


@pytest.mark.parametrize("name", ["staffing:board", "staffing:board-map"])
def test_queries_are_flat(week, consultant, home, as_user, count_queries, name):
    client = as_user(consultant)
    client.get(reverse(name))
    grow(week, home, 1)
    few = count_queries(lambda: client.get(reverse(name)))
    grow_more = [f"Mere {n}" for n in range(9)]
    for title in grow_more:
        place = factories.area(title, municipality=home)
        factories.border(place)
        factories.reach(week, place)
        post = factories.post(week, title=title, employer_municipality=home)
        factories.placement(post, factories.workplace(place), 1)
        factories.placement(post, factories.workplace(home), 2)
        factories.post(week, title=title)
    assert count_queries(lambda: client.get(reverse(name))) == few
    print(name, few)


# --- The map ----------------------------------------------------------------------------------------------------


def test_the_map_is_the_same_set_as_the_table(week, consultant, as_user):
    factories.border(week.north, quality="drawn")
    factories.border(week.south, quality="approximate")
    features = as_user(consultant).get(reverse("staffing:board-map"), {"date": ON.isoformat()}).json()["features"]
    found = {feature["properties"]["id"]: feature["properties"] for feature in features}
    assert set(found) == {row.key for row in rows_of(board_of(consultant))}
    assert found[f"area-{week.north.pk}"]["kind"] == "staffed-1"
    assert found[f"area-{week.south.pk}"]["kind"] == "unstaffed"
    assert found[f"area-{week.south.pk}"]["approximate"] and not found[f"area-{week.north.pk}"]["approximate"]


def test_a_central_workplace_without_a_point_is_at_the_centre_and_approximate(week, consultant, as_user, home):
    layer = as_user(consultant).get(reverse("staffing:board-map"), {"date": ON.isoformat()}).json()
    (central,) = layer["features"]
    assert central["geometry"]["coordinates"] == [home.lon, home.lat]
    assert central["properties"]["approximate"]


def test_an_organisation_is_at_the_centre_of_its_efforts_town_if_there_is_one(consultant, home, elsewhere):
    one = factories.effort(municipalities=(home,))
    two = factories.effort(municipalities=(home, elsewhere))
    first, second = (factories.workplace(factories.organisation()) for _n in range(2))
    elsewhere.lon = 9.0
    elsewhere.save()
    factories.placement(factories.post(one), first, None)
    factories.placement(factories.post(two), second, None)
    assert board_of(consultant).centres() == {first.pk: (home.lon, home.lat)}
