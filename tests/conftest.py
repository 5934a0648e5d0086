"""What every test has: a named cast, a client for each of them, and strictness.

The cast lives in two municipalities. "Home" has a consultant, an effort leader, a board member and a reader;
the stranger is a member elsewhere.
"""

import logging
import time
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis

from boligsocial.accounts.sessions import keep_alive
from efforts.choices import Role
from tests import factories
from tests.strict import Strict

# No example is held to the clock: how long one takes says more of the machine than of the code.
of_hypothesis.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
of_hypothesis.load_profile("patient")

# The longest first: begun last, one of them would keep one core busy when the others have nothing left to do.
LONGEST = ("test_nasty_input", "test_interleavings", "test_dev", "test_threads", "test_rights_matrix", "test_recompute")
ASKS = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(config, items):
    """Sort what is longest first; what the database has no say in is asked once, on the embedded one."""
    if connection.vendor == "postgresql":
        asking = [one for one in items if asks_the_database(one)]
        config.hook.pytest_deselected(items=[one for one in items if one not in set(asking)])
        items[:] = asking
    items.sort(key=lambda one: not one.path.stem.startswith(LONGEST))


def asks_the_database(test) -> bool:
    if test.get_closest_marker("once"):
        return False
    return bool(test.get_closest_marker("django_db") or ASKS & set(test.fixturenames))


@pytest.fixture(autouse=True, scope="session")
def _strict_templates():
    """A variable that a template names and its page does not give is an error."""
    engines["django"].engine.string_if_invalid = Strict()


@pytest.fixture(autouse=True)
def _danish():
    """Every test starts in Danish, whatever the one before it chose."""
    translation.activate("da")
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Good hashing is slow on purpose; most tests make people and no test breaks their passwords."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def home(db):
    return factories.municipality("Hjemkøbing")


@pytest.fixture
def elsewhere(db):
    return factories.municipality("Andetsted")


@pytest.fixture
def consultant(home):
    person = factories.user("Karla Konsulent")
    factories.member(person, home, Role.CONSULTANT)
    return person


@pytest.fixture
def board(home):
    person = factories.user("Bent Bestyrelse")
    factories.member(person, home, Role.BOARD)
    return person


@pytest.fixture
def admin_user(db):
    return factories.user("Ane Admin", is_staff=True, is_superuser=True)


@pytest.fixture
def stranger(elsewhere):
    person = factories.user("Frida Fremmed")
    factories.member(person, elsewhere, Role.CONSULTANT)
    return person


@pytest.fixture
def leader(home):
    """Leads one effort at home and is a member of nothing else; the effort is `leader.effort`."""
    person = factories.user("Lea Leder")
    person.effort = factories.effort("Leas indsats", municipalities=(home,))
    factories.member(person, person.effort, Role.LEADER)
    return person


def signed_in(person) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    # What the first page after a real sign-in writes, so that no page counts those queries as its own.
    session = client.session
    keep_alive(session, time.time())
    session.save()
    return client


@pytest.fixture(scope="module")
def module_transaction(django_db_setup, django_db_blocker):
    """What is made in it is there for all tests of a module, and gone afterwards."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quick, django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def whole_world(module_transaction):
    """Everybody and one of everything, twice (tests/worlds.py); built once for a module."""
    from tests.worlds import World

    return World()


@pytest.fixture
def silence(monkeypatch):
    """Thousands of refusals, each with its traceback in the log and its whole page, take longer than the refusals."""
    logging.disable(logging.CRITICAL)
    for status in (403, 404):
        bare = partial(_bare, status)
        monkeypatch.setattr(f"boligsocial.urls.handler{status}", bare, raising=False)
    yield
    logging.disable(logging.NOTSET)


def _bare(status: int, request, exception=None) -> HttpResponse:
    return HttpResponse(status=status)


@pytest.fixture
def as_user():
    """`as_user(person).get(...)`."""
    return signed_in


@pytest.fixture
def count_queries(db):
    """`count_queries(lambda: ...)`: how many queries a call makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count


@pytest.fixture
def cast(consultant, board, admin_user, stranger, leader):
    """All of them at once: `cast.consultant`, `cast.board`, `cast.admin`, `cast.stranger`, `cast.leader`."""
    return SimpleNamespace(consultant=consultant, board=board, admin=admin_user, stranger=stranger, leader=leader)
