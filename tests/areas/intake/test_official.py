"""The published lists, made to look as ministries and spreadsheets make them, come in as the loader has them."""

import csv
import io
import unicodedata
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from openpyxl import Workbook

from areas import intake
from areas.choices import ListStatus
from areas.intake import files
from areas.intake.headers import find_headers
from areas.intake.mapping import proposed_list
from areas.models import AreaName, HousingArea, Import, ListEntry, Observation, Standing
from areas.reference import DATA
from boligsocial.common.loading import read_csv
from tests.areas.intake.conftest import csv_bytes, faults, xlsx_bytes

FIGURES = {
    "residents": "Antal beboere",
    "pct_outside_work_or_education_18_64": "18-64-årige uden for arbejdsmarkedet (pct.)",
    "pct_nonwestern": "Andel indvandrere og efterkommere fra ikke-vestlige lande",
    "pct_convicted_18plus": "Dømte (18 år og derover)",
    "pct_only_basic_education_30_59": "Beboere 30-59 år, kun grundskole",
    "income_pct_of_regional_average": "Gns. bruttoindkomst i pct. af regionens",
}
HEADERS = ["Kommune", "Boligområde", "År", *FIGURES.values(), "På listen"]


def rows_of_lists() -> list[dict]:
    return read_csv(DATA / "official_lists_2010_2017.csv")


def danish(value: str, column: str) -> str:
    if column == "residents" and len(value) > 3:
        return f"{value[:-3]}.{value[-3:]}"
    return value.replace(".", ",")


def as_ministry(rows: list[dict]) -> list[list[str]]:
    table = []
    for number, row in enumerate(rows):
        town = [row["municipality"], f"{row['municipality']} Kommune", row["municipality"].upper()][number % 3]
        area = unicodedata.normalize("NFD", row["area"]) if number % 2 else f" {row['area']}\xa0"
        figures = [danish(row[column], column) for column in FIGURES]
        answer = {"yes": "Ja"}.get(row["on_list"], "Nej (udgået af listen)")
        table.append([town, area, f"1. december {row['year']}", *figures, answer])
    return table


def written(rows: list[list[str]], encoding: str, separator: str = ";") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def state() -> set:
    figures = Observation.objects.values_list("area__name", "indicator__code", "year", "value", "availability")
    return set(figures)


def entries() -> set:
    return set(ListEntry.objects.values_list("area__name", "year", "status"))


@pytest.fixture
def loaded(db):
    """What the loader makes of the file, and then only the areas of it."""
    call_command("load_official_lists", verbosity=0)
    years = {int(row["year"]) for row in rows_of_lists()}
    figures, listed = state(), {row for row in entries() if row[1] in years}
    single = {row for row in figures if row[2] > 2017}
    assert single and len(listed) == 172
    Observation.objects.all().delete()
    ListEntry.objects.all().delete()
    return figures - single, listed


def printed(encoding: str, separator: str = ";") -> bytes:
    table = as_ministry(rows_of_lists())
    head = [["Liste over ghettoområder"], [], HEADERS]
    tail = [[], ["I alt", "", "", "999"], ["* Tal fra Danmarks Statistik"]]
    if encoding in ("cp1252", "mac-roman"):
        table = [[unicodedata.normalize("NFC", cell) for cell in row] for row in table]
    return written([*head, *table, *tail], encoding, separator)


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ";"), ("utf-8-sig", "\t"), ("utf-16", ";"), ("cp1252", ","), ("mac-roman", ";")],
)
def test_the_lists_come_in_as_the_loader_has_them(loaded, desk, encoding, separator):
    batch = desk.bring(printed(encoding, separator), "official", source_text="Ministeriet")
    assert faults(batch) == []
    assert state() == loaded[0]
    assert entries() == loaded[1]
    assert batch.created == len(loaded[0]) + len(loaded[1])


def test_the_same_file_again_changes_nothing(loaded, desk):
    content = printed("utf-8")
    desk.bring(content, "official", source_text="Ministeriet")
    before = list(Observation.objects.order_by("pk").values())
    again = desk.bring(content, "official", source_text="Another word for it")
    assert list(Observation.objects.order_by("pk").values()) == before
    assert (again.created, again.replaced, again.unchanged) == (0, 0, len(loaded[0]) + len(loaded[1]))
    assert faults(again, errors=False)[0][2] != "" and again.faults.filter(code="same_file").exists()


