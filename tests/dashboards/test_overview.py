"""The overview: every figure agrees with the list behind it and with the rules."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from boligsocial.dashboards.endings import endings
from boligsocial.dashboards.overview import (
    count_areas,
    count_efforts,
    count_follow_ups,
    count_modes,
    count_staff,
    count_typologies,
    newest_list,
    uncovered_areas,
)
from boligsocial.dashboards.scope import Scope
from boligsocial.dashboards.year_money import money_of_year
from efforts import reference
from efforts.choices import EffortStatus, ShareStatus
from efforts.derive import year_money
from efforts.models import Effort
from staffing.choices import Mode
from tests import factories

ON = date(2026, 3, 2)


@pytest.fixture
def scope(consultant, home):
    return Scope(consultant, ON, home)


@pytest.fixture
def town(home):
    """Two areas under one effort, one under none; efforts of several statuses; a post of each sort."""
    reference.load()
    north, south = (factories.area(name, municipality=home) for name in ("Nord", "Syd"))
    factories.area("Øst", municipality=home)
    running = factories.effort("Kører", municipalities=(home,), reaches=(north, south))
    factories.effort("Planlagt", municipalities=(home,), status=EffortStatus.PLANNED, starts_on=date(2027, 1, 1))
    factories.effort("Lukket", municipalities=(home,), status=EffortStatus.CLOSED, ends_on=date(2025, 1, 1))
    factories.placement(factories.post(running), factories.workplace(north), 1)
    factories.placement(factories.post(running, weekly_minutes=None), factories.workplace(home), 1)
    return running


@pytest.fixture
def needs(town, home):
    """Great need in the north and in the east, fallen in the south."""
    recipe = factories.recipe(is_default=True)
    for area, (level, before) in zip(home.areas.order_by("pk"), ((4, 4), (2, 3), (3, 2)), strict=True):
        factories.need_level(area, recipe, level=level, before=before)


def pages(client, name, **query):
    return client.get(reverse(name), {"date": ON.isoformat(), **query})


# --- The figures -------------------------------------------------------------------------------------------------


def test_efforts_by_status_and_those_in_force(scope, town):
    counts = count_efforts(scope)
    assert (counts.now, counts.all) == (1, 3)
    assert counts.by_status[EffortStatus.PLANNED] == counts.by_status[EffortStatus.CLOSED] == 1


def test_areas_that_no_effort_reaches(scope, town):
    counts = count_areas(scope)
    assert (counts.all, counts.covered, counts.uncovered) == (3, 2, 1)
    assert [area.name for area in uncovered_areas(scope)] == ["Øst"]


def test_areas_by_need_and_those_without_an_effort(scope, town, needs, home):
    factories.area("Ukendt", municipality=home)
    counts = count_areas(scope)
    assert [(one.level, one.all, one.uncovered) for one in counts.levels] == [
        (4, 1, 0),
        (3, 1, 1),
        (2, 1, 0),
        (1, 0, 0),
        (None, 1, 1),
    ]
    assert (counts.all, counts.said, counts.great, counts.gap, counts.stays) == (4, 3, 2, 1, 1)
    assert [(area.name, area.level) for area in uncovered_areas(scope)] == [("Øst", 3), ("Ukendt", None)]


def test_follow_ups_due_are_those_of_the_day_that_are_open(scope, town, home, consultant):
    area = home.areas.first()
    late, now, later = (
        factories.follow_up(area, made_on=date(2026, 1, 1), look_again_on=day)
        for day in (date(2026, 2, 1), ON, date(2026, 5, 1))
    )
    factories.follow_up(area, closed_on=ON, outcome="Færdig.")
    factories.follow_up(factories.area())
    found = count_follow_ups(scope)
    assert (found.open, found.due, found.first) == (3, 2, [late, now]) and later


def test_a_reach_or_an_effort_that_has_ended_reaches_nothing(scope, town, home):
    gone = factories.area(municipality=home)
    ended = factories.effort(municipalities=(home,), reaches=(gone,), ends_on=ON)
    factories.reach(town, gone, ends_on=ON)
    assert ended and count_areas(scope).uncovered == 2


def test_staff_and_unknown_hours(scope, town):
    staff = count_staff(scope)
    assert (staff.posts, staff.full_time, staff.hours_unknown) == (2, 100, 1)


def test_modes_are_those_of_the_efforts_in_force(scope, town, home):
    factories.effort("Uden stillinger", municipalities=(home,))
    assert count_modes(scope, count_efforts(scope).now) == {
        Mode.LOCAL: 0,
        Mode.CENTRAL: 0,
        Mode.MIX: 1,
        Mode.UNKNOWN: 1,
    }


def test_typologies_over_the_efforts_in_force(scope, town, home):
    factories.citizens(factories.effort(municipalities=(home,)))
    shown = {count.typology.number: count.shown for count in count_typologies(scope)}
    assert shown == {1: 1, 2: 0, 3: 1, 4: 0, 5: 0}


# --- Money -------------------------------------------------------------------------------------------------------


def test_the_gap_is_of_known_budgets_and_the_others_are_counted(scope, town, home):
    factories.budget(town, amount=100_00)
    factories.share(town, amount=75_00)
    rich = factories.effort(municipalities=(home,))
    factories.budget(rich, amount=10_00)
    factories.share(rich, amount=50_00)
    factories.effort(municipalities=(home,))
    money = money_of_year(scope)
    assert (money.granted, money.gap, money.budgets, money.budget_unknown) == (125_00, 25_00, 2, 1)
    assert not money.gap_at_most


def test_an_amount_not_stated_is_not_nought(scope, town):
    factories.budget(town, amount=100_00)
    factories.share(town, amount=None)
    money = money_of_year(scope)
    assert (money.granted, money.unknown, money.gap, money.gap_at_most) == (0, 1, 100_00, True)


def test_without_any_budget_there_is_no_gap_to_tell(scope, town):
    assert money_of_year(scope).gap is None


def test_the_year_agrees_with_the_rules_of_each_effort(scope, town, home):
    """Sums in SQL are the sums of the sheets that the effort pages show."""
    for number in range(6):
        effort = factories.effort(municipalities=(home,))
        factories.budget(effort, amount=number * 100_00)
        for status in (ShareStatus.GRANTED, ShareStatus.APPLIED, ShareStatus.IDEA, ShareStatus.REFUSED):
            factories.share(effort, status=status, amount=number * 30_00 + 1)
        factories.share(effort, year=2027)
    sheets = [year_money(effort, ON.year).sheet for effort in Effort.objects.for_list(ON)]
    money = money_of_year(scope)
    assert money.granted == sum(sheet.granted for sheet in sheets)
    assert money.applied == sum(sheet.applied for sheet in sheets)
    assert money.gap == sum(sheet.gap or 0 for sheet in sheets)


def test_many_funders_are_shown_by_kind(scope, town):
    for number in range(9):
        factories.share(town, amount=100 + number)
    (party,) = money_of_year(scope).parties
    assert (party.parties, party.name, party.granted) == (9, "", sum(range(100, 109)))


# --- What ends ---------------------------------------------------------------------------------------------------


def test_an_effort_that_ends_and_money_that_ends_before(scope, home):
    ending = factories.effort("Slutter", municipalities=(home,), ends_on=date(2027, 1, 1))
    going_on = factories.effort("Fortsætter", municipalities=(home,), ends_on=date(2029, 1, 1))
    first, second = factories.funder("Anden"), factories.funder("Første")
    for year in (2025, 2026):
        factories.share(ending, first, year=year)
        factories.share(going_on, first, year=year)
        factories.share(going_on, second, year=year)
    for year in (2027, 2028):
        factories.share(going_on, second, year=year)
    found = endings(scope)
    assert (found.all, found.efforts, found.losing) == (2, 1, 1)
    assert {row.name: (row.last_day, row.money) for row in found.rows} == {
        "Slutter": (date(2026, 12, 31), []),
        "Fortsætter": (None, [(date(2026, 12, 31), ["Anden"])]),
    }


def test_closed_efforts_and_far_endings_are_left_out(scope, home):
    factories.effort(municipalities=(home,), ends_on=date(2026, 6, 1), status=EffortStatus.CLOSED)
    factories.effort(municipalities=(home,), ends_on=date(2029, 1, 1))
    factories.share(factories.effort(municipalities=(home,)), year=2025)
    assert endings(scope).all == 0


def test_the_soonest_come_first_and_the_rest_is_counted(scope, home):
    for month in (9, 7, 8):
        factories.effort(f"I {month}", municipalities=(home,), ends_on=date(2026, month, 1))
    found = endings(scope, limit=2)
    assert [row.name for row in found.rows] == ["I 7", "I 8"] and found.all == 3


# --- Official lists ----------------------------------------------------------------------------------------------


def test_the_newest_list_by_status(scope, town, home):
    area = home.areas.first()
    factories.list_entry(area, 2020, "ghetto")
    factories.list_entry(area, 2025, "udsat", is_certain=False)
    factories.list_entry(area, 2026, "parallel")
    found = newest_list(scope)
    assert (found.year, found.by_status, found.uncertain) == (2025, [("udsat", 1)], 1)


# --- The page ------------------------------------------------------------------------------------------------------


def test_every_count_is_the_count_of_its_list(cast, as_user, town, needs, home):
    client = as_user(cast.consultant)
    for day in (ON, date(2026, 4, 1)):
        factories.follow_up(home.areas.first(), cast.consultant, look_again_on=day)
    factories.follow_up(home.areas.first(), closed_on=ON, outcome="Færdig.")
    page = pages(client, "dashboards:overview", municipality=home.code)
    context, links = page.context, page.context["links"]

    def listed(url):
        return client.get(url).context["page"].total

    assert listed(links["now"]) == context["overview"].efforts.now
    assert listed(links["uncovered"]) == context["overview"].areas.uncovered
    assert listed(links["areas"]) == context["overview"].areas.all
    for _status, count, url in [*context["statuses"], *context["modes"], *context["statuses_listed"]]:
        assert listed(url) == count, url
    for count, url in context["typologies"]:
        assert listed(url) == count.shown, url
    areas, follow_ups = context["overview"].areas, context["overview"].follow_ups
    assert listed(links["gap"]) == areas.gap == 1 and listed(links["stays"]) == areas.stays == 1
    assert listed(links["need"]) == areas.all
    assert listed(links["due"]) == follow_ups.due == 1 and listed(links["follow_ups"]) == follow_ups.open == 2
    for counts, url, uncovered_url in context["levels"]:
        assert (listed(url), listed(uncovered_url)) == (counts.all, counts.uncovered), url
    assert listed(links["endings"]) == context["endings"].all
    board = client.get(links["board"]).context["board"]
    assert board.posts.count() == context["overview"].staff.posts


def test_the_page_without_anything_teaches(consultant, as_user):
    assert 'class="empty"' in pages(as_user(consultant), "dashboards:overview").content.decode()


def test_a_stranger_sees_none_of_it(stranger, as_user, town, home):
    page = pages(as_user(stranger), "dashboards:overview", municipality=home.code)
    assert page.context["overview"].efforts.all == page.context["overview"].areas.all == 0
    assert pages(as_user(stranger), "dashboards:overview-map").json()["features"] == []


@pytest.mark.parametrize("name", ["dashboards:overview", "dashboards:overview-map", "dashboards:endings"])
def test_an_anonymous_visitor_signs_in_first(client, db, name):
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", ["dashboards:overview", "dashboards:overview-map", "dashboards:endings"])
@pytest.mark.parametrize("junk", ["", "x", "\x00", "-1", "99999999999999999999", "0" * 9000, "'"], ids=range(7))
def test_junk_in_the_address_is_no_error(consultant, as_user, town, name, junk):
    client = as_user(consultant)
    for query in ({"municipality": junk}, {"date": junk}, {"page": junk}, {"box": junk}):
        assert client.get(f"{reverse(name)}?{urlencode(query)}").status_code == 200


@pytest.mark.parametrize("name", ["dashboards:overview", "dashboards:overview-map", "dashboards:endings"])
def test_queries_are_flat(consultant, as_user, town, home, count_queries, name):
    client = as_user(consultant)

    def grow(number):
        for _n in range(number):
            area = factories.area(municipality=home)
            factories.border(area)
            factories.border(factories.area(municipality=home))
            effort = factories.effort(municipalities=(home,), reaches=(area,), ends_on=date(2027, 1, 1))
            factories.budget(effort)
            factories.share(effort)
            factories.partner(effort)
            factories.list_entry(area, 2025)
            factories.placement(factories.post(effort), factories.workplace(area))
            factories.need_level(area, recipe)
            factories.follow_up(area)

    recipe = factories.recipe(is_default=True)
    grow(1)
    pages(client, name)
    few = count_queries(lambda: pages(client, name))
    grow(9)
    assert count_queries(lambda: pages(client, name)) == few


# --- The map -------------------------------------------------------------------------------------------------------


def test_the_map_tells_covered_areas_from_others(consultant, as_user, town, home):
    for area in home.areas.all():
        factories.border(area)
    lonely = factories.effort("Uden område", municipalities=(home,))
    features = pages(as_user(consultant), "dashboards:overview-map", municipality=home.code).json()["features"]
    kinds = {feature["properties"]["name"]: feature["properties"] for feature in features}
    assert {name: about["kind"] for name, about in kinds.items()} == {
        "Nord": "covered",
        "Syd": "covered",
        "Øst": "uncovered",
        home.name: "link",
    }
    factories.need_level(home.areas.get(name="Øst"), factories.recipe(is_default=True), level=4)
    features = pages(as_user(consultant), "dashboards:overview-map", municipality=home.code).json()["features"]
    looks = {feature["properties"]["name"]: feature["properties"].get("mark") for feature in features}
    assert looks["Øst"] == "4" and looks["Nord"] is None
    assert kinds["Nord"]["note"] == town.name and lonely.name in kinds[home.name]["note"]
