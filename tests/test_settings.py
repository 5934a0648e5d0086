"""A production start, as the operating system sees it: in a process of its own with its own environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": "Kp1hvK6hJcZrl9oY7dM2sGxqT4wEbN8uAfVi0RtLyCzQjSmXeD",
    "ALLOWED_HOSTS": "boligsocial.example.dk",
}


def start(*arguments, **settings):
    """Nothing of our own environment, and nobody's .env file."""
    env = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, **settings}
    argv = [sys.executable, *arguments]
    return subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_names_the_setting_that_is_missing(name):
    settings = {key: value for key, value in PRODUCTION.items() if key != name}
    done = start("manage.py", "check", **settings)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name} is not set.")
    assert "Traceback" not in done.stderr


def test_debug_and_demo_are_off_unless_asked_for():
    code = "from django.conf import settings; print(settings.DEBUG, settings.DEMO)"
    settings = {key: value for key, value in PRODUCTION.items() if key != "DEBUG"}
    done = start("-c", code, DJANGO_SETTINGS_MODULE="boligsocial.settings", **settings)
    assert done.stdout.split() == ["False", "False"], done.stderr


@pytest.mark.parametrize("database", ["", "postgis://boligsocial:secret@db.example.dk/boligsocial"])
def test_the_deployment_check_has_nothing_to_say(database):
    settings = {**PRODUCTION, **({"DATABASE_URL": database} if database else {})}
    done = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", **settings)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(("demo", "doors"), [("on", "open"), ("off", "none"), ("", "none")])
def test_one_click_doors_exist_only_in_a_demonstration(demo, doors):
    code = """
import django
django.setup()
from django.urls import Resolver404, resolve
try:
    print("open" if resolve("/demo/ind/admin/").view_name == "demo:enter" else "elsewhere")
except Resolver404:
    print("none")
"""
    settings = {**PRODUCTION, **({"DEMO": demo} if demo else {})}
    done = start("-c", code, DJANGO_SETTINGS_MODULE="boligsocial.settings", **settings)
    assert done.stdout.strip() == doors, done.stderr
