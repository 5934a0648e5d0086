"""The week board and the sheet of an effort in a real browser: drag and drop, the keyboard's way, and what follows."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse

from boligsocial.accounts.models import User
from efforts.models import Effort
from staffing.models import Placement, Post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ON = "?date=2026-09-07&municipality=9999"


@pytest.fixture
def desk(page, sign_in):
    """A browser in which the demonstration's consultant is signed in."""
    call_command("load_demo", verbosity=0)
    sign_in(page, User.objects.get(email="consultant@demo.invalid"))
    return page


def wednesday_of(post: Post) -> str:
    rows = post.placements.filter(
        weekday=3, ends_on__isnull=False, starts_on__lte="2026-09-07", ends_on__gt="2026-09-07"
    )
    return rows.get().workplace.name


def violations(page) -> list:
    found = Axe().run(page).response["violations"]
    page.problems.clear()  # axe itself sets styles, which the policy refuses
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]


def test_a_post_is_dragged_to_another_place(desk):
    post = Post.objects.get(display_name="Tommelise")
    desk.goto(reverse("staffing:board") + ON)
    desk.set_viewport_size({"width": 1440, "height": 2400})  # nobody scrolls while dragging
    chip = desk.locator("[data-chip]", has_text="Tommelise").nth(2)
    row = desk.locator("tr[data-drop-place]", has_text="Havneparken")
    chip.drag_to(row.locator("[data-drop-day='3']"))
    desk.wait_for_url("**/flyt/**")
    desk.locator("table.effect").wait_for()
    effect = desk.locator("table.effect").inner_text()
    assert "Søndervang" in effect and "Havneparken" in effect
    assert violations(desk) == []
    desk.locator("button.button-primary[type=submit]").last.click()
    desk.locator(".message--success").wait_for()
    assert wednesday_of(post) == "Værkstedet i Havneparken"
    assert row.locator("[data-drop-day='3'] [data-chip]", has_text="Tommelise").count() == 1


def test_the_same_by_keyboard(desk):
    post = Post.objects.get(display_name="Tommelise")
    desk.goto(reverse("staffing:board") + ON)
    desk.locator("[data-chip] button", has_text="Tommelise").nth(2).focus()
    desk.keyboard.press("Enter")
    card = desk.locator(f"#post-{post.pk}")
    card.locator(".post-card__place a").nth(2).focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/flyt/**")
    choice = desk.locator("#id_to")
    choice.focus()
    desk.keyboard.type("Værkst")
    desk.keyboard.press("Tab")
    desk.locator("table.effect").wait_for()
    desk.locator("#id_reason").focus()
    desk.keyboard.press("Enter")
    desk.locator(".message--success").wait_for()
    assert wednesday_of(post) == "Værkstedet i Havneparken"


def test_what_is_not_dropped_on_a_place_moves_nothing(desk):
    desk.goto(reverse("staffing:board") + ON)
    desk.set_viewport_size({"width": 1440, "height": 2400})
    address, before = desk.url, list(Placement.objects.order_by("pk").values())
    chip = desk.locator("[data-chip]", has_text="Tommelise").first
    chip.drag_to(desk.locator("h1"))
    chip.drag_to(desk.locator("[data-drop-day]", has=desk.locator("[data-chip]", has_text="Tommelise")).first)
    assert desk.url == address and list(Placement.objects.order_by("pk").values()) == before


def test_the_mode_follows_while_the_sheet_is_filled_in(desk):
    effort = Effort.objects.get(name="Sammen i Eventyrkøbing")
    desk.goto(reverse("desk:effort-staff", args=[effort.pk]) + ON)
    assert violations(desk) == []
    desk.locator("[data-add-row]").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.type("Ny medarbejder")
    row = desk.locator("[data-new-rows] [data-row]")
    row.locator("[data-every] select").select_option(label="Rådhuset i Eventyrkøbing")
    follows = desk.locator("[data-preview-into]")
    follows.locator(".plain-list li", has_text="Ny medarbejder: central").wait_for()
    desk.locator("form.desk-form button.button-primary").last.click()
    desk.wait_for_url(f"**/indsatser/{effort.pk}/**")
    post = effort.posts.get(title="Ny medarbejder")
    assert post.placements.count() == 5
