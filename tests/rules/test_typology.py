"""The traits an effort shows, the typologies they make, and the nine cases of the sources."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from areas.choices import InstitutionKind, Tenure
from efforts.choices import Approach, AreaRole, CityLinkKind, Recruitment, Spread, Trait
from efforts.rules.typology import (
    AreaFact,
    Basis,
    Cause,
    CitizensFact,
    CityLinkFact,
    InstitutionFact,
    Mismatch,
    Reach,
    TypologyRule,
    Verdict,
    compare,
    find_traits,
    find_typologies,
    where_it_lies,
)

MET, OPEN, NOT_MET = Verdict.MET, Verdict.OPEN, Verdict.NOT_MET
FIVE = [
    TypologyRule(1, (Trait.SEVERAL_SOCIAL,)),
    TypologyRule(2, (Trait.OTHER_TENURES,)),
    TypologyRule(3, (Trait.CITIZENS,)),
    TypologyRule(4, (Trait.INSTITUTIONS,)),
    TypologyRule(5, (Trait.CITY_BALANCE,)),
]
THREE = [
    TypologyRule(1, (Trait.SEVERAL_SOCIAL, Trait.OTHER_TENURES)),
    TypologyRule(2, (Trait.CITIZENS,)),
    TypologyRule(3, (Trait.CITY_BALANCE,)),
]


def area(tenure: Tenure = Tenure.SOCIAL, role: AreaRole = AreaRole.TARGET, municipality: str = "0461", name: str = "A"):
    return AreaFact(name, role, tenure, municipality)


def citizens(recruitment: Recruitment = Recruitment.SELECTED, **fields):
    return CitizensFact("Borgere", recruitment, Spread.UNKNOWN, Approach.UNKNOWN, **fields)


def schools(**fields):
    return InstitutionFact("Skoler", InstitutionKind.SCHOOL, **{"count": 3, **fields})


def link():
    return CityLinkFact("Kulturkvarteret", CityLinkKind.PLAN)


def shown(reach: Reach, rules=FIVE) -> dict[int, Verdict]:
    """Number and verdict of what is not simply absent."""
    found = find_typologies(rules, find_traits(reach))
    return {finding.number: finding.verdict for finding in found if finding.verdict != NOT_MET}


def verdict(trait: Trait, **reach) -> Verdict:
    return find_traits(Reach(**reach))[trait].verdict


def causes(trait: Trait, **reach) -> list[Cause]:
    return [reason.cause for reason in find_traits(Reach(**reach))[trait].reasons]


# --- The nine cases ------------------------------------------------------------------------------------------


NINE = {
    "Mit Kvarter": (Reach(areas=(area(name="Valby"), area(name="Sydhavnen"))), {1: MET}, {1: MET}),
    "Gentofte": (Reach(areas=(area(), area(Tenure.MUNICIPAL))), {2: MET}, {1: MET}),
    "Odense": (
        Reach(areas=(area(name="Vollsmose", role=AreaRole.ORIGIN),), citizens=(citizens(),)),
        {3: MET},
        {2: MET},
    ),
    "Albertslund": (
        Reach(areas=(area(role=AreaRole.MEETING_PLACE),), citizens=(citizens(Recruitment.OPEN),)),
        {2: OPEN, 3: MET},
        {1: OPEN, 2: MET},
    ),
    "Albertslund, tenure not stated": (
        Reach(areas=(area(Tenure.UNKNOWN, AreaRole.MEETING_PLACE),), citizens=(citizens(Recruitment.OPEN),)),
        {2: OPEN, 3: MET},
        {1: OPEN, 2: MET},
    ),
    "Randers": (Reach(institutions=(schools(stated_outside=True),)), {4: MET}, {}),
    "Tåstrupgård": (Reach(areas=(area(),), city_links=(link(),)), {5: MET}, {3: MET}),
    "Brøndby": (Reach(), {}, {}),
    "Boligselskabet Sjælland": (Reach(), {}, {}),
    "Frederiksberg": (Reach(), {}, {}),
}


@pytest.mark.parametrize(("reach", "five", "three"), NINE.values(), ids=NINE.keys())
def test_a_case_of_the_sources_shows_what_the_sources_say(reach, five, three):
    assert shown(reach) == five
    assert shown(reach, THREE) == three


def test_an_effort_without_areas_says_so():
    assert causes(Trait.SEVERAL_SOCIAL) == [Cause.NO_AREA]
    assert causes(Trait.OTHER_TENURES) == [Cause.NO_AREA]
    assert causes(Trait.CITIZENS) == [Cause.NO_CITIZENS]
    assert causes(Trait.INSTITUTIONS) == [Cause.NO_INSTITUTION]
    assert causes(Trait.CITY_BALANCE) == [Cause.NO_CITY_LINK]


# --- Several social areas --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        ([area()], NOT_MET),
        ([area(), area()], MET),
        ([area(), area(Tenure.MIXED)], MET),
        ([area(), area(Tenure.MUNICIPAL)], NOT_MET),
        ([area(), area(role=AreaRole.MEETING_PLACE)], NOT_MET),
        ([area(), area(role=AreaRole.ORIGIN)], NOT_MET),
        ([area(), area(municipality="0101")], NOT_MET),
        ([area(), area(Tenure.UNKNOWN)], OPEN),
        ([area(Tenure.UNKNOWN), area(Tenure.UNKNOWN)], OPEN),
        ([area(Tenure.UNKNOWN)], NOT_MET),
        ([area(), area(), area(Tenure.UNKNOWN)], MET),
    ],
)
def test_several_social_areas(areas, expected):
    assert verdict(Trait.SEVERAL_SOCIAL, areas=tuple(areas)) == expected


def test_the_reason_names_the_areas_of_the_municipality():
    here, there = area(name="Valby"), area(name="Sydhavnen")
    away = area(name="Gellerup", municipality="0751")
    finding = find_traits(Reach(areas=(here, away, there)))[Trait.SEVERAL_SOCIAL]
    assert [reason.areas for reason in finding.reasons] == [(here, there)]


# --- Other tenures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("areas", "groups", "expected", "cause"),
    [
        ([], [], NOT_MET, Cause.NO_AREA),
        ([], [citizens(Recruitment.OPEN)], NOT_MET, Cause.NO_AREA),
        ([area()], [], NOT_MET, Cause.ONLY_SOCIAL),
        ([area(Tenure.MUNICIPAL)], [], NOT_MET, Cause.NO_SOCIAL),
        ([area(Tenure.MUNICIPAL)], [citizens(Recruitment.OPEN)], NOT_MET, Cause.NO_SOCIAL),
        ([area(), area(Tenure.PRIVATE_RENTAL)], [], MET, Cause.SOCIAL_AND_OTHER),
        ([area(), area(Tenure.OWNER_OCCUPIED)], [], MET, Cause.SOCIAL_AND_OTHER),
        ([area(Tenure.MIXED)], [], MET, Cause.SOCIAL_AND_OTHER),
        ([area(), area(Tenure.UNKNOWN)], [], OPEN, Cause.TENURE_MISSING),
        ([area(Tenure.MUNICIPAL), area(Tenure.UNKNOWN)], [], OPEN, Cause.TENURE_MISSING),
        ([area(Tenure.UNKNOWN)], [], NOT_MET, Cause.ONE_AREA_OF_UNKNOWN_TENURE),
        ([area(Tenure.UNKNOWN), area(Tenure.UNKNOWN)], [], OPEN, Cause.TENURE_MISSING),
        ([area()], [citizens(Recruitment.OPEN)], OPEN, Cause.HOMES_OF_OPEN_GROUP),
        ([area()], [citizens(Recruitment.SELECTED)], NOT_MET, Cause.ONLY_SOCIAL),
        ([area(), area(Tenure.MUNICIPAL), area(Tenure.UNKNOWN)], [], MET, Cause.SOCIAL_AND_OTHER),
        ([area(role=AreaRole.ORIGIN), area(Tenure.MUNICIPAL)], [], NOT_MET, Cause.NO_SOCIAL),
    ],
)
def test_other_tenures(areas, groups, expected, cause):
    reach = {"areas": tuple(areas), "citizens": tuple(groups)}
    assert verdict(Trait.OTHER_TENURES, **reach) == expected
    assert causes(Trait.OTHER_TENURES, **reach)[0] == cause


# --- Institutions --------------------------------------------------------------------------------------------------

INSIDE, OUTSIDE, MISSING = Cause.INSIDE, Cause.OUTSIDE, Cause.PLACE_MISSING


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (MISSING, None)),
        ({"stated_outside": True}, (OUTSIDE, Basis.STATED)),
        ({"stated_outside": False}, (INSIDE, Basis.STATED)),
        ({"stated_outside": True, "in_border": True, "in_firm_border": True}, (INSIDE, Basis.MAP)),
        ({"stated_outside": False, "outside_borders": True, "firmly_outside": True}, (OUTSIDE, Basis.MAP)),
        ({"stated_outside": True, "in_border": True}, (OUTSIDE, Basis.STATED)),
        ({"in_border": True}, (INSIDE, Basis.ROUGH_MAP)),
        ({"outside_borders": True}, (OUTSIDE, Basis.ROUGH_MAP)),
    ],
)
def test_where_an_institution_lies(fields, expected):
    assert where_it_lies(schools(**fields)) == expected


def test_one_institution_outside_is_enough_and_one_unplaced_leaves_it_open():
    inside, outside, unplaced = schools(stated_outside=False), schools(stated_outside=True), schools()
    assert verdict(Trait.INSTITUTIONS, institutions=(inside, unplaced, outside)) == MET
    assert verdict(Trait.INSTITUTIONS, institutions=(inside, unplaced)) == OPEN
    assert verdict(Trait.INSTITUTIONS, institutions=(inside,)) == NOT_MET


# --- Declared beside shown -----------------------------------------------------------------------------------------


def test_what_was_declared_and_what_is_shown_are_compared():
    found = find_typologies(FIVE, find_traits(Reach(areas=(area(), area(Tenure.UNKNOWN)), city_links=(link(),))))
    warnings = [(warning.mismatch, warning.number) for warning in compare(found, [1, 3])]
    assert warnings == [
        (Mismatch.DECLARED_OPEN, 1),
        (Mismatch.DECLARED_NOT_SHOWN, 3),
        (Mismatch.SHOWN_NOT_DECLARED, 5),
    ]


def test_where_nothing_was_declared_there_is_nothing_to_compare():
    assert compare(find_typologies(FIVE, find_traits(Reach(city_links=(link(),)))), []) == []


# --- Properties -----------------------------------------------------------------------------------------------------

areas_strategy = st.lists(
    st.builds(area, st.sampled_from(Tenure), st.sampled_from(AreaRole), st.sampled_from(["0101", "0461"])), max_size=4
)
groups_strategy = st.lists(st.builds(citizens, st.sampled_from(Recruitment)), max_size=2)
institutions_strategy = st.lists(st.builds(schools, stated_outside=st.sampled_from([None, True, False])), max_size=3)
reaches = st.builds(
    Reach,
    areas=areas_strategy.map(tuple),
    citizens=groups_strategy.map(tuple),
    institutions=institutions_strategy.map(tuple),
    city_links=st.sampled_from([(), (link(),)]),
)


@given(reaches)
def test_every_verdict_has_reasons(reach):
    findings = find_traits(reach)
    assert set(findings) == set(Trait)
    assert all(finding.reasons for finding in findings.values())


@given(reaches)
def test_a_typology_is_as_good_as_its_best_trait(reach):
    findings = find_traits(reach)
    order = [MET, OPEN, NOT_MET]
    for rule, finding in zip(THREE, find_typologies(THREE, findings), strict=True):
        assert finding.verdict == min((findings[trait].verdict for trait in rule.traits), key=order.index)
        assert finding.findings


@given(areas_strategy)
def test_open_means_that_missing_tenures_could_tip_it(areas):
    """Several social areas is open exactly when filling in the missing tenures can give both answers."""
    choices = [[place] if place.tenure != Tenure.UNKNOWN else [None, True] for place in areas]
    answers = set()
    for filled in itertools.product(*choices):
        known = tuple(
            place if place.tenure != Tenure.UNKNOWN else area(tenure, place.role, place.municipality)
            for place, choice in zip(areas, filled, strict=True)
            for tenure in [Tenure.SOCIAL if choice else Tenure.MUNICIPAL]
        )
        answers.add(verdict(Trait.SEVERAL_SOCIAL, areas=known))
    expected = OPEN if len(answers) > 1 else answers.pop()
    assert verdict(Trait.SEVERAL_SOCIAL, areas=tuple(areas)) == expected


@given(areas_strategy, groups_strategy)
def test_other_tenures_is_open_when_missing_facts_could_tip_it(areas, groups):
    """Missing tenures are filled in as social or municipal; open groups may come from other homes or not."""
    worked_in = [place for place in areas if place.role != AreaRole.ORIGIN]
    unknown = [place for place in worked_in if place.tenure == Tenure.UNKNOWN]
    has_open = any(group.recruitment == Recruitment.OPEN for group in groups)
    answers = set()
    for filled in itertools.product([Tenure.SOCIAL, Tenure.MUNICIPAL], repeat=len(unknown)):
        tenures = {*filled, *(place.tenure for place in worked_in if place.tenure != Tenure.UNKNOWN)}
        social = bool(tenures & {Tenure.SOCIAL, Tenure.MIXED})
        for from_elsewhere in {False, has_open}:
            answers.add(social and (from_elsewhere or bool(tenures - {Tenure.SOCIAL})))
    expected = OPEN if len(answers) > 1 else MET if answers == {True} else NOT_MET
    assert verdict(Trait.OTHER_TENURES, areas=tuple(areas), citizens=tuple(groups)) == expected
