"""Tables in every encoding and shape, and files that are none."""

import io
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from boligsocial.common import tabular, workbooks
from boligsocial.common.tabular import Broken, Share
from tests.areas.intake.conftest import csv_bytes, xlsx_bytes

TABLE = [["Kommune", "Område", "Beboere"], ["Køge", "Ærøgården", "1.234"], ["Århus", "Øst Å", "2,5"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_csv_in_every_encoding(encoding, separator):
    content = csv_bytes(*(separator.join(row) for row in TABLE), encoding=encoding)
    assert list(tabular.read(content)) == TABLE


def test_commas_between_cells_and_within():
    content = csv_bytes("Kommune,Område,Beboere", "Køge,Ærøgården,1.234", 'Århus,Øst Å,"2,5"')
    assert list(tabular.read(content)) == TABLE


def test_danish_decimals_do_not_pass_for_separators():
    content = csv_bytes("a;b;c", "x;1,5;2,5", "y;3,5;4,5", "z;1,0;2,0")
    assert [len(row) for row in tabular.read(content)] == [3, 3, 3, 3]


def test_titles_padding_and_blank_rows_keep_their_numbers():
    content = csv_bytes("Ghettolisten 2017;;", ";;", "a;b;c;;", "", "x;1;2;;", ";;", ";;;")
    assert list(tabular.read(content)) == [["Ghettolisten 2017"], [], ["a", "b", "c"], [], ["x", "1", "2"]]


def test_excels_own_line_about_the_separator():
    assert list(tabular.read(b"sep=;\r\na;b\r\n1;2\r\n")) == [[], ["a", "b"], ["1", "2"]]


def code(content: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        for name in tabular.sheets(content):
            list(tabular.read(content, name))
    assert "%(" not in caught.value.messages[0]
    return caught.value.code


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
BROKEN = {
    "empty": [b"", b"  \r\n", b"\xef\xbb\xbf", b";;;\r\n;;;"],
    "old_excel": [OLE],
    "encrypted": [OLE + "EncryptedPackage".encode("utf-16-le")],
    "pdf": [b"%PDF-1.7 ..."],
    "web_page": [b"<html><table><tr><td>1", b"\xef\xbb\xbf  <!DOCTYPE html><p>"],
    "open_document": [zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")],
    "binary_excel": [zipped(**{"xl__workbook.bin": b"x"})],
    "not_a_table": [zipped(a=b"x"), b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"one line only", b"a\nb\nc"],
    "unreadable": [b"PK\x03\x04garbage", zipped(**{"xl__workbook.xml": b"<not-xml"}), xlsx_bytes(TABLE)[:-3000]],
    "long_cell": [b'a;b\r\n1;2\r\n"' + b"x" * 200_000 + b"\r\n1;2"],
    "too_many_columns": [b";".join([b"x"] * 400) + b"\r\n" + b";".join([b"1"] * 400)],
    "too_large": [b"a;b\r\n" + b"1;2\r\n" * 2_100_000],
}


@pytest.mark.parametrize(("wanted", "content"), [(name, content) for name, all_ in BROKEN.items() for content in all_])
def test_broken_files_are_named(wanted, content):
    assert code(content) == wanted


def test_too_many_rows():
    assert code(b"a;b\r\n" + b"1;2\r\n" * 100_001) == "too_many_rows"


def test_a_file_that_unfolds_to_more_than_can_be_read():
    assert code(zipped(**{"xl__workbook.xml": b"x", "xl__sharedStrings.xml": b" " * 41_000_000})) == "bomb"
    assert code(zipped(**{"xl__workbook.xml": b"x", "xl__a.xml": b" " * 151_000_000})) == "bomb"


def test_padding_without_end_is_not_read_for_ever():
    def far(sheet):
        sheet["A1048576"].number_format = "0.0"

    assert list(tabular.read(xlsx_bytes([["a", "b"], [1, 2]], after=far))) == [["a", "b"], [1, 2]]


def test_cells_of_a_workbook():
    def fill(sheet):
        sheet["B2"] = "=1/0"
        sheet["C2"] = "#N/A"
        sheet["C2"].data_type = "e"

    rows = [["a", "b", "c", "d", "e", "f", "g"], [36.8, None, None, datetime(2017, 12, 1), 0.433, True, " x\xa0"]]
    found = list(tabular.read(xlsx_bytes(rows, formats={"E2": "0.0%"}, after=fill)))[1]
    assert found[0] == Decimal("36.8") and found[1:3] == [Broken(""), Broken("#N/A")]
    assert found[3:6] == [date(2017, 12, 1), Share(Decimal("43.3")), True]
    assert found[6] == "x"


def test_merged_texts_are_repeated_and_numbers_are_not():
    rows = [["Køge", "A", 5], [None, "B", None], ["Arbejde", None, None], ["x", "y", "z"]]
    found = list(tabular.read(xlsx_bytes(rows, merge=["A1:A2", "C1:C2", "A3:C3"])))
    assert found == [["Køge", "A", 5], ["Køge", "B"], ["Arbejde", "Arbejde", "Arbejde"], ["x", "y", "z"]]


def test_hidden_columns_and_sheets_are_known():
    content = xlsx_bytes([["a", "b", "c"], [1, 2, 3]], hide=["B"])
    assert workbooks.hidden_columns(content) == {1}
    book = Workbook()
    book.active.title = "Kladde"
    book.active.sheet_state = "hidden"
    book.create_sheet("Tal").append([1, 2])
    file = io.BytesIO()
    book.save(file)
    assert tabular.sheets(file.getvalue()) == ["Tal"]
    assert list(tabular.read(file.getvalue())) == [[1, 2]]


def test_a_sheet_that_is_not_there():
    with pytest.raises(ValidationError) as caught:
        list(tabular.read(xlsx_bytes(TABLE), "Andet"))
    assert caught.value.code == "no_sheet"


def unfolding(name: str, head: str) -> bytes:
    """A workbook of which one part begins with a document type of its own."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(TABLE))) as whole, zipfile.ZipFile(file, "w") as made:
        for part in whole.namelist():
            content = whole.read(part).decode()
            if part == name:
                root = content[content.index("<", content.index("?>") if content.startswith("<?xml") else 0) :]
                content = head + root.replace("Ærøgården", "&a;")
            made.writestr(part, content)
    return file.getvalue()


@pytest.mark.parametrize("before", ["", '<?xml version="1.0"?>\n', "<!-- <a> -->\n<?xml-stylesheet?>"])
@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_entities_of_a_workbooks_own_are_refused(name, before):
    assert code(unfolding(name, f'{before}<!DOCTYPE x [<!ENTITY a "{"lang " * 1000}">]>')) == "bomb"


def test_a_sheet_of_tags_that_never_end_is_searched_at_once():
    began = time.monotonic()
    for tag in (b'<c r="A1" ', b"<mergeCell ", b"<col ", b"<col " + b"a" * 5000):
        text = (tag * 100_000)[:1_000_000] + b"<f"
        for pattern in (workbooks._UNCALCULATED, workbooks._MERGED, workbooks._HIDDEN):
            assert not list(pattern.finditer(text))
    assert time.monotonic() - began < 30


def test_merged_cells_over_merged_cells_are_refused():
    ranges = "".join(f'<mergeCell ref="A1:B{90_000 + number}"/>' for number in range(100))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(TABLE))) as whole, zipfile.ZipFile(file, "w") as made:
        for part in whole.namelist():
            made.writestr(part, whole.read(part).replace(b"</sheetData>", f"</sheetData>{ranges}".encode()))
    assert code(file.getvalue()) == "bomb"
