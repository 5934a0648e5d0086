import pytest
from django.core.management import call_command


@pytest.fixture
def demo(db):
    """The demonstration, loaded."""
    call_command("load_demo", verbosity=0)
