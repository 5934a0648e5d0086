"""Every page there is, in both languages: nothing refused, nothing inaccessible, nothing too wide, on paper as well."""

from pprint import pformat

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from areas.intake import check_more, proposed_mapping, receive, set_mapping
from areas.models import HousingArea, Import, Institution, Recipe
from areas.recipe_actions import copy_recipe
from boligsocial.accounts.models import User
from boligsocial.common.rights import ADMIN
from boligsocial.records.deletion import delete
from boligsocial.records.models import Draft, SavedView
from efforts.choices import EffortStatus
from efforts.models import Effort
from tests.addresses import ADDRESSES, Address
from tests.conftest import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Addresses that are data, or lead on to another page.
NO_PAGES = {
    "accounts:sign-in",
    "areas:detail-map",
    "areas:institutions-map",
    "areas:map",
    "dashboards:overview-map",
    "data:border-map",
    "data:import-bad-rows",
    "data:import-file",
    "data:indicator-map",
    "desk:effort-resume",
    "desk:effort-where-map",
    "desk:party-names",
    "desk:view",
    "efforts:detail-map",
    "efforts:map",
    "need:map",
    "staffing:board-map",
}
# One that nothing leans on, one that others lean on: the other pages that delete look like one of the two.
DELETED = {"efforts.Activity", "areas.HousingArea"}
# Places of an effort that is still being put together.
STEPS = ("what", "where", "money", "staff", "check")
# Colours are the same in all languages, and take half the time.
ASKED = {
    "da": {"resultTypes": ["violations"]},
    "en": {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}},
}
PAPER = 690  # pixels: A4 within its margins

# Pages that people read, and what a board member meets on them.
READING = (
    "dashboards:overview",
    "dashboards:endings",
    "areas:list",
    "efforts:list",
    "staffing:board",
    "data:indicators",
)


class Demonstration:
    """The demonstration with something half-finished, deleted, closed and kept; and which row an address is about."""

    def __init__(self):
        call_command("load_demo", verbosity=0)
        self.consultant = User.objects.get(email="consultant@demo.invalid")
        self.effort = Effort.objects.get(name="Sammen i Eventyrkøbing")
        self.area = HousingArea.objects.get(name="Søndervang")
        self.area.homes, self.area._history_user, self.area._change_reason = 640, self.consultant, "Talt op"
        self.area.save()
        self.draft = Effort.objects.create(name="På vej", status=EffortStatus.DRAFT)
        self.draft.municipalities.add(self.area.municipality)
        delete(Institution.objects.get(name="Vuggestuen Tommelise"), user=self.consultant, reason="Lukket")
        view = SavedView.objects.create(user=self.consultant, page="areas:list", name="Mine", query="sort=name")
        path = reverse("desk:area-new")
        Draft.objects.create(user=self.consultant, path=path, title="Nyt område", fields="name=Halvt")
        self.rows = {
            "accounts.User": self.consultant,
            "areas.Import": self.checked_file(),
            "areas.HousingArea": self.area,
            "areas.Recipe": self.own_recipe(),
            "areas.AreaBorder": self.area.borders.first(),
            "areas.Observation": self.area.observations.first(),
            "efforts.Activity": self.effort.activities.first(),
            "efforts.Effort": self.effort,
            "efforts.Membership": self.consultant.memberships.first(),
            "records.SavedView": view,
            "staffing.Post": self.effort.posts.first(),
        }

    def own_recipe(self) -> Recipe:
        """A copy that the municipality may change."""
        common = Recipe.objects.filter(municipality=None).first()
        told = {"municipality": self.area.municipality, "name_da": "Vores", "name_en": "Ours", "is_default": False}
        return copy_recipe(recipe=common, **told)

    def checked_file(self) -> Import:
        """A file of two rows, one of them wrong, that waits to be looked through."""
        content = f"Kommune;Boligområde;År;Beboere\n{self.area.municipality.name};Søndervang;2025;1.234\n;Nord;2025;x\n"
        told = {"file_name": "tal.csv", "content": content.encode(), "layout": "wide", "source_text": "Vores tal"}
        batch = receive(user=self.consultant, **told)
        batch = set_mapping(batch, mapping=proposed_mapping(batch))
        return check_more(batch, user=self.consultant)

    def row_of(self, label: str):
        return self.rows.get(label) or apps.get_model(label)._base_manager.order_by("pk").first()

    def pages_of(self, who: str) -> list[str]:
        if who == "board":
            return self._reading()
        wanted = [one for one in ADDRESSES.values() if (one.rule is ADMIN) == (who == "admin") and _is_page(one)]
        found = [reverse(one.name, kwargs=one.filled(self.row_of)) for one in wanted]
        return found + (self._working() if who == "consultant" else [])

    def _working(self) -> list[str]:
        """What the addresses alone do not show: steps of a new effort, what a move does, what was found or resumed."""
        steps = [reverse(f"desk:effort-{step}", args=[self.draft.pk]) for step in STEPS]
        closed = Effort.objects.filter(status=EffortStatus.CLOSED).first()
        post = self.rows["staffing.Post"]
        seat = post.placements.order_by("weekday").last()
        return [
            *steps,
            f"{reverse('desk:post-move', args=[post.pk])}?from={seat.pk}&to=area-{self.area.pk}",
            reverse("desk:effort-reopen", args=[closed.pk]),
            f"{reverse('search:all')}?q=vang",
            f"{reverse('desk:area-new')}?draft=1",
        ]

    @staticmethod
    def _reading() -> list[str]:
        """With rich and with sparse content."""
        sparse = HousingArea.objects.filter(borders__isnull=True).first()
        areas = [*HousingArea.objects.filter(name__in=["Tåstrupgård", "Søndervang"]), sparse]
        efforts = Effort.objects.filter(name__in=["Helhedsplanen i Tåstrupgård", "Mit Kvarter"])
        found = [reverse(name) for name in READING]
        found += [reverse("areas:detail", args=[area.pk]) for area in areas]
        found += [reverse("efforts:detail", args=[effort.pk]) for effort in efforts]
        return [*found, f"{reverse('areas:list')}?q=findes-ikke", f"{reverse('staffing:board')}?date=2019-05-01"]


