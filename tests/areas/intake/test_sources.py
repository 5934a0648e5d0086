"""Files as Danish sources make them: read right, or what is wrong is named; again they change nothing; and back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from areas import intake
from areas.models import HousingArea, Import, Indicator, ListEntry, Observation, YearLimit
from tests import factories
from tests.areas.intake.conftest import csv_bytes, faults, xlsx_bytes

AREAS = {
    ("Odense", "0461"): ["Vollsmose", "Skovparken"],
    ("Aarhus", "0751"): ["Bispehaven", "Gellerupparken/Toveshøj", "Årslev Ås"],
    ("Kolding", "0621"): ["Munkebo", "Skovparken"],
}
OFFICIAL = [
    "Kommune",
    "Boligområde",
    "Antal beboere",
    "Beboere i alderen 18-64 år uden tilknytning til arbejdsmarkedet eller uddannelse (pct.)",
    "Dømte for overtrædelse af straffeloven, våbenloven eller lov om euforiserende stoffer (pct.)",
]


@pytest.fixture
def country(db):
    for code, unit, decimals in (
        ("residents", "number", 0),
        ("outside_work", "per_cent", 1),
        ("convicted", "per_cent", 2),
        ("income", "index", 1),
    ):
        factories.indicator(code, unit=unit, decimals=decimals, jump=None)
    YearLimit.objects.create(indicator=Indicator.objects.get(code="convicted"), year=2020, times=3, value=2.7)
    for (name, code), areas in AREAS.items():
        place = factories.municipality(name, code=code)
        for area in areas:
            factories.area(area, municipality=place)


def known() -> set[tuple]:
    """What there is in words: figures (area, indicator, year, value), and entries of lists as figures without one."""
    figures = Observation.objects.values_list("area__name", "indicator__code", "year", "value")
    found = {(area, code, year, None if value is None else float(value)) for area, code, year, value in figures}
    return found | {(*entry, None) for entry in ListEntry.objects.values_list("area__name", "status", "year")}


def state() -> tuple[list, list, list]:
    figures = Observation.objects.order_by("pk").values_list("area", "indicator", "year", "value", "availability")
    return list(figures), list(ListEntry.objects.values_list("area", "year")), list(HousingArea.objects.values("name"))


FILES = {
    "a list of the ministry: title, footnotes, marks at names, per cent in words": (
        "official",
        xlsx_bytes(
            [
                ["Liste over parallelsamfund pr. 1. december 2024"],
                [],
                OFFICIAL,
                ["Odense", "Vollsmose*", "7.384", "43,1 pct.", "2,14"],
                ["Aarhus", "Gellerupparken / Toveshøj 1)", 5012, "47,2", "..*"],
                ["Aarhus", "Bispehaven¹⁾", 2384, "..", "2,5"],
                [],
                ["* Området er afgrænset på ny"],
                ["1) Kilde: Danmarks Statistik"],
            ],
            merge=("A1:E1", "A8:E8"),
        ),
        {
            ("Vollsmose", "residents", 2024, 7384),
            ("Vollsmose", "outside_work", 2024, 43.1),
            ("Vollsmose", "convicted", 2024, 2.14),
            ("Bispehaven", "residents", 2024, 2384),
            ("Bispehaven", "outside_work", 2024, None),
            ("Bispehaven", "convicted", 2024, 2.5),
        },
        [(5, OFFICIAL[4], "not_a_number")],
    ),
    "two rows of headers: the names in the lower one, the figures above their units": (
        "official",
        xlsx_bytes(
            [
                ["Tabel 1. Udsatte boligområder 1. december 2024"],
                [None, None, "Beboere", "Uden for arbejdsmarked/uddannelse"],
                ["Kommune", "Boligområde", "antal", "pct."],
                ["Odense", "Vollsmose", 7384, 43.1],
            ]
        ),
        {("Vollsmose", "residents", 2024, 7384), ("Vollsmose", "outside_work", 2024, 43.1)},
        [],
    ),
    "municipalities as headings over their rows, merged over the whole width": (
        "wide",
        xlsx_bytes(
            [
                ["Boligområde", "År", "Beboere"],
                ["Odense Kommune"],
                ["Skovparken", 2024, 700],
                ["Kolding Kommune"],
                ["Skovparken", 2024, 800],
                ["Bispehaven", 2024, 900],
                ["I alt", None, 2400],
                ["Kilde: kommunerne"],
            ],
            merge=("A2:C2", "A4:C4", "A8:C8"),
        ),
        {("Skovparken", "residents", 2024, 700), ("Skovparken", "residents", 2024, 800)},
        [(6, "Boligområde", "unknown_area")],
    ),
    "the municipality only in the first of its rows": (
        "wide",
        csv_bytes("Kommune;Område;År;Beboere", "Odense;Vollsmose;2024;1", ";Skovparken;2024;2", encoding="cp1252"),
        {("Vollsmose", "residents", 2024, 1), ("Skovparken", "residents", 2024, 2)},
        [],
    ),
    "crosses in a column for each status": (
        "official",
        csv_bytes(
            "Kommune;Boligområde;År;Udsat boligområde;Parallelsamfund",
            "Odense;Vollsmose;2024;X;X",
            "Aarhus;Bispehaven;2024;x;–",
        ),
        {
            ("Vollsmose", "udsat", 2024, None),
            ("Vollsmose", "parallel", 2024, None),
            ("Bispehaven", "udsat", 2024, None),
        },
        [],
    ),
    "Statistics Denmark: years across, codes at names, marks, notes": (
        "wide",
        csv_bytes(
            '"Folketal efter område og tid"',
            '""',
            '"område";"2023";"2024"',
            '"Vollsmose (46101)";"7300";".."',
            '"Bispehaven (75103)";"2300";"-"',
            '"Tegnforklaring: .. Oplysning for usikker"',
            encoding="cp1252",
        ),
        {
            ("Vollsmose", "residents", 2023, 7300),
            ("Vollsmose", "residents", 2024, None),
            ("Bispehaven", "residents", 2023, 2300),
            ("Bispehaven", "residents", 2024, None),
        },
        [],
    ),
    "Statistics Denmark: a long table with quarters and with dates": (
        "long",
        csv_bytes(
            "OMRÅDE;NØGLETAL;TID;INDHOLD",
            "Vollsmose;Antal beboere;2024K1;7384",
            "Vollsmose;Dømte;pr. 1. december 2024;2,1",
            "Bispehaven;Dømte;2021-24;2,1",
            "Munkebo;Dømte;2022/23;2,1",
        ),
        {("Vollsmose", "residents", 2024, 7384), ("Vollsmose", "convicted", 2024, 2.1)},
        [(4, "TID", "bad_year"), (5, "TID", "bad_year")],
    ),
    "letters that nobody sees, other dashes and strokes, both Unicode forms": (
        "wide",
        csv_bytes(
            "Kommune;Område;A\u030ar;Beboere",
            "Aar\u00adhus;A\u030arslev A\u030as;2024;1\u202f200",
            "\u200bKolding;Munkebo\u200d ;2024;1\u200b000",
            "Aarhus;Gellerup\u00adparken\u2044Toveshøj;2024;'900",
        ),
        {
            ("Årslev Ås", "residents", 2024, 1200),
            ("Munkebo", "residents", 2024, 1000),
            ("Gellerupparken/Toveshøj", "residents", 2024, 900),
        },
        [],
    ),
    "the letters of DOS": (
        "wide",
        csv_bytes("Kommune;Område;År;Beboere", "Århus;Årslev Ås;2024;1.200", encoding="cp850"),
        {("Årslev Ås", "residents", 2024, 1200)},
        [],
    ),
    "a decimal comma between cells that commas divide": (
        "wide",
        csv_bytes("Kommune,Område,År,Dømte", "Odense,Vollsmose,2024,2,1", 'Odense,Skovparken,2024,"2,2"'),
        {("Skovparken", "convicted", 2024, 2.2)},
        [(2, "", "long_row")],
    ),
    "parts of one among per cent, small per cent, and what Excel formats": (
        "wide",
        xlsx_bytes(
            [
                ["Område", "År", "Uden for arbejde"],
                ["Vollsmose", 2024, 0.435],
                ["Bispehaven", 2024, 41.5],
                ["Munkebo", 2024, 0.395],
                ["Årslev Ås", 2024, 0.9],
                ["Vollsmose", 2023, date(2024, 2, 1)],
            ],
            formats={"C2": "0.0%"},
        ),
        {
            ("Vollsmose", "outside_work", 2024, 43.5),
            ("Bispehaven", "outside_work", 2024, 41.5),
            ("Årslev Ås", "outside_work", 2024, 0.9),
        },
        [(4, "Uden for arbejde", "part_among_shares"), (6, "Uden for arbejde", "is_a_date")],
    ),
    "few convicted, where none are known yet": (
        "wide",
        csv_bytes("Område;Dømte 2024;Gns. bruttoindkomst 2024", "Vollsmose;0,43;0,533", "Bispehaven;0,9;1,05"),
        {
            ("Vollsmose", "convicted", 2024, 0.43),
            ("Vollsmose", "income", 2024, 53.3),
            ("Bispehaven", "convicted", 2024, 0.9),
            ("Bispehaven", "income", 2024, 105),
        },
        [],
    ),
    "a name with its municipality, and one that may be two": (
        "wide",
        csv_bytes("Område;År;Beboere", "Skovparken (Kolding);2024;1", "Skovparken;2024;2"),
        {("Skovparken", "residents", 2024, 1)},
        [(3, "Område", "ambiguous_area")],
    ),
    "errors of a Danish Excel, and a cross that stands for no figure": (
        "wide",
        csv_bytes("Område;År;Beboere", "Vollsmose;2024;#DIVISION/0!", "Bispehaven;2024;X", "Munkebo;2024;5"),
        {("Munkebo", "residents", 2024, 5)},
        [(2, "Beboere", "excel_error"), (3, "Beboere", "not_a_number")],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_source(country, desk, name):
    layout, content, wanted, wrong = FILES[name]
    before = state()
    batch = desk.bring(content, layout, year=intake.proposed_year(desk.receive(content, layout)))
    assert faults(batch) == wrong
    assert known() == wanted
    for language in ("da", "en"):
        with translation.override(language):
            assert all("%(" not in intake.fault_words(fault) for fault in batch.faults.all())
    done = state()
    again = desk.bring(content, layout, year=batch.year)
    assert (again.created, again.replaced, state()) == (0, 0, done)
    intake.take_back(again, user=desk.user)
    assert state() == done
    intake.take_back(Import.objects.get(pk=batch.pk), user=desk.user)
    assert state() == before


def test_headings_hold_over_the_pieces_of_a_file(country, desk):
    lines = ["Kolding Kommune;;", "Skovparken;2023;1", "Skovparken;2024;2", "Odense Kommune;;", "Skovparken;2024;3"]
    batch = desk.check(csv_bytes("Boligområde;År;Beboere", *lines), rows=1)
    assert faults(batch) == []
    assert set(batch.staged.values_list("area__municipality__name", "value")) == {
        ("Kolding", 1),
        ("Kolding", 2),
        ("Odense", 3),
    }


def test_marks_are_told_with_their_meaning(country, desk):
    lines = ["Vollsmose;2024;..", "Bispehaven;2024;..", "Munkebo;2024;<5", "Årslev Ås;2024;7"]
    batch = desk.check(csv_bytes("Område;År;Beboere", *lines))
    told = {(fault.details["text"], fault.details["state"], fault.details["times"]) for fault in batch.faults.all()}
    assert told == {("..", "not_available", 2), ("<5", "withheld", 1)}


def test_uncertainties_are_read_as_their_values_are(country, desk):
    factories.indicator("trust", unit="per_cent", decimals=0, is_survey=True)
    content = csv_bytes("Område;År;trust;Usikkerhed", "Vollsmose;2024;0,43;0,03", "Bispehaven;2024;0,5;0,04")
    batch = desk.check(content, mapping={"3": "margin:trust"})
    assert set(batch.staged.values_list("value", "margin")) == {(43, 3), (50, 4)}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (csv_bytes("Område;År;Beboere", 'Vollsmose;"2024;1', "Bispehaven;2024;2", "Munkebo;2024;3"), "open_quote"),
        (xlsx_bytes([["Område", "År"], ["Vollsmose", *range(300)]]), "too_many_columns"),
    ],
)
def test_what_cannot_be_a_table_is_refused_with_its_row(country, desk, content, code):
    with pytest.raises(ValidationError) as caught:
        desk.check(content)
    assert caught.value.code == code and "2" in caught.value.messages[0]


@pytest.mark.parametrize(
    ("titles", "sheet", "year"),
    [
        ("Liste pr. 1. december 2024", "Ark1", 2024),
        ("Gennemsnit 2021-24", "Ark1", None),
        ("Udsatte områder", "Liste 2023", 2023),
    ],
)
def test_the_year_of_the_file_is_proposed_from_its_titles(country, desk, titles, sheet, year):
    def name(page):
        page.title = sheet

    batch = desk.receive(xlsx_bytes([[titles], ["Område", "Beboere"], ["Vollsmose", 1]], after=name))
    assert (intake.proposed_year(batch), batch.year) == (year, None)
    said = desk.receive(xlsx_bytes([[titles], ["Område", "Beboere", "År"], ["Vollsmose", 1, 2020]], after=name))
    assert intake.proposed_year(said) is None


def test_hidden_rows_are_read_and_said(country, desk):
    def hide(page):
        for number in (1, 3, 4):
            page.row_dimensions[number].hidden = True

    rows = [["Område", "År", "Beboere"], ["Vollsmose", 2024, 1], ["Bispehaven", 2024, 2], ["Munkebo", 2024, 3]]
    batch = desk.check(xlsx_bytes(rows, after=hide))
    (fault,) = batch.faults.all()
    assert (fault.code, fault.details, batch.staged.count()) == ("hidden_rows", {"number": 2, "rows": "3, 4"}, 3)
