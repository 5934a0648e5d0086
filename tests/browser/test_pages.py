"""Every page in a browser, with the demonstration: nothing refused, nothing inaccessible, nothing too wide."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse

from areas.models import HousingArea
from boligsocial.accounts.models import User
from efforts.models import Effort

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHAPES = "path.leaflet-interactive"


@pytest.fixture
def board_page(page, sign_in):
    """A browser in which the demonstration's board member is signed in."""
    call_command("load_demo", verbosity=0)
    sign_in(page, User.objects.get(email="board@demo.invalid"))
    return page


def addresses() -> list[str]:
    """All pages that a board member opens, with rich and with sparse content."""
    areas = HousingArea.objects.filter(name__in=["Tåstrupgård", "Søndervang"]).order_by("name")
    sparse = HousingArea.objects.filter(borders__isnull=True).first()
    efforts = Effort.objects.filter(name__in=["Sammen i Eventyrkøbing", "Helhedsplanen i Tåstrupgård", "Mit Kvarter"])
    lists = ["dashboards:overview", "dashboards:endings", "areas:list", "efforts:list", "staffing:board"]
    found = [reverse(name) for name in lists]
    found += [reverse("areas:detail", args=[area.pk]) for area in [*areas, sparse]]
    found += [reverse("efforts:detail", args=[effort.pk]) for effort in efforts]
    found += [f"{reverse('areas:list')}?q=findes-ikke", f"{reverse('staffing:board')}?date=2019-05-01"]
    return found


def choose_language(page, live_server, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])


def violations(page) -> list:
    found = Axe().run(page).response["violations"]
    page.problems.clear()  # axe itself sets styles, which the policy refuses
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_accessibility_rules_find_nothing(board_page, live_server, language):
    choose_language(board_page, live_server, language)
    wrong = {}
    for address in addresses():
        board_page.goto(address)
        board_page.wait_for_load_state("networkidle")
        assert board_page.problems == [], address
        assert board_page.locator("html").get_attribute("lang") == language
        wrong |= {address: found} if (found := violations(board_page)) else {}
    assert wrong == {}


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_sign_in_page_and_the_error_page_are_accessible(page, live_server, sign_in, admin_user, language):
    choose_language(page, live_server, language)
    page.goto("/log-ind/")
    assert violations(page) == []
    sign_in(page, admin_user)
    page.goto("/omraader/999999999/")
    page.problems.clear()  # the 404 itself
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_no_page_is_wider_than_its_window(board_page, width):
    board_page.set_viewport_size({"width": width, "height": 800})
    wide = {}
    for address in addresses():
        board_page.goto(address)
        board_page.wait_for_load_state("networkidle")
        across = board_page.evaluate("document.documentElement.scrollWidth")
        wide |= {address: across} if across > width else {}
    assert wide == {}


def test_on_paper_no_table_is_cut_and_the_navigation_is_gone(board_page):
    board_page.set_viewport_size({"width": 690, "height": 1000})  # A4 within its margins
    board_page.emulate_media(media="print")
    wide = {}
    for address in addresses():
        board_page.goto(address)
        board_page.wait_for_load_state("networkidle")
        assert not board_page.locator("nav.menu").is_visible()
        cut = board_page.evaluate(
            "[...document.querySelectorAll('table')].filter(t => t.getBoundingClientRect().right > 690).length"
        )
        wide |= {address: cut} if cut else {}
    assert wide == {}


def test_a_row_lights_its_shape_and_a_shape_leads_to_its_row(board_page):
    board_page.goto(f"{reverse('areas:list')}?q=søndervang")
    shape = board_page.locator(SHAPES).first
    shape.wait_for()
    row = board_page.locator("tr[data-feature]").first
    row.hover()
    assert "shape--lit" in shape.get_attribute("class")
    board_page.locator("h1").hover()
    assert "shape--lit" not in shape.get_attribute("class")
    row.get_by_role("link").first.focus()
    assert "shape--lit" in shape.get_attribute("class")
    shape.hover(force=True)
    assert "is-lit" in row.get_attribute("class")
    shape.click(force=True)
    assert board_page.evaluate("document.activeElement.textContent") == "Søndervang"
    assert board_page.locator(".leaflet-popup").is_visible()


def test_tiles_that_do_not_answer_leave_a_working_map(board_page, settings):
    settings.MAP_TILES = "http://127.0.0.1:9/{z}/{x}/{y}.png"
    board_page.goto(f"{reverse('areas:list')}?q=søndervang")
    board_page.locator(SHAPES).first.wait_for()
    board_page.locator("tr[data-feature] a").first.click()
    board_page.locator("h1", has_text="Søndervang").wait_for()
    board_page.problems.clear()  # the tiles that were asked for


def test_the_table_stands_where_the_map_cannot_be_loaded(board_page):
    board_page.route("**/kort.json*", lambda route: route.abort())
    board_page.goto(reverse("areas:list"))
    board_page.locator(".map__note").wait_for()
    assert board_page.locator("tr[data-feature]").count() > 40
    board_page.problems.clear()  # the layer that was stopped


def tab_to(page, name: str, most: int = 120) -> None:
    """Press Tab until what has the focus says `name`."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"Tab never came to {name}")


def test_the_board_member_finds_the_estate_its_figures_and_its_effort_by_keyboard(page):
    call_command("load_demo", verbosity=0)
    person = User.objects.get(email="board@demo.invalid")
    person.set_password("et-godt-kodeord-26")
    person.save()
    page.goto("/")
    # A person sees where the cursor is before typing.
    page.wait_for_function("document.activeElement.name === 'username'")
    page.keyboard.type("board@demo.invalid")
    page.keyboard.press("Tab")
    page.keyboard.type("et-godt-kodeord-26")
    page.keyboard.press("Enter")
    page.locator(".tiles").wait_for()
    tab_to(page, "Områder")
    page.keyboard.press("Enter")
    page.wait_for_url("**/omraader/")
    page.locator("#id_q").focus()
    page.keyboard.type("tåstrupGÅRD")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=t*")
    tab_to(page, "Tåstrupgård")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Tåstrupgård").wait_for()
    figures = page.locator("table.figures tr", has_text="2017").inner_text()
    assert "2.698" in figures and "30,3" in figures
    tab_to(page, "Helhedsplanen i Tåstrupgård")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Helhedsplanen i Tåstrupgård").wait_for()
    assert "Balance i byen" in page.locator("main").inner_text()


def test_the_language_changes_with_one_click_and_stays(board_page):
    board_page.goto(f"{reverse('areas:list')}?q=søndervang")
    board_page.get_by_role("button", name="English").click()
    board_page.locator("h1", has_text="Areas").wait_for()
    assert "q=s" in board_page.url
    board_page.goto(reverse("efforts:list"))
    assert board_page.locator("h1").inner_text() == "Efforts"
    board_page.get_by_role("button", name="Dansk").click()
    board_page.locator("h1", has_text="Indsatser").wait_for()


def test_the_day_and_the_municipality_stay_while_one_moves_on(board_page):
    board_page.goto(f"{reverse('efforts:list')}?municipality=9999&date=2024-06-01")
    assert board_page.locator(".as-of").is_visible()
    board_page.get_by_role("link", name="Bemanding", exact=True).click()
    board_page.wait_for_url("**/bemanding/**")
    assert "municipality=9999" in board_page.url and "date=2024-06-01" in board_page.url
    board_page.get_by_role("link", name="Gå til i dag").click()
    board_page.locator(".as-of").wait_for(state="detached")
    assert "date=" not in board_page.url
