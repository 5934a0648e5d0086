"""A form that is sent as it was opened writes nothing: no version, no line in any history."""

import re

import pytest
from django.urls import reverse

from tests.addresses import ADDRESSES
from tests.page_forms import main_form
from tests.worlds import World, state

pytestmark = pytest.mark.django_db

# What a row is, as it may be read and sent again; the other pages do something whatever one sends.
EDITS = re.compile(r"-edit$|^desk:effort-(what|where|activity|status|money|staff)$")


def test_a_form_sent_as_it_was_opened_writes_nothing():
    world = World()
    admin = world.people["admin"]
    edits = [one for one in ADDRESSES.values() if EDITS.search(one.name) and one.takes("POST")]
    assert len(edits) >= 14
    wrote = []
    for address in edits:
        url = reverse(address.name, kwargs=address.filled(lambda label: world.row(admin, "own", label)))
        sent = main_form(admin.client.get(url)).data()
        sent["token"] = []  # what keeps a form from being saved twice is a row
        before = state()
        assert admin.client.post(url, sent).status_code == 302, address.name
        if state() != before:
            wrote.append(address.name)
    assert wrote == []
