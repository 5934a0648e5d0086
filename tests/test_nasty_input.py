"""Every form of the program, found by walking the addresses, is fed what nobody should type.

Never an error page; what is refused saves nothing at all; what is accepted changes nothing of other people's. The forms
are the same on both databases: on the embedded one a control is fed a third of it, another third for each control, and
on PostgreSQL, which refuses more, the rest.
"""

import re

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from boligsocial.common.rights import Who
from boligsocial.common.versions import is_history
from boligsocial.records.deletion import delete
from tests import factories
from tests.admin.conftest import world
from tests.conftest import signed_in
from tests.page_forms import main_form

pytestmark = pytest.mark.django_db

LONG = "å" * 10_000
VALUES = [
    "",
    "\x00",
    "99999999999999999999",
    "-1",
    "1e400",
    "NaN",
    LONG,
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "\u202egnp.elif",
    "A\u030arhus",
    "2026-02-30",
    "../../etc/passwd",
    '{"type":"Polygon","coordinates":[[[0,0]]]}',
]
# What a choice is fed: no row, a row of nobody, junk.
CHOICES = ["", "999999999", "99999999999999999999", "\x00", "x", "-1"]
LEFT_ALONE = {"csrfmiddlewaretoken", "token"}
# The rows of a formset are alike: the first stands for all, and "all of it at once" feeds the others. The row that
# stands ready for new ones is sent by no browser.
LATER_ROW = re.compile(r"-([1-9]\d*|__prefix__)-")


def walk(patterns, namespace: str = ""):
    """Name, keys and rule of every address outside the admin."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            rule = getattr(getattr(pattern.callback, "view_class", None), "rule", None)
            yield f"{namespace}{pattern.name}", tuple(pattern.pattern.converters), rule


ADDRESSES = {name: (keys, rule) for name, keys, rule in walk(get_resolver().url_patterns)}
# The row that `part` in an address is the key of.
PARTS = {
    "border": "areaborder",
    "activity": "activity",
    "figure": "observation",
    "post": "post",
    "placement": "placement",
}
ROLES = ("desk:role-edit", "desk:role-take")
LABELS = ["areas.housingarea", "areas.institution", "efforts.activity", "staffing.post"]


def places(name: str, ours: dict):
    """The arguments of every variant of the address about our rows; none when it cannot be filled."""
    keys, rule = ADDRESSES[name]
    found = {}
    for key in keys:
        if key == "pk" and rule is not None and rule.model:
            found[key] = ours[rule.model.split(".")[1].lower()].pk
        elif key == "pk":
            found[key] = ours["membership" if name in ROLES else "user"].pk
        elif key == "part":
            found[key] = ours[next(model for word, model in PARTS.items() if word in name)].pk
        elif key != "model":
            return []
    if "model" in keys:
        return [found | {"model": label, "pk": ours[label.split(".")[1]].pk} for label in LABELS]
    return [found]


@pytest.fixture
def rows(home, elsewhere):
    ours, theirs = world(home, 1), world(elsewhere, 2)
    for made in (ours, theirs):
        made["savedview"] = apps.get_model("records.SavedView").objects.create(
            user=made["user"], page="areas:list", name="Mine"
        )
        made["deletion"] = delete(factories.institution(municipality=made["municipality"]), user=made["user"])
    return ours, theirs


def tables():
    labels = ("areas", "efforts", "staffing", "records", "accounts")
    found = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return [model for model in found if model._meta.model_name not in ("draft", "submission")]


def everything() -> dict:
    """How many rows there are of each kind, the history among them: any save adds one."""
    return {model._meta.label: model._base_manager.count() for model in tables()}


def others(theirs: dict) -> dict:
    """The rows of the other municipality, to the bit."""
    models = {type(row) for row in theirs.values() if not is_history(type(row))}
    return {
        model._meta.label: list(model._base_manager.filter(pk__in=_keys(model, theirs)).order_by("pk").values_list())
        for model in models
    }


def _keys(model, rows: dict) -> list:
    return [row.pk for row in rows.values() if type(row) is model]


def variants(form):
    """(control, value) for everything that can be typed or chosen, and two for all of it at once."""
    for number, control in enumerate(form.controls):
        if control.name in LEFT_ALONE or control.kind == "file" or LATER_ROW.search(control.name):
            continue
        values = CHOICES if control.kind in ("select", "radio", "checkbox", "hidden") else VALUES
        for place, value in enumerate(values):
            if (place % 3 == number % 3) != (connection.vendor == "postgresql"):
                yield {control.name: [value]}
        yield {control.name: None}
    typed = [one.name for one in form.controls if one.kind in ("text", "textarea", "number", "search", "date")]
    for value in VALUES:
        yield dict.fromkeys(typed, [value])


def pages() -> list[str]:
    return sorted(name for name, (_keys, rule) in ADDRESSES.items() if rule is not None and name != "accounts:sign-in")


@pytest.fixture
def person(consultant, admin_user):
    return {True: admin_user, False: consultant}


@pytest.mark.parametrize("name", pages())
def test_a_form_survives_what_nobody_should_type(name, rows, person):
    ours, theirs = rows
    somebody = person[ADDRESSES[name][1].who == Who.ADMIN]
    for own in (ours["savedview"], ours["import"]):
        own.user = somebody
        own.save()
    client = signed_in(somebody)
    before, kept = everything(), others(theirs)
    for keys in places(name, ours):
        address = reverse(name, kwargs=keys)
        page = client.get(address)
        if page.status_code != 200 or "html" not in page["Content-Type"]:
            page.close()
            continue
        form = main_form(page)
        if len(form.controls) < 3 or form.action not in ("", address):
            continue
        data = form.data()
        for change in variants(form):
            point = transaction.savepoint()
            sent = {key: value for key, value in (data | change).items() if value is not None}
            sent["token"] = []
            answer = client.post(address, sent)
            assert answer.status_code < 500, (address, change)
            if answer.status_code != 302:
                assert everything() == before, (address, change, "half-saved")
            assert others(theirs) == kept, (address, change, "somebody else's")
            transaction.savepoint_rollback(point)


def test_the_walk_finds_forms():
    assert {"desk:area-new", "desk:effort-what", "desk:border-new"} <= set(pages())
