"""The funding sheet as a page: what is typed is saved to the øre, or refused where it is wrong."""

from datetime import date

import pytest
from django.urls import reverse

from efforts.choices import EffortStatus, ShareKind, ShareStatus
from efforts.models import Funder, FundingShare
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
    assert "10,00 kr." in sheet.response.context["sheet"].columns[0].rest
    sheet.use("compute")
    assert sheet.text("c-2-2026") == "20,01 %"
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


@pytest.mark.parametrize("name", ["opened", "rows", "years", "unit", "held", "funder-n1", "reason", "token"])
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