def _is_page(address: Address) -> bool:
    is_left_out = address.name in NO_PAGES or address.name.startswith("demo:")
    return address.takes("GET") and not is_left_out and (not address.label or address.label in DELETED)


@pytest.fixture
def demonstration(db):
    return Demonstration()


def look(page, language: str) -> list:
    """What is wrong with the page that is open."""
    wrong = [("said", text) for text in page.problems]
    if page.locator("html").get_attribute("lang") != language:
        wrong.append(("language", page.locator("html").get_attribute("lang")))
    if page.locator("h1").count() != 1:
        wrong.append(("headings", page.locator("h1").all_inner_texts()))
    wrong += [("table without a name", text) for text in page.evaluate(NAMELESS_TABLES)]
    found = Axe().run(page, options=ASKED[language]).response["violations"]
    page.problems.clear()  # axe itself sets styles, which the policy refuses
    return wrong + [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]


NAMELESS_TABLES = """[...document.querySelectorAll("main table")]
    .filter((table) => !table.caption && !table.ariaLabel).map((table) => table.outerHTML.slice(0, 120))"""
WIDTH = "document.documentElement.scrollWidth"
CUT = f"[...document.querySelectorAll('table')].filter((t) => t.getBoundingClientRect().right > {PAPER}).length"


def measure(page) -> list:
    """Whether the page is wider than a telephone, a tablet or a screen, or a table than the paper."""
    wrong = []
    for width in (768, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if (across := page.evaluate(WIDTH)) > width:
            wrong.append((f"{width} pixels", across))
    page.set_viewport_size({"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    if page.evaluate(CUT):
        wrong.append(("cut on paper", page.evaluate(CUT)))
    if page.locator("nav.menu").is_visible():
        wrong.append(("navigation on paper", ""))
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    if (across := page.evaluate(WIDTH)) > 1440:
        wrong.append(("1440 pixels", across))
    return wrong


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("who", ["consultant", "admin", "board"])
def test_every_page(page, live_server, sign_in, demonstration, who, language):
    sign_in(page, User.objects.get(email=f"{who}@demo.invalid"))
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    wrong = {}
    for address in demonstration.pages_of(who):
        answer = page.goto(address)
        if page.locator("[data-map], [data-shape]").count():
            page.wait_for_load_state("networkidle")
        found = [] if answer.status == 200 else [("answer", answer.status)]
        found += look(page, language)
        found += measure(page)
        wrong |= {address: found} if found else {}
    assert wrong == {}, pformat(wrong, width=160)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_pages_before_one_is_in_and_the_error_pages(page, live_server, sign_in, admin_user, language):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    wrong = {}
    for name in ("accounts:sign-in", "accounts:ask-for-password", "accounts:reset-sent"):
        page.goto(reverse(name))
        wrong |= {name: found} if (found := look(page, language) + measure(page)) else {}
    sign_in(page, admin_user)
    page.goto("/omraader/999999999/")
    page.problems.clear()  # the 404 itself
    assert look(page, language) + measure(page) == []
    assert wrong == {}, pformat(wrong, width=160)


def test_every_address_that_answers_is_a_page_or_said_not_to_be(demonstration):
    client = signed_in(User.objects.get(email="admin@demo.invalid"))
    client.raise_request_exception = False
    strangers = []
    for name in sorted(NO_PAGES - {"desk:view"}):  # a saved view is its owner's alone
        address = ADDRESSES[name]
        answer = client.get(reverse(name, kwargs=address.filled(demonstration.row_of)))
        if answer.streaming:
            b"".join(answer)  # read to its end, a file is closed
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            strangers.append(name)
    assert strangers == []
