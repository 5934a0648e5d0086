"""Real threads at the same rows, on a database that several may use at once (tests/hammer.py)."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests.hammer import hammer


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_between_threads(tmp_path):
    if connection.vendor == "postgresql":
        tally = hammer()
        assert tally["saved"] > 50 and tally["refused as stale"]
        return
    # The embedded database of the tests lies in memory and belongs to one thread: take one in a file.
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/hammer.sqlite3",
        "DJANGO_SETTINGS_MODULE": "boligsocial.settings",
    }
    steps = [[sys.executable, "manage.py", "migrate", "-v0"], [sys.executable, "-m", "tests.hammer"]]
    for step in steps:
        done = subprocess.run(step, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
    assert "'saved'" in done.stdout and "'refused as stale'" in done.stdout
