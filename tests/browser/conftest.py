"""A real Chromium for journeys: it fails a test on console errors, on what the CSP refuses, and on outside requests."""

import os
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright

# Playwright's loop runs in this thread; Django would take the tests' own queries for queries in async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """The embedded database in a file, as people have it: in memory, two requests at once would refuse each other."""
    from django.conf import settings

    if settings.DATABASES["default"]["ENGINE"] == settings.EMBEDDED:
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        settings.DATABASES["default"]["TEST"]["NAME"] = name


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """The server, begun after the database is known to be a file: before, its threads would share one connection."""
    return live_server


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, live_server, settings):
    """A page 1,440 px wide, with tiles off and nothing gliding. `page.problems` gathers what must not be.

    It is empty at the end; a test that means to cause one (a 404, tiles that do not answer) clears the list.
    """
    settings.MAP_TILES = ""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, base_url=live_server.url, locale="da-DK", reduced_motion="reduce"
    )
    page = context.new_page()
    page.problems = []
    home = urlsplit(live_server.url).netloc

    def outside(request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != home:
            page.problems.append(f"outside request: {request.url}")

    in_flight = set()
    page.on("request", lambda request: in_flight.add(request))
    page.on("requestfinished", lambda request: in_flight.discard(request))
    page.on("requestfailed", lambda request: in_flight.discard(request))
    page.on("request", outside)
    page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.problems.append(f"script error: {error}"))
    yield page
    problems = list(page.problems)
    # The server still answers somebody who left, and would find the database closed or emptied meanwhile.
    if in_flight and not page.is_closed():
        page.wait_for_load_state("networkidle")
    context.close()
    assert problems == []


@pytest.fixture
def sign_in(live_server):
    """`sign_in(page, person)`: the session's cookie, as after the sign-in page."""

    def sign(page, person) -> None:
        client = Client()
        client.force_login(person)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return sign
