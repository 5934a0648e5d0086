"""Headers as spreadsheets have them: under titles, beside padding, merged over several columns and rows."""

import pytest
from django.core.exceptions import ValidationError

from areas import intake
from areas.intake import files
from areas.models import Observation, RememberedMapping
from tests import factories
from tests.areas.intake.conftest import csv_bytes, faults, xlsx_bytes


@pytest.fixture
def town(reference):
    place = factories.municipality("Testby", code="0999")
    factories.area("Nord", municipality=place)
    factories.area("Syd", municipality=place)
    return place


MERGED = [
    ["Boligsociale nøgletal 2016-2017"],
    [],
    [None, "Kommune", "Boligområde", "Uden arbejde", None, "Kun grundskole", None, "Note"],
    [None, None, None, 2016, 2017, 2016, 2017, None],
    [None, "Testby Kommune", "Nord", 0.41, 0.42, 0.51, 0.52, None],
    [],
    [None, None, "Syd", 0.31, "-", 0.61, 0.62, "x"],
    [None, "I alt", None, 0.3, 0.3, 0.5, 0.5, None],
    [None, "Kilde: Danmarks Statistik"],
]
MERGES = ["A1:H1", "D3:E3", "F3:G3", "B3:B4", "C3:C4", "B5:B7"]
WANTED = {
    ("Nord", "outside_work", 2016, 41),
    ("Nord", "outside_work", 2017, 42),
    ("Nord", "basic_education", 2016, 51),
    ("Nord", "basic_education", 2017, 52),
    ("Syd", "outside_work", 2016, 31),
    ("Syd", "outside_work", 2017, None),
    ("Syd", "basic_education", 2016, 61),
    ("Syd", "basic_education", 2017, 62),
}


def known() -> set:
    return set(Observation.objects.values_list("area__name", "indicator__code", "year", "value"))


def as_csv() -> bytes:
    lines = [["" if cell is None else str(cell).replace(".", ",") for cell in row] for row in MERGED]
    lines[6][1] = "Testby"
    return csv_bytes(*(";".join(row) for row in lines), encoding="cp1252")


@pytest.mark.parametrize("content", [xlsx_bytes(MERGED, merge=MERGES, before=("Forside",)), as_csv()])
def test_merged_headers_titles_totals_and_notes(town, desk, content):
    batch = desk.receive(content)
    assert (batch.skipped_rows, batch.header_rows, batch.sheet in ("", "Sheet")) == (2, 2, True)
    headers = {header.letter: header for header in intake.headers_of(batch)}
    assert headers["E"].text == "Uden arbejde | 2017" and headers["E"].year == 2017
    assert headers["B"].text == "Kommune" and headers["H"].text == "Note" and "A" not in headers
    proposed = intake.proposed_mapping(batch)
    assert proposed["1"] == "municipality" and proposed["3"] == proposed["4"] == "figure:outside_work"
    batch = desk.bring(content)
    assert faults(batch) == []
    assert known() == WANTED
    remarks = {code for _row, _column, code in faults(batch, errors=False)}
    assert {"total_row", "no_figures", "fractions"} <= remarks
    assert Observation.objects.get(area__name="Syd", year=2016, indicator__code="basic_education").batch_row == 7


def test_the_sheet_and_the_rows_of_headers_can_be_chosen(town, desk):
    batch = desk.receive(xlsx_bytes(MERGED, merge=MERGES, before=("Forside",)))
    assert intake.sheets_of(batch) == ["Forside", "Sheet"]
    with pytest.raises(ValidationError):
        intake.set_mapping(batch, mapping={}, sheet="Andet")
    with pytest.raises(ValidationError) as caught:
        intake.set_mapping(batch, mapping={"3": "figure:outside_work"}, header_rows=1)
    assert {error.code for error in caught.value.error_list} == {"no_owner", "no_year", "wrong_level"}


def test_hidden_and_double_columns_are_marked(town, desk):
    content = xlsx_bytes([["Område", "Tal", "Tal", "Beboere"], ["Nord", 1, 2, 3]], hide=["C"])
    headers = intake.headers_of(desk.receive(content, year=2017))
    assert [(header.is_hidden, header.is_double) for header in headers] == [
        (False, False),
        (False, True),
        (True, True),
        (False, False),
    ]


