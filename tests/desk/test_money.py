"""The funding sheet as a page: what is typed is saved to the øre, or refused where it is wrong."""

from datetime import date

import pytest
from django.urls import reverse

from efforts.choices import EffortStatus, ShareKind, ShareStatus
from efforts.models import Budget, Funder, FundingShare
from tests import factories
from tests.nasty import NASTY
from tests.page_forms import main_form


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


class Browser:
    """A browser without JavaScript on the sheet: what it shows, changed, is what it sends."""

    def __init__(self, client, effort):
        self.client, self.url = client, reverse("desk:effort-money", args=[effort.pk])
        self.open()

    def open(self, address: str = ""):
        self.response = self.client.get(address or self.url)
        assert self.response.status_code == 200
        self.data = main_form(self.response).data()

    def send(self, do: str = "", **changes):
        """Fields by name, with "_" for "-"."""
        data = self.data | {name.replace("_", "-"): value for name, value in changes.items()}
        reason = {} if do or "reason" in changes else {"reason": "Tilsagn"}
        self.response = self.client.post(self.url, {**data, **reason, **({"do": do} if do else {})})
        if self.response.status_code == 200:
            self.data = main_form(self.response).data()
        return self.response

    def use(self, do: str, **fields):
        data = self.data | fields | {"do": do}
        self.response = self.client.post(self.url, data)
        assert self.response.status_code == 200
        self.data = main_form(self.response).data()
        return self.response

    def text(self, name: str) -> str:
        return self.data[name][0]

    @property
    def is_saved(self) -> bool:
        return self.response.status_code == 302

    def errors(self) -> dict:
        assert self.response.status_code == 200
        return self.response.context["form"].errors

    def tool_errors(self) -> dict:
        return self.response.context["tools"].errors


def amounts(effort, status=None) -> dict:
    rows = FundingShare.objects.filter(effort=effort, **({"status": status} if status else {}))
    return {(row.funder.name, row.year): row.amount for row in rows.select_related("funder")}


def budgets(effort) -> dict:
    return dict(Budget.objects.filter(effort=effort).values_list("year", "amount"))


# --- Filling it in ------------------------------------------------------------------------------------------------


def test_the_sheet_shows_the_years_of_the_period_and_what_is_missing(sheet):
    shown = sheet.response.context["sheet"]
    assert [column.year for column in shown.columns] == [2026, 2027, 2028]
    assert sheet.text("b-2026") == "100.000,00"
    assert sheet.text("c-1-2026") == "75.000,00"
    assert "25.000,00 kr." in shown.columns[0].verdict
    assert shown.lines[0].cells[0].follows == "75,00 %"


def test_a_gap_is_saved_and_kept_with_its_reason(sheet, effort, consultant):
    sheet.send(b_2027="1.234.567,50", c_1_2027="1,2 mio.", reason="Ny bevilling")
    assert sheet.is_saved
    assert budgets(effort) == {2026: 100_000_00, 2027: 1_234_567_50}
    assert amounts(effort)["Fonden", 2027] == 1_200_000_00
    past = FundingShare.objects.get(effort=effort, year=2027).history.get()
    assert (past.history_user, past.history_change_reason) == (consultant, "Ny bevilling")
    assert effort.share.history.count() == 1


def test_per_cents_follow_the_budget_to_the_ore(sheet, effort):
    sheet.send(b_2027="1.000,01", c_1_2027="33,33 %")
    assert sheet.is_saved
    assert amounts(effort)["Fonden", 2027] == 333_30


def test_three_parties_share_all_years_by_one_line_of_per_cents(sheet, effort):
    factories.funder("Kommunen")
    sheet.use("add_party", party="Kommunen", party_status="granted")
    sheet.use("add_party", party="Boligselskabet", party_kind="organisation", party_status="granted")
    sheet.use("compute", **{"b-2026": "100.000,01", "b-2027": "99.999,99"})
    sheet.use("all_years", all_years="75 / 12,5 / 12,5")
    assert sheet.tool_errors() == {}
    sheet.send()
    assert sheet.is_saved
    for year, budget in {2026: 100_000_01, 2027: 99_999_99}.items():
        assert sum(amount for (_name, at), amount in amounts(effort).items() if at == year) == budget
    assert Funder.objects.get(name="Boligselskabet").kind == "organisation"
    assert set(amounts(effort)) == {(n, y) for n in ("Fonden", "Kommunen", "Boligselskabet") for y in (2026, 2027)}


