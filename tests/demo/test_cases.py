"""The nine cases show what the source says of them, and nothing it does not say."""

from datetime import date

import pytest

from boligsocial.demo.cases import CASES
from boligsocial.demo.cases_places import SOURCE
from efforts.choices import Approach, AreaRole, EffortStatus, Recruitment, ShareKind, ShareStatus
from efforts.derive import all_typologies, main_typologies, reach_of, sets_of, shown_in_list
from efforts.models import Effort
from efforts.rules.typology import Cause, Verdict
from staffing.choices import Mode
from staffing.derive import modes_of_efforts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_once")]

TODAY = date(2026, 11, 23)
NAMES = {
    "Mit Kvarter": "Mit Kvarter",
    "Gentofte": "Boligsocialt arbejde i Gentofte",
    "Odense": "Boligsocial brobygger i Odense",
    "Albertslund": "Boligsocial mødregruppe i Albertslund",
    "Randers": "Fraværsindsats på tre folkeskoler i Randers",
    "Tåstrupgård": "Helhedsplanen i Tåstrupgård",
    "Brøndby": "Lommepengeindsatsen i Brøndby",
    "Sjælland": "Forebyggelsesteamet i Boligselskabet Sjælland",
    "Frederiksberg": "Boligsocial indsats på Frederiksberg",
}
# The five and the three, as far as they are shown; then those that cannot be decided.
TYPOLOGIES = {
    "Mit Kvarter": ([1], [1], []),
    "Gentofte": ([2], [1], []),
    "Odense": ([3], [2], []),
    "Albertslund": ([3], [2], [2]),
    "Randers": ([4], [], []),
    "Tåstrupgård": ([5], [3], []),
    "Brøndby": ([], [], []),
    "Sjælland": ([], [], []),
    "Frederiksberg": ([], [], []),
}
FUNDERS = {
    "Mit Kvarter": [],
    "Gentofte": ["Gentofte Kommune"],
    "Odense": ["Odense Kommune", "To boligorganisationer i Odense (navne ikke oplyst)"],
    "Albertslund": ["Albertslund Kommune"],
    "Randers": [],
    "Tåstrupgård": [],
    "Brøndby": ["Brøndby Kommune"],
    "Sjælland": ["Boligselskabet Sjælland"],
    "Frederiksberg": [],
}
MODES = {"Brøndby": Mode.CENTRAL, "Sjælland": Mode.CENTRAL, "Frederiksberg": Mode.MIX}


def effort(case: str) -> Effort:
    return Effort.objects.with_reach(TODAY).get(name=NAMES[case])


def found(case: str) -> tuple[list, list]:
    row = effort(case)
    return sets_of(reach_of(row, TODAY), all_typologies(), row.declared_typologies.all())


def numbers(shown_set, verdict: Verdict) -> list[int]:
    return [shown.typology.number for shown in shown_set.typologies if shown.finding.verdict == verdict]


def test_there_are_nine():
    assert {case.name for case in CASES} == set(NAMES.values())
    assert Effort.objects.filter(source=SOURCE).count() == 9


def test_typologies():
    shown = {case: found(case) for case in NAMES}
    assert {
        case: (numbers(five, Verdict.MET), numbers(three, Verdict.MET), numbers(five, Verdict.OPEN))
        for case, (five, three) in shown.items()
    } == TYPOLOGIES


def test_lists_show_the_same_as_the_page():
    for case, name in NAMES.items():
        row = Effort.objects.for_list(TODAY).get(name=name)
        listed = {typology.number: verdict for typology, verdict in shown_in_list(row, main_typologies())}
        found_here = {one.typology.number: one.finding.verdict for one in found(case)[0].typologies}
        assert listed == {number: verdict for number, verdict in found_here.items() if verdict != Verdict.NOT_MET}


def test_what_the_source_places_an_effort_under_fits():
    """No warning but Albertslund's, which the source puts between two typologies."""
    warned = {case: [warning.number for warning, _ in found(case)[0].warnings] for case in NAMES}
    assert {case: which for case, which in warned.items() if which} == {"Albertslund": [2]}


def test_albertslund_cannot_be_decided_because_the_other_homes_are_not_known():
    two = next(shown for shown in found("Albertslund")[0].typologies if shown.typology.number == 2)
    causes = {reason.cause for finding in two.finding.findings for reason in finding.reasons}
    assert Cause.HOMES_OF_OPEN_GROUP in causes


def test_funders():
    for case, funders in FUNDERS.items():
        shares = effort(case).shares.all()
        assert sorted(share.funder.name for share in shares) == funders
        for share in shares:
            assert (share.year, share.amount, share.hours, share.status) == (None, None, None, ShareStatus.UNKNOWN)


def test_gentofte_pays_alone():
    assert [share.stated_share for share in effort("Gentofte").shares.all()] == [10_000]


def test_what_was_anchored_is_paid_in_operation():
    for case in ("Brøndby", "Sjælland"):
        row = effort(case)
        assert [share.kind for share in row.shares.all()] == [ShareKind.OPERATION]
        assert all(activity.in_operation for activity in row.activities.all())


def test_placement():
    rows = {case: effort(case).pk for case in NAMES}
    modes = modes_of_efforts(rows.values(), TODAY)
    assert {case: modes[pk].mode for case, pk in rows.items() if modes[pk].mode != Mode.UNKNOWN} == MODES


def test_frederiksberg_mixes_across_the_team():
    row = effort("Frederiksberg")
    team = modes_of_efforts([row.pk], TODAY)[row.pk]
    assert (team.mixes_across, team.mixes_within) == (True, False)


def test_nothing_is_dated_counted_or_weekly_that_the_source_leaves_open():
    for row in Effort.objects.filter(source=SOURCE):
        assert (row.status, row.starts_on, row.ends_on) == (EffortStatus.UNKNOWN, None, None)
        assert not row.budgets.exists()
        assert not row.posts.exclude(weekly_minutes=None, starts_on=None, ends_on=None, display_name="").exists()
        assert not row.posts.filter(placements__weekday__isnull=False).exists()
        assert not row.citizen_groups.exclude(people=None, households=None).exists()


def test_odense_follows_people_out_of_vollsmose():
    row = effort("Odense")
    assert [(reach.area.name, reach.role) for reach in row.area_reaches.all()] == [("Vollsmose", AreaRole.ORIGIN)]
    assert row.citizen_groups.get().recruitment == Recruitment.SELECTED


def test_albertslund_is_open_to_those_who_come():
    row = effort("Albertslund")
    assert row.area_reaches.get().role == AreaRole.MEETING_PLACE
    group = row.citizen_groups.get()
    assert (group.recruitment, group.approach) == (Recruitment.OPEN, Approach.THEY_COME)


def test_randers_has_three_unnamed_schools():
    schools = effort("Randers").institution_reaches.get()
    assert (schools.unnamed_count, schools.institution, schools.is_outside) == (3, None, True)


def test_taastrupgaard_has_its_figures_and_its_effort():
    area = effort("Tåstrupgård").area_reaches.get().area
    years = set(area.observations.values_list("year", flat=True))
    assert years == {2010, 2011, 2013, 2014, 2016, 2017}


def test_sjaelland_is_in_no_municipality_that_we_know():
    row = effort("Sjælland")
    assert not row.municipalities.exists()
    assert row.lead_organisation.name == "Boligselskabet Sjælland"
