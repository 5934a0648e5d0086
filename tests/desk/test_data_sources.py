"""Files of Danish sources, and broken ones, sent through the pages with nothing changed in what is proposed."""

import io
import random
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from areas.models import Import
from tests.areas.intake.conftest import csv_bytes, xlsx_bytes
from tests.areas.intake.test_sources import FILES, country, known, state
from tests.desk.test_data_imports import _own_folder, at, filled, sent

__all__ = ["_own_folder", "country"]


@pytest.fixture
def client(as_user, admin_user):
    return as_user(admin_user)


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return file.getvalue()


BOOK = xlsx_bytes([["Område", "År", "Beboere"], ["Vollsmose", 2024, 7384]])
BROKEN = {
    "nothing.csv": b"",
    "headers.csv": csv_bytes("Kommune;Område;År;Beboere"),
    "half.xlsx": BOOK[: len(BOOK) // 2],
    "renamed.xlsx": zipped(**{"liste.csv": b"a;b\n1;2"}),
    "sheet.ods": zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
    "binary.xlsb": zipped(**{"xl/workbook.bin": b"x"}),
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "rubbish.csv": random.Random(1).randbytes(4000),
    "page.xls": b"<html><table><tr><td>1</td></tr></table></html>",
    "list.pdf": b"%PDF-1.7",
    "open.csv": csv_bytes("Område;År;Beboere", 'Vollsmose;"2024;1', "Bispehaven;2024;2"),
}
# The list that a title names, and so the page proposes for all rows.
ENTRIES = {
    "a list of the ministry: title, footnotes, marks at names, per cent in words": {
        ("Vollsmose", "parallel", 2024, None),
        ("Bispehaven", "parallel", 2024, None),
    },
    "two rows of headers: the names in the lower one, the figures above their units": {
        ("Vollsmose", "udsat", 2024, None),
    },
}


def test_files_of_sources_go_there_and_back(country, client):
    for name, (layout, content, wanted, wrong) in FILES.items():
        before = state()
        columns = sent(client, content, layout=layout).url
        page = client.get(columns)
        answer = client.post(columns, filled(page))
        assert answer.status_code == 302, (name, answer.context["form"].errors)
        batch = Import.objects.latest("pk")
        text = client.get(at("import", batch)).content.decode()
        assert batch.bad_rows == len({row for row, _column, _code in wrong}), name
        assert all(column in text for _row, column, _code in wrong), name
        client.post(at("import-bring-in", batch))
        assert known() == wanted | ENTRIES.get(name, set()), name
        client.post(at("import-take-back", batch))
        assert state() == before, name


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_refused_in_words(home, client, name):
    answer = sent(client, BROKEN[name], name)
    assert answer.status_code == 200 and not Import.objects.exists()
    assert answer.context["form"].errors["file"][0], "at the field"


@pytest.mark.parametrize("page", ["data:import-new", "data:borders"])
def test_a_file_that_is_too_large_is_said_at_the_field(home, client, page):
    file = SimpleUploadedFile("stor.csv", b"a;b\n" * 2_500_001)
    answer = client.post(reverse(page), {"layout": "wide", "source_text": "Kilde", "file": file})
    assert "10 MB" in answer.context["form"].errors["file"][0] and not Import.objects.exists()


def test_a_form_far_too_large_is_not_read(home, client):
    # The length is said before the form is sent; this one ends at once.
    answer = client.post(reverse("data:import-new"), {"source_text": "Kilde"}, headers={"Content-Length": "50000001"})
    assert answer.status_code == 400 and not Import.objects.exists()
