"""Every address, found by walking the urls: a stranger reads nothing of ours, and junk in the address is no error.

Who gets which answer where is test_rights_matrix.py's.
"""

import pytest
from django.urls import reverse

from tests.addresses import ADDRESSES
from tests.worlds import PRIVATE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("silence")]

# Where municipalities, funders and recipes are shown: everybody who has signed in knows those.
COMMON = ("desk:", "data:recipe", "history:recipe")
READ = [address for address in ADDRESSES.values() if address.takes("GET")]


def url_of(world, address, person, side: str = "own") -> str:
    return reverse(address.name, kwargs=address.filled(lambda label: world.row(person, side, label)))


def test_the_walk_finds_the_pages():
    assert {"dashboards:overview", "areas:detail-map", "efforts:list", "staffing:board", "desk:people"} <= set(
        ADDRESSES
    )


@pytest.mark.parametrize("name", ["nobody", "reader-M", "consultant-E"])
def test_a_stranger_reads_nothing_of_ours(whole_world, name):
    """Everybody in that world is at home; what is private elsewhere must be on none of their pages."""
    person, read = whole_world.people[name], []
    private = [f"{word} i Andetsted" for word in PRIVATE.values()]
    for address in READ:
        for side in ("own", "foreign") if address.about_a_row else ("own",):
            answer = person.client.get(url_of(whole_world, address, person, side))
            text = b"".join(answer).decode(errors="replace")
            words = private if address.name.startswith(COMMON) else [*private, "Andetsted"]
            read += [f"{address.cell} ({side}): {word}" for word in words if word in text]
    assert not read, "\n".join(read)


@pytest.mark.parametrize(
    "query",
    [
        "municipality=%00&q=%00&box=1,2,3&at=9999-99-99T99:99&person=-1&sort=%3Cb%3E&columns=%2C%2C%3Cscript%3E",
        f"date=0000-00-00&page={'9' * 30}&part={'9' * 20}&draft=1&area=99999999999999999999&q=%E2%80%AE%3D1%2B1",
        f"q={'x' * 10_000}&effort=%00&post=x&page=-1&municipality=%3Cb%3E",
    ],
)
def test_junk_in_the_address_is_no_error(whole_world, query):
    person, failed = whole_world.people["admin"], []
    for address in READ:
        answer = person.client.get(f"{url_of(whole_world, address, person)}?{query}")
        b"".join(answer)  # a file is closed when it has been read
        if answer.status_code not in (200, 302, 404):
            failed.append(f"{address.cell}: {answer.status_code}")
    assert not failed, "\n".join(failed)


def test_keys_that_no_column_holds_are_no_error(whole_world):
    failed = []
    for address in ADDRESSES.values():
        person = whole_world.people["admin"]
        for key in {"pk", "part"} & set(address.keys):
            kwargs = address.filled(lambda label, person=person: whole_world.row(person, "own", label))
            answer = person.client.get(reverse(address.name, kwargs={**kwargs, key: 10**20}))
            if answer.status_code not in (404, 405):
                failed.append(f"{address.cell} <{key}>: {answer.status_code}")
    assert not failed, "\n".join(failed)
