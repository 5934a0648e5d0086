"""The funding sheet in several hands: blocks from a spreadsheet, two people at once, what was left half-finished."""

from datetime import date

import pytest
from django.urls import reverse

from efforts.models import FundingShare
from tests import factories
from tests.desk.money_browser import Browser, amounts, budgets
from tests.nasty import NASTY


@pytest.fixture
def effort(home):
    """1 June 2026 to 31 May 2028, 100,000 kr. in 2026 of which 75,000 are granted."""
    made = factories.effort("Indsatsen", municipalities=(home,), starts_on=date(2026, 6, 1), ends_on=date(2028, 6, 1))
    factories.budget(made, 2026, 100_000_00)
    made.share = factories.share(made, factories.funder("Fonden"), year=2026, amount=75_000_00)
    return made


@pytest.fixture
def sheet(effort, consultant, as_user):
    return Browser(as_user(consultant), effort)


# --- From Excel ---------------------------------------------------------------------------------------------------


def test_a_block_from_excel_fills_the_sheet(sheet, effort):
    factories.funder("Kommunen")
    rows = [
        "\t2026\t2027\tTotal",
        "Budget\t200.000,00\t100\t",
        "Fonden\t150.000\xa0kr.\t\t150.000,00",
        "Kommunen\t50.000,00\t12,5 %\t",
        "Total\t200.000\t\t",
    ]
    sheet.use("paste", block="\r\n".join(rows))
    assert sheet.tool_errors() == {}
    assert (sheet.text("b-2026"), sheet.text("c-n1-2026"), sheet.text("c-n1-2027")) == (
        "200.000,00",
        "50.000,00",
        "12,50",
    )
    sheet.send()
    assert sheet.is_saved
    assert amounts(effort)["Fonden", 2026] == 150_000_00


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("\t2026\nFonden\t5\nTotal\t6", ["3", "Total", "2026"]),
        ("\t2026\t2027\tTotal\nFonden\t5\t6\t12", ["2", "Fonden", "4"]),
        ("\t2026\nFonden\t-5", ["2", "Fonden", "2026"]),
        ("\t2026\nFonden\t=1+1", ["2", "Fonden", "2026"]),
        ("\t2025\nFonden\t5", ["2025"]),
        ("\tfoo\nFonden\t5", ["foo"]),
        ("\t2026\nUkendt\t5", ["2", "Ukendt"]),
        ("\t2026\nFonden\t5\nFonden\t6", ["3", "Fonden"]),
        ("5", []),
        ("", []),
    ],
)
def test_a_wrong_block_is_refused_by_row_and_column(sheet, effort, block, said):
    before = dict(sheet.data)
    sheet.use("paste", block=block)
    text = " ".join(sheet.tool_errors()["block"])
    assert all(word in text for word in said)
    assert {name: value for name, value in sheet.data.items() if name.startswith("c-")} == {
        name: value for name, value in before.items() if name.startswith("c-")
    }


@pytest.mark.parametrize("text", NASTY)
def test_nasty_blocks_are_refused(sheet, text):
    for block in (text, f"\t2026\n{text}\t5", f"\t{text}\nFonden\t5", f"\t2026\nFonden\t{text}"):
        sheet.use("paste", block=block)
    for tool, field in {"spread": "spread_total", "all_years": "all_years"}.items():
        sheet.use(tool, **{field: text})
        assert field in sheet.tool_errors()
    sheet.use("spread", spread_total="5", spread_on=text)
    assert "spread_on" in sheet.tool_errors() or not text.strip()


# --- Two people ---------------------------------------------------------------------------------------------------


@pytest.fixture
def other(sheet, effort, leader, as_user):
    """A colleague who has opened the same sheet."""
    factories.member(leader, effort, "leader")
    return Browser(as_user(leader), effort)


def test_cells_that_only_one_changed_are_kept(sheet, other, effort):
    sheet.send(c_1_2026="70.000")
    other.send(c_1_2027="5", b_2027="10")
    assert other.is_saved
    assert amounts(effort) == {("Fonden", 2026): 70_000_00, ("Fonden", 2027): 5_00}


