"""The traits as the database finds them are those of the rules; what pages load takes the same number of queries."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from areas.choices import BorderQuality, Tenure
from efforts.choices import AreaRole, Recruitment, Trait
from efforts.derive import reach_of
from efforts.models import Effort
from efforts.rules.typology import Cause, Verdict, find_traits
from tests import factories

ON = date(2026, 6, 1)
PERIODS = [(None, None), (date(2026, 1, 1), None), (None, date(2026, 6, 1)), (date(2026, 6, 2), None)]

periods = st.sampled_from([*PERIODS, (None, None), (None, None)])
reached = st.tuples(
    st.sampled_from(Tenure),
    st.sampled_from(AreaRole),
    st.sampled_from([0, 0, 1]),
    periods,
    st.sampled_from([None, *BorderQuality]),
    periods,
)
# Where a school lies: nowhere known, or in the square of the first, second or third area, or far away.
partners = st.tuples(st.sampled_from([None, 0, 1, 2, 9]), st.booleans(), st.sampled_from([None, True, False]), periods)


def _period(pair) -> dict:
    return {"starts_on": pair[0], "ends_on": pair[1]}


def build(areas, groups, schools, links) -> Effort:
    towns = [factories.municipality(), factories.municipality()]
    effort = factories.effort(municipalities=towns)
    for number, (tenure, role, town, when, quality, border_when) in enumerate(areas):
        place = factories.area(tenure=tenure, municipality=towns[town])
        factories.reach(effort, place, role=role, **_period(when))
        if quality:
            shape = factories.square(x=1_000 * number)
            factories.border(place, geometry=shape, quality=quality, **_period(border_when))
    for where, approximate, stated, when in schools:
        point = None if where is None else factories.spot(1_000 * where + 200, 200)
        school = factories.institution(municipality=towns[0], point=point, is_approximate=approximate)
        factories.partner(effort, school, is_outside=stated, **_period(when))
    for recruitment, when in groups:
        factories.citizens(effort, recruitment=recruitment, **_period(when))
    for when in links:
        factories.city_link(effort, **_period(when))
    return effort


def by_rule(effort: Effort) -> dict[str, Verdict]:
    [loaded] = Effort.objects.filter(pk=effort.pk).with_reach(ON)
    return {trait.value: finding.verdict for trait, finding in find_traits(reach_of(loaded, ON)).items()}


def by_database(effort: Effort) -> dict[str, Verdict]:
    row = Effort.objects.with_traits(ON).get(pk=effort.pk)
    return {trait.value: Verdict(getattr(row, f"shows_{trait.value}")) for trait in Trait}


class TestTraits(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(reached, max_size=3),
        st.lists(st.tuples(st.sampled_from(Recruitment), periods), max_size=2),
        st.lists(partners, max_size=2),
        st.lists(periods, max_size=1),
    )
    def test_the_database_and_the_rules_agree(self, areas, groups, schools, links):
        effort = build(areas, groups, schools, links)
        expected = by_rule(effort)
        assert by_database(effort) == expected
        for trait in Trait:
            for verdict in (Verdict.MET, Verdict.OPEN):
                found = Effort.objects.showing([trait], ON, verdict).filter(pk=effort.pk).exists()
                assert found == (expected[trait.value] == verdict)


def _school_reason(effort: Effort):
    [loaded] = Effort.objects.filter(pk=effort.pk).with_reach(ON)
    return find_traits(reach_of(loaded, ON))[Trait.INSTITUTIONS].reasons[0]


@pytest.mark.parametrize(("x", "cause"), [(200, Cause.INSIDE), (900, Cause.OUTSIDE)])
def test_the_map_decides_against_what_is_stated(home, x, cause):
    place = factories.area(municipality=home)
    factories.border(place, geometry=factories.square(), quality=BorderQuality.SURVEYED)
    effort = factories.effort(reaches=(place,))
    school = factories.institution(municipality=home, point=factories.spot(x, 200))
    factories.partner(effort, school, is_outside=cause == Cause.INSIDE)
    assert _school_reason(effort).cause == cause


def test_the_border_of_the_day_counts(home):
    place = factories.area(municipality=home)
    factories.border(place, geometry=factories.square(), ends_on=ON)
    factories.border(place, geometry=factories.square(x=2_000), starts_on=ON)
    effort = factories.effort(reaches=(place,))
    school = factories.institution(municipality=home, point=factories.spot(200, 200))
    factories.partner(effort, school)
    assert _school_reason(effort).cause == Cause.OUTSIDE


def test_an_effort_is_found_by_the_box_of_its_areas_and_by_its_municipality(home):
    place = factories.area(municipality=home)
    outline = factories.border(place)
    effort = factories.effort(reaches=(place,))
    around = (outline.west - 0.01, outline.south - 0.01, outline.east + 0.01, outline.north + 0.01)
    assert effort in Effort.objects.in_box(around, ON)
    assert effort in Effort.objects.in_box((home.lon - 0.01, home.lat - 0.01, home.lon + 0.01, home.lat + 0.01), ON)
    assert effort not in Effort.objects.in_box((8.0, 56.0, 8.1, 56.1), ON)


@pytest.mark.parametrize("prepare", ["for_list", "with_reach", "for_page"])
def test_ten_efforts_take_as_many_queries_as_one(home, count_queries, prepare):
    def read():
        for row in getattr(Effort.objects, prepare)(ON):
            reach_of(row, ON) if prepare != "for_list" else row.shows_citizens

    def full():
        place = factories.area(municipality=home)
        factories.border(place)
        effort = factories.effort(reaches=(place,))
        factories.citizens(effort)
        factories.partner(effort, factories.institution(municipality=home, point=factories.spot()))
        factories.city_link(effort, area=place)
        factories.share(effort)
        factories.budget(effort)

    full()
    one = count_queries(read)
    for _ in range(9):
        full()
    assert count_queries(read) == one
