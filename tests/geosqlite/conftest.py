import pytest
from django.db import connection, connections, transaction
from django.db.utils import ConnectionHandler

from tests.geosqlite.models import Pair, Place


def embedded_database(name, alias="embedded"):
    """A connection to an embedded database of its own, whatever database the suite runs on."""
    handler = ConnectionHandler({"default": {}, alias: {"ENGINE": "boligsocial.geosqlite", "NAME": str(name)}})
    return handler[alias]


@pytest.fixture(scope="session")
def _embedded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        database = embedded_database(":memory:")
        connections["embedded"] = database
        with database.schema_editor() as editor:
            editor.create_model(Place)
            editor.create_model(Pair)
        with connection.schema_editor() as editor:
            editor.create_model(Pair)
        yield database
        with connection.schema_editor() as editor:
            editor.delete_model(Pair)
        del connections["embedded"]
        database.connection.close()


@pytest.fixture
def embedded(_embedded, db):
    """The alias "embedded": an in-memory database with this folder's tables, emptied after the test."""
    with transaction.atomic(using="embedded"):
        yield _embedded
        transaction.set_rollback(True, using="embedded")


@pytest.fixture
def new_database(tmp_path, db):
    """A connection to an empty embedded database in a file, for tests that make tables."""
    database = embedded_database(tmp_path / "new.sqlite3", "new")
    connections["new"] = database
    yield database
    del connections["new"]
    database.close()
