"""The pages of indicators: what a figure means, who has it, how fresh it is and what it counts in."""

import csv
import io
import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from areas import tallies
from areas.coverage import coverage_by_year, newest_coverage
from boligsocial.dashboards.indicator_views import step_limits
from tests import factories

pytestmark = pytest.mark.django_db

JUNK = ["%00", "-1", "abc", "99999999999999999999", "<b>", "' OR 1=1 --", "æøå", "²"]


@pytest.fixture
def source(db):
    return factories.figure_source("kilden", name_da="Kilden", months_between=12, smallest_group=20, smallest_count=3)


@pytest.fixture
def figure(source):
    return factories.indicator(
        "outside_work",
        name_da="Uden for arbejde",
        name_en="Outside work",
        source=source,
        smallest_count=5,
        decimals=2,
        numerator_da="Beboere uden arbejde",
        caution_da="Er ikke ledighed.",
    )


@pytest.fixture
def areas(home, figure):
    """Ærø 41,25 and Birk 38,5 in 2020, Cedervang withheld, Damager not available, Elmelund not spoken of."""
    made = {
        name: factories.area(name, municipality=home) for name in ("Ærø", "Birk", "Cedervang", "Damager", "Elmelund")
    }
    factories.observation(made["Ærø"], figure, 2020, value="41.25", numerator=165, denominator=400)
    factories.observation(made["Birk"], figure, 2020, value="38.5")
    factories.observation(made["Cedervang"], figure, 2020, value="77.77", hidden="small")
    factories.observation(made["Damager"], figure, 2020, value=None, availability="not_available")
    factories.observation(made["Ærø"], figure, 2018, value=40)
    return made


def one(client, figure, status=200, **query):
    response = client.get(reverse("data:indicator", args=[figure.pk]), query)
    assert response.status_code == status
    return response


def names(response) -> list[str]:
    return [row.owner.name for row in response.context["rows"]] if "rows" in response.context else []


def test_the_definition_is_told_in_full(areas, figure, consultant, as_user):
    response = one(as_user(consultant), figure)
    text = response.content.decode()
    for word in ("Er ikke ledighed.", "Beboere uden arbejde", "Kilden", "outside_work"):
        assert word in text
    about = response.context["about"]
    assert (about.smallest_group, about.smallest_count) == (20, 5)  # the stricter of the source and the indicator
    with translation.override("en"):
        assert about.own.rhythm == "once a year"


def test_who_has_it_is_counted_among_what_one_may_see(areas, figure, consultant, stranger, elsewhere, as_user):
    factories.observation(factories.area(municipality=elsewhere), figure, 2020)
    seen = one(as_user(consultant), figure).context["about"].years
    assert [(year.year, year.shown, year.withheld, year.missing) for year in seen] == [(2020, 2, 1, 1), (2018, 1, 0, 0)]
    theirs = one(as_user(stranger), figure).context["about"].years
    assert [(year.year, year.told) for year in theirs] == [(2020, 1)]
    rows = as_user(stranger).get(reverse("data:indicators")).context["rows"]
    assert [(row.indicator, row.newest.shown) for row in rows] == [(figure, 1)]


def test_the_table_tells_of_the_newest_year_or_the_one_asked_for(areas, figure, consultant, as_user):
    client = as_user(consultant)
    newest = one(client, figure)
    assert newest.context["year"] == 2020
    assert {row.owner.name: row.words for row in newest.context["rows"]} == {
        "Birk": "38,50 %",
        "Cedervang": "skjult (få beboere)",
        "Damager": "ikke tilgængelig",
        "Ærø": "41,25 %",
    }
    assert names(one(client, figure, year=2018)) == ["Ærø"]
    assert names(one(client, figure, date="2019-05-01")) == ["Ærø"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "shown"}, ["Birk", "Ærø"]),
        ({"who": "withheld"}, ["Cedervang"]),
        ({"who": "missing"}, ["Damager"]),
        ({"who": "all"}, ["Birk", "Cedervang", "Damager", "Elmelund", "Ærø"]),
        ({"sort": "-value"}, ["Ærø", "Birk", "Damager", "Cedervang"]),
        ({"sort": "value"}, ["Birk", "Ærø", "Cedervang", "Damager"]),
        ({"q": "ær"}, ["Ærø"]),
        ({"municipality": "9999"}, ["Birk", "Cedervang", "Damager", "Ærø"]),
    ],
)
def test_filters_and_order_never_tell_a_withheld_figure(areas, figure, consultant, as_user, query, found):
    response = one(as_user(consultant), figure, **query)
    assert names(response) == found
    assert "77" not in "".join(row.words for row in response.context["rows"])


