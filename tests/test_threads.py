"""Real threads at the same rows, on a database that several may use at once (tests/hammer.py, tests/crowd.py)."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests.crowd import WORKED, crowd
from tests.hammer import hammer


def in_a_file(module: str, folder) -> str:
    """Run it on an embedded database in a file: that of the tests lies in memory and belongs to one thread."""
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/threads.sqlite3",
        "DJANGO_SETTINGS_MODULE": "boligsocial.settings",
    }
    for step in (["manage.py", "migrate", "-v0"], ["-m", module]):
        done = subprocess.run([sys.executable, *step], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_between_threads(tmp_path):
    if connection.vendor == "postgresql":
        tally = hammer()
        assert tally["saved"] > 50 and tally["refused as stale"]
        return
    told = in_a_file("tests.hammer", tmp_path)
    assert "'saved'" in told and "'refused as stale'" in told


@pytest.mark.django_db(transaction=True)
def test_everybody_gets_an_answer(tmp_path):
    """Also where two wait for each other, and the database sends one of them home."""
    if connection.vendor == "postgresql":
        answers = crowd()
        assert {status for _name, status in answers} <= WORKED, answers
        return
    assert "desk:effort-where" in in_a_file("tests.crowd", tmp_path)
