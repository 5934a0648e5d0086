"""Areas are found by their code: before the name, as files write it, and never against what the name says."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from areas import intake
from areas.models import HousingArea, Observation
from boligsocial.common.text import code_key
from tests import factories
from tests.areas.intake.conftest import csv_bytes, faults, xlsx_bytes

HEAD = "Kommune;Områdekode;Område;År;Antal beboere"


@pytest.fixture
def town(db):
    factories.indicator("residents", unit="number", decimals=0, jump=None)
    place = factories.municipality("Hjørring", code="0860")
    factories.area("Ærøparken", municipality=place, code="007")
    factories.area("Bjergvej", municipality=place, code="B-12")
    factories.area("Uden kode", municipality=place).other_names.create(name="LBF 55")
    factories.area("Nord", municipality=place, code="N1").other_names.create(name="Parken")
    factories.area("Syd", municipality=place, code="S1").other_names.create(name="Parken")
    factories.area("Fjern", municipality=factories.municipality("Thisted", code="0787"), code="b-12")
    return place


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Hjørring;007;Ærøparken;2017;1", "Ærøparken"),
        ("Hjørring;7;;2017;1", "Ærøparken"),
        ("Hjørring; b - 12;;2017;1", "Bjergvej"),
        ("Hjørring;B-12;Et nyt navn;2017;1", "Bjergvej"),
        (";B-12;;2017;1", "Bjergvej"),
        (";b-12;;2017;1", "Fjern"),
        (";B-12;Bjergvej;2017;1", "Bjergvej"),
        ("Hjørring;S1;Parken;2017;1", "Syd"),
        ("Hjørring;LBF 55;;2017;1", "Uden kode"),
        ("Hjørring;99;Uden kode;2017;1", "Uden kode"),
        ("Hjørring;;Bjergvej;2017;1", "Bjergvej"),
    ],
)
def test_areas_are_found_by_code_then_by_name(town, desk, line, found):
    batch = desk.bring(csv_bytes(HEAD, line))
    assert faults(batch) == []
    assert Observation.objects.get().area.name == found


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Hjørring;404;;2017;1", "unknown_code"),
        ("Hjørring;404;Nirgendwo;2017;1", "unknown_area"),
        (";B-12 ;Parken;2017;1", "code_and_name"),
        ("Hjørring;007;Bjergvej;2017;1", "code_and_name"),
        ("Hjørring;S1;Uden kode;2017;1", "code_and_name"),
        ("Hjørring;404;Bjergvej;2017;1", "other_code"),
        (";B-1 2;;2017;1", "ambiguous_code"),
        ("Hjørring;;Parken;2017;1", "ambiguous_area"),
        ("Hjørring;;;2017;1", "no_area"),
        ("Hjørring;" + "9" * 3000 + ";;2017;1", "unknown_code"),
        ("Hjørring;<b>\u202e=1+1;;2017;1", "unknown_code"),
    ],
)
def test_what_code_and_name_do_not_agree_about_is_said(town, desk, line, code):
    batch = desk.check(csv_bytes(HEAD, line))
    assert [fault[2] for fault in faults(batch)] == [code]
    assert not batch.staged.exists()
    for language in ("da", "en"):
        with translation.override(language):
            said = intake.fault_words(batch.faults.get())
            assert said and said != code and "%(" not in said


def test_a_number_in_a_sheet_is_a_code(town, desk):
    batch = desk.bring(xlsx_bytes([["Områdenr.", "Kommune", "År", "Antal beboere"], [7, 860, 2017, 700]]))
    assert faults(batch) == [] and Observation.objects.get().area.code == "007"


def test_codes_of_others_are_not_told(town, intake_of, consultant, home):
    mine = factories.area("Vores", municipality=home, code="B-12")
    batch = intake_of(consultant).check(csv_bytes(HEAD, ";b-12;;2017;1", ";007;;2017;1"))
    assert [fault[2] for fault in faults(batch)] == ["unknown_code"]
    assert set(batch.staged.values_list("area", flat=True)) == {mine.pk}


def test_new_areas_keep_their_code(town, desk):
    lines = ["Hjørring;X1;Nyager;2017;1", "Hjørring;X1;NYAGER;2018;1", "Hjørring;;Nyager;2019;1"]
    desk.bring(csv_bytes(HEAD, *lines), makes_areas=True)
    area = HousingArea.objects.get(name="Nyager")
    assert area.code == "X1" and area.history.get().code == "X1" and area.observations.count() == 3


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (["Hjørring;X1;Nyager;2017;1", "Hjørring;x1;Gammelager;2017;1"], ["new_code_twice"] * 2),
        (["Hjørring;X1;Nyager;2017;1", "Hjørring;X2;Nyager;2018;1"], ["new_code_twice"] * 2),
        (["Hjørring;" + "9" * 51 + ";Nyager;2017;1"], ["long_code"]),
    ],
)
def test_new_areas_that_share_a_code_are_not_made(town, desk, lines, codes):
    batch = desk.check(csv_bytes(HEAD, *lines, "Hjørring;N1;Nord;2017;5"), makes_areas=True)
    assert [fault[2] for fault in faults(batch)] == codes
    assert intake.bring_in(batch, user=desk.user).created == 1
    assert not HousingArea.objects.filter(name="Nyager").exists()


def test_a_code_is_one_areas_own_in_its_municipality(town, elsewhere):
    factories.area(municipality=elsewhere, code="007")
    factories.area(municipality=town, code="")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.area(municipality=town, code="007")


@pytest.mark.parametrize(
    ("text", "key"), [("007", "7"), ("0", "0"), ("000", "0"), (" A 1 ", "a1"), ("Å1", "aa1"), ("²", "²"), ("", "")]
)
def test_how_codes_are_compared(text, key):
    assert code_key(text) == key
