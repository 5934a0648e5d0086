"""Figures brought in by keyboard alone: upload, columns, check, import, take back; and a long check that is watched."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from areas.models import Import, Observation
from tests import factories
from tests.areas.intake.conftest import csv_bytes, xlsx_bytes
from tests.browser.keyboard import Keyboard
from tests.browser.test_staff_board import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = [
    ["Nøgletal for boligområder 2025"],
    [],
    ["Kommune", "Boligområde", "Beboere", "Dømte (18 år og derover)", "Andel uden job"],
    ["Hjemkøbing", "Ørbækparken", "1.234", "2,41", "40,5"],
    ["Hjemkøbing", "Ørbækpraken", "1.100", "2,10", "38,0"],
    ["Hjemkøbing", "Ærøvænget", "2.199", "1,95", "abc"],
]

# Keeps for the page after what was told of how far the work was, and that one could see it.
KEPT = """const text = document.querySelector("[data-busy-text]");
new MutationObserver((changes) => {
  const told = changes.flatMap((change) => [...change.addedNodes].map((node) => node.data));
  if (text.checkVisibility()) sessionStorage.told = [sessionStorage.told, ...told].join("|");
}).observe(text, { childList: true })"""


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def english(page, live_server):
    """The journey is told in the words of the sources."""
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])


@pytest.fixture
def places(home):
    call_command("load_reference", verbosity=0)
    return [factories.area(name, municipality=home) for name in ("Ørbækparken", "Ærøvænget")]


def choose_file(page, keyboard: Keyboard, name: str, content: bytes) -> None:
    # Asked for before the way there: the browser learns of it at its own pace, and a key may arrive first.
    with page.expect_file_chooser() as chooser:
        keyboard.press("File")
    chooser.value.set_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})


def fits(page) -> bool:
    page.set_viewport_size({"width": 320, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    return width <= 320


def look(page) -> None:
    assert violations(page) == [], page.url
    page.problems.clear()  # axe itself sets styles, which the policy refuses
    assert fits(page), page.url


@pytest.mark.usefixtures("english")
def test_a_sheet_is_brought_in_and_taken_back_by_keyboard(page, sign_in, consultant, places):
    sign_in(page, consultant)
    keyboard = Keyboard(page)
    page.goto(reverse("data:home"))
    look(page)
    keyboard.press_and_go("Bring figures in")
    look(page)
    choose_file(page, keyboard, "tal.xlsx", xlsx_bytes(SHEET))
    keyboard.write("How the source is written at the figures", "Kommunens egne tal")
    keyboard.write("Year of the figures", "2025")
    keyboard.press_and_go("Open the file")

    look(page)
    assert page.locator("#id_column-4").input_value() == "", "a header that says nothing we know"
    keyboard.choose("E Andel uden job", "Outside work", exact=False)
    page.locator("[data-preview-into]").get_by_text("abc").wait_for()
    keyboard.press_and_go("Check the file")

    look(page)
    assert page.locator(".faults tbody tr").count() == 3, "two errors, and how 1.234 was read"
    assert "Did you mean Ørbækparken?" in page.locator(".faults").inner_text()
    assert Observation.objects.count() == 0
    page.evaluate(KEPT)
    keyboard.press_and_go("Import the good row", exact=False)
    told = page.evaluate("sessionStorage.told")
    assert "3 of 3 figures are written.|" in told and "Working out the need.|" in told, "how far it is, as it goes"

    look(page)
    values = Observation.objects.order_by("indicator__code").values_list("indicator__code", "value")
    assert {code: str(value) for code, value in values} == {
        "convicted": "2.4100",
        "outside_work": "40.5000",
        "residents": "1234.0000",
    }
    page.goto(reverse("areas:detail", args=[places[0].pk]))
    figure = page.locator(f"a[href*='{reverse('areas:figure', args=[places[0].pk, Observation.objects.first().pk])}']")
    page.goto(figure.get_attribute("href"))
    link = page.locator(f"a[href*='{reverse('data:import', args=[Import.objects.get().pk])}?row=4']").first
    page.goto(link.get_attribute("href"))
    assert "Ørbækparken" in page.locator("#row").inner_text()
    look(page)
    keyboard.press_and_go("Take the import back")
    look(page)
    # The connection breaks: nothing is done, that is said, and the same button tries again.
    page.route("**/fortryd/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    keyboard.press("Take the import back")
    page.get_by_role("alert").get_by_text("The connection was lost.").wait_for()
    page.unroute("**/fortryd/")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    assert Import.objects.get().state == "undone" and Observation.objects.count() == 0
    look(page)


@pytest.mark.usefixtures("english")
def test_a_long_check_goes_on_by_itself_stops_and_goes_on(page, sign_in, consultant, places):
    rows = [f"Ørbækparken;{1990 + number % 30};residents;{1000 + number % 30}" for number in range(9000)]
    sign_in(page, consultant)
    page.goto(reverse("data:import-new"))
    keyboard = Keyboard(page)
    choose_file(page, keyboard, "lang.csv", csv_bytes("Boligområde;År;Nøgletal;Værdi", *rows))
    page.get_by_label("One figure a row", exact=False).check()
    page.locator("#id_source_text").fill("Kilde")
    page.get_by_role("button", name="Open the file").click()
    page.get_by_role("button", name="Check the file").click()
    page.wait_for_url("**/tjek/")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on", exact=True).wait_for()
    assert page.get_by_role("progressbar").count() == 1
    assert page.get_by_role("button", name="Go on with the check").count() == 0, "that is for those without script"
    look(page)
    # Whoever leaves finds the check where it was.
    page.goto(reverse("data:imports"))
    with page.expect_navigation(url="**/importer/*/"):
        page.locator(".import-rows tbody a").click()
    page.wait_for_url(f"**{reverse('data:import', args=[Import.objects.get().pk])}", timeout=60_000)
    assert Import.objects.get().checked_rows == 9000
    assert page.get_by_role("heading", name="Import it?").count() == 1


@pytest.mark.usefixtures("english")
def test_a_file_that_is_too_large_is_said_before_it_is_sent(page, sign_in, consultant, places):
    sign_in(page, consultant)
    page.goto(reverse("data:import-new"))
    choose_file(page, Keyboard(page), "stor.csv", b"x" * 10_000_001)
    assert page.locator("[data-too-large]").is_visible()
    page.get_by_role("button", name="Open the file").click()
    assert page.url.endswith(reverse("data:import-new")) and not Import.objects.exists()
