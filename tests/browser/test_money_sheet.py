"""The funding sheet in a browser: by keyboard alone, from Excel, and with the same arithmetic as the server."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from efforts.models import Budget, FundingShare
from efforts.rules.sheet import Unreadable, amounts_of, parts_of, read_entry
from tests import factories
from tests.nasty import NASTY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""
# A module of ours as an object, in a page that has loaded it already.
MODULE = "async ([name, args]) => { const own = await import('/static/js/sheet-money.js'); return (%s)(own, args); }"


@pytest.fixture
def effort(home):
    place = {"municipalities": (home,), "starts_on": date(2026, 6, 1), "ends_on": date(2030, 6, 1)}
    made = factories.effort("Fire år", **place)
    for name, kind in {"Landsbyggefonden": "lbf", "Hjemkøbing Kommune": "municipality"}.items():
        factories.funder(name, kind=kind)
    return made


@pytest.fixture
def sheet(page, sign_in, consultant, effort):
    """The sheet, open before the consultant."""
    sign_in(page, consultant)
    # What is kept while one types is sent when it suits the browser, also after the test's rows are gone.
    page.context.route("**/kladder/gem/", lambda route: route.fulfill(status=204))
    page.goto(reverse("desk:effort-money", args=[effort.pk]))
    return page


def focused(page) -> str:
    return page.evaluate("document.activeElement.name")


def value(page, name: str) -> str:
    return page.input_value(f'[name="{name}"]')


def use(page, field: str, text: str) -> None:
    """Type into a tool's field, opening its fold with the keyboard, and press Enter."""
    fold = page.locator(f'details:has([name="{field}"]) summary')
    if fold.count() and not page.locator(f'[name="{field}"]').is_visible():
        fold.focus()
        page.keyboard.press("Enter")
    page.locator(f'[name="{field}"]').focus()
    page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_four_years_paid_75_12_and_a_half_by_keyboard_alone(sheet, effort):
    for name in ("Landsbyggefonden", "Hjemkøbing Kommune"):
        use(sheet, "party", name)
    sheet.locator('[name="party_kind"]').select_option("organisation")
    use(sheet, "party", "Boligselskabet")
    use(sheet, "spread_total", "14.610.000,01")
    assert value(sheet, "b-2026") == "2.140.000,00"
    use(sheet, "all_years", "75 / 12,5 / 12,5")
    for line in ("n1", "n2", "n3"):
        sheet.locator(f'[name="status-{line}"]').select_option("granted")
    sheet.locator('[name="reason"]').focus()
    sheet.keyboard.type("Tilsagn")
    with sheet.expect_navigation():
        sheet.keyboard.press("Tab")
        sheet.keyboard.press("Enter")
    budgets = dict(Budget.objects.filter(effort=effort).values_list("year", "amount"))
    assert sum(budgets.values()) == 14_610_000_01
    for year, budget in budgets.items():
        paid = list(FundingShare.objects.filter(effort=effort, year=year).values_list("amount", flat=True))
        assert len(paid) == 3
        assert sum(paid) == budget
    assert sheet.url.endswith(f"{reverse('efforts:detail', args=[effort.pk])}#funding")


def test_cells_move_like_a_spreadsheets_and_sums_follow(sheet, effort):
    use(sheet, "party", "Landsbyggefonden")
    sheet.locator('[name="c-n1-2026"]:focus').wait_for()
    sheet.locator('[name="status-n1"]').select_option("granted")
    sheet.locator('[name="b-2026"]').focus()
    sheet.keyboard.type("1.000,00")
    sheet.keyboard.press("Enter")
    assert focused(sheet) == "c-n1-2026"
    sheet.keyboard.type("33,33 %")
    gap = sheet.locator('[data-foot="gap"] td').first
    assert "666,70" in gap.text_content()
    sheet.keyboard.press("Escape")
    assert value(sheet, "c-n1-2026") == ""
    assert "1.000,00" in gap.text_content()
    sheet.keyboard.type("1.000,01")
    assert "0,01" in gap.text_content()
    assert "is-much" in gap.get_attribute("class")
    for key, at in {"ArrowRight": "c-n1-2027", "Control+Home": "b-2026", "Control+End": "c-n1-2030"}.items():
        sheet.keyboard.press(key)
        assert focused(sheet) == at
    sheet.keyboard.type("-1")
    assert sheet.locator('[name="c-n1-2030"]').get_attribute("aria-invalid") == "true"


def test_cells_from_excel_are_pasted_whole_or_not_at_all(sheet):
    use(sheet, "party", "Landsbyggefonden")
    sheet.locator('[name="b-2026"]').focus()
    sheet.evaluate(PASTE, "1.000.000\xa0kr.\t2.000.000,50\n750.000\t\n")
    assert [value(sheet, name) for name in ("b-2027", "c-n1-2026", "c-n1-2027")] == ["2.000.000,50", "750.000", ""]
    problem = sheet.locator("[data-paste-error]")
    for block in ("5\t-6", "1\t1\t1\t1\t1\t6", "1\n2\n4", "1\n2\n3\n4\n5"):
        sheet.evaluate(PASTE, block)
        assert problem.text_content()
        assert value(sheet, "b-2026") == "1.000.000\xa0kr."
    sheet.evaluate(PASTE, "1\t1\t1\t1\t1\t5")
    assert problem.text_content() == ""
    assert value(sheet, "b-2030") == "1"


def test_the_browser_reads_and_counts_as_the_server_does(sheet):
    texts = [
        "1.234,50",
        "1.23",
        "75 %",
        "12,345 %",
        "1,5 mio.",
        "-5",
        "5-",
        "5,-",
        "kr. 7",
        "1 000",
        "100,01%",
        "–",
        "0,1",
    ]
    codes = {"too_large": "large", "over_whole": "over"}
    for text in [*texts, *NASTY]:
        try:
            entry = read_entry(text)
            expected = None if entry is None else str(entry.part if entry.amount is None else entry.amount)
        except Unreadable as error:
            expected = codes.get(error.code, error.code)
        call = """(own, text) => {
          try {
            const entry = own.readEntry(text, {point: ",", group: "."});
            return entry && String(entry.amount ?? entry.part);
          } catch (error) { return error.code; }
        }"""
        assert sheet.evaluate(MODULE % call, ["", text]) == expected, text
    call = "(own, [name, list, whole]) => own[name](list.map(BigInt), BigInt(whole)).map(Number)"
    for parts, budget in (([7500, 1250, 1250], 99_999_99), ([3333, 3333, 3334], 1_000_000_01), ([1, 2, 3], 7)):
        assert sheet.evaluate(MODULE % call, ["", ["amountsOf", parts, budget]]) == amounts_of(parts, budget)
    for amounts, budget in (([1, 1, 1], 3), ([5, 5], 7), ([333_33, 333_33], 1_000_00)):
        assert sheet.evaluate(MODULE % call, ["", ["partsOf", amounts, budget]]) == parts_of(amounts, budget)


@pytest.mark.parametrize("width", [1440, 320])
def test_the_sheet_is_accessible_and_not_too_wide(sheet, effort, width):
    use(sheet, "party", "Landsbyggefonden")
    sheet.locator('[name="c-n1-2026"]').fill("-1")
    sheet.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(sheet)
    sheet.problems.clear()  # axe itself sets styles, which the policy refuses
    assert found.response["violations"] == []
    assert sheet.evaluate("document.documentElement.scrollWidth") <= width
