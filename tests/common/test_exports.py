"""Files that no spreadsheet takes for a program."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from boligsocial.common.columns import WITHHELD, Column, Columns, Kind, keys_of
from boligsocial.common.exports import Sheet, safe_text, write_csv, write_xlsx

DAY = date(2026, 5, 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
QUICK = settings(max_examples=50, deadline=None)
FORMULA = st.builds(str.__add__, st.sampled_from(list("=+-@\t\r\n＝＋－＠")), TEXT)


def sheet(*values, kind: Kind = Kind.TEXT) -> Sheet:
    return Sheet("Liste", DAY, [Column("a", "Navn", lambda row: row, kind)], values)


def csv_cells(made: Sheet) -> list[str]:
    file = io.BytesIO()
    write_csv(file, made)
    text = file.getvalue().decode("utf-8-sig")
    return [row[0] for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")][1:]


def xlsx_cells(made: Sheet) -> list:
    file = io.BytesIO()
    write_xlsx(file, made)
    return [row[0] for row in openpyxl.load_workbook(file).active.iter_rows()][1:]


@QUICK
@given(FORMULA | TEXT.filter(bool))
def test_no_text_begins_a_formula_in_csv(text):
    [cell] = csv_cells(sheet(text))
    assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert cell in (text, f"'{text}")


@QUICK
@given(FORMULA | TEXT.filter(bool))
def test_no_text_is_a_formula_in_xlsx(text):
    [cell] = xlsx_cells(sheet(text))
    assert cell.data_type != "f"
    assert cell.value is None or isinstance(cell.value, str)


def test_formulas_behind_what_is_not_seen_are_found():
    for hidden in (" =1+1", "\u200b=1", "\u202e@SUM(1)", '"=1', "\ufeff+1"):
        assert safe_text(hidden) == f"'{hidden}"
    assert safe_text("Ørbæk - nord") == "Ørbæk - nord"


@QUICK
@given(st.integers(-(10**12), 10**12))
def test_numbers_stay_numbers(number):
    assert csv_cells(sheet(number, kind=Kind.NUMBER)) == [str(number)]
    [cell] = xlsx_cells(sheet(number, kind=Kind.NUMBER))
    assert (cell.value, cell.data_type) == (number, "n")


@QUICK
@given(st.integers(-(10**13), 10**13))
def test_kroner_keep_their_ore(ore):
    with translation.override("da"):
        [text] = csv_cells(sheet(ore, kind=Kind.KRONER))
    assert Decimal(text.replace(",", ".")) * 100 == ore
    [cell] = xlsx_cells(sheet(ore, kind=Kind.KRONER))
    assert round(Decimal(str(cell.value)) * 100) == ore


def test_days_are_days_and_what_is_missing_is_said():
    [cell] = xlsx_cells(sheet(DAY, kind=Kind.DAY))
    assert cell.is_date and cell.value.date() == DAY
    with translation.override("en"):
        assert csv_cells(sheet(None, WITHHELD, kind=Kind.NUMBER))[0] == "not stated"
        assert "withheld" in csv_cells(sheet(None, WITHHELD, kind=Kind.NUMBER))[1]


COLUMNS = Columns(
    Column("name", "Name", str, fixed=True, parts=("name", "town")),
    Column("a", "A", str),
    Column("b", "B", str, first=False),
    Column("town", "Town", str, first=False),
)


def test_the_address_says_which_columns_and_in_which_order():
    assert keys_of(COLUMNS.chosen("")) == "name,a"
    assert keys_of(COLUMNS.chosen("b,a,b,x,name")) == "name,b,a"
    assert keys_of(COLUMNS.chosen("x")) == "name,a"


def test_a_file_has_each_column_with_its_parts_once():
    assert keys_of(COLUMNS.written(COLUMNS.chosen(""))) == "name,town,a"
    assert keys_of(COLUMNS.written(COLUMNS.chosen("b,town"))) == "name,b,town"