def test_a_total_is_spread_by_days(sheet, effort):
    sheet.use("spread", spread_total="7.310.000", spread_on="budget")
    assert [sheet.text(f"b-{year}") for year in (2026, 2027, 2028)] == ["2.140.000,00", "3.650.000,00", "1.520.000,00"]
    sheet.use("spread", spread_total="731", spread_on="1")
    assert sheet.text("c-1-2028") == "152,00"
    sheet.send()
    assert sum(budgets(effort).values()) == 7_310_000_00


def test_the_other_unit_shows_the_same_money_and_changes_none_of_it(sheet, effort):
    FundingShare.objects.filter(pk=effort.share.pk).update(amount=33_333_33)
    sheet.open()
    sheet.use("per_cent")
    assert sheet.text("c-1-2026") == "33,33 %"
    sheet.send(b_2027="10")
    assert sheet.is_saved
    assert amounts(effort) == {("Fonden", 2026): 33_333_33}
    sheet.open()
    sheet.use("per_cent")
    sheet.send(c_1_2026="50")
    assert amounts(effort) == {("Fonden", 2026): 50_000_00}


def test_a_cell_that_is_emptied_is_gone_and_in_the_history(sheet, effort):
    sheet.send(c_1_2026="", reason="Trukket tilbage")
    assert sheet.is_saved
    assert amounts(effort) == {}
    gone = FundingShare.history.filter(effort=effort, history_type="-").get()
    assert (gone.amount, gone.history_change_reason) == (75_000_00, "Trukket tilbage")


def test_a_line_is_removed_with_its_reason(sheet, effort):
    sheet.send(remove_1="on", reason="")
    assert "reason" in sheet.errors()
    assert amounts(effort)
    sheet.send(remove_1="on", reason="Fonden er nedlagt")
    assert sheet.is_saved
    assert amounts(effort) == {}


def test_what_shares_say_besides_an_amount_stays(sheet, effort):
    hours = factories.share(effort, factories.funder("Politiet"), year=2026, amount=None, hours=40, kind="hours")
    stated = factories.share(effort, factories.funder("Regionen"), year=2026, amount=None, stated_share=1250)
    undated = factories.share(effort, factories.funder("Staten"), year=None, amount=5_00, note="Brev")
    sheet.open()
    sheet.send(c_1_2027="1")
    assert sheet.is_saved
    for row in (hours, stated, undated):
        before = (row.amount, row.hours, row.stated_share, row.year, row.note, row.version)
        row.refresh_from_db()
        assert (row.amount, row.hours, row.stated_share, row.year, row.note, row.version) == before


def test_hours_cannot_become_cash_and_be_lost(sheet, effort):
    factories.share(effort, factories.funder("Politiet"), year=2026, amount=None, hours=40, kind="hours")
    sheet.open()
    sheet.send(kind_2="cash")
    assert "kind-2" in sheet.errors()
    assert FundingShare.objects.filter(hours=40, kind=ShareKind.HOURS).exists()


def test_status_and_earmark_are_of_the_whole_line(sheet, effort, home):
    place = factories.area("Kvarteret", municipality=home)
    factories.reach(effort, place)
    sheet.open()
    sheet.send(status_1="applied", area_1=str(place.pk))
    assert sheet.is_saved
    effort.share.refresh_from_db()
    assert (effort.share.status, effort.share.earmarked_for) == (ShareStatus.APPLIED, place)


def test_two_lines_may_change_status_one_after_the_other(sheet, effort):
    factories.share(effort, effort.share.funder, year=2026, amount=5_00, status="applied")
    sheet.open()
    sheet.send(status_1="applied", status_2="idea")
    assert sheet.is_saved
    assert amounts(effort, "applied") == {("Fonden", 2026): 75_000_00}
    sheet.open()
    sheet.send(status_1="idea")
    assert "c-2-2026" in sheet.errors() or "c-1-2026" in sheet.errors()


