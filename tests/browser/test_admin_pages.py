"""The admin's pages in a browser: nothing the CSP refuses, and names for every control."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.admin.conftest import add_url, change_url, list_url, world
from tests.admin.test_pages import DERIVED

pytestmark = pytest.mark.browser

SEARCH_BOXES_READY = """() => {
  const boxes = [...document.querySelectorAll("select.admin-autocomplete:not([name*=__prefix__])")];
  return boxes.every((box) => box.classList.contains("select2-hidden-accessible"));
}"""


def test_no_page_of_the_admin_breaks_its_policy(page, sign_in, admin_user, home):
    made = world(home)
    sign_in(page, admin_user)
    for name, row in made.items():
        changes = (add_url(type(row)), change_url(row).replace("/change/", "/delete/"))
        for url in (list_url(row), change_url(row), *(() if name in DERIVED else changes)):
            page.goto(url)
            assert page.locator("#content").count() == 1
            assert page.problems == [], url


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", ["housingarea", "areaborder", "institution", "effort", "post", "user"])
def test_the_accessibility_rules_find_nothing(page, sign_in, admin_user, home, live_server, name, language):
    made = world(home)
    sign_in(page, admin_user)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for url in (list_url(made[name]), change_url(made[name])):
        page.goto(url)
        page.wait_for_function(SEARCH_BOXES_READY)
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found] == []
        page.problems.clear()  # axe itself sets styles, which the policy refuses
