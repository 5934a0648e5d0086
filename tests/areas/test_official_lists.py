"""The ministry's lists: every printed figure is there once, and nothing that was guessed passes for a fact."""

from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import call_command

from areas.choices import BorderQuality, ListStatus, Tenure
from areas.models import AreaBorder, AreaName, HousingArea, ListEntry, Observation
from areas.official_lists import COLUMNS
from areas.reference import DATA
from boligsocial.common.loading import read_csv


@pytest.fixture
def lists(db):
    call_command("load_official_lists", verbosity=0)


def figures(name: str, year: int) -> dict[str, Decimal]:
    rows = Observation.objects.filter(area__name=name, year=year)
    return {row.indicator.code: row.value for row in rows.select_related("indicator")}


def test_every_printed_figure_is_loaded(lists):
    rows = [*read_csv(DATA / "official_lists_2010_2017.csv"), *read_csv(DATA / "single_figures_2018_2023.csv")]
    printed = sum(bool(row[column]) for row in rows for column in COLUMNS)
    assert Observation.objects.count() == printed == 971


def test_an_area_as_printed(lists):
    assert figures("Tåstrupgård", 2017) == {
        "residents": Decimal(2698),
        "outside_work": Decimal("30.3"),
        "nonwestern": Decimal("66.6"),
        "convicted": Decimal("2.07"),
        "basic_education": Decimal("69.8"),
        "income": Decimal("51.2"),
    }
    assert set(figures("Blågården", 2010)) == {"residents", "outside_work", "nonwestern", "convicted"}


def test_the_lists_are_as_long_as_published(lists):
    """2013 lacks one area of its 40; 2014 is the list of December; 2012 and 2015 follow from the year after."""
    early = Counter(ListEntry.objects.filter(year__lte=2017).values_list("year", flat=True))
    assert early == {2010: 29, 2011: 26, 2012: 33, 2013: 39, 2014: 31, 2015: 25, 2016: 25, 2017: 22}
    late = Counter(ListEntry.objects.filter(year__gte=2018).values_list("year", "status"))
    assert {year: late[year, ListStatus.GHETTO] for year in (2018, 2019, 2020)} == {2018: 29, 2019: 28, 2020: 15}
    assert {year: late[year, ListStatus.CONVERSION] for year in (2021, 2022, 2023)} == {2021: 10, 2022: 9, 2023: 8}
    assert {year: late[year, ListStatus.PARALLEL] for year in (2021, 2022, 2023)} == {2021: 12, 2022: 10, 2023: 12}


def test_who_left_a_list_has_figures_and_no_entry(lists):
    area = HousingArea.objects.get(name="Tåstrupgård")
    assert figures("Tåstrupgård", 2011)["residents"] == 2441
    assert not area.list_entries.filter(year=2011).exists()


def test_inferred_entries_are_not_certain(lists):
    assert not ListEntry.objects.filter(year=2018, status=ListStatus.HARD_GHETTO, is_certain=True).exists()
    assert not ListEntry.objects.filter(year__in=(2012, 2015, 2021, 2023), is_certain=True).exists()
    assert not ListEntry.objects.filter(year=2020, status=ListStatus.GHETTO, is_certain=True).exists()
    assert ListEntry.objects.filter(year=2022, is_certain=False).count() == 0


def test_one_area_under_several_names(lists):
    assert HousingArea.objects.count() == 59
    agervang = HousingArea.objects.get(name="Agervang")
    assert {"Vangkvarteret", "Grønneparken"} <= set(agervang.other_names.values_list("name", flat=True))
    ringparken = HousingArea.objects.get(municipality__name="Slagelse", name="Ringparken")
    assert ringparken.observations.filter(year=2017).exists() and ringparken.list_entries.filter(year=2020).exists()
    misprints = ("Sianavænget/Heliosvænget", "Munkeob", "Glarbjervej-området", "Tingbejrg/Utterslevhuse")
    assert not AreaName.objects.filter(name__in=misprints).exists()
    assert not HousingArea.objects.filter(name__in=misprints).exists()


def test_unsure_figures_are_left_out(lists):
    assert not Observation.objects.filter(area__name="Ringparken", year=2019).exists()
    assert not Observation.objects.filter(year__gte=2021).exclude(area__name="Mjølnerparken").exists()
    assert figures("Agervang", 2018)["basic_education"] == Decimal("70.4")


def test_shapes_are_marked_approximate(lists):
    borders = AreaBorder.objects.all()
    assert borders.count() == 55
    assert set(borders.values_list("quality", flat=True)) == {BorderQuality.APPROXIMATE}
    assert all("ikke en områdegrænse" in border.source for border in borders)
    assert all(180_000 < border.geometry.area < 200_000 for border in borders)
    assert set(HousingArea.objects.values_list("tenure", flat=True)) == {Tenure.SOCIAL}


def test_rows_changed_or_removed_by_hand_are_left_alone(lists):
    Observation.objects.filter(area__name="Vollsmose", year=2017).update(value=1)
    HousingArea.objects.filter(name="Vollsmose").update(tenure=Tenure.MIXED)
    AreaBorder.objects.filter(area__name="Bispehaven").delete()
    call_command("load_official_lists", verbosity=0)
    assert set(figures("Vollsmose", 2017).values()) == {1}
    assert HousingArea.objects.get(name="Vollsmose").tenure == Tenure.MIXED
    assert not AreaBorder.objects.filter(area__name="Bispehaven").exists()
