"""The fictional municipality shows every feature, says that it is made up, and adds up."""

from datetime import date

import pytest
from django.contrib.gis.db.models import Extent
from django.db.models import Sum

from areas.choices import Availability, BorderQuality, InstitutionKind, Tenure
from areas.models import AreaBorder, Estate, HousingArea, HousingOrganisation, Institution, Municipality, Observation
from boligsocial.common.spatial import in_denmark, to_degrees
from boligsocial.demo.town_places import SOURCE, TOWN
from efforts.choices import EffortKind, EffortStatus, FunderKind, ShareKind, ShareStatus
from efforts.derive import all_typologies, reach_of, sets_of
from efforts.models import Budget, CitizenGroup, Effort, Funder, FundingShare
from efforts.rules.typology import Verdict
from staffing.choices import Mode
from staffing.derive import modes_of_efforts
from staffing.models import Placement, Post, Workplace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_once")]

TODAY = date(2026, 11, 23)


def efforts():
    return Effort.objects.filter(municipalities__name=TOWN)


def typologies(row: Effort, on: date) -> set[int]:
    five = sets_of(reach_of(row, on), all_typologies(), ())[0]
    return {shown.typology.number for shown in five.typologies if shown.finding.verdict == Verdict.MET}


def test_it_says_that_it_is_made_up():
    town = Municipality.objects.get(is_fictional=True)
    assert town.name == TOWN
    organisations = HousingOrganisation.objects.filter(estates__municipality=town).distinct()
    assert [row.is_fictional for row in organisations] == [True] * 3
    assert not Funder.objects.filter(shares__effort__in=efforts(), is_fictional=False).exists()
    marked = (
        town.areas,
        town.institutions,
        efforts(),
        AreaBorder.objects.filter(area__municipality=town),
        Observation.objects.filter(area__municipality=town),
        Post.objects.filter(effort__in=efforts()),
        Workplace.objects.filter(placements__post__effort__in=efforts()),
    )
    for rows in marked:
        assert set(rows.values_list("source", flat=True)) == {SOURCE}


def test_places_of_every_kind():
    areas = HousingArea.objects.filter(municipality__name=TOWN)
    assert set(areas.values_list("tenure", flat=True)) == set(Tenure.values) - {Tenure.UNKNOWN}
    kinds = Institution.objects.filter(municipality__name=TOWN).values_list("kind", flat=True)
    assert set(kinds) == set(InstitutionKind.values)
    assert areas.filter(estates__isnull=True).exists() and areas.filter(other_names__isnull=False).exists()
    assert areas.filter(code="E01").exists() and areas.filter(code="").exists()
    assert not HousingArea.objects.exclude(municipality__name=TOWN).exclude(code="").exists()
    assert areas.filter(ends_on__lt=TODAY).exists() and areas.filter(starts_on__gt=TODAY).exists()
    for area in areas.filter(estates__isnull=False):
        assert area.homes == area.estates.aggregate(Sum("homes"))["homes__sum"]
    assert Estate.objects.filter(areas__isnull=True).count() == 0


def test_boundaries_lie_in_the_town_and_keep_clear_of_each_other():
    borders = AreaBorder.objects.filter(area__municipality__name=TOWN)
    town = Municipality.objects.get(name=TOWN)
    for border in borders:
        assert in_denmark(border.geometry)
        assert town.west < border.west and border.east < town.east
        assert town.south < border.south and border.north < town.north
        others = AreaBorder.objects.exclude(area=border.area).filter(geometry__intersects=border.geometry)
        assert not others.exists()
    assert {BorderQuality.DRAWN, BorderQuality.APPROXIMATE} == set(borders.values_list("quality", flat=True))


def test_one_boundary_has_two_parts_and_a_hole_and_one_was_replaced():
    shape = AreaBorder.objects.get(area__name="Møllevangen").geometry
    assert [polygon.num_interior_rings for polygon in shape] == [1, 0]
    old, new = AreaBorder.objects.filter(area__name="Søndervang").order_by("ends_on")
    old, new = (old, new) if old.ends_on else (new, old)
    assert old.ends_on == new.starts_on == date(2024, 1, 1)
    assert old.geometry.area > new.geometry.area


def test_eight_years_of_figures_with_gaps_that_have_names():
    rows = Observation.objects.filter(area__municipality__name=TOWN)
    assert set(rows.values_list("year", flat=True)) == set(range(2019, 2027))
    assert set(rows.values_list("availability", flat=True)) == set(Availability.values)
    assert rows.filter(numerator__lt=5).exists() and not rows.filter(numerator__lt=5, hidden="").exists()
    for area in HousingArea.objects.filter(municipality__name=TOWN, residents__isnull=False):
        assert rows.get(area=area, year=2026, indicator__code="residents").value == area.residents


