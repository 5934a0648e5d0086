"""Who gets what answer in the admin: role × model × page × method × own or foreign, generated from what it holds."""

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from tests.worlds import state

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("silence")]

PEOPLE = ("anonymous", "nobody", "consultant-M", "leader-E", "board-O", "reader-M", "staff", "admin")
# Everybody with a door to the admin looks these up; only an administrator changes them.
COMMON = {
    "areas.Municipality",
    "areas.HousingOrganisation",
    "areas.FigureSource",
    "areas.Indicator",
    "areas.Recipe",
    "areas.RecipeItem",
    "areas.StatusCriterion",
    "areas.StatusRule",
    "areas.YearLimit",
    "efforts.Funder",
    "efforts.FocusArea",
    "efforts.Typology",
    "efforts.TypologySet",
}
# Only administrators see that these exist; and nobody makes the last two by hand.
CLOSED = {"accounts.User", "auth.Group", "efforts.Membership", "axes.AccessAttempt", "axes.AccessFailureLog"}
NOTED = {"axes.AccessAttempt", "axes.AccessFailureLog"}
# Nobody writes what is computed.
IMPORTS = {f"areas.{name}" for name in ("Import", "RememberedMapping", "StagedFigure", "ImportFault", "ImportChange")}
DERIVED = {"areas.FigureTally", "areas.NeedLevel", "areas.Standing"} | IMPORTS
CLOSED |= IMPORTS | {"areas.FigureTally"}
LABELS = sorted(model._meta.label for model in admin.site._registry)

LIST, ADD, CHANGE, DELETE, HISTORY = "changelist", "add", "change", "delete", "history"
# Where those are led for whom there is nothing; the others to the admin's own door, which stays shut for them.
LED = {"anonymous": ("/log-ind/", "/admin/login/"), "staff": "/admin/"}
SHOWN, GONE, REFUSED = {200, 302}, {302}, {403}


def cells(world):
    """(label, page, side, url) of every page of every model."""
    yield "", "index", "own", reverse("admin:index")
    for label in LABELS:
        base = f"admin:{label.replace('.', '_').lower()}"
        for page in (LIST, ADD):
            yield label, page, "own", reverse(f"{base}_{page}")
        for side, rows in world.rows.items():
            for page in (CHANGE, DELETE, HISTORY) if label in rows else ():
                yield label, page, side, reverse(f"{base}_{page}", args=[rows[label].pk])


def expected(name: str, label: str, page: str, method: str, side: str) -> set[int]:
    """For those without a door the way to sign in; for whom a row does not exist the way back to the index."""
    if name in ("admin", "staff") and label in DERIVED and not reads(page, method):
        return REFUSED
    if name == "admin":
        return REFUSED if (label in NOTED and page == ADD) else SHOWN
    if name != "staff":
        return GONE
    if not label:
        return {200}
    if label in CLOSED:
        # The history looks for the row first, and a file is its owner's.
        return REFUSED | GONE if (label, page) == ("areas.Import", HISTORY) else REFUSED
    if label in COMMON:
        return SHOWN if reads(page, method) else REFUSED
    return GONE if side == "foreign" else SHOWN


def reads(page: str, method: str) -> bool:
    return page in (LIST, HISTORY) or (page == CHANGE and method == "GET")


def test_every_model_is_in_a_table(whole_world):
    assert set(LABELS) >= COMMON | CLOSED
    assert set(LABELS) - COMMON - CLOSED <= set(whole_world.rows["own"])


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_gets_what_the_tables_say(whole_world, name):
    person, wrong, before, asked = whole_world.people[name], [], state(), 0
    for label, page, side, url in cells(whole_world):
        for method in ("GET", "POST"):
            wanted = expected(name, label, page, method, side)
            with transaction.atomic():
                answer = person.client.generic(method, url, "", content_type="application/x-www-form-urlencoded")
                changed = wanted is not SHOWN and method == "POST" and state() != before
                transaction.set_rollback(True)
            asked += 1
            where = answer.headers.get("Location", "")
            if answer.status_code not in wanted or changed:
                wrong.append(f"{method} {label} {page} ({side}): {answer.status_code}{' and changed' * changed}")
            elif wanted is GONE and not where.startswith(LED.get(name, "/admin/login/")):
                wrong.append(f"{method} {label} {page} ({side}): sent to {where}")
    assert not wrong, "\n".join(wrong)
    assert asked > 300


def test_the_door_itself(whole_world):
    """Who has no account in the admin learns nothing there, and signs in where everybody does."""
    url = reverse("admin:login")
    for name in PEOPLE:
        answer = whole_world.people[name].client.get(url)
        if name == "anonymous":
            assert answer.status_code == 302 and answer.headers["Location"].startswith(reverse("accounts:sign-in"))
        elif name in ("staff", "admin"):
            assert answer.status_code == 302 and answer.headers["Location"] == reverse("admin:index")
        else:
            assert answer.status_code == 404
