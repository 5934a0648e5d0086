"""The pages that people read, in a browser, with the demonstration. Every page is looked at in test_every_page.py."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from boligsocial.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHAPES = "path.leaflet-interactive"


@pytest.fixture
def board_page(page, sign_in):
    """A browser in which the demonstration's board member is signed in."""
    call_command("load_demo", verbosity=0)
    sign_in(page, User.objects.get(email="board@demo.invalid"))
    return page


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


def test_a_click_where_dots_lie_on_each_other_comes_closer(board_page):
    board_page.goto(reverse("areas:list"))
    board_page.locator("[data-map].is-far").wait_for()
    board_page.locator("path.shape--need-4").first.click(force=True)
    board_page.locator("[data-map]:not(.is-far)").wait_for()
    assert board_page.locator(".leaflet-popup").count() == 0, "which of them was meant cannot be known"


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
    figures = page.locator("#figures").inner_text()
    assert "2.698" in figures and "30,3" in figures
    tab_to(page, "Helhedsplanen i Tåstrupgård")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Helhedsplanen i Tåstrupgård").wait_for()
    assert "Balance i byen" in page.locator("main").inner_text()


def test_on_a_phone_the_answers_come_first_and_the_reasons_unfold_by_keyboard(board_page):
    board_page.set_viewport_size({"width": 320, "height": 800})
    board_page.goto(f"{reverse('areas:list')}?q=søndervang")
    board_page.get_by_role("link", name="Søndervang").first.click()
    board_page.locator(".brief a", has_text="Niveau 4 af 4").wait_for()
    assert board_page.evaluate("document.documentElement.scrollHeight") < 7000
    drawing = board_page.locator("#figures .chart").first
    assert not drawing.is_visible()
    board_page.locator("#figures .fold > summary").first.focus()
    board_page.keyboard.press("Enter")
    assert drawing.is_visible()
    board_page.set_viewport_size({"width": 1280, "height": 800})
    assert board_page.locator("#figures .fold > summary").first.is_hidden()
    assert board_page.locator("#figures .chart").last.is_visible()


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