def test_columns_are_remembered_for_the_source_and_the_next_edition(town, desk):
    from areas.models import FigureSource

    source = FigureSource.objects.create(code="en-kilde", name_da="En kilde", name_en="A source")
    factories.indicator("odd-one", unit="number", decimals=0)
    first = desk.receive(csv_bytes("Område;XQ 2016", "Nord;5"), source=source)
    intake.set_mapping(first, mapping={"0": "area", "1": "figure:odd-one"})
    later = desk.receive(csv_bytes("Område;XQ 2017", "Nord;6"), source=source)
    assert intake.proposed_mapping(later) == {"0": "area", "1": "figure:odd-one"}
    others = desk.receive(csv_bytes("Område;XQ 2017", "Nord;6"))
    assert intake.proposed_mapping(others) == {"0": "area"}
    intake.set_mapping(later, mapping=intake.proposed_mapping(later))
    assert RememberedMapping.objects.count() == 1


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"0": "area", "1": "figure:residents", "2": "figure:residents"}, "twice"),
        ({"0": "area", "1": "area", "2": "figure:residents"}, "twice"),
        ({"0": "area"}, "no_figures"),
        ({"1": "figure:residents"}, "no_owner"),
        ({"0": "area", "9": "figure:residents"}, "unknown_column"),
        ({"0": "area", "1": "figure:nothing"}, "unknown_target"),
        ({"0": "area", "1": ["x"]}, "unknown_target"),
        ({"0": "area", "1": "listed"}, "unknown_target"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(town, desk, mapping, code):
    batch = desk.receive(csv_bytes("Område;Tal;Andre tal", "Nord;1;2"), year=2017)
    with pytest.raises(ValidationError) as caught:
        intake.set_mapping(batch, mapping=mapping)
    assert code in [error.code for error in caught.value.error_list]
    batch.refresh_from_db()
    assert batch.state == "uploaded" and not RememberedMapping.objects.exists()


def test_the_year_of_the_whole_file(town, desk):
    content = csv_bytes("Område;Beboere", "Nord;5")
    with pytest.raises(ValidationError) as caught:
        desk.check(content)
    assert caught.value.error_list[0].code == "no_year"
    desk.bring(content, year=2017)
    assert known() == {("Nord", "residents", 2017, 5)}
    batch = desk.receive(content)
    with pytest.raises(ValidationError):
        intake.set_mapping(batch, mapping={"0": "area", "1": "figure:residents"}, year=1700)


@pytest.mark.parametrize("content", [b"", b"Omr\xe5de;Beboere", b"\x00" * 100, b"%PDF", xlsx_bytes([])])
def test_files_without_a_table_are_refused_at_once(town, desk, content):
    with pytest.raises(ValidationError) as caught:
        desk.check(content, year=2017)
    assert caught.value.messages[0]


def test_the_copy_of_the_rows_may_be_lost(town, desk, settings):
    batch = desk.receive(csv_bytes("Område;Beboere", *(f"Sted {n};{n}" for n in range(1200))), year=2017)
    assert [number for number, _row in files.rows_of(batch, 700, 3)] == [701, 702, 703]
    for path in (settings.VAR_DIR / "intake").iterdir():
        path.unlink()
    assert list(files.rows_of(batch, 1199)) == [(1200, ["Sted 1198", "1198"]), (1201, ["Sted 1199", "1199"])]
    batch = intake.set_mapping(batch, mapping=intake.proposed_mapping(batch))
    assert batch.rows == 1200


def test_a_name_of_a_file_is_only_a_name(town, desk):
    content = csv_bytes("Område;Beboere", "Nord;5")
    names = ["../../etc/passwd", "C:\\tal\\2017.csv", "a\x00b.csv", "x" * 400, ""]
    kept = [desk.receive(content, name=name, year=2017).file_name for name in names]
    assert kept == ["passwd", "2017.csv", "ab.csv", "x" * 255, "?"]