def test_a_year_is_added_where_the_period_is_open(effort, consultant, as_user):
    effort.ends_on = None
    effort.save()
    sheet = Browser(as_user(consultant), effort)
    assert "b-2031" not in sheet.data
    for wrong in ("2025", "20311", "x", *NASTY):
        sheet.use("add_year", new_year=wrong)
        assert "new_year" in sheet.tool_errors()
    sheet.use("add_year", new_year="2031")
    sheet.send(b_2031="10")
    assert budgets(effort)[2031] == 10_00


def test_a_draft_needs_no_reason_and_goes_on_to_the_next_step(effort, consultant, as_user):
    type(effort).objects.filter(pk=effort.pk).update(status=EffortStatus.DRAFT)
    sheet = Browser(as_user(consultant), effort)
    sheet.send(c_1_2026="1", reason="")
    assert sheet.is_saved
    assert amounts(effort) == {("Fonden", 2026): 1_00}


def test_saving_without_a_change_writes_nothing(sheet, effort):
    sheet.send(reason="")
    assert sheet.is_saved
    assert effort.share.history.count() == 1


# --- What is refused ----------------------------------------------------------------------------------------------


def test_more_granted_than_the_budget_is_refused_at_the_year(sheet, effort):
    sheet.send(c_1_2026="100.000,01", b_2027="5")
    assert "b-2026" in sheet.errors()
    assert amounts(effort) == {("Fonden", 2026): 75_000_00}
    assert budgets(effort) == {2026: 100_000_00}
    assert sheet.text("c-1-2026") == "100.000,01"
    sheet.send(c_1_2026="100.000,00")
    assert sheet.is_saved


def test_per_cents_above_a_hundred_are_refused_at_the_year(sheet, effort):
    factories.share(effort, year=2026, amount=1_00, status="applied")
    sheet.open()
    sheet.send(c_1_2026="80 %", c_2_2026="20,01 %")
    assert "b-2026" in sheet.errors()
    assert amounts(effort)["Fonden", 2026] == 75_000_00


def test_a_per_cent_needs_a_budget(sheet):
    sheet.send(c_1_2027="10 %")
    assert "c-1-2027" in sheet.errors()


def test_a_reason_is_needed(sheet, effort):
    sheet.send(c_1_2026="1", reason="  ")
    assert "reason" in sheet.errors()
    assert amounts(effort) == {("Fonden", 2026): 75_000_00}


def test_years_outside_the_period_are_refused(sheet, effort):
    sheet.send(years="2025,2026,2027,2028", b_2025="5")
    assert "b-2025" in sheet.errors()
    assert budgets(effort) == {2026: 100_000_00}


@pytest.mark.parametrize("text", [text for text in NASTY if text.strip()])
def test_nasty_cells_are_refused_at_the_cell_and_nothing_is_half_saved(sheet, effort, text):
    sheet.send(c_1_2026=text, b_2027="5")
    assert "c-1-2026" in sheet.errors()
    sheet.send(b_2026=text, c_1_2026="1")
    assert "b-2026" in sheet.errors()
    assert amounts(effort) == {("Fonden", 2026): 75_000_00}
    assert budgets(effort) == {2026: 100_000_00}
    for name in ("kind-1", "status-1", "area-1"):
        sheet.open()
        sheet.send(**{name: text})
        assert name in sheet.errors()


@pytest.mark.parametrize("name", "opened rows years unit held funder-n1 reason token".split())
def test_what_programs_send_in_hidden_fields_changes_no_money(sheet, effort, name):
    for text in NASTY:
        sheet.open()
        sheet.send(**{"rows": "1,n1", name: text})
        assert sheet.response.status_code in (200, 302)
    assert amounts(effort) == {("Fonden", 2026): 75_000_00}
    assert budgets(effort) == {2026: 100_000_00}


def test_a_field_that_was_not_sent_is_not_changed(sheet, effort):
    kept = {name: sheet.data[name] for name in ("opened", "csrfmiddlewaretoken", "token") if name in sheet.data}
    sheet.data = kept
    sheet.send()
    assert sheet.is_saved
    assert amounts(effort) == {("Fonden", 2026): 75_000_00}
    assert budgets(effort) == {2026: 100_000_00}