def test_each_figure_knows_its_row_and_person(loaded, desk):
    batch = desk.bring(printed("utf-8"), "official", source_text="Ministeriet")
    rows = as_ministry(rows_of_lists())
    for figure in Observation.objects.select_related("area")[:200]:
        assert figure.batch == batch and figure.entered_by == desk.user and figure.entered_at == batch.done_at
        name = unicodedata.normalize("NFC", rows[figure.batch_row - 4][1]).strip()
        assert name == figure.area.name and str(figure.year) in rows[figure.batch_row - 4][2]


def test_areas_are_made_with_history(reference, desk):
    batch = desk.bring(printed("utf-8"), "official", makes_areas=True, source_text="Ministeriet")
    assert faults(batch) == []
    names = {row["area"] for row in rows_of_lists()}
    assert set(HousingArea.objects.values_list("name", flat=True)) == names
    area = HousingArea.objects.get(name="Blågården")
    assert area.tenure == "social" and area.history.get().history_user == desk.user
    intake.take_back(batch, user=desk.user)
    assert not HousingArea.objects.exists() and not Observation.objects.exists() and not ListEntry.objects.exists()


def test_lists_by_name_of_the_status(loaded, desk):
    words = {
        "ghetto": "Ghettoområde",
        "haard_ghetto": "hård ghetto",
        "udsat": "udsat (not ghetto)",
        "parallel": "Parallelsamfund",
        "omdannelse": "omdannelsesområde",
    }
    late = read_csv(DATA / "list_entries_2018_2023.csv")
    lines = [f"{row['year']}-12-01;{words[row['status']]};{row['municipality']};{row['area']}" for row in late]
    batch = desk.bring(csv_bytes("list_date;list_type;municipality;area", *lines), "official")
    assert faults(batch) == []
    assert Import.objects.get(pk=batch.pk).created == len({tuple(line.split(";")) for line in lines})
    known = dict(AreaName.objects.values_list("name", "area__name"))
    wanted = {(known.get(row["area"], row["area"]), int(row["year"]), row["status"]) for row in late}
    assert entries() == wanted


def test_a_column_for_each_status_and_the_word_of_the_year(loaded, desk):
    content = xlsx_bytes(
        [
            ["Område", "Kommune", "År", "Udsat boligområde?", "Parallelsamfund", "Omdannelsesområde", "Status"],
            ["Vollsmose", "Odense", 2021, "x", "x", "x", "hård ghetto"],
            ["Bispehaven", 751, 2021, "x", None, "nej", "ja"],
        ]
    )
    mapping = {"3": "listed", "4": "listed", "5": "listed", "6": "listed"}
    batch = desk.check(content, "official", mapping=mapping)
    assert faults(batch) == [(3, "Status", "which_list")]
    staged = set(batch.staged.values_list("row", "listed"))
    assert staged == {(2, status) for status in (ListStatus.VULNERABLE, ListStatus.PARALLEL, ListStatus.CONVERSION)}
    assert batch.faults.filter(code="renamed").exists()


# How ministries and newspapers head the columns of the lists since 2018.
LATER = [
    (
        "Andel af beboere 18-64 år uden tilknytning til arbejdsmarkedet eller uddannelse",
        "Andel indvandrere og efterkommere fra ikke-vestlige lande",
        "Andel dømte for overtrædelse af straffeloven, våbenloven eller lov om euforiserende stoffer",
        "Andel beboere 30-59 år, der alene har en grundskoleuddannelse",
        "Gennemsnitlig bruttoindkomst for skattepligtige 15-64 år i pct. af regionen",
    ),
    (
        "Beskæftigelseskriteriet (> 40 pct.)",
        "Nationalitetskriteriet (> 50 pct.)",
        "Kriminalitetskriteriet: dømte pr. 10.000 beboere på 18 år og derover",
        "Uddannelseskriteriet (> 60 pct.)",
        "Indkomstkriteriet (< 55 pct.)",
    ),
    (
        "Ikke i job eller uddannelse",
        "Ikke-vestlige",
        "Dømte (promille)",
        "Grundskole",
        "Indkomst i forhold til regionen",
    ),
]


@pytest.mark.parametrize(("headers", "convicted"), list(zip(LATER, ("1,33", "133", "13,3"), strict=True)))
def test_a_list_since_2018_is_read_and_judged(reference, desk, headers, convicted):
    """Agervang in 2018, of which every figure is known: a ghetto area."""
    figures = ["1.436", "43,7", "56,8", convicted, "70,4", "62,4"]
    rows = [
        ["Liste over udsatte boligområder pr. 1. december 2018"],
        [],
        ["Kommune", "Navn på boligområde", "Beboere i alt pr. 1. jan. 2018", *headers],
        ["Holbæk", "Agervang", *figures],
    ]
    batch = desk.bring(xlsx_bytes(rows), "official", makes_areas=True, source_text="Ministeriet", year=2018)
    assert faults(batch) == []
    codes = ["residents", "outside_work", "nonwestern", "convicted", "basic_education", "income"]
    values = {figure.indicator.code: float(figure.value) for figure in Observation.objects.filter(year=2018)}
    assert [values[code] for code in codes] == [1436, 43.7, 56.8, 1.33, 70.4, 62.4]
    assert Standing.objects.get(year=2018).statuses == ",udsat,ghetto,"