def test_a_cell_both_changed_is_chosen(sheet, other, effort):
    sheet.send(c_1_2026="70.000", b_2028="9", reason="Nedsat af fonden")
    other.send(c_1_2026="60.000", c_1_2027="5")
    assert not other.is_saved
    assert amounts(effort) == {("Fonden", 2026): 70_000_00}
    found = other.response.context["conflict"]
    (one,) = found.differences
    assert (one.origin, one.theirs, one.mine) == ("75.000,00 kr.", "70.000,00 kr.", "60.000,00 kr.")
    assert found.who == "Karla Konsulent"
    assert other.text("b-2028") == "9,00"
    assert "70.000,00 kr." in other.errors()["c-1-2026"][0]
    other.send()
    assert not other.is_saved, "without a choice nothing is saved"
    other.send(**{"keep-c-1-2026": "theirs"}, reason=" ")
    assert not other.is_saved
    other.send(**{"keep-c-1-2026": "mine"})
    assert other.is_saved
    assert amounts(effort) == {("Fonden", 2026): 60_000_00, ("Fonden", 2027): 5_00}
    assert budgets(effort)[2028] == 9_00


def test_a_choice_cannot_be_left_out_by_leaving_out_its_cell(sheet, other, effort):
    sheet.send(c_1_2026="70.000")
    other.send(c_1_2026="60.000")
    other.send(rows="", years="")
    assert "c-1-2026" in other.errors()
    assert amounts(effort) == {("Fonden", 2026): 70_000_00}


def test_theirs_can_be_chosen(sheet, other, effort):
    sheet.send(c_1_2026="70.000")
    other.send(c_1_2026="60.000", c_1_2027="5")
    other.send(**{"keep-c-1-2026": "theirs"})
    assert other.is_saved
    assert amounts(effort) == {("Fonden", 2026): 70_000_00, ("Fonden", 2027): 5_00}


def test_a_line_removed_by_one_and_changed_by_the_other_is_chosen(sheet, other, effort):
    sheet.send(remove_1="on")
    other.send(c_1_2026="60.000")
    assert not other.is_saved
    assert amounts(effort) == {}
    other.send(**{"keep-remove-1": "mine"})
    assert other.is_saved
    assert amounts(effort) == {("Fonden", 2026): 60_000_00}


def test_a_line_changed_by_one_and_removed_by_the_other_is_chosen(sheet, other, effort):
    sheet.send(c_1_2026="60.000")
    other.send(remove_1="on")
    assert not other.is_saved
    assert amounts(effort) == {("Fonden", 2026): 60_000_00}
    other.send(**{"keep-remove-1": "theirs"})
    assert other.is_saved
    assert amounts(effort) == {("Fonden", 2026): 60_000_00}


def test_two_changes_that_fit_alone_but_not_together_are_refused(sheet, other, effort):
    sheet.send(b_2026="80.000")
    other.send(c_1_2026="90.000")
    assert "b-2026" in other.errors()
    assert amounts(effort) == {("Fonden", 2026): 75_000_00}


def test_status_changed_by_one_stands_beside_amounts_of_the_other(sheet, other, effort):
    sheet.send(status_1="applied")
    other.send(c_1_2026="60.000")
    assert other.is_saved
    assert amounts(effort, "applied") == {("Fonden", 2026): 60_000_00}


def test_lines_others_added_are_not_touched(sheet, other, effort):
    sheet.use("add_party", party="Ny part", party_kind="ngo", party_status="applied")
    sheet.send(c_n1_2026="5")
    assert sheet.is_saved
    other.send(c_1_2026="60.000")
    assert other.is_saved
    assert amounts(effort) == {("Fonden", 2026): 60_000_00, ("Ny part", 2026): 5_00}


def test_a_half_finished_sheet_is_taken_up_again(sheet, effort):
    data = sheet.data | {"c-1-2026": "60.000", "path": sheet.url}
    assert sheet.client.post(reverse("desk:keep"), data).status_code == 204
    sheet.open(f"{sheet.url}?draft=1")
    assert sheet.text("c-1-2026") == "60.000"
    FundingShare.objects.filter(pk=effort.share.pk).update(amount=70_000_00)
    sheet.send()
    assert not sheet.is_saved, "somebody saved since the draft was begun"
    assert sheet.response.context["conflict"].differences


def test_a_draft_outlives_the_party_it_names(sheet, effort):
    sheet.client.post(reverse("desk:keep"), sheet.data | {"c-1-2026": "60.000", "path": sheet.url})
    payer = effort.share.funder
    effort.share.delete()
    payer.delete()
    sheet.open(f"{sheet.url}?draft=1")
    sheet.send()
    assert sheet.response.status_code == 200
    assert amounts(effort) == {}