def test_the_opened_sheet_of_another_effort_is_not_taken(sheet, effort, consultant, as_user, home):
    other = Browser(as_user(consultant), factories.effort(municipalities=(home,)))
    sheet.send(opened=other.data["opened"], c_1_2026="1")
    assert sheet.response.status_code == 200
    assert amounts(effort) == {("Fonden", 2026): 75_000_00}


def test_a_replayed_save_is_saved_once(sheet, effort):
    data = sheet.data | {"c-1-2026": "50", "reason": "Nedsat"}
    for _turn in range(2):
        assert sheet.client.post(sheet.url, data).status_code == 302
    assert effort.share.history.count() == 2


def test_new_parties_are_found_before_they_are_made(sheet, effort):
    sheet.use("add_party", party="fonDEN ", party_kind="ngo", party_status="applied")
    assert Funder.objects.filter(search_key="fonden").count() == 1
    sheet.send(c_n1_2026="5")
    assert amounts(effort, "applied") == {("Fonden", 2026): 5_00}
    sheet.open()
    sheet.use("add_party", party="Findes ikke")
    assert "party" in sheet.tool_errors()
    for text in NASTY:
        sheet.use("add_party", party=text, party_kind="")
        assert "party" in sheet.tool_errors()
    sheet.use("add_party", party="=cmd|' /C calc'!A0", party_kind="ngo")
    sheet.send()
    assert "c-n1-2026" in sheet.errors()
    assert not Funder.objects.filter(name__startswith="=").exists()


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
    other.send()
    assert not other.is_saved, "without a choice nothing is saved"
    other.send(**{"keep-c-1-2026": "theirs"}, reason=" ")
    assert not other.is_saved
    other.send(**{"keep-c-1-2026": "mine"})
    assert other.is_saved
    assert amounts(effort) == {("Fonden", 2026): 60_000_00, ("Fonden", 2027): 5_00}
    assert budgets(effort)[2028] == 9_00


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


# --- Rights and cost ----------------------------------------------------------------------------------------------


def test_who_may_come_here(effort, cast, as_user):
    url = reverse("desk:effort-money", args=[effort.pk])
    expected = {cast.consultant: 200, cast.admin: 200, cast.board: 403, cast.stranger: 404}
    for person, status in expected.items():
        assert as_user(person).get(url).status_code == status
        if status != 200:
            assert as_user(person).post(url, {"do": "compute"}).status_code == status
            assert as_user(person).post(url, {"c-1-2026": "1"}).status_code == status
    assert amounts(effort) == {("Fonden", 2026): 75_000_00}


def test_the_effort_leads_to_the_sheet_for_those_who_may(effort, cast, as_user):
    link = f'href="{reverse("desk:effort-money", args=[effort.pk])}"'
    page = reverse("efforts:detail", args=[effort.pk])
    assert link in as_user(cast.consultant).get(page).content.decode()
    assert link not in as_user(cast.board).get(page).content.decode()


def test_areas_of_others_are_no_earmark(sheet, effort):
    sheet.send(area_1=str(factories.area().pk))
    assert "area-1" in sheet.errors()


def test_names_of_parties(sheet):
    url = reverse("desk:party-names")
    assert sheet.client.get(url, {"q": "FOND"}).json() == {"names": ["Fonden"]}
    for text in NASTY:
        assert sheet.client.get(url, {"q": text}).status_code == 200


def test_the_sheet_costs_the_same_for_one_line_and_for_ten(sheet, effort, count_queries):
    first = count_queries(sheet.open)
    for _number in range(9):
        payer = factories.funder()
        for year in (2026, 2027, 2028):
            factories.share(effort, payer, year=year, amount=1_00, status="applied")
    assert count_queries(sheet.open) == first
    shown = sheet.response.context["sheet"]
    assert len(shown.lines) == 10


def test_a_half_finished_sheet_is_taken_up_again(sheet, effort):
    data = sheet.data | {"c-1-2026": "60.000", "path": sheet.url}
    assert sheet.client.post(reverse("desk:keep"), data).status_code == 204
    sheet.open(f"{sheet.url}?draft=1")
    assert sheet.text("c-1-2026") == "60.000"
    FundingShare.objects.filter(pk=effort.share.pk).update(amount=70_000_00)
    sheet.send()
    assert not sheet.is_saved, "somebody saved since the draft was begun"
    assert sheet.response.context["conflict"].differences