def test_all_five_typologies_alone_and_together():
    shown = {row.name: typologies(row, TODAY) for row in efforts().with_reach(TODAY)}
    assert shown["Trygge gårde"] == {2}
    assert shown["Flytteguiden"] == {3}
    assert shown["Alle børn i skole"] == {4}
    assert shown["Lys over byen"] == {5}
    assert shown["Sociale viceværter"] == {1}
    assert shown["Sammen i Eventyrkøbing"] == {1, 3, 4}
    later = date(2027, 6, 1)
    assert typologies(efforts().with_reach(later).get(name="Én by ved vandet"), later) == {1, 2, 4, 5}


def test_every_status_and_kind():
    assert set(efforts().values_list("status", flat=True)) == set(EffortStatus.values) - {
        EffortStatus.UNKNOWN,
        EffortStatus.DRAFT,
    }
    assert set(efforts().values_list("kind", flat=True)) == {EffortKind.HELHEDSPLAN, EffortKind.OWN}
    shares = FundingShare.objects.filter(effort__in=efforts())
    assert set(shares.values_list("status", flat=True)) == set(ShareStatus.values) - {ShareStatus.UNKNOWN}
    assert set(shares.values_list("kind", flat=True)) == set(ShareKind.values) - {ShareKind.UNKNOWN}
    assert set(shares.values_list("funder__kind", flat=True)) == set(FunderKind.values)
    assert shares.filter(earmarked_for__isnull=False).exists()
    assert CitizenGroup.objects.filter(effort__in=efforts(), people__lt=5).exists()


@pytest.mark.parametrize("name", ["Sammen i Eventyrkøbing", "Helhedsplanen Søndervang og Egekrogen"])
def test_landsbyggefonden_pays_three_quarters_to_the_krone(name):
    effort = efforts().get(name=name)
    assert (effort.ends_on.year - effort.starts_on.year, effort.starts_on.month) == (4, 6)
    for budget in effort.budgets.all():
        shares = effort.shares.filter(year=budget.year)
        total = dict.fromkeys(FunderKind.values, 0)
        for share in shares:
            total[share.funder.kind] += share.amount
        assert total[FunderKind.LBF] * 4 == budget.amount * 3
        assert total[FunderKind.MUNICIPALITY] * 8 == total[FunderKind.ORGANISATION] * 8 == budget.amount


def granted(budget: Budget) -> int:
    shares = budget.effort.shares.filter(year=budget.year, status=ShareStatus.GRANTED)
    return shares.aggregate(Sum("amount"))["amount__sum"] or 0


def test_years_are_covered_or_have_a_gap_and_never_too_much():
    gaps = {}
    for budget in Budget.objects.filter(effort__in=efforts()).select_related("effort"):
        gap = budget.amount - granted(budget)
        assert gap >= 0
        assert budget.effort.covers_year(budget.year)
        gaps.setdefault(budget.effort.name, {})[budget.year] = gap
    assert not any(gaps["Sammen i Eventyrkøbing"].values())
    assert gaps["Sociale viceværter"] == {2023: 0, 2024: 0, 2025: 104_000_000, 2026: 0, 2027: 110_000_000}
    assert all(gaps["Én by ved vandet"].values())


def test_hours_have_a_value_that_is_the_same_rate_within_a_party():
    rows = FundingShare.objects.filter(effort__in=efforts(), kind=ShareKind.HOURS)
    assert rows and not rows.filter(hours=None).exists()
    rates = {(row.funder_id, row.amount // row.hours, row.amount % row.hours) for row in rows}
    assert len(rates) == len({funder for funder, *_ in rates})


def test_staff_sit_everywhere_and_move():
    modes = {row.name: modes_of_efforts([row.pk], TODAY)[row.pk].mode for row in efforts()}
    assert modes["Alle børn i skole"] == Mode.CENTRAL
    assert modes["Sammen i Eventyrkøbing"] == Mode.MIX
    posts = Post.objects.filter(effort__in=efforts())
    assert posts.count() >= 15
    moved = Placement.objects.filter(post__display_name="Tommelise", weekday=1).order_by("starts_on")
    assert [row.workplace.name for row in moved] == ["Beboerhuset i Søndervang", "Møllestuen i Møllevangen"]
    assert posts.filter(starts_on__gt=TODAY, display_name="", placements__isnull=False).exists()
    assert posts.filter(placements__isnull=True).exists()


def test_it_lies_away_from_real_areas():
    town = AreaBorder.objects.filter(area__municipality__name=TOWN)
    real = AreaBorder.objects.filter(area__municipality__is_fictional=False)
    west, south, east, north = town.aggregate(Extent("geometry"))["geometry__extent"]
    assert (east - west, north - south) < (6000, 6000)
    middle = town.get(area__name="Bymidten").geometry.centroid
    assert not real.filter(geometry__dwithin=(middle, 10_000)).exists()
    assert 11.4 < to_degrees(middle).x < 11.6
