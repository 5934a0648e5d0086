"""Files as people send them, made here, and the way of a file through the intake."""

import io

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from areas import intake


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def reference(db):
    call_command("load_reference", verbosity=0)


def csv_bytes(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def xlsx_bytes(rows, *, merge=(), hide=(), before=(), formats=None, after=None) -> bytes:
    """A workbook with a sheet of these rows; `merge` are ranges, `hide` columns, `before` names of empty sheets."""
    book = Workbook()
    sheet = book.active
    for number, name in enumerate(before):
        book.create_sheet(name, number)
    for row in rows:
        sheet.append(row)
    for cells in merge:
        sheet.merge_cells(cells)
    for column in hide:
        sheet.column_dimensions[column].hidden = True
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    if after:
        after(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class Intake:
    """A file on its way, as the pages take it there."""

    def __init__(self, user):
        self.user = user

    def receive(self, content: bytes, layout: str = "wide", name: str = "tal.csv", **told):
        return intake.receive(user=self.user, file_name=name, content=content, layout=layout, **told)

    def check(self, content: bytes, layout: str = "wide", *, mapping=None, rows=2000, makes_areas=False, **told):
        batch = self.receive(content, layout, **told)
        mapping = {**intake.proposed_mapping(batch), **(mapping or {})}
        batch = intake.set_mapping(batch, mapping=mapping, makes_areas=makes_areas)
        while batch.state == "checking":
            batch = intake.check_more(batch, user=self.user, rows=rows)
        return batch

    def bring(self, content: bytes, layout: str = "wide", **told):
        return intake.bring_in(self.check(content, layout, **told), user=self.user)


@pytest.fixture
def intake_of():
    return Intake


@pytest.fixture
def desk(admin_user):
    return Intake(admin_user)


def faults(batch, errors=True) -> list[tuple[int, str, str]]:
    return [
        (fault.row, fault.column, fault.code) for fault in batch.faults.filter(is_error=errors).order_by("row", "pk")
    ]
