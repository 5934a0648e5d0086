import pytest
from django.core.management import call_command


@pytest.fixture
def demo(db):
    """The demonstration, loaded."""
    call_command("load_demo", verbosity=0)


@pytest.fixture(scope="module")
def demo_once(module_transaction):
    """The demonstration, loaded once for all tests of a module."""
    call_command("load_demo", verbosity=0)
