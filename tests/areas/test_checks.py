"""Quality checks: each finds what is wrong and nothing else, tells nothing withheld, and costs the same for many."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from areas import reference, tallies
from areas.checks import Check, Scope
from areas.models import FigureSource, HousingArea, Indicator, Observation, Standing
from boligsocial.dashboards.check_views import CHECKS
from tests import factories

ON = date(2026, 6, 1)


@pytest.fixture
def scope(consultant) -> Scope:
    return Scope(consultant, ON)


@pytest.fixture
def place(home):
    return factories.area("Ærøvænget", municipality=home)


@pytest.fixture
def share(db) -> Indicator:
    return factories.indicator("outside", jump=5)


def found(check, scope) -> list:
    tallies.rebuild(None)
    rows = CHECKS[check](scope)
    all_of_them = rows.part(0, None)
    assert rows.count() == len(all_of_them)
    assert rows.part(1, 3) == all_of_them[1:3]
    return all_of_them


def names(check, scope) -> list[str]:
    return [row.name for row in found(check, scope)]


# --- Boundaries ---------------------------------------------------------------------------------------------------


def test_overlaps_of_the_day_are_found_and_slivers_are_not(scope, home, elsewhere, place):
    factories.border(place, geometry=factories.square())
    other = factories.area("Lunden", municipality=home)
    factories.border(other, geometry=factories.square(x=300))
    beside = factories.area("Ved siden af", municipality=home)
    factories.border(beside, geometry=factories.square(y=399.9))
    past = factories.area("Før", municipality=home)
    factories.border(past, geometry=factories.square(), ends_on=date(2025, 1, 1))
    hidden = factories.area("Fremmed", municipality=elsewhere)
    factories.border(hidden, geometry=factories.square())
    (row,) = found(Check.OVERLAPS, scope)
    assert {row.name, row.other_name} == {"Ærøvænget", "Lunden"}
    assert row.numbers["hectares"] == pytest.approx(4) and row.numbers["share"] == pytest.approx(25)
    assert found(Check.OVERLAPS, Scope(scope.user, date(2024, 1, 1)))[0].numbers["hectares"] == pytest.approx(16)


def test_an_overlap_across_the_municipal_border_stands_with_the_municipality_asked_about(admin_user, home, elsewhere):
    for town, shape in ((home, factories.square()), (elsewhere, factories.square(x=200))):
        factories.border(factories.area(f"I {town.name}", municipality=town), geometry=shape)
    for town in (home, elsewhere):
        (row,) = found(Check.OVERLAPS, Scope(admin_user, ON, town))
        assert row.name == f"I {town.name}" and row.other_name != row.name


def test_areas_without_boundary_or_residents(scope, home, place):
    residents = factories.indicator("residents", unit="number")
    known = factories.area("Lunden", municipality=home, residents=900, residents_on=date(2026, 1, 1))
    factories.border(known)
    withheld = factories.area("Birkely", municipality=home)
    factories.observation(withheld, residents, value=None, availability="withheld")
    factories.border(withheld, starts_on=date(2027, 1, 1))
    closed = factories.area("Lukket", municipality=home, ends_on=date(2020, 1, 1))
    assert names(Check.NO_BORDER, scope) == ["Birkely", "Ærøvænget"] and closed.name not in names(
        Check.NO_BORDER, scope
    )
    assert names(Check.NO_RESIDENTS, scope) == ["Ærøvænget"], "a withheld count is one"
    estate = factories.estate(municipality=home)
    place.estates.add(estate)
    Observation.objects.create(estate=estate, indicator=residents, year=2025, value=80, source="Kilde")
    assert names(Check.NO_RESIDENTS, scope) == []


# --- Figures ------------------------------------------------------------------------------------------------------


def test_years_missing_inside_a_series(scope, place, share):
    for year in (2015, 2016, 2019, 2021, 2022):
        factories.observation(place, share, year)
    factories.observation(place, share, 2020, value=None, availability="not_available")
    (row,) = found(Check.GAPS, scope)
    assert (row.name, row.indicator, row.numbers) == ("Ærøvænget", share.pk, {"first": 2017, "last": 2018})


def test_jumps_of_more_than_the_set_size(scope, home, place, share):
    for year, value in ((2017, "40.1"), (2018, "45.1"), (2019, "39.9"), (2021, "90")):
        factories.observation(place, share, year, value=Decimal(value))
    without = factories.indicator("no-jump")
    for year, value in ((2018, 1), (2019, 99)):
        factories.observation(place, without, year, value=value)
    (row,) = found(Check.JUMPS, scope)
    assert (row.year, row.numbers["before"], row.numbers["value"]) == (2019, Decimal("45.1"), Decimal("39.9"))
    estate = factories.estate(municipality=home)
    own = factories.indicator("moved", level="estate", jump=2)
    for year, value in ((2018, 10), (2019, 13)):
        Observation.objects.create(estate=estate, indicator=own, year=year, value=value, source="Kilde")
    assert [row.level for row in found(Check.JUMPS, scope)] == ["area", "estate"]


@pytest.mark.parametrize("hidden", (2018, 2019))
def test_a_withheld_figure_neither_jumps_nor_disagrees(scope, place, share, hidden):
    for year, value in ((2018, 10), (2019, 60)):
        factories.observation(place, share, year, value=value, numerator=1, denominator=4)
    assert len(found(Check.JUMPS, scope)) == 1 and len(found(Check.PARTS, scope)) == 2
    Observation.objects.filter(year=hidden).update(hidden="second")
    assert found(Check.JUMPS, scope) == []
    assert [row.year for row in found(Check.PARTS, scope)] == [{2018: 2019, 2019: 2018}[hidden]]
    text = str([found(check, scope) for check in Check])
    assert f"'{share.pk}', {hidden}" not in text


def test_shares_that_are_not_their_parts(scope, place, share):
    right = [(2015, "33.3", 1, 3), (2016, "33.33", 1, 3), (2017, "66.7", 2, 3), (2018, "66.65", 2, 3)]
    for year, value, numerator, denominator in [*right, (2019, "33.4", 1, 3), (2020, "0.33", 1, 3)]:
        factories.observation(place, share, year, value=Decimal(value), numerator=numerator, denominator=denominator)
    assert [row.year for row in found(Check.PARTS, scope)] == [2020, 2019]


def test_areas_against_their_estates(scope, home):
    def area(name: str, homes, *estates, **fields) -> HousingArea:
        made = factories.area(name, municipality=home, homes=homes, **fields)
        made.estates.set(factories.estate(municipality=home, homes=number) for number in estates)
        return made

    area("Passer", 300, 100, 200)
    area("For få", 250, 100, 200)
    area("For mange", 400, 100, 200)
    area("Blandet", 400, 100, 200, tenure="mixed")
    area("Ukendt", 400, 100, None)
    divided = area("Delt", 100, 150)
    factories.area("Den anden del", municipality=home).estates.set(divided.estates.all())
    assert names(Check.SUMS, scope) == ["For få", "For mange"]
    people = factories.indicator("tenants", unit="number", level="estate")
    twice = area("Tastet to gange", None, 10)
    factories.observation(twice, people, 2020, value=99)
    assert names(Check.SUMS, scope) == ["For få", "For mange"], "the estates' sum is not known"
    for estate in twice.estates.all():
        Observation.objects.create(estate=estate, indicator=people, year=2020, value=80, source="Kilde")
    assert found(Check.SUMS, scope)[2].numbers == {"value": 99, "expected": 80}


def test_areas_on_a_list_without_figures(scope, home, place, share):
    other = factories.area("Lunden", municipality=home)
    for status in ("udsat", "ghetto"):
        factories.list_entry(place, 2018, status)
    factories.list_entry(other, 2018, "udsat")
    factories.observation(other, share, 2018)
    assert [(row.name, row.year) for row in found(Check.LISTED, scope)] == [("Ærøvænget", 2018)], "once, not twice"


def test_sources_that_are_late(scope, place, share):
    for code, months, year in (("sen", 12, 2020), ("ny", 12, 2025), ("ukendt", None, 2010)):
        source = FigureSource.objects.create(code=code, name_da=code, name_en=code, months_between=months)
        factories.observation(place, share, year, origin=source)
    assert names(Check.LATE, scope) == ["sen"]


def test_published_status_against_the_rules(scope, home, place):
    reference.load()
    Standing.objects.create(area=place, year=2018, statuses="", undecided="")
    factories.list_entry(place, 2018, "udsat")
    unsure = factories.area("Lunden", municipality=home)
    Standing.objects.create(area=unsure, year=2018, statuses="", undecided=",udsat,")
    factories.list_entry(unsure, 2018, "udsat")
    right = factories.area("Birkely", municipality=home)
    Standing.objects.create(area=right, year=2018, statuses=",udsat,ghetto,")
    factories.list_entry(right, 2018, "ghetto")
    (row,) = found(Check.STATUS, scope)
    assert (row.name, row.code, row.statuses) == ("Ærøvænget", "listed", ("udsat",))


# --- Rights, pages, files -----------------------------------------------------------------------------------------


@pytest.fixture
def trouble(home, place, share):
    """Something for most of the checks."""
    factories.border(place, geometry=factories.square())
    factories.border(factories.area("Lunden", municipality=home), geometry=factories.square(x=100))
    factories.area("Uden grænse", municipality=home)
    for year, value in ((2015, 20), (2016, 60), (2019, 60)):
        factories.observation(place, share, year, value=value, numerator=1, denominator=2)
    factories.list_entry(place, 2020, "udsat")
    tallies.rebuild(None)


def test_a_stranger_is_told_nothing(trouble, stranger, admin_user, home, elsewhere):
    for check in (one for one in Check if one != Check.LATE):
        assert found(check, Scope(stranger, ON)) == []
        assert found(check, Scope(admin_user, ON, elsewhere)) == []
        assert found(check, Scope(admin_user, ON, home)) == found(check, Scope(admin_user, ON))


def test_the_pages_say_how_much_is_found_and_each_row(trouble, consultant, as_user):
    client, address = as_user(consultant), reverse("data:checks")
    text = client.get(address).content.decode()
    assert all(f"check={check}" in text for check in Check)
    for check in Check:
        answer = client.get(address, {"check": check})
        assert answer.status_code == 200 and "%(" not in answer.content.decode()
    text = client.get(address, {"check": "jumps"}).content.decode()
    assert "20,0 %" in text and "60,0 %" in text
    rows = client.get(address, {"check": "jumps", "export": "csv"}).getvalue().decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(rows), delimiter=";")][1:] == ["Ærøvænget"]
    book = load_workbook(io.BytesIO(client.get(address, {"check": "gaps", "export": "xlsx"}).getvalue()))
    assert book.active.cell(2, 1).value == "Ærøvænget"


@pytest.mark.parametrize("nasty", ("x", "\x00", "9" * 30, "-1", "<b>", "jumps\x00"))
def test_junk_in_the_address(trouble, consultant, as_user, nasty):
    client, address = as_user(consultant), reverse("data:checks")
    for name in ("check", "page", "municipality", "date", "columns", "export"):
        assert client.get(address, {"check": "gaps", name: nasty}).status_code == 200


def test_pages_of_a_long_check(consultant, as_user, home):
    for number in range(60):
        factories.area(f"Område {number:03}", municipality=home)
    client, address = as_user(consultant), reverse("data:checks")
    first = client.get(address, {"check": "no_border"}).context["page"]
    last = client.get(address, {"check": "no_border", "page": "2"}).context["page"]
    assert (len(first), len(last), first.total) == (50, 10, 60)
    assert not {line.finding.key for line in first} & {line.finding.key for line in last}


def test_many_rows_cost_as_many_queries_as_one(home, consultant, as_user, count_queries, share):
    client, address = as_user(consultant), reverse("data:checks")

    def more(many: int) -> None:
        for _ in range(many):
            place = factories.area(municipality=home)
            factories.border(place, geometry=factories.square(x=HousingArea.objects.count() * 10))
            for year, value in ((2015, 20), (2016, 60), (2019, 60)):
                factories.observation(place, share, year, value=value, numerator=1, denominator=2)
            factories.list_entry(place, 2020, "udsat")
            estate = factories.estate(municipality=home)
            place.estates.add(estate)
        tallies.rebuild(None)

    def cost() -> list[int]:
        asked = [{}, *({"check": check} for check in Check)]
        return [count_queries(lambda query=query: client.get(address, query)) for query in asked]

    more(2)
    cost()
    few = cost()
    more(10)
    assert cost() == few