def test_the_file_has_the_rows_the_decimals_and_the_words(areas, figure, consultant, as_user):
    response = as_user(consultant).get(reverse("data:indicator", args=[figure.pk]), {"export": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = {row[0]: row for row in csv.reader(io.StringIO(text), delimiter=";")}
    assert rows["Ærø"][2:5] == ["41,25", "165", "400"]
    assert rows["Cedervang"][2] == "skjult (få beboere)"
    assert "77,77" not in text


def test_the_map_is_the_same_set_in_steps(areas, figure, home, consultant, as_user):
    for place in areas.values():
        factories.border(place)
    for number in range(6):
        place = factories.area(f"Område {number}", municipality=home)
        factories.border(place)
        factories.observation(place, figure, 2020, value=10 * number)
    address = reverse("data:indicator-map", args=[figure.pk])
    shown = json.loads(as_user(consultant).get(address).content)["features"]
    told = {feature["properties"]["name"]: feature["properties"] for feature in shown}
    assert "Elmelund" not in told
    assert told["Cedervang"]["kind"] == told["Damager"]["kind"] == "step-0"
    assert "skjult" in told["Cedervang"]["note"] and "77" not in told["Cedervang"]["note"]
    kinds = [told[f"Område {number}"]["kind"] for number in range(6)]
    assert kinds == sorted(kinds) and kinds[0] == "step-1" and kinds[-1] == "step-4"


def test_too_few_figures_have_no_steps():
    assert step_limits([]) == []


def test_what_it_counts_in_is_told_with_its_limits(areas, figure, home, elsewhere, consultant, as_user):
    factories.status_rule(figure, paragraph="§ 61 a")
    factories.recipe(figure, name_da="Fælles opskrift")
    factories.recipe(figure, name_da="Vores opskrift", municipality=home)
    factories.recipe(figure, name_da="Deres opskrift", municipality=elsewhere)
    response = one(as_user(consultant), figure)
    (_criterion, limit), *others = response.context["about"].criteria
    assert limit.endswith(" 40 %") and others == []
    text = response.content.decode()
    assert "Fælles opskrift" in text and "Vores opskrift" in text and "Deres opskrift" not in text


def test_figures_of_municipalities_and_of_estates_have_their_own_rows(home, consultant, as_user):
    client = as_user(consultant)
    town = factories.indicator("town", level="municipality")
    factories.observation(home, town, 2020, value=12)
    assert names(one(client, town)) == [home.name]
    first, last = factories.municipality("Aabyen"), factories.municipality("Zebyen")
    for place, value, hidden in ((first, 90, ""), (last, 3, ""), (factories.municipality("Hemmelig"), 1, "small")):
        factories.observation(place, town, 2020, value=value, hidden=hidden)
    assert names(one(client, town, sort="value"))[:3] == ["Zebyen", home.name, "Aabyen"]
    arrears = factories.indicator("arrears", level="estate")
    estate, place = factories.estate(municipality=home), factories.area("Ærø", municipality=home)
    place.estates.add(estate)
    factories.observation(estate, arrears, 2020, value=10, numerator=40, denominator=400)
    rows = one(client, arrears).context["rows"]
    assert [(row.owner.name, row.words) for row in rows] == [("Ærø", "10,0 %")]
    assert json.loads(client.get(reverse("data:indicator-map", args=[town.pk])).content)["features"] == []


def test_an_indicator_nobody_has_and_one_that_is_not_there(figure, consultant, as_user):
    client = as_user(consultant)
    assert one(client, figure).context["about"].newest is None
    assert client.get(reverse("data:indicators")).context["rows"][0].newest is None
    assert client.get(reverse("data:indicator", args=[figure.pk + 999])).status_code == 404
    assert client.get(reverse("data:indicator-map", args=[figure.pk + 999])).status_code == 404


def test_a_late_edition_is_called_late(areas, figure, consultant, as_user):
    client = as_user(consultant)
    ages = {
        day: one(client, figure, date=day).context["about"].own.freshness.age
        for day in ("2021-06-01", "2022-02-01", "2026-06-01")
    }
    assert ages == {"2021-06-01": "fresh", "2022-02-01": "due", "2026-06-01": "late"}


@pytest.mark.parametrize(
    "name", ["q", "year", "who", "municipality", "date", "sort", "page", "export", "source", "level"]
)
@pytest.mark.parametrize("value", JUNK)
def test_junk_in_the_address_is_no_error(areas, figure, consultant, as_user, name, value):
    client = as_user(consultant)
    for address in (
        reverse("data:indicators"),
        reverse("data:indicator", args=[figure.pk]),
        reverse("data:indicator-map", args=[figure.pk]),
    ):
        assert client.get(f"{address}?{name}={value}").status_code == 200


@pytest.mark.parametrize("view", ["data:indicators", "data:indicator", "data:indicator-map"])
def test_ten_cost_as_many_queries_as_one(view, areas, figure, home, consultant, as_user, count_queries):
    factories.border(areas["Ærø"])
    client = as_user(consultant)
    address = reverse(view, args=[] if view == "data:indicators" else [figure.pk])
    client.get(address)
    few = count_queries(lambda: client.get(address))
    for number in range(9):
        other = factories.indicator(source=figure.source)
        factories.status_rule(figure, other)
        factories.recipe(figure)
        place = factories.area(municipality=home)
        factories.border(place)
        for year in (2016, 2020):
            factories.observation(place, figure, year, value=number)
            factories.observation(place, other, year, value=number)
    assert count_queries(lambda: client.get(address)) == few


def test_the_day_narrows_everything(areas, figure, consultant, as_user):
    seen = one(as_user(consultant), figure, date="2019-01-01").context["about"].years
    assert [year.year for year in seen] == [2018]


def test_an_admin_reads_what_is_kept_and_it_says_what_counting_says(
    areas, figure, source, consultant, home, elsewhere, admin_user
):
    other = factories.figure_source()
    factories.observation(areas["Elmelund"], figure, 2020, origin=other, extracted_on="2021-05-01")
    factories.observation(areas["Birk"], figure, 2018, value=None, availability="withheld", extracted_on="2019-03-01")
    estates = factories.indicator(level="estate")  # what another level has of it is not counted
    factories.observation(areas["Birk"], estates, 2020)
    factories.observation(factories.estate(municipality=home), estates, 2019)
    towns = factories.indicator(level="municipality")  # of no source
    factories.observation(home, towns, 2021)
    factories.observation(elsewhere, towns, 2025, origin=other)
    tallies.rebuild(None)
    every, later = [figure, estates, towns], date(2022, 1, 1)
    for on in (later, date(2019, 6, 1)):
        for town in (None, home):
            for one_of in every:
                kept = coverage_by_year(admin_user, one_of, on, town)
                assert kept == coverage_by_year(consultant, one_of, on, town)
            assert newest_coverage(admin_user, every, on, town) == newest_coverage(consultant, every, on, town)
    newest, _old = coverage_by_year(admin_user, figure, later)
    assert (newest.shown, newest.withheld, newest.missing) == (3, 1, 1)
    assert (newest.own, newest.extracted_on, newest.own_extracted_on) == (4, date(2021, 5, 1), None)
