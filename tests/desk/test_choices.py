"""What forms offer: rows one may see, and as owners rows in which one may change things; on all pages that change."""

import pytest
from django.contrib import admin
from django.forms import ModelChoiceField
from django.test import Client
from django.urls import reverse

from tests.addresses import ADDRESSES
from tests.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("silence")]

PAGES = [one for one in ADDRESSES.values() if one.name.startswith("desk:") and one.takes("POST") and not one.label]
# An organisation's estates may lie in any municipality: the form looks at both owners together.
CHECKED_TOGETHER = {("EstateForm", "municipality")}
WRITERS = ("consultant-M", "consultant-O", "leader-E")


def forms_of(context) -> list:
    """The forms of a page: one, or those of a formset."""
    found = []
    for name in ("form", "formset"):
        form = context.get(name)
        found += list(getattr(form, "forms", [form] if form is not None else []))
        found += [row for part in getattr(form, "formsets", []) for row in part.forms]
    return found


def owners_of(form) -> set[str]:
    """The fields that say whose the row is, as the admin of its model has them."""
    model = getattr(getattr(form, "_meta", None), "model", None)
    options = admin.site._registry.get(model)
    return {getattr(options, "parent", ""), *getattr(options, "owners", ())} if options else set()


def too_many(form, user):
    """What the form offers beyond what the user may see, or change where it is an owner; what is chosen may stay."""
    owners = owners_of(form)
    for name, field in getattr(form, "fields", {}).items():
        if not isinstance(field, ModelChoiceField) or field.queryset is None:
            continue
        rows = field.queryset
        every = rows.model._default_manager.all()
        allowed = every.visible_to(user) if hasattr(every, "visible_to") else every
        if name in owners and (type(form).__name__, name) not in CHECKED_TOGETHER and hasattr(every, "changeable_by"):
            allowed = every.changeable_by(user)
        offered = set(rows.values_list("pk", flat=True)) - set(allowed.values_list("pk", flat=True))
        chosen = getattr(getattr(form, "instance", None), f"{name}_id", None)
        if offered - {chosen}:
            yield f"{type(form).__name__}.{name}: {sorted(offered - {chosen})}"


@pytest.mark.parametrize("name", WRITERS)
def test_forms_offer_no_more_than_one_may_have(whole_world, name):
    person, wrong, looked = whole_world.people[name], [], 0
    client: Client = signed_in(person.user)
    for address in PAGES:
        kwargs = address.filled(lambda label: whole_world.row(person, "own", label))
        answer = client.get(reverse(address.name, kwargs=kwargs))
        if answer.status_code != 200 or answer.context is None:
            continue
        for form in forms_of(answer.context):
            looked += any(isinstance(field, ModelChoiceField) for field in getattr(form, "fields", {}).values())
            wrong += [f"{address.cell}: {text}" for text in too_many(form, person.user)]
    assert looked, "no form with a choice of rows was found"
    assert not wrong, "\n".join(wrong)