@pytest.mark.parametrize(("printed", "is_met"), [("198", True), ("197", False)])
def test_a_number_of_ten_thousand_on_the_limit_meets_it(reference, desk, printed, is_met):
    header = ["Kommune", "Boligområde", "År", "Antal beboere", "Dømte pr. 10.000", "Grundskole"]
    rows = [header, ["Holbæk", "Agervang", "2018", "1.436", printed, "60,1"]]
    batch = desk.bring(xlsx_bytes(rows), "official", makes_areas=True, source_text="Ministeriet")
    assert (0, "Dømte pr. 10.000", "per_many") in faults(batch, errors=False)
    assert (",udsat," in Standing.objects.get(year=2018).statuses) is is_met


# A list of 2018 under headers that name other years, stand in two rows, have letters above or notes, or are divided.
LOOKS = {
    "the days and years in which was counted": [
        ["Liste over ghettoområder pr. 1. december 2018 (tal for 2016-2017)"],
        [
            "Kommune",
            "Boligområde",
            "Beboere pr. 1. januar 2018",
            "Uden for arbejdsmarkedet, gns. 2016-2017",
            "Ikke-vestlige 1. januar 2018",
            "Dømte 2017",
            "Grundskole 1. januar 2017",
            "Gns. bruttoindkomst 2017",
        ],
    ],
    "two rows, the upper one over all figures": [
        ["Ghettoområder 2018"],
        ["Kommune", "Boligområde", "Kriterier", None, None, None, None, None],
        [
            None,
            None,
            "Beboere (antal)",
            "Uden for arbejdsmarkedet (pct.)",
            "Ikke-vestlige (pct.)",
            "Dømte (pct.)",
            "Grundskole (pct.)",
            "Bruttoindkomst (pct.)",
        ],
    ],
    "letters above, notes, and words divided at the end of a line": [
        ["Ghettoområder 2018"],
        list("ABCDEFGH"),
        [
            "Kommune",
            "Bolig-\nområde 1)",
            "Beboertal²⁾",
            "Uden for arbejds-\nmarkedet",
            "Ikke-\nvestlige *",
            "Dømte",
            "Grund-\nskole",
            "Brutto-\nindkomst",
        ],
    ],
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_list_is_of_its_own_year_whatever_its_headers_look_like(reference, desk, look):
    rows = [*LOOKS[look], ["Holbæk", "Agervang *)", 1436, 43.7, 56.8, 1.33, 70.4, 62.4], ["1) Se noten"]]
    merge = ("A2:A3", "B2:B3", "C2:H2") if LOOKS[look][1][2] == "Kriterier" else ()
    content = xlsx_bytes(rows, merge=merge)
    year = intake.proposed_year(desk.receive(content, "official"))
    batch = desk.bring(content, "official", makes_areas=True, year=year)
    assert (year, faults(batch)) == (2018, [])
    assert HousingArea.objects.get().name == "Agervang"
    figures = Observation.objects.values_list("indicator__code", "year", "value").order_by("indicator__position")
    assert [(year, float(value)) for _code, year, value in figures] == [
        (2018, value) for value in (1436, 43.7, 56.8, 1.33, 70.4, 62.4)
    ]
    assert Standing.objects.get().statuses == ",udsat,ghetto,"


def sheets(*pages: tuple[str, list]) -> bytes:
    """A workbook with several sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in pages:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_sheet_for_each_list_says_which_list_its_rows_are_on(reference, desk):
    head = ["Kommune", "Boligområde", "Antal beboere"]
    content = sheets(
        ("Parallelsamfund", [["Lister pr. 1. december 2022"], head, ["Odense", "Vollsmose", 7000]]),
        ("Liste 2", [["Udsatte boligområder 2022"], ["Kommune", "Boligområde"], ["Odense", "Vollsmose"]]),
        ("Begge", [["Udsatte områder og parallelsamfund 2022"], head, ["Odense", "Vollsmose", 7000]]),
    )
    proposed = []
    for sheet in ("Parallelsamfund", "Liste 2", "Begge"):
        batch = desk.receive(content, "official")
        batch.sheet = sheet
        batch.skipped_rows, batch.header_rows = find_headers(files.first_rows(batch))
        proposed.append(proposed_list(batch))
        told = {"mapping": intake.proposed_mapping(batch), "of_list": proposed[-1], "sheet": sheet}
        batch = intake.set_mapping(batch, **told, year=intake.proposed_year(batch), makes_areas=True)
        assert faults(intake.check_more(batch, user=desk.user)) == []
        intake.bring_in(batch, user=desk.user)
    assert proposed == ["parallel", "udsat", ""]
    assert entries() == {("Vollsmose", 2022, "parallel"), ("Vollsmose", 2022, "udsat")}
    assert state() == {("Vollsmose", "residents", 2022, 7000, "available")}


def test_a_list_without_a_year_or_names_is_refused(reference, desk):
    batch = desk.receive(xlsx_bytes([["Kommune", "Boligområde"], ["Odense", "Vollsmose"]]), "official")
    for mapping, code in (({"0": "municipality", "1": "area"}, "no_year"), ({"0": "municipality"}, "no_owner")):
        with pytest.raises(ValidationError) as caught:
            intake.set_mapping(batch, mapping=mapping, of_list="udsat")
        assert code in [error.code for error in caught.value.error_list]


def test_columns_of_lists_are_known_by_their_headers_or_their_cells(reference, desk):
    rows = [
        [None, None, None, "På listen", None, None],
        ["Kommune", "Boligområde", "Listedato", "Udsat område", "Parallelsamfund 2022", "Betegnelse"],
        ["Odense", "Vollsmose", 44896, "x", "Ja", "Omdannelsesområde"],
        ["Aarhus", "Bispehaven", 44896, "x", "Nej", "Udsat boligområde"],
    ]
    batch = desk.bring(xlsx_bytes(rows, merge=("D1:E1",)), "official", makes_areas=True)
    assert faults(batch) == []
    assert entries() == {
        ("Vollsmose", 2022, "udsat"),
        ("Vollsmose", 2022, "parallel"),
        ("Vollsmose", 2022, "omdannelse"),
        ("Bispehaven", 2022, "udsat"),
    }


def test_counts_and_numbers_of_ten_thousand_are_told_apart_by_their_headers(reference, desk):
    head = ["Kommune", "Boligområde", "Ikke-vestlige antal", "Ikke-vestlige pct.", "Antal dømte pr. 10.000"]
    batch = desk.receive(xlsx_bytes([head, ["Odense", "Vollsmose", 4903, 66.4, 227]]), "official")
    assert list(intake.proposed_mapping(batch).values())[2:] == [
        "numerator:nonwestern",
        "figure:nonwestern",
        "figure:convicted",
    ]


def test_a_heading_between_the_rows_names_another_list(reference, desk):
    head, rows = ["Kommune", "Boligområde"], [["Odense", "Vollsmose"], ["Aarhus", "Bispehaven"]]
    middle = ["Udsatte boligområder 2022"]
    content = xlsx_bytes([["Parallelsamfund 2022"], head, rows[0], middle, head, rows[1], ["* Kilde: udsatte områder"]])
    batch = desk.receive(content, "official")
    told = {"mapping": intake.proposed_mapping(batch), "of_list": proposed_list(batch), "year": 2022}
    batch = intake.set_mapping(batch, **told, makes_areas=True)
    while batch.state == "checking":
        batch = intake.check_more(batch, user=desk.user, rows=1)
    assert (4, "", "under_list") in faults(batch, errors=False)
    intake.bring_in(batch, user=desk.user)
    assert entries() == {("Vollsmose", 2022, "parallel"), ("Bispehaven", 2022, "udsat")}


def test_what_a_column_is_not_is_not_proposed(reference, desk):
    head = ["Kommune", "Boligområde", "Bruttoindkomst (kr.)", "Bruttoindkomst i pct. af regionen", "Status"]
    rows = [["Høje Taastrup", "Tåstrupgård", 170_000, 54.2, "Ny"]]
    batch = desk.bring(xlsx_bytes([head, *rows]), "official", makes_areas=True, year=2022)
    assert faults(batch) == [] and state() == {("Tåstrupgård", "income", 2022, Decimal("54.2"), "available")}
    rows = [[*rows[0][:4], "Parallelsamfund"], ["Aarhus", "Bispehaven", 1, 56.1, "Udgået af listen"]]
    batch = desk.bring(xlsx_bytes([[*head[:4], "Kategori"], *rows]), "official", makes_areas=True, year=2023)
    assert faults(batch) == [] and entries() == {("Tåstrupgård", 2023, "parallel")}
