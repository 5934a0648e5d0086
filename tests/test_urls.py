"""Every address, found by walking the urls: anonymous visitors sign in, strangers get nothing, junk is no error."""

from datetime import date

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import factories

pytestmark = pytest.mark.django_db

# Who is not signed in may come here.
OPEN = {"accounts:sign-in", "set_language"}
# Only by sending a form.
BY_POST = {"accounts:sign-out", "set_language", "demo:enter"}
# What the last part of an address about one thing is the key of.
ABOUT = {"areas": "area", "efforts": "effort"}


def walk(patterns, namespace: str = ""):
    """(name, whether it needs a key) of every named address outside the admin, which has its own tests."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", tuple(pattern.pattern.converters)


ADDRESSES = dict(walk(get_resolver().url_patterns))


@pytest.fixture
def world(home):
    """An area and an effort at home, with everything that pages show of them."""
    area = factories.area("Hjemmeområdet", municipality=home)
    factories.border(area)
    effort = factories.effort("Hjemmeindsatsen", reaches=(area,), ends_on=date(2027, 6, 1))
    factories.share(effort, factories.funder("Hjemmefonden"))
    post = factories.post(effort, title="Hjemmestillingen")
    factories.placement(post, factories.workplace(area, name="Hjemmekontoret"))
    return {"area": area, "effort": effort}


def address(name: str, world: dict) -> str:
    converters = ADDRESSES[name]
    if converters == ("pk",):
        return reverse(name, args=[world[ABOUT[name.split(":")[0]]].pk])
    return reverse(name, args=["consultant"] if converters else [])


def test_the_walk_finds_the_pages():
    assert {"dashboards:overview", "areas:detail-map", "efforts:list", "staffing:board"} <= set(ADDRESSES)


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - OPEN - {"demo:enter"}))
def test_an_anonymous_visitor_is_sent_to_sign_in(name, world, client):
    answer = client.post(address(name, world)) if name in BY_POST else client.get(address(name, world))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:sign-in"))


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - OPEN - BY_POST))
def test_a_stranger_sees_nothing_of_ours(name, world, stranger, as_user):
    answer = as_user(stranger).get(address(name, world))
    assert answer.status_code == (404 if ADDRESSES[name] else 200)
    text = answer.content.decode()
    assert "Hjemmeområdet" not in text and "Hjemmestillingen" not in text
    for word in ("Hjemmeindsatsen", "Hjemmefonden", "Hjemmekontoret", "Hjemkøbing"):
        assert word not in text, word


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - OPEN - BY_POST))
def test_a_board_member_at_home_opens_it(name, world, board, as_user):
    assert as_user(board).get(address(name, world)).status_code == 200


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - BY_POST))
@pytest.mark.parametrize(
    "query", ["municipality=%00", "date=0000-00-00", "page=-1", "sort=%3Cb%3E", "box=1,2,3", "q=%E2%80%AE"]
)
def test_junk_in_the_address_is_no_error(name, query, world, board, as_user):
    assert as_user(board).get(f"{address(name, world)}?{query}").status_code in (200, 302)


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - OPEN - BY_POST))
def test_pages_that_only_show_refuse_to_be_sent_anything(name, world, board, as_user):
    assert as_user(board).post(address(name, world)).status_code == 405
