"""A table of faults: what is wrong with a file is told by row, column and code, and the rest comes in."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from areas import intake
from areas.intake.faults import CODES
from areas.models import AreaName, ImportFault, Observation
from boligsocial.common.exports import CSV, file_response
from tests import factories
from tests.areas.intake.conftest import csv_bytes, faults, xlsx_bytes

HEAD = "Kommune;Område;År;Antal beboere;Uden arbejde;Tæller;Nævner;Pct. tilfredse"
MAPPING = {"3": "figure:residents", "4": "figure:outside_work", "5": "numerator:outside_work"}
MAPPING |= {"6": "denominator:outside_work", "7": "figure:index"}


@pytest.fixture
def town(db):
    for code, unit, decimals in (("residents", "number", 0), ("outside_work", "per_cent", 1), ("index", "index", 1)):
        factories.indicator(code, unit=unit, decimals=decimals, name_da=code, jump=None)
    place = factories.municipality("Hjørring", code="0860")
    factories.area("Ærøparken", municipality=place)
    factories.area("Bjergvej", municipality=place)
    AreaName.objects.create(area=factories.area("Nord", municipality=place), name="Parken")
    AreaName.objects.create(area=factories.area("Syd", municipality=place), name="Parken")
    return place


def check(desk, *lines, **told):
    return desk.check(csv_bytes(HEAD, *lines), mapping=MAPPING, **told)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Hjørring;Ærøparken;2017;;43,5;;;", None),
        ("860;ÆRØPARKEN;2017;;43,5;;;", None),
        ("0860 Hjørring;Ærøparken*;1.1.2017;;43,5;;;", None),
        ("Hjørring Kommune;Bjergvej (tidl. Bakken);2017;1.200;;;;", None),
        (";Bjergvej;2017;1200;;;;", None),
        ("Hjørring;Bjergvej;2017;;;30;60;", None),
        (";Nirgendwo;2017;1;;;;", "unknown_area"),
        ("Hjørring;Nirgendwo;2017;1;;;;", "unknown_area"),
        ("Hjørring;Parken;2017;1;;;;", "ambiguous_area"),
        ("Hjørring;;2017;1;;;;", "no_area"),
        ("Hjøring;Bjergvej;2017;1;;;;", "unknown_municipality"),
        ("Hjørring;Bjergvej;;1;;;;", "no_year"),
        ("Hjørring;Bjergvej;2016/2017;1;;;;", "bad_year"),
        ("Hjørring;Bjergvej;1850;1;;;;", "far_year"),
        ("Hjørring;Bjergvej;2090;1;;;;", "far_year"),
        ("Hjørring;Bjergvej;2017;12,5;;;;", "not_whole"),
        ("Hjørring;Bjergvej;2017;-5;;;;", "negative"),
        ("Hjørring;Bjergvej;2017;99999999;;;;", "too_large"),
        ("Hjørring;Bjergvej;2017;5 %;;;;", "sign_in_count"),
        ("Hjørring;Bjergvej;2017;mange;;;;", "not_a_number"),
        ("Hjørring;Bjergvej;2017;;143,5;;;", "over_100"),
        ("Hjørring;Bjergvej;2017;;50;61;60;", "part_over_whole"),
        ("Hjørring;Bjergvej;2017;;;61;;", "no_value"),
        ("Hjørring;Bjergvej;2017;;;;;5000", "too_large"),
        ("Hjørring;Bjergvej;2017;;1.23,4.5;;;", "odd_number"),
        ("Hjørring;" + "x" * 3000 + ";2017;1;;;;", "unknown_area"),
        ("Hjørring;<script>alert(1)</script>;2017;1;;;;", "unknown_area"),
    ],
)
def test_each_fault_has_a_code(town, desk, line, code):
    batch = check(desk, line, "Hjørring;Ærøparken;2015;700;20,5;;;99")
    assert [fault[2] for fault in faults(batch)] == ([code] if code else [])
    assert batch.bad_rows == (1 if code else 0)
    rows = set(batch.staged.values_list("row", flat=True))
    assert rows == ({3} if code else {2, 3})
    for language in ("da", "en"):
        with translation.override(language):
            assert all(
                intake.fault_words(fault) and "%(" not in intake.fault_words(fault) for fault in batch.faults.all()
            )


def test_unknown_names_come_with_close_ones(town, desk):
    batch = check(desk, "Hjørring;Ærøpaken;2017;1;;;;", "Hjøring;Bjergvej;2017;1;;;;", "Hjørring;Parken;2017;1;;;;")
    area, place, both = batch.faults.filter(is_error=True).order_by("row")
    assert "Ærøparken" in intake.fault_words(area) and "Hjørring" in intake.fault_words(place)
    assert both.details["candidates"] == ["Nord (Hjørring)", "Syd (Hjørring)"]


def test_a_figure_twice_names_both_rows(town, desk):
    lines = ("Hjørring;Bjergvej;2017;100;;;;", "Hjørring;Ærøparken;2017;200;;;;", "860;bjergvej;2017;101;;;;")
    batch = check(desk, *lines, rows=1)
    assert faults(batch) == [(2, "Antal beboere", "twice"), (4, "Antal beboere", "twice")]
    assert [fault.details["row"] for fault in batch.faults.filter(code="twice").order_by("row")] == [4, 2]
    assert list(batch.staged.values_list("row", flat=True)) == [3]
    again = check(desk, lines[0], lines[0])
    assert faults(again) == [] and again.staged.count() == 1
    assert again.faults.filter(code="repeated", row=3).exists()


def test_words_in_the_place_of_figures(town, desk):
    batch = check(desk, "Hjørring;Bjergvej;2017;<5;..;;;", "Hjørring;Ærøparken;2017;•;10,0;<5;40;")
    intake.bring_in(batch, user=desk.user)
    found = set(Observation.objects.values_list("area__name", "indicator__code", "availability", "numerator"))
    assert found == {
        ("Bjergvej", "residents", "withheld", None),
        ("Bjergvej", "outside_work", "not_available", None),
        ("Ærøparken", "residents", "withheld", None),
        ("Ærøparken", "outside_work", "available", None),
    }


def test_parts_of_one_are_said_to_be_read_as_per_cent(town, desk):
    batch = check(desk, "Hjørring;Bjergvej;2017;;0,43;;;", "Hjørring;Ærøparken;2017;;0,5;;;", rows=1)
    assert sorted(batch.staged.values_list("value", flat=True)) == [43, 50]
    remark = batch.faults.get(code="fractions")
    assert (remark.row, remark.column) == (0, "Uden arbejde") and "43" in intake.fault_words(remark)


def test_small_shares_are_no_parts_of_one_where_such_figures_are_small(town, desk):
    for year in range(2010, 2016):
        check_in = check(desk, f"Hjørring;Bjergvej;{year};;0,9;;;", f"Hjørring;Ærøparken;{year};;1,4;;;")
        intake.bring_in(check_in, user=desk.user)
    batch = check(desk, "Hjørring;Bjergvej;2017;;0,7;;;")
    assert [str(value) for value in batch.staged.values_list("value", flat=True)] == ["0.7000"]
    assert batch.faults.filter(code="no_fractions").exists()


def test_what_is_odd_is_remarked_and_imported(town, desk):
    factories.indicator("jumpy", unit="number", decimals=0, jump=50)
    lines = ["Hjørring;Bjergvej;2017;1.234;50,55555;30;60;1", "I alt;;2017;9;;;;", "* note;;;;;;;", HEAD]
    batch = check(desk, *lines)
    remarks = {(row, code) for row, _column, code in faults(batch, errors=False)}
    assert remarks == {
        (0, "unsure_mark"),
        (2, "rounded"),
        (2, "disagrees"),
        (3, "total_row"),
        (4, "no_figures"),
        (5, "headers_again"),
    }
    assert faults(batch) == []


def test_jumps_from_one_year_to_the_next(town, desk):
    factories.indicator("jumpy", unit="number", decimals=0, jump=50)
    content = csv_bytes("Område;År;jumpy", "Bjergvej;2015;100", "Bjergvej;2016;151", "Bjergvej;2017;160")
    batch = desk.bring(content)
    assert faults(batch, errors=False) == [(3, "jumpy", "jump")]
    later = desk.check(csv_bytes("Område;År;jumpy", "Bjergvej;2018;300"))
    assert faults(later, errors=False) == [(2, "jumpy", "jump")]


def test_areas_of_others_are_refused_and_strangers_areas_not_told(town, intake_of, consultant, home):
    mine = factories.area("Mit", municipality=home)
    factories.effort(municipalities=(home,), reaches=(factories.area("Set", municipality=town),))
    batch = intake_of(consultant).check(
        csv_bytes("Kommune;Område;År;residents", f"{home.code};Mit;2017;5", "860;Set;2017;5", "860;Bjergvej;2017;5")
    )
    assert faults(batch) == [(3, "Område", "not_yours"), (4, "Område", "unknown_area")]
    assert not batch.faults.get(row=4).details["close"]
    made = intake_of(consultant).check(
        csv_bytes("Kommune;Område;År;residents", f"{home.code};Ny;2017;5", "860;Ny;2017;5", f"{home.code}; ny ;2016;5"),
        makes_areas=True,
    )
    assert faults(made) == [(3, "Område", "makes_no_area")]
    assert set(made.staged.values_list("new_area", flat=True)) == {"Ny"}
    batch = intake.bring_in(batch, user=consultant)
    assert list(Observation.objects.values_list("area", "entered_by")) == [(mine.pk, consultant.pk)]


def test_rights_that_were_taken_away_meanwhile(town, intake_of, consultant, home):
    factories.area("Mit", municipality=home)
    batch = intake_of(consultant).check(csv_bytes("Område;År;residents", "Mit;2017;5"))
    consultant.memberships.all().delete()
    del consultant._memberships_read
    with pytest.raises(ValidationError) as caught:
        intake.bring_in(batch, user=consultant)
    assert caught.value.code == "not_yours" and not Observation.objects.exists()


def test_a_level_that_does_not_own_the_figure(town, desk):
    factories.indicator("whole", unit="number", decimals=0, level="municipality")
    factories.indicator("estate-only", unit="number", decimals=0, level="estate")
    batch = desk.receive(csv_bytes("Kommune;År;residents", "860;2017;5"))
    with pytest.raises(ValidationError) as caught:
        intake.set_mapping(batch, mapping=intake.proposed_mapping(batch))
    assert [error.code for error in caught.value.error_list] == ["wrong_level"]
    content = csv_bytes("Kommune;Område;År;Nøgletal;Værdi", "860;Bjergvej;2017;whole;5", "860;;2017;whole;6")
    batch = desk.check(content, "long")
    assert faults(batch) == [(2, "", "wrong_level")]
    intake.bring_in(batch, user=desk.user)
    assert Observation.objects.get().municipality == town


def test_estates_within_their_organisation(town, desk):
    factories.indicator("homes", unit="number", decimals=0, level="estate")
    for name in ("Fjordbo", "Lejerbo"):
        factories.estate(name="Afdeling 1", number="17", municipality=town, organisation=factories.organisation(name))
    content = csv_bytes(
        "Afdeling;Boligorganisation;År;homes",
        "Afdeling 1;Fjordbo;2017;5",
        "17;LEJERBO;2017;6",
        "Afdeling 1;;2017;7",
        "Afdeling 9;Fjordbo;2017;7",
    )
    batch = desk.check(content)
    assert faults(batch) == [(4, "Afdeling", "ambiguous_estate"), (5, "Afdeling", "unknown_estate")]
    intake.bring_in(batch, user=desk.user)
    assert set(Observation.objects.values_list("estate__organisation__name", "value")) == {
        ("Fjordbo", 5),
        ("Lejerbo", 6),
    }


def test_a_long_table_names_its_figures(town, desk):
    content = xlsx_bytes(
        [
            ["Område", "Dato", "Indikator", "Indhold", "Tæller", "Nævner"],
            ["Bjergvej", date(2017, 1, 1), "outside_work", 0.435, 87, 200],
            ["Bjergvej", date(2017, 1, 1), "Antal beboere", 1200, None, None],
            ["Bjergvej", date(2017, 1, 1), "Ukendt", 1200, None, None],
            ["Bjergvej", date(2016, 1, 1), "", 1200, None, None],
        ]
    )
    batch = desk.check(content, "long")
    assert faults(batch) == [(4, "Indikator", "unknown_indicator"), (5, "Indikator", "no_indicator")]
    intake.bring_in(batch, user=desk.user)
    found = set(Observation.objects.values_list("indicator__code", "value", "numerator", "denominator"))
    assert found == {("outside_work", 43.5, 87, 200), ("residents", 1200, None, None)}


def test_bad_rows_go_home_with_their_reasons_and_return(town, desk):
    lines = ("Hjørring;Bjergvej;2017;=cmd;-;;;", "Hjørring;Ærøparken;2017;1;;;;", "Hjørring;@ond;2017;2;-5;;;")
    batch = check(desk, *lines)
    with translation.override("en"):
        response = file_response(CSV, intake.bad_rows(batch))
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        response.file_to_stream.close()
    head, first, second = text.splitlines()
    assert head.startswith("Row of the file") and head.endswith("What is wrong")
    assert first.startswith("2,Hjørring,Bjergvej,2017,'=cmd,'-,") and "“=cmd” is no number." in first
    assert second.startswith("4,Hjørring,'@ond,2017,2,'-5")
    again = desk.check(text.replace("'=cmd", "7").replace("@ond", "Ærøparken").encode())
    assert faults(again) == [(3, "Uden arbejde", "negative")]


def test_every_code_speaks():
    assert len(CODES) > 40
    assert intake.fault_words(ImportFault(code="no_area"))


def test_many_bad_rows_are_all_kept(town, desk):
    lines = [f"Hjørring;Ukendt {number};2017;1;;;;" for number in range(2500)]
    batch = check(desk, *lines)
    assert batch.bad_rows == 2500 == batch.faults.filter(code="unknown_area").count()
    assert batch.staged.count() == 0 and batch.checked_rows == batch.rows == 2500


def test_a_name_that_is_too_long_is_said_and_not_cut(desk, town):
    batch = check(desk, f"Hjørring;{'Ø' * 201};2017;;43,5;;;", makes_areas=True)
    assert faults(batch) == [(2, "Område", "long_name")]


def test_a_year_of_a_header_or_of_the_whole_file_may_be_too_far_as_well(desk, town):
    head = csv_bytes("Kommune;Område;Uden arbejde 2090", "Hjørring;Nord;43,5")
    batch = desk.check(head, mapping={"2": "figure:outside_work"})
    assert [code for _row, _column, code in faults(batch)] == ["far_year"]
    whole = csv_bytes("Kommune;Område;Uden arbejde", "Hjørring;Nord;43,5")
    batch = desk.check(whole, mapping={"2": "figure:outside_work"}, year=2090)
    assert [code for _row, _column, code in faults(batch)] == ["far_year"]


def test_a_year_that_is_taken_away_is_gone(desk, town):
    batch = desk.receive(csv_bytes("Kommune;Område;Uden arbejde", "Hjørring;Nord;43,5"), year=2017)
    mapping = {"0": "municipality", "1": "area", "2": "figure:outside_work"}
    with pytest.raises(ValidationError) as caught:
        intake.set_mapping(batch, mapping=mapping, year=None)
    assert [one.code for one in caught.value.error_list] == ["no_year"]
    assert intake.set_mapping(batch, mapping=mapping).year == 2017
